package merge

import "github.com/sothon/sothon/sync/wire"

// FrontierOf gives the frontier that a decision about rec names: the record's own, and for every epoch of the owner
// the last of the rulings that are about changes of this record.
func FrontierOf(rec *Record, rulings []RulingAt) []wire.Head {
	out := append([]wire.Head(nil), rec.Frontier...)
	for i := range rulings {
		r := &rulings[i]
		if !rec.concerns(r) {
			continue
		}
		found := false
		for k := range out {
			if out[k].Writer == r.Owner {
				found = true
				if r.Seq > out[k].Seq {
					out[k] = wire.Head{Writer: r.Owner, Seq: r.Seq, H: r.H}
				}
			}
		}
		if !found {
			out = append(out, wire.Head{Writer: r.Owner, Seq: r.Seq, H: r.H})
		}
	}
	return wire.SortHeads(out)
}

// concerns says that a ruling is about a change of the record.
func (rec *Record) concerns(r *RulingAt) bool {
	for i := range rec.Changes {
		if d := rec.Changes[i].Dot; d.Writer == r.Writer && d.Seq >= r.From && d.Seq <= r.To {
			return true
		}
	}
	return false
}

// Shown gives the frontier that remove, delete and decisions name in sees: per writer the last accepted change, since
// what is held or parked was not shown.
func (rec *Record) Shown() []wire.Dot {
	var out []wire.Dot
	for i := range rec.Changes {
		c := &rec.Changes[i]
		if c.Status != Accepted {
			continue
		}
		if k := len(out) - 1; k >= 0 && out[k].Writer == c.Dot.Writer {
			out[k] = c.Dot
		} else {
			out = append(out, c.Dot)
		}
	}
	return out
}

// C gives the digest of a change of the record by its dot, for wire.SeenDigest; where a log forks, that of an accepted
// branch.
func (rec *Record) C(d wire.Dot) (wire.Hash, bool) {
	var c wire.Hash
	found := false
	for i := range rec.Changes {
		if x := &rec.Changes[i]; x.Dot == d {
			if x.Status == Accepted {
				return x.C, true
			}
			if !found {
				c, found = x.C, true
			}
		}
	}
	return c, found
}

// AtFrontier gives the inputs that a frontier covers, with the status that the rulings it covers gave them, so that
// Merge of them is the record exactly as it stood (◆D11), on any replica. False when a change or ruling that the
// frontier names is not here. Which branch of a forked log a ruling is about is read off the inputs, which works when
// the change at its end is among them; who knows the whole log uses AtFrontierOn.
func AtFrontier(in []Input, rulings []RulingAt, frontier []wire.Head) ([]Input, bool) {
	return AtFrontierOn(in, rulings, frontier, func(x *Input, seq uint64, h wire.Hash) bool {
		for i := range in {
			if in[i].Writer == x.Writer && in[i].Seq == seq && in[i].H == h {
				return behind(in[i].Branch, x.Branch, x.Seq)
			}
		}
		return x.Seq != seq || x.H.IsZero()
	})
}

// AtFrontierOn is AtFrontier for who can say whether a change lies on the branch whose chain stands at h after seq.
func AtFrontierOn(in []Input, rulings []RulingAt, frontier []wire.Head, onBranch func(in *Input, seq uint64, h wire.Hash) bool) ([]Input, bool) {
	var then []RulingAt
	for _, r := range rulings {
		for _, h := range frontier {
			if r.Owner == h.Writer && r.Seq <= h.Seq {
				then = append(then, r)
				break
			}
		}
	}
	for _, h := range frontier {
		if !here(in, rulings, h) {
			return nil, false
		}
	}
	var out []Input
	for i := range in {
		if !withinFrontier(in, &in[i], frontier) {
			continue
		}
		x := in[i]
		x.Status, x.Reason = StatusOf(&x, then, onBranch)
		out = append(out, x)
	}
	return out, true
}

func here(in []Input, rulings []RulingAt, h wire.Head) bool {
	for i := range in {
		if in[i].Writer == h.Writer && in[i].Seq == h.Seq && sameChain(in[i].H, h.H) {
			return true
		}
	}
	for i := range rulings {
		if rulings[i].Owner == h.Writer && rulings[i].Seq == h.Seq && sameChain(rulings[i].H, h.H) {
			return true
		}
	}
	return false
}

func sameChain(a, b wire.Hash) bool { return a == b || a.IsZero() || b.IsZero() }

// withinFrontier says that a change lies behind one of the heads, on its branch.
func withinFrontier(in []Input, x *Input, frontier []wire.Head) bool {
	for _, h := range frontier {
		if h.Writer != x.Writer || x.Seq > h.Seq {
			continue
		}
		head := Branch{}
		for i := range in {
			if in[i].Writer == h.Writer && in[i].Seq == h.Seq && in[i].H == h.H {
				head = in[i].Branch
			}
		}
		if behind(head, x.Branch, x.Seq) {
			return true
		}
	}
	return false
}

// Approval gives the decision in force when that is an approval, else nil: the last in the owner's order.
func Approval(rec *Record) *Decision {
	for i := len(rec.Decisions) - 1; i >= 0; i-- {
		if d := &rec.Decisions[i]; d.Stepped {
			if d.Kind == wire.KindApprove {
				return d
			}
			return nil
		}
	}
	return nil
}

// ChangedSinceApproval says that the decision in force is an approval and that the visible values are not those that it
// covered.
func ChangedSinceApproval(rec *Record) bool {
	d := Approval(rec)
	return d != nil && d.Payload.Values != ValuesHash(rec)
}
