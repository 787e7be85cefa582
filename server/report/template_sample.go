package report

import (
	"bytes"
	"strings"
)

const (
	sampleFirst = "word/sothon_mau_first.xml"
	sampleNext  = "word/sothon_mau_next.xml"

	sampleHeaders = `<w:headerReference xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" w:type="default" r:id="rIdSoThonNext"/>` +
		`<w:headerReference xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" w:type="even" r:id="rIdSoThonNext"/>` +
		`<w:headerReference xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" w:type="first" r:id="rIdSoThonFirst"/>`
)

// sampleSection writes a section's properties with the headers that say MẪU in place of its own.
func (f *filler) sampleSection(n *node) {
	if n.in == n.end { // <w:sectPr/>
		f.out.WriteString(`<w:sectPr>` + sampleHeaders + `</w:sectPr>`)
		return
	}
	f.out.Write(f.b[n.start:n.in])
	f.out.WriteString(sampleHeaders)
	at := n.in
	for _, k := range n.kids {
		f.out.Write(f.b[at:k.start])
		if k.name != "w:headerReference" {
			f.out.Write(f.b[k.start:k.end])
		}
		at = k.end
	}
	f.out.Write(f.b[at:n.end])
}

// markSample adds the headers that say MẪU to the file.
func (t *Template) markSample() {
	t.put(sampleFirst, []byte(headerXML(true, false)))
	t.put(sampleNext, []byte(headerXML(true, true)))
	before := func(name, mark, with string) {
		b := t.part(name)
		if b == nil && strings.HasSuffix(name, ".rels") {
			b = []byte(xmlHead + packRels + `</Relationships>`)
		}
		if i := bytes.LastIndex(b, []byte(mark)); i >= 0 {
			t.put(name, append(append(append([]byte(nil), b[:i]...), with...), b[i:]...))
		}
	}
	before("word/_rels/document.xml.rels", "</Relationships>", `<Relationship Id="rIdSoThonFirst" Type="`+relKind+`header" Target="sothon_mau_first.xml"/>`+
		`<Relationship Id="rIdSoThonNext" Type="`+relKind+`header" Target="sothon_mau_next.xml"/>`)
	before("[Content_Types].xml", "</Types>", `<Override PartName="/`+sampleFirst+`" ContentType="`+wordKind+`header+xml"/>`+
		`<Override PartName="/`+sampleNext+`" ContentType="`+wordKind+`header+xml"/>`)
}
