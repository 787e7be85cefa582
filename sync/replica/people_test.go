package replica_test

import (
	"slices"
	"testing"

	"github.com/sothon/sothon/schema/answers"
	"github.com/sothon/sothon/sync/wire"
)

// people is the list nguoi of the area, as the owner makes it.
func people(w *world) *answers.List {
	return &answers.List{Name: "nguoi", Area: area, Columns: []string{"name", "label", "kin", "kind"}, Cells: [][]string{
		{id("user an").UUID(), id("user binh").UUID(), id("reviewer").UUID(), newKey("an").id().UUID(), newKey("binh").id().UUID(), w.owner.id().UUID()},
		{"Hà Văn An", "Lò Thị Bình (Tổ 2)", "Trịnh Thu Hằng", "Máy bác An", "Máy chị Bình", "Máy chủ của xã"},
		{"bác", "chị", "", "", "", ""},
		{"user", "user", "user", "writer", "writer", "writer"},
	}}
}

// Of a conflict, a comment and a decision the tablet says who and which tablet, though it has no grant of theirs; the
// list that tells it is in no env.
func TestPeople_NamesOfOthers(t *testing.T) {
	w := newWorld(t)
	w.lists = append(w.lists, people(w))
	a, b := w.tablet("an"), w.tablet("binh")
	a.open(caseA)
	a.set("ho/nuoc", "1")
	a.close()
	b.open(caseA)
	b.set("ho/nuoc", "2")
	_, writes, err := b.r.Comment(b.w.ref("ho/nuoc"), "Tôi thấy giếng khoan", nil, b.tick(), 420)
	if err != nil {
		t.Fatal(err)
	}
	b.store(writes)
	b.close()
	a.sync()
	b.sync()
	a.sync()
	rec := a.record(caseA)
	m := a.r.Merged(rec)
	if len(m.Env.Lists) == 0 || slices.ContainsFunc(m.Env.Lists, func(l wire.ListRef) bool { return l.Number == uint64(len(w.lists)) }) {
		t.Fatalf("a form that does not name the list was filled in under it: %v", m.Env.Lists)
	}
	w.author(&wire.Change{Header: wire.Header{Record: rec, Case: caseA, Round: round, Area: area, FormID: w.form.ID, FormVersion: 1,
		FormHash: w.formRef().Hash.Short(), User: id("reviewer"), At: 1, Zone: 1440}, Ops: []wire.Op{{Kind: wire.KindReturn,
		Value: wire.DecisionValue(wire.Decision{Reason: "Hỏi lại", FormVersion: 1, FormHash: w.formRef().Hash.Short(), Frontier: m.Frontier})}}}, false)
	a.sync()
	o := a.open(caseA)
	got := map[string]string{}
	for _, n := range o.Patch.Nodes {
		for _, s := range n.Conflict {
			got[s.Value] = s.By + " · " + s.Device
		}
	}
	if got["2"] != "chị Bình · Máy chị Bình" || len(got) != 2 {
		t.Errorf("conflict: %q", got)
	}
	if len(o.Comments) != 1 || o.Comments[0].By != "chị Bình · Máy chị Bình" {
		t.Errorf("comments: %+v", o.Comments)
	}
	if o.Decision == nil || o.Decision.By != "Trịnh Thu Hằng" {
		t.Errorf("decision: %+v", o.Decision)
	}
}

// Without the list the screen has its own words for an unknown person.
func TestPeople_Unknown(t *testing.T) {
	w := newWorld(t)
	a, b := w.tablet("an"), w.tablet("binh")
	b.open(caseA)
	b.set("ho/nuoc", "2")
	b.close()
	b.sync()
	a.open(caseA)
	a.set("ho/nuoc", "1")
	a.close()
	a.sync()
	for _, n := range a.open(caseA).Patch.Nodes {
		for _, s := range n.Conflict {
			if !s.Mine && s.By+s.Device != "" {
				t.Errorf("a name from nowhere: %+v", s)
			}
		}
	}
}
