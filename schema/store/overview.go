package store

import (
	"context"
	"database/sql"
	"slices"
	"strings"
	"time"

	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/sync/wire"
)

// QueueAge is how many records lie in a queue, and since when the one that waits longest does.
type QueueAge struct {
	N      int
	Oldest time.Time // when the owner received its last change
	Area   wire.ID   // where that one is
}

// QueueAges counts the queues of a query.
func (s *Store) QueueAges(ctx context.Context, ws wire.ID, q RecordQuery) (map[schema.Queue]QueueAge, error) {
	q.Queue = ""
	where, a, err := q.where(ctx, pool{s}, ws)
	if err != nil {
		return nil, err
	}
	out := map[schema.Queue]QueueAge{}
	err = each(ctx, pool{s}, `SELECT queue, area, COUNT(*), MIN(updated_at)
		FROM record
		WHERE `+where+` AND queue <> ''
		GROUP BY queue, area
		ORDER BY queue, area`, a, func(r *sql.Rows) error {
		var queue string
		var area wire.ID
		var n int
		var oldest int64
		if err := r.Scan(&queue, (*id)(&area), &n, &oldest); err != nil {
			return err
		}
		x := out[schema.Queue(queue)]
		if first := at(oldest); x.N == 0 || first.Before(x.Oldest) {
			x.Oldest, x.Area = first, area
		}
		x.N += n
		out[schema.Queue(queue)] = x
		return nil
	})
	return out, err
}

// KindCounts counts the records of a query that have a violation of each kind: "required", "constraint", "outside"…
func (s *Store) KindCounts(ctx context.Context, ws wire.ID, q RecordQuery) (map[string]int, error) {
	where, a, err := q.where(ctx, pool{s}, ws)
	if err != nil {
		return nil, err
	}
	out := map[string]int{}
	err = each(ctx, pool{s}, `SELECT kinds, COUNT(*)
		FROM record
		WHERE `+where+` AND kinds <> ''
		GROUP BY kinds
		ORDER BY kinds`, a, func(r *sql.Rows) error {
		var kinds string
		var n int
		if err := r.Scan(&kinds, &n); err != nil {
			return err
		}
		for k := range strings.FieldsSeq(kinds) {
			out[k] += n
		}
		return nil
	})
	return out, err
}

// Point is where a household was seen to be, and how far it is in a round.
type Point struct {
	Case, Area wire.ID
	Record     wire.ID // of the round; zero: not visited in it
	State      schema.State
	Lat, Lng   float64 // degrees, WGS 84
}

// Points gives the households that have a position, from the record of the query's round or else of the round before; at
// most limit, in the order of their ids.
func (s *Store) Points(ctx context.Context, ws wire.ID, q RecordQuery, before wire.ID, limit int) ([]Point, error) {
	where, a, err := q.where(ctx, pool{s}, ws)
	if err != nil {
		return nil, err
	}
	found := map[wire.ID]*Point{}
	read := func(where string, a []any, take func(p *Point)) error {
		return each(ctx, pool{s}, `SELECT record, case_, area, state, lat, lng
			FROM record
			WHERE `+where, a, func(r *sql.Rows) error {
			var p Point
			var lat, lng int64
			var state string
			if err := r.Scan((*id)(&p.Record), (*id)(&p.Case), (*id)(&p.Area), &state, &lat, &lng); err != nil {
				return err
			}
			p.Lat, p.Lng, p.State = float64(lat)/1e7, float64(lng)/1e7, schema.State(state)
			take(&p)
			return nil
		})
	}
	if err := read(where, a, func(p *Point) { found[p.Case] = p }); err != nil {
		return nil, err
	}
	if !before.IsZero() {
		q.Round = before
		if where, a, err = q.where(ctx, pool{s}, ws); err != nil {
			return nil, err
		}
		if err := read(where+" AND (lat <> 0 OR lng <> 0)", a, func(p *Point) {
			now := found[p.Case]
			if now == nil {
				p.Record, p.State = wire.ID{}, ""
				found[p.Case] = p
			} else if now.Lat == 0 && now.Lng == 0 {
				now.Lat, now.Lng = p.Lat, p.Lng
			}
		}); err != nil {
			return nil, err
		}
	}
	var out []Point
	for _, p := range found {
		if p.Lat != 0 || p.Lng != 0 {
			out = append(out, *p)
		}
	}
	slices.SortFunc(out, func(a, b Point) int { return a.Case.Compare(b.Case) })
	return out[:min(len(out), limit)], nil
}
