package roll

import (
	"bytes"
	"encoding/binary"
	"encoding/csv"
	"errors"
	"io"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/sothon/sothon/forms"
	"github.com/sothon/sothon/forms/xlsform"
	"github.com/sothon/sothon/forms/xlsform/xlsx"
	"github.com/sothon/sothon/schema"
)

// MaxFile is the largest list in bytes; MaxRows the most rows of one that are read.
const (
	MaxFile = 20 << 20
	MaxRows = 60_000
)

// File is a list taken apart: sheets of cells as text, NFC and trimmed.
type File struct{ Sheets []xlsform.Sheet }

// Sheet finds a sheet by its name; nil when there is none.
func (f *File) Sheet(name string) *xlsform.Sheet {
	for i := range f.Sheets {
		if f.Sheets[i].Name == name {
			return &f.Sheets[i]
		}
	}
	return nil
}

// Open reads a workbook (.xlsx) or a table as text (.csv, .txt). The File is nil when a Diagnostic is an Error.
func Open(name string, file []byte) (*File, []forms.Diagnostic) {
	if len(file) > MaxFile {
		return nil, []forms.Diagnostic{problem("too-large", "", "Tệp lớn quá 20 MB.", "The file is larger than 20 MB.",
			"Xóa ảnh và các trang không cần, hoặc chia danh sách theo thôn.", "Delete pictures and sheets that are not needed, or split the list by village.")}
	}
	w, diags := (*xlsform.Workbook)(nil), []forms.Diagnostic(nil)
	if strings.HasSuffix(strings.ToLower(name), ".csv") || strings.HasSuffix(strings.ToLower(name), ".txt") {
		rows, d := readCSV(file)
		if d != nil {
			return nil, []forms.Diagnostic{*d}
		}
		w = &xlsform.Workbook{Sheets: []xlsform.Sheet{{Name: "CSV", Rows: rows}}}
	} else if w, diags = xlsx.ReadAll(file, xlsx.Limits{}); w == nil {
		return nil, diags
	}
	f := &File{}
	for _, s := range w.Sheets {
		if len(s.Rows) > MaxRows {
			return nil, []forms.Diagnostic{problem("too-large", s.Name, "Trang có quá 60.000 hàng.", "The sheet has more than 60,000 rows.",
				"Xóa các hàng trống đã định dạng, hoặc chia danh sách theo thôn.", "Delete formatted empty rows, or split the list by village.")}
		}
		rows, any := make([][]string, len(s.Rows)), false
		for i, row := range s.Rows {
			for _, cell := range row {
				cell = strings.Join(strings.Fields(schema.Clean(cell)), " ")
				any = any || cell != ""
				rows[i] = append(rows[i], cell)
			}
		}
		if any {
			f.Sheets = append(f.Sheets, xlsform.Sheet{Name: s.Name, Rows: rows})
		}
	}
	if len(f.Sheets) == 0 {
		return nil, append(diags, problem("empty", "", "Tệp không có hàng nào có chữ.", "The file has no row with text.",
			"Chọn đúng tệp danh sách hộ rồi tải lên lại.", "Choose the file with the list and upload it again."))
	}
	return f, diags
}

func problem(code, sheet, vi, en, fixVi, fixEn string) forms.Diagnostic {
	return forms.Diagnostic{Severity: forms.Error, Code: code, Sheet: sheet, Why: forms.Message{Vi: vi, En: en}, Fix: forms.Message{Vi: fixVi, En: fixEn}}
}

// readCSV reads a table with commas, semicolons or tabs, in UTF-8 or UTF-16.
func readCSV(file []byte) ([][]string, *forms.Diagnostic) {
	text, ok := decode(file)
	if !ok {
		d := problem("encoding", "CSV", "Tệp CSV không ở dạng UTF-8 nên chữ tiếng Việt không đọc được.", "The CSV file is not UTF-8; Vietnamese letters can not be read.",
			"Trong Excel chọn Lưu thành, loại “CSV UTF-8”, hoặc lưu thành .xlsx.", "In Excel choose Save As, kind “CSV UTF-8”, or save it as .xlsx.")
		return nil, &d
	}
	r := csv.NewReader(strings.NewReader(text))
	r.Comma = separator(text)
	r.FieldsPerRecord, r.LazyQuotes = -1, true
	var rows [][]string
	for {
		row, err := r.Read()
		if errors.Is(err, io.EOF) {
			return rows, nil
		}
		if err != nil || len(rows) > MaxRows {
			d := problem("csv", "CSV", "Tệp CSV không đọc được: dấu ngoặc kép không khép, hoặc quá nhiều hàng.", "The CSV file can not be read: a quote is not closed, or too many rows.",
				"Mở bằng Excel rồi lưu thành .xlsx.", "Open it in Excel and save it as .xlsx.")
			d.Row = len(rows) + 1
			return nil, &d
		}
		line, _ := r.FieldPos(0)
		for len(rows) < line-1 && len(rows) < MaxRows { // empty lines are passed over by the reader, not by people who count
			rows = append(rows, nil)
		}
		rows = append(rows, row)
	}
}

// separator is the sign that stands most often in the first lines: titles above the headings hold none.
func separator(text string) rune {
	head := strings.Join(strings.SplitN(text, "\n", 21)[:min(strings.Count(text, "\n")+1, 20)], "\n")
	best, most := ',', 0
	for _, sep := range []rune{'\t', ';', ','} {
		if n := strings.Count(head, string(sep)); n > most {
			best, most = sep, n
		}
	}
	return best
}

func decode(b []byte) (string, bool) {
	order := binary.ByteOrder(nil)
	switch {
	case bytes.HasPrefix(b, []byte{0xff, 0xfe}):
		order = binary.LittleEndian
	case bytes.HasPrefix(b, []byte{0xfe, 0xff}):
		order = binary.BigEndian
	}
	if order != nil {
		u := make([]uint16, 0, len(b)/2)
		for b = b[2:]; len(b) >= 2; b = b[2:] {
			u = append(u, order.Uint16(b))
		}
		return string(utf16.Decode(u)), true
	}
	b = bytes.TrimPrefix(b, []byte("\xef\xbb\xbf"))
	return string(b), utf8.Valid(b)
}
