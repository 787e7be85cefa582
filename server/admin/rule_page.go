package admin

import (
	"cmp"
	"net/http"
	"slices"
	"strconv"

	"github.com/gin-gonic/gin"

	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/schema/poverty"
	"github.com/sothon/sothon/server/jobs"
	"github.com/sothon/sothon/sync/wire"
)

// ruleView is one rule set in words, and what it would change.
type ruleView struct {
	ruleRow
	Rows     []ruleLine // indicators
	Lines    []fact
	Classes  []ruleLine
	Points   []pointGroup
	Note     string
	Trials   []trialView
	Draft    bool
	MayDo    bool
	Problem  string
	NoTable  bool // it counts points and no table is in force
	Filtered string
}

// ruleLine is an indicator or a class in words.
type ruleLine struct {
	Code, Name, Dimension, Text, Article, Certainty string
	Sample                                          bool
}

// pointGroup are the points of one component.
type pointGroup struct {
	Name string
	Rows []fact
}

// trialView is what a draft would change in one round.
type trialView struct {
	Round   string
	RoundID string
	Code    string
	Records int
	Counts  []trialCount
	Changes []trialChange
	More    int
	Sample  bool
}

type trialCount struct {
	From, To string
	N        int
	Same     bool
}

type trialChange struct {
	Href, Household, Village, From, To string
	Why                                []string
}

// RuleSet shows a rule set in words; of a draft what it would change, for whom.
func (a *Admin) RuleSet(c *gin.Context) {
	if r, ok := a.ruleOf(c); ok {
		a.rulePage(c, http.StatusOK, r, "")
	}
}

func (a *Admin) rulePage(c *gin.Context, status int, r schema.RuleSet, problem string) {
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
	v := a.view(c, "rules", "rules.page_title", r.Code)
	b := ruleView{Draft: r.Published.IsZero(), MayDo: v.Can(string(schema.PermClasses)), Problem: problem}
	for _, x := range rows {
		if x.Hash == r.Hash {
			b.ruleRow = x
		}
	}
	if r.Kind == schema.KindRules {
		rs, err := a.Classes.RuleSet(ctx, r.Hash)
		if err != nil {
			a.Fail(c, err)
			return
		}
		b.inWords(v, rs)
		now, err := a.Classes.InForce(ctx)
		if err != nil {
			a.Fail(c, err)
			return
		}
		b.NoTable = len(rs.Components) > 0 && rs.Points == nil && now[r.Code] != nil && now[r.Code].Rules.Points == nil
	} else {
		b.points(v, a, c, r)
	}
	if b.Draft {
		if err := a.tryDraft(c, v, &b, r); err != nil {
			a.Fail(c, err)
			return
		}
	}
	v.B = b
	a.render(c, status, "rule", v)
}

func inLang(v View, t poverty.Text) string { return pick(v.Lang, t.Vi, t.En) }

// inWords fills what a rule set says: its indicators, lines and classes.
func (b *ruleView) inWords(v View, rs *poverty.RuleSet) {
	b.Note = inLang(v, rs.Note)
	for _, x := range rs.Indicators {
		b.Rows = append(b.Rows, ruleLine{Code: x.Code, Name: inLang(v, x.Name), Dimension: inLang(v, x.Dimension), Text: x.Household + memberRule(v, x.Member),
			Article: x.Article, Certainty: string(x.Certainty), Sample: x.Sample})
	}
	for _, x := range rs.Lines {
		where := ""
		if x.Residence != "" {
			where = " (" + v.T("place."+string(x.Residence)) + ")"
		}
		b.Lines = append(b.Lines, fact{v.T("line."+x.Code) + where, plainNumber(x.Value) + " " + x.Unit + " · " + x.Source})
	}
	for _, x := range rs.Classes {
		b.Classes = append(b.Classes, ruleLine{Code: x.Code, Name: inLang(v, x.Name), Text: x.Condition, Article: x.Article, Certainty: inLang(v, x.Note), Sample: x.Kind == poverty.DraftClass})
	}
	if rs.Points != nil {
		b.Points = pointGroups(rs, rs.Points, v)
	}
}

func memberRule(v View, expr string) string {
	if expr == "" {
		return ""
	}
	return " " + v.T("rules.member_rule", expr)
}

func plainNumber(f float64) string { return groupDigits(strconv.FormatFloat(f, 'f', -1, 64)) }

// points fills a table of points in words.
func (b *ruleView) points(v View, a *Admin, c *gin.Context, r schema.RuleSet) {
	now, err := a.Classes.InForce(c.Request.Context())
	if err != nil {
		return
	}
	book, _ := jobs.ReadWorkbook(r.Source)
	for _, s := range now {
		if len(s.Rules.Components) == 0 || b.Points != nil {
			continue
		}
		if t, _ := poverty.ReadPoints(book, s.Rules); t != nil {
			b.Points = pointGroups(s.Rules, t, v)
		}
	}
}

func pointGroups(rs *poverty.RuleSet, t *poverty.PointTable, v View) []pointGroup {
	var out []pointGroup
	for _, x := range rs.Components {
		g := pointGroup{Name: inLang(v, x.Name)}
		for _, p := range t.Rows {
			if p.Component == x.Code {
				name := p.Name
				if p.Region != "" {
					name += " (" + p.Region + ")"
				}
				g.Rows = append(g.Rows, fact{name, plainNumber(p.Points)})
			}
		}
		if len(g.Rows) > 0 {
			out = append(out, g)
		}
	}
	return out
}

// maxTrial is how many households of a trial a page lists.
const maxTrial = 500

// tryDraft fills what a draft would change: counts of every change, and the households by village.
func (a *Admin) tryDraft(c *gin.Context, v View, b *ruleView, r schema.RuleSet) error {
	ctx := c.Request.Context()
	trials, err := a.Classes.Try(ctx, r, UserOf(c).Scope())
	if err != nil {
		return err
	}
	n, err := a.names(ctx)
	if err != nil {
		return err
	}
	all, err := a.householdsOf(c, nil)
	if err != nil {
		return err
	}
	position := map[wire.ID]int{}
	for i, x := range n.areaList {
		position[x.ID] = i
	}
	for _, t := range trials {
		tv := trialView{Round: t.Round.Label, RoundID: t.Round.ID.String(), Code: t.Code, Records: t.Records, Sample: t.Samples}
		for k, count := range t.Counts {
			tv.Counts = append(tv.Counts, trialCount{classWord(v, k[0]), classWord(v, k[1]), count, k[0] == k[1]})
		}
		slices.SortFunc(tv.Counts, func(x, y trialCount) int {
			return cmp.Or(cmp.Compare(boolInt(x.Same), boolInt(y.Same)), cmp.Compare(y.N, x.N), cmp.Compare(x.From, y.From), cmp.Compare(x.To, y.To))
		})
		slices.SortStableFunc(t.Changes, func(x, y jobs.Change) int {
			return cmp.Or(cmp.Compare(position[x.Area], position[y.Area]), cmp.Compare(all[x.Case].Code, all[y.Case].Code))
		})
		for i, x := range t.Changes {
			if i == maxTrial {
				tv.More = len(t.Changes) - maxTrial
				break
			}
			h := all[x.Case]
			line := trialChange{Href: "/records/" + x.Record.String(), Household: v.T("hh.number", h.Code, h.Head), Village: n.area(x.Area), From: classWord(v, x.From), To: classWord(v, x.To)}
			line.Why = whyShort(v, &x.Now)
			tv.Changes = append(tv.Changes, line)
		}
		b.Trials = append(b.Trials, tv)
	}
	return nil
}

func boolInt(b bool) int {
	if b {
		return 1
	}
	return 0
}

// classWord is a class on screen; "" is not classified yet.
func classWord(v View, code string) string {
	if code == "" {
		return v.T("class.not_yet")
	}
	return className(v, code)
}

// whyShort says in a few words on what a verdict rests: points and what is missing.
func whyShort(v View, x *schema.Verdict) []string {
	var out []string
	if x.Points >= 0 {
		out = append(out, v.T("cls.points_a", x.Points))
	}
	if x.Low >= 0 {
		out = append(out, pointsB(v, x))
	}
	return out
}

func pointsB(v View, x *schema.Verdict) string {
	if x.Low == x.High {
		return v.T("cls.points_b", x.Low)
	}
	return v.T("cls.points_b_range", x.Low, x.High)
}
