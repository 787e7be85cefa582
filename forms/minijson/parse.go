package minijson

import (
	"strconv"
	"unicode/utf8"
)

// Limits bound what Parse accepts; one Value takes about 64 bytes.
type Limits struct {
	Bytes  int // length of the text
	Depth  int // nesting of arrays and objects
	Values int // values in the whole text
}

// Default is the Limits of Parse: 64 MiB, 64 levels, two million values.
var Default = Limits{Bytes: 64 << 20, Depth: 64, Values: 2 << 20}

// SyntaxError says what is wrong and at which byte offset of the text.
type SyntaxError struct {
	Offset int
	Why    string
}

// Error implements error.
func (e *SyntaxError) Error() string {
	return "json: " + e.Why + " at byte " + strconv.Itoa(e.Offset)
}

// Parse reads one JSON text within the Default limits.
func Parse(text []byte) (Value, error) { return ParseLimits(text, Default) }

// ParseLimits reads one JSON text. The Values do not share memory with text.
func ParseLimits(text []byte, l Limits) (Value, error) {
	if len(text) > l.Bytes {
		return Value{}, &SyntaxError{l.Bytes, "the text is too long"}
	}
	if !utf8.Valid(text) {
		i := 0
		for i < len(text) {
			r, n := utf8.DecodeRune(text[i:])
			if r == utf8.RuneError && n == 1 {
				break
			}
			i += n
		}
		return Value{}, &SyntaxError{i, "not UTF-8"}
	}
	p := parser{s: string(text), left: l.Values}
	v, err := p.value(l.Depth)
	if err != nil {
		return Value{}, err
	}
	p.space()
	if p.i < len(p.s) {
		return Value{}, p.fail("text after the value")
	}
	return v, nil
}

type parser struct {
	s    string
	i    int
	left int // values still allowed
}

func (p *parser) fail(why string) error { return &SyntaxError{p.i, why} }

func (p *parser) space() {
	for p.i < len(p.s) {
		switch p.s[p.i] {
		case ' ', '\t', '\n', '\r':
			p.i++
		default:
			return
		}
	}
}

func (p *parser) word(w string) bool {
	if len(p.s)-p.i < len(w) || p.s[p.i:p.i+len(w)] != w {
		return false
	}
	p.i += len(w)
	return true
}

func (p *parser) value(depth int) (Value, error) {
	p.space()
	if p.left--; p.left < 0 {
		return Value{}, p.fail("too many values")
	}
	if p.i >= len(p.s) {
		return Value{}, p.fail("the text ends too early")
	}
	switch c := p.s[p.i]; {
	case c == '{':
		return p.object(depth)
	case c == '[':
		return p.array(depth)
	case c == '"':
		s, err := p.str()
		return Value{kind: String, text: s}, err
	case c == '-' || c >= '0' && c <= '9':
		return p.number()
	case p.word("true"):
		return Value{kind: Bool, text: "true"}, nil
	case p.word("false"):
		return Value{kind: Bool}, nil
	case p.word("null"):
		return Value{kind: Null}, nil
	}
	return Value{}, p.fail("a value was expected")
}

func (p *parser) array(depth int) (Value, error) {
	if depth <= 0 {
		return Value{}, p.fail("nested too deeply")
	}
	v := Value{kind: Array}
	p.i++
	p.space()
	if p.word("]") {
		return v, nil
	}
	for {
		e, err := p.value(depth - 1)
		if err != nil {
			return Value{}, err
		}
		v.items = append(v.items, e)
		p.space()
		if p.word("]") {
			return v, nil
		}
		if !p.word(",") {
			return Value{}, p.fail("',' or ']' was expected")
		}
	}
}

// manyKeys is where looking for repeated keys changes from a scan to a map.
const manyKeys = 24

func (p *parser) object(depth int) (Value, error) {
	if depth <= 0 {
		return Value{}, p.fail("nested too deeply")
	}
	v := Value{kind: Object}
	var seen map[string]bool
	p.i++
	p.space()
	if p.word("}") {
		return v, nil
	}
	for {
		p.space()
		at := p.i
		if p.i >= len(p.s) || p.s[p.i] != '"' {
			return Value{}, p.fail("a key was expected")
		}
		k, err := p.str()
		if err != nil {
			return Value{}, err
		}
		if seen == nil && len(v.items) >= manyKeys {
			seen = make(map[string]bool, 2*manyKeys)
			for i := range v.items {
				seen[v.items[i].key] = true
			}
		}
		if seen != nil && seen[k] || seen == nil && v.Get(k).Exists() {
			return Value{}, &SyntaxError{at, "a key is repeated"}
		}
		if seen != nil {
			seen[k] = true
		}
		p.space()
		if !p.word(":") {
			return Value{}, p.fail("':' was expected")
		}
		e, err := p.value(depth - 1)
		if err != nil {
			return Value{}, err
		}
		e.key = k
		v.items = append(v.items, e)
		p.space()
		if p.word("}") {
			return v, nil
		}
		if !p.word(",") {
			return Value{}, p.fail("',' or '}' was expected")
		}
	}
}

func (p *parser) digits() bool {
	start := p.i
	for p.i < len(p.s) && p.s[p.i] >= '0' && p.s[p.i] <= '9' {
		p.i++
	}
	return p.i > start
}

func (p *parser) number() (Value, error) {
	start := p.i
	p.word("-")
	if !p.word("0") && !p.digits() {
		return Value{}, p.fail("a digit was expected")
	}
	if p.word(".") && !p.digits() {
		return Value{}, p.fail("a digit was expected")
	}
	if p.word("e") || p.word("E") {
		if !p.word("+") {
			p.word("-")
		}
		if !p.digits() {
			return Value{}, p.fail("a digit was expected")
		}
	}
	return Value{kind: Number, text: p.s[start:p.i]}, nil
}
