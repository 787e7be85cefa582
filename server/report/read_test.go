package report

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"io"
	"regexp"
	"strings"
	"testing"
	"unicode/utf16"
)

func ok(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// pdfPages gives the text of each page of an unpacked PDF, a text operator a line; it reads only what this package writes.
func pdfPages(t testing.TB, p *Pages) []string {
	t.Helper()
	var b bytes.Buffer
	ok(t, writePDF(&b, p, false))
	var pages []string
	for _, s := range strings.Split(b.String(), "\nstream\n")[1:] {
		s, _, _ = strings.Cut(s, "\nendstream")
		if !strings.Contains(s, " Tf ET") && !strings.Contains(s, ") Tj ET") {
			continue
		}
		pages = append(pages, pdfText(s))
	}
	return pages
}

var shows = regexp.MustCompile(`(?s)Td \((.*?)\) Tj ET`)

func pdfText(stream string) string {
	var out strings.Builder
	for _, m := range shows.FindAllStringSubmatch(stream, -1) {
		var raw []byte
		for i := 0; i < len(m[1]); i++ {
			c := m[1][i]
			if c == '\\' && i+1 < len(m[1]) {
				i++
				if c = m[1][i]; c == 'r' {
					c = '\r'
				}
			}
			raw = append(raw, c)
		}
		var units []uint16
		for i := 0; i+1 < len(raw); i += 2 {
			units = append(units, uint16(raw[i])<<8|uint16(raw[i+1]))
		}
		out.WriteString(string(utf16.Decode(units)) + "\n")
	}
	return out.String()
}

// joined is a text without breaks, to look for words in.
func joined(s string) string { return strings.Join(strings.Fields(s), " ") }

// docxParts gives the parts of a Word file; each XML part must be well formed.
func docxParts(t testing.TB, data []byte) map[string]string {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	ok(t, err)
	out := map[string]string{}
	for _, f := range z.File {
		r, err := f.Open()
		ok(t, err)
		b, err := io.ReadAll(r)
		ok(t, err)
		out[f.Name] = string(b)
		d := xml.NewDecoder(bytes.NewReader(b))
		for {
			_, err := d.Token()
			if err == io.EOF {
				break
			}
			if err != nil {
				t.Fatalf("%s: %v", f.Name, err)
			}
		}
	}
	return out
}

// plain is the text of a part: the contents of its w:t, a line for each paragraph.
func plain(part string) string {
	var out strings.Builder
	d := xml.NewDecoder(strings.NewReader(part))
	in := false
	for {
		tok, err := d.Token()
		if err != nil {
			return out.String()
		}
		switch x := tok.(type) {
		case xml.StartElement:
			in = x.Name.Local == "t"
		case xml.EndElement:
			in = false
			if x.Name.Local == "p" {
				out.WriteByte('\n')
			}
		case xml.CharData:
			if in {
				out.Write(x)
			}
		}
	}
}
