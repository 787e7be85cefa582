package report

import (
	"strings"
)

// field is a name in braces within a text.
type field struct {
	name       string // in small letters
	start, end int    // of the braces in the text
}

// fieldsOf finds the fields of a text; open is where braces begin that are not closed, -1 for none.
func fieldsOf(s string) (all []field, open int) {
	for at := 0; ; {
		i := strings.Index(s[at:], "{{")
		if i < 0 {
			return all, -1
		}
		i += at
		n := strings.Index(s[i:], "}}")
		if n < 0 || strings.Contains(s[i+2:i+n], "{{") {
			return all, i
		}
		all = append(all, field{strings.ToLower(strings.TrimSpace(s[i+2 : i+n])), i, i + n + 2})
		at = i + n + 2
	}
}

// list is the list that a field is a column of: "ho_ngheo" of "ho_ngheo.chu_ho"; "" for a single value.
func (f *field) list() (list, column string) {
	list, column, ok := strings.Cut(f.name, ".")
	if !ok {
		return "", f.name
	}
	return list, column
}

// table is the table that a field stands for: "b1" of "bang:b1".
func (f *field) table() (string, bool) { return strings.CutPrefix(f.name, "bang:") }

// nearest is the name most like a name that is not known, "" when none is near.
func nearest(name string, known []string) string {
	best, least := "", len(name)/3+2
	for _, k := range known {
		if d := distance(strings.ToLower(name), strings.ToLower(k)); d < least {
			best, least = k, d
		}
	}
	return best
}

// distance counts the letters to put in, leave out or change (Levenshtein).
func distance(a, b string) int {
	if len(a) > 64 || len(b) > 64 {
		return 64
	}
	row := make([]int, len(b)+1)
	for k := range row {
		row[k] = k
	}
	for i := range len(a) {
		last := row[0]
		row[0] = i + 1
		for k := range len(b) {
			cost := 1
			if a[i] == b[k] {
				cost = 0
			}
			last, row[k+1] = row[k+1], min(last+cost, row[k]+1, row[k+1]+1)
		}
	}
	return row[len(b)]
}
