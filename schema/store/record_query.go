package store

import (
	"context"
	"database/sql"
	"strconv"
	"strings"

	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/sync/wire"
)

// where builds the condition of a query, with its values; identifiers come from this file only.
func (q *RecordQuery) where(ws wire.ID) (string, []any) {
	var b strings.Builder
	a := args(ws[:])
	next := func(v any) string {
		a = append(a, v)
		return "$" + strconv.Itoa(len(a))
	}
	b.WriteString("ws = $1")
	if !q.All {
		if len(q.Areas) == 0 {
			return "ws = $1 AND 1 = 0", a
		}
		b.WriteString(" AND area IN (")
		for i := range q.Areas {
			if i > 0 {
				b.WriteString(", ")
			}
			b.WriteString(next(q.Areas[i][:]))
		}
		b.WriteString(")")
	} else if len(q.Areas) > 0 {
		n := *q
		n.All = false
		return n.where(ws)
	}
	if !q.Round.IsZero() {
		b.WriteString(" AND round = " + next(q.Round[:]))
	}
	if q.FormID != "" {
		b.WriteString(" AND form_id = " + next(q.FormID))
	}
	if !q.Case.IsZero() {
		b.WriteString(" AND case_ = " + next(q.Case[:]))
	}
	if q.Queue != "" {
		b.WriteString(" AND queue = " + next(string(q.Queue)))
	}
	if q.State != "" {
		b.WriteString(" AND state = " + next(string(q.State)))
	}
	if !q.Deleted {
		b.WriteString(" AND deleted = 0")
	}
	words := strings.Fields(schema.Fold(q.Text))
	for i, word := range words {
		if i == 8 {
			break
		}
		b.WriteString(" AND search LIKE " + next("%"+escapeLike(word)+"%") + ` ESCAPE '\'`)
	}
	return b.String(), a
}

func escapeLike(s string) string {
	return strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(s)
}

var recordOrder = map[Sort]string{
	SortNewest: "updated_srv DESC, record",
	SortOldest: "updated_srv, record",
	SortLabel:  "search, record",
}

// Records lists records, and counts all that the query chooses.
func (s *Store) Records(ctx context.Context, ws wire.ID, q RecordQuery) ([]schema.RecordRow, int, error) {
	order := recordOrder[q.Sort]
	if order == "" {
		return nil, 0, schema.Invalid("sort", "Không có cách sắp xếp này.", "There is no such order.")
	}
	where, a := q.where(ws)
	var out []schema.RecordRow
	total := 0
	err := s.inSnapshot(ctx, func(on snapshot) error {
		if _, err := one(ctx, on, `SELECT COUNT(*)
			FROM record
			WHERE `+where, a, &total); err != nil {
			return err
		}
		n := strconv.Itoa(clamp(q.Limit, 50, 1000))
		return each(ctx, on, `SELECT `+recordColumns+`
			FROM record
			WHERE `+where+`
			ORDER BY `+order+`
			LIMIT `+n+` OFFSET `+strconv.Itoa(max(q.Offset, 0)), a, func(r *sql.Rows) error {
			row, err := scanRecord(r)
			out = append(out, row)
			return err
		})
	})
	return out, total, err
}

// QueueCounts counts the records of each queue, within the rest of the query.
func (s *Store) QueueCounts(ctx context.Context, ws wire.ID, q RecordQuery) (map[schema.Queue]int, error) {
	q.Queue = ""
	where, a := q.where(ws)
	out := map[schema.Queue]int{}
	err := each(ctx, pool{s}, `SELECT queue, COUNT(*)
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
	where, a := q.where(ws)
	out := map[wire.ID]map[schema.State]int{}
	err := each(ctx, pool{s}, `SELECT area, state, COUNT(*)
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
