package poverty

import (
	"slices"
	"strconv"
	"strings"
	"sync"
)

// maxWorlds bounds how many ways an expression is tried; beyond it the answer is not known. The rule sets that ship stay
// far below.
const maxWorlds = 200_000

// memo remembers what was found for people with the same missing answers: those are the costly ones.
type memo struct {
	mu sync.RWMutex
	m  map[string]options
}

const maxMemo = 50_000

func (m *memo) get(key string) (options, bool) {
	m.mu.RLock()
	defer m.mu.RUnlock()
	o, ok := m.m[key]
	return o, ok
}

func (m *memo) put(key string, o options) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.m == nil || len(m.m) >= maxMemo {
		m.m = map[string]options{}
	}
	m.m[key] = o
}

// options are the ways a person can turn out for one expression: not counted, counted with the expression false, counted
// with it true. For expressions that give a figure, "true" is having one and figures lists what it can be; lost says that
// it could be anything.
type options struct {
	mask    uint8
	figures []float64
	lost    bool
}

const (
	notCounted uint8 = 1 << iota
	countedNo
	countedYes
	anyOption = notCounted | countedNo | countedYes
)

// unknown is one answer that a world has to choose.
type unknown struct {
	f    field
	fall bool // missing, but only where asked at the age of the world
}

// member tries every way the missing answers of a person could turn out. x may be nil (only who is counted matters).
func (j *judgement) member(p *person, x *expression, figure bool) options {
	counted := j.p.counted
	if p.counts == sawNo {
		return options{mask: notCounted}
	}
	fields, age := counted.member, counted.age
	switch {
	case x == nil || x == counted:
		if p.counts == sawYes {
			return options{mask: countedYes}
		}
	case p.counts == sawYes:
		fields, age = x.member, x.age
	default:
		fields = append(slices.Clone(fields), x.member...)
		age = age || x.age
	}
	j.counts = p.counts
	var open []unknown
	seenSlot := uint64(0)
	for _, f := range fields {
		j.row.vals[f.slot] = p.given[f.slot]
		if p.given[f.slot] != "" || !p.open[f.q.slot] && p.given[f.q.slot] == "" {
			continue
		}
		if bit := uint64(1) << (uint(f.slot) % 64); seenSlot&bit != 0 && hasSlot(open, f.slot) {
			continue
		} else {
			seenSlot |= bit
		}
		open = append(open, unknown{f, p.given[f.q.slot] == ""})
		age = age || p.lo != p.hi && (f.q.From > 0 || f.q.To >= 0)
	}
	ages := []int{p.lo}
	if age && p.lo != p.hi {
		ages = j.ages(p.lo, p.hi)
	}
	if len(open) == 0 && len(ages) == 1 {
		var o options
		j.setAge(ages[0])
		j.oneWorld(x, figure, &o)
		return o
	}
	key := j.memoKey(p, x, figure, fields)
	if o, ok := j.p.memo.get(key); ok {
		return o
	}
	o := options{}
	t := &trial{j: j, x: x, figure: figure, open: open, o: &o, left: maxWorlds}
	for _, a := range ages {
		j.setAge(a)
		t.years = a / 12
		if !t.choose(0) {
			break
		}
	}
	if t.left <= 0 && !t.full() {
		o = options{mask: anyOption, lost: true}
	}
	for _, u := range open {
		j.row.vals[u.f.slot] = ""
	}
	j.p.memo.put(key, o)
	return o
}

func hasSlot(open []unknown, slot int) bool {
	for _, u := range open {
		if u.f.slot == slot {
			return true
		}
	}
	return false
}

// ages are the months tried between two ends: all of a short span, else those at which something may turn.
func (j *judgement) ages(lo, hi int) []int {
	if hi-lo <= 24 {
		out := make([]int, 0, hi-lo+1)
		for m := lo; m <= hi; m++ {
			out = append(out, m)
		}
		return out
	}
	out := []int{lo}
	for _, m := range j.p.months {
		if m > lo && m < hi {
			out = append(out, m)
		}
	}
	return append(out, hi)
}

func (j *judgement) setAge(months int) {
	j.row.vals[j.p.age] = strconv.Itoa(months / 12)
	j.row.vals[j.p.month] = strconv.Itoa(months)
}

// oneWorld adds what the answers of the row give.
func (j *judgement) oneWorld(x *expression, figure bool, o *options) {
	c := j.counts
	if c == 0 {
		c = j.row.truth(j.p.counted)
	}
	if c&sawNo != 0 {
		o.mask |= notCounted
	}
	if c&sawYes == 0 {
		return
	}
	switch {
	case x == nil || x == j.p.counted:
		o.mask |= countedYes
	case figure:
		s, ok := j.row.value(x)
		f, err := strconv.ParseFloat(s, 64)
		if !ok || err != nil {
			o.mask |= countedNo // counted, and has no such figure
			o.lost = o.lost || !ok
			return
		}
		o.mask |= countedYes
		for _, have := range o.figures {
			if have == f {
				return
			}
		}
		o.figures = append(o.figures, f)
	default:
		t := j.row.truth(x)
		if t&sawNo != 0 {
			o.mask |= countedNo
		}
		if t&sawYes != 0 {
			o.mask |= countedYes
		}
	}
}

func (j *judgement) memoKey(p *person, x *expression, figure bool, fields []field) string {
	var b strings.Builder
	id := -1
	if x != nil {
		id = x.id
	}
	b.WriteString(strconv.Itoa(id))
	b.WriteByte(' ')
	b.WriteString(j.dates)
	if figure {
		b.WriteByte('f')
	}
	for _, n := range []int{p.lo, p.hi, int(p.counts)} {
		b.WriteByte(' ')
		b.WriteString(strconv.Itoa(n))
	}
	for _, f := range fields {
		b.WriteByte('|')
		b.WriteString(p.given[f.slot])
		if p.open[f.q.slot] {
			b.WriteByte('?')
		}
	}
	return b.String()
}

// trial goes over the values of missing answers.
type trial struct {
	j      *judgement
	x      *expression
	figure bool
	open   []unknown
	years  int
	o      *options
	left   int
}

func (t *trial) full() bool {
	return !t.figure && (t.o.mask == anyOption || t.o.mask == countedNo|countedYes && !t.countOpen())
}

// countOpen says whether who is counted is itself open.
func (t *trial) countOpen() bool {
	if t.j.counts != 0 {
		return false
	}
	for _, u := range t.open {
		for _, f := range t.j.p.counted.member {
			if f.slot == u.f.slot {
				return true
			}
		}
	}
	return t.j.p.counted.age
}

// choose tries every value of the i-th open answer; false = enough is known, or too much was tried.
func (t *trial) choose(i int) bool {
	if i == len(t.open) {
		t.left--
		t.j.oneWorld(t.x, t.figure, t.o)
		return t.left > 0 && !t.full()
	}
	u := &t.open[i]
	slot := &t.j.row.vals[u.f.slot]
	if u.fall && !u.f.q.at(t.years) {
		*slot = ""
		return t.choose(i + 1)
	}
	values := u.f.q.values
	if u.f.passes {
		values = u.f.q.marks
		if !u.fall {
			values = bothMarks
		}
	}
	if len(values) == 0 { // could be anything: nothing follows
		t.o.mask, t.o.lost, t.left = anyOption, true, 0
		return false
	}
	for _, v := range values {
		*slot = v
		if !t.choose(i + 1) {
			return false
		}
	}
	return true
}

var bothMarks = []string{"0", "1"}
