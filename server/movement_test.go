package server

import (
	"bytes"
	"context"
	"mime/multipart"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/sothon/sothon/forms/xlsform"
	"github.com/sothon/sothon/forms/xlsform/xlsx"
	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/schema/seed"
)

// attach posts a form with a file.
func (b *browser) attach(path, name string, body []byte, fields url.Values) page {
	b.w.t.Helper()
	var buf bytes.Buffer
	m := multipart.NewWriter(&buf)
	for k, all := range fields {
		for _, v := range all {
			b.w.ok(m.WriteField(k, v))
		}
	}
	if name != "" {
		f, err := m.CreateFormFile("file", name)
		b.w.ok(err)
		_, err = f.Write(body)
		b.w.ok(err)
	}
	b.w.ok(m.Close())
	req, err := http.NewRequest("POST", b.w.http.URL+path, &buf)
	b.w.ok(err)
	req.Header.Set("Content-Type", m.FormDataContentType())
	req.Header.Set("Sec-Fetch-Site", "same-origin")
	return b.do(req)
}

// done gives the address that a page leads to after something was saved.
func (p page) done(t *testing.T) string {
	t.Helper()
	if p.status != 303 {
		t.Fatalf("not saved: %d %s", p.status, regexp.MustCompile(`(?s)role="alert".{0,600}`).FindString(p.body))
	}
	return p.head.Get("Location")
}

func TestMovement_EntryFromFormToHistory(t *testing.T) {
	w := newWorld(t)
	w.settled(placed{0, "Đoàn Thị Nguyệt"}, placed{1, "Vi Thị Ánh"})
	admin, dong, watcher := w.signIn("quantri"), w.signIn("dong"), w.supervisor()

	// Every mistake is told at its field, and what was typed is kept.
	bad := admin.post("/movement/kinh_phi/new", url.Values{"f.ten": {"Sửa nhà"}, "f.giao": {"nhiều"}, "f.ngay_giao": {"31/02/2026"}, "year": {"26"}, "households": {"M-001, M-999"}})
	must(t, bad, 422, "“Nguồn”: chưa điền", "“nhiều” không phải số", "“31/02/2026” không phải ngày", "Năm phải từ 2000", "Không có hộ mã “M-999”", `value="Sửa nhà"`, "M-001, M-999")

	good := url.Values{"f.ten": {"Sửa nhà"}, "f.nguon": {"tinh"}, "f.giao": {"60.000.000"}, "f.ngay_giao": {"1/2/2026"}, "f.giai_ngan": {"18000000"}, "f.han_quyet_toan": {"30/11/2026"}, "year": {"2026"}, "households": {"M-001; M-002"}}
	at := admin.post("/movement/kinh_phi/new", good).done(t)
	must(t, admin.get(at), 200, "60.000.000", "30/11/2026", "còn 7 ngày", "Đoàn Thị Nguyệt", "Vi Thị Ánh", "Bản 1")
	must(t, admin.get("/movement"), 200, "Sửa nhà", "còn 7 ngày")
	must(t, admin.get("/movement/kinh_phi?year=2026&open=1&q=sua"), 200, "Sửa nhà", "18.000.000", "Tỉnh")
	must(t, admin.get("/movement/kinh_phi?year=2025"), 200, "chưa có dòng nào trong năm")

	// A change asks for a reason and the version that was seen; both versions stand in the history.
	good.Set("f.giai_ngan", "60.000.000")
	good.Set("version", "1")
	must(t, admin.post(at, good), 422, "Nhờ ghi lý do sửa")
	good.Set("reason", "giải ngân nốt")
	admin.post(at, good).done(t)
	must(t, admin.post(at, good), 422, "vừa có người khác sửa")
	must(t, admin.get(at), 200, "Bản 2", "giải ngân nốt", "Đã giải ngân (đồng): 18.000.000 → 60.000.000", "Quách Đình Hưởng")

	// Evidence: attached, served, taken off, still there in the version that had it.
	file := admin.attach(at+"/files", "biên bản.pdf", []byte("%PDF-1.4 mẫu"), nil).done(t)
	p := admin.get(strings.TrimSuffix(file, "#tep"))
	must(t, p, 200, "biên bản.pdf")
	href := regexp.MustCompile(`/movement/kinh_phi/[0-9a-f]+/files/([0-9a-f]{64})`).FindStringSubmatch(p.body)
	if href == nil {
		t.Fatal("no link to the file")
	}
	if f := admin.get(href[0]); f.status != 200 || f.body != "%PDF-1.4 mẫu" || !strings.Contains(f.head.Get("Content-Security-Policy"), "sandbox") || f.head.Get("X-Content-Type-Options") != "nosniff" {
		t.Errorf("%d %q %v", f.status, f.body, f.head)
	}
	must(t, admin.attach(at+"/files", "", nil, nil), 422, "Chưa chọn tệp")
	must(t, admin.post(at+"/detach", url.Values{"hash": {href[1]}}), 422, "lý do")
	admin.post(at+"/detach", url.Values{"hash": {href[1]}, "reason": {"nhầm tệp"}}).done(t)
	must(t, admin.get(href[0]), 200)

	// Others: the commune's own is not a village's; the supervisor reads and changes nothing.
	must(t, dong.get(at), 404)
	must(t, watcher.get(at), 404)
	village := dong.post("/movement/hop_dan/new", url.Values{"f.ten": {"Họp bình xét"}, "f.ngay": {"28/10/2026"}, "year": {"2026"}, "village": {w.areas[0].String()}}).done(t)
	must(t, dong.post("/movement/hop_dan/new", url.Values{"f.ten": {"Họp thôn khác"}, "f.ngay": {"28/10/2026"}, "year": {"2026"}, "village": {w.areas[1].String()}}), 422, "Chọn thôn trong địa bàn")
	must(t, dong.post("/movement/hop_dan/new", url.Values{"f.ten": {"Họp cả xã"}, "f.ngay": {"28/10/2026"}, "year": {"2026"}}), 422, "Chọn thôn trong địa bàn")
	must(t, watcher.get(village), 200, "Họp bình xét")
	must(t, watcher.get("/movement/hop_dan/new"), 404)
	must(t, watcher.post(village, url.Values{"f.ten": {"x"}, "version": {"1"}, "reason": {"x"}}), 404)
	if strings.Contains(watcher.get(village).body, "<form class=\"hop\"") {
		t.Error("the supervisor is shown a form")
	}
	if x := admin.get("/movement/kinh_phi/export?year=2026"); x.status != 200 || !strings.Contains(x.plain(t), "Sửa nhà") {
		t.Errorf("export: %d", x.status)
	}

	// Taken out with a reason, and brought back.
	must(t, admin.post(at+"/remove", url.Values{}), 422)
	admin.post(at+"/remove", url.Values{"reason": {"nhập trùng"}}).done(t)
	must(t, admin.get("/movement/kinh_phi?year=2026"), 200, "chưa có dòng nào")
	must(t, admin.get("/movement/kinh_phi?year=2026&removed=1"), 200, "Sửa nhà")
	admin.post(at+"/remove", url.Values{"reason": {"không trùng"}, "back": {"1"}}).done(t)
	must(t, admin.get("/movement/kinh_phi?year=2026"), 200, "Sửa nhà")
	must(t, admin.get("/movement/khong_co"), 404)
}

// The report calendar is made for every village and body with the day of the criteria, once however often it is asked for.
func TestMovement_Calendar(t *testing.T) {
	w := newWorld(t)
	admin := w.signIn("quantri")
	for range 2 {
		admin.post("/movement/bao_cao/calendar", url.Values{"year": {"2026"}}).done(t)
	}
	must(t, admin.get("/movement/bao_cao?year=2026"), 200, "7 dòng", "Thôn Đông", "Mặt trận Tổ quốc xã", "trễ 8 ngày", "15/11/2026")
	must(t, w.signIn("dong").get("/movement"), 200, "Báo cáo kết quả phong trào của thôn", "trễ 8 ngày")
	must(t, admin.get("/overview"), 200, "việc của phong trào trễ hoặc sắp đến hạn")
	must(t, admin.post("/movement/bao_cao/calendar", url.Values{"year": {"2027"}, "due": {"hôm sau"}}), 422, "Hạn gửi chưa đúng")
}

func TestFund_PagesAndPublicList(t *testing.T) {
	w := newWorld(t)
	w.settled(placed{0, "Đoàn Thị Nguyệt"}, placed{1, "Vi Thị Ánh"})
	admin, watcher := w.signIn("quantri"), w.supervisor()
	in := url.Values{"side": {"in"}, "asset": {"cash"}, "amount": {"5.000.000"}, "day": {"20/10/2026"}, "giver": {"away"}, "name": {"Bà Thái Thị Hảo"}}
	admin.post("/fund/new", in).done(t)
	in.Set("name", "Ông Mai Văn Công")
	in.Set("public", "1")
	admin.post("/fund/new", in).done(t)
	admin.post("/fund/new", url.Values{"side": {"in"}, "asset": {"labour"}, "amount": {"12,5"}, "day": {"20/10/2026"}, "giver": {"household"}, "house": {"M-002"}}).done(t)
	out := url.Values{"side": {"out"}, "asset": {"cash"}, "amount": {"11.000.000"}, "day": {"2/11/2026"}, "house": {"M-001"}, "purpose": {"Sửa nhà"}, "minutes": {"BB 05/11"}}
	must(t, admin.post("/fund/new", out), 422, "Quỹ không đủ", `value="11.000.000"`, `value="BB 05/11"`)
	out.Set("amount", "4.000.000")
	line := admin.post("/fund/new", out).done(t)
	for field, x := range map[string][2]string{"minutes": {"", "biên bản"}, "purpose": {"", "việc gì"}, "amount": {"bốn triệu", "Ghi số như"}, "day": {"1/1/2027", "tương lai"}, "house": {"M-999", "Không có hộ mã"}} {
		bad := url.Values{}
		for k, v := range out {
			bad[k] = v
		}
		bad.Set(field, x[0])
		must(t, admin.post("/fund/new", bad), 422, x[1])
	}
	must(t, admin.get("/fund"), 200, "6.000.000 đ", "đã thu 10.000.000 đ, đã chi 4.000.000 đ", "12,5 ngày công", "tháng cao điểm 17/10/2026 – 18/11/2026: thu 10.000.000 đ", "PC-2026/001", "PT-2026/003")
	must(t, admin.get(line), 200, "Đoàn Thị Nguyệt", "Sửa nhà", "BB 05/11", "Đảo bút toán")

	public := watcher.get("/fund/public")
	must(t, public, 200, "4.000.000 đ", "Sửa nhà", "một hộ")
	for _, secret := range []string{"Nguyệt", "M-001", "Hảo", "Vi Thị Ánh"} {
		if strings.Contains(public.body, secret) || strings.Contains(admin.get("/fund/public").body, secret) {
			t.Errorf("the public list names %s", secret)
		}
	}
	must(t, admin.get("/fund/public"), 200, "Ông Mai Văn Công", "Nhà hảo tâm không nêu tên")

	must(t, admin.post(line+"/reverse", url.Values{}), 422, "lý do đảo")
	must(t, watcher.post(line+"/reverse", url.Values{"reason": {"x"}}), 404)
	must(t, watcher.get("/fund/new"), 404)
	back := admin.post(line+"/reverse", url.Values{"reason": {"ghi nhầm hộ"}}).done(t)
	must(t, admin.get(back), 200, "ghi nhầm hộ", "Dòng này đảo", "-4.000.000 đ")
	must(t, admin.get(line), 200, "đã được đảo bởi")
	must(t, admin.post(line+"/reverse", url.Values{"reason": {"lần nữa"}}), 422, "đã được đảo")
	must(t, admin.get("/fund"), 200, "10.000.000 đ")
	if x := admin.get("/fund/export"); x.status != 200 || !strings.Contains(x.plain(t), "ghi nhầm hộ") || !strings.Contains(x.plain(t), "12.5") {
		t.Errorf("export: %d", x.status)
	}
}

// A scorecard shows every point with its evidence, figures that nobody knows as such, what is typed with who signed it.
func TestScores_FromEvidenceToSettled(t *testing.T) {
	w := newWorld(t)
	ids := w.settled(placed{0, "Đoàn Thị Nguyệt"}, placed{1, "Vi Thị Ánh"})
	ctx, s := context.Background(), w.srv.Store
	admin, dong, watcher := w.signIn("quantri"), w.signIn("dong"), w.supervisor()
	card := "/scores/thon/" + w.areas[0].String() + "?year=2026"
	must(t, admin.get(card), 200, "chưa có số liệu", "Tổng điểm tạm tính", "MẪU")
	must(t, admin.get(card+"&line=T2"), 200, "chưa nhập tổng số hộ dân của thôn")
	w.ok(s.PutPopulations(ctx, w.ws, []schema.Population{{Area: w.areas[0], Day: "2026-01-01", Households: 50, People: 180, Source: "Trưởng thôn"}}, w.users["quantri"].ID))
	meeting := admin.post("/movement/hop_dan/new", url.Values{"f.ten": {"Họp bình xét"}, "f.ngay": {"28/10/2026"}, "f.bien_ban": {"01/BB"}, "f.co_mat": {"40"}, "f.nhat_tri": {"20"}, "year": {"2026"}, "village": {w.areas[0].String()}}).done(t)
	line := admin.post("/fund/new", url.Values{"side": {"in"}, "asset": {"cash"}, "amount": {"5.000.000"}, "day": {"20/10/2026"}, "giver": {"household"}, "house": {"M-001"}}).done(t)
	must(t, admin.get(card+"&line=T1"), 200, "1 trên 1", `href="`+meeting+`"`, "T1 được 7 điểm vì sao")
	must(t, admin.get(card+"&line=T2"), 200, "5.000.000 đ trên 50", "0 điểm tại 0, đủ 8 điểm tại 200.000: 4 điểm", `href="`+line+`"`)
	must(t, dong.get(card), 200)
	must(t, dong.get("/scores/thon/"+w.areas[1].String()), 404)
	must(t, dong.get("/scores/xa/"+strings.Repeat("0", 32)), 404) // the whole commune's
	must(t, admin.get("/scores/ho_giup_do/"+ids[0].String()), 200, "500.000", "5.000.000 đ")
	must(t, admin.get("/scores/ho_giup_do/"+ids[1].String()), 404) // helped nobody
	must(t, admin.get("/scores/thon/"+ids[0].String()), 404)
	if p := admin.get("/scores?kind=ho_vuon_len"); strings.Contains(p.body, "Nguyệt") {
		t.Error("a household that helps stands among those that rise")
	}

	// What the program counts is not overwritten by hand; what it does not know is typed, signed, and shown as that.
	post := "/scores/thon/" + w.areas[0].String() + "/facts"
	typed := url.Values{"year": {"2026"}, "code": {"ho_dan"}, "value": {"10"}, "note": {"x"}, "sign": {"1"}}
	must(t, admin.attach(post, "", nil, typed), 422, "chương trình đã tính")
	for _, x := range [][2]string{{"du_no", "1.000.000.000"}, {"no_qua_han", "8.000.000"}} {
		typed = url.Values{"year": {"2026"}, "code": {x[0]}, "value": {x[1]}, "note": {"Sao kê ngân hàng tháng 10"}}
		must(t, admin.attach(post, "", nil, typed), 422, "phải được ký")
		typed.Set("sign", "1")
		admin.attach(post, "sao-ke.pdf", []byte("%PDF sao kê"), typed).done(t)
	}
	must(t, watcher.attach(post, "", nil, typed), 404)
	p := admin.get(card + "&line=T2")
	must(t, p, 200, "nhập tay, đã ký", "Quách Đình Hưởng ký ngày 23/11/2026", "Sao kê ngân hàng tháng 10", "8.000.000 đ trên 1.000.000.000 đ", "Xem tệp kèm")
	file := regexp.MustCompile(`/scores/thon/[0-9a-f]+/facts/[0-9a-f]{64}\?year=2026`).FindString(p.body)
	must(t, watcher.get(file), 200, "%PDF sao kê")
	typed.Set("value", "")
	typed.Set("note", "nhập nhầm")
	admin.attach(post, "", nil, typed).done(t)
	p = admin.get(card + "&line=T2")
	must(t, p, 200, "đã rút", "nhập nhầm")
	if strings.Contains(p.body, "8.000.000 đ trên") {
		t.Error("a figure taken back still counts")
	}

	// Settled for the council: as it stood, whatever comes later.
	must(t, dong.post("/scores/settle", url.Values{"kind": {"thon"}, "year": {"2026"}}), 403)
	admin.post("/scores/settle", url.Values{"kind": {"thon"}, "year": {"2026"}, "note": {"Hội đồng họp"}}).done(t)
	settled, err := s.Scores(ctx, w.ws, 2026, "thon")
	w.ok(err)
	if len(settled) != 2 || settled[0].Total == 0 && settled[1].Total == 0 || !settled[0].Sample || !bytes.Contains(settled[0].Body, []byte("T1")) {
		t.Errorf("%+v", settled)
	}
	must(t, admin.get("/scores?kind=thon"), 200, "(23/11/2026)")
	if x := admin.get("/scores/export?kind=thon&year=2026"); x.status != 200 || !strings.Contains(x.plain(t), "MẪU") {
		t.Errorf("export: %d", x.status)
	}
}

// A changed workbook of criteria: mistakes are shown in their cells and nothing is kept; a good one counts for its year on.
func TestScores_CriteriaByYear(t *testing.T) {
	w := newWorld(t)
	admin := w.signIn("quantri")
	must(t, admin.get("/scores/criteria"), 200, "Bộ tiêu chí đề xuất", "MẪU", "Hộ nghèo thoát nghèo", "17/10")
	book := func(replace ...string) []byte {
		b, err := xlsx.Write(xlsform.ParseMarkdown(strings.NewReplacer(replace...).Replace(xlsform.Markdown(seed.CriteriaWorkbook()))))
		w.ok(err)
		return b
	}
	fields := url.Values{"year": {"2026"}, "reason": {"Hội đồng ban hành"}}
	p := admin.attach("/scores/criteria", "sai.xlsx", book("| 35 | sang_kien |", "| 35 | ho_thoat |", "| trainings | 4 |", "| trainings | bốn |"), fields)
	must(t, p, 422, "sai.xlsx: ", "Không chấm cán bộ theo số hộ được xếp là không nghèo", "Không phải số", "bốn", "cach_do!")
	must(t, admin.attach("/scores/criteria", "x.xlsx", []byte("không phải Excel"), fields), 422)
	must(t, admin.attach("/scores/criteria", "", nil, fields), 422, "Chưa chọn tệp")
	own := book("Bộ tiêu chí đề xuất", "Bộ tiêu chí của xã", "| đề xuất | 1 |", "| ban hành | 0 |", "điểm chưa ban hành", "Quyết định 12/QĐ-UBND")
	must(t, admin.attach("/scores/criteria", "tieu-chi.xlsx", own, url.Values{"year": {"2026"}}), 422, "lý do")
	admin.attach("/scores/criteria", "tieu-chi.xlsx", own, fields).done(t)
	must(t, admin.get("/scores/criteria?year=2027"), 200, "Bộ tiêu chí của xã", "Quyết định 12/QĐ-UBND", "Hội đồng ban hành")
	if p := admin.get("/scores?kind=thon&year=2026"); strings.Contains(p.body, "MẪU") || !strings.Contains(p.body, "Bộ tiêu chí của xã") {
		t.Error("the commune's own set is not in use, or marked as a sample")
	}
	must(t, admin.get("/scores/criteria?year=2025"), 200, "Bộ tiêu chí đề xuất")
	if got := admin.get("/scores/criteria/file?year=2026"); got.body != string(own) {
		t.Error("another workbook comes back")
	}
	must(t, w.signIn("dong").attach("/scores/criteria", "tieu-chi.xlsx", own, fields), 403)
	must(t, w.supervisor().attach("/scores/criteria", "tieu-chi.xlsx", own, fields), 404)
}
