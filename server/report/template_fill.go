package report

import (
	"bytes"
	"strings"
)

// Values are what the fields of a template stand for. A field that is not there stays as it is written: Check has found it.
type Values struct {
	Fields map[string]string
	Lists  map[string][]map[string]string
	Tables map[string]*Table // by code in small letters
	Sample bool              // MẪU on every page
	Each   string            // the list whose items each fill the whole document, one after another; "" none
}

// Fill puts values into the template and gives the Word file: the same bytes for the same template and values. Everything
// that Word put into the file stays; a text between braces may be cut into runs. A value is never read as a field or as
// markup.
func (t *Template) Fill(v *Values) ([]byte, error) {
	out := &Template{}
	for i := range t.parts {
		out.parts = append(out.parts, t.parts[i])
	}
	for _, name := range t.filled() {
		b := t.part(name)
		root, err := parseXML(b)
		if err != nil {
			return nil, err
		}
		f := &filler{b: b, v: v, rooms: roomsOf(root), main: name == mainPart}
		f.children(root, nil)
		out.put(name, f.out.Bytes())
	}
	if v.Sample {
		out.markSample()
	}
	return out.bytes()
}

// filler writes one part anew.
type filler struct {
	b     []byte
	v     *Values
	out   bytes.Buffer
	rooms []room
	main  bool
}

// room is the width of the text up to the end of a section.
type room struct {
	until int
	width float64
}

func roomsOf(root *node) (out []room) {
	root.walk(func(n *node) bool {
		if n.name == "w:sectPr" {
			s := sectionOf(n)
			out = append(out, room{n.start, s.room()})
		}
		return true
	})
	return out
}

func (f *filler) room(at int) float64 {
	for _, r := range f.rooms {
		if r.until > at {
			return r.width
		}
	}
	s := Section{}
	return s.room()
}

// children writes what lies within n.
func (f *filler) children(n *node, item map[string]string) {
	at := n.in
	for _, k := range n.kids {
		f.out.Write(f.b[at:k.start])
		f.element(k, item)
		at = k.end
	}
	f.out.Write(f.b[at:n.out])
}

func (f *filler) element(n *node, item map[string]string) {
	switch n.name {
	case "w:tr":
		if list := f.listOf(n); list != "" && list != f.v.Each && item == nil {
			items := f.v.Lists[list]
			if len(items) == 0 {
				items = []map[string]string{{}} // a table keeps a row
			}
			for _, it := range items {
				f.copied(n, it)
			}
			return
		}
	case "w:p":
		f.paragraph(n, item)
		return
	case "w:sectPr":
		if f.v.Sample && f.main {
			f.sampleSection(n)
			return
		}
	case "w:body":
		if f.v.Each != "" {
			f.each(n)
			return
		}
		if f.v.Sample && n.kid("w:sectPr") == nil {
			f.out.Write(f.b[n.start:n.in])
			f.children(n, item)
			f.out.WriteString(`<w:sectPr>` + sampleHeaders + `</w:sectPr>`)
			f.out.Write(f.b[n.out:n.end])
			return
		}
	}
	f.copied(n, item)
}

// each writes the document once for every item of a list, each on pages of its own.
func (f *filler) each(body *node) {
	f.out.Write(f.b[body.start:body.in])
	last := body.kid("w:sectPr")
	items := f.v.Lists[f.v.Each]
	if len(items) == 0 {
		items = []map[string]string{{}}
	}
	for i, item := range items {
		if i > 0 {
			f.out.WriteString(`<w:p><w:pPr>` + thinSpacing)
			f.lastSection(last)
			f.out.WriteString(`</w:pPr></w:p>`)
		}
		for _, k := range body.kids {
			if k != last {
				f.element(k, item)
			}
		}
	}
	f.lastSection(last)
	f.out.Write(f.b[body.out:body.end])
}

// lastSection writes the properties of the document's last section, made up where it has none.
func (f *filler) lastSection(last *node) {
	switch {
	case last != nil:
		f.element(last, nil)
	case f.v.Sample:
		f.out.WriteString(`<w:sectPr>` + sampleHeaders + `</w:sectPr>`)
	default:
		f.out.WriteString(`<w:sectPr/>`)
	}
}

// copied writes the element's tags as they stand, with its children filled.
func (f *filler) copied(n *node, item map[string]string) {
	f.out.Write(f.b[n.start:n.in])
	f.children(n, item)
	f.out.Write(f.b[n.out:n.end])
}

// listOf is the list that the row shows, "" for none.
func (f *filler) listOf(row *node) (list string) {
	row.walk(func(n *node) bool {
		if n.name == "w:p" && list == "" {
			_, s := n.texts(f.b)
			all, _ := fieldsOf(s)
			for i := range all {
				if l, _ := all[i].list(); l != "" {
					if _, known := f.v.Lists[l]; known {
						list = l
					}
				}
			}
		}
		return list == ""
	})
	return list
}

func (f *filler) paragraph(p *node, item map[string]string) {
	nodes, s := p.texts(f.b)
	all, _ := fieldsOf(s)
	if len(all) == 1 && strings.TrimSpace(s) == s[all[0].start:all[0].end] {
		if code, ok := all[0].table(); ok && f.v.Tables[code] != nil {
			w := &docxWriter{pages: &Pages{}}
			w.blocks(f.v.Tables[code].blocks(f.room(p.start)))
			f.out.Write(w.buf.Bytes())
			return
		}
	}
	f.runs(p, f.replaced(nodes, all, item), item)
}

// replaced gives the new text of each w:t that a field touches: its value where it begins, nothing of it in those that
// follow.
func (f *filler) replaced(nodes []*node, all []field, item map[string]string) map[*node]string {
	out := map[*node]string{}
	at := 0
	for _, n := range nodes {
		s := n.text(f.b)
		from, to := at, at+len(s)
		at = to
		var b strings.Builder
		pos, touched := from, false
		for i := range all {
			v, known := f.value(&all[i], item)
			if !known || all[i].end <= from || all[i].start >= to {
				continue
			}
			touched = true
			if all[i].start >= from {
				b.WriteString(s[pos-from : all[i].start-from])
				b.WriteString(v)
			}
			pos = min(all[i].end, to)
		}
		if touched {
			b.WriteString(s[pos-from:])
			out[n] = b.String()
		}
	}
	return out
}

func (f *filler) value(x *field, item map[string]string) (string, bool) {
	list, column := x.list()
	if list == "" {
		v, ok := f.v.Fields[column]
		return v, ok
	}
	if item == nil {
		return "", false
	}
	return item[column], true
}

// runs writes a paragraph with the texts of some w:t changed; text boxes in it are paragraphs of their own.
func (f *filler) runs(n *node, changed map[*node]string, item map[string]string) {
	f.out.Write(f.b[n.start:n.in])
	at := n.in
	for _, k := range n.kids {
		f.out.Write(f.b[at:k.start])
		s, new := changed[k]
		switch {
		case new:
			textXML(&f.out, s)
		case k.name == "w:p" || k.name == "w:sectPr":
			f.element(k, item)
		default:
			f.runs(k, changed, item)
		}
		at = k.end
	}
	f.out.Write(f.b[at:n.out])
	f.out.Write(f.b[n.out:n.end])
}
