package merge

import (
	"slices"

	"github.com/sothon/sothon/sync/wire"
)

// finishes finds the last finish and what holds now (◆D4), and the environment of the evaluation.
func (m *merger) finishes(rec *Record) {
	m.winner = -1
	var group []entry
	for i := range m.single {
		if k := m.op(&m.single[i]).Kind; k == wire.KindFinish || k == wire.KindReopen {
			group = append(group, m.single[i])
		}
	}
	if len(group) > 0 {
		last := m.lastOf(group)
		rec.Finished = last >= 0 && m.op(&group[last]).Kind == wire.KindFinish
		finish := m.lastFinish(group)
		if finish >= 0 {
			m.winner = slices.IndexFunc(m.single, func(e entry) bool { return e.at == group[finish].at && e.op == group[finish].op })
			rec.Finish = m.finishOf(&m.single[m.winner])
		}
	}
	m.environment(rec)
}

// lastOf gives the accepted entry that no accepted entry of the family reaches; of several the highest list number,
// then the largest c. Order, not clocks.
func (m *merger) lastOf(group []entry) int {
	m.mark(group)
	best := -1
	for i := range group {
		if e := &group[i]; m.accepted(e) && !e.reach && (best < 0 || m.laterChange(e.at, group[best].at)) {
			best = i
		}
	}
	return best
}

// lastFinish gives the last finish, whether a reopen came behind it or not: finishes that another finish reaches,
// through reopens too, are not it.
func (m *merger) lastFinish(group []entry) int {
	for i := range group {
		group[i].reach, group[i].done = false, false
	}
	isFinish := func(e *entry) bool { return m.accepted(e) && m.op(e).Kind == wire.KindFinish }
	for i := range group {
		if isFinish(&group[i]) {
			m.follow(group, i)
		}
	}
	best := -1
	for i := range group {
		if e := &group[i]; isFinish(e) && !e.reach && (best < 0 || m.laterChange(e.at, group[best].at)) {
			best = i
		}
	}
	return best
}

func (m *merger) laterChange(a, b int) bool {
	x, y := &m.changes[a], &m.changes[b]
	if p, q := x.Change.ListNumber(), y.Change.ListNumber(); p != q {
		return p > q
	}
	return x.C.Compare(y.C) > 0
}

func (m *merger) finishOf(e *entry) *Finish {
	f := &Finish{Origin: m.origin(e.at), Sees: m.op(e).Sees}
	payload, err := m.op(e).Value.Finish()
	if err != nil {
		return f
	}
	c := &m.changes[e.at]
	for _, x := range payload.Frozen {
		v := FrozenValue{Value: x.Value}
		if x.Row > 0 {
			if int(x.Row) > len(c.rows) {
				continue
			}
			v.Row = c.rows[x.Row-1]
		}
		if c.form == nil || int(x.Node) >= len(c.form.Nodes) {
			continue
		}
		v.Path = c.form.Nodes[x.Node].Path
		f.Frozen = append(f.Frozen, v)
	}
	return f
}

func (m *merger) environment(rec *Record) {
	at := -1
	if m.winner >= 0 {
		at = m.single[m.winner].at
		rec.Env.Frozen = rec.Finish.Frozen
	} else {
		for i := range m.changes {
			if c := &m.changes[i]; c.Status == Accepted && c.rep == i && (at < 0 || m.laterChange(i, at)) {
				at = i
			}
		}
	}
	if at < 0 {
		return
	}
	c := &m.changes[at]
	rec.Env.At, rec.Env.Zone, rec.Env.User = c.Change.At, c.Change.Zone, c.Change.User
	rec.Env.Writer, rec.Env.Lists = c.Writer, c.Change.Env
}
