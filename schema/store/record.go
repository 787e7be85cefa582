package store

import (
	"cmp"
	"context"
	"database/sql"
	"slices"
	"strings"

	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/sync/merge"
	"github.com/sothon/sothon/sync/wire"
)

const recordColumns = `record, case_, round, area, form_id, form_version, form_hash, label, state, queue, conflicts,
	violations, held, parked, comments, finished, finished_at, updated_srv, updated_at, account, writer, state_hash,
	values_hash, approved, changed, approved_by, approved_at, approved_w, approved_seq, approved_val, deleted, evaluated,
	code, result, before, kinds, differs, confirmed, twins`

func scanRecord(r *sql.Rows) (schema.RecordRow, error) {
	var v schema.RecordRow
	var state, queue, kinds string
	var hash8 []byte
	var version, finished, finishedAt, srv, updated, approved, changed, approvedAt, approvedSeq, deleted, evaluated int64
	err := r.Scan((*id)(&v.ID), (*id)(&v.Case), (*id)(&v.Round), (*id)(&v.Area), &v.FormID, &version, &hash8, &v.Label,
		&state, &queue, &v.Conflicts, &v.Violations, &v.Held, &v.Parked, &v.Comments, &finished, &finishedAt, &srv,
		&updated, (*id)(&v.User), (*id)(&v.Writer), (*hash)(&v.StateHash), (*hash)(&v.ValuesHash), &approved, &changed,
		(*id)(&v.ApprovedBy), &approvedAt, (*id)(&v.ApprovedDot.Writer), &approvedSeq, (*hash)(&v.ApprovedVal), &deleted,
		&evaluated, &v.Code, &v.Result, &v.Before, &kinds, &v.Differs, &v.Confirmed, &v.Twins)
	copy(v.FormHash[:], hash8)
	v.FormVersion, v.State, v.Queue = uint64(version), schema.State(state), schema.Queue(queue)
	v.Finished, v.FinishedAt, v.UpdatedSrv, v.UpdatedAt = finished != 0, at(finishedAt), uint64(srv), at(updated)
	v.Approved, v.Changed, v.ApprovedAt, v.ApprovedDot.Seq = approved != 0, changed != 0, at(approvedAt), uint64(approvedSeq)
	v.Deleted, v.Evaluated, v.Kinds = deleted != 0, evaluated != 0, strings.TrimSpace(kinds)
	return v, err
}

func recordRow(ctx context.Context, on querier, ws, rec wire.ID) (row schema.RecordRow, found bool, err error) {
	err = each(ctx, on, `SELECT `+recordColumns+`
		FROM record
		WHERE ws = $1 AND record = $2`, args(ws[:], rec[:]), func(r *sql.Rows) error {
		found = true
		row, err = scanRecord(r)
		return err
	})
	return row, found, err
}

// inputsOf reads every stored change of a record. With reuse those in known are not decoded again.
func inputsOf(ctx context.Context, on querier, ws, rec wire.ID, reuse bool, known []merge.Input) ([]merge.Input, error) {
	var out []merge.Input
	forked := false
	err := each(ctx, on, `SELECT writer, seq, branch, srv, c, h, status, reason, body
		FROM change
		WHERE ws = $1 AND record = $2`, args(ws[:], rec[:]), func(r *sql.Rows) error {
		var in merge.Input
		var seq, number, srv, status int64
		var body sql.RawBytes
		if err := r.Scan((*id)(&in.Writer), &seq, &number, &srv, (*hash)(&in.C), (*hash)(&in.H), &status, &in.Reason, &body); err != nil {
			return err
		}
		in.Seq, in.Srv, in.Status = uint64(seq), uint64(srv), merge.Status(status)
		in.Branch.Number = uint32(number)
		forked = forked || number > 0
		if reuse {
			for i := range known {
				if known[i].Seq == in.Seq && known[i].Writer == in.Writer && known[i].C == in.C {
					in.Change = known[i].Change
				}
			}
		}
		if in.Change == nil {
			c, err := wire.DecodeChange(slices.Clone(body))
			if err != nil {
				return &schema.Error{Code: schema.CodeInternal, Vi: "Một lần lưu trong dữ liệu không đọc được.",
					En: "A stored change can not be read.", Err: err}
			}
			in.Change = c
		}
		out = append(out, in)
		return nil
	})
	if err == nil && forked {
		err = fillBranches(ctx, on, ws, out)
	}
	slices.SortFunc(out, func(a, b merge.Input) int { return a.Dot().Compare(b.Dot()) })
	return out, err
}

// fillBranches fills in where each fork left the log.
func fillBranches(ctx context.Context, on querier, ws wire.ID, in []merge.Input) error {
	for i := range in {
		if in[i].Branch.Number == 0 {
			continue
		}
		var from int64
		if _, err := one(ctx, on, `SELECT from_seq
			FROM branch
			WHERE ws = $1 AND writer = $2 AND branch = $3`,
			args(ws[:], in[i].Writer[:], int64(in[i].Branch.Number)), &from); err != nil {
			return err
		}
		in[i].Branch.From = uint64(from)
	}
	return nil
}

// Changes gives every stored change of a record, decoded, with its status by rulings.
func (s *Store) Changes(ctx context.Context, ws, rec wire.ID) ([]merge.Input, error) {
	return inputsOf(ctx, pool{s}, ws, rec, false, nil)
}

// Record merges everything stored of a record.
func (s *Store) Record(ctx context.Context, ws, rec wire.ID) (*merge.Record, schema.RecordRow, error) {
	v, err := s.View(ctx, ws, rec)
	return v.Record, v.Row, err
}

// View gives a record as it stands, all of one moment: merged, its row, its changes, and the rulings about them. A page
// that takes a decision posts back merge.FrontierOf(Record, Rulings).
func (s *Store) View(ctx context.Context, ws, rec wire.ID) (Merged, error) {
	var v Merged
	err := s.inSnapshot(ctx, func(on snapshot) error {
		var found bool
		var err error
		if v.Row, found, err = recordRow(ctx, on, ws, rec); err != nil {
			return err
		}
		if !found {
			return schema.NotFound("Không có phiếu này.", "There is no such record.")
		}
		if v.Inputs, err = inputsOf(ctx, on, ws, rec, false, nil); err != nil {
			return err
		}
		if v.Rulings, err = s.rulingsOf(ctx, on, ws, v.Inputs); err != nil {
			return err
		}
		res := s.resolver(ctx, on, ws)
		v.Record = merge.Merge(v.Inputs, res.Resolver)
		return res.fail
	})
	return v, err
}

// RecordAt merges a record as it stood at a frontier: exactly the changes and rulings that it covers (◆D11).
func (s *Store) RecordAt(ctx context.Context, ws, rec wire.ID, frontier []wire.Head) (*merge.Record, error) {
	var out *merge.Record
	err := s.inSnapshot(ctx, func(on snapshot) error {
		in, err := inputsOf(ctx, on, ws, rec, false, nil)
		if err != nil {
			return err
		}
		if len(in) == 0 {
			return schema.NotFound("Không có phiếu này.", "There is no such record.")
		}
		rulings, err := s.rulingsOf(ctx, on, ws, in)
		if err != nil {
			return err
		}
		branches := &branchFinder{ctx: ctx, on: on, ws: ws, known: map[wire.Head]merge.Branch{}}
		then, ok := merge.AtFrontierOn(in, rulings, frontier, branches.holds)
		if branches.fail != nil {
			return branches.fail
		}
		if !ok {
			return schema.NotFound("Không dựng lại được phiếu: thiếu một lần lưu.", "A change that the frontier names is not here.")
		}
		res := s.resolver(ctx, on, ws)
		out = merge.Merge(then, res.Resolver)
		return res.fail
	})
	return out, err
}

// branchFinder tells on which branch of a writer's log a ruling ends.
type branchFinder struct {
	ctx   context.Context
	on    querier
	ws    wire.ID
	known map[wire.Head]merge.Branch // Number 1<<32-1: no such head
	fail  error
}

// holds says that a change lies on the branch whose chain stands at h after seq.
func (f *branchFinder) holds(in *merge.Input, seq uint64, h wire.Hash) bool {
	k := wire.Head{Writer: in.Writer, Seq: seq, H: h}
	head, ok := f.known[k]
	if !ok {
		number, from := int64(1<<32-1), int64(0)
		if _, err := one(f.ctx, f.on, `SELECT c.branch, CASE WHEN c.branch = 0 THEN 0 ELSE b.from_seq END
			FROM change c
			JOIN branch b ON b.ws = c.ws AND b.writer = c.writer AND b.branch = c.branch
			WHERE c.ws = $1 AND c.writer = $2 AND c.seq = $3 AND c.h = $4`,
			args(f.ws[:], in.Writer[:], int64(seq), h[:]), &number, &from); err != nil {
			f.fail = err
		}
		head = merge.Branch{Number: uint32(number), From: uint64(from)}
		f.known[k] = head
	}
	return in.Branch.Number == head.Number || in.Branch.Number == 0 && in.Seq < head.From
}

// rulingsOf reads the rulings that are about changes in in, in their order.
func (s *Store) rulingsOf(ctx context.Context, on querier, ws wire.ID, in []merge.Input) ([]merge.RulingAt, error) {
	var out []merge.RulingAt
	var done []wire.ID
	for i := range in {
		writer := in[i].Writer
		if slices.Contains(done, writer) {
			continue
		}
		done = append(done, writer)
		if err := each(ctx, on, `SELECT r.owner, r.seq, r.op, r.kind, r.from_seq, r.to_seq, r.h_to, r.reason, r.note, c.c, c.h
			FROM ruling r
			JOIN change c ON c.ws = r.ws AND c.writer = r.owner AND c.seq = r.seq AND c.branch = 0
			WHERE r.ws = $1 AND r.writer = $2`, args(ws[:], writer[:]), func(rows *sql.Rows) error {
			var r merge.RulingAt
			var seq, kind, from, to int64
			if err := rows.Scan((*id)(&r.Owner), &seq, &r.Op, &kind, &from, &to, (*hash)(&r.HTo), &r.Reason, &r.Note, (*hash)(&r.C), (*hash)(&r.H)); err != nil {
				return err
			}
			r.Epoch, _ = s.epoch(r.Owner)
			r.Seq, r.Kind, r.Writer, r.From, r.To = uint64(seq), wire.Kind(kind), writer, uint64(from), uint64(to)
			for k := range in {
				if in[k].Writer == writer && in[k].Seq >= r.From && in[k].Seq <= r.To {
					out = append(out, r)
					break
				}
			}
			return nil
		}); err != nil {
			return nil, err
		}
	}
	slices.SortFunc(out, func(a, b merge.RulingAt) int {
		return cmp.Or(cmp.Compare(a.Epoch, b.Epoch), cmp.Compare(a.Seq, b.Seq), a.Op-b.Op)
	})
	return out, nil
}
