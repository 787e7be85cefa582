package forms

import "strings"

// PathOf is the path of a node: the names below the root joined by "/", e.g. "tv/m_ten"; "" for the root and for a
// number out of range.
func (f *Form) PathOf(node int) string {
	if node <= 0 || node >= len(f.Nodes) {
		return ""
	}
	if p := f.PathOf(f.Nodes[node].Parent); p != "" {
		return p + "/" + f.Nodes[node].Name
	}
	return f.Nodes[node].Name
}

// XPathOf is the absolute XPath of a node, e.g. "/data/tv/m_ten"; "" for a number out of range.
func (f *Form) XPathOf(node int) string {
	if node < 0 || node >= len(f.Nodes) {
		return ""
	}
	if node == 0 {
		return "/" + f.Root
	}
	return "/" + f.Root + "/" + f.PathOf(node)
}

// NodeByPath finds a node by its path; ok is false when there is none. It takes both the form of PathOf ("tv/m_ten") and
// that of XPathOf ("/data/tv/m_ten"); "" and "/data" are the root.
func (f *Form) NodeByPath(path string) (node int, ok bool) {
	if len(f.Nodes) == 0 {
		return 0, false
	}
	if strings.HasPrefix(path, "/") {
		rest, found := strings.CutPrefix(path[1:], f.Root)
		if !found || rest != "" && rest[0] != '/' {
			return 0, false
		}
		path = strings.TrimPrefix(rest, "/")
	}
	if path == "" {
		return 0, true
	}
	at := 0
	for name := range strings.SplitSeq(path, "/") {
		if at = f.Child(at, name); at < 0 {
			return 0, false
		}
	}
	return at, true
}

// First is the first text that is not empty, without its expressions, and whether there is one.
func (t Text) First() (string, bool) {
	for _, tpl := range t {
		if s, ok := tpl.Literal(); ok && s != "" {
			return s, true
		}
	}
	return "", false
}

// Child is the child of a node that has this name, -1 when there is none.
func (f *Form) Child(node int, name string) int {
	for i := node + 1; i < len(f.Nodes) && f.Nodes[i].Parent >= node; i++ {
		if f.Nodes[i].Parent == node && f.Nodes[i].Name == name {
			return i
		}
	}
	return -1
}

// Children are the numbers of a node's children in document order.
func (f *Form) Children(node int) []int {
	var out []int
	for i := node + 1; i < len(f.Nodes) && f.Nodes[i].Parent >= node; i++ {
		if f.Nodes[i].Parent == node {
			out = append(out, i)
		}
	}
	return out
}

// End is the number after the last descendant of a node: its subtree is the nodes from node to End-1.
func (f *Form) End(node int) int {
	i := node + 1
	for i < len(f.Nodes) && f.Nodes[i].Parent >= node {
		i++
	}
	return i
}

// RepeatOf is the innermost repeat that encloses a node, -1 when there is none. A repeat does not enclose itself.
func (f *Form) RepeatOf(node int) int {
	if node < 0 || node >= len(f.Nodes) {
		return -1
	}
	for p := f.Nodes[node].Parent; p >= 0; p = f.Nodes[p].Parent {
		if f.Nodes[p].Kind == KindRepeat {
			return p
		}
	}
	return -1
}

// List finds a list of the choices sheet, nil when there is none.
func (f *Form) List(name string) *ChoiceList {
	for i := range f.Lists {
		if f.Lists[i].Name == name {
			return &f.Lists[i]
		}
	}
	return nil
}

// External finds a list that comes from a file by its id, nil when there is none.
func (f *Form) External(id string) *External {
	for i := range f.Externals {
		if f.Externals[i].ID == id {
			return &f.Externals[i]
		}
	}
	return nil
}

// Lang is the index of a language in Languages: by its whole name ("Tiếng Việt (vi)") or by the code in its brackets
// ("vi"); 0, the default, when it is not there.
func (f *Form) Lang(lang string) int {
	for i, l := range f.Languages {
		if l == lang {
			return i
		}
	}
	for i, l := range f.Languages {
		if lang != "" && LangCode(l) == lang {
			return i
		}
	}
	return 0
}

// LangCode is the code in the brackets of a language's name, "vi" of "Tiếng Việt (vi)"; without brackets the name itself.
func LangCode(name string) string {
	open := strings.LastIndexByte(name, '(')
	if open >= 0 && strings.HasSuffix(name, ")") {
		return strings.TrimSpace(name[open+1 : len(name)-1])
	}
	return name
}

// In is the template of a text in one language (an index of Languages), the default language where it is missing there.
func (t Text) In(lang int) Template {
	if lang >= 0 && lang < len(t) && len(t[lang]) > 0 {
		return t[lang]
	}
	if len(t) > 0 {
		return t[0]
	}
	return nil
}

// Plain is a template as text with every expression shown as "…": for lists and headings where nothing is evaluated.
func (t Template) Plain() string {
	var b strings.Builder
	for _, p := range t {
		if p.Expr != "" {
			b.WriteString("…")
		} else {
			b.WriteString(p.Lit)
		}
	}
	return b.String()
}

// Label is the label of a node in one language without evaluating it, its name when it has none.
func (f *Form) Label(node int, lang string) string {
	if node < 0 || node >= len(f.Nodes) {
		return ""
	}
	if s := f.Nodes[node].Label.In(f.Lang(lang)).Plain(); s != "" {
		return s
	}
	return f.Nodes[node].Name
}

// ChoiceLabel is the label of a value of a select's list in the workbook, the value itself when it is not there.
func (f *Form) ChoiceLabel(node int, value, lang string) string {
	if node < 0 || node >= len(f.Nodes) {
		return value
	}
	if l := f.List(f.Nodes[node].List); l != nil {
		for i := range l.Choices {
			if l.Choices[i].Name == value {
				if s := l.Choices[i].Label.In(f.Lang(lang)).Plain(); s != "" {
					return s
				}
				break
			}
		}
	}
	return value
}

// Param is the value of a node's parameter, "" when it is not given.
func (n *Node) Param(key string) string {
	for _, p := range n.Params {
		if p.Key == key {
			return p.Value
		}
	}
	return ""
}
