package admin

import (
	"context"
	"encoding/json"
	"net/http"
	"strconv"

	"github.com/gin-gonic/gin"

	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/schema/credit"
	"github.com/sothon/sothon/schema/credit/banklist"
	"github.com/sothon/sothon/schema/register"
	"github.com/sothon/sothon/schema/register/roll"
	"github.com/sothon/sothon/schema/store"
	"github.com/sothon/sothon/sync/wire"
)

// bankRoom are the pages that enter the bank's monthly list.
var bankRoom = intakeRoom{kind: schema.IntakeLoans, base: "/loans/import", section: "loans", title: "title.bank", texts: "bank", fields: banklist.Fields,
	guess: func(f *roll.File) roll.Reading { return banklist.Guess(f).Reading },
	missing: func(r *roll.Reading, f *roll.File) string {
		return (&banklist.Reading{Reading: *r}).Missing(f)
	},
	counts: func(v View, text string) string {
		var n banklist.Counts
		if json.Unmarshal([]byte(text), &n) != nil {
			return "–"
		}
		return v.T("bank.counts", n.Matched(), n.Lines)
	}}

// loanEntry is a line of the bank's list as the preview shows it.
type loanEntry struct {
	Row                                               int
	Contract, Borrower, Village, Program, Owed, State string
	Paid, Ends                                        string
}

// LoanImports lists the bank's lists that were entered, with the place for a new one.
func (a *Admin) LoanImports(c *gin.Context) {
	a.importsPage(c, &bankRoom, http.StatusOK, importsView{})
}

// UploadLoans takes a list of the bank. Nothing of it is entered yet.
func (a *Admin) UploadLoans(c *gin.Context) { a.upload(c, &bankRoom) }

// LoanReading shows how a list of the bank is read: the columns, and the first loans as they will be.
func (a *Admin) LoanReading(c *gin.Context) {
	a.readingPage(c, &bankRoom, func(v View, b *readingView, book *roll.File, r *roll.Reading, n *names) error {
		p, err := a.programmes(c.Request.Context())
		if err != nil {
			return err
		}
		l := banklist.Parse(book, &banklist.Reading{Reading: *r}, n.areaList, p)
		for i := range l.Entries[:min(len(l.Entries), 8)] {
			e := &l.Entries[i]
			b.Loans = append(b.Loans, loanEntry{Row: e.Row, Contract: e.Bank.Contract, Borrower: e.Bank.Borrower, Village: n.area(e.Area),
				Program: programmeName(p, e.Bank.Program, e.Bank.Paid), Owed: v.money(e.Bank.Outstanding), State: stateName(v, e.Bank.Status),
				Paid: showDay(e.Bank.Paid), Ends: showDay(e.Bank.Ends)})
		}
		return nil
	})
}

// SaveLoanReading saves how a list of the bank is read; what was chosen by hand stays.
func (a *Admin) SaveLoanReading(c *gin.Context) {
	a.saveReading(c, &bankRoom, func(was string, r roll.Reading) any {
		out := banklist.Reading{Reading: r}
		var old banklist.Reading
		if json.Unmarshal([]byte(was), &old) == nil && old.Sheet == r.Sheet {
			out.Hand = old.Hand
		}
		return out
	})
}

// loanIntake reads the import of the address with what was chosen by hand.
func (a *Admin) loanIntake(c *gin.Context) (schema.Intake, *roll.File, banklist.Reading, bool) {
	x, book, r, ok := a.intake(c, &bankRoom)
	out := banklist.Reading{Reading: r}
	if ok {
		_ = json.Unmarshal([]byte(x.Reading), &out) // read once already by intake
		out.Reading = r
	}
	return x, book, out, ok
}

// matchLoans reads a list and holds it against the register and the loans known, as far as the person may see.
func (a *Admin) matchLoans(c *gin.Context, book *roll.File, r *banklist.Reading) (*banklist.List, *banklist.Plan, error) {
	ctx := c.Request.Context()
	if err := register.CatchUp(ctx, a.Store, a.Workspace); err != nil {
		return nil, nil, err
	}
	areas, err := a.Store.Areas(ctx, a.Workspace)
	if err != nil {
		return nil, nil, err
	}
	p, err := a.programmes(ctx)
	if err != nil {
		return nil, nil, err
	}
	scope := UserOf(c).Scope()
	var only []wire.ID
	if !scope.All {
		only = scope.Areas
	}
	cases, err := register.CasesOf(ctx, a.Store, a.Workspace, only...)
	if err != nil {
		return nil, nil, err
	}
	var known []banklist.Known
	if err := a.Store.Loans(ctx, a.Workspace, store.LoanQuery{Scope: scope}, func(l *schema.Loan) error {
		known = append(known, banklist.Known{Loan: l.ID, Case: l.Case, Contract: l.Contract, Program: l.Program(), Amount: l.Amount(), Paid: l.Paid()})
		return nil
	}); err != nil {
		return nil, nil, err
	}
	l := banklist.Parse(book, r, areas, p)
	return l, banklist.Match(l, cases, known, r.Hand), nil
}

type matchLine struct {
	Row                          int
	Contract, Borrower, Card     string
	Program, Owed, Hand          string
	Household, Href, How         string
	Like                         []matchChoice
	Wrong, Left, New, Unresolved bool
}

type matchChoice struct{ Code, Text string }

type loanCheckView struct {
	ID, Name, Day string
	Counts        banklist.Counts
	Matched       int
	Problems      []problemRow
	Hidden        int
	Open          []matchLine // ambiguous, unmatched, chosen by hand
	Hands         []matchLine
	Lines         []matchLine // matched, for the report
	More          int
	Staged, May   bool
}

// CheckLoans is the dry run: the match report, and every problem with its cell.
func (a *Admin) CheckLoans(c *gin.Context) {
	x, book, r, ok := a.loanIntake(c)
	if !ok {
		return
	}
	if r.Missing(book) != "" {
		a.back(c, "/loans/import/"+x.ID.String(), "")
		return
	}
	l, plan, err := a.matchLoans(c, book, &r)
	if err != nil {
		a.Fail(c, err)
		return
	}
	p, err := a.programmes(c.Request.Context())
	if err != nil {
		a.Fail(c, err)
		return
	}
	names, err := a.names(c.Request.Context())
	if err != nil {
		a.Fail(c, err)
		return
	}
	v := a.view(c, "loans", "title.bank")
	b := loanCheckView{ID: x.ID.String(), Name: x.Name, Day: showDay(r.Day), Counts: plan.Counts, Matched: plan.Counts.Matched(),
		Problems: a.problemRows(v, l.Diags), Hidden: max(0, l.Errors+l.Warnings-shownProblems), Staged: x.State == schema.IntakeStaged,
		May: l.Errors == 0 && x.State == schema.IntakeStaged}
	for i := range plan.Lines {
		n := &plan.Lines[i]
		m := matchLine{Row: n.Entry.Row, Contract: n.Entry.Bank.Contract, Borrower: n.Entry.Bank.Borrower, Program: programmeName(p, n.Entry.Bank.Program, n.Entry.Bank.Paid),
			Owed: v.money(n.Entry.Bank.Outstanding), Hand: n.Hand, Wrong: n.Wrong, Left: n.Fate == banklist.Left, New: n.Fate == banklist.Matched && n.Loan.IsZero()}
		if n.Case != nil {
			m.Household, m.Href = v.T("hh.number", n.Case.Values["ma"], n.Case.Values["chu_ho"]), "/households/"+n.Case.ID.String()
			m.How = v.T("how." + string(n.How))
		}
		for _, k := range n.Like {
			m.Like = append(m.Like, matchChoice{k.Values["ma"], v.T("hh.number", k.Values["ma"], k.Values["chu_ho"]) + ", " + names.area(k.Area)})
		}
		switch {
		case n.Fate == banklist.Ambiguous || n.Fate == banklist.Unmatched:
			m.Unresolved = true
			b.Open = append(b.Open, m)
		case n.Hand != "":
			b.Hands = append(b.Hands, m)
		case len(b.Lines) < shownProblems:
			b.Lines = append(b.Lines, m)
		default:
			b.More++
		}
	}
	v.B = b
	a.render(c, http.StatusOK, "loan_check", v)
}

// MatchLoan keeps what a person chose for lines: hand.ROW is the number of a household, "-" for nobody's, "" for not chosen.
func (a *Admin) MatchLoan(c *gin.Context) {
	x, book, r, ok := a.loanIntake(c)
	if !ok {
		return
	}
	if r.Hand == nil {
		r.Hand = map[int]string{}
	}
	s := book.Sheet(r.Sheet)
	for row := 1; row <= len(s.Rows); row++ {
		v, given := c.GetPostForm("hand." + strconv.Itoa(row))
		if !given {
			continue
		}
		if v = schema.Clean(v); v == "" {
			delete(r.Hand, row)
			continue
		}
		if runes := []rune(v); len(runes) > 40 {
			v = string(runes[:40])
		}
		r.Hand[row] = v
	}
	text, err := json.Marshal(r)
	if err == nil {
		err = a.Store.ReadIntake(c.Request.Context(), a.Workspace, x.ID, string(text), x.Counts, bankRoom.signature(&r.Reading, book), UserOf(c).ID)
	}
	if err != nil {
		a.Fail(c, err)
		return
	}
	a.back(c, "/loans/import/"+x.ID.String()+"/check", "")
}

// MarkedLoans gives the sheet back with a column that says what is to be mended in each row.
func (a *Admin) MarkedLoans(c *gin.Context) {
	x, book, r, ok := a.loanIntake(c)
	if !ok {
		return
	}
	if r.Missing(book) != "" {
		a.NotFound(c)
		return
	}
	l, _, err := a.matchLoans(c, book, &r)
	if err != nil {
		a.Fail(c, err)
		return
	}
	a.marked(c, x.ID, book.Sheet(r.Sheet), &r.Reading, l.Diags)
}

// EnterLoans enters the lines that have a household, all in one transaction, or none. Lines without one are left out only
// when the person said so.
func (a *Admin) EnterLoans(c *gin.Context) {
	x, book, r, ok := a.loanIntake(c)
	if !ok {
		return
	}
	l, plan, err := (*banklist.List)(nil), (*banklist.Plan)(nil), error(nil)
	if r.Missing(book) == "" {
		l, plan, err = a.matchLoans(c, book, &r)
	}
	if err != nil {
		a.Fail(c, err)
		return
	}
	open := plan != nil && plan.Counts.Ambiguous+plan.Counts.Unmatched > 0
	if plan == nil || l.Errors > 0 || x.State != schema.IntakeStaged || plan.Counts.Matched() == 0 || open && c.PostForm("without") != "1" {
		a.back(c, "/loans/import/"+x.ID.String()+"/check", "")
		return
	}
	counts, err := json.Marshal(plan.Counts)
	if err == nil {
		x.Counts, x.File = string(counts), nil
		err = a.Store.EnterLoanList(c.Request.Context(), a.Workspace, &x, plan.Entries(), UserOf(c).ID)
	}
	if err != nil {
		a.Fail(c, err)
		return
	}
	a.back(c, "/loans", "flash.bank")
}

// UndoLoans takes a list of the bank back.
func (a *Admin) UndoLoans(c *gin.Context) {
	x, _, _, ok := a.loanIntake(c)
	if !ok {
		return
	}
	x.File = nil
	if err := a.Store.UndoLoanList(c.Request.Context(), a.Workspace, &x, said(c, "reason"), UserOf(c).ID); err != nil {
		a.Fail(c, err)
		return
	}
	a.back(c, "/loans/import", "flash.bank_undone")
}

func (a *Admin) programmes(ctx context.Context) (credit.Programmes, error) {
	rows, _, err := a.law(ctx, credit.Sheet)
	if err != nil {
		return nil, err
	}
	p, diags := credit.ReadProgrammes(rows)
	if len(diags) > 0 { // rows in force were read before they were put in
		return nil, schema.Invalid("programmes", diags[0].Why.Vi, diags[0].Why.En)
	}
	return p, nil
}
