package admin

import (
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/schema/credit"
	"github.com/sothon/sothon/schema/emulation"
	"github.com/sothon/sothon/server/report"
	"github.com/sothon/sothon/sync/wire"
)

type awardPaperRow struct {
	Tag, Icon, Name, Note, Href, PDF string
	Done                             bool
}

type awardStepRow struct{ When, Who, What, Note string }

type awardGateRow struct {
	Code, Name, By string
	Met, Known     bool
}

type awardView struct {
	X                       schema.Award
	Number, Form, List      string
	Village, Tag, State     string
	Href, Link              string
	Papers                  []awardPaperRow
	Done, Of                int
	Checks                  []awardCheck
	Steps                   []awardStepRow
	Gates                   []awardGateRow
	Next                    string // the action that comes next; "" none
	Waits                   []string
	May, MayEdit, MayReturn bool
	MayRefuse, MayConsent   bool
	MayGates                bool
	Unit                    bool // its first meeting is that of a unit, not of a village
	Today, Base             string
	Bonus, BonusWhy         string
	Needs                   string // what the meeting needs, in words
	Secret                  bool
	Forms                   []loanChoice
	Preview                 *report.Document
	Consent                 awardConsent
	Bulletin                string
	Problem                 string
}

// award reads the nomination of the address, when the user may see it.
func (a *Admin) award(c *gin.Context) (schema.Award, []schema.AwardStep, bool) {
	id, err := wire.ParseID(c.Param("award"))
	if err != nil {
		a.NotFound(c)
		return schema.Award{}, nil, false
	}
	x, steps, err := a.Store.Award(c.Request.Context(), a.Workspace, id)
	if err == nil && !UserOf(c).Scope().Covers(x.Area) {
		err = schema.NotFound("", "")
	}
	if err != nil {
		a.Fail(c, err)
		return x, nil, false
	}
	return x, steps, true
}

// Award shows a nomination: its papers, its conditions, the next step, and the submission letter as it would be.
func (a *Admin) Award(c *gin.Context) {
	if x, steps, ok := a.award(c); ok {
		a.awardPage(c, http.StatusOK, x, steps, "")
	}
}

var nextAward = map[schema.AwardState]emulation.AwardAction{schema.AwardDraft: emulation.DoVillage, schema.AwardAgreed: emulation.DoCouncil, schema.AwardVoted: emulation.DoSubmit,
	schema.AwardSubmitted: emulation.DoDecide, schema.AwardDecided: emulation.DoGive}

func (a *Admin) awardPage(c *gin.Context, status int, x schema.Award, steps []schema.AwardStep, problem string) {
	ctx := c.Request.Context()
	rules, err := a.awardRules(ctx)
	if err != nil {
		a.Fail(c, err)
		return
	}
	n, err := a.names(ctx)
	if err != nil {
		a.Fail(c, err)
		return
	}
	v := a.view(c, "awards", "title.award", awardNumber(&x), x.Name)
	checks, consent, err := a.awardChecks(c, v, rules, &x)
	if err != nil {
		a.Fail(c, err)
		return
	}
	b := awardView{X: x, Number: awardNumber(&x), Form: rules.Name(x.Form, x.Body.Proposed), List: v.T("award_list." + string(x.List)), Village: n.area(x.Area), Tag: awardTags[x.State],
		State: v.T("award_state." + string(x.State)), Checks: checks, Consent: consent, Unit: x.List.Subject() != schema.AwardHousehold && x.List.Subject() != schema.AwardVillage,
		Today: showDay(a.today()), Problem: problem, May: v.Can(string(schema.PermMovementWrite))}
	if x.List.Subject() == schema.AwardHousehold {
		b.Href, b.Link = "/households/"+x.Subject.String(), v.T("loans.household")
	}
	may := func(do emulation.AwardAction) bool { return b.May && emulation.MayAward(x.State, do) }
	b.MayEdit, b.MayReturn, b.MayRefuse, b.MayConsent, b.MayGates = may(emulation.DoEdit), may(emulation.DoReturn), may(emulation.DoRefuse), may(emulation.DoConsent), may(emulation.DoGates)
	if do := nextAward[x.State]; do != "" && b.May {
		b.Next = string(do)
	}
	if x.State == schema.AwardAgreed {
		b.Waits = openChecks(checks)
	}
	body := map[schema.AwardState]string{schema.AwardDraft: "village", schema.AwardAgreed: "council"}[x.State]
	if rule, ok := rules.Vote(body, a.today()); ok && body != "" {
		f, _ := rules.Form(x.Form, a.today())
		share := rule.Agree
		if body == "council" {
			b.Secret = f.Secret
			if f.Share > 0 {
				share = f.Share
			}
		}
		b.Needs = v.T("award.needs", rule.Quorum, share, v.T("base."+rule.Base))
		if rule.Sure != string(credit.Verified) {
			b.Needs += " " + v.T("award.needs_check")
		}
	}
	if sum, base, share, ok := rules.Bonus(x.Form, x.List.Subject(), a.today()); ok {
		b.Bonus, b.BonusWhy = v.money(&sum), v.T("award.bonus_why", v.money(&base), coefficient(share))
	} else {
		b.BonusWhy = v.T("award.no_bonus")
	}
	for _, g := range rules.GatesOf(x.List.Subject(), x.Body.Proposed) {
		s, known := x.Body.Gates[g.Code]
		b.Gates = append(b.Gates, awardGateRow{g.Code, g.Name, s.By, s.Met, known})
	}
	for _, f := range rules.Forms(x.List.Subject(), a.today()) {
		b.Forms = append(b.Forms, loanChoice{f.Code, f.Name, f.Code == x.Form})
	}
	for i := len(steps) - 1; i >= 0; i-- {
		s := &steps[i]
		b.Steps = append(b.Steps, awardStepRow{v.When(time.UnixMilli(s.At)), n.user(s.By), v.T("award_did." + s.Action), s.Note})
	}
	b.Papers = awardPapers(v, &x)
	for _, p := range b.Papers {
		b.Of++
		if p.Done {
			b.Done++
		}
	}
	k, err := a.paperMaker(c, &x, rules, n)
	if err != nil {
		a.Fail(c, err)
		return
	}
	b.Preview = k.letter()
	if consent.May && (x.State == schema.AwardDecided || x.State == schema.AwardGiven) {
		b.Bulletin = k.bulletin()
	}
	v.B = b
	a.render(c, status, "award", v)
}

// awardPapers lists the papers of a nomination with how far each is.
func awardPapers(v View, x *schema.Award) []awardPaperRow {
	row := func(name, code, note string, done, begun bool) awardPaperRow {
		r := awardPaperRow{Name: v.T("paper." + name), Note: note, Done: done, Tag: "mo", Icon: "unknown"}
		if done || begun {
			r.Href, r.PDF = "/awards/"+x.ID.String()+"/papers/"+code+".docx", "/awards/"+x.ID.String()+"/papers/"+code+".pdf"
		}
		if done {
			r.Tag, r.Icon = "la", "ok"
		}
		return r
	}
	meeting := func(m *schema.AwardMeeting) string {
		if m == nil {
			return v.T("paper.after")
		}
		return v.T("paper.meeting", showDay(m.Day), m.Agree, m.Present)
	}
	b := &x.Body
	letter := v.T("paper.draft")
	if b.Letter != "" {
		letter = v.T("paper.numbered", b.Letter, showDay(b.LetterOn))
	}
	votes := v.T("paper.after")
	if b.Council != nil {
		votes = v.T("paper.votes", b.Council.Valid, b.Council.Agree)
	}
	past := func(m *schema.AwardMeeting, states ...schema.AwardState) bool {
		for _, s := range states {
			if x.State == s {
				return m != nil
			}
		}
		return false
	}
	village := past(b.Village, schema.AwardAgreed, schema.AwardVoted, schema.AwardSubmitted, schema.AwardDecided, schema.AwardGiven)
	council := past(b.Council, schema.AwardVoted, schema.AwardSubmitted, schema.AwardDecided, schema.AwardGiven)
	first := "minutes_village"
	if s := x.List.Subject(); s != schema.AwardHousehold && s != schema.AwardVillage {
		first = "minutes_unit"
	}
	out := []awardPaperRow{row("letter", "to-trinh", letter, b.Letter != "", true), row("report", "bao-cao-thanh-tich", v.T("paper.report_note"), b.Achievement != "", true),
		row(first, "bien-ban-hop", meeting(b.Village), village, b.Village != nil), row("minutes_council", "bien-ban-hoi-dong", meeting(b.Council), council, b.Council != nil),
		row("ballot", "ket-qua-phieu", votes, council, b.Council != nil)}
	if b.Decision != "" {
		out = append(out, row("decision", "quyet-dinh", v.T("paper.numbered", b.Decision, showDay(b.Decided)), true, true), row("certificate", "giay-khen", "", x.State == schema.AwardGiven, true))
	}
	return out
}

// coefficient writes thousandths as people do: 450 is 0,45.
func coefficient(thousandths int64) string {
	return strings.ReplaceAll(strconv.FormatFloat(float64(thousandths)/1000, 'f', -1, 64), ".", ",")
}

func itoa(n int) string { return strconv.Itoa(n) }
