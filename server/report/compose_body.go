package report

// bodyBlocks lays out the parts of a body in a width.
func bodyBlocks(parts []Part, room float64) []Block {
	var out []Block
	for _, p := range parts {
		switch p := p.(type) {
		case Heading:
			h := para(Run{Text: p.Text, Bold: true, Italic: p.Level == 3})
			h.KeepNext, h.Align = true, Left
			if p.Level == 0 { // over lists in an annex
				h.Align, h.First = Center, 0
			}
			out = append(out, h)
		case Text:
			t := para(p.Runs...)
			if p.Center {
				t.Align, t.First = Center, 0
			}
			if p.Flush {
				t.First = 0
			}
			out = append(out, t)
		case *Table:
			out = append(out, p.blocks(room)...)
		case Gap:
			for range p.Lines {
				out = append(out, &Paragraph{Dots: true, Before: 3, Line: 1.15, Runs: []Run{{Text: " "}}})
			}
		}
	}
	return out
}

// para is a paragraph of the body.
func para(runs ...Run) *Paragraph {
	return &Paragraph{Runs: runs, Align: Justify, First: indent, Before: 6, Line: 1.15}
}

func centered(s string, size float64, bold, italic bool) *Paragraph {
	return &Paragraph{Runs: []Run{{Text: s, Bold: bold, Italic: italic, Size: size}}, Align: Center}
}

// rule is a thin line of a length in the middle of a width.
func rule(room, length float64) *Paragraph {
	side := max(0, (room-length)/2)
	return &Paragraph{Rule: true, Thin: true, Indent: side, Back: side}
}

// blocks lays out a table: title, unit and date, grid, notes.
func (t *Table) blocks(room float64) []Block {
	var out []Block
	if !t.Bare {
		title := t.Heading
		if title == "" && t.Code != "" {
			title = "Bảng " + t.Code + ". " + t.Title
		} else if title == "" {
			title = t.Title
		}
		if t.Sample {
			title += " (MẪU)"
		}
		p := centered(title, 13, true, false)
		p.Before, p.KeepNext = 10, true
		out = append(out, p)
	}
	under := t.Unit
	if t.Asof != "" {
		if under != "" {
			under += "; "
		}
		under += "số liệu đến ngày " + Day.Show(t.Asof)
	}
	if under != "" {
		out = append(out, &Paragraph{Runs: []Run{{Text: under, Italic: true, Size: 12}}, Align: Right, After: 2, KeepNext: true})
	}
	out = append(out, t.grid(room))
	for _, n := range t.Notes {
		out = append(out, &Paragraph{Runs: []Run{{Text: n, Italic: true, Size: listSize}}, Before: 2})
	}
	return append(out, &Paragraph{Thin: true, Before: 4})
}

// grid is the table's cells with its headings, one row of them or two where columns are grouped.
func (t *Table) grid(room float64) *Grid {
	size := 12.0
	switch n := len(t.Columns); {
	case n > 16:
		size = 9
	case n > 12:
		size = 10
	case n > 8:
		size = 11
	}
	g := &Grid{Borders: true, Widths: t.widths(room, size)}
	g.Rows, g.Head = t.heads(size)
	if t.Missing != "" {
		p := &Paragraph{Runs: []Run{{Text: t.Missing, Italic: true, Size: size}}, Align: Center}
		g.Rows = append(g.Rows, Row{Cells: []GridCell{{Span: len(t.Columns), Paras: []*Paragraph{p}}}})
		return g
	}
	for i := range t.Rows {
		g.Rows = append(g.Rows, t.line(&t.Rows[i], size))
	}
	if len(t.Rows) <= keptRows {
		for i := range g.Rows[:len(g.Rows)-1] {
			for k := range g.Rows[i].Cells {
				for _, p := range g.Rows[i].Cells[k].Paras {
					p.KeepNext = true
				}
			}
		}
	}
	return g
}

// keptRows is how many rows a table has at most that is not cut by the end of a page.
const keptRows = 14

func (t *Table) heads(size float64) ([]Row, int) {
	two := false
	for _, c := range t.Columns {
		two = two || c.Group != ""
	}
	head := func(s string, span int, j Join) GridCell {
		return GridCell{Span: span, Join: j, Middle: true, Paras: []*Paragraph{centered(s, size, true, false)}}
	}
	top, low := Row{Whole: true}, Row{Whole: true}
	for i := 0; i < len(t.Columns); {
		c := &t.Columns[i]
		if c.Group == "" {
			if !two {
				top.Cells = append(top.Cells, head(c.Label, 1, Alone))
			} else {
				top.Cells = append(top.Cells, head(c.Label, 1, Begins))
				low.Cells = append(low.Cells, head("", 1, Goes))
			}
			i++
			continue
		}
		n := i
		for ; n < len(t.Columns) && t.Columns[n].Group == c.Group; n++ {
			low.Cells = append(low.Cells, head(t.Columns[n].Label, 1, Alone))
		}
		top.Cells = append(top.Cells, head(c.Group, n-i, Alone))
		i = n
	}
	if !two {
		return []Row{top}, 1
	}
	return []Row{top, low}, 2
}

func (t *Table) line(l *Line, size float64) Row {
	row := Row{Whole: true}
	for i := range t.Columns {
		p := &Paragraph{Runs: []Run{{Bold: l.Total, Size: size}}}
		if i < len(l.Cells) {
			p.Runs[0].Text = t.Columns[i].Kind.Show(l.Cells[i].Value)
		}
		switch k := t.Columns[i].Kind; {
		case k.figure():
			p.Align = Right
		case k == Day:
			p.Align = Center
		}
		row.Cells = append(row.Cells, GridCell{Middle: true, Paras: []*Paragraph{p}})
	}
	return row
}
