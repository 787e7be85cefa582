package admin

import (
	"math"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"

	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/schema/emulation"
	"github.com/sothon/sothon/sync/wire"
)

// factView is a figure as people read it, with the things it was counted from.
type factView struct {
	Code, Label, Value string
	Known              bool
	Why                string
	Typed              bool
	Signed             string
	Note               string
	Evidence           []entryCell
	More               int
	CanType            bool
}

type partView struct {
	Label   string
	Result  string // "2 trên 4"
	Sum     string // "2/4 = 0,5; 0 điểm tại 0, đủ 15 điểm tại 1: 7,5 điểm"
	Points  string
	Max     string
	Known   bool
	Why     string
	Figures []factView
}

type scoreLine struct {
	Code, Name, How string
	Points, Max     string
	Known           bool
	Partly          bool // some measures could not be counted
	Sources         []string
	Typed           bool
	Signed          string
	Parts           []partView
	Here            bool
	Href            string
}

type gateView struct {
	Code, Name, State, Signed string
}

type typedView struct {
	Label, Value, Who, When, Note, File string
}

type scoreCardView struct {
	Card     emulation.Scorecard
	Name     string
	Year     int
	Years    []int
	Others   []entryOption
	Lines    []scoreLine
	Line     *scoreLine // the one explained at the side
	Total    string
	Missing  string
	Gates    []gateView
	Typed    []typedView
	Choices  []entryOption // figures that may be typed
	Write    bool
	Set      string
	SetHref  string
	Asof     string
	Problem  string
	Post     string
	Nominate string // address of the form of a nomination; "" not of this subject
}

// shownEvidence is how many things a figure lists on the page.
const shownEvidence = 60

// scoreParam finds the scorecard of the address; the answer is given already when there is none for this person.
func (a *Admin) scoreParam(c *gin.Context, year int) (emulation.Scorecard, *emulation.Material, bool) {
	subject, ok := subjectParam(c.Param("track"))
	id, err := wire.ParseID(c.Param("subject"))
	if !ok || err != nil {
		a.NotFound(c)
		return emulation.Scorecard{}, nil, false
	}
	ctx, scope := c.Request.Context(), UserOf(c).Scope()
	m, err := a.scores().Gather(ctx, year, scope, a.Clock())
	if err != nil {
		a.Fail(c, err)
		return emulation.Scorecard{}, nil, false
	}
	name, err := a.signer(ctx)
	if err != nil {
		a.Fail(c, err)
		return emulation.Scorecard{}, nil, false
	}
	card, ok, err := a.scores().Card(ctx, m, subject, id, name)
	if err == nil && (!ok || !scope.Covers(card.Area)) {
		err = schema.NotFound("", "")
	}
	if err != nil {
		a.Fail(c, err)
		return card, m, false
	}
	withoutLoans(UserOf(c), &card)
	return card, m, true
}

// withoutLoans takes out of a scorecard what tells of loans, for a person who may not see them: the evidence; and of a
// household the points themselves, so that nothing follows from its total.
func withoutLoans(u *schema.User, card *emulation.Scorecard) {
	if schema.Can(u.Role, schema.PermLoans) {
		return
	}
	for i := range card.Lines {
		l := &card.Lines[i]
		l.Evidence = slices.DeleteFunc(l.Evidence, func(e emulation.Evidence) bool { return e.Kind == emulation.EvidenceLoan })
		for k := range l.Parts {
			p := &l.Parts[k]
			told := false
			for _, f := range []*emulation.Fact{&p.Over, &p.Under} {
				n := len(f.Evidence)
				f.Evidence = slices.DeleteFunc(slices.Clone(f.Evidence), func(e emulation.Evidence) bool { return e.Kind == emulation.EvidenceLoan })
				told = told || len(f.Evidence) < n
				if card.Subject == emulation.SubjectRising && strings.HasPrefix(f.Code, "vay_") {
					told = true
					*f = emulation.Fact{Code: f.Code, Why: notYours}
				}
			}
			if !told || card.Subject != emulation.SubjectRising {
				continue
			}
			if p.Known {
				l.Points, l.Known = l.Points-p.Points, l.Known-p.Part.Points
				card.Total, card.Missing = card.Total-p.Points, card.Missing+p.Part.Points
			}
			p.Known, p.Points, p.Why = false, 0, notYours
		}
	}
	card.Total, card.Missing = math.Round(card.Total*10)/10, math.Round(card.Missing*10)/10
}

var notYours = emulation.Text{Vi: "không thuộc quyền xem của anh/chị", En: "not yours to see"}

// ScoreCard shows one scorecard: every point with the figures it came from, and every figure with its evidence.
func (a *Admin) ScoreCard(c *gin.Context) {
	a.scoreCard(c, http.StatusOK, a.yearOf(c), "")
}

func (a *Admin) scoreCard(c *gin.Context, status, year int, problem string) {
	card, m, ok := a.scoreParam(c, year)
	if !ok {
		return
	}
	v := a.view(c, "scores", "scores.title")
	b := scoreCardView{Card: card, Name: card.Name, Year: year, Years: a.years(), Total: points(card.Total), Write: v.Can(string(schema.PermMovementWrite)), Set: m.Set.Name,
		SetHref: "/scores/criteria?year=" + strconv.Itoa(year), Asof: showDay(m.Today), Problem: problem, Post: "/scores/" + string(card.Subject) + "/" + card.ID.String() + "/facts"}
	if b.Name == "" {
		b.Name = v.T("movement.commune")
	}
	v.Title = v.T("scores.card_title", v.T("subject_one."+string(card.Subject)), b.Name, year)
	if card.Missing > 0 {
		b.Missing = points(card.Missing)
	}
	for list, subject := range scoreSubjects {
		switch {
		case subject != card.Subject:
		case card.Subject == emulation.SubjectRising || card.Subject == emulation.SubjectHelping:
			b.Nominate = "/awards/new?list=" + string(list) + "&case=" + card.ID.String()
		case card.Subject == emulation.SubjectVillage:
			b.Nominate = "/awards/new?list=" + string(list) + "&village=" + card.ID.String()
		}
	}
	here := c.Query("line")
	for i := range card.Lines {
		l := lineOf(v, m.Set, &card.Lines[i])
		l.Href = "?year=" + strconv.Itoa(year) + "&line=" + l.Code + "#vi-sao"
		l.Here = l.Code == here || here == "" && i == 0
		b.Lines = append(b.Lines, l)
		if l.Here {
			b.Line = &b.Lines[len(b.Lines)-1]
		}
	}
	if b.Line == nil && len(b.Lines) > 0 {
		b.Line = &b.Lines[0]
		b.Line.Here = true
	}
	if err := a.scoreMore(c, v, &b, m); err != nil {
		a.Fail(c, err)
		return
	}
	v.B = b
	a.render(c, status, "score_card", v)
}

// scoreMore fills in the others of the same subject, the conditions, what was typed and what may be.
func (a *Admin) scoreMore(c *gin.Context, v View, b *scoreCardView, m *emulation.Material) error {
	scope := UserOf(c).Scope()
	for _, x := range m.Candidates(b.Card.Subject) {
		if scope.Covers(x.Area) && len(b.Others) < 1000 {
			b.Others = append(b.Others, entryOption{x.ID.String(), x.Name, x.ID == b.Card.ID})
		}
	}
	for _, g := range b.Card.Gates {
		x := gateView{Code: g.Gate.Code, Name: g.Gate.Name.In(v.Lang), State: v.T("scores.no_figure")}
		if g.Fact.Known {
			x.State = v.T(map[bool]string{true: "scores.met", false: "scores.not_met"}[g.Fact.Value == 1])
			x.Signed = v.T("scores.signed", g.Fact.SignedBy, g.Fact.SignedAt)
		}
		b.Gates = append(b.Gates, x)
		b.Choices = append(b.Choices, entryOption{Value: g.Gate.Code, Label: g.Gate.Name.In(v.Lang) + " (1/0)"})
	}
	for code, label := range a.typable(b.Card, m.Set, v) {
		b.Choices = append(b.Choices, entryOption{Value: code, Label: label})
	}
	slices.SortFunc(b.Choices, func(x, y entryOption) int { return strings.Compare(schema.Fold(x.Label), schema.Fold(y.Label)) })
	typed, err := a.Store.TypedFacts(c.Request.Context(), a.Workspace, b.Year, string(b.Card.Subject), &b.Card.ID)
	if err != nil {
		return err
	}
	name, err := a.signer(c.Request.Context())
	if err != nil {
		return err
	}
	for i := len(typed) - 1; i >= 0; i-- {
		f := typed[i]
		x := typedView{Label: factLabel(v, m.Set, b.Card, f.Code), Value: v.T("scores.taken_back"), Who: name(f.By), When: v.When(f.At), Note: f.Note}
		if f.Value != "" {
			n, _ := strconv.ParseFloat(f.Value, 64)
			x.Value = factValue(v, m.Set.Fact(f.Code).Unit, n)
		}
		if f.File != nil {
			x.File = b.Post + "/" + f.File.Hash.String() + "?year=" + strconv.Itoa(b.Year)
		}
		b.Typed = append(b.Typed, x)
	}
	return nil
}

func factLabel(v View, set *emulation.Criteria, card emulation.Scorecard, code string) string {
	for _, g := range card.Gates {
		if g.Gate.Code == code {
			return g.Gate.Name.In(v.Lang)
		}
	}
	if s := set.Fact(code).Label.In(v.Lang); s != "" {
		return s
	}
	return code
}

// typable lists the figures of a card that a person may type: those that the criteria ask for, and those that the program
// does not know.
func (a *Admin) typable(card emulation.Scorecard, set *emulation.Criteria, v View) map[string]string {
	out := map[string]string{}
	for _, l := range card.Lines {
		for _, p := range l.Parts {
			for _, f := range []emulation.Fact{p.Over, p.Under} {
				if f.Code != "" && (!f.Known || f.Typed) {
					out[f.Code] = l.Criterion.Code + " · " + factLabel(v, set, card, f.Code)
				}
			}
		}
	}
	return out
}

// factValue writes a figure in its unit.
func factValue(v View, unit string, x float64) string {
	switch unit {
	case "money":
		return groupDigits(strconv.FormatFloat(math.Round(x), 'f', 0, 64)) + " đ"
	case "days":
		return v.T("fund.days", decimal(x))
	case "percent":
		return decimal(x) + " %"
	case "yesno":
		return v.T(map[bool]string{true: "fund.yes", false: "fund.no"}[x != 0])
	}
	return decimal(x)
}

// decimal writes a number with at most two decimals, a comma and grouped digits.
func decimal(x float64) string {
	return groupDigits(strconv.FormatFloat(math.Round(x*100)/100, 'f', -1, 64))
}

func lineOf(v View, set *emulation.Criteria, l *emulation.Line) scoreLine {
	out := scoreLine{Code: l.Criterion.Code, Name: l.Criterion.Name.In(v.Lang), Points: points(l.Points), Max: points(l.Criterion.Points), Known: l.Known > 0,
		Partly: l.Known > 0 && l.Known < l.Criterion.Points-1e-9, Typed: l.Typed, Signed: l.SignedBy}
	for _, r := range l.Source {
		if r != 'M' || !l.Typed {
			out.Sources = append(out.Sources, v.T("source."+strings.ToLower(string(r))))
		}
	}
	var how []string
	for i := range l.Parts {
		p := partOf(v, set, &l.Parts[i])
		how = append(how, p.Label)
		out.Parts = append(out.Parts, p)
	}
	out.How = strings.Join(how, "; ")
	return out
}

func partOf(v View, set *emulation.Criteria, p *emulation.PartScore) partView {
	out := partView{Label: p.Part.Label.In(v.Lang), Known: p.Known, Max: points(p.Part.Points), Why: p.Why.In(v.Lang)}
	for _, f := range []emulation.Fact{p.Over, p.Under} {
		if f.Code == "" {
			continue
		}
		kind := set.Fact(f.Code)
		x := factView{Code: f.Code, Label: kind.Label.In(v.Lang), Known: f.Known, Why: f.Why.In(v.Lang), Typed: f.Typed && f.Known, Note: f.Note}
		if f.Known {
			x.Value = factValue(v, kind.Unit, f.Value)
		}
		if x.Typed {
			x.Signed = v.T("scores.signed", f.SignedBy, f.SignedAt)
		}
		for i, e := range f.Evidence {
			if i == shownEvidence {
				x.More = len(f.Evidence) - i
				break
			}
			x.Evidence = append(x.Evidence, entryCell{Text: e.Text, Href: evidenceHref(e)})
		}
		out.Figures = append(out.Figures, x)
	}
	if !p.Known {
		return out
	}
	out.Points = points(math.Round(p.Points*10) / 10)
	over := factValue(v, set.Fact(p.Over.Code).Unit, p.Over.Value)
	out.Result = over
	if p.Under.Code != "" {
		out.Result = v.T("scores.of", over, factValue(v, set.Fact(p.Under.Code).Unit, p.Under.Value))
	}
	out.Sum = v.T("scores.formula", decimal(p.Value), decimal(p.Part.Zero), points(p.Part.Points), decimal(p.Part.Full), out.Points)
	return out
}

// evidenceHref is the page of a thing that a figure was counted from.
func evidenceHref(e emulation.Evidence) string {
	switch e.Kind {
	case emulation.EvidenceRecord:
		return "/records/" + e.ID.String()
	case emulation.EvidenceHousehold:
		return "/households/" + e.ID.String()
	case emulation.EvidenceEntry:
		return "/movement/" + e.Of + "/" + e.ID.String()
	case emulation.EvidenceFund:
		return "/fund/" + e.ID.String()
	case emulation.EvidenceLoan:
		return "/loans/" + e.ID.String()
	}
	return ""
}

// TypeFact takes a figure typed by hand: signed with the person's name, with its source and, if there is one, its paper.
func (a *Admin) TypeFact(c *gin.Context) {
	year, err := strconv.Atoi(c.PostForm("year"))
	if err != nil || year < 2000 || year > 2100 {
		year = a.yearOf(c)
	}
	card, m, ok := a.scoreParam(c, year)
	if !ok {
		return
	}
	v := a.view(c, "scores", "scores.title")
	f := schema.TypedFact{Year: year, Subject: string(card.Subject), Who: card.ID, Code: c.PostForm("code"), Value: strings.ReplaceAll(strings.ReplaceAll(said(c, "value"), ".", ""), ",", "."), Note: said(c, "note")}
	gate := slices.ContainsFunc(card.Gates, func(g emulation.GateState) bool { return g.Gate.Code == f.Code })
	_, may := a.typable(card, m.Set, v)[f.Code]
	switch {
	case !gate && !may:
		err = schema.Invalid("code", "Số liệu này chương trình đã tính từ sổ và phiếu: sửa ở nơi nó được ghi.", "The program counts this figure: mend it where it is entered.")
	case gate && f.Value != "" && f.Value != "0" && f.Value != "1":
		err = schema.Invalid("value", "Điều kiện chỉ ghi 1 (đạt) hoặc 0 (không đạt).", "A condition is 1 (met) or 0 (not).")
	case c.PostForm("sign") != "1":
		err = schema.Invalid("sign", "Số nhập tay phải được ký: đánh dấu ô xác nhận.", "A figure typed by hand is signed: tick the box.")
	default:
		err = nil
		if f.File, err = a.keepUpload(c, "file"); err == nil {
			err = a.Store.PutTypedFact(c.Request.Context(), a.Workspace, &f, UserOf(c).ID)
		}
	}
	var e *schema.Error
	if asSchema(err, &e) && e.Code != schema.CodeInternal {
		a.scoreCard(c, http.StatusUnprocessableEntity, year, pick(v.Lang, e.Vi, e.En))
		return
	}
	if err != nil {
		a.Fail(c, err)
		return
	}
	a.back(c, scoreHref(&card), "flash.fact_typed")
}

// FactFile answers with the paper of a typed figure.
func (a *Admin) FactFile(c *gin.Context) {
	card, _, ok := a.scoreParam(c, a.yearOf(c))
	if !ok {
		return
	}
	typed, err := a.Store.TypedFacts(c.Request.Context(), a.Workspace, card.Year, string(card.Subject), &card.ID)
	if err != nil {
		a.Fail(c, err)
		return
	}
	for _, f := range typed {
		if f.File != nil && f.File.Hash.String() == c.Param("evidence") {
			a.serveFile(c, *f.File)
			return
		}
	}
	a.NotFound(c)
}
