package export

import (
	"archive/zip"
	"bytes"
	"context"
	"io"
	"strconv"
	"strings"
	"time"
	"unicode/utf16"

	"github.com/klauspost/compress/flate"

	"github.com/sothon/sothon/schema"
)

// What one sheet of Excel may hold: rows, columns, UTF-16 units in a cell.
const (
	maxRows    = 1 << 20
	maxColumns = 1 << 14
	maxCell    = 32767
)

// XLSX writes a workbook with a sheet for each table: headings bold and kept in sight, texts as text cells, numbers as
// numbers, dates as dates. It streams, in one pass over the records for each sheet, so that nothing waits in memory or in
// a file. CodeTooLarge when a table, or a text in it, is more than a sheet can hold: nothing is cut. CodeUnavailable when
// a record was decided again between two passes.
func (s *Set) XLSX(ctx context.Context, w io.Writer) error {
	for t := range s.tables {
		if len(s.tables[t].heads) > maxColumns {
			return tooLarge(s.tables[t].name)
		}
	}
	z := zip.NewWriter(w)
	z.RegisterCompressor(zip.Deflate, func(out io.Writer) (io.WriteCloser, error) { return flate.NewWriter(out, flate.BestSpeed) })
	names := make([]string, len(s.tables))
	for t := range s.tables {
		names[t] = s.tables[t].name
	}
	if err := bookParts(z, names); err != nil {
		return err
	}
	s.written = Stats{}
	for t := range s.tables {
		part, err := z.CreateHeader(sheetHeader(t))
		if err != nil {
			return err
		}
		sheet := newSheet(part, &s.tables[t])
		if err := s.each(ctx, pass{again: t > 0, only: t}, func(_ *item, out output) error {
			if t == 0 {
				s.written.Records++
			}
			s.written.Rows += len(out[t])
			for _, row := range out[t] {
				if err := sheet.row(row); err != nil {
					return err
				}
			}
			return nil
		}); err != nil {
			return err
		}
		if err := sheet.close(); err != nil {
			return err
		}
	}
	return z.Close()
}

func tooLarge(table string) error {
	return &schema.Error{Code: schema.CodeTooLarge, Vi: "Bảng «" + table + "» lớn hơn một trang Excel chứa được (1.048.576 dòng, 16.384 cột, 32.767 chữ một ô). Xuất CSV.",
		En: "The table \"" + table + "\" is more than an Excel sheet can hold (1,048,576 rows, 16,384 columns, 32,767 characters a cell). Export CSV."}
}

// sheetWriter writes one sheet (ECMA-376 part 1 §18.3): texts inline, so that nothing need be known of other rows.
type sheetWriter struct {
	w       io.Writer
	table   *table
	columns []string // A, B … of each column
	n       int      // rows written, the heading among them
	buf     bytes.Buffer
}

// newSheet begins a sheet with the lines that stand above the headings, and the headings, all kept in sight.
func newSheet(w io.Writer, t *table, above ...string) *sheetWriter {
	s := &sheetWriter{w: w, table: t, columns: make([]string, len(t.heads))}
	for i := range s.columns {
		s.columns[i] = columnName(i)
	}
	frozen := strconv.Itoa(len(above) + 1)
	s.buf.WriteString(partHead + `<worksheet xmlns="` + mainNS + `"><sheetViews><sheetView workbookViewId="0"><pane ySplit="` + frozen +
		`" topLeftCell="A` + strconv.Itoa(len(above)+2) + `" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>`)
	s.buf.WriteString(`<cols><col min="1" max="` + strconv.Itoa(len(t.heads)) + `" width="16" customWidth="1"/></cols><sheetData>`)
	for _, line := range above {
		s.n++
		s.buf.WriteString(`<row r="` + strconv.Itoa(s.n) + `">`)
		s.text(0, line, styleText)
		s.buf.WriteString("</row>")
	}
	s.n++
	s.buf.WriteString(`<row r="` + strconv.Itoa(s.n) + `">`)
	for i, h := range t.heads {
		s.text(i, h, styleBold)
	}
	s.buf.WriteString("</row>")
	return s
}

// columnName is the letter of a column: 0 is A, 26 is AA.
func columnName(i int) string {
	name := ""
	for i++; i > 0; i = (i - 1) / 26 {
		name = string(rune('A'+(i-1)%26)) + name
	}
	return name
}

func (s *sheetWriter) row(cells []string) error {
	if s.n++; s.n > maxRows {
		return tooLarge(s.table.name)
	}
	s.buf.WriteString(`<row r="`)
	s.buf.Write(strconv.AppendInt(s.buf.AvailableBuffer(), int64(s.n), 10))
	s.buf.WriteString(`">`)
	for i, v := range cells {
		if v == "" {
			continue
		}
		if len(v) > maxCell && len(utf16.Encode([]rune(v))) > maxCell {
			return tooLarge(s.table.name)
		}
		switch number, how := cellOf(s.table.kinds[i], v); how {
		case styleText:
			s.text(i, v, styleText)
		default:
			s.begin(i, how)
			s.buf.WriteString(`><v>`)
			s.buf.WriteString(number)
			s.buf.WriteString(`</v></c>`)
		}
	}
	s.buf.WriteString("</row>")
	if s.buf.Len() < 48<<10 {
		return nil
	}
	return s.flush()
}

// Styles of styles.xml, by place.
const (
	styleNumber = 0
	styleBold   = 1
	styleDate   = 2
	styleText   = -1 // an inline text, unstyled
)

func (s *sheetWriter) begin(column, style int) {
	s.buf.WriteString(`<c r="`)
	s.buf.WriteString(s.columns[column])
	s.buf.Write(strconv.AppendInt(s.buf.AvailableBuffer(), int64(s.n), 10))
	s.buf.WriteByte('"')
	if style > 0 {
		s.buf.WriteString(` s="`)
		s.buf.WriteByte('0' + byte(style))
		s.buf.WriteByte('"')
	}
}

func (s *sheetWriter) text(column int, v string, style int) {
	s.begin(column, style)
	s.buf.WriteString(` t="inlineStr"><is><t xml:space="preserve">`)
	EscapeXML(&s.buf, escaped(v))
	s.buf.WriteString("</t></is></c>")
}

func (s *sheetWriter) flush() error {
	_, err := s.buf.WriteTo(s.w)
	return err
}

func (s *sheetWriter) close() error {
	s.buf.WriteString("</sheetData></worksheet>")
	return s.flush()
}

// cellOf gives a value as its column's kind: the number to write and its style; what does not fit is a text as it stands.
func cellOf(k kind, v string) (string, int) {
	switch {
	case k == asNumber || k == computed && canonicalNumber(v):
		if exactNumber(v) {
			return strings.TrimPrefix(v, "+"), styleNumber
		}
	case k == asDate:
		if n, ok := serial(v); ok {
			return strconv.Itoa(n), styleDate
		}
	}
	return v, styleText
}

// exactNumber says that a text is a number of at most 15 digits, which a spreadsheet holds exactly as it is written; a
// longer one is an identifier and stays text.
func exactNumber(v string) bool {
	if !plainNumber(v) {
		return false
	}
	if n, err := strconv.ParseInt(v, 10, 64); err == nil {
		return n > -1e15 && n < 1e15
	}
	f, err := strconv.ParseFloat(v, 64)
	return err == nil && strings.Contains(v, ".") && (len(v) <= 15 || strconv.FormatFloat(f, 'f', -1, 64) == v)
}

// canonicalNumber says that a text is a number as a calculation writes it: a leading zero would be a code.
func canonicalNumber(v string) bool {
	v = strings.TrimPrefix(v, "-")
	return plainNumber(v) && (v[0] != '0' || v == "0" || strings.HasPrefix(v, "0."))
}

// serial gives a date as the spreadsheet counts days; not before March 1900, where it counts wrongly.
func serial(v string) (int, bool) {
	t, err := time.Parse("2006-01-02", v)
	if err != nil {
		return 0, false
	}
	n := int(t.Sub(time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)).Hours() / 24)
	return n, n >= 61
}
