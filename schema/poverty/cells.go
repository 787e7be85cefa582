package poverty

import (
	"math"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"github.com/sothon/sothon/forms"
	"github.com/sothon/sothon/forms/xlsform"
)

// Limits of a workbook: more is no rule set. They keep reading and judging quick whatever was uploaded.
const (
	maxRows        = 3000
	maxCell        = 2000 // runes
	maxDiagnostics = 200
)

// reader gathers what is wrong with a workbook.
type reader struct {
	diags []forms.Diagnostic
	bad   bool
}

func (r *reader) report(sev forms.Severity, sheet string, row int, column, cell, found, code string, why, fix forms.Message) {
	r.bad = r.bad || sev == forms.Error
	if len(r.diags) >= maxDiagnostics {
		return
	}
	if utf8.RuneCountInString(found) > 200 {
		found = string([]rune(found)[:200])
	}
	r.diags = append(r.diags, forms.Diagnostic{Severity: sev, Code: code, Sheet: sheet, Row: row, Column: column, Cell: cell, Found: found, Why: why, Fix: fix})
}

// table is a sheet whose first row names its columns.
type table struct {
	r       *reader
	name    string
	columns map[string]int
	rows    [][]string
}

// line is one row of a table while it is read; asking for a cell that is wrong reports it.
type line struct {
	t  *table
	at int // index into rows
}

// sheet finds a sheet by name and checks its columns. A missing sheet is an error unless optional; then it is empty.
func (r *reader) sheet(w *xlsform.Workbook, name string, optional bool, columns ...string) *table {
	t := &table{r: r, name: name, columns: map[string]int{}}
	var found *xlsform.Sheet
	for i := range w.Sheets {
		if strings.EqualFold(strings.TrimSpace(w.Sheets[i].Name), name) {
			if found != nil {
				r.report(forms.Error, name, 0, "", "", name, "twice-sheet",
					forms.Message{Vi: "Có hai trang cùng tên này.", En: "Two sheets have this name."},
					forms.Message{Vi: "Giữ lại một trang.", En: "Keep one of them."})
				continue
			}
			found = &w.Sheets[i]
		}
	}
	if found == nil || len(found.Rows) == 0 {
		if !optional {
			r.report(forms.Error, name, 0, "", "", "", "no-sheet",
				forms.Message{Vi: "Thiếu trang này hoặc trang trống.", En: "This sheet is missing or empty."},
				forms.Message{Vi: "Thêm trang “" + name + "” với hàng đầu là tên cột.", En: "Add the sheet with a first row of column names."})
		}
		return t
	}
	known := map[string]bool{}
	for _, c := range columns {
		known[strings.TrimSuffix(c, "!")] = true
	}
	for i, c := range found.Rows[0] {
		c = strings.ToLower(strings.TrimSpace(norm.NFC.String(c)))
		if c == "" {
			continue
		}
		if _, twice := t.columns[c]; twice {
			r.report(forms.Error, name, 1, c, cellName(1, i), c, "twice-column",
				forms.Message{Vi: "Hai cột cùng tên.", En: "Two columns have this name."},
				forms.Message{Vi: "Xóa một cột.", En: "Delete one of them."})
		} else if !known[c] {
			r.report(forms.Warning, name, 1, c, cellName(1, i), c, "unknown-column",
				forms.Message{Vi: "Cột này không có nghĩa gì ở đây nên bị bỏ qua.", En: "This column means nothing here and is left out."},
				forms.Message{Vi: "Xem docs/rules.md để biết tên các cột.", En: "See docs/rules.md for the columns."})
		}
		t.columns[c] = i
	}
	for _, c := range columns {
		if c, must := strings.CutSuffix(c, "!"); must {
			if _, ok := t.columns[c]; !ok {
				r.report(forms.Error, name, 1, c, "", "", "no-column",
					forms.Message{Vi: "Thiếu cột “" + c + "”.", En: "The column “" + c + "” is missing."},
					forms.Message{Vi: "Thêm cột này vào hàng đầu.", En: "Add it to the first row."})
				t.columns = map[string]int{}
				return t
			}
		}
	}
	t.rows = found.Rows
	if len(t.rows) > maxRows {
		r.report(forms.Error, name, maxRows+1, "", "", "", "too-many-rows",
			forms.Message{Vi: "Trang có hơn 3.000 hàng.", En: "The sheet has more than 3,000 rows."},
			forms.Message{Vi: "Kiểm tra lại xem có đúng tệp bộ quy tắc không.", En: "Check that this is a rule set."})
		t.rows = t.rows[:maxRows]
	}
	return t
}

// each calls f for every row that has any text.
func (t *table) each(f func(l line)) {
	for i := 1; i < len(t.rows); i++ {
		blank := true
		for _, c := range t.rows[i] {
			blank = blank && strings.TrimSpace(c) == ""
		}
		if !blank {
			f(line{t, i})
		}
	}
}

func (l line) report(sev forms.Severity, column, code string, why, fix forms.Message) {
	col, ok := l.t.columns[column]
	cell := ""
	if ok {
		cell = cellName(l.at+1, col)
	}
	l.t.r.report(sev, l.t.name, l.at+1, column, cell, l.raw(column), code, why, fix)
}

func (l line) raw(column string) string {
	i, ok := l.t.columns[column]
	if !ok || i >= len(l.t.rows[l.at]) {
		return ""
	}
	return strings.TrimSpace(l.t.rows[l.at][i])
}

// text is the cell in NFC; too long a one is reported and cut.
func (l line) text(column string) string {
	s := norm.NFC.String(l.raw(column))
	if utf8.RuneCountInString(s) > maxCell || !utf8.ValidString(s) {
		l.report(forms.Error, column, "bad-cell",
			forms.Message{Vi: "Ô dài hơn 2.000 chữ hoặc có ký tự hỏng.", En: "The cell is longer than 2,000 characters or damaged."},
			forms.Message{Vi: "Rút ngắn hoặc gõ lại.", En: "Shorten it or type it again."})
		return ""
	}
	return s
}

func (l line) both(column string) Text {
	t := Text{l.text(column), l.text(column + "_en")}
	if t.En == "" {
		t.En = t.Vi
	}
	return t
}

func (l line) must(column string) string {
	s := l.text(column)
	if s == "" {
		l.report(forms.Error, column, "empty",
			forms.Message{Vi: "Ô này không được để trống.", En: "This cell must not be empty."},
			forms.Message{Vi: "Điền vào.", En: "Fill it in."})
	}
	return s
}

// code is a name that expressions can use: letters without marks, digits and underscores.
func (l line) code(column string) string {
	s := l.must(column)
	if s != "" && !isCode(s) {
		l.report(forms.Error, column, "bad-code",
			forms.Message{Vi: "Mã chỉ gồm chữ không dấu, số và gạch dưới, bắt đầu bằng chữ.", En: "A code has letters without marks, digits and underscores, and begins with a letter."},
			forms.Message{Vi: "Sửa lại mã.", En: "Correct the code."})
		return ""
	}
	return s
}

func isCode(s string) bool {
	for i, c := range []byte(s) {
		if !(c == '_' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || i > 0 && c >= '0' && c <= '9') {
			return false
		}
	}
	return s != "" && len(s) <= 64
}

// number reads a figure written with a point or a Vietnamese comma; none gives what a blank cell means.
func (l line) number(column string, blank float64) float64 {
	s := l.text(column)
	if s == "" {
		return blank
	}
	f, err := strconv.ParseFloat(strings.Replace(s, ",", ".", 1), 64)
	if err != nil || math.IsInf(f, 0) || math.IsNaN(f) {
		l.report(forms.Error, column, "bad-number",
			forms.Message{Vi: "Đây không phải là một số.", En: "This is no number."},
			forms.Message{Vi: "Viết số, ví dụ 140 hoặc 0,5; không kèm đơn vị.", En: "Write a number such as 140 or 0.5, without a unit."})
		return blank
	}
	return f
}

func (l line) date(column string) time.Time {
	s := l.text(column)
	if s == "" {
		return time.Time{}
	}
	for _, layout := range []string{time.DateOnly, "2/1/2006"} {
		if t, err := time.Parse(layout, s); err == nil {
			return t
		}
	}
	l.report(forms.Error, column, "bad-date",
		forms.Message{Vi: "Đây không phải là một ngày.", En: "This is no date."},
		forms.Message{Vi: "Viết ngày như 01/01/2022.", En: "Write a date such as 01/01/2022."})
	return time.Time{}
}

// yes reads a mark: 1, x, có, MẪU; anything else than blank or 0 is reported.
func (l line) yes(column string) bool {
	switch strings.ToLower(l.text(column)) {
	case "", "0", "không":
		return false
	case "1", "x", "có", "mẫu":
		return true
	}
	l.report(forms.Error, column, "bad-mark",
		forms.Message{Vi: "Ô này chỉ ghi 1, x hoặc để trống.", En: "This cell takes 1, x or nothing."},
		forms.Message{Vi: "Sửa lại.", En: "Correct it."})
	return false
}

// oneOf reads a word from a short list; the first of them stands for a blank cell.
func (l line) oneOf(column string, words ...string) string {
	s := strings.ToLower(l.text(column))
	if s == "" {
		return words[0]
	}
	for _, w := range words {
		if s == strings.ToLower(w) {
			return w
		}
	}
	list := strings.Join(words, ", ")
	l.report(forms.Error, column, "bad-word",
		forms.Message{Vi: "Ở đây chỉ dùng: " + list + ".", En: "Only these stand here: " + list + "."},
		forms.Message{Vi: "Chọn một trong các từ đó.", En: "Choose one of them."})
	return words[0]
}

// cellName is the A1 reference of a row (1-based) and column (0-based).
func cellName(row, col int) string {
	s := ""
	for col++; col > 0; col = (col - 1) / 26 {
		s = string(rune('A'+(col-1)%26)) + s
	}
	return s + strconv.Itoa(row)
}
