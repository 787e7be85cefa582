package admin

import (
	"html/template"
	"net/http"

	"github.com/gin-gonic/gin"
	"github.com/skip2/go-qrcode"

	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/schema/register"
	"github.com/sothon/sothon/schema/store"
	"github.com/sothon/sothon/sync/wire"
)

// maxLabels is how many labels one page prints: fifty sheets.
const maxLabels = 24 * 50

type houseLabel struct {
	Code, Head, AreaName string
	QR                   template.URL
}

type labelsView struct {
	Labels []houseLabel
	Sheets int
	Names  bool // with the head's name
	With   string
	Case   string
	F      householdFilter
	Cut    int // how many households were left out
}

// HouseLabel is the text in the code of a house's label: the case, opaque, and nothing about the people. docs/forms.md.
func HouseLabel(caseID wire.ID) string { return "sothon:ho:" + caseID.String() }

// HouseholdLabels is the page that prints labels: of one household, or of those that the list's filter chooses.
func (a *Admin) HouseholdLabels(c *gin.Context) {
	ctx, f := c.Request.Context(), readHouseholdFilter(c)
	if err := register.CatchUp(ctx, a.Store, a.Workspace); err != nil {
		a.Fail(c, err)
		return
	}
	q := a.householdQuery(c, f)
	b := labelsView{Names: c.Query("names") == "1", Case: c.Query("case"), F: f}
	if b.Case != "" {
		x, err := wire.ParseID(b.Case)
		if err != nil {
			a.NotFound(c)
			return
		}
		q = store.HouseholdQuery{Scope: q.Scope, State: store.HouseholdsAll, Cases: []wire.ID{x}}
	}
	q.Limit, q.Offset = maxLabels, 0
	rows, n, err := a.Store.Households(ctx, a.Workspace, q)
	if err == nil && b.Case != "" && len(rows) == 0 {
		err = schema.NotFound("", "")
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
	for i := range rows {
		h := &rows[i]
		png, err := qrcode.Encode(HouseLabel(h.Case), qrcode.Medium, -4)
		if err != nil {
			a.Fail(c, err)
			return
		}
		l := houseLabel{Code: h.Code, AreaName: names.area(h.Area), QR: template.URL(dataURL("image/png", png))}
		if b.Names {
			l.Head = h.Head
		}
		b.Labels = append(b.Labels, l)
	}
	b.Sheets, b.Cut = (len(b.Labels)+23)/24, n.Households-len(rows)
	v := a.view(c, "households", "title.labels")
	v.B = b
	a.render(c, http.StatusOK, "labels", v)
}
