package admin

import (
	"context"
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"

	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/schema/store"
	"github.com/sothon/sothon/sync/merge"
	"github.com/sothon/sothon/sync/wire"
)

// maxBulk is how many records one preview takes.
const maxBulk = 200

// bulkRow is one record of a preview or of a report.
type bulkRow struct {
	ID    string
	Label string
	Place string // its village
	State string
	Href  string
	Item  string // what the form posts back: record and frontier
	Why   string // why it is left out; "" = it will be done, or is
}

type bulkView struct {
	Do   string // approve, return
	Will []bulkRow
	Left []bulkRow
	Done bool // a report
	Here string
	Back string
}

// bulkKind reads what is to be done; anything else than returning is approving.
func bulkKind(s string) string {
	if s == "return" {
		return "return"
	}
	return "approve"
}

// BulkPreview lists what will be done to the chosen records, and what is left out and why. Nothing is written.
func (a *Admin) BulkPreview(c *gin.Context) {
	b := bulkView{Do: bulkKind(c.Query("do")), Here: strings.TrimPrefix(readFilter(c).query(nil), "?")}
	v := a.view(c, "inbox", "bulk.title_"+b.Do)
	ids := c.QueryArray("id")
	if len(ids) == 0 {
		a.back(c, "/inbox"+readFilter(c).query(nil), "flash.none_chosen")
		return
	}
	if len(ids) > maxBulk {
		ids = ids[:maxBulk]
	}
	seen := map[wire.ID]bool{}
	for _, text := range ids {
		id, err := wire.ParseID(text)
		if err != nil || seen[id] {
			continue
		}
		seen[id] = true
		m, err := a.Store.View(c.Request.Context(), a.Workspace, id)
		if schema.CodeOf(err) == schema.CodeNotFound || err == nil && !v.User.Scope().Covers(m.Row.Area) {
			continue // as if it were not
		}
		if err != nil {
			a.Fail(c, err)
			return
		}
		row := bulkRowOf(v, &m.Row)
		if row.Why, err = a.leftOut(c.Request.Context(), v, b.Do, &m.Row, m.Record); err != nil {
			a.Fail(c, err)
			return
		}
		if row.Why == "" {
			row.Item = id.String() + "|" + encodeFrontier(merge.FrontierOf(m.Record, m.Rulings))
			b.Will = append(b.Will, row)
		} else {
			b.Left = append(b.Left, row)
		}
	}
	a.bulkPage(c, v, http.StatusOK, &b)
}

func bulkRowOf(v View, r *schema.RecordRow) bulkRow {
	x := bulkRow{ID: r.ID.String(), Label: r.Label, Href: "/records/" + r.ID.String()}
	if x.Label == "" {
		x.Label = v.T("record.unnamed", r.Case.String()[:8])
	}
	x.State, _, _ = stateWords(v, r.State)
	x.Place = r.Area.String()
	return x
}

func (a *Admin) bulkPage(c *gin.Context, v View, status int, b *bulkView) {
	n, err := a.names(c.Request.Context())
	if err != nil {
		a.Fail(c, err)
		return
	}
	for _, rows := range [][]bulkRow{b.Will, b.Left} {
		for i := range rows {
			if id, err := wire.ParseID(rows[i].Place); err == nil {
				rows[i].Place = n.area(id)
			}
		}
	}
	b.Back = "/inbox"
	if b.Here != "" {
		b.Back += "?" + b.Here
	}
	v.B = *b
	a.render(c, status, "bulk", v)
}

// leftOut says why nothing is done to a record together with others; "" when it can be. What one approves or returns
// unseen must be plain: no conflict, no violation, nothing held, nothing missing.
func (a *Admin) leftOut(ctx context.Context, v View, do string, row *schema.RecordRow, rec *merge.Record) (string, error) {
	switch {
	case rec.Deleted:
		return v.T("left.deleted"), nil
	case rec.Conflicts > 0:
		return v.T("block.conflict", rec.Conflicts), nil
	case unapplied(rec) > 0:
		return v.T("block.held", unapplied(rec)), nil
	case !rec.Finished:
		return v.T("block.unfinished"), nil
	case rec.State == merge.Returned:
		return v.T("left.returned"), nil
	case rec.State == merge.Rejected:
		return v.T("left.rejected"), nil
	case merge.ChangedSinceApproval(rec):
		return v.T("left.changed"), nil
	case rec.State == merge.Approved:
		return v.T("left.approved"), nil
	}
	if do == "return" {
		return "", nil
	}
	e, state, err := a.Store.Evaluation(ctx, a.Workspace, rec.ID)
	switch {
	case schema.CodeOf(err) == schema.CodeNotFound || err == nil && state != merge.StateHash(rec):
		return v.T("left.evaluating"), nil
	case err != nil:
		return "", err
	case e.Violations > 0:
		return v.T("left.violations", e.Violations), nil
	}
	missing, err := a.photos(ctx, rec, map[string]bool{})
	if err != nil {
		return "", err
	}
	if missing > 0 {
		return v.T("block.photo", missing), nil
	}
	if row.Twins > 0 {
		return v.T("left.twins"), nil
	}
	return "", nil
}

// Bulk does what a preview listed: each record as it stood at the frontier that the preview was drawn with. It answers
// with what was done and what was not.
func (a *Admin) Bulk(c *gin.Context) {
	b := bulkView{Do: bulkKind(c.PostForm("do")), Here: strings.TrimPrefix(formFilter(c.PostForm("here")).query(nil), "?"), Done: true}
	v := a.view(c, "inbox", "bulk.title_"+b.Do)
	items, reason := c.PostFormArray("item"), said(c, "reason")
	if b.Do == "return" && reason == "" {
		a.Fail(c, schema.Invalid("reason", "Chưa trả lại phiếu nào: nhờ ghi lý do để thôn biết cần sửa gì. Bấm quay lại để ghi.",
			"Nothing was returned: say why, so that the village knows what to mend. Go back and fill it in."))
		return
	}
	if len(items) > maxBulk {
		items = items[:maxBulk]
	}
	for _, item := range items {
		id, text, _ := strings.Cut(item, "|")
		rec, err := wire.ParseID(id)
		if err != nil {
			a.Fail(c, badField("item"))
			return
		}
		m, err := a.Store.View(c.Request.Context(), a.Workspace, rec)
		if schema.CodeOf(err) == schema.CodeNotFound || err == nil && !v.User.Scope().Covers(m.Row.Area) {
			continue
		}
		if err != nil {
			a.Fail(c, err)
			return
		}
		row := bulkRowOf(v, &m.Row)
		var dot wire.Dot
		if dot, row.Why, err = a.decideOne(c, v, b.Do, &m, text, reason); err != nil {
			a.Log.Error("bulk", "record", rec, "err", err)
			row.Why = v.T("left.failed")
		}
		if row.Why == "" {
			row.Item = undoItem(rec, dot)
			b.Will = append(b.Will, row)
		} else {
			b.Left = append(b.Left, row)
		}
	}
	a.Log.Info("bulk", "do", b.Do, "done", len(b.Will), "left", len(b.Left), "user", v.User.ID)
	a.bulkPage(c, v, http.StatusOK, &b)
}

// decideOne takes one decision of many; why says what kept it from being taken.
func (a *Admin) decideOne(c *gin.Context, v View, do string, m *store.Merged, frontierText, reason string) (dot wire.Dot, why string, err error) {
	ctx := c.Request.Context()
	frontier, err := decodeFrontier(frontierText)
	if err != nil {
		return dot, "", err
	}
	then, err := a.Store.RecordAt(ctx, a.Workspace, m.Row.ID, frontier)
	if err != nil {
		return dot, "", err
	}
	if now := m.Record.Decisions; len(now) > len(then.Decisions) {
		d := now[len(now)-1]
		who, _ := a.Store.User(ctx, a.Workspace, d.User) // nobody: the name stays empty
		return dot, v.T("left.meanwhile", who.Name), nil
	}
	if merge.StateHash(then) != merge.StateHash(m.Record) {
		return dot, v.T("left.moved"), nil
	}
	if why, err = a.leftOut(ctx, v, do, &m.Row, then); why != "" || err != nil {
		return dot, why, err
	}
	kind := wire.KindApprove
	if do == "return" {
		kind = wire.KindReturn
	}
	ch := &wire.Change{Header: a.header(then), Ops: []wire.Op{{Kind: kind, Sees: then.Shown(), Value: a.decision(then, frontier, reason, "")}}}
	if dot, err = a.author(c, ch); err != nil {
		return dot, "", err
	}
	if do == "approve" {
		a.Approved(then.ID)
	}
	return dot, "", nil
}
