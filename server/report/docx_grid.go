package report

import (
	"strconv"
	"strings"
)

// grid writes a table.
func (b *docxWriter) grid(g *Grid) {
	b.put(`<w:tbl><w:tblPr>`)
	total := 0.0
	for _, w := range g.Widths {
		total += w
	}
	b.put(`<w:tblW w:w="`, twips(total), `" w:type="dxa"/><w:jc w:val="center"/>`)
	if g.Borders {
		b.put(`<w:tblBorders>`)
		for _, side := range []string{"top", "left", "bottom", "right", "insideH", "insideV"} {
			b.put(`<w:`, side, ` w:val="single" w:sz="4" w:space="0" w:color="000000"/>`)
		}
		b.put(`</w:tblBorders>`)
	}
	b.put(`<w:tblLayout w:type="fixed"/><w:tblCellMar><w:top w:w="`, twips(g.lift()/2), `" w:type="dxa"/><w:left w:w="`, twips(g.pad()), `" w:type="dxa"/><w:bottom w:w="`, twips(g.lift()/2), `" w:type="dxa"/><w:right w:w="`, twips(g.pad()), `" w:type="dxa"/></w:tblCellMar></w:tblPr><w:tblGrid>`)
	for _, w := range g.Widths {
		b.put(`<w:gridCol w:w="`, twips(w), `"/>`)
	}
	b.put(`</w:tblGrid>`)
	for i := range g.Rows {
		b.row(g, i)
	}
	b.put(`</w:tbl>`)
}

// pad is the room at each side of the grid's cells.
func (g *Grid) pad() float64 {
	if g.Borders {
		return cellPad
	}
	return 0
}

func (b *docxWriter) row(g *Grid, n int) {
	r := &g.Rows[n]
	b.put(`<w:tr>`)
	if r.Whole || n < g.Head {
		b.put(`<w:trPr>`)
		if r.Whole {
			b.put(`<w:cantSplit/>`)
		}
		if n < g.Head {
			b.put(`<w:tblHeader/>`)
		}
		b.put(`</w:trPr>`)
	}
	col := 0
	for i := range r.Cells {
		c := &r.Cells[i]
		span := max(1, c.Span)
		width := 0.0
		for k := col; k < min(col+span, len(g.Widths)); k++ {
			width += g.Widths[k]
		}
		col += span
		b.put(`<w:tc><w:tcPr><w:tcW w:w="`, twips(width), `" w:type="dxa"/>`)
		if span > 1 {
			b.put(`<w:gridSpan w:val="`, strconv.Itoa(span), `"/>`)
		}
		switch c.Join {
		case Begins:
			b.put(`<w:vMerge w:val="restart"/>`)
		case Goes:
			b.put(`<w:vMerge/>`)
		}
		if c.Middle {
			b.put(`<w:vAlign w:val="center"/>`)
		}
		b.put(`</w:tcPr>`)
		if len(c.Paras) == 0 {
			b.put(`<w:p/>`)
		}
		for _, p := range c.Paras {
			b.paragraph(p)
		}
		b.put(`</w:tc>`)
	}
	b.put(`</w:tr>`)
}

// splitLines cuts a text at line feeds.
func splitLines(s string) []string { return strings.Split(s, "\n") }
