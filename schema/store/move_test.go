package store

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/sync/merge"
	"github.com/sothon/sothon/sync/wire"
)

// register enters a household into the register of an area.
func (c *commune) register(h string, area wire.ID) {
	c.t.Helper()
	rec := wire.RecordID(nameID(h), wire.ID{}, schema.RegisterForm)
	_, err := c.s.Author(context.Background(), Authored{Workspace: c.ws, User: c.admin.ID, Changes: []*wire.Change{{
		Header: wire.Header{Record: rec, Case: nameID(h), Area: area, FormID: schema.RegisterForm, FormVersion: 1},
		Ops:    []wire.Op{{Kind: wire.KindComment, Value: wire.CommentValue(wire.Comment{Text: "vào sổ"})}}}}})
	ok(c.t, err)
}

func (c *commune) give(u *schema.User, areas ...wire.ID) {
	c.t.Helper()
	v := *u
	v.Areas = areas
	ok(c.t, c.s.UpdateUser(context.Background(), c.ws, &v, c.admin.ID))
}

// ◆D13: a household that moves comes whole to the tablets of its new area, and goes from those of the old one.
func TestMoveCase_BothAreasFollow(t *testing.T) {
	onEach(t, func(t *testing.T, url string) {
		ctx := context.Background()
		c := newCommune(t, url)
		from, to := c.areas[0], c.areas[1]
		c.register("1", from)
		a := c.enrol(c.collector)
		d := a.save(c.header("1", from), set(nodeHead, "Bà Hường"))
		a.save(c.header("khác", from), set(nodeHead, "another"))
		a.save(c.header("1", from), set(nodeNumber, "4"), finish())
		g := c.header("1", from)
		g.Grant = nameID("none") // a held one goes along
		a.save(g, set(nodeHead, "held", d))
		a.push(1)
		old, next := newReader(c, nameID("old"), from), newReader(c, nameID("next"), to)
		both := newReader(c, nameID("both"), from, to)
		for _, r := range []*reader{old, next, both} {
			r.maxPage = 1
			r.all()
		}
		equal(t, "before", len(old.inputs[c.record("1")]), 3)
		equal(t, "before, there", len(next.inputs), 0)
		ok(t, c.s.MoveCase(ctx, c.ws, nameID("1"), to, c.admin.ID))
		srv := c.srv()
		ok(t, c.s.MoveCase(ctx, c.ws, nameID("1"), to, c.admin.ID))
		equal(t, "moved again: nothing is written", c.srv(), srv)
		for _, r := range []*reader{old, next, both} {
			r.all()
		}
		equal(t, "area", c.get("1").Row.Area, to)
		equal(t, "gone from the old area", len(old.inputs[c.record("1")]), 0)
		equal(t, "the other stays", len(old.inputs[c.record("khác")]), 1)
		for _, r := range []*reader{next, both} {
			equal(t, "whole, with the move", len(r.inputs[c.record("1")]), 4)
			equal(t, "same state", r.stateHash(c.record("1")), c.get("1").Row.StateHash)
			equal(t, "held", r.status(a.writer, 4), merge.Held)
		}
		equal(t, "the register record too", len(next.inputs), 2)

		// What the old area's tablet had not sent is taken for 30 days, and no longer.
		a.save(c.header("1", from), set(nodeHead, "Bà Hường ơi"))
		equal(t, "late", len(a.push(5).Held), 0)
		// A record that begins under the area which the household has left goes after it.
		second := c.header("1", from)
		second.Round = nameID("next round")
		second.Record = wire.RecordID(second.Case, second.Round, "ho")
		a.save(second, set(nodeHead, "of the next round"))
		equal(t, "began under the old area", len(a.push(6).Held), 0)
		_, row, err := c.s.Record(ctx, c.ws, second.Record)
		ok(t, err)
		equal(t, "goes after", row.Area, to)
		c.clock.add((schema.LateDays + 1) * 24 * time.Hour)
		a.save(c.header("1", from), set(nodeHead, "too late"))
		equal(t, "after 30 days", a.push(7).Held[0].Reason, ReasonArea)
		_, bad, err := c.s.RebuildRecords(ctx, c.ws)
		ok(t, err)
		equal(t, "rebuild differs", bad, 0)
	})
}

// ◆D2: the first change of a record can not put a registered household where the register does not have it.
func TestApply_FirstChangeOfAnothersHousehold_Held(t *testing.T) {
	onEach(t, func(t *testing.T, url string) {
		c := newCommune(t, url)
		c.register("1", c.areas[0])
		b := c.enrol(c.user("be", schema.RoleCollector, c.areas[1]))
		b.save(c.header("1", c.areas[1]), set(nodeHead, "named under its own area"))
		b.save(c.header("2", c.areas[1]), set(nodeHead, "not in the register"))
		p := b.push(1)
		equal(t, "held", len(p.Held), 1)
		equal(t, "reason", p.Held[0].Reason, ReasonArea)
		equal(t, "which", p.Held[0].To, 1)
		a := c.enrol(c.collector)
		a.save(c.header("1", c.areas[0]), set(nodeHead, "theirs"))
		equal(t, "the right one", len(a.push(1).Held), 0)
		equal(t, "area", c.get("1").Row.Area, c.areas[0])
	})
}

// An area gained is read from its beginning, in pages, and nothing that the tablet has comes again; one lost is told.
func TestFeed_AreaGainedAndLost_NoReload(t *testing.T) {
	onEach(t, func(t *testing.T, url string) {
		c := newCommune(t, url)
		hai := c.user("hai", schema.RoleCollector, c.areas...)
		a := c.enrol(hai)
		for i := range 30 {
			a.save(c.header(fmt.Sprint(i), c.areas[i%2]), set(nodeHead, fmt.Sprint(i)))
			a.push(i + 1)
		}
		b := c.enrol(c.collector) // area 0
		r := newReader(c, b.writer, c.areas[0])
		r.maxPage = 400
		r.all()
		equal(t, "first", len(r.inputs), 15)
		r.bodies = 0
		c.give(c.collector, c.areas...)
		r.areas = c.areas
		p := r.page()
		equal(t, "in pages", p.More, true)
		a.save(c.header("1", c.areas[1]), set(nodeNumber, "4")) // comes while the area is being read
		a.push(31)
		c.give(c.collector, c.areas[1], c.areas[0]) // the same areas
		r.all()
		equal(t, "both", len(r.inputs), 30)
		equal(t, "nothing came twice", r.bodies, 16)
		for i := range 30 {
			equal(t, "same state", r.stateHash(c.record(fmt.Sprint(i))), c.get(fmt.Sprint(i)).Row.StateHash)
		}
		c.give(c.collector, c.areas[1])
		r.areas = c.areas[1:]
		r.bodies = 0
		p = r.page()
		equal(t, "left", len(p.Items), 1)
		equal(t, "of the area", p.Items[0].Area, c.areas[0])
		r.all()
		equal(t, "the other stays", len(r.inputs), 15)
		equal(t, "nothing came", r.bodies, 0)
		// Lost while another is being gained.
		c.give(c.collector, c.areas[0])
		r.areas = c.areas[:1]
		r.page()
		c.give(c.collector, c.areas[1])
		r.areas = c.areas[1:]
		r.all()
		for i := range 30 {
			want := 0
			if i%2 == 1 {
				want = 1
			}
			if i == 1 {
				want = 2
			}
			equal(t, fmt.Sprint("changes of ", i), len(r.inputs[c.record(fmt.Sprint(i))]), want)
		}
	})
}
