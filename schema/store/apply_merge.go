package store

import (
	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/sync/merge"
	"github.com/sothon/sothon/sync/wire"
)

// mergeRecord merges everything stored of a record touched and writes what lists show of it.
func (w *work) mergeRecord(r *touched) error {
	in := r.fresh
	if r.known || r.reload {
		stored, err := inputsOf(w.ctx, w.t, w.ws, r.id, r.known && !r.reload, r.fresh)
		if err != nil {
			return err
		}
		in = stored
	}
	if len(in) == 0 {
		return nil
	}
	rec := merge.Merge(in, w.res.Resolver)
	if w.res.fail != nil {
		return w.res.fail
	}
	row := rowOf(rec, in, &r.row, w.s.epoch)
	row.ID = r.id
	if row.Area.IsZero() {
		row.Area = firstNamed(in) // no accepted change names one
	}
	if row.UpdatedAt = r.at; r.at.IsZero() {
		row.UpdatedAt = w.t.at
	}
	if err := w.feedMove(r, row.Area); err != nil {
		return err
	}
	return w.putRecord(&row)
}

// firstNamed gives the area named by the change that came first.
func firstNamed(in []merge.Input) wire.ID {
	first := 0
	for i := range in {
		if in[i].Srv < in[first].Srv || in[i].Srv == in[first].Srv && in[i].Seq < in[first].Seq {
			first = i
		}
	}
	return in[first].Change.Area
}

// rowOf gives what lists show about a record. Label, violations and what else the evaluation found stay until the next.
func rowOf(rec *merge.Record, in []merge.Input, old *schema.RecordRow, epoch func(wire.ID) (uint64, bool)) schema.RecordRow {
	row := schema.RecordRow{Case: rec.Case, Round: rec.Round, Area: rec.Area, FormID: rec.FormID,
		FormVersion: rec.FormVersion, FormHash: rec.FormHash, Label: old.Label, Violations: old.Violations,
		Conflicts: rec.Conflicts, Finished: rec.Finished, Deleted: rec.Deleted}
	if rec.FormVersion == 0 { // nothing accepted: as the first change says
		c := in[0].Change
		row.Case, row.Round, row.FormID, row.FormVersion, row.FormHash = c.Case, c.Round, c.FormID, c.FormVersion, c.FormHash
	}
	last := uint64(0)
	for i := range rec.Changes {
		c := &rec.Changes[i]
		switch c.Status {
		case merge.Held:
			if c.Reason != ReasonUndone { // nobody has to look at what was taken back
				row.Held++
			}
		case merge.Parked:
			row.Parked++
		case merge.Accepted:
			if _, own := epoch(c.Dot.Writer); !own && c.Srv >= last {
				last, row.User, row.Writer = c.Srv, c.User, c.Dot.Writer
			}
		}
		row.UpdatedSrv = max(row.UpdatedSrv, c.Srv)
	}
	for i := range rec.Threads {
		if rec.Threads[i].Open {
			row.Comments++
		}
	}
	if rec.Finish != nil && rec.Finished {
		row.FinishedAt = at(rec.Finish.At)
	}
	if a := merge.Approval(rec); a != nil {
		row.Approved, row.ApprovedBy, row.ApprovedDot, row.ApprovedVal = true, a.User, a.Dot, a.Payload.Values
		row.ApprovedAt = at(a.At)
		row.Changed = merge.ChangedSinceApproval(rec)
	}
	row.StateHash, row.ValuesHash = merge.StateHash(rec), merge.ValuesHash(rec)
	row.Evaluated = row.StateHash == old.StateHash && old.Evaluated
	row.State = stateOf(rec, row.Changed)
	row.Queue = schema.QueueOf(&row)
	return row
}

func stateOf(rec *merge.Record, changed bool) schema.State {
	switch {
	case rec.Conflicts > 0:
		return schema.StateConflict
	case changed:
		return schema.StateChanged
	}
	switch rec.State {
	case merge.Submitted:
		return schema.StateReceived
	case merge.Returned:
		return schema.StateReturned
	case merge.Fixed:
		return schema.StateFixed
	case merge.Approved:
		return schema.StateApproved
	case merge.Rejected:
		return schema.StateRejected
	}
	return schema.StateDraft
}

// putRecord writes the row. Search text and label are the evaluation's and stay.
func (w *work) putRecord(r *schema.RecordRow) error {
	return w.t.exec(`INSERT INTO record (ws, record, case_, round, area, form_id, form_version, form_hash, label, search,
			state, queue, conflicts, violations, held, parked, comments, finished, finished_at, updated_srv, updated_at,
			account, writer, state_hash, values_hash, approved, changed, approved_by, approved_at, approved_w, approved_seq,
			approved_val, deleted, evaluated)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, '', '', $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22,
			$23, $24, $25, $26, $27, $28, $29, $30, $31, $32)
		ON CONFLICT (ws, record) DO UPDATE
		SET case_ = excluded.case_, round = excluded.round, area = excluded.area, form_id = excluded.form_id,
			form_version = excluded.form_version, form_hash = excluded.form_hash, state = excluded.state,
			queue = excluded.queue, conflicts = excluded.conflicts, violations = excluded.violations,
			held = excluded.held, parked = excluded.parked, comments = excluded.comments, finished = excluded.finished,
			finished_at = excluded.finished_at, updated_srv = excluded.updated_srv, updated_at = excluded.updated_at,
			account = excluded.account, writer = excluded.writer, state_hash = excluded.state_hash,
			values_hash = excluded.values_hash, approved = excluded.approved, changed = excluded.changed,
			approved_by = excluded.approved_by, approved_at = excluded.approved_at, approved_w = excluded.approved_w,
			approved_seq = excluded.approved_seq, approved_val = excluded.approved_val, deleted = excluded.deleted,
			evaluated = excluded.evaluated`,
		w.ws[:], r.ID[:], r.Case[:], r.Round[:], r.Area[:], r.FormID, int64(r.FormVersion), r.FormHash[:],
		string(r.State), string(r.Queue), r.Conflicts, r.Violations, r.Held, r.Parked, r.Comments, flag(r.Finished),
		ms(r.FinishedAt), int64(r.UpdatedSrv), ms(r.UpdatedAt), r.User[:], r.Writer[:], r.StateHash[:], r.ValuesHash[:],
		flag(r.Approved), flag(r.Changed), r.ApprovedBy[:], ms(r.ApprovedAt), r.ApprovedDot.Writer[:],
		int64(r.ApprovedDot.Seq), r.ApprovedVal[:], flag(r.Deleted), flag(r.Evaluated))
}
