package server

import (
	"context"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/schema/register"
	"github.com/sothon/sothon/schema/store"
	"github.com/sothon/sothon/sync/wire"
)

// escaped puts a household into the register that was poor and left the list.
func (w *world) escaped() {
	w.t.Helper()
	ctx := context.Background()
	house := w.lent()
	rec, _, err := w.srv.Store.Record(ctx, w.ws, wire.RecordID(house["D-1"], wire.ID{}, register.FormID))
	w.ok(err)
	n, _ := register.Form().NodeByPath("phanloai")
	c := &wire.Change{Header: wire.Header{V: 1, Record: rec.ID, Case: rec.Case, Area: rec.Area, FormID: rec.FormID, FormVersion: rec.FormVersion, FormHash: rec.FormHash, At: w.now.UnixMilli()},
		Ops: []wire.Op{{Kind: wire.KindSet, Node: uint32(n), Value: wire.TextValue("KN")}}}
	for _, h := range rec.Frontier {
		c.Ops[0].Sees = append(c.Ops[0].Sees, wire.Dot{Writer: h.Writer, Seq: h.Seq})
	}
	_, err = w.srv.Store.Author(ctx, store.Authored{Workspace: w.ws, Changes: []*wire.Change{c}})
	w.ok(err)
	w.ok(register.Refresh(ctx, w.srv.Store, w.ws))
}

var seenSteps = regexp.MustCompile(`name="steps" value="(\d+)"`)

// step does one thing with a nomination as its page offers it.
func (b *browser) step(at string, form url.Values) page {
	b.w.t.Helper()
	m := seenSteps.FindStringSubmatch(b.get(at).body)
	if m == nil {
		b.w.t.Fatalf("%s offers no step", at)
	}
	form.Set("steps", m[1])
	return b.post(at+"/step", form)
}

func meetingForm(do, day string, counts ...string) url.Values {
	return url.Values{"do": {do}, "day": {day}, "chair": {"Vũ Văn Khuê"}, "secretary": {"Trần Thị Thơm"}, "place": {"Nhà văn hóa"}, "members": {counts[0]}, "present": {counts[1]}, "valid": {counts[2]}, "agree": {counts[3]}}
}

func nomination(list string) url.Values {
	return url.Values{"list": {list}, "code": {"D-1"}, "form": {"GK_XA"}, "merit": {"vươn lên thoát nghèo bền vững"}, "proposer": {"Thôn Đông"}, "proposed": {"10/11/2026"}, "achievement": {"Nuôi gà đẻ 300 con, lãi 30 triệu."}}
}

// From the nomination to the certificate: every step asks for what it needs, papers follow, nothing is published without
// consent.
func TestAwards_WholeWay(t *testing.T) {
	w := newWorld(t)
	w.escaped()
	b := w.signIn("quantri")
	must(t, b.get("/awards"), 200, "Chưa có hồ sơ nào", "hai nhóm hộ không bao giờ xếp chung")
	must(t, b.get("/awards/new?list=rising"), 200, "Giấy khen của Chủ tịch UBND xã")
	if strings.Contains(b.get("/awards/new?list=rising").body, "Chủ tịch UBND huyện") {
		t.Error("the district's award is offered after 30 June 2025")
	}
	bad := nomination("rising")
	bad.Set("code", "X-9")
	must(t, b.post("/awards/new", bad), 422, "Không có hộ số này")
	bad = nomination("rising")
	bad.Set("form", "GK_HUYEN")
	must(t, b.post("/awards/new", bad), 422, "có hiệu lực tại ngày đề nghị")
	p := b.post("/awards/new", nomination("rising"))
	at := p.head.Get("Location")
	must(t, p, 303)
	must(t, b.get(at), 200, "Hồ sơ 2026-01: Hộ Vũ Văn Một", "Đang lập hồ sơ", "Ra khỏi diện từ", "Chưa có văn bản đồng ý nêu gương", "Họp thôn bình xét", "Cần ít nhất 50 % người dự họp")
	must(t, b.post("/awards/new", nomination("rising")), 422, "Hồ sơ 2026-01 trong năm đã đề nghị")
	must(t, b.get(at+"/papers/quyet-dinh.pdf"), 404)
	must(t, b.get(at+"/papers/bien-ban-hop.docx"), 404)

	must(t, b.step(at, meetingForm("village", "12/11/2026", "60", "46", "46", "20")), 422, "Chưa đủ tỷ lệ đồng ý")
	must(t, b.step(at, meetingForm("village", "12/11/2026", "60", "20", "20", "20")), 422, "Chưa đủ người dự")
	must(t, b.step(at, meetingForm("village", "12/11/2026", "60", "46", "46", "47")), 422, "Số phiếu không khớp")
	must(t, b.step(at, meetingForm("village", "30/11/2026", "60", "46", "46", "41")), 422, "ở sau hôm nay")
	must(t, b.step(at, meetingForm("council", "12/11/2026", "9", "9", "9", "9")), 422, "không còn ở bước này")
	must(t, b.get(at), 200, "Đang lập hồ sơ")
	must(t, b.step(at, meetingForm("village", "12/11/2026", "60", "46", "46", "41")), 303)
	must(t, b.get(at), 200, "12/11/2026 · 41/46 người đồng ý", "Chưa trình Hội đồng được", "Đạt danh hiệu Gia đình văn hóa trong năm")
	must(t, b.step(at, meetingForm("council", "16/11/2026", "9", "8", "8", "8")), 422, "Chưa trình Hội đồng được")
	must(t, b.step(at, url.Values{"do": {"gates"}, "by": {"Trưởng thôn"}, "gate.phap_luat": {"1"}, "gate.nghia_vu": {"1"}, "gate.van_hoa": {"0"}}), 303)
	must(t, b.step(at, meetingForm("council", "16/11/2026", "9", "8", "8", "8")), 422, "Đạt danh hiệu Gia đình văn hóa trong năm")
	must(t, b.step(at, url.Values{"do": {"gates"}, "by": {"Trưởng thôn"}, "gate.phap_luat": {"1"}, "gate.nghia_vu": {"1"}, "gate.van_hoa": {"1"}}), 303)
	must(t, b.step(at, meetingForm("council", "16/11/2026", "9", "5", "5", "5")), 422, "Chưa đủ người dự")
	must(t, b.step(at, meetingForm("council", "16/11/2026", "9", "8", "8", "8")), 303)

	// Somebody who had seen less is refused; nothing is lost.
	must(t, b.post(at+"/step", url.Values{"do": {"submit"}, "letter": {"07/TTr-HĐ"}, "day": {"17/11/2026"}, "steps": {"1"}}), 422, "vừa được người khác thay đổi")
	must(t, b.step(at, url.Values{"do": {"submit"}, "letter": {"07/TTr-HĐ"}, "day": {"17/11/2026"}}), 303)
	must(t, b.get(at), 200, "1.053.000 đ", "lương cơ sở 2.340.000 đ × 0,45")
	must(t, b.step(at, url.Values{"do": {"decide"}, "decision": {"812/QĐ-UBND"}, "day": {"16/11/2026"}}), 422, "trước tờ trình")
	must(t, b.step(at, url.Values{"do": {"decide"}, "decision": {"812/QĐ-UBND"}, "day": {"20/11/2026"}, "signer": {"Trịnh Văn Chủ"}}), 303)
	must(t, b.get("/awards/register"), 200, "812/QĐ-UBND", "1.053.000 đ", "Hộ Vũ Văn Một")
	must(t, b.get("/awards/register/export?year=2026"), 200, "PK")
	for _, x := range []string{"to-trinh", "bao-cao-thanh-tich", "bien-ban-hop", "bien-ban-hoi-dong", "ket-qua-phieu", "quyet-dinh", "giay-khen", "phieu-dong-y", "ho-so"} {
		must(t, b.get(at+"/papers/"+x+".pdf"), 200, "%PDF")
		p := b.get(at + "/papers/" + x + ".docx")
		must(t, p, 200, "PK")
		if text := p.plain(t); !strings.Contains(text, "Vũ Văn Một") || strings.Contains(text, "%!") || strings.Contains(text, "doc.") {
			t.Errorf("%s: %.300s", x, text[strings.Index(text, "<w:t"):])
		}
	}
	must(t, b.get(at+"/papers/to-trinh.exe"), 404)

	// The bulletin is there only with consent, and is gone when the consent is withdrawn.
	must(t, b.get(at+"/papers/ban-tin.docx"), 404)
	if strings.Contains(b.get(at).body, "Mời bà con") {
		t.Error("a bulletin without consent")
	}
	must(t, b.step(at, url.Values{"do": {"consent"}, "given": {"1"}, "day": {"21/11/2026"}}), 422, "văn bản đồng ý")
	must(t, b.step(at, url.Values{"do": {"consent"}, "given": {"1"}, "day": {"21/11/2026"}, "evidence": {"phiếu ký, lưu ở thôn"}}), 303)
	must(t, b.get(at), 200, "Mời bà con cùng chúc mừng")
	must(t, b.get(at+"/papers/ban-tin.docx"), 200, "PK")
	must(t, b.step(at, url.Values{"do": {"give"}, "day": {"22/11/2026"}, "place": {"Nhà văn hóa"}}), 303)
	must(t, b.step(at, url.Values{"do": {"consent"}, "given": {"0"}, "day": {"23/11/2026"}, "evidence": {"hộ báo rút lại"}}), 303)
	if strings.Contains(b.get(at).body, "Mời bà con") {
		t.Error("a bulletin after the consent was withdrawn")
	}
	must(t, b.get(at+"/papers/ban-tin.docx"), 404)
	must(t, b.get("/audit"), 200, "Lập hồ sơ khen thưởng", "Ghi quyết định khen thưởng")
}

// The two tracks of households are two lists, on every page and in every paper.
func TestAwards_TracksAreNeverMixed(t *testing.T) {
	w := newWorld(t)
	w.escaped()
	b := w.signIn("quantri")
	rising := b.post("/awards/new", nomination("rising")).head.Get("Location")
	f := nomination("helping")
	f.Set("code", "D-2")
	f.Set("merit", "giúp đỡ hộ nghèo")
	helping := b.post("/awards/new", f).head.Get("Location")
	f.Set("code", "T-1")
	other := b.post("/awards/new", f).head.Get("Location")
	for list, want := range map[string][2]string{"rising": {"Vũ Văn Một", "Đỗ Văn Ba"}, "helping": {"Đỗ Văn Ba", "Vũ Văn Một"}} {
		p := b.get("/awards?list=" + list)
		if !strings.Contains(p.body, "Hộ "+want[0]) || strings.Contains(p.body, "Hộ "+want[1]) {
			t.Errorf("the list %s: %s", list, p.body)
		}
	}
	if p := b.get(helping); strings.Contains(p.body, "Đã thoát nghèo, cận nghèo") {
		t.Error("a household that helps others is asked whether it escaped poverty")
	}
	for _, at := range []string{rising, helping, other} {
		must(t, b.step(at, meetingForm("village", "12/11/2026", "60", "46", "46", "41")), 303)
	}
	if text := b.get(helping + "/papers/bien-ban-hop.docx").plain(t); strings.Contains(text, "Vũ Văn Một") || strings.Contains(text, "Lê Thị Đoài") {
		t.Error("the minutes of one list and village name another's")
	}

	// A person of one village sees its nominations only, and makes none for another.
	dong := w.signIn("dong")
	must(t, dong.get(other), 404)
	must(t, dong.get(helping), 200)
	must(t, dong.post("/awards/new", f), 422, "Không có hộ số này")
	must(t, dong.post("/awards/new", url.Values{"list": {"official"}, "name": {"Nguyễn Văn An"}, "form": {"GK_XA"}, "merit": {"tham mưu tốt"}, "proposer": {"Văn phòng"}, "proposed": {"10/11/2026"}}), 422, "Chọn một thôn anh/chị phụ trách")
	must(t, b.step(rising, url.Values{"do": {"refuse"}}), 422, "lý do")
	must(t, b.step(rising, url.Values{"do": {"return"}, "reason": {"thiếu chữ ký"}}), 303)
	must(t, b.get(rising), 200, "Đang lập hồ sơ", "thiếu chữ ký")
	must(t, b.step(rising, url.Values{"do": {"refuse"}, "reason": {"hộ xin rút"}}), 303)
	must(t, b.get(rising), 200, "Không xét", "hộ xin rút")
	must(t, b.post("/awards/new", nomination("rising")), 303) // what was refused may be proposed again
}

// A nomination takes the points that were settled for the council; what rests on a sample says MẪU on every paper.
func TestAwards_FromScorecard(t *testing.T) {
	w := newWorld(t)
	w.escaped()
	w.ok(w.srv.Store.SettleScores(context.Background(), w.ws, []schema.SettledScore{{Year: 2026, Subject: "ho_vuon_len", Who: id(0x60), Area: w.areas[0], Name: "Vũ Văn Một", Total: 72.5, Sample: true, Body: []byte("{}")}}, "họp", w.users["quantri"].ID))
	b := w.signIn("quantri")
	at := b.post("/awards/new", nomination("rising")).head.Get("Location")
	must(t, b.get(at), 200, "Bảng điểm: 72,5 điểm", "MẪU")
	if text := b.get(at + "/papers/to-trinh.docx").plain(t); !strings.Contains(text, "MẪU") {
		t.Error("a paper that rests on a sample does not say so")
	}
}

// Others than households: a name is enough; officials stand in order of number, whatever their points.
func TestAwards_OthersAndLaw(t *testing.T) {
	w := newWorld(t)
	b := w.signIn("quantri")
	for _, f := range []url.Values{
		{"list": {"official"}, "name": {"Nguyễn Văn An"}, "merit": {"tham mưu tốt"}},
		{"list": {"enterprise"}, "name": {"HTX Nông nghiệp"}, "merit": {"bao tiêu cho hộ nghèo"}},
		{"list": {"village"}, "area": {w.areas[0].String()}, "merit": {"giảm nghèo vượt chỉ tiêu"}},
		{"list": {"group"}, "name": {"Hội Phụ nữ"}, "merit": {"gây quỹ"}},
	} {
		f.Set("form", "GK_XA")
		f.Set("proposer", "Văn phòng – Thống kê")
		f.Set("proposed", "10/11/2026")
		p := b.post("/awards/new", f)
		must(t, p, 303)
		must(t, b.get(p.head.Get("Location")), 200, "Họp")
		must(t, b.get(p.head.Get("Location")+"/papers/ho-so.pdf"), 200, "%PDF")
	}
	for _, x := range []struct{ path, want string }{{"ladder", "30/06/2025"}, {"sums", "2.340.000"}, {"meetings", "Hội đồng Thi đua"}, {"conditions", "Gia đình văn hóa"}} {
		must(t, b.get("/awards/law/"+x.path), 200, x.want)
		must(t, b.get("/awards/law/"+x.path+"/table"), 200, "PK")
	}
	must(t, b.uploadWith("/awards/law/meetings", "x.xlsx", workbook(t, "| hop_xet |\n| | ma | ten | tu | du_hop | nhat_tri | tinh_tren | do_chac |\n| | hop_thon | Họp | hôm qua | 50 | 50 | co_mat | V |"), map[string]string{"reason": "quy chế"}), 422, "hop_xet hàng 2")
	must(t, b.uploadWith("/awards/law/meetings", "x.xlsx", workbook(t, "| hop_xet |\n| | ma | ten | tu | du_hop | nhat_tri | tinh_tren | do_chac |\n| | hop_thon | Họp | 2022-01-01 | 60 | 70 | co_mat | V |"), map[string]string{"reason": "quy chế mới"}), 303)
	var one schema.Award
	all, err := w.srv.Store.Awards(context.Background(), w.ws, store.AwardQuery{Scope: schema.Scope{All: true}, List: schema.ListVillage})
	w.ok(err)
	one = all[0]
	must(t, b.get("/awards/"+one.ID.String()), 200, "Cần ít nhất 60 % người dự họp và 70 %")
}
