package admin

import (
	"cmp"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/sothon/sothon/forms/xlsform"
	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/schema/answers"
	"github.com/sothon/sothon/schema/credit"
	"github.com/sothon/sothon/schema/store"
	"github.com/sothon/sothon/sync/wire"
)

// loanRows is how many loans a page shows.
const loanRows = 50

// The lists of loans: what an address may say in "show".
const (
	showActive   = ""
	showOverdue  = "overdue"
	showRisk     = "risk"
	showDisagree = "disagree"
	showFail     = "fail"
	showUnknown  = "unknown"
	showAll      = "all"
)

var loanShows = []string{showActive, showOverdue, showRisk, showDisagree, showFail, showUnknown, showAll}

type loanFilter struct {
	Show, Text, Village, Hoi, Group, Program, State, Day string
	Case                                                 string
	Page                                                 int
}

func readLoanFilter(c *gin.Context) loanFilter {
	f := loanFilter{Show: c.Query("show"), Text: c.Query("q"), Village: c.Query("village"), Hoi: c.Query("hoi"), Group: c.Query("group"),
		Program: c.Query("program"), State: c.Query("state"), Day: typedDay(c.Query("day")), Case: c.Query("case")}
	if !slices.Contains(loanShows, f.Show) {
		f.Show = showActive
	}
	f.Page, _ = strconv.Atoi(c.Query("page"))
	f.Page = min(max(f.Page, 1), 100_000)
	return f
}

func (f loanFilter) address(path string, page int) string {
	q := url.Values{}
	for k, v := range map[string]string{"show": f.Show, "q": f.Text, "village": f.Village, "hoi": f.Hoi, "group": f.Group, "program": f.Program, "state": f.State, "day": f.Day, "case": f.Case} {
		if v != "" {
			q.Set(k, v)
		}
	}
	if page > 1 {
		q.Set("page", strconv.Itoa(page))
	}
	if len(q) == 0 {
		return path
	}
	return path + "?" + q.Encode()
}

// judged is a loan with what follows from it, in words of pages.
type judged struct {
	*schema.Loan
	Tests       credit.Tests
	Risks       []credit.Risk
	Group       string
	Association string
}

// tkvv tells of the commune's savings and credit groups: by code, name and association.
type tkvv map[string][2]string

func (a *Admin) groups(c *gin.Context) (tkvv, error) {
	ctx, out := c.Request.Context(), tkvv{}
	lists, err := a.Store.Lists(ctx, a.Workspace, nil)
	if err != nil {
		return nil, err
	}
	for _, l := range lists {
		if l.Name != "to_tkvv" {
			continue
		}
		stored, err := a.Store.List(ctx, a.Workspace, l.Number)
		if err != nil {
			return nil, err
		}
		d, err := answers.DecodeList(stored.Bytes)
		if err != nil {
			return nil, err
		}
		for i := range d.Rows() {
			out[d.At(i, "name")] = [2]string{d.At(i, "label"), d.At(i, "hoi")}
		}
	}
	return out, nil
}

// of gives the group and association of a loan: as the bank's list says, else as the household said.
func (g tkvv) of(l *schema.Loan) (group, association string) {
	if l.Bank != nil {
		group, association = l.Bank.Group, l.Bank.Association
	}
	code := group
	if group == "" && l.Survey != nil {
		code = l.Survey.Group
	}
	if x, ok := g[code]; ok {
		group = x[0]
		if association == "" {
			association = x[1]
		}
	}
	if association == "" {
		for _, x := range g {
			if x[0] == group && group != "" {
				association = x[1]
			}
		}
	}
	return group, association
}

// loans reads and judges the loans of what the user may see, as they stand on a day.
func (a *Admin) loans(c *gin.Context, q store.LoanQuery) ([]judged, error) {
	groups, err := a.groups(c)
	if err != nil {
		return nil, err
	}
	today := cmp.Or(q.Day, a.today())
	q.Scope = UserOf(c).Scope()
	var out []judged
	err = a.Store.Loans(c.Request.Context(), a.Workspace, q, func(l *schema.Loan) error {
		j := judged{Loan: l, Tests: credit.Judge(&l.Loan)}
		j.Risks = credit.Risks(&l.Loan, &j.Tests, today)
		j.Group, j.Association = groups.of(l)
		out = append(out, j)
		return nil
	})
	return out, err
}

// shows says that a loan stands in a list.
func (j *judged) shows(show string) bool {
	active := j.Tests.Active != credit.False
	switch show {
	case showAll:
		return true
	case showOverdue:
		return active && (j.Overdue() || slices.Contains(j.Risks, credit.RiskPastEnd))
	case showRisk:
		return active && len(j.Risks) > 0 && !j.Overdue() && !slices.Contains(j.Risks, credit.RiskPastEnd)
	case showDisagree:
		return len(j.Tests.Disagree) > 0
	case showFail:
		return active && j.Tests.All == credit.False
	case showUnknown:
		return active && j.Tests.All == credit.Unknown
	}
	return active
}

// keeps says that a loan is chosen by everything but the list.
func (f *loanFilter) keeps(j *judged) bool {
	if f.Text != "" {
		hay := schema.Fold(strings.Join([]string{j.Code, j.Head, j.Contract, j.Borrower(), j.Group}, " "))
		for _, w := range strings.Fields(schema.Fold(f.Text)) {
			if !strings.Contains(hay, w) {
				return false
			}
		}
	}
	return (f.Village == "" || j.Area.String() == f.Village) && (f.Hoi == "" || j.Association == f.Hoi) && (f.Group == "" || j.Group == f.Group) &&
		(f.Program == "" || j.Program() == f.Program) && (f.State == "" || string(j.State()) == f.State)
}

type loanRow struct {
	Href, House, Head, Code, Village, Borrower, Contract string
	Program, Group, Hoi, Owed, From, State               string
	Tests                                                []mark
	Risks                                                []string
	Disagree                                             bool
	Bad                                                  bool
}

// mark is one of the four tests as a sign with its word.
type mark struct{ Name, Tag, Icon, Word string }

func markOf(v View, name string, t credit.Truth) mark {
	m := mark{Name: v.T("test." + name), Word: v.T("truth." + t.String())}
	switch t {
	case credit.True:
		m.Tag, m.Icon = "la", "ok"
	case credit.False:
		m.Tag, m.Icon = "son", "problem"
	default:
		m.Tag, m.Icon = "mo", "unknown"
	}
	return m
}

func marksOf(v View, t *credit.Tests) []mark {
	return []mark{markOf(v, "purpose", t.Purpose.Result), markOf(v, "interest", t.Interest.Result), markOf(v, "principal", t.Principal.Result), markOf(v, "effective", t.Effective.Result)}
}

type loanTab struct {
	Name, Href string
	N          int
	Here       bool
}

type loanChoice struct {
	Value, Text string
	Here        bool
}

type loansView struct {
	F                              loanFilter
	Tabs                           []loanTab
	Rows                           []loanRow
	Total, From, To                int
	Owed, Late                     string
	Prev, Next, Export             string
	Villages, Hois, Groups, Progs  []loanChoice
	States                         []loanChoice
	Filtered, Past                 bool
	House, HouseHref, Newest, None string
	Verdict                        *mark
}

// Loans lists the loans of what the user may see.
func (a *Admin) Loans(c *gin.Context) {
	f := readLoanFilter(c)
	all, err := a.loans(c, f.query())
	if err != nil {
		a.Fail(c, err)
		return
	}
	names, err := a.names(c.Request.Context())
	if err != nil {
		a.Fail(c, err)
		return
	}
	p, err := a.programmes(c.Request.Context())
	if err != nil {
		a.Fail(c, err)
		return
	}
	v := a.view(c, "loans", "title.loans")
	b := loansView{F: f, Filtered: f.address("/loans", 0) != (loanFilter{Show: f.Show}).address("/loans", 0), Past: f.Day != "", Export: f.address("/loans/export", 0)}
	choices(&b, v, all, p, names)
	kept, shown := []judged(nil), []judged(nil)
	for i := range all {
		if f.keeps(&all[i]) {
			kept = append(kept, all[i])
		}
	}
	for _, s := range loanShows {
		g := f
		g.Show, g.Page = s, 1
		tab := loanTab{Name: v.T("loans.show." + cmp.Or(s, "active")), Href: g.address("/loans", 0), Here: s == f.Show}
		for i := range kept {
			if kept[i].shows(s) {
				tab.N++
				if tab.Here {
					shown = append(shown, kept[i])
				}
			}
		}
		b.Tabs = append(b.Tabs, tab)
	}
	owed, late := int64(0), int64(0)
	newest := ""
	for i := range shown {
		n, _ := shown[i].Outstanding()
		if n != nil {
			owed += *n
			if shown[i].Overdue() {
				late += *n
			}
		}
		if shown[i].Bank != nil {
			newest = max(newest, shown[i].Bank.Day)
		}
	}
	b.Total, b.Owed, b.Late, b.Newest = len(shown), v.money(&owed), v.money(&late), showDay(newest)
	b.From, b.To = min((f.Page-1)*loanRows+1, b.Total), min(f.Page*loanRows, b.Total)
	if f.Page > 1 {
		b.Prev = f.address("/loans", f.Page-1)
	}
	if b.To < b.Total {
		b.Next = f.address("/loans", f.Page+1)
	}
	for i := min((f.Page-1)*loanRows, b.Total); i < b.To; i++ {
		b.Rows = append(b.Rows, loanRowOf(v, &shown[i], p, names))
	}
	if f.Case != "" {
		a.loansOfHouse(c, v, &b, kept)
	}
	b.None = "loans.none_found"
	if len(all) == 0 && !b.Filtered {
		b.None = "loans.none"
	}
	v.B = b
	a.render(c, http.StatusOK, "loans", v)
}

func (f *loanFilter) query() store.LoanQuery {
	q := store.LoanQuery{Day: f.Day}
	if f.Case != "" {
		id, err := wire.ParseID(f.Case)
		if err != nil {
			id = wire.ID{15: 1} // none: nothing is chosen
		}
		q.Case = id
	}
	return q
}

// loansOfHouse says which household the list is of and whether it passes the plan's criterion.
func (a *Admin) loansOfHouse(c *gin.Context, v View, b *loansView, kept []judged) {
	id, err := wire.ParseID(b.F.Case)
	if err != nil {
		return
	}
	h, err := a.Store.Household(c.Request.Context(), a.Workspace, id)
	if err != nil || !UserOf(c).Scope().Covers(h.Area) {
		return
	}
	b.House, b.HouseHref = v.T("hh.number", h.Code, h.Head), "/households/"+h.Case.String()
	var tests []credit.Tests
	for i := range kept {
		tests = append(tests, kept[i].Tests)
	}
	if all, none := credit.Household(tests); !none {
		m := markOf(v, "all", all)
		b.Verdict = &m
	}
}

func choices(b *loansView, v View, all []judged, p credit.Programmes, n *names) {
	villages, hois, groups, progs := map[string]bool{}, map[string]bool{}, map[string]bool{}, map[string]bool{}
	for i := range all {
		j := &all[i]
		villages[j.Area.String()], hois[j.Association], groups[j.Group], progs[j.Program()] = true, true, true, true
	}
	for _, x := range n.areaList {
		if villages[x.ID.String()] {
			b.Villages = append(b.Villages, loanChoice{x.ID.String(), x.Label, x.ID.String() == b.F.Village})
		}
	}
	plain := func(of map[string]bool, here string) (out []loanChoice) {
		for k := range of {
			if k != "" {
				out = append(out, loanChoice{k, k, k == here})
			}
		}
		slices.SortFunc(out, func(a, b loanChoice) int { return cmp.Compare(schema.Fold(a.Text), schema.Fold(b.Text)) })
		return out
	}
	b.Hois, b.Groups = plain(hois, b.F.Hoi), plain(groups, b.F.Group)
	for _, code := range p.Codes() {
		if progs[code] {
			b.Progs = append(b.Progs, loanChoice{code, p.Name(code, ""), code == b.F.Program})
		}
	}
	for _, s := range []credit.Status{credit.InTerm, credit.DueNow, credit.Extended, credit.RolledOver, credit.Overdue, credit.Frozen, credit.WrittenOff} {
		b.States = append(b.States, loanChoice{string(s), stateName(v, s), string(s) == b.F.State})
	}
}

func loanRowOf(v View, j *judged, p credit.Programmes, n *names) loanRow {
	owed, from := j.Outstanding()
	r := loanRow{Href: "/loans/" + j.ID.String(), House: "/households/" + j.Case.String(), Head: j.Head, Code: j.Code, Village: n.area(j.Area), Borrower: j.Borrower(),
		Contract: j.Contract, Program: programmeName(p, j.Program(), j.Paid()), Group: j.Group, Hoi: j.Association, Owed: v.money(owed), State: stateName(v, j.State()),
		Tests: marksOf(v, &j.Tests), Disagree: len(j.Tests.Disagree) > 0, Bad: j.Overdue()}
	if from != "" {
		r.From = v.T("from." + string(from))
	}
	for _, x := range j.Risks {
		r.Risks = append(r.Risks, v.T("risk."+string(x)))
	}
	return r
}

// money writes a sum of dong; "–" when it is not known.
func (v View) money(n *int64) string {
	if n == nil {
		return "–"
	}
	return groupDigits(strconv.FormatInt(*n, 10)) + " đ"
}

func stateName(v View, s credit.Status) string {
	if s == "" {
		return v.T("loan_state.unknown")
	}
	return v.T("loan_state." + string(s))
}

func programmeName(p credit.Programmes, code, day string) string {
	if code == "" {
		return "–"
	}
	return p.Name(code, day)
}

// ExportLoans sends the list that the address chooses as a workbook.
func (a *Admin) ExportLoans(c *gin.Context) {
	f := readLoanFilter(c)
	all, err := a.loans(c, f.query())
	if err != nil {
		a.Fail(c, err)
		return
	}
	n, err := a.names(c.Request.Context())
	if err != nil {
		a.Fail(c, err)
		return
	}
	p, err := a.programmes(c.Request.Context())
	if err != nil {
		a.Fail(c, err)
		return
	}
	v := View{Lang: a.lang(c), pages: a.pages, zone: a.Zone, now: a.Clock()}
	s := xlsform.Sheet{Name: v.T("nav.loans")}
	for _, h := range []string{"hh.code", "hh.head", "col.village", "loan.borrower", "loan.contract", "loan.program", "loan.hoi", "loan.group", "loan.paid", "loan.ends", "loan.amount",
		"loan.owed_said", "loan.owed_bank", "loan.state_said", "loan.state_bank", "test.purpose", "test.interest", "test.principal", "test.effective", "test.all", "loan.disagree", "loan.risks", "loan.said_day", "loan.bank_day"} {
		if len(s.Rows) == 0 {
			s.Rows = append(s.Rows, nil)
		}
		s.Rows[0] = append(s.Rows[0], v.T(h))
	}
	for i := range all {
		j := &all[i]
		if !f.keeps(j) || !j.shows(f.Show) {
			continue
		}
		said, bank := j.Survey, j.Bank
		if said == nil {
			said = &credit.Survey{}
		}
		if bank == nil {
			bank = &credit.Bank{}
		}
		plain := func(x *int64) string {
			if x == nil {
				return ""
			}
			return strconv.FormatInt(*x, 10)
		}
		state := func(x credit.Status) string {
			if x == "" {
				return ""
			}
			return stateName(v, x)
		}
		var disagree, risks []string
		for _, d := range j.Tests.Disagree {
			disagree = append(disagree, v.T("test."+d))
		}
		for _, r := range j.Risks {
			risks = append(risks, v.T("risk."+string(r)))
		}
		row := []string{j.Code, j.Head, n.area(j.Area), j.Borrower(), j.Contract, programmeName(p, j.Program(), j.Paid()), j.Association, j.Group, showDay(j.Paid()), showDay(j.Ends()),
			plain(j.Amount()), plain(said.Outstanding), plain(bank.Outstanding), state(said.State), state(bank.Status)}
		for _, t := range []credit.Truth{j.Tests.Purpose.Result, j.Tests.Interest.Result, j.Tests.Principal.Result, j.Tests.Effective.Result, j.Tests.All} {
			row = append(row, v.T("truth."+t.String()))
		}
		s.Rows = append(s.Rows, append(row, join(disagree), join(risks), showDay(said.Day), showDay(bank.Day)))
	}
	if err := a.Store.AddAudit(c.Request.Context(), a.Workspace, UserOf(c).ID, "loan.export", "", ""); err != nil {
		a.Fail(c, err)
		return
	}
	a.sendSheets(c, "von-vay-"+a.Clock().In(a.Zone).Format(time.DateOnly), s)
}
