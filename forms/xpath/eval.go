package xpath

import (
	"math"
	"sync"
)

// Context is where and how an expression is evaluated.
type Context struct {
	Node     Node // the context node; may be nil for expressions without paths
	Current  Node // what current() answers; nil = Node
	Position int  // what position() answers at the top level; 0 = 1
	Size     int  // what last() answers at the top level; 0 = 1
	Host     Host // nil = BaseHost
	Steps    *int // budget of steps, counted down; nil = defaultSteps
	Plain    bool // XPath 1.0 to the letter: see the package comment
}

// defaultSteps bounds an evaluation whose caller sets no budget: about a second of work.
const defaultSteps = 20_000_000

// scope is the evaluation context of XPath 1.0 §1 that changes within an expression.
type scope struct {
	node, current Node
	pos, size     int
	env           *env
}

// env is what stays the same during one evaluation.
type env struct {
	host  Host
	root  Node
	steps *int
	zone  int
	now   int64
	timed bool // zone and now were asked
	plain bool
	// seeAll lets paths see nodes that are not relevant, where only their place in the tree is asked.
	seeAll bool
	home   chain // of the node that current() answers
	homed  bool  // home is filled
}

// Eval computes the value of the expression. Errors: ErrBudget, *EvalError (unknown function, wrong arguments, unknown
// instance, bad regular expression). It never panics and never runs without end.
func (e *Expr) Eval(c *Context) (Value, error) {
	if c == nil {
		c = &Context{}
	}
	run := runs.Get().(*run)
	r, err := run.eval(e, c)
	*run = emptyRun
	runs.Put(run)
	return r, err
}

// run is the memory of one evaluation, used again by later ones.
type run struct {
	scope  scope
	env    env
	budget int
}

var (
	runs     = sync.Pool{New: func() any { return new(run) }}
	emptyRun run
)

func (m *run) eval(e *Expr, c *Context) (Value, error) {
	v, s := &m.env, &m.scope
	v.host, v.steps, v.plain = c.Host, c.Steps, c.Plain
	if v.host == nil {
		v.host = (*BaseHost)(nil)
	}
	if v.steps == nil {
		m.budget = defaultSteps
		v.steps = &m.budget
	}
	*s = scope{node: c.Node, current: c.Current, pos: c.Position, size: c.Size, env: v}
	if s.current == nil {
		s.current = s.node
	}
	if s.pos == 0 {
		s.pos = 1
	}
	if s.size == 0 {
		s.size = 1
	}
	r, err := e.root.eval(s)
	if err != nil {
		return Value{}, err
	}
	if r.kind == kindString || r.kind == kindNodes {
		v.clock()
		r.zone = int16(v.zone)
	}
	r.plain = c.Plain
	return r, nil
}

// EvalString evaluates and converts to a string.
func (e *Expr) EvalString(c *Context) (string, error) {
	v, err := e.Eval(c)
	return v.Str(), err
}

// EvalBool evaluates and converts to a boolean.
func (e *Expr) EvalBool(c *Context) (bool, error) {
	v, err := e.Eval(c)
	return v.Bool(), err
}

// EvalNumber evaluates and converts to a number.
func (e *Expr) EvalNumber(c *Context) (float64, error) {
	v, err := e.Eval(c)
	return v.Num(), err
}

func (v *env) clock() {
	if !v.timed {
		v.now, v.zone = v.host.Now()
		v.timed = true
	}
}

// spend takes n steps from the budget.
func (v *env) spend(n int) error {
	*v.steps -= n
	if *v.steps < 0 {
		return ErrBudget
	}
	return nil
}

// rootNode is where absolute paths begin.
func (s *scope) rootNode() Node {
	if s.env.root == nil {
		if s.env.root = s.env.host.Root(); s.env.root == nil {
			s.env.root = rootOf(s.current)
		}
	}
	return s.env.root
}

// num converts with the zone of the host, so that texts that are dates become days.
func (s *scope) num(v Value) float64 {
	switch v.kind {
	case kindNumber, kindDate:
		return v.num
	case kindString:
		return s.textNum(v.str)
	case kindNodes:
		n := v.First()
		if n == nil {
			return math.NaN()
		}
		return s.textNum(n.Value())
	}
	return v.Num()
}

func (s *scope) textNum(t string) float64 {
	f := ParseNumber(t)
	if f == f || s.env.plain || len(t) < 3 {
		return f
	}
	s.env.clock()
	return textNumber(t, s.env.zone, false)
}

func (s *scope) boolean(v Value) bool {
	v.plain = s.env.plain
	return v.Bool()
}

func (l *literal) eval(*scope) (Value, error) { return l.v, nil }

func (n *negation) eval(s *scope) (Value, error) {
	v, err := n.x.eval(s)
	if err != nil {
		return v, err
	}
	return Number(-s.num(v)), nil
}

func (l *logical) eval(s *scope) (Value, error) {
	v, err := l.l.eval(s)
	if err != nil {
		return v, err
	}
	if s.boolean(v) == l.or {
		return Boolean(l.or), nil
	}
	if v, err = l.r.eval(s); err != nil {
		return v, err
	}
	return Boolean(s.boolean(v)), nil
}

func (a *arithmetic) eval(s *scope) (Value, error) {
	v, err := a.l.eval(s)
	if err != nil {
		return v, err
	}
	l := s.num(v)
	if v, err = a.r.eval(s); err != nil {
		return v, err
	}
	r := s.num(v)
	if err := s.env.spend(1); err != nil {
		return Value{}, err
	}
	switch a.op {
	case '+':
		return Number(l + r), nil
	case '-':
		return Number(l - r), nil
	case '*':
		return Number(l * r), nil
	case '/':
		return Number(l / r), nil
	}
	return Number(math.Mod(l, r)), nil
}

func (x *variable) eval(*scope) (Value, error) {
	return Value{}, evalError("biểu mẫu không có biến $"+x.name, "a form has no variable $"+x.name)
}

func (u *union) eval(s *scope) (Value, error) {
	var all []Node
	for _, p := range u.parts {
		v, err := p.eval(s)
		if err != nil {
			return v, err
		}
		if !v.IsNodeset() {
			return Value{}, evalError("«|» chỉ nối được các đường dẫn", "«|» joins paths only")
		}
		if v.one != nil {
			all = append(all, v.one)
		} else {
			all = append(all, v.many...)
		}
	}
	if err := s.env.spend(len(all)); err != nil {
		return Value{}, err
	}
	return Nodeset(inOrder(all)...), nil
}

func (c *call) eval(s *scope) (Value, error) {
	if err := s.env.spend(1); err != nil {
		return Value{}, err
	}
	if c.fn == nil {
		if host, ok := s.env.host.(Caller); ok {
			return c.callHost(s, host)
		}
		return Value{}, evalError("không có hàm "+c.name+"()", "there is no function "+c.name+"()")
	}
	if !c.fn.takes(len(c.args)) {
		return Value{}, evalError("hàm "+c.name+"() "+c.fn.arityVi(), c.name+"() "+c.fn.arityEn())
	}
	if c.re != nil {
		return c.matchFixed(s)
	}
	return c.fn.run(s, c.args)
}

func (c *call) callHost(s *scope, host Caller) (Value, error) {
	args := make([]Value, len(c.args))
	for i, a := range c.args {
		v, err := a.eval(s)
		if err != nil {
			return Value{}, err
		}
		args[i] = v
	}
	v, ok, err := host.Call(c.name, args, s.node)
	if err == nil && !ok {
		err = evalError("không có hàm "+c.name+"()", "there is no function "+c.name+"()")
	}
	return v, err
}
