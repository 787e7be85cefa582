package store

import (
	"context"

	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/sync/merge"
	"github.com/sothon/sothon/sync/wire"
)

// What a reviewer decides about a record, beside settling, returning and approving. Each takes the record as the page
// showed it (RecordAt of the frontier that the page was drawn with) and names exactly that: what came since is not
// decided by it. A reason becomes a comment where the decision was made. All go through Author.

// Reopen opens a record again that was finished, and approved: a reopen and a return with its reason in one change. The
// village mends it and finishes it again; until then an approval is not in force.
func (s *Store) Reopen(ctx context.Context, ws, user wire.ID, then *merge.Record, frontier []wire.Head, reason string) error {
	if reason = schema.Clean(reason); reason == "" {
		return schema.Invalid("reason", "Nhờ ghi lý do mở lại phiếu.", "Write why the record is opened again.")
	}
	if then.Finish == nil || !then.Finished {
		return schema.Conflict("record", "Phiếu này chưa hoàn thành nên không cần mở lại.", "The record is not finished: there is nothing to open again.")
	}
	c := &wire.Change{Header: headerOf(then), Ops: []wire.Op{
		{Kind: wire.KindReopen, Value: wire.NullValue(), Sees: []wire.Dot{then.Finish.Dot}},
		{Kind: wire.KindReturn, Sees: then.Shown(), Value: wire.DecisionValue(wire.Decision{Reason: reason, FormVersion: then.FormVersion,
			FormHash: then.FormHash, Env: then.Env.Lists, Values: merge.ValuesHash(then), Frontier: frontier})}}}
	return s.authorOne(ctx, ws, user, c)
}

// KeepRow lets a row stand against the removes that the page showed, of it and of the rows above it (◆D7).
func (s *Store) KeepRow(ctx context.Context, ws, user wire.ID, then *merge.Record, row wire.ID, reason string) error {
	r := rowIn(then, row)
	if r == nil {
		return noRow()
	}
	var sees []wire.Dot
	for at := r; at != nil; at = rowIn(then, at.Parent) {
		for i := range at.Removes {
			sees = append(sees, at.Removes[i].Dot)
		}
		if at.Parent.IsZero() {
			break
		}
	}
	if len(sees) == 0 {
		return schema.Conflict("row", "Không ai xoá dòng này.", "Nobody removed this row.")
	}
	return s.aboutRow(ctx, ws, user, then, r, reason, wire.Op{Kind: wire.KindAdd, Value: wire.IDValue(r.Parent), Sees: wire.SortDots(sees)})
}

// RemoveRow lets a remove stand against what its author had not seen: it removes the row with all that the page showed.
func (s *Store) RemoveRow(ctx context.Context, ws, user wire.ID, then *merge.Record, row wire.ID, reason string) error {
	r := rowIn(then, row)
	if r == nil {
		return noRow()
	}
	return s.aboutRow(ctx, ws, user, then, r, reason, wire.Op{Kind: wire.KindRemove, Value: wire.NullValue(), Sees: then.Shown()})
}

// DeleteRecord deletes a record: it stands in no list and no table any more, and nothing of it is erased. An answer that
// the page had not shown keeps it, flagged (merge.FlagDeleteKept).
func (s *Store) DeleteRecord(ctx context.Context, ws, user wire.ID, then *merge.Record, reason string) error {
	if reason = schema.Clean(reason); reason == "" {
		return schema.Invalid("reason", "Nhờ ghi lý do xoá phiếu.", "Write why the record is deleted.")
	}
	return s.authorOne(ctx, ws, user, &wire.Change{Header: headerOf(then), Ops: []wire.Op{saidOp(0, 0, reason),
		{Kind: wire.KindDelete, Value: wire.NullValue(), Sees: then.Shown()}}})
}

// UndeleteRecord takes back the deletes that the page showed.
func (s *Store) UndeleteRecord(ctx context.Context, ws, user wire.ID, then *merge.Record, reason string) error {
	var sees []wire.Dot
	for i := range then.Deletes {
		sees = append(sees, then.Deletes[i].Dot)
	}
	if len(sees) == 0 {
		return schema.Conflict("record", "Phiếu này không bị xoá.", "The record is not deleted.")
	}
	ops := []wire.Op{{Kind: wire.KindUndelete, Value: wire.NullValue(), Sees: wire.SortDots(sees)}}
	if reason = schema.Clean(reason); reason != "" {
		ops = append([]wire.Op{saidOp(0, 0, reason)}, ops...)
	}
	return s.authorOne(ctx, ws, user, &wire.Change{Header: headerOf(then), Ops: ops})
}

func (s *Store) aboutRow(ctx context.Context, ws, user wire.ID, then *merge.Record, r *merge.Row, reason string, op wire.Op) error {
	form, err := s.form(ctx, pool{s}, formKey{ws, then.FormID, then.FormVersion, then.FormHash})
	if err != nil {
		return err
	}
	if form == nil {
		return schema.Conflict("form", "Không có bản biểu mẫu của phiếu này.", "The record's form version is not here.")
	}
	for n := range form.merge.Nodes {
		if form.merge.Nodes[n].Path != r.Path || form.merge.Nodes[n].Kind != merge.Repeat {
			continue
		}
		op.Row, op.Node = 1, uint32(n)
		c := &wire.Change{Header: headerOf(then), Rows: []wire.Row{{ID: r.ID}}, Ops: []wire.Op{op}}
		if reason = schema.Clean(reason); reason != "" {
			c.Ops = append([]wire.Op{saidOp(1, uint32(n), reason)}, c.Ops...)
		}
		return s.authorOne(ctx, ws, user, c)
	}
	return noRow()
}

func (s *Store) authorOne(ctx context.Context, ws, user wire.ID, c *wire.Change) error {
	_, err := s.Author(ctx, Authored{Workspace: ws, User: user, Changes: []*wire.Change{c}})
	return err
}

func saidOp(row, node uint32, text string) wire.Op {
	return wire.Op{Kind: wire.KindComment, Row: row, Node: node, Value: wire.CommentValue(wire.Comment{Text: text})}
}

// headerOf begins a change of the office on a record as it stood.
func headerOf(rec *merge.Record) wire.Header {
	return wire.Header{Record: rec.ID, Case: rec.Case, Round: rec.Round, Area: rec.Area, FormID: rec.FormID, FormVersion: rec.FormVersion, FormHash: rec.FormHash}
}

func rowIn(rec *merge.Record, row wire.ID) *merge.Row {
	for i := range rec.Rows {
		if rec.Rows[i].ID == row {
			return &rec.Rows[i]
		}
	}
	return nil
}

func noRow() error {
	return schema.NotFound("Không có dòng này trong phiếu.", "The record has no such row.")
}
