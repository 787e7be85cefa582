package store

import (
	"context"
	"database/sql"
	"strings"

	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/sync/merge"
	"github.com/sothon/sothon/sync/wire"
)

// The tables of the register (household…) follow from its records and can be made again at any time: a counter says up to
// which place in the feed they do.

// registerPage is how many records RegisterBehind gives at most; a unit of authored changes shares one place in the feed
// and is never cut.
const registerPage = 4 * maxUnit

// RegisterBehind gives the records of the register's form that the tables do not follow yet, deleted ones too, and the
// places in the feed between which they lie. When layout is not that under which the tables were made, everything is
// behind. No records: nothing is.
func (s *Store) RegisterBehind(ctx context.Context, ws wire.ID, formID, layout string) (rows []schema.RecordRow, from, to uint64, err error) {
	err = s.inSnapshot(ctx, func(on snapshot) error {
		var have string
		var n int64
		if _, err := one(ctx, on, `SELECT layout, stale
			FROM household_area
			WHERE ws = $1 AND area = $2`, args(ws[:], zeroID), &have, &n); err != nil {
			return err
		}
		if from = uint64(n); have != layout {
			from = 0
		}
		return each(ctx, on, `SELECT `+recordColumns+`
			FROM record
			WHERE ws = $1 AND form_id = $2 AND updated_srv > $3
			ORDER BY updated_srv, record
			LIMIT $4`, args(ws[:], formID, int64(from), registerPage), func(r *sql.Rows) error {
			row, err := scanRecord(r)
			rows = append(rows, row)
			return err
		})
	})
	if err != nil || len(rows) == 0 {
		return nil, from, from, err
	}
	to = rows[len(rows)-1].UpdatedSrv
	if len(rows) == registerPage && rows[0].UpdatedSrv < to {
		end := len(rows)
		for rows[end-1].UpdatedSrv == to {
			end--
		}
		rows = rows[:end]
		to = rows[end-1].UpdatedSrv
	}
	return rows, from, to, nil
}

// PutHouseholds writes what the tables show of some cases, and that they now follow the feed up to to. When another
// process has moved them meanwhile nothing is written: the caller asks again.
func (s *Store) PutHouseholds(ctx context.Context, ws wire.ID, layout string, from, to uint64, list []schema.Household) error {
	return s.write(ctx, func(t *tx) error {
		var have string
		var n int64
		if _, err := one(ctx, t, `SELECT layout, stale
			FROM household_area
			WHERE ws = $1 AND area = $2`, args(ws[:], zeroID), &have, &n); err != nil {
			return err
		}
		if have == layout && uint64(n) != from {
			return nil
		}
		if have != layout && from != 0 {
			return nil
		}
		for i := range list {
			if err := t.putHousehold(ctx, ws, &list[i]); err != nil {
				return err
			}
		}
		return t.exec(`INSERT INTO household_area (ws, area, stale, listed, layout)
			VALUES ($1, $2, $3, 0, $4)
			ON CONFLICT (ws, area) DO UPDATE
			SET stale = excluded.stale, layout = excluded.layout`, ws[:], zeroID, int64(to), layout)
	})
}

func (t *tx) putHousehold(ctx context.Context, ws wire.ID, h *schema.Household) error {
	var was wire.ID
	if _, err := one(ctx, t, `SELECT area
		FROM household
		WHERE ws = $1 AND case_ = $2`, args(ws[:], h.Case[:]), (*id)(&was)); err != nil {
		return err
	}
	for _, area := range []wire.ID{was, h.Area} {
		if area.IsZero() {
			continue
		}
		if err := t.exec(`INSERT INTO household_area (ws, area, stale, listed, layout)
			VALUES ($1, $2, $3, 0, '')
			ON CONFLICT (ws, area) DO UPDATE
			SET stale = excluded.stale`, ws[:], area[:], int64(h.Srv)); err != nil {
			return err
		}
	}
	if err := t.exec(`INSERT INTO household (ws, case_, area, code, head, given, phone, lane, class, state, people, loans, since, to_, srv, search)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
		ON CONFLICT (ws, case_) DO UPDATE
		SET area = excluded.area, code = excluded.code, head = excluded.head, given = excluded.given, phone = excluded.phone,
			lane = excluded.lane, class = excluded.class, state = excluded.state, people = excluded.people,
			loans = excluded.loans, since = excluded.since, to_ = excluded.to_, srv = excluded.srv, search = excluded.search`,
		ws[:], h.Case[:], h.Area[:], h.Code, h.Head, given(h.Head), h.Phone, h.Lane, h.Class, h.State, h.People, h.Loans,
		h.Since, h.To[:], int64(h.Srv), h.Search); err != nil {
		return err
	}
	if err := t.exec(`INSERT INTO household_body (ws, case_, area, body)
		VALUES ($1, $2, $3, $4)
		ON CONFLICT (ws, case_) DO UPDATE
		SET area = excluded.area, body = excluded.body`, ws[:], h.Case[:], h.Area[:], h.Body); err != nil {
		return err
	}
	for _, q := range []string{
		`DELETE FROM household_person WHERE ws = $1 AND case_ = $2`,
		`DELETE FROM household_class WHERE ws = $1 AND case_ = $2`,
		`DELETE FROM household_event WHERE ws = $1 AND case_ = $2`,
	} {
		if err := t.exec(q, ws[:], h.Case[:]); err != nil {
			return err
		}
	}
	for _, p := range h.Stays {
		if err := t.exec(`INSERT INTO household_person (ws, case_, person, since, until_, name, key, birth, card)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
			ON CONFLICT (ws, case_, person, since) DO UPDATE
			SET until_ = excluded.until_`,
			ws[:], h.Case[:], p.Person[:], p.From, p.To, p.Name, p.Key, p.Birth, p.Card); err != nil {
			return err
		}
	}
	for _, k := range h.Classes {
		if err := t.exec(`INSERT INTO household_class (ws, case_, day, class)
			VALUES ($1, $2, $3, $4)
			ON CONFLICT (ws, case_, day) DO UPDATE
			SET class = excluded.class`, ws[:], h.Case[:], k.Day, k.Class); err != nil {
			return err
		}
	}
	for _, e := range h.Events {
		if err := t.exec(`INSERT INTO household_event (ws, case_, writer, seq, event, day, kind, source, undone)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
			ws[:], h.Case[:], e.Dot.Writer[:], int64(e.Dot.Seq), e.Event[:], e.Day, e.Kind, e.Source, flag(e.Undone)); err != nil {
			return err
		}
	}
	return nil
}

// given turns a Vietnamese name round for sorting: the given name, which stands last, then the rest; folded.
func given(name string) string {
	words := strings.Fields(schema.Fold(name))
	if n := len(words); n > 1 {
		return words[n-1] + " " + strings.Join(words[:n-1], " ")
	}
	return strings.Join(words, " ")
}

// StaleArea is an area whose scoped lists do not follow the register.
type StaleArea struct {
	schema.Area
	Stale uint64
}

// StaleAreas gives the areas whose lists must be made anew: a household of theirs changed, or they were made under
// another layout or label.
func (s *Store) StaleAreas(ctx context.Context, ws wire.ID, layout string) ([]StaleArea, error) {
	var out []StaleArea
	err := s.inSnapshot(ctx, func(on snapshot) error {
		type listed struct {
			stale, listed int64
			layout        string
		}
		have := map[wire.ID]listed{}
		if err := each(ctx, on, `SELECT area, stale, listed, layout
			FROM household_area
			WHERE ws = $1`, args(ws[:]), func(r *sql.Rows) error {
			var a wire.ID
			var l listed
			err := r.Scan((*id)(&a), &l.stale, &l.listed, &l.layout)
			have[a] = l
			return err
		}); err != nil {
			return err
		}
		areas, err := areasOf(ctx, on, ws)
		for _, a := range areas {
			if l, ok := have[a.ID]; !ok || l.stale > l.listed || l.layout != layout+a.Label {
				out = append(out, StaleArea{a, uint64(l.stale)})
			}
		}
		return err
	})
	return out, err
}

// AreaListed notes that the lists of an area follow the register as StaleAreas gave it.
func (s *Store) AreaListed(ctx context.Context, ws wire.ID, a StaleArea, layout string) error {
	return s.write(ctx, func(t *tx) error {
		return t.exec(`INSERT INTO household_area (ws, area, stale, listed, layout)
			VALUES ($1, $2, $3, $3, $4)
			ON CONFLICT (ws, area) DO UPDATE
			SET listed = excluded.listed, layout = excluded.layout`, ws[:], a.ID[:], int64(a.Stale), layout+a.Label)
	})
}

// MergeChosen merges a choice of a record's changes, with the status that the caller gave them.
func (s *Store) MergeChosen(ctx context.Context, ws wire.ID, in []merge.Input) (*merge.Record, error) {
	var rec *merge.Record
	err := s.inSnapshot(ctx, func(on snapshot) error {
		res := s.resolver(ctx, on, ws)
		rec = merge.Merge(in, res.Resolver)
		return res.fail
	})
	return rec, err
}
