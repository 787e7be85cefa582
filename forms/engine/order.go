package engine

import (
	"sort"
	"strings"

	"github.com/sothon/sothon/forms"
)

// order puts the jobs so that each runs after all whose results it reads (ODK XForms: dependency order; docs/forms.md):
// first those that write, then those that only show. What can not be ordered is a cycle, noted once with all its members.
func (c *compiler) order(after [][]int) {
	p := c.Program
	before := make([][]int, len(p.jobs))
	for j, list := range after {
		for _, k := range list {
			before[k] = append(before[k], j)
		}
	}
	const (
		fresh = iota
		open
		done
	)
	state := make([]uint8, len(p.jobs))
	place := make([]int, len(p.jobs))
	sorted := make([]job, 0, len(p.jobs))
	var path []int
	inCycle := map[int]bool{}
	var visit func(int)
	visit = func(j int) {
		if state[j] == done {
			return
		}
		if state[j] == open {
			c.cycle(path, j, inCycle)
			return
		}
		state[j] = open
		path = append(path, j)
		sort.Ints(before[j])
		for _, b := range before[j] {
			visit(b)
		}
		path = path[:len(path)-1]
		state[j] = done
		place[j] = len(sorted)
		sorted = append(sorted, p.jobs[j])
	}
	for _, writers := range []bool{true, false} {
		for j := range p.jobs {
			if p.jobs[j].kind.writes() == writers {
				visit(j)
			}
		}
	}
	p.jobs = sorted
	for i := range p.nodes {
		for k, j := range p.nodes[i].jobs {
			if j >= 0 {
				p.nodes[i].jobs[k] = place[j]
			}
		}
	}
	for i := range p.readers {
		for e := range p.readers[i] {
			p.readers[i][e].job = place[p.readers[i][e].job]
		}
		p.readers[i] = distinctEdges(p.readers[i])
	}
}

func distinctEdges(list []edge) []edge {
	out := list[:0]
	for _, e := range list {
		known := false
		for _, o := range out {
			known = known || o == e || o.job == e.job && o.apex < 0
		}
		if !known {
			out = append(out, e)
		}
	}
	return out
}

// cycle notes the part of the path from j on, at the row of each member whose row is not yet in a noted cycle.
func (c *compiler) cycle(path []int, j int, seen map[int]bool) {
	from := len(path) - 1
	for from > 0 && path[from] != j {
		from--
	}
	members := path[from:]
	var names []string
	for _, m := range members {
		names = append(names, c.form.Nodes[c.jobs[m].node].Name)
	}
	names = append(names, names[0])
	ring := strings.Join(names, " → ")
	for _, m := range members {
		if seen[m] {
			continue
		}
		seen[m] = true
		jb := &c.jobs[m]
		n := &c.form.Nodes[jb.node]
		c.faults = append(c.faults, forms.Diagnostic{Severity: forms.Error, Code: "cycle", Sheet: "survey", Row: n.Row,
			Column: columns[jb.kind], Found: cutTo(c.source(jb), 200),
			Why: forms.Message{
				Vi: "«" + n.Name + "» phụ thuộc vòng tròn vào chính nó: " + ring,
				En: n.Name + " depends on itself in a circle: " + ring},
			Fix: forms.Message{
				Vi: "bỏ một tham chiếu trong vòng này, ví dụ tách phép tính ra một dòng calculate riêng",
				En: "remove one of the references of the circle, for example by a calculate row of its own"}})
	}
}

// source is the text of the job's expression.
func (c *compiler) source(j *job) string {
	n := &c.form.Nodes[j.node]
	switch j.kind {
	case doRelevant:
		return n.Relevant
	case doCount:
		return n.RepeatCount
	case doCalc:
		return n.Calculate
	case doChoices:
		return or(n.ChoiceFilter, n.ListPath)
	}
	return ""
}

func cutTo(s string, runes int) string {
	n := 0
	for i := range s {
		if n == runes {
			return s[:i]
		}
		n++
	}
	return s
}
