package export

import (
	"archive/zip"
	"context"
	"encoding/csv"
	"io"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"
)

func itoa(n int) string { return strconv.Itoa(n) }

// bom tells Excel that a CSV file is UTF-8.
const bom = "\xef\xbb\xbf"

// maxCell is what one cell of XLSX may hold, in characters.
const maxCell = 32767

// safe keeps a text from acting as a formula in a spreadsheet: such a text gets an apostrophe before it. Numbers keep
// their sign.
func safe(s string) string {
	if s == "" {
		return s
	}
	switch s[0] {
	case '=', '@', '\t', '\r', '\n':
		return "'" + s
	case '+', '-':
		if _, err := strconv.ParseFloat(s, 64); err != nil || strings.ContainsAny(s, "xXpPiInN_") {
			return "'" + s
		}
	}
	return s
}

// CSV writes one table: a byte-order mark, a line of names, a line for each row; comma, CRLF, quotes where needed.
func (s *Set) CSV(ctx context.Context, w io.Writer, n int) error {
	t := &s.tables[n]
	if _, err := io.WriteString(w, bom); err != nil {
		return err
	}
	out := csv.NewWriter(w)
	out.UseCRLF = true
	if err := out.Write(t.heads); err != nil {
		return err
	}
	err := s.each(ctx, t, func(cells []string) error {
		for i := range cells {
			cells[i] = safe(cells[i])
		}
		return out.Write(cells)
	})
	out.Flush()
	if err == nil {
		err = out.Error()
	}
	return err
}

// Zip writes every table as a CSV file of its own.
func (s *Set) Zip(ctx context.Context, w io.Writer) error {
	z := zip.NewWriter(w)
	for i := range s.tables {
		f, err := z.Create(s.tables[i].name + ".csv")
		if err != nil {
			return err
		}
		if err := s.CSV(ctx, f, i); err != nil {
			return err
		}
	}
	return z.Close()
}

// XLSX writes a workbook with a sheet for each table, every cell a text.
func (s *Set) XLSX(ctx context.Context, w io.Writer) error {
	book := excelize.NewFile()
	defer book.Close()
	for i := range s.tables {
		t := &s.tables[i]
		name := sheetName(t.name, i)
		if i == 0 {
			if err := book.SetSheetName("Sheet1", name); err != nil {
				return err
			}
		} else if _, err := book.NewSheet(name); err != nil {
			return err
		}
		if err := s.sheet(ctx, book, name, t); err != nil {
			return err
		}
	}
	return book.Write(w)
}

func (s *Set) sheet(ctx context.Context, book *excelize.File, name string, t *table) error {
	out, err := book.NewStreamWriter(name)
	if err != nil {
		return err
	}
	if err := out.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}); err != nil {
		return err
	}
	line := 0
	put := func(cells []string) error {
		line++
		row := make([]any, len(cells))
		for i, c := range cells {
			if r := []rune(c); len(r) > maxCell {
				c = string(r[:maxCell])
			}
			row[i] = c
		}
		at, err := excelize.CoordinatesToCellName(1, line)
		if err != nil {
			return err
		}
		return out.SetRow(at, row)
	}
	if err := put(t.heads); err != nil {
		return err
	}
	if err := s.each(ctx, t, put); err != nil {
		return err
	}
	return out.Flush()
}

// sheetName is a name that Excel takes: 31 characters, none of []:*?/\.
func sheetName(s string, n int) string {
	s = strings.Map(func(r rune) rune {
		if strings.ContainsRune(`[]:*?/\'`, r) {
			return '_'
		}
		return r
	}, s)
	if r := []rune(s); len(r) > 28 {
		s = string(r[:28])
	}
	if s == "" {
		s = "bang" + itoa(n)
	}
	return s
}
