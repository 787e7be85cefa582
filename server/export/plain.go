package export

import (
	"archive/zip"
	"io"

	"github.com/klauspost/compress/flate"
)

// Sheet is a table that is whole in memory, to be written as a sheet of a workbook.
type Sheet struct {
	Name    string
	Above   []string // lines over the headings: title, date
	Heads   []string
	Numbers []bool // columns of canonical numbers
	Dates   []bool // columns of ISO days
	Rows    [][]string
}

// Book writes sheets as one workbook, as Set.XLSX writes tables of records: byte for byte the same for the same sheets.
// CodeTooLarge when a sheet is more than Excel can hold.
func Book(w io.Writer, sheets []Sheet) error {
	z := zip.NewWriter(w)
	z.RegisterCompressor(zip.Deflate, func(out io.Writer) (io.WriteCloser, error) { return flate.NewWriter(out, flate.BestSpeed) })
	names := make([]string, len(sheets))
	for i := range sheets {
		if names[i] = sheets[i].Name; len(sheets[i].Heads) > maxColumns {
			return tooLarge(sheets[i].Name)
		}
	}
	if err := bookParts(z, names); err != nil {
		return err
	}
	for i := range sheets {
		part, err := z.CreateHeader(sheetHeader(i))
		if err != nil {
			return err
		}
		x := &sheets[i]
		t := &table{name: x.Name, heads: x.Heads, kinds: make([]kind, len(x.Heads))}
		for c := range x.Heads {
			switch {
			case c < len(x.Numbers) && x.Numbers[c]:
				t.kinds[c] = asNumber
			case c < len(x.Dates) && x.Dates[c]:
				t.kinds[c] = asDate
			}
		}
		out := newSheet(part, t, x.Above...)
		for _, row := range x.Rows {
			if err := out.row(row); err != nil {
				return err
			}
		}
		if err := out.close(); err != nil {
			return err
		}
	}
	return z.Close()
}
