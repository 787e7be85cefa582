package answers

import (
	"testing"

	"pgregory.net/rapid"

	"github.com/sothon/sothon/forms"
	"github.com/sothon/sothon/forms/engine"
	"github.com/sothon/sothon/forms/xlsform"
	"github.com/sothon/sothon/sync/merge"
	"github.com/sothon/sothon/sync/wire"
)

const small = `
| survey |
| | type | name | label | relevant | calculation | trigger | default | bind::st:was |
| | text | a | A | | | | | cu |
| | integer | n | N | ${a} != '' | | | | |
| | image | anh | Photo | | | | | |
| | begin_repeat | tv | Member | | | | | |
| | text | ten | Name | | | | | |
| | begin_repeat | con | Child | | | | | |
| | text | c | C | | | | | |
| | end_repeat | | | | | | | |
| | end_repeat | | | | | | | |
| | begin_repeat | vay | Loan | | | | | |
| | decimal | tien | Sum | | | | | |
| | end_repeat | | | | | | | |
| | calculate | tong | | | sum(${tien}) | | | |
| | calculate | luc | | | string(today()) | | | |
| settings |
| | form_id |
| | f |
`

func smallForm(t testing.TB) *forms.Form {
	t.Helper()
	f, diags := xlsform.BuildMarkdown(small, xlsform.Options{FileStem: "f"})
	if f == nil {
		t.Fatalf("form: %+v", diags)
	}
	return f
}

func at(t testing.TB, f *forms.Form, path string) int {
	t.Helper()
	n, ok := f.NodeByPath(path)
	if !ok {
		t.Fatalf("no node %s", path)
	}
	return n
}

func set(f *forms.Form, t testing.TB, row wire.ID, path, value string, sees ...wire.Dot) Entry {
	return Entry{Action: Set, Ref: engine.Ref{Row: engine.RowID(row), Node: at(t, f, path)}, Value: value, Sees: sees}
}

func anyC(wire.Dot) (wire.Hash, bool) { return wire.Hash{1}, true }

func TestListRoundTrip(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		l := &List{Name: rapid.StringN(1, 10, -1).Draw(rt, "name"), Area: wire.ID{byte(rapid.IntRange(0, 3).Draw(rt, "area"))}}
		rows := rapid.IntRange(0, 5).Draw(rt, "rows")
		for range rapid.IntRange(0, 4).Draw(rt, "columns") {
			l.Columns = append(l.Columns, rapid.StringN(0, 5, -1).Draw(rt, "column"))
			col := []string{}
			for range rows {
				col = append(col, rapid.StringN(0, 8, -1).Draw(rt, "cell"))
			}
			l.Cells = append(l.Cells, col)
		}
		b := EncodeList(l)
		got, err := DecodeList(b)
		if err != nil {
			rt.Fatal(err)
		}
		if again := EncodeList(got); string(again) != string(b) {
			rt.Fatal("not the same bytes")
		}
	})
}

func FuzzDecodeList(f *testing.F) {
	f.Add(EncodeList(&List{Name: "ho", Columns: []string{"name", "label"}, Cells: [][]string{{"x"}, {"Ẩn"}}}))
	f.Fuzz(func(t *testing.T, b []byte) {
		l, err := DecodeList(b)
		if err != nil {
			return
		}
		if string(EncodeList(l)) != string(b) {
			t.Fatal("took bytes that are not its one encoding")
		}
		l.Find(wire.ID{1})
		l.At(0, "label")
		l.Table().Cell(1<<20, -1)
	})
}

func TestListPositions(t *testing.T) {
	a, b := wire.ID{1}, wire.ID{2}
	l := &List{Name: "thanh_vien", Columns: []string{"name"}, Cells: [][]string{{a.UUID(), "không phải mã", b.UUID()}}}
	n := NumberedList{Number: 7, Hash: wire.Sum(EncodeList(l)), List: l}
	if list, pos, ok := PositionIn([]NumberedList{n})(b); !ok || list != 7 || pos != 2 {
		t.Fatal(list, pos, ok)
	}
	at := RowAt([]NumberedList{n})
	if id, ok := at(n.Ref(), 2); !ok || id != b {
		t.Fatal(id, ok)
	}
	for _, bad := range []struct {
		ref wire.ListRef
		pos uint64
	}{{n.Ref(), 1}, {n.Ref(), 3}, {wire.ListRef{Number: 7}, 0}, {wire.ListRef{Number: 8, Hash: n.Hash}, 0}} {
		if id, ok := at(bad.ref, bad.pos); ok {
			t.Errorf("%+v gives %v", bad, id)
		}
	}
}

func TestMediaText(t *testing.T) {
	good := "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff/123/image/jpeg"
	m, ok := ParseMedia(good)
	if !ok || m.Size != 123 || m.Mime != "image/jpeg" || MediaText(m) != good {
		t.Fatalf("%+v", m)
	}
	for _, bad := range []string{"", "x", good[:68], "00112233445566778899AABBCCDDEEFF00112233445566778899aabbccddeeff/1/a/b",
		good[:65] + "0123/image/jpeg", good[:65] + "-1/image/jpeg", good[:65] + "1/", "../" + good} {
		if _, ok := ParseMedia(bad); ok {
			t.Errorf("took %q", bad)
		}
	}
}

// Ops stand in document order, rows in theirs, removes last; one op a family on a register.
func TestChangeOrder(t *testing.T) {
	f := smallForm(t)
	r1, r2, kid, gone := wire.ID{1}, wire.ID{2}, wire.ID{3}, wire.ID{4}
	tv, con := at(t, f, "tv"), at(t, f, "tv/con")
	dot := wire.Dot{Writer: wire.ID{9}, Seq: 4}
	c, err := Change(Draft{Form: f, C: anyC, Header: wire.Header{FormID: "f"},
		Rows: []engine.Row{{ID: engine.RowID(r1), Node: tv}, {ID: engine.RowID(r2), Node: tv}},
		Entries: []Entry{
			{Action: RemoveRow, Ref: engine.Ref{Row: engine.RowID(gone), Node: tv}, Sees: []wire.Dot{dot}},
			set(f, t, r2, "tv/ten", "Hai"),
			{Action: AddRow, Ref: engine.Ref{Row: engine.RowID(kid), Node: con}, Parent: engine.RowID(r1)},
			set(f, t, kid, "tv/con/c", "x"),
			set(f, t, r1, "tv/ten", "Một"),
			set(f, t, wire.ID{}, "n", "1", dot),
			set(f, t, wire.ID{}, "n", "2"),
			set(f, t, gone, "tv/ten", "stays with its row"),
			{Action: Comment, Ref: engine.Ref{Node: at(t, f, "n")}, Value: "một"},
			{Action: Comment, Ref: engine.Ref{Node: at(t, f, "n")}, Value: "hai"},
		},
		Seeds:    []engine.Seed{{Ref: engine.Ref{Node: at(t, f, "a")}, Value: "seed"}, {Ref: engine.Ref{Node: at(t, f, "n")}, Value: "9"}},
		SeedRows: []engine.Row{{ID: engine.RowID(r2), Node: tv}},
		Position: func(id wire.ID) (uint64, uint64, bool) { return 0, 0, false },
	})
	if err != nil {
		t.Fatal(err)
	}
	body, err := wire.EncodeChange(c)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := wire.DecodeChange(body); err != nil {
		t.Fatal(err)
	}
	if m := Check(f, c); m != nil {
		t.Fatal(m)
	}
	var got []string
	for i := range c.Ops {
		o := &c.Ops[i]
		row, _ := c.RowID(o.Row, nil)
		text, _ := o.Value.Text()
		got = append(got, o.Kind.String()+" "+Path(f, int(o.Node))+" "+row.String()[:2]+" "+text)
	}
	want := []string{"seed /cu 00 seed", "set /n 00 2", "comment /n 00 ", "set /tv/ten 01 Một", "add /tv/con 03 ", "set /tv/con/c 03 x",
		"seed /tv 02 ", "set /tv/ten 02 Hai", "set /tv/ten 04 stays with its row", "remove /tv 04 "}
	if len(got) != len(want) {
		t.Fatalf("got %q", got)
	}
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("op %d: %q, want %q", i, got[i], want[i])
		}
	}
	if s := c.Ops[1].Sees; len(s) != 1 || s[0] != dot {
		t.Errorf("the newest answer of a register names what any of them saw: %v", s)
	}
	if x, _ := c.Ops[2].Value.Comment(); x.Text != "một\nhai" {
		t.Errorf("comment %q", x.Text)
	}
}

// Nothing done, nothing written; opening alone writes no seed.
func TestChangeNothing(t *testing.T) {
	f := smallForm(t)
	row := wire.ID{5}
	for name, entries := range map[string][]Entry{
		"nothing":          nil,
		"set and cleared":  {set(f, t, wire.ID{}, "n", "1"), set(f, t, wire.ID{}, "n", "")},
		"added, taken off": {{Action: AddRow, Ref: engine.Ref{Row: engine.RowID(row), Node: at(t, f, "tv")}}, set(f, t, row, "tv/ten", "x"), {Action: RemoveRow, Ref: engine.Ref{Row: engine.RowID(row), Node: at(t, f, "tv")}}},
	} {
		c, err := Change(Draft{Form: f, Entries: entries, C: anyC, Seeds: []engine.Seed{{Ref: engine.Ref{Node: at(t, f, "a")}, Value: "seed"}}})
		if err != nil || c != nil {
			t.Errorf("%s: %v %+v", name, err, c)
		}
	}
	// Clearing what was pre-filled is an answer.
	c, err := Change(Draft{Form: f, Entries: []Entry{set(f, t, wire.ID{}, "a", "")}, Seeds: []engine.Seed{{Ref: engine.Ref{Node: at(t, f, "a")}, Value: "seed"}}})
	if err != nil || c == nil || len(c.Ops) != 1 || c.Ops[0].Kind != wire.KindClear {
		t.Errorf("%v %+v", err, c)
	}
	// What was shown must be here.
	if _, err := Change(Draft{Form: f, Entries: []Entry{set(f, t, wire.ID{}, "n", "1", wire.Dot{Seq: 1})}, C: func(wire.Dot) (wire.Hash, bool) { return wire.Hash{}, false }}); err == nil {
		t.Error("named a change that is not here")
	}
}

func TestCheck(t *testing.T) {
	f := smallForm(t)
	row := []wire.Row{{ID: wire.ID{1}}}
	text := wire.TextValue
	node := func(p string) uint32 { return uint32(at(t, f, p)) }
	for _, x := range []struct {
		name string
		ops  []wire.Op
		code string
	}{
		{"good", []wire.Op{{Kind: wire.KindSet, Node: node("n"), Value: text("12")}}, ""},
		{"clear", []wire.Op{{Kind: wire.KindClear, Node: node("n")}}, ""},
		{"unknown node", []wire.Op{{Kind: wire.KindSet, Node: 999, Value: text("1")}}, "node"},
		{"wrong type", []wire.Op{{Kind: wire.KindSet, Node: node("n"), Value: text("nhiều")}}, "type"},
		{"not canonical", []wire.Op{{Kind: wire.KindSet, Node: node("n"), Value: text("012")}}, "type"},
		{"bytes for text", []wire.Op{{Kind: wire.KindSet, Node: node("a"), Value: wire.IDValue(wire.ID{1})}}, "type"},
		{"text for a photo", []wire.Op{{Kind: wire.KindSet, Node: node("anh"), Value: text("x")}}, "type"},
		{"photo", []wire.Op{{Kind: wire.KindSet, Node: node("anh"), Value: wire.MediaValue(wire.Media{Size: 1, Mime: "image/jpeg"})}}, ""},
		{"empty set", []wire.Op{{Kind: wire.KindSet, Node: node("n")}}, "type"},
		{"clear with a value", []wire.Op{{Kind: wire.KindClear, Node: node("n"), Value: text("1")}}, "type"},
		{"a calculate", []wire.Op{{Kind: wire.KindSet, Node: node("tong"), Value: text("1")}}, "kind"},
		{"a group", []wire.Op{{Kind: wire.KindSet, Node: 0, Value: text("1")}}, "kind"},
		{"no row", []wire.Op{{Kind: wire.KindSet, Node: node("tv/ten"), Value: text("x")}}, "row"},
		{"a row too many", []wire.Op{{Kind: wire.KindSet, Row: 1, Node: node("n"), Value: text("1")}}, "row"},
		{"add to a question", []wire.Op{{Kind: wire.KindAdd, Row: 1, Node: node("n")}}, "kind"},
		{"another repeat's row", []wire.Op{{Kind: wire.KindAdd, Row: 1, Node: node("tv")}, {Kind: wire.KindSet, Row: 1, Node: node("vay/tien"), Value: text("1")}}, "row"},
		{"row of its repeat", []wire.Op{{Kind: wire.KindAdd, Row: 1, Node: node("vay")}, {Kind: wire.KindSet, Row: 1, Node: node("vay/tien"), Value: text("1")}}, ""},
		{"frozen", []wire.Op{{Kind: wire.KindFinish, Value: wire.FinishValue(wire.Finish{Frozen: []wire.Frozen{{Node: node("luc"), Value: text("x")}}})}}, ""},
		{"frozen answer", []wire.Op{{Kind: wire.KindFinish, Value: wire.FinishValue(wire.Finish{Frozen: []wire.Frozen{{Node: node("n"), Value: text("1")}}})}}, "kind"},
		{"finish of nothing", []wire.Op{{Kind: wire.KindFinish, Value: text("x")}}, "type"},
	} {
		m := Check(f, &wire.Change{Rows: row, Ops: x.ops})
		switch {
		case x.code == "" && m != nil:
			t.Errorf("%s: %v", x.name, m)
		case x.code != "" && (m == nil || m.Code != x.code || m.Vi == ""):
			t.Errorf("%s: %+v, want %s", x.name, m, x.code)
		}
	}
}

// A record with a conflict, a gone row, an old name and a frozen day, evaluated twice.
func TestEvaluate(t *testing.T) {
	f := smallForm(t)
	row, goneRow := wire.ID{1}, wire.ID{2}
	val := func(s string, seq uint64) merge.Val {
		return merge.Val{Origin: merge.Origin{Dot: wire.Dot{Seq: seq}}, Value: wire.TextValue(s)}
	}
	rec := &merge.Record{ID: wire.ID{7}, Conflicts: 1,
		Registers: []merge.Register{
			{Path: "/cu", Values: []merge.Val{val("x", 1)}},
			{Path: "/la", Values: []merge.Val{val("unknown", 1)}},
			{Path: "/n", Values: []merge.Val{{Value: wire.NullValue()}, val("3", 1), val("4", 2)}, Conflict: true},
			{Row: row, Path: "/vay/tien", Values: []merge.Val{val("2.5", 1)}},
			{Row: goneRow, Path: "/vay/tien", Values: []merge.Val{val("100", 1)}, Gone: true},
		},
		Rows: []merge.Row{{ID: row, Path: "/vay"}, {ID: goneRow, Path: "/vay", Gone: true}},
		Env:  merge.Env{At: 1_700_000_000_000, Zone: 1860, Frozen: []merge.FrozenValue{{Path: "/luc", Value: wire.TextValue("2020-01-01")}}},
	}
	var before Evaluation
	for i := range 2 {
		e, err := Evaluate(f, rec, nil, Names{})
		if err != nil {
			t.Fatal(err)
		}
		got := map[string]string{}
		for _, v := range e.Values {
			got[f.PathOf(v.Ref.Node)] = v.Value
		}
		if got["a"] != "x" || got["n"] != "3" || got["tong"] != "2.5" || got["luc"] != "2020-01-01" || !e.Provisional {
			t.Fatalf("values %v", got)
		}
		if i == 1 && e.ValuesHash != before.ValuesHash {
			t.Fatal("not the same twice")
		}
		before = e
	}
	if old := Older(f, rec); len(old) != 1 || old[Place{Path: "/la"}] != "unknown" {
		t.Fatalf("older %v", old)
	}
	if last := LastYear(f, rec); last[engine.Ref{Row: engine.RowID(row), Node: at(t, f, "vay/tien")}] != "2.5" || len(last) != 3 {
		t.Fatalf("last year %v", last)
	}
}

func TestPropertiesAndSeed(t *testing.T) {
	p := Properties(wire.ID{1}, wire.ID{}, wire.ID{2}, engine.Env{User: "khue"}, map[string]string{"st:area_label": "Đông"})
	if p["st:case"] != (wire.ID{1}).UUID() || p["st:round"] != "" || p["username"] != "khue" || p["st:area_label"] != "Đông" {
		t.Fatalf("%v", p)
	}
	if Seed(wire.ID{1}, wire.ID{2}) != Seed(wire.ID{1}, wire.ID{2}) || Seed(wire.ID{1}, wire.ID{2}) == Seed(wire.ID{2}, wire.ID{1}) {
		t.Fatal("seed")
	}
}
