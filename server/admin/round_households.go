package admin

import (
	"context"
	"html/template"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/gin-gonic/gin"

	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/schema/store"
	"github.com/sothon/sothon/sync/wire"
)

// house is one household as the scoped list of its area has it: what the tablets see too.
type house struct {
	ID, Area             wire.ID
	Head, Code, Address  string
	Lane, Village, Phone string
}

// houses reads the register's lists of the areas of a scope.
func (a *Admin) houses(ctx context.Context, scope schema.Scope) ([]house, error) {
	areas, err := a.Store.Areas(ctx, a.Workspace)
	if err != nil {
		return nil, err
	}
	var out []house
	for _, area := range areas {
		if !scope.Covers(area.ID) {
			continue
		}
		infos, err := a.Store.Lists(ctx, a.Workspace, []wire.ID{area.ID})
		if err != nil {
			return nil, err
		}
		for _, i := range infos {
			if i.Name != "ho" || i.Area != area.ID {
				continue
			}
			lists, err := a.Eval.Lists(ctx, []wire.ListRef{{Number: i.Number, Hash: i.Hash}})
			if err != nil || len(lists) == 0 {
				return nil, err
			}
			l := lists[0].List
			for row := range l.Rows() {
				h := house{Area: area.ID, Head: l.At(row, "chu_ho"), Code: l.At(row, "ma"), Address: l.At(row, "dia_chi"),
					Village: area.Label, Phone: l.At(row, "dien_thoai")}
				if h.ID, err = wire.ParseID(l.At(row, "name")); err != nil {
					continue
				}
				h.Lane, _, _ = strings.Cut(h.Address, ",")
				h.Lane = strings.TrimSpace(h.Lane)
				out = append(out, h)
			}
		}
	}
	return out, nil
}

// maxShown is how many households the page lists; more are counted and can be given all the same.
const maxShown = 500

// houseFilter is what the address says about the households of a round.
type houseFilter struct {
	Village wire.ID
	Lane    string
	Who     string // a user's id, "none", or ""
	Show    string // unvisited, assigned, draft, arrived, returned, approved, or all
	Text    string
}

func readHouseFilter(q url.Values) houseFilter {
	text := func(k string) string { return clipped(q.Get(k), 200) }
	f := houseFilter{Lane: text("lane"), Who: text("who"), Show: text("show"), Text: text("q")}
	f.Village, _ = wire.ParseID(q.Get("village")) // anything else means all
	if f.Show == "" {
		f.Show = "all"
	}
	return f
}

type houseRow struct {
	house
	Who       []string
	Note      string
	StateName string
	StateTag  string
	StateIcon string
	Record    string // address; "" none
	By        string
}

type housesView struct {
	roundView
	Rows      []houseRow
	Total     int
	Filter    houseFilter
	Query     template.URL // of this page, as it stands
	Areas     []schema.Area
	Lanes     []string
	Users     []schema.User
	Shows     []string
	Village   string
	Can       bool
	Previous  string // label of the round before; "" none
	Problem   string
	Unshared  int
	FormQuery string
}

// visitKept says whether a household passes the filter of states.
func visitKept(show string, visit store.VisitRow, there bool, given []schema.Assignment, who wire.ID) bool {
	mine := who.IsZero() || slices.ContainsFunc(given, func(x schema.Assignment) bool { return x.User == who })
	wrote := who.IsZero() || visit.User == who
	switch show {
	case "unvisited":
		return !there && mine
	case "assigned":
		return mine
	case "draft":
		return there && visit.State == schema.StateDraft && wrote
	case "arrived":
		return there && slices.Contains(arrived, visit.State) && wrote
	case "returned":
		return there && (visit.State == schema.StateReturned || visit.State == schema.StateRejected) && wrote
	case "approved":
		return there && visit.State == schema.StateApproved && wrote
	}
	return mine || there && wrote
}

// chosen gives the households of a round that pass a filter, with what is known of their visits.
func (a *Admin) chosen(ctx context.Context, r *schema.Round, form string, scope schema.Scope, f houseFilter) ([]house, map[wire.ID]store.VisitRow, map[wire.ID][]schema.Assignment, error) {
	if !f.Village.IsZero() {
		if !scope.Covers(f.Village) {
			return nil, nil, nil, nil
		}
		scope = schema.Scope{Areas: []wire.ID{f.Village}}
	}
	all, err := a.houses(ctx, scope)
	if err != nil {
		return nil, nil, nil, err
	}
	given, err := a.Store.Assignments(ctx, a.Workspace, r.ID)
	if err != nil {
		return nil, nil, nil, err
	}
	visits, read := map[wire.ID]store.VisitRow{}, map[wire.ID]bool{}
	words := strings.Fields(schema.Fold(f.Text))
	who, _ := wire.ParseID(f.Who)
	var out []house
	for _, h := range all {
		if !read[h.Area] {
			read[h.Area] = true
			m, err := a.Store.Visits(ctx, a.Workspace, r.ID, h.Area, form)
			if err != nil {
				return nil, nil, nil, err
			}
			for k, x := range m {
				visits[k] = x
			}
		}
		visit, there := visits[h.ID]
		if f.Lane != "" && h.Lane != f.Lane || f.Who == "none" && len(given[h.ID]) > 0 || !visitKept(f.Show, visit, there, given[h.ID], who) {
			continue
		}
		text := schema.Fold(h.Head + " " + h.Code + " " + h.Address + " " + h.Phone)
		if slices.ContainsFunc(words, func(w string) bool { return !strings.Contains(text, w) }) {
			continue
		}
		out = append(out, h)
	}
	return out, visits, given, nil
}

// RoundHouseholds lists the households of a round: who visits them and where their record stands. With the permission they
// are given out here.
func (a *Admin) RoundHouseholds(c *gin.Context) {
	if r, ok := a.readRound(c); ok {
		a.householdsPage(c, http.StatusOK, r, "")
	}
}

func (a *Admin) householdsPage(c *gin.Context, status int, r schema.Round, problem string) {
	ctx, u := c.Request.Context(), UserOf(c)
	v := a.view(c, "rounds", "rounds.one_title", r.Label)
	head, form, err := a.roundHead(c, v, r, "households")
	if err != nil {
		a.Fail(c, err)
		return
	}
	scope := roundScope(u, &r)
	q := c.Request.URL.Query()
	b := housesView{roundView: head, Filter: readHouseFilter(q), Problem: problem, Can: v.Can(string(schema.PermRounds)) && r.Open,
		Shows: []string{"all", "unvisited", "draft", "arrived", "returned", "approved"}}
	houses, visits, given, err := a.chosen(ctx, &r, form, scope, b.Filter)
	if err != nil {
		a.Fail(c, err)
		return
	}
	n, err := a.names(ctx)
	if err != nil {
		a.Fail(c, err)
		return
	}
	b.Total, b.Query = len(houses), template.URL(q.Encode())
	if !b.Filter.Village.IsZero() {
		b.Village = b.Filter.Village.String()
	}
	for i, h := range houses {
		if len(given[h.ID]) == 0 {
			b.Unshared++
		}
		if i < maxShown {
			b.Rows = append(b.Rows, houseLine(v, n, h, visits, given[h.ID]))
		}
	}
	for _, x := range n.areaList {
		if scope.Covers(x.ID) {
			b.Areas = append(b.Areas, x)
		}
	}
	if err := a.houseChoices(c, v, &b, &r, scope); err != nil {
		a.Fail(c, err)
		return
	}
	v.B = b
	a.render(c, status, "round_households", v)
}

func houseLine(v View, n *names, h house, visits map[wire.ID]store.VisitRow, given []schema.Assignment) houseRow {
	row := houseRow{house: h, StateName: v.T("rounds.not_visited")}
	for _, x := range given {
		row.Who = append(row.Who, n.user(x.User))
		if x.Note != "" {
			row.Note = x.Note
		}
	}
	if visit, ok := visits[h.ID]; ok {
		row.StateName, row.StateTag, row.StateIcon = stateWords(v, visit.State)
		row.Record, row.By = "/records/"+visit.Record.String(), n.user(visit.User)
	}
	return row
}

// houseChoices fills in what the filters and the form offer: lanes of the village, collectors, the round before.
func (a *Admin) houseChoices(c *gin.Context, v View, b *housesView, r *schema.Round, scope schema.Scope) error {
	ctx := c.Request.Context()
	if !b.Filter.Village.IsZero() && scope.Covers(b.Filter.Village) {
		all, err := a.houses(ctx, schema.Scope{Areas: []wire.ID{b.Filter.Village}})
		if err != nil {
			return err
		}
		for _, h := range all {
			if h.Lane != "" && !slices.Contains(b.Lanes, h.Lane) {
				b.Lanes = append(b.Lanes, h.Lane)
			}
		}
		slices.SortFunc(b.Lanes, func(x, y string) int { return strings.Compare(schema.Fold(x), schema.Fold(y)) })
	}
	users, err := a.Store.Users(ctx, a.Workspace)
	if err != nil {
		return err
	}
	for _, u := range users {
		covers := func(x schema.Area) bool {
			return (b.Filter.Village.IsZero() || x.ID == b.Filter.Village) && u.Scope().Covers(x.ID)
		}
		if u.Active && u.Role == schema.RoleCollector && slices.ContainsFunc(b.Areas, covers) {
			b.Users = append(b.Users, u)
		}
	}
	if !r.Previous.IsZero() {
		if before, err := a.Store.Round(ctx, a.Workspace, r.Previous); err == nil {
			b.Previous = before.Label
		}
	}
	return nil
}

// Assign gives households to collectors: those ticked, all that the filter chooses, or as in the round before.
func (a *Admin) Assign(c *gin.Context) {
	ctx := c.Request.Context()
	r, ok := a.readRound(c)
	if !ok {
		return
	}
	back := "/rounds/" + r.ID.String() + "/households"
	if q := c.Request.URL.Query().Encode(); q != "" {
		back += "?" + q
	}
	err := a.assign(c, ctx, r)
	var e *schema.Error
	if asSchema(err, &e) && e.Code != schema.CodeInternal {
		a.householdsPage(c, http.StatusUnprocessableEntity, r, pick(a.lang(c), e.Vi, e.En))
		return
	}
	if err != nil {
		a.Fail(c, err)
		return
	}
	a.PeopleChanged()
	a.back(c, back, "flash.assigned")
}

func (a *Admin) assign(c *gin.Context, ctx context.Context, r schema.Round) error {
	me := UserOf(c)
	f := readHouseFilter(c.Request.URL.Query())
	if !r.Open {
		return schema.Conflict("round", "Đợt đã đóng: không giao thêm được.", "The round is closed: nothing more is given out.")
	}
	if c.PostForm("mode") == "before" {
		var areas []wire.ID
		if !f.Village.IsZero() {
			areas = []wire.ID{f.Village}
		}
		_, _, err := a.Store.AssignAsBefore(ctx, a.Workspace, r.ID, areas, me.ID)
		return err
	}
	var users, cases []wire.ID
	for _, s := range c.PostFormArray("user") {
		if x, err := wire.ParseID(s); err == nil {
			users = append(users, x)
		}
	}
	mode := store.AssignMode(c.PostForm("mode"))
	if mode != store.AssignAdd && mode != store.AssignRemove {
		mode = store.AssignReplace
	}
	if c.PostForm("which") == "filter" {
		_, form, err := a.formTabs(c, &r)
		if err != nil {
			return err
		}
		houses, _, _, err := a.chosen(ctx, &r, form, roundScope(me, &r), f)
		if err != nil {
			return err
		}
		for _, h := range houses {
			cases = append(cases, h.ID)
		}
	} else {
		for _, s := range c.PostFormArray("case") {
			if x, err := wire.ParseID(s); err == nil {
				cases = append(cases, x)
			}
		}
	}
	_, err := a.Store.Assign(ctx, a.Workspace, r.ID, cases, users, mode, said(c, "note"), me.ID)
	return err
}
