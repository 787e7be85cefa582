package schema

import (
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// maxName is the longest name of a person, area, round or device, in bytes.
const maxName = 200

// Clean gives a text as it is stored: NFC, trimmed, invalid bytes replaced.
func Clean(s string) string {
	return strings.TrimSpace(norm.NFC.String(strings.ToValidUTF8(WithoutNUL(s), "\uFFFD")))
}

// WithoutNUL drops the one character that PostgreSQL takes in no text.
func WithoutNUL(s string) string {
	if strings.IndexByte(s, 0) < 0 {
		return s
	}
	return strings.ReplaceAll(s, "\x00", "")
}

// named refuses an empty, overlong or uncleaned name.
func named(field, s string) error {
	switch {
	case s == "":
		return Invalid(field, "Chưa có tên. Nhờ điền tên.", "The name is empty. Fill it in.")
	case len(s) > maxName:
		return Invalid(field, "Tên dài quá 200 ký tự. Nhờ rút ngắn.", "The name is longer than 200 bytes. Shorten it.")
	case !utf8.ValidString(s) || Clean(s) != s:
		return Invalid(field, "Tên có ký tự không dùng được.", "The name holds characters that can not be stored.")
	}
	return nil
}

// Fold gives a text for search: lower case, without Vietnamese marks, đ as d.
func Fold(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	for _, r := range norm.NFD.String(strings.ToLower(WithoutNUL(s))) {
		switch {
		case r >= 0x300 && r <= 0x36f:
		case r == 'đ':
			b.WriteByte('d')
		default:
			b.WriteRune(r)
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}
