package admin

import (
	"context"
	"path"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/schema/answers"
	"github.com/sothon/sothon/schema/credit"
	"github.com/sothon/sothon/schema/emulation"
	"github.com/sothon/sothon/schema/store"
	"github.com/sothon/sothon/sync/wire"
)

// awardCheck is one condition of a nomination: met, not met or not known, with what it rests on. Blocks: without it nobody
// goes to the council.
type awardCheck struct {
	Tag, Icon, Text, Note, Href, Link string
	Truth                             credit.Truth
	Blocks                            bool
}

func (x *awardCheck) show() {
	switch x.Truth {
	case credit.True:
		x.Tag, x.Icon = "la", "ok"
	case credit.False:
		x.Tag, x.Icon = "son", "problem"
	default:
		x.Tag, x.Icon = "nghe", "unknown"
	}
}

// open lists in words what stands between a nomination and the council.
func openChecks(all []awardCheck) []string {
	var out []string
	for _, x := range all {
		if x.Blocks && x.Truth != credit.True {
			out = append(out, x.Text)
		}
	}
	return out
}

// awardConsent is consent as it stands: the survey's answer and what was typed.
type awardConsent struct {
	Said, Day, Record string
	May               bool
}

// consentOf reads the newest survey's answer about being shown as an example, and puts it together with what was typed.
func (a *Admin) consentOf(ctx context.Context, x *schema.Award) (awardConsent, error) {
	var out awardConsent
	if x.List.Subject() == schema.AwardHousehold {
		rounds, err := a.Store.Rounds(ctx, a.Workspace)
		if err != nil {
			return out, err
		}
		for i := range rounds {
			for _, form := range rounds[i].FormIDs {
				rec, row, err := a.Store.Record(ctx, a.Workspace, wire.RecordID(x.Subject, rounds[i].ID, form))
				if schema.CodeOf(err) == schema.CodeNotFound || err == nil && (row.Deleted || row.State == schema.StateRejected) {
					continue
				}
				if err != nil {
					return out, err
				}
				for place, v := range answers.Visible(rec) {
					if path.Base(place.Path) == "dongy_guong" && v != "" && out.Said == "" {
						out.Said, out.Day, out.Record = v, time.UnixMilli(rec.Env.At).In(a.Zone).Format(time.DateOnly), "/records/"+rec.ID.String()
					}
				}
			}
			if out.Said != "" {
				break
			}
		}
	}
	out.May = emulation.MayPublish(out.Said, out.Day, x.Body.Consent)
	return out, nil
}

// awardChecks puts a nomination to its conditions.
func (a *Admin) awardChecks(c *gin.Context, v View, rules *emulation.AwardRules, x *schema.Award) ([]awardCheck, awardConsent, error) {
	ctx := c.Request.Context()
	var out []awardCheck
	add := func(k awardCheck) { k.show(); out = append(out, k) }
	day := a.today()
	f, ok := rules.Form(x.Form, day)
	k := awardCheck{Text: v.T("check.form", rules.Name(x.Form, x.Body.Proposed)), Truth: credit.Of(ok && f.For(x.List.Subject())), Note: f.Document, Blocks: true,
		Href: lawTables[emulation.LadderSheet].path, Link: v.T("law." + emulation.LadderSheet)}
	if ok && f.Sure != string(credit.Verified) {
		k.Note += " · " + v.T("sure."+f.Sure)
	}
	add(k)
	others, err := a.Store.Awards(ctx, a.Workspace, store.AwardQuery{Scope: schema.Scope{All: true}, Year: x.Year})
	if err != nil {
		return nil, awardConsent{}, err
	}
	k = awardCheck{Text: v.T("check.once"), Truth: credit.True, Blocks: true, Href: "/awards/register?list=" + string(x.List), Link: v.T("title.award_register")}
	if e := twice(x, others); e != nil {
		k.Truth, k.Note = credit.False, e.Error()
	}
	add(k)
	if x.List == schema.ListRising {
		if err := a.risingChecks(c, v, x, add); err != nil {
			return nil, awardConsent{}, err
		}
	}
	for _, g := range rules.GatesOf(x.List.Subject(), x.Body.Proposed) {
		k := awardCheck{Text: g.Name, Blocks: true}
		if s, ok := x.Body.Gates[g.Code]; ok {
			k.Truth, k.Note = credit.Of(s.Met), v.T("check.signed", s.By, showDay(s.Day))
		} else {
			k.Note = v.T("check.not_answered")
		}
		add(k)
	}
	if s := x.Body.Score; s != nil {
		note := v.T("check.score_set", s.Set)
		if s.Sample {
			note += " · " + v.T("award.sample")
		}
		add(awardCheck{Text: v.T("check.score", decimal(s.Total)), Truth: credit.True, Note: note})
	}
	consent, err := a.consentOf(ctx, x)
	if err != nil {
		return nil, consent, err
	}
	k = awardCheck{Text: v.T("check.consent"), Truth: credit.Of(consent.May), Note: v.T("check.consent_note")}
	switch t := x.Body.Consent; {
	case t != nil && t.Given:
		k.Note = v.T("check.consent_typed", t.Evidence, showDay(t.Day))
	case t != nil:
		k.Text, k.Note = v.T("check.no_consent"), v.T("check.consent_withdrawn", t.Evidence, showDay(t.Day))
	case consent.Said == "1":
		k.Note, k.Href, k.Link = v.T("check.consent_survey", showDay(consent.Day)), consent.Record, v.T("hh.open_record")
	default:
		k.Text, k.Href, k.Link = v.T("check.no_consent"), "/awards/"+x.ID.String()+"/papers/phieu-dong-y.pdf", v.T("award.consent_form")
	}
	add(k)
	return out, consent, nil
}

// risingChecks are those of a household that worked its way up: it was on the list and left it, and its loans are in order.
func (a *Admin) risingChecks(c *gin.Context, v View, x *schema.Award, add func(awardCheck)) error {
	days, err := a.Store.ClassDays(c.Request.Context(), a.Workspace, x.Subject)
	if err != nil {
		return err
	}
	k := awardCheck{Text: v.T("check.left"), Blocks: true, Href: "/households/" + x.Subject.String(), Link: v.T("check.history")}
	was, left, class := false, "", ""
	for _, d := range days {
		poor := d.Class == "HN" || d.Class == "HCN"
		if poor {
			was, left = true, ""
		} else if was && left == "" {
			left = d.Day
		}
		class = d.Class
	}
	switch {
	case class == "":
		k.Note = v.T("loan.class_unknown")
	case !was:
		k.Truth, k.Note = credit.False, v.T("check.never_poor")
	case left == "":
		k.Truth, k.Note = credit.False, v.T("check.still", className(v, class))
	default:
		k.Truth, k.Note = credit.True, v.T("check.left_on", showDay(left))
	}
	add(k)
	loans, err := a.loans(c, store.LoanQuery{Case: x.Subject})
	if err != nil {
		return err
	}
	var tests []credit.Tests
	for i := range loans {
		l := &loans[i]
		if owed, _ := l.Outstanding(); owed != nil && *owed == 0 {
			if l.PaidOff, err = a.paidOffIn(c.Request.Context(), l.ID, x.Year); err != nil {
				return err
			}
			l.Tests = credit.Judge(&l.Loan.Loan)
		}
		tests = append(tests, l.Tests)
	}
	k = awardCheck{Text: v.T("check.loans"), Blocks: true, Truth: credit.True, Note: v.T("check.no_loan")}
	if all, none := credit.Household(tests); !none {
		k.Truth, k.Note = all, v.T("check.loan_count", len(loans))
		if v.Can(string(schema.PermLoans)) {
			k.Href, k.Link = "/loans?show=all&case="+x.Subject.String(), v.T("nav.loans")
		}
	}
	add(k)
	return nil
}

// paidOffIn says that a loan was paid off in a year: something was owed before, and nothing is since a day of it.
func (a *Admin) paidOffIn(ctx context.Context, loan wire.ID, year int) (bool, error) {
	days, err := a.Store.LoanHistory(ctx, a.Workspace, loan)
	owedBefore, zero := false, ""
	for _, d := range days {
		var owed *int64
		if d.Bank != nil {
			owed = d.Bank.Outstanding
		} else if d.Survey != nil {
			owed = d.Survey.Outstanding
		}
		switch {
		case owed == nil:
		case *owed > 0:
			owedBefore = true
		case zero == "" || d.Day < zero:
			zero = d.Day
		}
	}
	return owedBefore && strings.HasPrefix(zero, itoa(year)), err
}
