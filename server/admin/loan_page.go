package admin

import (
	"net/http"
	"strconv"

	"github.com/gin-gonic/gin"

	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/schema/credit"
	"github.com/sothon/sothon/schema/store"
	"github.com/sothon/sothon/sync/wire"
)

// bothRow is one thing about a loan in its two columns. Differ: both say something, and not the same.
type bothRow struct {
	Name, Said, Bank string
	Differ           bool
}

type testRow struct {
	mark
	Why, From, Day string
	Disagree       bool
}

type historyRow struct{ Day, Text, Href, Link string }

type loanView struct {
	L                      judged
	House, HouseHref       string
	All                    mark
	Village, Program       string
	SaidDay, BankDay       string
	Record, List           string
	Both                   []bothRow
	Tests                  []testRow
	Warn                   []string
	Risks                  []string
	Eligible               mark
	EligibleWhy, LimitText string
	Rate                   string
	Sure, Document         string
	Over                   bool
	How                    string
	History                []historyRow
	Closed                 bool
}

// Loan shows a loan: what the household says beside what the bank says, and the four tests with what they rest on.
func (a *Admin) Loan(c *gin.Context) {
	ctx := c.Request.Context()
	id, err := wire.ParseID(c.Param("loan"))
	if err != nil {
		a.NotFound(c)
		return
	}
	found, err := a.loans(c, store.LoanQuery{Loan: id})
	if err != nil {
		a.Fail(c, err)
		return
	}
	if len(found) == 0 {
		a.NotFound(c)
		return
	}
	j := found[0]
	p, err := a.programmes(ctx)
	if err != nil {
		a.Fail(c, err)
		return
	}
	n, err := a.names(ctx)
	if err != nil {
		a.Fail(c, err)
		return
	}
	v := a.view(c, "loans", "title.loan", j.Code, j.Head)
	b := loanView{L: j, House: v.T("hh.number", j.Code, j.Head), HouseHref: "/households/" + j.Case.String(), All: markOf(v, "all", j.Tests.All), Village: n.area(j.Area),
		Program: programmeName(p, j.Program(), j.Paid()), Closed: j.Tests.Active == credit.False}
	if j.Survey != nil {
		b.SaidDay, b.Record = showDay(j.Survey.Day), "/records/"+j.Record.String()
	}
	if j.Bank != nil {
		b.BankDay, b.List = showDay(j.Bank.Day), "/loans/import/"+j.List.String()+"/check"
		b.How = v.T("how." + string(j.How))
	}
	b.Both = bothColumns(v, &j.Loan.Loan, p)
	for _, t := range []struct {
		name string
		t    credit.Test
	}{{"purpose", j.Tests.Purpose}, {"interest", j.Tests.Interest}, {"principal", j.Tests.Principal}, {"effective", j.Tests.Effective}} {
		row := testRow{mark: markOf(v, t.name, t.t.Result), Why: reason(v, &t.t), Day: showDay(t.t.Day)}
		if t.t.From != "" {
			row.From = v.T("from." + string(t.t.From))
		}
		for _, d := range j.Tests.Disagree {
			row.Disagree = row.Disagree || d == t.name
		}
		b.Tests = append(b.Tests, row)
	}
	for _, r := range j.Risks {
		b.Risks = append(b.Risks, v.T("risk."+string(r)))
	}
	if j.Tests.PurposeDiffers {
		b.Warn = append(b.Warn, v.T("loan.purpose_differs"))
	}
	if err := a.eligible(c, v, &b, p); err != nil {
		a.Fail(c, err)
		return
	}
	days, err := a.Store.LoanHistory(ctx, a.Workspace, id)
	if err != nil {
		a.Fail(c, err)
		return
	}
	for _, d := range days {
		h := historyRow{Day: showDay(d.Day)}
		if d.Survey != nil {
			h.Text, h.Href, h.Link = v.T("loan.history_said", v.money(d.Survey.Outstanding), stateName(v, d.Survey.State)), "/records/"+d.Record.String(), v.T("hh.open_record")
		} else {
			h.Text, h.Href, h.Link = v.T("loan.history_bank", v.money(d.Bank.Outstanding), stateName(v, d.Bank.Status)), "/loans/import/"+d.List.String()+"/check", v.T("loan.line", d.Line)
		}
		b.History = append(b.History, h)
	}
	v.B = b
	a.render(c, http.StatusOK, "loan", v)
}

// bothColumns lays the two columns beside each other.
func bothColumns(v View, l *credit.Loan, p credit.Programmes) []bothRow {
	s, b := l.Survey, l.Bank
	if s == nil {
		s = &credit.Survey{}
	}
	if b == nil {
		b = &credit.Bank{}
	}
	money := func(n *int64) string {
		if n == nil {
			return ""
		}
		return v.money(n)
	}
	count := func(n *int64) string {
		if n == nil {
			return ""
		}
		return strconv.FormatInt(*n, 10)
	}
	code := func(prefix, x string) string {
		if x == "" {
			return ""
		}
		return v.T(prefix + x)
	}
	program := func(x, day string) string {
		if x == "" {
			return ""
		}
		return p.Name(x, day)
	}
	truth := func(t credit.Truth, yes, no string) string {
		switch t {
		case credit.True:
			return v.T(yes)
		case credit.False:
			return v.T(no)
		}
		return ""
	}
	state := func(x credit.Status) string {
		if x == "" {
			return ""
		}
		return stateName(v, x)
	}
	rows := []bothRow{
		{Name: "loan.contract", Said: schema.SameContract(s.Contract), Bank: b.Contract},
		{Name: "loan.borrower", Said: s.Borrower, Bank: b.Borrower},
		{Name: "loan.program", Said: program(s.Program, s.Paid), Bank: program(b.Program, b.Paid)},
		{Name: "loan.amount", Said: money(s.Amount), Bank: money(b.Amount)},
		{Name: "loan.paid", Said: showDay(s.Paid), Bank: showDay(b.Paid)},
		{Name: "loan.ends", Said: showDay(s.Due), Bank: showDay(b.Ends)},
		{Name: "loan.owed", Said: money(s.Outstanding), Bank: money(b.Outstanding)},
		{Name: "loan.state", Said: state(s.State), Bank: state(b.Status)},
		{Name: "loan.late", Said: count(s.Late), Bank: count(b.Late)},
		{Name: "loan.arrears", Bank: money(b.Arrears)},
		{Name: "loan.due_sum", Bank: money(b.Due)},
		{Name: "loan.repaid", Bank: money(b.Repaid)},
		{Name: "loan.days_past", Bank: count(b.DaysPast)},
		{Name: "loan.extensions", Bank: count(b.Extensions)},
		{Name: "loan.declared", Said: code("purpose.", s.Declared)},
		{Name: "loan.actual", Said: code("purpose.", s.Actual)},
		{Name: "loan.use", Said: code("use.", s.Use), Bank: truth(b.WrongUse, "use.bank_wrong", "use.bank_right")},
		{Name: "loan.added", Said: money(s.Added)},
		{Name: "loan.kept", Said: truth(s.Kept, "yes", "no")},
		{Name: "loan.effect", Said: code("effect.", s.Effect)},
	}
	out := rows[:0]
	for _, r := range rows {
		if r.Said == "" && r.Bank == "" {
			continue
		}
		r.Differ = r.Said != "" && r.Bank != "" && schema.Fold(r.Said) != schema.Fold(r.Bank) && r.Name != "loan.use"
		r.Name = v.T(r.Name)
		out = append(out, r)
	}
	return out
}

// reason says in words why a test came out as it did.
func reason(v View, t *credit.Test) string {
	key := "why." + string(t.Why)
	n := t.Figure
	switch t.Why {
	case credit.MonthsLate, credit.DaysPastDue:
		if n == 0 {
			return v.T(key + ".none")
		}
		return v.T(key, n)
	case credit.ArrearsDue:
		if n == 0 {
			return v.T(key + ".none")
		}
		return v.T(key, v.money(&n))
	case credit.SumsShort, credit.SumsPaid, credit.AddedIncome:
		return v.T(key, v.money(&n))
	case credit.StateIs:
		return v.T(key, stateName(v, t.State))
	case credit.StatePastDue:
		return v.T(key, stateName(v, t.State), v.money(&n))
	}
	return v.T(key)
}

// eligible says whether the household could borrow under the programme on the day of the loan, and what the programme
// allowed then.
func (a *Admin) eligible(c *gin.Context, v View, b *loanView, p credit.Programmes) error {
	day, amount := b.L.Paid(), b.L.Amount()
	if day == "" || b.L.Program() == "" {
		b.Eligible, b.EligibleWhy = markOf(v, "eligible", credit.Unknown), v.T("loan.no_day")
		return nil
	}
	x, ok := p.On(b.L.Program(), day)
	if !ok {
		b.Eligible, b.EligibleWhy = markOf(v, "eligible", credit.Unknown), v.T("loan.no_programme", showDay(day))
		return nil
	}
	at, err := a.standing(c, b.L.Case, day)
	if err != nil {
		return err
	}
	got := x.Eligible(at)
	b.Eligible = markOf(v, "eligible", got)
	class := v.T("loan.class_unknown")
	if at.Class != "" {
		class = className(v, at.Class)
	}
	switch {
	case len(x.Classes) == 0:
		b.EligibleWhy = v.T("loan.any_class")
	default:
		b.EligibleWhy = v.T("loan.class_then", showDay(day), class)
	}
	if x.Limit > 0 {
		b.LimitText = v.T("loan.limit", v.money(&x.Limit))
	}
	if amount != nil && x.Over(*amount) > 0 {
		over := x.Over(*amount)
		b.Over, b.LimitText = true, v.T("loan.over", v.money(&over), v.money(&x.Limit))
	}
	if x.Rate != "" {
		b.Rate = v.T("loan.rate", x.Rate, x.OverdueRate)
	}
	b.Document, b.Sure = x.Document, ""
	if x.Certainty != credit.Verified {
		b.Sure = v.T("sure." + string(x.Certainty))
	}
	return nil
}

// standing gives the class of a household on a day, and how long before it the household left the list of the poor.
func (a *Admin) standing(c *gin.Context, caseID wire.ID, day string) (credit.Standing, error) {
	days, err := a.Store.ClassDays(c.Request.Context(), a.Workspace, caseID)
	out := credit.Standing{Left: -1}
	poor := func(class string) bool { return class == "HN" || class == "HCN" }
	left := ""
	for _, d := range days {
		if d.Day > day {
			break
		}
		if poor(out.Class) && !poor(d.Class) {
			left = d.Day
		}
		if poor(d.Class) {
			left = ""
		}
		out.Class = d.Class
	}
	if left != "" {
		out.Left = credit.Months(left, day)
	}
	return out, err
}
