package answers

import (
	"cmp"
	"errors"
	"slices"

	"github.com/sothon/sothon/forms"
	"github.com/sothon/sothon/forms/engine"
	"github.com/sothon/sothon/sync/wire"
)

// write puts the ops into c in document order, removes last, and makes the row table in order of first use.
func (b *builder) write(c *wire.Change) {
	type sorted struct {
		key []int
		op  op
	}
	list := make([]sorted, len(b.ops))
	for i, o := range b.ops {
		list[i] = sorted{b.key(o), o}
	}
	ordered(list, func(x, y sorted) int { return slices.Compare(x.key, y.key) })
	for _, s := range list {
		c.Ops = append(c.Ops, wire.Op{Kind: s.op.kind, Row: b.ref(s.op.at.row), Node: uint32(s.op.at.node), Sees: s.op.sees, Value: s.op.value})
	}
	c.Rows = b.rows
}

// key places an op: removes after all else; then the way down through repeats and rows; then the node; then the family.
func (b *builder) key(o op) []int {
	var key []int
	row, node := o.at.row, o.at.node
	key = append(key, node, int(familyOrder(o.kind)))
	own := b.d.Form != nil && node < len(b.d.Form.Nodes) && b.d.Form.Nodes[node].Kind == forms.KindRepeat
	for depth := 0; !row.IsZero() && depth < 32; depth++ {
		repeat := b.nodes[row]
		if own {
			// An op on the row itself stands before everything in it.
			key = append([]int{repeat, b.index[row], -1}, key...)
			own = false
		} else {
			key = append([]int{repeat, b.index[row]}, key...)
		}
		row = b.parents[row]
	}
	last := 0
	switch o.kind {
	case wire.KindRemove:
		last = 2
	case wire.KindFinish:
		last = 1
	}
	return append([]int{last}, key...)
}

func familyOrder(k wire.Kind) wire.Family {
	if k == wire.KindAdd || k == wire.KindSeed {
		return 0
	}
	return k.Family()
}

// ref gives the number of a row in the change's row table.
func (b *builder) ref(row wire.ID) uint32 {
	if row.IsZero() {
		return 0
	}
	if n, ok := b.refs[row]; ok {
		return n
	}
	r := wire.Row{ID: row}
	if b.d.Position != nil {
		if list, pos, ok := b.d.Position(row); ok && inEnv(b.d.Header.Env, list) {
			r = wire.Row{List: list, Pos: pos}
		}
	}
	b.rows = append(b.rows, r)
	b.refs[row] = uint32(len(b.rows))
	return b.refs[row]
}

func inEnv(env []wire.ListRef, number uint64) bool {
	for _, l := range env {
		if l.Number == number {
			return true
		}
	}
	return false
}

// frozen writes the finish op's value: results that read the clock, chance or the device.
func (b *builder) frozen(c *wire.Change, values []engine.Answer) error {
	var f wire.Finish
	for _, a := range values {
		if a.Ref.Node <= 0 || a.Ref.Node >= len(b.d.Form.Nodes) || b.beneath(wire.ID(a.Ref.Row)) {
			continue
		}
		v, ok := ToWire(&b.d.Form.Nodes[a.Ref.Node], a.Value)
		if !ok {
			return errors.New("answers: the frozen value of " + b.d.Form.PathOf(a.Ref.Node) + " is not of its type")
		}
		f.Frozen = append(f.Frozen, wire.Frozen{Row: b.ref(wire.ID(a.Ref.Row)), Node: uint32(a.Ref.Node), Value: v})
	}
	c.Rows = b.rows
	for i := range c.Ops {
		if c.Ops[i].Kind == wire.KindFinish {
			c.Ops[i].Value = wire.FinishValue(f)
		}
	}
	return nil
}

// PositionIn finds rows in numbered lists: the Draft.Position of these lists.
func PositionIn(lists []NumberedList) func(wire.ID) (list, pos uint64, ok bool) {
	return func(row wire.ID) (uint64, uint64, bool) {
		for _, l := range lists {
			if l.valid() {
				if r := l.Find(row); r >= 0 {
					return l.Number, uint64(r), true
				}
			}
		}
		return 0, 0, false
	}
}

// EnvOf gives the env of a change that reads these lists: by rising number.
func EnvOf(lists []NumberedList) []wire.ListRef {
	var env []wire.ListRef
	for _, l := range lists {
		if l.valid() {
			env = append(env, l.Ref())
		}
	}
	ordered(env, func(x, y wire.ListRef) int { return cmp.Compare(x.Number, y.Number) })
	return slices.CompactFunc(env, func(x, y wire.ListRef) bool { return x.Number == y.Number })
}
