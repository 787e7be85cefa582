package synctest

import (
	"slices"

	"github.com/sothon/sothon/schema/store"
	"github.com/sothon/sothon/sync/merge"
	"github.com/sothon/sothon/sync/wire"
)

// A second reading of docs/sync.md §1.3, as plain as it can be: for each register a graph of who names whom.

// said is one op about a register.
type said struct {
	dot      wire.Dot
	c        wire.Hash
	op       *wire.Op
	accepted bool
}

// checkVisible: a value is shown iff its change is accepted and no accepted one reaches it; rows are gone iff a remove
// that stands covers everything in them (I3, I5).
func (w *world) checkVisible(v *store.Merged) {
	byPlace := map[place][]said{}
	twice := map[wire.Dot]int{}
	for i := range v.Inputs {
		twice[v.Inputs[i].Dot()]++
	}
	for i := range v.Inputs {
		in := &v.Inputs[i]
		info := infoOf(v.Record, in.C)
		for k := range in.Change.Ops {
			op := &in.Change.Ops[k]
			if f := op.Kind.Family(); f == wire.FamilyValue || f == wire.FamilyRow {
				p := w.placeOf(in.Change, op)
				byPlace[p] = append(byPlace[p], said{in.Dot(), in.C, op, info != nil && info.Status == merge.Accepted})
			}
		}
	}
	for dot, n := range twice {
		if n > 1 {
			_ = dot
			return // names may mean either branch: merge tells them apart by seen16, this reading can not
		}
	}
	shown := map[place]*merge.Register{}
	for i := range v.Record.Registers {
		reg := &v.Record.Registers[i]
		shown[place{reg.Row, reg.Path}] = reg
	}
	for p, ops := range byPlace {
		if p.path == "/tv" {
			continue
		}
		w.checkRegister(v, p, ops, shown[p])
	}
	w.checkGone(v, byPlace)
}

func (w *world) checkRegister(v *store.Merged, p place, ops []said, reg *merge.Register) {
	reached := map[wire.Dot]bool{}
	var reach func(s *said)
	done := map[wire.Dot]bool{}
	reach = func(s *said) {
		if done[s.dot] || s.op.Kind == wire.KindSeed {
			return
		}
		done[s.dot] = true
		for _, d := range s.op.Sees {
			for i := range ops {
				if ops[i].dot == d && d != s.dot {
					reached[d] = true
					reach(&ops[i])
				}
			}
		}
	}
	for i := range ops {
		if ops[i].accepted {
			reach(&ops[i])
		}
	}
	var want []wire.Dot
	var seeds []wire.Dot
	answered := false
	for i := range ops {
		s := &ops[i]
		switch {
		case !s.accepted:
		case s.op.Kind == wire.KindSeed:
			seeds = append(seeds, s.dot)
		default:
			answered = true
			if !reached[s.dot] {
				want = append(want, s.dot)
			}
		}
	}
	var got []wire.Dot
	if reg != nil {
		got = reg.Dots()
	}
	if !answered && len(seeds) > 0 {
		if len(got) != 1 || !contains(seeds, got[0]) {
			w.broken("I3", "%s %s: no seed is shown", short(v.Row.ID), p.path)
		}
		return
	}
	if want = wire.SortDots(want); !slices.Equal(want, got) {
		w.broken("I3", "%s %s: shown%s, must be%s", short(v.Row.ID), p.path, dotsText(got), dotsText(want))
	}
	values := map[string]bool{}
	for i := range ops {
		if contains(want, ops[i].dot) {
			x := ops[i].op.Value
			if ops[i].op.Kind == wire.KindClear || x.IsNull() {
				x = nil
			}
			values[string(x)] = true
		}
	}
	if reg != nil && reg.Conflict != (len(values) > 1 && p.path != "/ho/nhieu" && p.path != "/ho/anh") {
		w.broken("I3", "%s %s: conflict is %v among %d values", short(v.Row.ID), p.path, reg.Conflict, len(values))
	}
}

// checkGone: a row is gone iff a remove that no add names covers every add and answer in it.
func (w *world) checkGone(v *store.Merged, byPlace map[place][]said) {
	for i := range v.Record.Rows {
		row := &v.Record.Rows[i]
		var hand, removes []said
		kept := map[wire.Dot]bool{}
		for p, ops := range byPlace {
			if p.row != row.ID {
				continue
			}
			for _, s := range ops {
				switch {
				case !s.accepted || s.op.Kind == wire.KindSeed:
				case s.op.Kind == wire.KindRemove:
					removes = append(removes, s)
				case s.op.Kind == wire.KindAdd:
					for _, d := range s.op.Sees {
						kept[d] = true
					}
					hand = append(hand, s)
				default:
					hand = append(hand, s)
				}
			}
		}
		gone := false
		for _, r := range removes {
			covers := !kept[r.dot]
			for _, h := range hand {
				covers = covers && (h.dot == r.dot || slices.ContainsFunc(r.op.Sees, func(d wire.Dot) bool {
					return d.Writer == h.dot.Writer && d.Seq >= h.dot.Seq
				}))
			}
			gone = gone || covers
		}
		if gone != row.Gone {
			w.broken("I3", "%s row %s: gone is %v, must be %v", short(v.Row.ID), short(row.ID), row.Gone, gone)
		}
		if gone {
			w.sometimes("a row is gone")
		}
	}
}
