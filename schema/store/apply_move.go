package store

import (
	"context"
	"database/sql"
	"slices"

	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/sync/wire"
)

// MoveCase moves a household with all its records, that of the register too, to another area: the household itself has
// moved, or was drawn into the wrong one. Tablets of the new area get each record whole, those of the old one drop it.
// What a tablet of the old area had not sent yet is taken for schema.LateDays. Nothing to move: nothing is written.
// docs/sync.md ◆D2, ◆D13.
func (s *Store) MoveCase(ctx context.Context, ws, caseID, area, by wire.ID) error {
	return s.write(ctx, func(t *tx) error {
		if err := t.knownArea(ctx, ws, area); err != nil {
			return err
		}
		w, err := t.begin(ctx, ws)
		if err != nil {
			return err
		}
		moved, err := w.moveCase(caseID, area, by)
		if err != nil || !moved {
			return err
		}
		if err := w.finish(); err != nil {
			return err
		}
		return t.audit(ws, by, "case.move", caseID.String(), `{"area":"`+area.String()+`"}`)
	})
}

// moveCase writes the moves of every record of a household that lies elsewhere; false when there is none.
func (w *work) moveCase(caseID, area, by wire.ID) (bool, error) {
	grant, err := w.officeGrant(by)
	if err != nil {
		return false, err
	}
	rows, err := w.rowsOfCase(caseID)
	if err != nil {
		return false, err
	}
	if len(rows) == 0 {
		return false, schema.NotFound("Không có hộ này.", "There is no such household.")
	}
	var changes []*wire.Change
	for i := range rows {
		if rows[i].Area != area {
			c := moveChange(&rows[i], area)
			c.User, c.Grant = by, grant
			changes = append(changes, c)
		}
	}
	if len(changes) == 0 {
		return false, nil
	}
	_, err = w.own(changes)
	return err == nil, err
}

func (t *tx) knownArea(ctx context.Context, ws, area wire.ID) error {
	found, err := one(ctx, t, `SELECT 1
		FROM area
		WHERE ws = $1 AND area = $2`, args(ws[:], area[:]), new(int64))
	if err == nil && !found {
		err = schema.NotFound("Không có địa bàn này.", "There is no such area.")
	}
	return err
}

func (w *work) rowsOfCase(caseID wire.ID) ([]schema.RecordRow, error) {
	var rows []schema.RecordRow
	return rows, each(w.ctx, w.t, `SELECT `+recordColumns+`
		FROM record
		WHERE ws = $1 AND case_ = $2
		ORDER BY record
		LIMIT 1000`, args(w.ws[:], caseID[:]), func(r *sql.Rows) error {
		row, err := scanRecord(r)
		rows = append(rows, row)
		return err
	})
}

// moveChange is the owner's change that puts a record into an area.
func moveChange(r *schema.RecordRow, area wire.ID) *wire.Change {
	return &wire.Change{
		Header: wire.Header{Record: r.ID, Case: r.Case, Round: r.Round, Area: area, FormID: r.FormID, FormVersion: r.FormVersion, FormHash: r.FormHash},
		Ops:    []wire.Op{{Kind: wire.KindMove, Value: wire.IDValue(area)}},
	}
}

// follow moves records whose first change named an area that their household has left since: they go after it.
func (w *work) follow() error {
	for _, r := range w.order {
		h := r.astray
		if r.astray = nil; h == nil {
			continue
		}
		c := &wire.Change{Header: *h, Ops: []wire.Op{{Kind: wire.KindMove, Value: wire.IDValue(h.Area)}}}
		c.User, c.Grant, c.Env, c.Was, c.At, c.Zone = wire.ID{}, wire.ID{}, nil, nil, 0, 0
		if _, err := w.own([]*wire.Change{c}); err != nil {
			return err
		}
	}
	return nil
}

// caseArea gives where the register has a household; zero: it does not have it.
func (w *work) caseArea(caseID wire.ID) (wire.ID, error) {
	if caseID.IsZero() {
		return wire.ID{}, nil
	}
	rec := wire.RecordID(caseID, wire.ID{}, schema.RegisterForm)
	row, found, err := recordRow(w.ctx, w.t, w.ws, rec)
	if err != nil || !found {
		return wire.ID{}, err
	}
	found, err = one(w.ctx, w.t, `SELECT 1
		FROM change
		WHERE ws = $1 AND record = $2 AND status <> 1
		LIMIT 1`, args(w.ws[:], rec[:]), new(int64))
	if !found {
		return wire.ID{}, err
	}
	return row.Area, err
}

// lately gives the areas in which a record lay within schema.LateDays, beside the one in which it lies.
func (w *work) lately(rec wire.ID) ([]wire.ID, error) {
	var out []wire.ID
	since := ms(w.t.at.AddDate(0, 0, -schema.LateDays))
	return out, each(w.ctx, w.t, `SELECT f.area, MAX(c.at)
		FROM feed f
		JOIN change c ON c.ws = f.ws AND c.record = f.ref AND c.srv <= f.srv
		WHERE f.ws = $1 AND f.ref = $2 AND f.kind = $3
		GROUP BY f.area, f.srv
		LIMIT 1000`, args(w.ws[:], rec[:], int64(wire.FeedLeft)), func(r *sql.Rows) error {
		var a wire.ID
		var when int64
		if err := r.Scan((*id)(&a), &when); err != nil {
			return err
		}
		if when >= since && !slices.Contains(out, a) {
			out = append(out, a)
		}
		return nil
	})
}

// feedMove puts a record that lies in another area than before, or than its held changes said, into the feed of the area
// where it lies, and a word that it left into the feeds of the others.
func (w *work) feedMove(r *touched, area wire.ID) error {
	if !r.placed {
		return nil
	}
	var from []wire.ID
	if r.known && r.stored != area {
		from = append(from, r.stored)
	}
	for _, a := range r.fed {
		if a != area && !slices.Contains(from, a) {
			from = append(from, a)
		}
	}
	if len(from) == 0 {
		return nil
	}
	for _, a := range from {
		if a.IsZero() {
			continue
		}
		if err := w.feedRef(a, wire.FeedLeft, r.id, area); err != nil {
			return err
		}
	}
	if area.IsZero() {
		return nil
	}
	return w.feedRef(area, wire.FeedRecord, r.id, wire.ID{})
}

// feedRef gives an item about a record a place of its own in an area's feed; to is where it went.
func (w *work) feedRef(area wire.ID, kind wire.FeedKind, ref, to wire.ID) error {
	srv, err := w.t.take(w.ws, "srv", 1)
	if err != nil {
		return err
	}
	none := wire.Hash{}
	return w.t.exec(`INSERT INTO feed (ws, area, srv, ord, kind, writer, from_seq, to_seq, branch, h_prev, h, ref)
		VALUES ($1, $2, $3, 0, $4, $5, 0, 0, 0, $6, $7, $8)`,
		w.ws[:], area[:], int64(srv), int64(kind), to[:], none[:], none[:], ref[:])
}
