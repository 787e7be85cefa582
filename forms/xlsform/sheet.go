package xlsform

import (
	"strings"

	"golang.org/x/text/unicode/norm"

	"github.com/sothon/sothon/forms"
	"github.com/sothon/sothon/forms/mdtable"
)

// table is a sheet under recognised headers.
type table struct {
	at    place // the sheet
	kind  *columns
	cols  []column
	rows  []tableRow // rows with any text, the header excepted
	find  map[string][]int
	twice map[string]bool // settings given under two names of which one is the proper one
}

type column struct {
	key, lang string
	header    string // as written
	index     int    // 0-based in the sheet
}

type tableRow struct {
	num   int      // 1-based, as Excel numbers it
	cells []string // by column index of the sheet, cleaned
}

// get is the text of a row under key, without translation; "" when there is no such column.
func (t *table) get(r *tableRow, key string) string {
	for _, i := range t.find[key] {
		if t.cols[i].lang == "" {
			return r.cell(t.cols[i].index)
		}
	}
	return ""
}

func (r *tableRow) cell(i int) string {
	if i < len(r.cells) {
		return r.cells[i]
	}
	return ""
}

// has tells whether the sheet has the column at all.
func (t *table) has(key string) bool { return t != nil && len(t.find[key]) > 0 }

// place of a row under key; of the whole row where the column is not there.
func (t *table) place(r *tableRow, key string) place {
	p := t.at
	p.row = r.num
	for n, i := range t.find[key] {
		if n == 0 || t.cols[i].lang == "" {
			p.col, p.header = t.cols[i].index+1, t.cols[i].header
		}
	}
	return p
}

func (t *table) placeCol(row int, c *column) place {
	p := t.at
	p.row, p.col, p.header = row, c.index+1, c.header
	return p
}

var sheetNames = []string{"survey", "choices", "settings", "external_choices", "entities", "osm", "cascades"}

func lookupName(sheet string) string { return strings.ToLower(strings.TrimSpace(sheet)) }

// found is a sheet of the workbook and its position.
type found struct {
	*Sheet
	order int
}

// findSheets picks the sheets by name. Names that begin with "_" are the author's own notes.
func (b *builder) findSheets(w *Workbook) map[string]found {
	out := map[string]found{}
	for i := range w.Sheets {
		s := &w.Sheets[i]
		name := lookupName(s.Name)
		if _, again := out[name]; again {
			continue
		}
		for _, known := range sheetNames {
			if name == known {
				out[name] = found{s, i + 1}
			}
		}
	}
	for _, known := range []string{"survey", "choices", "settings"} {
		if _, ok := out[known]; ok {
			continue
		}
		var similar []string
		for i := range w.Sheets {
			name := lookupName(w.Sheets[i].Name)
			if _, taken := out[name]; !taken && !strings.HasPrefix(name, "_") && len(name) < 40 && editDistance(name, known, 2) <= 2 {
				similar = append(similar, w.Sheets[i].Name)
			}
		}
		switch {
		case known == "survey":
			why := text("Tệp không có trang tính «survey», nơi ghi các câu hỏi.", "The workbook has no sheet named survey, which holds the questions.")
			fix := text("Đặt tên trang chứa các câu hỏi là «survey».", "Name the sheet with the questions survey.")
			if similar != nil {
				fix = text("Đổi tên trang "+quoteAll(similar)+" thành «survey».", "Rename the sheet "+quoteAll(similar)+" to survey.")
			}
			b.report.error("missing-survey", place{}, strings.Join(similar, ", "), why, fix)
		case similar != nil:
			b.report.warn("misspelt-sheet", place{sheet: similar[0]}, strings.Join(similar, ", "),
				text("Không có trang «"+known+"» nhưng có trang tên gần giống.", "There is no sheet named "+known+" but one with a similar name."),
				text("Nếu đó là trang «"+known+"» thì đổi tên; nếu là ghi chú thì thêm dấu _ ở đầu tên.",
					"If it is the "+known+" sheet, rename it; if it is a note, begin its name with _."))
		}
	}
	return out
}

// readSheet finds the header (the first row with text) and cleans the cells. It gives nil for a sheet that is not there
// or has no header.
func (b *builder) readSheet(s found, kind *columns) *table {
	if s.Sheet == nil {
		return nil
	}
	t := &table{at: place{sheet: s.Name, order: s.order}, kind: kind, find: map[string][]int{}}
	head := 0
	for head < len(s.Rows) && mdtable.Blank(s.Rows[head]) {
		head++
	}
	if head == len(s.Rows) {
		if kind.sheet == "survey" {
			b.report.error("empty-survey", t.at, "", text("Trang này trống.", "This sheet is empty."),
				text("Ghi hàng tiêu đề (type, name, label…) rồi các câu hỏi.", "Write a header row (type, name, label…) and the questions below."))
		}
		return nil
	}
	filled := map[int]int{} // column → first row with text
	for r := head + 1; r < len(s.Rows); r++ {
		if mdtable.Blank(s.Rows[r]) {
			continue
		}
		row := tableRow{num: r + 1, cells: make([]string, len(s.Rows[r]))}
		for c, cell := range s.Rows[r] {
			row.cells[c] = b.cleanCell(cell, kind == surveyColumns)
			if row.cells[c] != "" && filled[c] == 0 {
				filled[c] = r + 1
			}
		}
		t.rows = append(t.rows, row)
	}
	t.readHeader(b, s.Rows[head], head+1, filled)
	return t
}

func (t *table) readHeader(b *builder, header []string, row int, filled map[int]int) {
	seen := map[string]int{}
	for i, h := range header {
		h = strings.TrimSpace(cleanRunes(h))
		key, lang := t.kind.key(h)
		if key == "" {
			continue
		}
		c := column{key: key, lang: lang, header: h, index: i}
		if before, again := seen[key+"\x00"+lang]; again {
			other := t.cols[before]
			if t.kind == settingsColumns && (normalHead(h) == key) != (normalHead(other.header) == key) {
				if t.twice == nil {
					t.twice = map[string]bool{}
				}
				t.twice[key] = true
				if normalHead(h) == key {
					t.cols[before] = c
				}
				continue
			}
			b.report.error("duplicate-header", t.placeCol(row, &c), h,
				text("Cột này trùng với cột "+quote(other.header)+" ("+columnLetters(other.index+1)+"): cùng một ý nghĩa.",
					"This column is the same as column "+quote(other.header)+" ("+columnLetters(other.index+1)+")."),
				text("Xóa hoặc đổi tên một trong hai cột.", "Delete or rename one of the two columns."))
			continue
		}
		seen[key+"\x00"+lang] = len(t.cols)
		t.find[key] = append(t.find[key], len(t.cols))
		t.cols = append(t.cols, c)
		t.checkHeader(b, &c, row)
	}
	for c, r := range filled {
		if c < len(header) && strings.TrimSpace(header[c]) != "" {
			continue
		}
		p := t.at
		p.row, p.col = r, c+1
		b.report.warn("column-without-header", p, "",
			text("Cột này có chữ nhưng không có tiêu đề nên bị bỏ qua.", "This column has text but no header: it is not read."),
			text("Thêm tiêu đề ở hàng "+itoa(row)+" hoặc xóa cột.", "Add a header in row "+itoa(row)+" or delete the column."))
	}
}

var ignoredColumns = map[string]bool{"autoplay": true, "accuracythreshold": true, "no_app_error_string": true, "query": true, "compact_tag": true}

// checkHeader warns of headers that look like a known one, and of attributes that have no effect here.
func (t *table) checkHeader(b *builder, c *column, row int) {
	if ignoredColumns[c.key] && t.kind.sheet == "survey" && t.filled(c.index) {
		b.report.warn("ignored-column", t.placeCol(row, c), c.header,
			text("Cột này chưa có tác dụng ở đây.", "This column has no effect here yet."),
			text("Để nguyên nếu biểu mẫu còn dùng với công cụ khác; nếu không thì xóa.", "Leave it if the form is used with other tools too; delete it otherwise."))
	}
	if _, known := t.kind.aliases[c.key]; known || t.kind.aliases[normalHead(c.key)] != "" || t.kind.sheet == "settings" && strings.HasPrefix(normalHead(c.key), "attribute::") {
		return
	}
	at := t.placeCol(row, c)
	switch head, _, nested := strings.Cut(c.key, "::"); {
	case nested && t.kind.nested[head] && strings.HasPrefix(c.key, "bind::st:"):
		b.report.error("unknown-st-column", at, c.header,
			text("Không có cột này trong các cột riêng «bind::st:…».", "There is no such column among our own, bind::st:…."),
			text("Các cột có: bind::st:merge, bind::st:was, bind::st:rows, bind::st:register.", "There are bind::st:merge, bind::st:was, bind::st:rows and bind::st:register."))
	case nested && t.kind.nested[head] && t.kind.sheet == "survey":
		b.report.warn("ignored-column", at, c.header,
			text("Thuộc tính này chưa có tác dụng ở đây.", "This attribute has no effect here yet."),
			text("Để nguyên nếu biểu mẫu còn dùng với công cụ khác; nếu không thì xóa.", "Leave it if the form is used with other tools too; delete it otherwise."))
	case nested && t.kind.sheet == "survey":
		b.misspelt(t, at, strings.SplitN(c.header, "::", 2)[0])
	case t.kind.sheet == "survey" || t.kind.sheet == "settings":
		b.misspelt(t, at, c.header)
	}
}

func (b *builder) misspelt(t *table, at place, header string) {
	n := normalHead(header)
	if len(n) < 4 || len(n) > 30 {
		return
	}
	limit := 1
	if len(n) >= 7 {
		limit = 2
	}
	for _, k := range t.kind.known {
		if d := editDistance(n, k, limit); d <= limit && d > 0 && len(k) >= 4 && !t.has(k) {
			b.report.warn("misspelt-header", at, at.header,
				text("Tiêu đề này không có trong XLSForm nên cả cột bị bỏ qua.", "This header is not one of XLSForm: the whole column is not read."),
				text("Có phải là «"+k+"»?", "Did you mean "+k+"?"))
			return
		}
	}
}

// cleanCell prepares the text of a cell: NFC, no-break spaces as spaces, no control characters, no space at the ends;
// in the survey sheet runs of spaces become one unless the settings say clean_text_values = no.
func (b *builder) cleanCell(s string, squeeze bool) string {
	s = strings.TrimSpace(cleanRunes(s))
	if !squeeze || !b.clean || !strings.Contains(s, "  ") {
		return s
	}
	var out strings.Builder
	out.Grow(len(s))
	for i := 0; i < len(s); i++ {
		if s[i] == ' ' && i > 0 && s[i-1] == ' ' {
			continue
		}
		out.WriteByte(s[i])
	}
	return out.String()
}

func cleanRunes(s string) string {
	plain := true
	for i := 0; i < len(s); i++ {
		if s[i] >= 0x80 || s[i] < 0x20 {
			plain = false
			break
		}
	}
	if plain {
		return s
	}
	s = strings.ToValidUTF8(s, "\ufffd")
	s = strings.ReplaceAll(s, "\r\n", "\n")
	s = strings.Map(func(r rune) rune {
		switch {
		case r == '\u00a0' || r == '\u202f' || r == '\u2007':
			return ' '
		case r == '\r':
			return '\n'
		case r == '\ufeff' || r < 0x20 && r != '\n' && r != '\t' || r == 0x7f || r >= 0xfffe && r <= 0xffff:
			return -1
		}
		return r
	}, s)
	return norm.NFC.String(s)
}

// refuseLater says of sheets that belong to later work that they are not read yet, instead of passing over them.
func (b *builder) refuseLater(sheets map[string]found) {
	for _, name := range []string{"cascades"} {
		s, ok := sheets[name]
		if !ok || len(s.Rows) < 2 {
			continue
		}
		b.notYet(forms.Error, place{sheet: s.Name, order: s.order}, s.Name)
	}
}

// notYet reports a part of XLSForm that this program does not read yet.
func (b *builder) notYet(sev forms.Severity, at place, what string) {
	if sev == forms.Error {
		b.report.errors++
	}
	b.report.add(sev, "not-supported-yet", at, what,
		text("Phần này của XLSForm chưa được hỗ trợ.", "This part of XLSForm is not supported yet."),
		text("Bỏ phần này ra khỏi biểu mẫu.", "Take it out of the form."))
}

// Wanted tells whether Build reads a sheet of this name; the rows of others need not be loaded.
func Wanted(sheet string) bool {
	name := lookupName(sheet)
	for _, known := range sheetNames {
		if name == known {
			return true
		}
	}
	return IsTests(sheet)
}

// IsTests says that a sheet holds the author's own tests (forms/formtest), a step a row: it is read and compiles to nothing.
func IsTests(sheet string) bool { return lookupName(sheet) == "tests" }

// Tests gives the lines of the sheet tests: each row's cells with a space between. ok is false when there is none.
func (w *Workbook) Tests() (text string, ok bool) {
	for _, s := range w.Sheets {
		if !IsTests(s.Name) {
			continue
		}
		var b strings.Builder
		for _, row := range s.Rows {
			b.WriteString(strings.TrimSpace(strings.Join(row, " ")))
			b.WriteByte('\n')
		}
		return b.String(), true
	}
	return "", false
}
