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

// workRow is one queue with work in it.
type workRow struct {
	N           int
	Text, About string
	Tone, Href  string
}

// resultRow is how many records have one result this round, and had it in the round before.
type resultRow struct {
	Text   string
	N, Was figure
}

// countRow is a count with words that opens its list.
type countRow struct {
	Text string
	N    figure
}

type overviewView struct {
	Round    schema.Round
	Head     string
	Work     []workRow
	Rows     []progressRow
	Sum      progressRow
	Href     string // of the round
	Results  []resultRow
	Open     int // records without a result
	Before   string
	Kinds    []countRow
	Map      *placeMap
	Machines []string
	Grave    []string
	First    bool // nothing has been set up yet
	Backup   string
	Stale    bool // of the backup: old, failed, or none
}

// Overview shows what there is to do and how far the round is. Every figure opens its list.
func (a *Admin) Overview(c *gin.Context) {
	ctx := c.Request.Context()
	round, err := a.round(ctx, wire.ID{})
	if err != nil {
		a.Fail(c, err)
		return
	}
	v := a.view(c, "overview", "title.overview")
	now := a.Clock().In(a.Zone)
	v.Title = v.T("overview.day", v.T("day."+strings.ToLower(now.Weekday().String())), now.Day(), int(now.Month()), now.Year())
	b := overviewView{Round: round}
	if round.ID.IsZero() {
		b.First = true
		v.B = b
		a.render(c, http.StatusOK, "overview", v)
		return
	}
	b.Href = "/rounds/" + round.ID.String()
	b.Head = roundDates(v, &round) + " · " + v.T("rounds.as_of", now.Format("15:04"))
	for _, fill := range []func(*gin.Context, View, *overviewView) error{a.overviewWork, a.overviewMovement, a.overviewProgress, a.overviewResults, a.overviewMap, a.overviewDevices, a.overviewBackup} {
		if err := fill(c, v, &b); err != nil {
			a.Fail(c, err)
			return
		}
	}
	v.B = b
	a.render(c, http.StatusOK, "overview", v)
}

// inboxHref is the address of the inbox with a filter.
func inboxHref(round wire.ID, pairs ...string) string {
	q := url.Values{"round": {round.String()}}
	for i := 0; i+1 < len(pairs); i += 2 {
		q.Set(pairs[i], pairs[i+1])
	}
	return "/inbox?" + q.Encode()
}

func (a *Admin) overviewWork(c *gin.Context, v View, b *overviewView) error {
	ages, err := a.Store.QueueAges(c.Request.Context(), a.Workspace, a.scoped(c, store.RecordQuery{Round: b.Round.ID}))
	if err != nil {
		return err
	}
	names, err := a.names(c.Request.Context())
	if err != nil {
		return err
	}
	tone := map[schema.Queue]string{schema.QueueConflict: "nghe", schema.QueueChanged: "nghe", schema.QueueViolations: "nghe", schema.QueueHeld: "son"}
	for _, q := range schema.Queues {
		x := ages[q]
		if x.N == 0 {
			continue
		}
		row := workRow{N: x.N, Text: v.T("work." + string(q)), Tone: tone[q], Href: inboxHref(b.Round.ID, "queue", string(q))}
		if row.Tone == "" {
			row.Tone = "muc"
		}
		row.About = v.T("work.oldest", v.When(x.Oldest), names.area(x.Area))
		b.Work = append(b.Work, row)
	}
	return nil
}

func (a *Admin) overviewProgress(c *gin.Context, v View, b *overviewView) error {
	ctx := c.Request.Context()
	_, form, err := a.formTabs(c, &b.Round)
	if err != nil || form == "" {
		return err
	}
	now := a.Clock().In(a.Zone)
	areas, err := a.Store.Progress(ctx, a.Workspace, b.Round.ID, form, roundScope(UserOf(c), &b.Round), now)
	if err != nil {
		return err
	}
	all, err := a.areasOf(c)
	if err != nil {
		return err
	}
	sum := store.AreaProgress{States: map[schema.State]int{}}
	for _, area := range all {
		p := areas[area.ID]
		if p == nil || p.Total() == 0 {
			continue
		}
		sum.Unvisited, sum.Week = sum.Unvisited+p.Unvisited, sum.Week+p.Week
		for s, k := range p.States {
			sum.States[s] += k
		}
		row := progressFigures(v, &b.Round, p, now, links(b.Round.ID, area.ID, wire.ID{}, form))
		row.Name = area.Label
		b.Rows = append(b.Rows, row)
	}
	b.Sum = progressFigures(v, &b.Round, &sum, now, links(b.Round.ID, wire.ID{}, wire.ID{}, form))
	return nil
}

func (a *Admin) overviewResults(c *gin.Context, v View, b *overviewView) error {
	ctx := c.Request.Context()
	q := a.scoped(c, store.RecordQuery{Round: b.Round.ID})
	now, err := a.Store.RecordCounts(ctx, a.Workspace, q)
	if err != nil {
		return err
	}
	var before store.RecordCounts
	if !b.Round.Previous.IsZero() {
		q.Round = b.Round.Previous
		if before, err = a.Store.RecordCounts(ctx, a.Workspace, q); err != nil {
			return err
		}
		if last, err := a.Store.Round(ctx, a.Workspace, b.Round.Previous); err == nil {
			b.Before = last.Label
		}
	}
	b.Open = now.All
	var keys []string
	for k := range now.Results {
		keys = append(keys, k)
	}
	for k := range before.Results {
		if _, both := now.Results[k]; !both {
			keys = append(keys, k)
		}
	}
	slices.Sort(keys)
	fig := func(n int, round wire.ID, k string) figure {
		if n == 0 {
			return figure{}
		}
		return figure{n, inboxHref(round, "queue", "all", "result", k)}
	}
	for _, k := range keys {
		b.Open -= now.Results[k]
		b.Results = append(b.Results, resultRow{resultWord(v, k), fig(now.Results[k], b.Round.ID, k), fig(before.Results[k], b.Round.Previous, k)})
	}
	q.Round = b.Round.ID
	kinds, err := a.Store.KindCounts(ctx, a.Workspace, q)
	if err != nil {
		return err
	}
	for k, n := range kinds {
		b.Kinds = append(b.Kinds, countRow{v.T("problem." + k), figure{n, inboxHref(b.Round.ID, "queue", "all", "kind", k)}})
	}
	slices.SortFunc(b.Kinds, func(x, y countRow) int { return y.N.N - x.N.N })
	return nil
}

// overviewDevices says what is only on tablets, and which of them nobody has heard from.
func (a *Admin) overviewDevices(c *gin.Context, v View, b *overviewView) error {
	if !v.Can(string(schema.PermDevices)) {
		return nil
	}
	ctx := c.Request.Context()
	devices, err := a.Store.Devices(ctx, a.Workspace)
	if err != nil {
		return err
	}
	names, err := a.names(ctx)
	if err != nil {
		return err
	}
	now := a.Clock()
	var unsent uint64
	active, recent := 0, 0
	for _, d := range devices {
		if d.Owner || !d.Revoked.IsZero() {
			continue
		}
		active++
		unsent += d.Unsent
		if now.Sub(d.Seen) < 24*time.Hour {
			recent++
		} else if d.Unsent > 0 && now.Sub(d.Seen) > longAway {
			b.Grave = append(b.Grave, v.T("overview.away", names.device(v, d.Writer), names.user(d.User), v.When(d.Seen), d.Unsent))
		}
	}
	b.Machines = append(b.Machines, v.T("overview.only_there", unsent), v.T("overview.heard", recent, active))
	return nil
}

// staleBackup is after how long a checked backup is called old.
const staleBackup = 48 * time.Hour

// overviewBackup says when the last backup was made that could be restored: only to who runs the server.
func (a *Admin) overviewBackup(c *gin.Context, v View, b *overviewView) error {
	if !v.Can(string(schema.PermUsers)) {
		return nil
	}
	good, last, err := a.Store.LastBackup(c.Request.Context())
	if err != nil {
		return err
	}
	switch {
	case good.At.IsZero():
		b.Backup, b.Stale = v.T("backup.none"), true
	case last.Error != "":
		b.Backup, b.Stale = v.T("backup.failed", v.When(last.At), v.When(good.At)), true
	default:
		b.Backup, b.Stale = v.T("backup.good", v.When(good.At)), a.Clock().Sub(good.At) > staleBackup
	}
	return nil
}

// resultWord is what people call a result of the household form; a code that is not known stands as it is.
func resultWord(v View, code string) string {
	if w := v.T("result." + code); w != "result."+code {
		return w
	}
	return code
}
