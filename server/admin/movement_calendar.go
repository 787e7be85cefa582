package admin

import (
	"crypto/sha256"
	"net/http"
	"strconv"

	"github.com/gin-gonic/gin"

	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/schema/emulation"
	"github.com/sothon/sothon/schema/store"
	"github.com/sothon/sothon/sync/wire"
)

// MakeCalendar enters the reports that every village and body owes in a year, as the criteria of the year say. Those that
// are there already stay as they are: it can be done again.
func (a *Admin) MakeCalendar(c *gin.Context) {
	ctx, scope := c.Request.Context(), UserOf(c).Scope()
	year, err := strconv.Atoi(c.PostForm("year"))
	if err != nil || year < 2000 || year > 2100 {
		year = a.yearOf(c)
	}
	set, _, err := a.scores().Criteria(ctx, year)
	if err != nil {
		a.Fail(c, err)
		return
	}
	due := set.Marks[emulation.MarkReports].On(year)
	if s := said(c, "due"); s != "" {
		d, ok := emulation.Day(s)
		if !ok {
			a.text(c, http.StatusUnprocessableEntity, pick(a.lang(c), "Hạn gửi chưa đúng. Ghi như 15/11/2026.", "The day is no date. Write it as 15/11/2026."))
			return
		}
		due = d
	}
	areas, err := a.areasOf(c)
	if err != nil {
		a.Fail(c, err)
		return
	}
	k, _ := emulation.KindOf("bao_cao")
	had, _, err := a.Store.Entries(ctx, a.Workspace, store.EntryQuery{Scope: scope, Kind: k.Code, Year: year, Limit: 10_000})
	if err != nil {
		a.Fail(c, err)
		return
	}
	there := map[string]bool{}
	for _, e := range had {
		there[e.Title+"\n"+e.Values["don_vi"]+"\n"+e.Area.String()] = true
	}
	put := func(name, body string, area wire.ID) error {
		if there[name+"\n"+body+"\n"+area.String()] {
			return nil
		}
		e := schema.Entry{Kind: k.Code, Area: area, Year: year, Values: map[string]string{"ten": name, "loai": "dinhky", "han": due}}
		if body != "" {
			e.Values["don_vi"] = body
		}
		h := sha256.Sum256([]byte("calendar\n" + strconv.Itoa(year) + "\n" + name + "\n" + body + "\n" + area.String()))
		copy(e.ID[:], h[:])
		k.Fill(&e)
		err := a.Store.PutEntry(ctx, a.Workspace, &e, 0, "", UserOf(c).ID)
		if schema.CodeOf(err) == schema.CodeConflict { // made by somebody else meanwhile, or taken out on purpose
			return nil
		}
		return err
	}
	for _, r := range set.Reports {
		if r.Body != "thon" {
			if scope.All {
				if err := put(r.Name, r.Body, wire.ID{}); err != nil {
					a.Fail(c, err)
					return
				}
			}
			continue
		}
		for _, area := range areas {
			if err := put(r.Name, "", area.ID); err != nil {
				a.Fail(c, err)
				return
			}
		}
	}
	a.back(c, "/movement/bao_cao?year="+strconv.Itoa(year), "flash.calendar")
}
