package xlsx

import (
	"encoding/xml"
	"strconv"
	"strings"

	"github.com/sothon/sothon/forms"
)

// cell is one <c> while it is read.
type cell struct {
	row, col int // 1-based
	kind     string
	style    int
	value    strings.Builder
	formula  bool
	any      bool // has a value
}

// sheet reads the rows of a worksheet that have text.
func (r *reader) sheet(part, name string) ([][]string, error) {
	t, err := r.part(part, name)
	if err != nil {
		return nil, err
	}
	if t == nil {
		return nil, broken(name, nil)
	}
	defer t.close()
	var rows [][]string
	var c cell
	row, in, inside, phonetic := 0, false, false, 0 // in: within a cell; inside: within its value
	for {
		tok, err := t.next()
		if err != nil {
			return nil, err
		}
		if tok == nil {
			return rows, nil
		}
		switch e := tok.(type) {
		case xml.StartElement:
			switch e.Name.Local {
			case "row":
				row++
				if n, err := strconv.Atoi(attr(&e, "r")); err == nil && n > 0 {
					row = n
				}
				c.col = 0
			case "c":
				c.start(&e, row)
				in = true
			case "f":
				c.formula = c.formula || in
			case "rPh":
				phonetic++
			case "v", "t":
				inside = in && phonetic == 0
				c.any = c.any || inside
			}
		case xml.EndElement:
			switch e.Name.Local {
			case "c":
				in = false
				if rows, err = r.keep(rows, &c, name); err != nil {
					return nil, err
				}
			case "rPh":
				phonetic--
			case "v", "t":
				inside = false
			case "sheetData":
				return rows, nil
			}
		case xml.CharData:
			if inside {
				c.value.Write(e)
			}
		}
	}
}

func (c *cell) start(e *xml.StartElement, row int) {
	c.row, c.col = row, c.col+1
	if ref := attr(e, "r"); ref != "" {
		if col, n, ok := parseRef(ref); ok {
			c.row, c.col = n, col
		}
	}
	c.kind, c.style = attr(e, "t"), 0
	if n, err := strconv.Atoi(attr(e, "s")); err == nil && n > 0 {
		c.style = n
	}
	c.value.Reset()
	c.formula, c.any = false, false
}

// keep puts the text of a cell into its place; empty cells are passed over.
func (r *reader) keep(rows [][]string, c *cell, sheet string) ([][]string, error) {
	s := r.text(c, sheet)
	if s == "" {
		return rows, nil
	}
	switch {
	case c.row > r.limits.Rows:
		return nil, tooLarge(sheet, c.row, r.limits.Rows, "Số hàng", "The number of rows")
	case c.col > r.limits.Columns:
		return nil, tooLarge(sheet, c.row, r.limits.Columns, "Số cột", "The number of columns")
	case c.row < 1:
		return nil, broken(sheet, nil)
	}
	for len(rows) < c.row {
		rows = append(rows, nil)
	}
	line := rows[c.row-1]
	if r.cells += max(c.col-len(line), 0); r.cells > r.limits.Cells {
		return nil, tooLarge(sheet, c.row, r.limits.Cells, "Số ô", "The number of cells")
	}
	for len(line) < c.col {
		line = append(line, "")
	}
	line[c.col-1] = s
	rows[c.row-1] = line
	return rows, nil
}

// parseRef reads a reference such as AB12.
func parseRef(s string) (col, row int, ok bool) {
	i := 0
	for ; i < len(s) && s[i] >= 'A' && s[i] <= 'Z' && i < 4; i++ {
		col = col*26 + int(s[i]-'A') + 1
	}
	row, err := strconv.Atoi(s[i:])
	return col, row, i > 0 && err == nil && row > 0 && row <= 1<<20 && col <= 1<<14
}

// text is the value of a cell as xlsform wants it.
func (r *reader) text(c *cell, sheet string) string {
	v := c.value.String()
	if c.formula && strings.TrimSpace(v) == "" && c.kind != "str" {
		r.note(forms.Warning, "formula-without-value", c, sheet, "",
			"Ô này là công thức Excel chưa có kết quả nên coi như trống.", "This cell is an Excel formula without a result; it is read as empty.",
			"Mở bằng Excel rồi lưu lại, hoặc thay công thức bằng chữ.", "Open it in Excel and save it again, or put text in its place.")
		return ""
	}
	if !c.any {
		return ""
	}
	switch c.kind {
	case "s":
		if n, err := strconv.Atoi(strings.TrimSpace(v)); err == nil && n >= 0 && n < len(r.strings) {
			return r.strings[n]
		}
		return ""
	case "inlineStr", "str":
		return unescape(v)
	case "plain":
		return v
	case "b":
		if strings.TrimSpace(v) == "1" || strings.TrimSpace(v) == "true" {
			return "TRUE"
		}
		return "FALSE"
	case "e":
		r.note(forms.Error, "excel-error", c, sheet, v, "Ô này có lỗi Excel "+v+".", "This cell holds the Excel error "+v+".",
			"Sửa công thức trong Excel hoặc thay bằng chữ.", "Mend the formula in Excel or put text in its place.")
		return ""
	case "d":
		return strings.TrimSuffix(strings.TrimSpace(v), "T00:00:00")
	}
	kind := notDate
	if c.style < len(r.dates) {
		kind = r.dates[c.style]
	}
	return number(strings.TrimSpace(v), kind, r.epoch)
}

const maxNotes = 100

func (r *reader) note(sev forms.Severity, code string, c *cell, sheet, found, whyVi, whyEn, fixVi, fixEn string) {
	if len(r.diags) >= maxNotes {
		return
	}
	d := refuse(code, found, whyVi, whyEn, fixVi, fixEn).Diagnostic
	d.Severity, d.Sheet, d.Row, d.Cell = sev, sheet, c.row, columnName(c.col)+strconv.Itoa(c.row)
	r.diags = append(r.diags, d)
}

// columnName is A for 1, AA for 27.
func columnName(col int) string {
	s := ""
	for ; col > 0; col = (col - 1) / 26 {
		s = string(rune('A'+(col-1)%26)) + s
	}
	return s
}
