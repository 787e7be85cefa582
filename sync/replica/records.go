package replica

import (
	"github.com/sothon/sothon/sync/merge"
	"github.com/sothon/sothon/sync/wire"
)

// Merged gives a record as it stands here, drafts apart; nil when nothing of it is stored.
func (r *Replica) Merged(id wire.ID) *merge.Record {
	rec := r.records[id]
	if rec == nil || len(rec.changes) == 0 {
		return nil
	}
	if rec.merged == nil {
		rec.merged = merge.Merge(r.inputs(rec.changes), r.resolver())
	}
	return rec.merged
}

// RecordIDs gives every record of which something is here, ordered.
func (r *Replica) RecordIDs() []wire.ID {
	var out []wire.ID
	for id := range r.records {
		if id != r.id.Workspace {
			out = append(out, id)
		}
	}
	ordered(out, wire.ID.Compare)
	return out
}

func (r *Replica) inputs(changes []*stored) []merge.Input {
	rulings := r.allRulings()
	out := make([]merge.Input, 0, len(changes))
	for _, s := range changes {
		c := s.decoded()
		if c == nil {
			continue
		}
		in := r.input(s, c)
		in.Status, in.Reason = merge.StatusOf(&in, rulings, r.onBranch(s))
		out = append(out, in)
	}
	return out
}

func (r *Replica) input(s *stored, c *wire.Change) merge.Input {
	in := merge.Input{Writer: s.dot.Writer, Seq: s.dot.Seq, C: s.c, H: s.h, Change: c, Srv: s.srv}
	if r.forked[s.dot.Writer] {
		in.Branch = r.branch(s)
	}
	return in
}

func (r *Replica) resolver() merge.Resolver {
	return merge.Resolver{
		Forms: func(formID string, version uint64, hash [8]byte) (*merge.Form, bool) {
			for h, f := range r.forms {
				if h.Short() == hash && f.FormID == formID && f.Version == version && f.decoded() != nil {
					return f.merge, true
				}
			}
			return nil, false
		},
		Rows: func(ref wire.ListRef, pos uint64) (wire.ID, bool) {
			l, ok := r.listByRef(ref)
			if ids := r.ids[ref.Hash]; !ok && ids != nil && pos < uint64(len(ids.IDs)) {
				return ids.IDs[pos], !ids.IDs[pos].IsZero()
			}
			if !ok || pos >= uint64(l.Rows()) {
				return wire.ID{}, false
			}
			id := l.ID(int(pos))
			return id, !id.IsZero()
		},
		Epoch: func(w wire.ID) (uint64, bool) {
			r.allRulings()
			return r.epoch(w)
		},
	}
}

// allRulings reads the rulings out of the owner's changes.
func (r *Replica) allRulings() []merge.RulingAt {
	if r.ruled {
		return r.rulings
	}
	r.ruled, r.rulings, r.aliases, r.newest, r.epoch = true, nil, nil, nil, r.epochs(nil)
	rec := r.records[r.id.Workspace]
	if rec == nil {
		return nil
	}
	var in []merge.Input
	for _, s := range rec.changes {
		if c := s.decoded(); c != nil {
			in = append(in, r.input(s, c))
		}
	}
	r.epoch = r.epochs(in)
	r.rulings = merge.ReadRulings(in, r.epoch)
	r.aliases = merge.ReadAliases(in, r.epoch)
	return r.rulings
}

// SameAs gives what is one with an id by the owner's aliases (◆D1), the id itself left out.
func (r *Replica) SameAs(what wire.Aliased, id wire.ID) []wire.ID {
	r.allRulings()
	return merge.Component(r.aliases, what, id)[1:]
}

// epochs gives the number of each of the owner's writers: the first is 1; later ones say theirs in their first change,
// and count when a writer known before named the heads they follow.
func (r *Replica) epochs(in []merge.Input) func(wire.ID) (uint64, bool) {
	numbers := map[wire.ID]uint64{r.id.Owner(): 1}
	for i := range in {
		for k := range in[i].Change.Ops {
			if op := &in[i].Change.Ops[k]; op.Kind == wire.KindEpoch {
				if x, err := op.Value.Epoch(); err == nil {
					numbers[in[i].Writer] = max(numbers[in[i].Writer], x.Number)
					if r.newest == nil || x.Number > r.newest.Number {
						r.newest = &x
					}
				}
			}
		}
	}
	return func(w wire.ID) (uint64, bool) {
		n, ok := numbers[w]
		return n, ok
	}
}

// onBranch tells the rulings apart that are about one branch of a forked log.
func (r *Replica) onBranch(s *stored) func(*merge.Input, uint64, wire.Hash) bool {
	if !r.forked[s.dot.Writer] {
		return nil
	}
	return func(in *merge.Input, seq uint64, h wire.Hash) bool {
		for _, t := range r.dots[wire.Dot{Writer: in.Writer, Seq: seq}] {
			if t.h == h {
				return r.reaches(t, s)
			}
		}
		return false
	}
}

// reaches says that a lies on the branch that ends at z: z's chain goes back to a.
func (r *Replica) reaches(z, a *stored) bool {
	for z != nil && z.dot.Seq > a.dot.Seq {
		z = r.before(z)
	}
	return z == a
}

// before gives the change that a change is chained to; nil when it is not here. Where a gap lies between (changes
// outside the areas of this tablet) the only candidate is taken.
func (r *Replica) before(s *stored) *stored {
	for seq := s.dot.Seq - 1; seq > 0; seq-- {
		list := r.dots[wire.Dot{Writer: s.dot.Writer, Seq: seq}]
		if seq == s.dot.Seq-1 {
			for _, p := range list {
				if p.h == s.hPrev {
					return p
				}
			}
		}
		if len(list) == 1 {
			return list[0]
		}
		if len(list) > 1 {
			return nil
		}
	}
	return nil
}

// branch numbers the branches of a forked log: at each fork the changes are ordered by c, the first goes on with the
// branch before, the others begin new ones.
func (r *Replica) branch(s *stored) merge.Branch {
	if r.branches == nil {
		r.branches = map[*stored]merge.Branch{}
		for w := range r.forked {
			r.numberBranches(w)
		}
	}
	return r.branches[s]
}

func (r *Replica) numberBranches(w wire.ID) {
	var all []*stored
	for _, s := range r.changes {
		if s.dot.Writer == w {
			all = append(all, s)
		}
	}
	ordered(all, func(a, b *stored) int {
		if c := a.dot.Compare(b.dot); c != 0 {
			return c
		}
		// Of two changes with one seq the own one comes first: it is the log as first known here.
		if a.made != b.made {
			if a.made {
				return -1
			}
			return 1
		}
		return a.c.Compare(b.c)
	})
	taken := map[*stored]bool{}
	next := uint32(1)
	for _, s := range all {
		p := r.before(s)
		switch {
		case p == nil && s.dot.Seq > 1 && len(r.dots[s.dot]) == 1:
			r.branches[s] = merge.Branch{}
		case p != nil && !taken[p]:
			taken[p] = true
			r.branches[s] = r.branches[p]
		case p == nil && !taken[nil]:
			taken[nil] = true
			r.branches[s] = merge.Branch{}
		default:
			r.branches[s] = merge.Branch{Number: next, From: s.dot.Seq}
			next++
		}
	}
}

// digest finds the c of a change that an op names: of a forked one the branch that counts.
func (r *Replica) digest(d wire.Dot) (wire.Hash, bool) {
	list := r.dots[d]
	if len(list) == 0 {
		return wire.Hash{}, false
	}
	for _, s := range list {
		if m := r.Merged(s.record); m != nil {
			for i := range m.Changes {
				if m.Changes[i].C == s.c && m.Changes[i].Status == merge.Accepted {
					return s.c, true
				}
			}
		}
	}
	return list[0].c, true
}
