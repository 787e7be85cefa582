package store

import (
	"slices"

	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/sync/wire"
)

// judge says why a change of a tablet must be held, "" when nothing speaks against it. docs/sync.md §1.1, §1.4, §1.6.
func (w *work) judge(u *unit, it *item) (reason, note string, err error) {
	c := it.change
	if c.Record == w.ws || c.Record.IsZero() { // rulings, grants and the like are the owner's
		return ReasonKind, "", nil
	}
	if it.rec, err = w.touch(c.Record); err != nil {
		return "", "", err
	}
	it.area = it.rec.area(c)
	switch {
	case !w.device.Revoked.IsZero():
		return ReasonRevoked, "", nil
	case u.branch > 0:
		return ReasonFork, "", nil
	}
	g, err := w.grant(c.Grant)
	if err != nil {
		return "", "", err
	}
	if reason := judgeGrant(g, it, w); reason != "" {
		return reason, "", nil
	}
	form, err := w.s.form(w.ctx, w.t, formKey{w.ws, c.FormID, c.FormVersion, c.FormHash})
	if err != nil {
		return "", "", err
	}
	if !follows(c, form) {
		return ReasonRecordID, "", nil
	}
	if form != nil && w.s.cfg.Check != nil { // without its form the change is parked by merge
		if bad := w.s.cfg.Check(form.form, c, w.res.Rows); bad != nil {
			return ReasonValue, bad.Error(), nil
		}
	}
	return "", "", w.res.fail
}

// judgeGrant holds a change against the grant that it names.
func judgeGrant(g *schema.Grant, it *item, w *work) string {
	c := it.change
	switch {
	case g == nil || g.Writer != w.device.Writer:
		return ReasonNoGrant
	case late(g, w.t.at):
		return ReasonEnded
	case it.area.IsZero() || !slices.Contains(g.Areas, it.area):
		return ReasonArea
	}
	k := slices.IndexFunc(g.Users, func(u wire.User) bool { return u.ID == c.User })
	if k < 0 {
		return ReasonPerson
	}
	role := schema.Role(g.Users[k].Role)
	if role == "" {
		role = schema.Role(g.Role)
	}
	for i := range c.Ops {
		if !schema.AllowsKind(role, c.Ops[i].Kind) {
			return ReasonKind
		}
	}
	return ""
}

// follows says that the record's id is that of its case, round and form, or that the form has a record a visit.
func follows(c *wire.Change, form *formEntry) bool {
	if wire.RecordID(c.Case, c.Round, c.FormID) == c.Record {
		return true
	}
	return form != nil && form.form.Visits == "many"
}
