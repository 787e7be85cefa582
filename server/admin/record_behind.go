package admin

import (
	"slices"

	"github.com/sothon/sothon/forms"
	"github.com/sothon/sothon/forms/engine"
	"github.com/sothon/sothon/forms/xpath"
	"github.com/sothon/sothon/sync/wire"
)

// Behind a violation stand the answers that its rule reads: the constraint, what makes a question required, or the
// conditions on the way to it. A calculated value is followed to the answers that it is made of.

const (
	maxBehind   = 4 // answers named
	behindDepth = 3 // calculated values followed
)

// behindView is one answer that a rule reads.
type behindView struct{ Href, Text string }

// behind names the answers that the rule broken at a place reads, in the order of the form.
func (w *walk) behind(v *engine.Violation) []behindView {
	n := v.Ref.Node
	var exprs []string
	switch v.Kind {
	case "constraint":
		exprs = []string{w.f.Nodes[n].Constraint}
	case "required":
		exprs = []string{w.f.Nodes[n].Required}
	case "choice":
		exprs = []string{w.f.Nodes[n].ChoiceFilter}
	case "outside-flow", "row-outside-flow":
		for at := n; at > 0; at = w.f.Nodes[at].Parent {
			exprs = append(exprs, w.f.Nodes[at].Relevant)
		}
	}
	var nodes []int
	for _, e := range exprs {
		nodes = w.reads(nodes, n, e, behindDepth)
	}
	slices.Sort(nodes)
	var out []behindView
	for _, at := range slices.Compact(nodes) {
		row := wire.ID{}
		if w.repeatOf(at) >= 0 {
			if w.repeatOf(at) != w.repeatOf(n) { // of every row: no one answer
				continue
			}
			row = wire.ID(v.Ref.Row)
		}
		if at == n || len(out) == maxBehind || w.f.Nodes[at].Kind != forms.KindQuestion {
			continue
		}
		out = append(out, behindView{"#" + anchor(row, at), w.s.v.T("result.question", w.numbers[at])})
	}
	return out
}

// reads adds the questions that an expression at node n reads.
func (w *walk) reads(to []int, n int, src string, depth int) []int {
	if src == "" || depth == 0 {
		return to
	}
	e, err := xpath.Parse(src)
	if err != nil {
		return to
	}
	for _, r := range e.Refs() {
		if r.Instance != "" || r.Dynamic || len(r.Steps) == 0 {
			continue
		}
		at := w.named(r.Steps[len(r.Steps)-1].Name, n)
		switch {
		case at < 0:
		case w.f.Nodes[at].Kind == forms.KindQuestion:
			to = append(to, at)
		case w.f.Nodes[at].Calculate != "":
			to = w.reads(to, at, w.f.Nodes[at].Calculate, depth-1)
		}
	}
	return to
}

// named finds the node of a name: one in the same repeat first, else the first of the form; -1 none.
func (w *walk) named(name string, near int) int {
	found := -1
	for i := range w.f.Nodes {
		if w.f.Nodes[i].Name != name {
			continue
		}
		if w.repeatOf(i) == w.repeatOf(near) {
			return i
		}
		if found < 0 {
			found = i
		}
	}
	return found
}

// repeatOf is the innermost repeat around a node; -1 none.
func (w *walk) repeatOf(n int) int {
	for at := w.f.Nodes[n].Parent; at > 0; at = w.f.Nodes[at].Parent {
		if w.f.Nodes[at].Kind == forms.KindRepeat {
			return at
		}
	}
	return -1
}
