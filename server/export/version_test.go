package export

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/sothon/sothon/forms"
	"github.com/sothon/sothon/forms/xlsform"
	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/schema/answers"
	"github.com/sothon/sothon/sync/wire"
)

const first = `
| survey |
| | type | name | label | relevant | calculation |
| | begin_group | a | A | | |
| | text | ten | Tên | | |
| | text | bo | Câu sẽ bỏ | | |
| | end_group | | | | |
| | begin_group | b | B | | |
| | text | ten | Tên khác | | |
| | integer | so | Số | | |
| | calculate | am | | | 0 - ${so} |
| | end_group | | | | |
| | image | anh | Ảnh | | |
| | text | ngoai | Ngoài luồng | ${so} > 100 | |
| | begin_repeat | r | Thửa | | |
| | text | cay | Cây | | |
| | begin_repeat | q | Vụ | | |
| | date | ngay | Ngày | | |
| | end_repeat | | | | |
| | end_repeat | | | | |

| settings |
| | form_id | form_title |
| | thu | Thử |
`

func id(n byte) wire.ID { return wire.ID{15: n} }

func newWorld(t *testing.T) *world {
	w := open(t, id(1))
	ctx := context.Background()
	ok(t, w.s.CreateWorkspace(ctx, &schema.Workspace{ID: w.ws, Name: "Xã thử"}))
	ok(t, w.s.PutArea(ctx, w.ws, &schema.Area{ID: id(2), Label: "Thôn Một"}, wire.ID{}))
	ok(t, w.s.PutRound(ctx, w.ws, &schema.Round{ID: id(3), Label: "Đợt 1", Starts: time.UnixMilli(0), Open: true}, wire.ID{}))
	w.q = Query{FormID: "thu", Round: id(3), All: true, Codes: true, Zone: time.FixedZone("", 7*3600)}
	return w
}

// form publishes a form.
func (w *world) form(md string) (*forms.Form, uint64) {
	w.Helper()
	f, diags := xlsform.CompileMarkdown(md, xlsform.Options{})
	if f == nil {
		w.Fatal(diags[0].Why.En)
	}
	v, err := w.s.PublishForm(context.Background(), w.ws, f, nil, wire.ID{})
	ok(w, err)
	return f, v
}

// visit writes a finished record: values by path, "row:/path" inside rows.
func (w *world) visit(f *forms.Form, version uint64, c wire.ID, rows []wire.Row, ops ...wire.Op) wire.ID {
	w.Helper()
	record := wire.RecordID(c, id(3), f.ID)
	h := f.Hash()
	w.author(wire.ID{}, &wire.Change{Header: wire.Header{Record: record, Case: c, Round: id(3), Area: id(2), FormID: f.ID, FormVersion: version,
		FormHash: wire.Hash(h).Short(), At: time.Date(2025, 9, 30, 20, 0, 0, 0, time.UTC).UnixMilli(), Zone: 7*60 + 1440}, Rows: rows,
		Ops: append(ops, wire.Op{Kind: wire.KindFinish, Value: wire.FinishValue(wire.Finish{})})})
	return record
}

func set(f *forms.Form, row uint32, path string, v wire.Value) wire.Op {
	n, found := answers.Node(f, path)
	if !found {
		panic(path)
	}
	return wire.Op{Kind: wire.KindSet, Row: row, Node: uint32(n), Value: v}
}

func TestExport_VersionsNamesMediaRows(t *testing.T) {
	w := newWorld(t)
	f, v := w.form(first)
	photo := wire.MediaValue(wire.Media{SHA256: wire.Sum([]byte("ảnh")), Size: 3, Mime: "image/jpeg"})
	repeat, _ := answers.Node(f, "/r")
	inner, _ := answers.Node(f, "/r/q")
	one := w.visit(f, v, id(10), []wire.Row{{ID: id(20)}, {ID: id(21)}},
		set(f, 0, "/a/ten", wire.TextValue("Nguyễn Thị Hường")), set(f, 0, "/a/bo", wire.TextValue("còn đây")), set(f, 0, "/b/ten", wire.TextValue("=1+1")),
		set(f, 0, "/b/so", wire.TextValue("-7")), set(f, 0, "/anh", photo), set(f, 0, "/ngoai", wire.TextValue("ngoài")),
		wire.Op{Kind: wire.KindAdd, Row: 1, Node: uint32(repeat), Value: wire.NullValue()}, set(f, 1, "/r/cay", wire.TextValue("chè")),
		wire.Op{Kind: wire.KindAdd, Row: 2, Node: uint32(inner), Value: wire.IDValue(id(20))}, set(f, 2, "/r/q/ngay", wire.TextValue("2025-09-14")))
	w.decide(one, wire.KindApprove, wire.ID{})

	next := strings.Replace(first, "| | text | bo | Câu sẽ bỏ | | |\n", "", 1)
	next = strings.Replace(next, "| relevant | calculation |", "| relevant | calculation | bind::st:was |", 1)
	next = strings.Replace(next, "| | text | cay | Cây | | |", "| | text | cay_trong | Cây trồng | | | r/cay |", 1)
	g, v2 := w.form(next)
	two := w.visit(g, v2, id(11), []wire.Row{{ID: id(22)}}, set(g, 0, "/a/ten", wire.TextValue("Đặng Ánh")), set(g, 0, "/b/so", wire.TextValue("9")),
		wire.Op{Kind: wire.KindAdd, Row: 1, Node: uint32(repeatOf(g)), Value: wire.NullValue()}, set(g, 1, "/r/cay_trong", wire.TextValue("ngô")))
	w.visit(g, v2, id(12), nil, set(g, 0, "/a/ten", wire.TextValue("chưa duyệt")))
	w.decide(two, wire.KindApprove, wire.ID{})

	got, stats := w.csv(w.q)
	equal(t, "stats", stats, Stats{2, 5})
	equal(t, "columns", strings.Join(got["thu"].head, " "), "phieu ho ma_ho thon dot nguoi_ghi ngay_duyet nguoi_duyet a-ten b-ten so am anh ngoai bo")
	equal(t, "columns of the repeat", strings.Join(got["r"].head, " "), "phieu dong stt dong_tren cay_trong")
	a, b := got["thu"].row(t, "phieu", one.UUID()), got["thu"].row(t, "phieu", two.UUID())
	equal(t, "name", a["a-ten"], "Nguyễn Thị Hường")
	equal(t, "of the older version", a["bo"], "còn đây")
	equal(t, "a formula", a["b-ten"], "'=1+1")
	equal(t, "a negative number", a["so"], "-7")
	equal(t, "computed", a["am"]+" "+b["am"], "7 -9")
	equal(t, "photo", a["anh"], wire.Sum([]byte("ảnh")).String()+".jpg")
	equal(t, "outside the flow", a["ngoai"], "")
	equal(t, "day of the approval in the commune", a["ngay_duyet"], "2025-10-01")
	equal(t, "renamed", got["r"].row(t, "phieu", one.UUID())["cay_trong"], "chè")
	equal(t, "as named now", got["r"].row(t, "phieu", two.UUID())["cay_trong"], "ngô")
	q := got["q"].row(t, "phieu", one.UUID())
	equal(t, "row above", q["dong_tren"], id(20).UUID())
	equal(t, "date", q["ngay"], "2025-09-14")

	book := w.book(w.q)
	date, err := book.GetCellValue("q", "E2")
	ok(t, err)
	equal(t, "date in the workbook", date, "2025-09-14")
}

func repeatOf(f *forms.Form) int {
	n, _ := answers.Node(f, "/r")
	return n
}

func TestSeveral_AllValuesOfARegisterThatKeepsEach(t *testing.T) {
	w := newWorld(t)
	f, v := w.form(first)
	media := func(s string) wire.Value {
		return wire.MediaValue(wire.Media{SHA256: wire.Sum([]byte(s)), Size: 1, Mime: "image/png"})
	}
	one := w.visit(f, v, id(10), nil, set(f, 0, "/anh", media("a")))
	rec, _, err := w.s.Record(context.Background(), w.ws, one)
	ok(t, err)
	w.author(wire.ID{}, &wire.Change{Header: header1(rec), Ops: []wire.Op{set(f, 0, "/anh", media("b"))}}) // has not seen the first
	w.decide(one, wire.KindApprove, wire.ID{})
	got, _ := w.csv(w.q)
	names := strings.Split(got["thu"].rows[0]["anh"], "; ")
	equal(t, "photos", len(names), 2)
	for _, s := range []string{"a", "b"} {
		equal(t, "photo "+s, strings.Contains(strings.Join(names, ";"), wire.Sum([]byte(s)).String()+".png"), true)
	}
}
