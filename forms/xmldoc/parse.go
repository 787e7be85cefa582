package xmldoc

import (
	"encoding/xml"
	"io"
	"strconv"
	"strings"

	"github.com/sothon/sothon/forms/xpath"
)

// What a document may have at most.
const (
	MaxBytes = 10 << 20
	MaxNodes = 200_000
	MaxDepth = 100
)

// Error says why a text could not be read, and where.
type Error struct {
	Line   int // from 1; 0 = the whole text
	Vi, En string
}

// Error gives place and reason in both languages.
func (e *Error) Error() string {
	if e.Line == 0 {
		return e.Vi + " / " + e.En
	}
	n := strconv.Itoa(e.Line)
	return "dòng " + n + ": " + e.Vi + " / line " + n + ": " + e.En
}

// Parse reads a text. The error is an *Error: not well-formed, or beyond a limit.
func Parse(text string) (*Node, error) {
	if len(text) > MaxBytes {
		return nil, &Error{0, "tệp XML quá lớn (tối đa 10 MB)", "the XML is too large (at most 10 MB)"}
	}
	d := xml.NewDecoder(strings.NewReader(text))
	d.CharsetReader = func(string, io.Reader) (io.Reader, error) { return strings.NewReader(text), nil }
	p := &parser{dec: d, at: &Node{kind: xpath.KindRoot, Line: 1}, text: text}
	p.doc = p.at
	for {
		tok, err := d.RawToken()
		if err == io.EOF {
			break
		}
		if err != nil {
			return nil, p.fail("XML viết sai: "+err.Error(), "the XML is not well-formed: "+err.Error())
		}
		if err := p.token(tok); err != nil {
			return nil, err
		}
	}
	if p.at != p.doc {
		return nil, p.fail("phần tử <"+p.at.QName()+"> không được đóng", "the element <"+p.at.QName()+"> is not closed")
	}
	if p.doc.Element() == nil {
		return nil, p.fail("tệp không có phần tử nào", "there is no element")
	}
	return p.doc, nil
}

type parser struct {
	dec     *xml.Decoder
	doc, at *Node
	depth   int
	nodes   int
	text    string
	line    int // lines counted so far
	counted int // bytes counted so far
}

func (p *parser) here() int {
	to := min(int(p.dec.InputOffset()), len(p.text))
	if to > p.counted {
		p.line += strings.Count(p.text[p.counted:to], "\n")
		p.counted = to
	}
	return p.line + 1
}

func (p *parser) fail(vi, en string) error { return &Error{p.here(), vi, en} }

func (p *parser) add(n *Node) (*Node, error) {
	p.nodes++
	if p.nodes > MaxNodes {
		return nil, p.fail("quá nhiều phần tử (tối đa 200.000)", "too many nodes (at most 200,000)")
	}
	n.order, n.parent, n.Line = p.nodes, p.at, p.here()
	p.at.children = append(p.at.children, n)
	return n, nil
}

func (p *parser) token(tok xml.Token) error {
	switch tok := tok.(type) {
	case xml.StartElement:
		return p.start(tok)
	case xml.EndElement:
		if p.at == p.doc || p.at.prefix != tok.Name.Space || p.at.local != tok.Name.Local {
			return p.fail("thẻ đóng </"+tok.Name.Local+"> không khớp thẻ mở", "the end tag </"+tok.Name.Local+"> does not match its start")
		}
		p.at = p.at.parent
		p.depth--
	case xml.CharData:
		if p.at == p.doc {
			if strings.TrimSpace(string(tok)) != "" {
				return p.fail("có chữ nằm ngoài phần tử gốc", "there is text outside the top element")
			}
			return nil
		}
		_, err := p.add(&Node{kind: xpath.KindText, text: string(tok)}) // a CDATA section is a node of its own
		return err
	case xml.Comment:
		_, err := p.add(&Node{kind: xpath.KindComment, text: string(tok)})
		return err
	case xml.ProcInst:
		if tok.Target != "xml" {
			_, err := p.add(&Node{kind: xpath.KindPI, local: tok.Target, text: string(tok.Inst)})
			return err
		}
	}
	return nil
}

func (p *parser) start(tok xml.StartElement) error {
	if p.depth++; p.depth > MaxDepth {
		return p.fail("các phần tử lồng nhau quá sâu (tối đa 100 tầng)", "elements are nested too deeply (at most 100 levels)")
	}
	if p.at == p.doc && p.doc.Element() != nil {
		return p.fail("có hai phần tử gốc", "there are two top elements")
	}
	n, err := p.add(&Node{kind: xpath.KindElement, prefix: tok.Name.Space, local: tok.Name.Local})
	if err != nil {
		return err
	}
	declares := func(a xml.Attr) bool { return a.Name.Space == "xmlns" || a.Name.Space == "" && a.Name.Local == "xmlns" }
	for _, a := range tok.Attr {
		if !declares(a) {
			continue
		}
		if n.spaces == nil {
			n.spaces = map[string]string{}
		}
		if a.Name.Space == "xmlns" {
			n.spaces[a.Name.Local] = a.Value
		} else {
			n.spaces[""] = a.Value
		}
	}
	n.space = n.SpaceOf(n.prefix)
	for _, a := range tok.Attr {
		p.nodes++
		c := &Node{kind: xpath.KindAttribute, prefix: a.Name.Space, local: a.Name.Local, text: a.Value, parent: n, order: p.nodes, Line: n.Line}
		if declares(a) {
			n.declared = append(n.declared, &Node{kind: xpath.KindAttribute, prefix: a.Name.Local, text: a.Value, parent: n, order: p.nodes, Line: n.Line})
			continue
		}
		if a.Name.Space != "" {
			c.space = n.SpaceOf(a.Name.Space)
		}
		for _, k := range n.attributes {
			if o := k.(*Node); o.prefix == c.prefix && o.local == c.local {
				return p.fail("thuộc tính "+c.QName()+" đứng hai lần", "the attribute "+c.QName()+" stands twice")
			}
		}
		n.attributes = append(n.attributes, c)
	}
	p.at = n
	return nil
}
