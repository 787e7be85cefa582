package store

import (
	"slices"

	"github.com/sothon/sothon/sync/merge"
	"github.com/sothon/sothon/sync/wire"
)

// unit is a run of one writer's log under one signed head: what one place in the feed stands for. A page of the feed
// never ends inside a unit, so the rulings about its changes, which stand first, always come with them (◆D10).
type unit struct {
	writer     wire.ID
	branch     uint32
	branchFrom uint64
	from       uint64
	hPrev      wire.Hash
	items      []item
	sig        []byte
	kind       wire.FeedKind // FeedChange; FeedRuling: to everybody; FeedGrant: to nobody, Store.Grants gives them
	srv        uint64        // 0: take the next
}

// item is one change of a unit.
type item struct {
	change       *wire.Change
	body         []byte
	c, h         wire.Hash
	status       merge.Status
	reason, note string
	rec          *touched // nil for changes of the workspace
	area         wire.ID  // into whose feed it goes
}

// store writes a unit: its changes, its head, what it rules, and its place in the feed.
func (w *work) store(u *unit) error {
	var err error
	if u.srv == 0 {
		if u.srv, err = w.t.take(w.ws, "srv", 1); err != nil {
			return err
		}
	}
	for i := range u.items {
		if err := w.storeChange(u, &u.items[i], u.from+uint64(i)); err != nil {
			return err
		}
	}
	last := &u.items[len(u.items)-1]
	if err := w.t.exec(`INSERT INTO segment (ws, writer, seq, h, sig)
		VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (ws, writer, seq, h) DO NOTHING`,
		w.ws[:], u.writer[:], int64(u.last()), last.h[:], u.sig); err != nil {
		return err
	}
	if err := w.t.exec(`INSERT INTO branch (ws, writer, branch, from_seq, seq, h)
		VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT (ws, writer, branch) DO UPDATE
		SET seq = excluded.seq, h = excluded.h`,
		w.ws[:], u.writer[:], int64(u.branch), int64(u.branchFrom), int64(u.last()), last.h[:]); err != nil {
		return err
	}
	ord := 0
	if u.kind == wire.FeedChange {
		if ord, err = w.holdItems(u); err != nil {
			return err
		}
	}
	return w.feedUnit(u, ord)
}

func (u *unit) last() uint64 { return u.from + uint64(len(u.items)) - 1 }

func (w *work) storeChange(u *unit, it *item, seq uint64) error {
	if err := w.t.exec(`INSERT INTO change (ws, writer, seq, branch, record, srv, at, c, h, status, reason, body)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
		w.ws[:], u.writer[:], int64(seq), int64(u.branch), it.change.Record[:], int64(u.srv), ms(w.t.at), it.c[:], it.h[:],
		int64(it.status), it.reason, it.body); err != nil {
		return err
	}
	if it.rec == nil {
		return nil
	}
	it.rec.fresh = append(it.rec.fresh, merge.Input{Writer: u.writer, Seq: seq, C: it.c, H: it.h, Change: it.change,
		Status: it.status, Reason: it.reason, Srv: u.srv, Branch: merge.Branch{Number: u.branch, From: branchStart(u)}})
	if it.status != merge.Held {
		w.noteDecision(it.change, wire.Dot{Writer: u.writer, Seq: seq})
	}
	return w.noteBlobs(u.writer, it.change)
}

// branchStart is merge.Branch.From: zero on branch 0.
func branchStart(u *unit) uint64 {
	if u.branch == 0 {
		return 0
	}
	return u.branchFrom
}

// noteBlobs keeps which photos a writer's changes name, held ones too: they may be sent.
func (w *work) noteBlobs(writer wire.ID, c *wire.Change) error {
	for i := range c.Ops {
		op := &c.Ops[i]
		if op.Kind != wire.KindSet && op.Kind != wire.KindSeed || len(op.Value) == 0 || op.Value[0]>>5 != 4 {
			continue
		}
		m, ok := op.Value.Media()
		if !ok {
			continue
		}
		if err := w.t.exec(`INSERT INTO blob_ref (ws, writer, hash, record, size, mime)
			VALUES ($1, $2, $3, $4, $5, $6)
			ON CONFLICT (ws, writer, hash, record) DO NOTHING`,
			w.ws[:], writer[:], m.SHA256[:], c.Record[:], int64(m.Size), m.Mime); err != nil {
			return err
		}
	}
	return nil
}

// holdItems writes one change of the owner with a ruling for each held item, at the front of the unit's place in
// the feed. It gives the next free place in it.
func (w *work) holdItems(u *unit) (int, error) {
	var ops []wire.Op
	for i := 0; i < len(u.items); {
		it := &u.items[i]
		if it.status != merge.Held {
			i++
			continue
		}
		k := i
		for k+1 < len(u.items) && u.items[k+1].status == merge.Held && u.items[k+1].reason == it.reason && u.items[k+1].note == it.note {
			k++
		}
		// A ruling for each change: who has only a part of a log that forks can not tell on which branch a range lies.
		for n := i; n <= k; n++ {
			seq := u.from + uint64(n)
			ops = append(ops, wire.Op{Kind: wire.KindHold, Value: wire.RulingValue(wire.Ruling{Writer: u.writer, From: seq, To: seq,
				HTo: u.items[n].h, Reason: it.reason, Note: it.note})})
		}
		w.out.Held = append(w.out.Held, HeldInfo{Writer: u.writer, From: u.from + uint64(i), To: u.from + uint64(k),
			Record: it.change.Record, Reason: it.reason, Note: it.note})
		i = k + 1
	}
	if len(ops) == 0 {
		return 0, nil
	}
	_, err := w.rule(ops, wire.ID{}, u.srv)
	return 1, err
}

// feedUnit gives the unit its places in the feed: one for each area of its records, or the zero area for rulings.
func (w *work) feedUnit(u *unit, ord int) error {
	switch u.kind {
	case wire.FeedGrant:
		return nil
	case wire.FeedRuling:
		return w.feedPiece(wire.ID{}, u, 0, len(u.items)-1, u.srv, 0)
	}
	var areas []wire.ID
	for i := range u.items {
		it := &u.items[i]
		if it.rec == nil || it.area.IsZero() {
			continue
		}
		if !slices.Contains(areas, it.area) {
			areas = append(areas, it.area)
		}
		if !slices.Contains(it.rec.fed, it.area) {
			it.rec.fed = append(it.rec.fed, it.area)
		}
	}
	for i, a := range areas {
		if err := w.feedPiece(a, u, 0, len(u.items)-1, u.srv, ord+i); err != nil {
			return err
		}
	}
	return nil
}

func (w *work) feedPiece(area wire.ID, u *unit, from, to int, srv uint64, ord int) error {
	prev := u.hPrev
	if from > 0 {
		prev = u.items[from-1].h
	}
	return w.insertFeed(area, srv, ord, u.kind, u.writer, u.from+uint64(from), u.from+uint64(to), u.branch, prev, u.items[to].h)
}

func (w *work) insertFeed(area wire.ID, srv uint64, ord int, kind wire.FeedKind, writer wire.ID, from, to uint64, branch uint32,
	prev, h wire.Hash) error {
	return w.t.exec(`INSERT INTO feed (ws, area, srv, ord, kind, writer, from_seq, to_seq, branch, h_prev, h)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
		w.ws[:], area[:], int64(srv), ord, int64(kind), writer[:], int64(from), int64(to), int64(branch), prev[:], h[:])
}
