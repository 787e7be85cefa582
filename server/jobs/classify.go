package jobs

import (
	"context"
	"encoding/json"
	"runtime"
	"slices"
	"strings"
	"sync"

	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/schema/poverty"
	"github.com/sothon/sothon/schema/store"
	"github.com/sothon/sothon/sync/wire"
)

// Classifier says of records what the rule sets of their round say, and keeps it. It works on the answers that the
// evaluation left (Sheet), so that a new table of points does not open the form engine again.
type Classifier struct {
	*Rules
}

// NewClassifier makes one.
func NewClassifier(s *store.Store, ws wire.ID) *Classifier { return &Classifier{NewRules(s, ws)} }

// Explanation is the JSON kept beside a verdict: why each indicator is what it is, what is missing, how the points were
// counted. Texts are those of the rule set on the day of the verdict.
type Explanation struct {
	Why      []Why             `json:"why,omitempty"`
	Missing  []Missing         `json:"missing,omitempty"`
	Scored   []Points          `json:"scored,omitempty"`
	People   map[string][2]int `json:"people,omitempty"` // quantities: the least and the most
	Possible []string          `json:"possible,omitempty"`
	Draft    string            `json:"draft,omitempty"` // class by draft rules: always a sample
	A        [2]int            `json:"a,omitzero"`      // points A, the least and the most, where there are any
	HasA     bool              `json:"has_a,omitempty"`
}

// Why is one indicator of an explanation.
type Why struct {
	Code   string      `json:"code"`
	State  poverty.Tri `json:"-"`
	Is     string      `json:"is"` // yes, no, unknown
	Vi     string      `json:"vi"`
	En     string      `json:"en"`
	Sample bool        `json:"sample,omitempty"`
}

// Missing is a question that would settle open indicators.
type Missing struct {
	Person string   `json:"person,omitempty"`
	Code   string   `json:"code"`
	Vi     string   `json:"vi"`
	En     string   `json:"en"`
	Rule   bool     `json:"rule,omitempty"` // answered, and the rules do not say what the answer counts as
	For    []string `json:"for,omitempty"`  // indicators
}

// Points is what one component gives to the income points.
type Points struct {
	Code string `json:"code"`
	Vi   string `json:"vi"`
	En   string `json:"en"`
	Low  int    `json:"low"`
	High int    `json:"high"`
}

// classifyPage is how many records are judged and kept at once.
const classifyPage = 200

// Run classifies what is not classified yet: every round by the rule sets that it names and that are in force.
func (c *Classifier) Run(ctx context.Context) error {
	rounds, err := c.Store.Rounds(ctx, c.Workspace)
	if err != nil || !slices.ContainsFunc(rounds, func(r schema.Round) bool { return len(r.Rules) > 0 }) {
		return err
	}
	all, err := c.InForce(ctx)
	if err != nil {
		return err
	}
	var w *world
	for i := range rounds {
		for _, code := range rounds[i].Rules {
			s := all[code]
			if s == nil {
				continue
			}
			for {
				sheets, err := c.Store.Unclassified(ctx, c.Workspace, rounds[i].ID, code, s.Basis, classifyPage)
				if err != nil {
					return err
				}
				if len(sheets) == 0 {
					break
				}
				if w == nil {
					if w, err = c.world(ctx); err != nil {
						return err
					}
				}
				if err := c.Store.PutVerdicts(ctx, c.Workspace, w.judge(s, sheets)); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// world is what stands around the answers: where villages lie and what incomes were found.
type world struct {
	places  map[wire.ID][]schema.AreaFact
	incomes map[wire.ID][]schema.IncomeFinding
}

func (c *Classifier) world(ctx context.Context) (*world, error) {
	facts, err := c.Store.AreaFacts(ctx, c.Workspace)
	if err != nil {
		return nil, err
	}
	w := &world{places: map[wire.ID][]schema.AreaFact{}}
	for _, f := range facts {
		if f.Kind == schema.AreaPlace {
			w.places[f.Area] = append(w.places[f.Area], f)
		}
	}
	w.incomes, err = c.Store.Incomes(ctx, c.Workspace)
	return w, err
}

func (w *world) place(area wire.ID) func(day string) string {
	return func(day string) string {
		out := ""
		for _, f := range w.places[area] {
			if f.Day <= day {
				out = f.Value
			}
		}
		return out
	}
}

// judge classifies answers, on every processor.
func (w *world) judge(s *Standard, sheets []store.Sheet) []schema.Verdict {
	out := make([]schema.Verdict, len(sheets))
	var wg sync.WaitGroup
	workers := min(runtime.GOMAXPROCS(0), len(sheets))
	for k := range workers {
		wg.Go(func() {
			for i := k; i < len(sheets); i += workers {
				out[i] = w.verdict(s, &sheets[i])
			}
		})
	}
	wg.Wait()
	return out
}

// verdict judges one record. Answers that can not be read give "unknown".
func (w *world) verdict(s *Standard, sheet *store.Sheet) schema.Verdict {
	var h *poverty.Household
	if a, err := ReadSheet(sheet.Data); err == nil {
		h = a.household(w.place(sheet.Area), w.incomes[sheet.Case])
	}
	v := poverty.Judge(s.Rules, h)
	out := schema.Verdict{Record: sheet.Record, Case: sheet.Case, Round: sheet.Round, Code: s.Rules.Code, Rules: s.Source.Hash, Basis: s.Basis,
		Class: v.Class, Low: int(v.B.Low), High: int(v.B.High), Points: -1, Sample: v.Sample || s.Sample(), StateHash: sheet.StateHash}
	if s.Table != nil {
		out.Table = s.Table.Hash
	}
	if v.Class == schema.ClassNone {
		out.Low, out.High = -1, -1
	}
	if v.HasA && v.A.Known() {
		out.Points = int(v.A.Low)
	}
	e := Explanation{Possible: v.Possible, Draft: v.Draft, HasA: v.HasA, A: ends(v.A)}
	for i := range v.Why {
		r := &v.Why[i]
		switch r.State {
		case poverty.Yes:
			out.Lacking = append(out.Lacking, r.Indicator)
		case poverty.Unknown:
			out.Unknown = append(out.Unknown, r.Indicator)
		}
		e.Why = append(e.Why, Why{Code: r.Indicator, State: r.State, Is: r.State.String(), Vi: r.Text.Vi, En: r.Text.En, Sample: r.Sample})
	}
	for _, g := range v.Missing {
		e.Missing = append(e.Missing, Missing{Person: g.Person, Code: g.Question, Vi: g.Name.Vi, En: g.Name.En, Rule: g.Rule, For: g.Indicators})
	}
	for _, p := range v.Scored {
		r := ends(p.Points)
		e.Scored = append(e.Scored, Points{Code: p.Code, Vi: p.Name.Vi, En: p.Name.En, Low: r[0], High: r[1]})
	}
	for code, r := range v.People {
		if e.People == nil {
			e.People = map[string][2]int{}
		}
		e.People[code] = ends(r)
	}
	out.Detail, _ = json.Marshal(e) // texts and numbers always encode
	return out
}

func ends(r poverty.Range) [2]int { return [2]int{int(r.Low), int(r.High)} }

// Explain reads the explanation of a verdict.
func Explain(v *schema.Verdict) (Explanation, error) {
	var e Explanation
	if err := json.Unmarshal(v.Detail, &e); err != nil {
		return e, err
	}
	for i := range e.Why {
		e.Why[i].State = poverty.ParseTri(e.Why[i].Is)
	}
	return e, nil
}

// Change is a household whose class would be another under a draft.
type Change struct {
	store.Sheet
	Code     string // of the rule set
	From, To string
	Now      schema.Verdict // under the draft
}

// Trial is what a draft would change in one round.
type Trial struct {
	Round    schema.Round
	Code     string // of the rule set
	Standard *Standard
	Records  int
	Counts   map[[2]string]int // from and to: households
	Changes  []Change
	Samples  bool
}

// Try computes what every round that names the rule set (or, for a table of points, a rule set that counts by it) would
// say of its records with a draft in force, without keeping anything. Nobody outside the scope is looked at.
func (c *Classifier) Try(ctx context.Context, draft schema.RuleSet, scope schema.Scope) ([]Trial, error) {
	rounds, err := c.Store.Rounds(ctx, c.Workspace)
	if err != nil {
		return nil, err
	}
	now, err := c.InForce(ctx)
	if err != nil {
		return nil, err
	}
	then, err := c.With(ctx, draft)
	if err != nil {
		return nil, err
	}
	w, err := c.world(ctx)
	if err != nil {
		return nil, err
	}
	var out []Trial
	for i := range rounds {
		for _, code := range rounds[i].Rules {
			s := then[code]
			if s == nil || now[code] != nil && now[code].Basis == s.Basis {
				continue
			}
			t := Trial{Round: rounds[i], Code: code, Standard: s, Counts: map[[2]string]int{}, Samples: s.Sample()}
			was := map[wire.ID]string{}
			if err := c.Store.Verdicts(ctx, c.Workspace, rounds[i].ID, code, scope, func(v store.RoundVerdict) error {
				was[v.Record] = v.Class
				return nil
			}); err != nil {
				return nil, err
			}
			var page []store.Sheet
			flush := func() {
				for k, v := range w.judge(s, page) {
					t.Records++
					from := was[v.Record]
					t.Counts[[2]string{from, v.Class}]++
					if from != v.Class {
						t.Changes = append(t.Changes, Change{page[k], code, from, v.Class, v})
					}
				}
				page = page[:0]
			}
			if err := c.Store.Sheets(ctx, c.Workspace, rounds[i].ID, scope, func(x store.Sheet) error {
				if page = append(page, x); len(page) == classifyPage {
					flush()
				}
				return nil
			}); err != nil {
				return nil, err
			}
			flush()
			out = append(out, t)
		}
	}
	slices.SortStableFunc(out, func(a, b Trial) int { return strings.Compare(b.Round.Starts.String(), a.Round.Starts.String()) })
	return out, nil
}

// Now judges the answers of one record as they stand by a standard: with the explanation's facts, for a page.
func (c *Classifier) Now(ctx context.Context, s *Standard, sheet *store.Sheet) (poverty.Verdict, error) {
	w, err := c.world(ctx)
	if err != nil {
		return poverty.Verdict{}, err
	}
	a, err := ReadSheet(sheet.Data)
	if err != nil {
		return poverty.Verdict{}, err
	}
	return poverty.Judge(s.Rules, a.household(w.place(sheet.Area), w.incomes[sheet.Case])), nil
}
