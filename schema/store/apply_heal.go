package store

import (
	"context"
	"database/sql"
	"slices"

	"github.com/sothon/sothon/sync/merge"
	"github.com/sothon/sothon/sync/wire"
)

// Healed says what came of pieces of the owner's own logs that a device gave back.
type Healed struct {
	Changes int       // taken, or filled where only a digest was
	Strange int       // pieces that are not the owner's, or contradict what is here: left alone
	Touched []wire.ID // records
}

// Heal takes back what the owner did itself between a backup and the loss that made it be restored: pieces of the logs of
// its earlier epochs, each under the signature that only it could make, bare digests in place of what the device that
// brings them does not have. A digest is filled when another device brings the change. Pieces stand for themselves: there
// may be gaps between them, of grants and of other areas. What rulings, aliases, moves and decisions among them say holds
// again, in their own epoch's place. Nothing of a tablet's comes this way. docs/sync.md ◆D14.
func (s *Store) Heal(ctx context.Context, ws wire.ID, segments []*wire.Segment) (Healed, error) {
	var out Healed
	var run []verified
	for _, seg := range segments {
		v, err := s.verifyPiece(ctx, ws, seg)
		if err != nil {
			return out, err
		}
		if v == nil {
			out.Strange++
			continue
		}
		run = append(run, *v)
	}
	if len(run) == 0 {
		return out, nil
	}
	strange := out.Strange
	err := s.write(ctx, func(t *tx) error {
		out = Healed{Strange: strange}
		w, err := t.begin(ctx, ws)
		if err != nil {
			return err
		}
		for i := range run {
			if err := w.heal(&run[i], &out); err != nil {
				return err
			}
		}
		if out.Changes == 0 {
			return nil
		}
		if err := w.healed(); err != nil {
			return err
		}
		if err := w.finish(); err != nil {
			return err
		}
		out.Touched = w.out.Touched
		return t.audit(ws, wire.ID{}, "epoch.heal", run[0].seg.Writer.String(), "")
	})
	if err != nil {
		return Healed{}, err
	}
	return out, nil
}

// verifyPiece checks that a segment is of an earlier epoch of the owner and as that signed it; nil when it is not.
func (s *Store) verifyPiece(ctx context.Context, ws wire.ID, seg *wire.Segment) (*verified, error) {
	if _, own := s.epoch(seg.Writer); !own || seg.Writer == s.owner {
		return nil, nil
	}
	pub, err := s.pubOf(ctx, pool{s}, ws, seg.Writer)
	if err != nil {
		return nil, err
	}
	verify, ok := Verifier(pub)
	if !ok {
		return nil, nil
	}
	v := &verified{seg: seg, changes: make([]*wire.Change, len(seg.Items))}
	if v.h, err = seg.Verify(verify); err != nil || seg.From == 1 && seg.HPrev != wire.ChainStart(pub) {
		return nil, nil //nolint:nilerr // not the owner's: left alone
	}
	for i := range seg.Items {
		if seg.Items[i].Body == nil {
			continue
		}
		if v.changes[i], err = wire.DecodeChange(seg.Items[i].Body); err != nil || v.changes[i].Erased != nil {
			return nil, nil //nolint:nilerr // as above
		}
	}
	return v, nil
}

// heldPiece is what is stored of a place in an owner's log: its body, or only its digest; with a zero digest only h, where
// a piece behind a gap begins.
type heldPiece struct {
	c, h wire.Hash
	body bool
}

// heal stores what a piece has that is not here, and gives it a place in the feed.
func (w *work) heal(v *verified, out *Healed) error {
	seg := v.seg
	have := map[uint64]heldPiece{}
	if err := each(w.ctx, w.t, `SELECT seq, c, h, LENGTH(body)
		FROM change
		WHERE ws = $1 AND writer = $2 AND seq >= $3 AND seq <= $4 AND branch = 0`,
		args(w.ws[:], seg.Writer[:], int64(seg.From)-1, int64(seg.Last())), func(r *sql.Rows) error {
			var seq, size int64
			var x heldPiece
			err := r.Scan(&seq, (*hash)(&x.c), (*hash)(&x.h), &size)
			x.body = size > 0
			have[uint64(seq)] = x
			return err
		}); err != nil {
		return err
	}
	if before, ok := have[seg.From-1]; ok && before.h != seg.HPrev {
		out.Strange++
		return nil
	}
	fresh := 0
	for i := range seg.Items {
		x, ok := have[seg.From+uint64(i)]
		if ok && (x.h != v.h[i] || !x.c.IsZero() && x.c != seg.Items[i].C) {
			out.Strange++
			return nil
		}
		if seg.Items[i].Body != nil && !x.body {
			fresh++
		}
	}
	if fresh == 0 {
		return nil
	}
	u := &unit{writer: seg.Writer, branchFrom: 1, from: seg.From, hPrev: seg.HPrev, sig: seg.Sig}
	var err error
	if u.srv, err = w.t.take(w.ws, "srv", 1); err != nil {
		return err
	}
	if _, ok := have[seg.From-1]; !ok && seg.From > 1 {
		if err := w.putHealed(u, seg.From-1, wire.Hash{}, seg.HPrev, nil, nil, false); err != nil {
			return err
		}
	}
	for i := range seg.Items {
		x, known := have[seg.From+uint64(i)]
		it := item{change: v.changes[i], body: seg.Items[i].Body, c: seg.Items[i].C, h: v.h[i]}
		isNew := it.body != nil && !x.body
		if isNew || !known || x.c.IsZero() {
			if err := w.putHealed(u, seg.From+uint64(i), it.c, it.h, it.change, it.body, known); err != nil {
				return err
			}
		}
		if isNew {
			out.Changes++
			if err := w.takeBack(u, &it, seg.From+uint64(i)); err != nil {
				return err
			}
		}
		u.items = append(u.items, it)
	}
	if err := w.t.exec(`INSERT INTO segment (ws, writer, seq, h, sig)
		VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (ws, writer, seq, h) DO NOTHING`,
		w.ws[:], u.writer[:], int64(u.last()), v.h[len(v.h)-1][:], u.sig); err != nil {
		return err
	}
	return w.feedHealed(u)
}

// putHealed writes one place of an owner's log; known: it is there without a body.
func (w *work) putHealed(u *unit, seq uint64, c, h wire.Hash, change *wire.Change, body []byte, known bool) error {
	record := wire.ID{}
	if change != nil {
		record = change.Record
	}
	if body == nil {
		body = []byte{}
	}
	if known {
		return w.t.exec(`UPDATE change
			SET record = $1, srv = $2, at = $3, c = $4, body = $5
			WHERE ws = $6 AND writer = $7 AND seq = $8 AND branch = 0`,
			record[:], int64(u.srv), ms(w.t.at), c[:], body, w.ws[:], u.writer[:], int64(seq))
	}
	return w.t.exec(`INSERT INTO change (ws, writer, seq, branch, record, srv, at, c, h, status, reason, body)
		VALUES ($1, $2, $3, 0, $4, $5, $6, $7, $8, 0, '', $9)`,
		w.ws[:], u.writer[:], int64(seq), record[:], int64(u.srv), ms(w.t.at), c[:], h[:], body)
}

// takeBack lets a change that came back count: a record's is merged with it, the workspace's rules and joins again.
func (w *work) takeBack(u *unit, it *item, seq uint64) error {
	c := it.change
	if c.Record != w.ws {
		rec, err := w.touch(c.Record)
		if err != nil {
			return err
		}
		rec.accept(c)
		rec.reload = true
		it.rec, it.area = rec, rec.area(c)
		return w.noteBlobs(u.writer, c)
	}
	at := &unit{writer: u.writer, from: seq, srv: u.srv}
	for k := range c.Ops {
		op := &c.Ops[k]
		switch op.Kind {
		case wire.KindHold, wire.KindAdmit:
			r, err := op.Value.Ruling()
			if err != nil {
				continue
			}
			if err := w.storeRuling(at, k, op.Kind, &r); err != nil {
				return err
			}
			if err := w.touchRuled(&r); err != nil {
				return err
			}
		case wire.KindAlias, wire.KindUnalias:
			a, err := op.Value.Alias()
			if err != nil {
				continue
			}
			if err := w.takeBackAlias(at, op, a, c.User); err != nil {
				return err
			}
		}
	}
	return nil
}

func (w *work) takeBackAlias(u *unit, op *wire.Op, a wire.Alias, by wire.ID) error {
	kind := uint8(a.What)
	if op.Kind == wire.KindUnalias {
		kind += ended
		for _, d := range op.Sees {
			if err := w.t.exec(`UPDATE alias
				SET ended = $1
				WHERE ws = $2 AND writer = $3 AND seq = $4`, ms(w.t.at), w.ws[:], d.Writer[:], int64(d.Seq)); err != nil {
				return err
			}
		}
	}
	return w.insertAlias(u, a, kind, by, "")
}

// touchRuled puts the records of what a ruling is about up for merging.
func (w *work) touchRuled(r *wire.Ruling) error {
	var about []wire.ID
	if err := each(w.ctx, w.t, `SELECT DISTINCT record
		FROM change
		WHERE ws = $1 AND writer = $2 AND seq >= $3 AND seq <= $4
		ORDER BY record`, args(w.ws[:], r.Writer[:], int64(r.From), int64(r.To)), func(rows *sql.Rows) error {
		var x wire.ID
		err := rows.Scan((*id)(&x))
		about = append(about, x)
		return err
	}); err != nil {
		return err
	}
	for _, x := range about {
		if x.IsZero() || x == w.ws {
			continue
		}
		rec, err := w.touch(x)
		if err != nil {
			return err
		}
		rec.reload = true
	}
	return nil
}

// feedHealed gives a piece its places in the feed: rulings go to everybody, an alias to the areas of its households, the
// rest to the areas of its records.
func (w *work) feedHealed(u *unit) error {
	rules, ord := false, 0
	var areas, joined []wire.ID
	for i := range u.items {
		it := &u.items[i]
		switch {
		case it.rec != nil && !it.area.IsZero():
			if !slices.Contains(areas, it.area) {
				areas = append(areas, it.area)
			}
			if !slices.Contains(it.rec.fed, it.area) {
				it.rec.fed = append(it.rec.fed, it.area)
			}
		case it.change != nil && it.change.Record == w.ws && isRuling(it.change):
			rules = true
		case it.change != nil && it.change.Record == w.ws:
			for k := range it.change.Ops {
				if a, err := it.change.Ops[k].Value.Alias(); err == nil && it.change.Ops[k].Kind != wire.KindGrant {
					of, err := w.areasOfAlias(a)
					if err != nil {
						return err
					}
					joined = append(joined, of...)
				}
			}
		}
	}
	feed := func(area wire.ID, kind wire.FeedKind) error {
		u.kind = kind
		err := w.feedPiece(area, u, 0, len(u.items)-1, u.srv, ord)
		ord++
		return err
	}
	if rules {
		if err := feed(wire.ID{}, wire.FeedRuling); err != nil {
			return err
		}
	}
	slices.SortFunc(joined, wire.ID.Compare)
	for _, a := range slices.Compact(joined) {
		if a.IsZero() {
			continue
		}
		if err := feed(a, wire.FeedRuling); err != nil {
			return err
		}
	}
	for _, a := range areas {
		if slices.Contains(joined, a) {
			continue
		}
		if err := feed(a, wire.FeedChange); err != nil {
			return err
		}
	}
	return nil
}

// healed gives every change of the records touched the status that all rulings make, and steps decisions whose step was
// lost, where nothing was decided since.
func (w *work) healed() error {
	for _, r := range slices.Clone(w.order) {
		in, _, err := w.restatus(r.id)
		if err != nil {
			return err
		}
		named, since := map[wire.Dot]bool{}, false
		for i := range in {
			c := in[i].Change
			if in[i].Status != merge.Held {
				r.accept(c)
			}
			for k := range c.Ops {
				switch op := &c.Ops[k]; {
				case op.Kind == wire.KindStep:
					if s, err := op.Value.Step(); err == nil {
						for _, d := range s.Names {
							named[d] = true
						}
					}
				case op.Kind.Family() == wire.FamilyDecision:
					since = since || in[i].Writer == w.s.owner
				}
			}
		}
		for i := range in {
			if d := in[i].Dot(); in[i].Status != merge.Held && !named[d] && !since {
				w.noteDecision(in[i].Change, d)
			}
		}
	}
	return nil
}
