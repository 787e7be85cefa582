package store

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/sync/wire"
)

// evaluated makes records of households with their evaluations.
func (c *commune) evaluated(a *tablet, from int, all map[string]schema.Evaluation, order ...string) {
	c.t.Helper()
	for i, name := range order {
		a.save(c.header(name, c.areas[i%2]), set(nodeHead, name), finish())
	}
	a.push(from)
	for _, name := range order {
		row := c.get(name).Row
		kept, err := c.s.PutEvaluation(context.Background(), c.ws, row.ID, row.StateHash, all[name])
		ok(c.t, err)
		equal(c.t, "kept", kept, true)
	}
}

func (c *commune) list(q RecordQuery) string {
	c.t.Helper()
	q.All = len(q.Areas) == 0
	if q.Sort == "" {
		q.Sort = SortLabel
	}
	rows, err := c.s.RecordPage(context.Background(), c.ws, q)
	ok(c.t, err)
	var out []string
	for _, r := range rows {
		out = append(out, r.Label)
	}
	return strings.Join(out, " ")
}

func TestInbox_FiltersOrdersAndCounts(t *testing.T) {
	onEach(t, func(t *testing.T, url string) {
		ctx := context.Background()
		c := newCommune(t, url)
		a := c.enrol(c.user("hai", schema.RoleCollector, c.areas...))
		c.evaluated(a, 1, map[string]schema.Evaluation{
			"An":    {Label: "An", Search: "0912 001160012345", Result: "HN", Before: "HN", Differs: 4},
			"Binh":  {Label: "Bình", Result: "KN", Before: "HN", Violations: 1, Kinds: []string{"required", "constraint"}, Differs: 2},
			"Cuong": {Label: "Cường", Differs: 9},
		}, "An", "Binh", "Cuong")
		for what, x := range map[string]struct {
			q    RecordQuery
			want string
		}{
			"kind":            {RecordQuery{Kind: "required"}, "Bình"},
			"part of a kind":  {RecordQuery{Kind: "require"}, ""},
			"result":          {RecordQuery{Result: "HN"}, "An"},
			"moved":           {RecordQuery{Moved: true}, "Bình"},
			"last digits":     {RecordQuery{Text: "12345"}, "An"},
			"village":         {RecordQuery{Text: "thon 2"}, "An Bình"},       // An by the 2 of the telephone
			"collector":       {RecordQuery{Text: "an hai"}, "An Bình Cường"}, // Nguyễn V-an hai
			"by collector":    {RecordQuery{User: a.user.ID}, "An Bình Cường"},
			"other collector": {RecordQuery{User: c.collector.ID}, ""},
			"since":           {RecordQuery{Since: time.UnixMilli(1_790_000_000_000)}, "An Bình Cường"},
			"till":            {RecordQuery{Till: time.UnixMilli(1_790_000_000_000)}, ""},
			"waiting":         {RecordQuery{Waiting: true, Sort: SortQueue}, "Bình An Cường"},
			"turned round":    {RecordQuery{Sort: "-label"}, "Cường Bình An"},
			"differs":         {RecordQuery{Sort: SortDiffers}, "Bình An Cường"},
			"by village":      {RecordQuery{Sort: "-village", Limit: 1}, "Bình"},
			"second page":     {RecordQuery{Limit: 2, Offset: 2}, "Cường"},
		} {
			equal(t, what, c.list(x.q), x.want)
		}
		n, err := c.s.RecordCounts(ctx, c.ws, RecordQuery{All: true, Round: c.round, Queue: schema.QueueHeld, State: schema.StateDraft})
		ok(t, err)
		equal(t, "counts", fmt.Sprint(n), "{3 3 map[new:2 violations:1] map[received:3] 0 1 map[HN:1 KN:1]}")
		for _, s := range []Sort{"-", "--label", "label desc", "-old "} {
			_, err := c.s.RecordPage(ctx, c.ws, RecordQuery{All: true, Sort: s})
			code(t, err, schema.CodeInvalid)
		}
		waiting, err := c.s.Waiting(ctx, c.ws, schema.Scope{Areas: c.areas[1:]})
		ok(t, err)
		equal(t, "waiting in one village", waiting, 1)
		waiting, err = c.s.Waiting(ctx, c.ws, schema.Scope{})
		ok(t, err)
		equal(t, "waiting nowhere", waiting, 0)
		before, after, place, err := c.s.Around(ctx, c.ws, c.record("Binh"), RecordQuery{All: true, Sort: SortLabel})
		ok(t, err)
		equal(t, "neighbours", fmt.Sprint(before == c.record("An"), after == c.record("Cuong"), place), "true true 2")
		_, after, place, err = c.s.Around(ctx, c.ws, nameID("none"), RecordQuery{All: true, Sort: SortLabel})
		ok(t, err)
		equal(t, "one that is not in the list", fmt.Sprint(after == c.record("An"), place), "true 0")
	})
}

func TestTwins_CountAndEnd(t *testing.T) {
	onEach(t, func(t *testing.T, url string) {
		ctx := context.Background()
		c := newCommune(t, url)
		a := c.enrol(c.user("hai", schema.RoleCollector, c.areas...))
		c.evaluated(a, 1, map[string]schema.Evaluation{
			"A": {Label: "A", Keys: []string{"id:1", "born:x/1960"}}, "B": {Label: "B", Keys: []string{"id:1", "born:x/1960", "id:9"}},
			"C": {Label: "C", Keys: []string{"born:x/1960"}}, "D": {Label: "D", Keys: []string{"id:4"}},
		}, "A", "B", "C", "D")
		twins := func() string {
			out := ""
			for _, n := range []string{"A", "B", "C", "D"} {
				out += fmt.Sprint(c.get(n).Row.Twins)
			}
			return out
		}
		equal(t, "twins", twins(), "2220")
		equal(t, "queue", c.list(RecordQuery{Twins: true}), "A B C")
		got, err := c.s.Twins(ctx, c.ws, c.record("A"))
		ok(t, err)
		keys := map[string]string{}
		for _, x := range got {
			keys[x.Label] = fmt.Sprint(x.Keys)
		}
		equal(t, "why", fmt.Sprint(keys), "map[B:[born:x/1960 id:1] C:[born:x/1960]]")

		ok(t, c.s.NotTwins(ctx, c.ws, nameID("C"), nameID("A"), c.admin.ID, "hai cha con"))
		equal(t, "said to be two", twins(), "1210")
		code(t, c.s.NotTwins(ctx, c.ws, nameID("C"), nameID("C"), c.admin.ID, ""), schema.CodeInvalid)
		row := c.get("B").Row
		_, err = c.s.PutEvaluation(ctx, c.ws, row.ID, row.StateHash, schema.Evaluation{Label: "B", Keys: []string{"id:9"}})
		ok(t, err)
		equal(t, "a mended number", twins(), "0000")
		_, bad, err := c.s.VerifyAudit(ctx, c.ws)
		ok(t, err)
		equal(t, "audit", bad, 0)
	})
}

// The number of a household comes from its record of the register, and its other records follow when it changes.
func TestEvaluation_CodeFollowsTheRegister(t *testing.T) {
	onEach(t, func(t *testing.T, url string) {
		ctx := context.Background()
		c := newCommune(t, url)
		a := c.enrol(c.collector)
		h := c.header("1", c.areas[0])
		h.Round, h.Record = wire.ID{}, wire.RecordID(h.Case, wire.ID{}, "ho")
		a.save(h, set(nodeHead, "sổ"))
		a.save(c.header("1", c.areas[0]), set(nodeHead, "phiếu"), finish())
		a.push(1)
		put := func(rec wire.ID, code string) {
			t.Helper()
			row, err := c.row(rec)
			ok(t, err)
			_, err = c.s.PutEvaluation(ctx, c.ws, rec, row.StateHash, schema.Evaluation{Label: "x", Code: code})
			ok(t, err)
		}
		put(h.Record, "Đ-017")
		put(c.record("1"), "ignored")
		equal(t, "code", c.get("1").Row.Code, "Đ-017")
		equal(t, "found by it", c.list(RecordQuery{Text: "d-017", Round: c.round}), "x")
		put(h.Record, "Đ-018")
		equal(t, "due again", c.get("1").Row.Evaluated, false)
		put(c.record("1"), "")
		equal(t, "new code", c.get("1").Row.Code, "Đ-018")
	})
}

func TestSavedViews(t *testing.T) {
	onEach(t, func(t *testing.T, url string) {
		ctx := context.Background()
		c := newCommune(t, url)
		save := func(u *schema.User, name, query string, shared bool) wire.ID {
			t.Helper()
			v := schema.SavedView{User: u.ID, Name: name, Query: query, Shared: shared}
			ok(t, c.s.SaveView(ctx, c.ws, &v))
			return v.ID
		}
		names := func(u *schema.User) string {
			t.Helper()
			all, err := c.s.SavedViews(ctx, c.ws, u.ID)
			ok(t, err)
			var out []string
			for _, v := range all {
				out = append(out, v.Name+"?"+v.Query)
			}
			return strings.Join(out, " ")
		}
		common := save(c.admin, "chung", "queue=new", true)
		own := save(c.reviewer, "riêng", "q=an", false)
		save(c.reviewer, "riêng", "q=binh", false)
		equal(t, "reviewer", names(c.reviewer), "chung?queue=new riêng?q=binh")
		equal(t, "admin", names(c.admin), "chung?queue=new")
		code(t, c.s.DeleteView(ctx, c.ws, own, c.reviewer.ID, false), schema.CodeNotFound) // replaced
		code(t, c.s.DeleteView(ctx, c.ws, common, c.reviewer.ID, false), schema.CodeNotFound)
		ok(t, c.s.DeleteView(ctx, c.ws, common, c.collector.ID, true))
		equal(t, "deleted", names(c.admin), "")
		code(t, c.s.SaveView(ctx, c.ws, &schema.SavedView{User: c.admin.ID}), schema.CodeInvalid)
		code(t, c.s.SaveView(ctx, c.ws, &schema.SavedView{User: c.admin.ID, Name: "x", Query: strings.Repeat("x", 2001)}), schema.CodeInvalid)
		_, bad, err := c.s.VerifyAudit(ctx, c.ws)
		ok(t, err)
		equal(t, "audit", bad, 0)
	})
}
