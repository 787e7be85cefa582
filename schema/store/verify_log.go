package store

import (
	"context"
	"database/sql"
	"fmt"

	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/sync/wire"
)

// Verified is what VerifyLogs walked.
type Verified struct {
	Writers, Changes, Heads, Audit int
	Logs                           []wire.Head // the end of each writer's log, as first known
}

// VerifyLogs checks a whole workspace: the database's own structure, every change against its digest, every chain, every
// signed head against its writer's key, the audit log. The error names the first thing that is wrong.
func (s *Store) VerifyLogs(ctx context.Context, ws wire.ID) (Verified, error) {
	var v Verified
	if s.d.name == "sqlite" {
		var said string
		if _, err := one(ctx, pool{s}, `PRAGMA integrity_check(1)`, nil, &said); err != nil {
			return v, err
		}
		if said != "ok" {
			return v, wrong("Tệp cơ sở dữ liệu hỏng: "+said, "The database file is damaged: "+said)
		}
	}
	err := s.inSnapshot(ctx, func(on snapshot) error {
		devices, err := devicesOf(ctx, on, `d.ws = $1`, args(ws[:]))
		if err != nil {
			return err
		}
		for i := range devices {
			if err := verifyLog(ctx, on, ws, &devices[i], &v); err != nil {
				return err
			}
		}
		rows, bad, err := verifyAudit(ctx, on, ws)
		if err == nil && bad > 0 {
			err = wrong(fmt.Sprintf("Nhật ký bị sửa ở dòng %d.", bad), fmt.Sprintf("The audit log was changed at line %d.", bad))
		}
		v.Audit = int(rows)
		return err
	})
	return v, err
}

func wrong(vi, en string) error { return &schema.Error{Code: schema.CodeInternal, Vi: vi, En: en} }

type logPlace struct {
	seq    uint64
	branch uint32
}

func verifyLog(ctx context.Context, on querier, ws wire.ID, d *schema.Device, v *Verified) error {
	v.Writers++
	var branches []branch
	if err := each(ctx, on, `SELECT branch, from_seq, seq, h
		FROM branch
		WHERE ws = $1 AND writer = $2
		ORDER BY branch`, args(ws[:], d.Writer[:]), func(r *sql.Rows) error {
		var b branch
		var number, from, seq int64
		err := r.Scan(&number, &from, &seq, (*hash)(&b.h))
		b.number, b.from, b.seq = uint32(number), uint64(from), uint64(seq)
		branches = append(branches, b)
		return err
	}); err != nil {
		return err
	}
	name := d.Name + " (" + d.Writer.String()[:8] + ")"
	heads := map[logPlace]wire.Hash{{0, 0}: wire.ChainStart(d.Pub)}
	loose := looseEnds{d: d}
	if len(branches) > 0 {
		loose.from = branches[0].seq
	}
	from := map[uint32]uint64{}
	for _, b := range branches {
		from[b.number] = b.from
	}
	if err := each(ctx, on, `SELECT seq, branch, c, h, body
		FROM change
		WHERE ws = $1 AND writer = $2
		ORDER BY branch, seq`, args(ws[:], d.Writer[:]), func(r *sql.Rows) error {
		var seq, number int64
		var c, h wire.Hash
		var body sql.RawBytes
		if err := r.Scan(&seq, &number, (*hash)(&c), (*hash)(&h), &body); err != nil {
			return err
		}
		v.Changes++
		place := logPlace{uint64(seq), uint32(number)}
		before := logPlace{place.seq - 1, place.branch}
		if place.branch > 0 && place.seq == from[place.branch] || place.seq == 1 {
			before.branch = 0
		}
		if loose.bare(place, c, h, len(body), heads) {
			return nil
		}
		prev, ok := heads[before]
		if got, err := wire.Digest(body); err != nil || got != c || !ok || wire.NextHead(prev, c) != h {
			return wrong(fmt.Sprintf("Lần lưu %d của %s không khớp chuỗi.", seq, name), fmt.Sprintf("Change %d of %s does not fit its chain.", seq, name))
		}
		heads[place] = h
		return nil
	}); err != nil {
		return err
	}
	for _, b := range branches {
		if end, ok := heads[logPlace{b.seq, b.number}]; (!ok || end != b.h) && b.seq > 0 {
			return wrong("Thiếu phần cuối chuỗi của "+name+".", "The end of the log of "+name+" is missing.")
		}
		if b.number == 0 {
			v.Logs = append(v.Logs, wire.Head{Writer: d.Writer, Seq: b.seq, H: b.h})
		}
	}
	verify, ok := Verifier(d.Pub)
	if !ok {
		return wrong("Khoá của "+name+" hỏng.", "The key of "+name+" is no key.")
	}
	if err := each(ctx, on, `SELECT seq, h, sig
		FROM segment
		WHERE ws = $1 AND writer = $2`, args(ws[:], d.Writer[:]), func(r *sql.Rows) error {
		var seq int64
		var h wire.Hash
		var sig []byte
		if err := r.Scan(&seq, (*hash)(&h), &sig); err != nil {
			return err
		}
		v.Heads++
		if !verify(wire.HeadMessage(d.Writer, uint64(seq), h), sig) {
			return wrong(fmt.Sprintf("Chữ ký ở lần lưu %d của %s sai.", seq, name), fmt.Sprintf("The signature at change %d of %s is wrong.", seq, name))
		}
		loose.signed(uint64(seq), h)
		return nil
	}); err != nil {
		return err
	}
	if seq, ok := loose.unsigned(heads); ok {
		return wrong(fmt.Sprintf("Lần lưu %d của %s không khớp chuỗi.", seq, name), fmt.Sprintf("Change %d of %s does not fit its chain.", seq, name))
	}
	return nil
}

// looseEnds follows what a restored owner took back of its earlier logs (Heal): behind the end of the log as it was backed
// up stand pieces with gaps between them. Each is held by a signature over its end.
type looseEnds struct {
	d      *schema.Device
	from   uint64 // the end of the log as it was backed up
	places []uint64
	begins map[uint64]bool // where a piece behind a gap begins: only its h is here
	heads  map[wire.Head]bool
}

// bare takes a place that has no body: only its digest, or only where a piece behind a gap begins.
func (l *looseEnds) bare(p logPlace, c, h wire.Hash, size int, heads map[logPlace]wire.Hash) bool {
	if !l.d.Owner || p.branch > 0 || p.seq <= l.from {
		return false
	}
	l.places = append(l.places, p.seq)
	prev, ok := heads[logPlace{p.seq - 1, 0}]
	switch {
	case size > 0:
		return false
	case c.IsZero():
		if l.begins == nil {
			l.begins = map[uint64]bool{}
		}
		heads[p], l.begins[p.seq] = h, true
		return true
	case !ok || wire.NextHead(prev, c) != h:
		return false
	}
	heads[p] = h
	return true
}

func (l *looseEnds) signed(seq uint64, h wire.Hash) {
	if l.heads == nil {
		l.heads = map[wire.Head]bool{}
	}
	l.heads[wire.Head{Seq: seq, H: h}] = true
}

// unsigned gives a place behind which the log has a gap and whose head nobody signed.
func (l *looseEnds) unsigned(heads map[logPlace]wire.Hash) (uint64, bool) {
	for i, seq := range l.places {
		last := i+1 == len(l.places) || l.places[i+1] != seq+1 || l.begins[seq+1]
		if last && !l.heads[wire.Head{Seq: seq, H: heads[logPlace{seq, 0}]}] {
			return seq, true
		}
	}
	return 0, false
}
