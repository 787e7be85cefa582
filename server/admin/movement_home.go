package admin

import (
	"net/http"
	"strconv"

	"github.com/gin-gonic/gin"

	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/schema/emulation"
	"github.com/sothon/sothon/schema/store"
	"github.com/sothon/sothon/sync/wire"
)

// registerCard is one register on the first page of the movement.
type registerCard struct {
	Label string
	Href  string
	N     int
	Late  int
}

type registerGroup struct {
	Key   string
	Cards []registerCard
}

// dueRow is an entry that is due soon or late.
type dueRow struct {
	Title, Register, Area, Href, Due string
	Standing                         emulation.Standing
}

type movementView struct {
	Year   int
	Years  []int
	Groups []registerGroup
	Due    []dueRow
	More   int // of what is due, not shown
	Phases []schema.Entry
}

// yearOf is the year that a page is about: the one asked for, else this one.
func (a *Admin) yearOf(c *gin.Context) int {
	if n, err := strconv.Atoi(c.Query("year")); err == nil && n >= 2000 && n <= 2100 {
		return n
	}
	return a.Clock().In(a.Zone).Year()
}

// years are those that a page offers: from 2022, when the movement began in the commune, to next year.
func (a *Admin) years() []int {
	var out []int
	for y := a.Clock().In(a.Zone).Year() + 1; y >= 2022; y-- {
		out = append(out, y)
	}
	return out
}

// lasting says that the entries of a register are not of one year: they are listed whatever the year.
func lasting(k *emulation.Kind) bool {
	return k.Code == "phong_trao" || k.Code == string(emulation.SubjectEnterprise) || k.Code == string(emulation.SubjectOfficial)
}

// namedScope is where entries may be named to a person, in choices and by others that point at them: the person's areas and
// the whole commune's own.
func namedScope(c *gin.Context) schema.Scope {
	s := UserOf(c).Scope()
	if !s.All && len(s.Areas) > 0 {
		s.Areas = append([]wire.ID{{}}, s.Areas...)
	}
	return s
}

// shownDue is how much of what is due the first page lists.
const shownDue = 30

// Movement is the first page of the movement: what is due, and the registers.
func (a *Admin) Movement(c *gin.Context) {
	ctx, scope, year := c.Request.Context(), UserOf(c).Scope(), a.yearOf(c)
	v := a.view(c, "movement", "movement.title")
	b := movementView{Year: year, Years: a.years()}
	all, late, err := a.Store.EntryCounts(ctx, a.Workspace, scope, year, a.today())
	if err != nil {
		a.Fail(c, err)
		return
	}
	for _, k := range emulation.Kinds() {
		if lasting(&k) {
			_, n, err := a.Store.Entries(ctx, a.Workspace, store.EntryQuery{Scope: scope, Kind: k.Code, Limit: 1})
			if err != nil {
				a.Fail(c, err)
				return
			}
			all[k.Code] = n
		}
		if len(b.Groups) == 0 || b.Groups[len(b.Groups)-1].Key != k.Group {
			b.Groups = append(b.Groups, registerGroup{Key: k.Group})
		}
		g := &b.Groups[len(b.Groups)-1]
		g.Cards = append(g.Cards, registerCard{Label: k.Label.In(v.Lang), Href: "/movement/" + k.Code + "?year=" + strconv.Itoa(year), N: all[k.Code], Late: late[k.Code]})
	}
	if b.Due, b.More, err = a.due(c, v, shownDue); err != nil {
		a.Fail(c, err)
		return
	}
	if b.Phases, _, err = a.Store.Entries(ctx, a.Workspace, store.EntryQuery{Scope: namedScope(c), Kind: "phong_trao"}); err != nil {
		a.Fail(c, err)
		return
	}
	v.B = b
	a.render(c, http.StatusOK, "movement", v)
}

// due lists what is late or due soon, the longest waiting first, and says how much more there is.
func (a *Admin) due(c *gin.Context, v View, most int) ([]dueRow, int, error) {
	ctx, now := c.Request.Context(), a.Clock().In(a.Zone)
	names, err := a.names(ctx)
	if err != nil {
		return nil, 0, err
	}
	list, n, err := a.Store.Entries(ctx, a.Workspace, store.EntryQuery{Scope: UserOf(c).Scope(), Open: true, DueTill: now.AddDate(0, 0, emulation.Soon).Format("2006-01-02"), Limit: most})
	if err != nil {
		return nil, 0, err
	}
	var out []dueRow
	for i := range list {
		e := &list[i]
		k, ok := emulation.KindOf(e.Kind)
		if !ok {
			continue
		}
		out = append(out, dueRow{Title: e.Title, Register: k.Label.In(v.Lang), Area: entryArea(v, names, e), Href: entryHref(e), Due: e.Due,
			Standing: emulation.StandingOn(a.today(), e.Due, e.Done)})
	}
	return out, n - len(list), nil
}

func entryHref(e *schema.Entry) string { return "/movement/" + e.Kind + "/" + e.ID.String() }

// entryArea is whose an entry is: a village's name, or the commune; a report of a body names the body.
func entryArea(v View, n *names, e *schema.Entry) string {
	if s := e.Values["don_vi"]; s != "" && e.Kind == "bao_cao" {
		return s
	}
	if e.Area.IsZero() {
		return v.T("movement.commune")
	}
	return n.area(e.Area)
}

// overviewMovement puts what of the movement is late or due soon among the day's work.
func (a *Admin) overviewMovement(c *gin.Context, v View, b *overviewView) error {
	if !v.Can(string(schema.PermMovement)) {
		return nil
	}
	rows, more, err := a.due(c, v, 1)
	if err != nil || len(rows) == 0 {
		return err
	}
	tone := "nghe"
	if rows[0].Standing.Word == "late" {
		tone = "son"
	}
	b.Work = append(b.Work, workRow{N: len(rows) + more, Text: v.T("movement.work"), About: v.T("movement.work_about", rows[0].Title, rows[0].Area, showDay(rows[0].Due)), Tone: tone, Href: "/movement"})
	return nil
}
