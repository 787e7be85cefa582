package store

import (
	"context"
	"database/sql"

	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/sync/wire"
)

// RecordCounts says how many records of a query lie where.
type RecordCounts struct {
	All     int
	Waiting int // in any queue
	Queues  map[schema.Queue]int
	States  map[schema.State]int
	Twins   int            // look like another case
	Moved   int            // another result than in the round before
	Results map[string]int // by what the form's result says
}

// RecordCounts counts the records of a query without its queue, state, result, twins and moved, by each of them: what
// stands beside the filters of a list.
func (s *Store) RecordCounts(ctx context.Context, ws wire.ID, q RecordQuery) (RecordCounts, error) {
	q.Queue, q.State, q.Result, q.Twins, q.Moved, q.Waiting = "", "", "", false, false, false
	out := RecordCounts{Queues: map[schema.Queue]int{}, States: map[schema.State]int{}, Results: map[string]int{}}
	where, a, err := q.where(ctx, pool{s}, ws)
	if err != nil {
		return out, err
	}
	err = each(ctx, pool{s}, `SELECT queue, state, result, CASE WHEN twins > 0 THEN 1 ELSE 0 END AS alike,
			CASE WHEN result <> '' AND before <> '' AND result <> before THEN 1 ELSE 0 END AS moved, COUNT(*)
		FROM record
		WHERE `+where+`
		GROUP BY queue, state, result, alike, moved`, a, func(r *sql.Rows) error {
		var queue, state, result string
		var alike, moved, n int
		if err := r.Scan(&queue, &state, &result, &alike, &moved, &n); err != nil {
			return err
		}
		out.All += n
		out.States[schema.State(state)] += n
		out.Twins += alike * n
		out.Moved += moved * n
		if queue != "" {
			out.Queues[schema.Queue(queue)] += n
			out.Waiting += n
		}
		if result != "" {
			out.Results[result] += n
		}
		return nil
	})
	return out, err
}

// Waiting counts the records that lie in a queue, in areas or everywhere.
func (s *Store) Waiting(ctx context.Context, ws wire.ID, scope schema.Scope) (int, error) {
	q := RecordQuery{All: scope.All, Areas: scope.Areas, Waiting: true, Deleted: true} // a deleted one lies in none
	if scope.All {
		q.Areas = nil
	}
	where, a, err := q.where(ctx, pool{s}, ws)
	if err != nil {
		return 0, err
	}
	n := 0
	_, err = one(ctx, pool{s}, `SELECT COUNT(*)
		FROM record
		WHERE `+where, a, &n)
	return n, err
}

// QueueCounts counts the records of each queue, within the rest of the query.
func (s *Store) QueueCounts(ctx context.Context, ws wire.ID, q RecordQuery) (map[schema.Queue]int, error) {
	q.Queue = ""
	where, a, err := q.where(ctx, pool{s}, ws)
	if err != nil {
		return nil, err
	}
	out := map[schema.Queue]int{}
	err = each(ctx, pool{s}, `SELECT queue, COUNT(*)
		FROM record
		WHERE `+where+`
		GROUP BY queue
		ORDER BY queue`, a, func(r *sql.Rows) error {
		var queue string
		var n int
		if err := r.Scan(&queue, &n); err != nil {
			return err
		}
		if queue != "" {
			out[schema.Queue(queue)] = n
		}
		return nil
	})
	return out, err
}

// StateCounts counts the records of each area and state, within the rest of the query.
func (s *Store) StateCounts(ctx context.Context, ws wire.ID, q RecordQuery) (map[wire.ID]map[schema.State]int, error) {
	q.State = ""
	where, a, err := q.where(ctx, pool{s}, ws)
	if err != nil {
		return nil, err
	}
	out := map[wire.ID]map[schema.State]int{}
	err = each(ctx, pool{s}, `SELECT area, state, COUNT(*)
		FROM record
		WHERE `+where+`
		GROUP BY area, state
		ORDER BY area, state`, a, func(r *sql.Rows) error {
		var area wire.ID
		var state string
		var n int
		if err := r.Scan((*id)(&area), &state, &n); err != nil {
			return err
		}
		if out[area] == nil {
			out[area] = map[schema.State]int{}
		}
		out[area][schema.State(state)] = n
		return nil
	})
	return out, err
}
