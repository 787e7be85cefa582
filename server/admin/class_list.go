package admin

import (
	"cmp"
	"context"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"

	"github.com/sothon/sothon/forms"
	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/schema/store"
	"github.com/sothon/sothon/server/jobs"
	"github.com/sothon/sothon/server/report"
	"github.com/sothon/sothon/sync/wire"
)

// The lists that the commune's plan asks for. Each is a table by village (or by group of people) whose figures open the
// households behind them.
const (
	listUnable     = "khong-knld"  // poor, nobody able to work, nobody on social protection
	listIndicators = "chi-so"      // indicators by village
	listGroups     = "nhom"        // indicators by group of people
	listCauses     = "nguyen-nhan" // causes of poverty
	listNeeds      = "nhu-cau"     // what households ask for
	listClasses    = "theo-loai"   // households of a class
)

// classLists are the lists in the order of their tabs.
var classLists = []string{listClasses, listUnable, listIndicators, listGroups, listCauses, listNeeds}

// group of people that figures are split by.
const (
	groupChildren = "tre_em"
	groupEthnic   = "dtts"
	groupMerit    = "ncc"
	groupDisabled = "kt"
)

var peopleGroups = []string{groupChildren, groupEthnic, groupMerit, groupDisabled}

// classed is a household as lists read it: its class in a round, its answers, what it lacks.
type classed struct {
	store.RoundVerdict
	House      schema.Household
	Official   bool // the class is recognised
	Answers    *jobs.Answers
	childAge   int
	groupsOnce []string
}

// Lacks says whether the household is deprived of an indicator.
func (j *classed) Lacks(code string) bool { return slices.Contains(j.Lacking, code) }

// groups are the groups of people that the household has somebody of.
func (j *classed) groups() []string {
	if j.groupsOnce == nil {
		j.groupsOnce = []string{}
		for _, g := range peopleGroups {
			if slices.ContainsFunc(j.Answers.Members, func(m map[string]string) bool { return inGroup(m, g, j.childAge, j.Answers.Household["ngay_tham"]) }) {
				j.groupsOnce = append(j.groupsOnce, g)
			}
		}
	}
	return j.groupsOnce
}

func inGroup(m map[string]string, group string, childAge int, day string) bool {
	switch group {
	case groupChildren:
		age, ok := ageOn(m["m_ngaysinh"], day)
		return ok && age < childAge
	case groupEthnic:
		return m["m_dantoc"] != "" && m["m_dantoc"] != "01" && m["m_dantoc"] != "55"
	case groupMerit:
		return m["m_ncc"] != "" && m["m_ncc"] != "0"
	case groupDisabled:
		return m["m_kt"] != "" && m["m_kt"] != "0"
	}
	return false
}

// unable says that nobody of the household can work and nobody is on social protection.
func (j *classed) unable() bool {
	if j.Answers.Household["khong_knld"] != "1" && j.Answers.Household["so_knld"] != "0" {
		return false
	}
	return !slices.ContainsFunc(j.Answers.Members, func(m map[string]string) bool { return m["m_btxh"] != "" && m["m_btxh"] != "0" })
}

// classFigures are the households of a round with their classes.
type classFigures struct {
	Round  schema.Round
	Code   string
	All    []*classed
	Sample bool
	Open   int // records that are not approved
	Rules  *jobs.Standard
}

// childYears is the age below which a person is a child, unless the rule set says otherwise (tuoi_tre_em).
const childYears = 16

// figures reads the households of a round within a scope. The class is the recognised one where there is one.
func (a *Admin) figures(ctx context.Context, r schema.Round, code string, scope schema.Scope) (*classFigures, error) {
	out := &classFigures{Round: r, Code: code}
	now, err := a.Classes.InForce(ctx)
	if err != nil {
		return nil, err
	}
	child := childYears
	if out.Rules = now[code]; out.Rules != nil {
		for _, p := range out.Rules.Rules.Parameters {
			if p.Code == "tuoi_tre_em" {
				if n, err := strconv.Atoi(p.Value); err == nil {
					child = n
				}
			}
		}
	}
	by := map[wire.ID]*classed{}
	if err := a.Store.Verdicts(ctx, a.Workspace, r.ID, code, scope, func(v store.RoundVerdict) error {
		j := &classed{RoundVerdict: v, childAge: child, Answers: &jobs.Answers{}}
		by[v.Record] = j
		out.All = append(out.All, j)
		out.Sample = out.Sample || v.Sample
		if !v.Approved {
			out.Open++
		}
		return nil
	}); err != nil {
		return nil, err
	}
	if err := a.Store.Sheets(ctx, a.Workspace, r.ID, scope, func(s store.Sheet) error {
		if j := by[s.Record]; j != nil {
			answers, err := jobs.ReadSheet(s.Data)
			if err != nil {
				return err
			}
			j.Answers = answers
		}
		return nil
	}); err != nil {
		return nil, err
	}
	official, err := a.Store.Recognised(ctx, a.Workspace, r.ID)
	if err != nil {
		return nil, err
	}
	for _, j := range out.All {
		if k, ok := official[j.Case]; ok {
			j.Class, j.Official = k.Class, true
		}
	}
	return out, nil
}

// ClassList shows one of the lists, or, with a key, the households behind a figure of it.
func (a *Admin) ClassList(c *gin.Context) {
	ctx := c.Request.Context()
	name := c.Param("list")
	_, ext := fileKind(c.Param("file"))
	if !slices.Contains(classLists, name) || c.Param("file") != "" && ext == "" {
		a.NotFound(c)
		return
	}
	r, rounds, err := a.roundOfQuery(c)
	if err != nil {
		a.Fail(c, err)
		return
	}
	scope, village := classScope(c)
	f, err := a.figures(ctx, r, codeOf(c, &r), scope)
	if err != nil {
		a.Fail(c, err)
		return
	}
	houses, err := a.householdsOf(c, &scope)
	if err != nil {
		a.Fail(c, err)
		return
	}
	for _, j := range f.All {
		j.House = houses[j.Case]
	}
	n, err := a.names(ctx)
	if err != nil {
		a.Fail(c, err)
		return
	}
	v := a.view(c, "lists", "cls.list."+name)
	l := &classLister{a: a, c: c, v: v, f: f, n: n, list: name, q: url.Values{"round": {r.ID.String()}, "rules": {f.Code}}}
	l.class = l.classChosen(name)
	t := l.table(c.Query("key"), c.Query("group"))
	if ext != "" {
		a.sendTable(c, ext, name, t)
		return
	}
	b := &tableView{Table: t, Groups: groupsOf(t), Files: "/classes/" + name, Query: with(c.Request.URL.Query(), "", ""), Empty: v.T("cls.none")}
	b.Sub = v.T("cls.sub", r.Label, ruleWord(v, f.Code), len(f.All), f.Open)
	for _, x := range classLists {
		q := url.Values{"round": {r.ID.String()}}
		if village != (wire.ID{}) {
			q.Set("village", village.String())
		}
		b.Tabs = append(b.Tabs, tab{"/classes/" + x + "?" + q.Encode(), v.T("cls.list." + x), x == name})
	}
	mine, err := a.areasOf(c)
	if err != nil {
		a.Fail(c, err)
		return
	}
	b.Filters = []tableFilter{roundFilter(v, rounds, r.ID), villageFilter(v, mine, village)}
	if len(r.Rules) > 1 {
		b.Filters = append(b.Filters, rulesFilter(v, &r, f.Code))
	}
	if name != listUnable {
		cf := tableFilter{Name: "class", Label: v.T("cls.class")}
		for _, k := range l.classChoices() {
			cf.Options = append(cf.Options, picked{k, l.classText(k), k == l.class})
		}
		b.Filters = append(b.Filters, cf)
	}
	if c.Query("key") != "" || c.Query("group") != "" {
		q := c.Request.URL.Query()
		q.Del("key")
		q.Del("group")
		q.Del("village")
		b.Back = &link{"/classes/" + name + with(q, "", ""), v.T("cls.back")}
		b.Hidden = []fact{{"key", c.Query("key")}, {"group", c.Query("group")}}
	}
	b.Notes = l.notes
	v.B = b
	a.render(c, http.StatusOK, "class_table", v)
}

// classLister makes the tables.
type classLister struct {
	a     *Admin
	c     *gin.Context
	v     View
	f     *classFigures
	n     *names
	list  string
	class string // HN, HCN, "both", …
	q     url.Values
	notes []string
}

// both are poor and near-poor together.
const both = "HN+HCN"

func (l *classLister) classChoices() []string {
	if l.list == listClasses {
		return []string{schema.ClassPoor, schema.ClassNearPoor, schema.ClassNotPoor, schema.ClassEscaped, schema.ClassUnknown, schema.ClassNoTable, schema.ClassUndecided, schema.ClassNone}
	}
	return []string{both, schema.ClassPoor, schema.ClassNearPoor}
}

func (l *classLister) classChosen(name string) string {
	choices := l.classChoices()
	if x := l.c.Query("class"); slices.Contains(choices, x) {
		return x
	}
	return choices[0]
}

func (l *classLister) classText(k string) string {
	if k == both {
		return l.v.T("cls.both")
	}
	return className(l.v, k)
}

func (l *classLister) of(j *classed) bool {
	if l.class == both {
		return j.Class == schema.ClassPoor || j.Class == schema.ClassNearPoor
	}
	return j.Class == l.class
}

// dimension is what the columns of a list are: their keys, words, and whether a household counts under one.
type dimension struct {
	keys  []string
	word  func(key string) string
	holds func(j *classed, key string) bool
	first func(j *classed) string // the key that stands first, of lists whose order is kept; nil: none
}

func (l *classLister) dimension() dimension {
	switch l.list {
	case listIndicators, listGroups:
		d := dimension{holds: func(j *classed, key string) bool { return j.Lacks(key) }}
		words := map[string]string{}
		if l.f.Rules != nil {
			for _, x := range l.f.Rules.Rules.Indicators {
				d.keys = append(d.keys, x.Code)
				words[x.Code] = inLang(l.v, x.Name)
			}
		}
		d.word = func(key string) string { return words[key] }
		return d
	case listCauses:
		return l.answerDimension("nguyennhan")
	case listNeeds:
		d := l.answerDimension("nhucau")
		d.first = func(j *classed) string { return firstWord(j.Answers.Household["nhucau"]) }
		return d
	}
	return dimension{}
}

func firstWord(s string) string {
	f := strings.Fields(s)
	if len(f) == 0 {
		return ""
	}
	return f[0]
}

// answerDimension counts by the codes of a question with several answers, with the words of the newest form.
func (l *classLister) answerDimension(name string) dimension {
	d := dimension{holds: func(j *classed, key string) bool {
		return slices.Contains(strings.Fields(j.Answers.Household[name]), key)
	}, word: func(k string) string { return k }}
	form := l.form()
	if form == nil {
		return d
	}
	for i := range form.Nodes {
		if form.Nodes[i].Name != name {
			continue
		}
		if list := form.List(form.Nodes[i].List); list != nil {
			for _, x := range list.Choices {
				d.keys = append(d.keys, x.Name)
			}
		}
		d.word = func(k string) string { return form.ChoiceLabel(i, k, l.v.Lang) }
	}
	return d
}

// form is the newest version of the round's first form.
func (l *classLister) form() *forms.Form {
	ctx := l.c.Request.Context()
	refs, err := l.a.Store.FormsInForce(ctx, l.a.Workspace)
	if err != nil || len(l.f.Round.FormIDs) == 0 {
		return nil
	}
	for _, x := range refs {
		if x.FormID == l.f.Round.FormIDs[0] {
			form, err := l.a.Store.CompiledForm(ctx, l.a.Workspace, x.FormID, x.Version, x.Hash.Short())
			if err == nil {
				return form
			}
		}
	}
	return nil
}

func (l *classLister) table(key, group string) *report.Table {
	t := &report.Table{Title: l.v.T("cls.list."+l.list) + ": " + l.classText(l.class), Asof: l.a.today(), Sample: l.f.Sample, Unit: l.v.T("mv.unit")}
	if l.list == listUnable {
		t.Title = l.v.T("cls.list." + l.list)
	}
	d := l.dimension()
	switch {
	case l.list == listUnable:
		l.households(t, func(j *classed) bool { return j.Class == schema.ClassPoor && j.unable() })
		l.notes = append(l.notes, l.v.T("cls.unable_note"))
	case l.list == listClasses:
		l.households(t, l.of)
	case key != "" || group != "":
		var words []string
		for _, s := range []string{groupName(l.v, group), d.word(key)} {
			if s != "" {
				words = append(words, s)
			}
		}
		t.Title += ": " + strings.Join(words, ", ")
		l.households(t, func(j *classed) bool {
			return l.of(j) && (key == "" || d.holds(j, key)) && (group == "" || slices.Contains(j.groups(), group))
		})
	case l.list == listGroups:
		l.byGroup(t, d)
	default:
		l.byVillage(t, d)
	}
	return t
}

func groupName(v View, group string) string {
	if group == "" {
		return ""
	}
	return v.T("cls.groups." + group)
}

func (l *classLister) link(pairs ...string) string {
	q := with2(l.q, "class", l.class)
	for i := 0; i < len(pairs); i += 2 {
		if pairs[i+1] != "" {
			q.Set(pairs[i], pairs[i+1])
		}
	}
	return "/classes/" + l.list + "?" + q.Encode()
}

func (l *classLister) cell(n int, pairs ...string) report.Cell {
	x := report.Cell{Value: strconv.Itoa(n)}
	if n > 0 {
		x.Link = l.link(pairs...)
	}
	return x
}

// heads are the columns of a dimension, with a number before the words of an indicator.
func (l *classLister) heads(t *report.Table, first string, d dimension) {
	t.Columns = append(t.Columns, report.Column{Key: "thon", Label: first}, report.Column{Key: "ho", Label: l.v.T("cls.households"), Kind: report.Count})
	for _, k := range d.keys {
		t.Columns = append(t.Columns, report.Column{Key: k, Label: d.word(k), Kind: report.Count})
	}
}

func (l *classLister) byVillage(t *report.Table, d dimension) {
	l.heads(t, l.v.T("cls.village"), d)
	row := func(name, village string, total bool, of func(j *classed) bool) report.Line {
		n, by, first := 0, map[string]int{}, map[string]int{}
		for _, j := range l.f.All {
			if !l.of(j) || !of(j) {
				continue
			}
			n++
			for _, k := range d.keys {
				if d.holds(j, k) {
					by[k]++
				}
			}
			if d.first != nil {
				first[d.first(j)]++
			}
		}
		line := report.Line{Total: total, Cells: []report.Cell{{Value: name}, {Value: strconv.Itoa(n)}}}
		for _, k := range d.keys {
			x := l.cell(by[k], "key", k, "village", village)
			line.Cells = append(line.Cells, x)
		}
		if total && d.first != nil && n > 0 {
			l.notes = append(l.notes, l.firsts(d, first))
		}
		return line
	}
	present := map[wire.ID]bool{}
	for _, j := range l.f.All {
		present[j.Area] = true
	}
	for _, x := range l.n.areaList {
		if present[x.ID] {
			t.Rows = append(t.Rows, row(x.Label, x.ID.String(), false, func(j *classed) bool { return j.Area == x.ID }))
		}
	}
	village, _ := wire.ParseID(l.c.Query("village"))
	whole, at := l.v.T("mv.whole"), ""
	if !village.IsZero() {
		whole, at = l.v.T("cls.together"), village.String()
	}
	if len(t.Rows) > 0 {
		t.Rows = append(t.Rows, row(whole, at, true, func(*classed) bool { return true }))
	}
}

// firsts says which answers stand first most often: the order in which a household names its needs is its own.
func (l *classLister) firsts(d dimension, first map[string]int) string {
	keys := slices.Clone(d.keys)
	slices.SortStableFunc(keys, func(x, y string) int { return cmp.Compare(first[y], first[x]) })
	var parts []string
	for _, k := range keys {
		if first[k] > 0 && len(parts) < 5 {
			parts = append(parts, d.word(k)+" "+strconv.Itoa(first[k]))
		}
	}
	return l.v.T("cls.firsts", strings.Join(parts, "; "))
}

func (l *classLister) byGroup(t *report.Table, d dimension) {
	l.heads(t, l.v.T("cls.group"), d)
	row := func(name, group string, total bool) report.Line {
		n, by := 0, map[string]int{}
		for _, j := range l.f.All {
			if !l.of(j) || group != "" && !slices.Contains(j.groups(), group) {
				continue
			}
			n++
			for _, k := range d.keys {
				if d.holds(j, k) {
					by[k]++
				}
			}
		}
		line := report.Line{Total: total, Cells: []report.Cell{{Value: name}, l.cell(n, "group", group, "village", l.c.Query("village"))}}
		if group == "" {
			line.Cells[1].Link = ""
		}
		for _, k := range d.keys {
			line.Cells = append(line.Cells, l.cell(by[k], "key", k, "group", group, "village", l.c.Query("village")))
		}
		return line
	}
	for _, g := range peopleGroups {
		t.Rows = append(t.Rows, row(groupName(l.v, g), g, false))
	}
	t.Rows = append(t.Rows, row(l.v.T("cls.all_households"), "", true))
	l.notes = append(l.notes, l.v.T("cls.groupnote"))
}

// households lists households with what a reviewer needs to see of them.
func (l *classLister) households(t *report.Table, of func(j *classed) bool) {
	t.Unit = ""
	t.Columns = []report.Column{{Key: "ma", Label: l.v.T("hh.code")}, {Key: "chuho", Label: l.v.T("hh.head")}, {Key: "thon", Label: l.v.T("cls.village")}, {Key: "nk", Label: l.v.T("cls.people"), Kind: report.Count},
		{Key: "loai", Label: l.v.T("cls.class")}, {Key: "a", Label: l.v.T("cls.a"), Kind: report.Count}, {Key: "b", Label: l.v.T("cls.b")}, {Key: "thieu", Label: l.v.T("cls.lacking")}, {Key: "phieu", Label: l.v.T("cls.record")}}
	var rows []*classed
	for _, j := range l.f.All {
		if of(j) {
			rows = append(rows, j)
		}
	}
	slices.SortFunc(rows, func(x, y *classed) int {
		return cmp.Or(cmp.Compare(x.House.Code, y.House.Code), x.Case.Compare(y.Case))
	})
	words := map[string]string{}
	if l.f.Rules != nil {
		for _, x := range l.f.Rules.Rules.Indicators {
			words[x.Code] = inLang(l.v, x.Name)
		}
	}
	for _, j := range rows {
		var lacking []string
		for _, k := range j.Lacking {
			lacking = append(lacking, words[k])
		}
		a, b := "", ""
		if j.Points >= 0 {
			a = strconv.Itoa(j.Points)
		}
		if j.Low >= 0 {
			if b = strconv.Itoa(j.Low); j.High != j.Low {
				b += "–" + strconv.Itoa(j.High)
			}
		}
		class := classWord(l.v, j.Class)
		if j.Sample {
			class += " (" + sampleWord + ")"
		}
		state := l.v.T("cls.open_record")
		if !j.Approved {
			state = l.v.T("cls.open_record_draft")
		}
		t.Rows = append(t.Rows, report.Line{Cells: []report.Cell{{Value: j.House.Code, Link: "/households/" + j.Case.String()}, {Value: j.House.Head}, {Value: l.n.area(j.Area)},
			{Value: strconv.Itoa(j.House.People)}, {Value: class}, {Value: a}, {Value: b}, {Value: strings.Join(lacking, "; ")}, {Value: state, Link: "/records/" + j.Record.String()}}})
	}
}
