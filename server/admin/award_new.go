package admin

import (
	"context"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"

	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/schema/emulation"
	"github.com/sothon/sothon/schema/store"
	"github.com/sothon/sothon/sync/wire"
)

type awardNewView struct {
	Lists                                                            []loanTab
	Here                                                             schema.AwardList
	Household, Village, Other                                        bool
	Code, Name, Area, Form, Merit, Since, Proposer, Proposed, Before string
	Achievement                                                      string
	Score                                                            *schema.AwardScore
	Forms                                                            []loanChoice
	Areas                                                            []loanChoice
	Problem                                                          string
}

// NewAward asks who is nominated and for what: for one list.
func (a *Admin) NewAward(c *gin.Context) {
	b := awardNewView{Here: schema.AwardList(c.Query("list")), Code: c.Query("code"), Name: schema.Clean(c.Query("name")), Area: c.Query("village"), Proposed: showDay(a.today())}
	if id, err := wire.ParseID(c.Query("case")); err == nil { // from a scorecard or a household's page
		h, err := a.Store.Household(c.Request.Context(), a.Workspace, id)
		if err != nil || !UserOf(c).Scope().Covers(h.Area) {
			a.NotFound(c)
			return
		}
		b.Code = h.Code
	}
	a.awardNew(c, http.StatusOK, b)
}

func (a *Admin) awardNew(c *gin.Context, status int, b awardNewView) {
	ctx := c.Request.Context()
	if !slices.Contains(schema.AwardLists, b.Here) {
		b.Here = schema.ListRising
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
	v := a.view(c, "awards", "title.award_new")
	subject := b.Here.Subject()
	b.Household, b.Village = subject == schema.AwardHousehold, subject == schema.AwardVillage
	b.Other = !b.Household && !b.Village
	for _, l := range schema.AwardLists {
		b.Lists = append(b.Lists, loanTab{Name: v.T("award_list." + string(l)), Href: "/awards/new?list=" + string(l), Here: l == b.Here})
	}
	for _, f := range rules.Forms(subject, a.today()) {
		b.Forms = append(b.Forms, loanChoice{f.Code, f.Name, f.Code == b.Form})
	}
	for _, x := range ownAreas(c, n.areaList) {
		b.Areas = append(b.Areas, loanChoice{x.ID.String(), x.Label, x.ID.String() == b.Area})
	}
	v.B = b
	a.render(c, status, "award_new", v)
}

// Nominate makes a nomination.
func (a *Admin) Nominate(c *gin.Context) {
	b := awardNewView{Here: schema.AwardList(c.PostForm("list")), Code: said(c, "code"), Name: said(c, "name"), Area: c.PostForm("area"), Form: c.PostForm("form"), Merit: said(c, "merit"),
		Since: said(c, "since"), Proposer: said(c, "proposer"), Proposed: said(c, "proposed"), Before: said(c, "before"), Achievement: said(c, "achievement")}
	x, err := a.nominee(c, &b)
	if err == nil {
		err = a.Store.Nominate(c.Request.Context(), a.Workspace, x, UserOf(c).ID, func(others []schema.Award) error { return twice(x, others) })
	}
	var e *schema.Error
	if asSchema(err, &e) && (e.Code == schema.CodeInvalid || e.Code == schema.CodeConflict) {
		b.Problem = pick(a.lang(c), e.Vi, e.En)
		a.awardNew(c, http.StatusUnprocessableEntity, b)
		return
	}
	if err != nil {
		a.Fail(c, err)
		return
	}
	a.back(c, "/awards/"+x.ID.String(), "flash.award.new")
}

// twice refuses a second nomination of the same for the same in a year, unless the first was refused.
func twice(x *schema.Award, others []schema.Award) error {
	for i := range others {
		if o := &others[i]; o.State != schema.AwardRefused && emulation.SameMerit(x, o) {
			return schema.Conflict("merit", "Hồ sơ "+awardNumber(o)+" trong năm đã đề nghị cho cùng đối tượng và thành tích này.", "Nomination "+awardNumber(o)+" of this year is for the same.")
		}
	}
	return nil
}

// nominee reads the form of the page into a nomination.
func (a *Admin) nominee(c *gin.Context, b *awardNewView) (*schema.Award, error) {
	ctx := c.Request.Context()
	if !slices.Contains(schema.AwardLists, b.Here) {
		return nil, schema.Invalid("list", "Chọn một danh sách.", "Choose a list.")
	}
	day := typedDay(b.Proposed)
	if day == "" || day > a.today() {
		return nil, schema.Invalid("proposed", "Ngày đề nghị chưa đúng: ghi như 10/11/2026.", "The day of the proposal is not right: write it as 10/11/2026.")
	}
	if b.Proposer == "" {
		return nil, schema.Invalid("proposer", "Ghi ai đề nghị: thôn, hội, ban ngành, hoặc hộ tự đề nghị.", "Write who proposes.")
	}
	rules, err := a.awardRules(ctx)
	if err != nil {
		return nil, err
	}
	f, ok := rules.Form(b.Form, day)
	if !ok || !f.For(b.Here.Subject()) {
		return nil, schema.Invalid("form", "Chọn hình thức khen có hiệu lực tại ngày đề nghị và hợp với đối tượng.", "Choose an award that exists on that day and fits the subject.")
	}
	year, _ := strconv.Atoi(day[:4])
	x := &schema.Award{ID: newID(), Year: year, List: b.Here, Form: b.Form, Body: schema.AwardBody{Merit: b.Merit, Since: b.Since, Proposer: b.Proposer, Proposed: day, Before: b.Before,
		Achievement: b.Achievement, From: "proposal"}}
	scope := UserOf(c).Scope()
	area, _ := wire.ParseID(b.Area) // anything else: the commune's
	switch b.Here.Subject() {
	case schema.AwardHousehold:
		h, err := a.householdOf(ctx, scope, b.Code)
		if err != nil {
			return nil, err
		}
		x.Subject, x.Area, x.Name = h.Case, h.Area, pick("vi", "Hộ ", "")+h.Head
		x.Body.Address = h.Lane
	case schema.AwardVillage:
		label := ""
		areas, err := a.Store.Areas(ctx, a.Workspace)
		if err != nil {
			return nil, err
		}
		for _, o := range areas {
			if o.ID == area && scope.Covers(area) {
				label = o.Label
			}
		}
		if label == "" {
			return nil, schema.Invalid("area", "Chọn thôn được đề nghị.", "Choose the village.")
		}
		x.Subject, x.Area, x.Name = area, area, label
	default:
		if x.Area = area; !scope.Covers(area) {
			return nil, schema.Invalid("area", "Chọn một thôn anh/chị phụ trách.", "Choose a village of yours.")
		}
		x.Name = b.Name
	}
	if x.Body.Score, err = a.scoreOf(ctx, x); err != nil {
		return nil, err
	}
	if x.Body.Score != nil {
		x.Body.From = "score"
	}
	return x, nil
}

// householdOf finds the one household with a number.
func (a *Admin) householdOf(ctx context.Context, scope schema.Scope, code string) (schema.Household, error) {
	rows, _, err := a.Store.Households(ctx, a.Workspace, store.HouseholdQuery{Scope: scope, Text: code, Limit: 50})
	if err != nil {
		return schema.Household{}, err
	}
	for _, h := range rows {
		if strings.EqualFold(strings.TrimSpace(code), h.Code) && code != "" {
			return h, nil
		}
	}
	return schema.Household{}, schema.Invalid("code", "Không có hộ số này. Ghi đúng số hộ như trong sổ.", "There is no household of this number. Write it as the register has it.")
}
