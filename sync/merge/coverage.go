package merge

import "github.com/sothon/sothon/sync/wire"

// covers says that a frontier op (remove, decision, delete) had the change at in view: it is of the same change, or the
// op names (writer, n) and the change is one of that writer up to n on the same branch.
func (m *merger) covers(e *entry, at int) bool {
	if m.coversOne(e, at) {
		return true
	}
	for _, twin := range m.changes[at].twins {
		if m.coversOne(e, twin) {
			return true
		}
	}
	return false
}

func (m *merger) coversOne(e *entry, at int) bool {
	if e.at == at || e.at == m.changes[at].rep {
		return true
	}
	c := &m.changes[at]
	for _, d := range m.op(e).Sees {
		if d.Writer == c.Writer && d.Seq >= c.Seq && m.sameBranch(e.at, d, c) {
			return true
		}
	}
	return false
}

// sameBranch says that c lies behind the change that dot d means to the change by.
func (m *merger) sameBranch(by int, d wire.Dot, c *change) bool {
	if m.changes[by].blind {
		return false
	}
	head := Branch{}
	from, to := m.span(d)
	for _, b := range m.changes[by].bound {
		if b.dot == d {
			if b.at < 0 {
				return false
			}
			from, to = b.at, b.at+1
		}
	}
	if from < to {
		head = m.changes[from].Branch
	}
	return behind(head, c.Branch, c.Seq)
}

// behind says that a change with this branch and seq lies behind (or on) a head of branch head, given that its seq is
// not higher.
func behind(head, branch Branch, seq uint64) bool {
	return branch.Number == head.Number || branch.Number == 0 && seq < head.From
}
