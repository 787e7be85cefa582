package engine

import (
	"strings"

	"github.com/sothon/sothon/forms"
	"github.com/sothon/sothon/forms/instance"
)

// choices is what a select offers at the moment: the whole list, some rows of it, or nodes of a repeat.
type choices struct {
	all            bool
	rows           []int32
	fromRepeat     bool
	values, labels []string
}

func (c *choices) same(o *choices) bool {
	if c == nil || o == nil {
		return c == o
	}
	if c.all != o.all || len(c.rows) != len(o.rows) || len(c.values) != len(o.values) {
		return false
	}
	for i := range c.rows {
		if c.rows[i] != o.rows[i] {
			return false
		}
	}
	for i := range c.values {
		if c.values[i] != o.values[i] || c.labels[i] != o.labels[i] {
			return false
		}
	}
	return true
}

// lists makes the tables of the form's lists and of those that came with the session; a list that the form names and
// nobody brought is empty, and no answer is judged by it.
func (s *Session) lists(given []List) {
	s.tables = make(map[string]*instance.Table, len(s.f.Lists)+len(given))
	for _, l := range given {
		if l.Cell != nil && l.Rows >= 0 && len(l.Columns) > 0 {
			s.tables[l.ID] = instance.NewTable(l.ID, l.Columns, l.Rows, l.Cell)
		}
	}
	for _, x := range s.f.Externals {
		if s.tables[x.ID] == nil {
			s.tables[x.ID] = instance.NewTable(x.ID, []string{"name", "label"}, 0, nil)
		}
	}
	s.ownLists()
}

func (s *Session) ownLists() {
	for i := range s.f.Lists {
		s.tables[s.f.Lists[i].Name] = instance.ChoiceTable(&s.f.Lists[i], s.lang)
	}
}

// relabel forgets labels of the language before.
func (s *Session) relabel() {
	s.ownLists()
	s.tree.Root.Walk(func(e *instance.Elem) {
		if c := cellOf(e); c.choices != nil {
			c.choicesChanged = true
			s.touch(c)
		}
	})
}

// known tells whether there is a list to judge answers by.
func (s *Session) known(n *forms.Node) bool {
	if n.ListPath != "" || s.f.List(n.List) != nil {
		return true
	}
	t := s.tables[n.List]
	return t != nil && t.Rows > 0 && t.Column(or(n.ListValue, "name")) >= 0
}

// runChoices finds what a select offers. A chosen value that dropped out is taken away in an interview, as ODK Collect
// does; while a record is being opened or shown in another language, and in reconcile, it stays and is a misfit.
func (s *Session) runChoices(o *code, e *instance.Elem) {
	c, n := cellOf(e), &s.f.Nodes[e.Node]
	now := s.offer(o, n, e)
	if !now.same(c.choices) {
		c.choices, c.choicesChanged = now, true
		s.touch(c)
	}
	c.misfit = false
	if e.Raw == "" || !s.known(n) {
		return
	}
	kept := s.fitting(e, e.Raw)
	if kept == e.Raw {
		return
	}
	if s.mode == Reconcile || s.opening || s.repeating || e.Hidden || o.calc != nil && !o.action {
		c.misfit = true
		return
	}
	c.answered, c.seed = true, false
	s.write(e, kept)
	s.written = append(s.written, Answer{Ref: refOf(e), Value: kept})
}

// offer evaluates the list of a select. A filter that can not be evaluated filters nothing.
func (s *Session) offer(o *code, n *forms.Node, e *instance.Elem) *choices {
	if o.choices == nil {
		return &choices{all: true}
	}
	v, err := s.eval(o.choices, e)
	if err != nil {
		return &choices{all: n.ListPath == "", fromRepeat: n.ListPath != ""}
	}
	out := &choices{fromRepeat: n.ListPath != ""}
	for _, node := range v.Nodes() {
		if out.fromRepeat {
			if row := instance.ElemOf(node); row != nil {
				value := s.str(o.choiceValue, row)
				if value == "" {
					continue // a row not answered yet is no choice
				}
				out.values = append(out.values, value)
				out.labels = append(out.labels, s.str(o.choiceLabel, row))
			}
		} else if _, row, ok := instance.RowOf(node); ok {
			out.rows = append(out.rows, int32(row))
		}
	}
	return out
}

// offered tells whether every chosen value of text is on offer; true when there is no list to judge by.
func (s *Session) offered(e *instance.Elem, text string) bool {
	if n := &s.f.Nodes[e.Node]; cellOf(e).choices == nil || !s.known(n) {
		return true
	}
	return s.fitting(e, text) == text
}

// fitting is text without the chosen values that are not on offer.
func (s *Session) fitting(e *instance.Elem, text string) string {
	if !s.p.nodes[e.Node].multiple {
		if s.has(e, text) {
			return text
		}
		return ""
	}
	kept := strings.Fields(text)
	out := kept[:0]
	for _, v := range kept {
		if s.has(e, v) {
			out = append(out, v)
		}
	}
	return strings.Join(out, " ")
}

// offers counts what a select offers; of a list that is not there, nothing.
func (s *Session) offers(e *instance.Elem) int {
	c := cellOf(e).choices
	switch t := s.tables[s.f.Nodes[e.Node].List]; {
	case c == nil:
		return 0
	case c.fromRepeat:
		return len(c.values)
	case !c.all:
		return len(c.rows)
	case t != nil:
		return t.Rows
	}
	return 0
}

func (s *Session) has(e *instance.Elem, value string) bool {
	c, n := cellOf(e).choices, &s.f.Nodes[e.Node]
	if c == nil {
		return true
	}
	if c.fromRepeat {
		return contains(c.values, value)
	}
	t := s.tables[n.List]
	if t == nil {
		return true
	}
	col := t.Column(or(n.ListValue, "name"))
	if c.all {
		found := false
		t.Find(col, value, func(int) bool { found = true; return false })
		return found
	}
	for _, r := range c.rows {
		if t.Cell(int(r), col) == value {
			return true
		}
	}
	return false
}

// show makes the choices that a screen draws.
func (s *Session) show(e *instance.Elem) []Choice {
	c, n := cellOf(e).choices, &s.f.Nodes[e.Node]
	if c == nil {
		return nil
	}
	if c.fromRepeat {
		out := make([]Choice, len(c.values))
		for i := range out {
			out[i] = Choice{Value: c.values[i], Label: c.labels[i]}
		}
		return out
	}
	t := s.tables[n.List]
	if t == nil {
		return nil
	}
	size := len(c.rows)
	if c.all {
		size = t.Rows
	}
	out := make([]Choice, size)
	for i := range out {
		row := i
		if !c.all {
			row = int(c.rows[i])
		}
		out[i] = s.choice(n, t, row, e)
	}
	return out
}

func (s *Session) choice(n *forms.Node, t *instance.Table, row int, e *instance.Elem) Choice {
	ch := Choice{Value: t.Cell(row, t.Column(or(n.ListValue, "name"))), Label: s.rowLabel(n, t, row, e)}
	if l := s.f.List(n.List); l != nil {
		for _, m := range l.Choices[row].Media {
			if m.Kind == "image" || m.Kind == "big-image" && ch.Image == "" {
				if s.lang < len(m.File) && m.File[s.lang] != "" {
					ch.Image = m.File[s.lang]
				} else if len(m.File) > 0 {
					ch.Image = m.File[0]
				}
			}
		}
	} else {
		ch.Image = t.Cell(row, t.Column("image"))
	}
	return ch
}

// rowLabel is the label of one row of a list in the session's language.
func (s *Session) rowLabel(n *forms.Node, t *instance.Table, row int, e *instance.Elem) string {
	label := or(n.ListLabel, "label")
	l := s.f.List(n.List)
	if l == nil {
		for _, name := range []string{label + "::" + s.language(), label + "::" + s.env.Lang} {
			if v := t.Cell(row, t.Column(name)); v != "" {
				return v
			}
		}
		return t.Cell(row, t.Column(label))
	}
	if label != "label" {
		return t.Cell(row, t.Column(label))
	}
	var b strings.Builder
	for _, p := range instance.Pick(l.Choices[row].Label, s.lang) {
		if p.Expr == "" {
			b.WriteString(p.Lit)
		} else if x := s.p.outputs[p.Expr]; x != nil {
			b.WriteString(s.str(x, e))
		}
	}
	return b.String()
}

// language is the name of the session's language as the form writes it.
func (s *Session) language() string {
	if s.lang < len(s.f.Languages) {
		return s.f.Languages[s.lang]
	}
	return ""
}

// choiceLabel is the label of a value of a select's list, for jr:choice-name.
func (s *Session) choiceLabel(node int, value string) (string, bool) {
	n := &s.f.Nodes[node]
	if n.ListPath != "" {
		found, label := false, ""
		s.tree.Instances(s.tree.Root, node, func(e *instance.Elem) {
			if c := cellOf(e).choices; c != nil && !found {
				for i, v := range c.values {
					if v == value {
						found, label = true, c.labels[i]
					}
				}
			}
		})
		return label, found
	}
	t := s.tables[n.List]
	if t == nil {
		return "", false
	}
	label, found := "", false
	t.Find(t.Column(or(n.ListValue, "name")), value, func(row int) bool {
		label, found = s.rowLabel(n, t, row, s.tree.Root), true
		return false
	})
	return label, found
}
