package admin

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"

	"github.com/gin-gonic/gin"

	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/schema/store"
	"github.com/sothon/sothon/server/export"
	"github.com/sothon/sothon/sync/wire"
)

type exportRow struct {
	Round, RoundID, FormID, Title string
	Count, All                    int
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
			n, all := 0, 0
			for _, m := range states {
				for _, k := range m {
					all += k
				}
				n += m[schema.StateApproved] + m[schema.StateChanged]
			}
			if all > 0 {
				rows = append(rows, exportRow{r.Label, r.ID.String(), f.FormID, f.Title, n, all})
			}
		}
	}
	areas, err := a.areasOf(c)
	if err != nil {
		a.Fail(c, err)
		return
	}
	v := a.view(c, "exports", "title.exports")
	v.B = map[string]any{"Rows": rows, "Areas": areas}
	a.render(c, http.StatusOK, "exports", v)
}

// areasOf lists the villages that the signed-in person may see.
func (a *Admin) areasOf(c *gin.Context) ([]schema.Area, error) {
	all, err := a.Store.Areas(c.Request.Context(), a.Workspace)
	if err != nil {
		return nil, err
	}
	scope := UserOf(c).Scope()
	return slices.DeleteFunc(all, func(x schema.Area) bool { return !scope.Covers(x.ID) }), nil
}

// exportKinds are the formats: type of the content, and ending of the file.
var exportKinds = map[string]string{"csv": "text/csv; charset=utf-8", "zip": "application/zip", "geojson": "application/geo+json",
	"xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}

// Export streams the records of a form and round: /exports/FORM.csv, .xlsx or .geojson, with ?round=, values=codes,
// headings=labels, which=all (every record as it stands), village=. /exports/file takes form= and kind= too, as the page's
// form sends them. CSV of several tables goes as a zip.
func (a *Admin) Export(c *gin.Context) {
	ctx := c.Request.Context()
	formID, kind, _ := cutLast(c.Param("file"), ".")
	if c.Param("file") == "file" {
		formID, kind = c.Query("form"), c.Query("kind")
		if id, r, ok := strings.Cut(formID, "@"); ok { // the page offers form and round together
			q := c.Request.URL.Query()
			q.Set("round", r)
			c.Request.URL.RawQuery, formID = q.Encode(), id
		}
	}
	if exportKinds[kind] == "" || kind == "zip" {
		a.NotFound(c)
		return
	}
	asked, _ := wire.ParseID(c.Request.URL.Query().Get("round")) // anything else means the round in progress
	round, err := a.round(ctx, asked)
	if err != nil {
		a.Fail(c, err)
		return
	}
	lang := a.lang(c)
	scope := UserOf(c).Scope()
	if village, err := wire.ParseID(c.Query("village")); err == nil {
		if !scope.Covers(village) {
			a.NotFound(c)
			return
		}
		scope = schema.Scope{Areas: []wire.ID{village}}
	}
	q := export.Query{FormID: formID, Round: round.ID, All: scope.All, Areas: scope.Areas, Every: c.Query("which") == "all",
		Codes: c.Query("values") == "codes", Titles: c.Query("headings") == "labels", Lang: lang, Zone: a.Zone,
		Words: func(key string) string { return a.pages.say(lang, key) }}
	set, err := export.Read(ctx, a.Eval, q)
	if err != nil {
		a.Fail(c, err)
		return
	}
	if kind == "geojson" && len(set.Places()) == 0 {
		a.message(c, http.StatusUnprocessableEntity, "exports.no_place")
		return
	}
	detail, err := json.Marshal(map[string]any{"form": set.FormID(), "kind": kind, "records": set.Records(), "every": q.Every})
	if err == nil {
		err = a.Store.AddAudit(ctx, a.Workspace, UserOf(c).ID, "export", round.ID.String(), string(detail))
	}
	if err != nil {
		a.Fail(c, err)
		return
	}
	a.Log.Info("export", "user", UserOf(c).ID, "form", set.FormID())
	if kind == "csv" && set.Tables() > 1 {
		kind = "zip"
	}
	c.Header("Cache-Control", "no-store")
	c.Header("Content-Type", exportKinds[kind])
	c.Header("Content-Disposition", `attachment; filename="`+set.FormID()+"-"+a.Clock().In(a.Zone).Format("2006-01-02")+"."+kind+`"`)
	switch kind {
	case "xlsx":
		err = set.XLSX(ctx, c.Writer)
	case "geojson":
		err = set.GeoJSON(ctx, c.Writer, c.Query("geo"))
	case "csv":
		err = set.CSV(ctx, c.Writer, 0)
	default:
		err = set.Zip(ctx, c.Writer)
	}
	if err != nil {
		a.Log.Error("export", "form", set.FormID(), "err", err)
		panic(http.ErrAbortHandler) // the file is cut: the browser must not take it for whole
	}
}

func cutLast(s, sep string) (before, after string, found bool) {
	if i := strings.LastIndex(s, sep); i > 0 {
		return s[:i], s[i+len(sep):], true
	}
	return s, "", false
}
