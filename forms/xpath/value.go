package xpath

import (
	"math"
	"strconv"
	"strings"
)

type valueKind uint8

const (
	kindString valueKind = iota
	kindNumber
	kindBool
	kindDate
	kindNodes
)

// Value is the result of an expression: a node-set, string, number, boolean or date. The zero Value is the empty string.
// Dates are JavaRosa's addition: as numbers they are days since 1970-01-01T00:00Z, as texts ISO 8601 in the zone of the
// host.
type Value struct {
	kind  valueKind
	plain bool // XPath 1.0 conversions
	yes   bool
	zone  int16 // minutes east of UTC, for texts that are dates
	num   float64
	str   string
	one   Node // a node-set of one, without a slice
	many  []Node
}

// String makes a string value.
func String(s string) Value { return Value{str: s} }

// Number makes a number value.
func Number(f float64) Value { return Value{kind: kindNumber, num: f} }

// Boolean makes a boolean value.
func Boolean(b bool) Value { return Value{kind: kindBool, yes: b} }

// Nodeset makes a node-set value; nodes are in document order without duplicates.
func Nodeset(nodes ...Node) Value {
	if len(nodes) == 1 {
		return Value{kind: kindNodes, one: nodes[0]}
	}
	return Value{kind: kindNodes, many: nodes}
}

// IsNodeset says whether the value is a node-set.
func (v Value) IsNodeset() bool { return v.kind == kindNodes }

// IsNumber says whether the value is a number; what date() makes of nonsense counts as one, NaN.
func (v Value) IsNumber() bool {
	return v.kind == kindNumber || v.kind == kindDate && math.IsNaN(v.num)
}

// IsBool says whether the value is a boolean.
func (v Value) IsBool() bool { return v.kind == kindBool }

// IsDate says whether the value is a date or a date with time.
func (v Value) IsDate() bool { return v.kind == kindDate && !math.IsNaN(v.num) }

// Nodes returns the nodes of a node-set in document order, nil for other kinds. The slice must not be modified.
func (v Value) Nodes() []Node {
	if v.one != nil {
		return []Node{v.one}
	}
	return v.many
}

// Len is the number of nodes of a node-set, 0 for other kinds.
func (v Value) Len() int {
	if v.one != nil {
		return 1
	}
	return len(v.many)
}

// First returns the first node in document order, nil when there is none.
func (v Value) First() Node {
	if v.one != nil {
		return v.one
	}
	if len(v.many) > 0 {
		return v.many[0]
	}
	return nil
}

// add appends a node to a node-set under construction.
func (v *Value) add(n Node) {
	switch {
	case v.one == nil && v.many == nil:
		v.one = n
	case v.many == nil:
		v.many = append(make([]Node, 0, 8), v.one, n)
		v.one = nil
	default:
		v.many = append(v.many, n)
	}
}

// Str converts to a string (XPath 1.0 §4.2): a node-set gives its first node's string-value or "".
func (v Value) Str() string {
	switch v.kind {
	case kindNumber:
		return FormatNumber(v.num)
	case kindBool:
		if v.yes {
			return "true"
		}
		return "false"
	case kindNodes:
		if n := v.First(); n != nil {
			return n.Value()
		}
		return ""
	}
	return v.str
}

// Num converts to a number (XPath 1.0 §4.4). Texts that are ISO dates give days since 1970-01-01T00:00Z, where a date
// without a zone begins at local midnight; other texts that are not numbers give NaN.
func (v Value) Num() float64 {
	switch v.kind {
	case kindNumber, kindDate:
		return v.num
	case kindBool:
		if v.yes {
			return 1
		}
		return 0
	case kindNodes:
		n := v.First()
		if n == nil {
			return math.NaN()
		}
		return textNumber(n.Value(), int(v.zone), v.plain)
	}
	return textNumber(v.str, int(v.zone), v.plain)
}

// Bool converts to a boolean: 0 and NaN, "" and the empty node-set are false. As in JavaRosa a node-set of one node is
// true only when the node has a text; under Context.Plain any node makes it true (XPath 1.0 §4.3).
func (v Value) Bool() bool {
	switch v.kind {
	case kindNumber:
		return v.num != 0 && !math.IsNaN(v.num)
	case kindDate:
		return !math.IsNaN(v.num)
	case kindBool:
		return v.yes
	case kindNodes:
		if v.plain || v.one == nil && len(v.many) != 1 {
			return v.Len() > 0
		}
		return v.First().Value() != ""
	}
	return v.str != ""
}

// Answer is the text that a calculation writes into an answer: as Str, but nothing for NaN and for what is no date.
func (v Value) Answer() string {
	if (v.kind == kindNumber || v.kind == kindDate) && math.IsNaN(v.num) {
		return ""
	}
	return v.Str()
}

// FormatNumber writes a number as XPath 1.0 §4.2 does: shortest decimal digits, never an exponent, no sign of zero.
func FormatNumber(f float64) string {
	switch {
	case math.IsNaN(f):
		return "NaN"
	case math.IsInf(f, 1):
		return "Infinity"
	case math.IsInf(f, -1):
		return "-Infinity"
	case f == 0:
		return "0"
	}
	if i := int64(f); f == float64(i) && i > -1e15 && i < 1e15 {
		return strconv.FormatInt(i, 10)
	}
	return strconv.FormatFloat(f, 'f', -1, 64)
}

// ParseNumber reads a decimal number with optional sign and fraction, no exponent (XPath 1.0 §4.4); NaN when it is none.
func ParseNumber(s string) float64 {
	s = strings.Trim(s, " \t\r\n")
	if s == "" {
		return math.NaN()
	}
	digits := s
	if digits[0] == '-' {
		digits = digits[1:]
	}
	n, dot := 0, false
	for i := 0; i < len(digits); i++ {
		switch c := digits[i]; {
		case c >= '0' && c <= '9':
			n++
		case c == '.' && !dot:
			dot = true
		default:
			return math.NaN()
		}
	}
	if n == 0 {
		return math.NaN()
	}
	if !dot && len(digits) < 16 { // the usual case, exact
		i := int64(0)
		for k := 0; k < len(digits); k++ {
			i = i*10 + int64(digits[k]-'0')
		}
		if len(digits) != len(s) {
			return -float64(i)
		}
		return float64(i)
	}
	f, err := strconv.ParseFloat(s, 64)
	if err != nil && !math.IsInf(f, 0) {
		return math.NaN()
	}
	return f
}

// textNumber is string-to-number with ODK's additions: dates, and a comma for the decimal point (JavaRosa, toNumeric).
func textNumber(s string, zone int, plain bool) float64 {
	f := ParseNumber(s)
	if plain || f == f {
		return f
	}
	if i := strings.IndexByte(s, ','); i >= 0 {
		return ParseNumber(s[:i] + "." + s[i+1:])
	}
	if t, ok := parseDateTime(s, zone); ok {
		return t.days()
	}
	return f
}
