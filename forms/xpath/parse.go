package xpath

import (
	"math"
	"strconv"
	"strings"
)

// maxDepth is how deeply parentheses, predicates and function calls may be nested, and maxSource how long a source may
// be in bytes: what the parser recurses on is bounded by these.
const (
	maxDepth  = 200
	maxSource = 1 << 16
)

// Parse reads an expression (XPath 1.0 §3.7 Expr). The error is always a *SyntaxError. Unknown functions are no syntax
// errors: Check reports them.
func Parse(src string) (*Expr, error) {
	if len(src) > maxSource {
		return nil, &SyntaxError{Pos: 0, Why: "biểu thức dài quá 65 536 byte; hãy tách thành nhiều câu tính", En: "the expression is longer than 65,536 bytes; split it into several calculations"}
	}
	p := &parser{lex: lexer{src: src}}
	if err := p.advance(); err != nil {
		return nil, err
	}
	x, err := p.expression()
	if err != nil {
		return nil, err
	}
	if p.tok.kind != tokEnd {
		return nil, p.unexpected()
	}
	return &Expr{src: src, root: x}, nil
}

// MustParse is Parse for expressions known to be right; it panics on an error and belongs in tests and tables only.
func MustParse(src string) *Expr {
	e, err := Parse(src)
	if err != nil {
		panic(err)
	}
	return e
}

type parser struct {
	lex   lexer
	tok   token // current
	ahead token // one more, when peeked
	has   bool
	depth int
}

func (p *parser) advance() *SyntaxError {
	if p.has {
		p.tok, p.has = p.ahead, false
		return nil
	}
	t, err := p.lex.next()
	p.tok = t
	return err
}

func (p *parser) peek() (token, *SyntaxError) {
	if !p.has {
		t, err := p.lex.next()
		if err != nil {
			return t, err
		}
		p.ahead, p.has = t, true
	}
	return p.ahead, nil
}

func (p *parser) isOp(text string) bool { return p.tok.kind == tokOp && p.tok.text == text }

func (p *parser) fail(vi, en string) *SyntaxError {
	return syntaxError(p.lex.src, p.tok.pos, vi, en)
}

func (p *parser) unexpected() *SyntaxError {
	if p.tok.kind == tokEnd {
		if strings.Trim(p.lex.src, " \t\r\n") == "" {
			return p.fail("biểu thức trống", "the expression is empty")
		}
		return p.fail("biểu thức chưa kết thúc; thiếu một vế, dấu ngoặc hoặc tên", "the expression ends too early; an operand, bracket or name is missing")
	}
	return p.fail("không hiểu chỗ này; có thể thiếu phép toán, dấu phẩy hoặc thừa dấu ngoặc", "this is not expected here; perhaps an operator or comma is missing, or a bracket is too much")
}

func (p *parser) expect(text string) *SyntaxError {
	if !p.isOp(text) {
		if p.tok.kind == tokEnd {
			return p.fail("thiếu «"+text+"»", "«"+text+"» is missing")
		}
		return p.fail("ở đây phải là «"+text+"»", "«"+text+"» is expected here")
	}
	return p.advance()
}

// expression reads an Expr: what stands between parentheses, in an argument or in a predicate.
func (p *parser) expression() (expr, *SyntaxError) {
	if p.depth++; p.depth > maxDepth {
		return nil, p.fail("lồng nhau quá "+strconv.Itoa(maxDepth)+" lớp; hãy tách bớt", "nested more than "+strconv.Itoa(maxDepth)+" levels deep; split the expression")
	}
	x, err := p.binary(1)
	p.depth--
	return x, err
}

// strength is how strongly a binary operator binds (XPath 1.0 §3.7), 0 for other tokens.
func strength(t token) int {
	if t.kind != tokOp {
		return 0
	}
	switch t.text {
	case "or":
		return 1
	case "and":
		return 2
	case "=", "!=":
		return 3
	case "<", "<=", ">", ">=":
		return 4
	case "+", "-":
		return 5
	case "*", "div", "mod":
		return 6
	}
	return 0
}

// binary reads operands joined by operators of at least the given strength; all join from left to right.
func (p *parser) binary(least int) (expr, *SyntaxError) {
	l, err := p.unary()
	for err == nil {
		n := strength(p.tok)
		if n < least || n == 0 {
			break
		}
		op := p.tok.text
		if err = p.advance(); err != nil {
			break
		}
		var r expr
		if r, err = p.binary(n + 1); err == nil {
			l = join(op, l, r)
		}
	}
	return l, err
}

func join(op string, l, r expr) expr {
	switch op {
	case "or", "and":
		return &logical{op == "or", l, r}
	case "=":
		return &comparison{opEq, l, r}
	case "!=":
		return &comparison{opNe, l, r}
	case "<":
		return &comparison{opLt, l, r}
	case "<=":
		return &comparison{opLe, l, r}
	case ">":
		return &comparison{opGt, l, r}
	case ">=":
		return &comparison{opGe, l, r}
	case "div":
		return &arithmetic{'/', l, r}
	case "mod":
		return &arithmetic{'%', l, r}
	}
	return &arithmetic{op[0], l, r}
}

func (p *parser) unary() (expr, *SyntaxError) {
	minus := 0
	for p.isOp("-") {
		minus++
		if err := p.advance(); err != nil {
			return nil, err
		}
	}
	x, err := p.union()
	if err != nil || minus == 0 {
		return x, err
	}
	x = &negation{x}
	if minus%2 == 0 { // an even number of signs still converts to a number
		x = &negation{x}
	}
	return x, nil
}

func (p *parser) union() (expr, *SyntaxError) {
	x, err := p.path()
	if err != nil || !p.isOp("|") {
		return x, err
	}
	u := &union{parts: []expr{x}}
	for p.isOp("|") {
		if err := p.advance(); err != nil {
			return nil, err
		}
		x, err := p.path()
		if err != nil {
			return nil, err
		}
		u.parts = append(u.parts, x)
	}
	return u, nil
}

// primary reads what a filter expression can begin with, nil when the tokens are a location path.
func (p *parser) primary() (expr, *SyntaxError) {
	t := p.tok
	switch t.kind {
	case tokNumber:
		f, err := strconv.ParseFloat(t.text, 64)
		if err != nil && !math.IsInf(f, 0) {
			return nil, p.fail("số viết sai", "the number is malformed")
		}
		return &literal{Number(f)}, p.advance()
	case tokString:
		return &literal{String(t.text)}, p.advance()
	case tokVarName:
		return &variable{t.text, t.pos}, p.advance()
	case tokOp:
		if t.text != "(" {
			return nil, nil
		}
		if err := p.advance(); err != nil {
			return nil, err
		}
		x, err := p.expression()
		if err != nil {
			return nil, err
		}
		return x, p.expect(")")
	case tokName:
		if isNodeType(t.text) || t.text == "*" || strings.HasSuffix(t.text, ":*") {
			return nil, nil
		}
		next, err := p.peek()
		if err != nil {
			return nil, err
		}
		if next.kind == tokOp && next.text == "(" {
			return p.call()
		}
	}
	return nil, nil
}

func (p *parser) call() (expr, *SyntaxError) {
	c := &call{name: p.tok.text, pos: p.tok.pos, fn: functions[p.tok.text]}
	if err := p.advance(); err != nil { // name
		return nil, err
	}
	if err := p.advance(); err != nil { // (
		return nil, err
	}
	if p.isOp(")") {
		return c, p.advance()
	}
	for {
		a, err := p.expression()
		if err != nil {
			return nil, err
		}
		c.args = append(c.args, a)
		if !p.isOp(",") {
			c.prepare()
			return c, p.expect(")")
		}
		if err := p.advance(); err != nil {
			return nil, err
		}
	}
}

// prepare does once what is the same at every call.
func (c *call) prepare() {
	if c.name == "regex" && len(c.args) == 2 {
		if l, ok := c.args[1].(*literal); ok {
			c.re, _ = compileRegex(l.v.Str()) // a bad pattern is reported by Check, and by Eval when it comes to it
		}
	}
}

func isNodeType(name string) bool {
	return name == "node" || name == "text" || name == "comment" || name == "processing-instruction"
}
