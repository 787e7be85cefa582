package replica

import (
	"github.com/sothon/sothon/forms"
	"github.com/sothon/sothon/forms/engine"
	"github.com/sothon/sothon/schema/answers"
	"github.com/sothon/sothon/sync/wire"
)

// Within names a part of the open form: a row with all beneath it, or a group (or repeat) with all in it, the rows too.
// With neither it is the whole form.
type Within struct {
	Row  engine.RowID
	Node int
}

// AsBefore is what "as before" for a part of the form did.
type AsBefore struct {
	Patch Patch
	Count int    // answers confirmed
	From  int    // journal numbers of these answers, first and last: what TakeBack takes
	To    int    //
	Left  []Left // what could not be taken over, document order
}

// Left is one of last year's values that does not stand this year.
type Left struct {
	Ref          engine.Ref
	Label, Value string
	Why          string // "choice": no longer one of its choices, or not of its type; "constraint"; "relevant": not asked now; "differs": what is pre-filled says something else
	Message      string // the form's own, for a constraint
}

// howBefore marks an answer in the journal that was confirmed, not typed.
const howBefore = "as-before"

// AsBefore answers everything in a part of the form that nobody has answered yet with last year's value, or with what the
// register says where last year says nothing: each becomes an answer of its own. What this makes relevant is answered
// too. A value that can not stand is left and listed.
func (r *Replica) AsBefore(in Within, at int64, zone int) (*AsBefore, []Write, error) {
	s, err := r.answering()
	if err != nil {
		return nil, nil, err
	}
	s.look(s.eng.SetNow(at, zone))
	out := &AsBefore{}
	left := map[engine.Ref]Left{}
	var entries []answers.Entry
	for tries := 0; ; tries++ {
		entries = s.confirm(in, left, at, zone)
		wrong := false
		for i := range entries {
			ref := entries[i].Ref
			if v := s.view[ref]; v != nil && entries[i].How == howBefore && (v.Valid == engine.ConstraintFailed || v.Valid == engine.WrongType) {
				left[ref], wrong = Left{Ref: ref, Why: "constraint", Message: v.Message}, true
			}
		}
		if !wrong || tries > 8 {
			break
		}
		// The engine has no way back but its beginning.
		if err := r.start(s); err != nil {
			return nil, nil, err
		}
		s.look(s.eng.SetNow(at, zone))
	}
	for _, ref := range s.inside(in) {
		v := s.view[ref]
		if last := s.lastYr[ref]; last != "" && !v.Relevant && v.Value == "" && !v.ReadOnly {
			left[ref] = Left{Ref: ref, Why: "relevant"}
		}
		if x, is := left[ref]; is {
			last := s.lastYr[ref]
			x.Label, x.Value = s.place(ref), s.text(ref, last)
			out.Left = append(out.Left, x)
		}
	}
	var w []Write
	if len(entries) > 0 {
		out.From = s.last + 1
		w = r.add(s, entries...)
		out.To = s.last
	}
	for i := range entries {
		if entries[i].How == howBefore {
			out.Count++
		}
	}
	if fresh, ok := r.refresh(s); ok {
		out.Patch = fresh
	} else {
		out.Patch = r.whole(s)
	}
	return out, w, nil
}

// confirm gives every open place of a part its value of before, again and again until nothing more becomes relevant.
func (s *session) confirm(in Within, left map[engine.Ref]Left, at int64, zone int) []answers.Entry {
	var entries []answers.Entry
	done := map[engine.Ref]bool{}
	for more := true; more; {
		more = false
		for _, ref := range s.inside(in) {
			v := s.view[ref]
			if v == nil || done[ref] || left[ref].Why != "" || !v.Relevant || v.ReadOnly || v.Value != "" && !s.prefilled(ref, v) {
				continue
			}
			value := s.lastYr[ref]
			switch {
			case value == "":
				value = v.Value
			case v.Value != "" && v.Value != value:
				left[ref] = Left{Ref: ref, Why: "differs"}
				continue
			}
			if value == "" {
				continue
			}
			done[ref], more = true, true
			p, err := s.eng.Set(ref, value)
			if err != nil {
				left[ref] = Left{Ref: ref, Why: "choice"}
				continue
			}
			s.look(p)
			entries = append(entries, answers.Entry{Action: answers.Set, Ref: ref, Value: s.canonical(ref, value), How: howBefore, Sees: s.shown[ref], At: at, Zone: zone})
			for _, a := range s.eng.Written() {
				entries = append(entries, answers.Entry{Action: answers.Set, Ref: a.Ref, Value: a.Value, How: "action", Sees: s.shown[a.Ref], At: at, Zone: zone})
			}
		}
	}
	return entries
}

// prefilled says that a value that stands at a place is no answer yet.
func (s *session) prefilled(ref engine.Ref, v *engine.NodeState) bool {
	return v.Seed || s.onlySeeded(ref)
}

func (s *session) canonical(ref engine.Ref, value string) string {
	if st, ok := s.eng.State(ref); ok {
		return st.Value
	}
	return value
}

// inside gives the questions of a part, by node, rows in their order.
func (s *session) inside(in Within) []engine.Ref {
	order, up := map[engine.RowID]int{}, map[engine.RowID]engine.RowID{}
	for i, row := range s.eng.Rows() {
		order[row.ID], up[row.ID] = i+1, row.Parent
	}
	beneath := func(row engine.RowID) bool {
		for depth := 0; depth < 32; depth++ {
			if row == in.Row {
				return true
			}
			if row == (engine.RowID{}) {
				return false
			}
			row = up[row]
		}
		return false
	}
	under := func(n int) bool {
		for ; n > 0; n = s.form.Nodes[n].Parent {
			if n == in.Node {
				return true
			}
		}
		return in.Node == 0
	}
	var refs []engine.Ref
	for ref := range s.view {
		if s.form.Nodes[ref.Node].Kind == forms.KindQuestion && under(ref.Node) && beneath(ref.Row) {
			refs = append(refs, ref)
		}
	}
	ordered(refs, func(a, b engine.Ref) int {
		if a.Node != b.Node {
			return a.Node - b.Node
		}
		if order[a.Row] != order[b.Row] {
			return order[a.Row] - order[b.Row]
		}
		return wire.ID(a.Row).Compare(wire.ID(b.Row))
	})
	return refs
}

// Journal gives the number of the last entry of the open form's journal, 0 when there is none.
func (r *Replica) Journal() int {
	if r.session == nil {
		return 0
	}
	return r.session.last
}

// TakeBack undoes journal entries by their numbers, as one step: they leave the journal as if they had never been made.
// What has become a change since is no longer in the journal and stays.
func (r *Replica) TakeBack(from, to int) (Patch, []Write, error) {
	s, err := r.begin()
	if err != nil {
		return Patch{}, nil, err
	}
	var w []Write
	var entries []answers.Entry
	var numbers []int
	for i, n := range s.numbers {
		if n >= from && n <= to {
			w = append(w, Write{StoreDraft, draftKey(s.open.Record, n), nil})
			continue
		}
		entries, numbers = append(entries, s.entries[i]), append(numbers, n)
	}
	if len(w) == 0 {
		return Patch{}, nil, fail("too-late", "Các câu này đã thành một lần lưu; sửa từng câu nếu cần.", "These answers have been saved as one change; mend them one by one.")
	}
	s.entries, s.numbers = entries, numbers
	if len(entries) == 0 {
		w = append(w, Write{StoreDraft, draftKey(s.open.Record, 0), nil})
		delete(r.drafts, s.open.Record)
		s.written = false
	} else {
		d := r.drafts[s.open.Record]
		d.entries, d.numbers = entries, numbers
	}
	if err := r.start(s); err != nil {
		return Patch{}, nil, err
	}
	return r.whole(s), r.out(w), nil
}
