package store

import (
	"context"
	"database/sql"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/sync/wire"
)

// RecordQuery chooses records. Empty fields choose all; All must be set, or Areas must not be empty.
type RecordQuery struct {
	All         bool
	Areas       []wire.ID
	Round       wire.ID
	FormID      string
	Case        wire.ID
	Queue       schema.Queue
	State       schema.State
	User        wire.ID   // who wrote last on a tablet
	Since, Till time.Time // of the last finish, device time: Since ≤ it < Till
	Kind        string    // of a violation
	Result      string    // what the form's result says
	Moved       bool      // the result is another than that of the round before
	Twins       bool      // looks like another case
	Waiting     bool      // in any queue
	Text        string    // words of label, search text, code, village or collector, in any order, without marks
	Deleted     bool      // deleted ones too
	Sort        Sort
	Limit       int // at most 1000; 0: 50
	Offset      int
}

// Sort orders a list of records.
type Sort string

// The orders. A minus in front turns one round.
const (
	SortNewest  Sort = ""        // last change first
	SortOldest  Sort = "old"     // longest waiting first
	SortLabel   Sort = "label"   // by name
	SortVillage Sort = "village" // as the commune orders its areas
	SortWho     Sort = "who"     // by the name of who wrote last
	SortVisited Sort = "visited" // by the last finish
	SortState   Sort = "state"
	SortDiffers Sort = "differs" // the least answers other than last year's first
	SortResult  Sort = "result"
	SortQueue   Sort = "queue" // as the queues are taken, in each the longest waiting first
)

var recordOrder = map[Sort]string{
	SortNewest:  "updated_srv DESC",
	SortOldest:  "updated_srv",
	SortLabel:   "search",
	SortVillage: "(SELECT a.position FROM area a WHERE a.ws = record.ws AND a.area = record.area)",
	SortWho:     "(SELECT u.name FROM account u WHERE u.ws = record.ws AND u.account = record.account)",
	SortVisited: "finished_at",
	SortState:   "state",
	SortDiffers: "differs",
	SortResult:  "result",
	SortQueue:   queueOrder(),
}

// queueOrder numbers the queues in the order in which they are taken.
func queueOrder() string {
	var b strings.Builder
	b.WriteString("CASE queue")
	for i, q := range schema.Queues {
		b.WriteString(" WHEN '" + string(q) + "' THEN " + strconv.Itoa(i))
	}
	return b.String() + " ELSE 99 END, updated_srv"
}

// orderBy gives the order of a query; false when there is none of that name.
func (o Sort) orderBy() (string, bool) {
	if by, ok := recordOrder[o]; ok {
		return by + ", record", true
	}
	name, turned := strings.CutPrefix(string(o), "-")
	by, ok := recordOrder[Sort(name)]
	if !ok || !turned || name == string(SortNewest) {
		return "", false
	}
	return by + " DESC, record", true
}

// word is one word of a search: found in the record's own text, or the name of these areas or users.
type word struct {
	text  string
	areas []wire.ID
	users []wire.ID
}

// maxWords bounds the words of a search; more are left out.
const maxWords = 8

// words splits a search, and finds the villages and people that each word names.
func words(ctx context.Context, on querier, ws wire.ID, text string) ([]word, error) {
	var out []word
	for _, w := range strings.Fields(schema.Fold(text)) {
		if len(out) < maxWords {
			out = append(out, word{text: w})
		}
	}
	if len(out) == 0 {
		return nil, nil
	}
	named := func(q string, into func(*word) *[]wire.ID) error {
		return each(ctx, on, q, args(ws[:]), func(r *sql.Rows) error {
			var x wire.ID
			var label string
			if err := r.Scan((*id)(&x), &label); err != nil {
				return err
			}
			label = schema.Fold(label)
			for i := range out {
				if l := into(&out[i]); strings.Contains(label, out[i].text) && len(*l) < 500 {
					*l = append(*l, x)
				}
			}
			return nil
		})
	}
	if err := named(`SELECT area, label
		FROM area
		WHERE ws = $1
		ORDER BY area`, func(w *word) *[]wire.ID { return &w.areas }); err != nil {
		return nil, err
	}
	err := named(`SELECT account, name
		FROM account
		WHERE ws = $1
		ORDER BY account`, func(w *word) *[]wire.ID { return &w.users })
	return out, err
}

// where builds the condition of a query, with its values; identifiers come from this file only.
func (q *RecordQuery) where(ctx context.Context, on querier, ws wire.ID) (string, []any, error) {
	var b strings.Builder
	a := args(ws[:])
	next := func(v any) string {
		a = append(a, v)
		return "$" + strconv.Itoa(len(a))
	}
	in := func(column string, ids []wire.ID) {
		b.WriteString(column + " IN (")
		for i := range ids {
			if i > 0 {
				b.WriteString(", ")
			}
			b.WriteString(next(ids[i][:]))
		}
		b.WriteString(")")
	}
	b.WriteString("ws = $1")
	if !q.All && len(q.Areas) == 0 {
		return "ws = $1 AND 1 = 0", a, nil
	}
	if !q.Round.IsZero() {
		b.WriteString(" AND round = " + next(q.Round[:]))
	}
	if !q.Deleted {
		b.WriteString(" AND deleted = 0")
	}
	if len(q.Areas) > 0 {
		b.WriteString(" AND ")
		in("area", q.Areas)
	}
	for _, c := range []struct {
		column, value string
	}{{"form_id", q.FormID}, {"queue", string(q.Queue)}, {"state", string(q.State)}, {"result", q.Result}} {
		if c.value != "" {
			b.WriteString(" AND " + c.column + " = " + next(c.value))
		}
	}
	if !q.Case.IsZero() {
		b.WriteString(" AND case_ = " + next(q.Case[:]))
	}
	if !q.User.IsZero() {
		b.WriteString(" AND account = " + next(q.User[:]))
	}
	if !q.Since.IsZero() {
		b.WriteString(" AND finished_at >= " + next(ms(q.Since)))
	}
	if !q.Till.IsZero() {
		b.WriteString(" AND finished_at > 0 AND finished_at < " + next(ms(q.Till)))
	}
	if q.Kind != "" {
		b.WriteString(" AND kinds LIKE " + next("% "+escapeLike(q.Kind)+" %") + ` ESCAPE '\'`)
	}
	if q.Moved {
		b.WriteString(" AND result <> '' AND before <> '' AND result <> before")
	}
	if q.Twins {
		b.WriteString(" AND twins > 0")
	}
	if q.Waiting {
		b.WriteString(" AND queue <> ''")
	}
	found, err := words(ctx, on, ws, q.Text)
	for _, w := range found {
		b.WriteString(" AND (search LIKE " + next("%"+escapeLike(w.text)+"%") + ` ESCAPE '\'`)
		if len(w.areas) > 0 {
			b.WriteString(" OR ")
			in("area", w.areas)
		}
		if len(w.users) > 0 {
			b.WriteString(" OR ")
			in("account", w.users)
		}
		b.WriteString(")")
	}
	return b.String(), a, err
}

func escapeLike(s string) string {
	return strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(s)
}

// Records lists records, and counts all that the query chooses.
func (s *Store) Records(ctx context.Context, ws wire.ID, q RecordQuery) ([]schema.RecordRow, int, error) {
	var out []schema.RecordRow
	total := 0
	err := s.inSnapshot(ctx, func(on snapshot) error {
		where, a, err := q.where(ctx, on, ws)
		if err != nil {
			return err
		}
		if _, err := one(ctx, on, `SELECT COUNT(*)
			FROM record
			WHERE `+where, a, &total); err != nil {
			return err
		}
		out, err = recordPage(ctx, on, ws, &q)
		return err
	})
	return out, total, err
}

// RecordPage lists records as Records does, without the count of all.
func (s *Store) RecordPage(ctx context.Context, ws wire.ID, q RecordQuery) ([]schema.RecordRow, error) {
	var out []schema.RecordRow
	err := s.inSnapshot(ctx, func(on snapshot) error {
		var err error
		out, err = recordPage(ctx, on, ws, &q)
		return err
	})
	return out, err
}

// order is how the query sorts: one queue stands in its index as the longest waiting first.
func (q *RecordQuery) order() Sort {
	if q.Sort == SortQueue && q.Queue != "" {
		return SortOldest
	}
	return q.Sort
}

// recordIDs gives the page of a query as ids in their order: sorting narrow rows costs a third of sorting whole ones.
func recordIDs(ctx context.Context, on querier, ws wire.ID, q *RecordQuery, usual int) ([]wire.ID, error) {
	order, ok := q.order().orderBy()
	if !ok {
		return nil, schema.Invalid("sort", "Không có cách sắp xếp này.", "There is no such order.")
	}
	where, a, err := q.where(ctx, on, ws)
	if err != nil {
		return nil, err
	}
	var out []wire.ID
	err = each(ctx, on, `SELECT record
		FROM record
		WHERE `+where+`
		ORDER BY `+order+`
		LIMIT `+strconv.Itoa(clamp(q.Limit, usual, 1000))+` OFFSET `+strconv.Itoa(max(q.Offset, 0)), a, func(r *sql.Rows) error {
		var x wire.ID
		err := r.Scan((*id)(&x))
		out = append(out, x)
		return err
	})
	return out, err
}

func recordPage(ctx context.Context, on querier, ws wire.ID, q *RecordQuery) ([]schema.RecordRow, error) {
	ids, err := recordIDs(ctx, on, ws, q, 50)
	if err != nil || len(ids) == 0 {
		return nil, err
	}
	out, at, a := make([]schema.RecordRow, len(ids)), make(map[wire.ID]int, len(ids)), args(ws[:])
	for i := range ids {
		at[ids[i]] = i
		a = append(a, ids[i][:])
	}
	err = each(ctx, on, `SELECT `+recordColumns+`
		FROM record
		WHERE ws = $1 AND record IN (`+marks(2, len(ids))+`)`, a, func(r *sql.Rows) error {
		row, err := scanRecord(r)
		out[at[row.ID]] = row
		return err
	})
	return out, err
}

// Around gives the records before and after one in the order of a query, and its place from 1; place 0 when the query does
// not choose it within its first 1000, and then after is the first that it chooses.
func (s *Store) Around(ctx context.Context, ws, rec wire.ID, q RecordQuery) (before, after wire.ID, place int, err error) {
	var all []wire.ID
	err = s.inSnapshot(ctx, func(on snapshot) error {
		all, err = recordIDs(ctx, on, ws, &q, 1000)
		return err
	})
	i := slices.Index(all, rec)
	if i > 0 {
		before = all[i-1]
	}
	if i+1 < len(all) {
		after = all[i+1]
	}
	return before, after, i + 1, err
}
