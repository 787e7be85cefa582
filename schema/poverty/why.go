package poverty

import (
	"slices"
	"strconv"
	"strings"
)

// Reason says in words why an indicator is what it is, with the answers that made it so.
type Reason struct {
	Indicator string
	Name      Text
	State     Tri
	Text      Text
	Facts     []Fact
	Article   string
	Sample    bool
}

// Fact is one answer behind a Reason. Member is the place of the person in the household from 0, -1 = the household.
type Fact struct {
	Member   int
	Person   string
	Question string
	Name     Text
	Value    string
	Answer   Text
}

// Gap is a question that would have to be answered to settle open indicators. Rule says that it was answered and the rule
// set does not say what the answer counts as. Question "tv" = the members were not asked.
type Gap struct {
	Member     int
	Person     string
	Question   string
	Name       Text
	Rule       bool
	Indicators []string
}

// questionMembers is the code of a Gap that stands for all members.
const questionMembers = "tv"

func (j *judgement) explain() ([]Reason, []Gap) {
	why := make([]Reason, 0, len(j.rs.Indicators))
	var gaps []Gap
	for i := range j.rs.Indicators {
		in, f := &j.rs.Indicators[i], &j.found[i]
		r := Reason{Indicator: in.Code, Name: in.Name, State: f.tri, Article: in.Article, Sample: in.Sample}
		switch {
		case !j.reviewed:
			r.Text = Text{"Hộ không được rà soát trong lần thăm này.", "The household was not reviewed on this visit."}
		case f.tri == Yes:
			r.Text = j.fill(in.Deprived, i)
		case f.tri == No:
			r.Text = j.fill(in.Met, i)
		default:
			r.Text = j.fill(in.Open, i)
			gaps = j.gaps(gaps, i)
		}
		if j.reviewed {
			r.Facts = j.facts(i)
		}
		why = append(why, r)
	}
	return why, gaps
}

// who are the people an explanation names: those for whom the expression surely holds, of an open indicator those for
// whom it is open.
func (j *judgement) who(i int) []int {
	f := &j.found[i]
	var out []int
	for k, o := range f.members {
		if f.tri != Unknown && o.mask == countedYes || f.tri == Unknown && o.mask&(o.mask-1) != 0 {
			out = append(out, k)
		}
	}
	return out
}

func (j *judgement) names(list []int) Text {
	if len(list) == 0 {
		return Text{"không ai", "nobody"}
	}
	var vi, en []string
	for _, k := range list {
		n := j.persons[k].name
		if _, err := strconv.Atoi(n); err == nil {
			vi, en = append(vi, "người thứ "+n), append(en, "person "+n)
			continue
		}
		vi, en = append(vi, n), append(en, n)
	}
	return Text{strings.Join(vi, ", "), strings.Join(en, ", ")}
}

// fill puts names, figures and answers into the braces of a text.
func (j *judgement) fill(t Text, i int) Text {
	return Text{j.fillOne(t.Vi, i, true), j.fillOne(t.En, i, false)}
}

func (j *judgement) fillOne(s string, i int, vi bool) string {
	if !strings.Contains(s, "{") {
		return s
	}
	var b strings.Builder
	for {
		before, rest, ok := strings.Cut(s, "{")
		b.WriteString(before)
		if !ok {
			return b.String()
		}
		name, after, ok := strings.Cut(rest, "}")
		if !ok {
			b.WriteString("{" + rest)
			return b.String()
		}
		x := j.braces(name, i)
		if vi {
			b.WriteString(x.Vi)
		} else {
			b.WriteString(x.En)
		}
		s = after
	}
}

var notKnown = Text{"chưa rõ", "not known"}

func (j *judgement) braces(name string, i int) Text {
	f := &j.found[i]
	switch name {
	case "ai":
		return j.names(j.who(i))
	case codeFlagged, codePeople:
		if len(f.pairs) == 0 || j.unasked {
			return notKnown
		}
		r := Range{float64(MaxMembers), 0}
		pairs := f.pairs
		if name == codePeople {
			pairs = j.pairs
		}
		for _, x := range pairs {
			n := x.counted
			if name == codeFlagged {
				n = x.flagged
			}
			r = Range{min(r.Low, float64(n)), max(r.High, float64(n))}
		}
		if r.Known() {
			return Text{number(r.Low), number(r.Low)}
		}
		return Text{"từ " + number(r.Low) + " đến " + number(r.High), number(r.Low) + " to " + number(r.High)}
	case "so":
		return j.figure(i)
	}
	if q := j.p.questions[name]; q != nil && !q.Member {
		return q.answer(q.read(j.h.Answers[q.Code]))
	}
	if at, ok := j.p.slots[name]; ok {
		return figureText(j.row.vals[at])
	}
	return Text{"{" + name + "}", "{" + name + "}"}
}

// figure is the figure of an indicator, where it is known.
func (j *judgement) figure(i int) Text {
	x, f := j.p.indicators[i].figure, &j.found[i]
	if x == nil || len(f.pairs) != 1 {
		return notKnown
	}
	for _, a := range x.house {
		if j.house[a.slot] {
			return notKnown
		}
	}
	j.row.set(codePeople, strconv.Itoa(f.pairs[0].counted))
	j.row.set(codeFlagged, strconv.Itoa(f.pairs[0].flagged))
	s, ok := j.row.value(x)
	if !ok || s == "" {
		return notKnown
	}
	return figureText(s)
}

// figureText writes a figure with at most two decimals; Vietnamese has a comma.
func figureText(s string) Text {
	f, err := strconv.ParseFloat(s, 64)
	if err != nil {
		return Text{s, s}
	}
	s = strings.TrimSuffix(strings.TrimRight(strconv.FormatFloat(f, 'f', 2, 64), "0"), ".")
	return Text{strings.Replace(s, ".", ",", 1), s}
}

// answer is an answer in words.
func (q *question) answer(v string) Text {
	if v == "" {
		return notKnown
	}
	if q.Kind == KindNumber {
		return figureText(v)
	}
	var vi, en []string
	for _, c := range strings.Fields(v) {
		t := Text{c, c}
		if k := q.codes[c]; k != nil {
			t = k.Name
		}
		vi, en = append(vi, t.Vi), append(en, t.En)
	}
	return Text{strings.Join(vi, ", "), strings.Join(en, ", ")}
}

// facts lists the answers that an indicator read: those of the people it names, and those of the household.
func (j *judgement) facts(i int) []Fact {
	c := &j.p.indicators[i]
	var out []Fact
	if c.member != nil {
		for _, k := range j.who(i) {
			p := &j.persons[k]
			if c.member.age {
				out = append(out, j.fact(k, codeBirth, j.h.Members[k][codeBirth]))
			}
			for _, f := range c.member.member {
				if v := p.given[f.slot]; v != "" && !f.passes {
					out = append(out, j.fact(k, f.q.Code, v))
				}
			}
		}
	}
	if c.house != nil {
		for _, f := range c.house.house {
			if v := f.q.read(j.h.Answers[f.q.Code]); v != "" {
				out = append(out, j.fact(-1, f.q.Code, v))
			}
		}
	}
	return out
}

func (j *judgement) fact(member int, code, value string) Fact {
	f := Fact{Member: member, Question: code, Name: Text{code, code}, Value: value, Answer: Text{value, value}}
	if member >= 0 {
		f.Person = j.names([]int{member}).Vi
	}
	if q := j.p.questions[code]; q != nil {
		f.Name, f.Answer = q.Name, q.answer(value)
	}
	return f
}

// gaps adds the questions that keep an indicator open.
func (j *judgement) gaps(gaps []Gap, i int) []Gap {
	c, code := &j.p.indicators[i], j.rs.Indicators[i].Code
	add := func(member int, question string, rule bool) {
		at := slices.IndexFunc(gaps, func(g Gap) bool { return g.Member == member && g.Question == question })
		if at < 0 {
			f := j.fact(member, question, "")
			at = len(gaps)
			gaps = append(gaps, Gap{Member: member, Person: f.Person, Question: question, Name: f.Name, Rule: rule})
		}
		if !slices.Contains(gaps[at].Indicators, code) {
			gaps[at].Indicators = append(gaps[at].Indicators, code)
		}
	}
	if j.visit.IsZero() && c.member != nil && c.member.age {
		add(-1, codeVisit, false)
	}
	if c.house != nil {
		if c.house.pair && (j.unasked || j.nobody) {
			gaps = append(gaps, Gap{Member: -1, Question: questionMembers, Name: Text{"Thành viên", "Members"}, Indicators: []string{code}})
			return gaps
		}
		for _, f := range c.house.house {
			if j.house[f.slot] {
				add(-1, f.q.Code, f.passes && !j.house[f.q.slot])
			}
		}
	}
	list, member := j.who(i), c.member
	if member == nil && c.house != nil && c.house.pair { // the size of the household alone
		for k := range j.persons {
			if o := j.member(&j.persons[k], nil, false); o.mask == notCounted|countedYes {
				list = append(list, k)
			}
		}
		member = j.p.counted
	}
	for _, k := range list {
		p := &j.persons[k]
		if (member.age || j.p.counted.age) && p.lo != p.hi && !j.visit.IsZero() {
			add(k, codeBirth, false)
		}
		for _, f := range append(slices.Clone(j.p.counted.member), member.member...) {
			if p.open[f.q.slot] || f.passes && p.given[f.slot] == "" {
				add(k, f.q.Code, f.passes && p.given[f.q.slot] != "")
			}
		}
	}
	return gaps
}
