package store

import (
	"context"
	"testing"
	"time"

	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/sync/merge"
	"github.com/sothon/sothon/sync/wire"
)

// decide makes a decision about a record as v shows it.
func (c *commune) decide(v Merged, kind wire.Kind, reason string) ([]wire.Dot, error) {
	front := merge.FrontierOf(v.Record, v.Rulings)
	h := wire.Header{Record: v.Record.ID, Case: v.Row.Case, Round: v.Row.Round, Area: v.Row.Area, FormID: v.Row.FormID,
		FormVersion: v.Row.FormVersion, FormHash: v.Row.FormHash}
	op := wire.Op{Kind: kind, Sees: v.Record.Shown(), Value: wire.DecisionValue(wire.Decision{Reason: reason,
		FormVersion: v.Row.FormVersion, FormHash: v.Row.FormHash, Values: merge.ValuesHash(v.Record), Frontier: front})}
	return c.s.Author(context.Background(), Authored{Workspace: c.ws, User: c.reviewer.ID, Changes: []*wire.Change{{Header: h, Ops: []wire.Op{op}}}})
}

func TestAuthor_Approve_PinnedToWhatThePageShowed(t *testing.T) {
	onEach(t, func(t *testing.T, url string) {
		ctx := context.Background()
		c := newCommune(t, url)
		a := c.enrol(c.collector)
		d1 := a.save(c.header("1", c.areas[0]), set(nodeHead, "An"), finish())
		a.push(1)
		page := c.get("1")
		equal(t, "state", page.Row.State, schema.StateReceived)

		// A change arrives between the page and the click.
		d2 := a.save(c.header("1", c.areas[0]), set(nodeHead, "Bình", d1))
		a.push(2)
		dots, err := c.decide(page, wire.KindApprove, "đủ")
		ok(t, err)
		equal(t, "dots of the caller's changes only", len(dots), 1)
		v := c.get("1")
		equal(t, "changed since approval", v.Row.State, schema.StateChanged)
		equal(t, "queue", v.Row.Queue, schema.QueueChanged)
		equal(t, "approved by", v.Row.ApprovedBy, c.reviewer.ID)
		equal(t, "stands approved", v.Row.Approved, true)

		approval := merge.Approval(v.Record)
		then, err := c.s.RecordAt(ctx, c.ws, c.record("1"), approval.Payload.Frontier)
		ok(t, err)
		equal(t, "the approved version", Merged{Record: then}.value("/chu_ho"), "[An]")
		equal(t, "its hash", merge.ValuesHash(then), approval.Payload.Values)

		// Approved again as it is now.
		_, err = c.decide(c.get("1"), wire.KindApprove, "")
		ok(t, err)
		v = c.get("1")
		equal(t, "state", v.Row.State, schema.StateApproved)
		equal(t, "queue", v.Row.Queue, schema.QueueNone)
		equal(t, "steps and decisions", len(v.Inputs), 6)
		then, err = c.s.RecordAt(ctx, c.ws, c.record("1"), approval.Payload.Frontier)
		ok(t, err)
		equal(t, "the first approval is still what it was", merge.ValuesHash(then), approval.Payload.Values)

		// A later edit, seen by nobody.
		a.save(c.header("1", c.areas[0]), set(nodeHead, "Cường", d2))
		a.push(3)
		equal(t, "changed again", c.get("1").Row.State, schema.StateChanged)
		if _, err := c.s.RecordAt(ctx, c.ws, c.record("1"), []wire.Head{{Writer: a.writer, Seq: 9}}); err == nil {
			t.Fatal("a frontier that is not here was rebuilt")
		}
	})
}

func TestAuthor_ReturnAndFix(t *testing.T) {
	onEach(t, func(t *testing.T, url string) {
		c := newCommune(t, url)
		a := c.enrol(c.collector)
		d1 := a.save(c.header("1", c.areas[0]), set(nodeHead, "An"), finish())
		a.push(1)
		dots, err := c.decide(c.get("1"), wire.KindReturn, "thiếu")
		ok(t, err)
		equal(t, "state", c.get("1").Row.State, schema.StateReturned)
		equal(t, "queue", c.get("1").Row.Queue, schema.QueueNone)

		r := newReader(c, a.writer, c.areas[0])
		r.all()
		equal(t, "the decision and its step reach the tablet", len(r.inputs[c.record("1")]), 2)
		for _, in := range r.inputs[c.record("1")] {
			a.dots[in.Dot()] = in.C
		}
		a.save(c.header("1", c.areas[0]), set(nodeHead, "An Mới", d1), finish(d1))
		a.push(2)
		v := c.get("1")
		equal(t, "state", v.Row.State, schema.StateFixed)
		equal(t, "queue", v.Row.Queue, schema.QueueFixed)
		equal(t, "decisions", v.Record.Decisions[0].Dot, dots[0])
	})
}

func TestAuthor_RefusesWhatItMayNotWrite(t *testing.T) {
	onEach(t, func(t *testing.T, url string) {
		ctx := context.Background()
		c := newCommune(t, url)
		before := c.counts()
		try := func(user wire.ID, h wire.Header, ops ...wire.Op) error {
			_, err := c.s.Author(ctx, Authored{Workspace: c.ws, User: user, Changes: []*wire.Change{
				{Header: c.header("good", c.areas[0]), Ops: []wire.Op{set(nodeHead, "good")}}, {Header: h, Ops: ops}}})
			return err
		}
		h := c.header("1", c.areas[0])
		h.Record = nameID("other")
		code(t, try(wire.ID{}, h, set(nodeHead, "x")), schema.CodeInvalid)
		h = c.header("1", c.areas[0])
		code(t, try(nameID("nobody"), h, set(nodeHead, "x")), schema.CodeNotFound)
		code(t, try(wire.ID{}, h, set(nodeHead, "x", wire.Dot{Writer: nameID("w"), Seq: 3})), schema.CodeConflict)
		code(t, try(wire.ID{}, h, wire.Op{Kind: wire.KindStep, Value: wire.StepValue(wire.Step{})}), schema.CodeInvalid)
		code(t, try(wire.ID{}, h), schema.CodeInvalid)
		h.FormVersion = 9
		code(t, try(wire.ID{}, h, set(nodeHead, "x")), schema.CodeInvalid)
		equal(t, "nothing is left of any", c.counts(), before)

		u := *c.reviewer
		u.Active = false
		ok(t, c.s.UpdateUser(ctx, c.ws, &u, c.admin.ID))
		code(t, try(u.ID, c.header("1", c.areas[0]), set(nodeHead, "x")), schema.CodeForbidden)
	})
}

func TestAuthor_Import_ManyAtOnce(t *testing.T) {
	onEach(t, func(t *testing.T, url string) {
		c := newCommune(t, url)
		var changes []*wire.Change
		for i := range 450 {
			h := wire.Header{Case: nameID(string(rune(i))), Area: c.areas[i%2], FormID: "st_case"}
			h.Record = wire.RecordID(h.Case, wire.ID{}, "st_case")
			changes = append(changes, &wire.Change{Header: h, Ops: []wire.Op{{Kind: wire.KindComment,
				Value: wire.CommentValue(wire.Comment{Text: "nhập"})}}})
		}
		dots, err := c.s.Author(context.Background(), Authored{Workspace: c.ws, Changes: changes})
		ok(t, err)
		equal(t, "dots", len(dots), 450)
		for i := 1; i < len(dots); i++ {
			equal(t, "in order", dots[i].Seq, dots[i-1].Seq+1)
		}
		rows, total, err := c.s.Records(context.Background(), c.ws, RecordQuery{Areas: c.areas[:1], FormID: "st_case", Limit: 5})
		ok(t, err)
		equal(t, "rows", len(rows), 5)
		equal(t, "total", total, 225)
		r := newReader(c, nameID("nobody"), c.areas[0])
		r.all()
		equal(t, "bodies of one area", r.bodies, 225)
		equal(t, "office time", rows[0].UpdatedAt, c.clock.now().Truncate(time.Millisecond))
	})
}
