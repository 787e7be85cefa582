package synctest

import (
	"slices"

	"github.com/sothon/sothon/forms/engine"
	"github.com/sothon/sothon/schema/answers"
	"github.com/sothon/sothon/sync/merge"
	"github.com/sothon/sothon/sync/wire"
)

// What a change must hold: it is held against the book of its form when it is made.

// checkNothing: a journal may come to nothing only when it held nothing (I3).
func (t *tablet) checkNothing(d *draft) {
	for p, s := range d.values {
		if s.value != "" && !d.dropped(p.row) {
			t.w.broken("I3", "%s: the saved answer %s = %q is in no change", t.name, p.path, s.value)
		}
	}
	if len(d.comments) > 0 {
		for p := range d.comments {
			if !d.dropped(p.row) {
				t.w.broken("I3", "%s: a saved comment is in no change", t.name)
			}
		}
	}
}

// outside is the one question with a condition.
const outside = "/ho/nuoc_khac"

// relevant says what the screen says of a place.
func (t *tablet) relevant(p place) bool {
	node, ok := answers.Node(t.form, p.path)
	return ok && t.view[engine.Ref{Row: engine.RowID(p.row), Node: node}].Relevant
}

func (d *draft) dropped(row wire.ID) bool { return d.rows[row] != nil && d.rows[row].removed }

// checkMade holds a change that was just made against the book of its form (I3, I5).
func (t *tablet) checkMade(dot wire.Dot, c *wire.Change) {
	w := t.w
	w.say("  %s makes %s.%d: %d ops", t.name, short(dot.Writer), dot.Seq, len(c.Ops))
	d := t.drafts[c.Record]
	if d == nil {
		w.broken("I3", "%s: a change of %s came from nowhere", t.name, short(c.Record))
		return
	}
	finish := slices.ContainsFunc(c.Ops, func(op wire.Op) bool { return op.Kind == wire.KindFinish })
	left := map[place]*saved{}
	for p, s := range d.values {
		left[p] = s
	}
	rows := map[wire.ID]bool{}
	talk := map[place]string{}
	for i := range c.Ops {
		op := &c.Ops[i]
		p := w.placeOf(c, op)
		for _, s := range op.Sees {
			if len(t.arrived[s]) == 0 {
				w.broken("I5", "%s: %v on %s names %s.%d, which was never here", t.name, op.Kind, p.path, short(s.Writer), s.Seq)
			}
		}
		switch op.Kind {
		case wire.KindSet, wire.KindClear:
			t.checkAnswer(op, p, left[p], finish)
			delete(left, p)
		case wire.KindAdd, wire.KindRemove:
			rows[p.row] = true
			t.checkRow(op, p, d.rows[p.row], d.house)
		case wire.KindComment:
			x, _ := op.Value.Comment()
			talk[p] = x.Text
		}
	}
	for p, s := range left {
		if finish && p.path == outside && !t.relevant(p) {
			continue // never sent, and outside the flow: the summary said that it goes
		}
		if s.value != "" && !d.dropped(p.row) {
			w.broken("I3", "%s: the saved answer %s = %q is not in the change it became", t.name, p.path, s.value)
		}
	}
	for id, f := range d.rows {
		if !rows[id] && (f.added && !f.removed || f.removed && !f.added || f.restored && !f.removed && !f.added) {
			w.broken("I3", "%s: row %s (%+v) is not in the change", t.name, short(id), *f)
		}
	}
	for p, said := range d.comments {
		text := ""
		for i, s := range said {
			if i > 0 {
				text += "\n"
			}
			text += s
		}
		if f := d.rows[p.row]; talk[p] != text && !(f != nil && f.added && f.removed) {
			w.broken("I3", "%s: the comment %q on %s is not in the change (%q)", t.name, text, p.path, talk[p])
		}
	}
}

// checkAnswer: an op has the value that was saved, and names what the screen showed, no more and no less.
func (t *tablet) checkAnswer(op *wire.Op, p place, s *saved, finish bool) {
	value, _ := answers.FromWire(op.Value)
	if op.Kind == wire.KindClear {
		value = ""
	}
	sees := []wire.Dot(nil)
	switch {
	case finish && op.Kind == wire.KindClear && p.path == outside && !t.relevant(p):
		t.w.sometimes("a finish cleared an answer outside the flow")
		sees = t.screen[p]
		if s != nil {
			sees = append(slices.Clone(s.sees), sees...)
		}
	case s == nil:
		t.w.broken("I3", "%s: %v %s = %q was never saved", t.name, op.Kind, p.path, value)
		return
	case s.value != value:
		t.w.broken("I3", "%s: %s was saved as %q and became %q", t.name, p.path, s.value, value)
		return
	default:
		sees = s.sees
		if finish && value == "" {
			sees = append(slices.Clone(sees), t.screen[p]...)
		}
	}
	want := wire.SortDots(slices.Clone(sees))
	got := wire.SortDots(slices.Clone(op.Sees))
	if finish && value == "" { // may name what the summary showed beside what the widget did
		for _, d := range got {
			if !contains(want, d) {
				t.w.broken("I5", "%s: %s names %s.%d, which its screen did not show", t.name, p.path, short(d.Writer), d.Seq)
			}
		}
		return
	}
	if !slices.Equal(want, got) {
		t.w.broken("I5", "%s: %v %s names %v, its screen showed %v", t.name, op.Kind, p.path, dotsText(got), dotsText(want))
	}
}

// checkRow: a remove covers only changes that the screen was made of.
func (t *tablet) checkRow(op *wire.Op, p place, f *fate, house *household) {
	if f == nil {
		t.w.broken("I3", "%s: %v of row %s was never asked for", t.name, op.Kind, short(p.row))
		return
	}
	if (op.Kind == wire.KindRemove) != f.removed {
		t.w.broken("I3", "%s: %v of row %s, the person's last word was %+v", t.name, op.Kind, short(p.row), *f)
		return
	}
	if op.Kind != wire.KindRemove || house == nil {
		return
	}
	m := t.r.Merged(recordOf(house))
	if m == nil {
		return
	}
	for i := range m.Changes {
		c := &m.Changes[i]
		if c.Status == merge.Accepted && f.shown[c.C] {
			continue
		}
		// A frontier is (writer, n): it can not leave out a change before one that was shown.
		later := slices.ContainsFunc(m.Changes, func(x merge.ChangeInfo) bool {
			return x.Dot.Writer == c.Dot.Writer && x.Dot.Seq > c.Dot.Seq && f.shown[x.C]
		})
		for _, s := range op.Sees {
			if s.Writer == c.Dot.Writer && s.Seq >= c.Dot.Seq && !later && len(t.arrived[c.Dot]) < 2 && c.C != t.made[c.Dot] {
				t.w.broken("I5", "%s: the remove of row %s covers %s.%d (%v), which its screen did not show", t.name, short(p.row),
					short(c.Dot.Writer), c.Dot.Seq, c.Status)
			}
		}
	}
}

func dotsText(dots []wire.Dot) string {
	s := ""
	for _, d := range dots {
		s += " " + short(d.Writer) + "." + itoa(d.Seq)
	}
	return s
}
