package admin

import (
	"crypto/rand"
	"net/http"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"

	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/schema/store"
	"github.com/sothon/sothon/sync/wire"
)

// areaRow is a village with what has dates: its names, rural or urban, its commune; where it came from; its people.
type areaRow struct {
	schema.Area
	Key        string
	Place      string // today: nt, tt
	Commune    string
	Facts      []areaFactLine
	From, Into []string // of links
	Homes      int      // in the register
	Last       schema.Population
	LastDay    string
}

type areaFactLine struct{ Kind, Day, Value, Document string }

type areasView struct {
	Rows    []areaRow
	MayDo   bool
	Problem string
	Today   string
	History []populationLine
	Homes   int
	Said    int
}

type populationLine struct {
	Village, Day, Source, Who, When string
	Households, People              int
}

// Areas lists the villages: their names and places by date, and how many households each has.
func (a *Admin) Areas(c *gin.Context) { a.areasPage(c, http.StatusOK, "") }

func (a *Admin) areasPage(c *gin.Context, status int, problem string) {
	ctx := c.Request.Context()
	v := a.view(c, "areas", "areas.title")
	b := &areasView{MayDo: v.Can(string(schema.PermClasses)), Problem: problem, Today: showDay(a.today())}
	n, err := a.names(ctx)
	if err != nil {
		a.Fail(c, err)
		return
	}
	facts, err := a.Store.AreaFacts(ctx, a.Workspace)
	if err != nil {
		a.Fail(c, err)
		return
	}
	links, err := a.Store.AreaLinks(ctx, a.Workspace)
	if err != nil {
		a.Fail(c, err)
		return
	}
	last, err := a.Store.Populations(ctx, a.Workspace, a.today())
	if err != nil {
		a.Fail(c, err)
		return
	}
	scope := UserOf(c).Scope()
	for _, x := range n.areaList {
		if !scope.Covers(x.ID) {
			continue
		}
		row := areaRow{Area: x, Key: x.ID.String(), Last: last[x.ID], LastDay: showDay(last[x.ID].Day)}
		for _, f := range facts {
			if f.Area != x.ID {
				continue
			}
			value := f.Value
			if f.Kind == schema.AreaPlace {
				value = v.T("place." + f.Value)
			}
			if f.Day <= a.today() {
				switch f.Kind {
				case schema.AreaPlace:
					row.Place = value
				case schema.AreaCommune:
					row.Commune = value
				}
			}
			row.Facts = append(row.Facts, areaFactLine{v.T("areas.kind." + string(f.Kind)), showDay(f.Day), value, f.Document})
		}
		for _, l := range links {
			if l.Later == x.ID {
				row.From = append(row.From, v.T("areas.link_line", n.area(l.Earlier), showDay(l.Day)))
			}
			if l.Earlier == x.ID {
				row.Into = append(row.Into, v.T("areas.link_line", n.area(l.Later), showDay(l.Day)))
			}
		}
		_, counts, err := a.Store.Households(ctx, a.Workspace, store.HouseholdQuery{Scope: schema.Scope{Areas: []wire.ID{x.ID}}, Limit: 1})
		if err != nil {
			a.Fail(c, err)
			return
		}
		row.Homes = counts.Households
		b.Homes += row.Homes
		b.Said += row.Last.Households
		b.Rows = append(b.Rows, row)
	}
	history, err := a.Store.PopulationHistory(ctx, a.Workspace)
	if err != nil {
		a.Fail(c, err)
		return
	}
	for _, p := range history {
		if scope.Covers(p.Area) && len(b.History) < 200 {
			b.History = append(b.History, populationLine{n.area(p.Area), showDay(p.Day), p.Source, n.user(p.By), v.When(p.At), p.Households, p.People})
		}
	}
	v.B = b
	a.render(c, status, "areas", v)
}

func (a *Admin) areaDone(c *gin.Context, err error, flash string) {
	var e *schema.Error
	if asSchema(err, &e) && (e.Code == schema.CodeInvalid || e.Code == schema.CodeConflict) {
		a.areasPage(c, http.StatusUnprocessableEntity, pick(a.lang(c), e.Vi, e.En))
		return
	}
	if err != nil {
		a.Fail(c, err)
		return
	}
	a.RegisterChanged()
	a.back(c, "/areas", flash)
}

// SavePopulations enters the households and people of villages on a day.
func (a *Admin) SavePopulations(c *gin.Context) {
	areas, err := a.Store.Areas(c.Request.Context(), a.Workspace)
	if err != nil {
		a.Fail(c, err)
		return
	}
	var all []schema.Population
	for _, x := range areas {
		homes := strings.ReplaceAll(strings.TrimSpace(c.PostForm("ho-"+x.ID.String())), ".", "")
		if homes == "" || !UserOf(c).Scope().Covers(x.ID) {
			continue
		}
		n, err := strconv.Atoi(homes)
		if err != nil {
			n = -1
		}
		people, _ := strconv.Atoi(strings.ReplaceAll(strings.TrimSpace(c.PostForm("nk-"+x.ID.String())), ".", ""))
		all = append(all, schema.Population{Area: x.ID, Day: typedDay(c.PostForm("day")), Households: n, People: people, Source: said(c, "source")})
	}
	if len(all) == 0 {
		a.areaDone(c, schema.Invalid("households", "Chưa ghi số hộ của thôn nào.", "No village has a number of households."), "")
		return
	}
	a.areaDone(c, a.Store.PutPopulations(c.Request.Context(), a.Workspace, all, UserOf(c).ID), "flash.populations")
}

// SaveArea makes a village, or dates one: its name, rural or urban, its commune.
func (a *Admin) SaveArea(c *gin.Context) {
	ctx := c.Request.Context()
	areas, err := a.Store.Areas(ctx, a.Workspace)
	if err != nil {
		a.Fail(c, err)
		return
	}
	f := schema.AreaFact{Kind: schema.AreaFactKind(c.PostForm("kind")), Day: typedDay(c.PostForm("day")), Value: said(c, "value"), Document: said(c, "document")}
	if f.Kind == schema.AreaPlace {
		f.Value = c.PostForm("place")
	}
	if c.PostForm("area") == "new" {
		x := schema.Area{Label: f.Value, Position: len(areas)}
		if _, err := rand.Read(x.ID[:]); err != nil {
			a.Fail(c, err)
			return
		}
		x.ID[6], x.ID[8] = x.ID[6]&0x0f|0x40, x.ID[8]&0x3f|0x80
		f.Area, f.Kind = x.ID, schema.AreaName
		if err := f.Validate(); err != nil {
			a.areaDone(c, err, "")
			return
		}
		if err := a.Store.PutArea(ctx, a.Workspace, &x, UserOf(c).ID); err != nil {
			a.areaDone(c, err, "")
			return
		}
		a.PeopleChanged()
		a.areaDone(c, a.Store.PutAreaFact(ctx, a.Workspace, f, UserOf(c).ID), "flash.area_saved")
		return
	}
	if f.Area, err = wire.ParseID(c.PostForm("area")); err != nil {
		a.areaDone(c, schema.Invalid("area", "Chưa chọn thôn.", "Choose the village."), "")
		return
	}
	if !UserOf(c).Scope().Covers(f.Area) {
		a.NotFound(c)
		return
	}
	err = a.Store.PutAreaFact(ctx, a.Workspace, f, UserOf(c).ID)
	if err == nil && f.Kind == schema.AreaName {
		err = a.rename(c, areas, f)
	}
	a.areaDone(c, err, "flash.area_saved")
}

// rename makes the newest dated name the one that pages and tablets show.
func (a *Admin) rename(c *gin.Context, areas []schema.Area, f schema.AreaFact) error {
	ctx := c.Request.Context()
	facts, err := a.Store.AreaFacts(ctx, a.Workspace)
	if err != nil {
		return err
	}
	name := ""
	for _, x := range facts {
		if x.Area == f.Area && x.Kind == schema.AreaName && x.Day <= a.today() {
			name = x.Value
		}
	}
	for _, x := range areas {
		if x.ID == f.Area && name != "" && x.Label != name {
			x.Label = name
			return a.Store.PutArea(ctx, a.Workspace, &x, UserOf(c).ID)
		}
	}
	return nil
}

// SaveAreaLink says which village came from which.
func (a *Admin) SaveAreaLink(c *gin.Context) {
	earlier, err := wire.ParseID(c.PostForm("earlier"))
	later, err2 := wire.ParseID(c.PostForm("later"))
	scope := UserOf(c).Scope()
	if err != nil || err2 != nil {
		a.areaDone(c, schema.Invalid("area", "Chưa chọn thôn cũ hoặc thôn mới.", "Choose the old and the new village."), "")
		return
	}
	if !scope.Covers(earlier) || !scope.Covers(later) {
		a.NotFound(c)
		return
	}
	a.areaDone(c, a.Store.PutAreaLink(c.Request.Context(), a.Workspace, schema.AreaLink{Earlier: earlier, Later: later, Day: typedDay(c.PostForm("day")), Document: said(c, "document")},
		UserOf(c).ID), "flash.area_saved")
}
