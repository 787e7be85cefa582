package admin

import (
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"

	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/schema/store"
	"github.com/sothon/sothon/server/export"
	"github.com/sothon/sothon/sync/wire"
)

type exportRow struct {
	Round, RoundID, FormID, Title string
	Count                         int
}

// Exports lists what can be exported.
func (a *Admin) Exports(c *gin.Context) {
	ctx := c.Request.Context()
	rounds, err := a.Store.Rounds(ctx, a.Workspace)
	if err != nil {
		a.Fail(c, err)
		return
	}
	all, err := a.Store.FormsInForce(ctx, a.Workspace)
	if err != nil {
		a.Fail(c, err)
		return
	}
	var rows []exportRow
	for _, r := range rounds {
		for _, f := range all {
			states, err := a.Store.StateCounts(ctx, a.Workspace, a.scoped(c, store.RecordQuery{Round: r.ID, FormID: f.FormID}))
			if err != nil {
				a.Fail(c, err)
				return
			}
			n, any := 0, false
			for _, m := range states {
				any = any || len(m) > 0
				n += m[schema.StateApproved] + m[schema.StateChanged]
			}
			if any {
				rows = append(rows, exportRow{r.Label, r.ID.String(), f.FormID, f.Title, n})
			}
		}
	}
	v := a.view(c, "exports", "title.exports")
	v.B = rows
	a.render(c, http.StatusOK, "exports", v)
}

// Export streams the approved records of a form and round as XLSX or CSV.
func (a *Admin) Export(c *gin.Context) {
	ctx := c.Request.Context()
	name := c.Param("file")
	formID, kind := name, ""
	if i := strings.LastIndexByte(name, '.'); i > 0 {
		formID, kind = name[:i], name[i+1:]
	}
	if kind != "csv" && kind != "xlsx" {
		a.NotFound(c)
		return
	}
	asked, _ := wire.ParseID(c.Query("round")) // anything else means the round in progress
	round, err := a.round(ctx, asked)
	if err != nil {
		a.Fail(c, err)
		return
	}
	scope := UserOf(c).Scope()
	set, err := export.Read(ctx, a.Eval, export.Query{FormID: formID, Round: round.ID, All: scope.All, Areas: scope.Areas,
		Codes: c.Query("values") == "codes", Lang: a.lang(c), Zone: a.Zone})
	if err != nil {
		a.Fail(c, err)
		return
	}
	if err := a.Store.AddAudit(ctx, a.Workspace, UserOf(c).ID, "export", round.ID.String(), `{"form":"`+set.FormID()+`","kind":"`+kind+`"}`); err != nil {
		a.Fail(c, err)
		return
	}
	a.Log.Info("export", "user", UserOf(c).ID, "form", set.FormID())
	c.Header("Cache-Control", "no-store")
	file := set.FormID() + "-" + a.Clock().In(a.Zone).Format("2006-01-02")
	if kind == "xlsx" {
		c.Header("Content-Type", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
		c.Header("Content-Disposition", `attachment; filename="`+file+`.xlsx"`)
		err = set.XLSX(ctx, c.Writer)
	} else if set.Tables() == 1 {
		c.Header("Content-Type", "text/csv; charset=utf-8")
		c.Header("Content-Disposition", `attachment; filename="`+file+`.csv"`)
		err = set.CSV(ctx, c.Writer, 0)
	} else {
		c.Header("Content-Type", "application/zip")
		c.Header("Content-Disposition", `attachment; filename="`+file+`.zip"`)
		err = set.Zip(ctx, c.Writer)
	}
	if err != nil {
		a.Log.Error("export", "form", set.FormID(), "err", err)
		panic(http.ErrAbortHandler) // the file is cut: the browser must not take it for whole
	}
}
