package admin

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/schema/store"
	"github.com/sothon/sothon/sync/wire"
)

// barPart is a piece of a bar: its place and length in hundredths, and its class.
type barPart struct {
	X, W  int
	Class string
}

// figure is a count that opens its list; no Href: there is nothing to open.
type figure struct {
	N    int
	Href string
}

// progressRow is one village, or the whole commune.
type progressRow struct {
	Name                                               string
	Unvisited, Draft, Arrived, Returned, Done, Visited figure
	Total, Week                                        int
	Bar                                                []barPart
	Forecast                                           string
	Late                                               bool
	Percent                                            int
}

// personRow is one collector.
type personRow struct {
	User                           schema.User
	Where                          string
	Assigned, Unvisited            figure
	Draft, Arrived, Returned, Done figure
	Last                           time.Time
	Tablets                        int
	Unsent                         uint64
	Reminder                       schema.Reminder
	Remindable                     bool
}

type roundView struct {
	Round    schema.Round
	Head     string
	Tab      string
	Forms    []formTab
	Rows     []progressRow
	Sum      progressRow
	People   []personRow
	PerDay   int // households a day that are needed to be in time; 0: not said
	Late     []string
	Unshared int // households that nobody visits
	Ended    bool
}

type formTab struct {
	ID, Title string
	Current   bool
}

// forecast says when the rest is done at the pace of the last seven days, and by how many days that is after the end.
// ok is false without a pace.
func forecast(now, ends time.Time, rest, week int) (day time.Time, late int, ok bool) {
	if week <= 0 {
		return day, 0, false
	}
	today := time.Date(now.Year(), now.Month(), now.Day(), 0, 0, 0, 0, time.UTC)
	day = today.AddDate(0, 0, (rest*7+week-1)/week)
	if !ends.IsZero() && day.After(ends) {
		late = int(day.Sub(ends) / (24 * time.Hour))
	}
	return day, late, true
}

// perDay is how many of the rest are due each day until the end, today included; 0 without an end, or after it.
func perDay(now, ends time.Time, rest int) int {
	today := time.Date(now.Year(), now.Month(), now.Day(), 0, 0, 0, 0, time.UTC)
	if ends.IsZero() || rest <= 0 || ends.Before(today) {
		return 0
	}
	days := int(ends.Sub(today)/(24*time.Hour)) + 1
	return (rest + days - 1) / days
}

// roundHead is what every page of a round begins with.
func (a *Admin) roundHead(c *gin.Context, v View, r schema.Round, tab string) (roundView, string, error) {
	b := roundView{Round: r, Tab: tab, Head: roundDates(v, &r)}
	if len(r.Rules) > 0 {
		b.Head += " · " + v.T("rounds.rules_head", strings.Join(r.Rules, ", "))
	}
	now := a.Clock().In(a.Zone)
	b.Head += " · " + v.T("rounds.as_of", now.Format("15:04"))
	var form string
	var err error
	b.Forms, form, err = a.formTabs(c, &r)
	return b, form, err
}

// formTabs lists the forms of a round, and which of them a page is about: the one asked for, else the first.
func (a *Admin) formTabs(c *gin.Context, r *schema.Round) (tabs []formTab, form string, err error) {
	versions, err := a.Store.Forms(c.Request.Context(), a.Workspace)
	if err != nil {
		return nil, "", err
	}
	for _, f := range roundForms(versions, r) {
		if f.Checked {
			tabs = append(tabs, formTab{ID: f.ID, Title: f.Title})
			if form == "" || c.Query("form") == f.ID {
				form = f.ID
			}
		}
	}
	for i := range tabs {
		tabs[i].Current = tabs[i].ID == form
	}
	return tabs, form, nil
}

// RoundProgress shows how far a round is, by village and by collector.
func (a *Admin) RoundProgress(c *gin.Context) {
	r, ok := a.readRound(c)
	if !ok {
		return
	}
	v := a.view(c, "rounds", "rounds.one_title", r.Label)
	b, form, err := a.roundHead(c, v, r, "progress")
	if err == nil && form != "" {
		err = a.roundProgress(c, v, &b, form)
	}
	if err != nil {
		a.Fail(c, err)
		return
	}
	v.B = b
	a.render(c, http.StatusOK, "round", v)
}

func (a *Admin) roundProgress(c *gin.Context, v View, b *roundView, form string) error {
	ctx, r := c.Request.Context(), &b.Round
	scope := roundScope(UserOf(c), r)
	now := a.Clock().In(a.Zone)
	n, err := a.names(ctx)
	if err != nil {
		return err
	}
	areas, err := a.Store.Progress(ctx, a.Workspace, r.ID, form, scope, now)
	if err != nil {
		return err
	}
	sum := store.AreaProgress{States: map[schema.State]int{}}
	for _, area := range n.areaList {
		p := areas[area.ID]
		if p == nil || p.Total() == 0 {
			continue
		}
		sum.Unvisited, sum.Week = sum.Unvisited+p.Unvisited, sum.Week+p.Week
		for s, k := range p.States {
			sum.States[s] += k
		}
		row := progressFigures(v, r, p, now, links(r.ID, area.ID, wire.ID{}, form))
		if row.Name = area.Label; row.Late {
			b.Late = append(b.Late, area.Label)
		}
		b.Rows = append(b.Rows, row)
	}
	b.Sum = progressFigures(v, r, &sum, now, links(r.ID, wire.ID{}, wire.ID{}, form))
	b.Sum.Name = v.T("rounds.commune")
	if r.Open {
		b.PerDay = perDay(now, r.Ends, sum.Total()-sum.Finished())
		b.Ended = !r.Ends.IsZero() && now.After(r.Ends.AddDate(0, 0, 1)) && sum.Total() > sum.Finished()
	}
	return a.roundPeople(c, v, b, n, form, scope)
}

// arrived are the states of records that are at the commune and neither approved nor sent back.
var arrived = []schema.State{schema.StateReceived, schema.StateFixed, schema.StateConflict, schema.StateChanged}

// links makes the address of each figure's list; a zero area or user means all.
func links(round, area, user wire.ID, form string) func(list string) string {
	return func(list string) string {
		q := url.Values{}
		set := func(k string, x wire.ID) {
			if !x.IsZero() {
				q.Set(k, x.String())
			}
		}
		set("village", area)
		if list == "unvisited" || list == "all" || list == "draft" || !user.IsZero() {
			q.Set("show", list)
			q.Set("form", form)
			set("who", user)
			return "/rounds/" + round.String() + "/households?" + q.Encode()
		}
		set("round", round)
		if list = map[string]string{"returned": "state-returned", "approved": "state-approved"}[list]; list != "" {
			q.Set("queue", list)
		}
		return "/inbox?" + q.Encode()
	}
}

func progressFigures(v View, r *schema.Round, p *store.AreaProgress, now time.Time, href func(string) string) progressRow {
	at := 0
	for _, s := range arrived {
		at += p.States[s]
	}
	fig := func(n int, list string) figure {
		if n == 0 {
			return figure{}
		}
		return figure{n, href(list)}
	}
	row := progressRow{Unvisited: fig(p.Unvisited, "unvisited"), Draft: fig(p.States[schema.StateDraft], "draft"), Arrived: fig(at, "arrived"),
		Returned: fig(p.States[schema.StateReturned]+p.States[schema.StateRejected], "returned"), Done: fig(p.States[schema.StateApproved], "approved"),
		Visited: fig(p.Visited(), "all"), Total: p.Total(), Week: p.Week}
	if row.Total == 0 {
		return row
	}
	row.Percent = 100 * p.Visited() / row.Total
	x := 0
	for _, part := range []struct {
		n     int
		class string
	}{{row.Done.N, "la"}, {row.Arrived.N, "muc"}, {row.Returned.N + row.Draft.N, "nghe"}} {
		w := (1000*part.n + row.Total/2) / row.Total
		row.Bar = append(row.Bar, barPart{x, w, part.class})
		x += w
	}
	rest := row.Total - p.Finished()
	day, late, ok := forecast(now, r.Ends, rest, p.Week)
	switch {
	case rest == 0:
		row.Forecast = v.T("rounds.all_done")
	case !r.Open:
		row.Forecast = "–"
	case !ok:
		row.Forecast = v.T("rounds.no_pace")
	case day.Year() > now.Year()+1:
		row.Forecast, row.Late = v.T("rounds.far"), true
	case late > 0:
		row.Forecast, row.Late = v.T("rounds.late", day.Format("02/01"), late), true
	default:
		row.Forecast = day.Format("02/01/2006")
	}
	return row
}

// roundPeople fills in the collectors of the scope, by name: a list of work, not a ranking.
func (a *Admin) roundPeople(c *gin.Context, v View, b *roundView, n *names, form string, scope schema.Scope) error {
	ctx, r := c.Request.Context(), &b.Round
	people, err := a.Store.PersonProgresses(ctx, a.Workspace, r.ID, form, scope)
	if err != nil {
		return err
	}
	users, err := a.Store.Users(ctx, a.Workspace)
	if err != nil {
		return err
	}
	said, err := a.Store.Reminders(ctx, a.Workspace, r.ID)
	if err != nil {
		return err
	}
	devices, err := a.Store.Devices(ctx, a.Workspace)
	if err != nil {
		return err
	}
	for _, u := range users {
		p := people[u.ID]
		collects := u.Role == schema.RoleCollector && u.Active && (scope.All || slices.ContainsFunc(u.Areas, scope.Covers))
		if p == nil && !collects {
			continue
		}
		if p == nil {
			p = &store.PersonProgress{States: map[schema.State]int{}}
		}
		at := 0
		for _, s := range arrived {
			at += p.States[s]
		}
		href := links(r.ID, wire.ID{}, u.ID, form)
		fig := func(k int, list string) figure {
			if k == 0 {
				return figure{}
			}
			return figure{k, href(list)}
		}
		row := personRow{User: u, Last: p.Last, Assigned: fig(p.Assigned, "assigned"), Unvisited: fig(p.Unvisited, "unvisited"),
			Draft: fig(p.States[schema.StateDraft], "draft"), Arrived: fig(at, "arrived"),
			Returned: fig(p.States[schema.StateReturned]+p.States[schema.StateRejected], "returned"), Done: fig(p.States[schema.StateApproved], "approved"),
			Reminder: said[u.ID], Remindable: collects && r.Open}
		var where []string
		for _, x := range u.Areas {
			if scope.Covers(x) {
				where = append(where, n.area(x))
			}
		}
		if row.Where = join(where); u.Scope().All {
			row.Where = v.T("users.all_areas")
		}
		for _, d := range devices {
			if d.User == u.ID && d.Revoked.IsZero() {
				row.Tablets++
				row.Unsent += d.Unsent
			}
		}
		b.People = append(b.People, row)
	}
	slices.SortStableFunc(b.People, func(x, y personRow) int {
		return strings.Compare(schema.Fold(lastWord(x.User.Name)), schema.Fold(lastWord(y.User.Name)))
	})
	if !r.Open {
		return nil
	}
	houses, err := a.houses(ctx, scope)
	if err != nil {
		return err
	}
	all, err := a.Store.Assignments(ctx, a.Workspace, r.ID)
	for _, h := range houses {
		if len(all[h.ID]) == 0 {
			b.Unshared++
		}
	}
	return err
}

// lastWord is the given name of a Vietnamese name: lists of people stand by it. What stands in brackets is no name.
func lastWord(name string) string {
	name, _, _ = strings.Cut(name, "(")
	if f := strings.Fields(name); len(f) > 0 {
		return f[len(f)-1]
	}
	return name
}

// leftRow is one thing that is missing before a round can be closed.
type leftRow struct {
	Text   string
	Href   string
	Blocks bool
}

type roundLeft struct {
	Rows   []leftRow
	Blocks bool
	Ask    bool // a reason must be written
}

func (a *Admin) roundLeft(c *gin.Context, v View, r *schema.Round) (*roundLeft, error) {
	l, err := a.Store.RoundLeft(c.Request.Context(), a.Workspace, r.ID)
	if err != nil {
		return nil, err
	}
	pending, err := a.pendingIn(c.Request.Context(), r)
	if err != nil {
		return nil, err
	}
	out := &roundLeft{Blocks: l.Blocks() || pending > 0, Ask: l.Unvisited > 0}
	inbox := "/inbox?round=" + r.ID.String() + "&queue="
	for _, x := range []struct {
		n      int
		key    string
		href   string
		blocks bool
	}{{l.Waiting, "rounds.left_waiting", inbox, true}, {l.Returned, "rounds.left_returned", inbox + "state-returned", true}, {l.Drafts, "rounds.left_drafts", inbox + "state-draft", true},
		{l.Held, "rounds.left_held", inbox + "held", true}, {l.Tablets, "rounds.left_tablets", "/devices", true},
		{pending, "rounds.left_pending", "/movements?round=" + r.ID.String(), true},
		{l.Unvisited, "rounds.left_unvisited", "/rounds/" + r.ID.String() + "/households?show=unvisited", false}} {
		if x.n > 0 {
			out.Rows = append(out.Rows, leftRow{v.T(x.key, x.n), x.href, x.blocks})
		}
	}
	return out, nil
}

// Remind sends a collector a word about the round: it stands on the tablet after the next sync.
func (a *Admin) Remind(c *gin.Context) {
	r, ok := a.readRound(c)
	if !ok {
		return
	}
	user, err := wire.ParseID(c.PostForm("user"))
	if err != nil {
		a.NotFound(c)
		return
	}
	if err := a.Store.Remind(c.Request.Context(), a.Workspace, r.ID, user, said(c, "text"), UserOf(c).ID); err != nil {
		a.Fail(c, err)
		return
	}
	a.PeopleChanged()
	a.back(c, "/rounds/"+r.ID.String()+"#nguoi", "flash.reminded")
}
