package poverty

import "github.com/sothon/sothon/forms/xpath"

// row is what the expressions of a rule set see: one value a name. It is an element whose children are the names, so
// that `m_tuoi` in an expression finds its value without a walk. A row belongs to one judgement at a time.
type row struct {
	p       *plan
	vals    []string
	cells   []cell
	nodes   []xpath.Node
	context xpath.Context
	steps   int
}

type cell struct {
	row *row
	at  int
}

// evalSteps bounds one evaluation: the expressions of a rule set have no lists to walk.
const evalSteps = 100_000

func newRow(p *plan) *row {
	r := &row{p: p, vals: make([]string, len(p.names)), cells: make([]cell, len(p.names)), nodes: make([]xpath.Node, len(p.names))}
	for i := range r.cells {
		r.cells[i] = cell{r, i}
		r.nodes[i] = &r.cells[i]
	}
	r.context = xpath.Context{Node: r, Steps: &r.steps}
	return r
}

func (r *row) Kind() xpath.Kind         { return xpath.KindElement }
func (r *row) Name() (string, string)   { return "", "ho" }
func (r *row) Value() string            { return "" }
func (r *row) Parent() xpath.Node       { return nil }
func (r *row) Children() []xpath.Node   { return r.nodes }
func (r *row) Attributes() []xpath.Node { return nil }
func (r *row) Order() int               { return 0 }
func (r *row) Child(n string) (xpath.Node, bool) {
	if at, ok := r.p.slots[n]; ok {
		return &r.cells[at], true
	}
	return nil, true
}

func (c *cell) Kind() xpath.Kind         { return xpath.KindElement }
func (c *cell) Name() (string, string)   { return "", c.row.p.names[c.at] }
func (c *cell) Value() string            { return c.row.vals[c.at] }
func (c *cell) Parent() xpath.Node       { return c.row }
func (c *cell) Children() []xpath.Node   { return nil }
func (c *cell) Attributes() []xpath.Node { return nil }
func (c *cell) Order() int               { return c.at + 1 }

// truth evaluates to what was seen; an expression that has no value could be either.
func (r *row) truth(x *expression) seen {
	r.steps = evalSteps
	b, err := x.EvalBool(&r.context)
	if err != nil {
		return sawBoth
	}
	return saw(b)
}

// value evaluates to a text; ok is false when there is none.
func (r *row) value(x *expression) (string, bool) {
	r.steps = evalSteps
	v, err := x.Eval(&r.context)
	if err != nil {
		return "", false
	}
	return v.Answer(), true
}

func (r *row) set(name, value string) {
	if at, ok := r.p.slots[name]; ok {
		r.vals[at] = value
	}
}
