package xpath

import "math"

// tolerance is how near two numbers must be to be equal (JavaRosa, XPathEqExpr).
const tolerance = 1e-12

func (c *comparison) eval(s *scope) (Value, error) {
	l, err := c.l.eval(s)
	if err != nil {
		return l, err
	}
	r, err := c.r.eval(s)
	if err != nil {
		return r, err
	}
	if err := s.env.spend(1); err != nil {
		return Value{}, err
	}
	if l.kind != kindNodes && r.kind != kindNodes {
		return Boolean(s.holds(c.op, l, r)), nil
	}
	return s.compareNodes(c.op, l, r)
}

// holds compares two values that are no node-sets (XPath 1.0 §3.4; dates compare as numbers).
func (s *scope) holds(op cmpOp, l, r Value) bool {
	if op <= opNe {
		equal := false
		switch {
		case l.kind == kindBool || r.kind == kindBool:
			equal = s.boolean(l) == s.boolean(r)
		case l.kind == kindString && r.kind == kindString:
			equal = l.str == r.str
		default:
			equal = s.sameNumber(s.num(l), s.num(r))
		}
		return equal == (op == opEq)
	}
	return ordered(op, s.num(l), s.num(r))
}

func (s *scope) sameNumber(a, b float64) bool {
	return a == b || !s.env.plain && math.Abs(a-b) < tolerance
}

func ordered(op cmpOp, a, b float64) bool {
	switch op {
	case opLt:
		return a < b
	case opLe:
		return a <= b
	case opGt:
		return a > b
	}
	return a >= b
}

// compareNodes compares where at least one side is a node-set: true when it holds for some node. An empty node-set
// compares as one empty text, as in JavaRosa, except under Context.Plain. A boolean other side of = and != takes the
// node-set as one boolean.
func (s *scope) compareNodes(op cmpOp, l, r Value) (Value, error) {
	if op <= opNe && (l.kind == kindBool || r.kind == kindBool) {
		return Boolean((s.boolean(l) == s.boolean(r)) == (op == opEq)), nil
	}
	nl, nr := s.sides(l), s.sides(r)
	if err := s.env.spend(nl * nr); err != nil {
		return Value{}, err
	}
	for i := 0; i < nl; i++ {
		a := side(l, i)
		for k := 0; k < nr; k++ {
			if s.holds(op, a, side(r, k)) {
				return Boolean(true), nil
			}
		}
	}
	return Boolean(false), nil
}

// sides is how many single values v stands for in a comparison.
func (s *scope) sides(v Value) int {
	if v.kind != kindNodes {
		return 1
	}
	n := v.Len()
	if n == 0 && !s.env.plain {
		return 1
	}
	return n
}

// side is the i-th of them.
func side(v Value, i int) Value {
	if v.kind != kindNodes {
		return v
	}
	if v.one != nil {
		return String(v.one.Value())
	}
	if len(v.many) == 0 {
		return Value{}
	}
	return String(v.many[i].Value())
}
