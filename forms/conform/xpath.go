package conform

import (
	"errors"
	"math"

	"github.com/sothon/sothon/forms/xmldoc"
	"github.com/sothon/sothon/forms/xpath"
)

// steps bounds one evaluation to well under a second.
const steps = 5_000_000

func (q *request) xpath() (any, error) {
	doc, err := xmldoc.Parse(q.XML)
	if err != nil {
		return nil, err
	}
	h := &documentHost{doc: doc, root: doc, lang: q.Lang, spaces: q.NS}
	if h.now, h.zone, err = q.clock(); err != nil {
		return nil, err
	}
	at, err := h.node(q.Context)
	if err != nil {
		return nil, err
	}
	if q.Root != "" {
		if h.root, err = h.node(q.Root); err != nil {
			return nil, err
		}
	}
	e, err := xpath.Parse(q.Expr)
	if err != nil {
		return nil, err
	}
	left := steps
	v, err := e.Eval(&xpath.Context{Node: at, Host: h, Plain: q.Engine == "xpath1", Steps: &left})
	if err != nil {
		return nil, err
	}
	switch q.Type {
	case "boolean":
		return v.Bool(), nil
	case "number":
		return number(v.Num()), nil
	case "nodeset":
		got := []string{}
		if !v.IsNodeset() {
			return append(got, v.Str()), nil
		}
		for _, n := range v.Nodes() {
			got = append(got, n.Value())
		}
		return got, nil
	}
	return v.Str(), nil
}

// number is a number as JSON can hold it.
func number(f float64) any {
	switch {
	case math.IsNaN(f):
		return "NaN"
	case math.IsInf(f, 1):
		return "Infinity"
	case math.IsInf(f, -1):
		return "-Infinity"
	}
	return f
}

// documentHost answers from one document: instances and translations are found where an XForm has them.
type documentHost struct {
	xpath.BaseHost
	doc    *xmldoc.Node
	root   xpath.Node
	now    int64
	zone   int
	lang   string
	spaces map[string]string
	drawn  uint64
}

func (h *documentHost) node(path string) (xpath.Node, error) {
	e, err := xpath.Parse(path)
	if err != nil {
		return nil, err
	}
	v, err := e.Eval(&xpath.Context{Node: h.doc, Host: h, Plain: true})
	if err != nil {
		return nil, err
	}
	if n := v.First(); n != nil {
		return n, nil
	}
	return nil, errors.New("không có nút " + path + " / there is no node " + path)
}

// Root is where absolute paths begin.
func (h *documentHost) Root() xpath.Node { return h.root }

// Now is the instant of the request.
func (h *documentHost) Now() (int64, int) { return h.now, h.zone }

// Lang is the language of the request.
func (h *documentHost) Lang() string { return h.lang }

// Random draws from a sequence that is the same for every request.
func (h *documentHost) Random() float64 {
	h.drawn = h.drawn*6364136223846793005 + 1442695040888963407
	return float64(h.drawn>>11) / (1 << 53)
}

// Instance is the element with that id.
func (h *documentHost) Instance(id string) (xpath.Node, bool) {
	n := h.doc.Find(func(e *xmldoc.Node) bool { return e.Local() == "instance" && e.Attr("id") == id })
	return n, n != nil
}

// Itext is the text of the active translation.
func (h *documentHost) Itext(id string) (string, bool) {
	tr := h.doc.Find(func(e *xmldoc.Node) bool { return e.Local() == "translation" && e.Attr("lang") == h.lang })
	if tr == nil {
		return "", false
	}
	for _, t := range tr.All("text") {
		if v := t.Child("value"); t.Attr("id") == id && v != nil {
			return v.Value(), true
		}
	}
	return "", false
}

// Namespace knows the prefixes of the request and those of the top element.
func (h *documentHost) Namespace(prefix string) (string, bool) {
	if uri, ok := h.spaces[prefix]; ok {
		return uri, true
	}
	if prefix != "" {
		if uri := h.doc.Element().SpaceOf(prefix); uri != "" {
			return uri, true
		}
	}
	return h.BaseHost.Namespace(prefix)
}
