package xpath

import (
	"encoding/xml"
	"io"
	"strings"
)

// xmlNode is a node of a parsed XML text: the document model of these tests.
type xmlNode struct {
	kind                 Kind
	prefix, space, local string
	text                 string
	parent               *xmlNode
	children, attributes []Node
	declared             []Node // namespace nodes
	order                int
	spaces               map[string]string // prefixes declared here
	hidden               bool              // not relevant
}

func (n *xmlNode) Kind() Kind             { return n.kind }
func (n *xmlNode) Name() (string, string) { return n.space, n.local }
func (n *xmlNode) Prefix() string         { return n.prefix }
func (n *xmlNode) Children() []Node       { return n.children }
func (n *xmlNode) Attributes() []Node     { return n.attributes }
func (n *xmlNode) Namespaces() []Node     { return n.declared }
func (n *xmlNode) Order() int             { return n.order }

func (n *xmlNode) Parent() Node {
	if n.parent == nil {
		return nil
	}
	return n.parent
}

func (n *xmlNode) Relevant() bool { return !n.hidden && (n.parent == nil || n.parent.Relevant()) }

func (n *xmlNode) Value() string {
	if !n.Relevant() {
		return ""
	}
	if n.kind != KindElement && n.kind != KindRoot {
		return n.text
	}
	var b strings.Builder
	for _, c := range n.children {
		if c.Kind() == KindText || c.Kind() == KindElement {
			b.WriteString(c.Value())
		}
	}
	return b.String()
}

// failer is a test, benchmark or property.
type failer interface {
	Helper()
	Fatalf(format string, args ...any)
}

// parseXML makes a document of a text; attributes `hidden="true"` in no namespace make an element not relevant.
func parseXML(t failer, text string) *xmlNode {
	t.Helper()
	d := xml.NewDecoder(strings.NewReader(text))
	d.Strict = false
	root := &xmlNode{kind: KindRoot}
	at, order := root, 0
	add := func(n *xmlNode) *xmlNode {
		order++
		n.order, n.parent = order, at
		at.children = append(at.children, n)
		return n
	}
	for {
		tok, err := d.RawToken()
		if err == io.EOF {
			return root
		}
		if err != nil {
			t.Fatalf("%v in %s", err, text)
		}
		switch tok := tok.(type) {
		case xml.StartElement:
			n := add(&xmlNode{kind: KindElement, prefix: tok.Name.Space, local: tok.Name.Local, spaces: map[string]string{}})
			for _, a := range tok.Attr {
				if a.Name.Space == "xmlns" {
					n.spaces[a.Name.Local] = a.Value
				} else if a.Name.Space == "" && a.Name.Local == "xmlns" {
					n.spaces[""] = a.Value
				}
			}
			n.space = n.namespace(n.prefix)
			for _, a := range tok.Attr {
				order++
				if a.Name.Space == "xmlns" || a.Name.Space == "" && a.Name.Local == "xmlns" {
					n.declared = append(n.declared, &xmlNode{kind: KindAttribute, text: a.Value, parent: n, order: order})
					continue
				}
				c := &xmlNode{kind: KindAttribute, prefix: a.Name.Space, local: a.Name.Local, text: a.Value, parent: n, order: order}
				if a.Name.Space != "" {
					c.space = n.namespace(a.Name.Space)
				} else if a.Name.Local == "hidden" && a.Value == "true" {
					n.hidden = true
				}
				n.attributes = append(n.attributes, c)
			}
			at = n
		case xml.EndElement:
			if at.parent != nil {
				at = at.parent
			}
		case xml.CharData:
			if at == root {
				continue
			}
			add(&xmlNode{kind: KindText, text: string(tok)}) // a CDATA section is a node of its own, as in a DOM
		case xml.Comment:
			add(&xmlNode{kind: KindComment, text: string(tok)})
		case xml.ProcInst:
			if tok.Target != "xml" {
				add(&xmlNode{kind: KindPI, local: tok.Target, text: string(tok.Inst)})
			}
		}
	}
}

func (n *xmlNode) namespace(prefix string) string {
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

// find returns the first element below n that want takes.
func (n *xmlNode) find(want func(*xmlNode) bool) *xmlNode {
	for _, c := range n.children {
		e := c.(*xmlNode)
		if e.kind == KindElement && want(e) {
			return e
		}
		if f := e.find(want); f != nil {
			return f
		}
	}
	return nil
}

func (n *xmlNode) attribute(local string) string {
	for _, a := range n.attributes {
		if _, l := a.Name(); l == local {
			return a.Value()
		}
	}
	return ""
}

// testHost answers from one document: instances and translations are found where an XForm has them.
type testHost struct {
	BaseHost
	doc, root *xmlNode
	now       int64
	zone      int
	lang      string
	spaces    map[string]string
	random    float64
	index     map[string][]Node // "id column value" → items; nil = no index
	columns   map[string]bool   // that the index covers
	lookups   int
}

func (h *testHost) Root() Node        { return h.root }
func (h *testHost) Now() (int64, int) { return h.now, h.zone }
func (h *testHost) Lang() string      { return h.lang }
func (h *testHost) Random() float64 {
	h.random += 0.37
	if h.random >= 1 {
		h.random--
	}
	return h.random
}

func (h *testHost) Instance(id string) (Node, bool) {
	n := h.doc.find(func(e *xmlNode) bool { return e.local == "instance" && e.attribute("id") == id })
	if n == nil {
		return nil, false
	}
	return n, true
}

func (h *testHost) Itext(id string) (string, bool) {
	tr := h.doc.find(func(e *xmlNode) bool { return e.local == "translation" && e.attribute("lang") == h.lang })
	if tr == nil {
		return "", false
	}
	t := tr.find(func(e *xmlNode) bool { return e.local == "text" && e.attribute("id") == id })
	if t == nil {
		return "", false
	}
	return t.find(func(e *xmlNode) bool { return e.local == "value" }).Value(), true
}

func (h *testHost) Namespace(prefix string) (string, bool) {
	if uri, ok := h.spaces[prefix]; ok {
		return uri, true
	}
	for _, c := range h.doc.children {
		if uri, ok := c.(*xmlNode).spaces[prefix]; ok && prefix != "" {
			return uri, true
		}
	}
	return h.BaseHost.Namespace(prefix)
}

func (h *testHost) Lookup(id, column, value string) ([]Node, bool) {
	if !h.columns[column] {
		return nil, false
	}
	h.lookups++
	return h.index[id+" "+column+" "+value], true
}
