package register

import (
	"context"
	"encoding/json"
	"strconv"
	"strings"
	"time"

	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/schema/answers"
	"github.com/sothon/sothon/schema/store"
	"github.com/sothon/sothon/sync/wire"
)

// Refresh lets the register's tables and the scoped lists follow its records: those of areas in which something changed
// since the last time. The lists of villages and rounds and the names of people and devices are made each time; a list
// whose bytes are the same keeps its number.
func Refresh(ctx context.Context, s *store.Store, ws wire.ID) error {
	if err := CatchUp(ctx, s, ws); err != nil {
		return err
	}
	areas, err := s.Areas(ctx, ws)
	if err != nil {
		return err
	}
	rounds, err := s.Rounds(ctx, ws)
	if err != nil {
		return err
	}
	retired, err := s.RetiredForms(ctx, ws)
	if err != nil {
		return err
	}
	for _, l := range commonLists(areas, rounds, retired) {
		if _, _, err := s.PutList(ctx, ws, l.Area, l.Name, answers.EncodeList(l)); err != nil {
			return err
		}
	}
	if err := refreshPlaces(ctx, s, ws, areas); err != nil {
		return err
	}
	stale, err := s.StaleAreas(ctx, ws, layout)
	if err != nil {
		return err
	}
	for _, a := range stale {
		cases, err := CasesOf(ctx, s, ws, a.ID)
		if err != nil {
			return err
		}
		for _, l := range Lists(a.ID, a.Label, cases) {
			if _, _, err := s.PutList(ctx, ws, a.ID, l.Name, answers.EncodeList(l)); err != nil {
				return err
			}
		}
		if err := s.AreaListed(ctx, ws, a, layout); err != nil {
			return err
		}
	}
	if err := refreshAssigned(ctx, s, ws, areas, rounds); err != nil {
		return err
	}
	return refreshPeople(ctx, s, ws, areas)
}

// CasesOf reads the households of some areas, none: of all, as the register's tables have them; CatchUp first.
func CasesOf(ctx context.Context, s *store.Store, ws wire.ID, areas ...wire.ID) ([]*Case, error) {
	var out []*Case
	err := s.HouseholdBodies(ctx, ws, areas, func(_ wire.ID, body []byte) error {
		c := &Case{}
		if err := json.Unmarshal(body, c); err != nil {
			return err
		}
		if c.State() == StateHere {
			out = append(out, c)
		}
		return nil
	})
	return out, err
}

// refreshPlaces puts the list thon_khu_vuc into the store: which village is rural (nt) or urban (tt) from a day on and until
// another. Where no village is dated, what a form was given stays.
func refreshPlaces(ctx context.Context, s *store.Store, ws wire.ID, areas []schema.Area) error {
	facts, err := s.AreaFacts(ctx, ws)
	if err != nil {
		return err
	}
	l := Table("thon_khu_vuc", wire.ID{}, []string{"name", "thon", "khu_vuc", "tu", "den"})
	for i, a := range areas {
		var own []schema.AreaFact
		for _, f := range facts {
			if f.Area == a.ID && f.Kind == schema.AreaPlace {
				own = append(own, f)
			}
		}
		for j, f := range own {
			until := ""
			if j+1 < len(own) {
				until = own[j+1].Day
			}
			Append(l, strconv.Itoa(i)+"-"+strconv.Itoa(j), a.ID.UUID(), f.Value, f.Day, until)
		}
	}
	if len(l.Cells[0]) == 0 {
		return nil
	}
	_, _, err = s.PutList(ctx, ws, wire.ID{}, l.Name, answers.EncodeList(l))
	return err
}

// commonLists are the villages and rounds. Of a round: whether tablets work in it, the round before it, its last day, the
// ids of its areas (none: every one), its forms, each at a version that stays or at the newest ("id=3", "id"), and those of
// them of which no new record is begun: retired ones, and all of a round that is closed.
func commonLists(areas []schema.Area, rounds []schema.Round, retired map[string]time.Time) []*answers.List {
	thon := Table("thon", wire.ID{}, []string{"name", "label"})
	for _, a := range areas {
		Append(thon, a.ID.UUID(), a.Label)
	}
	dot := Table("dot", wire.ID{}, []string{"name", "label", "open", "previous", "ends", "areas", "forms", "retired"})
	for i := range rounds {
		r := &rounds[i]
		open, previous, ends := "", "", ""
		if r.Open {
			open = "1"
		}
		if !r.Previous.IsZero() {
			previous = r.Previous.UUID()
		}
		if !r.Ends.IsZero() {
			ends = r.Ends.Format(time.DateOnly)
		}
		var where, use, gone []string
		for _, a := range r.Areas {
			where = append(where, a.UUID())
		}
		for _, f := range r.FormIDs {
			word := f
			if v := r.Pinned(f); v > 0 {
				word += "=" + strconv.FormatUint(v, 10)
			}
			use = append(use, word)
			if !r.Open || !retired[f].IsZero() {
				gone = append(gone, f)
			}
		}
		Append(dot, r.ID.UUID(), r.Label, open, previous, ends, strings.Join(where, " "), strings.Join(use, " "), strings.Join(gone, " "))
	}
	return []*answers.List{thon, dot}
}
