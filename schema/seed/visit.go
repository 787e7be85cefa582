package seed

import (
	"fmt"
	"math/rand/v2"
	"strconv"
	"time"

	"github.com/sothon/sothon/forms"
	"github.com/sothon/sothon/forms/engine"
	"github.com/sothon/sothon/schema/answers"
	"github.com/sothon/sothon/sync/wire"
)

// visit answers the household form for one invented household as a collector would, question by question through the
// real engine, until it can be finished, and gives the change. It fails when the form does not let it finish: the demo
// is also a proof that the shipped form can be filled. The answers follow from draw alone; result is what the form computes
// of them (calculate kq), "" where it computes none.
func visit(f *forms.Form, h *Household, draw *rand.Rand, header wire.Header, lists []answers.NumberedList, env engine.Env) (ch *wire.Change, result string, err error) {
	s, patch, err := engine.Open(f, answers.Start(f, nil, lists, env, engine.Interview))
	if err != nil {
		return nil, "", err
	}
	v := &visitor{form: f, house: h, r: draw, day: time.UnixMilli(env.Now).UTC(), state: map[engine.Ref]engine.NodeState{}}
	v.read(patch)
	var journal []answers.Entry
	for step := 0; ; step++ {
		ref, value, ok := v.next(s.Rows())
		if !ok {
			break
		}
		if patch, err = s.Set(ref, value); err != nil {
			return nil, "", fmt.Errorf("%s %s = %q: %w", h.Code, f.PathOf(ref.Node), value, err)
		}
		if step > 5000 {
			return nil, "", fmt.Errorf("%s: the form does not come to an end", h.Code)
		}
		v.read(patch)
		journal = append(journal, answers.Entry{Action: answers.Set, Ref: ref, Value: v.state[ref].Value, At: env.Now, Zone: env.Zone})
	}
	out := s.Finish()
	if len(out.Problems) > 0 {
		p := out.Problems[0]
		return nil, "", fmt.Errorf("%s: %s (%s): %s %q", h.Code, f.PathOf(p.Ref.Node), p.Kind, p.Message, p.Value)
	}
	header.Env = answers.EnvOf(lists)
	ch, err = answers.Change(answers.Draft{
		Form: f, Header: header, Entries: journal, Rows: s.Rows(), Seeds: s.Seeds(), SeedRows: s.SeedRows(),
		Finish: &answers.Closing{Outcome: out}, Position: answers.PositionIn(lists),
	})
	for node := range f.Nodes {
		if f.Nodes[node].Name == "kq" && v.state[engine.Ref{Node: node}].Relevant {
			result = v.state[engine.Ref{Node: node}].Value
		}
	}
	return ch, result, err
}

// visitor knows what the screen shows and what the household would say.
type visitor struct {
	form  *forms.Form
	house *Household
	r     *rand.Rand
	day   time.Time
	state map[engine.Ref]engine.NodeState
}

func (v *visitor) read(p engine.Patch) {
	for _, n := range p.Nodes {
		v.state[n.Ref] = n
	}
}

// next gives the first question on the way that has no answer and to which the household has one.
func (v *visitor) next(rows []engine.Row) (engine.Ref, string, bool) {
	for node := range v.form.Nodes {
		if v.form.Nodes[node].Kind != forms.KindQuestion {
			continue
		}
		refs := []engine.Ref{{Node: node}}
		if repeat := v.form.RepeatOf(node); repeat >= 0 {
			refs = refs[:0]
			for _, r := range rows {
				if r.Node == repeat {
					refs = append(refs, engine.Ref{Row: r.ID, Node: node})
				}
			}
		}
		for _, ref := range refs {
			if st, shown := v.state[ref]; shown && st.Relevant && st.Value == "" && !st.ReadOnly {
				if a := v.say(v.form.Nodes[node].Name, ref.Row); a != "" {
					return ref, a, true
				}
			}
		}
	}
	return engine.Ref{}, "", false
}

// say is what the household answers; "" = nothing (only questions that may stay open).
func (v *visitor) say(name string, row engine.RowID) string {
	if m := v.member(row); m != nil {
		return v.sayOf(m, name)
	}
	for _, part := range []func(string) string{v.sayOfVisit, v.sayOfHome, v.sayOfWork, v.sayOfNeeds} {
		if a := part(name); a != "" {
			return a
		}
	}
	return v.sayOfLoan(v.loan(row), name)
}

func (v *visitor) chance(percent int) bool { return v.r.IntN(100) < percent }

func (v *visitor) one(codes ...string) string { return codes[v.r.IntN(len(codes))] }

// means tells how well off the household is: 0 poor, 1 near-poor, 2 newly escaped, 3 none of these.
func (v *visitor) means() int { return meansOf[v.house.Class] }

// listed is the same by the class that the register names.
func (v *visitor) listed() int {
	if v.house.Now == "" {
		return v.means()
	}
	return meansOf[v.house.Now]
}

var meansOf = map[string]int{"HN": 0, "HCN": 1, "MTN": 2, "KN": 3}

// value is what a calculate of the household shows.
func (v *visitor) value(name string) float64 {
	for node := range v.form.Nodes {
		if v.form.Nodes[node].Name == name {
			n, err := strconv.ParseFloat(v.state[engine.Ref{Node: node}].Value, 64)
			if err == nil {
				return n
			}
		}
	}
	return 0
}

func (v *visitor) money(lowMillion, highMillion int) string {
	return strconv.Itoa((lowMillion*10 + v.r.IntN((highMillion-lowMillion)*10+1)) * 100_000)
}

func (v *visitor) member(row engine.RowID) *Member {
	for i := range v.house.Members {
		if m := &v.house.Members[i]; engine.RowID(m.ID) == row {
			return m
		}
	}
	return nil
}

func (v *visitor) loan(row engine.RowID) Loan {
	for _, l := range v.house.Loans {
		if engine.RowID(l.ID) == row {
			return l
		}
	}
	return Loan{Purpose: "9"}
}
