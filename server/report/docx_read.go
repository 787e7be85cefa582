package report

import (
	"math"
	"strconv"
	"strings"
	"time"
)

// Pages reads the template's document as pages that the PDF is drawn from: paragraphs, tables and sections with what Word
// says about them, styles resolved. Pictures, text boxes and notes are left out (Check has said so).
func (t *Template) Pages(title string, made time.Time, sample bool) (*Pages, error) {
	root, err := parseXML(t.part(mainPart))
	if err != nil {
		return nil, err
	}
	r := &docxReader{b: t.part(mainPart), styles: readStyles(t.part("word/styles.xml")), numbers: readNumbers(t.part("word/numbering.xml"))}
	p := &Pages{Title: title, Made: made, Sample: sample}
	r.pages = p
	body := root.kid("w:document").kid("w:body")
	r.body(body)
	r.end(body.kid("w:sectPr"))
	return p, nil
}

// docxReader reads word/document.xml.
type docxReader struct {
	b       []byte
	styles  *styleSheet
	numbers *numbering
	pages   *Pages
	blocks  []Block
	page    bool // the next paragraph begins a page
}

// within are elements that only hold others.
var within = map[string]bool{"w:sdt": true, "w:sdtContent": true, "w:ins": true, "w:moveTo": true, "w:hyperlink": true, "w:smartTag": true, "w:customXml": true, "w:fldSimple": true}

func (r *docxReader) body(n *node) {
	for _, k := range n.kids {
		switch {
		case k.name == "w:p":
			p := r.paragraph(k)
			sect := k.kid("w:pPr").kid("w:sectPr")
			if sect == nil || p.visible() {
				r.blocks = append(r.blocks, p)
			}
			if sect != nil {
				r.end(sect)
			}
		case k.name == "w:tbl":
			r.blocks = append(r.blocks, r.grid(k))
		case within[k.name]:
			r.body(k)
		}
	}
}

// visible says that a paragraph shows something.
func (p *Paragraph) visible() bool {
	for i := range p.Runs {
		if strings.TrimSpace(p.Runs[i].Text) != "" {
			return true
		}
	}
	return p.Rule || p.Dots
}

// end closes a section.
func (r *docxReader) end(n *node) {
	s := sectionOf(n)
	s.Restart = s.Restart || len(r.pages.Sections) == 0
	s.Blocks, r.blocks = r.blocks, nil
	for _, b := range s.Blocks {
		if g, ok := b.(*Grid); ok {
			g.fit(s.room())
		}
	}
	r.pages.Sections = append(r.pages.Sections, s)
}

// sectionOf reads the shape of a section's pages.
func sectionOf(n *node) Section {
	var s Section
	size := n.kid("w:pgSz")
	w, h := points(size.get("w")), points(size.get("h"))
	s.Landscape = size.get("orient") == "landscape" || w > h
	if m := n.kid("w:pgMar"); m != nil {
		s.Margins = &[4]float64{points(m.get("top")), points(m.get("right")), points(m.get("bottom")), points(m.get("left"))}
		for i := range s.Margins {
			s.Margins[i] = min(max(math.Abs(s.Margins[i]), 10), 150)
		}
	}
	s.Restart = n.kid("w:pgNumType").get("start") == "1"
	return s
}

// points reads a length in twentieths; 0 when it is none.
func points(s string) float64 {
	n, err := strconv.ParseFloat(s, 64)
	if err != nil || math.Abs(n) > 40000 {
		return 0
	}
	return n / 20
}

// fit makes a grid no wider than the text.
func (g *Grid) fit(room float64) {
	total := 0.0
	for _, w := range g.Widths {
		total += w
	}
	if total > room+1 {
		for i := range g.Widths {
			g.Widths[i] *= room / total
		}
	}
}

func (r *docxReader) paragraph(n *node) *Paragraph {
	look := r.styles.paragraph(n.kid("w:pPr"))
	p := look.asParagraph()
	if r.page {
		p.PageBefore, r.page = true, false
	}
	if s := r.numbers.label(n.kid("w:pPr").kid("w:numPr")); s != "" {
		p.Runs = append(p.Runs, look.run.as(s))
	}
	tabs := false
	r.runs(n, &look, p, &tabs)
	if tabs && look.dots && !p.visible() {
		p.Dots, p.Runs = true, nil
	}
	return p
}

func (r *docxReader) runs(n *node, look *paraLook, p *Paragraph, tabs *bool) {
	for _, k := range n.kids {
		switch {
		case k.name == "w:r":
			rl := r.styles.run(look.run, k.kid("w:rPr"))
			if rl.hidden {
				continue
			}
			r.texts(k, rl, p, tabs)
		case within[k.name]:
			r.runs(k, look, p, tabs)
		}
	}
}

func (r *docxReader) texts(n *node, look runLook, p *Paragraph, tabs *bool) {
	add := func(s string) { p.Runs = append(p.Runs, look.as(s)) }
	for _, k := range n.kids {
		switch k.name {
		case "w:t":
			add(strings.ReplaceAll(k.text(r.b), "\n", " "))
		case "w:tab":
			*tabs = true
			add("    ")
		case "w:noBreakHyphen":
			add("-")
		case "w:br", "w:cr":
			if k.get("type") == "page" {
				if r.page = true; !p.visible() {
					p.PageBefore, r.page = true, false
				}
				continue
			}
			add("\n")
		}
	}
}

func (r *docxReader) grid(n *node) *Grid {
	g := &Grid{}
	for _, c := range n.kid("w:tblGrid").children("w:gridCol") {
		g.Widths = append(g.Widths, points(c.get("w")))
	}
	pr := n.kid("w:tblPr")
	inside := pr.kid("w:tblBorders").kid("w:insideH")
	g.Borders = inside != nil && inside.val() != "nil" && inside.val() != "none" || r.styles.bordered(pr.kid("w:tblStyle").val())
	if inside != nil && (inside.val() == "nil" || inside.val() == "none") {
		g.Borders = false
	}
	heads := true
	for _, tr := range n.deep("w:tr") {
		trPr := tr.kid("w:trPr")
		if heads = heads && trPr.kid("w:tblHeader").on(); heads {
			g.Head++
		}
		row := Row{Whole: trPr.kid("w:cantSplit").on()}
		for _, tc := range tr.deep("w:tc") {
			row.Cells = append(row.Cells, r.cell(tc))
		}
		g.Rows = append(g.Rows, row)
		span := 0
		for i := range row.Cells {
			span += max(1, row.Cells[i].Span)
		}
		for len(g.Widths) < span {
			g.Widths = append(g.Widths, 40)
		}
	}
	return g
}

func (r *docxReader) cell(n *node) GridCell {
	pr := n.kid("w:tcPr")
	c := GridCell{Middle: pr.kid("w:vAlign").val() == "center"}
	if span, err := strconv.Atoi(pr.kid("w:gridSpan").val()); err == nil && span > 1 {
		c.Span = min(span, 63)
	}
	if m := pr.kid("w:vMerge"); m != nil {
		if c.Join = Goes; m.val() == "restart" {
			c.Join = Begins
		}
	}
	r.cellParas(n, &c)
	return c
}

// cellParas reads the paragraphs of a cell, those of tables in it too.
func (r *docxReader) cellParas(n *node, c *GridCell) {
	for _, k := range n.kids {
		switch {
		case k.name == "w:p":
			c.Paras = append(c.Paras, r.paragraph(k))
		case k.name == "w:tbl" || k.name == "w:tr" || k.name == "w:tc" || within[k.name]:
			r.cellParas(k, c)
		}
	}
}

// children are the children of a name.
func (n *node) children(name string) (out []*node) {
	if n == nil {
		return nil
	}
	for _, k := range n.kids {
		if k.name == name {
			out = append(out, k)
		}
	}
	return out
}

// deep are the children of a name, and those within elements that only hold others.
func (n *node) deep(name string) (out []*node) {
	for _, k := range n.kids {
		if k.name == name {
			out = append(out, k)
		} else if within[k.name] {
			out = append(out, k.deep(name)...)
		}
	}
	return out
}
