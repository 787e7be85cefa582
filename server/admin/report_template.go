package admin

import (
	"io"
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/server/report"
	"github.com/sothon/sothon/server/report/paper"
)

type templatesView struct {
	Papers []templateRow
	May    bool
	Today  string
	// Of is the paper whose file was refused or warned about, with what is said of it.
	Of       string
	Problems []problemLine
	Refused  bool
}

type templateRow struct {
	*paper.Paper
	Versions []templateVersion
	Fields   []paper.Field
	Lists    []fieldList
	Tables   []fieldList
	InForce  int
}

type templateVersion struct {
	schema.PaperTemplate
	ByName string
	Stands bool
}

type fieldList struct{ Name, Says string }

type problemLine struct {
	Where, Text string
	Warns       bool
}

// Templates shows the template of each paper, its versions and the fields that it may use.
func (a *Admin) Templates(c *gin.Context) { a.templatesPage(c, http.StatusOK, templatesView{}) }

func (a *Admin) templatesPage(c *gin.Context, status int, b templatesView) {
	ctx := c.Request.Context()
	all, err := a.Store.PaperTemplates(ctx, a.Workspace)
	if err != nil {
		a.Fail(c, err)
		return
	}
	n, err := a.names(ctx)
	if err != nil {
		a.Fail(c, err)
		return
	}
	b.Today = a.Clock().In(a.Zone).Format(time.DateOnly)
	for _, p := range paper.Papers {
		row := templateRow{Paper: p, Fields: paper.Fields()}
		known := p.Known()
		for list, columns := range known.Lists {
			for _, col := range columns {
				row.Lists = append(row.Lists, fieldList{list + "." + col, ""})
			}
		}
		slices.SortFunc(row.Lists, func(x, y fieldList) int { return compareText(x.Name, y.Name) })
		for _, code := range known.Tables {
			row.Tables = append(row.Tables, fieldList{"bang:" + code, paper.TableTitle(code)})
		}
		for _, t := range all {
			if t.Paper != p.Code {
				continue
			}
			stands := t.Withdrawn.IsZero() && t.Day <= b.Today
			row.Versions = append(row.Versions, templateVersion{t, n.user(t.By), stands})
		}
		if t, found, err := a.Store.PaperTemplate(ctx, a.Workspace, p.Code, 0, b.Today); err != nil {
			a.Fail(c, err)
			return
		} else if found {
			row.InForce = t.N
		}
		b.Papers = append(b.Papers, row)
	}
	v := a.view(c, "templates", "title.templates")
	b.May = v.Can(string(schema.PermReportsIssue))
	v.B = b
	a.render(c, status, "report_templates", v)
}

func compareText(a, b string) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

// TemplateFile sends a template to be changed in Word: a version by ?n=, else the one in force, else the shipped one.
func (a *Admin) TemplateFile(c *gin.Context) {
	p := paper.ByCode(c.Param("paper"))
	if p == nil {
		a.NotFound(c)
		return
	}
	n, _ := strconv.Atoi(c.Query("n")) // anything else means the one in force
	if c.Query("shipped") != "" {
		n = -1
	}
	var data []byte
	name := "mau-" + p.Code
	if n >= 0 {
		t, found, err := a.Store.PaperTemplate(c.Request.Context(), a.Workspace, p.Code, n, a.Clock().In(a.Zone).Format(time.DateOnly))
		if err != nil {
			a.Fail(c, err)
			return
		}
		if !found && n > 0 {
			a.NotFound(c)
			return
		}
		if data = t.Bytes; found {
			name += "-" + strconv.Itoa(t.N)
		}
	}
	if data == nil {
		var err error
		if data, err = p.Shipped(); err != nil {
			a.Fail(c, err)
			return
		}
	}
	a.sendPaper(c, name, "docx", data)
}

// PutTemplate takes a template that was changed in Word. One with an error is refused whole, each error with its place;
// warnings are said and the template is kept.
func (a *Admin) PutTemplate(c *gin.Context) {
	p, lang := paper.ByCode(c.Param("paper")), a.lang(c)
	if p == nil {
		a.NotFound(c)
		return
	}
	refuse := func(problems ...report.Problem) {
		a.templatesPage(c, http.StatusUnprocessableEntity, templatesView{Of: p.Code, Refused: true, Problems: problemLines(lang, problems)})
	}
	head, err := c.FormFile("file")
	if err != nil {
		refuse(report.Problem{Vi: a.pages.say(lang, "intake.no_file"), En: a.pages.say(lang, "intake.no_file")})
		return
	}
	f, err := head.Open()
	if err != nil {
		a.Fail(c, err)
		return
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, report.MaxTemplate+1))
	if err != nil {
		a.Fail(c, err)
		return
	}
	t, problems := report.OpenTemplate(data)
	if t == nil {
		refuse(problems...)
		return
	}
	problems = t.Check(p.Known())
	if slices.ContainsFunc(problems, func(x report.Problem) bool { return !x.Warns }) {
		refuse(problems...)
		return
	}
	name := schema.Clean(head.Filename)
	if r := []rune(name); len(r) > 100 {
		name = string(r[:100])
	}
	day := a.Clock().In(a.Zone).Format(time.DateOnly)
	if s := said(c, "day"); s != "" {
		day = typedDay(s)
	}
	v := schema.PaperTemplate{Paper: p.Code, Day: day, File: name, Bytes: data, Note: said(c, "note")}
	err = a.Store.AddPaperTemplate(c.Request.Context(), a.Workspace, &v, UserOf(c).ID)
	var e *schema.Error
	switch {
	case asSchema(err, &e) && e.Code == schema.CodeInvalid:
		refuse(report.Problem{Vi: e.Vi, En: e.En})
	case err != nil:
		a.Fail(c, err)
	case len(problems) > 0:
		a.templatesPage(c, http.StatusOK, templatesView{Of: p.Code, Problems: problemLines(lang, problems)})
	default:
		a.back(c, "/reports/templates#"+p.Code, "flash.template_put")
	}
}

func problemLines(lang string, all []report.Problem) []problemLine {
	var out []problemLine
	for _, p := range all {
		out = append(out, problemLine{pick(lang, p.Where, p.WhereE), pick(lang, p.Vi, p.En), p.Warns})
	}
	return out
}

// WithdrawTemplate takes a version out of force: the one before it counts again.
func (a *Admin) WithdrawTemplate(c *gin.Context) {
	p := paper.ByCode(c.Param("paper"))
	if p == nil {
		a.NotFound(c)
		return
	}
	n, err := strconv.Atoi(said(c, "n"))
	if err != nil {
		a.Fail(c, schema.Invalid("n", "Chọn bản mẫu.", "Choose the version."))
		return
	}
	if err := a.Store.WithdrawPaperTemplate(c.Request.Context(), a.Workspace, p.Code, n, UserOf(c).ID); err != nil {
		a.Fail(c, err)
		return
	}
	a.back(c, "/reports/templates#"+p.Code, "flash.template_withdrawn")
}
