package poverty

import (
	"slices"
	"strconv"
)

// verdict puts everything together for a residence.
func (j *judgement) verdict(r Residence) Verdict {
	a := j.income(r)
	v := Verdict{RuleSet: j.rs.Code, Indicators: j.tris, B: j.b, A: a.sum, HasA: a.has, Scored: a.parts, People: j.people}
	v.Class, v.Possible, v.Draft = j.class(r, a)
	v.Why, v.Missing = j.explain()
	v.Sample = j.sample(v.Class, a)
	return v
}

// class finds the class: every pair of points that is possible is tried, and a class counts only where all agree.
func (j *judgement) class(r Residence, a income) (class string, possible []string, draft string) {
	drafts := slices.ContainsFunc(j.rs.Classes, func(c Class) bool { return c.Kind == DraftClass })
	if !j.reviewed || j.nobody {
		if drafts {
			draft = ClassNone
		}
		return ClassNone, nil, draft
	}
	if drafts {
		draft, _ = j.settle(r, a, DraftClass)
	}
	if !a.has && j.needsA() {
		return ClassNoPoints, nil, draft
	}
	class, possible = j.settle(r, a, MainClass)
	return class, possible, draft
}

// needsA says whether a main class looks at the income points.
func (j *judgement) needsA() bool {
	for i, c := range j.rs.Classes {
		if x := j.p.classes[i]; c.Kind == MainClass && x != nil && x.points {
			return true
		}
	}
	return false
}

// settle tries the classes of a kind over all points that are possible.
func (j *judgement) settle(r Residence, a income, kind ClassKind) (string, []string) {
	j.row.set(nameIncome, "")
	if j.h.Income != nil {
		j.row.set(nameIncome, strconv.FormatInt(*j.h.Income, 10))
	}
	residences := []Residence{r}
	if r != Rural && r != Urban {
		residences = []Residence{Rural, Urban}
	}
	var got []string
	add := func(c string) {
		if !slices.Contains(got, c) {
			got = append(got, c)
		}
	}
	for _, res := range residences {
		var values []float64
		for _, l := range j.rs.Lines {
			if l.Residence == "" || l.Residence == res {
				j.row.set(l.Code, number(l.Value))
				values = append(values, l.Value)
			}
		}
		for _, pa := range a.tried(values) {
			j.row.set(namePointsA, pa)
			for b := j.b.Low; b <= j.b.High; b += j.p.each {
				j.row.set(namePointsB, number(b))
				add(j.firstClass(kind))
			}
		}
	}
	if len(got) == 1 {
		return got[0], got
	}
	slices.SortFunc(got, func(x, y string) int { return j.order(x) - j.order(y) })
	return ClassUnknown, got
}

func (j *judgement) order(code string) int {
	at := slices.IndexFunc(j.rs.Classes, func(c Class) bool { return c.Code == code })
	if at < 0 {
		return len(j.rs.Classes)
	}
	return at
}

// firstClass is the first class whose condition holds on the row.
func (j *judgement) firstClass(kind ClassKind) string {
	for i, c := range j.rs.Classes {
		if x := j.p.classes[i]; c.Kind == kind && x != nil && j.row.truth(x) == sawYes {
			return c.Code
		}
	}
	return ClassUndetermined
}

// sample says whether the class rests on a sample: the rule set itself, the table of income points, or an indicator
// whose points decide.
func (j *judgement) sample(class string, a income) bool {
	switch class {
	case ClassNone, ClassNoPoints, ClassUndetermined:
		return j.rs.Sample
	}
	if j.rs.Sample || a.sample && j.needsA() {
		return true
	}
	if class == ClassNotPoor {
		return false // by the income alone
	}
	return slices.ContainsFunc(j.rs.Indicators, func(i Indicator) bool { return i.Sample })
}
