package store

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/schema/store/keytest"
	"github.com/sothon/sothon/sync/wire"
)

func TestRestart_KeepsEverything(t *testing.T) {
	onEach(t, func(t *testing.T, url string) {
		c := newCommune(t, url)
		a := c.enrol(c.collector)
		for i := range 5 {
			a.save(c.header(fmt.Sprint(i), c.areas[0]), set(nodeHead, "x"))
		}
		h := c.header("held", c.areas[0])
		h.Grant = nameID("none")
		a.save(h, set(nodeHead, "held"))
		a.push(1)
		states, srv := c.states()
		counts := c.counts()
		r := newReader(c, nameID("nobody"), c.areas[0])
		r.all()
		ok(t, c.s.Close())

		c.open()
		after, srv2 := c.states()
		equal(t, "srv", srv2, srv)
		equal(t, "rows", c.counts(), counts)
		for k, h := range states {
			equal(t, "state", after[k], h)
			rec, row, err := c.s.Record(context.Background(), c.ws, k)
			ok(t, err)
			equal(t, "merged again from the changes", row.StateHash, h)
			equal(t, "changes", len(rec.Changes), 1)
		}
		again := newReader(c, nameID("nobody"), c.areas[0])
		again.all()
		equal(t, "feed", again.bodies, r.bodies)
		equal(t, "acked again", a.push(1).Acked, 6)
		a.save(c.header("new", c.areas[0]), set(nodeHead, "x"))
		equal(t, "and on", a.push(7).Acked, 7)
	})
}

// What Apply has answered is there for whoever opens the database by itself, at once.
func TestApply_AckOnlyAfterCommit(t *testing.T) {
	onEach(t, func(t *testing.T, url string) {
		c := newCommune(t, url)
		other, err := Open(context.Background(), Config{URL: url, Owner: c.owner, Clock: c.clock.now})
		ok(t, err)
		defer func() { _ = other.Close() }()
		a := c.enrol(c.collector)
		for i := range 20 {
			a.save(c.header("1", c.areas[0]), set(nodeHead, fmt.Sprint(i)))
			equal(t, "acked", a.push(i+1).Acked, uint64(i+1))
			d, err := other.Device(context.Background(), c.ws, a.writer)
			ok(t, err)
			equal(t, "committed", d.Acked, uint64(i+1))
		}
	})
}

func TestWriter_OneCallersFailure_LeavesTheOthers(t *testing.T) {
	onEach(t, func(t *testing.T, url string) {
		c := newCommune(t, url)
		var tablets []*tablet
		for range 8 {
			a := c.enrol(c.collector)
			a.save(c.header(a.writer.String(), c.areas[0]), set(nodeHead, "x"))
			tablets = append(tablets, a)
		}
		boom := errors.New("boom")
		var wg sync.WaitGroup
		got := make([]error, 3*len(tablets))
		for i, a := range tablets {
			seg := a.segment(1, 1)
			wg.Go(func() {
				_, got[3*i] = c.s.Apply(context.Background(), Push{Workspace: c.ws, Writer: a.writer, Segments: []*wire.Segment{seg}})
			})
			wg.Go(func() {
				got[3*i+1] = c.s.write(context.Background(), func(t *tx) error {
					if err := t.exec(`INSERT INTO area (ws, area, label, position) VALUES ($1, $2, 'lost', 9)`, c.ws[:], a.writer[:]); err != nil {
						return err
					}
					return boom
				})
			})
			wg.Go(func() {
				got[3*i+2] = c.s.write(context.Background(), func(t *tx) error { panic("a bug") })
			})
		}
		wg.Wait()
		for i := range tablets {
			ok(t, got[3*i])
			if !errors.Is(got[3*i+1], boom) || got[3*i+2] == nil {
				t.Fatalf("failures: %v, %v", got[3*i+1], got[3*i+2])
			}
		}
		_, total, err := c.s.Records(context.Background(), c.ws, RecordQuery{All: true})
		ok(t, err)
		equal(t, "records", total, len(tablets))
		areas, err := c.s.Areas(context.Background(), c.ws)
		ok(t, err)
		equal(t, "nothing of the failed", len(areas), 2)
	})
}

func TestWriter_ContextEnded_CallerGoesStoreStays(t *testing.T) {
	onEach(t, func(t *testing.T, url string) {
		c := newCommune(t, url)
		a := c.enrol(c.collector)
		a.save(c.header("1", c.areas[0]), set(nodeHead, "x"))
		ctx, cancel := context.WithCancel(context.Background())
		cancel()
		if _, err := c.s.Apply(ctx, Push{Workspace: c.ws, Writer: a.writer, Segments: []*wire.Segment{a.segment(1, 1)}}); err == nil {
			t.Fatal("no error")
		}
		equal(t, "acked", a.push(1).Acked, 1)
		ok(t, c.s.Close())
		_, err := c.s.Author(context.Background(), Authored{Workspace: c.ws, Changes: []*wire.Change{{}}})
		code(t, err, schema.CodeUnavailable)
	})
}

func TestOpen_Refusals(t *testing.T) {
	onEach(t, func(t *testing.T, url string) {
		c := newCommune(t, url)
		ok(t, c.s.Close())
		_, err := Open(context.Background(), Config{URL: url, Owner: keytest.New(t)})
		code(t, err, schema.CodeInvalid)
		if !strings.Contains(err.Error(), "owner.key") {
			t.Fatalf("no word of the key: %v", err)
		}
		c.open()
		ok(t, c.s.write(context.Background(), func(t *tx) error {
			return t.exec(`INSERT INTO goose_db_version (version_id, is_applied) VALUES (99999, $1)`, true)
		}))
		ok(t, c.s.Close())
		_, err = Open(context.Background(), Config{URL: url, Owner: c.owner})
		code(t, err, schema.CodeUnavailable)
		if !strings.Contains(err.Error(), "newer version") || !strings.Contains(err.Error(), "99999") {
			t.Fatalf("no clear words: %v", err)
		}
	})
	for _, url := range []string{"", "sothon.db", "mysql://x", "file::memory:", "file:x?mode=memory"} {
		_, err := Open(context.Background(), Config{URL: url, Owner: keytest.New(t)})
		code(t, err, schema.CodeInvalid)
	}
	_, err := Open(context.Background(), Config{URL: "file:" + t.TempDir() + "/x.db"})
	code(t, err, schema.CodeInvalid)
}

func TestVersionBefore(t *testing.T) {
	for v, want := range map[string]bool{"3.51.2": true, "3.40.1": true, "2.99.99": true, "3.51": true, "x": true,
		"3.51.3": false, "3.54.1": false, "3.100.0": false, "4.0.0": false} {
		if versionBefore(v, 3, 51, 3) != want {
			t.Errorf("%s: want %v", v, want)
		}
	}
}

func TestSQLite_PragmasOnEveryConnection(t *testing.T) {
	c := newCommune(t, databases[0].fresh(t))
	ctx := context.Background()
	for range 8 {
		conn, err := c.s.r.Conn(ctx)
		ok(t, err)
		defer func() { _ = conn.Close() }()
		for pragma, want := range map[string]string{"journal_mode": "wal", "synchronous": "2", "foreign_keys": "1", "busy_timeout": "10000", "query_only": "1"} {
			var got string
			ok(t, conn.QueryRowContext(ctx, "PRAGMA "+pragma).Scan(&got))
			equal(t, pragma, got, want)
		}
	}
	ok(t, c.s.write(ctx, func(tx *tx) error {
		for pragma, want := range map[string]string{"journal_mode": "wal", "synchronous": "2", "foreign_keys": "1"} {
			var got string
			if _, err := one(ctx, tx, "PRAGMA "+pragma, nil, &got); err != nil {
				return err
			}
			equal(t, "writer: "+pragma, got, want)
		}
		return nil
	}))
}

// A database that may not grow is a full disk to SQLite: nothing is acknowledged, reading goes on, and writing works
// again by itself when there is room.
func TestFullDisk_NothingAcked_RecoversByItself(t *testing.T) {
	c := newCommune(t, databases[0].fresh(t))
	ctx := context.Background()
	a := c.enrol(c.collector)
	a.save(c.header("before", c.areas[0]), set(nodeHead, "x"))
	a.push(1)
	limit := func(n int) {
		ok(t, c.s.write(ctx, func(tx *tx) error {
			var pages int
			if _, err := one(ctx, tx, "PRAGMA page_count", nil, &pages); err != nil {
				return err
			}
			return tx.raw(fmt.Sprintf("PRAGMA max_page_count = %d", pages+n))
		}))
	}
	limit(2)
	for i := range 400 {
		a.save(c.header(fmt.Sprint(i), c.areas[0]), set(nodeHead, strings.Repeat("đầy ", 100)))
	}
	seg := a.segment(2, len(a.items))
	p, err := c.s.Apply(ctx, Push{Workspace: c.ws, Writer: a.writer, Segments: []*wire.Segment{seg}})
	code(t, err, schema.CodeFull)
	equal(t, "acked", p.Acked, 0)
	equal(t, "read-only", c.s.ReadOnly(), true)
	equal(t, "reading works", c.get("before").value("/chu_ho"), "[x]")
	equal(t, "nothing of it is there", c.srvOf(a), 1)
	// The limit belongs to the connection that was dropped: there is room again, and a probe finds it.
	p, err = c.s.Apply(ctx, Push{Workspace: c.ws, Writer: a.writer, Segments: []*wire.Segment{seg}})
	ok(t, err)
	equal(t, "acked", p.Acked, 401)
	equal(t, "read-only", c.s.ReadOnly(), false)
}

func (c *commune) srvOf(a *tablet) int {
	d, err := c.s.Device(context.Background(), c.ws, a.writer)
	ok(c.t, err)
	return int(d.Acked)
}
