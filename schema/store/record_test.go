package store

import (
	"context"
	"fmt"
	"testing"

	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/sync/wire"
)

func TestRecords_FilterCountSearch(t *testing.T) {
	onEach(t, func(t *testing.T, url string) {
		ctx := context.Background()
		c := newCommune(t, url)
		a := c.enrol(c.user("hai", schema.RoleCollector, c.areas...))
		for i, name := range []string{"Đặng Thị Ánh", "Vi Văn Ánh", "Lò Văn Bình", "100%_x"} {
			ops := []wire.Op{set(nodeHead, name)}
			if i != 2 {
				ops = append(ops, finish())
			}
			a.save(c.header(name, c.areas[i%2]), ops...)
		}
		a.push(1)
		todo, err := c.s.Unevaluated(ctx, c.ws, 10)
		ok(t, err)
		equal(t, "to evaluate", len(todo), 4)
		for i, name := range []string{"Đặng Thị Ánh", "Vi Văn Ánh", "Lò Văn Bình", "100%_x"} {
			row := c.get(name).Row
			n := 0
			if i == 1 {
				n = 3
			}
			kept, err := c.s.PutEvaluation(ctx, c.ws, row.ID, row.StateHash, schema.Evaluation{Label: name, Search: "0912" + fmt.Sprint(i), Violations: n, Detail: []byte(`{}`)})
			ok(t, err)
			equal(t, "kept", kept, true)
		}
		todo, err = c.s.Unevaluated(ctx, c.ws, 10)
		ok(t, err)
		equal(t, "to evaluate", len(todo), 0)

		q, err := c.s.QueueCounts(ctx, c.ws, RecordQuery{All: true})
		ok(t, err)
		equal(t, "queues", fmt.Sprint(q), "map[new:2 violations:1]")
		q, err = c.s.QueueCounts(ctx, c.ws, RecordQuery{Areas: c.areas[:1]})
		ok(t, err)
		equal(t, "queues of an area", fmt.Sprint(q), "map[new:1]")
		st, err := c.s.StateCounts(ctx, c.ws, RecordQuery{All: true, Round: c.round})
		ok(t, err)
		equal(t, "states", fmt.Sprint(st[c.areas[0]], st[c.areas[1]]), "map[draft:1 received:1] map[received:2]")

		find := func(q RecordQuery) string {
			q.All = len(q.Areas) == 0
			q.Sort = SortLabel
			rows, total, err := c.s.Records(ctx, c.ws, q)
			ok(t, err)
			out := fmt.Sprint(total, ":")
			for _, r := range rows {
				out += " " + r.Label
			}
			return out
		}
		equal(t, "without marks", find(RecordQuery{Text: "anh"}), "2: Đặng Thị Ánh Vi Văn Ánh")
		equal(t, "any order", find(RecordQuery{Text: "ANH  dang"}), "1: Đặng Thị Ánh")
		equal(t, "by phone", find(RecordQuery{Text: "09122"}), "1: Lò Văn Bình")
		equal(t, "signs are no patterns", find(RecordQuery{Text: "%_"}), "1: 100%_x")
		equal(t, "queue", find(RecordQuery{Queue: schema.QueueViolations}), "1: Vi Văn Ánh")
		equal(t, "state", find(RecordQuery{State: schema.StateDraft}), "1: Lò Văn Bình")
		equal(t, "area", find(RecordQuery{Areas: c.areas[1:]}), "2: 100%_x Vi Văn Ánh")
		equal(t, "case", find(RecordQuery{Case: nameID("Vi Văn Ánh")}), "1: Vi Văn Ánh")
		equal(t, "page", find(RecordQuery{Limit: 1, Offset: 1}), "4: Đặng Thị Ánh")
		equal(t, "no form", find(RecordQuery{FormID: "none"}), "0:")
		rows, total, err := c.s.Records(ctx, c.ws, RecordQuery{})
		ok(t, err)
		equal(t, "no scope, nothing", len(rows)+total, 0)
		_, _, err = c.s.Records(ctx, c.ws, RecordQuery{All: true, Sort: "label; DROP TABLE record"})
		code(t, err, schema.CodeInvalid)
		_, _, err = c.s.Record(ctx, nameID("other commune"), c.record("Vi Văn Ánh"))
		code(t, err, schema.CodeNotFound)
	})
}

func TestEvaluation_OfAnOlderState_IsDropped(t *testing.T) {
	onEach(t, func(t *testing.T, url string) {
		ctx := context.Background()
		c := newCommune(t, url)
		a := c.enrol(c.collector)
		d := a.save(c.header("1", c.areas[0]), set(nodeHead, "một"), finish())
		a.push(1)
		old := c.get("1").Row
		_, _, err := c.s.Evaluation(ctx, c.ws, old.ID)
		code(t, err, schema.CodeNotFound)
		a.save(c.header("1", c.areas[0]), set(nodeHead, "hai", d))
		a.push(2)
		kept, err := c.s.PutEvaluation(ctx, c.ws, old.ID, old.StateHash, schema.Evaluation{Label: "một"})
		ok(t, err)
		equal(t, "kept", kept, false)
		row := c.get("1").Row
		kept, err = c.s.PutEvaluation(ctx, c.ws, row.ID, row.StateHash, schema.Evaluation{Label: "hai", Violations: 2, Detail: []byte(`[]`)})
		ok(t, err)
		equal(t, "kept", kept, true)
		e, h, err := c.s.Evaluation(ctx, c.ws, row.ID)
		ok(t, err)
		equal(t, "of", h, row.StateHash)
		equal(t, "what", fmt.Sprint(e.Label, e.Violations, string(e.Detail)), "hai2[]")
		a.save(c.header("1", c.areas[0]), set(nodeNumber, "3"))
		a.push(3)
		row = c.get("1").Row
		equal(t, "the label stays until the next", row.Label, "hai")
		equal(t, "and it is due", row.Evaluated, false)
	})
}
