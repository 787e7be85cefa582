package xlsform

import (
	"slices"
	"strconv"
	"strings"

	"github.com/sothon/sothon/forms"
)

// place is a cell, a row or a whole sheet of the workbook.
type place struct {
	sheet  string // as written
	order  int    // of the sheet, for sorting
	row    int    // 1-based, 0 = the whole sheet
	col    int    // 1-based, 0 = the whole row
	header string // of the column, as written
}

func (p place) cell() string {
	if p.row == 0 || p.col == 0 {
		return ""
	}
	return columnLetters(p.col) + strconv.Itoa(p.row)
}

// columnLetters names a column as Excel does: 1 is A, 27 is AA.
func columnLetters(col int) string {
	var s []byte
	for ; col > 0; col = (col - 1) / 26 {
		s = append(s, byte('A'+(col-1)%26))
	}
	slices.Reverse(s)
	return string(s)
}

// report collects diagnostics. Beyond maxDiagnostics errors and maxWarnings warnings it only counts: a page with thousands helps nobody.
type report struct {
	diags  []located
	errors int
	kept   [2]int // by severity
	cut    int    // not kept
}

type located struct {
	forms.Diagnostic
	at place
}

const (
	maxDiagnostics = 300 // errors
	maxWarnings    = 100
	maxFoundRunes  = 200
)

// text is one sentence in both languages.
func text(vi, en string) forms.Message { return forms.Message{Vi: vi, En: en} }

func (r *report) error(code string, at place, found string, why, fix forms.Message) {
	r.errors++
	r.add(forms.Error, code, at, found, why, fix)
}

func (r *report) warn(code string, at place, found string, why, fix forms.Message) {
	r.add(forms.Warning, code, at, found, why, fix)
}

func (r *report) add(sev forms.Severity, code string, at place, found string, why, fix forms.Message) {
	if limit := [2]int{forms.Error: maxDiagnostics, forms.Warning: maxWarnings}; r.kept[sev] >= limit[sev] {
		r.cut++
		return
	}
	r.kept[sev]++
	r.diags = append(r.diags, located{forms.Diagnostic{
		Severity: sev, Code: code, Alias: aliases[code],
		Sheet: at.sheet, Row: at.row, Column: at.header, Cell: at.cell(),
		Found: cutRunes(found, maxFoundRunes), Why: why, Fix: fix,
	}, at})
}

// sorted gives the diagnostics in the order of the workbook, and one more at the end when some were left out.
func (r *report) sorted() []forms.Diagnostic {
	slices.SortStableFunc(r.diags, func(a, b located) int {
		if a.at.order != b.at.order {
			return a.at.order - b.at.order
		}
		if a.at.row != b.at.row {
			return a.at.row - b.at.row
		}
		return a.at.col - b.at.col
	})
	out := make([]forms.Diagnostic, 0, len(r.diags)+1)
	for _, d := range r.diags {
		out = append(out, d.Diagnostic)
	}
	if r.cut > 0 {
		sev := forms.Warning
		if r.errors > 0 {
			sev = forms.Error
		}
		n := strconv.Itoa(r.cut)
		out = append(out, forms.Diagnostic{Severity: sev, Code: "more-problems", Found: n,
			Why: text("Còn "+n+" vấn đề nữa không liệt kê hết ở đây.", n+" more problems are not listed here."),
			Fix: text("Hãy sửa các lỗi trên rồi kiểm tra lại.", "Mend those above and check again.")})
	}
	return out
}

func cutRunes(s string, n int) string {
	count := 0
	for i := range s {
		if count == n {
			return s[:i] + "…"
		}
		count++
	}
	return s
}

// quote shows a text of the author within a sentence.
func quote(s string) string { return "«" + cutRunes(s, 60) + "»" }

func quoteAll(list []string) string {
	q := make([]string, 0, len(list))
	for i, s := range list {
		if i == 12 {
			q = append(q, "…")
			break
		}
		q = append(q, quote(s))
	}
	return strings.Join(q, ", ")
}

// aliases gives the code of pyxform 4.5 for the same condition.
var aliases = map[string]string{
	"no-header":               "HEADER_001",
	"duplicate-header":        "HEADER_002",
	"missing-header":          "HEADER_003",
	"bad-choice-header":       "HEADER_004",
	"missing-choice-label":    "LABEL_001",
	"duplicate-name":          "NAMES_001",
	"similar-name":            "NAMES_002",
	"repeat-named-as-root":    "NAMES_003",
	"duplicate-repeat-name":   "NAMES_004",
	"reserved-name":           "NAMES_005",
	"missing-choice-name":     "NAMES_006",
	"duplicate-choice":        "NAMES_007",
	"bad-name":                "NAMES_008",
	"bad-root-name":           "NAMES_009",
	"misspelt-sheet":          "NAMES_013",
	"bad-reference":           "PYREF_001",
	"bad-reference-list":      "PYREF_002",
	"unknown-name":            "PYREF_003",
	"ambiguous-name":          "PYREF_004",
	"range-not-number":        "RANGE_001",
	"range-zero":              "RANGE_002",
	"range-too-large":         "RANGE_003",
	"range-not-multiple":      "RANGE_004",
	"range-outside":           "RANGE_005",
	"range-ticks-list":        "RANGE_006",
	"range-ticks-two":         "RANGE_007",
	"range-ticks-appearance":  "RANGE_008",
	"range-ticks-number":      "RANGE_009",
	"range-ticks-outside":     "RANGE_010",
	"range-ticks-multiple":    "RANGE_011",
	"range-ticks-ends":        "RANGE_012",
	"entity-without-label":    "ENTITY_005",
	"entity-without-update":   "ENTITY_006",
	"entity-without-id":       "ENTITY_007",
	"save-to-prefix":          "ENTITY_008",
	"entity-no-container":     "ENTITY_009",
	"save-to-scope":           "ENTITY_011",
	"entity-scope":            "ENTITY_012",
	"save-to-delimiter":       "ENTITY_013",
	"unknown-entity-column":   "HEADER_005",
	"reserved-entity-name":    "NAMES_010",
	"entity-name-period":      "NAMES_011",
	"save-to-reserved":        "NAMES_012",
	"duplicate-entity-list":   "NAMES_014",
	"missing-entity-list":     "NAMES_015",
	"unmatched-end":           "SURVEY_001",
	"unmatched-begin":         "SURVEY_002",
	"bad-incremental":         "SURVEY_003",
	"bad-parameters":          "SURVEY_004",
	"unknown-parameter":       "SURVEY_005",
	"bad-reference-geometry":  "SURVEY_006",
	"bad-capture-accuracy":    "SURVEY_007",
	"bad-warning-accuracy":    "SURVEY_008",
	"bad-allow-mock-accuracy": "SURVEY_009",
}
