package merge

import (
	"fmt"
	"strings"
	"testing"

	"github.com/sothon/sothon/sync/wire"
	"pgregory.net/rapid"
)

const lawForm = `/ten
/tuoi
/anh each
/m repeat
/m/ho_ten
/m/con repeat
/m/con/ten`

// history is a random run of a few writers who exchange what they have at random, with what each really had shown.
type history struct {
	*world
	t     *rapid.T
	has   map[string]map[wire.Dot]bool // what each writer's replica holds
	seq   map[string]uint64
	truth map[wire.Dot]map[wire.Dot]bool // oracle: every dot in view when a change was made
}

func newHistory(t *rapid.T) *history {
	h := &history{world: newWorld(), t: t, has: map[string]map[wire.Dot]bool{}, seq: map[string]uint64{}, truth: map[wire.Dot]map[wire.Dot]bool{}}
	h.form(1, lawForm)
	h.form(2, lawForm)
	return h
}

// view merges what a writer has, leaving out held ones as its replica would show it.
func (h *history) view(w string) ([]Input, *Record) {
	var in []Input
	for _, x := range h.in {
		if h.has[w][x.Dot()] {
			in = append(in, x)
		}
	}
	return in, Merge(in, h.resolver())
}

var lawPlaces = []string{"/ten", "/tuoi", "/anh", "r1/m/ho_ten", "r2/m/ho_ten", "k1/m/con/ten"}

func sees(d []wire.Dot) string {
	if len(d) == 0 {
		return ""
	}
	s := " sees "
	for i, x := range d {
		if i > 0 {
			s += ","
		}
		s += dotWord(x)
	}
	return s
}

// step lets one writer make one change from what it sees.
func (h *history) step() {
	w := rapid.SampledFrom([]string{"A", "B", "C", "D"}).Draw(h.t, "writer")
	if h.has[w] == nil {
		h.has[w] = map[wire.Dot]bool{}
	}
	if rapid.IntRange(0, 2).Draw(h.t, "exchange") == 0 { // hear another out, whole
		o := rapid.SampledFrom([]string{"A", "B", "C", "D"}).Draw(h.t, "from")
		for d := range h.has[o] {
			h.has[w][d] = true
		}
	}
	_, rec := h.view(w)
	ops, used := []string{}, map[string]bool{}
	var removes []string
	for n := rapid.IntRange(1, 4).Draw(h.t, "ops"); n > 0; n-- {
		text, key := h.drawOp(rec)
		if used[key] {
			continue
		}
		used[key] = true
		if strings.HasPrefix(text, "remove") {
			removes = append(removes, text)
		} else {
			ops = append(ops, text)
		}
	}
	h.seq[w]++
	line := fmt.Sprintf("%s%d", w, h.seq[w])
	if rapid.IntRange(0, 7).Draw(h.t, "status") == 0 {
		line += " held=test"
	}
	line += fmt.Sprintf(" list=%d v=%d at=%d", rapid.IntRange(1, 3).Draw(h.t, "list"), rapid.IntRange(1, 2).Draw(h.t, "v"), rapid.IntRange(0, 1e6).Draw(h.t, "at"))
	line += ": " + strings.Join(append(ops, removes...), " ; ")
	if err := h.change(line); err != nil {
		h.t.Fatal(err)
	}
	d := wire.Dot{Writer: name(w), Seq: h.seq[w]}
	h.truth[d] = map[wire.Dot]bool{}
	for x := range h.has[w] {
		h.truth[d][x] = true
	}
	h.has[w][d] = true
}

func (h *history) drawOp(rec *Record) (text, key string) {
	place := rapid.SampledFrom(lawPlaces).Draw(h.t, "place")
	value := rapid.SampledFrom([]string{"x", "y", "z"}).Draw(h.t, "value")
	var shown []wire.Dot
	for i := range rec.Registers {
		if r := &rec.Registers[i]; word(r.Row)+r.Path == place {
			shown = r.Dots()
			if r.Each && len(shown) > 1 {
				shown = shown[:1]
			}
		}
	}
	switch rapid.IntRange(0, 11).Draw(h.t, "kind") {
	case 0:
		return "seed " + place + "=" + value, "v" + place
	case 1:
		return "clear " + place + sees(shown), "v" + place
	case 2:
		return "add r1/m" + sees(removesOn(rec, "r1")), "rr1"
	case 3:
		return "add k1/m/con=r1" + sees(append(removesOn(rec, "k1"), removesOn(rec, "r1")...)), "rk1"
	case 4:
		row := rapid.SampledFrom([]string{"r1/m", "r2/m", "k1/m/con"}).Draw(h.t, "row")
		return "remove " + row + sees(rec.Shown()), "r" + row[:2]
	case 5:
		if rec.Finish != nil {
			return "finish" + sees(append(allDots(rec), rec.Finish.Dot)), "f"
		}
		return "finish" + sees(allDots(rec)), "f"
	case 6:
		if rec.Finished {
			return "reopen" + sees([]wire.Dot{rec.Finish.Dot}), "f"
		}
	}
	return "set " + place + "=" + value + sees(shown), "v" + place
}

func allDots(rec *Record) (out []wire.Dot) {
	for i := range rec.Registers {
		out = append(out, rec.Registers[i].Dots()...)
	}
	return wire.SortDots(out)
}

func removesOn(rec *Record, row string) (out []wire.Dot) {
	for i := range rec.Rows {
		if r := &rec.Rows[i]; word(r.ID) == row {
			for _, x := range r.Removes {
				out = append(out, x.Dot)
			}
		}
	}
	return out
}

func drawHistory(t *rapid.T) *history {
	h := newHistory(t)
	for n := rapid.IntRange(1, 14).Draw(t, "steps"); n > 0; n-- {
		h.step()
	}
	return h
}

// TestMerge_Laws: order, repetition and grouping make no difference, and no clock does (I1, I4, I11).
func TestMerge_Laws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		h := drawHistory(t)
		r := h.resolver()
		want := Merge(h.in, r)
		in := rapid.Permutation(h.in).Draw(t, "order")
		in = append(in, in[:rapid.IntRange(0, len(in)).Draw(t, "again")]...)
		if got := Merge(in, r); StateHash(got) != StateHash(want) || ValuesHash(got) != ValuesHash(want) {
			t.Fatalf("another order, another record:\n%s\n%s", show(want), show(got))
		}
		if again := Merge(h.in, r); StateHash(again) != StateHash(want) {
			t.Fatal("merging again gives another record")
		}
		// Other clocks give other bytes, so only what is visible is compared.
		other := newWorld()
		other.forms = h.forms
		values := visible(want)
		clocks := make([]Input, len(h.in))
		for i, x := range h.in {
			c := *x.Change
			c.At = int64(rapid.IntRange(0, 1e9).Draw(t, "clock"))
			x.Change = &c
			clocks[i] = x
		}
		if got := visible(Merge(clocks, r)); got != values {
			t.Fatalf("clocks decided something:\n%s\n%s", values, got)
		}
	})
}

func visible(rec *Record) string {
	var b strings.Builder
	for _, r := range rec.Registers {
		fmt.Fprintf(&b, "%s%s%v%s\n", word(r.Row), r.Path, r.Gone, showVals(r.Values))
	}
	return b.String()
}

// TestMerge_NothingLost: every answer that arrived is visible, or an accepted change whose author had it in view hides
// it, or its change is listed as held or parked (I3); and no value is shown beside what replaced it (I5).
func TestMerge_NothingLost(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		h := drawHistory(t)
		// Any part of the history that a replica may have got.
		var in []Input
		for _, x := range h.in {
			if rapid.IntRange(0, 9).Draw(t, "arrived") > 0 {
				in = append(in, x)
			}
		}
		rec := Merge(in, h.resolver())
		status := map[wire.Dot]Status{}
		for _, c := range rec.Changes {
			status[c.Dot] = c.Status
		}
		for _, x := range in {
			form := h.forms[x.Change.FormVersion]
			for _, op := range x.Change.Ops {
				if op.Kind == wire.KindAdd && status[x.Dot()] == Accepted {
					row, _ := x.Change.RowID(op.Row, nil)
					if !standsOrSeen(h, in, status, rec, row, x.Dot()) {
						t.Fatalf("row %s of %s is gone and nobody who saw it removed one\n%s", word(row), dotWord(x.Dot()), show(rec))
					}
				}
				if op.Kind != wire.KindSet && op.Kind != wire.KindClear || status[x.Dot()] != Accepted {
					continue
				}
				row, _ := x.Change.RowID(op.Row, nil)
				path := form.Nodes[op.Node].Path
				if shows(rec, row, path, x.Dot()) {
					for _, o := range in {
						if status[o.Dot()] == Accepted && names(h.world, o, row, path, x.Dot()) {
							t.Fatalf("%s is shown on %s beside %s, which replaced it\n%s", dotWord(x.Dot()), path, dotWord(o.Dot()), show(rec))
						}
					}
					if !goneRow(rec, row, path) {
						continue
					}
				}
				if !hiddenBySomebodyWhoSaw(h, in, status, x.Dot(), row, path) {
					t.Fatalf("%s of %s is not visible and nobody saw it\n%s", path, dotWord(x.Dot()), show(rec))
				}
			}
		}
	})
}

// standsOrSeen: a row added by hand stands, or somebody who had that add in view removed a row.
func standsOrSeen(h *history, in []Input, status map[wire.Dot]Status, rec *Record, row wire.ID, d wire.Dot) bool {
	for _, r := range rec.Rows {
		if r.ID == row && !r.Gone {
			return true
		}
	}
	for _, x := range in {
		for _, op := range x.Change.Ops {
			if op.Kind == wire.KindRemove && status[x.Dot()] == Accepted && (h.truth[x.Dot()][d] || x.Dot() == d) {
				return true
			}
		}
	}
	return false
}

func shows(rec *Record, row wire.ID, path string, d wire.Dot) bool {
	for _, r := range rec.Registers {
		if r.Row == row && r.Path == path {
			for _, v := range r.Values {
				if v.Dot == d {
					return true
				}
			}
		}
	}
	return false
}

func goneRow(rec *Record, row wire.ID, path string) bool {
	for _, r := range rec.Registers {
		if r.Row == row && r.Path == path {
			return r.Gone
		}
	}
	return false
}

// names says that a change's answer on the register names the dot directly.
func names(w *world, x Input, row wire.ID, path string, d wire.Dot) bool {
	for _, op := range x.Change.Ops {
		if op.Kind != wire.KindSet && op.Kind != wire.KindClear {
			continue
		}
		id, _ := x.Change.RowID(op.Row, nil)
		if id != row || w.forms[x.Change.FormVersion].Nodes[op.Node].Path != path {
			continue
		}
		for _, s := range op.Sees {
			if s == d {
				return true
			}
		}
	}
	return false
}

// hiddenBySomebodyWhoSaw asks the oracle, not the merge: some accepted change, whose author's replica held the dot, set
// or cleared the register or removed a row.
func hiddenBySomebodyWhoSaw(h *history, in []Input, status map[wire.Dot]Status, d wire.Dot, row wire.ID, path string) bool {
	for _, x := range in {
		if status[x.Dot()] != Accepted || !h.truth[x.Dot()][d] && x.Dot() != d {
			continue
		}
		for _, op := range x.Change.Ops {
			id, _ := x.Change.RowID(op.Row, nil)
			p := ""
			if f := h.forms[x.Change.FormVersion]; int(op.Node) < len(f.Nodes) {
				p = f.Nodes[op.Node].Path
			}
			if op.Kind == wire.KindRemove || x.Dot() != d && (op.Kind == wire.KindSet || op.Kind == wire.KindClear) && id == row && p == path {
				return true
			}
		}
	}
	return false
}

// TestAtFrontier_RebuildsWhatWasShown: whatever arrives later, and whatever is ruled later, the frontier gives the
// record as it stood (I9).
func TestAtFrontier_RebuildsWhatWasShown(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		h := drawHistory(t)
		w := rapid.SampledFrom([]string{"A", "B", "C", "D"}).Draw(t, "reviewer")
		in, rec := h.view(w)
		rulings := []RulingAt{}
		for i := range in { // statuses as rulings, so that they can be taken at a point
			if in[i].Status == Held {
				rulings = append(rulings, RulingAt{Ruling: wire.Ruling{Writer: in[i].Writer, From: in[i].Seq, To: in[i].Seq, HTo: in[i].H, Reason: in[i].Reason},
					Kind: wire.KindHold, Epoch: 1, Owner: name("S"), Seq: uint64(len(rulings) + 1)})
			}
		}
		frontier := FrontierOf(rec, rulings)
		for range 3 {
			h.step()
		}
		later := append([]RulingAt(nil), rulings...)
		for i := range h.in {
			if rapid.Bool().Draw(t, "ruled later") {
				later = append(later, RulingAt{Ruling: wire.Ruling{Writer: h.in[i].Writer, From: h.in[i].Seq, To: h.in[i].Seq, Reason: "later"},
					Kind: rapid.SampledFrom([]wire.Kind{wire.KindHold, wire.KindAdmit}).Draw(t, "kind"), Epoch: 1, Owner: name("S"), Seq: uint64(len(later) + 1)})
			}
		}
		then, ok := AtFrontier(rapid.Permutation(h.in).Draw(t, "order"), later, frontier)
		if !ok {
			t.Fatal("something of the frontier is said to be missing")
		}
		again := Merge(then, h.resolver())
		if StateHash(again) != StateHash(rec) || ValuesHash(again) != ValuesHash(rec) {
			t.Fatalf("rebuilt:\n%s\nshown:\n%s", show(again), show(rec))
		}
		if len(frontier) > 0 {
			lost := append([]wire.Head{{Writer: name("Z"), Seq: 1}}, frontier...)
			if _, ok := AtFrontier(h.in, later, lost); ok {
				t.Fatal("a head that is not here was not missed")
			}
		}
	})
}
