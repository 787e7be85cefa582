package report

// laid is a row of a grid broken into lines.
type laid struct {
	row    *Row
	cells  [][]step // by cell
	height float64
}

// step is a line in a cell, or room between paragraphs.
type step struct {
	p      *Paragraph
	l      line
	first  bool // of its paragraph
	height float64
}

// first is the height of what must stand together at the grid's beginning: the headings, the first row, and the rows that
// keep to the next.
func (g *Grid) first(float64) float64 {
	h, n := 0.0, 0
	for n < len(g.Rows) {
		group := g.group(n)
		for i := range group {
			h += group[i].height
		}
		n += len(group)
		if n > g.Head && !g.Rows[n-1].keeps() {
			break
		}
	}
	return h
}

// keeps says that the row keeps to the next, as Word reads it: its paragraphs do.
func (r *Row) keeps() bool {
	for i := range r.Cells {
		if p := r.Cells[i].Paras; len(p) > 0 {
			return p[0].KeepNext
		}
	}
	return false
}

// group lays out the row n and those that cells join to it.
func (g *Grid) group(n int) []laid {
	out := []laid{g.lay(n)}
	for m := n + 1; m < len(g.Rows) && goesOn(&g.Rows[m]); m++ {
		out = append(out, g.lay(m))
	}
	for i := range out { // a joined cell that is higher than its rows makes the last of them higher
		for c := range out[i].row.Cells {
			if out[i].row.Cells[c].Join != Begins {
				continue
			}
			col, end, have := out[i].row.column(c), i, out[i].height
			for end+1 < len(out) && out[end+1].row.joins(col) {
				end++
				have += out[end].height
			}
			if want := stepsHeight(out[i].cells[c]) + g.lift(); want > have {
				out[end].height += want - have
			}
		}
	}
	return out
}

func goesOn(r *Row) bool {
	for i := range r.Cells {
		if r.Cells[i].Join == Goes {
			return true
		}
	}
	return false
}

// column is the place of the first column of a cell.
func (r *Row) column(cell int) int {
	n := 0
	for i := range cell {
		n += max(1, r.Cells[i].Span)
	}
	return n
}

// joins says that the cell at a column goes on from above.
func (r *Row) joins(col int) bool {
	n := 0
	for i := range r.Cells {
		if n == col {
			return r.Cells[i].Join == Goes
		}
		n += max(1, r.Cells[i].Span)
	}
	return false
}

// lift is the room above and below the text of a cell with borders.
func (g *Grid) lift() float64 {
	if g.Borders {
		return 3
	}
	return 0
}

func (g *Grid) width(col, span int) float64 {
	w := 0.0
	for k := col; k < min(col+span, len(g.Widths)); k++ {
		w += g.Widths[k]
	}
	return w
}

func (g *Grid) lay(n int) laid {
	r := &g.Rows[n]
	out := laid{row: r}
	col := 0
	for i := range r.Cells {
		c := &r.Cells[i]
		span := max(1, c.Span)
		room := g.width(col, span) - 2*g.pad()
		col += span
		var steps []step
		if c.Join != Goes {
			for _, p := range c.Paras {
				if p.Before > 0 {
					steps = append(steps, step{height: p.Before})
				}
				for k, l := range p.wrap(room) {
					steps = append(steps, step{p, l, k == 0, l.height})
				}
				if p.After > 0 {
					steps = append(steps, step{height: p.After})
				}
			}
			if c.Join == Alone {
				out.height = max(out.height, stepsHeight(steps)+g.lift())
			}
		}
		out.cells = append(out.cells, steps)
	}
	out.height = max(out.height, 4)
	return out
}

func stepsHeight(all []step) float64 {
	h := 0.0
	for i := range all {
		h += all[i].height
	}
	return h
}

// grid draws a table, its headings again on each page.
func (d *drawer) grid(g *Grid) {
	var head []laid
	for n := 0; n < g.Head && n < len(g.Rows); {
		group := g.group(n)
		head = append(head, group...)
		n += len(group)
	}
	headHeight := 0.0
	for i := range head {
		headHeight += head[i].height
	}
	d.rows(g, head)
	for n := len(head); n < len(g.Rows); {
		group := g.group(n)
		n += len(group)
		height := 0.0
		for i := range group {
			height += group[i].height
		}
		room := d.bottom - d.top - headHeight
		switch {
		case d.y+height <= d.bottom+0.01:
		case height <= room:
			d.page()
			d.rows(g, head)
		default: // higher than a page: in pieces
			for i := range group {
				d.pieces(g, head, group[i])
			}
			continue
		}
		d.rows(g, group)
	}
}

// pieces draws a row that is higher than a page.
func (d *drawer) pieces(g *Grid, head []laid, r laid) {
	for {
		part, rest := laid{row: r.row}, laid{row: r.row}
		avail, more := d.bottom-d.y-g.lift(), false
		for _, steps := range r.cells {
			n, h := 0, 0.0
			for n < len(steps) && h+steps[n].height <= avail {
				h += steps[n].height
				n++
			}
			part.cells, rest.cells = append(part.cells, steps[:n]), append(rest.cells, steps[n:])
			part.height, rest.height = max(part.height, h+g.lift()), max(rest.height, stepsHeight(steps[n:])+g.lift())
			more = more || n < len(steps)
		}
		took := part.height > g.lift()
		if took {
			d.rows(g, []laid{part})
		}
		if !more {
			return
		}
		fresh := d.y <= d.top+0.01
		if !took && fresh {
			d.rows(g, []laid{rest}) // not even one line fits a page: let it run over the edge
			return
		}
		d.page()
		d.rows(g, head)
		r = rest
	}
}

// rows draws rows that are joined or stand alone, as they fit.
func (d *drawer) rows(g *Grid, rows []laid) {
	total := 0.0
	for _, w := range g.Widths {
		total += w
	}
	left := d.left + (d.room-total)/2
	for i := range rows {
		x, col := left, 0
		for c := range rows[i].row.Cells {
			cell := &rows[i].row.Cells[c]
			span := max(1, cell.Span)
			w := g.width(col, span)
			if cell.Join != Goes {
				h := rows[i].height
				for k := i + 1; cell.Join == Begins && k < len(rows) && rows[k].row.joins(col); k++ {
					h += rows[k].height
				}
				d.cell(g, cell, rows[i].cells[c], x, w, h)
			}
			x, col = x+w, col+span
		}
		d.y += rows[i].height
	}
}

func (d *drawer) cell(g *Grid, c *GridCell, steps []step, x, w, h float64) {
	if g.Borders {
		d.pdf.Rect(x, d.y, w, h, "D")
	}
	y := d.y + g.lift()/2
	if c.Middle {
		y = d.y + (h-stepsHeight(steps))/2
	}
	for i := range steps {
		s := &steps[i]
		if s.p != nil {
			d.line(s.p, &s.l, s.first, x+g.pad(), y, w-2*g.pad())
		}
		y += s.height
	}
}
