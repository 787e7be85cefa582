package merge

import (
	"slices"

	"github.com/sothon/sothon/sync/wire"
)

// rowKey names a row: the same person may be a row of two repeats.
type rowKey struct {
	id   wire.ID
	path string
}

// rowWork is a row while its state is worked out.
type rowWork struct {
	rowKey
	within  string // repeat around its own
	parent  wire.ID
	def     int   // entry that defines parent and place, -1
	hand    []int // changes with an accepted add
	answers []int // changes with an accepted answer in it
	removes []int // entries of accepted removes that no add names
	below   []int // rows directly beneath
	gone    bool
	flagged bool
}

// rowStates fills Record.Rows, the flags of rows, and Gone and Conflicts of registers.
func (m *merger) rowStates(rec *Record) {
	work, index := m.rowWorks()
	removed := false
	for i := range work {
		w := &work[i]
		if w.parent.IsZero() {
			continue
		}
		if p, ok := index[rowKey{w.parent, w.within}]; ok && p != i {
			work[p].below = append(work[p].below, i)
		}
	}
	for i := range work {
		removed = m.removesOf(work, i) || removed
	}
	if removed {
		for i := range work {
			m.judge(work, i)
		}
	}
	m.reportRows(rec, work, index)
}

// rowWorks gathers rows from their ops and from the answers in them.
func (m *merger) rowWorks() ([]rowWork, map[rowKey]int) {
	var work []rowWork
	index := map[rowKey]int{}
	find := func(k rowKey, e *entry) *rowWork {
		i, ok := index[k]
		if !ok {
			i = len(work)
			index[k] = i
			work = append(work, rowWork{rowKey: k, within: m.around(e), def: -1})
		}
		return &work[i]
	}
	for i := range m.rows {
		e := &m.rows[i]
		if !m.accepted(e) {
			continue
		}
		w := find(rowKey{e.row, e.path}, e)
		switch op := m.op(e); op.Kind {
		case wire.KindAdd:
			w.hand = append(w.hand, e.at)
			m.define(w, i)
		case wire.KindSeed:
			m.define(w, i)
		}
	}
	for i := range m.values {
		e := &m.values[i]
		if e.row.IsZero() || !m.accepted(e) {
			continue
		}
		w := find(rowKey{e.row, e.node.Within}, e)
		if m.op(e).Kind != wire.KindSeed {
			w.answers = append(w.answers, e.at)
		}
	}
	return work, index
}

// around gives the repeat around that of an op's row.
func (m *merger) around(e *entry) string {
	if e.node.Kind == Repeat {
		return e.node.Within
	}
	form := m.changes[e.at].form
	for i := range form.Nodes {
		if n := &form.Nodes[i]; n.Kind == Repeat && n.Path == e.node.Within {
			return n.Within
		}
	}
	return ""
}

// define keeps the entry that says where the row stands: an add before a seed, then the earliest.
func (m *merger) define(w *rowWork, i int) {
	if w.def >= 0 && !m.defines(&m.rows[i], &m.rows[w.def]) {
		return
	}
	w.def = i
	w.parent = wire.ID{}
	if id, ok := m.op(&m.rows[i]).Value.ID(); ok {
		w.parent = id
	}
}

func (m *merger) defines(a, b *entry) bool {
	x, y := m.op(a), m.op(b)
	if x.Kind != y.Kind {
		return x.Kind == wire.KindAdd
	}
	if p, q := m.changes[a.at].Seq, m.changes[b.at].Seq; p != q {
		return p < q
	}
	if a.at != b.at {
		return a.at < b.at
	}
	return a.op < b.op
}

// removesOf fills the accepted removes of a row that no accepted add of it, or of a row beneath it, names. ◆D7: keeping
// an inner row names the removes above it too.
func (m *merger) removesOf(work []rowWork, i int) bool {
	w := &work[i]
	from, _ := slices.BinarySearchFunc(m.rows, w.rowKey, compareRowKey)
	for k := from; k < len(m.rows) && m.rows[k].row == w.id && m.rows[k].path == w.path; k++ {
		if e := &m.rows[k]; m.accepted(e) && m.op(e).Kind == wire.KindRemove {
			w.removes = append(w.removes, k)
		}
	}
	if len(w.removes) == 0 {
		return false
	}
	kept := map[int]bool{}
	m.eachBelow(work, i, func(b *rowWork) bool {
		from, _ := slices.BinarySearchFunc(m.rows, b.rowKey, compareRowKey)
		for k := from; k < len(m.rows) && m.rows[k].row == b.id && m.rows[k].path == b.path; k++ {
			e := &m.rows[k]
			if op := m.op(e); m.accepted(e) && op.Kind == wire.KindAdd {
				for _, d := range op.Sees {
					kept[m.resolve(e.at, d)] = true
				}
			}
		}
		return true
	})
	w.removes = slices.DeleteFunc(w.removes, func(k int) bool { return kept[m.rows[k].at] })
	return len(w.removes) > 0
}

func compareRowKey(e entry, k rowKey) int {
	if e.path != k.path {
		if e.path < k.path {
			return -1
		}
		return 1
	}
	return e.row.Compare(k.id)
}

// eachBelow calls visit for the row and every row beneath it, each once, until it gives false.
func (m *merger) eachBelow(work []rowWork, i int, visit func(*rowWork) bool) bool {
	todo, seen := []int{i}, map[int]bool{i: true}
	for len(todo) > 0 {
		k := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		if !visit(&work[k]) {
			return false
		}
		for _, b := range work[k].below {
			if !seen[b] {
				seen[b] = true
				todo = append(todo, b)
			}
		}
	}
	return true
}

// judge decides ◆D7: gone iff a remove covers every hand-made existence dot and every answer and hand-added row
// beneath; else the whole row stands, flagged.
func (m *merger) judge(work []rowWork, i int) {
	w := &work[i]
	for _, k := range w.removes {
		e := &m.rows[k]
		covers := m.eachBelow(work, i, func(b *rowWork) bool {
			for _, at := range b.hand {
				if !m.covers(e, at) {
					return false
				}
			}
			for _, at := range b.answers {
				if !m.covers(e, at) {
					return false
				}
			}
			return true
		})
		if covers {
			w.gone = true
			return
		}
	}
	w.flagged = len(w.removes) > 0
}

func (m *merger) reportRows(rec *Record, work []rowWork, index map[rowKey]int) {
	under := func(i int) bool { // its row, or one above, is gone
		for steps := 0; steps <= len(work); steps++ {
			if work[i].gone {
				return true
			}
			p, ok := index[rowKey{work[i].parent, work[i].within}]
			if !ok || work[i].parent.IsZero() {
				return false
			}
			i = p
		}
		return false
	}
	order := make([]int, len(work))
	for i := range order {
		order[i] = i
	}
	wire.Sort(order, func(a, b int) int { return m.compareRows(&work[a], &work[b]) })
	rec.Rows = make([]Row, 0, len(work))
	for _, i := range order {
		w := &work[i]
		row := Row{ID: w.id, Path: w.path, Parent: w.parent, Gone: under(i), Seeded: len(w.hand) == 0 && w.def >= 0, Implied: w.def < 0}
		if w.def >= 0 {
			row.Origin = m.origin(m.rows[w.def].at)
		}
		for _, k := range w.removes {
			row.Removes = append(row.Removes, m.origin(m.rows[k].at))
		}
		if row.Flagged = w.flagged && !row.Gone; row.Flagged {
			rec.Flags = append(rec.Flags, Flag{Kind: FlagRowKept, Row: w.id, Path: w.path})
		}
		rec.Rows = append(rec.Rows, row)
	}
	for i := range rec.Registers {
		reg := &rec.Registers[i]
		if !reg.Row.IsZero() {
			if k, ok := index[rowKey{reg.Row, m.withinOf(reg)}]; ok {
				reg.Gone = under(k)
			}
		}
		if reg.Conflict && !reg.Gone {
			rec.Conflicts++
		}
	}
}

// withinOf gives the repeat that holds a register, found through its first op.
func (m *merger) withinOf(reg *Register) string {
	k, ok := slices.BinarySearchFunc(m.values, reg, func(e entry, reg *Register) int {
		if c := e.row.Compare(reg.Row); c != 0 {
			return c
		}
		switch {
		case e.path < reg.Path:
			return -1
		case e.path > reg.Path:
			return 1
		}
		return 0
	})
	if !ok {
		return ""
	}
	return m.values[k].node.Within
}

// compareRows puts rows of a repeat into a fixed order: those known before (by their first place in a change), then
// those added by hand. Who has the list or the count orders them by that.
func (m *merger) compareRows(a, b *rowWork) int {
	if a.path != b.path {
		if a.path < b.path {
			return -1
		}
		return 1
	}
	rank := func(w *rowWork) int {
		switch {
		case w.def < 0:
			return 2
		case len(w.hand) > 0:
			return 1
		}
		return 0
	}
	if c := rank(a) - rank(b); c != 0 {
		return c
	}
	if a.def >= 0 && b.def >= 0 {
		x, y := &m.rows[a.def], &m.rows[b.def]
		if c := compareUint(m.changes[x.at].Seq, m.changes[y.at].Seq); c != 0 {
			return c
		}
		if rank(a) == 1 && x.at != y.at {
			return x.at - y.at
		}
		if x.op != y.op {
			return x.op - y.op
		}
	}
	return a.id.Compare(b.id)
}
