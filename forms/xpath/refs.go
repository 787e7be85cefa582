package xpath

import "strings"

// Ref is one path that an expression reads. It starts at the root of the primary instance (Absolute, Instance ""), at the
// root of a secondary instance (Absolute, Instance its id), or at the node the expression is bound to. Paths inside a
// predicate are listed from the node that the predicate tests: /data/rep[a = 1]/b gives /data/rep/b and /data/rep/a.
// Steps `.` are left out.
type Ref struct {
	Absolute bool
	Instance string // id of instance('id') and pulldata('id', …), "" = primary instance
	Dynamic  bool   // instance(…) with a computed id: any instance
	Current  bool   // written with current(), which is the bound node too
	UsesDot  bool   // no steps: the bound node itself (or, when Absolute, the root)
	Steps    []Step
}

// Step is one step of a Ref.
type Step struct {
	Axis   Axis
	Prefix string // as written, "" = none
	Name   string // local name; "*" = any; "" = node(), text() or another test that is no name
	Preds  bool   // has predicates
}

// String writes the reference as a path, for messages.
func (r Ref) String() string {
	var b strings.Builder
	switch {
	case r.Instance != "" || r.Dynamic:
		b.WriteString("instance('" + r.Instance + "')")
	case r.Absolute && len(r.Steps) == 0:
		return "/"
	case r.Current:
		b.WriteString("current()")
	case len(r.Steps) == 0:
		return "."
	}
	for i, s := range r.Steps {
		if i > 0 || b.Len() > 0 || r.Absolute {
			b.WriteByte('/')
		}
		switch {
		case s.Axis == AxisParent && s.Name == "":
			b.WriteString("..")
			continue
		case s.Axis == AxisAttribute:
			b.WriteByte('@')
		case s.Axis != AxisChild:
			b.WriteString(s.Axis.String() + "::")
		}
		if s.Prefix != "" {
			b.WriteString(s.Prefix + ":")
		}
		if s.Name == "" {
			b.WriteString("node()")
		}
		b.WriteString(s.Name)
	}
	return b.String()
}

// Refs returns every path the expression reads, in order of appearance, equal ones once.
func (e *Expr) Refs() []Ref {
	var c refCollector
	c.collect(e.root, Ref{})
	return c.refs
}

type refCollector struct {
	refs []Ref
	seen map[string]bool
}

func (c *refCollector) add(r Ref) {
	r.UsesDot = len(r.Steps) == 0
	key := r.String()
	for _, st := range r.Steps {
		if st.Preds {
			key += "[]"
		} else {
			key += "/"
		}
	}
	if c.seen == nil {
		c.seen = map[string]bool{}
	}
	if !c.seen[key] {
		c.seen[key] = true
		c.refs = append(c.refs, r)
	}
}

// collect adds what x reads when its context node is at.
func (c *refCollector) collect(x expr, at Ref) {
	for _, r := range c.nodes(x, at) {
		c.add(r)
	}
}

// nodes returns the paths whose nodes x stands for, without adding them, and adds everything else that x reads.
func (c *refCollector) nodes(x expr, at Ref) []Ref {
	switch x := x.(type) {
	case *path:
		return c.path(x, at)
	case *union:
		var all []Ref
		for _, p := range x.parts {
			all = append(all, c.nodes(p, at)...)
		}
		return all
	case *call:
		return c.call(x, at)
	case *negation:
		c.collect(x.x, at)
	case *logical:
		c.collect(x.l, at)
		c.collect(x.r, at)
	case *comparison:
		c.collect(x.l, at)
		c.collect(x.r, at)
	case *arithmetic:
		c.collect(x.l, at)
		c.collect(x.r, at)
	}
	return nil
}

func (c *refCollector) path(x *path, at Ref) []Ref {
	var starts []Ref
	switch x.start {
	case startContext:
		starts = []Ref{at}
	case startRoot:
		starts = []Ref{{Absolute: true}}
	case startExpr:
		starts = c.nodes(x.from, at)
		for _, r := range starts {
			for _, p := range x.preds {
				c.collect(p, r)
			}
		}
	}
	out := make([]Ref, 0, len(starts))
	for _, r := range starts {
		r.Steps = append([]Step(nil), r.Steps...)
		for i := range x.steps {
			st := &x.steps[i]
			if st.axis == AxisSelf && st.test == testNode {
				if len(st.preds) > 0 && len(r.Steps) > 0 {
					r.Steps[len(r.Steps)-1].Preds = true
				}
			} else {
				s := Step{Axis: st.axis, Prefix: st.prefix, Preds: len(st.preds) > 0}
				if st.test == testName {
					s.Name = st.local
				}
				r.Steps = append(r.Steps, s)
			}
			for _, p := range st.preds {
				here := r
				here.Steps = append([]Step(nil), r.Steps...)
				c.collect(p, here)
			}
		}
		out = append(out, r)
	}
	return out
}

func (c *refCollector) call(x *call, at Ref) []Ref {
	switch {
	case x.name == "current":
		return []Ref{{Current: true}}
	case x.name == "instance" && len(x.args) == 1:
		if id, ok := x.args[0].(*literal); ok {
			return []Ref{{Absolute: true, Instance: id.v.Str()}}
		}
		c.collect(x.args[0], at)
		return []Ref{{Absolute: true, Dynamic: true}}
	case x.name == "pulldata" && len(x.args) > 0:
		r := Ref{Absolute: true, Dynamic: true}
		if id, ok := x.args[0].(*literal); ok {
			r.Instance, r.Dynamic = strings.TrimSuffix(trim(id.v.Str()), ".csv"), false
		}
		r.Steps = []Step{{Name: "root"}, {Name: "item", Preds: true}}
		c.add(r)
	case (x.name == "randomize" || x.name == "depend" || x.name == "indexed-repeat") && len(x.args) > 0:
		for _, a := range x.args[1:] {
			c.collect(a, at)
		}
		return c.nodes(x.args[0], at)
	case (x.name == "if" || x.name == "coalesce") && len(x.args) > 0:
		var all []Ref
		for i, a := range x.args {
			if i == 0 && x.name == "if" {
				c.collect(a, at)
			} else {
				all = append(all, c.nodes(a, at)...)
			}
		}
		return all
	case x.fn != nil && x.fn.context && (len(x.args) == 0 || x.name == "once"):
		c.add(at)
	}
	for _, a := range x.args {
		c.collect(a, at)
	}
	return nil
}
