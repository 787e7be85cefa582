package merge

import (
	"slices"

	"github.com/sothon/sothon/sync/wire"
)

// Merge gives the record that the changes make. All inputs must be of one record. Repetitions of a change count once.
func Merge(in []Input, r Resolver) *Record {
	m := &merger{Resolver: r}
	m.load(in)
	m.resolveAll()
	m.joinReissues()
	m.collect()

	rec := &Record{}
	m.describe(rec)
	m.finishes(rec)
	m.registers(rec)
	m.rowStates(rec)
	m.threads(rec)
	m.decisions(rec)
	m.placeAndDelete(rec)
	return rec
}

// merger is the work of one Merge.
type merger struct {
	Resolver
	changes []change // by dot, then c; distinct

	values   []entry // set, clear, seeds of values: by (row, path, change)
	rows     []entry // add, remove, seeds of rows: by (path, row, change)
	comments []entry // by (row, path, change)
	single   []entry // ops on the record itself: finish, reopen, decisions, steps, delete, move
	winner   int     // change whose finish is the last, -1
}

// change is one input, resolved.
type change struct {
	Input
	form  *Form
	rows  []wire.ID // ids of the row table
	rep   int       // index of the change that stands for this one; itself unless it was re-issued
	twins []int     // of a change that stands for others: the indexes of all of them
	bound []bound   // which branch a dot names, where a dot has several changes
	blind bool      // seen16 fits nothing that is here: what it names is nothing
}

type bound struct {
	dot wire.Dot
	at  int
}

// entry is one op in its place.
type entry struct {
	row   wire.ID
	path  string
	node  *Node
	at    int // index of the change
	op    int
	reach bool // an accepted op of the family reaches it through sees
	done  bool // its own links have been followed
}

func (m *merger) op(e *entry) *wire.Op { return &m.changes[e.at].Change.Ops[e.op] }

func (m *merger) accepted(e *entry) bool { return m.changes[e.at].Status == Accepted }

// load sorts the input and drops repetitions. Should copies differ in status, the stricter one counts.
func (m *merger) load(in []Input) {
	m.changes = make([]change, len(in))
	for i := range in {
		m.changes[i].Input = in[i]
	}
	wire.Sort(m.changes, func(a, b change) int {
		if c := a.Dot().Compare(b.Dot()); c != 0 {
			return c
		}
		if c := a.C.Compare(b.C); c != 0 {
			return c
		}
		if a.Status != b.Status {
			return strictness[a.Status] - strictness[b.Status]
		}
		if a.Reason != b.Reason {
			if a.Reason < b.Reason {
				return -1
			}
			return 1
		}
		return compareUint(a.Srv-1, b.Srv-1) // 0, not known, stands last
	})
	m.changes = slices.CompactFunc(m.changes, func(a, b change) bool { return a.C == b.C && a.Dot() == b.Dot() })
}

var strictness = [...]int{Held: 0, Parked: 1, Admitted: 2, Accepted: 3}

func compareUint(a, b uint64) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

// span gives the indexes of the changes with this dot: [from, to), more than one where a log forks.
func (m *merger) span(d wire.Dot) (from, to int) {
	from, _ = slices.BinarySearchFunc(m.changes, d, func(c change, d wire.Dot) int { return c.Dot().Compare(d) })
	to = from
	for to < len(m.changes) && m.changes[to].Dot() == d {
		to++
	}
	return from, to
}

// resolve gives the index of the change that a dot named by change at means, -1 when it is not here.
func (m *merger) resolve(at int, d wire.Dot) int {
	if m.changes[at].blind {
		return -1
	}
	for _, b := range m.changes[at].bound {
		if b.dot == d {
			if b.at < 0 {
				return -1
			}
			return m.changes[b.at].rep
		}
	}
	from, to := m.span(d)
	if from == to {
		return -1
	}
	return m.changes[from].rep
}

// collect puts every op in its place.
func (m *merger) collect() {
	n := 0
	for i := range m.changes {
		if c := &m.changes[i]; c.rep == i && c.Change != nil {
			n += len(c.Change.Ops)
		}
	}
	m.values = make([]entry, 0, n)
	for i := range m.changes {
		if c := &m.changes[i]; c.rep == i && c.Change != nil {
			m.collectChange(i, c)
		}
	}
	wire.Sort(m.values, compareEntries)
	wire.Sort(m.comments, compareEntries)
	wire.Sort(m.rows, func(a, b entry) int {
		if a.path != b.path {
			if a.path < b.path {
				return -1
			}
			return 1
		}
		return compareEntries(a, b)
	})
}

func (m *merger) collectChange(i int, c *change) {
	for k := range c.Change.Ops {
		op := &c.Change.Ops[k]
		e := entry{at: i, op: k}
		switch op.Kind.Family() {
		case wire.FamilyValue, wire.FamilyRow, wire.FamilyComment:
			if !c.place(&e, op) {
				continue
			}
		}
		switch op.Kind.Family() {
		case wire.FamilyValue:
			if e.node.Kind == Repeat {
				m.rows = append(m.rows, e)
			} else {
				m.values = append(m.values, e)
			}
		case wire.FamilyRow:
			m.rows = append(m.rows, e)
		case wire.FamilyComment:
			m.comments = append(m.comments, e)
		default:
			m.single = append(m.single, e)
		}
	}
}

var recordNode = &Node{Kind: Group}

// place fills row, path and node; false when the change's form or list is not here, or has no such place.
func (c *change) place(e *entry, op *wire.Op) bool {
	if op.Row > 0 {
		if int(op.Row) > len(c.rows) || c.rows[op.Row-1].IsZero() {
			return false
		}
		e.row = c.rows[op.Row-1]
	}
	switch {
	case op.Node == 0:
		e.node = recordNode
	case c.form == nil || int(op.Node) >= len(c.form.Nodes):
		return false
	default:
		e.node = &c.form.Nodes[op.Node]
	}
	e.path = e.node.Path
	if op.Node == 0 {
		e.path = ""
	}
	return true
}

func compareEntries(a, b entry) int {
	if c := a.row.Compare(b.row); c != 0 {
		return c
	}
	if a.path != b.path {
		if a.path < b.path {
			return -1
		}
		return 1
	}
	if a.at != b.at {
		return a.at - b.at
	}
	return a.op - b.op
}

func (m *merger) origin(at int) Origin {
	c := &m.changes[at]
	o := Origin{Dot: c.Dot(), C: c.C, Srv: c.Srv, Status: c.Status}
	if c.Change != nil {
		o.User, o.At, o.Zone = c.Change.User, c.Change.At, c.Change.Zone
	}
	return o
}

// mark follows sees from every accepted entry of a group (one register, one family) and sets reach on what it meets;
// links pass through held and parked changes (◆D5). The group is sorted by change.
func (m *merger) mark(group []entry) {
	if len(group) < 2 {
		return
	}
	for i := range group {
		if m.accepted(&group[i]) {
			m.follow(group, i)
		}
	}
}

func (m *merger) follow(group []entry, i int) {
	work := []int{i}
	for len(work) > 0 {
		e := &group[work[len(work)-1]]
		work = work[:len(work)-1]
		if e.done {
			continue
		}
		e.done = true
		op := m.op(e)
		if op.Kind == wire.KindSeed {
			continue // seeds name nothing
		}
		for _, d := range op.Sees {
			at := m.resolve(e.at, d)
			if at < 0 || at == e.at {
				continue
			}
			for k := firstOf(group, at); k < len(group) && group[k].at == at; k++ {
				group[k].reach = true
				if !group[k].done {
					work = append(work, k)
				}
			}
		}
	}
}

func firstOf(group []entry, at int) int {
	k, _ := slices.BinarySearchFunc(group, at, func(e entry, at int) int { return e.at - at })
	return k
}
