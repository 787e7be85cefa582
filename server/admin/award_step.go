package admin

import (
	"maps"
	"net/http"
	"strconv"

	"github.com/gin-gonic/gin"

	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/schema/emulation"
)

// StepAward does one thing with a nomination; "do" says what. What is refused is said on the page, and nothing is written.
func (a *Admin) StepAward(c *gin.Context) {
	ctx := c.Request.Context()
	x, steps, ok := a.award(c)
	if !ok {
		return
	}
	was := x
	do := emulation.AwardAction(c.PostForm("do"))
	rules, err := a.awardRules(ctx)
	if err != nil {
		a.Fail(c, err)
		return
	}
	if seen, e := strconv.Atoi(c.PostForm("steps")); e == nil {
		x.Steps = seen
	}
	err = a.readStep(c, &x, do, rules)
	var open []string
	if err == nil && do == emulation.DoCouncil {
		checks, _, e := a.awardChecks(c, a.view(c, "awards", "title.awards"), rules, &x)
		if e != nil {
			a.Fail(c, e)
			return
		}
		open = openChecks(checks)
	}
	if err == nil {
		x.State, err = rules.Advance(&x, do, open)
	}
	if err == nil {
		var check func([]schema.Award) error
		if do == emulation.DoEdit || do == emulation.DoCouncil || do == emulation.DoDecide {
			check = func(others []schema.Award) error { return twice(&x, others) }
		}
		err = a.Store.StepAward(ctx, a.Workspace, &x, string(do), x.Body.Reason, UserOf(c).ID, check)
	}
	var e *schema.Error
	if asSchema(err, &e) && (e.Code == schema.CodeInvalid || e.Code == schema.CodeConflict) {
		a.awardPage(c, http.StatusUnprocessableEntity, was, steps, pick(a.lang(c), e.Vi, e.En))
		return
	}
	if err != nil {
		a.Fail(c, err)
		return
	}
	a.back(c, "/awards/"+x.ID.String(), "flash.award."+string(do))
}

// readStep puts what the form of an action brings into the nomination.
func (a *Admin) readStep(c *gin.Context, x *schema.Award, do emulation.AwardAction, rules *emulation.AwardRules) error {
	b := &x.Body
	b.Reason = ""
	day := func(field string) (string, error) {
		t := said(c, field)
		d := typedDay(t)
		if t != "" && (d == "" || d > a.today()) {
			return "", schema.Invalid(field, "Ngày chưa đúng, hoặc ở sau hôm nay: ghi như 14/10/2026.", "The day is not right, or after today: write it as 14/10/2026.")
		}
		return d, nil
	}
	var err error
	switch do {
	case emulation.DoEdit:
		if m := said(c, "merit"); m != "" {
			b.Merit = m
		}
		b.Achievement, b.Before, b.Since = said(c, "achievement"), said(c, "before"), said(c, "since")
		if f, ok := rules.Form(c.PostForm("form"), a.today()); ok && f.For(x.List.Subject()) {
			x.Form = f.Code
		}
	case emulation.DoGates:
		b.Gates = maps.Clone(b.Gates)
		if b.Gates == nil {
			b.Gates = map[string]schema.AwardGate{}
		}
		by := said(c, "by")
		if by == "" {
			return schema.Invalid("by", "Ghi ai xác nhận các điều kiện.", "Write who confirms the conditions.")
		}
		for _, g := range rules.GatesOf(x.List.Subject(), b.Proposed) {
			switch c.PostForm("gate." + g.Code) {
			case "1", "0":
				b.Gates[g.Code] = schema.AwardGate{Met: c.PostForm("gate."+g.Code) == "1", By: by, Day: a.today()}
			case "":
				delete(b.Gates, g.Code)
			}
		}
	case emulation.DoConsent:
		k := &schema.AwardConsent{Given: c.PostForm("given") == "1", Evidence: said(c, "evidence")}
		k.Day, err = day("day")
		b.Consent = k
	case emulation.DoVillage, emulation.DoCouncil:
		m := &schema.AwardMeeting{Place: said(c, "place"), Chair: said(c, "chair"), Secretary: said(c, "secretary"), Secret: c.PostForm("secret") == "1", Notes: said(c, "notes")}
		for _, f := range []struct {
			field string
			into  *int
		}{{"members", &m.Members}, {"present", &m.Present}, {"valid", &m.Valid}, {"agree", &m.Agree}} {
			n, e := strconv.Atoi(said(c, f.field))
			if e != nil || n < 0 || n > 100_000 {
				return schema.Invalid(f.field, "Số người, số phiếu là số từ 0 trở lên.", "Counts of people and votes are numbers of 0 or more.")
			}
			*f.into = n
		}
		if m.Day, err = day("day"); err == nil && m.Day != "" && m.Day < b.Proposed {
			err = schema.Invalid("day", "Cuộc họp trước ngày đề nghị.", "The meeting was before the proposal.")
		}
		if do == emulation.DoVillage {
			b.Village = m
		} else {
			b.Council = m
		}
	case emulation.DoSubmit:
		b.Letter = said(c, "letter")
		b.LetterOn, err = day("day")
	case emulation.DoDecide:
		b.Decision, b.Signer = said(c, "decision"), said(c, "signer")
		if b.Decided, err = day("day"); err == nil && b.Decided != "" {
			b.Bonus = nil
			if t := said(c, "bonus"); t != "" {
				n, ok := emulation.Whole(t)
				if !ok {
					return schema.Invalid("bonus", "Tiền thưởng là số đồng: ghi như 1.053.000.", "The sum is in dong: write it as 1.053.000.")
				}
				b.Bonus = &n
			} else if n, _, _, ok := rules.Bonus(x.Form, x.List.Subject(), b.Decided); ok {
				b.Bonus = &n
			}
		}
	case emulation.DoGive:
		b.GivenAt = said(c, "place")
		b.Given, err = day("day")
	case emulation.DoReturn, emulation.DoRefuse:
		b.Reason = said(c, "reason")
	default:
		return schema.Invalid("do", "Không có việc này.", "There is no such action.")
	}
	return err
}
