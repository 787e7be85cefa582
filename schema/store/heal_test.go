package store

import (
	"context"
	"github.com/sothon/sothon/schema/store/keytest"
	"slices"
	"testing"

	"github.com/sothon/sothon/sync/merge"
	"github.com/sothon/sothon/sync/wire"
)

// raw runs statements beside the writer, which holds its connection.
func (c *commune) raw(q string, args ...any) {
	c.t.Helper()
	db, err := c.s.d.open(c.url, true)
	ok(c.t, err)
	defer db.Close()
	_, err = db.Exec(q, args...)
	ok(c.t, err)
}

// rewind takes a database back to what it was at a place in the feed, as a restore from an older backup does, and begins a
// new epoch.
func (c *commune) rewind(srv uint64) {
	c.t.Helper()
	for _, q := range []string{
		`DELETE FROM change WHERE srv > $1`, `DELETE FROM feed WHERE srv > $1`, `DELETE FROM ruling WHERE srv > $1`,
		`DELETE FROM grant_ WHERE srv > $1`, `UPDATE counter SET n = $1 WHERE name = 'srv'`,
	} {
		c.raw(q, int64(srv))
	}
	for _, q := range []string{
		`DELETE FROM segment WHERE NOT EXISTS (SELECT 1 FROM change c WHERE c.ws = segment.ws AND c.writer = segment.writer AND c.seq = segment.seq AND c.h = segment.h)`,
		`DELETE FROM alias WHERE NOT EXISTS (SELECT 1 FROM change c WHERE c.ws = alias.ws AND c.writer = alias.writer AND c.seq = alias.seq)`,
		`UPDATE branch SET seq = (SELECT MAX(c.seq) FROM change c WHERE c.ws = branch.ws AND c.writer = branch.writer)
			WHERE EXISTS (SELECT 1 FROM change c WHERE c.ws = branch.ws AND c.writer = branch.writer)`,
		`UPDATE branch SET h = (SELECT c.h FROM change c WHERE c.ws = branch.ws AND c.writer = branch.writer AND c.seq = branch.seq)
			WHERE EXISTS (SELECT 1 FROM change c WHERE c.ws = branch.ws AND c.writer = branch.writer)`,
		`DELETE FROM record`,
	} {
		c.raw(q)
	}
	ok(c.t, c.s.Close())
	s, err := Open(context.Background(), Config{URL: c.url, Owner: c.owner, Writer: keytest.New(c.t), NewEpoch: true, Clock: c.clock.now})
	ok(c.t, err)
	c.s = s
	c.t.Cleanup(func() { _ = s.Close() })
	_, _, err = s.RebuildRecords(context.Background(), c.ws)
	ok(c.t, err)
}

// pieces gives what a tablet of some areas has of the owner's log.
func (c *commune) pieces(areas ...wire.ID) (out []*wire.Segment) {
	c.t.Helper()
	p, err := c.s.Feed(context.Background(), FeedQuery{Workspace: c.ws, Writer: nameID("nobody"), Areas: areas, MaxBytes: 1 << 24})
	ok(c.t, err)
	r := newReader(c, nameID("nobody"))
	for _, it := range p.Items {
		for _, s := range r.segments(it) {
			if s.Writer == wire.WriterID(c.owner.Public()) {
				out = append(out, s)
			}
		}
	}
	return out
}

// ◆D14: what the owner did after the backup comes back from tablets of two areas, one after the other, in its own place:
// the return, the admit, the alias and the move hold as before. What is not its own, or was touched, does not.
func TestHeal(t *testing.T) {
	onEach(t, func(t *testing.T, url string) {
		ctx := context.Background()
		c := newCommune(t, url)
		c.register("1", c.areas[0])
		c.register("2", c.areas[1])
		x := c.enrol(c.collector)
		x.save(c.header("1", c.areas[0]), set(nodeHead, "Lò Văn An"))
		held := x.save(c.header("9", c.areas[1]), set(nodeHead, "không thuộc địa bàn"))
		x.push(1)
		srv := c.srv()

		ok(t, c.s.Admit(ctx, c.ws, c.reviewer.ID, HeldInfo{Writer: held.Writer, From: held.Seq, To: held.Seq}))
		_, err := c.decide(c.get("1"), wire.KindReturn, "thiếu")
		ok(t, err)
		ok(t, c.s.Alias(ctx, c.ws, wire.Alias{What: wire.AliasCase, A: nameID("1"), B: nameID("2")}, c.admin.ID, ""))
		ok(t, c.s.MoveCase(ctx, c.ws, nameID("2"), c.areas[0], c.admin.ID))
		both := []*wire.Change{}
		for i, h := range []string{"1", "2"} { // one unit with changes of both areas
			hd := c.header(h, c.areas[i])
			both = append(both, &wire.Change{Header: hd, Ops: []wire.Op{{Kind: wire.KindComment, Value: wire.CommentValue(wire.Comment{Text: "cả hai " + h})}}})
		}
		_, err = c.s.Author(ctx, Authored{Workspace: c.ws, User: c.admin.ID, Changes: both})
		ok(t, err)
		want, _ := c.states()
		was := map[wire.ID]Merged{}
		for rec := range want {
			v, err := c.s.View(ctx, c.ws, rec)
			ok(t, err)
			was[rec] = v
		}
		first, second := c.pieces(c.areas[0]), c.pieces(c.areas[1])

		c.rewind(srv)
		lost, _ := c.states()
		if lost[c.record("1")] == want[c.record("1")] {
			t.Fatal("nothing was lost")
		}
		touched := slices.Clone(first)
		for i, s := range touched { // another signature, another order, a piece of this epoch
			y := *s
			y.Sig = slices.Clone(s.Sig)
			y.Sig[5] ^= 1
			touched[i] = &y
		}
		other := *first[len(first)-1]
		other.From++
		for _, segs := range [][]*wire.Segment{touched, {&other}, {x.segment(1, 2)}} {
			got, err := c.s.Heal(ctx, c.ws, segs)
			ok(t, err)
			equal(t, "taken", got.Changes, 0)
			equal(t, "strange", got.Strange, len(segs))
		}
		for i, segs := range [][]*wire.Segment{first, second, first, second} {
			got, err := c.s.Heal(ctx, c.ws, segs)
			ok(t, err)
			equal(t, "strange", got.Strange, 0)
			if (got.Changes > 0) != (i < 2) {
				t.Fatalf("turn %d: %d changes taken", i, got.Changes)
			}
			_, err = c.s.VerifyLogs(ctx, c.ws)
			ok(t, err)
		}
		got, _ := c.states()
		for rec, h := range want {
			if got[rec] != h {
				v, err := c.s.View(ctx, c.ws, rec)
				ok(t, err)
				for _, x := range []Merged{was[rec], v} {
					for i := range x.Record.Changes {
						t.Logf("%+v", x.Record.Changes[i])
					}
				}
				t.Fatalf("%s is otherwise than it was", rec)
			}
		}
		equal(t, "returned", c.get("1").Record.State, merge.Returned)
		equal(t, "admitted", c.get("9").Row.Held, 0)
		same, err := c.s.Component(ctx, c.ws, wire.AliasCase, nameID("1"))
		ok(t, err)
		equal(t, "one with 1", len(same), 2)
		row, _, err := c.s.Record(ctx, c.ws, wire.RecordID(nameID("2"), wire.ID{}, "st_case"))
		ok(t, err)
		equal(t, "moved", row.Area, c.areas[0])
		r := newReader(c, nameID("r"), c.areas[0])
		r.all()
		equal(t, "aliases told", r.aliases(), 1)
		ok(t, c.s.MoveCase(ctx, c.ws, nameID("2"), c.areas[1], c.admin.ID)) // a record item over what came back
		for _, a := range c.areas {
			newReader(c, nameID("r"), a).all()
		}
		_, differed, err := c.s.RebuildRecords(ctx, c.ws)
		ok(t, err)
		equal(t, "rows other than the log says", differed, 0)

		id := wire.WriterID(c.owner.Public())
		// Verification still sees what was touched behind the gap.
		c.raw(`UPDATE change SET h = c WHERE srv > $1 AND LENGTH(body) > 0 AND writer = $2 AND seq = (SELECT MAX(seq) FROM change WHERE writer = $3)`,
			int64(srv), id[:], id[:])
		if _, err := c.s.VerifyLogs(ctx, c.ws); err == nil {
			t.Fatal("a changed head behind the gap goes by")
		}
	})
}
