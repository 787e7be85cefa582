package xlsform

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"strconv"

	"github.com/sothon/sothon/forms"
	"github.com/sothon/sothon/forms/mdtable"
)

// ParseCSV reads a workbook written as one CSV file in UTF-8: a line whose first cell has text names a sheet, the lines
// below it with an empty first cell are its rows, as in ParseMarkdown. Commas, semicolons or tabs separate, whichever
// the first line has. The Workbook is nil when the Diagnostic is an Error.
func ParseCSV(b []byte) (*Workbook, []forms.Diagnostic) {
	b = bytes.TrimPrefix(b, []byte("\ufeff"))
	r := csv.NewReader(bytes.NewReader(b))
	r.FieldsPerRecord, r.LazyQuotes = -1, true
	first, _, _ := bytes.Cut(b, []byte("\n"))
	for _, comma := range []rune{';', '\t'} {
		if bytes.ContainsRune(first, comma) && !bytes.ContainsRune(first, ',') {
			r.Comma = comma
		}
	}
	w := &Workbook{}
	for {
		cells, err := r.Read()
		if errors.Is(err, io.EOF) {
			return w, nil
		}
		if err != nil {
			row := 0
			var at *csv.ParseError
			if errors.As(err, &at) {
				row = at.Line
			}
			return nil, []forms.Diagnostic{{Severity: forms.Error, Code: "broken-workbook", Row: row, Found: err.Error(),
				Why: text("Tệp CSV bị hỏng ở dòng "+strconv.Itoa(row)+".", "The CSV file is damaged at line "+strconv.Itoa(row)+"."),
				Fix: text("Lưu lại thành CSV UTF-8 từ Excel, hoặc tải lên tệp .xlsx.", "Save it again as CSV UTF-8, or upload the .xlsx file.")}}
		}
		switch {
		case len(cells) == 0 || mdtable.Blank(cells):
		case cells[0] != "":
			w.Sheets = append(w.Sheets, Sheet{Name: cells[0]})
			if !mdtable.Blank(cells[1:]) {
				s := &w.Sheets[len(w.Sheets)-1]
				s.Rows = append(s.Rows, cells[1:])
			}
		case len(w.Sheets) > 0:
			s := &w.Sheets[len(w.Sheets)-1]
			s.Rows = append(s.Rows, cells[1:])
		}
	}
}
