package admin

import (
	"slices"

	"github.com/gin-gonic/gin"

	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/schema/answers"
	"github.com/sothon/sothon/schema/register"
	"github.com/sothon/sothon/schema/store"
	"github.com/sothon/sothon/sync/merge"
	"github.com/sothon/sothon/sync/wire"
)

// livingNames are the questions of the household survey that say how a household lives; a form that has none of them shows
// none.
var livingNames = []string{"nha_tinhtrang", "dientich", "vl_tuong", "nha_nhucau", "nuoc_an", "nhatieu", "racthai", "dien_kwh", "wifi", "dk_thoat", "dk_nam", "dongy_guong"}

// living fills in how the household lives, from its newest approved record on the page's day: as it was approved, whatever
// came later.
func (p *householdPager) living(rows []schema.RecordRow) error {
	best := -1
	for i := range rows {
		r := &rows[i]
		if r.FormID == register.FormID || !r.Approved || r.Deleted || !p.user.Scope().Covers(r.Area) ||
			r.FinishedAt.In(p.a.Zone).Format("2006-01-02") > p.b.Day {
			continue
		}
		if best < 0 || r.FinishedAt.After(rows[best].FinishedAt) {
			best = i
		}
	}
	if best < 0 {
		return nil
	}
	m, err := p.a.Store.View(p.ctx, p.a.Workspace, rows[best].ID)
	if err != nil {
		return err
	}
	rec := m.Record
	if merge.ChangedSinceApproval(rec) {
		if rec, err = p.a.Store.RecordAt(p.ctx, p.a.Workspace, rec.ID, merge.Approval(rec).Payload.Frontier); err != nil {
			return err
		}
	}
	o, err := p.a.Eval.Open(p.ctx, rec, p.v.Lang)
	if err != nil {
		return err
	}
	visible := answers.Visible(rec)
	for _, name := range livingNames {
		for n := range o.Form.Nodes {
			if o.Form.Nodes[n].Name != name {
				continue
			}
			text := visible[answers.Place{Path: answers.Path(o.Form, n)}]
			if s := show(o.Form, n, text, p.v.Lang, nil); s.Text != "" {
				p.b.Living = append(p.b.Living, fact{o.Form.Label(n, p.v.Lang), s.Text})
			}
		}
	}
	p.b.LivingDay, p.b.LivingHref = p.v.Date(rows[best].FinishedAt), "/records/"+rows[best].ID.String()
	return nil
}

// personAlias is a person of this household who was said to be another one.
type personAlias struct {
	Name, Other, Reason, Dot string
}

// samePeople are the people of the household who were said to be one with somebody, and who may be said so.
func (p *householdPager) samePeople(caseID wire.ID, all []store.Alias) {
	for _, x := range all {
		if x.What != wire.AliasPerson || x.CaseA != caseID && x.CaseB != caseID {
			continue
		}
		own, other, at := x.A, x.B, x.CaseB
		if x.CaseA != caseID {
			own, other, at = x.B, x.A, x.CaseA
		}
		name := p.personName(other)
		if at != caseID {
			name = ""
			if o := p.other(at); o.Href != "" {
				name = p.nameIn(at, other) + " · " + o.Text
			} else {
				name = o.Text
			}
		}
		p.b.SamePeople = append(p.b.SamePeople, personAlias{p.personName(own), name, x.Reason, encodeDots([]wire.Dot{x.Dot})})
	}
}

// nameIn is the name of a person of another household, as the register has it.
func (p *householdPager) nameIn(caseID, person wire.ID) string {
	rec, _, err := p.a.Store.Record(p.ctx, p.a.Workspace, wire.RecordID(caseID, wire.ID{}, register.FormID))
	if err != nil {
		return ""
	}
	for _, m := range register.Everyone(rec) {
		if m.ID == person {
			return m.Values["m_ten"]
		}
	}
	return ""
}

// aliasPerson says that a person of a household and one of another, or of the same, are one: written twice. The other is
// named by the number of its household (none: this one) and the name there.
func (a *Admin) aliasPerson(c *gin.Context, h *schema.Household, person, reason string) error {
	ctx := c.Request.Context()
	one, err := wire.ParseID(person)
	if err != nil {
		return badField("person")
	}
	act := register.Act{Case: h.Case, Other: h.Case, Event: register.Event{Kind: register.KindMerge}}
	if said(c, "other") != "" {
		if err := a.readPlace(c, &act, h); err != nil {
			return err
		}
	}
	people := func(caseID wire.ID) ([]register.Row, error) {
		rec, _, err := a.Store.Record(ctx, a.Workspace, wire.RecordID(caseID, wire.ID{}, register.FormID))
		if err != nil {
			return nil, err
		}
		return register.Everyone(rec), nil
	}
	own, err := people(h.Case)
	if err != nil {
		return err
	}
	if !slices.ContainsFunc(own, func(m register.Row) bool { return m.ID == one }) {
		return badField("person")
	}
	there, err := people(act.Other)
	if err != nil {
		return err
	}
	name := said(c, "name")
	var found []wire.ID
	for _, m := range there {
		if m.ID != one && name != "" && schema.Fold(m.Values["m_ten"]) == schema.Fold(name) {
			found = append(found, m.ID)
		}
	}
	if len(found) != 1 {
		return schema.Invalid("name", "Không có đúng một người tên “"+name+"” ở hộ ấy. Ghi họ tên như trong sổ.",
			"There is not exactly one person called “"+name+"” in that household. Write the name as the register has it.")
	}
	return a.Store.Alias(ctx, a.Workspace, wire.Alias{What: wire.AliasPerson, A: one, B: found[0], CaseA: h.Case, CaseB: act.Other}, UserOf(c).ID, reason)
}
