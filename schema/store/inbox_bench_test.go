package store

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/sync/wire"
)

// commune20000 is a store with n records of this round, evaluated: names, codes, results and violations as a commune has
// them.
func commune20000(tb testing.TB, n int) *commune {
	tb.Helper()
	ctx := context.Background()
	c := newCommune(tb, "file:"+tb.TempDir()+"/sothon.db")
	a := c.enrol(c.user("x.y", schema.RoleCollector, c.areas...))
	first := []string{"Nguyễn", "Trần", "Đoàn", "Lương", "Vũ"}
	middle := []string{"Văn", "Thị", "Đình", "Hữu", "Ngọc", "Xuân"}
	last := []string{"An", "Bình", "Cường", "Dũng", "Hường", "Khuê", "Mận", "Nghĩa", "Oanh", "Phượng", "Thưởng"}
	for k := range n {
		a.save(c.header(fmt.Sprint(k), c.areas[k%len(c.areas)]), set(nodeHead, last[k%11]), set(nodeNumber, fmt.Sprint(k%9+1)), finish())
		if k%200 == 199 {
			a.push(k - 198)
		}
	}
	for {
		ids, err := c.s.Unevaluated(ctx, c.ws, 10000)
		ok(tb, err)
		if len(ids) == 0 {
			return c
		}
		errs := make(chan error, len(ids))
		for i, x := range ids {
			go func() {
				row, err := c.row(x)
				if err == nil {
					e := schema.Evaluation{Label: first[i%5] + " " + middle[i%6] + " " + last[i%11], Search: fmt.Sprintf("09%08d Xóm %d 0%011d Lương Thị Thơm %d", i*7919%100000000, i%30, i*104729, i),
						Result: []string{"HN", "HCN", "KN", "KN"}[i%4], Before: []string{"KN", "HCN", "KN"}[i%3], Differs: i % 40,
						Keys: []string{fmt.Sprint("id:", i), fmt.Sprint("born:", i%9000)}}
					if i%17 == 0 {
						e.Violations, e.Kinds = 1, []string{"required"}
					}
					_, err = c.s.PutEvaluation(ctx, c.ws, x, row.StateHash, e)
				}
				errs <- err
			}()
		}
		for range ids {
			ok(tb, <-errs)
		}
	}
}

func (c *commune) row(x wire.ID) (schema.RecordRow, error) {
	row, _, err := recordRow(context.Background(), pool{c.s}, c.ws, x)
	return row, err
}

const benchRecords = 20000

// BenchmarkInbox reads what a page of the inbox shows, its 50 rows and its counts, of 20,000 records.
func BenchmarkInbox(b *testing.B) {
	c := commune20000(b, benchRecords)
	ctx := context.Background()
	all := RecordQuery{All: true, Round: c.round, Limit: 50, Sort: SortQueue}
	for _, x := range []struct {
		name string
		edit func(*RecordQuery)
	}{
		{"waiting", func(q *RecordQuery) { q.Waiting = true }},
		{"all-by-name", func(q *RecordQuery) { q.Sort = SortLabel }},
		{"all-by-village", func(q *RecordQuery) { q.Sort = SortVillage }},
		{"all-by-visit-last-page", func(q *RecordQuery) { q.Sort, q.Offset = "-visited", 19900 }},
		{"queue", func(q *RecordQuery) { q.Queue = schema.QueueNew }},
		{"search-two-words", func(q *RecordQuery) { q.Text = "huong thi" }},
		{"search-digits", func(q *RecordQuery) { q.Text = "4729" }},
		{"search-nothing", func(q *RecordQuery) { q.Text = "khong co ai" }},
		{"collector-and-dates", func(q *RecordQuery) { q.User, q.Since = c.collector.ID, time.UnixMilli(1) }},
		{"kind", func(q *RecordQuery) { q.Kind = "required" }},
		{"result", func(q *RecordQuery) { q.Result = "HN" }},
		{"twins", func(q *RecordQuery) { q.Twins = true }},
	} {
		q := all
		x.edit(&q)
		b.Run(x.name, func(b *testing.B) {
			var page, counts time.Duration
			for b.Loop() {
				start := time.Now()
				_, err := c.s.RecordPage(ctx, c.ws, q)
				ok(b, err)
				page += time.Since(start)
				start = time.Now()
				_, err = c.s.RecordCounts(ctx, c.ws, q)
				ok(b, err)
				_, err = c.s.Waiting(ctx, c.ws, schema.Scope{All: true})
				ok(b, err)
				counts += time.Since(start)
			}
			b.ReportMetric(float64(page.Microseconds())/float64(b.N)/1000, "page-ms")
			b.ReportMetric(float64(counts.Microseconds())/float64(b.N)/1000, "counts-ms")
		})
	}
}
