package xpath

import (
	"unicode"
	"unicode/utf8"
)

type tokenKind uint8

const (
	tokEnd     tokenKind = iota
	tokNumber            // text: digits
	tokString            // text: without quotes
	tokName              // QName, NCName, prefix:* or * as a name test
	tokOp                // operators and punctuation, including and, or, div, mod and the multiplying *
	tokVarName           // $name
)

type token struct {
	kind tokenKind
	text string
	pos  int // byte offset
}

// lexer cuts an expression into tokens and applies the rules of XPath 1.0 §3.7 that tell operators from names by what
// stands before them.
type lexer struct {
	src  string
	at   int
	prev token // the token before, tokEnd at the start
}

func isSpace(c byte) bool { return c == ' ' || c == '\t' || c == '\r' || c == '\n' }

// operandBefore says whether the token before ends an operand, so that `*` and names are operators now.
func (l *lexer) operandBefore() bool {
	switch l.prev.kind {
	case tokEnd:
		return false
	case tokOp:
		switch l.prev.text {
		case ")", "]", ".", "..":
			return true
		}
		return false
	}
	return true
}

func (l *lexer) next() (token, *SyntaxError) {
	for l.at < len(l.src) && isSpace(l.src[l.at]) {
		l.at++
	}
	t, err := l.scan()
	if err != nil {
		return t, err
	}
	l.prev = t
	return t, nil
}

func (l *lexer) scan() (token, *SyntaxError) {
	start := l.at
	if start >= len(l.src) {
		return token{kind: tokEnd, pos: start}, nil
	}
	c := l.src[start]
	two := ""
	if start+1 < len(l.src) {
		two = l.src[start : start+2]
	}
	switch two {
	case "//", "::", "..", "!=", "<=", ">=":
		l.at += 2
		return token{tokOp, two, start}, nil
	case "${":
		return token{}, l.fail(start, "tham chiếu ${…} chưa được thay bằng đường dẫn", "a ${…} reference was not resolved to a path")
	}
	switch {
	case c >= '0' && c <= '9' || c == '.' && len(two) == 2 && two[1] >= '0' && two[1] <= '9':
		return l.number(), nil
	case c == '"' || c == '\'':
		for i := start + 1; i < len(l.src); i++ {
			if l.src[i] == c {
				l.at = i + 1
				return token{tokString, l.src[start+1 : i], start}, nil
			}
		}
		return token{}, l.fail(start, "chuỗi thiếu dấu nháy đóng", "the string has no closing quote")
	case c == '*':
		l.at++
		if l.operandBefore() {
			return token{tokOp, "*", start}, nil
		}
		return token{tokName, "*", start}, nil
	case c == '$':
		l.at++
		n := nameLen(l.src[l.at:])
		if n == 0 {
			return token{}, l.fail(start, "sau $ phải là một tên", "a name must follow $")
		}
		l.at += n
		if l.at+1 < len(l.src) && l.src[l.at] == ':' {
			if m := nameLen(l.src[l.at+1:]); m > 0 {
				l.at += 1 + m
			}
		}
		return token{tokVarName, l.src[start+1 : l.at], start}, nil
	}
	switch c {
	case '(', ')', '[', ']', '@', ',', '/', '|', '+', '-', '=', '<', '>', '.':
		l.at++
		return token{tokOp, l.src[start:l.at], start}, nil
	}
	n := nameLen(l.src[start:])
	if n == 0 {
		return token{}, l.fail(start, "ký tự này không dùng được ở đây", "this character can not stand here")
	}
	if l.operandBefore() {
		if op := operatorName(l.src[start:], n); op != "" {
			l.at += len(op)
			return token{tokOp, op, start}, nil
		}
		l.at += n
		return token{tokName, l.src[start:l.at], start}, nil // the parser reports what it expected
	}
	l.at += n
	if l.at+1 < len(l.src) && l.src[l.at] == ':' && l.src[l.at+1] != ':' {
		if l.src[l.at+1] == '*' {
			l.at += 2
		} else if m := nameLen(l.src[l.at+1:]); m > 0 {
			l.at += 1 + m
		}
	}
	return token{tokName, l.src[start:l.at], start}, nil
}

func (l *lexer) number() token {
	start, dot := l.at, false
	for l.at < len(l.src) {
		c := l.src[l.at]
		if c == '.' && !dot {
			if l.at+1 < len(l.src) && l.src[l.at+1] == '.' {
				break
			}
			dot = true
		} else if c < '0' || c > '9' {
			break
		}
		l.at++
	}
	return token{tokNumber, l.src[start:l.at], start}
}

// operatorName returns and, or, div or mod when s (whose first n bytes are a name) begins with it. No name can stand where
// an operator must, so `1 or1` and `6andpath` are read as in JavaRosa.
func operatorName(s string, n int) string {
	for _, op := range [...]string{"and", "or", "div", "mod"} {
		if n >= len(op) && s[:len(op)] == op {
			return op
		}
	}
	return ""
}

// nameLen is the length in bytes of the NCName at the start of s, 0 when there is none.
func nameLen(s string) int {
	i := 0
	for i < len(s) {
		c := s[i]
		if c < utf8.RuneSelf {
			if c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_' ||
				i > 0 && (c >= '0' && c <= '9' || c == '-' || c == '.') {
				i++
				continue
			}
			break
		}
		r, size := utf8.DecodeRuneInString(s[i:])
		if unicode.IsLetter(r) || i > 0 && (unicode.IsDigit(r) || unicode.Is(unicode.Mn, r) || unicode.Is(unicode.Mc, r) || r == '·') {
			i += size
			continue
		}
		break
	}
	return i
}

func (l *lexer) fail(pos int, vi, en string) *SyntaxError {
	return syntaxError(l.src, pos, vi, en)
}

// syntaxError makes a located error of a byte offset; Found is the text there, at most 20 runes.
func syntaxError(src string, pos int, vi, en string) *SyntaxError {
	if pos > len(src) {
		pos = len(src)
	}
	end, runes := pos, 0
	for end < len(src) && runes < 20 {
		_, size := utf8.DecodeRuneInString(src[end:])
		end += size
		runes++
	}
	return &SyntaxError{Pos: utf8.RuneCountInString(src[:pos]), Found: src[pos:end], Why: vi, En: en}
}
