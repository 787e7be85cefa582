package answers

import (
	"github.com/sothon/sothon/forms/engine"
	"github.com/sothon/sothon/sync/wire"
)

// Action says what a journal entry does.
type Action uint8

// The actions. The numbers are stored in draft journals and never change.
const (
	Set        Action = 1 // an answer; Value "" clears it
	AddRow     Action = 2 // a row added by hand
	RemoveRow  Action = 3
	RestoreRow Action = 4 // undo of a removal, in this journal or stored
	Comment    Action = 5 // Value is the text
	Resolve    Action = 6 // closes the comments that Sees names
)

// Entry is one line of a draft journal: what a person did, with what the widget showed when it was done.
type Entry struct {
	Action Action
	Ref    engine.Ref   // Set, Comment: the place; rows: Row and the repeat's node
	Parent engine.RowID // AddRow: the row above, zero at the top
	Value  string       // canonical text
	How    string       // "as-before" or "typed": kept in the journal only
	Sees   []wire.Dot   // stored values shown (Set), removes undone (RestoreRow), frontier (RemoveRow), reply to (Comment), closed (Resolve)
	At     int64        // ms UTC, device clock
	Zone   int          // minutes east of UTC
}

// place is a register of the form version at hand.
type place struct {
	row  wire.ID
	node int
}

// answer is what a journal comes to for one register.
type answer struct {
	value string
	sees  []wire.Dot
}

// rowFate is what a journal comes to for one row.
type rowFate struct {
	node    int
	parent  wire.ID
	added   bool // made in this journal
	removed bool
	restore bool // stored as gone, wanted back
	sees    []wire.Dot
	back    []wire.Dot // the stored removes that the restoring names
}

// outcome is a journal boiled down: at most one thing for each register and row, in order of first mention.
type outcome struct {
	answers  map[place]*answer
	order    []place
	rows     map[wire.ID]*rowFate
	rowOrder []wire.ID
	comments map[place]*answer
	talk     []place
	closes   map[place][]wire.Dot
	closed   []place
}

// boil reduces a journal: the newest answer of a register wins and names what any of them saw; comments on one place
// are joined, since a change has at most one of a family.
func boil(entries []Entry) *outcome {
	o := &outcome{answers: map[place]*answer{}, rows: map[wire.ID]*rowFate{}, comments: map[place]*answer{},
		closes: map[place][]wire.Dot{}}
	for i := range entries {
		e := &entries[i]
		p := place{wire.ID(e.Ref.Row), e.Ref.Node}
		switch e.Action {
		case Set:
			a := o.answers[p]
			if a == nil {
				a = &answer{}
				o.answers[p] = a
				o.order = append(o.order, p)
			}
			a.value = e.Value
			a.sees = append(a.sees, e.Sees...)
		case Comment:
			a := o.comments[p]
			if a == nil {
				a = &answer{value: e.Value}
				o.comments[p] = a
				o.talk = append(o.talk, p)
			} else {
				a.value += "\n" + e.Value
			}
			a.sees = append(a.sees, e.Sees...)
		case Resolve:
			if o.closes[p] == nil {
				o.closed = append(o.closed, p)
			}
			o.closes[p] = append(o.closes[p], e.Sees...)
		case AddRow, RemoveRow, RestoreRow:
			r := o.rows[p.row]
			if r == nil {
				r = &rowFate{node: e.Ref.Node}
				o.rows[p.row] = r
				o.rowOrder = append(o.rowOrder, p.row)
			}
			r.apply(e)
		}
	}
	return o
}

func (r *rowFate) apply(e *Entry) {
	switch e.Action {
	case AddRow:
		r.added, r.removed, r.parent = true, false, wire.ID(e.Parent)
	case RemoveRow:
		r.removed, r.sees = true, e.Sees
	case RestoreRow:
		if !r.removed {
			r.restore, r.parent, r.back = true, wire.ID(e.Parent), e.Sees
		}
		r.removed, r.sees = false, r.back
	}
}
