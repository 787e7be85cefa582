package export

import "strings"

// safe keeps a text from acting as a formula in a spreadsheet: it puts an apostrophe before one that begins, after blanks
// and quotes, with = + - @, their full-width forms, a tab or a line end.
func safe(s string) string {
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
