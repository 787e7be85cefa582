package export

import "strings"

// safe is what CSV has for a value of a column of numbers: a plain number keeps its sign, anything else is quoted.
func safe(s string) string {
	if plainNumber(strings.TrimPrefix(s, "+")) {
		return s
	}
	return quoted(s)
}

// quoted keeps a text from acting as a formula in a spreadsheet: it puts an apostrophe before one that begins, after blanks
// and quotes, with = + - @, their full-width forms, a tab or a line end.
func quoted(s string) string {
	for _, r := range s {
		switch r {
		case '=', '+', '-', '@', '＝', '＋', '－', '＠', '\t', '\r', '\n':
			return "'" + s
		case ' ', '\u00a0', '\u3000', '\u200b', '\ufeff', '"', '\'', '“', '‘':
			continue
		}
		return s
	}
	return s
}

// plainNumber says that a text is digits, with a sign and a decimal point where needed, and nothing else: 12, -0.5.
func plainNumber(s string) bool {
	s = strings.TrimPrefix(s, "-")
	whole, frac, point := strings.Cut(s, ".")
	return digits(whole) && (!point || digits(frac))
}

func digits(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}
