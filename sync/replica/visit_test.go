package replica_test

import (
	"os"
	"strings"
	"testing"

	"github.com/sothon/sothon/forms/engine"
	"github.com/sothon/sothon/forms/xlsform"
	"github.com/sothon/sothon/schema/answers"
	"github.com/sothon/sothon/sync/replica"
	"github.com/sothon/sothon/sync/wire"
)

// lastYear gives case A a record of the round before: answers by path, of the record and of the first member's row.
func (w *world) lastYear(own, member map[string]string) {
	w.t.Helper()
	c := &wire.Change{Header: wire.Header{Record: wire.RecordID(caseA, round0, "ho_gia_dinh"), Case: caseA, Round: round0, Area: area,
		FormID: "ho_gia_dinh", FormVersion: 1, FormHash: w.formRef().Hash.Short(), At: 1, Zone: 1860}, Rows: []wire.Row{{ID: m1}}}
	for n := range w.form.Nodes {
		path := w.form.PathOf(n)
		if v, is := own[path]; is {
			c.Ops = append(c.Ops, wire.Op{Kind: wire.KindSet, Node: uint32(n), Value: wire.TextValue(v)})
		}
		if v, is := member[path]; is {
			c.Ops = append(c.Ops, wire.Op{Kind: wire.KindSet, Row: 1, Node: uint32(n), Value: wire.TextValue(v)})
		}
	}
	w.author(c, false)
}

func (tb *tablet) asBefore(in replica.Within) *replica.AsBefore {
	tb.t.Helper()
	got, writes, err := tb.r.AsBefore(in, tb.tick(), 420)
	if err != nil {
		tb.t.Fatal(err)
	}
	tb.store(writes)
	return got
}

// valueOf is what the open form shows, taken from a whole patch.
func valueOf(p replica.Patch, ref engine.Ref) (string, bool) {
	for i := range p.Nodes {
		if p.Nodes[i].Ref == ref {
			return p.Nodes[i].Value, p.Nodes[i].Seed
		}
	}
	return "", false
}

// A group, then a person, as before: what becomes relevant is answered too; what can not stand is left and listed; one
// step takes it all back.
func TestAsBefore(t *testing.T) {
	w := newWorld(t)
	w.lastYear(map[string]string{"ho/chu_ho": "LÒ VĂN ẨN", "ho/nuoc": "9", "ho/nuoc_khac": "suối", "ho/dientich": "45"},
		map[string]string{"g_tv/tv/m_ten": "Lò Văn Ẩn", "g_tv/tv/m_tuoi": "200"})
	a := w.tablet("Khuê")
	a.open(caseA)
	got := a.asBefore(replica.Within{Node: w.node("ho")})
	if got.Count != 4 || len(got.Left) != 0 {
		t.Fatalf("%d answers, left %+v", got.Count, got.Left)
	}
	if v, seed := valueOf(got.Patch, w.ref("ho/nuoc_khac")); v != "suối" || seed {
		t.Fatalf("what became relevant: %q", v)
	}
	member := replica.Within{Row: engine.RowID(m1)}
	row := a.asBefore(member)
	if row.Count != 1 || len(row.Left) != 1 || row.Left[0].Why != "constraint" || row.Left[0].Message != "Dưới 150" || row.Left[0].Value != "200" {
		t.Fatalf("member: %+v", row)
	}
	age := engine.Ref{Row: engine.RowID(m1), Node: w.node("g_tv/tv/m_tuoi")}
	if v, _ := valueOf(row.Patch, age); v != "" {
		t.Fatalf("a value that fails stands: %q", v)
	}
	if again := a.asBefore(member); again.Count != 0 {
		t.Fatalf("answered twice: %+v", again)
	}
	p, writes, err := a.r.TakeBack(row.From, row.To)
	if err != nil {
		t.Fatal(err)
	}
	a.store(writes)
	if v, seed := valueOf(p, engine.Ref{Row: engine.RowID(m1), Node: w.node("g_tv/tv/m_ten")}); v != "Lò Văn Ẩn" || !seed {
		t.Fatalf("not as it was: %q, seed %v", v, seed)
	}
	a.load() // and the rest is there after a kill
	o := a.open(caseA)
	if v, seed := valueOf(o.Patch, w.ref("ho/dientich")); v != "45" || seed || !o.Resumed {
		t.Fatalf("after a kill: %q", v)
	}
	if _, writes, err = a.r.TakeBack(got.From, got.To); err != nil {
		t.Fatal(err)
	}
	a.store(writes)
	for k := range a.disk {
		if k[0] == replica.StoreDraft {
			t.Fatalf("an empty journal is left: %v", k)
		}
	}
	if s := a.r.Summary(caseA); s.State != "new" || s.Unsent {
		t.Fatalf("state %s", s.State)
	}
	a.asBefore(replica.Within{Node: w.node("ho")})
	a.close()
	rec := a.r.Merged(a.record(caseA))
	if same, answered := answers.Confirmed(rec, a.r.Merged(wire.RecordID(caseA, round0, "ho_gia_dinh"))); same != 4 || answered != 4 {
		t.Fatalf("the desk counts %d of %d", same, answered)
	}
	a.open(caseA)
	if _, _, err := a.r.TakeBack(got.From, got.To); err == nil {
		t.Fatal("took back what is a change")
	}
}

// A choice that is gone, a register that says something else, a question outside the flow.
func TestAsBeforeLeaves(t *testing.T) {
	w := newWorld(t)
	w.lastYear(map[string]string{"ho/chu_ho": "LÒ VĂN CŨ", "ho/nuoc": "7", "ho/nuoc_khac": "suối"}, nil)
	a := w.tablet("Khuê")
	a.open(caseA)
	got := a.asBefore(replica.Within{Node: w.node("ho")})
	why := map[string]string{}
	for _, x := range got.Left {
		why[w.form.PathOf(x.Ref.Node)] = x.Why
	}
	if got.Count != 0 || why["ho/chu_ho"] != "differs" || why["ho/nuoc"] != "choice" || why["ho/nuoc_khac"] != "relevant" || got.From != 0 {
		t.Fatalf("%+v", got)
	}
	a.close()
	if a.r.Merged(a.record(caseA)) != nil {
		t.Fatal("nothing was answered, something was written")
	}
}

// What is three times last year's is told and blocks nothing.
func TestReminders(t *testing.T) {
	w := newWorld(t)
	w.lastYear(map[string]string{"ho/dientich": "40"}, nil)
	a := w.tablet("Khuê")
	a.open(caseA)
	for value, want := range map[string]string{"120": "times", "119": "", "13": "part", "14": "", "40": "", "0": ""} {
		p := a.set("ho/dientich", value)
		kind := ""
		for _, n := range p.Nodes {
			if n.Ref == w.ref("ho/dientich") && n.Warn != nil {
				kind = n.Warn.Kind
			}
		}
		if kind != want {
			t.Errorf("%s after 40: %q, want %q", value, kind, want)
		}
	}
	a.set("ho/dientich", "160")
	a.set("ho/nuoc", "1")
	check, err := a.r.Problems()
	if err != nil || len(check.Reminders) != 1 || check.Reminders[0].N != 4 || check.Reminders[0].Label == "" || len(check.Problems) != 0 {
		t.Fatalf("%v %+v", err, check)
	}
	a.finish()
}

// Said, read, closed: what is said and closed at one place in one sitting becomes two changes.
func TestResolve(t *testing.T) {
	w := newWorld(t)
	a, b := w.tablet("Khuê"), w.tablet("Thơm")
	ref := w.ref("ho/nuoc")
	say := func(x *tablet, text string) []replica.Comment {
		list, writes, err := x.r.Comment(ref, text, nil, x.tick(), 420)
		if err != nil {
			t.Fatal(err)
		}
		x.store(writes)
		return list
	}
	a.open(caseA)
	a.set("ho/dientich", "45")
	say(a, "hỏi lại sau")
	a.close()
	a.sync()
	b.sync()
	o := b.open(caseA)
	if len(o.Comments) != 1 || !o.Comments[0].Unread || o.Comments[0].Mine {
		t.Fatalf("%+v", o.Comments)
	}
	if list, writes, err := b.r.Read(ref); err != nil || list[0].Unread {
		t.Fatalf("%v %+v", err, list)
	} else {
		b.store(writes)
	}
	b.load()
	if o = b.open(caseA); o.Comments[0].Unread {
		t.Fatal("read, and unread after a kill")
	}
	say(b, "đã hỏi, giếng khoan")
	list, writes, err := b.r.Resolve(ref, b.tick(), 420)
	if err != nil {
		t.Fatal(err)
	}
	b.store(writes)
	for _, c := range list {
		if !c.Gone {
			t.Errorf("still open: %+v", c)
		}
	}
	if list = say(b, "mở lại"); len(list) != 3 || list[2].Gone {
		t.Fatalf("%+v", list)
	}
	b.close()
	b.sync()
	a.sync()
	open := 0
	for _, th := range a.r.Merged(a.record(caseA)).Threads {
		for _, c := range th.Comments {
			if !c.Closed {
				open++
			}
		}
	}
	if open != 1 {
		t.Fatalf("%d comments open on the other tablet", open)
	}
}

// What arrives while the form is open is told before it joins sees; after Refresh the next answer names it.
func TestNews(t *testing.T) {
	w := newWorld(t)
	w.lists = append(w.lists, people(w))
	a, b := w.tablet("an"), w.tablet("binh")
	a.open(caseA)
	a.set("ho/ghichu", "x")
	b.open(caseA)
	b.set("ho/nuoc", "2")
	row := b.add("g_tv/tv")
	b.setAt(engine.Ref{Row: row, Node: w.node("g_tv/tv/m_ten")}, "Lò Thị Mới")
	b.close()
	b.sync()
	if news, err := a.r.News(); err != nil || len(news) != 0 {
		t.Fatalf("%v %+v", err, news)
	}
	a.sync()
	news, err := a.r.News()
	if err != nil {
		t.Fatal(err)
	}
	kinds := map[string]replica.News{}
	for _, n := range news {
		if n.Kind == "row" || n.Ref == w.ref("ho/nuoc") {
			kinds[n.Kind] = n
		}
	}
	if n := kinds["value"]; n.Value != "2" || n.Text != "Giếng khoan" || n.By != "chị Bình" || n.Label != "Nguồn nước" {
		t.Fatalf("%+v", news)
	}
	if kinds["row"].Ref.Row != row {
		t.Fatalf("no row in %+v", news)
	}
	got, err := a.r.Refresh()
	if err != nil {
		t.Fatal(err)
	}
	if v, _ := valueOf(got.Patch, w.ref("ho/nuoc")); v != "2" {
		t.Fatalf("not shown: %q", v)
	}
	by := ""
	for _, r := range got.Patch.Rows {
		if r.Row.ID == row {
			by = r.AddedBy
		}
		if r.Added != (r.Row.ID == row) {
			t.Errorf("added by hand: %+v", r)
		}
	}
	if by != "chị Bình" {
		t.Fatalf("added by %q", by)
	}
	if news, _ = a.r.News(); len(news) != 0 {
		t.Fatalf("told twice: %+v", news)
	}
	a.set("ho/nuoc", "1")
	a.close()
	if rec := a.r.Merged(a.record(caseA)); rec.Conflicts != 0 {
		t.Fatal("what was shown was not named")
	}
}

// A remove against an answer it had not seen: the row stands with two ways out.
func TestRowAgainst(t *testing.T) {
	for _, keep := range []bool{true, false} {
		w := newWorld(t)
		w.lists = append(w.lists, people(w))
		a, b := w.tablet("an"), w.tablet("binh")
		row := engine.RowID(m1)
		a.open(caseA)
		a.setAt(engine.Ref{Row: row, Node: w.node("g_tv/tv/m_tuoi")}, "30")
		a.close()
		a.sync()
		b.open(caseA) // has not heard of it
		_, writes, err := b.r.RemoveRow(row, b.tick(), 420)
		if err != nil {
			t.Fatal(err)
		}
		b.store(writes)
		b.set("ho/dientich", "45")
		b.close()
		b.sync()
		a.sync()
		o := a.open(caseA)
		var against *replica.Remove
		for _, r := range o.Patch.Rows {
			if r.Row.ID == row {
				against = r.Against
			}
		}
		if against == nil || against.By != "chị Bình" {
			t.Fatalf("against: %+v", against)
		}
		var p replica.Patch
		if keep {
			p, writes, err = a.r.RestoreRow(row, a.tick(), 420)
		} else {
			p, writes, err = a.r.RemoveRow(row, a.tick(), 420)
		}
		if err != nil {
			t.Fatal(err)
		}
		a.store(writes)
		for _, r := range p.Rows {
			if r.Row.ID == row && r.Against != nil {
				t.Fatalf("still undecided: %+v", r)
			}
		}
		a.close()
		rec := a.r.Merged(a.record(caseA))
		for _, x := range rec.Rows {
			if x.ID == m1 && (x.Flagged || x.Gone == keep) {
				t.Fatalf("keep %v: %+v", keep, x)
			}
		}
	}
}

// Approved is to be looked at; a draft goes on under its version, or moves with a list of what changes.
func TestNewerVersion(t *testing.T) {
	w := newWorld(t)
	a := w.tablet("Khuê")
	a.open(caseA)
	a.set("ho/nuoc", "2")
	a.set("ho/ghichu", "cũ")
	a.close()
	md, err := os.ReadFile("testdata/form.md")
	if err != nil {
		t.Fatal(err)
	}
	text := strings.Replace(string(md), "| | text | ghichu | Ghi chú | | | | | | | | | |", "| | text | moi | Câu mới | | | yes | | | | | | |", 1)
	text = strings.Replace(text, "| | nuoc | 2 | Giếng khoan |\n", "", 1)
	next, diags := xlsform.BuildMarkdown(text, xlsform.Options{FileStem: "ho"})
	if next == nil {
		t.Fatalf("%+v", diags)
	}
	w.next = next
	a.sync()
	o := a.open(caseA)
	if o.Form.Version != 1 || o.Newer == nil || o.Newer.Version != 2 {
		t.Fatalf("opened under %d, newer %+v", o.Form.Version, o.Newer)
	}
	a.set("ho/dientich", "45")
	n, err := a.r.Newer()
	if err != nil || strings.Join(n.Added, ",") != "Câu mới" || strings.Join(n.Removed, ",") != "Ghi chú" || len(n.Misfits) != 2 ||
		n.Misfits[0].Why != "choice" || n.Misfits[0].Value != "Giếng khoan" || n.Misfits[1].Why != "removed" {
		t.Fatalf("%v %+v", err, n)
	}
	o, writes, err := a.r.Move(a.tick(), 420)
	if err != nil || o.Form.Version != 2 || o.Newer != nil {
		t.Fatalf("%v %+v", err, o)
	}
	a.store(writes)
	if s := a.r.Summary(caseA); s.State != "draft" {
		t.Fatalf("state %s", s.State)
	}
	a.load()
	if o = a.open(caseA); o.Form.Version != 2 {
		t.Fatalf("after a kill under %d", o.Form.Version)
	}
	moi, _ := next.NodeByPath("ho/moi")
	nuoc, _ := next.NodeByPath("ho/nuoc")
	a.setAt(engine.Ref{Node: moi}, "x")
	a.setAt(engine.Ref{Node: nuoc}, "1")
	a.finish()
	rec := a.r.Merged(a.record(caseA))
	if v := answers.Visible(rec); v[answers.Place{Path: "/ho/ghichu"}] != "cũ" || v[answers.Place{Path: "/ho/nuoc"}] != "1" || rec.FormVersion != 2 || rec.Conflicts != 0 {
		t.Fatalf("%+v", v)
	}
	a.sync()
	w.reviewed(a, caseA, wire.KindApprove, "", nil)
	a.sync()
	if o = a.open(caseA); !o.ReadOnly || o.Form.Version != 2 {
		t.Fatalf("approved, and not read-only: %+v", o)
	}
}
