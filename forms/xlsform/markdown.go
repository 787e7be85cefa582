package xlsform

import (
	"strings"

	"github.com/sothon/sothon/forms/mdtable"
)

// ParseMarkdown reads a workbook written as markdown tables: a line whose first cell has text names a sheet, the lines
// below it with an empty first cell are its rows. A "\|" is a bar within a cell; lines that do not begin with a bar and
// rulers such as "|---|---|" are skipped. Any text gives a workbook, at worst one without sheets.
//
//	| survey |      |      |             |
//	|        | type | name | label       |
//	|        | text | ten  | Họ và tên?  |
func ParseMarkdown(md string) *Workbook {
	w := &Workbook{}
	for line := range strings.Lines(md) {
		cells, ok := mdtable.Row(line)
		if !ok || mdtable.IsRuler(cells) {
			continue
		}
		if cells[0] != "" {
			w.Sheets = append(w.Sheets, Sheet{Name: cells[0]})
		}
		if len(w.Sheets) == 0 {
			continue
		}
		s := &w.Sheets[len(w.Sheets)-1]
		if row := cells[1:]; cells[0] == "" {
			s.Rows = append(s.Rows, row)
		} else if len(s.Rows) == 0 && !mdtable.Blank(row) {
			s.Rows = append(s.Rows, row) // header on the same line as the sheet's name
		}
	}
	return w
}

// Markdown writes a workbook as ParseMarkdown reads it. Line breaks within cells become spaces.
func Markdown(w *Workbook) string {
	var out strings.Builder
	escape := strings.NewReplacer("|", `\|`, "\r\n", " ", "\n", " ", "\r", " ")
	for i, s := range w.Sheets {
		if i > 0 {
			out.WriteByte('\n')
		}
		out.WriteString("| " + escape.Replace(s.Name) + " |\n")
		for _, row := range s.Rows {
			out.WriteString("| |")
			for _, c := range row {
				out.WriteString(" " + escape.Replace(c) + " |")
			}
			out.WriteByte('\n')
		}
	}
	return out.String()
}
