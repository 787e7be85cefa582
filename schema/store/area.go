package store

import (
	"context"
	"database/sql"

	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/sync/wire"
)

// PutArea makes an area, or changes its label and place. Devices of users who have every area get a grant for a new one.
func (s *Store) PutArea(ctx context.Context, ws wire.ID, a *schema.Area, by wire.ID) error {
	if err := a.Validate(); err != nil {
		return err
	}
	v := *a
	return s.write(ctx, func(t *tx) error {
		if err := t.exec(`INSERT INTO area (ws, area, label, position)
			VALUES ($1, $2, $3, $4)
			ON CONFLICT (ws, area) DO UPDATE
			SET label = excluded.label, position = excluded.position`, ws[:], v.ID[:], v.Label, v.Position); err != nil {
			return err
		}
		if err := t.regrantEverywhere(ctx, ws); err != nil {
			return err
		}
		return t.audit(ws, by, "area.put", v.ID.String(), "")
	})
}

// Areas lists the areas in their order.
func (s *Store) Areas(ctx context.Context, ws wire.ID) ([]schema.Area, error) {
	return areasOf(ctx, pool{s}, ws)
}

func areasOf(ctx context.Context, on querier, ws wire.ID) ([]schema.Area, error) {
	var out []schema.Area
	err := each(ctx, on, `SELECT area, label, position
		FROM area
		WHERE ws = $1
		ORDER BY position, label, area
		LIMIT 10000`, args(ws[:]), func(r *sql.Rows) error {
		var a schema.Area
		if err := r.Scan((*id)(&a.ID), &a.Label, &a.Position); err != nil {
			return err
		}
		out = append(out, a)
		return nil
	})
	return out, err
}
