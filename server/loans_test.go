package server

import (
	"context"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/schema/answers"
	"github.com/sothon/sothon/schema/credit"
	"github.com/sothon/sothon/schema/register"
	"github.com/sothon/sothon/schema/seed"
	"github.com/sothon/sothon/schema/store"
	"github.com/sothon/sothon/sync/wire"
)

// lent puts four households into the register: two of one name in Thôn Đông, a poor one there with a loan, one in Thôn Đoài.
func (w *world) lent() map[string]wire.ID {
	w.t.Helper()
	ctx := context.Background()
	version, err := w.srv.Store.PublishForm(ctx, w.ws, register.Form(), nil, wire.ID{})
	w.ok(err)
	out := map[string]wire.ID{}
	var changes []*wire.Change
	for i, h := range []struct{ code, head, class, card string }{{"D-1", "Vũ Văn Một", "HN", "033060001234"}, {"D-2", "Đỗ Văn Ba", "KN", ""}, {"D-3", "Đỗ Văn Ba", "KN", ""}, {"T-1", "Lê Thị Đoài", "HCN", ""}} {
		c := &register.Case{ID: id(byte(0x60 + i)), Area: w.areas[0], Values: map[string]string{"ma": h.code, "chu_ho": h.head, "phanloai": h.class},
			Members: []register.Row{{ID: id(byte(0x70 + i)), Values: map[string]string{"m_ten": h.head, "m_quanhe": "01", "m_cccd": h.card}}}}
		if h.code == "T-1" {
			c.Area = w.areas[1]
		}
		if h.code == "D-1" {
			c.Loans = []register.Row{{ID: id(0x81), Values: map[string]string{"v_ma": "66001", "v_ct": "HN", "v_sotien": "50000000"}}}
		}
		out[h.code] = c.ID
		ch := register.Change(c, version)
		ch.At = w.now.AddDate(-3, 0, 0).UnixMilli()
		changes = append(changes, ch)
	}
	_, err = w.srv.Store.Author(ctx, store.Authored{Workspace: w.ws, Changes: changes})
	w.ok(err)
	w.ok(register.Refresh(ctx, w.srv.Store, w.ws))
	return out
}

const saoKe = `Mã món vay;Họ tên người vay;CCCD;Thôn;Hội nhận ủy thác;Tổ TK&VV;Chương trình;Số tiền vay;Ngày vay;Ngày đến hạn;Tổng dư nợ;Trạng thái;Số tháng chậm lãi;Gốc phải trả;Gốc đã trả
6600 1;Vũ Văn Một;;Đông;Hội Phụ nữ;Tổ 1;Hộ nghèo;50000000;05/03/2024;05/03/2029;30000000;Trong hạn;2;20000000;20000000
66002;Đỗ Văn Ba;;Đông;Hội Nông dân;Tổ 2;Nước sạch và vệ sinh môi trường nông thôn;25000000;05/03/2025;05/03/2026;20000000;Quá hạn;0;10000000;5000000
66003;Lê Thị Đoài;;Đoài;Hội Nông dân;Tổ 3;Hộ cận nghèo;40000000;05/03/2025;05/03/2030;35000000;Trong hạn;0;5000000;5000000
66004;Người Ngoài;;Đông;Hội Nông dân;Tổ 2;Hộ nghèo;10000000;05/03/2025;05/03/2030;9000000;Trong hạn;0;;
`

var loanLink = regexp.MustCompile(`<a class="ten" href="(/loans/[0-9a-f]{32})">([^<]*)`)

func (b *browser) loans(query string) map[string]string {
	b.w.t.Helper()
	p := b.get("/loans" + query)
	if p.status != 200 {
		b.w.t.Fatalf("loans: %d %s", p.status, p.body)
	}
	out := map[string]string{}
	for _, m := range loanLink.FindAllStringSubmatch(p.body, -1) {
		out[m[2]] = m[1]
	}
	return out
}

// readBank uploads a list and says of which day it is.
func (b *browser) readBank(file, day string) string {
	b.w.t.Helper()
	p := b.uploadTo("/loans/import", "sao-ke.csv", []byte(file))
	at := p.head.Get("Location")
	if p.status != 303 || !strings.HasPrefix(at, "/loans/import/") {
		b.w.t.Fatalf("upload: %d %s", p.status, p.body)
	}
	form := url.Values{"heading": {"1"}, "rows": {"1"}, "day": {day}, "next": {"check"}}
	for i, f := range []string{"khe_uoc", "nguoi_vay", "cccd", "thon_vay", "hoi", "to_vay", "chuong_trinh", "so_tien", "ngay_vay", "ngay_den_han", "du_no", "trang_thai", "thang_cham_lai", "goc_phai_tra", "goc_da_tra"} {
		form.Set("col."+strconv.Itoa(i), f)
	}
	if p := b.post(at, form); p.status != 303 || p.head.Get("Location") != at+"/check" {
		b.w.t.Fatalf("reading: %d %s", p.status, p.head.Get("Location"))
	}
	return at
}

func TestLoans_MatchEnterUndo(t *testing.T) {
	w := newWorld(t)
	house := w.lent()
	b := w.signIn("quantri")
	must(t, b.get("/loans"), 200, "Chưa có món vay nào")
	at := b.readBank(saoKe, "31/10/2026")
	p := b.get(at + "/check")
	must(t, p, 200, "<b>1</b>theo số khế ước", "<b>1</b>theo tên và thôn", "<b>1</b>nhiều hộ có thể đúng", "<b>1</b>không thấy hộ", "2 trên 4 món", "Chọn trong 2 hộ", "Hộ D-3 · Đỗ Văn Ba, Thôn Đông")

	// Nothing is entered by looking, nor while lines have no household and nobody said to leave them out.
	must(t, b.post(at+"/enter", url.Values{}), 303)
	if n := len(b.loans("?show=all")); n != 0 {
		t.Fatalf("%d loans before the list was entered", n)
	}
	must(t, b.post(at+"/hand", url.Values{"hand.3": {"D-3"}, "hand.5": {"-"}}), 303)
	must(t, b.get(at+"/check"), 200, "3 trên 4 món", "không phải hộ của xã", "Chọn lại")
	must(t, b.post(at+"/enter", url.Values{}), 303)
	got := b.loans("")
	if len(got) != 3 {
		t.Fatalf("loans: %v", got)
	}
	must(t, b.post(at+"/enter", url.Values{}), 303)
	if n := len(b.loans("?show=all")); n != 3 {
		t.Fatalf("entered twice: %d", n)
	}

	// The four tests rest on the bank's figures, with their day; what nobody saw is not known.
	must(t, b.get(got["Vũ Văn Một"]), 200, "Chậm trả lãi 2 tháng", "Theo sao kê ngân hàng, ngày 31/10/2026", "Đã trả đủ phần gốc đến hạn: 20.000.000 đ", "Chưa nguồn nào nói",
		"Bốn tiêu chí: không đạt", "Chưa có phiếu khảo sát nào", "theo số khế ước", "Mức vay tối đa khi ấy: 100.000.000 đ", "chưa đọc lại văn bản")
	must(t, b.get(got["Đỗ Văn Ba"]), 200, "Gốc đã trả còn thiếu 5.000.000 đ", "chọn bằng tay", "nợ quá hạn hoặc khoanh", "đã qua ngày đến hạn cuối mà còn nợ", "không đòi phân loại")
	for query, want := range map[string]int{"?show=overdue": 1, "?show=risk": 1, "?show=fail": 2, "?show=unknown": 1, "?hoi=Hội+Nông+dân": 2, "?group=Tổ+1": 1, "?program=CN": 1, "?state=overdue": 1,
		"?village=" + w.areas[1].String(): 1, "?q=do+van": 1, "?q=66003": 1, "?day=30/10/2026&show=all": 0, "?show=all&case=" + house["D-1"].String(): 1} {
		if n := len(b.loans(query)); n != want {
			t.Errorf("%s: %d loans, want %d", query, n, want)
		}
	}
	must(t, b.get("/loans/export?show=overdue"), 200, "PK")
	must(t, b.get("/audit"), 200, "Ghi sao kê vốn vay của ngân hàng", "Tải danh sách vốn vay")

	// Another person sees the loans of the own village only, and none of who may not see loans.
	dong := w.signIn("dong")
	if l := dong.loans("?show=all"); len(l) != 2 || l["Lê Thị Đoài"] != "" {
		t.Errorf("of Thôn Đông: %v", l)
	}
	must(t, dong.get(got["Lê Thị Đoài"]), 404)
	must(t, dong.get(at+"/check"), 404) // another's list

	// The next list has the same headings: how it is read is remembered. It prevails from its day on.
	next := b.uploadTo("/loans/import", "sao-ke.csv", []byte(strings.Replace(saoKe, "Trong hạn;2;", "Trong hạn;0;", 1))).head.Get("Location")
	must(t, b.get(next), 200, `<option value="thang_cham_lai" selected>`)
	must(t, b.post(next+"/hand", url.Values{"hand.3": {"D-3"}}), 303)
	must(t, b.post(next+"/enter", url.Values{"without": {"1"}}), 303)
	must(t, b.get(got["Vũ Văn Một"]), 200, "Không chậm tháng lãi nào", "Hàng 2 của sao kê")
	must(t, b.post(next+"/undo", url.Values{}), 422)
	must(t, b.post(next+"/undo", url.Values{"reason": {"nhầm tệp"}}), 303)
	must(t, b.get(got["Vũ Văn Một"]), 200, "Chậm trả lãi 2 tháng")
	must(t, b.post(at+"/undo", url.Values{"reason": {"nhầm tháng"}}), 303)
	if n := len(b.loans("?show=all")); n != 0 {
		t.Errorf("%d loans after both lists were taken back", n)
	}
}

// A list with an error enters nothing, and says in which cell.
func TestLoans_ErrorEntersNothing(t *testing.T) {
	w := newWorld(t)
	w.lent()
	b := w.signIn("quantri")
	at := b.readBank(strings.Replace(saoKe, "35000000", "nhiều", 1), "31/10/2026")
	must(t, b.get(at+"/check"), 200, "CSV K4", "Không phải một số")
	must(t, b.post(at+"/enter", url.Values{"without": {"1"}}), 303)
	if n := len(b.loans("?show=all")); n != 0 {
		t.Errorf("%d loans of a list with an error", n)
	}
	must(t, b.get(at+"/marks"), 200, "PK")
}

// What a survey says of loans is one column, the bank's list the other; where they differ it is marked.
func TestLoans_SurveyBesideBank(t *testing.T) {
	w := newWorld(t)
	house := w.lent()
	ctx := context.Background()
	form, diags := seed.HouseholdForm("2026")
	if form == nil {
		t.Fatal(diags)
	}
	version, err := w.srv.Store.PublishForm(ctx, w.ws, form, nil, w.users["quantri"].ID)
	w.ok(err)
	h := wire.Hash(form.Hash())
	c := &wire.Change{Header: wire.Header{V: 1, Record: wire.RecordID(house["D-1"], w.round.ID, form.ID), Case: house["D-1"], Round: w.round.ID, Area: w.areas[0],
		FormID: form.ID, FormVersion: version, FormHash: h.Short(), At: w.now.UnixMilli(), Zone: 1440 + 420}, Rows: []wire.Row{{ID: id(0x81)}}}
	set := func(row uint32, path, text string) {
		n, ok := form.NodeByPath(path)
		if !ok {
			t.Fatal(path)
		}
		v, _ := answers.ToWire(&form.Nodes[n], text)
		c.Ops = append(c.Ops, wire.Op{Kind: wire.KindSet, Row: row, Node: uint32(n), Value: v})
	}
	node := func(name string) string {
		for i := range form.Nodes {
			if form.Nodes[i].Name == name {
				return strings.TrimPrefix(answers.Path(form, i), "/")
			}
		}
		t.Fatal(name)
		return ""
	}
	set(0, node("ketqua_tham"), "1")
	set(0, node("co_vay"), "1")
	set(0, node("to_tkvv"), "TO10")
	repeat, _ := form.NodeByPath(node("r_vay"))
	c.Ops = append(c.Ops, wire.Op{Kind: wire.KindAdd, Row: 1, Node: uint32(repeat), Value: wire.NullValue()})
	for _, x := range [][2]string{{"v_ma", "66001"}, {"v_ct", "HN"}, {"v_sotien", "50000000"}, {"v_ngay", "2024-03-05"}, {"v_duno", "30000000"}, {"v_md_dangky", "1"}, {"v_md_thucte", "4"}, {"v_dung", "1"},
		{"v_lai_cham", "0"}, {"v_no", "1"}, {"v_tn_them", "1500000"}, {"v_con_taisan", "1"}, {"v_hieuqua", "2"}} {
		set(1, node(x[0]), x[1])
	}
	_, err = w.srv.Store.Author(ctx, store.Authored{Workspace: w.ws, User: w.users["dong"].ID, Changes: []*wire.Change{c}})
	w.ok(err)
	w.ok(w.srv.Flush(ctx))
	b := w.signIn("quantri")
	got := b.loans("")
	must(t, b.get(got["Vũ Văn Một"]), 200, "Bốn tiêu chí: đạt", "Vốn vay làm tăng thu nhập 1.500.000 đ mỗi tháng", "Mục đích trong hồ sơ và việc đã dùng vốn khác nhau", "Chưa có sao kê nào", "Chăn nuôi", "Kinh doanh, dịch vụ")

	at := b.readBank(saoKe, "31/10/2026")
	must(t, b.post(at+"/enter", url.Values{"without": {"1"}}), 303)
	after := b.loans("")
	if after["Vũ Văn Một"] != got["Vũ Văn Một"] {
		t.Fatalf("the loan of the survey and that of the list are two: %s %s", after["Vũ Văn Một"], got["Vũ Văn Một"])
	}
	must(t, b.get(got["Vũ Văn Một"]), 200, "Bốn tiêu chí: không đạt", "hộ và ngân hàng khác nhau", "Người thăm thấy vốn dùng đúng mục đích", "Chậm trả lãi 2 tháng")
	if n := len(b.loans("?show=disagree")); n != 1 {
		t.Errorf("%d loans on which they differ", n)
	}

	// The store gives the same to whoever asks: one loan with both columns, as of a day.
	var n int
	w.ok(w.srv.Store.Loans(ctx, w.ws, store.LoanQuery{Scope: schema.Scope{All: true}, Day: "2026-10-31"}, func(l *schema.Loan) error {
		if n++; l.Case == house["D-1"] && (l.Bank == nil || l.Survey != nil) {
			t.Errorf("before the visit: %+v", l)
		}
		return nil
	}))
	if n != 2 {
		t.Errorf("%d loans before the visit", n)
	}
	w.ok(w.srv.Store.Loans(ctx, w.ws, store.LoanQuery{Scope: schema.Scope{All: true}, Case: house["D-1"]}, func(l *schema.Loan) error {
		if x := credit.Judge(&l.Loan); strings.Join(x.Disagree, " ") != "interest" || x.Purpose.Result != credit.True || l.Survey.Group != "TO10" {
			t.Errorf("%+v of %+v", x, l.Survey)
		}
		return nil
	}))
}

// An official may replace the table of programmes; one with an error is refused whole and says where.
func TestLoans_ProgrammesAreData(t *testing.T) {
	w := newWorld(t)
	house := w.lent()
	b := w.signIn("quantri")
	at := b.readBank(saoKe, "31/10/2026")
	must(t, b.post(at+"/enter", url.Values{"without": {"1"}}), 303)
	loan := b.loans("?case=" + house["D-1"].String())["Vũ Văn Một"]
	must(t, b.get("/loans/programmes"), 200, "100.000.000", "bảng có sẵn của chương trình")
	table := "| chuong_trinh_vay |\n| | ma | ten | tu | han_muc | lai_suat | doi_tuong | do_chac |\n| | HN | Hộ nghèo | 2015-01-01 | 40000000 | 6,1 | HN | V |\n"
	put := func(md, reason string) page {
		return b.uploadWith("/loans/programmes", "bang.xlsx", workbook(t, md), map[string]string{"reason": reason})
	}
	must(t, put(strings.Replace(table, "40000000", "nhiều", 1), "QĐ mới"), 422, "han_muc", "chuong_trinh_vay hàng 2", "không nhận dòng nào")
	must(t, put(table, ""), 422, "vì sao thay bảng")
	must(t, put(table, "QĐ 01/2026"), 303)
	must(t, b.get("/loans/programmes"), 200, "40.000.000", "QĐ 01/2026", "Bản 1")
	must(t, b.get(loan), 200, "Vay vượt mức tối đa 10.000.000 đ (tối đa 40.000.000 đ)", "6,1 %")
	must(t, b.get("/loans/programmes/table"), 200, "PK")
	must(t, w.signIn("dong").get("/loans/programmes"), 200, "40.000.000")
}
