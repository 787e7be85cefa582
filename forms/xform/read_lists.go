package xform

import (
	"slices"
	"strings"

	"github.com/sothon/sothon/forms"
	"github.com/sothon/sothon/forms/xmldoc"
)

// lists reads the secondary instances: those with items become choice lists, those with src come from outside.
func (r *reader) lists() {
	all := r.model.All("instance")
	for _, in := range all[1:] {
		id := in.Attr("id")
		if id == "" {
			continue
		}
		if r.f.List(id) != nil || r.f.External(id) != nil {
			r.fail(in, "instance-twice", "Hai danh sách cùng tên «"+id+"».", "Two instances have the id "+id+".")
			continue
		}
		if src := in.Attr("src"); src != "" {
			file := src[strings.LastIndex(src, "/")+1:]
			if id == "__last-saved" {
				file = ""
			}
			r.f.Externals = append(r.f.Externals, forms.External{ID: id, File: file})
			continue
		}
		r.list(id, in)
	}
}

func (r *reader) list(id string, in *xmldoc.Node) {
	l := forms.ChoiceList{Name: id}
	column := map[string]int{}
	root := in.Element()
	if root == nil {
		r.f.Lists = append(r.f.Lists, l)
		return
	}
	items := root.Elements()
	need := func(name string) {
		if _, ok := column[name]; !ok {
			column[name] = len(l.Columns)
			l.Columns = append(l.Columns, name)
		}
	}
	for _, it := range items {
		if it.QName() != "item" {
			need("") // the element's own name
		}
		for _, a := range it.Attrs() {
			need("@" + a.QName())
		}
		for _, c := range it.Elements() {
			if name := c.Local(); name != "name" && name != "label" {
				need(name)
			}
		}
	}
	for _, it := range items {
		ch := forms.Choice{Extra: make([]string, len(l.Columns))}
		if at, ok := column[""]; ok {
			ch.Extra[at] = it.QName()
		}
		for _, a := range it.Attrs() {
			ch.Extra[column["@"+a.QName()]] = a.Value()
		}
		for _, c := range it.Elements() {
			switch name := c.Local(); name {
			case "name":
				ch.Name = c.Value()
			case "label":
				ch.Label = r.everywhere(c.Value())
			default:
				ch.Extra[column[name]] = c.Value()
				if name == "itextId" {
					if t := r.itext[c.Value()][""]; t != nil {
						ch.Label = t
					}
				}
			}
		}
		l.Choices = append(l.Choices, ch)
	}
	if len(l.Columns) == 0 {
		for i := range l.Choices {
			l.Choices[i].Extra = nil
		}
	}
	r.f.Lists = append(r.f.Lists, l)
}

// itextList keeps the translations where an expression asks for one by id.
func (r *reader) itextList() {
	asked := false
	see := func(x string) { asked = asked || strings.Contains(x, "jr:itext(") }
	for i := range r.f.Nodes {
		n := &r.f.Nodes[i]
		for _, x := range []string{n.Calculate, n.Relevant, n.Constraint, n.Required, n.ReadOnly, n.DynDefault, n.ChoiceFilter} {
			see(x)
		}
	}
	for _, a := range r.f.Actions {
		see(a.Value)
	}
	if !asked {
		return
	}
	l := forms.ChoiceList{Name: forms.ItextList}
	for id, values := range r.itext {
		if t := values[""]; t != nil {
			l.Choices = append(l.Choices, forms.Choice{Name: id, Label: t})
		}
	}
	slices.SortFunc(l.Choices, func(a, b forms.Choice) int { return strings.Compare(a.Name, b.Name) })
	r.f.Lists = append(r.f.Lists, l)
}

// inline makes a list of the items that stand in a control.
func (r *reader) inline(id int, control *xmldoc.Node) string {
	l := forms.ChoiceList{Name: "items-" + strings.ReplaceAll(r.f.PathOf(id), "/", "-")}
	for _, it := range control.All("item") {
		label, _, media := r.textOf(it.Child("label"))
		ch := forms.Choice{Label: label, Media: media}
		if v := it.Child("value"); v != nil {
			ch.Name = strings.TrimSpace(v.Value())
		}
		l.Choices = append(l.Choices, ch)
	}
	r.f.Lists = append(r.f.Lists, l)
	return l.Name
}

// itemset finds what the nodeset of a select names: a list with a filter, or rows of a repeat.
func (r *reader) itemset(id int, set *xmldoc.Node) {
	n := &r.f.Nodes[id]
	nodeset := strings.TrimSpace(set.Attr("nodeset"))
	if inner, ok := strings.CutPrefix(nodeset, "randomize("); ok && strings.HasSuffix(inner, ")") {
		n.Params = append(n.Params, forms.Param{Key: "randomize", Value: "true"})
		inner = strings.TrimSuffix(inner, ")")
		if i := lastComma(inner); i >= 0 {
			n.Params = append(n.Params, forms.Param{Key: "seed", Value: strings.TrimSpace(inner[i+1:])})
			inner = inner[:i]
		}
		nodeset = strings.TrimSpace(inner)
	}
	n.ListValue, n.ListLabel = "name", "label"
	if v := set.Child("value"); v != nil && v.Attr("ref") != "" {
		n.ListValue = strings.TrimSpace(v.Attr("ref"))
	}
	if v := set.Child("label"); v != nil && v.Attr("ref") != "" {
		n.ListLabel = strings.TrimSpace(v.Attr("ref"))
		if inner, ok := strings.CutPrefix(n.ListLabel, "jr:itext("); ok {
			if n.ListLabel = "label"; strings.TrimSuffix(strings.TrimSpace(inner), ")") != "itextId" {
				n.ListLabel = "label"
			}
		}
	}
	if rest, ok := strings.CutPrefix(nodeset, "instance("); ok {
		list, after, _ := strings.Cut(rest, ")")
		n.List = strings.Trim(strings.TrimSpace(list), `'"`)
		if i := strings.IndexByte(after, '['); i >= 0 && strings.HasSuffix(after, "]") {
			n.ChoiceFilter = strings.ReplaceAll(after[i+1:len(after)-1], "][", ") and (")
			if n.ChoiceFilter != after[i+1:len(after)-1] {
				n.ChoiceFilter = "(" + n.ChoiceFilter + ")"
			}
		}
		return
	}
	n.ListPath = nodeset
}

// lastComma is the last comma outside brackets and quotes, -1 when there is none.
func lastComma(s string) int {
	depth, at := 0, -1
	var q byte
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case q != 0:
			if c == q {
				q = 0
			}
		case c == '\'' || c == '"':
			q = c
		case c == '(' || c == '[':
			depth++
		case c == ')' || c == ']':
			depth--
		case c == ',' && depth == 0:
			at = i
		}
	}
	return at
}
