package server

import (
	"archive/zip"
	"bytes"
	"context"
	"database/sql"
	"fmt"
	"io"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/schema/register"
	"github.com/sothon/sothon/server/report"
	"github.com/sothon/sothon/server/report/paper"
	"github.com/sothon/sothon/sync/wire"
)

// docxText gives a part of a Word file.
func docxPart(t *testing.T, file, part string) string {
	t.Helper()
	z, err := zip.NewReader(strings.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	f, err := z.Open(part)
	if err != nil {
		t.Fatal(err)
	}
	b, err := io.ReadAll(f)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// done expects that a form was taken.
func (b *browser) done(p page) {
	b.w.t.Helper()
	if p.status != 303 {
		b.w.t.Fatalf("%d %s", p.status, p.body)
	}
}

// officeSaid enters the office and a signer as an administrator does, and gives the signer's id.
func (b *browser) officeSaid() string {
	b.w.t.Helper()
	b.done(b.post("/reports/office", url.Values{"day": {"01/01/2026"}, "agency": {"ỦY BAN NHÂN DÂN\nXÃ TIÊN TIẾN"}, "commune": {"xã Tiên Tiến"}, "place": {"Tiên Tiến"}, "short": {"UBND"},
		"recipients": {"UBND tỉnh\nĐảng ủy"}, "archive": {"Lưu: VT"}}))
	b.done(b.post("/reports/signers", url.Values{"name": {"Nguyễn Văn A"}, "power": {"TM. ỦY BAN NHÂN DÂN\nCHỦ TỊCH"}, "since": {"01/01/2026"}}))
	all, err := b.w.srv.Store.Signers(context.Background(), b.w.ws)
	b.w.ok(err)
	return all[0].ID.String()
}

func TestReports_DraftNumberCancel(t *testing.T) {
	w := newWorld(t)
	w.lent()
	b := w.signIn("quantri")
	signer := b.officeSaid()
	must(t, b.get("/reports"), 200, "Báo cáo năm của phong trào", "Chưa có văn bản nào được cấp số", "kind=pdf")
	for _, p := range paper.Papers {
		area := ""
		if p.Village {
			area = "?area=" + w.areas[0].String()
		}
		must(t, b.get("/reports/view/"+p.Code+area), 200, p.Title)
		draft := b.get("/reports/file/" + p.Code + "?kind=docx" + strings.Replace(area, "?", "&", 1))
		must(t, draft, 200)
		if text := docxPart(t, draft.body, "word/document.xml"); strings.Contains(text, "{{") || strings.Contains(text, "MẪU –") {
			t.Errorf("%s: a field is left, or MẪU on official figures", p.Code)
		}
	}
	number := func(n, day string) page {
		return b.post("/reports/view/bao-cao-nam?asof=05/11/2026", url.Values{"number": {n}, "day": {day}, "signer": {signer}})
	}
	must(t, number("x", "14/11/2026"), 422, "Số là số nguyên")
	must(t, number("15", "14/11/2025"), 422, "Chọn người ký") // not yet a signer
	p := number("15", "14/11/2026")
	must(t, p, 303)
	at := p.head.Get("Location")
	must(t, number("15", "14/11/2026"), 422, "Số 15/BC-UBND của năm 2026 đã dùng")
	must(t, b.get(at), 200, "15/BC-UBND", "Nguyễn Văn A")
	file := b.get(at + "/docx")
	text := docxPart(t, file.body, "word/document.xml")
	for _, want := range []string{"Số: 15/BC-UBND", "ngày 14 tháng 11 năm 2026", "XÃ TIÊN TIẾN", "Số liệu đến ngày 05/11/2026", "Nguyễn Văn A", "- Đảng ủy;"} {
		if !strings.Contains(text, want) {
			t.Errorf("the paper lacks %q", want)
		}
	}
	must(t, b.post("/reports/office", url.Values{"day": {"02/01/2026"}, "agency": {"ỦY BAN NHÂN DÂN"}, "commune": {"xã Khác"}, "place": {"Khác"}, "short": {"UBND"}, "archive": {"Lưu: VT"}}), 303) // kept as it was, whatever comes later
	if again := b.get(at + "/docx"); again.body != file.body {
		t.Error("the kept file differs")
	}
	stored, err := w.srv.Store.Reports(context.Background(), w.ws, 2026, schema.Scope{All: true})
	w.ok(err)
	full, err := w.srv.Store.Report(context.Background(), w.ws, stored[0].ID)
	w.ok(err)
	for _, f := range full.Files {
		if got := b.get(at + "/" + f.Kind); wire.Sum([]byte(got.body)) != f.Hash {
			t.Errorf("%s is not what its hash says", f.Kind)
		}
	}
	must(t, b.post(at+"/cancel", url.Values{"reason": {""}}), 422)
	must(t, b.post(at+"/cancel", url.Values{"reason": {"sai số liệu"}}), 303)
	must(t, b.get(at), 200, "Đã thu hồi", "sai số liệu")
	must(t, b.get("/reports/view/khong-co"), 404)
	must(t, b.get("/reports/view/bien-ban-hop-thon"), 422, "chọn một thôn")
}

// A paper that rests on a sample carries MẪU on every page of every format and can not be numbered.
func TestReports_SampleIsNeverNumbered(t *testing.T) {
	w := newWorld(t)
	houses := w.lent()
	b := w.signIn("quantri")
	signer := b.officeSaid()
	trial := schema.Recognition{ID: id(0xe1), Round: w.round.ID, Number: "1/QĐ-UBND", Day: "2026-11-23", Signer: "A", Trial: true,
		Cases: []schema.Recognised{{Case: houses["D-1"], Area: w.areas[0], Class: "HN"}, {Case: houses["D-2"], Area: w.areas[0], Class: "HCN"}}}
	w.ok(register.Recognise(context.Background(), w.srv.Store, w.ws, &trial, "2026-11-23"))
	must(t, b.get("/reports/view/quyet-dinh"), 200, "MẪU", "không cấp số")
	if strings.Contains(b.get("/reports/view/quyet-dinh").body, `name="number"`) {
		t.Error("a number is offered for a sample")
	}
	must(t, b.post("/reports/view/quyet-dinh", url.Values{"number": {"1"}, "day": {"23/11/2026"}, "signer": {signer}}), 422, "MẪU")
	all, err := w.srv.Store.Reports(context.Background(), w.ws, 0, schema.Scope{All: true})
	w.ok(err)
	if len(all) > 0 {
		t.Fatal("a sample was numbered")
	}
	draft := b.get("/reports/file/quyet-dinh?kind=docx").body
	for _, part := range []string{"word/sothon_mau_first.xml", "word/sothon_mau_next.xml"} {
		if !strings.Contains(docxPart(t, draft, part), report.SampleWords) {
			t.Errorf("%s does not say MẪU", part)
		}
	}
	main := docxPart(t, draft, "word/document.xml")
	if n := strings.Count(main, "<w:sectPr"); strings.Count(main, "rIdSoThonFirst") != n || n < 5 {
		t.Errorf("%d sections, MẪU in %d", n, strings.Count(main, "rIdSoThonFirst"))
	}
	if x := b.get("/reports/file/quyet-dinh?kind=xlsx").body; !strings.Contains(docxPart(t, x, "xl/workbook.xml"), `name="MẪU DS1"`) {
		t.Error("the workbook does not say MẪU")
	}
}

// sql opens the database apart from the program.
func (w *world) sql() *sql.DB {
	w.t.Helper()
	driver := "sqlite3"
	if strings.HasPrefix(w.url, "postgres") {
		driver = "pgx"
	}
	db, err := sql.Open(driver, w.url)
	w.ok(err)
	w.t.Cleanup(func() { _ = db.Close() })
	return db
}

var figureLink = regexp.MustCompile(`href="(/reports/figure\?[^"]*)">([0-9.]+)<`)

// Each figure of a page is what SQL counts apart, and leads to as many households; one who has a village sees that one's.
func TestReports_FiguresAreTheirHouseholds(t *testing.T) {
	w := newWorld(t)
	houses := w.lent()
	day := schema.Recognition{ID: id(0xe1), Round: w.round.ID, Number: "1/QĐ-UBND", Day: "2026-11-23", Signer: "A",
		Cases: []schema.Recognised{{Case: houses["D-1"], Area: w.areas[0], Class: "HN"}, {Case: houses["D-2"], Area: w.areas[0], Class: "HCN"}, {Case: houses["D-3"], Area: w.areas[0], Class: "HCN"}, {Case: houses["T-1"], Area: w.areas[1], Class: "HN"}}}
	w.ok(register.Recognise(context.Background(), w.srv.Store, w.ws, &day, "2026-11-23"))
	b := w.signIn("quantri")
	body := b.get("/reports/view/bieu-tong-hop").body
	for class, table := range map[string]string{"HN": "12", "HCN": "13"} {
		apart := fmt.Sprint(len(texts(w, w.sql(), `SELECT case_ FROM household_class c WHERE class = '`+class+`' AND day = (SELECT MAX(day) FROM household_class x WHERE x.ws = c.ws AND x.case_ = c.case_)`)))
		found := ""
		for _, m := range figureLink.FindAllStringSubmatch(body, -1) {
			if strings.Contains(m[1], "t="+table+"&amp;r=2") { // all villages
				found = m[2]
				n := strings.Count(b.get(strings.ReplaceAll(m[1], "&amp;", "&")).body, `href="/households/`)
				if fmt.Sprint(n) != m[2] {
					t.Errorf("table %s says %s and leads to %d households", table, m[2], n)
				}
			}
		}
		if found != apart {
			t.Errorf("table %s says %q, SQL counts %s", table, found, apart)
		}
	}
	dong := w.signIn("dong")
	for _, path := range []string{"/reports/view/bieu-tong-hop", "/reports/view/niem-yet"} {
		p := dong.get(path)
		must(t, p, 200, "Vũ Văn Một")
		if strings.Contains(p.body, "Lê Thị Đoài") || strings.Contains(p.body, "Thôn Đoài") {
			t.Errorf("%s: a reviewer of one village sees another's", path)
		}
	}
	must(t, dong.get("/reports/view/niem-yet?area="+w.areas[1].String()), 404)
	must(t, dong.get("/reports/figure?t=15&r=0&k=1&area="+w.areas[1].String()), 404)
	must(t, dong.get("/reports/view/bao-cao-nam"), 422, "toàn xã")
	must(t, dong.get("/reports/templates"), 404)
	must(t, b.get("/reports/figure?t=15&r=99&k=1"), 404)
	watcher := schema.User{ID: id(0x3f), Login: "giamsat", Name: "Mặt trận", Role: schema.RoleSupervisor, AllAreas: true, Active: true, Password: w.users["dong"].Password}
	w.ok(w.srv.Store.CreateUser(context.Background(), w.ws, &watcher, wire.ID{}))
	see := w.signIn("giamsat") // sees figures and what is posted, takes no lists of people
	must(t, see.get("/reports/view/bao-cao-nam"), 200, "B1a")
	must(t, see.get("/reports/view/niem-yet"), 200, "Vũ Văn Một")
	must(t, see.get("/reports/view/bieu-tong-hop"), 404)
	must(t, see.get("/reports/file/giay-chung-nhan?kind=pdf"), 404)
	must(t, see.get("/reports/figure?t=15&r=0&k=1"), 404)
	must(t, see.post("/reports/view/niem-yet", url.Values{"number": {"1"}}), 404)
	must(t, b.get("/reports/figure?t=xyz&r=0&k=1"), 404)
}

// An official changes a template in Word and uploads it; a field that is not known is told with its place.
func TestReports_TemplateChangedInWord(t *testing.T) {
	w := newWorld(t)
	w.lent()
	b := w.signIn("quantri")
	shipped := b.get("/reports/templates/niem-yet").body
	change := func(old, new string) []byte {
		t.Helper()
		var out bytes.Buffer
		in, err := zip.NewReader(strings.NewReader(shipped), int64(len(shipped)))
		w.ok(err)
		z := zip.NewWriter(&out)
		for _, f := range in.File {
			s := docxPart(t, shipped, f.Name)
			if f.Name == "word/document.xml" {
				if !strings.Contains(s, old) {
					t.Fatalf("the template has no %q", old)
				}
				s = strings.Replace(s, old, new, 1)
			}
			part, err := z.Create(f.Name)
			w.ok(err)
			_, err = part.Write([]byte(s))
			w.ok(err)
		}
		w.ok(z.Close())
		return out.Bytes()
	}
	bad := b.uploadTo("/reports/templates/niem-yet", "sua.docx", change("1. Đối tượng niêm yết", "1. {{ten_xá}} {{bang:B99}}"))
	must(t, bad, 422, "Đoạn ", "{{ten_xá}}", "{{ten_xa}}", "{{bang:b99}}")
	must(t, b.uploadTo("/reports/templates/niem-yet", "a.docx", []byte("không phải Word")), 422, "Không phải tệp Word")
	good := change("1. Đối tượng niêm yết", `1. Câu của xã {{na</w:t></w:r><w:r><w:t>m}}</w:t></w:r><w:r><w:t xml:space="preserve"> `)
	must(t, b.uploadTo("/reports/templates/niem-yet", "sua.docx", good), 303)
	must(t, b.get("/reports/templates"), 200, "sua.docx", "bản số 1")
	if text := docxPart(t, b.get("/reports/file/niem-yet?kind=docx").body, "word/document.xml"); !strings.Contains(text, "Câu của xã 2026") {
		t.Error("the changed template is not used")
	}
	must(t, b.get("/reports/file/niem-yet?kind=pdf"), 200, "%PDF-")
	must(t, b.post("/reports/templates/niem-yet/withdraw", url.Values{"n": {"1"}}), 303)
	if text := docxPart(t, b.get("/reports/file/niem-yet?kind=docx").body, "word/document.xml"); strings.Contains(text, "Câu của xã") {
		t.Error("a withdrawn template is used")
	}
	if b.get("/reports/templates/niem-yet?n=1").body != string(good) {
		t.Error("the version is not kept as it was uploaded")
	}
}
