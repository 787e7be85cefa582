package engine

import (
	"github.com/sothon/sothon/forms/instance"
	"github.com/sothon/sothon/forms/xpath"
)

// The rows that a form gives a new record, and the actions that no node says (forms.GivenRow, forms.Action).

type occasion struct {
	event string
	on    int
}

type setvalue struct{ ref, value *xpath.Expr }

// actions compiles the form's list of them.
func (c *compiler) actions() {
	for _, a := range c.form.Actions {
		s := setvalue{c.parse(a.On, "ref", a.Ref), c.parse(a.On, "value", a.Value)}
		if s.ref == nil || a.On < 0 || a.On >= len(c.form.Nodes) {
			continue
		}
		if c.occasions == nil {
			c.occasions = map[occasion][]setvalue{}
		}
		at := occasion{a.Event, a.On}
		c.occasions[at] = append(c.occasions[at], s)
	}
}

// putGiven makes the given rows of open repeats. What a computed row begins with waits for it under the id that it will
// have.
func (s *Session) putGiven() {
	ids := make([]RowID, len(s.f.Given))
	type place struct {
		in   RowID
		node int
	}
	count := map[place]int{}
	for i := range s.f.Given {
		g := &s.f.Given[i]
		if g.Node < 0 || g.Node >= len(s.f.Nodes) || !s.p.lay.IsRepeat(g.Node) || g.In >= i {
			continue
		}
		at := place{node: g.Node}
		if g.In >= 0 {
			at.in = ids[g.In]
		}
		ids[i] = derive(at.in, s.p.lay.Path(g.Node), count[at])
		count[at]++
		if s.given == nil {
			s.given = map[RowID]int{}
		}
		s.given[ids[i]] = i
		if s.p.nodes[g.Node].count != nil || s.tree.RowByID(instance.RowID(ids[i])) != nil {
			continue
		}
		up := s.tree.Find(instance.RowID(at.in), s.p.lay.Parent(g.Node))
		if up == nil || RowID(up.RowOf()) != at.in {
			continue
		}
		if row := s.insert(up.Range(g.Node), instance.RowID(ids[i])); row != nil {
			cellOf(row).seed = true
			s.fillGiven(row)
		}
	}
}

// isGiven tells whether the form says what a row begins with.
func (s *Session) isGiven(row *instance.Elem) bool {
	if row == nil {
		return false
	}
	_, ok := s.given[RowID(row.ID)]
	return ok
}

func (s *Session) fillGiven(row *instance.Elem) {
	if !s.isGiven(row) {
		return
	}
	for _, v := range s.f.Given[s.given[RowID(row.ID)]].Values {
		if o := &s.p.nodes[v.Node]; o.calc != nil && !o.action {
			continue // the form computes it
		}
		if e := s.tree.Find(row.ID, v.Node); e != nil && s.p.lay.Leaf(v.Node) {
			s.seedAs(e, v.Text, true)
		}
	}
}

// happened runs the actions of an event that stand outside the nodes: in the row within, nil = wherever they lead. What
// the form sets by itself is a seed.
func (s *Session) happened(event string, on, at, within *instance.Elem, depth int) {
	for _, a := range s.p.occasions[occasion{event, on.Node}] {
		s.drain()
		v, err := s.eval(a.ref, at)
		if err != nil {
			continue
		}
		for _, node := range v.Nodes() {
			t := instance.ElemOf(node)
			if t == nil || !s.p.lay.Leaf(t.Node) || within != nil && t.Ancestor(within.Node) != within {
				continue
			}
			value := ""
			if a.value != nil {
				x, err := s.eval(a.value, t)
				if err != nil {
					continue
				}
				value = convert(&s.f.Nodes[t.Node], x)
			}
			if event == "value-changed" || event == "load" && !s.opening { // a stored record opened again: an answer, not a seed
				s.put(t, value, depth)
			} else if s.seed(t, value) {
				s.fire(t, depth)
			}
		}
	}
}
