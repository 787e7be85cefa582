package store

import (
	"context"
	"fmt"
	"testing"

	"github.com/sothon/sothon/sync/wire"
	"pgregory.net/rapid"
)

// Random histories of three tablets over four records, pushed in random cuts, overlaps, repetitions and orders, end in
// the same state as when each tablet pushes its whole log once; what a reader of the feed has is that state too (I1, I4).
func TestApply_AnyOrderAndCut_SameState(t *testing.T) {
	onEach(t, func(t *testing.T, url string) {
		n := 0
		rapid.Check(t, func(r *rapid.T) {
			n++
			if n > 8 && url[0] == 'p' {
				return // a database each is slow there; the statements are the same
			}
			plain := newCommune(t, freshLike(t, url))
			mixed := &commune{t: t, url: freshLike(t, url), owner: plain.owner, clock: plain.clock}
			tablets := history(r, plain)
			for _, x := range tablets {
				if len(x.items) > 0 {
					x.push(1)
				}
			}
			copyCommune(t, plain, mixed)
			pushMixed(r, mixed, tablets)

			want, _ := plain.states()
			got, srv := mixed.states()
			if len(want) != len(got) {
				r.Fatalf("%d records, want %d", len(got), len(want))
			}
			reader := newReader(mixed, nameID("nobody"), mixed.areas...)
			reader.maxPage = rapid.IntRange(1, 5000).Draw(r, "page")
			reader.all()
			for id, h := range want {
				if got[id] != h {
					r.Fatalf("record %s differs", id)
				}
				if reader.stateHash(id) != h {
					r.Fatalf("record %s differs for the reader", id)
				}
			}
			counts := mixed.counts()
			for _, x := range tablets { // everything once more
				y := *x
				y.c = mixed
				if len(y.items) > 0 {
					y.push(1)
				}
			}
			if mixed.counts() != counts || mixed.srv() != srv {
				r.Fatalf("a replay changed %s to %s", counts, mixed.counts())
			}
			_ = plain.s.Close()
			_ = mixed.s.Close()
		})
	})
}

func freshLike(t testing.TB, url string) string {
	for _, d := range databases {
		if (d.name == "postgres") == (url[0] == 'p') {
			return d.fresh(t)
		}
	}
	t.Fatal("no such database")
	return ""
}

// history makes the logs. A tablet names what it knows; now and then something is wrong with a change.
func history(r *rapid.T, c *commune) []*tablet {
	var all []*tablet
	for range 3 {
		all = append(all, c.enrol(c.collector))
	}
	known := map[string][]wire.Dot{} // by record and node
	for i := range rapid.IntRange(3, 14).Draw(r, "changes") {
		x := all[rapid.IntRange(0, 2).Draw(r, "tablet")]
		rec := fmt.Sprint(rapid.IntRange(0, 3).Draw(r, "record"))
		h := c.header(rec, c.areas[0])
		switch rapid.IntRange(0, 9).Draw(r, "fault") {
		case 0:
			h.Grant = nameID("none")
		case 1:
			h.User = c.reviewer.ID
		}
		if rapid.Bool().Draw(r, "meets another") {
			for _, y := range all {
				x.knows(y)
			}
		}
		node := uint32(rapid.IntRange(nodeHead, nodeNumber).Draw(r, "node"))
		key := fmt.Sprint(rec, node)
		var sees []wire.Dot
		for _, d := range known[key] {
			if _, ok := x.dots[d]; ok && rapid.Bool().Draw(r, "sees") {
				sees = append(sees, d)
			}
		}
		known[key] = append(known[key], x.save(h, set(node, fmt.Sprint(i), sees...)))
	}
	return all
}

// copyCommune gives another store the same office data: devices, grants, users.
func copyCommune(t *testing.T, from, to *commune) {
	to.ws, to.areas, to.round, to.form, to.version, to.hash = from.ws, from.areas, from.round, from.form, from.version, from.hash
	to.admin, to.reviewer, to.collector = from.admin, from.reviewer, from.collector
	to.open()
	ctx := context.Background()
	w, err := from.s.Workspace(ctx, from.ws)
	ok(t, err)
	ok(t, to.s.CreateWorkspace(ctx, &w))
	for _, u := range []*struct{ id wire.ID }{{to.admin.ID}, {to.reviewer.ID}, {to.collector.ID}} {
		full, err := from.s.User(ctx, from.ws, u.id)
		ok(t, err)
		ok(t, to.s.CreateUser(ctx, to.ws, &full, wire.ID{}))
	}
	_, err = to.s.PublishForm(ctx, to.ws, to.form, nil, to.admin.ID)
	ok(t, err)
	devices, err := from.s.Devices(ctx, from.ws)
	ok(t, err)
	for i := range devices {
		d := &devices[i]
		grants, err := from.s.Grants(ctx, from.ws, d.Writer)
		ok(t, err)
		ok(t, to.s.write(ctx, func(tx *tx) error {
			if err := tx.insertDevice(to.ws, d); err != nil {
				return err
			}
			w, err := tx.begin(ctx, to.ws)
			if err != nil {
				return err
			}
			if _, err := w.makeGrant(grants[0].Grant); err != nil {
				return err
			}
			return w.finish()
		}))
	}
}

// pushMixed sends random parts of the logs, then what is missing.
func pushMixed(r *rapid.T, c *commune, tablets []*tablet) {
	for range rapid.IntRange(0, 12).Draw(r, "pushes") {
		y := *tablets[rapid.IntRange(0, len(tablets)-1).Draw(r, "who")]
		y.c = c
		if len(y.items) == 0 {
			continue
		}
		from := rapid.IntRange(1, len(y.items)).Draw(r, "from")
		to := rapid.IntRange(from, len(y.items)).Draw(r, "to")
		p := y.send(y.segment(from, to))
		if p.GapFrom == 0 && p.Acked < uint64(to) {
			r.Fatalf("acked %d of %d", p.Acked, to)
		}
		if p.GapFrom != 0 && uint64(from) <= p.Acked+1 {
			r.Fatalf("a gap where there is none: %+v", p)
		}
	}
	for _, x := range tablets {
		y := *x
		y.c = c
		if len(y.items) > 0 {
			p := y.push(1)
			if p.Acked != uint64(len(y.items)) || p.Fork {
				r.Fatalf("%+v", p)
			}
		}
	}
}
