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
// a signed head, with the bodies of records of these areas and bare digests of others, never the asker's own. It reads
// one committed state and takes no lock. Areas must be those granted: they are not checked here. A cursor of other
// areas begins again; what comes twice is known already. docs/sync.md §1.6, ◆D10.
func (s *Store) Feed(ctx context.Context, q FeedQuery) (FeedPage, error) {
	if q.MaxBytes <= 0 {
		q.MaxBytes = defaultPage
	}
	digest := AreasDigest(q.Areas)
	page := FeedPage{Cursor: Cursor{Srv: q.Cursor.Srv, AreasDigest: digest}}
	if q.Cursor.AreasDigest != digest {
		page.Cursor.Srv = 0
	}
	err := s.inSnapshot(ctx, func(on snapshot) error {
		r := feedReader{s: s, on: on, ctx: ctx, q: &q, after: page.Cursor.Srv}
		return r.read(&page)
	})
	return page, err
}

type feedReader struct {
	s     *Store
	on    snapshot
	ctx   context.Context
	q     *FeedQuery
	after uint64
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
}

func (r *feedReader) read(page *FeedPage) error {
	var top int64
	if _, err := one(r.ctx, r.on, `SELECT n
		FROM counter
		WHERE ws = $1 AND name = 'srv'`, args(r.q.Workspace[:]), &top); err != nil {
		return err
	}
	if uint64(top) < r.after { // a cursor of another history
		r.after, page.Cursor.Srv = 0, 0
	}
	size := 0
	for {
		pieces, until, err := r.next()
		if err != nil {
			return err
		}
		for i := 0; i < len(pieces); {
			k := i // one place in the feed at a time: a page ends only between them
			for k < len(pieces) && pieces[k].srv == pieces[i].srv {
				k++
			}
			n, err := r.unit(page, pieces[i:k])
			if err != nil {
				return err
			}
			page.Cursor.Srv = pieces[i].srv
			i = k
			if size += n; size >= r.q.MaxBytes {
				page.More = page.Cursor.Srv < uint64(top)
				return nil
			}
		}
		if until == 0 { // every area read to its end: all that is committed has been seen
			page.Cursor.Srv = uint64(top)
			return nil
		}
		r.after, page.Cursor.Srv = until, until
	}
}

// next gives the pieces behind r.after in their order, up to until; until 0: to the end.
func (r *feedReader) next() (out []piece, until uint64, err error) {
	areas := append([]wire.ID{{}}, r.q.Areas...)
	slices.SortFunc(areas, wire.ID.Compare)
	for _, a := range slices.Compact(areas) {
		n, last := 0, uint64(0)
		if err := each(r.ctx, r.on, `SELECT srv, ord, kind, writer, from_seq, to_seq, branch, h_prev, h
			FROM feed
			WHERE ws = $1 AND area = $2 AND srv > $3
			ORDER BY srv, ord
			LIMIT $4`, args(r.q.Workspace[:], a[:], int64(r.after), feedRows), func(rows *sql.Rows) error {
			p := piece{area: a}
			var srv, kind, from, to, number int64
			if err := rows.Scan(&srv, &p.ord, &kind, (*id)(&p.writer), &from, &to, &number, (*hash)(&p.prev), (*hash)(&p.h)); err != nil {
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
