package register

import (
	"context"
	"strconv"
	"strings"
	"time"

	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/schema/answers"
	"github.com/sothon/sothon/schema/store"
	"github.com/sothon/sothon/sync/wire"
)

// Refresh makes the scoped lists of every area anew from the register as it stands, those of villages and rounds, and
// the names of people and devices, and puts them into the store; a list whose bytes are the same keeps its number.
func Refresh(ctx context.Context, s *store.Store, ws wire.ID) error {
	cases, err := Cases(ctx, s, ws)
	if err != nil {
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
	for _, a := range areas {
		for _, l := range Lists(a.ID, a.Label, cases) {
			if _, _, err := s.PutList(ctx, ws, a.ID, l.Name, answers.EncodeList(l)); err != nil {
				return err
			}
		}
	}
	if err := refreshAssigned(ctx, s, ws, areas, rounds, cases); err != nil {
		return err
	}
	return refreshPeople(ctx, s, ws, areas)
}

// Cases reads the whole register.
func Cases(ctx context.Context, s *store.Store, ws wire.ID) ([]*Case, error) {
	const page = 500
	var out []*Case
	for {
		rows, total, err := s.Records(ctx, ws, store.RecordQuery{All: true, FormID: FormID, Sort: store.SortOldest, Limit: page, Offset: len(out)})
		if err != nil {
			return nil, err
		}
		for _, r := range rows {
			rec, _, err := s.Record(ctx, ws, r.ID)
			if err != nil {
				return nil, err
			}
			out = append(out, Read(rec))
		}
		if len(rows) == 0 || len(out) >= total {
			return out, nil
		}
	}
}

// commonLists are the villages and rounds. Of a round: whether tablets work in it, the round before it, its last day, the
// ids of its areas (none: every one), its forms, each at a version that stays or at the newest ("id=3", "id"), and those of
// them that are retired: no new record is begun.
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
			if !retired[f].IsZero() {
				gone = append(gone, f)
			}
		}
		Append(dot, r.ID.UUID(), r.Label, open, previous, ends, strings.Join(where, " "), strings.Join(use, " "), strings.Join(gone, " "))
	}
	return []*answers.List{thon, dot}
}
