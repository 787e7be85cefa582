package store

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/sothon/sothon/forms"
	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/sync/merge"
	"github.com/sothon/sothon/sync/wire"
)

// Each case makes one change that is authentic and may not count.
func TestApply_Held_StoredRuledAcknowledged(t *testing.T) {
	cases := []struct {
		reason string
		make   func(c *commune, a *tablet, h string)
	}{
		{ReasonNoGrant, func(c *commune, a *tablet, h string) {
			x := c.header(h, c.areas[0])
			x.Grant = nameID("no grant")
			a.save(x, set(nodeHead, "x"))
		}},
		{ReasonNoGrant, func(c *commune, a *tablet, h string) { // another writer's
			x := c.header(h, c.areas[0])
			x.Grant = c.enrol(c.collector).grant.ID
			a.save(x, set(nodeHead, "x"))
		}},
		{ReasonArea, func(c *commune, a *tablet, h string) { a.save(c.header(h, c.areas[1]), set(nodeHead, "x")) }},
		{ReasonArea, func(c *commune, a *tablet, h string) { a.save(c.header(h, wire.ID{}), set(nodeHead, "x")) }},
		{ReasonPerson, func(c *commune, a *tablet, h string) {
			x := c.header(h, c.areas[0])
			x.User = c.reviewer.ID
			a.save(x, set(nodeHead, "x"))
		}},
		{ReasonKind, func(c *commune, a *tablet, h string) { // a collector approves
			a.save(c.header(h, c.areas[0]), wire.Op{Kind: wire.KindApprove, Value: wire.DecisionValue(wire.Decision{})})
		}},
		{ReasonKind, func(c *commune, a *tablet, h string) { // a tablet rules
			a.save(wire.Header{Record: c.ws}, wire.Op{Kind: wire.KindAdmit, Value: wire.RulingValue(wire.Ruling{Writer: a.writer, From: 1, To: 9})})
		}},
		{ReasonRecordID, func(c *commune, a *tablet, h string) {
			x := c.header(h, c.areas[0])
			x.Record = nameID("any record")
			a.save(x, set(nodeHead, "x"))
		}},
		{ReasonValue, func(c *commune, a *tablet, h string) {
			c.check = func(f *forms.Form, x *wire.Change, _ wire.RowResolver) error { return errors.New("/so_nguoi: int") }
			a.save(c.header(h, c.areas[0]), set(nodeNumber, "bốn"))
		}},
		{ReasonRevoked, func(c *commune, a *tablet, h string) {
			ok(c.t, c.s.Revoke(context.Background(), c.ws, a.writer, c.admin.ID, "lost"))
			a.save(c.header(h, c.areas[0]), set(nodeHead, "x"))
		}},
		{ReasonEnded, func(c *commune, a *tablet, h string) {
			u := *c.collector
			u.Areas = []wire.ID{c.areas[1]}
			ok(c.t, c.s.UpdateUser(context.Background(), c.ws, &u, c.admin.ID))
			c.clock.add((schema.LateDays*24 + 1) * time.Hour)
			a.save(c.header(h, c.areas[0]), set(nodeHead, "x"))
		}},
	}
	onEach(t, func(t *testing.T, url string) {
		c := newCommune(t, url)
		for i, k := range cases {
			c.check = nil
			*c.collector = *c.freshCollector()
			a := c.enrol(c.collector)
			k.make(c, a, fmt.Sprint("hộ ", i))
			p := a.push(1)
			equal(t, k.reason+": acked", p.Acked, 1)
			if len(p.Held) != 1 || p.Held[0].Reason != k.reason {
				t.Fatalf("%s: held %+v", k.reason, p.Held)
			}
			c.check = nil
			var n int
			_, err := one(context.Background(), pool{c.s}, `SELECT COUNT(*) FROM ruling WHERE ws = $1 AND writer = $2 AND reason = $3`,
				args(c.ws[:], a.writer[:], k.reason), &n)
			ok(t, err)
			equal(t, k.reason+": rulings", n, 1)
			// The honest part of the log goes on behind it.
			if k.reason != ReasonRevoked && k.reason != ReasonEnded {
				a.save(c.header(fmt.Sprint("good ", i), c.areas[0]), set(nodeHead, "y"))
				p = a.push(2)
				equal(t, k.reason+": acked", p.Acked, 2)
				equal(t, k.reason+": held", len(p.Held), 0)
			}
		}
	})
}

// freshCollector is a collector of the first area who has no device yet.
func (c *commune) freshCollector() *schema.User {
	users, err := c.s.Users(context.Background(), c.ws)
	ok(c.t, err)
	return c.user("thu.thap"+string(rune('a'+len(users))), schema.RoleCollector, c.areas[0])
}

func TestGrant_ChangedArea_OldOneCoversThirtyDays(t *testing.T) {
	onEach(t, func(t *testing.T, url string) {
		c := newCommune(t, url)
		a := c.enrol(c.collector)
		u := *c.collector
		u.Areas = []wire.ID{c.areas[1]}
		ok(t, c.s.UpdateUser(context.Background(), c.ws, &u, c.admin.ID))
		grants, err := c.s.Grants(context.Background(), c.ws, a.writer)
		ok(t, err)
		equal(t, "grants", len(grants), 2)
		equal(t, "the old one ended", grants[0].Ended, c.clock.now())
		equal(t, "the new one", grants[1].Areas[0], c.areas[1])
		if grants[1].Srv <= grants[0].Srv {
			t.Fatal("the new grant has no later place in the feed")
		}
		verify, _ := Verifier(c.owner.Public())
		equal(t, "signed", verify(wire.GrantMessage(grants[1].Bytes), grants[1].Sig), true)

		c.clock.add(29 * 24 * time.Hour)
		a.save(c.header("1", c.areas[0]), set(nodeHead, "late, not too late"))
		equal(t, "held", len(a.push(1).Held), 0)
	})
}

func TestAdmit_HeldChange_CountsAndReachesTheArea(t *testing.T) {
	onEach(t, func(t *testing.T, url string) {
		ctx := context.Background()
		c := newCommune(t, url)
		a, reader := c.enrol(c.collector), c.enrol(c.collector)
		ok(t, c.s.Revoke(ctx, c.ws, a.writer, c.admin.ID, "lost"))
		a.save(c.header("1", c.areas[0]), set(nodeHead, "from the lost tablet"))
		p := a.push(1)
		equal(t, "revoked", p.Revoked, true)
		v := c.get("1")
		equal(t, "nothing shows", v.value("/chu_ho"), "[]")
		equal(t, "held", v.Row.Held, 1)
		equal(t, "queue", v.Row.Queue, schema.QueueHeld)

		r := newReader(c, reader.writer, c.areas[0])
		r.all()
		equal(t, "held for the reader too", r.status(a.writer, 1), merge.Held)
		ok(t, c.s.Admit(ctx, c.ws, c.reviewer.ID, p.Held[0]))
		equal(t, "counts", c.get("1").value("/chu_ho"), "[from the lost tablet]")
		r.all()
		equal(t, "admitted for the reader too", r.status(a.writer, 1), merge.Admitted)
		equal(t, "same state", r.stateHash(c.record("1")), c.get("1").Row.StateHash)
	})
}

func TestApply_NamesWhatIsNotHere_ParkedUntilItComes(t *testing.T) {
	onEach(t, func(t *testing.T, url string) {
		c := newCommune(t, url)
		a, b := c.enrol(c.collector), c.enrol(c.collector)
		d := a.save(c.header("1", c.areas[0]), set(nodeHead, "one"))
		b.knows(a)
		b.save(c.header("1", c.areas[0]), set(nodeHead, "two", d))
		p := b.push(1)
		equal(t, "acked", p.Acked, 1)
		equal(t, "held", len(p.Held), 0)
		v := c.get("1")
		equal(t, "parked", v.Row.Parked, 1)
		equal(t, "nothing shows", v.value("/chu_ho"), "[]")
		a.push(1)
		v = c.get("1")
		equal(t, "parked", v.Row.Parked, 0)
		equal(t, "the later one", v.value("/chu_ho"), "[two]")
	})
}

func TestApply_AreaOfTheFirstAcceptedChange(t *testing.T) {
	onEach(t, func(t *testing.T, url string) {
		c := newCommune(t, url)
		a := c.enrol(c.collector)
		b := c.enrol(c.user("be", schema.RoleCollector, c.areas[1]))
		// b may not write into area 1, but is first: its change is held and says nothing about the area.
		b.save(c.header("1", c.areas[0]), set(nodeHead, "not allowed"))
		equal(t, "held", b.push(1).Held[0].Reason, ReasonArea)
		a.save(c.header("1", c.areas[0]), set(nodeHead, "allowed"))
		equal(t, "held", len(a.push(1).Held), 0)
		equal(t, "area", c.get("1").Row.Area, c.areas[0])
		// Whatever area a later change names, the record stays where it is, and the grant must cover that.
		b.save(c.header("1", c.areas[1]), set(nodeHead, "names its own area"))
		equal(t, "held", b.push(2).Held[0].Reason, ReasonArea)
		equal(t, "area", c.get("1").Row.Area, c.areas[0])
	})
}

func TestApply_HeldOnesNamedAnotherArea_TheRightOneGetsAll(t *testing.T) {
	onEach(t, func(t *testing.T, url string) {
		c := newCommune(t, url)
		a := c.enrol(c.collector)
		b := c.enrol(c.user("be", schema.RoleCollector, c.areas[1]))
		ok(t, c.s.Revoke(context.Background(), c.ws, b.writer, c.admin.ID, "lost"))
		b.save(c.header("khác", c.areas[1]), set(nodeHead, "another record"))
		b.save(c.header("1", c.areas[1]), set(nodeHead, "held"))
		b.save(c.header("khác", c.areas[1]), set(nodeHead, "another record again"))
		p := b.push(1)
		equal(t, "held", p.Held[0].To, 3)
		equal(t, "area", c.get("1").Row.Area, c.areas[1])
		r := newReader(c, nameID("nobody"), c.areas[0])
		r.all()
		equal(t, "not theirs yet", len(r.inputs), 0)
		a.save(c.header("1", c.areas[0]), set(nodeNumber, "4"))
		equal(t, "a held change places no record", len(a.push(1).Held), 0)
		equal(t, "area", c.get("1").Row.Area, c.areas[0])
		r.all()
		equal(t, "both", len(r.inputs[c.record("1")]), 2)
		equal(t, "nothing of the other record", len(r.inputs), 1)
		equal(t, "same state", r.stateHash(c.record("1")), c.get("1").Row.StateHash)
	})
}

func TestPutArea_NewOne_ReachesWhoHasAll(t *testing.T) {
	onEach(t, func(t *testing.T, url string) {
		c := newCommune(t, url)
		u := &schema.User{Login: "toan.xa", Name: "Toàn Xã", Role: schema.RoleCollector, AllAreas: true, Active: true}
		ok(t, c.s.CreateUser(context.Background(), c.ws, u, c.admin.ID))
		a, b := c.enrol(u), c.enrol(c.collector)
		fresh := nameID("area 3")
		ok(t, c.s.PutArea(context.Background(), c.ws, &schema.Area{ID: fresh, Label: "Thôn 3"}, c.admin.ID))
		ok(t, c.s.PutArea(context.Background(), c.ws, &schema.Area{ID: fresh, Label: "Thôn Ba"}, c.admin.ID))
		g, err := c.s.Grants(context.Background(), c.ws, a.writer)
		ok(t, err)
		equal(t, "grants", len(g), 2)
		equal(t, "areas", len(g[1].Areas), 3)
		g, err = c.s.Grants(context.Background(), c.ws, b.writer)
		ok(t, err)
		equal(t, "grants of others", len(g), 1)
	})
}
