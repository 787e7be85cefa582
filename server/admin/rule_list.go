package admin

import (
	"context"
	"io"
	"net/http"
	"path/filepath"
	"slices"

	"github.com/gin-gonic/gin"

	"github.com/sothon/sothon/forms"
	"github.com/sothon/sothon/forms/xlsform"
	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/schema/poverty"
	"github.com/sothon/sothon/schema/seed"
	"github.com/sothon/sothon/server/jobs"
	"github.com/sothon/sothon/sync/wire"
)

// ruleRow is a rule set in the list.
type ruleRow struct {
	schema.RuleSet
	State  string // key of the catalogue: rules.draft, rules.in_force, rules.superseded, rules.retired
	Rounds []string
	Who    string
}

type ruleListView struct {
	Rules  []ruleRow
	Points []ruleRow
	Failed *ruleFailure
}

// ruleFailure is a workbook that could not be read.
type ruleFailure struct {
	File  string
	Diags []diagView
}

// RuleSets lists the rule sets and tables of points.
func (a *Admin) RuleSets(c *gin.Context) { a.ruleList(c, http.StatusOK, nil) }

func (a *Admin) ruleList(c *gin.Context, status int, failed *ruleFailure) {
	ctx := c.Request.Context()
	all, err := a.Store.RuleSets(ctx, a.Workspace)
	if err != nil {
		a.Fail(c, err)
		return
	}
	rows, err := a.ruleRows(ctx, all)
	if err != nil {
		a.Fail(c, err)
		return
	}
	v := a.view(c, "rules", "rules.title")
	b := ruleListView{Failed: failed}
	for _, r := range rows {
		if r.Kind == schema.KindPoints {
			b.Points = append(b.Points, r)
		} else {
			b.Rules = append(b.Rules, r)
		}
	}
	v.B = b
	a.render(c, status, "rules", v)
}

func (a *Admin) ruleRows(ctx context.Context, all []schema.RuleSet) ([]ruleRow, error) {
	n, err := a.names(ctx)
	if err != nil {
		return nil, err
	}
	rounds, err := a.Store.Rounds(ctx, a.Workspace)
	if err != nil {
		return nil, err
	}
	now, err := a.Store.RulesInForce(ctx, a.Workspace)
	if err != nil {
		return nil, err
	}
	var out []ruleRow
	for _, r := range all {
		row := ruleRow{RuleSet: r, State: "rules.superseded", Who: n.user(r.PublishedBy)}
		switch {
		case r.Published.IsZero():
			row.State, row.Who = "rules.draft", n.user(r.By)
		case !r.Retired.IsZero():
			row.State = "rules.retired"
		case now[r.Code].Hash == r.Hash:
			row.State = "rules.in_force"
			for _, x := range rounds {
				if slices.Contains(x.Rules, r.Code) {
					row.Rounds = append(row.Rounds, x.Label)
				}
			}
		}
		out = append(out, row)
	}
	return out, nil
}

// UploadRules reads a workbook of rules or of points. One with errors shows each with its cell; a good one is kept as a
// draft and its page says what it would change.
func (a *Admin) UploadRules(c *gin.Context) {
	ctx := c.Request.Context()
	head, err := c.FormFile("file")
	if err != nil {
		a.Fail(c, schema.Invalid("file", "Chưa chọn tệp Excel, hoặc tệp lớn quá 10 MB.", "No workbook was chosen, or it is larger than 10 MB."))
		return
	}
	f, err := head.Open()
	if err != nil {
		a.Fail(c, err)
		return
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, MaxWorkbook+1))
	if err != nil || len(b) > MaxWorkbook {
		a.Fail(c, &schema.Error{Code: schema.CodeTooLarge, Vi: "Tệp lớn quá 10 MB.", En: "The file is larger than 10 MB."})
		return
	}
	r, diags, err := a.readRules(ctx, b, schema.Clean(filepath.Base(head.Filename)))
	if err != nil {
		a.Fail(c, err)
		return
	}
	if r == nil {
		v := a.view(c, "rules", "rules.title")
		fail := &ruleFailure{File: schema.Clean(filepath.Base(head.Filename))}
		for _, d := range diags {
			fail.Diags = append(fail.Diags, diagView{Diagnostic: d, Place: placeText(v, d), Why: pick(v.Lang, d.Why.Vi, d.Why.En), Fix: pick(v.Lang, d.Fix.Vi, d.Fix.En)})
		}
		a.ruleList(c, http.StatusUnprocessableEntity, fail)
		return
	}
	r.By = UserOf(c).ID
	h, err := a.Store.PutRuleSet(ctx, a.Workspace, r)
	if err != nil {
		a.Fail(c, err)
		return
	}
	a.back(c, "/rules/"+h.String(), "flash.rules_uploaded")
}

// readRules reads a workbook: a rule set, or, when it has only points, a table of points that a rule set in force counts
// by. nil with diagnostics when it is neither.
func (a *Admin) readRules(ctx context.Context, b []byte, file string) (*schema.RuleSet, []forms.Diagnostic, error) {
	book, diags := jobs.ReadWorkbook(b)
	if book == nil {
		return nil, diags, nil
	}
	if !onlyPoints(book) {
		rs, more := poverty.Read(book)
		if rs == nil {
			return nil, append(diags, more...), nil
		}
		r := seed.Describe(rs, file, b)
		return &r, more, nil
	}
	now, err := a.Classes.InForce(ctx)
	if err != nil {
		return nil, nil, err
	}
	for _, s := range now {
		if len(s.Rules.Components) == 0 {
			continue
		}
		t, more := poverty.ReadPoints(book, s.Rules)
		if t != nil {
			r := seed.DescribePoints(t, file, b)
			return &r, more, nil
		}
		diags = append(diags, more...)
	}
	if len(diags) == 0 {
		diags = append(diags, forms.Diagnostic{Severity: forms.Error, Why: forms.Message{Vi: "Chưa có bộ quy tắc nào dùng bảng điểm.", En: "No rule set in force counts by points."},
			Fix: forms.Message{Vi: "Ban hành bộ quy tắc trước, rồi nạp bảng điểm.", En: "Publish the rule set first, then load the points."}})
	}
	return nil, diags, nil
}

// onlyPoints says that a workbook has points and no indicators.
func onlyPoints(w *xlsform.Workbook) bool {
	points, indicators := false, false
	for i := range w.Sheets {
		switch w.Sheets[i].Name {
		case "bang_diem":
			points = true
		case "chi_so":
			indicators = true
		}
	}
	return points && !indicators
}

func (a *Admin) ruleOf(c *gin.Context) (schema.RuleSet, bool) {
	h, err := wire.ParseHash(c.Param("rules"))
	if err != nil {
		a.NotFound(c)
		return schema.RuleSet{}, false
	}
	r, err := a.Store.RuleSet(c.Request.Context(), a.Workspace, h)
	if err != nil {
		a.Fail(c, err)
		return r, false
	}
	return r, true
}

// RuleSource gives the workbook back as it was loaded.
func (a *Admin) RuleSource(c *gin.Context) {
	r, ok := a.ruleOf(c)
	if !ok {
		return
	}
	c.Header("Content-Disposition", `attachment; filename="`+r.Code+`.xlsx"`)
	c.Data(http.StatusOK, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", r.Source)
}

// PublishRules puts a draft in force, with a reason.
func (a *Admin) PublishRules(c *gin.Context) {
	r, ok := a.ruleOf(c)
	if !ok {
		return
	}
	if err := a.Store.PublishRuleSet(c.Request.Context(), a.Workspace, r.Hash, said(c, "reason"), UserOf(c).ID); err != nil {
		a.ruleProblem(c, r, err)
		return
	}
	a.Touched(nil)
	a.back(c, "/rules/"+r.Hash.String(), "flash.rules_published")
}

// RetireRules takes a rule set out of force, with a reason.
func (a *Admin) RetireRules(c *gin.Context) {
	r, ok := a.ruleOf(c)
	if !ok {
		return
	}
	if err := a.Store.RetireRuleSet(c.Request.Context(), a.Workspace, r.Hash, said(c, "reason"), UserOf(c).ID); err != nil {
		a.ruleProblem(c, r, err)
		return
	}
	a.Touched(nil)
	a.back(c, "/rules/"+r.Hash.String(), "flash.rules_retired")
}

func (a *Admin) ruleProblem(c *gin.Context, r schema.RuleSet, err error) {
	var e *schema.Error
	if asSchema(err, &e) && (e.Code == schema.CodeInvalid || e.Code == schema.CodeConflict) {
		a.rulePage(c, http.StatusUnprocessableEntity, r, pick(a.lang(c), e.Vi, e.En))
		return
	}
	a.Fail(c, err)
}
