package store

import (
	"context"
	"testing"

	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/sync/wire"
)

func addRow(row uint32, sees ...wire.Dot) wire.Op {
	return wire.Op{Kind: wire.KindAdd, Row: row, Node: nodeMember, Value: wire.NullValue(), Sees: sees}
}

func TestReopen_ApprovedRecord(t *testing.T) {
	onEach(t, func(t *testing.T, url string) {
		ctx := context.Background()
		c := newCommune(t, url)
		a := c.enrol(c.collector)
		a.save(c.header("1", c.areas[0]), set(nodeHead, "x"))
		a.push(1)
		v := c.get("1")
		code(t, c.s.Reopen(ctx, c.ws, c.reviewer.ID, v.Record, v.Record.Frontier, "chưa xong"), schema.CodeConflict)
		done := a.save(c.header("1", c.areas[0]), finish())
		a.push(2)
		_, err := c.decide(c.get("1"), wire.KindApprove, "")
		ok(t, err)
		v = c.get("1")
		equal(t, "approved", v.Row.State, schema.StateApproved)
		code(t, c.s.Reopen(ctx, c.ws, c.reviewer.ID, v.Record, v.Record.Frontier, " "), schema.CodeInvalid)
		ok(t, c.s.Reopen(ctx, c.ws, c.reviewer.ID, v.Record, v.Record.Frontier, "sai số người"))
		v = c.get("1")
		equal(t, "reopened", v.Row.State, schema.StateReturned)
		equal(t, "not finished", v.Record.Finished, false)
		equal(t, "no approval", v.Row.Approved, false)
		a.dots[v.Record.Decisions[1].Dot], _ = v.Record.C(v.Record.Decisions[1].Dot)
		a.save(c.header("1", c.areas[0]), set(nodeNumber, "5"), finish(done, v.Record.Decisions[1].Dot))
		equal(t, "held", len(a.push(3).Held), 0)
		v = c.get("1")
		equal(t, "fixed", v.Row.State, schema.StateFixed)
		equal(t, "finished", v.Record.Finished, true)
	})
}

func TestRows_KeepAndRemoveStands(t *testing.T) {
	onEach(t, func(t *testing.T, url string) {
		ctx := context.Background()
		c := newCommune(t, url)
		a, b := c.enrol(c.collector), c.enrol(c.collector)
		row := nameID("child")
		with := func(x *tablet, ops ...wire.Op) wire.Dot {
			return x.add(&wire.Change{Header: func() wire.Header {
				h := c.header("1", c.areas[0])
				h.Grant, h.User = x.grant.ID, x.user.ID
				return h
			}(), Rows: []wire.Row{{ID: row}}, Ops: ops})
		}
		first := with(a, addRow(1), wire.Op{Kind: wire.KindSet, Row: 1, Node: nodeName, Value: wire.TextValue("Bé")})
		a.push(1)
		b.knows(a)
		with(b, wire.Op{Kind: wire.KindRemove, Row: 1, Node: nodeMember, Value: wire.NullValue(), Sees: []wire.Dot{first}})
		with(a, wire.Op{Kind: wire.KindSet, Row: 1, Node: nodeName, Value: wire.TextValue("Bé An"), Sees: []wire.Dot{first}})
		b.push(1)
		a.push(2)
		v := c.get("1")
		equal(t, "stands, flagged", v.Record.Rows[0].Flagged, true)
		ok(t, c.s.KeepRow(ctx, c.ws, c.reviewer.ID, v.Record, row, "vẫn ở nhà"))
		kept := c.get("1")
		equal(t, "kept", kept.Record.Rows[0].Flagged || kept.Record.Rows[0].Gone, false)
		code(t, c.s.KeepRow(ctx, c.ws, c.reviewer.ID, kept.Record, row, ""), schema.CodeConflict)
		ok(t, c.s.RemoveRow(ctx, c.ws, c.reviewer.ID, v.Record, row, "đã chuyển đi")) // by a page that had not seen the keep
		equal(t, "a keep unseen: it stands, flagged", c.get("1").Record.Rows[0].Flagged, true)
		ok(t, c.s.RemoveRow(ctx, c.ws, c.reviewer.ID, c.get("1").Record, row, "đã chuyển đi"))
		equal(t, "gone", c.get("1").Record.Rows[0].Gone, true)
		code(t, c.s.RemoveRow(ctx, c.ws, c.reviewer.ID, c.get("1").Record, nameID("nobody"), ""), schema.CodeNotFound)
	})
}

func TestDelete_UnseenEditKeepsTheRecord(t *testing.T) {
	onEach(t, func(t *testing.T, url string) {
		ctx := context.Background()
		c := newCommune(t, url)
		a := c.enrol(c.collector)
		first := a.save(c.header("1", c.areas[0]), set(nodeHead, "x"))
		a.push(1)
		v := c.get("1")
		code(t, c.s.UndeleteRecord(ctx, c.ws, c.reviewer.ID, v.Record, ""), schema.CodeConflict)
		ok(t, c.s.DeleteRecord(ctx, c.ws, c.reviewer.ID, v.Record, "trùng"))
		equal(t, "deleted", c.get("1").Row.Deleted, true)
		a.save(c.header("1", c.areas[0]), set(nodeHead, "y", first))
		a.push(2)
		v = c.get("1")
		equal(t, "stands", v.Row.Deleted, false)
		equal(t, "flagged", len(v.Record.Flags), 1)
		ok(t, c.s.DeleteRecord(ctx, c.ws, c.reviewer.ID, v.Record, "trùng thật"))
		v = c.get("1")
		equal(t, "deleted again", v.Row.Deleted, true)
		ok(t, c.s.UndeleteRecord(ctx, c.ws, c.reviewer.ID, v.Record, "nhầm"))
		v = c.get("1")
		equal(t, "back", v.Row.Deleted, false)
		equal(t, "no flag", len(v.Record.Flags), 0)
	})
}
