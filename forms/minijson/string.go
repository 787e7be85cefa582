package minijson

import (
	"strconv"
	"unicode/utf16"
	"unicode/utf8"
)

// str reads a string that begins at the quote under the cursor.
func (p *parser) str() (string, error) {
	p.i++
	start := p.i
	for p.i < len(p.s) {
		switch c := p.s[p.i]; {
		case c == '"':
			s := p.s[start:p.i]
			p.i++
			return s, nil
		case c == '\\':
			return p.escaped(start)
		case c < 0x20:
			return "", p.fail("a control character must be escaped")
		}
		p.i++
	}
	return "", p.fail("a string does not end")
}

// escaped goes on with a string that has an escape under the cursor.
func (p *parser) escaped(start int) (string, error) {
	b := append([]byte(nil), p.s[start:p.i]...)
	for p.i < len(p.s) {
		c := p.s[p.i]
		switch {
		case c == '"':
			p.i++
			return string(b), nil
		case c < 0x20:
			return "", p.fail("a control character must be escaped")
		case c != '\\':
			b = append(b, c)
			p.i++
			continue
		}
		if p.i+1 >= len(p.s) {
			break
		}
		p.i++
		switch e := p.s[p.i]; e {
		case '"', '\\', '/':
			b = append(b, e)
		case 'b':
			b = append(b, '\b')
		case 'f':
			b = append(b, '\f')
		case 'n':
			b = append(b, '\n')
		case 'r':
			b = append(b, '\r')
		case 't':
			b = append(b, '\t')
		case 'u':
			r, err := p.unicode()
			if err != nil {
				return "", err
			}
			b = utf8.AppendRune(b, r)
			continue
		default:
			return "", p.fail("unknown escape")
		}
		p.i++
	}
	return "", p.fail("a string does not end")
}

// unicode reads uXXXX (and a second \uXXXX when the first is a surrogate) under the cursor.
func (p *parser) unicode() (rune, error) {
	r, ok := p.hex4()
	if !ok {
		return 0, p.fail("four hexadecimal digits were expected")
	}
	if !utf16.IsSurrogate(r) {
		return r, nil
	}
	if p.word(`\`) && p.i < len(p.s) && p.s[p.i] == 'u' {
		if low, ok := p.hex4(); ok {
			if full := utf16.DecodeRune(r, low); full != utf8.RuneError {
				return full, nil
			}
		}
	}
	return 0, p.fail("half of a surrogate pair")
}

func (p *parser) hex4() (rune, bool) {
	p.i++
	if len(p.s)-p.i < 4 {
		return 0, false
	}
	for _, c := range []byte(p.s[p.i : p.i+4]) {
		if !(c >= '0' && c <= '9' || c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F') {
			return 0, false
		}
	}
	n, err := strconv.ParseUint(p.s[p.i:p.i+4], 16, 16)
	if err != nil {
		return 0, false
	}
	p.i += 4
	return rune(n), true
}
