package score

import (
	"context"
	"strconv"

	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/schema/emulation"
	"github.com/sothon/sothon/sync/wire"
)

// Signed turns an account into the name under a typed figure.
type Signed func(wire.ID) string

// Cards scores everybody of a subject in the material's year. A typed figure stands where the criteria ask for one, or where
// the program knows nothing; what the program counts is never overwritten by hand.
func (s *Source) Cards(ctx context.Context, m *emulation.Material, subject emulation.Subject, name Signed) ([]emulation.Scorecard, error) {
	typed, err := s.Typed(ctx, m.Year, subject, name)
	if err != nil {
		return nil, err
	}
	sheet := m.Set.Sheets[subject]
	if sheet == nil {
		return nil, nil
	}
	var out []emulation.Scorecard
	for _, x := range m.Candidates(subject) {
		out = append(out, card(sheet, m, x, typed[x.ID]))
	}
	return out, nil
}

// Card scores one of a subject; ok is false when it is not scored as that.
func (s *Source) Card(ctx context.Context, m *emulation.Material, subject emulation.Subject, id wire.ID, name Signed) (c emulation.Scorecard, ok bool, err error) {
	typed, err := s.Typed(ctx, m.Year, subject, name)
	if err != nil {
		return c, false, err
	}
	sheet := m.Set.Sheets[subject]
	for _, x := range m.Candidates(subject) {
		if x.ID == id && sheet != nil {
			return card(sheet, m, x, typed[id]), true, nil
		}
	}
	return c, false, nil
}

func card(sheet *emulation.Sheet, m *emulation.Material, x emulation.Candidate, typed map[string]emulation.Fact) emulation.Scorecard {
	facts := emulation.FactsOf(sheet.Subject, x.ID, m)
	for code, f := range typed {
		if !facts[code].Known {
			facts[code] = f
		}
	}
	c := emulation.Score(sheet, facts)
	c.ID, c.Name, c.Area, c.Year = x.ID, x.Name, x.Area, m.Year
	return c
}

// Typed gives the figures that count of those typed for a subject in a year, by whom they are about and their code.
func (s *Source) Typed(ctx context.Context, year int, subject emulation.Subject, name Signed) (map[wire.ID]map[string]emulation.Fact, error) {
	all, err := s.Store.TypedFacts(ctx, s.Workspace, year, string(subject), nil)
	if err != nil {
		return nil, err
	}
	out := map[wire.ID]map[string]emulation.Fact{}
	for i := range all {
		f := &all[i]
		if out[f.Who] == nil {
			out[f.Who] = map[string]emulation.Fact{}
		}
		if f.Value == "" {
			delete(out[f.Who], f.Code)
			continue
		}
		out[f.Who][f.Code] = s.fact(f, name)
	}
	return out, nil
}

func (s *Source) fact(f *schema.TypedFact, name Signed) emulation.Fact {
	value, err := strconv.ParseFloat(f.Value, 64)
	return emulation.Fact{Code: f.Code, Value: value, Known: err == nil, Typed: true, SignedBy: name(f.By), SignedAt: f.At.In(s.Zone).Format("02/01/2006"), Note: f.Note}
}
