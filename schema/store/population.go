package store

import (
	"context"
	"database/sql"

	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/sync/wire"
)

// PutPopulations enters how many households and people villages have: all or none. What stood for the same day stays in
// the history and no longer counts.
func (s *Store) PutPopulations(ctx context.Context, ws wire.ID, all []schema.Population, by wire.ID) error {
	for i := range all {
		if err := all[i].Validate(); err != nil {
			return err
		}
	}
	return s.write(ctx, func(t *tx) error {
		for i := range all {
			p := &all[i]
			if err := t.knownArea(ctx, ws, p.Area); err != nil {
				return err
			}
			if err := t.exec(`INSERT INTO population (ws, area, day, n, households, people, source, by_, at)
				SELECT $1, $2, $3, COALESCE(MAX(n), 0) + 1, CAST($4 AS BIGINT), CAST($5 AS BIGINT), CAST($6 AS TEXT), $7, CAST($8 AS BIGINT)
				FROM population
				WHERE ws = $1 AND area = $2 AND day = $3`,
				ws[:], p.Area[:], p.Day, p.Households, p.People, schema.Clean(p.Source), by[:], ms(t.at)); err != nil {
				return err
			}
			if err := t.audit(ws, by, "population.put", p.Area.String(), note(p.Day)); err != nil {
				return err
			}
		}
		return nil
	})
}

// Populations gives the figure of each area that counts on a day: that of the last day up to it, as entered last. An area
// without one is not in it.
func (s *Store) Populations(ctx context.Context, ws wire.ID, day string) (map[wire.ID]schema.Population, error) {
	out := map[wire.ID]schema.Population{}
	return out, s.eachPopulation(ctx, ws, day, func(p schema.Population) { out[p.Area] = p })
}

// PopulationHistory gives every figure that was entered, the newest first.
func (s *Store) PopulationHistory(ctx context.Context, ws wire.ID) ([]schema.Population, error) {
	var out []schema.Population
	err := s.eachPopulation(ctx, ws, "9999", func(p schema.Population) { out = append([]schema.Population{p}, out...) })
	return out, err
}

func (s *Store) eachPopulation(ctx context.Context, ws wire.ID, day string, take func(schema.Population)) error {
	return each(ctx, pool{s}, `SELECT area, day, households, people, source, by_, at
		FROM population
		WHERE ws = $1 AND day <= $2
		ORDER BY day, n, area`, args(ws[:], day), func(r *sql.Rows) error {
		var p schema.Population
		var when int64
		err := r.Scan((*id)(&p.Area), &p.Day, &p.Households, &p.People, &p.Source, (*id)(&p.By), &when)
		p.At = at(when)
		take(p)
		return err
	})
}
