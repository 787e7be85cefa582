package admin

import (
	"strings"

	"github.com/sothon/sothon/forms"
)

// formDiff is what differs between two versions of a form.
type formDiff struct {
	Added, Gone []diffNode
	Changed     []diffNode
	Lists       []diffList
}

// Empty says that nothing a person would see or that is computed differs.
func (d formDiff) Empty() bool { return len(d.Added)+len(d.Gone)+len(d.Changed)+len(d.Lists) == 0 }

// diffNode is a question, group, repeat or calculation; Parts is what of it changed.
type diffNode struct {
	Path, Label, Type string
	Was               string // its path before, when it was renamed
	Parts             []diffPart
}

// diffPart is one changed column: Key names it in the catalogue below diff., Before and After are its texts.
type diffPart struct{ Key, Before, After string }

// diffList is a choice list that changed.
type diffList struct {
	Name        string
	Added, Gone []string // "code · label"
	Changed     []diffPart
}

// diffForms compares two versions. A question that says what it was called before (bind::st:was) is the same question.
func diffForms(old, next *forms.Form, lang string) formDiff {
	var d formDiff
	known := map[int]bool{} // nodes of old that next has
	for i := 1; i < len(next.Nodes); i++ {
		if next.Nodes[i].Kind == forms.KindMeta {
			continue
		}
		path, was := next.PathOf(i), ""
		k, ok := old.NodeByPath(path)
		if w := strings.TrimPrefix(next.Nodes[i].Was, "/"); !ok && w != "" {
			if k, ok = old.NodeByPath(w); !ok {
				k, ok = old.NodeByPath("/" + w)
			}
			was = w
		}
		if !ok {
			d.Added = append(d.Added, nodeLine(next, i, lang))
			continue
		}
		known[k] = true
		if parts := diffParts(old, k, next, i); len(parts) > 0 || was != "" {
			n := nodeLine(next, i, lang)
			n.Parts, n.Was = parts, was
			d.Changed = append(d.Changed, n)
		}
	}
	for k := 1; k < len(old.Nodes); k++ {
		if !known[k] && old.Nodes[k].Kind != forms.KindMeta {
			d.Gone = append(d.Gone, nodeLine(old, k, lang))
		}
	}
	d.Lists = diffLists(old, next, lang)
	return d
}

func nodeLine(f *forms.Form, i int, lang string) diffNode {
	n := &f.Nodes[i]
	d := diffNode{Path: f.PathOf(i), Label: f.Label(i, lang), Type: n.Control}
	switch n.Kind {
	case forms.KindGroup:
		d.Type = "group"
	case forms.KindRepeat:
		d.Type = "repeat"
	}
	return d
}

// texts writes a text in every language, each behind its code where there are several.
func texts(f *forms.Form, t forms.Text) string {
	var parts []string
	for i, lang := range f.Languages {
		if i < len(t) && len(t[i]) > 0 {
			s := written(t[i])
			if len(f.Languages) > 1 {
				s = forms.LangCode(lang) + ": " + s
			}
			parts = append(parts, s)
		}
	}
	return strings.Join(parts, " / ")
}

// written is a template as the author wrote it, near enough to be recognised.
func written(t forms.Template) string {
	var b strings.Builder
	for _, p := range t {
		if p.Expr != "" {
			b.WriteString("${" + strings.TrimSpace(p.Expr) + "}")
		} else {
			b.WriteString(p.Lit)
		}
	}
	return b.String()
}

func diffParts(old *forms.Form, k int, next *forms.Form, i int) []diffPart {
	a, b := &old.Nodes[k], &next.Nodes[i]
	var out []diffPart
	add := func(key, before, after string) {
		if before != after {
			out = append(out, diffPart{key, before, after})
		}
	}
	add("diff.type", a.Control, b.Control)
	add("diff.label", texts(old, a.Label), texts(next, b.Label))
	add("diff.hint", texts(old, a.Hint), texts(next, b.Hint))
	add("diff.relevant", a.Relevant, b.Relevant)
	add("diff.required", a.Required, b.Required)
	add("diff.constraint", a.Constraint, b.Constraint)
	add("diff.constraint_message", texts(old, a.ConstraintMsg), texts(next, b.ConstraintMsg))
	add("diff.calculation", a.Calculate, b.Calculate)
	add("diff.default", a.Default+a.DynDefault, b.Default+b.DynDefault)
	add("diff.readonly", a.ReadOnly, b.ReadOnly)
	add("diff.appearance", a.Appearance, b.Appearance)
	add("diff.list", a.List, b.List)
	add("diff.choice_filter", a.ChoiceFilter, b.ChoiceFilter)
	add("diff.repeat_count", a.RepeatCount, b.RepeatCount)
	add("diff.register", a.Register, b.Register)
	return out
}

func diffLists(old, next *forms.Form, lang string) []diffList {
	var out []diffList
	each := func(f *forms.Form, l *forms.ChoiceList, visit func(code, label string)) {
		for _, c := range l.Choices {
			visit(c.Name, texts(f, c.Label))
		}
	}
	for n := range next.Lists {
		l := &next.Lists[n]
		d := diffList{Name: l.Name}
		before, after := map[string]string{}, map[string]string{}
		was := old.List(l.Name)
		if was == nil {
			was = &forms.ChoiceList{}
		}
		each(old, was, func(code, label string) { before[code] = label })
		each(next, l, func(code, label string) {
			after[code] = label
			switch label0, ok := before[code]; {
			case !ok:
				d.Added = append(d.Added, code+" · "+label)
			case label0 != label:
				d.Changed = append(d.Changed, diffPart{code, label0, label})
			}
		})
		each(old, was, func(code, label string) {
			if _, ok := after[code]; !ok {
				d.Gone = append(d.Gone, code+" · "+label)
			}
		})
		if len(d.Added)+len(d.Gone)+len(d.Changed) > 0 {
			out = append(out, d)
		}
	}
	for n := range old.Lists {
		if l := &old.Lists[n]; next.List(l.Name) == nil {
			d := diffList{Name: l.Name}
			each(old, l, func(code, label string) { d.Gone = append(d.Gone, code+" · "+label) })
			out = append(out, d)
		}
	}
	return out
}
