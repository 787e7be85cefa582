package engine

import (
	"sort"

	"github.com/sothon/sothon/forms"
	"github.com/sothon/sothon/forms/instance"
)

// patch collects what changed since the last one, in document order.
func (s *Session) patch() Patch {
	var p Patch
	p.Rows = s.rowChanges()
	list := s.touched
	s.touched = nil
	live := list[:0]
	for _, c := range list {
		c.touched = false
		if !c.elem.Gone && (c.elem.Up == nil || !c.elem.Up.Gone) {
			live = append(live, c)
		}
	}
	sort.Slice(live, func(a, b int) bool { return live[a].elem.Order() < live[b].elem.Order() })
	if len(live) > 0 {
		p.Nodes = make([]NodeState, 0, len(live))
	}
	for _, c := range live {
		st := s.state(c)
		if c.shown && !c.choicesChanged && same(&st, &c.last) {
			continue
		}
		c.shown, c.last = true, st
		if c.choicesChanged {
			c.choicesChanged = false
			st.Choices = s.show(c.elem)
			p.ChoicesChanged = append(p.ChoicesChanged, st.Ref)
		}
		p.Nodes = append(p.Nodes, st)
	}
	return p
}

// rowChanges drops rows that came and went within one call and puts those that went first.
func (s *Session) rowChanges() []Change {
	list := s.changes
	s.changes = nil
	if len(list) < 2 {
		return list
	}
	type span struct{ first, last int }
	spans := map[RowID]span{}
	for i, ch := range list {
		sp, known := spans[ch.Row.ID]
		if !known {
			sp.first = i
		}
		sp.last = i
		spans[ch.Row.ID] = sp
	}
	var out []Change
	for i, ch := range list {
		sp := spans[ch.Row.ID]
		if i != sp.last || list[sp.first].Gone != ch.Gone {
			continue // not the final word, or back to how it was
		}
		if !ch.Gone {
			ch.Index = s.tree.RowByID(instance.RowID(ch.Row.ID)).Index
		}
		out = append(out, ch)
	}
	sort.SliceStable(out, func(a, b int) bool {
		if out[a].Gone != out[b].Gone {
			return out[a].Gone
		}
		if out[a].Gone {
			return false
		}
		return s.tree.RowByID(instance.RowID(out[a].Row.ID)).Order() < s.tree.RowByID(instance.RowID(out[b].Row.ID)).Order()
	})
	return out
}

func same(a, b *NodeState) bool {
	return a.Ref == b.Ref && a.Relevant == b.Relevant && a.Required == b.Required && a.ReadOnly == b.ReadOnly &&
		a.Value == b.Value && a.Label == b.Label && a.Hint == b.Hint && a.Valid == b.Valid && a.Message == b.Message && a.Seed == b.Seed
}

// state is the element as a screen needs it, without its choices.
func (s *Session) state(c *cell) NodeState {
	e := c.elem
	n := &s.f.Nodes[e.Node]
	o := &s.p.nodes[e.Node]
	st := NodeState{Ref: refOf(e), Relevant: !e.Hidden, Required: c.required, Value: e.Raw, Label: c.label, Hint: c.hint,
		ReadOnly: c.readOnly || n.Kind == forms.KindNote, Valid: c.valid, Message: c.message, Seed: c.seed && !c.answered}
	if o.label == nil {
		st.Label = instance.Literal(n.Label, s.lang)
	}
	if o.hint == nil {
		st.Hint = instance.Literal(n.Hint, s.lang)
	}
	return st
}

// State is one answer place, choices included; ok is false when there is none. A repeat with the id of the row around it
// is the repeat itself, with the id of one of its rows that row.
func (s *Session) State(ref Ref) (NodeState, bool) {
	e := s.find(ref)
	if e == nil {
		return NodeState{}, false
	}
	st := s.state(cellOf(e))
	st.Choices = s.show(e)
	return st, true
}

// holdsAnswer tells whether values of this node become ops: questions, and hidden values that no calculate fills.
func (s *Session) holdsAnswer(node int) bool {
	switch n := &s.f.Nodes[node]; n.Kind {
	case forms.KindQuestion:
		return s.p.nodes[node].calc == nil || s.p.nodes[node].action || n.ReadOnly == ""
	case forms.KindValue:
		return s.p.nodes[node].calc == nil || s.p.nodes[node].action
	}
	return false
}

// stored tells whether an element holds an answer or seed, as against a computed value.
func (s *Session) stored(e *instance.Elem) bool {
	c := cellOf(e)
	return e.Raw != "" && (c.answered || c.seed) && s.holdsAnswer(e.Node)
}

// Answers are the stored answers and seeds in document order, relevant or not; computed values are not among them.
func (s *Session) Answers() []Answer {
	var out []Answer
	s.eachElem(func(e *instance.Elem) {
		if s.stored(e) {
			out = append(out, Answer{Ref: refOf(e), Value: e.Raw, Seed: !cellOf(e).answered})
		}
	})
	return out
}

// Values are the values of all relevant nodes in document order, computed ones included; empty ones are left out.
func (s *Session) Values() []Answer {
	var out []Answer
	s.eachElem(func(e *instance.Elem) {
		if v := e.Value(); v != "" {
			out = append(out, Answer{Ref: refOf(e), Value: v})
		}
	})
	return out
}

// Seeds are the values that the session put in by itself and that nobody has answered yet, in document order.
func (s *Session) Seeds() []Seed {
	var out []Seed
	s.eachElem(func(e *instance.Elem) {
		if c := cellOf(e); c.seed && !c.answered && e.Raw != "" && s.holdsAnswer(e.Node) {
			out = append(out, Seed{refOf(e), e.Raw})
		}
	})
	return out
}
