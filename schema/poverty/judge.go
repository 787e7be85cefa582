package poverty

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/sothon/sothon/forms/xpath"
)

// Range is a figure that is known to lie between two ends, both included; Low == High when it is known.
type Range struct{ Low, High float64 }

// Known says whether both ends agree.
func (r Range) Known() bool { return r.Low == r.High }

// Verdict is what a rule set says of a household.
type Verdict struct {
	RuleSet    string
	Class      string   // a code of the rule set, or ClassNone, ClassUnknown, ClassNoPoints, ClassUndetermined
	Possible   []string // the classes that the missing answers leave open, in the order of the rule set
	Draft      string   // class by the draft rules, always a sample; "" = the rule set has none
	Indicators map[string]Tri
	B          Range            // points B
	A          Range            // income points; meaningful where HasA
	HasA       bool             // stated, or counted by a table
	Scored     []Scored         // how A was counted; nil when it was stated
	People     map[string]Range // the quantities by code: so_nk, so_phuthuoc, so_knld …
	Why        []Reason         // one an indicator, in the order of the rule set
	Missing    []Gap            // what would have to be asked to settle the open indicators
	Sample     bool             // the class rests on a row that is only a sample
}

// Scored is what one component gives to the income points.
type Scored struct {
	Code   string
	Name   Text
	Points Range
}

// Judge classifies a household. It never panics; a nil household, or one with more than MaxMembers, gives ClassUnknown.
func Judge(rs *RuleSet, h *Household) Verdict {
	a := Assess(rs, h)
	defer a.Release()
	return a.Verdict()
}

// Assessment is a household looked at once, to be classified for more than one residence. Release it when done.
type Assessment struct{ j *judgement }

// Assess finds the indicators of a household.
func Assess(rs *RuleSet, h *Household) *Assessment {
	if h == nil || len(h.Members) > MaxMembers {
		h = &Household{}
	}
	j := newJudgement(rs, h)
	j.assess()
	return &Assessment{j}
}

// Verdict is the verdict for the residence of the household.
func (a *Assessment) Verdict() Verdict { return a.j.verdict(a.j.h.Residence) }

// Class is the class and the draft class for a residence.
func (a *Assessment) Class(r Residence) (class, draft string) {
	class, _, draft = a.j.class(r, a.j.income(r))
	return class, draft
}

// Indicators are the indicators and the ends of points B.
func (a *Assessment) Indicators() (map[string]Tri, Range) { return a.j.tris, a.j.b }

// People are the quantities by code.
func (a *Assessment) People() map[string]Range { return a.j.people }

// Release gives the working memory back; the Assessment must not be used after.
func (a *Assessment) Release() {
	if a.j.row != nil {
		a.j.p.pool.Put(a.j.row)
		a.j.row = nil
	}
}

// judgement is one household under one rule set.
type judgement struct {
	rs     *RuleSet
	p      *plan
	h      *Household
	row    *row
	visit  time.Time
	counts seen   // of the person at hand, as person.counts
	dates  string // which row of each dated parameter holds

	persons  []person
	house    []bool // by slot: a household question that was not answered
	pairs    []people
	unasked  bool // nobody was asked who lives here
	nobody   bool // nobody is counted, for certain
	reviewed bool

	found  []finding
	tris   map[string]Tri
	b      Range
	people map[string]Range
}

// people is one way the household can turn out: how many are counted, and for how many of them the expression holds.
type people struct{ counted, flagged int }

// finding is what came out for an indicator.
type finding struct {
	tri     Tri
	members []options // by person; nil where the indicator reads none
	pairs   []people
}

func newJudgement(rs *RuleSet, h *Household) *judgement {
	p := rs.plan
	j := &judgement{rs: rs, p: p, h: h, row: p.pool.Get().(*row)}
	clear(j.row.vals)
	for _, f := range p.fixed {
		j.row.vals[f.slot] = f.value
	}
	j.visit, _ = parseDay(strings.TrimSpace(h.Answers[codeVisit]))
	for _, d := range p.dated {
		at := 0 // before the first date its value holds; without a day the last one, and no age is known then
		for i, x := range d.rows {
			if j.visit.IsZero() || !x.From.After(j.visit) {
				at = i
			}
		}
		j.row.vals[d.slot] = d.rows[at].Value
		j.dates += strconv.Itoa(at) + ","
	}
	j.house = make([]bool, len(p.names))
	for _, q := range p.houses {
		v := q.read(h.Answers[q.Code])
		j.row.vals[q.slot] = v
		j.house[q.slot] = v == ""
		if q.passes >= 0 {
			k := q.mark(v)
			j.row.vals[q.passes] = k
			j.house[q.passes] = k == ""
		}
	}
	return j
}

func (j *judgement) assess() {
	j.reviewed = true
	for i, c := range j.rs.Classes {
		if c.Kind == UnreviewedClass && j.p.classes[i] != nil && j.row.truth(j.p.classes[i]) == sawYes {
			j.reviewed = false
		}
	}
	j.tris, j.people = make(map[string]Tri, len(j.rs.Indicators)), map[string]Range{}
	if !j.reviewed {
		j.found = make([]finding, len(j.rs.Indicators))
		for _, in := range j.rs.Indicators {
			j.tris[in.Code] = Unknown
		}
		j.b = Range{0, j.p.each * float64(len(j.rs.Indicators))}
		return
	}
	j.unasked = j.h.Members == nil
	for i, m := range j.h.Members {
		j.persons = append(j.persons, j.p.person(m, j.visit, i))
	}
	var each []options
	each, j.pairs = j.flagged(nil)
	for i, o := range each {
		switch o.mask {
		case notCounted:
			j.persons[i].counts = sawNo
		case countedYes:
			j.persons[i].counts = sawYes
		}
	}
	j.nobody = !j.unasked && len(j.pairs) == 1 && j.pairs[0].counted == 0
	j.found = make([]finding, len(j.rs.Indicators))
	for i, in := range j.rs.Indicators {
		j.found[i] = j.indicator(&j.p.indicators[i])
		t := j.found[i].tri
		j.tris[in.Code] = t
		if t == Yes {
			j.b.Low += j.p.each
		}
		if t != No {
			j.b.High += j.p.each
		}
	}
	for i, q := range j.rs.Quantities {
		if j.unasked {
			continue
		}
		_, pairs := j.flagged(j.p.quantities[i].member)
		r := Range{float64(MaxMembers), 0}
		for _, x := range pairs {
			n := float64(x.flagged)
			if q.Code == codePeople {
				n = float64(x.counted)
			}
			r = Range{min(r.Low, n), max(r.High, n)}
		}
		j.people[q.Code] = r
	}
}

// flagged tries every person and gives every way the household can turn out.
func (j *judgement) flagged(x *expression) ([]options, []people) {
	if j.unasked {
		return nil, nil
	}
	each := make([]options, len(j.persons))
	sum, known := people{}, true
	for i := range j.persons {
		each[i] = j.member(&j.persons[i], x, false)
		switch each[i].mask {
		case notCounted:
		case countedNo:
			sum.counted++
		case countedYes:
			sum.counted++
			sum.flagged++
		default:
			known = false
		}
	}
	if known {
		return each, []people{sum}
	}
	return each, reach(each)
}

// reach lists every pair of counted and flagged people that the persons together can make.
func reach(each []options) []people {
	side := len(each) + 1
	now, next := make([]bool, side*side), make([]bool, side*side)
	now[0] = true
	for i, o := range each {
		clear(next)
		for c := 0; c <= i; c++ {
			for f := 0; f <= c; f++ {
				if !now[c*side+f] {
					continue
				}
				if o.mask&notCounted != 0 {
					next[c*side+f] = true
				}
				if o.mask&countedNo != 0 {
					next[(c+1)*side+f] = true
				}
				if o.mask&countedYes != 0 {
					next[(c+1)*side+f+1] = true
				}
			}
		}
		now, next = next, now
	}
	var out []people
	for at, can := range now {
		if can {
			out = append(out, people{at / side, at % side})
		}
	}
	return out
}

func (j *judgement) indicator(c *compiledIndicator) finding {
	var f finding
	if c.house == nil {
		return f
	}
	f.pairs = j.pairs
	if c.member != nil {
		f.members, f.pairs = j.flagged(c.member)
	}
	if c.house.pair {
		if j.unasked || j.nobody {
			return f
		}
	} else {
		f.pairs = []people{{}}
	}
	got := seen(0)
	for _, x := range f.pairs {
		j.row.set(codePeople, strconv.Itoa(x.counted))
		j.row.set(codeFlagged, strconv.Itoa(x.flagged))
		got |= j.houseTruth(c.house)
		if got == sawBoth {
			break
		}
	}
	f.tri = got.tri()
	return f
}

// houseTruth tries every way the missing answers of the household could turn out.
func (j *judgement) houseTruth(x *expression) seen {
	got := seen(0)
	j.eachHouse(x, func() bool {
		got |= j.row.truth(x)
		return got != sawBoth
	}, func() { got = sawBoth })
	return got
}

// eachHouse sets every combination of values that missing answers read by x could have and calls try until it returns
// false; open is called when one could be anything.
func (j *judgement) eachHouse(x *expression, try func() bool, open func()) {
	var missing []field
	for _, f := range x.house {
		if j.house[f.slot] && !slices.ContainsFunc(missing, func(m field) bool { return m.slot == f.slot }) {
			missing = append(missing, f)
		}
	}
	left := maxWorlds
	var choose func(i int) bool
	choose = func(i int) bool {
		if i == len(missing) {
			left--
			if left == 0 {
				open()
				return false
			}
			return try()
		}
		f := missing[i]
		values := f.q.values
		if f.passes {
			values = f.q.marks
			if !j.house[f.q.slot] {
				values = bothMarks
			}
		}
		if len(values) == 0 {
			open()
			return false
		}
		for _, v := range values {
			j.row.vals[f.slot] = v
			if !choose(i + 1) {
				return false
			}
		}
		return true
	}
	choose(0)
	for _, f := range missing {
		j.row.vals[f.slot] = ""
	}
}

func number(f float64) string { return xpath.FormatNumber(f) }
