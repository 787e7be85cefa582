package replica

import (
	"strings"

	"github.com/sothon/sothon/forms"
	"github.com/sothon/sothon/forms/engine"
)

// label is an answer as a person reads it: for selects and ranks the labels of the values, from the choices on screen,
// the form's own list, or a scoped list; else the answer.
func (s *session) label(node int, value string, choices []engine.Choice) string {
	n := &s.form.Nodes[node]
	if value == "" || n.List == "" && len(choices) == 0 {
		return value
	}
	if n.Control != "select_multiple" && n.Control != "rank" {
		return s.choice(n, value, choices)
	}
	parts := strings.Fields(value)
	for i, p := range parts {
		parts[i] = s.choice(n, p, choices)
	}
	return strings.Join(parts, ", ")
}

func (s *session) choice(n *forms.Node, value string, choices []engine.Choice) string {
	for i := range choices {
		if choices[i].Value == value {
			return choices[i].Label
		}
	}
	lang := s.form.Lang(s.lang)
	if l := s.form.List(n.List); l != nil {
		for i := range l.Choices {
			if l.Choices[i].Name == value {
				if text := literal(l.Choices[i].Label.In(lang)); text != "" {
					return text
				}
			}
		}
	}
	for _, l := range s.lists {
		if l.Name != n.List {
			continue
		}
		key, shown := first(n.ListValue, "name"), first(n.ListLabel, "label")
		for row := 0; row < l.Rows(); row++ {
			if l.At(row, key) == value {
				return first(l.At(row, shown), value)
			}
		}
	}
	return value
}

// literal is the text of a template without its expressions.
func literal(t forms.Template) string {
	var b strings.Builder
	for _, p := range t {
		b.WriteString(p.Lit)
	}
	return b.String()
}
