package admin

import (
	"context"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"

	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/schema/store"
	"github.com/sothon/sothon/sync/wire"
)

type queueLink struct {
	Key     string
	Name    string
	Count   int
	Href    string
	Current bool
	Rule    bool // a line above
}

type inboxRow struct {
	schema.RecordRow
	Href      string
	AreaName  string
	Who       string
	BeforeIs  string // result of the round before, in words
	ResultIs  string // "" open
	StateName string
	StateTag  string // css class
	StateIcon string
}

// option is one choice of a filter.
type option struct {
	Value, Label string
	Current      bool
}

// choice is a filter that chooses one of a list.
type choice struct {
	Name, Label, All string
	Options          []option
}

// column is a heading of the table; one that sorts is a link.
type column struct {
	Class, Name, Href string
	Sorted            string // "ascending", "descending", ""
}

type viewLink struct {
	ID      string
	Name    string
	Href    string
	Shared  bool
	Mine    bool
	Current bool
}

type inboxView struct {
	Queues   []queueLink
	Views    []viewLink
	Rows     []inboxRow
	Choices  []choice
	Columns  []column
	From, To string
	Queue    string
	Sort     string
	Text     string
	First    int
	Last     int
	Total    int
	Prev     string
	Next     string
	Name     string // of the queue shown
	Empty    string // what an empty list says
	Clear    string
	Here     string   // the filter as an address, without "?"
	Hidden   []option // the filter as fields of a form
	Filtered bool
	Folded   bool // the less used filters are closed
	Results  bool // a form here has results
	CanBulk  bool
	CanShare bool
}

// Inbox shows the queues and one page of records.
func (a *Admin) Inbox(c *gin.Context) {
	ctx, f := c.Request.Context(), readFilter(c)
	round, err := a.round(ctx, f.Round)
	if err != nil {
		a.Fail(c, err)
		return
	}
	q := a.base(c, f, round)
	counts, err := a.Store.RecordCounts(ctx, a.Workspace, q)
	if err != nil {
		a.Fail(c, err)
		return
	}
	page := chosen(q, f)
	page.Limit, page.Offset = PageRows, (f.Page-1)*PageRows
	rows, err := a.Store.RecordPage(ctx, a.Workspace, page)
	if schema.CodeOf(err) == schema.CodeInvalid { // an order that does not exist
		f.Sort = ""
		page.Sort = chosen(q, f).Sort
		rows, err = a.Store.RecordPage(ctx, a.Workspace, page)
	}
	if err != nil {
		a.Fail(c, err)
		return
	}
	names, err := a.names(ctx)
	if err != nil {
		a.Fail(c, err)
		return
	}
	v := a.view(c, "inbox", "title.inbox")
	total := f.count(&counts)
	b := inboxView{Queue: f.Queue, Sort: f.Sort, Text: f.Text, From: f.From, To: f.To, Total: total, First: min((f.Page-1)*PageRows+1, total),
		Last: min(f.Page*PageRows, total), Filtered: f.narrowed(), Here: strings.TrimPrefix(f.query(nil), "?"),
		Clear:   "/inbox" + filter{Queue: f.Queue, Round: f.Round}.query(nil),
		Folded:  f.From == "" && f.To == "" && f.Kind == "" && f.Form == "" && f.Result == "" && f.Round.IsZero(),
		Results: len(counts.Results) > 0 || f.Result != "",
		CanBulk: v.Can(string(schema.PermReview)), CanShare: v.User.Role == schema.RoleAdmin}
	for _, k := range filterKeys {
		if x := f.values()[k]; x != "" {
			b.Hidden = append(b.Hidden, option{Value: x, Label: k})
		}
	}
	b.Queues = queueLinks(v, f, &counts)
	for _, l := range b.Queues {
		if l.Current {
			b.Name = l.Name
		}
	}
	if b.Empty = v.T("empty." + f.Queue); b.Empty == "empty."+f.Queue {
		b.Empty = v.T("inbox.empty")
	}
	if b.Choices, err = a.choices(c, v, f, round, &counts, names); err != nil {
		a.Fail(c, err)
		return
	}
	if b.Views, err = a.viewLinks(c, f); err != nil {
		a.Fail(c, err)
		return
	}
	b.Columns = columns(v, f, b.Results)
	for _, r := range rows {
		x := inboxRowOf(v, f, r, names)
		x.Label = strings.TrimSuffix(x.Label, " · "+round.Label) // the list is of one round
		b.Rows = append(b.Rows, x)
	}
	if f.Page > 1 {
		b.Prev = "/inbox" + f.query(map[string]string{"page": strconv.Itoa(f.Page - 1)})
	}
	if b.Last < total {
		b.Next = "/inbox" + f.query(map[string]string{"page": strconv.Itoa(f.Page + 1)})
	}
	v.Query, v.B = f.Text, b
	v.Mark, v.MarkURL = a.inboxMark(ctx, q), "/inbox/mark"+f.query(nil)
	a.render(c, http.StatusOK, "inbox", v)
}

func queueLinks(v View, f filter, n *store.RecordCounts) []queueLink {
	list := []queueLink{{Key: ""}}
	for _, k := range schema.Queues {
		list = append(list, queueLink{Key: string(k)})
	}
	list = append(list, queueLink{Key: "moved", Rule: true}, queueLink{Key: "twins"}, queueLink{Key: "state-returned", Rule: true},
		queueLink{Key: "state-approved"}, queueLink{Key: "state-rejected"}, queueLink{Key: "state-draft"}, queueLink{Key: "all"})
	out := list[:0]
	for _, l := range list {
		l.Name, l.Count = v.T("queue."+l.Key), filter{Queue: l.Key}.count(n)
		l.Current = l.Key == f.Queue
		l.Href = "/inbox" + f.query(map[string]string{"queue": l.Key, "sort": ""})
		if l.Count > 0 || l.Current || l.Key != "moved" && l.Key != "state-rejected" {
			out = append(out, l)
		}
	}
	return out
}

// choices makes the filters that choose one of a list.
func (a *Admin) choices(c *gin.Context, v View, f filter, round schema.Round, n *store.RecordCounts, names *names) ([]choice, error) {
	ctx, scope := c.Request.Context(), UserOf(c).Scope()
	village := choice{Name: "village", Label: v.T("col.village")}
	for _, area := range names.areaList {
		if scope.Covers(area.ID) {
			village.Options = append(village.Options, option{area.ID.String(), area.Label, area.ID == f.Village})
		}
	}
	village.All = v.T("inbox.all_villages", len(village.Options))
	who := choice{Name: "collector", Label: v.T("col.who"), All: v.T("inbox.all_collectors")}
	users, err := a.Store.Users(ctx, a.Workspace)
	if err != nil {
		return nil, err
	}
	for _, u := range users {
		if u.Role == schema.RoleCollector && (scope.All || u.AllAreas || slices.ContainsFunc(u.Areas, scope.Covers)) || u.ID == f.Collector {
			who.Options = append(who.Options, option{u.ID.String(), u.Name, u.ID == f.Collector})
		}
	}
	rounds := choice{Name: "round", Label: v.T("filter.round"), All: round.Label}
	all, err := a.Store.Rounds(ctx, a.Workspace)
	if err != nil {
		return nil, err
	}
	for _, r := range all {
		rounds.Options = append(rounds.Options, option{r.ID.String(), r.Label, r.ID == f.Round})
	}
	if len(all) > 0 {
		rounds.All = v.T("inbox.this_round")
	}
	form := choice{Name: "form", Label: v.T("filter.form"), All: v.T("inbox.all_forms")}
	for _, x := range round.FormIDs {
		form.Options = append(form.Options, option{x, x, x == f.Form})
	}
	kind := choice{Name: "kind", Label: v.T("filter.kind"), All: v.T("inbox.any_kind")}
	for _, k := range []string{"required", "constraint", "type", "choice", "outside-flow", "row-outside-flow"} {
		kind.Options = append(kind.Options, option{k, v.T("kind." + k), k == f.Kind})
	}
	out := []choice{village, who, rounds, form, kind}
	if len(n.Results) > 0 || f.Result != "" {
		result := choice{Name: "result", Label: v.T("filter.result"), All: v.T("inbox.all_results")}
		known := []string{}
		for r := range n.Results {
			known = append(known, r)
		}
		if f.Result != "" && !slices.Contains(known, f.Result) {
			known = append(known, f.Result)
		}
		slices.Sort(known)
		for _, r := range known {
			result.Options = append(result.Options, option{r, resultWord(v, r), r == f.Result})
		}
		out = append(out, result)
	}
	return out, nil
}

// columns are the headings; a click on one that sorts the table already turns it round.
func columns(v View, f filter, results bool) []column {
	out := []column{{Class: "c-chon", Name: ""}}
	for _, k := range []struct {
		class, key string
		sort       store.Sort
	}{{"c-ho", "household", store.SortLabel}, {"c-thon", "village", store.SortVillage}, {"c-ai", "who", store.SortWho},
		{"c-kq", "result", store.SortResult}, {"c-xem", "look", store.SortDiffers}, {"c-tham", "visited", store.SortVisited},
		{"c-den", "arrived", store.SortOldest}, {"c-tt", "state", store.SortState}} {
		if k.key == "result" && !results {
			continue
		}
		x := column{Class: k.class, Name: v.T("col." + k.key)}
		to := string(k.sort)
		switch f.Sort {
		case to:
			x.Sorted, to = "ascending", "-"+to
		case "-" + to:
			x.Sorted = "descending"
		}
		x.Href = "/inbox" + f.query(map[string]string{"sort": to})
		out = append(out, x)
	}
	return out
}

func inboxRowOf(v View, f filter, r schema.RecordRow, n *names) inboxRow {
	x := inboxRow{RecordRow: r, Href: "/records/" + r.ID.String() + f.query(nil), AreaName: n.area(r.Area), Who: n.user(r.User)}
	if x.Label == "" {
		x.Label = v.T("record.unnamed", r.Case.String()[:8])
	}
	if r.Result != "" {
		x.ResultIs = resultWord(v, r.Result)
	}
	if r.Before != "" {
		x.BeforeIs = resultWord(v, r.Before)
	}
	x.StateName, x.StateTag, x.StateIcon = stateWords(v, r.State)
	return x
}

// stateWords gives the word, the tag's class and the mark of a state: shape first, then word, then colour.
func stateWords(v View, s schema.State) (word, tag, icon string) {
	word = v.T("state." + string(s))
	switch s {
	case schema.StateApproved:
		return word, "la", "approved"
	case schema.StateChanged:
		return word, "nghe", "changed"
	case schema.StateConflict:
		return word, "nghe", "conflict"
	case schema.StateReturned:
		return word, "nghe", "returned"
	case schema.StateFixed:
		return word, "muc", "returned"
	case schema.StateReceived:
		return word, "muc", ""
	}
	return word, "", ""
}

// inboxMark is a short text that changes when the list would.
func (a *Admin) inboxMark(ctx context.Context, q store.RecordQuery) string {
	q.Limit, q.Sort, q.Text = 1, store.SortNewest, "" // a search costs more than one news too many
	rows, err := a.Store.RecordPage(ctx, a.Workspace, q)
	if err != nil || len(rows) == 0 {
		return "0"
	}
	return strconv.FormatUint(rows[0].UpdatedSrv, 10)
}

// InboxMark answers the page's question whether there is something new.
func (a *Admin) InboxMark(c *gin.Context) {
	f := readFilter(c)
	round, err := a.round(c.Request.Context(), f.Round)
	if err != nil {
		a.Fail(c, err)
		return
	}
	c.Header("Cache-Control", "no-store")
	c.JSON(http.StatusOK, gin.H{"mark": a.inboxMark(c.Request.Context(), a.base(c, f, round))})
}

// viewLinks are the saved filters of the reader and those shared.
func (a *Admin) viewLinks(c *gin.Context, f filter) ([]viewLink, error) {
	u := UserOf(c)
	all, err := a.Store.SavedViews(c.Request.Context(), a.Workspace, u.ID)
	if err != nil {
		return nil, err
	}
	here := strings.TrimPrefix(f.query(nil), "?")
	out := make([]viewLink, 0, len(all))
	for _, s := range all {
		out = append(out, viewLink{ID: s.ID.String(), Name: s.Name, Href: "/inbox?" + s.Query, Shared: s.Shared,
			Mine: s.User == u.ID || s.Shared && u.Role == schema.RoleAdmin, Current: s.Query == here})
	}
	return out, nil
}

// SaveView keeps the filter that the reader looks at under a name.
func (a *Admin) SaveView(c *gin.Context) {
	u := UserOf(c)
	f := formFilter(c.PostForm("here"))
	s := schema.SavedView{User: u.ID, Name: clipped(c.PostForm("name"), 200), Query: strings.TrimPrefix(f.query(nil), "?"),
		Shared: c.PostForm("shared") == "1" && u.Role == schema.RoleAdmin}
	if err := a.Store.SaveView(c.Request.Context(), a.Workspace, &s); err != nil {
		a.Fail(c, err)
		return
	}
	a.back(c, "/inbox"+f.query(nil), "flash.view_saved")
}

// DeleteView takes a saved filter away.
func (a *Admin) DeleteView(c *gin.Context) {
	u := UserOf(c)
	id, err := wire.ParseID(c.Param("view"))
	if err != nil {
		a.NotFound(c)
		return
	}
	if err := a.Store.DeleteView(c.Request.Context(), a.Workspace, id, u.ID, u.Role == schema.RoleAdmin); err != nil {
		a.Fail(c, err)
		return
	}
	a.back(c, "/inbox"+formFilter(c.PostForm("here")).query(nil), "flash.view_deleted")
}
