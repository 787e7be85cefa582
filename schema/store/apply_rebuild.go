package store

import (
	"context"
	"database/sql"

	"github.com/sothon/sothon/sync/merge"
	"github.com/sothon/sothon/sync/wire"
)

// RebuildRecords makes the status of every change and the row of every record again from the log and the rulings. It
// gives the number of records, and how many rows or statuses were not as the log says. It runs as one write.
func (s *Store) RebuildRecords(ctx context.Context, ws wire.ID) (records, differed int, err error) {
	err = s.write(ctx, func(t *tx) error {
		records, differed = 0, 0
		w, err := t.begin(ctx, ws)
		if err != nil {
			return err
		}
		var ids []wire.ID
		if err := each(ctx, t, `SELECT DISTINCT record
			FROM change
			WHERE ws = $1 AND record <> $2 AND record <> $3
			ORDER BY record`, args(ws[:], ws[:], zeroID), func(r *sql.Rows) error {
			var x wire.ID
			err := r.Scan((*id)(&x))
			ids = append(ids, x)
			return err
		}); err != nil {
			return err
		}
		for _, x := range ids {
			same, err := w.rebuild(x)
			if err != nil {
				return err
			}
			records++
			if !same {
				differed++
			}
		}
		return nil
	})
	if err != nil {
		return 0, 0, err
	}
	return records, differed, nil
}

// rebuild makes one record again; true when it was as it should be.
func (w *work) rebuild(rec wire.ID) (bool, error) {
	before, known, err := recordRow(w.ctx, w.t, w.ws, rec)
	if err != nil {
		return false, err
	}
	_, statuses, err := w.restatus(rec)
	if err != nil {
		return false, err
	}
	same := known && statuses
	r := &touched{id: rec, row: before, known: known, reload: true}
	var last int64
	if _, err := one(w.ctx, w.t, `SELECT MAX(at)
		FROM change
		WHERE ws = $1 AND record = $2`, args(w.ws[:], rec[:]), &last); err != nil {
		return false, err
	}
	r.at = at(last)
	if err := w.mergeRecord(r); err != nil {
		return false, err
	}
	after, _, err := recordRow(w.ctx, w.t, w.ws, rec)
	if err != nil {
		return false, err
	}
	return same && before == after, nil
}

// restatus gives every stored change of a record the status that the rulings make; same when each had it.
func (w *work) restatus(rec wire.ID) (in []merge.Input, same bool, err error) {
	if in, err = inputsOf(w.ctx, w.t, w.ws, rec, false, nil); err != nil {
		return nil, false, err
	}
	rulings, err := w.s.rulingsOf(w.ctx, w.t, w.ws, in)
	if err != nil {
		return nil, false, err
	}
	branches := &branchFinder{ctx: w.ctx, on: w.t, ws: w.ws, known: map[wire.Head]merge.Branch{}}
	same = true
	for i := range in {
		x := &in[i]
		status, reason := merge.StatusOf(x, rulings, branches.holds)
		if branches.fail != nil {
			return nil, false, branches.fail
		}
		if status == x.Status && reason == x.Reason {
			continue
		}
		same = false
		x.Status, x.Reason = status, reason
		if err := w.t.exec(`UPDATE change
			SET status = $1, reason = $2
			WHERE ws = $3 AND writer = $4 AND seq = $5 AND branch = $6`,
			int64(status), reason, w.ws[:], x.Writer[:], int64(x.Seq), int64(x.Branch.Number)); err != nil {
			return nil, false, err
		}
	}
	return in, same, nil
}
