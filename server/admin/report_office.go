package admin

import (
	"crypto/rand"
	"net/http"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/sync/wire"
)

type officeView struct {
	Office  schema.Office
	Known   bool
	Signers []schema.Signer
	Today   string
	Problem string
}

// OfficePage shows how papers name the commune, and who signs them.
func (a *Admin) OfficePage(c *gin.Context) { a.officePage(c, http.StatusOK, officeView{}) }

func (a *Admin) officePage(c *gin.Context, status int, b officeView) {
	ctx := c.Request.Context()
	var err error
	b.Today = a.Clock().In(a.Zone).Format(time.DateOnly)
	if b.Problem == "" {
		if b.Office, b.Known, err = a.Store.OfficeOn(ctx, a.Workspace, b.Today); err != nil {
			a.Fail(c, err)
			return
		}
		if !b.Known {
			b.Office = schema.Office{Agency: []string{"ỦY BAN NHÂN DÂN"}, Short: "UBND", Archive: "Lưu: VT"}
		}
	}
	if b.Signers, err = a.Store.Signers(ctx, a.Workspace); err != nil {
		a.Fail(c, err)
		return
	}
	v := a.view(c, "office", "title.office")
	v.B = b
	a.render(c, status, "report_office", v)
}

// typedLines reads a field of several lines, empty ones left out.
func typedLines(c *gin.Context, field string) []string {
	var out []string
	for _, s := range strings.Split(c.PostForm(field), "\n") {
		if s = schema.Clean(strings.TrimSpace(s)); s != "" {
			out = append(out, s)
		}
	}
	return out
}

// PutOffice says how papers name the commune from a day on.
func (a *Admin) PutOffice(c *gin.Context) {
	o := schema.Office{Day: typedDay(said(c, "day")), Agency: typedLines(c, "agency"), Commune: said(c, "commune"), Province: said(c, "province"), Place: said(c, "place"),
		Short: said(c, "short"), Recipients: typedLines(c, "recipients"), Archive: said(c, "archive")}
	a.saved(c, a.Store.PutOffice(c.Request.Context(), a.Workspace, &o, UserOf(c).ID), o)
}

// PutSigner adds a person who signs papers, or changes one.
func (a *Admin) PutSigner(c *gin.Context) {
	s := schema.Signer{Name: said(c, "name"), Power: typedLines(c, "power"), Since: typedDay(said(c, "since")), Until: typedDay(said(c, "until"))}
	var err error
	if x := said(c, "signer"); x == "" {
		_, err = rand.Read(s.ID[:])
	} else if s.ID, err = wire.ParseID(x); err != nil {
		a.NotFound(c)
		return
	}
	if err == nil {
		err = a.Store.PutSigner(c.Request.Context(), a.Workspace, &s, UserOf(c).ID)
	}
	a.saved(c, err, schema.Office{})
}

func (a *Admin) saved(c *gin.Context, err error, typed schema.Office) {
	var e *schema.Error
	switch {
	case asSchema(err, &e) && e.Code == schema.CodeInvalid:
		a.officePage(c, http.StatusUnprocessableEntity, officeView{Problem: pick(a.lang(c), e.Vi, e.En), Office: typed})
	case err != nil:
		a.Fail(c, err)
	default:
		a.back(c, "/reports/office", "flash.office_saved")
	}
}
