package store

import (
	"cmp"
	"database/sql"
	"slices"

	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/sync/wire"
)

// moved adds the item of a record that moved in, as it stands in this snapshot, or a word that it left. Where it lies by
// now decides: who has its area needs no word, and who has not gets no record.
func (r *feedReader) moved(page *FeedPage, p *piece) (int, error) {
	row, known, err := recordRow(r.ctx, r.on, r.q.Workspace, p.ref)
	if err != nil || !known {
		return 0, err
	}
	here := slices.Contains(r.q.Areas, row.Area)
	if p.kind == wire.FeedLeft {
		if !here {
			page.Items = append(page.Items, wire.FeedItem{Kind: wire.FeedLeft, Srv: p.srv, Area: row.Area, Ref: p.ref})
		}
		return 64, nil
	}
	if !here {
		return 0, nil
	}
	item, err := r.record(&row)
	if err != nil {
		return 0, err
	}
	b := wire.EncodeRecordItem(item)
	page.Items = append(page.Items, wire.FeedItem{Kind: wire.FeedRecord, Srv: p.srv, Area: row.Area, Ref: p.ref, Payload: b})
	return len(b) + 64, nil
}

// record builds ◆D13: every stored change of a record, held ones too, under the signed heads that cover them, and the
// rulings about them.
func (r *feedReader) record(row *schema.RecordRow) (*wire.RecordItem, error) {
	var top int64
	if _, err := one(r.ctx, r.on, `SELECT n
		FROM counter
		WHERE ws = $1 AND name = 'srv'`, args(r.q.Workspace[:]), &top); err != nil {
		return nil, err
	}
	item := &wire.RecordItem{Record: row.ID, Area: row.Area, Srv: uint64(top)}
	var all []place
	err := each(r.ctx, r.on, `SELECT writer, seq, branch, srv
		FROM change
		WHERE ws = $1 AND record = $2
		ORDER BY writer, branch, seq`, args(r.q.Workspace[:], row.ID[:]), func(rows *sql.Rows) error {
		var p place
		var seq, number, srv int64
		if err := rows.Scan((*id)(&p.writer), &seq, &number, &srv); err != nil {
			return err
		}
		p.seq, p.branch = uint64(seq), uint32(number)
		all = append(all, p)
		item.Srvs = append(item.Srvs, wire.DotSrv{Dot: wire.Dot{Writer: p.writer, Seq: p.seq}, Srv: uint64(srv)})
		return nil
	})
	if err != nil {
		return nil, err
	}
	if item.Changes, err = r.runs(row.ID, all); err != nil {
		return nil, err
	}
	rulings, err := r.rulings(all)
	if err != nil {
		return nil, err
	}
	aliases, err := r.aliases(row.Case)
	if err != nil {
		return nil, err
	}
	rulings = append(rulings, aliases...)
	slices.SortFunc(rulings, func(a, b place) int {
		if c := a.writer.Compare(b.writer); c != 0 {
			return c
		}
		return cmp.Compare(a.seq, b.seq)
	})
	item.Rulings, err = r.runs(r.q.Workspace, rulings)
	return item, err
}

// aliases finds the owner's changes that made or ended edges of a household.
func (r *feedReader) aliases(caseID wire.ID) (out []place, err error) {
	return out, each(r.ctx, r.on, `SELECT writer, seq
		FROM alias
		WHERE ws = $1 AND (case_a = $2 OR case_b = $2)
		ORDER BY writer, seq`, args(r.q.Workspace[:], caseID[:]), func(rows *sql.Rows) error {
		var p place
		var seq int64
		err := rows.Scan((*id)(&p.writer), &seq)
		p.seq = uint64(seq)
		out = append(out, p)
		return err
	})
}

// rulings finds the owner's changes that rule about some changes.
func (r *feedReader) rulings(about []place) (out []place, err error) {
	var done []wire.ID
	for _, p := range about {
		if slices.Contains(done, p.writer) {
			continue
		}
		done = append(done, p.writer)
		if err := each(r.ctx, r.on, `SELECT DISTINCT owner, seq, from_seq, to_seq
			FROM ruling
			WHERE ws = $1 AND writer = $2
			ORDER BY owner, seq, from_seq, to_seq`, args(r.q.Workspace[:], p.writer[:]), func(rows *sql.Rows) error {
			var q place
			var seq, from, to int64
			if err := rows.Scan((*id)(&q.writer), &seq, &from, &to); err != nil {
				return err
			}
			q.seq = uint64(seq)
			if slices.ContainsFunc(about, func(x place) bool {
				return x.writer == p.writer && x.seq >= uint64(from) && x.seq <= uint64(to)
			}) && !slices.ContainsFunc(out, func(x place) bool { return x.writer == q.writer && x.seq == q.seq }) {
				out = append(out, q)
			}
			return nil
		}); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// runs gives segments that hold the bodies of changes of one record, each run up to the next signed head, with bare
// digests between. The places are by writer, branch and seq.
func (r *feedReader) runs(record wire.ID, all []place) ([]*wire.Segment, error) {
	var out []*wire.Segment
	for i := 0; i < len(all); {
		p := all[i]
		seg, last, err := r.run(record, &p)
		if err != nil {
			return nil, err
		}
		out = append(out, seg)
		for i < len(all) && all[i].writer == p.writer && all[i].branch == p.branch && all[i].seq <= last {
			i++
		}
	}
	return out, nil
}

func (r *feedReader) run(record wire.ID, p *place) (*wire.Segment, uint64, error) {
	var to int64
	var h wire.Hash
	var sig []byte
	found, err := one(r.ctx, r.on, `SELECT s.seq, s.h, s.sig
		FROM segment s
		JOIN change c ON c.ws = s.ws AND c.writer = s.writer AND c.seq = s.seq AND c.h = s.h
		WHERE s.ws = $1 AND s.writer = $2 AND s.seq >= $3 AND c.branch = $4
		ORDER BY s.seq
		LIMIT 1`, args(r.q.Workspace[:], p.writer[:], int64(p.seq), int64(p.branch)), &to, (*hash)(&h), &sig)
	if err != nil {
		return nil, 0, err
	}
	if !found {
		return nil, 0, &schema.Error{Code: schema.CodeInternal, Vi: "Thiếu chữ ký trong dữ liệu.", En: "No signed head follows a stored change."}
	}
	seg := &wire.Segment{Writer: p.writer, From: p.seq, Sig: sig}
	if seg.HPrev, err = r.before(p); err != nil {
		return nil, 0, err
	}
	return seg, uint64(to), each(r.ctx, r.on, `SELECT record, c, body
		FROM change
		WHERE ws = $1 AND writer = $2 AND seq >= $3 AND seq <= $4 AND branch = $5
		ORDER BY seq`, args(r.q.Workspace[:], p.writer[:], int64(p.seq), to, int64(p.branch)), func(rows *sql.Rows) error {
		var rec wire.ID
		var c wire.Hash
		var body sql.RawBytes
		if err := rows.Scan((*id)(&rec), (*hash)(&c), &body); err != nil {
			return err
		}
		it := wire.Item{C: c}
		if rec == record {
			it.Body = slices.Clone(body)
		}
		seg.Items = append(seg.Items, it)
		return nil
	})
}

// before gives the chain before a stored change: on its branch, or where that leaves branch 0.
func (r *feedReader) before(p *place) (h wire.Hash, err error) {
	if p.seq == 1 {
		pub, err := r.s.pubOf(r.ctx, r.on, r.q.Workspace, p.writer)
		return wire.ChainStart(pub), err
	}
	found, err := one(r.ctx, r.on, `SELECT c.h
		FROM change c
		JOIN branch b ON b.ws = c.ws AND b.writer = c.writer AND b.branch = $1
		WHERE c.ws = $2 AND c.writer = $3 AND c.seq = $4 AND (c.branch = b.branch OR c.branch = 0 AND c.seq < b.from_seq)`,
		args(int64(p.branch), r.q.Workspace[:], p.writer[:], int64(p.seq-1)), (*hash)(&h))
	if err == nil && !found {
		err = &schema.Error{Code: schema.CodeInternal, Vi: "Thiếu một lần lưu trong dữ liệu.", En: "A change before a stored one is missing."}
	}
	return h, err
}
