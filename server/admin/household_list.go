package admin

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"

	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/schema/register"
	"github.com/sothon/sothon/schema/store"
	"github.com/sothon/sothon/sync/wire"
)

// householdRows is how many households a page of the register shows.
const householdRows = 50

// classes are the codes of a household's class, in the order of pages.
var classes = []string{"HN", "HCN", "MTN", "KN"}

type householdRow struct {
	schema.Household
	Href     string
	AreaName string
	Match    string // what was found, when it is none of what the row shows
}

type householdsView struct {
	Rows       []householdRow
	Areas      []schema.Area
	F          householdFilter
	Total      int
	People     int
	From, To   int
	Prev, Next string
	Labels     string // address of the labels of what is shown
	Classes    []string
	Filtered   bool
}

// householdFilter is what the address of the list says.
type householdFilter struct {
	Text, Village, Class, Day, State, Sort string
	Loan                                   bool
	Page                                   int
}

func readHouseholdFilter(c *gin.Context) householdFilter {
	text := func(k string) string { return clipped(c.Query(k), 200) }
	f := householdFilter{Text: text("q"), Village: text("village"), Class: text("class"), Day: text("day"),
		State: text("state"), Sort: text("sort"), Loan: c.Query("loan") == "1"}
	f.Page, _ = strconv.Atoi(c.Query("page"))
	f.Page = min(max(f.Page, 1), 1_000_000)
	f.Day = typedDay(f.Day)
	if !slices.Contains([]string{"", "di", "het", "huy", "tat"}, f.State) {
		f.State = ""
	}
	if !slices.Contains([]string{"", "ten", "moi"}, f.Sort) {
		f.Sort = ""
	}
	return f
}

// address is the path of the list with the filter; page 0 leaves the page out.
func (f householdFilter) address(path string, page int) string {
	q := url.Values{}
	for k, v := range map[string]string{"q": f.Text, "village": f.Village, "class": f.Class, "day": f.Day, "state": f.State, "sort": f.Sort} {
		if v != "" {
			q.Set(k, v)
		}
	}
	if f.Loan {
		q.Set("loan", "1")
	}
	if page > 1 {
		q.Set("page", strconv.Itoa(page))
	}
	if len(q) == 0 {
		return path
	}
	return path + "?" + q.Encode()
}

// query is what the filter chooses of what the user may see.
func (a *Admin) householdQuery(c *gin.Context, f householdFilter) store.HouseholdQuery {
	q := store.HouseholdQuery{Scope: UserOf(c).Scope(), Text: f.Text, Class: f.Class, Day: f.Day, State: store.HouseholdState(f.State),
		Loan: f.Loan, Sort: store.HouseholdSort(f.Sort), Limit: householdRows, Offset: (f.Page - 1) * householdRows}
	if f.Village != "" {
		area, err := wire.ParseID(f.Village)
		if err != nil {
			area = wire.ID{15: 1} // none: nothing is chosen
		}
		q.Area = area
	}
	return q
}

// Households lists the register.
func (a *Admin) Households(c *gin.Context) {
	ctx, f := c.Request.Context(), readHouseholdFilter(c)
	if err := register.CatchUp(ctx, a.Store, a.Workspace); err != nil {
		a.Fail(c, err)
		return
	}
	rows, n, err := a.Store.Households(ctx, a.Workspace, a.householdQuery(c, f))
	if err != nil {
		a.Fail(c, err)
		return
	}
	names, err := a.names(ctx)
	if err != nil {
		a.Fail(c, err)
		return
	}
	v := a.view(c, "households", "title.households")
	b := householdsView{F: f, Total: n.Households, People: n.People, From: min((f.Page-1)*householdRows+1, n.Households),
		To: min(f.Page*householdRows, n.Households), Areas: ownAreas(c, names.areaList), Classes: classes,
		Labels: f.address("/households/labels", 0), Filtered: f != householdFilter{Page: f.Page}}
	if f.Page > 1 {
		b.Prev = f.address("/households", f.Page-1)
	}
	if f.Page*householdRows < n.Households {
		b.Next = f.address("/households", f.Page+1)
	}
	for _, h := range rows {
		row := householdRow{Household: h, Href: "/households/" + h.Case.String(), AreaName: names.area(h.Area)}
		if f.Text != "" {
			if row.Match, err = a.match(ctx, v, &h, f.Text); err != nil {
				a.Fail(c, err)
				return
			}
		}
		b.Rows = append(b.Rows, row)
	}
	v.B = b
	a.render(c, http.StatusOK, "households", v)
}

// match says which person of the household was found, when the words are not in what the row shows.
func (a *Admin) match(ctx context.Context, v View, h *schema.Household, text string) (string, error) {
	shown := schema.Fold(strings.Join([]string{h.Code, h.Head, h.Phone, h.Lane}, " "))
	words := strings.Fields(schema.Fold(text))
	if !slices.ContainsFunc(words, func(w string) bool { return !strings.Contains(shown, w) }) {
		return "", nil
	}
	stays, err := a.Store.HouseholdStays(ctx, a.Workspace, h.Case)
	if err != nil {
		return "", err
	}
	for _, p := range stays {
		for _, w := range words {
			switch {
			case p.To != "" || strings.Contains(shown, w):
			case strings.Contains(p.Key, w):
				return v.T("hh.match_person", p.Name), nil
			case p.Card != "" && strings.Contains(p.Card, w):
				return v.T("hh.match_card", p.Name), nil
			}
		}
	}
	return "", nil
}

// ownAreas are the areas that the user may act in.
func ownAreas(c *gin.Context, all []schema.Area) []schema.Area {
	s := UserOf(c).Scope()
	return slices.DeleteFunc(slices.Clone(all), func(x schema.Area) bool { return !s.Covers(x.ID) })
}
