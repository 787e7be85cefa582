package engine

import (
	"strings"

	"github.com/sothon/sothon/forms"
	"github.com/sothon/sothon/forms/instance"
	"github.com/sothon/sothon/forms/xpath"
)

// Program is a form made ready to run: expressions parsed, dependencies found, jobs in order. It is immutable and may be
// shared by any number of sessions in any number of goroutines; compile a form once and open thousands of records.
type Program struct {
	form    *forms.Form
	lay     *instance.Layout
	nodes   []code
	jobs    []job    // in the order in which they have to run
	readers [][]edge // by node: what reads the value, or for groups and repeats the existence, of its elements
	crowd   [][]edge // by repeat node: what is to run when a row of it comes or goes, beyond the row itself
	name    *xpath.Expr
	outputs map[string]*xpath.Expr // expressions in labels of choices

	occasions map[occasion][]setvalue
	faults    []forms.Diagnostic
	refused   bool // some fault is an error
}

// code is the compiled expressions of one node; nil where there is none.
type code struct {
	relevant, required, readonly, constraint, calc, count *xpath.Expr

	dynDefault, rows   *xpath.Expr
	choices            *xpath.Expr // node-set of the items of a filtered, shuffled or repeat list
	choiceValue        *xpath.Expr // of a list from a repeat: value and label of each node
	choiceLabel        *xpath.Expr
	label, hint        text
	requiredMsg        text
	constraintMsg      text
	action             bool // calc is run by triggers, not by the graph
	once               bool // calc reads its own value
	volatile           bool // calc has to be frozen at finish
	place              bool // calc is position(..) of the row around it
	multiple           bool // the value is several tokens
	fires              []int
	jobs               [kinds]int // job numbers, -1 = none
	preload, preloadBy string
}

// text is a template compiled per language; nil languages are static and read from the form.
type text [][]part

type part struct {
	lit  string
	expr *xpath.Expr
}

// kind of job. The first four change what other expressions read; the others only what a screen shows.
type kind uint8

const (
	doRelevant kind = iota
	doCount
	doCalc
	doChoices
	doRequired
	doReadOnly
	doCheck
	doLabel
	doHint
	kinds
)

// writes tells whether the job changes what expressions read.
func (k kind) writes() bool { return k <= doChoices }

// columns of the survey sheet by kind, for diagnostics.
var columns = [kinds]string{"relevant", "repeat_count", "calculation", "choice_filter", "required", "readonly", "constraint", "label", "hint"}

// job is one expression of one node, run for each element of the node it is due for.
type job struct {
	node  int
	kind  kind
	clock bool // reads today() or now()
}

// edge leads to a job that reads a node. Apex is the innermost repeat whose row is surely shared by reader and node read:
// only readers in that row are touched; -1 = all.
type edge struct{ job, apex int }

// Compile makes a form ready. The error, the first of the faults that Check would list, means that it can not be opened;
// the Program is returned nevertheless, for its faults.
func Compile(f *forms.Form) (*Program, error) {
	p := &Program{form: f, lay: instance.NewLayout(f), nodes: make([]code, len(f.Nodes))}
	p.outputs = map[string]*xpath.Expr{}
	c := compiler{Program: p, exprs: map[string]*xpath.Expr{}, seenLost: map[string]bool{}}
	if len(f.Nodes) == 0 {
		c.fault(0, "", "empty-form", "", "biểu mẫu không có câu hỏi nào", "the form has no question",
			"thêm ít nhất một câu hỏi vào bảng survey", "add at least one question to the survey sheet")
	}
	for i := range f.Nodes {
		c.node(i)
	}
	if f.InstanceName != "" && len(f.Nodes) > 0 {
		p.name = c.parse(-1, "instance_name", f.InstanceName)
	}
	c.choiceOutputs()
	c.actions()
	for i := range f.Nodes {
		for _, t := range f.Nodes[i].Trigger {
			if p.nodes[i].action && t >= 0 && t < len(f.Nodes) {
				p.nodes[t].fires = append(p.nodes[t].fires, i)
			}
		}
	}
	c.graph()
	for _, d := range p.faults {
		if d.Severity == forms.Error {
			p.refused = true
			return p, &FormError{d}
		}
	}
	return p, nil
}

// Faults are the diagnostics that Check returns.
func (p *Program) Faults() []forms.Diagnostic { return p.faults }

// FormError says why a form can not be opened.
type FormError struct{ Diagnostic forms.Diagnostic }

// Error gives place, reason and mend in both languages.
func (e *FormError) Error() string {
	d := e.Diagnostic
	place := d.Sheet
	if d.Row > 0 {
		place += ":" + itoa(d.Row)
	}
	if d.Column != "" {
		place += " " + d.Column
	}
	return place + ": " + d.Why.Vi + ". " + d.Fix.Vi + " / " + d.Why.En + ". " + d.Fix.En
}

type compiler struct {
	*Program
	exprs    map[string]*xpath.Expr
	seenLost map[string]bool
}

func (c *compiler) node(i int) {
	n, o := &c.form.Nodes[i], &c.nodes[i]
	for k := range o.jobs {
		o.jobs[k] = -1
	}
	o.relevant = c.parse(i, "relevant", n.Relevant)
	o.readonly = c.parse(i, "readonly", n.ReadOnly)
	o.preload, o.preloadBy = n.Preload, n.PreloadParams
	o.label, o.hint = c.text(i, "label", n.Label), c.text(i, "hint", n.Hint)
	if n.Kind == forms.KindRepeat {
		o.count = c.parse(i, "repeat_count", n.RepeatCount)
		o.rows = c.parse(i, "bind::st:rows", n.RowsExpr)
	}
	if instance.Container(n.Kind) {
		return
	}
	o.required = c.parse(i, "required", n.Required)
	o.constraint = c.parse(i, "constraint", n.Constraint)
	o.calc = c.parse(i, "calculation", n.Calculate)
	o.dynDefault = c.parse(i, "default", n.DynDefault)
	o.requiredMsg = c.text(i, "required_message", n.RequiredMsg)
	o.constraintMsg = c.text(i, "constraint_message", n.ConstraintMsg)
	o.action = len(n.Trigger) > 0 && n.Control != "background-geopoint"
	o.multiple = n.Control == "select_multiple" || n.Control == "rank" || n.Type == "odk:rank"
	if o.calc != nil && !o.action {
		o.volatile = o.calc.Volatile()
		o.once = contains(o.calc.Functions(), "once")
		o.place = strings.TrimSpace(n.Calculate) == "position(..)" && c.lay.Repeat[i] >= 0 && c.lay.Parent(i) == c.lay.Repeat[i]
	}
	c.list(i)
}

// list compiles what the choices of a select come from.
func (c *compiler) list(i int) {
	n, o := &c.form.Nodes[i], &c.nodes[i]
	set := ""
	switch {
	case n.ListPath != "":
		set = n.ListPath
		if n.ChoiceFilter != "" {
			set += "[" + n.ChoiceFilter + "]"
		}
		o.choiceValue = c.parse(i, "type", or(n.ListValue, "name"))
		o.choiceLabel = c.parse(i, "type", or(n.ListLabel, "label"))
	case n.List != "" && n.ChoiceFilter != "":
		if c.parse(i, "choice_filter", n.ChoiceFilter) == nil {
			return
		}
		set = "instance('" + n.List + "')/root/item[" + n.ChoiceFilter + "]"
	case n.List != "" && n.Param("randomize") == "true":
		set = "instance('" + n.List + "')/root/item"
	}
	if set == "" {
		return
	}
	if n.Param("randomize") == "true" {
		if seed := n.Param("seed"); seed != "" {
			set = "randomize(" + set + ", " + seed + ")"
		} else {
			set = "randomize(" + set + ", " + itoa(i+1) + ")" // the same order whenever the record is opened
		}
	}
	o.choices = c.parse(i, "choice_filter", set)
}

func or(s, def string) string {
	if s == "" {
		return def
	}
	return s
}

// parse reads an expression once per form; faults are noted at the node's row.
func (c *compiler) parse(node int, column, src string) *xpath.Expr {
	if strings.TrimSpace(src) == "" {
		return nil
	}
	if e, ok := c.exprs[src]; ok && e != nil {
		return e
	}
	e, err := xpath.Parse(src)
	if err != nil {
		why := err.Error()
		vi, en := why, why
		if s, ok := err.(*xpath.SyntaxError); ok {
			vi, en = s.Why, s.En
		}
		c.fault(node, column, "bad-expression", src, vi, en, "sửa lại biểu thức", "mend the expression")
		return nil
	}
	for _, s := range e.Check(nil) {
		c.fault(node, column, "bad-expression", src, s.Why, s.En, "sửa lại biểu thức", "mend the expression")
		e = nil
	}
	c.exprs[src] = e
	return e
}

// choiceOutputs compiles the expressions in labels of choices.
func (c *compiler) choiceOutputs() {
	for i := range c.form.Lists {
		for _, ch := range c.form.Lists[i].Choices {
			for _, tpl := range ch.Label {
				for _, x := range tpl {
					if x.Expr != "" && c.outputs[x.Expr] == nil {
						if e := c.parse(-2, "label", x.Expr); e != nil {
							c.outputs[x.Expr] = e
						}
					}
				}
			}
		}
	}
}

// text compiles a template if any of its languages holds an expression.
func (c *compiler) text(node int, column string, t forms.Text) text {
	var out text
	for lang, tpl := range t {
		dynamic := false
		for _, p := range tpl {
			dynamic = dynamic || p.Expr != ""
		}
		if !dynamic {
			continue
		}
		if out == nil {
			out = make(text, len(t))
		}
		parts := make([]part, 0, len(tpl))
		for _, p := range tpl {
			if p.Expr == "" {
				parts = append(parts, part{lit: p.Lit})
			} else if e := c.parse(node, column, p.Expr); e != nil {
				parts = append(parts, part{expr: e})
			}
		}
		out[lang] = parts
	}
	return out
}

func (c *compiler) fault(node int, column, code, found, vi, en, fixVi, fixEn string) {
	d := forms.Diagnostic{Severity: forms.Error, Code: code, Sheet: "survey", Column: column, Found: found,
		Why: forms.Message{Vi: vi, En: en}, Fix: forms.Message{Vi: fixVi, En: fixEn}}
	switch {
	case node == -1:
		d.Sheet = "settings"
	case node < 0:
		d.Sheet = "choices"
	case node < len(c.form.Nodes):
		d.Row = c.form.Nodes[node].Row
	}
	c.faults = append(c.faults, d)
}

func itoa(n int) string {
	if n < 0 {
		return "-" + itoa(-n)
	}
	return string(appendPadded(nil, n, 1))
}
