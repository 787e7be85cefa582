package engine

import (
	"fmt"
	"strings"

	"github.com/sothon/sothon/forms"
)

// parseForm reads the tests' own form language: a table whose first line names the columns, `|` between cells; lists of
// choices follow as lines "list NAME column…" and "- name | label | column…". ${name} is resolved as pyxform does:
// relative inside a shared repeat, absolute otherwise, with current()/ in choice_filter.
func parseForm(text string) (*forms.Form, error) {
	f := &forms.Form{ID: "t", Root: "data", Languages: []string{"vi", "en"}, Nodes: []forms.Node{{Parent: -1, Kind: forms.KindRoot, Name: "data"}}}
	var header []string
	stack := []int{0}
	triggers := map[int]string{}
	var list *forms.ChoiceList
	for i, line := range strings.Split(text, "\n") {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		if name, ok := strings.CutPrefix(line, "instance_name "); ok {
			f.InstanceName = name
			continue
		}
		if rest, ok := strings.CutPrefix(line, "external "); ok {
			f.Externals = append(f.Externals, forms.External{ID: rest, File: rest + ".csv"})
			continue
		}
		if rest, ok := strings.CutPrefix(line, "list "); ok {
			words := strings.Fields(rest)
			f.Lists = append(f.Lists, forms.ChoiceList{Name: words[0], Columns: words[1:]})
			list = &f.Lists[len(f.Lists)-1]
			continue
		}
		if rest, ok := strings.CutPrefix(line, "- "); ok {
			c := cells(rest)
			ch := forms.Choice{Name: c[0]}
			if len(c) > 1 {
				ch.Label = both(c[1])
			}
			if len(c) > 2 {
				ch.Extra = c[2:]
			}
			list.Choices = append(list.Choices, ch)
			continue
		}
		c := cells(line)
		if header == nil {
			header = c
			continue
		}
		get := func(col string) string {
			for k, h := range header {
				if h == col && k < len(c) {
					return c[k]
				}
			}
			return ""
		}
		typ := strings.Fields(get("type"))
		switch typ[0] {
		case "end_group", "end_repeat":
			stack = stack[:len(stack)-1]
			continue
		}
		n := forms.Node{Parent: stack[len(stack)-1], Name: get("name"), Row: i + 1, Control: typ[0], Kind: forms.KindQuestion,
			Label: both(get("label")), Hint: both(get("hint")), Relevant: get("relevant"), Required: get("required"), ReadOnly: get("readonly"),
			Constraint: get("constraint"), Calculate: get("calculation"), Default: get("default"), DynDefault: get("dynamic"),
			ConstraintMsg: both(get("constraint_message")), RequiredMsg: both(get("required_message")),
			ChoiceFilter: get("choice_filter"), RepeatCount: get("repeat_count"), RowsExpr: get("rows"), ListPath: get("list_path")}
		if n.Required == "yes" {
			n.Required = "true()"
		}
		triggers[len(f.Nodes)] = get("trigger")
		if p := get("preload"); p != "" {
			n.Preload, n.PreloadParams, _ = strings.Cut(p, " ")
		}
		switch typ[0] {
		case "begin_group":
			n.Kind, n.Control = forms.KindGroup, ""
		case "begin_repeat":
			n.Kind, n.Control = forms.KindRepeat, ""
		case "integer":
			n.Type = "int"
		case "decimal", "date", "time", "dateTime", "geopoint":
			n.Type = typ[0]
		case "image":
			n.Type = "binary"
		case "note":
			n.Kind, n.Type, n.ReadOnly = forms.KindNote, "string", "true()"
		case "calculate", "hidden":
			n.Kind, n.Type = forms.KindValue, "string"
		case "start", "end", "username":
			n.Kind, n.Type = forms.KindMeta, "dateTime"
		default:
			n.Type = "string"
		}
		if len(typ) > 1 {
			n.List = typ[1]
			if n.ListPath != "" {
				n.List, n.ListValue, n.ListLabel = "", typ[1], typ[1]
			}
		}
		if n.Kind == forms.KindGroup || n.Kind == forms.KindRepeat {
			stack = append(stack, len(f.Nodes))
		}
		f.Nodes = append(f.Nodes, n)
	}
	if len(stack) != 1 {
		return nil, fmt.Errorf("groups are not closed")
	}
	for i := range f.Nodes {
		n := &f.Nodes[i]
		for k := range f.Nodes {
			if t := triggers[i]; t != "" && f.Nodes[k].Name == t {
				n.Trigger = []int{k}
			}
		}
		for _, s := range []*string{&n.Relevant, &n.Required, &n.ReadOnly, &n.Constraint, &n.Calculate, &n.DynDefault, &n.RepeatCount, &n.RowsExpr, &n.ListPath} {
			*s = resolve(f, i, *s, "")
		}
		n.ChoiceFilter = resolve(f, i, n.ChoiceFilter, "current()/")
		for _, t := range []forms.Text{n.Label, n.Hint, n.ConstraintMsg, n.RequiredMsg} {
			for _, tpl := range t {
				for p := range tpl {
					tpl[p].Expr = resolve(f, i, tpl[p].Expr, "")
				}
			}
		}
	}
	f.InstanceName = resolve(f, 0, f.InstanceName, "")
	return f, nil
}

func cells(line string) []string {
	c := strings.Split(line, "|")
	for i := range c {
		c[i] = strings.TrimSpace(c[i])
	}
	return c
}

// both makes a text in two languages from "tiếng Việt // English", outputs included.
func both(s string) forms.Text {
	if s == "" {
		return nil
	}
	vi, en, _ := strings.Cut(s, " // ")
	t := forms.Text{template(vi), template(en)}
	return t
}

func template(s string) forms.Template {
	var t forms.Template
	for s != "" {
		i := strings.Index(s, "${")
		if i < 0 {
			return append(t, forms.Part{Lit: s})
		}
		if i > 0 {
			t = append(t, forms.Part{Lit: s[:i]})
		}
		j := strings.Index(s, "}")
		t = append(t, forms.Part{Expr: s[i : j+1]})
		s = s[j+1:]
	}
	return t
}

func resolve(f *forms.Form, from int, s, prefix string) string {
	for {
		i := strings.Index(s, "${")
		if i < 0 {
			return s
		}
		j := i + strings.Index(s[i:], "}")
		s = s[:i] + pathTo(f, from, s[i+2:j], prefix) + s[j+1:]
	}
}

func chainOf(f *forms.Form, n int) []int {
	var c []int
	for ; n >= 0; n = f.Nodes[n].Parent {
		c = append([]int{n}, c...)
	}
	return c
}

func pathTo(f *forms.Form, from int, name, prefix string) string {
	to := -1
	for i := range f.Nodes {
		if f.Nodes[i].Name == name {
			to = i
		}
	}
	if to < 0 {
		return "/data/" + name
	}
	a, b := chainOf(f, from), chainOf(f, to)
	shared := 0
	for k := 0; k < len(a) && k < len(b) && a[k] == b[k]; k++ {
		if f.Nodes[a[k]].Kind == forms.KindRepeat {
			shared = k
		}
	}
	out := ""
	if shared == 0 {
		for _, k := range b {
			out += "/" + f.Nodes[k].Name
		}
		return out
	}
	common := shared
	for common+1 < len(a) && common+1 < len(b) && a[common+1] == b[common+1] {
		common++
	}
	out = prefix
	for k := common; k < len(a)-1; k++ {
		out += "../"
	}
	if len(a)-1 == common {
		out += "./"
	}
	for k := common + 1; k < len(b); k++ {
		out += f.Nodes[b[k]].Name + "/"
	}
	return strings.TrimSuffix(out, "/")
}
