package store

import (
	"context"
	"database/sql"

	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/sync/wire"
)

// PutAreaFact enters a dated attribute of an area; the same day again corrects it.
func (s *Store) PutAreaFact(ctx context.Context, ws wire.ID, f schema.AreaFact, by wire.ID) error {
	f.Value, f.Document = schema.Clean(f.Value), schema.Clean(f.Document)
	if err := f.Validate(); err != nil {
		return err
	}
	return s.write(ctx, func(t *tx) error {
		if err := t.knownArea(ctx, ws, f.Area); err != nil {
			return err
		}
		if err := t.exec(`INSERT INTO area_fact (ws, area, kind, day, value, document, by_, at)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
			ON CONFLICT (ws, area, kind, day) DO UPDATE
			SET value = excluded.value, document = excluded.document, by_ = excluded.by_, at = excluded.at`,
			ws[:], f.Area[:], string(f.Kind), f.Day, f.Value, f.Document, by[:], ms(t.at)); err != nil {
			return err
		}
		return t.audit(ws, by, "area.fact", f.Area.String(), note(string(f.Kind)+" "+f.Day+" "+f.Value))
	})
}

// AreaFacts lists the dated attributes of the areas, by area, kind and day.
func (s *Store) AreaFacts(ctx context.Context, ws wire.ID) ([]schema.AreaFact, error) {
	var out []schema.AreaFact
	return out, each(ctx, pool{s}, `SELECT area, kind, day, value, document, by_, at
		FROM area_fact
		WHERE ws = $1
		ORDER BY area, kind, day
		LIMIT 10000`, args(ws[:]), func(r *sql.Rows) error {
		var f schema.AreaFact
		var kind string
		var when int64
		err := r.Scan((*id)(&f.Area), &kind, &f.Day, &f.Value, &f.Document, (*id)(&f.By), &when)
		f.Kind, f.At = schema.AreaFactKind(kind), at(when)
		out = append(out, f)
		return err
	})
}

// PutAreaLink says that an area came from another on a day.
func (s *Store) PutAreaLink(ctx context.Context, ws wire.ID, l schema.AreaLink, by wire.ID) error {
	if l.Earlier == l.Later {
		return schema.Invalid("later", "Thôn mới phải khác thôn cũ.", "The new village must be another than the old one.")
	}
	f := schema.AreaFact{Area: l.Later, Kind: schema.AreaName, Day: l.Day, Value: "x"}
	if err := f.Validate(); err != nil {
		return err
	}
	return s.write(ctx, func(t *tx) error {
		for _, x := range []wire.ID{l.Earlier, l.Later} {
			if err := t.knownArea(ctx, ws, x); err != nil {
				return err
			}
		}
		if err := t.exec(`INSERT INTO area_link (ws, earlier, later, day, document, by_, at)
			VALUES ($1, $2, $3, $4, $5, $6, $7)
			ON CONFLICT (ws, earlier, later) DO UPDATE
			SET day = excluded.day, document = excluded.document, by_ = excluded.by_, at = excluded.at`,
			ws[:], l.Earlier[:], l.Later[:], l.Day, schema.Clean(l.Document), by[:], ms(t.at)); err != nil {
			return err
		}
		return t.audit(ws, by, "area.link", l.Later.String(), note(l.Earlier.String()+" "+l.Day))
	})
}

// AreaLinks lists which area came from which, by day.
func (s *Store) AreaLinks(ctx context.Context, ws wire.ID) ([]schema.AreaLink, error) {
	var out []schema.AreaLink
	return out, each(ctx, pool{s}, `SELECT earlier, later, day, document, by_, at
		FROM area_link
		WHERE ws = $1
		ORDER BY day, earlier, later
		LIMIT 10000`, args(ws[:]), func(r *sql.Rows) error {
		var l schema.AreaLink
		var when int64
		err := r.Scan((*id)(&l.Earlier), (*id)(&l.Later), &l.Day, &l.Document, (*id)(&l.By), &when)
		l.At = at(when)
		out = append(out, l)
		return err
	})
}

// formerArea notes in the transaction of a move where the household was until a day.
func (t *tx) formerArea(ws, caseID, area wire.ID, day string) error {
	if area.IsZero() || day == "" {
		return nil
	}
	return t.exec(`INSERT INTO former_area (ws, case_, day, area)
		VALUES ($1, $2, $3, $4)
		ON CONFLICT (ws, case_, day) DO UPDATE
		SET area = excluded.area`, ws[:], caseID[:], day, area[:])
}

// FormerAreas gives, by household, where it was before, by day.
func (s *Store) FormerAreas(ctx context.Context, ws wire.ID) (map[wire.ID][]schema.AreaStay, error) {
	out := map[wire.ID][]schema.AreaStay{}
	return out, each(ctx, pool{s}, `SELECT case_, day, area
		FROM former_area
		WHERE ws = $1
		ORDER BY case_, day`, args(ws[:]), func(r *sql.Rows) error {
		var x wire.ID
		var a schema.AreaStay
		err := r.Scan((*id)(&x), &a.Until, (*id)(&a.Area))
		out[x] = append(out[x], a)
		return err
	})
}
