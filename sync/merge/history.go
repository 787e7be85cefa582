package merge

import (
	"slices"

	"github.com/sothon/sothon/sync/wire"
)

// Past is one value that a register ever had.
type Past struct {
	Val
	Visible bool // shown now; false: replaced by who saw it, a seed behind an answer, or of a change held or parked (Status)
}

// History gives every value that arrived for a register: those of held and parked changes too. A value stands behind
// all that it names, else by seq and dot; clocks decide nothing.
func History(in []Input, r Resolver, row wire.ID, path string) []Past {
	m := &merger{Resolver: r}
	m.load(in)
	m.resolveAll()
	m.joinReissues()
	m.collect()
	rec := &Record{}
	m.finishes(rec)

	from, _ := slices.BinarySearchFunc(m.values, rowKey{row, path}, func(e entry, k rowKey) int {
		return compareEntries(entry{row: e.row, path: e.path}, entry{row: k.id, path: k.path})
	})
	to := from
	for to < len(m.values) && m.values[to].row == row && m.values[to].path == path {
		to++
	}
	if from == to {
		return nil
	}
	group := m.values[from:to]
	m.register(rec, group, nil)
	out := make([]Past, 0, len(group))
	for _, i := range m.byDepth(group) {
		p := Past{Val: m.val(&group[i])}
		for _, v := range rec.Registers {
			p.Visible = p.Visible || slices.ContainsFunc(v.Values, func(v Val) bool { return v.Dot == p.Dot && v.C == p.C })
		}
		out = append(out, p)
	}
	return out
}

// byDepth orders entries: the longest chain of sees behind them, then seq, then place.
func (m *merger) byDepth(group []entry) []int {
	depth := make([]int, len(group))
	for range group { // as many rounds as the longest chain; a circle, which is false, ends with them
		changed := false
		for i := range group {
			for _, d := range m.op(&group[i]).Sees {
				at := m.resolve(group[i].at, d)
				for k := firstOf(group, at); at >= 0 && k < len(group) && group[k].at == at; k++ {
					if k != i && depth[i] <= depth[k] && depth[k] < len(group) {
						depth[i], changed = depth[k]+1, true
					}
				}
			}
		}
		if !changed {
			break
		}
	}
	order := make([]int, len(group))
	for i := range order {
		order[i] = i
	}
	wire.Sort(order, func(a, b int) int {
		if depth[a] != depth[b] {
			return depth[a] - depth[b]
		}
		if c := compareUint(m.changes[group[a].at].Seq, m.changes[group[b].at].Seq); c != 0 {
			return c
		}
		return a - b
	})
	return order
}
