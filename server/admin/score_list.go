package admin

import (
	"context"
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"

	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/schema/emulation"
	"github.com/sothon/sothon/server/report"
	"github.com/sothon/sothon/server/score"
	"github.com/sothon/sothon/sync/wire"
)

// scores is where scorecards are counted from.
func (a *Admin) scores() *score.Source {
	return &score.Source{Store: a.Store, Workspace: a.Workspace, Zone: a.Zone}
}

// peakMonth gives the first and last day of the fund's peak month in a year, by the criteria of the year.
func (a *Admin) peakMonth(c *gin.Context, year int) (from, till string, err error) {
	set, _, err := a.scores().Criteria(c.Request.Context(), year)
	if err != nil {
		return "", "", err
	}
	return set.Marks[emulation.MarkPeakFrom].On(year), set.Marks[emulation.MarkPeakTill].On(year), nil
}

// subjectParam reads a subject of scorecards; anything else is villages.
func subjectParam(s string) (emulation.Subject, bool) {
	x := emulation.Subject(s)
	return x, slices.Contains(emulation.Subjects, x)
}

type scoreRow struct {
	Name, Href, Area string
	Total, Missing   string
	Points           []string // of each criterion
	Typed            bool
	Settled          string // total as settled last, with the day
}

type scoreListView struct {
	Subject  emulation.Subject
	Subjects []emulation.Subject
	Year     int
	Years    []int
	Codes    []string
	Rows     []scoreRow
	Sample   bool
	Set      string
	Sorted   bool
	CanSort  bool
	Export   string
	Asof     string
}

// signer gives names for typed figures.
func (a *Admin) signer(ctx context.Context) (score.Signed, error) {
	n, err := a.names(ctx)
	if err != nil {
		return nil, err
	}
	return n.user, nil
}

// cards scores everybody of a subject whom the person may see.
func (a *Admin) cards(c *gin.Context, subject emulation.Subject, year int) ([]emulation.Scorecard, *emulation.Material, error) {
	ctx := c.Request.Context()
	scope := UserOf(c).Scope()
	m, err := a.scores().Gather(ctx, year, scope, a.Clock())
	if err != nil {
		return nil, nil, err
	}
	name, err := a.signer(ctx)
	if err != nil {
		return nil, nil, err
	}
	all, err := a.scores().Cards(ctx, m, subject, name)
	for i := range all {
		withoutLoans(UserOf(c), &all[i])
	}
	return slices.DeleteFunc(all, func(x emulation.Scorecard) bool { return !scope.Covers(x.Area) }), m, err
}

// Scores lists the scorecards of a subject: by name, or on request by points; officials by name only.
func (a *Admin) Scores(c *gin.Context) {
	subject, ok := subjectParam(c.DefaultQuery("kind", string(emulation.SubjectVillage)))
	if !ok {
		subject = emulation.SubjectVillage
	}
	year := a.yearOf(c)
	all, m, err := a.cards(c, subject, year)
	if err != nil {
		a.Fail(c, err)
		return
	}
	settled, err := a.Store.Scores(c.Request.Context(), a.Workspace, year, string(subject))
	if err != nil {
		a.Fail(c, err)
		return
	}
	names, err := a.names(c.Request.Context())
	if err != nil {
		a.Fail(c, err)
		return
	}
	was := map[wire.ID]schema.SettledScore{}
	for _, s := range settled {
		was[s.Who] = s
	}
	v := a.view(c, "scores", "scores.title")
	b := scoreListView{Subject: subject, Subjects: emulation.Subjects, Year: year, Years: a.years(), Sample: m.Set.Sample, Set: m.Set.Name,
		CanSort: subject != emulation.SubjectOfficial && subject != emulation.SubjectCommune, Asof: showDay(m.Today)}
	b.Sorted = b.CanSort && c.Query("sort") == "points"
	b.Export = "/scores/export?kind=" + string(subject) + "&year=" + strconv.Itoa(year)
	if s := m.Set.Sheets[subject]; s != nil {
		for _, x := range s.Criteria {
			b.Codes = append(b.Codes, x.Code)
		}
	}
	if b.Sorted {
		slices.SortStableFunc(all, func(x, y emulation.Scorecard) int { return int(10*y.Total) - int(10*x.Total) })
	}
	for _, x := range all {
		row := scoreRow{Name: x.Name, Href: scoreHref(&x), Area: names.area(x.Area), Total: points(x.Total)}
		b.Sample = b.Sample || x.Sample
		if row.Name == "" {
			row.Name = v.T("movement.commune")
		}
		if x.Missing > 0 {
			row.Missing = points(x.Missing)
		}
		for _, l := range x.Lines {
			s := points(l.Points)
			if l.Known == 0 {
				s = "–"
			}
			row.Points = append(row.Points, s)
			row.Typed = row.Typed || l.Typed
		}
		if s, ok := was[x.ID]; ok {
			row.Settled = points(s.Total) + " (" + v.Date(s.At) + ")"
		}
		b.Rows = append(b.Rows, row)
	}
	v.B = b
	a.render(c, http.StatusOK, "scores", v)
}

// points writes points as papers do: 14,2.
func points(x float64) string {
	return strings.Replace(strconv.FormatFloat(x, 'f', -1, 64), ".", ",", 1)
}

func scoreHref(c *emulation.Scorecard) string {
	return "/scores/" + string(c.Subject) + "/" + c.ID.String() + "?year=" + strconv.Itoa(c.Year)
}

// SettleScores keeps the scorecards of a subject as they stand, for the council: only who sees the whole commune.
func (a *Admin) SettleScores(c *gin.Context) {
	subject, ok := subjectParam(c.PostForm("kind"))
	year, err := strconv.Atoi(c.PostForm("year"))
	if !ok || err != nil || year < 2000 || year > 2100 {
		a.Fail(c, schema.Invalid("kind", "Chưa rõ chốt bảng điểm của đối tượng nào, năm nào.", "It is not clear whose scorecards of which year are to be settled."))
		return
	}
	if !UserOf(c).Scope().All {
		a.Fail(c, &schema.Error{Code: schema.CodeForbidden, Vi: "Chốt bảng điểm cần người được xem cả xã.", En: "Only who sees the whole commune settles scorecards."})
		return
	}
	all, _, err := a.cards(c, subject, year)
	if err != nil {
		a.Fail(c, err)
		return
	}
	var out []schema.SettledScore
	for _, x := range all {
		body, err := json.Marshal(x)
		if err != nil {
			a.Fail(c, err)
			return
		}
		name := x.Name
		if name == "" {
			name = "Cả xã"
		}
		out = append(out, schema.SettledScore{Year: year, Subject: string(subject), Who: x.ID, Area: x.Area, Name: name, Total: x.Total, Missing: x.Missing, Sample: x.Sample, Body: body})
	}
	if err := a.Store.SettleScores(c.Request.Context(), a.Workspace, out, said(c, "note"), UserOf(c).ID); err != nil {
		a.Fail(c, err)
		return
	}
	a.back(c, "/scores?kind="+string(subject)+"&year="+strconv.Itoa(year), "flash.scores_settled")
}

// ExportScores writes the scorecards of a subject as a workbook.
func (a *Admin) ExportScores(c *gin.Context) {
	subject, ok := subjectParam(c.Query("kind"))
	if !ok {
		subject = emulation.SubjectVillage
	}
	year := a.yearOf(c)
	all, m, err := a.cards(c, subject, year)
	if err != nil {
		a.Fail(c, err)
		return
	}
	v := a.view(c, "scores", "scores.title")
	t := &report.Table{Code: string(subject), Title: v.T("scores.sheet", v.T("subject."+string(subject)), year), Asof: m.Today, Sample: m.Set.Sample}
	t.Columns = append(t.Columns, report.Column{Key: "ten", Label: v.T("scores.who"), Kind: report.Words})
	if s := m.Set.Sheets[subject]; s != nil {
		for _, x := range s.Criteria {
			t.Columns = append(t.Columns, report.Column{Key: x.Code, Label: x.Code + " " + x.Name.In(v.Lang) + " (" + points(x.Points) + ")", Kind: report.Number})
		}
	}
	t.Columns = append(t.Columns, report.Column{Key: "tong", Label: v.T("scores.total"), Kind: report.Number}, report.Column{Key: "thieu", Label: v.T("scores.missing"), Kind: report.Number})
	number := func(x float64) string { return strconv.FormatFloat(x, 'f', -1, 64) }
	for _, x := range all {
		t.Sample = t.Sample || x.Sample
		row := []report.Cell{{Value: x.Name}}
		for _, l := range x.Lines {
			cell := report.Cell{Value: number(l.Points)}
			if l.Known == 0 {
				cell.Value = ""
			}
			row = append(row, cell)
		}
		t.Rows = append(t.Rows, report.Line{Cells: append(row, report.Cell{Value: number(x.Total)}, report.Cell{Value: number(x.Missing)})})
	}
	a.sendTables(c, "bang-diem-"+string(subject), t)
}
