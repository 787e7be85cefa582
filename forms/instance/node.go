package instance

import (
	"strings"

	"github.com/sothon/sothon/forms/xpath"
)

// The record as xpath sees it: a document node, elements, and a text node beneath each leaf that has a value. The document
// and text nodes are the Tree and the Elem under other types, so that no memory goes into them and identity is kept.

var (
	_ xpath.Node       = (*Elem)(nil)
	_ xpath.Relevancer = (*Elem)(nil)
	_ xpath.Named      = (*Elem)(nil)
	_ xpath.Node       = (*document)(nil)
	_ xpath.Node       = (*text)(nil)
)

// Document is the root node of the record; its only child is the root element.
func (t *Tree) Document() xpath.Node { return (*document)(t) }

// ElemOf is the element that an xpath node stands for, nil when it is not an element of a record.
func ElemOf(n xpath.Node) *Elem {
	e, _ := n.(*Elem)
	return e
}

// Kind says that this is an element.
func (e *Elem) Kind() xpath.Kind { return xpath.KindElement }

// Name is the element name; a prefix, if it has one, stands for the namespace.
func (e *Elem) Name() (space, local string) { return e.tree.space[e.Node], e.tree.local[e.Node] }

func splitName(name string) (space, local string) {
	if i := strings.IndexByte(name, ':'); i >= 0 {
		return name[:i], name[i+1:]
	}
	return "", name
}

// Value is what expressions and submissions read: the empty string while the element is not relevant, and always for
// elements that have children.
func (e *Elem) Value() string {
	if e.Hidden {
		return ""
	}
	return e.Raw
}

// Relevant tells whether the element and all its ancestors are relevant.
func (e *Elem) Relevant() bool { return !e.Hidden }

// Parent is the enclosing element, or the document.
func (e *Elem) Parent() xpath.Node {
	if e.Up == nil {
		return (*document)(e.tree)
	}
	return e.Up
}

// Children are the child elements in document order, rows of repeats in place; of a leaf its text.
func (e *Elem) Children() []xpath.Node {
	if e.kids == nil {
		if e.Raw == "" || e.Hidden {
			return nil
		}
		return []xpath.Node{(*text)(e)}
	}
	if e.nodes == nil {
		nodes := make([]xpath.Node, 0, len(e.kids))
		e.Each(func(k *Elem) bool { nodes = append(nodes, k); return true })
		e.nodes = nodes
	}
	return e.nodes
}

// Child finds a child by name when it is the only one: rows of a repeat are left to a walk over Children.
func (e *Elem) Child(local string) (xpath.Node, bool) {
	l := e.tree.Layout
	if l.twins[e.Node] || e.kids == nil {
		return nil, false
	}
	c := l.Child(e.Node, local)
	if c < 0 || l.space[c] != "" {
		return nil, true
	}
	if k := e.kids[l.Ordinal[c]]; k != nil {
		return k, true
	}
	return nil, false
}

// Attributes are those that the form gives the element.
func (e *Elem) Attributes() []xpath.Node {
	given := e.tree.Form.Nodes[e.Node].Attrs
	if len(given) == 0 || e.Hidden {
		return nil
	}
	out := make([]xpath.Node, len(given))
	for i := range given {
		out[i] = attr{e, i}
	}
	return out
}

// attr is an attribute of an element: a constant of the form.
type attr struct {
	e *Elem
	i int
}

func (a attr) Kind() xpath.Kind         { return xpath.KindAttribute }
func (a attr) Name() (string, string)   { return splitName(a.e.tree.Form.Nodes[a.e.Node].Attrs[a.i].Key) }
func (a attr) Value() string            { return a.e.tree.Form.Nodes[a.e.Node].Attrs[a.i].Value }
func (a attr) Parent() xpath.Node       { return a.e }
func (a attr) Children() []xpath.Node   { return nil }
func (a attr) Attributes() []xpath.Node { return nil }
func (a attr) Order() int               { return a.e.Order() }

// Order is the place in document order among the live elements.
func (e *Elem) Order() int {
	if e.tree.stale {
		e.tree.number()
	}
	return e.order
}

// number gives order numbers, two for each element: its own and that of its text.
func (t *Tree) number() {
	n := 0
	var walk func(*Elem)
	walk = func(e *Elem) {
		n += 2
		e.order = n
		for i, k := range e.kids {
			if k != nil {
				walk(k)
			} else if r := e.ranges[i]; r != nil {
				n += 2
				r.Proto.order = n
				for _, row := range r.Rows {
					walk(row)
				}
			}
		}
	}
	if t.Root != nil {
		walk(t.Root)
	}
	t.stale = false
}

type document Tree

func (d *document) Kind() xpath.Kind         { return xpath.KindRoot }
func (d *document) Name() (string, string)   { return "", "" }
func (d *document) Value() string            { return "" }
func (d *document) Parent() xpath.Node       { return nil }
func (d *document) Attributes() []xpath.Node { return nil }
func (d *document) Order() int               { return 0 }
func (d *document) Children() []xpath.Node {
	if d.Root == nil {
		return nil
	}
	return []xpath.Node{d.Root}
}

type text Elem

func (x *text) Kind() xpath.Kind         { return xpath.KindText }
func (x *text) Name() (string, string)   { return "", "" }
func (x *text) Value() string            { return (*Elem)(x).Value() }
func (x *text) Relevant() bool           { return !x.Hidden }
func (x *text) Parent() xpath.Node       { return (*Elem)(x) }
func (x *text) Children() []xpath.Node   { return nil }
func (x *text) Attributes() []xpath.Node { return nil }
func (x *text) Order() int               { return (*Elem)(x).Order() + 1 }
