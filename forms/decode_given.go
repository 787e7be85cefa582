package forms

import "github.com/sothon/sothon/forms/minijson"

func (d *decoder) given(v minijson.Value) []GivenRow {
	var out []GivenRow
	for i, e := range d.array(v, "given") {
		at := place("given", i)
		d.known(e, at, "n", "in", "v")
		g := GivenRow{Node: d.int(e.Get("n"), at+".n"), In: d.int(e.Get("in"), at+".in")}
		if g.In >= i {
			d.fail(at+".in", "the row around it comes first")
		}
		for j, x := range d.array(e.Get("v"), at+".v") {
			at := place(at+".v", j)
			if x.Len() != 2 {
				d.fail(at, "a node and a text were expected")
			}
			g.Values = append(g.Values, GivenValue{d.int(x.At(0), at), d.str(x.At(1), at)})
		}
		out = append(out, g)
	}
	return out
}

func (d *decoder) actions(v minijson.Value) []Action {
	var out []Action
	for i, e := range d.array(v, "actions") {
		at := place("actions", i)
		d.known(e, at, "e", "on", "ref", "x")
		out = append(out, Action{d.optional(e, "e", at), d.int(e.Get("on"), at+".on"), d.optional(e, "ref", at), d.optional(e, "x", at)})
	}
	return out
}

// checkBeginning holds what rows and actions point at against the nodes.
func (d *decoder) checkBeginning(f *Form) {
	inside := func(n int) bool { return n >= 0 && n < len(f.Nodes) }
	for i, g := range f.Given {
		at := place("given", i)
		if !inside(g.Node) || f.Nodes[g.Node].Kind != KindRepeat {
			d.fail(at+".n", "no such repeat")
		}
		for _, v := range g.Values {
			if !inside(v.Node) {
				d.fail(at+".v", "no such node")
			}
		}
	}
	for i, a := range f.Actions {
		if at := place("actions", i); !inside(a.On) {
			d.fail(at+".on", "no such node")
		}
	}
}
