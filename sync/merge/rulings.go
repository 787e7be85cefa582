package merge

import (
	"slices"

	"github.com/sothon/sothon/sync/wire"
)

// RulingAt is one ruling with its place: rulings are ordered by (epoch number, seq, c) (◆D10).
type RulingAt struct {
	wire.Ruling
	Kind  wire.Kind // KindHold, KindAdmit
	Epoch uint64
	Owner wire.ID // writer of the ruling
	Seq   uint64
	C     wire.Hash // c of the change that rules
	H     wire.Hash // the owner's chain after it
	Op    int       // place among the ops of that change
}

// ReadRulings takes the rulings out of the owner's changes, in their order; epoch gives the number of a writer's epoch,
// false when the writer is not the owner. Repetitions count once; what is no ruling is passed over.
func ReadRulings(owner []Input, epoch func(wire.ID) (uint64, bool)) []RulingAt {
	var out []RulingAt
	for i := range owner {
		in := &owner[i]
		number, ok := epoch(in.Writer)
		if !ok || in.Change == nil {
			continue
		}
		for k := range in.Change.Ops {
			op := &in.Change.Ops[k]
			if op.Kind != wire.KindHold && op.Kind != wire.KindAdmit {
				continue
			}
			r, err := op.Value.Ruling()
			if err != nil {
				continue
			}
			out = append(out, RulingAt{Ruling: r, Kind: op.Kind, Epoch: number, Owner: in.Writer, Seq: in.Seq, C: in.C, H: in.H, Op: k})
		}
	}
	wire.Sort(out, compareRulings)
	return slices.CompactFunc(out, func(a, b RulingAt) bool { return a.C == b.C && a.Op == b.Op })
}

func compareRulings(a, b RulingAt) int {
	if c := compareUint(a.Epoch, b.Epoch); c != 0 {
		return c
	}
	if c := compareUint(a.Seq, b.Seq); c != 0 {
		return c
	}
	if c := a.C.Compare(b.C); c != 0 {
		return c
	}
	return a.Op - b.Op
}

// StatusOf gives what the rulings, in their order, make of a change: the last that is about it counts; none leaves it
// accepted. onBranch says whether a change lies on the branch whose chain stands at h after seq; nil compares h with
// the change's own H where both stand at the same seq, and else takes the writer's log to have no fork.
func StatusOf(in *Input, rulings []RulingAt, onBranch func(in *Input, seq uint64, h wire.Hash) bool) (Status, string) {
	for i := len(rulings) - 1; i >= 0; i-- {
		r := &rulings[i]
		if r.Writer != in.Writer || in.Seq < r.From || in.Seq > r.To {
			continue
		}
		switch {
		case r.HTo.IsZero(): // any branch
		case onBranch != nil:
			if !onBranch(in, r.To, r.HTo) {
				continue
			}
		case r.To == in.Seq && !in.H.IsZero() && in.H != r.HTo:
			continue
		}
		if r.Kind == wire.KindHold {
			return Held, r.Reason
		}
		return Admitted, ""
	}
	return Accepted, ""
}
