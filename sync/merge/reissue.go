package merge

import "github.com/sothon/sothon/sync/wire"

// joinReissues makes a change and what its maker issued again under a new key one change (◆D12): accepted if either is,
// and who names one has named both. The re-issue must have the same ops; one that claims an original with other ops
// stands by itself.
func (m *merger) joinReissues() {
	claims := map[wire.Hash][]int{} // c of an original: who re-issues it
	for i := range m.changes {
		if c := &m.changes[i]; c.Change != nil && c.Change.Was != nil {
			claims[*c.Change.Was] = append(claims[*c.Change.Was], i)
		}
	}
	if len(claims) == 0 {
		return
	}
	for i := range m.changes { // the original, where it is here
		c := &m.changes[i]
		for _, k := range claims[c.C] {
			if k != i && c.Change != nil && sameOps(c.Change, m.changes[k].Change) {
				m.join(i, k)
			}
		}
	}
	for i := range m.changes { // re-issues of one original, whether it is here or not
		c := &m.changes[i]
		if c.Change == nil || c.Change.Was == nil {
			continue
		}
		if first := claims[*c.Change.Was][0]; first != i && sameOps(m.changes[first].Change, c.Change) {
			m.join(first, i)
		}
	}
}

// join lets one change stand for the groups of a and b: an accepted one before others, then the lowest index.
func (m *merger) join(a, b int) {
	ra, rb := m.changes[a].rep, m.changes[b].rep
	if ra == rb {
		return
	}
	members := append(m.group(ra), m.group(rb)...)
	best := members[0]
	for _, k := range members[1:] {
		x, y := &m.changes[k], &m.changes[best]
		if (x.Status == Accepted) != (y.Status == Accepted) {
			if x.Status == Accepted {
				best = k
			}
			continue
		}
		if k < best {
			best = k
		}
	}
	for _, k := range members {
		m.changes[k].rep = best
		m.changes[k].twins = nil
		if m.changes[best].Status == Accepted {
			m.changes[k].Status, m.changes[k].Reason = Accepted, ""
		}
	}
	m.changes[best].twins = members
}

func (m *merger) group(rep int) []int {
	if t := m.changes[rep].twins; t != nil {
		return t
	}
	return []int{rep}
}

func sameOps(a, b *wire.Change) bool {
	if a.Record != b.Record || a.FormID != b.FormID || a.FormVersion != b.FormVersion || a.FormHash != b.FormHash ||
		len(a.Ops) != len(b.Ops) || len(a.Rows) != len(b.Rows) || len(a.Env) != len(b.Env) {
		return false
	}
	for i := range a.Env {
		if a.Env[i] != b.Env[i] {
			return false
		}
	}
	for i := range a.Rows {
		if a.Rows[i] != b.Rows[i] {
			return false
		}
	}
	for i := range a.Ops {
		x, y := &a.Ops[i], &b.Ops[i]
		if x.Kind != y.Kind || x.Row != y.Row || x.Node != y.Node || len(x.Sees) != len(y.Sees) || !x.Value.Equal(y.Value) {
			return false
		}
		for k := range x.Sees {
			if x.Sees[k] != y.Sees[k] {
				return false
			}
		}
	}
	return true
}
