package report

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strings"
)

// node is an element of a part of a Word file, by its place in the part's bytes: what is not changed is copied as it stands.
type node struct {
	name       string // with its prefix: "w:p"
	attr       []xml.Attr
	start, end int // of the whole element
	in, out    int // of what is between its tags; in = out = end for <a/>
	kids       []*node
}

// maxDepth bounds how deep elements of a template may lie in each other.
const maxDepth = 256

var (
	errDeep    = errors.New("elements lie deeper than 256 in each other")
	errDoctype = errors.New("a document type declaration is not allowed")
)

// parseXML reads a part. A document type is refused: nothing is fetched or expanded.
func parseXML(b []byte) (*node, error) {
	d := xml.NewDecoder(bytes.NewReader(b))
	root := &node{end: len(b), out: len(b)}
	open := []*node{root}
	for {
		at := int(d.InputOffset())
		tok, err := d.RawToken()
		if err == io.EOF {
			break
		}
		if err != nil {
			return nil, err
		}
		after := int(d.InputOffset())
		switch x := tok.(type) {
		case xml.StartElement:
			n := &node{name: x.Name.Space + ":" + x.Name.Local, attr: x.Copy().Attr, start: at, in: after}
			top := open[len(open)-1]
			top.kids = append(top.kids, n)
			if open = append(open, n); len(open) > maxDepth {
				return nil, errDeep
			}
		case xml.EndElement:
			n := open[len(open)-1]
			if n == root || n.name != x.Name.Space+":"+x.Name.Local {
				return nil, errors.New("tags do not match at byte " + strings.TrimSpace(x.Name.Local))
			}
			if n.out, n.end = at, after; after == at { // <a/>: the decoder makes the end up
				n.out, n.end = n.in, n.in
			}
			open = open[:len(open)-1]
		case xml.Directive:
			return nil, errDoctype
		}
	}
	if len(open) != 1 || len(root.kids) == 0 {
		return nil, io.ErrUnexpectedEOF
	}
	return root, nil
}

// kid is the first child of a name, nil for none; a nil node has none.
func (n *node) kid(name string) *node {
	if n == nil {
		return nil
	}
	for _, k := range n.kids {
		if k.name == name {
			return k
		}
	}
	return nil
}

// get gives an attribute by its local name.
func (n *node) get(name string) string {
	if n == nil {
		return ""
	}
	for _, a := range n.attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

// val is the attribute w:val.
func (n *node) val() string { return n.get("val") }

// on says that a switch such as <w:b/> is on.
func (n *node) on() bool {
	switch n.val() {
	case "0", "false", "off", "none":
		return false
	}
	return n != nil
}

// text gives the characters of an element that has only characters.
func (n *node) text(b []byte) string {
	d := xml.NewDecoder(bytes.NewReader(b[n.in:n.out]))
	var s strings.Builder
	for {
		tok, err := d.RawToken()
		if err != nil {
			return s.String()
		}
		if c, ok := tok.(xml.CharData); ok {
			s.Write(c)
		}
	}
}

// walk calls visit for n and everything under it, as long as visit says to go deeper.
func (n *node) walk(visit func(*node) bool) {
	if !visit(n) {
		return
	}
	for _, k := range n.kids {
		k.walk(visit)
	}
}

// texts are the w:t of a paragraph, without those of text boxes in it, and their joined text.
func (n *node) texts(b []byte) (nodes []*node, joined string) {
	for _, k := range n.kids {
		k.walk(func(x *node) bool {
			if x.name == "w:t" {
				nodes = append(nodes, x)
				joined += x.text(b)
			}
			return x.name != "w:p"
		})
	}
	return nodes, joined
}
