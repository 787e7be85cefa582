package engine

import (
	"github.com/sothon/sothon/forms"
	"github.com/sothon/sothon/forms/instance"
)

// Validate lists what a reviewer, or the collector before finishing, should see, in document order. An interview lists
// what blocks finishing: required, constraint, type, choice. Reconcile adds answers and rows outside the flow, which an
// interview would have cleared or cut.
func (s *Session) Validate() []Violation {
	var out []Violation
	s.tree.Root.Walk(func(e *instance.Elem) {
		if e.IsRow() {
			if s.mode == Reconcile && s.beyond(e) {
				out = append(out, Violation{Ref: refOf(e), Kind: "row-outside-flow"})
			}
			return
		}
		if s.p.lay.Leaf(e.Node) {
			if v, bad := s.violation(e); bad {
				out = append(out, v)
			}
		}
	})
	return out
}

// beyond tells whether an interview would have cut this row: repeat_count asks for fewer. A row that is not relevant is no
// violation by itself, its answers are: known rows stay when a group does not apply.
func (s *Session) beyond(row *instance.Elem) bool {
	return s.p.nodes[row.Node].count != nil && row.Index >= cellOf(row.Up.Range(row.Node).Proto).count
}

func (s *Session) violation(e *instance.Elem) (Violation, bool) {
	c := cellOf(e)
	v := Violation{Ref: refOf(e), Value: e.Raw}
	switch {
	case e.Hidden:
		if s.mode != Reconcile || !s.stored(e) || !c.answered {
			return v, false
		}
		v.Kind = "outside-flow"
	case c.valid == MissingRequired:
		v.Kind, v.Message = "required", c.message
	case c.valid == WrongType:
		v.Kind = "type"
	case c.valid == ConstraintFailed:
		v.Kind, v.Message = "constraint", c.message
	case c.misfit && s.f.Nodes[e.Node].Kind == forms.KindQuestion:
		v.Kind = "choice"
	default:
		return v, false
	}
	return v, true
}

// Finish tells what finishing the visit now would do; it changes nothing but the value of an `end` question.
func (s *Session) Finish() Outcome {
	out := Outcome{Problems: s.Validate()}
	s.eachElem(func(e *instance.Elem) {
		n, o := &s.f.Nodes[e.Node], &s.p.nodes[e.Node]
		if s.mode == Interview && o.preload == "timestamp" && o.preloadBy == "end" {
			s.write(e, s.now(n, "dateTime"))
		}
	})
	s.settle()
	s.eachElem(func(e *instance.Elem) {
		n, o := &s.f.Nodes[e.Node], &s.p.nodes[e.Node]
		switch {
		case e.Hidden:
			if s.stored(e) && cellOf(e).answered && s.mode == Interview {
				out.Clears = append(out.Clears, refOf(e))
			}
		case e.Raw == "":
		case o.volatile || n.Kind == forms.KindMeta && len(s.p.readers[e.Node]) > 0:
			out.Frozen = append(out.Frozen, Answer{Ref: refOf(e), Value: e.Raw})
		}
	})
	if s.mode == Interview {
		for _, row := range s.tree.Removed() {
			if cellOf(row).cut && !row.Up.Gone {
				out.Removes = append(out.Removes, rowOf(row))
			}
		}
	}
	return out
}
