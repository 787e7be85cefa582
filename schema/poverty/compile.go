package poverty

import (
	"slices"
	"strconv"

	"github.com/sothon/sothon/forms"
)

// question is a Question as it runs.
type question struct {
	Question
	slot   int // the answer
	passes int // what the answer counts as (…_dat); -1 = the question has no such column
	codes  map[string]*Code
	values []string // what a missing answer could be; nil = anything
	marks  []string // what …_dat of a missing answer could be
}

type compiledIndicator struct {
	member, house, figure *expression
}

type compiledQuantity struct{ member *expression }

type compiledComponent struct{ member, house *expression }

// compile checks and compiles every expression; what is wrong with one is reported at its cell.
func (r *reader) compile(rs *RuleSet) {
	p := &plan{slots: map[string]int{}, questions: map[string]*question{}}
	name := func(n string) int {
		if at, ok := p.slots[n]; ok {
			return at
		}
		p.slots[n] = len(p.names)
		p.names = append(p.names, n)
		return len(p.names) - 1
	}
	for _, member := range []bool{true, false} { // those of persons first: a person holds a short list
		for i := range rs.Questions {
			if rs.Questions[i].Member != member {
				continue
			}
			q := &question{Question: rs.Questions[i], passes: -1, codes: map[string]*Code{}}
			q.slot = name(q.Code)
			p.questions[q.Code] = q
			for k := range rs.Codes {
				if c := &rs.Codes[k]; c.Question == q.Code {
					q.codes[c.Code] = c
					if c.Passes != "" {
						q.passes = name(q.Code + "_dat")
					}
				}
			}
			if member {
				p.members = append(p.members, q)
			} else {
				p.houses = append(p.houses, q)
			}
		}
		if member {
			p.memberSlots = len(p.names)
		}
	}
	for _, n := range []string{codeAge, codeMonths, codeFlagged, codePeople, codeLargest, namePointsA, namePointsB, nameIncome} {
		name(n)
	}
	for _, x := range rs.Parameters {
		slot := name(x.Code)
		at := slices.IndexFunc(p.dated, func(d datedParameter) bool { return d.slot == slot })
		if at < 0 {
			at = len(p.dated)
			p.dated = append(p.dated, datedParameter{slot: slot})
		}
		p.dated[at].rows = append(p.dated[at].rows, x)
	}
	for i := range p.dated {
		slices.SortFunc(p.dated[i].rows, func(a, b Parameter) int { return a.From.Compare(b.From) })
	}
	p.dated = slices.DeleteFunc(p.dated, func(d datedParameter) bool {
		if len(d.rows) > 1 {
			return false
		}
		p.fixed = append(p.fixed, pair{d.slot, d.rows[0].Value})
		return true
	})
	for _, x := range rs.Lines {
		name(x.Code)
	}
	for _, f := range p.fixed {
		if p.names[f.slot] == codePointsEach {
			p.each, _ = strconv.ParseFloat(f.value, 64)
		}
	}
	if p.each <= 0 {
		r.report(forms.Error, "tham_so", 0, "ma", "", "", "no-points-each", forms.Message{Vi: "Thiếu tham số " + codePointsEach + ": điểm của một chỉ số thiếu hụt.", En: "The parameter " + codePointsEach + " is missing: the points of one deprived indicator."}, forms.Message{Vi: "Thêm hàng này với số lớn hơn 0.", En: "Add it, with a number above 0."})
	}
	p.age, p.month = p.slots[codeAge], p.slots[codeMonths]
	c := &compiler{r: r, rs: rs, p: p}
	c.all()
	p.breakpoints(rs, c.literals)
	for _, q := range p.questions {
		q.domain(p)
	}
	p.pool.New = func() any { return newRow(p) }
	rs.plan = p
}

type compiler struct {
	r        *reader
	rs       *RuleSet
	p        *plan
	literals []float64
	next     int
	row      int // of the sheet, 1-based, for messages
}

func (c *compiler) all() {
	p, rs := c.p, c.rs
	for _, q := range rs.Quantities {
		c.row = q.row
		x := c.one("dai_luong", "thanh_vien", q.Member, ofMember)
		if q.Code == codePeople {
			p.counted = x
		}
		p.quantities = append(p.quantities, compiledQuantity{x})
	}
	for i := range rs.Indicators {
		in := &rs.Indicators[i]
		c.row = in.row
		ci := compiledIndicator{c.one("chi_so", "thanh_vien", in.Member, ofMember), c.one("chi_so", "ho", in.Household, ofHouse), c.one("chi_so", "so", in.Figure, ofHouse)}
		c.needsMember("chi_so", ci.member, ci.house)
		in.Asked, in.Sample = asked(ci.member, ci.house), in.Sample || c.samples(ci.member) || c.samples(ci.house)
		p.indicators = append(p.indicators, ci)
	}
	for _, k := range rs.Components {
		s := ofHouse
		c.row = k.row
		if k.Largest {
			s = ofLargest
		}
		cc := compiledComponent{c.one("diem_a", "thanh_vien", k.Member, ofMember), c.one("diem_a", "ho", k.Household, s)}
		c.needsMember("diem_a", cc.member, cc.house)
		p.components = append(p.components, cc)
	}
	for _, k := range rs.Classes {
		c.row = k.row
		p.classes = append(p.classes, c.one("phan_loai", "dieu_kien", k.Condition, ofClass))
	}
}
