package admin

import (
	"context"
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/sothon/sothon/forms/xlsform"
	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/schema/emulation"
	"github.com/sothon/sothon/schema/store"
)

// awardRules reads the tables of law in force. Rows were read before they were put in.
func (a *Admin) awardRules(ctx context.Context) (*emulation.AwardRules, error) {
	r := &emulation.AwardRules{}
	for _, t := range []struct {
		name string
		read func(rows [][]string)
	}{
		{emulation.LadderSheet, func(rows [][]string) { r.Ladder, _ = emulation.ReadLadder(rows) }},
		{emulation.SumSheet, func(rows [][]string) { r.Sums, _ = emulation.ReadSums(rows) }},
		{emulation.VoteSheet, func(rows [][]string) { r.Votes, _ = emulation.ReadVotes(rows) }},
		{emulation.GateSheet, func(rows [][]string) { r.Gates, _ = emulation.ReadGates(rows) }},
	} {
		rows, _, err := a.law(ctx, t.name)
		if err != nil {
			return nil, err
		}
		t.read(rows)
	}
	return r, nil
}

// awardStates are the states in the order of pages, with how each is shown.
var awardStates = []schema.AwardState{schema.AwardDraft, schema.AwardAgreed, schema.AwardVoted, schema.AwardSubmitted, schema.AwardDecided, schema.AwardGiven, schema.AwardRefused}

var awardTags = map[schema.AwardState]string{schema.AwardDraft: "nghe", schema.AwardAgreed: "nghe", schema.AwardVoted: "nghe", schema.AwardSubmitted: "muc", schema.AwardDecided: "la", schema.AwardGiven: "la"}

func awardNumber(x *schema.Award) string { return strconv.Itoa(x.Year) + "-" + pad2(x.Number) }

func pad2(n int) string {
	if n < 10 {
		return "0" + strconv.Itoa(n)
	}
	return strconv.Itoa(n)
}

type awardRow struct {
	Href, Number, Name, Village, Form, Merit, State, Tag, Proposed string
	Decision, Decided, Bonus, Given                                string
}

type awardsView struct {
	Year, PrevYear, NextYear int
	Lists                    []loanTab
	States                   []loanChoice
	Here                     schema.AwardList
	State                    string
	Rows                     []awardRow
	Register                 bool
	Sum                      string
	May                      bool
	Laws                     []loanChoice
}

func (a *Admin) awardYear(c *gin.Context) int {
	now := a.Clock().In(a.Zone).Year()
	y, err := strconv.Atoi(c.Query("year"))
	if err != nil || y < 2000 || y > now+1 {
		return now
	}
	return y
}

// Awards lists the nominations of a year, one list at a time: the two tracks of households are never in one.
func (a *Admin) Awards(c *gin.Context) { a.awards(c, false) }

// AwardRegister lists the awards that were decided.
func (a *Admin) AwardRegister(c *gin.Context) { a.awards(c, true) }

func (a *Admin) awards(c *gin.Context, register bool) {
	ctx := c.Request.Context()
	year, here, path := a.awardYear(c), schema.AwardList(c.Query("list")), "/awards"
	if !slices.Contains(schema.AwardLists, here) {
		here = schema.ListRising
	}
	if register {
		path = "/awards/register"
	}
	all, err := a.Store.Awards(ctx, a.Workspace, store.AwardQuery{Scope: UserOf(c).Scope(), Year: year})
	if err != nil {
		a.Fail(c, err)
		return
	}
	rules, err := a.awardRules(ctx)
	if err != nil {
		a.Fail(c, err)
		return
	}
	n, err := a.names(ctx)
	if err != nil {
		a.Fail(c, err)
		return
	}
	title := "title.awards"
	if register {
		title = "title.award_register"
	}
	v := a.view(c, "awards", title)
	b := awardsView{Year: year, PrevYear: year - 1, Here: here, State: c.Query("state"), Register: register, May: v.Can(string(schema.PermMovementWrite))}
	if year <= a.Clock().In(a.Zone).Year() {
		b.NextYear = year + 1
	}
	sum := int64(0)
	for _, l := range schema.AwardLists {
		tab := loanTab{Name: v.T("award_list." + string(l)), Href: path + "?year=" + strconv.Itoa(year) + "&list=" + string(l), Here: l == here}
		for i := range all {
			x := &all[i]
			if x.List != l || register && x.State != schema.AwardDecided && x.State != schema.AwardGiven {
				continue
			}
			tab.N++
			if !tab.Here || b.State != "" && string(x.State) != b.State {
				continue
			}
			b.Rows = append(b.Rows, awardRowOf(v, x, rules, n))
			if x.Body.Bonus != nil {
				sum += *x.Body.Bonus
			}
		}
		b.Lists = append(b.Lists, tab)
	}
	for _, s := range awardStates {
		b.States = append(b.States, loanChoice{string(s), v.T("award_state." + string(s)), string(s) == b.State})
	}
	for _, s := range []string{emulation.LadderSheet, emulation.SumSheet, emulation.VoteSheet, emulation.GateSheet} {
		b.Laws = append(b.Laws, loanChoice{Value: lawTables[s].path, Text: v.T("law." + s)})
	}
	b.Sum = v.money(&sum)
	v.B = b
	a.render(c, http.StatusOK, "awards", v)
}

func awardRowOf(v View, x *schema.Award, rules *emulation.AwardRules, n *names) awardRow {
	r := awardRow{Href: "/awards/" + x.ID.String(), Number: awardNumber(x), Name: x.Name, Village: n.area(x.Area), Form: rules.Name(x.Form, x.Body.Proposed), Merit: x.Body.Merit,
		State: v.T("award_state." + string(x.State)), Tag: awardTags[x.State], Proposed: showDay(x.Body.Proposed), Decision: x.Body.Decision, Decided: showDay(x.Body.Decided), Given: showDay(x.Body.Given)}
	if x.Body.Bonus != nil {
		r.Bonus = v.money(x.Body.Bonus)
	}
	return r
}

// ExportAwards sends the register of awards of a year as a workbook, a sheet a list.
func (a *Admin) ExportAwards(c *gin.Context) {
	ctx := c.Request.Context()
	year := a.awardYear(c)
	all, err := a.Store.Awards(ctx, a.Workspace, store.AwardQuery{Scope: UserOf(c).Scope(), Year: year})
	if err != nil {
		a.Fail(c, err)
		return
	}
	rules, err := a.awardRules(ctx)
	if err != nil {
		a.Fail(c, err)
		return
	}
	n, err := a.names(ctx)
	if err != nil {
		a.Fail(c, err)
		return
	}
	v := View{Lang: a.lang(c), pages: a.pages, zone: a.Zone, now: a.Clock()}
	var sheets []xlsform.Sheet
	for _, l := range schema.AwardLists {
		s := xlsform.Sheet{Name: v.T("award_sheet." + string(l)), Rows: [][]string{nil}}
		for _, h := range []string{"award.number", "award.name", "col.village", "award.form", "award.merit", "col.state", "award.decision", "award.decided", "award.bonus", "award.given"} {
			s.Rows[0] = append(s.Rows[0], v.T(h))
		}
		for i := range all {
			if x := &all[i]; x.List == l && (x.State == schema.AwardDecided || x.State == schema.AwardGiven) {
				r := awardRowOf(v, x, rules, n)
				bonus := ""
				if x.Body.Bonus != nil {
					bonus = strconv.FormatInt(*x.Body.Bonus, 10)
				}
				s.Rows = append(s.Rows, []string{r.Number, r.Name, r.Village, r.Form, r.Merit, r.State, r.Decision, r.Decided, bonus, r.Given})
			}
		}
		sheets = append(sheets, s)
	}
	if err := a.Store.AddAudit(ctx, a.Workspace, UserOf(c).ID, "award.export", strconv.Itoa(year), ""); err != nil {
		a.Fail(c, err)
		return
	}
	a.sendSheets(c, "so-khen-thuong-"+strconv.Itoa(year)+"-"+a.Clock().In(a.Zone).Format(time.DateOnly), sheets...)
}
