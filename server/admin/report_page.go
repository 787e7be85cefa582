package admin

import (
	"crypto/rand"
	"encoding/json"
	"fmt"
	"html/template"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/server/report"
	"github.com/sothon/sothon/server/report/paper"
	"github.com/sothon/sothon/sync/wire"
)

// paperKinds are the files of a paper with the types of their content.
var paperKinds = map[string]string{"docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "pdf": "application/pdf",
	"xlsx": exportKinds["xlsx"]}

type reportView struct {
	P       *paper.Paper
	Ask     reportAsk
	Query   template.URL // of the ask: kept as it is in addresses
	Tables  []reportTable
	Sample  bool
	Village string
	May     bool
	Number  int // that the register offers next
	Symbol  string
	Today   string
	Signers []schema.Signer
	Version int // of the office's template; 0: the shipped one
	Problem string
	Values  url.Values // what was typed, when it was refused
}

type reportTable struct {
	Code, Title, Under, Missing string
	Sample                      bool
	Groups                      []headView // the upper row of headings; none: there is one row only
	Heads                       []headView
	Rows                        []tableLine
	Notes                       []string
	Cut                         int // rows that the page leaves out
}

type headView struct {
	Text       string
	Span, Down int
	Figure     bool
}

type tableLine struct {
	Cells []cellView
	Total bool
}

type cellView struct {
	Text, Href string
	Figure     bool
}

// shownRows is how many rows of a list a page shows; the files have all.
const shownRows = 200

// asked finds the paper of an address and the facts that it asks for.
func (a *Admin) asked(c *gin.Context) (*paper.Paper, reportAsk, *paper.Facts, bool) {
	p := paper.ByCode(c.Param("paper"))
	q, ok, err := a.readReportAsk(c)
	if err != nil {
		a.Fail(c, err)
		return nil, q, nil, false
	}
	if p == nil || !ok || q.Round.ID.IsZero() || !mayMake(UserOf(c), p) {
		a.NotFound(c)
		return nil, q, nil, false
	}
	if why := closedFor(p, &q); why != "" {
		a.message(c, http.StatusUnprocessableEntity, why)
		return nil, q, nil, false
	}
	f, err := a.facts(c, &q)
	if err != nil {
		a.Fail(c, err)
		return nil, q, nil, false
	}
	return p, q, f, true
}

// mayMake says that a person may have a paper: one that says more of people than what is posted is for those who may
// export.
func mayMake(u *schema.User, p *paper.Paper) bool {
	return !p.Personal || schema.Can(u.Role, schema.PermExport)
}

// mayList says that a person may see the households behind a table's figures: who owes is for those who may see loans, whole
// lists of people for those who may export.
func mayList(u *schema.User, code string) bool {
	switch {
	case code == "B5":
		return schema.Can(u.Role, schema.PermLoans)
	case paper.NamesPeople(code):
		return schema.Can(u.Role, schema.PermExport)
	}
	return true
}

// ReportPage shows a paper's figures; each figure of households leads to them.
func (a *Admin) ReportPage(c *gin.Context) { a.reportPage(c, http.StatusOK, reportView{}) }

func (a *Admin) reportPage(c *gin.Context, status int, b reportView) {
	ctx := c.Request.Context()
	p, q, f, ok := a.asked(c)
	if !ok {
		return
	}
	v := a.view(c, "reports", "title.report", p.Title)
	b.P, b.Ask, b.Query, b.Sample, b.Symbol = p, q, template.URL(q.address()), f.Sample, p.Symbol(&f.Office)
	if !q.Area.IsZero() && len(f.Villages) == 1 {
		b.Village = f.Villages[0].Name
	}
	for _, code := range p.Codes() {
		if t, ok := f.Table(code); ok {
			figure := ""
			if mayList(UserOf(c), code) || p.Public {
				figure = "/reports/figure?" + q.address() + "&paper=" + p.Code
			}
			b.Tables = append(b.Tables, viewOf(t, figure))
		}
	}
	b.Today = a.Clock().In(a.Zone).Format(time.DateOnly)
	if t, found, err := a.Store.PaperTemplate(ctx, a.Workspace, p.Code, 0, b.Today); err != nil {
		a.Fail(c, err)
		return
	} else if found {
		b.Version = t.N
	}
	if b.May = v.Can(string(schema.PermReportsIssue)) && b.Symbol != "" && !f.Sample; b.May {
		var err error
		if b.Number, err = a.Store.NextReportNumber(ctx, a.Workspace, a.Clock().In(a.Zone).Year(), b.Symbol); err != nil {
			a.Fail(c, err)
			return
		}
		all, err := a.Store.Signers(ctx, a.Workspace)
		if err != nil {
			a.Fail(c, err)
			return
		}
		for _, s := range all {
			if s.Signs(b.Today) {
				b.Signers = append(b.Signers, s)
			}
		}
	}
	v.B = b
	a.render(c, status, "report", v)
}

// viewOf shows a table on a page; figure is where its figures lead, "" nowhere.
func viewOf(t *report.Table, figure string) reportTable {
	out := reportTable{Code: t.Code, Title: t.Title, Missing: t.Missing, Sample: t.Sample, Notes: t.Notes, Under: t.Unit}
	two := false
	for _, col := range t.Columns {
		two = two || col.Group != ""
	}
	for i := 0; i < len(t.Columns); {
		col := &t.Columns[i]
		n := i + 1
		if !two || col.Group == "" {
			h := headView{Text: col.Label, Span: 1, Down: 1, Figure: col.Kind != report.Words}
			if two {
				h.Down = 2
				out.Groups = append(out.Groups, h)
			} else {
				out.Heads = append(out.Heads, h)
			}
			i = n
			continue
		}
		for ; n < len(t.Columns) && t.Columns[n].Group == col.Group; n++ {
		}
		out.Groups = append(out.Groups, headView{Text: col.Group, Span: n - i, Down: 1})
		for ; i < n; i++ {
			out.Heads = append(out.Heads, headView{Text: t.Columns[i].Label, Span: 1, Down: 1, Figure: t.Columns[i].Kind != report.Words})
		}
	}
	for r := range t.Rows {
		if r == shownRows {
			out.Cut = len(t.Rows) - shownRows
			break
		}
		l := tableLine{Total: t.Rows[r].Total}
		for k := range t.Columns {
			var x cellView
			if k < len(t.Rows[r].Cells) {
				cell := &t.Rows[r].Cells[k]
				x.Text, x.Figure = t.Columns[k].Kind.Show(cell.Value), t.Columns[k].Kind != report.Words
				if len(cell.Cases) > 0 && figure != "" {
					x.Href = fmt.Sprintf("%s&t=%s&r=%d&k=%d", figure, t.Code, r, k)
				}
			}
			l.Cells = append(l.Cells, x)
		}
		out.Rows = append(out.Rows, l)
	}
	return out
}

// made fills the paper with the template in force on its day.
func (a *Admin) made(c *gin.Context, p *paper.Paper, f *paper.Facts, s *paper.Sign) (*paper.Made, error) {
	day := a.Clock().In(a.Zone).Format(time.DateOnly)
	if !s.Day.IsZero() {
		day = s.Day.Format(time.DateOnly)
	}
	t, found, err := a.Store.PaperTemplate(c.Request.Context(), a.Workspace, p.Code, 0, day)
	if err != nil {
		return nil, err
	}
	if !found {
		t.Bytes = nil
	}
	return p.Make(t.Bytes, f, s)
}

// ReportFile sends a draft: a paper without a number, as DOCX, PDF or its tables as XLSX.
func (a *Admin) ReportFile(c *gin.Context) {
	kind := c.DefaultQuery("kind", "docx")
	if paperKinds[kind] == "" {
		a.NotFound(c)
		return
	}
	p, q, f, ok := a.asked(c)
	if !ok {
		return
	}
	m, err := a.made(c, p, f, &paper.Sign{})
	if err != nil {
		a.Fail(c, err)
		return
	}
	data, err := fileOf(m, kind)
	if err == nil && data == nil {
		a.message(c, http.StatusUnprocessableEntity, "reports.no_tables")
		return
	}
	if err == nil {
		detail, _ := json.Marshal(map[string]any{"paper": p.Code, "kind": kind, "asof": q.Asof, "sample": m.Sample}) // texts and a flag always encode
		err = a.Store.AddAudit(c.Request.Context(), a.Workspace, UserOf(c).ID, "report.draft", q.Round.ID.String(), string(detail))
	}
	if err != nil {
		a.Fail(c, err)
		return
	}
	a.sendPaper(c, p.Code+"-"+q.Asof, kind, data)
}

func fileOf(m *paper.Made, kind string) ([]byte, error) {
	switch kind {
	case "pdf":
		return m.PDF()
	case "xlsx":
		return m.XLSX()
	}
	return m.DOCX, nil
}

func (a *Admin) sendPaper(c *gin.Context, name, kind string, data []byte) {
	c.Header("Cache-Control", "no-store")
	c.Header("Content-Disposition", `attachment; filename="`+name+"."+kind+`"`)
	c.Data(http.StatusOK, paperKinds[kind], data)
}

// IssueReport numbers a paper: it is made once, with its number, day and signer, and kept byte for byte.
func (a *Admin) IssueReport(c *gin.Context) {
	refuse := func(vi, en string) {
		a.reportPage(c, http.StatusUnprocessableEntity, reportView{Problem: pick(a.lang(c), vi, en), Values: c.Request.PostForm})
	}
	number, err := strconv.Atoi(said(c, "number"))
	day := typedDay(said(c, "day"))
	if err != nil || day == "" {
		refuse("Số là số nguyên, ngày ký ghi như 14/10/2025.", "The number is a whole number, the day is written as 14/10/2025.")
		return
	}
	signerID, _ := wire.ParseID(said(c, "signer"))
	signers, err := a.Store.Signers(c.Request.Context(), a.Workspace)
	if err != nil {
		a.Fail(c, err)
		return
	}
	var signer *schema.Signer
	for i := range signers {
		if signers[i].ID == signerID && signers[i].Signs(day) {
			signer = &signers[i]
		}
	}
	if signer == nil {
		refuse("Chọn người ký có thẩm quyền vào ngày ký. Thêm người ký ở trang Cơ quan và người ký.", "Choose a signer who may sign on that day. Add signers on the page Office and signers.")
		return
	}
	p, q, f, ok := a.asked(c)
	if !ok {
		return
	}
	r := &schema.Report{Paper: p.Code, Year: paper.Day(day).Year(), Number: number, Symbol: p.Symbol(&f.Office), Day: day, Asof: q.Asof, Round: q.Round.ID, Area: q.Area,
		Units: q.Units, Signer: signer.Name, Sample: f.Sample}
	if _, err := rand.Read(r.ID[:]); err != nil {
		a.Fail(c, err)
		return
	}
	m, err := a.made(c, p, f, &paper.Sign{Number: number, Day: paper.Day(day), Signer: signer})
	if err != nil {
		a.Fail(c, err)
		return
	}
	r.Title = m.Title
	for _, kind := range []string{"docx", "pdf", "xlsx"} {
		data, err := fileOf(m, kind)
		if err != nil {
			a.Fail(c, err)
			return
		}
		if data != nil {
			r.Files = append(r.Files, schema.ReportFile{Kind: kind, Bytes: data})
		}
	}
	var e *schema.Error
	switch err := a.Store.IssueReport(c.Request.Context(), a.Workspace, r, UserOf(c).ID); {
	case asSchema(err, &e) && (e.Code == schema.CodeConflict || e.Code == schema.CodeInvalid):
		refuse(e.Vi, e.En)
	case err != nil:
		a.Fail(c, err)
	default:
		a.back(c, "/reports/issued/"+r.ID.String(), "flash.report_issued")
	}
}

// ReportFigure lists the households that a figure counts.
func (a *Admin) ReportFigure(c *gin.Context) {
	if c.Query("t") == "" {
		a.back(c, "/reports", "")
		return
	}
	q, ok, err := a.readReportAsk(c)
	if err != nil {
		a.Fail(c, err)
		return
	}
	row, errRow := strconv.Atoi(c.Query("r"))
	col, errCol := strconv.Atoi(c.Query("k"))
	if !ok || q.Round.ID.IsZero() || errRow != nil || errCol != nil {
		a.NotFound(c)
		return
	}
	f, err := a.facts(c, &q)
	if err != nil {
		a.Fail(c, err)
		return
	}
	t, ok := f.Table(c.Query("t"))
	if ok = ok && (mayList(UserOf(c), t.Code) || strings.HasPrefix(t.Code, "DS")); !ok || row < 0 || row >= len(t.Rows) || col < 0 || col >= len(t.Rows[row].Cells) || col >= len(t.Columns) {
		a.NotFound(c)
		return
	}
	b := map[string]any{"Table": t, "Column": t.Columns[col], "Cell": t.Columns[col].Kind.Show(t.Rows[row].Cells[col].Value), "Query": template.URL(q.address()), "Asof": q.Asof, "Paper": ""}
	if p := paper.ByCode(c.Query("paper")); p != nil {
		b["Paper"] = p.Code
	}
	if len(t.Rows[row].Cells) > 1 {
		b["Row"] = t.Rows[row].Cells[1].Value
	}
	rows, err := a.figureRows(c, t.Rows[row].Cells[col].Cases)
	if err != nil {
		a.Fail(c, err)
		return
	}
	b["Rows"] = rows
	v := a.view(c, "reports", "title.report_figure", t.Code)
	v.B = b
	a.render(c, http.StatusOK, "report_figure", v)
}
