package store

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"testing"

	"github.com/sothon/sothon/sync/merge"
	"github.com/sothon/sothon/sync/wire"
)

// reader is a replica that only reads the feed of some areas.
type reader struct {
	c       *commune
	writer  wire.ID
	areas   []wire.ID
	cursor  Cursor
	inputs  map[wire.ID]map[wire.Hash]merge.Input // record → c → change
	office  []merge.Input                         // the owner's rulings
	bare    int
	bodies  int
	pages   int
	maxPage int
}

func newReader(c *commune, writer wire.ID, areas ...wire.ID) *reader {
	return &reader{c: c, writer: writer, areas: areas, inputs: map[wire.ID]map[wire.Hash]merge.Input{}}
}

// page reads one page; every segment must verify under its writer's key.
func (r *reader) page() FeedPage {
	r.c.t.Helper()
	ctx := context.Background()
	p, err := r.c.s.Feed(ctx, FeedQuery{Workspace: r.c.ws, Writer: r.writer, Areas: r.areas, Cursor: r.cursor, MaxBytes: r.maxPage})
	ok(r.c.t, err)
	for _, it := range p.Items {
		r.left(it)
		for _, seg := range r.segments(it) {
			r.take(it, seg)
		}
	}
	if p.Cursor.Srv < r.cursor.Srv && r.cursor.AreasDigest == p.Cursor.AreasDigest && r.cursor.Target == [16]byte{} {
		r.c.t.Fatal("the cursor went back")
	}
	r.cursor = p.Cursor
	r.pages++
	return p
}

func (r *reader) segments(it wire.FeedItem) []*wire.Segment {
	r.c.t.Helper()
	switch it.Kind {
	case wire.FeedLeft:
		return nil
	case wire.FeedRecord:
		rec, err := wire.DecodeRecordItem(it.Payload)
		ok(r.c.t, err)
		return append(rec.Rulings, rec.Changes...)
	}
	seg, err := wire.DecodeSegment(it.Payload)
	ok(r.c.t, err)
	return []*wire.Segment{seg}
}

// left drops what is in none of the reader's areas, as a tablet does.
func (r *reader) left(it wire.FeedItem) {
	if it.Kind != wire.FeedLeft || slices.Contains(r.areas, it.Area) {
		return
	}
	for rec := range r.inputs {
		row, _, err := recordRow(context.Background(), pool{r.c.s}, r.c.ws, rec)
		ok(r.c.t, err)
		if rec == it.Ref || it.Ref.IsZero() && row.Area == it.Area {
			delete(r.inputs, rec)
		}
	}
}

func (r *reader) take(it wire.FeedItem, seg *wire.Segment) {
	r.c.t.Helper()
	ctx := context.Background()
	if seg.Writer == r.writer && it.Kind != wire.FeedRecord {
		r.c.t.Fatal("the reader's own changes came back")
	}
	pub, err := r.c.s.pubOf(ctx, pool{r.c.s}, r.c.ws, seg.Writer)
	ok(r.c.t, err)
	verify, _ := Verifier(pub)
	hs, err := seg.Verify(verify)
	ok(r.c.t, err)
	for i, x := range seg.Items {
		if x.Body == nil {
			r.bare++
			continue
		}
		r.bodies++
		c, err := wire.DecodeChange(x.Body)
		ok(r.c.t, err)
		in := merge.Input{Writer: seg.Writer, Seq: seg.From + uint64(i), C: x.C, H: hs[i], Change: c, Srv: it.Srv}
		if c.Record == r.c.ws {
			r.office = append(r.office, in)
			continue
		}
		if r.inputs[c.Record] == nil {
			r.inputs[c.Record] = map[wire.Hash]merge.Input{}
		}
		if _, had := r.inputs[c.Record][x.C]; !had {
			r.inputs[c.Record][x.C] = in
		}
	}
}

func (r *reader) all() {
	r.c.t.Helper()
	for r.page().More {
	}
}

func (r *reader) status(w wire.ID, seq uint64) merge.Status {
	rulings := merge.ReadRulings(r.office, r.c.s.epoch)
	s, _ := merge.StatusOf(&merge.Input{Writer: w, Seq: seq}, rulings, nil)
	return s
}

func (r *reader) stateHash(rec wire.ID) wire.Hash {
	rulings := merge.ReadRulings(r.office, r.c.s.epoch)
	var in []merge.Input
	for _, x := range r.inputs[rec] {
		x.Status, x.Reason = merge.StatusOf(&x, rulings, nil)
		in = append(in, x)
	}
	res := r.c.s.resolver(context.Background(), pool{r.c.s}, r.c.ws)
	return merge.StateHash(merge.Merge(in, res.Resolver))
}

func TestFeed_OwnAreasOnly(t *testing.T) {
	onEach(t, func(t *testing.T, url string) {
		c := newCommune(t, url)
		a := c.enrol(c.user("hai", "collector", c.areas...))
		a.save(c.header("1", c.areas[0]), set(nodeHead, "one"))
		a.save(c.header("2", c.areas[1]), set(nodeHead, "two"))
		a.save(c.header("3", c.areas[0]), set(nodeHead, "three"))
		a.push(1)
		r := newReader(c, c.enrol(c.collector).writer, c.areas[0])
		r.all()
		equal(t, "bodies", r.bodies, 2)
		equal(t, "bare", r.bare, 1)
		equal(t, "the other area", len(r.inputs[c.record("2")]), 0)
		equal(t, "cursor at the end", r.cursor.Srv, c.srv())
		equal(t, "nothing new", len(r.page().Items), 0)

		both := newReader(c, nameID("nobody"), c.areas...)
		both.all()
		equal(t, "each piece once", both.bodies, 3)

		// Another set of areas begins again.
		r.areas = c.areas
		r.all()
		equal(t, "now the other too", len(r.inputs[c.record("2")]), 1)

		own := newReader(c, a.writer, c.areas...)
		equal(t, "not the asker's own", len(own.page().Items), 0)
	})
}

func TestFeed_Pages_EndBetweenTransactions(t *testing.T) {
	onEach(t, func(t *testing.T, url string) {
		c := newCommune(t, url)
		a := c.enrol(c.collector)
		h := c.header("x", c.areas[0])
		h.Grant = nameID("no grant") // each push is held: a ruling and a piece at one place
		for i := range 90 {
			h.Record, h.Case = c.record(fmt.Sprint(i)), nameID(fmt.Sprint(i))
			a.save(h, set(nodeHead, "x"))
			a.push(i + 1)
		}
		r := newReader(c, nameID("nobody"), c.areas[0])
		r.maxPage = 1
		for {
			p := r.page()
			last := map[uint64]bool{}
			for _, it := range p.Items {
				last[it.Srv] = true
			}
			if len(p.Items) > 0 && (len(last) != 1 || len(p.Items) != 2 || p.Items[0].Kind != wire.FeedRuling) {
				t.Fatalf("page of %d items at %d places", len(p.Items), len(last))
			}
			if !p.More {
				break
			}
		}
		equal(t, "all", len(r.inputs), 90)
		for i := range 90 {
			equal(t, "held", r.status(a.writer, uint64(i+1)), merge.Held)
		}
	})
}

// I8: the cursor never passes a committed item that was not delivered, whatever commits meanwhile, by this server or by
// another one on the same database.
func TestFeed_ConcurrentWriters_NothingMissed(t *testing.T) {
	onEach(t, func(t *testing.T, url string) {
		c := newCommune(t, url)
		const tablets, pushes = 6, 15
		var all []*tablet
		for i := range tablets {
			a := c.enrol(c.collector)
			for k := range pushes {
				a.save(c.header(fmt.Sprint(k), c.areas[0]), set(nodeHead, fmt.Sprint(i)))
			}
			all = append(all, a)
		}
		segs := make([][]*wire.Segment, tablets)
		for i, a := range all {
			for k := range pushes {
				segs[i] = append(segs[i], a.segment(k+1, k+1))
			}
		}
		second, err := Open(context.Background(), Config{URL: url, Owner: c.owner, Clock: c.clock.now})
		ok(t, err)
		defer func() { _ = second.Close() }()
		servers := []*Store{c.s, second}
		readers := []*reader{newReader(c, nameID("nobody"), c.areas[0]), newReader(c, all[0].writer, c.areas[0])}
		var wg sync.WaitGroup
		errs := make(chan error, tablets+2*pushes)
		wg.Go(func() { // rulings and audit lines beside them, in the other order of locks
			for k := range pushes {
				if err := second.AddAudit(context.Background(), c.ws, wire.ID{}, "test", fmt.Sprint(k), ""); err != nil {
					errs <- err
				}
				u := *c.collector
				u.Areas = c.areas[:1+k%2]
				if err := servers[k%2].UpdateUser(context.Background(), c.ws, &u, wire.ID{}); err != nil {
					errs <- err
				}
			}
		})
		for i, a := range all {
			wg.Go(func() {
				for k := range pushes {
					p, err := servers[i%2].Apply(context.Background(), Push{Workspace: c.ws, Writer: a.writer, Segments: segs[i][k : k+1]})
					if err != nil || p.Acked != uint64(k+1) {
						errs <- fmt.Errorf("push %d: %+v %w", k, p, err)
						return
					}
				}
			})
		}
		done := make(chan struct{})
		go func() { wg.Wait(); close(done) }()
		for running := true; running; {
			select {
			case <-done:
				running = false
			default:
			}
			for _, r := range readers {
				r.page()
			}
		}
		close(errs)
		for err := range errs {
			t.Fatal(err)
		}
		for i, r := range readers {
			r.all()
			equal(t, "every change came once", r.bodies, (tablets-i)*pushes)
		}
		for k := range pushes {
			equal(t, "same state", readers[0].stateHash(c.record(fmt.Sprint(k))), c.get(fmt.Sprint(k)).Row.StateHash)
		}
	})
}

func TestFeed_PiecesOfOneTabletInAnyCut_SameState(t *testing.T) {
	onEach(t, func(t *testing.T, url string) {
		c := newCommune(t, url)
		a, b := c.enrol(c.collector), c.enrol(c.collector)
		var last []wire.Dot
		for i := range 12 {
			x, y := a, b
			if i%3 == 0 {
				x, y = b, a
			}
			x.knows(y)
			d := x.save(c.header("1", c.areas[0]), set(nodeHead, fmt.Sprint(i), last...))
			if i%4 != 1 {
				last = []wire.Dot{d}
			}
		}
		order := [][2]int{{1, 2}, {1, 3}, {2, 5}, {4, 8}}
		for _, cut := range order {
			a.send(a.segment(cut[0], min(cut[1], len(a.items))))
		}
		b.push(1)
		r := newReader(c, nameID("nobody"), c.areas[0])
		r.all()
		equal(t, "same state", r.stateHash(c.record("1")), c.get("1").Row.StateHash)
		equal(t, "all", len(r.inputs[c.record("1")]), 12)
		if slices.Max([]int{len(a.items), len(b.items)}) > 8 {
			t.Fatal("the cuts above do not reach the end")
		}
	})
}
