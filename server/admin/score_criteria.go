package admin

import (
	"fmt"
	"net/http"
	"strconv"

	"github.com/gin-gonic/gin"

	"github.com/sothon/sothon/forms/xlsform/xlsx"
	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/schema/emulation"
	"github.com/sothon/sothon/schema/seed"
)

type criterionView struct {
	Code, Name, Points, Clause string
	Parts                      []criterionPart
}

type criterionPart struct {
	Label, Points, Figures, Levels string
	Typed                          bool
}

type sheetView struct {
	Subject  emulation.Subject
	Criteria []criterionView
	Gates    []string
}

type criteriaView struct {
	Year     int
	Years    []int
	Set      *emulation.Criteria
	Own      *schema.CriteriaSet // nil: the one that ships
	Sheets   []sheetView
	Marks    []string
	Loaded   []schema.CriteriaSet
	Who      map[string]string
	Write    bool
	Problems []diagView
	File     string
	Problem  string
}

// Criteria shows the set that counts in a year and takes a changed workbook.
func (a *Admin) Criteria(c *gin.Context) {
	a.criteriaPage(c, http.StatusOK, a.yearOf(c), criteriaView{})
}

func (a *Admin) criteriaPage(c *gin.Context, status, year int, b criteriaView) {
	ctx := c.Request.Context()
	set, own, err := a.scores().Criteria(ctx, year)
	if err != nil {
		a.Fail(c, err)
		return
	}
	v := a.view(c, "criteria", "criteria.title")
	b.Year, b.Years, b.Set, b.Write = year, a.years(), set, v.Can(string(schema.PermMovementWrite)) && UserOf(c).Scope().All
	if own.N > 0 {
		b.Own = &own
	}
	if b.Loaded, err = a.Store.CriteriaSets(ctx, a.Workspace); err != nil {
		a.Fail(c, err)
		return
	}
	names, err := a.names(ctx)
	if err != nil {
		a.Fail(c, err)
		return
	}
	b.Who = map[string]string{}
	for _, x := range b.Loaded {
		b.Who[x.By.String()] = names.user(x.By)
	}
	for _, code := range []string{emulation.MarkReports, emulation.MarkPlan, emulation.MarkPeakFrom, emulation.MarkPeakTill} {
		b.Marks = append(b.Marks, fmt.Sprintf("%02d/%02d: %s", set.Marks[code].Day, set.Marks[code].Month, set.Marks[code].Name))
	}
	for _, s := range emulation.Subjects {
		sheet := set.Sheets[s]
		if sheet == nil {
			continue
		}
		x := sheetView{Subject: s}
		for _, cr := range sheet.Criteria {
			y := criterionView{Code: cr.Code, Name: cr.Name.In(v.Lang), Points: points(cr.Points), Clause: cr.Clause}
			for _, p := range cr.Parts {
				z := criterionPart{Label: p.Label.In(v.Lang), Points: points(p.Points), Figures: set.Fact(p.Over).Label.In(v.Lang), Levels: v.T("criteria.levels", decimal(p.Zero), decimal(p.Full))}
				if p.Under != "" {
					z.Figures = v.T("scores.of", z.Figures, set.Fact(p.Under).Label.In(v.Lang))
				}
				_, z.Typed = set.Typed[p.Over]
				if _, under := set.Typed[p.Under]; under {
					z.Typed = true
				}
				y.Parts = append(y.Parts, z)
			}
			x.Criteria = append(x.Criteria, y)
		}
		for _, g := range sheet.Gates {
			x.Gates = append(x.Gates, g.Name.In(v.Lang))
		}
		b.Sheets = append(b.Sheets, x)
	}
	v.B = b
	a.render(c, status, "criteria", v)
}

// CriteriaFile answers with the workbook that counts in a year, to be changed.
func (a *Admin) CriteriaFile(c *gin.Context) {
	year := a.yearOf(c)
	own, is, err := a.Store.CriteriaFor(c.Request.Context(), a.Workspace, year)
	if err != nil {
		a.Fail(c, err)
		return
	}
	b := own.Source
	if !is {
		if b, err = xlsx.Write(seed.CriteriaWorkbook()); err != nil {
			a.Fail(c, err)
			return
		}
	}
	c.Header("Cache-Control", "no-store")
	c.Header("Content-Disposition", `attachment; filename="tieu-chi-`+strconv.Itoa(year)+`.xlsx"`)
	c.Data(http.StatusOK, exportKinds["xlsx"], b)
}

// UploadCriteria takes a workbook of criteria for a year on. A workbook with a mistake is not kept; every mistake is shown
// where it stands.
func (a *Admin) UploadCriteria(c *gin.Context) {
	year, err := strconv.Atoi(c.PostForm("year"))
	if err != nil || year < 2000 || year > 2100 {
		year = a.yearOf(c)
	}
	if !UserOf(c).Scope().All {
		a.Fail(c, &schema.Error{Code: schema.CodeForbidden, Vi: "Nạp tiêu chí cần người được xem cả xã.", En: "Only who sees the whole commune loads criteria."})
		return
	}
	body, name, err := readUpload(c, "file", MaxWorkbook)
	if err != nil {
		a.criteriaPage(c, http.StatusUnprocessableEntity, year, criteriaView{Problem: a.words(c, err)})
		return
	}
	w, diags := xlsx.ReadAll(body, xlsx.DefaultLimits)
	var set *emulation.Criteria
	if w != nil {
		set, diags = emulation.ReadCriteria(w)
	}
	if set == nil {
		b := criteriaView{File: name}
		v := a.view(c, "criteria", "criteria.title")
		for _, d := range diags {
			b.Problems = append(b.Problems, diagView{Diagnostic: d, Place: placeText(v, d), Why: pick(v.Lang, d.Why.Vi, d.Why.En), Fix: pick(v.Lang, d.Fix.Vi, d.Fix.En)})
		}
		a.criteriaPage(c, http.StatusUnprocessableEntity, year, b)
		return
	}
	v := schema.CriteriaSet{Year: year, Name: set.Name, Sample: set.Sample, File: name, Source: body, Reason: said(c, "reason")}
	if !set.InForce(year) {
		err = schema.Invalid("year", "Bộ tiêu chí này không có hiệu lực trong năm đã chọn: xem ô tu_ngay, den_ngay của trang bo.", "The set is not in force in the year chosen: see tu_ngay and den_ngay of the sheet bo.")
	} else {
		err = a.Store.PutCriteria(c.Request.Context(), a.Workspace, &v, UserOf(c).ID)
	}
	if text := a.words(c, err); text != "" {
		a.criteriaPage(c, http.StatusUnprocessableEntity, year, criteriaView{Problem: text})
		return
	}
	if err != nil {
		a.Fail(c, err)
		return
	}
	a.back(c, "/scores/criteria?year="+strconv.Itoa(year), "flash.criteria")
}
