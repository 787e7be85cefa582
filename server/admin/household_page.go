package admin

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/schema/register"
	"github.com/sothon/sothon/schema/store"
	"github.com/sothon/sothon/sync/merge"
	"github.com/sothon/sothon/sync/wire"
)

type personView struct {
	ID       wire.ID
	Name     string
	Relation string
	Birth    string
	Rough    string // how exactly the birth is known
	Age      string
	Card     string // masked
	HasCard  bool
	From, To string
	Why      string
	Href     string
}

type lineOfHistory struct {
	When  string
	Tag   string
	Class string // as it is from then on
	Text  string
	Facts []string // what changed, who and when
	Links []link
	Event string // may be undone: its id
	Gone  bool   // was undone
}

type link struct{ Href, Text string }

type fact struct{ Name, Text string }

type householdView struct {
	Class      *householdClass // what it is classified as, and why
	H          schema.Household
	ID         string
	AreaName   string
	Since      string
	Day        string // ISO, of the page
	Today      string
	Past       bool // the page is of an earlier day
	Here       []personView
	Gone       []personView
	Facts      []fact
	Loans      []fact
	Living     []fact // as the newest approved record says
	LivingDay  string
	LivingHref string
	SamePeople []personAlias
	Everyone   []option // people of the household, with those who left, for choosing one
	History    []lineOfHistory
	Records    []recordLine
	Pending    *recordLine
	Merged     *link
	Alikes     []link
	Aliases    []aliasLine
	Card       string // a number that was just opened
	CardOf     string
	CardAt     string
	Kinds      []register.Kind
	MayChange  bool
	Unknown    bool // not in the register: only records
}

type aliasLine struct {
	Link   link
	Reason string
	Dot    string
}

type recordLine struct {
	Href, Round, State, Tag string
	Conflicts               int
}

// household reads the case of the address, when the user may see it.
func (a *Admin) household(c *gin.Context) (schema.Household, *store.Merged, bool) {
	ctx := c.Request.Context()
	caseID, err := wire.ParseID(c.Param("case"))
	if err != nil {
		a.NotFound(c)
		return schema.Household{}, nil, false
	}
	if err := register.CatchUp(ctx, a.Store, a.Workspace); err != nil {
		a.Fail(c, err)
		return schema.Household{}, nil, false
	}
	h, err := a.Store.Household(ctx, a.Workspace, caseID)
	if err == nil && !UserOf(c).Scope().Covers(h.Area) {
		err = schema.NotFound("", "")
	}
	if err != nil {
		a.Fail(c, err)
		return h, nil, false
	}
	m, err := a.Store.View(ctx, a.Workspace, wire.RecordID(caseID, wire.ID{}, register.FormID))
	if err != nil {
		a.Fail(c, err)
		return h, nil, false
	}
	return h, &m, true
}

// Household shows one household, as of a day.
func (a *Admin) Household(c *gin.Context) {
	if h, m, ok := a.household(c); ok {
		a.householdPage(c, h, m, nil)
	}
}

// HouseholdCard shows the identification number of one person and notes in the audit log who opened it.
func (a *Admin) HouseholdCard(c *gin.Context) {
	h, m, ok := a.household(c)
	if !ok {
		return
	}
	person, err := wire.ParseID(c.PostForm("person"))
	if err != nil {
		a.NotFound(c)
		return
	}
	for _, p := range register.Everyone(m.Record) {
		if p.ID != person || p.Values["m_cccd"] == "" {
			continue
		}
		if err := a.Store.AddAudit(c.Request.Context(), a.Workspace, UserOf(c).ID, "household.card", h.Case.String(), `{"person":"`+person.String()+`"}`); err != nil {
			a.Fail(c, err)
			return
		}
		a.householdPage(c, h, m, &p)
		return
	}
	a.NotFound(c)
}

func (a *Admin) today() string { return a.Clock().In(a.Zone).Format(time.DateOnly) }

func (a *Admin) householdPage(c *gin.Context, h schema.Household, m *store.Merged, opened *register.Row) {
	ctx := c.Request.Context()
	v := a.view(c, "households", "title.household", h.Code, h.Head)
	b := householdView{H: h, ID: h.Case.String(), Today: a.today(), Since: showDay(h.Since), Kinds: register.Kinds,
		MayChange: schema.Authorize(v.User, schema.PermRegister, h.Area)}
	if b.Day = typedDay(c.Query("day")); b.Day == "" || b.Day > b.Today {
		b.Day = b.Today
	}
	names, err := a.names(ctx)
	if err != nil {
		a.Fail(c, err)
		return
	}
	b.AreaName = names.area(h.Area)
	history, err := register.HistoryOf(ctx, a.Store, a.Workspace, m)
	if err != nil {
		a.Fail(c, err)
		return
	}
	rec := m.Record
	if b.Past = b.Day < b.Today; b.Past {
		if rec, err = a.Store.MergeChosen(ctx, a.Workspace, register.AsOf(m.Record, m.Inputs, history, b.Day)); err != nil {
			a.Fail(c, err)
			return
		}
	}
	a.people(v, &b, rec, m.Record, history)
	p := &householdPager{a: a, ctx: ctx, v: v, b: &b, names: names, user: UserOf(c), people: register.Everyone(m.Record)}
	p.facts(register.Read(rec))
	if err := p.records(h); err == nil {
		err = p.history(history)
	}
	if err == nil && !h.To.IsZero() {
		b.Merged = p.other(h.To)
	}
	if err == nil {
		err = p.aliases(h.Case)
	}
	if err == nil {
		b.Class, err = a.classOf(ctx, v, h.Case, b.Day)
	}
	if err == nil && h.State == register.StateHere {
		err = p.alikes(h, register.Read(m.Record))
	}
	if err != nil {
		a.Fail(c, err)
		return
	}
	if opened != nil {
		b.Card, b.CardOf, b.CardAt = groupCard(opened.Values["m_cccd"]), opened.Values["m_ten"], v.When(a.Clock())
	}
	v.B = b
	a.render(c, http.StatusOK, "household", v)
}

// people fills in who lives here and who left.
func (a *Admin) people(v View, b *householdView, rec, whole *merge.Record, history []register.Entry) {
	stays := map[wire.ID]register.Stay{}
	for _, s := range register.StaysOf(history) {
		if s.From <= b.Day {
			if s.To > b.Day {
				s.To = ""
			}
			stays[s.Person] = s
		}
	}
	here := map[wire.ID]bool{}
	for _, m := range register.Read(rec).Members {
		s := stays[m.ID]
		x := personOf(v, m, b.Day)
		x.From = showDay(s.From)
		if register.Lives(&m) {
			b.Here = append(b.Here, x)
		} else {
			x.Why = v.T("resides." + m.Values["m_cutru"])
			b.Gone = append(b.Gone, x)
		}
		here[m.ID] = true
	}
	slices.SortStableFunc(b.Here, func(x, y personView) int {
		return headFirst(x.Relation == v.T("rel."+register.Head)) - headFirst(y.Relation == v.T("rel."+register.Head))
	})
	for _, m := range register.Everyone(whole) {
		s, known := stays[m.ID]
		if here[m.ID] || !known {
			continue
		}
		x := personOf(v, m, b.Day)
		x.From, x.To = showDay(s.From), showDay(s.To)
		if s.Why != "" {
			x.Why = v.T("ev." + string(s.Why))
		}
		b.Gone = append(b.Gone, x)
	}
}

func headFirst(is bool) int {
	if is {
		return 0
	}
	return 1
}

func personOf(v View, m register.Row, day string) personView {
	x := personView{ID: m.ID, Name: m.Values["m_ten"], Birth: showBirth(m.Values["m_ngaysinh"], m.Values["m_ns_dochinhxac"]),
		HasCard: m.Values["m_cccd"] != "", Href: "/people/" + m.ID.String()}
	if r := m.Values["m_quanhe"]; r != "" {
		x.Relation = v.T("rel." + r)
	}
	if p := m.Values["m_ns_dochinhxac"]; p == "2" || p == "3" {
		x.Rough = v.T("rough." + p)
	}
	if n, ok := ageOn(m.Values["m_ngaysinh"], day); ok {
		x.Age = v.Number(n)
	}
	if card := m.Values["m_cccd"]; card != "" {
		x.Card = "•••• •••• " + card[max(len(card)-4, 0):]
	}
	return x
}

// ageOn is the age in full years on a day.
func ageOn(birth, day string) (int, bool) {
	from, err := time.Parse(time.DateOnly, birth)
	to, err2 := time.Parse(time.DateOnly, day)
	if err != nil || err2 != nil || to.Before(from) {
		return 0, false
	}
	n := to.Year() - from.Year()
	if to.Month() < from.Month() || to.Month() == from.Month() && to.Day() < from.Day() {
		n--
	}
	return n, true
}

func isDay(s string) bool {
	_, err := time.Parse(time.DateOnly, s)
	return err == nil
}

// typedDay reads a day as people type it, ISO; "" when it is none.
func typedDay(s string) string {
	if d, ok := register.ParseDay(s); ok && d.Precision == "" {
		return d.ISO
	}
	return ""
}

// showDay writes 2025-10-14 as 14/10/2025.
func showDay(s string) string {
	if len(s) != 10 || !isDay(s) {
		return s
	}
	return s[8:] + "/" + s[5:7] + "/" + s[:4]
}

// showBirth writes a birth as exactly as it is known: precision 2 the month, 3 the year.
func showBirth(s, precision string) string {
	switch {
	case !isDay(s):
		return s
	case precision == "3":
		return s[:4]
	case precision == "2":
		return s[5:7] + "/" + s[:4]
	}
	return showDay(s)
}

func groupCard(s string) string {
	if len(s) != 12 {
		return s
	}
	return s[:4] + " " + s[4:8] + " " + s[8:]
}

// householdPager gathers the parts of a household's page.
type householdPager struct {
	a      *Admin
	ctx    context.Context
	v      View
	b      *householdView
	names  *names
	user   *schema.User
	people []register.Row
}

// facts are the conditions and loans as the register has them.
func (p *householdPager) facts(c *register.Case) {
	add := func(key, text string) {
		if text == "" {
			text = "–"
		}
		p.b.Facts = append(p.b.Facts, fact{p.v.T(key), text})
	}
	add("hh.class", className(p.v, c.Values["phanloai"]))
	add("hh.phone", c.Values["dien_thoai"])
	add("hh.lane", c.Values["dia_chi"])
	for _, l := range c.Loans {
		text := groupDigits(l.Values["v_sotien"]) + " đ"
		if left := l.Values["v_duno"]; left != "" {
			text += ", " + p.v.T("hh.left", groupDigits(left))
		}
		if due := l.Values["v_denhan"]; due != "" {
			text += ", " + p.v.T("hh.due", showDay(due))
		}
		name := l.Values["v_ct"]
		if l.Values["v_ma"] != "" {
			name += " · " + l.Values["v_ma"]
		}
		p.b.Loans = append(p.b.Loans, fact{name, text})
	}
}

func className(v View, code string) string {
	if code == "" {
		return ""
	}
	if name := v.T("class." + code); name != "class."+code {
		return name
	}
	return code
}

// records are those of each round about the household; one that waits is announced.
func (p *householdPager) records(h schema.Household) error {
	rows, _, err := p.a.Store.Records(p.ctx, p.a.Workspace, store.RecordQuery{All: true, Case: h.Case, Limit: 200})
	if err != nil {
		return err
	}
	rounds, err := p.a.Store.Rounds(p.ctx, p.a.Workspace)
	if err != nil {
		return err
	}
	label := map[wire.ID]string{}
	for _, r := range rounds {
		label[r.ID] = r.Label
	}
	if err := p.living(rows); err != nil {
		return err
	}
	for _, r := range rows {
		if r.FormID == register.FormID || !p.user.Scope().Covers(r.Area) {
			continue
		}
		word, tag, _ := stateWords(p.v, r.State)
		line := recordLine{Href: "/records/" + r.ID.String(), Round: label[r.Round], State: word, Tag: tag, Conflicts: r.Conflicts}
		p.b.Records = append(p.b.Records, line)
		if p.b.Pending == nil && r.Queue != schema.QueueNone {
			p.b.Pending = &line
		}
	}
	return nil
}

// other gives a link to another household, its number only where the user may not see it.
func (p *householdPager) other(caseID wire.ID) *link {
	o, err := p.a.Store.Household(p.ctx, p.a.Workspace, caseID)
	switch {
	case err != nil:
		return &link{"", p.v.T("hh.other_unknown")}
	case !p.user.Scope().Covers(o.Area):
		return &link{"", p.v.T("hh.other_hidden", p.names.area(o.Area))}
	}
	return &link{"/households/" + caseID.String(), p.v.T("hh.number", o.Code, o.Head)}
}

func (p *householdPager) personName(id wire.ID) string {
	for _, m := range p.people {
		if m.ID == id {
			return m.Values["m_ten"]
		}
	}
	return ""
}

// history writes what happened as lines, the newest first.
func (p *householdPager) history(history []register.Entry) error {
	gone := map[wire.ID]bool{}
	for i := range history {
		gone[history[i].Undoes] = true
	}
	for i := len(history) - 1; i >= 0; i-- {
		e := &history[i]
		if e.Day > p.b.Day {
			continue
		}
		line := lineOfHistory{When: showDay(e.Day), Gone: !e.ID.IsZero() && gone[e.ID]}
		kind := string(e.Kind)
		if kind == "" {
			kind = "khong"
			if i == 0 {
				kind = string(register.KindNew)
			}
		}
		line.Tag = p.v.T("ev." + kind)
		for _, w := range e.Writes {
			if w.Path == "/phanloai" && w.Row.IsZero() {
				line.Class = className(p.v, w.Now)
			}
		}
		var who []string
		for _, x := range e.People {
			if n := p.personName(x); n != "" {
				who = append(who, n)
			}
		}
		line.Text = strings.Join(who, ", ")
		for _, o := range e.Cases {
			line.Links = append(line.Links, *p.other(o))
		}
		if rest, ok := strings.CutPrefix(e.Source, "record:"); ok {
			line.Links = append(line.Links, link{"/records/" + rest, p.v.T("hh.open_record")})
		} else if e.Source != "" {
			line.Facts = append(line.Facts, e.Source)
		}
		line.Facts = append(line.Facts, p.changes(e)...)
		if e.Paper != "" {
			line.Facts = append(line.Facts, p.v.T("hh.paper", e.Paper))
		}
		if e.Reason != "" {
			line.Facts = append(line.Facts, p.v.T("hh.reason", e.Reason))
		}
		by := p.names.user(e.User)
		if by == "" {
			by = p.v.T("hh.program")
		}
		line.Facts = append(line.Facts, p.v.T("hh.written", by, p.v.When(time.UnixMilli(e.At))))
		if p.b.MayChange && !line.Gone && e.Kind != "" && e.Kind != register.KindUndo && e.Kind != register.KindImport && e.Kind != register.KindVillage {
			line.Event = e.ID.String()
		}
		p.b.History = append(p.b.History, line)
	}
	return nil
}

// changes says which fields a change wrote: "Điện thoại: 0912… → 0987…". What came in with a new person is not told one by
// one, and identification numbers are not told at all.
func (p *householdPager) changes(e *register.Entry) []string {
	f := register.Form()
	var out []string
	fresh := map[wire.ID]bool{}
	for _, w := range e.Writes {
		if w.Kind == wire.KindAdd {
			fresh[w.Row] = true
		}
	}
	if fresh[wire.ID{}] || len(e.Writes) > 40 {
		return nil
	}
	if e.Kind == "" || e.Kind == register.KindNew || e.Kind == register.KindImport && len(fresh) > 0 {
		return nil
	}
	for _, w := range e.Writes {
		name := strings.TrimPrefix(w.Path, "/")
		node, ok := f.NodeByPath(name)
		if !ok || fresh[w.Row] || w.Kind.Family() != wire.FamilyValue || name == "den_ho" || name == "trang_thai" || name == "phanloai" {
			continue
		}
		was, now := p.value(name, w.Was), p.value(name, w.Now)
		if who := p.personName(w.Row); who != "" {
			out = append(out, p.v.T("hh.changed_of", f.Label(node, ""), who, was, now))
		} else {
			out = append(out, p.v.T("hh.changed", f.Label(node, ""), was, now))
		}
	}
	return out
}

// value shows a field's text as people read it.
func (p *householdPager) value(name, text string) string {
	key := name[strings.LastIndexByte(name, '/')+1:]
	switch {
	case text == "":
		return "–"
	case key == "m_cccd":
		return "•••• •••• " + text[max(len(text)-4, 0):]
	case key == "phanloai":
		return className(p.v, text)
	case key == "m_quanhe":
		return p.v.T("rel." + text)
	case key == "m_gioitinh":
		return p.v.T("sex." + text)
	case key == "m_cutru":
		return p.v.T("resides." + text)
	case isDay(text):
		return showDay(text)
	case key == "v_sotien" || key == "v_duno":
		return groupDigits(text) + " đ"
	}
	return text
}

// alikes names households that may be the same: a number of a person that stands in another one, or, for one that came
// from a tablet or was entered by hand, a head of the same name in the village.
func (p *householdPager) alikes(h schema.Household, c *register.Case) error {
	var cards []string
	for _, m := range c.Members {
		if x := m.Values["m_cccd"]; x != "" {
			cards = append(cards, x)
		}
	}
	head := ""
	if n := len(p.b.History); n > 0 && h.Code == "" {
		head = h.Head
	}
	found, err := p.a.Store.LookAlikes(p.ctx, p.a.Workspace, h.Case, h.Area, head, cards)
	for _, o := range found {
		if l := p.other(o.Case); l.Href != "" {
			p.b.Alikes = append(p.b.Alikes, *l)
		}
	}
	return err
}

// aliases are the households that were said to be this one.
func (p *householdPager) aliases(caseID wire.ID) error {
	all, err := p.a.Store.Aliases(p.ctx, p.a.Workspace)
	p.samePeople(caseID, all)
	for _, m := range p.people {
		p.b.Everyone = append(p.b.Everyone, option{Value: m.ID.String(), Label: m.Values["m_ten"]})
	}
	for _, x := range all {
		if x.What != wire.AliasCase || x.CaseA != caseID && x.CaseB != caseID {
			continue
		}
		o := x.CaseA
		if o == caseID {
			o = x.CaseB
		}
		p.b.Aliases = append(p.b.Aliases, aliasLine{*p.other(o), x.Reason, encodeDots([]wire.Dot{x.Dot})})
	}
	return err
}
