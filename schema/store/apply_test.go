package store

import (
	"context"
	"slices"
	"testing"

	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/sync/wire"
)

func TestApply_TwoTablets_OneRecordOneConflict(t *testing.T) {
	onEach(t, func(t *testing.T, url string) {
		c := newCommune(t, url)
		a, b := c.enrol(c.collector), c.enrol(c.collector)
		a.save(c.header("hộ 1", c.areas[0]), set(nodeHead, "Vi Văn An"), set(nodeNumber, "4"))
		b.save(c.header("hộ 1", c.areas[0]), set(nodeHead, "Vi Văn An"), set(nodeNumber, "5"), finish())
		p := a.push(1)
		equal(t, "acked", p.Acked, 1)
		equal(t, "touched", len(p.Touched), 1)
		equal(t, "acked", b.push(1).Acked, 1)

		v := c.get("hộ 1")
		equal(t, "same value twice", v.value("/chu_ho"), "[Vi Văn An Vi Văn An]")
		equal(t, "both kept", v.value("/so_nguoi"), "[4 5]")
		equal(t, "conflicts", v.Row.Conflicts, 1)
		equal(t, "state", v.Row.State, schema.StateConflict)
		equal(t, "queue", v.Row.Queue, schema.QueueConflict)
		equal(t, "area", v.Row.Area, c.areas[0])
		equal(t, "collector", v.Row.User, c.collector.ID)
		equal(t, "device", v.Row.Writer, b.writer)

		// A decision names both.
		b.knows(a)
		b.save(c.header("hộ 1", c.areas[0]), set(nodeNumber, "5", wire.Dot{Writer: a.writer, Seq: 1}, wire.Dot{Writer: b.writer, Seq: 1}))
		equal(t, "acked", b.push(2).Acked, 2)
		v = c.get("hộ 1")
		equal(t, "settled", v.value("/so_nguoi"), "[5]")
		equal(t, "state", v.Row.State, schema.StateReceived)
		equal(t, "queue", v.Row.Queue, schema.QueueNew)
	})
}

func TestApply_Replay_ChangesNothing(t *testing.T) {
	onEach(t, func(t *testing.T, url string) {
		c := newCommune(t, url)
		a := c.enrol(c.collector)
		for _, h := range []string{"1", "2", "3", "1", "2"} {
			a.save(c.header(h, c.areas[0]), set(nodeHead, "x"+h))
		}
		stranger := c.user("la", schema.RoleCollector, c.areas[1])
		held := c.enrol(stranger)
		held.save(c.header("1", c.areas[0]), set(nodeHead, "held"))
		a.push(1)
		equal(t, "held", len(held.push(1).Held), 1)
		states, srv := c.states()
		counts := c.counts()
		for from := 1; from <= 5; from++ {
			for to := from; to <= 5; to++ {
				p := a.send(a.segment(from, to))
				equal(t, "acked again", p.Acked, 5)
				equal(t, "gap", p.GapFrom, 0)
				equal(t, "fork", p.Fork, false)
			}
		}
		equal(t, "acked again", held.push(1).Acked, 1)
		states2, srv2 := c.states()
		equal(t, "srv", srv2, srv)
		equal(t, "rows", c.counts(), counts)
		for k, h := range states {
			equal(t, "state", states2[k], h)
		}
	})
}

func TestApply_Gap_SaysFromWhere(t *testing.T) {
	onEach(t, func(t *testing.T, url string) {
		c := newCommune(t, url)
		a := c.enrol(c.collector)
		for range 4 {
			a.save(c.header("1", c.areas[0]), set(nodeHead, "x"))
		}
		p := a.send(a.segment(2, 3))
		equal(t, "gap", p.GapFrom, 1)
		equal(t, "acked", p.Acked, 0)
		p = a.send(a.segment(1, 2), a.segment(4, 4))
		equal(t, "acked", p.Acked, 2)
		equal(t, "gap", p.GapFrom, 3)
		p = a.send(a.segment(2, 4)) // overlaps what is here
		equal(t, "acked", p.Acked, 4)
		equal(t, "gap", p.GapFrom, 0)
		equal(t, "changes", len(c.get("1").Inputs), 4)
	})
}

func TestApply_Refused_LeavesNothing(t *testing.T) {
	onEach(t, func(t *testing.T, url string) {
		c := newCommune(t, url)
		a, b := c.enrol(c.collector), c.enrol(c.collector)
		a.save(c.header("1", c.areas[0]), set(nodeHead, "x"))
		a.save(c.header("1", c.areas[0]), set(nodeHead, "y"))
		before := c.counts()
		tamper := map[string]func(*wire.Segment){
			"signature": func(s *wire.Segment) { s.Sig = slices.Clone(s.Sig); s.Sig[5] ^= 1 },
			"short sig": func(s *wire.Segment) { s.Sig = s.Sig[:10] },
			"body": func(s *wire.Segment) {
				s.Items[0].Body = slices.Clone(s.Items[0].Body)
				s.Items[0].Body[len(s.Items[0].Body)-1] ^= 1
			},
			"truncated": func(s *wire.Segment) { s.Items[1].Body = s.Items[1].Body[:20] },
			"from":      func(s *wire.Segment) { s.From = 2 },
			"prev":      func(s *wire.Segment) { s.HPrev[0] ^= 1 },
			"left out":  func(s *wire.Segment) { s.Items = s.Items[:1] },
			"bare":      func(s *wire.Segment) { s.Items[1].Body = nil },
			"other's":   func(s *wire.Segment) { s.Writer = b.writer },
		}
		for name, f := range tamper {
			seg := a.segment(1, 2)
			f(seg)
			p, err := c.s.Apply(context.Background(), Push{Workspace: c.ws, Writer: a.writer, Segments: []*wire.Segment{seg}})
			ok(t, err)
			if p.Refused == nil || p.Refused.Vi == "" || p.Acked != 0 {
				t.Errorf("%s: not refused: %+v", name, p)
			}
		}
		p, err := c.s.Apply(context.Background(), Push{Workspace: c.ws, Writer: nameID("nobody"), Segments: []*wire.Segment{a.segment(1, 2)}})
		ok(t, err)
		equal(t, "stranger", p.Refused.Code, schema.CodeUnauthorized)
		equal(t, "rows", c.counts(), before)
		equal(t, "the honest push", a.push(1).Acked, 2)
	})
}

func TestApply_Fork_KeepsBothBranches(t *testing.T) {
	onEach(t, func(t *testing.T, url string) {
		c := newCommune(t, url)
		a := c.enrol(c.collector)
		a.save(c.header("1", c.areas[0]), set(nodeHead, "one"))
		b := a.fork()
		a.save(c.header("1", c.areas[0]), set(nodeNumber, "2"))
		a.save(c.header("2", c.areas[0]), set(nodeHead, "first"))
		b.save(c.header("1", c.areas[0]), set(nodeNumber, "3"))
		b.save(c.header("2", c.areas[0]), set(nodeHead, "second"))
		equal(t, "acked", a.push(1).Acked, 3)

		p := b.push(1)
		equal(t, "fork", p.Fork, true)
		equal(t, "acked: the log as first known", p.Acked, 3)
		equal(t, "held", len(p.Held), 1)
		equal(t, "reason", p.Held[0].Reason, ReasonFork)
		equal(t, "from", p.Held[0].From, 2)
		d, err := c.s.Device(context.Background(), c.ws, a.writer)
		ok(t, err)
		equal(t, "stopped", d.Stopped, true)
		v := c.get("1")
		equal(t, "changes of both branches", len(v.Inputs), 3)
		equal(t, "held", v.Row.Held, 1)
		equal(t, "the second does not count", v.value("/so_nguoi"), "[2]")

		counts := c.counts()
		equal(t, "fork again", b.push(2).Fork, true)
		equal(t, "nothing new", c.counts(), counts)
		b.save(c.header("3", c.areas[0]), set(nodeHead, "more"))
		equal(t, "the branch goes on, held", len(b.push(4).Held), 1)
		equal(t, "held record", c.get("3").Row.Queue, schema.QueueHeld)

		// A reviewer admits the other branch's change: now both values stand.
		held := p.Held[0]
		held.To, held.H = 2, b.heads[2]
		ok(t, c.s.Admit(context.Background(), c.ws, c.reviewer.ID, held))
		v = c.get("1")
		equal(t, "both", v.value("/so_nguoi"), "[2 3]")
		equal(t, "held", v.Row.Held, 0)
		equal(t, "the rest is still held", c.get("2").Row.Held, 1)
	})
}

func TestApply_ForkBelowTheSegment_AsksForMore(t *testing.T) {
	onEach(t, func(t *testing.T, url string) {
		c := newCommune(t, url)
		a := c.enrol(c.collector)
		a.save(c.header("1", c.areas[0]), set(nodeHead, "one"))
		b := a.fork()
		for range 2 {
			a.save(c.header("1", c.areas[0]), set(nodeNumber, "2"))
			b.save(c.header("1", c.areas[0]), set(nodeNumber, "3"))
		}
		a.push(1)
		p := b.push(3)
		equal(t, "fork", p.Fork, true)
		equal(t, "send from", p.GapFrom, 1)
		p = b.push(1)
		equal(t, "held from", p.Held[0].From, 2)
		equal(t, "all kept", len(c.get("1").Inputs), 5)
	})
}
