package export

import (
	"bufio"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf16"

	"github.com/xuri/excelize/v2"

	"github.com/sothon/sothon/schema"
)

// maxCell is what one cell of XLSX may hold, in UTF-16 units.
const maxCell = 32767

// XLSX writes a workbook with a sheet for each table: headings bold and kept in sight, texts as text cells, numbers as
// numbers, dates as dates. A sheet above 16 MB waits in a temporary file that is removed at the end. CodeTooLarge when
// a table, or a text in it, is more than a sheet can hold: nothing is cut.
func (s *Set) XLSX(ctx context.Context, w io.Writer) error {
	f := excelize.NewFile()
	defer f.Close()
	b := &book{file: f}
	if err := b.styles(); err != nil {
		return err
	}
	spools, counts := make([]*spool, len(s.tables)), make([]int, len(s.tables))
	for t := range spools {
		if len(s.tables[t].heads) > excelize.MaxColumns {
			return tooLarge(s.tables[t].name)
		}
		var err error
		if spools[t], err = newSpool(); err != nil {
			return err
		}
	}
	s.written = Stats{}
	var buf []byte
	err := s.each(ctx, func(out output) error {
		s.written.Records++
		for t, rows := range out {
			counts[t] += len(rows)
			s.written.Rows += len(rows)
			buf = buf[:0]
			for _, row := range rows {
				buf = appendRow(buf, row)
				for _, c := range row {
					if len(c) > maxCell && len(utf16.Encode([]rune(c))) > maxCell {
						return tooLarge(s.tables[t].name)
					}
				}
			}
			if counts[t] >= excelize.TotalRows {
				return tooLarge(s.tables[t].name)
			}
			if _, err := spools[t].Write(buf); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	for t := range s.tables {
		if err := b.sheet(t, &s.tables[t], counts[t], spools[t]); err != nil {
			return fmt.Errorf("write sheet %q: %w", s.tables[t].name, err)
		}
		spools[t] = nil
	}
	return f.Write(w)
}

func tooLarge(table string) error {
	return &schema.Error{Code: schema.CodeTooLarge, Vi: "Bảng «" + table + "» lớn hơn một trang Excel chứa được (1.048.576 dòng, 16.384 cột, 32.767 chữ một ô). Xuất CSV.",
		En: "The table \"" + table + "\" is more than an Excel sheet can hold (1,048,576 rows, 16,384 columns, 32,767 characters a cell). Export CSV."}
}

// appendRow packs cells, each with its length before it.
func appendRow(b []byte, row []string) []byte {
	for _, c := range row {
		b = binary.AppendUvarint(b, uint64(len(c)))
		b = append(b, c...)
	}
	return b
}

// readRow reads what appendRow wrote.
func readRow(r *bufio.Reader, row []string) error {
	for i := range row {
		n, err := binary.ReadUvarint(r)
		if err != nil {
			return err
		}
		b := make([]byte, n)
		if _, err := io.ReadFull(r, b); err != nil {
			return err
		}
		row[i] = string(b)
	}
	return nil
}

// book is the workbook being written.
type book struct {
	file       *excelize.File
	bold, date int
	names      []string
}

func (b *book) styles() error {
	var err error
	if b.bold, err = b.file.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}, Alignment: &excelize.Alignment{Vertical: "top", WrapText: true}}); err != nil {
		return err
	}
	iso := "yyyy\\-mm\\-dd"
	b.date, err = b.file.NewStyle(&excelize.Style{CustomNumFmt: &iso})
	return err
}

// sheet writes one table. Its size is known, so the dimension says it: readers that stream trust the dimension.
func (b *book) sheet(t int, table *table, rows int, from *spool) error {
	name := b.name(table.name, t)
	if t == 0 {
		if err := b.file.SetSheetName("Sheet1", name); err != nil {
			return err
		}
	} else if _, err := b.file.NewSheet(name); err != nil {
		return err
	}
	last, err := excelize.CoordinatesToCellName(len(table.heads), rows+1)
	if err != nil {
		return err
	}
	if err := b.file.SetSheetDimension(name, "A1:"+last); err != nil {
		return err
	}
	w, err := b.file.NewStreamWriter(name)
	if err != nil {
		return err
	}
	if err := w.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}); err != nil {
		return err
	}
	if err := w.SetColWidth(1, len(table.heads), 16); err != nil {
		return err
	}
	cells := make([]any, len(table.heads))
	for i, h := range table.heads {
		cells[i] = excelize.Cell{StyleID: b.bold, Value: escaped(h)}
	}
	if err := w.SetRow("A1", cells); err != nil {
		return err
	}
	packed, err := from.reader()
	if err != nil {
		return err
	}
	r, row := bufio.NewReaderSize(packed, 64<<10), make([]string, len(table.heads))
	for i := range rows {
		if err := readRow(r, row); err != nil {
			return err
		}
		for c, v := range row {
			cells[c] = b.cell(table.kinds[c], v)
		}
		if err := w.SetRow("A"+strconv.Itoa(i+2), cells); err != nil {
			return err
		}
	}
	if _, err := r.ReadByte(); !errors.Is(err, io.EOF) {
		return errors.New("more rows than were counted")
	}
	return w.Flush()
}

// cell gives a value as its column's kind; what does not fit is a text as it stands. nil is no cell.
func (b *book) cell(k kind, v string) any {
	switch {
	case v == "":
		return nil
	case k == asNumber || k == computed && canonicalNumber(v):
		if n, ok := number(v); ok {
			return n
		}
	case k == asDate:
		if n, ok := serial(v); ok {
			return excelize.Cell{StyleID: b.date, Value: n}
		}
	}
	return escaped(v)
}

// number gives an integer of at most 15 digits, or a decimal, that a spreadsheet holds exactly as it is written; a longer
// one is an identifier and stays text.
func number(v string) (any, bool) {
	if !plainNumber(v) {
		return nil, false
	}
	if n, err := strconv.ParseInt(v, 10, 64); err == nil {
		return n, n > -1e15 && n < 1e15
	}
	f, err := strconv.ParseFloat(v, 64)
	if err != nil || len(v) > 15 && strconv.FormatFloat(f, 'f', -1, 64) != v {
		return nil, false
	}
	return f, strings.Contains(v, ".")
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

// escaped writes a text that looks like an escaped character, _x0041_, so that it is read as it is.
func escaped(s string) string {
	for i := len(s) - 7; i >= 0; i-- {
		if s[i] == '_' && s[i+1] == 'x' && s[i+6] == '_' && hex4(s[i+2:i+6]) {
			s = s[:i] + "_x005F" + s[i:]
		}
	}
	return s
}

func hex4(s string) bool {
	_, err := strconv.ParseUint(s, 16, 16)
	return err == nil
}

// sheetName is a name that Excel takes: at most 31 characters, none of []:*?/\'. n names a sheet without one.
func sheetName(s string, n int) string {
	s = strings.Map(func(r rune) rune {
		if r < ' ' || strings.ContainsRune(`[]:*?/\'`, r) {
			return '_'
		}
		return r
	}, s)
	if r := []rune(s); len(r) > 31 {
		s = string(r[:31])
	}
	if s == "" {
		s = "bang" + strconv.Itoa(n)
	}
	return s
}

// name gives a sheet a name that no other has, capitals counted as small letters.
func (b *book) name(s string, n int) string {
	base := sheetName(s, n)
	for try, k := base, 2; ; k++ {
		if !slices.ContainsFunc(b.names, func(x string) bool { return strings.EqualFold(x, try) }) {
			b.names = append(b.names, try)
			return try
		}
		suffix := "~" + strconv.Itoa(k)
		r := []rune(base)
		try = string(r[:min(len(r), 31-len(suffix))]) + suffix
	}
}
