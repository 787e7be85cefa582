package xmldoc

import (
	"strings"

	"github.com/sothon/sothon/forms/xpath"
)

// Node is a node of a document. Its slices are not to be modified by readers.
type Node struct {
	kind                           xpath.Kind
	prefix, space, local           string
	text                           string
	parent                         *Node
	children, attributes, declared []xpath.Node
	spaces                         map[string]string // prefixes declared here; nil = none
	order                          int
	// Line is the line of the text where the node begins, counted from 1.
	Line int
}

var (
	_ xpath.Node       = (*Node)(nil)
	_ xpath.Prefixed   = (*Node)(nil)
	_ xpath.Namespaced = (*Node)(nil)
)

// Kind is the kind of the node.
func (n *Node) Kind() xpath.Kind { return n.kind }

// Name is the namespace URI and the local name.
func (n *Node) Name() (space, local string) { return n.space, n.local }

// Prefix is the prefix as written, "" = none.
func (n *Node) Prefix() string { return n.prefix }

// Children are the child nodes in document order.
func (n *Node) Children() []xpath.Node { return n.children }

// Attributes are the attributes, without namespace declarations.
func (n *Node) Attributes() []xpath.Node { return n.attributes }

// Namespaces are the declarations that stand at this element.
func (n *Node) Namespaces() []xpath.Node { return n.declared }

// Order is the place in document order.
func (n *Node) Order() int { return n.order }

// Parent is the enclosing node, nil at the root.
func (n *Node) Parent() xpath.Node {
	if n.parent == nil {
		return nil
	}
	return n.parent
}

// Value is the string-value.
func (n *Node) Value() string {
	if n.kind != xpath.KindElement && n.kind != xpath.KindRoot {
		return n.text
	}
	if len(n.children) == 1 {
		if c := n.children[0].(*Node); c.kind == xpath.KindText {
			return c.text
		}
	}
	var b strings.Builder
	n.write(&b)
	return b.String()
}

func (n *Node) write(b *strings.Builder) {
	for _, k := range n.children {
		switch c := k.(*Node); c.kind {
		case xpath.KindText:
			b.WriteString(c.text)
		case xpath.KindElement:
			c.write(b)
		}
	}
}

// Local is the local name.
func (n *Node) Local() string { return n.local }

// Space is the namespace URI.
func (n *Node) Space() string { return n.space }

// QName is the name as written, "orx:meta".
func (n *Node) QName() string {
	if n.prefix != "" {
		return n.prefix + ":" + n.local
	}
	return n.local
}

// Up is the enclosing element or the document, nil at the root.
func (n *Node) Up() *Node { return n.parent }

// Elements are the child elements.
func (n *Node) Elements() []*Node {
	var out []*Node
	if n == nil {
		return nil
	}
	for _, k := range n.children {
		if c := k.(*Node); c.kind == xpath.KindElement {
			out = append(out, c)
		}
	}
	return out
}

// Element is the first child element, nil when there is none: of a document its top element.
func (n *Node) Element() *Node {
	for _, k := range n.children {
		if c := k.(*Node); c.kind == xpath.KindElement {
			return c
		}
	}
	return nil
}

// Child is the first child element of that local name, nil when there is none. A nil node has none.
func (n *Node) Child(local string) *Node {
	if n == nil {
		return nil
	}
	for _, k := range n.children {
		if c := k.(*Node); c.kind == xpath.KindElement && c.local == local {
			return c
		}
	}
	return nil
}

// All are the child elements of that local name.
func (n *Node) All(local string) []*Node {
	var out []*Node
	for _, c := range n.Elements() {
		if c.local == local {
			out = append(out, c)
		}
	}
	return out
}

// Find is the first element below n, in document order, that want takes; nil when there is none.
func (n *Node) Find(want func(*Node) bool) *Node {
	for _, k := range n.children {
		c := k.(*Node)
		if c.kind != xpath.KindElement {
			continue
		}
		if want(c) {
			return c
		}
		if f := c.Find(want); f != nil {
			return f
		}
	}
	return nil
}

// Attr is the value of the attribute of that local name, whatever its namespace; "" when there is none.
func (n *Node) Attr(local string) string {
	v, _ := n.LookAttr(local)
	return v
}

// LookAttr is Attr and whether the attribute is there.
func (n *Node) LookAttr(local string) (string, bool) {
	if n == nil {
		return "", false
	}
	for _, k := range n.attributes {
		if a := k.(*Node); a.local == local {
			return a.text, true
		}
	}
	return "", false
}

// Attrs are the attributes as nodes.
func (n *Node) Attrs() []*Node {
	out := make([]*Node, len(n.attributes))
	for i, a := range n.attributes {
		out[i] = a.(*Node)
	}
	return out
}

// SpaceOf resolves a prefix as it is declared here or around; "" = not declared.
func (n *Node) SpaceOf(prefix string) string {
	if prefix == "xml" {
		return "http://www.w3.org/XML/1998/namespace"
	}
	for ; n != nil; n = n.parent {
		if uri, ok := n.spaces[prefix]; ok {
			return uri
		}
	}
	return ""
}
