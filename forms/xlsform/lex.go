package xlsform

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// tokenKind of the rough lexer below. It only has to find references, brackets, calls and operators in any text, good
// or bad; xpath.Parse judges the expression.
type tokenKind uint8

const (
	tokOther   tokenKind = iota
	tokRef               // ${name}
	tokBadRef            // ${ without a name or end
	tokLiteral           // a quoted text; references within come as tokens of their own with inLiteral
	tokNumber            // 12, 1.5, 2020-01-31, 12:30
	tokName              // a name, an axis, a path
	tokCall              // name(
	tokOpen              // (
	tokClose             // )
	tokPred              // [
	tokPredEnd           // ]
	tokComma
	tokMath // + * - div mod
	tokUnion
	tokSpace
)

type token struct {
	kind      tokenKind
	text      string // of the source; tokRef: the name; tokCall: the name of the function
	pos, end  int    // bytes in the source
	inLiteral bool
}

// lex cuts an expression into tokens that cover all of it.
func lex(s string) []token {
	var out []token
	add := func(kind tokenKind, text string, pos, end int) {
		out = append(out, token{kind: kind, text: text, pos: pos, end: end})
	}
	for i := 0; i < len(s); {
		c := s[i]
		switch {
		case strings.HasPrefix(s[i:], "${"):
			t := lexReference(s, i)
			out = append(out, t)
			i = t.end
		case c == '"' || c == '\'':
			i = lexLiteral(s, i, &out)
		case c == '(':
			add(tokOpen, "(", i, i+1)
			i++
		case c == ')':
			add(tokClose, ")", i, i+1)
			i++
		case c == '[':
			add(tokPred, "[", i, i+1)
			i++
		case c == ']':
			add(tokPredEnd, "]", i, i+1)
			i++
		case c == ',':
			add(tokComma, ",", i, i+1)
			i++
		case c == '|':
			add(tokUnion, "|", i, i+1)
			i++
		case c == '+' || c == '*' || c == '-':
			add(tokMath, s[i:i+1], i, i+1)
			i++
		case c == ' ' || c == '\t' || c == '\n':
			add(tokSpace, " ", i, i+1)
			i++
		case c >= '0' && c <= '9' || c == '.' && i+1 < len(s) && s[i+1] >= '0' && s[i+1] <= '9':
			end := i + 1
			for end < len(s) && strings.IndexByte("0123456789.", s[end]) >= 0 {
				end++
			}
			add(tokNumber, s[i:end], i, end)
			i = end
		default:
			i = lexName(s, i, &out)
		}
	}
	return out
}

// lexReference reads ${ name } at i.
func lexReference(s string, i int) token {
	end := strings.IndexByte(s[i:], '}')
	next := strings.Index(s[i+2:], "${")
	if end < 0 || next >= 0 && next+2 < end {
		return token{kind: tokBadRef, text: s[i : i+2], pos: i, end: i + 2}
	}
	end += i + 1
	name := strings.TrimSpace(s[i+2 : end-1])
	saved, _ := strings.CutPrefix(name, "last-saved#")
	if !isName(saved) {
		return token{kind: tokBadRef, text: s[i:end], pos: i, end: end}
	}
	return token{kind: tokRef, text: name, pos: i, end: end}
}

// lexLiteral reads a quoted text at i, with the references within.
func lexLiteral(s string, i int, out *[]token) int {
	quote := s[i]
	start := i
	i++
	for i < len(s) && s[i] != quote {
		if !strings.HasPrefix(s[i:], "${") {
			i++
			continue
		}
		if t := lexReference(s, i); t.kind == tokRef && strings.IndexByte(s[i:t.end], quote) < 0 {
			*out = append(*out, token{kind: tokLiteral, text: s[start:i], pos: start, end: i})
			t.inLiteral = true
			*out = append(*out, t)
			start, i = t.end, t.end
			continue
		}
		i += 2
	}
	if i < len(s) {
		i++
	}
	*out = append(*out, token{kind: tokLiteral, text: s[start:i], pos: start, end: i})
	return i
}

// lexName reads a name at i, and the bracket after it when it is a call.
func lexName(s string, i int, out *[]token) int {
	end := i
	for end < len(s) {
		r, n := utf8.DecodeRuneInString(s[end:])
		if !(r == '_' || unicode.IsLetter(r) || end > i && (r == '-' || r == '.' || r == ':' || unicode.IsDigit(r) || unicode.Is(unicode.Mn, r))) {
			break
		}
		end += n
	}
	if end == i {
		_, n := utf8.DecodeRuneInString(s[i:])
		*out = append(*out, token{kind: tokOther, text: s[i : i+n], pos: i, end: i + n})
		return i + n
	}
	name := s[i:end]
	rest := strings.TrimLeft(s[end:], " \t\n")
	if strings.HasPrefix(rest, "(") && name != "and" && name != "or" && name != "div" && name != "mod" {
		end = len(s) - len(rest) + 1
		*out = append(*out, token{kind: tokCall, text: name, pos: i, end: end})
		return end
	}
	kind := tokName
	if (name == "div" || name == "mod") && i > 0 && s[i-1] == ' ' {
		kind = tokMath
	}
	*out = append(*out, token{kind: kind, text: name, pos: i, end: end})
	return end
}

// wholeReference is the name of a text that is one ${name} and nothing else.
func wholeReference(s string) (string, bool) {
	s = strings.TrimSpace(s)
	if !strings.HasPrefix(s, "${") {
		return "", false
	}
	t := lexReference(s, 0)
	return t.text, t.kind == tokRef && t.end == len(s)
}

// isDynamic tells whether a default is an expression (a call, an operator, a reference) rather than a text. As in pyxform
// a hyphen does not make dates, times and places expressions.
func isDynamic(s, bindType string) bool {
	hyphens := bindType == "date" || bindType == "dateTime" || bindType == "time" || strings.HasPrefix(bindType, "geo")
	if strings.Contains(s, "://") {
		return false
	}
	tokens := lex(s)
	for i, t := range tokens {
		switch t.kind {
		case tokRef, tokCall, tokUnion, tokPred:
			return true
		case tokMath:
			if t.text == "-" {
				if hyphens {
					return false
				}
				if i == 0 || tokens[i-1].kind != tokSpace { // 1-1, a-2 and -5 are texts
					continue
				}
				if i+1 < len(tokens) && tokens[i+1].kind != tokSpace && i == 1 {
					continue
				}
			}
			return true
		}
	}
	return false
}
