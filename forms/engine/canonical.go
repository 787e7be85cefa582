package engine

import (
	"sort"
	"strings"
	"unicode/utf8"

	"github.com/sothon/sothon/forms"
)

// TypeError says that a text is no value of a question's type, and what is expected instead.
type TypeError struct {
	Name   string // of the question
	Found  string // the text, cut to 60 runes
	Vi, En string // what is expected
}

// Error gives the expectation in both languages.
func (e *TypeError) Error() string {
	return "«" + e.Name + "»: " + e.Vi + "; gặp «" + e.Found + "» / " + e.Name + ": " + e.En + "; found \"" + e.Found + "\""
}

// Canonical is the one canonical text of a value of this node's type (sync.md §1.2): integers without leading zeros,
// decimals with the fewest digits, select_multiple in the order of the list, with the appearance st-ordered in the order of choosing (of a list from a file: in the order of
// bytes, since the form does not know the list), dates ISO 8601, instants with their offset, points to 7 digits, texts
// trimmed, media "sha256hex/sizeBytes/mime". NFC is the caller's. The empty text is always canonical. The error is a
// *TypeError.
func Canonical(f *forms.Form, node int, text string) (string, error) {
	if node < 0 || node >= len(f.Nodes) {
		return "", &TypeError{"?", cut(text), "biểu mẫu không có câu hỏi này", "the form has no such question"}
	}
	n := &f.Nodes[node]
	if n.Kind == forms.KindRoot || n.Kind == forms.KindGroup || n.Kind == forms.KindRepeat {
		return "", &TypeError{n.Name, cut(text), "đây là nhóm câu hỏi, không nhận câu trả lời", "this is a group and takes no answer"}
	}
	if !utf8.ValidString(text) {
		text = strings.ToValidUTF8(text, "\uFFFD")
	}
	text = strings.TrimSpace(text)
	if text == "" {
		return "", nil
	}
	var ok bool
	var vi, en string
	out := text
	switch n.Type {
	case "int":
		out, ok = canonicalInt(text)
		vi, en = "cần một số nguyên, ví dụ 12", "a whole number is expected, such as 12"
		if ok && n.Control == "range" {
			out, ok = inRange(n, out)
			vi, en = rangeWords(n)
		}
	case "decimal":
		out, ok = canonicalDecimal(text)
		vi, en = "cần một số, ví dụ 12 hoặc 12.5", "a number is expected, such as 12 or 12.5"
		if ok && n.Control == "range" {
			out, ok = inRange(n, out)
			vi, en = rangeWords(n)
		}
	case "date":
		out, ok = canonicalDate(text)
		vi, en = "cần ngày dạng năm-tháng-ngày, ví dụ 2026-11-23", "a date is expected as year-month-day, such as 2026-11-23"
	case "time":
		out, ok = canonicalTime(text)
		vi, en = "cần giờ dạng giờ:phút, ví dụ 08:30", "a time is expected as hour:minute, such as 08:30"
	case "dateTime":
		out, ok = canonicalDateTime(text)
		vi, en = "cần ngày giờ kèm múi giờ, ví dụ 2026-11-23T08:30:00+07:00", "a date and time with zone is expected, such as 2026-11-23T08:30:00+07:00"
	case "geopoint":
		out, ok = canonicalPoint(text)
		vi, en = "cần toạ độ «vĩ độ kinh độ độ cao sai số», ví dụ 20.97 106.42 0 5", "a point is expected as \"latitude longitude altitude accuracy\", such as 20.97 106.42 0 5"
	case "geotrace", "geoshape":
		out, ok = canonicalPoints(text)
		vi, en = "cần các toạ độ cách nhau bằng dấu «;»", "points are expected, separated by \";\""
	case "binary":
		out, ok = canonicalMedia(text)
		vi, en = "cần tệp đã lưu dạng «sha256/số byte/kiểu»", "a stored file is expected as \"sha256/bytes/type\""
	default:
		out, ok = strings.ReplaceAll(strings.ReplaceAll(text, "\r\n", "\n"), "\r", "\n"), true
		switch {
		case n.Control == "rank" || n.Type == "odk:rank" || contains(strings.Fields(n.Appearance), "st-ordered"):
			out = strings.Join(distinct(text), " ")
		case n.Control == "select_multiple":
			out = inListOrder(f, n, distinct(text))
		}
	}
	if !ok {
		return "", &TypeError{n.Name, cut(text), vi, en}
	}
	return out, nil
}

func cut(s string) string {
	n := 0
	for i := range s {
		if n == 60 {
			return s[:i] + "…"
		}
		n++
	}
	return s
}

func distinct(s string) []string {
	tokens := strings.Fields(s)
	out := tokens[:0]
	for _, t := range tokens {
		if !contains(out, t) {
			out = append(out, t)
		}
	}
	return out
}

func contains(list []string, s string) bool {
	for _, t := range list {
		if t == s {
			return true
		}
	}
	return false
}

func inListOrder(f *forms.Form, n *forms.Node, tokens []string) string {
	sort.Strings(tokens)
	for i := range f.Lists {
		if f.Lists[i].Name != n.List {
			continue
		}
		out := make([]string, 0, len(tokens))
		for c := range f.Lists[i].Choices {
			if name := f.Lists[i].Choices[c].Name; contains(tokens, name) && !contains(out, name) {
				out = append(out, name)
			}
		}
		for _, t := range tokens {
			if !contains(out, t) {
				out = append(out, t)
			}
		}
		return strings.Join(out, " ")
	}
	return strings.Join(tokens, " ")
}

// canonicalInt accepts a sign, leading zeros and a fraction of zeros; up to 18 digits.
func canonicalInt(s string) (string, bool) {
	d, ok := canonicalDecimal(s)
	if !ok || strings.IndexByte(d, '.') >= 0 || len(strings.TrimPrefix(d, "-")) > 18 {
		return "", false
	}
	return d, true
}

// canonicalDecimal works on the digits, so that none is lost; a decimal comma is read as a point.
func canonicalDecimal(s string) (string, bool) {
	if len(s) > 60 {
		return "", false
	}
	sign := ""
	switch s[0] {
	case '-':
		sign, s = "-", s[1:]
	case '+':
		s = s[1:]
	}
	whole, frac := s, ""
	if i := strings.IndexAny(s, ".,"); i >= 0 {
		whole, frac = s[:i], s[i+1:]
	}
	if whole == "" && frac == "" || !digits(whole) || !digits(frac) {
		return "", false
	}
	whole = strings.TrimLeft(whole, "0")
	frac = strings.TrimRight(frac, "0")
	if whole == "" {
		whole = "0"
	}
	if frac != "" {
		return sign + whole + "." + frac, true
	}
	if whole == "0" {
		sign = ""
	}
	return sign + whole, true
}

func digits(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return true
}

// canonicalMedia wants 64 lower-case hex digits, a size and a media type.
func canonicalMedia(s string) (string, bool) {
	parts := strings.SplitN(s, "/", 3)
	if len(parts) != 3 || len(parts[0]) != 64 || parts[1] == "" || !digits(parts[1]) || len(parts[1]) > 15 {
		return "", false
	}
	hex := strings.ToLower(parts[0])
	for i := 0; i < len(hex); i++ {
		if c := hex[i]; !(c >= '0' && c <= '9' || c >= 'a' && c <= 'f') {
			return "", false
		}
	}
	size := strings.TrimLeft(parts[1], "0")
	if size == "" {
		size = "0"
	}
	mime := strings.ToLower(parts[2])
	slash := strings.IndexByte(mime, '/')
	if slash <= 0 || slash == len(mime)-1 || len(mime) > 100 {
		return "", false
	}
	for i := 0; i < len(mime); i++ {
		if mime[i] <= ' ' || mime[i] > '~' {
			return "", false
		}
	}
	return hex + "/" + size + "/" + mime, true
}
