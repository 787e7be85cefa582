package store

import (
	"database/sql"

	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/sync/merge"
	"github.com/sothon/sothon/sync/wire"
)

// rule stores a change of rulings by the owner and what follows from it. srv is the place in the feed that it shares
// with the changes it is about; 0: one of its own.
func (w *work) rule(ops []wire.Op, user wire.ID, srv uint64) (*unit, error) {
	c := w.office(ops...)
	c.User = user
	if !user.IsZero() {
		var err error
		if c.Grant, err = w.officeGrant(user); err != nil {
			return nil, err
		}
	}
	u, err := w.ownAt([]*wire.Change{c}, srv)
	if err != nil {
		return nil, err
	}
	for k := range ops {
		r, err := ops[k].Value.Ruling()
		if err != nil {
			return nil, &schema.Error{Code: schema.CodeInvalid, Field: "ruling", Vi: "Lệnh giữ riêng chưa đúng.", En: "The ruling is malformed.", Err: err}
		}
		if err := w.storeRuling(u, k, ops[k].Kind, &r); err != nil {
			return nil, err
		}
		if srv == 0 { // a ruling of its own; those of a unit came with the status that its changes are stored with
			if err := w.enforce(ops[k].Kind, &r); err != nil {
				return nil, err
			}
		}
	}
	return u, nil
}

func (w *work) storeRuling(u *unit, op int, kind wire.Kind, r *wire.Ruling) error {
	return w.t.exec(`INSERT INTO ruling (ws, owner, seq, op, srv, at, kind, writer, from_seq, to_seq, h_to, reason, note)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
		w.ws[:], u.writer[:], int64(u.from), op, int64(u.srv), ms(w.t.at), int64(kind), r.Writer[:], int64(r.From), int64(r.To),
		r.HTo[:], r.Reason, r.Note)
}

// enforce gives stored changes the status that a ruling makes, and puts their records up for merging. Whoever sees the
// record has the changes already: held ones are fed like others.
func (w *work) enforce(kind wire.Kind, r *wire.Ruling) error {
	status, reason := merge.Held, r.Reason
	if kind == wire.KindAdmit {
		status, reason = merge.Admitted, ""
	}
	on, from := int64(-1), int64(0) // any branch
	if !r.HTo.IsZero() {
		found, err := one(w.ctx, w.t, `SELECT c.branch, CASE WHEN c.branch = 0 THEN 0 ELSE b.from_seq END
			FROM change c
			JOIN branch b ON b.ws = c.ws AND b.writer = c.writer AND b.branch = c.branch
			WHERE c.ws = $1 AND c.writer = $2 AND c.seq = $3 AND c.h = $4`, args(w.ws[:], r.Writer[:], int64(r.To), r.HTo[:]), &on, &from)
		if err != nil {
			return err
		}
		if !found {
			return schema.NotFound("Không có lần lưu này.", "There is no such change.")
		}
	}
	if err := w.t.exec(`UPDATE change
		SET status = $1, reason = $2
		WHERE ws = $3 AND writer = $4 AND seq >= $5 AND seq <= $6 AND ($7 = -1 OR branch = $7 OR branch = 0 AND seq < $8)`,
		int64(status), reason, w.ws[:], r.Writer[:], int64(r.From), int64(r.To), on, from); err != nil {
		return err
	}
	var places []place
	err := each(w.ctx, w.t, `SELECT record, seq, branch, body
		FROM change
		WHERE ws = $1 AND writer = $2 AND seq >= $3 AND seq <= $4 AND ($5 = -1 OR branch = $5 OR branch = 0 AND seq < $6)
		ORDER BY seq, branch`, args(w.ws[:], r.Writer[:], int64(r.From), int64(r.To), on, from), func(rows *sql.Rows) error {
		p := place{writer: r.Writer}
		var seq, number int64
		if err := rows.Scan((*id)(&p.record), &seq, &number, &p.body); err != nil {
			return err
		}
		p.seq, p.branch = uint64(seq), uint32(number)
		places = append(places, p)
		return nil
	})
	if err != nil {
		return err
	}
	for _, p := range places {
		if err := w.ruled(&p, status); err != nil {
			return err
		}
	}
	return nil
}

// place is where a stored change lies.
type place struct {
	writer, record wire.ID
	seq            uint64
	branch         uint32
	body           []byte
}

func (w *work) ruled(p *place, status merge.Status) error {
	if p.record == w.ws || p.record.IsZero() { // a tablet's change on the workspace says nothing, admitted or not
		return nil
	}
	rec, err := w.touch(p.record)
	if err != nil {
		return err
	}
	rec.reload = true
	if status != merge.Admitted {
		return nil
	}
	c, err := wire.DecodeChange(p.body)
	if err != nil {
		return err
	}
	rec.accept(c)
	w.noteDecision(c, wire.Dot{Writer: p.writer, Seq: p.seq})
	return nil
}
