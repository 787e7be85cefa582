package instance

import (
	"sort"

	"github.com/sothon/sothon/forms/xpath"
)

// RowID names one row of a repeat, 16 bytes; the zero RowID is the record itself.
type RowID [16]byte

// Elem is one element of the record: a leaf with a value, a group, the root, or one row of a repeat.
type Elem struct {
	Node   int    // node number in the form
	Up     *Elem  // the enclosing element, nil for the root; for a row the element around the repeat
	Raw    string // stored value of a leaf, kept while not relevant
	Hidden bool   // not relevant itself or by an ancestor
	Gone   bool   // a row that was removed, or beneath one
	ID     RowID  // of a row
	Index  int    // of a row: position among its siblings, 0-based
	State  any    // the engine's own
	tree   *Tree
	kids   []*Elem  // by ordinal; nil where the child is a repeat
	ranges []*Range // by ordinal; nil unless some child is a repeat
	nodes  []xpath.Node
	order  int
}

// Range is the rows of one repeat under one parent element, in order.
type Range struct {
	Node   int
	Parent *Elem
	Rows   []*Elem
	Proto  *Elem // stands for the repeat itself when there is no row: context of its own expressions, not in the tree
}

// Tree is the answer tree of one record. It is not safe for concurrent use.
type Tree struct {
	*Layout
	Root *Elem
	rows map[RowID]*Elem // live and removed rows
	made func(*Elem)

	stale bool // order numbers are older than the last row that came or went
}

// NewTree makes a record with no rows. made, which may be nil, is called for every new element, parents first.
func NewTree(l *Layout, made func(*Elem)) *Tree {
	t := &Tree{Layout: l, rows: map[RowID]*Elem{}, made: made, stale: true}
	if len(l.Form.Nodes) > 0 {
		t.Root = t.build(0, nil)
	}
	return t
}

func (t *Tree) build(node int, parent *Elem) *Elem {
	all := make([]Elem, t.singles(node))
	next := 0
	return t.fill(node, parent, all, &next)
}

// singles counts the elements that come with one instance of node: itself and all beneath that is not in a repeat.
func (t *Tree) singles(node int) int {
	n := 1
	for _, c := range t.Children[node] {
		if !t.IsRepeat(c) {
			n += t.singles(c)
		}
	}
	return n
}

func (t *Tree) fill(node int, parent *Elem, all []Elem, next *int) *Elem {
	e := &all[*next]
	*next++
	e.Node, e.Up, e.tree = node, parent, t
	if t.made != nil {
		t.made(e)
	}
	kids := t.Children[node]
	if len(kids) == 0 {
		return e
	}
	e.kids = make([]*Elem, len(kids))
	for i, c := range kids {
		if t.IsRepeat(c) {
			if e.ranges == nil {
				e.ranges = make([]*Range, len(kids))
			}
			p := &Elem{Node: c, Up: e, Index: -1, tree: t}
			e.ranges[i] = &Range{Node: c, Parent: e, Proto: p}
			if t.made != nil {
				t.made(p)
			}
		} else {
			e.kids[i] = t.fill(c, e, all, next)
		}
	}
	return e
}

// Tree is the record the element belongs to.
func (e *Elem) Tree() *Tree { return e.tree }

// moved forgets what was computed from the rows beneath parent.
func (t *Tree) moved(parent *Elem) {
	t.stale = true
	parent.nodes = nil
}

// IsRow tells whether the element is one row of a repeat.
func (e *Elem) IsRow() bool { return e.Index >= 0 && e.Up != nil && e.tree.IsRepeat(e.Node) }

// IsProto tells whether the element stands for a repeat without rows (Range.Proto).
func (e *Elem) IsProto() bool { return e.Index < 0 }

// Row is the innermost row that holds the element, itself included; nil outside repeats.
func (e *Elem) Row() *Elem {
	for ; e != nil; e = e.Up {
		if e.IsRow() {
			return e
		}
	}
	return nil
}

// RowOf is the id of that row, zero outside repeats.
func (e *Elem) RowOf() RowID {
	if r := e.Row(); r != nil {
		return r.ID
	}
	return RowID{}
}

// Kid is the single child with that node number, nil when there is none or it is a repeat.
func (e *Elem) Kid(node int) *Elem {
	if i := e.tree.Ordinal[node]; i < len(e.kids) && e.tree.Parent(node) == e.Node {
		return e.kids[i]
	}
	return nil
}

// Range is the rows of the child repeat with that node number, nil when there is none.
func (e *Elem) Range(node int) *Range {
	if i := e.tree.Ordinal[node]; i < len(e.ranges) && e.tree.Parent(node) == e.Node {
		return e.ranges[i]
	}
	return nil
}

// Each calls f for every child element in document order, rows of repeats included.
func (e *Elem) Each(f func(*Elem) bool) bool {
	for i, k := range e.kids {
		if k != nil {
			if !f(k) {
				return false
			}
		} else if i < len(e.ranges) && e.ranges[i] != nil {
			for _, r := range e.ranges[i].Rows {
				if !f(r) {
					return false
				}
			}
		}
	}
	return true
}

// Walk calls f for e and everything beneath it in document order.
func (e *Elem) Walk(f func(*Elem)) {
	f(e)
	e.Each(func(k *Elem) bool { k.Walk(f); return true })
}

// Instances calls f for every element of that node beneath apex (apex itself included), in document order.
func (t *Tree) Instances(apex *Elem, node int, f func(*Elem)) {
	if apex == nil || node < 0 || node >= len(t.Chain) || !t.Beneath(node, apex.Node) {
		return
	}
	chain := t.Chain[node]
	for d := t.Depth[apex.Node] + 1; d < len(chain); d++ {
		if r := apex.Range(chain[d]); r != nil {
			for _, row := range r.Rows {
				t.Instances(row, node, f)
			}
			return
		}
		if apex = apex.Kid(chain[d]); apex == nil {
			return
		}
	}
	f(apex)
}

// Find is the element of node in the row with that id (zero: outside repeats); nil when there is none. Removed rows are
// found too: see Gone.
func (t *Tree) Find(row RowID, node int) *Elem {
	if node < 0 || node >= len(t.Chain) || t.Root == nil {
		return nil
	}
	e := t.Root
	if row != (RowID{}) {
		e = t.rows[row]
	}
	if e == nil || !t.Beneath(node, e.Node) {
		return nil
	}
	chain := t.Chain[node]
	for d := t.Depth[e.Node] + 1; d < len(chain); d++ {
		if e = e.Kid(chain[d]); e == nil {
			return nil
		}
	}
	return e
}

// RowByID is the row with that id, live or removed; nil when there is none.
func (t *Tree) RowByID(id RowID) *Elem { return t.rows[id] }

// AddRow puts a new row at the end of the range. The id must be new and not zero, else nil is returned.
func (t *Tree) AddRow(r *Range, id RowID) *Elem {
	if r == nil || id == (RowID{}) || t.rows[id] != nil {
		return nil
	}
	row := t.build(r.Node, r.Parent)
	row.ID, row.Index = id, len(r.Rows)
	r.Rows = append(r.Rows, row)
	t.moved(r.Parent)
	t.rows[id] = row
	return row
}

// RemoveRow takes the row out of its range. Its elements keep their values for PutBack.
func (t *Tree) RemoveRow(row *Elem) {
	if row == nil || row.Gone || !row.IsRow() {
		return
	}
	r := row.Up.Range(row.Node)
	r.Rows = append(r.Rows[:row.Index:row.Index], r.Rows[row.Index+1:]...)
	for i := row.Index; i < len(r.Rows); i++ {
		r.Rows[i].Index = i
	}
	row.Walk(func(e *Elem) { e.Gone = true })
	t.moved(r.Parent)
}

// PutBack returns a removed row to where it stood, or to the end of a range that became shorter.
func (t *Tree) PutBack(row *Elem) {
	if row == nil || !row.Gone || !row.IsRow() || row.Up.Gone {
		return
	}
	r := row.Up.Range(row.Node)
	if row.Index > len(r.Rows) {
		row.Index = len(r.Rows)
	}
	rows := make([]*Elem, 0, len(r.Rows)+1)
	rows = append(append(append(rows, r.Rows[:row.Index]...), row), r.Rows[row.Index:]...)
	r.Rows = rows
	for i := row.Index; i < len(rows); i++ {
		rows[i].Index = i
	}
	row.Walk(func(e *Elem) { e.Gone = false })
	t.moved(r.Parent)
}

// EachRow calls f for every live row in document order.
func (t *Tree) EachRow(f func(*Elem)) {
	if t.Root != nil {
		t.Root.Walk(func(e *Elem) {
			if e.IsRow() {
				f(e)
			}
		})
	}
}

// Before tells whether a stands before b in document order. Both must be live.
func Before(a, b *Elem) bool {
	if a.Node == b.Node && a.Up == b.Up {
		return a.Index < b.Index
	}
	t := a.tree
	ca, cb := t.Chain[a.Node], t.Chain[b.Node]
	n := min(len(ca), len(cb))
	for d := 1; d < n; d++ {
		if ca[d] != cb[d] {
			return ca[d] < cb[d]
		}
		if t.IsRepeat(ca[d]) {
			ra, rb := a.at(d), b.at(d)
			if ra.Index != rb.Index {
				return ra.Index < rb.Index
			}
		}
	}
	return len(ca) < len(cb)
}

// at is the ancestor of e at that depth.
func (e *Elem) at(depth int) *Elem {
	for e != nil && e.tree.Depth[e.Node] > depth {
		e = e.Up
	}
	return e
}

// Ancestor is the ancestor of e (or e) with that node number, nil when there is none.
func (e *Elem) Ancestor(node int) *Elem {
	for ; e != nil; e = e.Up {
		if e.Node == node {
			return e
		}
	}
	return nil
}

// Removed lists the removed rows whose parents are live, ordered by their ids.
func (t *Tree) Removed() []*Elem {
	var out []*Elem
	for _, row := range t.rows {
		if row.Gone && !row.Up.Gone {
			out = append(out, row)
		}
	}
	sort.Slice(out, func(a, b int) bool { return string(out[a].ID[:]) < string(out[b].ID[:]) })
	return out
}
