package xlsx

import (
	"archive/zip"
	"bytes"
	"cmp"
	"fmt"
	"io"
	"slices"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"

	"github.com/sothon/sothon/forms/xlsform"
)

// Write makes a workbook of text cells: header row bold and kept in sight, columns as wide as their text needs. Numbers
// stay text, so that codes such as 01 keep their zeros. Equal workbooks give equal bytes. The error is of a sheet name or
// size that Excel does not allow.
func Write(w *xlsform.Workbook) ([]byte, error) {
	f := excelize.NewFile()
	defer f.Close()
	bold, err := f.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}, Alignment: &excelize.Alignment{Vertical: "top", WrapText: true}})
	if err != nil {
		return nil, fmt.Errorf("write workbook: %w", err)
	}
	plain, err := f.NewStyle(&excelize.Style{NumFmt: 49, Alignment: &excelize.Alignment{Vertical: "top", WrapText: true}})
	if err != nil {
		return nil, fmt.Errorf("write workbook: %w", err)
	}
	for i, s := range w.Sheets {
		if i == 0 {
			err = f.SetSheetName("Sheet1", s.Name)
		} else {
			_, err = f.NewSheet(s.Name)
		}
		if err == nil {
			err = writeSheet(f, &s, bold, plain)
		}
		if err != nil {
			return nil, fmt.Errorf("write sheet %q: %w", s.Name, err)
		}
	}
	var out bytes.Buffer
	if err := f.Write(&out); err != nil {
		return nil, fmt.Errorf("write workbook: %w", err)
	}
	return canonical(out.Bytes())
}

func writeSheet(f *excelize.File, s *xlsform.Sheet, bold, plain int) error {
	width := []int{}
	for r, row := range s.Rows {
		for c, cell := range row {
			for len(width) <= c {
				width = append(width, 8)
			}
			if cell == "" {
				continue
			}
			width[c] = max(width[c], min(60, utf8.RuneCountInString(cell)+2))
			if err := f.SetCellStr(s.Name, columnName(c+1)+fmt.Sprint(r+1), escape(cell)); err != nil {
				return err
			}
		}
	}
	if len(width) == 0 {
		return nil
	}
	last := columnName(len(width))
	for c, n := range width {
		name := columnName(c + 1)
		if err := f.SetColWidth(s.Name, name, name, float64(n)); err != nil {
			return err
		}
	}
	end := last + fmt.Sprint(max(len(s.Rows), 1))
	if err := f.SetCellStyle(s.Name, "A1", end, plain); err != nil {
		return err
	}
	if err := f.SetCellStyle(s.Name, "A1", last+"1", bold); err != nil {
		return err
	}
	if err := f.SetPanes(s.Name, &excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}); err != nil {
		return err
	}
	return f.SetSheetDimension(s.Name, "A1:"+end)
}

// escape writes a text that looks like an escaped character, _x0041_, so that it is read as it is.
func escape(s string) string {
	for i := len(s) - 7; i >= 0; i-- {
		if s[i] == '_' && s[i+1] == 'x' {
			if _, ok := escaped(s[i:]); ok {
				s = s[:i] + "_x005F" + s[i:]
			}
		}
	}
	return s
}

// canonical packs the archive anew: parts in a fixed order, without times.
func canonical(file []byte) ([]byte, error) {
	z, err := zip.NewReader(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		return nil, fmt.Errorf("write workbook: %w", err)
	}
	slices.SortFunc(z.File, func(a, b *zip.File) int { // '[' of [Content_Types].xml sorts before letters, as readers expect
		return cmp.Compare(a.Name, b.Name)
	})
	var out bytes.Buffer
	zw := zip.NewWriter(&out)
	for _, f := range z.File {
		dst, err := zw.CreateHeader(&zip.FileHeader{Name: f.Name, Method: zip.Deflate})
		if err != nil {
			return nil, fmt.Errorf("write %s: %w", f.Name, err)
		}
		src, err := f.Open()
		if err != nil {
			return nil, fmt.Errorf("write %s: %w", f.Name, err)
		}
		_, err = io.Copy(dst, src)
		src.Close()
		if err != nil {
			return nil, fmt.Errorf("write %s: %w", f.Name, err)
		}
	}
	if err := zw.Close(); err != nil {
		return nil, fmt.Errorf("write workbook: %w", err)
	}
	return out.Bytes(), nil
}
