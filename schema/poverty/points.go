package poverty

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/sothon/sothon/forms/xpath"
)

// income are the income points (A): stated, or counted by the table of the rule set.
type income struct {
	has    bool
	sample bool
	sum    Range
	parts  []Scored
}

// tried are the points for which the class is looked at: both ends, and what lies beside a line between them.
func (a income) tried(lines []float64) []string {
	if !a.has {
		return []string{""}
	}
	out := []float64{a.sum.Low, a.sum.High}
	for _, l := range lines {
		for _, f := range []float64{l - 1, l, l + 1} {
			if f > a.sum.Low && f < a.sum.High {
				out = append(out, f)
			}
		}
	}
	slices.Sort(out)
	var texts []string
	for _, f := range slices.Compact(out) {
		texts = append(texts, number(f))
	}
	return texts
}

func (j *judgement) income(r Residence) income {
	if j.h.B1 != nil {
		f := float64(*j.h.B1)
		return income{has: true, sum: Range{f, f}}
	}
	t := j.rs.Points
	if t == nil || len(t.Rows) == 0 || !j.reviewed || len(j.rs.Components) == 0 {
		return income{}
	}
	out := income{has: true, sample: t.Sample}
	residences := []Residence{r}
	if r != Rural && r != Urban {
		residences = []Residence{Rural, Urban}
	}
	for i, c := range j.rs.Components {
		points := Range{math.Inf(1), math.Inf(-1)}
		for _, res := range residences {
			p := j.component(&j.rs.Components[i], &j.p.components[i], t.of(c.Code, res, j.h.Region))
			points = Range{min(points.Low, p.Low), max(points.High, p.High)}
		}
		out.parts = append(out.parts, Scored{c.Code, c.Name, points})
		out.sum.Low += points.Low
		out.sum.High += points.High
	}
	return out
}

// of are the rows of a component that hold for a residence or a region.
func (t *PointTable) of(component string, r Residence, region string) []PointRow {
	var out []PointRow
	for _, p := range t.Rows {
		if p.Component == component && (p.Region == "" || p.Region == string(r) || region != "" && p.Region == region) {
			out = append(out, p)
		}
	}
	return out
}

// component gives the least and most points of a component.
func (j *judgement) component(c *Component, x *compiledComponent, rows []PointRow) Range {
	any := allPoints(c, rows)
	if x.house == nil || c.Match == "nhieu" && slices.ContainsFunc(x.house.house, func(f field) bool { return j.house[f.slot] }) {
		return any
	}
	got := Range{math.Inf(1), math.Inf(-1)}
	try := func() bool {
		v, ok := j.row.value(x.house)
		p := any
		if ok {
			f := lookUp(c, rows, v)
			p = Range{f, f}
		}
		got = Range{min(got.Low, p.Low), max(got.High, p.High)}
		return got != any
	}
	open := func() { got = any }
	switch {
	case x.house.largest:
		values, ok := j.largest(x.member)
		if !ok {
			return any
		}
		for _, f := range values {
			j.row.set(codeLargest, f)
			j.eachHouse(x.house, try, open)
		}
	case x.house.pair:
		if j.unasked || j.nobody {
			return any
		}
		pairs := j.pairs
		if x.member != nil {
			_, pairs = j.flagged(x.member)
		}
		for _, p := range pairs {
			j.row.set(codePeople, strconv.Itoa(p.counted))
			j.row.set(codeFlagged, strconv.Itoa(p.flagged))
			j.eachHouse(x.house, try, open)
		}
	default:
		j.eachHouse(x.house, try, open)
	}
	if math.IsInf(got.Low, 0) {
		return any
	}
	return got
}

// largest lists what the largest value among the counted members can be; "" when none has one.
func (j *judgement) largest(x *expression) ([]string, bool) {
	if j.unasked || x == nil {
		return nil, false
	}
	var all []float64
	floor, none := math.Inf(-1), true // the least that the largest value must be
	for i := range j.persons {
		o := j.member(&j.persons[i], x, true)
		if o.mask == notCounted {
			continue
		}
		if o.lost {
			return nil, false
		}
		all = append(all, o.figures...)
		if o.mask == countedYes {
			floor, none = max(floor, slices.Min(o.figures)), false
		}
	}
	slices.Sort(all)
	var out []string
	if none {
		out = append(out, "")
	}
	for _, f := range slices.Compact(all) {
		if f >= floor {
			out = append(out, number(f))
		}
	}
	return out, true
}

// lookUp gives the points of a value.
func lookUp(c *Component, rows []PointRow, value string) float64 {
	sum := 0.0
	f := xpath.ParseNumber(value)
	codes := strings.Fields(value)
	for _, p := range rows {
		switch c.Match {
		case "khoang":
			if p.From <= f && (math.IsNaN(p.To) || f < p.To) {
				sum += p.Points
			}
		case "ma":
			if p.Value == value {
				sum += p.Points
			}
		default:
			if slices.Contains(codes, p.Value) {
				sum += p.Points
			}
		}
	}
	return sum
}

// allPoints is what a component gives when nothing is known: from its least row (or nothing) to its largest, and for
// several codes at once all that add and all that take away.
func allPoints(c *Component, rows []PointRow) Range {
	out := Range{}
	if c.Match == "khoang" && len(rows) > 0 {
		out = Range{math.Inf(1), math.Inf(-1)}
	}
	for _, p := range rows {
		if c.Match == "nhieu" {
			out.Low += min(p.Points, 0)
			out.High += max(p.Points, 0)
			continue
		}
		out = Range{min(out.Low, p.Points), max(out.High, p.Points)}
	}
	return out
}
