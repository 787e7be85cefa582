package report

import (
	"io"

	"github.com/sothon/sothon/server/export"
)

// XLSX writes tables as a workbook, a sheet each; a table from sample rules says so in its name and over its headings.
func XLSX(w io.Writer, tables []*Table) error {
	sheets := make([]export.Sheet, 0, len(tables))
	for _, t := range tables {
		sheets = append(sheets, t.sheet())
	}
	return export.Book(w, sheets)
}

func (t *Table) sheet() export.Sheet {
	s := export.Sheet{Name: t.Code}
	if s.Name == "" {
		s.Name = t.Title
	}
	if t.Sample {
		s.Name = "MẪU " + s.Name
		s.Above = append(s.Above, SampleWords)
	}
	title := t.Title
	if t.Code != "" {
		title = t.Code + ". " + title
	}
	s.Above = append(s.Above, title)
	if t.Asof != "" {
		s.Above = append(s.Above, "Số liệu đến ngày "+Day.Show(t.Asof))
	}
	if t.Unit != "" {
		s.Above = append(s.Above, t.Unit)
	}
	if t.Missing != "" {
		s.Above = append(s.Above, t.Missing)
	}
	s.Above = append(s.Above, t.Notes...)
	for _, c := range t.Columns {
		head := c.Label
		if c.Group != "" {
			head = c.Group + " – " + c.Label
		}
		s.Heads = append(s.Heads, head)
		s.Numbers = append(s.Numbers, c.Kind.figure())
		s.Dates = append(s.Dates, c.Kind == Day)
	}
	for i := range t.Rows {
		row := make([]string, len(t.Columns))
		for k := range min(len(row), len(t.Rows[i].Cells)) {
			row[k] = t.Rows[i].Cells[k].Value
		}
		s.Rows = append(s.Rows, row)
	}
	return s
}

// Tables lists the tables of a paper in their order, those of its appendices after its own.
func (d *Document) Tables() []*Table {
	var out []*Table
	add := func(parts []Part) {
		for _, p := range parts {
			if t, ok := p.(*Table); ok {
				out = append(out, t)
			}
		}
	}
	add(d.Body)
	for _, a := range d.Appendices {
		add(a.Body)
	}
	return out
}
