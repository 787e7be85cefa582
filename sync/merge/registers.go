package merge

import (
	"github.com/sothon/sothon/sync/wire"
)

// registers fills Record.Registers.
func (m *merger) registers(rec *Record) {
	rec.Registers = make([]Register, 0, len(m.values))
	vals := make([]Val, 0, len(m.values)) // room for all, so that a register's values are a part of it
	for i := 0; i < len(m.values); {
		k := i + 1
		for k < len(m.values) && m.values[k].row == m.values[i].row && m.values[k].path == m.values[i].path {
			k++
		}
		vals = m.register(rec, m.values[i:k], vals)
		i = k
	}
}

// register adds one register, unless nothing of it is visible, and gives vals with its values behind.
func (m *merger) register(rec *Record, group []entry, vals []Val) []Val {
	m.mark(group)
	from := len(vals)
	answered := false
	for i := range group {
		e := &group[i]
		if !m.accepted(e) || m.op(e).Kind == wire.KindSeed {
			continue
		}
		answered = true
		if !e.reach {
			vals = append(vals, m.val(e))
		}
	}
	seed := m.chosenSeed(group)
	if !answered && seed >= 0 {
		vals = append(vals, m.val(&group[seed]))
	}
	if len(vals) == from {
		return vals
	}
	reg := Register{Row: group[0].row, Path: group[0].path, Values: vals[from:len(vals):len(vals)], Each: m.each(group)}
	if len(reg.Values) > 1 {
		wire.Sort(reg.Values, compareVals)
		first, last := reg.Values[0].Value, reg.Values[len(reg.Values)-1].Value
		reg.Conflict = !reg.Each && (!first.Equal(last) || erasedAmong(reg.Values))
	}
	if len(group) > len(reg.Values) {
		reg.Earlier = m.earlier(group, answered, seed)
	}
	rec.Registers = append(rec.Registers, reg)
	return vals
}

func compareVals(a, b Val) int {
	if c := a.Value.Compare(b.Value); c != 0 {
		return c
	}
	if c := a.Dot.Compare(b.Dot); c != 0 {
		return c
	}
	return a.C.Compare(b.C)
}

// erasedAmong: an erased value can not be compared, so beside another it counts as different.
func erasedAmong(vals []Val) bool {
	for i := range vals {
		if vals[i].Erased {
			return true
		}
	}
	return false
}

func (m *merger) val(e *entry) Val {
	op := m.op(e)
	v := Val{Origin: m.origin(e.at), Value: op.Value, Seed: op.Kind == wire.KindSeed, Sees: op.Sees,
		Erased: m.changes[e.at].Change.Erased != nil}
	if op.Kind == wire.KindClear {
		v.Value, v.Erased = nil, false // a clear has no value that could be erased
	}
	return v
}

// each gives the mode of a register: that of the highest form version among its ops.
func (m *merger) each(group []entry) bool {
	each, version := group[0].node.Each, m.changes[group[0].at].Change.FormVersion
	for i := range group[1:] {
		if v := m.changes[group[i+1].at].Change.FormVersion; v > version {
			each, version = group[i+1].node.Each, v
		}
	}
	return each
}

// chosenSeed gives the seed that shows where no answer does (◆D6): one that the last finish names, then the highest
// list number, then the form version, then the value's bytes (and the dot, for equal bytes). -1 when there is none.
func (m *merger) chosenSeed(group []entry) int {
	best := -1
	for i := range group {
		if m.accepted(&group[i]) && m.op(&group[i]).Kind == wire.KindSeed && (best < 0 || m.betterSeed(&group[i], &group[best])) {
			best = i
		}
	}
	return best
}

func (m *merger) betterSeed(a, b *entry) bool {
	if x, y := m.finishNames(a.at), m.finishNames(b.at); x != y {
		return x
	}
	ca, cb := m.changes[a.at].Change, m.changes[b.at].Change
	if x, y := ca.ListNumber(), cb.ListNumber(); x != y {
		return x > y
	}
	if ca.FormVersion != cb.FormVersion {
		return ca.FormVersion > cb.FormVersion
	}
	if c := m.op(a).Value.Compare(m.op(b).Value); c != 0 {
		return c > 0
	}
	return a.at < b.at
}

// finishNames says that the record's last finish names the change: in sees, or by being part of it.
func (m *merger) finishNames(at int) bool {
	if m.winner < 0 {
		return false
	}
	e := &m.single[m.winner]
	if e.at == at {
		return true
	}
	for _, d := range m.op(e).Sees {
		if m.resolve(e.at, d) == at {
			return true
		}
	}
	return false
}

// earlier gives what the visible answers replaced: the values they name, and the seed that they hide.
func (m *merger) earlier(group []entry, answered bool, seed int) []Val {
	named := make([]bool, len(group))
	for i := range group {
		if e := &group[i]; m.accepted(e) && !e.reach && m.op(e).Kind != wire.KindSeed {
			for _, d := range m.op(e).Sees {
				at := m.resolve(e.at, d)
				for k := firstOf(group, at); at >= 0 && k < len(group) && group[k].at == at; k++ {
					named[k] = k != i
				}
			}
		}
	}
	if answered && seed >= 0 {
		named[seed] = true
	}
	var out []Val
	for i := range group {
		if named[i] {
			out = append(out, m.val(&group[i]))
		}
	}
	wire.Sort(out, compareVals)
	return out
}
