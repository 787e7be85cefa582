package merge

import (
	"math/rand"
	"testing"

	"github.com/sothon/sothon/sync/wire"
)

// rule makes a change of the owner with rulings.
func rule(owner string, seq uint64, ops ...wire.Op) Input {
	in := Input{Writer: name(owner), Seq: seq, Change: &wire.Change{Ops: ops}}
	in.C = wire.Sum(in.Writer[:], []byte{byte(seq)})
	in.H = wire.Sum(in.C[:])
	return in
}

func holds(kind wire.Kind, writer string, from, to uint64, h wire.Hash, reason string) wire.Op {
	return wire.Op{Kind: kind, Value: wire.RulingValue(wire.Ruling{Writer: name(writer), From: from, To: to, HTo: h, Reason: reason})}
}

func epochs(w wire.ID) (uint64, bool) {
	switch word(w) {
	case "S":
		return 1, true
	case "T":
		return 2, true
	}
	return 0, false
}

// TestRulings_LastCounts: by epoch, seq and c, whatever order they come in (◆D10); others than the owner rule nothing.
func TestRulings_LastCounts(t *testing.T) {
	h2 := wire.Hash{2}
	owner := []Input{
		rule("S", 3, holds(wire.KindHold, "A", 1, 5, wire.Hash{}, "revoked")),
		rule("S", 7, holds(wire.KindAdmit, "A", 2, 2, h2, "")),
		rule("T", 1, holds(wire.KindHold, "B", 1, 1, wire.Hash{}, "no_grant")),
		rule("S", 9, holds(wire.KindAdmit, "B", 1, 1, wire.Hash{}, "")), // of the epoch before: the later epoch stands
		rule("X", 99, holds(wire.KindAdmit, "A", 1, 9, wire.Hash{}, "")),
		rule("S", 8, wire.Op{Kind: wire.KindHold, Value: wire.TextValue("no ruling")}),
	}
	for range 20 {
		rand.Shuffle(len(owner), func(i, k int) { owner[i], owner[k] = owner[k], owner[i] })
		rulings := ReadRulings(append(owner, owner[0]), epochs)
		if len(rulings) != 4 {
			t.Fatalf("%d rulings, want 4", len(rulings))
		}
		for _, x := range []struct {
			writer string
			seq    uint64
			h      wire.Hash
			status Status
			reason string
		}{
			{"A", 1, wire.Hash{1}, Held, "revoked"},
			{"A", 2, h2, Admitted, ""},
			{"A", 2, wire.Hash{3}, Held, "revoked"}, // the other branch
			{"A", 6, wire.Hash{6}, Accepted, ""},
			{"B", 1, wire.Hash{1}, Held, "no_grant"},
			{"C", 1, wire.Hash{1}, Accepted, ""},
		} {
			in := Input{Writer: name(x.writer), Seq: x.seq, H: x.h}
			if s, why := StatusOf(&in, rulings, nil); s != x.status || why != x.reason {
				t.Errorf("%s%d: %v %q, want %v %q", x.writer, x.seq, s, why, x.status, x.reason)
			}
		}
	}
}

// TestRulings_Branch: with a fork the caller says which branch a change is on.
func TestRulings_Branch(t *testing.T) {
	rulings := ReadRulings([]Input{rule("S", 1, holds(wire.KindHold, "A", 2, 4, wire.Hash{4}, "fork"))}, epochs)
	on := func(in *Input, seq uint64, h wire.Hash) bool {
		return in.Branch.Number == 1 && seq == 4 && h == (wire.Hash{4})
	}
	for branch, want := range []Status{Accepted, Held} {
		in := Input{Writer: name("A"), Seq: 3, Branch: Branch{uint32(branch), 2}}
		if s, _ := StatusOf(&in, rulings, on); s != want {
			t.Errorf("branch %d: %v, want %v", branch, s, want)
		}
	}
}

// TestApproval: an approval covers the values it named; an edit, seen or not, shows as changed since; a value set to
// the same again does not.
func TestApproval(t *testing.T) {
	w := newWorld()
	w.form(1, "/ten\n/tuoi")
	add := func(l string) {
		t.Helper()
		if err := w.change(l); err != nil {
			t.Fatal(err)
		}
	}
	add("A1: set /ten=An ; finish")
	before := Merge(w.in, w.resolver())
	if Approval(before) != nil || ChangedSinceApproval(before) {
		t.Fatal("approved before any decision")
	}
	add("S1: approve sees A1")
	x := &w.in[1]
	x.Change.Ops[0].Value = wire.DecisionValue(wire.Decision{Values: ValuesHash(before), Frontier: FrontierOf(before, nil)})
	add("S2: step=S1")
	if rec := Merge(w.in, w.resolver()); rec.State != Approved || ChangedSinceApproval(rec) || Approval(rec) == nil {
		t.Fatal("an approval of what is there counts as changed since")
	}
	add("B1: set /ten=An")
	if ChangedSinceApproval(Merge(w.in, w.resolver())) {
		t.Error("the same value from another tablet counts as a change")
	}
	add("B2: set /tuoi=3")
	rec := Merge(w.in, w.resolver())
	if !ChangedSinceApproval(rec) {
		t.Error("an edit after the approval does not show")
	}
	then, ok := AtFrontier(w.in, nil, Approval(rec).Payload.Frontier)
	if !ok {
		t.Fatal("the approved version can not be rebuilt")
	}
	if got := Merge(then, w.resolver()); StateHash(got) != StateHash(before) || ValuesHash(got) != Approval(rec).Payload.Values {
		t.Errorf("rebuilt:\n%s\nwant:\n%s", show(got), show(before))
	}
}

// TestAtFrontier_ForkHeldByRange: a ruling about a run of one branch does not touch the same seqs of the other.
func TestAtFrontier_ForkHeldByRange(t *testing.T) {
	w := newWorld()
	w.form(1, "/ten\n/tuoi")
	for _, l := range []string{
		"A1: set /ten=An",
		"A2: set /tuoi=2 sees A1",
		"A2' held=fork: set /ten=Ánh sees A1",
		"A3: set /tuoi=3 sees A2",
		"A3' held=fork branch=2: set /tuoi=4",
	} {
		if err := w.change(l); err != nil {
			t.Fatal(err)
		}
	}
	rulings := ReadRulings([]Input{rule("S", 1, holds(wire.KindHold, "A", 2, 3, w.byKey["A3'"].H, "fork"))}, epochs)
	want := Merge(w.in, w.resolver())
	then, ok := AtFrontier(w.in, rulings, FrontierOf(want, rulings))
	if !ok {
		t.Fatal("the frontier is said to be missing")
	}
	if got := Merge(then, w.resolver()); StateHash(got) != StateHash(want) {
		t.Errorf("rebuilt:\n%s\nwant:\n%s", show(got), show(want))
	}
}
