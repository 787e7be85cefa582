package answers

import (
	"errors"
	"slices"

	"github.com/sothon/sothon/forms"
	"github.com/sothon/sothon/forms/engine"
	"github.com/sothon/sothon/sync/wire"
)

// Draft is everything that one change is made of.
type Draft struct {
	Form    *forms.Form
	Header  wire.Header // complete; Env holds the lists read, by rising number
	Salt    [16]byte
	Entries []Entry
	Rows    []engine.Row // the session's rows as they stand, for the order of ops

	// What the session put in by itself (Session.Seeds, SeedRows); it travels with the record's first answer.
	Seeds    []engine.Seed
	SeedRows []engine.Row

	Finish *Closing // nil: the visit goes on

	// Stored says that a register of the record has a visible value: such a place gets no seed.
	Stored func(row wire.ID, node int) bool
	// Position finds a row in a list of Header.Env; false: the row is written as its 16 bytes.
	Position func(row wire.ID) (list, pos uint64, ok bool)
	// C gives the digest of a change that an op names; false when it is not here, and then Change fails.
	C func(wire.Dot) (wire.Hash, bool)
}

// Closing is the outcome of finishing: what the session said, and what the screen showed of it.
type Closing struct {
	engine.Outcome
	Sees     []wire.Dot                             // earlier finish and reopen ops, and every seed and value shown (◆D6)
	Shown    func(row wire.ID, node int) []wire.Dot // dots of the values shown at a place that is cleared
	Frontier []wire.Dot                             // of the record as its author had it, for rows that are cut
}

// A change holds one op of a family on a register: who says and closes something at one place writes two changes.
var errTwoOfFamily = errors.New("answers: a comment and its closing stand in one draft")

var errUnknownDot = errors.New("answers: a change that was shown is not here")

// Change makes the one change of a draft, nil when nothing was answered, removed, said or finished. Ops stand in
// document order, removes last; seeds of places that were answered or are stored are left out; what lies in a row that
// came and went within the draft is left out with it. docs/sync.md §1.1, §1.2.
func Change(d Draft) (*wire.Change, error) {
	b := &builder{d: &d, o: boil(d.Entries), refs: map[wire.ID]uint32{}, parents: map[wire.ID]wire.ID{}}
	b.readRows()
	if d.Finish != nil {
		b.close(d.Finish)
	}
	if err := b.collect(); err != nil {
		return nil, err
	}
	if len(b.ops) == 0 {
		return nil, nil
	}
	if err := b.seeds(); err != nil {
		return nil, err
	}
	c := &wire.Change{Header: d.Header, Salt: d.Salt}
	b.write(c)
	if d.Finish != nil {
		if err := b.frozen(c, d.Finish.Frozen); err != nil {
			return nil, err
		}
	}
	named := c.Named()
	if len(named) > 0 {
		if d.C == nil {
			return nil, errUnknownDot
		}
		seen, ok := wire.SeenDigest(named, d.C)
		if !ok {
			return nil, errUnknownDot
		}
		c.Seen16 = seen
	}
	return c, nil
}

// op is an op before its row has a number.
type op struct {
	kind  wire.Kind
	at    place
	sees  []wire.Dot
	value wire.Value
}

type builder struct {
	d       *Draft
	o       *outcome
	ops     []op
	index   map[wire.ID]int // position of a row among its siblings, over all
	parents map[wire.ID]wire.ID
	nodes   map[wire.ID]int // repeat of a row
	dropped map[wire.ID]bool
	refs    map[wire.ID]uint32
	rows    []wire.Row
}

func (b *builder) readRows() {
	b.index, b.nodes, b.dropped = map[wire.ID]int{}, map[wire.ID]int{}, map[wire.ID]bool{}
	take := func(id, parent wire.ID, node int) {
		if _, known := b.index[id]; !known {
			b.index[id] = len(b.index)
			b.parents[id], b.nodes[id] = parent, node
		}
	}
	for _, r := range b.d.Rows {
		take(wire.ID(r.ID), wire.ID(r.Parent), r.Node)
	}
	for _, r := range b.d.SeedRows {
		take(wire.ID(r.ID), wire.ID(r.Parent), r.Node)
	}
	for _, id := range b.o.rowOrder {
		r := b.o.rows[id]
		take(id, r.parent, r.node)
	}
	for id, r := range b.o.rows {
		b.dropped[id] = r.removed && r.added
	}
}

// close adds to the outcome what finishing clears and cuts.
func (b *builder) close(c *Closing) {
	for _, r := range c.Removes {
		id := wire.ID(r.ID)
		f := b.o.rows[id]
		if f == nil {
			f = &rowFate{node: r.Node, parent: wire.ID(r.Parent)}
			b.o.rows[id] = f
			b.o.rowOrder = append(b.o.rowOrder, id)
		}
		f.removed, f.restore, f.sees = true, false, c.Frontier
		b.dropped[id] = f.added
	}
	for _, ref := range c.Clears {
		p := place{wire.ID(ref.Row), ref.Node}
		a := b.o.answers[p]
		if a == nil {
			a = &answer{}
			b.o.answers[p] = a
			b.o.order = append(b.o.order, p)
		}
		a.value = ""
		if c.Shown != nil {
			a.sees = append(a.sees, c.Shown(p.row, p.node)...)
		}
	}
}

// beneath says that a row, or one above it, came and went within this draft: nothing of it is written. What was answered
// in a known row before it was removed is written with the remove, which covers its own change: a keep brings it back.
func (b *builder) beneath(row wire.ID) bool {
	for depth := 0; !row.IsZero() && depth < 32; depth++ {
		if b.dropped[row] {
			return true
		}
		row = b.parents[row]
	}
	return false
}

func (b *builder) collect() error {
	for _, p := range b.o.order {
		a := b.o.answers[p]
		if b.beneath(p.row) || p.node <= 0 || p.node >= len(b.d.Form.Nodes) {
			continue
		}
		sees := wire.SortDots(slices.Clone(a.sees))
		if a.value == "" {
			if len(sees) > 0 || b.seeded(p) {
				b.ops = append(b.ops, op{kind: wire.KindClear, at: p, sees: sees})
			}
			continue
		}
		v, ok := ToWire(&b.d.Form.Nodes[p.node], a.value)
		if !ok {
			return errors.New("answers: the value of " + b.d.Form.PathOf(p.node) + " is not of its type")
		}
		b.ops = append(b.ops, op{kind: wire.KindSet, at: p, sees: sees, value: v})
	}
	for _, p := range b.o.talk {
		a := b.o.comments[p]
		if r := b.o.rows[p.row]; r != nil && r.added && r.removed {
			continue
		}
		b.ops = append(b.ops, op{kind: wire.KindComment, at: p, sees: wire.SortDots(slices.Clone(a.sees)),
			value: wire.CommentValue(wire.Comment{Text: a.value})})
	}
	for _, p := range b.o.closed {
		if b.o.comments[p] != nil {
			return errTwoOfFamily
		}
		b.ops = append(b.ops, op{kind: wire.KindUncomment, at: p, sees: wire.SortDots(slices.Clone(b.o.closes[p])),
			value: wire.CommentValue(wire.Comment{})})
	}
	for _, id := range b.o.rowOrder {
		r := b.o.rows[id]
		at := place{id, r.node}
		switch {
		case r.removed && r.added: // came and went within the draft
		case r.removed:
			b.ops = append(b.ops, op{kind: wire.KindRemove, at: at, sees: wire.SortDots(slices.Clone(r.sees))})
		case r.added || r.restore && len(r.sees) > 0:
			if !b.beneath(id) {
				b.ops = append(b.ops, op{kind: wire.KindAdd, at: at, sees: wire.SortDots(slices.Clone(r.sees)), value: wire.IDValue(b.parents[id])})
			}
		}
	}
	if b.d.Finish != nil {
		b.ops = append(b.ops, op{kind: wire.KindFinish, sees: wire.SortDots(slices.Clone(b.d.Finish.Sees))})
	}
	return nil
}

// seeded says that the session pre-filled this place.
func (b *builder) seeded(p place) bool {
	for _, s := range b.d.Seeds {
		if wire.ID(s.Ref.Row) == p.row && s.Ref.Node == p.node {
			return true
		}
	}
	return false
}

// seeds adds the session's own rows and values: they travel with the answers collected before.
func (b *builder) seeds() error {
	stored := func(p place) bool { return b.d.Stored != nil && b.d.Stored(p.row, p.node) }
	for _, r := range b.d.SeedRows {
		p := place{wire.ID(r.ID), r.Node}
		if f := b.o.rows[p.row]; stored(p) || f != nil && f.added {
			continue
		}
		b.ops = append(b.ops, op{kind: wire.KindSeed, at: p, value: wire.IDValue(wire.ID(r.Parent))})
	}
	for _, s := range b.d.Seeds {
		p := place{wire.ID(s.Ref.Row), s.Ref.Node}
		if s.Value == "" || s.Ref.Node <= 0 || s.Ref.Node >= len(b.d.Form.Nodes) || !takesValue(&b.d.Form.Nodes[p.node]) || b.o.answers[p] != nil || stored(p) {
			continue
		}
		if f := b.o.rows[p.row]; f != nil && f.added && f.removed {
			continue
		}
		v, ok := ToWire(&b.d.Form.Nodes[p.node], s.Value)
		if !ok {
			continue // a default that is not of its type is no answer; validation names it
		}
		b.ops = append(b.ops, op{kind: wire.KindSeed, at: p, value: v})
	}
	return nil
}
