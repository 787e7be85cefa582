package report

import (
	"io"
	"strconv"

	"codeberg.org/go-pdf/fpdf"
)

// PDF writes papers as one PDF with the fonts embedded, byte for byte the same for the same papers.
func PDF(w io.Writer, docs ...*Document) error { return WritePDF(w, Compose(docs...)) }

// WritePDF draws pages as a PDF.
func WritePDF(w io.Writer, p *Pages) error { return writePDF(w, p, true) }

func writePDF(w io.Writer, p *Pages, packed bool) error {
	d := &drawer{pages: p, pdf: fpdf.NewCustom(&fpdf.InitType{OrientationStr: "P", UnitStr: "pt", SizeStr: "A4"})}
	d.pdf.SetCompression(packed)
	d.pdf.SetCatalogSort(true)
	d.pdf.SetCreationDate(p.Made.UTC())
	d.pdf.SetModificationDate(p.Made.UTC())
	d.pdf.SetTitle(faces[0].shown(p.Title), true)
	d.pdf.SetProducer("Sổ Thôn", true)
	d.pdf.SetLang("vi-VN")
	d.pdf.SetAutoPageBreak(false, 0)
	d.pdf.SetMargins(0, 0, 0)
	for _, f := range faces {
		d.pdf.AddUTF8FontFromBytes(family, f.style, f.ttf)
	}
	d.pdf.SetLineWidth(0.5)
	for i := range p.Sections {
		d.section(&p.Sections[i])
	}
	return d.pdf.Output(w)
}

const family = "LiberationSerif"

// drawer puts blocks on pages from the top down.
type drawer struct {
	pages  *Pages
	pdf    *fpdf.Fpdf
	sec    *Section
	number int     // of the page within its numbering
	y      float64 // where the next line begins
	top    float64
	bottom float64
	left   float64
	room   float64
	font   struct {
		f    *face
		size float64
	}
}

func (d *drawer) section(s *Section) {
	d.sec = s
	if s.Restart {
		d.number = 0
	}
	d.page()
	for i := range s.Blocks {
		if p, ok := s.Blocks[i].(*Paragraph); ok && p.PageBefore {
			d.page()
		} else if d.y > d.top && d.y+d.need(s.Blocks[i:]) > d.bottom {
			d.page()
		}
		switch x := s.Blocks[i].(type) {
		case *Paragraph:
			d.paragraph(x)
		case *Grid:
			d.grid(x)
		}
	}
}

// page begins a page: the word MẪU on samples, the number in the middle of the upper margin but on the first.
func (d *drawer) page() {
	w, h := d.sec.size()
	top, right, bottom, left := d.sec.margins()
	d.pdf.AddPageFormat("P", fpdf.SizeType{Wd: w, Ht: h})
	d.font.f = nil
	d.number++
	d.top, d.bottom, d.left, d.room = top, h-bottom, left, w-left-right
	d.y = d.top
	if d.pages.Sample {
		d.mark(w, h)
	}
	if d.number > 1 {
		d.center(strconv.Itoa(d.number), faces[0], bodySize, headerAt+bodySize*ascent)
	}
}

// mark writes MẪU across the page and says in words what it means.
func (d *drawer) mark(w, h float64) {
	const size = 150
	d.pdf.SetTextColor(236, 236, 236)
	d.pdf.TransformBegin()
	d.pdf.TransformRotate(45, w/2, h/2)
	d.set(faces[1], size)
	d.pdf.Text((w-faces[1].measure("MẪU", size))/2, h/2+size/3, "MẪU")
	d.pdf.TransformEnd()
	d.pdf.SetTextColor(0, 0, 0)
	d.font.f = nil
	d.center(SampleWords, faces[1], 10, 20)
}

func (d *drawer) center(s string, f *face, size, y float64) {
	d.set(f, size)
	d.pdf.Text(d.left+(d.room-f.measure(s, size))/2, y, s)
}

func (d *drawer) set(f *face, size float64) {
	if d.font.f != f || d.font.size != size {
		d.font.f, d.font.size = f, size
		d.pdf.SetFont(family, f.style, size)
	}
}

// need is the height that the first block must find on the page: itself when it keeps to the next, else its first lines.
func (d *drawer) need(blocks []Block) float64 {
	switch x := blocks[0].(type) {
	case *Grid:
		if h := x.first(d.room); h <= d.bottom-d.top {
			return h
		}
		return 60 // too high to stand together
	case *Paragraph:
		h := x.Before
		lines := x.wrap(d.room)
		for i := range lines {
			if i == 2 && !x.KeepNext {
				break
			}
			h += lines[i].height
		}
		if x.KeepNext && len(blocks) > 1 {
			h += x.After + d.need(blocks[1:])
		}
		return min(h, d.bottom-d.top)
	}
	return 0
}

func (d *drawer) paragraph(p *Paragraph) {
	if d.y > d.top {
		d.y += p.Before
	}
	for i, l := range p.wrap(d.room) {
		if d.y+l.height > d.bottom+0.01 {
			d.page()
		}
		d.line(p, &l, i == 0, d.left, d.y, d.room)
		d.y += l.height
	}
	d.y += p.After
}

// line draws a line whose upper left corner and room are given, with what belongs to its paragraph.
func (d *drawer) line(p *Paragraph, l *line, first bool, x, y, room float64) {
	if p.Rule {
		d.pdf.Line(x+p.Indent, y+l.height-1, x+room-p.Back, y+l.height-1)
	}
	x, room = x+p.Indent, room-p.Indent-p.Back
	if first {
		x, room = x+p.First, room-p.First
	}
	base := y + (l.height-l.size*lineHeight)/2 + l.size*ascent
	if p.Dots {
		d.dots(x, base, room)
		return
	}
	stretch := 0.0
	switch p.Align {
	case Center:
		x += (room - l.width) / 2
	case Right:
		x += room - l.width
	case Justify:
		if n := len(l.words) - 1; n > 0 && !l.last {
			stretch = (room - l.width) / float64(n)
		}
	}
	for i := range l.words {
		w := &l.words[i]
		for k := range w.pieces {
			c := &w.pieces[k]
			d.set(c.face, c.size)
			text := c.text
			if k == len(w.pieces)-1 && i < len(l.words)-1 {
				text += w.after // so that a reader of the file's text finds the blanks
			}
			d.pdf.Text(x, base, text)
			if c.underline {
				d.pdf.Line(x, base+1.5, x+c.width, base+1.5)
			}
			x += c.width
		}
		x += w.blank + stretch
	}
}

// dots draws a dotted line to write on.
func (d *drawer) dots(x, base, room float64) {
	d.pdf.SetDashPattern([]float64{0.6, 2.4}, 0)
	d.pdf.Line(x, base, x+room, base)
	d.pdf.SetDashPattern([]float64{}, 0)
}
