package admin

import (
	"html/template"
	"net/http"
	"strconv"

	"github.com/gin-gonic/gin"

	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/server/report/paper"
	"github.com/sothon/sothon/sync/wire"
)

type reportsView struct {
	Ask     reportAsk
	Query   template.URL // of the ask: kept as it is in addresses
	Rounds  []schema.Round
	Areas   []schema.Area
	All     bool // the person has every village
	Papers  []paperRow
	Issued  []issuedRow
	May     bool // number papers, change templates
	Missing bool // nothing is said of the office yet
}

type paperRow struct {
	*paper.Paper
	Closed string // why it can not be made of what was asked: key of the catalogue; "" it can
}

type issuedRow struct {
	schema.Report
	PaperTitle, ByName, AreaName string
}

// Reports lists the papers that can be made and those that were numbered.
func (a *Admin) Reports(c *gin.Context) {
	ctx := c.Request.Context()
	q, ok, err := a.readReportAsk(c)
	if err != nil {
		a.Fail(c, err)
		return
	}
	if !ok {
		a.NotFound(c)
		return
	}
	b := reportsView{Ask: q, Query: template.URL(q.address()), All: UserOf(c).Scope().All}
	if b.Rounds, err = a.Store.Rounds(ctx, a.Workspace); err != nil {
		a.Fail(c, err)
		return
	}
	if b.Areas, err = a.areasOf(c); err != nil {
		a.Fail(c, err)
		return
	}
	for _, p := range paper.Papers {
		if !mayMake(UserOf(c), p) {
			continue
		}
		b.Papers = append(b.Papers, paperRow{p, closedFor(p, &q)})
	}
	all, err := a.Store.Reports(ctx, a.Workspace, 0, UserOf(c).Scope())
	if err != nil {
		a.Fail(c, err)
		return
	}
	if b.Issued, err = a.issuedRows(c, all); err != nil {
		a.Fail(c, err)
		return
	}
	if _, found, err := a.Store.OfficeOn(ctx, a.Workspace, q.Asof); err != nil {
		a.Fail(c, err)
		return
	} else {
		b.Missing = !found
	}
	v := a.view(c, "reports", "title.reports")
	b.May = v.Can(string(schema.PermReportsIssue))
	v.B = b
	a.render(c, http.StatusOK, "reports", v)
}

// closedFor says why a paper can not be made of what was asked.
func closedFor(p *paper.Paper, q *reportAsk) string {
	switch {
	case p.Village && q.Area.IsZero():
		return "reports.one_village"
	case p.Whole && !q.Area.IsZero():
		return "reports.whole_only"
	}
	return ""
}

func (a *Admin) issuedRows(c *gin.Context, all []schema.Report) ([]issuedRow, error) {
	n, err := a.names(c.Request.Context())
	if err != nil {
		return nil, err
	}
	var out []issuedRow
	for _, r := range all {
		row := issuedRow{Report: r, ByName: n.user(r.By), AreaName: n.area(r.Area)}
		if p := paper.ByCode(r.Paper); p != nil {
			row.PaperTitle = p.Title
		}
		out = append(out, row)
	}
	return out, nil
}

// issued finds a numbered paper that the person may see.
func (a *Admin) issued(c *gin.Context) (schema.Report, bool) {
	x, err := wire.ParseID(c.Param("report"))
	if err != nil {
		a.NotFound(c)
		return schema.Report{}, false
	}
	r, err := a.Store.Report(c.Request.Context(), a.Workspace, x)
	if err != nil {
		a.Fail(c, err)
		return r, false
	}
	if !UserOf(c).Scope().Covers(r.Area) {
		a.NotFound(c)
		return r, false
	}
	return r, true
}

// IssuedReport shows a numbered paper: its files as they were issued, who issued it, and whether it was taken back.
func (a *Admin) IssuedReport(c *gin.Context) {
	r, ok := a.issued(c)
	if !ok {
		return
	}
	rows, err := a.issuedRows(c, []schema.Report{r})
	if err != nil {
		a.Fail(c, err)
		return
	}
	v := a.view(c, "reports", "title.report_issued", strconv.Itoa(r.Number)+"/"+r.Symbol)
	v.B = map[string]any{"R": rows[0], "May": v.Can(string(schema.PermReportsIssue))}
	a.render(c, http.StatusOK, "report_issued", v)
}

// IssuedFile sends a file of a numbered paper, byte for byte.
func (a *Admin) IssuedFile(c *gin.Context) {
	r, ok := a.issued(c)
	if !ok {
		return
	}
	f, err := a.Store.ReportFile(c.Request.Context(), a.Workspace, r.ID, c.Param("kind"))
	if err != nil {
		a.Fail(c, err)
		return
	}
	if err := a.Store.AddAudit(c.Request.Context(), a.Workspace, UserOf(c).ID, "report.read", r.ID.String(), `{"kind":"`+f.Kind+`"}`); err != nil {
		a.Fail(c, err)
		return
	}
	a.sendPaper(c, r.Paper+"-"+strconv.Itoa(r.Year)+"-"+strconv.Itoa(r.Number), f.Kind, f.Bytes)
}

// CancelReport takes a numbered paper back.
func (a *Admin) CancelReport(c *gin.Context) {
	r, ok := a.issued(c)
	if !ok {
		return
	}
	if err := a.Store.CancelReport(c.Request.Context(), a.Workspace, r.ID, said(c, "reason"), UserOf(c).ID); err != nil {
		a.Fail(c, err)
		return
	}
	a.back(c, "/reports/issued/"+r.ID.String(), "flash.report_cancelled")
}
