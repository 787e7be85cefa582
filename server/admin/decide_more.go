package admin

import (
	"net/http"
	"slices"

	"github.com/gin-gonic/gin"

	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/schema/answers"
	"github.com/sothon/sothon/sync/merge"
	"github.com/sothon/sothon/sync/wire"
)

// Reject decides that the record does not count, with a reason.
func (a *Admin) Reject(c *gin.Context) {
	then, frontier, ok := a.drawn(c)
	if !ok {
		return
	}
	reason := said(c, "reason")
	if reason == "" {
		a.again(c, http.StatusUnprocessableEntity, "reject.reason")
		return
	}
	ch := &wire.Change{Header: a.header(then), Ops: []wire.Op{{Kind: wire.KindReject, Sees: then.Shown(), Value: a.decision(then, frontier, reason, "")}}}
	dot, err := a.author(c, ch)
	if err != nil {
		a.Fail(c, err)
		return
	}
	a.Log.Info("rejected", "record", then.ID, "user", UserOf(c).ID)
	a.back(c, a.next(c), undoable("flash.rejected", then.ID, dot))
}

// Resolve closes comments of a thread.
func (a *Admin) Resolve(c *gin.Context) {
	m := recordOf(c)
	dots, err := decodeDots(c.PostForm("dots"))
	if err != nil {
		a.Fail(c, err)
		return
	}
	ch := &wire.Change{Header: a.header(m.Record)}
	op := wire.Op{Kind: wire.KindUncomment, Sees: dots, Value: wire.NullValue()}
	if ref := c.PostForm("ref"); ref != "" {
		_, node, row, err := a.place(c.Request.Context(), m.Record, ref)
		if err != nil {
			a.Fail(c, err)
			return
		}
		op.Row, op.Node = rowRef(ch, row), uint32(node)
	}
	ch.Ops = []wire.Op{op}
	if _, err := a.author(c, ch); err != nil {
		a.Fail(c, err)
		return
	}
	a.back(c, a.recordPath(c), "flash.resolved")
}

// RowDecision keeps or takes out a row that one tablet removed while another wrote in it (◆D7): an add that names the
// removes, or a remove that covers all that the page showed.
func (a *Admin) RowDecision(c *gin.Context) {
	then, _, ok := a.drawn(c)
	if !ok {
		return
	}
	id, err := wire.ParseID(c.PostForm("row"))
	if err != nil {
		a.Fail(c, badField("row"))
		return
	}
	f, _, err := a.Eval.Form(c.Request.Context(), then)
	if err != nil {
		a.Fail(c, err)
		return
	}
	ch := &wire.Change{Header: a.header(then)}
	for i := range then.Rows {
		r := &then.Rows[i]
		node, known := answers.Node(f, r.Path)
		if r.ID != id || !known || !r.Flagged && !r.Gone {
			continue
		}
		op := wire.Op{Kind: wire.KindRemove, Row: rowRef(ch, id), Node: uint32(node), Sees: then.Shown(), Value: wire.NullValue()}
		if c.PostForm("do") == "keep" {
			op.Kind, op.Sees = wire.KindAdd, nil
			for _, x := range r.Removes {
				op.Sees = append(op.Sees, x.Dot)
			}
			op.Sees = wire.SortDots(op.Sees)
		}
		if reason := said(c, "reason"); reason != "" {
			ch.Ops = append(ch.Ops, wire.Op{Kind: wire.KindComment, Value: wire.CommentValue(wire.Comment{Text: reason})})
		}
		ch.Ops = append(ch.Ops, op)
	}
	if len(ch.Ops) == 0 {
		a.Fail(c, schema.Conflict("row", "Dòng này vừa được người khác quyết định. Tải lại trang để xem.", "The row was decided meanwhile. Reload to see."))
		return
	}
	if _, err := a.author(c, ch); err != nil {
		a.Fail(c, err)
		return
	}
	if c.PostForm("do") == "keep" {
		a.back(c, a.recordPath(c), "flash.row_kept")
		return
	}
	a.back(c, a.recordPath(c), "flash.row_removed")
}

// Keep sets what changed since the approval back to the approved values, each set naming the values that the page showed;
// what arrived later is not named and shows as changed again.
func (a *Admin) Keep(c *gin.Context) {
	ctx := c.Request.Context()
	then, _, ok := a.drawn(c)
	if !ok {
		return
	}
	reason := said(c, "reason")
	if reason == "" {
		a.again(c, http.StatusUnprocessableEntity, "keep.reason")
		return
	}
	d := merge.Approval(then)
	if d == nil || !merge.ChangedSinceApproval(then) {
		a.again(c, http.StatusConflict, "keep.nothing")
		return
	}
	approved, err := a.Store.RecordAt(ctx, a.Workspace, then.ID, d.Payload.Frontier)
	if err != nil {
		a.Fail(c, err)
		return
	}
	f, _, err := a.Eval.Form(ctx, then)
	if err != nil {
		a.Fail(c, err)
		return
	}
	ch := &wire.Change{Header: a.header(then)}
	refs := map[wire.ID]uint32{{}: 0}
	ref := func(row wire.ID) uint32 {
		if _, ok := refs[row]; !ok {
			refs[row] = rowRef(ch, row)
		}
		return refs[row]
	}
	now := map[answers.Place]*merge.Register{}
	for i := range then.Registers {
		r := &then.Registers[i]
		now[answers.Place{Row: r.Row, Path: r.Path}] = r
	}
	gone, was := map[wire.ID]*merge.Row{}, map[wire.ID]bool{}
	for i := range approved.Rows {
		was[approved.Rows[i].ID] = !approved.Rows[i].Gone
	}
	var ops, last []wire.Op
	for i := range then.Rows {
		r := &then.Rows[i]
		node, known := answers.Node(f, r.Path)
		switch {
		case !known:
		case r.Gone && was[r.ID]:
			gone[r.ID] = r
			op := wire.Op{Kind: wire.KindAdd, Row: ref(r.ID), Node: uint32(node), Value: wire.NullValue()}
			for _, x := range r.Removes {
				op.Sees = append(op.Sees, x.Dot)
			}
			op.Sees = wire.SortDots(op.Sees)
			ops = append(ops, op)
		case !r.Gone && !was[r.ID]:
			gone[r.ID] = r
			last = append(last, wire.Op{Kind: wire.KindRemove, Row: ref(r.ID), Node: uint32(node), Sees: then.Shown(), Value: wire.NullValue()})
		}
	}
	put := func(p answers.Place, value wire.Value) {
		node, known := answers.Node(f, p.Path)
		if !known || node == 0 {
			return
		}
		op := wire.Op{Kind: wire.KindSet, Row: ref(p.Row), Node: uint32(node), Value: value}
		if value.IsNull() {
			op.Kind = wire.KindClear
		}
		if r := now[p]; r != nil {
			op.Sees = r.Dots()
		}
		ops = append(ops, op)
	}
	seen := map[answers.Place]bool{}
	for i := range approved.Registers {
		r := &approved.Registers[i]
		p := answers.Place{Row: r.Row, Path: r.Path}
		seen[p] = true
		value := answers.Chosen(r).Value
		if cur := now[p]; !r.Gone && (cur == nil || cur.Conflict || !answers.Chosen(cur).Value.Equal(value)) {
			put(p, value)
		}
	}
	for p, r := range now {
		if !seen[p] && !r.Gone && gone[p.Row] == nil && !answers.Chosen(r).Value.IsNull() {
			put(p, wire.NullValue())
		}
	}
	sortOps(ops)
	ch.Ops = append([]wire.Op{{Kind: wire.KindComment, Value: wire.CommentValue(wire.Comment{Text: reason})}}, append(ops, last...)...)
	dot, err := a.author(c, ch)
	if err != nil {
		a.Fail(c, err)
		return
	}
	a.Log.Info("kept the approved version", "record", then.ID, "user", UserOf(c).ID)
	a.back(c, a.next(c), undoable("flash.kept", then.ID, dot))
}

// sortOps puts ops in document order.
func sortOps(ops []wire.Op) {
	slices.SortStableFunc(ops, func(x, y wire.Op) int {
		if x.Node != y.Node {
			return int(x.Node) - int(y.Node)
		}
		return int(x.Row) - int(y.Row)
	})
}

// NotTwins keeps that the household of this record and another that looks like it are two.
func (a *Admin) NotTwins(c *gin.Context) {
	other, err := wire.ParseID(c.PostForm("case"))
	reason := said(c, "reason")
	switch {
	case err != nil:
		a.Fail(c, badField("case"))
		return
	case reason == "":
		a.again(c, http.StatusUnprocessableEntity, "twins.reason")
		return
	}
	if err := a.Store.NotTwins(c.Request.Context(), a.Workspace, recordOf(c).Row.Case, other, UserOf(c).ID, reason); err != nil {
		a.Fail(c, err)
		return
	}
	a.back(c, a.recordPath(c), "flash.not_twins")
}
