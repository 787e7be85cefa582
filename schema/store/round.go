package store

import (
	"context"
	"database/sql"
	"strings"

	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/sync/wire"
)

// PutRound makes a round or changes it.
func (s *Store) PutRound(ctx context.Context, ws wire.ID, r *schema.Round, by wire.ID) error {
	if err := r.Validate(); err != nil {
		return err
	}
	v := *r
	forms := strings.Join(v.FormIDs, "\n")
	return s.write(ctx, func(t *tx) error {
		if err := t.exec(`INSERT INTO round (ws, round, label, previous, starts, ends, form_ids, open)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
			ON CONFLICT (ws, round) DO UPDATE
			SET label = excluded.label, previous = excluded.previous, starts = excluded.starts,
				ends = excluded.ends, form_ids = excluded.form_ids, open = excluded.open`,
			ws[:], v.ID[:], v.Label, v.Previous[:], ms(v.Starts), ms(v.Ends), forms, flag(v.Open)); err != nil {
			return err
		}
		return t.audit(ws, by, "round.put", v.ID.String(), "")
	})
}

// Rounds lists the rounds, the newest first.
func (s *Store) Rounds(ctx context.Context, ws wire.ID) ([]schema.Round, error) {
	var out []schema.Round
	err := each(ctx, pool{s}, `SELECT round, label, previous, starts, ends, form_ids, open
		FROM round
		WHERE ws = $1
		ORDER BY starts DESC, round
		LIMIT 1000`, args(ws[:]), func(r *sql.Rows) error {
		var v schema.Round
		var starts, ends, open int64
		var forms string
		if err := r.Scan((*id)(&v.ID), &v.Label, (*id)(&v.Previous), &starts, &ends, &forms, &open); err != nil {
			return err
		}
		v.Starts, v.Ends, v.Open = at(starts), at(ends), open != 0
		if forms != "" {
			v.FormIDs = strings.Split(forms, "\n")
		}
		out = append(out, v)
		return nil
	})
	return out, err
}

// Round gives one round.
func (s *Store) Round(ctx context.Context, ws, round wire.ID) (schema.Round, error) {
	all, err := s.Rounds(ctx, ws)
	if err != nil {
		return schema.Round{}, err
	}
	for _, r := range all {
		if r.ID == round {
			return r, nil
		}
	}
	return schema.Round{}, schema.NotFound("Không có đợt này.", "There is no such round.")
}
