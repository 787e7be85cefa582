package admin

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/sothon/sothon/forms"
	"github.com/sothon/sothon/forms/engine"
	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/schema/answers"
	"github.com/sothon/sothon/schema/store"
	"github.com/sothon/sothon/server/api"
	"github.com/sothon/sothon/sync/merge"
	"github.com/sothon/sothon/sync/wire"
)

// maxReason is the longest reason or comment, in bytes.
const maxReason = 4000

// said reads a text field of a form, cleaned.
func said(c *gin.Context, field string) string {
	s := c.PostForm(field)
	if len(s) > maxReason {
		s = s[:maxReason]
	}
	return schema.Clean(s)
}

// header begins a change of a page on a record.
func (a *Admin) header(rec *merge.Record) wire.Header {
	return wire.Header{V: wire.LayoutVersion, Record: rec.ID, Case: rec.Case, Round: rec.Round, Area: rec.Area, FormID: rec.FormID,
		FormVersion: rec.FormVersion, FormHash: rec.FormHash, At: a.Clock().UnixMilli(), Zone: a.zone()}
}

func (a *Admin) zone() uint64 {
	_, offset := a.Clock().In(a.Zone).Zone()
	return uint64(offset/60 + 1440)
}

// author stores one change of a page in the user's name, and gives its dot.
func (a *Admin) author(c *gin.Context, ch *wire.Change) (wire.Dot, error) {
	dots, err := a.Store.Author(c.Request.Context(), store.Authored{Workspace: a.Workspace, User: UserOf(c).ID, Changes: []*wire.Change{ch}})
	if err != nil {
		return wire.Dot{}, err
	}
	a.Touched([]wire.ID{ch.Record})
	return dots[0], nil
}

// again draws the record page anew, with a problem on top, from the record as it stands now.
func (a *Admin) again(c *gin.Context, status int, key string, args ...any) {
	m, err := a.Store.View(c.Request.Context(), a.Workspace, recordOf(c).Row.ID)
	if err != nil {
		a.Fail(c, err)
		return
	}
	a.recordPage(c, status, a.pages.say(a.lang(c), key, args...), &m)
}

func (a *Admin) recordPath(c *gin.Context) string {
	p := "/records/" + recordOf(c).Row.ID.String()
	if q := c.Request.URL.RawQuery; q != "" {
		p += "?" + q
	}
	return p
}

// place reads the register that a form is about.
func (a *Admin) place(ctx context.Context, rec *merge.Record, key string) (f *forms.Form, node int, row wire.ID, err error) {
	rowText, path, ok := strings.Cut(key, ":")
	if !ok {
		return nil, 0, row, badField("ref")
	}
	if rowText != "" {
		if row, err = wire.ParseID(rowText); err != nil {
			return nil, 0, row, badField("ref")
		}
	}
	if f, _, err = a.Eval.Form(ctx, rec); err != nil {
		return nil, 0, row, err
	}
	node, found := answers.Node(f, path)
	if !found {
		return nil, 0, row, badField("ref")
	}
	return f, node, row, nil
}

// ops puts the row of a register into a change and gives the number by which ops name it.
func rowRef(ch *wire.Change, row wire.ID) uint32 {
	if row.IsZero() {
		return 0
	}
	ch.Rows = append(ch.Rows, wire.Row{ID: row})
	return uint32(len(ch.Rows))
}

// Settle decides a conflict: an ordinary set that names every value that the page showed, with the reason as a comment. A
// value that came later is not named and stays a conflict.
func (a *Admin) Settle(c *gin.Context) {
	ctx, m := c.Request.Context(), recordOf(c)
	f, node, row, err := a.place(ctx, m.Record, c.PostForm("ref"))
	if err != nil {
		a.Fail(c, err)
		return
	}
	seen, err := decodeDots(c.PostForm("seen"))
	if err != nil {
		a.Fail(c, err)
		return
	}
	reason := said(c, "reason")
	if c.PostForm("pick") == "" {
		a.again(c, http.StatusUnprocessableEntity, "settle.choose")
		return
	}
	if reason == "" {
		a.again(c, http.StatusUnprocessableEntity, "settle.reason")
		return
	}
	value, err := a.settled(m.Record, f, node, row, c.PostForm("pick"), c.PostForm("value"))
	if err != nil {
		a.Fail(c, err)
		return
	}
	ch := &wire.Change{Header: a.header(m.Record)}
	ref := rowRef(ch, row)
	kind := wire.KindSet
	if value.IsNull() {
		kind = wire.KindClear
	}
	ch.Ops = []wire.Op{{Kind: kind, Row: ref, Node: uint32(node), Sees: seen, Value: value},
		{Kind: wire.KindComment, Row: ref, Node: uint32(node), Value: wire.CommentValue(wire.Comment{Text: reason})}}
	if _, err := a.author(c, ch); err != nil {
		a.Fail(c, err)
		return
	}
	a.back(c, a.recordPath(c), "flash.settled")
}

// settled gives the value that was picked: one of those shown, or another one typed or chosen.
func (a *Admin) settled(rec *merge.Record, f *forms.Form, node int, row wire.ID, picked, typed string) (wire.Value, error) {
	if picked == "other" {
		text, err := engine.Canonical(f, node, schema.Clean(typed))
		if err != nil {
			return nil, schema.Invalid("value", "Giá trị chưa đúng kiểu của câu hỏi: "+err.Error(), "The value is not of the question's type: "+err.Error())
		}
		v, ok := answers.ToWire(&f.Nodes[node], text)
		if !ok || text == "" {
			return nil, schema.Invalid("value", "Chưa ghi giá trị khác. Nhờ ghi giá trị.", "The other value is empty. Fill it in.")
		}
		return v, nil
	}
	dots, err := decodeDots(picked)
	if err != nil || len(dots) != 1 {
		return nil, badField("pick")
	}
	path := answers.Path(f, node)
	for i := range rec.Registers {
		if r := &rec.Registers[i]; r.Row == row && r.Path == path {
			for _, v := range slices.Concat(r.Values, r.Earlier) { // one settled before may be settled anew
				if v.Dot == dots[0] {
					return v.Value, nil
				}
			}
		}
	}
	return nil, schema.Conflict("pick", "Giá trị này vừa được chọn hoặc thay bởi người khác. Tải lại trang để xem.",
		"The value was decided meanwhile. Reload to see.")
}

// Comment writes a comment on a question or on the record; with ask, the village is asked to mend it.
func (a *Admin) Comment(c *gin.Context) {
	m := recordOf(c)
	text := said(c, "text")
	if text == "" {
		a.again(c, http.StatusUnprocessableEntity, "comment.empty")
		return
	}
	ch := &wire.Change{Header: a.header(m.Record)}
	op, err := a.commentOp(c, ch, m.Record, c.PostForm("ref"), text, c.PostForm("ask") == "1")
	if err != nil {
		a.Fail(c, err)
		return
	}
	ch.Ops = []wire.Op{op}
	if _, err := a.author(c, ch); err != nil {
		a.Fail(c, err)
		return
	}
	a.back(c, a.recordPath(c), "flash.commented")
}

func (a *Admin) commentOp(c *gin.Context, ch *wire.Change, rec *merge.Record, ref, text string, ask bool) (wire.Op, error) {
	op := wire.Op{Kind: wire.KindComment, Value: wire.CommentValue(wire.Comment{Text: text, Ask: ask})}
	if ref == "" {
		return op, nil
	}
	_, node, row, err := a.place(c.Request.Context(), rec, ref)
	if err != nil {
		return op, err
	}
	op.Row, op.Node = rowRef(ch, row), uint32(node)
	return op, nil
}

// drawn reads the frontier that the page was drawn with and gives the record as it stood there; false when somebody has
// decided since, and then the answer is written.
func (a *Admin) drawn(c *gin.Context) (*merge.Record, []wire.Head, bool) {
	m := recordOf(c)
	frontier, err := decodeFrontier(c.PostForm("frontier"))
	if err != nil {
		a.Fail(c, err)
		return nil, nil, false
	}
	then, err := a.Store.RecordAt(c.Request.Context(), a.Workspace, m.Row.ID, frontier)
	if err != nil || then.ID != m.Row.ID {
		a.Fail(c, badField("frontier"))
		return nil, nil, false
	}
	if now := m.Record.Decisions; len(now) > len(then.Decisions) {
		d := now[len(now)-1]
		who := ""
		if u, err := a.Store.User(c.Request.Context(), a.Workspace, d.User); err == nil {
			who = u.Name
		}
		a.again(c, http.StatusConflict, "decide.meanwhile", who, time.UnixMilli(d.At).In(a.Zone).Format("15:04"))
		return nil, nil, false
	}
	return then, frontier, true
}

func (a *Admin) decision(then *merge.Record, frontier []wire.Head, reason, despite string) wire.Value {
	return wire.DecisionValue(wire.Decision{Reason: reason, Despite: despite, FormVersion: then.FormVersion, FormHash: then.FormHash,
		Env: then.Env.Lists, Values: merge.ValuesHash(then), Frontier: frontier})
}

// Approve approves the record exactly as the page showed it.
func (a *Admin) Approve(c *gin.Context) {
	then, frontier, ok := a.drawn(c)
	if !ok {
		return
	}
	blocked, err := a.blocked(c, then)
	if err != nil {
		a.Fail(c, err)
		return
	}
	despite := said(c, "despite")
	if !blocked {
		despite = ""
	} else if despite == "" {
		a.again(c, http.StatusUnprocessableEntity, "approve.blocked")
		return
	}
	ch := &wire.Change{Header: a.header(then), Ops: []wire.Op{{Kind: wire.KindApprove, Sees: then.Shown(),
		Value: a.decision(then, frontier, said(c, "reason"), despite)}}}
	dot, err := a.author(c, ch)
	if err != nil {
		a.Fail(c, err)
		return
	}
	a.Approved(then.ID)
	a.Log.Info("approved", "record", then.ID, "user", UserOf(c).ID)
	a.back(c, a.next(c), undoable("flash.approved", then.ID, dot))
}

// next is the record after this one in the reader's list, or the list.
func (a *Admin) next(c *gin.Context) string {
	if n := c.PostForm("next"); strings.HasPrefix(n, "/records/") {
		return safeNext(n)
	}
	return a.recordPath(c)
}

// blocked says whether something stands against approving the record as it stood.
func (a *Admin) blocked(c *gin.Context, then *merge.Record) (bool, error) {
	if !then.Finished || then.Conflicts > 0 || unapplied(then) > 0 {
		return true, nil
	}
	missing, err := a.photos(c.Request.Context(), then, map[string]bool{})
	if err != nil || missing > 0 {
		return true, err
	}
	o, err := a.Eval.Open(c.Request.Context(), then, "")
	if err != nil {
		return true, err
	}
	return len(o.Session.Validate()) > 0, nil
}

// Return sends the record back to the village with a reason, and with the questions to mend.
func (a *Admin) Return(c *gin.Context) {
	then, frontier, ok := a.drawn(c)
	if !ok {
		return
	}
	reason := said(c, "reason")
	if reason == "" {
		a.again(c, http.StatusUnprocessableEntity, "return.reason")
		return
	}
	ch := &wire.Change{Header: a.header(then)}
	if text, ref := said(c, "ask_text"), c.PostForm("ask_ref"); ref != "" {
		if text == "" {
			text = reason
		}
		op, err := a.commentOp(c, ch, then, ref, text, true)
		if err != nil {
			a.Fail(c, err)
			return
		}
		ch.Ops = append(ch.Ops, op)
	}
	ch.Ops = append(ch.Ops, wire.Op{Kind: wire.KindReturn, Sees: then.Shown(), Value: a.decision(then, frontier, reason, "")})
	dot, err := a.author(c, ch)
	if err != nil {
		a.Fail(c, err)
		return
	}
	a.Log.Info("returned", "record", then.ID, "user", UserOf(c).ID)
	a.back(c, a.next(c), undoable("flash.returned", then.ID, dot))
}

// Admit applies a held change by a ruling of the owner.
func (a *Admin) Admit(c *gin.Context) {
	m := recordOf(c)
	writer, err := wire.ParseID(c.PostForm("writer"))
	if err != nil {
		a.Fail(c, badField("writer"))
		return
	}
	for _, x := range m.Record.Changes {
		if x.Dot.Writer != writer || encodeDots([]wire.Dot{x.Dot}) != c.PostForm("dot") || x.Status != merge.Held {
			continue
		}
		err := a.Store.Admit(c.Request.Context(), a.Workspace, UserOf(c).ID, store.HeldInfo{Writer: writer, From: x.Dot.Seq, To: x.Dot.Seq,
			Record: m.Row.ID, Reason: x.Reason, Note: said(c, "reason")})
		if err != nil {
			a.Fail(c, err)
			return
		}
		a.Touched([]wire.ID{m.Row.ID})
		a.back(c, a.recordPath(c), "flash.admitted")
		return
	}
	a.Fail(c, schema.Conflict("dot", "Lần lưu này không còn ở mục để riêng.", "The change is no longer held."))
}

// Photo gives a picture to a signed-in person who may see a record that names it.
func (a *Admin) Photo(c *gin.Context) {
	h, err := wire.ParseHash(c.Param("hash"))
	if err != nil {
		a.NotFound(c)
		return
	}
	scope := UserOf(c).Scope()
	b, err := a.Store.Blob(c.Request.Context(), a.Workspace, h, scope.All, scope.Areas)
	if err != nil {
		a.Fail(c, err)
		return
	}
	size, have := a.Blobs.Has(h)
	if !have {
		a.NotFound(c)
		return
	}
	api.ServeBlob(c, a.Blobs, h, size, b.Mime)
}
