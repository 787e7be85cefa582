package export

import (
	"archive/zip"
	"bytes"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

const (
	partHead = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"
	mainNS   = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
	relNS    = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
	packNS   = "http://schemas.openxmlformats.org/package/2006/"
	kindNS   = "application/vnd.openxmlformats-officedocument.spreadsheetml."
)

// styles has what styleBold and styleDate name (ECMA-376 part 1 §18.8).
const styles = partHead + `<styleSheet xmlns="` + mainNS + `"><numFmts count="1"><numFmt numFmtId="164" formatCode="yyyy\-mm\-dd"/></numFmts>` +
	`<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts>` +
	`<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>` +
	`<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>` +
	`<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>` +
	`<cellXfs count="3"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>` +
	`<xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1" applyAlignment="1"><alignment vertical="top" wrapText="1"/></xf>` +
	`<xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/></cellXfs>` +
	`<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>`

func sheetHeader(t int) *zip.FileHeader {
	return &zip.FileHeader{Name: "xl/worksheets/sheet" + strconv.Itoa(t+1) + ".xml", Method: zip.Deflate}
}

// bookParts writes what stands around the sheets of a workbook, one for each of the names (ECMA-376 part 2, part 1 §12.3).
func bookParts(z *zip.Writer, want []string) error {
	var kinds, sheets, rels bytes.Buffer
	kinds.WriteString(partHead + `<Types xmlns="` + packNS + `content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>` +
		`<Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="` + kindNS + `sheet.main+xml"/>` +
		`<Override PartName="/xl/styles.xml" ContentType="` + kindNS + `styles+xml"/>`)
	sheets.WriteString(partHead + `<workbook xmlns="` + mainNS + `" xmlns:r="` + relNS + `"><sheets>`)
	rels.WriteString(partHead + `<Relationships xmlns="` + packNS + `relationships">`)
	var names []string
	for t := range want {
		n, part := strconv.Itoa(t+1), sheetHeader(t).Name
		kinds.WriteString(`<Override PartName="/` + part + `" ContentType="` + kindNS + `worksheet+xml"/>`)
		names = append(names, freeName(want[t], t, names))
		sheets.WriteString(`<sheet name="`)
		EscapeXML(&sheets, names[t])
		sheets.WriteString(`" sheetId="` + n + `" r:id="rId` + n + `"/>`)
		rels.WriteString(`<Relationship Id="rId` + n + `" Type="` + relNS + `/worksheet" Target="` + strings.TrimPrefix(part, "xl/") + `"/>`)
	}
	kinds.WriteString("</Types>")
	sheets.WriteString("</sheets></workbook>")
	rels.WriteString(`<Relationship Id="rIdStyles" Type="` + relNS + `/styles" Target="styles.xml"/></Relationships>`)
	for _, p := range []struct{ name, text string }{
		{"[Content_Types].xml", kinds.String()},
		{"_rels/.rels", partHead + `<Relationships xmlns="` + packNS + `relationships"><Relationship Id="rId1" Type="` + relNS + `/officeDocument" Target="xl/workbook.xml"/></Relationships>`},
		{"xl/workbook.xml", sheets.String()}, {"xl/_rels/workbook.xml.rels", rels.String()}, {"xl/styles.xml", styles},
	} {
		w, err := z.Create(p.name)
		if err != nil {
			return err
		}
		if _, err := w.Write([]byte(p.text)); err != nil {
			return err
		}
	}
	return nil
}

// EscapeXML writes a text as XML 1.0 can hold it: what it can not is U+FFFD; a return is kept from being read as a line
// feed.
func EscapeXML(b *bytes.Buffer, s string) {
	from := 0
	for i := 0; i < len(s); {
		r, n := rune(s[i]), 1
		if r >= utf8.RuneSelf {
			r, n = utf8.DecodeRuneInString(s[i:])
		}
		with := ""
		switch {
		case r == '&':
			with = "&amp;"
		case r == '<':
			with = "&lt;"
		case r == '>':
			with = "&gt;"
		case r == '"':
			with = "&quot;"
		case r == '\r':
			with = "&#13;"
		case r < ' ' && r != '\t' && r != '\n', r == 0xfffe, r == 0xffff, r == utf8.RuneError && n == 1:
			with = "\ufffd"
		}
		if with != "" {
			b.WriteString(s[from:i])
			b.WriteString(with)
			from = i + n
		}
		i += n
	}
	b.WriteString(s[from:])
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

// freeName gives a sheet a name that none in taken is, capitals counted as small letters.
func freeName(s string, n int, taken []string) string {
	base := sheetName(s, n)
	for try, k := base, 2; ; k++ {
		if !slices.ContainsFunc(taken, func(x string) bool { return strings.EqualFold(x, try) }) {
			return try
		}
		suffix := "~" + strconv.Itoa(k)
		r := []rune(base)
		try = string(r[:min(len(r), 31-len(suffix))]) + suffix
	}
}
