package report

import (
	"archive/zip"
	"bytes"
	"io"
	"strconv"

	"github.com/klauspost/compress/flate"

	"github.com/sothon/sothon/server/export"
)

// DOCX writes papers as one Word file (ECMA-376 transitional), byte for byte the same for the same papers.
func DOCX(w io.Writer, docs ...*Document) error { return WriteDOCX(w, Compose(docs...)) }

// WriteDOCX writes pages as a Word file.
func WriteDOCX(w io.Writer, p *Pages) error {
	b := &docxWriter{pages: p}
	b.document()
	z := newZip(w)
	for _, part := range []struct{ name, text string }{
		{"[Content_Types].xml", contentTypes},
		{"_rels/.rels", packageRels},
		{"docProps/core.xml", b.core()},
		{"word/document.xml", b.buf.String()},
		{"word/_rels/document.xml.rels", documentRels},
		{"word/styles.xml", stylesXML},
		{"word/settings.xml", settingsXML},
		{"word/header_first.xml", headerXML(p.Sample, false)},
		{"word/header_next.xml", headerXML(p.Sample, true)},
	} {
		if err := putPart(z, part.name, []byte(part.text)); err != nil {
			return err
		}
	}
	return z.Close()
}

// newZip begins an archive without times.
func newZip(w io.Writer) *zip.Writer {
	z := zip.NewWriter(w)
	z.RegisterCompressor(zip.Deflate, func(out io.Writer) (io.WriteCloser, error) { return flate.NewWriter(out, flate.DefaultCompression) })
	return z
}

func putPart(z *zip.Writer, name string, data []byte) error {
	w, err := z.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate})
	if err == nil {
		_, err = w.Write(data)
	}
	return err
}

// docxWriter writes word/document.xml.
type docxWriter struct {
	pages *Pages
	buf   bytes.Buffer
}

func (b *docxWriter) put(parts ...string) {
	for _, s := range parts {
		b.buf.WriteString(s)
	}
}

// twips writes points as twentieths.
func twips(pt float64) string {
	if pt < 0 {
		return "-" + twips(-pt)
	}
	return strconv.Itoa(int(pt*20 + 0.5))
}

func (b *docxWriter) document() {
	b.put(xmlHead, `<w:document `, wordNS, `><w:body>`)
	for i := range b.pages.Sections {
		s := &b.pages.Sections[i]
		b.blocks(s.Blocks)
		last := i == len(b.pages.Sections)-1
		if !last {
			b.put(`<w:p><w:pPr>`, thinSpacing)
		} else if n := len(s.Blocks); n > 0 {
			if _, grid := s.Blocks[n-1].(*Grid); grid {
				b.put(`<w:p><w:pPr>`, thinSpacing, `</w:pPr></w:p>`)
			}
		}
		b.section(s)
		if !last {
			b.put(`</w:pPr></w:p>`)
		}
	}
	b.put(`</w:body></w:document>`)
}

func (b *docxWriter) blocks(blocks []Block) {
	after := false // a grid was just written: two in a row would become one in Word
	for _, x := range blocks {
		switch x := x.(type) {
		case *Paragraph:
			b.paragraph(x)
			after = false
		case *Grid:
			if after {
				b.put(`<w:p><w:pPr>`, thinSpacing, `</w:pPr></w:p>`)
			}
			b.grid(x)
			after = true
		}
	}
}

func (b *docxWriter) section(s *Section) {
	w, h := s.size()
	top, right, bottom, left := s.margins()
	b.put(`<w:sectPr><w:headerReference w:type="default" r:id="rIdNext"/><w:headerReference w:type="first" r:id="rIdFirst"/>`,
		`<w:type w:val="nextPage"/><w:pgSz w:w="`, twips(w), `" w:h="`, twips(h), `"`)
	if s.Landscape {
		b.put(` w:orient="landscape"`)
	}
	b.put(`/><w:pgMar w:top="`, twips(top), `" w:right="`, twips(right), `" w:bottom="`, twips(bottom), `" w:left="`, twips(left),
		`" w:header="`, twips(headerAt), `" w:footer="`, twips(headerAt), `" w:gutter="0"/>`)
	if s.Restart {
		b.put(`<w:pgNumType w:start="1"/>`)
	}
	b.put(`<w:titlePg/></w:sectPr>`)
}

// headerAt is how far page numbers stand from the upper edge.
const headerAt = 10 * mm

// thinSpacing makes an empty paragraph of two points.
const thinSpacing = `<w:spacing w:before="0" w:after="0" w:line="40" w:lineRule="exact"/>`

var aligns = [...]string{"left", "center", "right", "both"}

// paragraph writes a paragraph.
func (b *docxWriter) paragraph(p *Paragraph) {
	b.put(`<w:p><w:pPr>`)
	if p.KeepNext {
		b.put(`<w:keepNext/>`)
	}
	if p.PageBefore {
		b.put(`<w:pageBreakBefore/>`)
	}
	if p.Rule {
		b.put(`<w:pBdr><w:bottom w:val="single" w:sz="6" w:space="0" w:color="000000"/></w:pBdr>`)
	}
	if p.Dots {
		b.put(`<w:tabs><w:tab w:val="right" w:leader="dot" w:pos="`, twips(dotsEnd), `"/></w:tabs>`)
	}
	b.put(`<w:spacing w:before="`, twips(p.Before), `" w:after="`, twips(p.After), `"`)
	switch {
	case p.Thin:
		b.put(` w:line="40" w:lineRule="exact"`)
	case p.Line > 0:
		b.put(` w:line="`, strconv.Itoa(int(p.Line*240+0.5)), `" w:lineRule="auto"`)
	}
	b.put(`/>`)
	if p.Indent != 0 || p.Back != 0 || p.First != 0 {
		b.put(`<w:ind w:left="`, twips(p.Indent), `" w:right="`, twips(p.Back), `"`)
		if p.First > 0 {
			b.put(` w:firstLine="`, twips(p.First), `"`)
		} else if p.First < 0 {
			b.put(` w:hanging="`, twips(-p.First), `"`)
		}
		b.put(`/>`)
	}
	if p.Align != Left {
		b.put(`<w:jc w:val="`, aligns[p.Align], `"/>`)
	}
	b.put(`</w:pPr>`)
	if p.Dots {
		b.put(`<w:r><w:tab/></w:r></w:p>`)
		return
	}
	for i := range p.Runs {
		b.run(&p.Runs[i])
	}
	b.put(`</w:p>`)
}

// dotsEnd is where a dotted line ends: the right edge of an upright page's text.
const dotsEnd = pageShort - leftMargin - backMargin

func (b *docxWriter) run(r *Run) {
	b.put(`<w:r>`)
	if r.Bold || r.Italic || r.Underline || r.Size != 0 && r.Size != bodySize {
		b.put(`<w:rPr>`)
		if r.Bold {
			b.put(`<w:b/><w:bCs/>`)
		}
		if r.Italic {
			b.put(`<w:i/><w:iCs/>`)
		}
		if r.Size != 0 && r.Size != bodySize {
			half := strconv.Itoa(int(r.Size*2 + 0.5))
			b.put(`<w:sz w:val="`, half, `"/><w:szCs w:val="`, half, `"/>`)
		}
		if r.Underline {
			b.put(`<w:u w:val="single"/>`)
		}
		b.put(`</w:rPr>`)
	}
	textXML(&b.buf, r.Text)
	b.put(`</w:r>`)
}

// textXML writes a text as the content of a run, a line feed as a break.
func textXML(b *bytes.Buffer, s string) {
	for i, line := range splitLines(s) {
		if i > 0 {
			b.WriteString(`<w:br/>`)
		}
		b.WriteString(`<w:t xml:space="preserve">`)
		export.EscapeXML(b, line)
		b.WriteString(`</w:t>`)
	}
}
