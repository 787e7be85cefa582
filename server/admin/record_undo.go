package admin

import (
	"context"
	"net/url"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/schema/register"
	"github.com/sothon/sothon/schema/store"
	"github.com/sothon/sothon/sync/merge"
	"github.com/sothon/sothon/sync/wire"
)

// What was decided can be taken back for a short time by who decided it: the owner rules that the change is held, so that
// on every replica it was never in force (docs/sync.md 1.4). The change and the ruling stay in the history.

const (
	undoFor  = 10 * time.Minute
	undoMark = "#"     // between the words of a flash and the item that can be taken back
	maxUndo  = maxBulk // items of one request
)

// undoItem names a decision on a page: record and dot.
func undoItem(record wire.ID, dot wire.Dot) string {
	return record.String() + "|" + encodeDots([]wire.Dot{dot})
}

// undoable is a flash that offers to take back what it tells of.
func undoable(flash string, record wire.ID, dot wire.Dot) string {
	return flash + undoMark + undoItem(record, dot)
}

// unapplied counts the changes of a record that do not count and that somebody should look at: held or parked ones, and not
// what was taken back.
func unapplied(rec *merge.Record) (n int) {
	for i := range rec.Changes {
		if c := &rec.Changes[i]; c.Status != merge.Accepted && c.Reason != store.ReasonUndone {
			n++
		}
	}
	return n
}

// Undo takes decisions back, each when it still stands as it was taken; it says how many could not be.
func (a *Admin) Undo(c *gin.Context) {
	items := c.PostFormArray("item")
	if len(items) == 0 || len(items) > maxUndo {
		a.Fail(c, badField("item"))
		return
	}
	to, done := "/inbox", 0
	var last error
	for _, item := range items {
		rec, dot, err := readUndo(item)
		if err == nil {
			err = a.undo(c, rec, dot)
		}
		if err != nil {
			last = err
			continue
		}
		done++
		to = "/records/" + rec.String()
		if u, err := url.Parse(c.PostForm("to")); err == nil && u.RawQuery != "" { // the list that the reader is going through
			to += "?" + u.Query().Encode()
		}
	}
	switch {
	case done == 0:
		a.Fail(c, last)
	case len(items) == 1:
		a.back(c, to, "flash.undone")
	case done < len(items):
		a.back(c, "/inbox", "flash.undone_some")
	default:
		a.back(c, "/inbox", "flash.undone_all")
	}
}

func readUndo(item string) (rec wire.ID, dot wire.Dot, err error) {
	id, text, _ := strings.Cut(item, "|")
	if rec, err = wire.ParseID(id); err != nil {
		return rec, dot, badField("item")
	}
	dots, err := decodeDots(text)
	if err != nil || len(dots) != 1 {
		return rec, dot, badField("item")
	}
	return rec, dots[0], nil
}

func (a *Admin) undo(c *gin.Context, id wire.ID, dot wire.Dot) error {
	ctx, u := c.Request.Context(), UserOf(c)
	m, err := a.Store.View(ctx, a.Workspace, id)
	if err == nil && !u.Scope().Covers(m.Row.Area) {
		err = schema.NotFound("", "")
	}
	if err != nil {
		return err
	}
	if err := a.mayUndo(m.Record, dot, u.ID); err != nil {
		return err
	}
	if err := a.undoRegister(ctx, u.ID, m.Record, dot); err != nil {
		return err
	}
	if err := a.Store.Hold(ctx, a.Workspace, u.ID, store.HeldInfo{Writer: dot.Writer, From: dot.Seq, To: dot.Seq, Record: id, Reason: store.ReasonUndone}); err != nil {
		return err
	}
	a.Touched([]wire.ID{id})
	a.Log.Info("undone", "record", id, "user", u.ID)
	return nil
}

// mayUndo refuses what somebody else decided, what was decided too long ago, and what something later may stand on.
func (a *Admin) mayUndo(rec *merge.Record, dot wire.Dot, user wire.ID) error {
	var own *merge.ChangeInfo
	for i := range rec.Changes {
		if x := &rec.Changes[i]; x.Dot == dot && x.Status == merge.Accepted && x.User == user {
			own = x
		}
	}
	late := schema.Conflict("item", "Không hoàn tác được nữa. Muốn đổi quyết định, nhờ mở phiếu và bấm “Mở lại cho thôn sửa” hoặc “Duyệt”.",
		"It can not be taken back any more. Open the record and decide anew.")
	if own == nil || a.Clock().UnixMilli()-own.At > undoFor.Milliseconds() {
		return late
	}
	for i := range rec.Changes {
		x := &rec.Changes[i]
		if x.Srv > own.Srv && x.Dot != dot && !x.User.IsZero() { // the owner's order of decisions has no user
			return schema.Conflict("item", "Không hoàn tác được: đã có việc khác ghi vào phiếu sau quyết định này.",
				"It can not be taken back: something was written to the record after it.")
		}
	}
	return nil
}

// undoRegister takes back what the register took from an approval; refused when something later stands on that.
func (a *Admin) undoRegister(ctx context.Context, user wire.ID, rec *merge.Record, dot wire.Dot) error {
	d := merge.Approval(rec)
	if d == nil || d.Dot != dot {
		return nil
	}
	event := wire.RowID(rec.ID, register.Events, dot.Seq)
	cases, err := a.Store.EventCases(ctx, a.Workspace, event)
	if err != nil || len(cases) == 0 {
		return err
	}
	return register.Reverse(ctx, a.Store, a.Workspace, user, event, register.Event{ID: wire.RowID(event, register.Events, 1), Day: a.today(),
		Reason: a.pages.say("vi", "undo.register")})
}

// Hold sets a change of a tablet aside by hand: all that was saved with it stops counting until it is let in again.
func (a *Admin) Hold(c *gin.Context) {
	m, reason := recordOf(c), said(c, "reason")
	dots, err := decodeDots(c.PostForm("dot"))
	if err != nil || len(dots) != 1 {
		a.Fail(c, badField("dot"))
		return
	}
	if reason == "" {
		a.again(c, 422, "hold.reason")
		return
	}
	names, err := a.names(c.Request.Context())
	if err != nil {
		a.Fail(c, err)
		return
	}
	for _, x := range m.Record.Changes {
		if d, known := names.devices[x.Dot.Writer]; x.Dot != dots[0] || x.Status != merge.Accepted || !known || d.Owner {
			continue
		}
		if err := a.Store.Hold(c.Request.Context(), a.Workspace, UserOf(c).ID, store.HeldInfo{Writer: x.Dot.Writer, From: x.Dot.Seq, To: x.Dot.Seq,
			Record: m.Row.ID, Reason: store.ReasonSetAside, Note: reason}); err != nil {
			a.Fail(c, err)
			return
		}
		a.Touched([]wire.ID{m.Row.ID})
		a.back(c, a.recordPath(c), "flash.held")
		return
	}
	a.Fail(c, schema.Conflict("dot", "Lần lưu này không để riêng được, hoặc đã để riêng rồi. Tải lại trang để xem.",
		"The change can not be set aside, or is set aside already. Reload to see."))
}
