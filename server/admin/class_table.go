package admin

import (
	"encoding/csv"
	"net/http"
	"net/url"
	"strings"

	"github.com/gin-gonic/gin"

	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/schema/store"
	"github.com/sothon/sothon/server/report"
	"github.com/sothon/sothon/sync/wire"
)

// tableView is a page that is one table of figures or households, with the ways to filter it.
type tableView struct {
	Table   *report.Table
	Groups  []headGroup // the row of headings over headings; nil: none has one
	Sub     string
	Tabs    []tab
	Filters []tableFilter
	Files   string // path with query before which .xlsx or .csv is put: "/classes/nguyen-nhan" + ext + "?…"
	Query   string
	Hidden  []fact // of the filter form
	Notes   []string
	Back    *link
	Empty   string
}

type headGroup struct {
	Label string
	Span  int
}

type tab struct {
	Href, Text string
	Here       bool
}

// tableFilter is a choice over a table.
type tableFilter struct {
	Name, Label string
	Options     []picked
}

type picked struct {
	Value, Text string
	Here        bool
}

// groups joins neighbouring columns of one group.
func groupsOf(t *report.Table) []headGroup {
	any := false
	var out []headGroup
	for i, c := range t.Columns {
		any = any || c.Group != ""
		if i > 0 && c.Group != "" && t.Columns[i-1].Group == c.Group {
			out[len(out)-1].Span++
			continue
		}
		out = append(out, headGroup{c.Group, 1})
	}
	if !any {
		return nil
	}
	return out
}

// Cell shows a value of a table as people read it.
func (t tableView) Cell(column int, value string) string {
	if value == "" {
		return ""
	}
	switch t.Table.Columns[column].Kind {
	case report.Count:
		return groupDigits(value)
	case report.Money:
		return groupDigits(value) + " đ"
	case report.Share:
		return strings.Replace(value, ".", ",", 1) + " %"
	case report.Day:
		return showDay(value)
	case report.Number:
		return strings.Replace(value, ".", ",", 1)
	}
	return value
}

// Numeric says that a column stands to the right.
func (t tableView) Numeric(column int) bool {
	k := t.Table.Columns[column].Kind
	return k == report.Count || k == report.Money || k == report.Share || k == report.Number
}

// sendTable gives a table as a workbook or as text; what is exported is noted in the audit log.
func (a *Admin) sendTable(c *gin.Context, kind, name string, t *report.Table) {
	if err := a.Store.AddAudit(c.Request.Context(), a.Workspace, UserOf(c).ID, "table.export", name, ""); err != nil {
		a.Fail(c, err)
		return
	}
	c.Header("Content-Disposition", `attachment; filename="`+name+"-"+a.Clock().In(a.Zone).Format("2006-01-02")+"."+kind+`"`)
	c.Header("Cache-Control", "no-store")
	if kind == "xlsx" {
		c.Header("Content-Type", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
		c.Status(http.StatusOK)
		if err := report.XLSX(c.Writer, []*report.Table{t}); err != nil {
			a.Log.Error("table", "name", name, "err", err)
		}
		return
	}
	c.Header("Content-Type", "text/csv; charset=utf-8")
	c.Status(http.StatusOK)
	_, _ = c.Writer.WriteString("\ufeff")
	w := csv.NewWriter(c.Writer)
	if t.Sample {
		_ = w.Write([]string{report.SampleWords})
	}
	_ = w.Write([]string{t.Title})
	var head []string
	for _, x := range t.Columns {
		label := x.Label
		if x.Group != "" {
			label = x.Group + ": " + label
		}
		head = append(head, label)
	}
	_ = w.Write(head)
	for _, r := range t.Rows {
		var row []string
		for _, x := range r.Cells {
			row = append(row, noFormula(x.Value))
		}
		_ = w.Write(row)
	}
	w.Flush()
}

// noFormula keeps a spreadsheet from taking a text for a formula.
func noFormula(s string) string {
	if s != "" && strings.ContainsRune("=+-@\t\r", rune(s[0])) {
		return "'" + s
	}
	return s
}

// fileKind takes the ending of an address apart: "nguyen-nhan.xlsx" → "nguyen-nhan", "xlsx"; "" is a page.
func fileKind(name string) (string, string) {
	for _, kind := range []string{"xlsx", "csv"} {
		if base, ok := strings.CutSuffix(name, "."+kind); ok {
			return base, kind
		}
	}
	return name, ""
}

// classScope is where the user sees households, or one village of it.
func classScope(c *gin.Context) (schema.Scope, wire.ID) {
	scope := UserOf(c).Scope()
	if x, err := wire.ParseID(c.Query("village")); err == nil && scope.Covers(x) {
		return schema.Scope{Areas: []wire.ID{x}}, x
	}
	return scope, wire.ID{}
}

// householdsOf gives the households of a scope by case, those that are gone too; nil: of the user's areas.
func (a *Admin) householdsOf(c *gin.Context, scope *schema.Scope) (map[wire.ID]schema.Household, error) {
	s := UserOf(c).Scope()
	if scope != nil {
		s = *scope
	}
	out := map[wire.ID]schema.Household{}
	for {
		rows, n, err := a.Store.Households(c.Request.Context(), a.Workspace, store.HouseholdQuery{Scope: s, State: store.HouseholdsAll, Limit: 10_000, Offset: len(out)})
		if err != nil {
			return nil, err
		}
		for _, h := range rows {
			out[h.Case] = h
		}
		if len(rows) == 0 || len(out) >= n.Households {
			return out, nil
		}
	}
}

// roundOfQuery is the round that a page of figures is about: the one named, else the open one, else the newest.
func (a *Admin) roundOfQuery(c *gin.Context) (schema.Round, []schema.Round, error) {
	all, err := a.Store.Rounds(c.Request.Context(), a.Workspace)
	if err != nil {
		return schema.Round{}, nil, err
	}
	want, _ := wire.ParseID(c.Query("round"))
	var out schema.Round
	for _, r := range all {
		switch {
		case r.ID == want && !want.IsZero():
			return r, all, nil
		case out.ID.IsZero(), r.Open && !out.Open:
			out = r
		}
	}
	if out.ID.IsZero() {
		return out, all, schema.NotFound("Chưa có đợt nào.", "There is no round.")
	}
	return out, all, nil
}

// with changes one parameter of a query; "" takes it out.
func with(q url.Values, key, value string) string {
	out := url.Values{}
	for k, v := range q {
		out[k] = v
	}
	out.Del("lang")
	if out.Set(key, value); value == "" {
		out.Del(key)
	}
	if len(out) == 0 {
		return ""
	}
	return "?" + out.Encode()
}

func roundFilter(v View, all []schema.Round, here wire.ID) tableFilter {
	f := tableFilter{Name: "round", Label: v.T("cls.round")}
	for _, r := range all {
		f.Options = append(f.Options, picked{r.ID.String(), r.Label, r.ID == here})
	}
	return f
}

func rulesFilter(v View, r *schema.Round, here string) tableFilter {
	f := tableFilter{Name: "rules", Label: v.T("cls.rules")}
	for _, code := range r.Rules {
		f.Options = append(f.Options, picked{code, ruleWord(v, code), code == here})
	}
	return f
}

// ruleWord is a rule set by a short name.
func ruleWord(v View, code string) string {
	if s := v.T("rule." + code); s != "rule."+code {
		return s
	}
	return code
}

func villageFilter(v View, areas []schema.Area, here wire.ID) tableFilter {
	f := tableFilter{Name: "village", Label: v.T("cls.village"), Options: []picked{{"", v.T("cls.all_villages"), here.IsZero()}}}
	for _, x := range areas {
		f.Options = append(f.Options, picked{x.ID.String(), x.Label, x.ID == here})
	}
	return f
}

// codeOf is the rule set that a page is about: the one named when the round has it, else its first.
func codeOf(c *gin.Context, r *schema.Round) string {
	for _, code := range r.Rules {
		if code == c.Query("rules") {
			return code
		}
	}
	if len(r.Rules) > 0 {
		return r.Rules[0]
	}
	return ""
}
