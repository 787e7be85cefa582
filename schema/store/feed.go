package store

import (
	"context"
	"database/sql"
	"slices"

	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/sync/wire"
)

const (
	defaultPage = 512 << 10
	feedRows    = 64 // rows read of one area at a time
)

// AreasDigest is what a cursor says about the areas that it covers.
func AreasDigest(areas []wire.ID) [16]byte {
	sorted := slices.Clone(areas)
	slices.SortFunc(sorted, wire.ID.Compare)
	var e wire.Encoder
	e.Text("sothon.areas.1")
	for _, a := range slices.Compact(sorted) {
		e.ID(a)
	}
	h := wire.Sum(e.B)
	return [16]byte(h[:16])
}

// Feed reads what a writer has not seen yet of some areas, rulings of the workspace included: pieces of logs that end at
// a signed head, with the bodies of records of these areas and bare digests of others, never the asker's own; records
// that moved in, whole; a word about those that left. It reads one committed state and takes no lock. Areas must be those
// granted: they are not checked here. When a cursor covers others, an area lost is told as left, and one gained is read
// from its beginning up to where the cursor stands; nothing else comes again. docs/sync.md §1.6, ◆D10, ◆D13.
func (s *Store) Feed(ctx context.Context, q FeedQuery) (FeedPage, error) {
	if q.MaxBytes <= 0 {
		q.MaxBytes = defaultPage
	}
	var page FeedPage
	err := s.inSnapshot(ctx, func(on snapshot) error {
		r := feedReader{s: s, on: on, ctx: ctx, q: &q}
		return r.page(&page)
	})
	return page, err
}

type feedReader struct {
	s     *Store
	on    snapshot
	ctx   context.Context
	q     *FeedQuery
	areas []wire.ID // read now, the zero area among them
	after uint64
	top   uint64 // the feed is read up to here
	size  int
}

// page brings the cursor to the areas asked for, then reads on.
func (r *feedReader) page(page *FeedPage) error {
	var top int64
	if _, err := one(r.ctx, r.on, `SELECT n
		FROM counter
		WHERE ws = $1 AND name = 'srv'`, args(r.q.Workspace[:]), &top); err != nil {
		return err
	}
	now, at := AreasDigest(r.q.Areas), r.q.Cursor
	var gained, lost []wire.ID
	if at != (Cursor{}) && (at.AreasDigest != now || at.Target != [16]byte{}) {
		then, known, err := r.areasThen(at.AreasDigest)
		if err != nil {
			return err
		}
		gained, lost = without(r.q.Areas, then), without(then, r.q.Areas)
		if at.Target != now && at.Target != [16]byte{} { // others again, before those gained were read: begin again
			target, _, err := r.areasThen(at.Target)
			if err != nil {
				return err
			}
			known, lost = false, append(lost, without(target, r.q.Areas)...)
		}
		if !known {
			at, gained = Cursor{}, nil
		}
	}
	if at.Srv > uint64(top) { // a cursor of another history
		at, gained = Cursor{}, nil
	}
	if at.Target != now {
		at.Target, at.Pos = now, 0
	}
	if at.Pos == 0 {
		for _, a := range lost {
			page.Items = append(page.Items, wire.FeedItem{Kind: wire.FeedLeft, Srv: at.Srv, Area: a})
		}
	}
	if len(gained) > 0 {
		r.areas, r.after, r.top = gained, at.Pos, at.Srv
		reached, more, err := r.read(page)
		if err != nil {
			return err
		}
		if more {
			at.Pos = reached
			page.Cursor, page.More = at, true
			return nil
		}
	}
	r.areas, r.after, r.top = append([]wire.ID{{}}, r.q.Areas...), at.Srv, uint64(top)
	reached, more, err := r.read(page)
	page.Cursor, page.More = Cursor{Srv: reached, AreasDigest: now}, more
	return err
}

// areasThen finds the areas whose digest a cursor has, among those that the writer's grants ever covered together.
func (r *feedReader) areasThen(digest [16]byte) ([]wire.ID, bool, error) {
	grants, err := grantsOf(r.ctx, r.on, `ws = $1 AND writer = $2`, args(r.q.Workspace[:], r.q.Writer[:]))
	if err != nil {
		return nil, false, err
	}
	for i := len(grants) - 1; i >= 0; i-- {
		for _, srv := range []uint64{grants[i].EndedSrv, grants[i].Srv} {
			var areas []wire.ID
			for k := range grants {
				if g := &grants[k]; srv > 0 && g.Srv <= srv && (g.EndedSrv == 0 || g.EndedSrv > srv) {
					areas = append(areas, g.Areas...)
				}
			}
			slices.SortFunc(areas, wire.ID.Compare)
			if areas = slices.Compact(areas); AreasDigest(areas) == digest {
				return areas, true, nil
			}
		}
	}
	return nil, false, nil
}

// without gives the ids of a that are not in b.
func without(a, b []wire.ID) []wire.ID {
	return slices.DeleteFunc(slices.Clone(a), func(x wire.ID) bool { return slices.Contains(b, x) })
}

// piece is a row of the feed.
type piece struct {
	srv, from, to uint64
	ord           int
	kind          wire.FeedKind
	writer        wire.ID
	area          wire.ID
	branch        uint32
	prev, h       wire.Hash
	ref           wire.ID // of a record or left: the record; writer is then where it went
}

// read adds what lies behind r.after, up to r.top or until the page is full; it gives how far it came.
func (r *feedReader) read(page *FeedPage) (reached uint64, more bool, err error) {
	reached = r.after
	for {
		pieces, until, err := r.next()
		if err != nil {
			return reached, false, err
		}
		for i := 0; i < len(pieces); {
			k := i // one place in the feed at a time: a page ends only between them
			for k < len(pieces) && pieces[k].srv == pieces[i].srv {
				k++
			}
			n, err := r.unit(page, pieces[i:k])
			if err != nil {
				return reached, false, err
			}
			reached = pieces[i].srv
			i = k
			if r.size += n; r.size >= r.q.MaxBytes {
				return reached, reached < r.top, nil
			}
		}
		if until == 0 { // every area read to its end: all that is committed has been seen
			return r.top, false, nil
		}
		r.after, reached = until, until
	}
}

// next gives the pieces behind r.after in their order, up to until; until 0: to the end.
func (r *feedReader) next() (out []piece, until uint64, err error) {
	areas := slices.Clone(r.areas)
	slices.SortFunc(areas, wire.ID.Compare)
	for _, a := range slices.Compact(areas) {
		n, last := 0, uint64(0)
		if err := each(r.ctx, r.on, `SELECT srv, ord, kind, writer, from_seq, to_seq, branch, h_prev, h, ref
			FROM feed
			WHERE ws = $1 AND area = $2 AND srv > $3 AND srv <= $4
			ORDER BY srv, ord
			LIMIT $5`, args(r.q.Workspace[:], a[:], int64(r.after), int64(r.top), feedRows), func(rows *sql.Rows) error {
			p := piece{area: a}
			var srv, kind, from, to, number int64
			if err := rows.Scan(&srv, &p.ord, &kind, (*id)(&p.writer), &from, &to, &number, (*hash)(&p.prev), (*hash)(&p.h), (*id)(&p.ref)); err != nil {
				return err
			}
			p.srv, p.kind, p.from, p.to, p.branch = uint64(srv), wire.FeedKind(kind), uint64(from), uint64(to), uint32(number)
			n, last = n+1, p.srv
			out = append(out, p)
			return nil
		}); err != nil {
			return nil, 0, err
		}
		// A full answer may end inside a place in the feed: what it has of the last one is read again.
		if n == feedRows && (until == 0 || last-1 < until) {
			until = last - 1
		}
	}
	if until != 0 {
		if until <= r.after { // one place with more pieces than are read at a time: only happens with feedRows areas forks
			return nil, 0, &schema.Error{Code: schema.CodeInternal, Vi: "Bảng gửi về bị hỏng.", En: "A place in the feed has too many pieces."}
		}
		out = slices.DeleteFunc(out, func(p piece) bool { return p.srv > until })
	}
	slices.SortStableFunc(out, func(a, b piece) int {
		if a.srv != b.srv {
			if a.srv < b.srv {
				return -1
			}
			return 1
		}
		return a.ord - b.ord
	})
	return out, until, nil
}

// unit adds one place in the feed, each piece once, and gives its size.
func (r *feedReader) unit(page *FeedPage, pieces []piece) (int, error) {
	size := 0
	for i := range pieces {
		p := &pieces[i]
		if p.kind == wire.FeedRecord || p.kind == wire.FeedLeft {
			n, err := r.moved(page, p)
			if err != nil {
				return 0, err
			}
			size += n
			continue
		}
		if p.writer == r.q.Writer || slices.ContainsFunc(pieces[:i], func(o piece) bool {
			return o.writer == p.writer && o.from == p.from && o.h == p.h
		}) {
			continue
		}
		seg, err := r.segment(p)
		if err != nil {
			return 0, err
		}
		b := wire.EncodeSegment(seg)
		page.Items = append(page.Items, wire.FeedItem{Kind: p.kind, Srv: p.srv, Area: p.area, Payload: b})
		size += len(b) + 64
	}
	return size, nil
}

// segment builds a piece: bodies of the records in the areas asked for, and of rulings; digests of the rest.
func (r *feedReader) segment(p *piece) (*wire.Segment, error) {
	seg := &wire.Segment{Writer: p.writer, From: p.from, HPrev: p.prev, Items: make([]wire.Item, 0, p.to-p.from+1)}
	err := each(r.ctx, r.on, `SELECT c.record, c.c, c.body, COALESCE(r.area, c.record)
		FROM change c
		LEFT JOIN record r ON r.ws = c.ws AND r.record = c.record
		WHERE c.ws = $1 AND c.writer = $2 AND c.seq >= $3 AND c.seq <= $4 AND c.branch = $5
		ORDER BY c.seq`, args(r.q.Workspace[:], p.writer[:], int64(p.from), int64(p.to), int64(p.branch)), func(rows *sql.Rows) error {
		var rec, area wire.ID
		var c wire.Hash
		var body sql.RawBytes
		if err := rows.Scan((*id)(&rec), (*hash)(&c), &body, (*id)(&area)); err != nil {
			return err
		}
		it := wire.Item{C: c}
		if rec == r.q.Workspace && p.kind == wire.FeedRuling || slices.Contains(r.q.Areas, area) {
			it.Body = slices.Clone(body)
		}
		seg.Items = append(seg.Items, it)
		return nil
	})
	if err != nil {
		return nil, err
	}
	if uint64(len(seg.Items)) != p.to-p.from+1 {
		return nil, &schema.Error{Code: schema.CodeInternal, Vi: "Thiếu một lần lưu trong dữ liệu.", En: "A change that the feed names is missing."}
	}
	found, err := one(r.ctx, r.on, `SELECT sig
		FROM segment
		WHERE ws = $1 AND writer = $2 AND seq = $3 AND h = $4`, args(r.q.Workspace[:], p.writer[:], int64(p.to), p.h[:]), &seg.Sig)
	if err == nil && !found {
		err = &schema.Error{Code: schema.CodeInternal, Vi: "Thiếu chữ ký trong dữ liệu.", En: "A signed head is missing."}
	}
	return seg, err
}
