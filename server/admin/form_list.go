package admin

import (
	"fmt"
	"net/http"

	"github.com/gin-gonic/gin"

	"github.com/sothon/sothon/forms/source"
	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/schema/register"
	"github.com/sothon/sothon/sync/wire"
)

// formRow is one form with its versions, the newest first; drafts stand before them.
type formRow struct {
	ID, Title string
	Versions  []versionRow
	Published int
	Retired   bool
	Since     string // when it was retired
	Builtin   bool
	Rounds    []string // open rounds that fill it
	Hash      wire.Hash
}

type versionRow struct {
	schema.FormVersion
	Who     string // uploaded or published it
	When    string
	Current bool   // the newest published version
	Before  string // hash of the version before, to compare with
}

// Forms lists the forms with their versions: who published what when, and what it changed.
func (a *Admin) Forms(c *gin.Context) {
	ctx := c.Request.Context()
	all, err := a.Store.Forms(ctx, a.Workspace)
	if err != nil {
		a.Fail(c, err)
		return
	}
	n, err := a.names(ctx)
	if err != nil {
		a.Fail(c, err)
		return
	}
	rounds, err := a.Store.Rounds(ctx, a.Workspace)
	if err != nil {
		a.Fail(c, err)
		return
	}
	v := a.view(c, "forms", "title.forms")
	var rows []formRow
	for _, f := range all {
		if len(rows) == 0 || rows[len(rows)-1].ID != f.FormID {
			row := formRow{ID: f.FormID, Title: f.Title, Retired: !f.Retired.IsZero(), Since: v.When(f.Retired), Builtin: f.FormID == register.FormID, Hash: f.Hash}
			for i := range rounds {
				for _, x := range rounds[i].FormIDs {
					if x == f.FormID && rounds[i].Open {
						row.Rounds = append(row.Rounds, rounds[i].Label)
					}
				}
			}
			rows = append(rows, row)
		}
		row := &rows[len(rows)-1]
		x := versionRow{FormVersion: f, Who: n.user(f.By), When: v.When(f.Uploaded)}
		if f.Version > 0 {
			x.Current, x.Who, x.When = row.Published == 0, n.user(f.PublBy), v.When(f.Published)
			row.Published++
		}
		row.Versions = append(row.Versions, x)
	}
	for i := range rows {
		vs := rows[i].Versions
		for k := range vs {
			for m := k + 1; m < len(vs) && vs[k].Before == ""; m++ {
				if vs[m].Version > 0 {
					vs[k].Before = vs[m].Hash.String()
				}
			}
		}
	}
	v.B = rows
	a.render(c, http.StatusOK, "forms", v)
}

// readVersion finds the form version of the address; the answer is given already when there is none.
func (a *Admin) readVersion(c *gin.Context) (wire.Hash, bool) {
	h, err := wire.ParseHash(c.Param("hash"))
	if err != nil {
		a.NotFound(c)
	}
	return h, err == nil
}

// RetireForm and UnretireForm take the form of a version out of use, and back.
func (a *Admin) RetireForm(c *gin.Context) { a.retireForm(c, true, "flash.form_retired") }

// UnretireForm takes a retired form into use again.
func (a *Admin) UnretireForm(c *gin.Context) { a.retireForm(c, false, "flash.form_unretired") }

func (a *Admin) retireForm(c *gin.Context, retire bool, flash string) {
	h, ok := a.readVersion(c)
	if !ok {
		return
	}
	ctx := c.Request.Context()
	form, _, err := a.Store.Form(ctx, a.Workspace, h)
	if err == nil {
		err = a.Store.RetireForm(ctx, a.Workspace, form.ID, retire, said(c, "reason"), UserOf(c).ID)
	}
	if err != nil {
		a.Fail(c, err)
		return
	}
	a.PeopleChanged()
	a.back(c, "/forms", flash)
}

var sourceTypes = map[source.Kind]string{
	source.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", source.XLS: "application/vnd.ms-excel",
	source.CSV: "text/csv; charset=utf-8", source.Markdown: "text/markdown; charset=utf-8", source.XForm: "application/xml; charset=utf-8",
}

// sourceName is what the workbook of a version is called.
func sourceName(f *schema.FormVersion) string {
	name := f.FormID
	if f.Version > 0 {
		name += fmt.Sprintf("-ban-%d", f.Version)
	} else {
		name += "-nhap"
	}
	return name + string(source.KindOf(f.Source, ".csv"))
}

// FormSource gives the file of a version as it was uploaded.
func (a *Admin) FormSource(c *gin.Context) {
	h, ok := a.readVersion(c)
	if !ok {
		return
	}
	_, f, err := a.Store.Form(c.Request.Context(), a.Workspace, h)
	if err != nil {
		a.Fail(c, err)
		return
	}
	if len(f.Source) == 0 {
		a.text(c, http.StatusNotFound, a.pages.say(a.lang(c), "forms.no_source"))
		return
	}
	c.Header("Content-Disposition", fmt.Sprintf("attachment; filename=%q", sourceName(&f)))
	c.Data(http.StatusOK, sourceTypes[source.KindOf(f.Source, ".csv")], f.Source)
}

type diffView struct {
	Old, New schema.FormVersion
	Diff     formDiff
	Versions []schema.FormVersion
}

// FormDiff shows what differs between two versions of a form: this one, and the one in ?from=.
func (a *Admin) FormDiff(c *gin.Context) {
	ctx := c.Request.Context()
	h, ok := a.readVersion(c)
	if !ok {
		return
	}
	from, err := wire.ParseHash(c.Query("from"))
	if err != nil {
		a.NotFound(c)
		return
	}
	next, nv, err := a.Store.Form(ctx, a.Workspace, h)
	if err != nil {
		a.Fail(c, err)
		return
	}
	old, ov, err := a.Store.Form(ctx, a.Workspace, from)
	if err != nil {
		a.Fail(c, err)
		return
	}
	if old.ID != next.ID {
		a.NotFound(c)
		return
	}
	all, err := a.Store.Forms(ctx, a.Workspace)
	if err != nil {
		a.Fail(c, err)
		return
	}
	v := a.view(c, "forms", "title.diff", nv.Title)
	b := diffView{Old: ov, New: nv, Diff: diffForms(old, next, v.Lang)}
	for _, f := range all {
		if f.FormID == next.ID {
			b.Versions = append(b.Versions, f)
		}
	}
	v.B = b
	a.render(c, http.StatusOK, "form_diff", v)
}
