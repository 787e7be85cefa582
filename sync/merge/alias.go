package merge

import (
	"slices"

	"github.com/sothon/sothon/sync/wire"
)

// AliasAt is an edge between two ids that are one (◆D1), with the owner's change that made it.
type AliasAt struct {
	wire.Alias
	Dot wire.Dot
}

// ReadAliases gives the edges in force among the owner's changes: those that no unalias names, by dot. epoch gives the
// number of the owner's epoch of a writer, false for a writer that is not the owner.
func ReadAliases(owner []Input, epoch func(wire.ID) (uint64, bool)) []AliasAt {
	ended := map[wire.Dot]bool{}
	var out []AliasAt
	for i := range owner {
		in := &owner[i]
		if _, ok := epoch(in.Writer); !ok || in.Change == nil {
			continue
		}
		for k := range in.Change.Ops {
			switch op := &in.Change.Ops[k]; op.Kind {
			case wire.KindAlias:
				if a, err := op.Value.Alias(); err == nil {
					out = append(out, AliasAt{a, in.Dot()})
				}
			case wire.KindUnalias:
				for _, d := range op.Sees {
					ended[d] = true
				}
			}
		}
	}
	out = slices.DeleteFunc(out, func(a AliasAt) bool { return ended[a.Dot] })
	wire.Sort(out, func(a, b AliasAt) int { return a.Dot.Compare(b.Dot) })
	return slices.CompactFunc(out, func(a, b AliasAt) bool { return a.Dot == b.Dot })
}

// Component gives every id that is one with an id, itself first, the others in order.
func Component(edges []AliasAt, what wire.Aliased, id wire.ID) []wire.ID {
	out := []wire.ID{id}
	for i := 0; i < len(out); i++ {
		for k := range edges {
			e := &edges[k]
			if e.What != what {
				continue
			}
			for _, pair := range [2][2]wire.ID{{e.A, e.B}, {e.B, e.A}} {
				if pair[0] == out[i] && !slices.Contains(out, pair[1]) {
					out = append(out, pair[1])
				}
			}
		}
	}
	wire.Sort(out[1:], wire.ID.Compare)
	return out
}
