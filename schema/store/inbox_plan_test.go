package store

import (
	"context"
	"database/sql"
	"strings"
	"testing"

	"github.com/sothon/sothon/schema"
)

// TestInbox_UsualOrdersAreIndexes: a queue by age and everything by its last change are read in the order of an index, none
// of them sorted; all of the usual lists find their rows by an index.
func TestInbox_UsualOrdersAreIndexes(t *testing.T) {
	c := newCommune(t, "file:"+t.TempDir()+"/sothon.db")
	ctx := context.Background()
	plan := func(q RecordQuery) string {
		q.All, q.Round = true, c.round
		where, a, err := q.where(ctx, pool{c.s}, c.ws)
		ok(t, err)
		by, _ := q.order().orderBy()
		var out []string
		ok(t, each(ctx, pool{c.s}, "EXPLAIN QUERY PLAN SELECT record FROM record WHERE "+where+" ORDER BY "+by+" LIMIT 50", a, func(r *sql.Rows) error {
			var id, parent, unused int
			var line string
			err := r.Scan(&id, &parent, &unused, &line)
			out = append(out, line)
			return err
		}))
		return strings.Join(out, "; ")
	}
	for name, q := range map[string]RecordQuery{"queue": {Queue: schema.QueueNew, Sort: SortQueue}, "newest": {}} {
		if got := plan(q); strings.Contains(got, "TEMP B-TREE") || !strings.Contains(got, "COVERING INDEX") {
			t.Errorf("%s: %s", name, got)
		}
	}
	for name, q := range map[string]RecordQuery{"waiting": {Waiting: true, Sort: SortQueue}, "all": {Sort: SortQueue}, "twins": {Twins: true, Sort: SortQueue},
		"by village": {Sort: SortVillage}, "by name": {Sort: SortLabel}, "result": {Result: "HN"}} {
		if got := plan(q); strings.Contains(got, "SCAN record") || !strings.Contains(got, "INDEX") {
			t.Errorf("%s: %s", name, got)
		}
	}
}
