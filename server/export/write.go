package export

import (
	"archive/zip"
	"context"
	"io"
	"strings"

	"github.com/klauspost/compress/flate"
)

// bom tells Excel that a CSV file is UTF-8.
const bom = "\xef\xbb\xbf"

// CSV writes one table: a byte-order mark, a line of names, a line for each row; comma, CRLF, quotes where needed
// (RFC 4180). Text that a spreadsheet would run as a formula gets an apostrophe before it.
func (s *Set) CSV(ctx context.Context, w io.Writer, n int) error {
	sinks := make([]*csvWriter, len(s.tables))
	sinks[n] = newCSV(w, &s.tables[n])
	return s.csv(ctx, sinks, n)
}

// Zip writes every table as a CSV file of its own, in one pass over the records: the form's own table straight to w, the
// others packed in memory until it is done.
func (s *Set) Zip(ctx context.Context, w io.Writer) error {
	z := zip.NewWriter(w)
	z.RegisterCompressor(zip.Deflate, func(out io.Writer) (io.WriteCloser, error) { return flate.NewWriter(out, flate.BestSpeed) })
	first, err := z.CreateHeader(s.header(0))
	if err != nil {
		return err
	}
	sinks, spools := make([]*csvWriter, len(s.tables)), make([]*spool, len(s.tables))
	for t := range s.tables {
		if t == 0 {
			sinks[t] = newCSV(first, &s.tables[t])
			continue
		}
		if spools[t], err = newSpool(); err != nil {
			return err
		}
		sinks[t] = newCSV(spools[t], &s.tables[t])
	}
	if err := s.csv(ctx, sinks, everyTable); err != nil {
		return err
	}
	for t := 1; t < len(spools); t++ {
		if err := spools[t].into(z, s.header(t)); err != nil {
			return err
		}
	}
	return z.Close()
}

func (s *Set) header(t int) *zip.FileHeader {
	return &zip.FileHeader{Name: s.tables[t].name + ".csv", Method: zip.Deflate}
}

// csv writes the rows of every table that has a sink.
func (s *Set) csv(ctx context.Context, sinks []*csvWriter, only int) error {
	s.written = Stats{}
	err := s.each(ctx, pass{only: only}, func(_ *item, out output) error {
		s.written.Records++
		for t, rows := range out {
			if sinks[t] == nil {
				continue
			}
			s.written.Rows += len(rows)
			for _, row := range rows {
				if err := sinks[t].row(row); err != nil {
					return err
				}
			}
		}
		return nil
	})
	for _, c := range sinks {
		if c != nil && err == nil {
			err = c.flush()
		}
	}
	return err
}

// csvWriter writes one table. encoding/csv leaves a field of blanks and a leading tab unquoted as spreadsheets do not
// expect, and takes longer.
type csvWriter struct {
	w     io.Writer
	table *table
	buf   []byte
}

// newCSV begins a table with its headings.
func newCSV(w io.Writer, t *table) *csvWriter {
	c := &csvWriter{w: w, table: t, buf: make([]byte, 0, 64<<10)}
	c.buf = append(c.buf, bom...)
	for i, h := range t.heads {
		c.field(i, quoted(h))
	}
	c.buf = append(c.buf, "\r\n"...)
	return c
}

func (c *csvWriter) row(cells []string) error {
	for i, v := range cells {
		if k := c.table.kinds[i]; k == asNumber || k == computed {
			v = safe(v)
		} else {
			v = quoted(v)
		}
		c.field(i, v)
	}
	c.buf = append(c.buf, "\r\n"...)
	if len(c.buf) < 48<<10 {
		return nil
	}
	return c.flush()
}

func (c *csvWriter) flush() error {
	_, err := c.w.Write(c.buf)
	c.buf = c.buf[:0]
	return err
}

func (c *csvWriter) field(i int, v string) {
	if i > 0 {
		c.buf = append(c.buf, ',')
	}
	if !strings.ContainsAny(v, ",\"\r\n\t;") && strings.TrimSpace(v) == v {
		c.buf = append(c.buf, v...)
		return
	}
	c.buf = append(c.buf, '"')
	for k := 0; k < len(v); k++ {
		if v[k] == '"' {
			c.buf = append(c.buf, '"')
		}
		c.buf = append(c.buf, v[k])
	}
	c.buf = append(c.buf, '"')
}
