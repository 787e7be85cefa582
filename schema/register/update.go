package register

import (
	"slices"
	"strings"

	"github.com/sothon/sothon/forms"
	"github.com/sothon/sothon/forms/engine"
	"github.com/sothon/sothon/schema/answers"
	"github.com/sothon/sothon/sync/merge"
	"github.com/sothon/sothon/sync/wire"
)

// Approved is a record as it was approved: merged at the decision's frontier, with its form and every relevant value.
type Approved struct {
	Record *merge.Record
	Form   *forms.Form
	Values []engine.Answer
	// Elsewhere has the people who live in another household by now: the approval does not bring them back.
	Elsewhere map[wire.ID]bool
}

// Update makes the change by which the register follows an approval; nil when it says what the approval says already.
// held is the case's record of the register, nil when it has none; version is the number under which Form is published.
//
// Of each answer marked bind::st:register whose value differs there is a set that names the values it replaces. A person
// or a loan that the register lacks is added under the same row id; one that it took out is taken in again. Nothing is
// taken away: an empty answer and a row that the approved record lacks leave the register as it is. A pre-filled value
// that nobody confirmed fills only what is empty, and a question in conflict tells nothing. misfits names the questions
// whose answer is not of the type of the field they are marked with.
func Update(a Approved, held *merge.Record, version uint64) (ch *wire.Change, misfits []string) {
	u := &update{to: Form(), a: &a, registers: map[answers.Place]*merge.Register{}, rows: map[wire.ID]*merge.Row{}, told: map[wire.ID]map[int]told{}}
	area := a.Record.Area
	if held != nil {
		area = held.Area
		for i := range held.Registers {
			g := &held.Registers[i]
			u.registers[answers.Place{Row: g.Row, Path: g.Path}] = g
		}
		for i := range held.Rows {
			u.rows[held.Rows[i].ID] = &held.Rows[i]
		}
	}
	u.read()
	u.ch = &wire.Change{Header: Header(&Case{ID: a.Record.Case, Area: area}, version)}
	u.fields(0, wire.ID{}, 0)
	for _, part := range []string{Members, Loans} {
		repeat, _ := u.to.NodeByPath(part)
		for _, row := range u.order {
			if u.of[row] == repeat {
				u.row(repeat, row)
			}
		}
	}
	if len(u.ch.Ops) == 0 {
		return nil, u.misfits
	}
	return u.ch, u.misfits
}

// told is an answer for a field of the register.
type told struct {
	value string
	seed  bool
}

type update struct {
	to        *forms.Form
	a         *Approved
	registers map[answers.Place]*merge.Register
	rows      map[wire.ID]*merge.Row
	told      map[wire.ID]map[int]told // by row, then node of the register's form
	of        map[wire.ID]int          // repeat of the register's form that a row is of
	order     []wire.ID                // rows in the approved record's order
	ch        *wire.Change
	misfits   []string
}

// read finds the approved answers that are marked for the register.
func (u *update) read() {
	u.of = map[wire.ID]int{}
	from := map[answers.Place]*merge.Register{}
	for i := range u.a.Record.Registers {
		g := &u.a.Record.Registers[i]
		from[answers.Place{Row: g.Row, Path: g.Path}] = g
	}
	for _, v := range u.a.Values {
		n := &u.a.Form.Nodes[v.Ref.Node]
		row := wire.ID(v.Ref.Row)
		if n.Register == "" || v.Value == "" {
			continue
		}
		path := answers.Path(u.a.Form, v.Ref.Node)
		g := from[answers.Place{Row: row, Path: path}]
		if g != nil && g.Conflict {
			continue
		}
		node, ok := u.field(n.Register, row)
		value, err := "", error(nil)
		if ok {
			value, err = engine.Canonical(u.to, node, v.Value)
		}
		if !ok || err != nil {
			if !slices.Contains(u.misfits, path) {
				u.misfits = append(u.misfits, path)
			}
			continue
		}
		if u.told[row] == nil {
			u.told[row] = map[int]told{}
			u.order = append(u.order, row)
		}
		u.told[row][node] = told{value, g != nil && answers.Chosen(g).Seed}
		u.of[row] = u.to.RepeatOf(node)
	}
}

// field finds a field of the register by its name: of the household for an answer outside repeats, else of a person or a
// loan; a row's fields are all of one of them.
func (u *update) field(name string, row wire.ID) (int, bool) {
	if strings.ContainsRune(name, '/') {
		return 0, false
	}
	if row.IsZero() {
		n, ok := u.to.NodeByPath(name)
		return n, ok && u.to.Nodes[n].Kind == forms.KindQuestion
	}
	for _, part := range []string{Members, Loans} {
		if n, ok := u.to.NodeByPath(part + "/" + name); ok {
			was, known := u.of[row]
			return n, !known || was == u.to.RepeatOf(n)
		}
	}
	return 0, false
}

// row writes what was told of a person or a loan.
func (u *update) row(repeat int, row wire.ID) {
	u.ch.Rows = append(u.ch.Rows, wire.Row{ID: row})
	ref, before := uint32(len(u.ch.Rows)), len(u.ch.Ops)
	if have := u.rows[row]; have == nil || have.Gone {
		if u.a.Elsewhere[row] {
			u.ch.Rows = u.ch.Rows[:ref-1]
			return
		}
		op := wire.Op{Kind: wire.KindAdd, Row: ref, Node: uint32(repeat), Value: wire.NullValue()}
		if have != nil {
			for _, r := range have.Removes {
				op.Sees = append(op.Sees, r.Dot)
			}
			op.Sees = wire.SortDots(op.Sees)
		}
		u.ch.Ops = append(u.ch.Ops, op)
	}
	u.fields(repeat, row, ref)
	if len(u.ch.Ops) == before {
		u.ch.Rows = u.ch.Rows[:ref-1]
	}
}

// fields writes the values that differ, in the order of the register's form.
func (u *update) fields(parent int, row wire.ID, ref uint32) {
	for _, n := range u.to.Children(parent) {
		t, ok := u.told[row][n]
		if !ok {
			continue
		}
		op := wire.Op{Kind: wire.KindSet, Row: ref, Node: uint32(n), Value: wire.TextValue(t.value)}
		if g := u.registers[answers.Place{Row: row, Path: answers.Path(u.to, n)}]; g != nil {
			now, _ := answers.FromWire(answers.Chosen(g).Value)
			if !g.Conflict && now == t.value || t.seed && now != "" {
				continue
			}
			op.Sees = g.Dots()
		}
		u.ch.Ops = append(u.ch.Ops, op)
	}
}
