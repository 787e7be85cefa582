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
	if reason, err := w.judgeGrant(g, it); reason != "" || err != nil {
		return reason, "", err
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
func (w *work) judgeGrant(g *schema.Grant, it *item) (string, error) {
	c := it.change
	switch {
	case g == nil || g.Writer != w.device.Writer:
		return ReasonNoGrant, nil
	case late(g, w.t.at):
		return ReasonEnded, nil
	}
	if ok, err := w.judgeArea(g, it); !ok || err != nil {
		return ReasonArea, err
	}
	return judgePerson(g, c), nil
}

// judgeArea says that the grant covers the area of the record (◆D2), or one where it lay lately. The first change of a
// record can not put a household of the register where the register does not have it.
func (w *work) judgeArea(g *schema.Grant, it *item) (bool, error) {
	if it.area.IsZero() {
		return false, nil
	}
	covers := slices.Contains(g.Areas, it.area)
	if it.rec.placed {
		if covers {
			return true, nil
		}
		were, err := w.lately(it.change.Record)
		return slices.ContainsFunc(were, func(a wire.ID) bool { return slices.Contains(g.Areas, a) }), err
	}
	home, err := w.caseArea(it.change.Case)
	if err != nil || !covers || home.IsZero() || home == it.area {
		return covers, err
	}
	were, err := w.lately(wire.RecordID(it.change.Case, wire.ID{}, schema.RegisterForm))
	if err != nil || !slices.Contains(were, it.area) {
		return false, err
	}
	to := it.change.Header
	to.Area = home
	it.rec.astray = &to
	return true, nil
}

func judgePerson(g *schema.Grant, c *wire.Change) string {
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
