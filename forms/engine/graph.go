package engine

import (
	"sort"
	"strings"

	"github.com/sothon/sothon/forms"
	"github.com/sothon/sothon/forms/instance"
	"github.com/sothon/sothon/forms/xpath"
)

// place is a set of elements that a path may reach: all those of a node that share with the reader the ancestors down to
// depth keep.
type place struct{ node, keep int }

// document stands for the node above the root.
const document = -1

// reach follows a path over the form from the node that reads it. Attributes and other instances reach nothing.
func (p *Program) reach(from int, r xpath.Ref, wide, stay bool) []place {
	if r.Instance != "" || r.Dynamic {
		return nil
	}
	at := []place{{from, p.lay.Depth[from]}}
	if r.Absolute {
		at = []place{{document, -1}}
	}
	for i, s := range r.Steps {
		var next []place
		last := i == len(r.Steps)-1
		for _, x := range at {
			next = p.step(next, x, s, from, r.Absolute && stay && !last && !s.Preds)
		}
		at = next
	}
	if wide {
		for i := range at {
			at[i].keep = min(at[i].keep, 0)
		}
	}
	return at
}

func (p *Program) step(out []place, x place, s xpath.Step, from int, stay bool) []place {
	lay := p.lay
	add := func(node, keep int) {
		if node == document && s.Name == "" || node != document && (s.Name == "" || s.Name == "*" || matches(lay, node, s)) {
			for _, o := range out {
				if o == (place{node, keep}) {
					return
				}
			}
			out = append(out, place{node, keep})
		}
	}
	parent := func(n int) int {
		if n == document {
			return document
		}
		return lay.Parent(n)
	}
	children := func(n int) []int {
		if n == document {
			return []int{0}
		}
		return lay.Children[n]
	}
	depth := func(n int) int {
		if n == document {
			return -1
		}
		return lay.Depth[n]
	}
	switch s.Axis {
	case xpath.AxisChild:
		among := children(x.node)
		if x.node != document && s.Name != "" && s.Name != "*" { // by its name: a long form has thousands of children
			among = lay.Named(x.node, s.Prefix, s.Name)
		}
		for _, c := range among {
			keep := x.keep
			if !lay.IsRepeat(c) && keep == depth(x.node) || stay && keep == depth(x.node) && lay.Beneath(from, c) {
				keep = lay.Depth[c] // the one child of that node, or the row in which the reader is
			}
			add(c, keep)
		}
		if s.Name == "" && len(children(x.node)) == 0 {
			add(x.node, x.keep) // its text
		}
	case xpath.AxisSelf:
		add(x.node, x.keep)
	case xpath.AxisParent:
		if x.node != document {
			add(parent(x.node), min(x.keep, depth(parent(x.node))))
		}
	case xpath.AxisAncestor, xpath.AxisAncestorOrSelf:
		n := x.node
		if s.Axis == xpath.AxisAncestor && n != document {
			n = parent(n)
		}
		for ; n != document; n = parent(n) {
			add(n, min(x.keep, depth(n)))
		}
	case xpath.AxisDescendant, xpath.AxisDescendantOrSelf:
		if s.Axis == xpath.AxisDescendantOrSelf {
			add(x.node, x.keep)
		}
		first, end := 0, len(p.form.Nodes)
		if x.node != document {
			first, end = x.node+1, lay.End[x.node]
		}
		for n := first; n < end; n++ {
			if x.node == document || lay.Beneath(n, x.node) {
				add(n, x.keep)
			}
		}
	case xpath.AxisFollowingSibling, xpath.AxisPrecedingSibling:
		if x.node != document {
			for _, c := range children(parent(x.node)) {
				add(c, min(x.keep, depth(parent(x.node))))
			}
		}
	case xpath.AxisFollowing, xpath.AxisPreceding:
		for n := range p.form.Nodes {
			add(n, min(x.keep, 0))
		}
	}
	return out
}

func matches(lay *instance.Layout, node int, s xpath.Step) bool {
	name := lay.Name(node)
	return name == s.Name && s.Prefix == "" || s.Prefix != "" && name == s.Prefix+":"+s.Name
}

// apex is the innermost repeat whose row reader and target share.
func (p *Program) apex(reader int, t place) int {
	best := -1
	for _, a := range p.lay.Chain[reader] {
		if p.lay.IsRepeat(a) && p.lay.Depth[a] <= t.keep && a != t.node && p.lay.Beneath(t.node, a) {
			best = a
		}
	}
	return best
}

// graph makes the jobs, finds what each reads, and puts them in order.
func (c *compiler) graph() {
	p := c.Program
	for i := range p.nodes {
		o := &p.nodes[i]
		for k, has := range [kinds]bool{doRelevant: o.relevant != nil, doCount: o.count != nil,
			doCalc: o.calc != nil && !o.action, doChoices: o.choices != nil || p.form.Nodes[i].List != "" && p.lay.Leaf(i),
			doRequired: o.required != nil, doReadOnly: o.readonly != nil,
			doCheck: p.lay.Leaf(i), doLabel: o.label != nil, doHint: o.hint != nil} {
			if has {
				o.jobs[k] = len(p.jobs)
				p.jobs = append(p.jobs, job{node: i, kind: kind(k)})
			}
		}
	}
	p.readers = make([][]edge, len(p.nodes))
	after := make([][]int, len(p.jobs)) // by job: those that have to come later
	for j := range p.jobs {
		c.read(j, after)
	}
	for i := range p.nodes {
		if n := p.nodes[i].jobs[doCount]; n >= 0 {
			for t := i + 1; t < p.lay.End[i]; t++ {
				for _, k := range p.nodes[t].jobs {
					if k >= 0 && p.lay.Beneath(t, i) {
						after[n] = append(after[n], k)
					}
				}
			}
		}
		if k := p.nodes[i].jobs[doChoices]; k >= 0 {
			for _, w := range p.relevance(i) {
				after[w] = append(after[w], k)
			}
		}
	}
	for i := range p.nodes {
		if from, to := p.nodes[i].jobs[doCalc], p.nodes[i].jobs[doChoices]; from >= 0 && to >= 0 {
			after[from] = append(after[from], to)
		}
	}
	c.order(after)
	p.crowd = make([][]edge, len(p.nodes))
	for i := range p.nodes {
		if p.lay.IsRepeat(i) {
			p.crowd[i] = p.outside(i)
		}
	}
}

// read notes in readers and after what job j reads.
func (c *compiler) read(j int, after [][]int) {
	p := c.Program
	jb := &p.jobs[j]
	for _, e := range p.exprs(jb) {
		fns := e.Functions()
		jb.clock = jb.clock || contains(fns, "now") || contains(fns, "today")
		wide := contains(fns, "indexed-repeat")
		stay := !strings.Contains(e.Source(), "[")
		for _, r := range e.Refs() {
			places := p.reach(jb.node, r, wide, stay)
			if len(places) == 0 {
				c.lost(jb, r, e)
			}
			for _, t := range places {
				if t.node != document {
					c.depend(j, t, r, after)
				}
			}
		}
	}
}

// lost notes a path that leads nowhere: to no list (an error) or to no question (a warning, since it reads as empty).
func (c *compiler) lost(j *job, r xpath.Ref, e *xpath.Expr) {
	f := c.form
	if r.Dynamic || r.Instance == "__last-saved" {
		return
	}
	if r.Instance != "" {
		if f.List(r.Instance) == nil && f.External(r.Instance) == nil && !c.seenLost[r.Instance] {
			c.seenLost[r.Instance] = true
			c.fault(j.node, columns[j.kind], "unknown-list", e.Source(), "không có danh sách «"+r.Instance+"»", "there is no list "+r.Instance,
				"thêm danh sách này vào bảng choices hoặc khai báo tệp của nó", "add the list to the choices sheet or declare its file")
		}
		return
	}
	for _, s := range r.Steps {
		if s.Axis == xpath.AxisAttribute || s.Axis == xpath.AxisNamespace {
			return
		}
	}
	c.fault(j.node, columns[j.kind], "unknown-path", e.Source(), "đường dẫn "+r.String()+" không dẫn tới câu hỏi nào", "the path "+r.String()+" leads to no question",
		"kiểm tra lại tên câu hỏi", "check the name of the question")
	c.faults[len(c.faults)-1].Severity = forms.Warning
}

// depend notes that job j reads place t.
func (c *compiler) depend(j int, t place, r xpath.Ref, after [][]int) {
	p := c.Program
	jb := &p.jobs[j]
	self := t.node == jb.node && (r.UsesDot || jb.kind != doRelevant && t.keep >= p.lay.Depth[t.node])
	if self && (jb.kind == doCheck || jb.kind == doChoices || jb.kind == doCalc && p.nodes[jb.node].once ||
		jb.kind == doRelevant && instance.Container(p.form.Nodes[jb.node].Kind)) {
		if !p.lay.IsRepeat(t.node) {
			return // its own value, or that it is there
		}
		p.readers[t.node] = append(p.readers[t.node], edge{j, p.apex(jb.node, t)})
		return
	}
	p.readers[t.node] = append(p.readers[t.node], edge{j, p.apex(jb.node, t)})
	if !jb.kind.writes() {
		return
	}
	for _, w := range p.writers(t.node) {
		after[w] = append(after[w], j)
	}
}

// writers are the jobs that change what a reader of node sees.
func (p *Program) writers(node int) []int {
	out := p.relevance(node)
	for _, a := range p.lay.Chain[node] {
		if k := p.nodes[a].jobs[doCount]; k >= 0 {
			out = append(out, k)
		}
	}
	for _, k := range []kind{doCalc, doChoices} {
		if w := p.nodes[node].jobs[k]; w >= 0 {
			out = append(out, w)
		}
	}
	return out
}

// relevance are the jobs that decide whether node is relevant.
func (p *Program) relevance(node int) []int {
	var out []int
	for _, a := range p.lay.Chain[node] {
		if k := p.nodes[a].jobs[doRelevant]; k >= 0 {
			out = append(out, k)
		}
	}
	return out
}

// exprs are the expressions that a job evaluates.
func (p *Program) exprs(j *job) []*xpath.Expr {
	o := &p.nodes[j.node]
	var out []*xpath.Expr
	add := func(e *xpath.Expr) {
		if e != nil {
			out = append(out, e)
		}
	}
	addText := func(t text) {
		for _, lang := range t {
			for _, x := range lang {
				add(x.expr)
			}
		}
	}
	switch j.kind {
	case doRelevant:
		add(o.relevant)
	case doCount:
		add(o.count)
	case doCalc:
		add(o.calc)
	case doChoices:
		add(o.choices)
		n := &p.form.Nodes[j.node]
		if n.ListPath != "" {
			for _, child := range []string{or(n.ListValue, "name"), or(n.ListLabel, "label")} {
				if e, err := xpath.Parse(n.ListPath + "/" + child); err == nil {
					add(e)
				}
			}
		}
		if l := p.form.List(n.List); l != nil {
			for i := range l.Choices {
				for _, tpl := range l.Choices[i].Label {
					for _, x := range tpl {
						if x.Expr != "" {
							if e, err := xpath.Parse(x.Expr); err == nil {
								add(e)
							}
						}
					}
				}
			}
		}
	case doRequired:
		add(o.required)
	case doReadOnly:
		add(o.readonly)
	case doCheck:
		add(o.constraint)
		addText(o.requiredMsg)
		addText(o.constraintMsg)
	case doLabel:
		addText(o.label)
	case doHint:
		addText(o.hint)
	}
	return out
}

// outside lists, each once, the readers of anything in repeat r that stand outside the row concerned.
func (p *Program) outside(r int) []edge {
	seen := map[edge]bool{}
	var out []edge
	for t := r; t < p.lay.End[r]; t++ {
		if !p.lay.Beneath(t, r) {
			continue
		}
		for _, e := range p.readers[t] {
			if (e.apex < 0 || !p.lay.Beneath(e.apex, r)) && !seen[e] {
				seen[e] = true
				out = append(out, e)
			}
		}
	}
	sort.Slice(out, func(a, b int) bool {
		return out[a].job < out[b].job || out[a].job == out[b].job && out[a].apex < out[b].apex
	})
	return out
}
