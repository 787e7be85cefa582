package replica_test

import (
	"testing"

	"github.com/sothon/sothon/forms/engine"
	"github.com/sothon/sothon/schema/answers"
	"github.com/sothon/sothon/sync/merge"
	"github.com/sothon/sothon/sync/wire"
)

func visible(t *testing.T, tb *tablet, caseID wire.ID) map[answers.Place]string {
	t.Helper()
	rec := tb.r.Merged(tb.record(caseID))
	if rec == nil {
		return nil
	}
	for _, c := range rec.Changes {
		if c.Status != merge.Accepted {
			t.Fatalf("a change is %v: %s", c.Status, c.Reason)
		}
	}
	return answers.Visible(rec)
}

func TestHome(t *testing.T) {
	a := newWorld(t).tablet("Khuê")
	h := a.r.Home()
	if h.Round == nil || h.Round.ID != round || h.Round.Previous != round0 || len(h.Households) != 2 || h.Form == nil {
		t.Fatalf("home: %+v", h)
	}
	if s := h.Households[0]; s.Name != "LÒ VĂN ẨN" || s.State != "new" || s.Members != 2 || s.AreaLabel != "Thôn Đông" {
		t.Fatalf("summary: %+v", s)
	}
	if hits := a.r.Search("an lo"); len(hits) != 1 || hits[0].Case != caseA {
		t.Fatalf("search by name: %+v", hits)
	}
	if hits := a.r.Search("be"); len(hits) != 1 || hits[0].Why != "Lò Thị Bé" {
		t.Fatalf("search by member: %+v", hits)
	}
	if hits := a.r.Search("345678"); len(hits) != 1 {
		t.Fatalf("search by phone: %+v", hits)
	}
}

// The story: two tablets, each by itself, the same household.
func TestTwoTablets(t *testing.T) {
	w := newWorld(t)
	a, b := w.tablet("Khuê"), w.tablet("Thơm")

	a.open(caseA)
	a.set("ho/nuoc", "1")
	a.set("ho/dientich", "50")
	rowA := a.add("g_tv/tv")
	a.setAt(engine.Ref{Row: rowA, Node: w.node("g_tv/tv/m_ten")}, "Lò Văn Mới")
	a.finish()

	b.open(caseA)
	b.set("ho/nuoc", "2")
	b.set("ho/ghichu", "nhà cũ")
	rowB := b.add("g_tv/tv")
	b.setAt(engine.Ref{Row: rowB, Node: w.node("g_tv/tv/m_ten")}, "Lò Thị Út")
	b.close()

	a.sync()
	b.sync()
	got := a.sync()
	if got.Arrived.Conflicts != 1 || got.Arrived.Records != 1 {
		t.Fatalf("arrived: %+v", got.Arrived)
	}
	ra, rb := a.r.Merged(a.record(caseA)), b.r.Merged(b.record(caseA))
	if merge.StateHash(ra) != merge.StateHash(rb) {
		t.Fatal("the tablets differ")
	}
	if ra.Conflicts != 1 {
		t.Fatalf("conflicts: %d", ra.Conflicts)
	}
	vis := visible(t, a, caseA)
	if vis[answers.Place{Path: "/ho/dientich"}] != "50" || vis[answers.Place{Path: "/ho/ghichu"}] != "nhà cũ" {
		t.Fatalf("visible: %v", vis)
	}
	rows := 0
	for _, r := range ra.Rows {
		if !r.Gone {
			rows++
		}
	}
	if rows != 4 {
		t.Fatalf("rows: %d, want 2 known and 2 new", rows)
	}
	if s := a.r.Summary(caseA); s.State != "conflict" || s.Members != 4 {
		t.Fatalf("summary %+v", s)
	}

	// Settled on tablet b: the answer names both siblings.
	o := b.open(caseA)
	found := false
	for _, n := range o.Patch.Nodes {
		if n.Ref.Node == w.node("ho/nuoc") {
			found = len(n.Conflict) == 2
		}
	}
	if !found {
		t.Fatal("the conflict is not shown")
	}
	b.set("ho/nuoc", "1")
	b.finish()
	b.sync()
	a.sync()
	if r := a.r.Merged(a.record(caseA)); r.Conflicts != 0 || answers.Visible(r)[answers.Place{Path: "/ho/nuoc"}] != "1" {
		t.Fatalf("not settled: %d", r.Conflicts)
	}
}

// A browser is killed after every write, and one more time while the form is open.
func TestKilled(t *testing.T) {
	w := newWorld(t)
	a := w.tablet("Khuê")
	a.open(caseA)
	a.set("ho/nuoc", "9")
	a.load()
	o := a.open(caseA)
	if !o.Resumed {
		t.Fatal("not resumed")
	}
	a.set("ho/nuoc_khac", "suối")
	row := a.add("g_tv/tv")
	a.load()
	a.open(caseA)
	a.setAt(engine.Ref{Row: row, Node: w.node("g_tv/tv/m_ten")}, "Con")
	a.load()
	o = a.open(caseA)
	values := map[engine.Ref]string{}
	for _, n := range o.Patch.Nodes {
		values[n.Ref] = n.Value
	}
	if values[w.ref("ho/nuoc")] != "9" || values[w.ref("ho/nuoc_khac")] != "suối" || values[engine.Ref{Row: row, Node: w.node("g_tv/tv/m_ten")}] != "Con" {
		t.Fatalf("values: %v", values)
	}
	if values[w.ref("ho/chu_ho")] != "LÒ VĂN ẨN" {
		t.Fatalf("seed lost: %q", values[w.ref("ho/chu_ho")])
	}
	if s := a.r.Summary(caseA); s.State != "draft" || !s.Unsent {
		t.Fatalf("summary %+v", s)
	}
	a.finish()
	a.load()
	if s := a.r.Summary(caseA); s.State != "finished" {
		t.Fatalf("summary %+v", s)
	}
	vis := visible(t, a, caseA)
	if vis[answers.Place{Path: "/ho/nuoc_khac"}] != "suối" || vis[answers.Place{Row: m1, Path: "/g_tv/tv/m_ten"}] != "Lò Văn Ẩn" {
		t.Fatalf("visible %v", vis)
	}
}
