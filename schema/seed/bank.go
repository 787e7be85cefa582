package seed

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/sothon/sothon/forms/xlsform"
	"github.com/sothon/sothon/forms/xlsform/xlsx"
	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/schema/credit"
	"github.com/sothon/sothon/schema/credit/banklist"
	"github.com/sothon/sothon/schema/register"
	"github.com/sothon/sothon/schema/register/roll"
	"github.com/sothon/sothon/sync/wire"
)

// bankDays are the days of the bank's lists of the demo: the last is left to be entered by hand.
var bankDays = []string{"2025-10-31", "2026-09-30", "2026-10-31"}

// BankList is the bank's list of the demo commune on a day, as its branch would print it: titles, a heading row, a line a
// loan, a total. Some lines do not agree with the households, and some can not be given a household without a person:
// another way of writing the contract, none, a borrower of a name that two households have, one of no household.
func (c *Commune) BankList(day string) xlsform.Sheet {
	on, _ := time.Parse(time.DateOnly, day) // a constant of this package
	s := xlsform.Sheet{Name: "Sao kê", Rows: [][]string{
		{"NGÂN HÀNG CHÍNH SÁCH XÃ HỘI" + sample}, {"SAO KÊ DƯ NỢ ĐẾN NGÀY " + on.Format("02/01/2006")}, nil,
		{"STT", "Mã món vay", "Họ tên người vay", "CCCD", "Thôn", "Tổ TK&VV", "Hội nhận ủy thác", "Chương trình", "Số tiền vay", "Ngày vay", "Ngày đến hạn",
			"Tổng dư nợ", "Nợ quá hạn", "Nợ khoanh", "Trạng thái", "Số tháng chậm lãi", "Gốc phải trả", "Gốc đã trả", "Số ngày quá hạn", "Số lần gia hạn", "Sai mục đích"}}}
	groups := map[string]Group{}
	for _, g := range c.Groups {
		groups[g.Code] = g
	}
	programmes, _ := credit.ReadProgrammes(CreditProgrammes())
	total, n := 0, 0
	for i := range c.Households {
		h := &c.Households[i]
		for k, l := range h.Loans {
			if l.Paid.After(on) {
				continue
			}
			n++
			total += l.Left
			s.Rows = append(s.Rows, bankLine(c, h, l, groups[l.Group], programmes, on, n, i*3+k))
		}
	}
	s.Rows = append(s.Rows,
		[]string{strconv.Itoa(n + 1), "6600099990001", "Người ngoài xã" + sample, "", c.Areas[0].Label, "", "Hội Nông dân", "Hộ nghèo", "30000000", "05/05/2024", "05/05/2027", "20000000", "0", "0", "Trong hạn", "0", "", "", "0", "0", ""},
		[]string{"", "", "Tổng cộng", "", "", "", "", "", "", "", "", strconv.Itoa(total + 20_000_000)})
	return s
}

// bankLine is one loan as the bank has it; which is a number that spreads the disagreements.
func bankLine(c *Commune, h *Household, l Loan, g Group, p credit.Programmes, on time.Time, n, which int) []string {
	date := func(t time.Time) string { return t.Format("02/01/2006") }
	contract, name, card := l.Contract, h.Head(), h.Members[0].Card
	owed, late, past, extended, wrong, state := l.Left, 0, 0, 0, "", "Trong hạn"
	overdue, frozen := 0, 0
	if l.Due.Before(on) && owed > 0 {
		state, overdue, past, late = "Quá hạn", owed, int(on.Sub(l.Due).Hours()/24), 1+which%4
	}
	switch which % 23 {
	case 3:
		late = 2
	case 7:
		if overdue == 0 {
			state, extended = "Gia hạn", 1
		}
	case 11:
		owed = max(owed-l.Amount/10, 0)
	case 13:
		wrong = "có"
	case 17:
		contract = contract[:5] + " " + contract[5:] // as typed by another hand
	case 19:
		contract = "" // found by the number of the borrower
	case 21:
		if overdue == 0 {
			contract, card = "", "" // found by the name
		}
	case 22:
		if overdue == 0 {
			state, frozen = "Khoanh", owed
		}
	}
	due := max(0, l.Amount-owed)
	repaid := due
	if overdue > 0 || which%29 == 5 {
		due += l.Amount / 10
	}
	money := strconv.Itoa
	return []string{strconv.Itoa(n), contract, name, card, strings.TrimSuffix(c.Areas[h.Area].Label, sample), g.Label, g.Association, p.Name(l.Program, l.Paid.Format(time.DateOnly)), money(l.Amount),
		date(l.Paid), date(l.Due), money(owed), money(overdue), money(frozen), state, strconv.Itoa(late), money(due), money(repaid), strconv.Itoa(past), strconv.Itoa(extended), wrong}
}

// loans enters the bank's lists but the last, which waits to be matched by a person.
func (f *filler) loans(ctx context.Context) error {
	if err := register.CatchUp(ctx, f.Store, f.c.ID); err != nil {
		return err
	}
	have, err := f.Intakes(ctx, f.c.ID, schema.IntakeLoans)
	if err != nil {
		return err
	}
	known := map[wire.ID]schema.IntakeState{}
	for _, x := range have {
		known[x.ID] = x.State
	}
	cases, err := register.CasesOf(ctx, f.Store, f.c.ID)
	if err != nil {
		return err
	}
	areas, err := f.Areas(ctx, f.c.ID)
	if err != nil {
		return err
	}
	programmes, _ := credit.ReadProgrammes(CreditProgrammes())
	for i, day := range bankDays {
		x := &schema.Intake{ID: ID("bank", i), Kind: schema.IntakeLoans, Name: "sao-ke-" + day + ".xlsx", User: People[1].ID}
		if known[x.ID] == schema.IntakeDone {
			continue
		}
		if x.File, err = xlsx.Write(&xlsform.Workbook{Sheets: []xlsform.Sheet{f.c.BankList(day)}}); err != nil {
			return err
		}
		book, diags := roll.Open(x.Name, x.File)
		if book == nil {
			return fmt.Errorf("%s: %s", x.Name, diags[0].Why.En)
		}
		r := banklist.Guess(book)
		r.Day = day
		text, err := json.Marshal(r)
		if err != nil {
			return err
		}
		x.Reading = string(text)
		if known[x.ID] == "" {
			if err := f.StageIntake(ctx, f.c.ID, x); err != nil {
				return err
			}
		}
		if i == len(bankDays)-1 {
			return nil
		}
		plan := banklist.Match(banklist.Parse(book, &r, areas, programmes), cases, nil, nil)
		counts, err := json.Marshal(plan.Counts)
		if err != nil {
			return err
		}
		x.Counts = string(counts)
		if err := f.EnterLoanList(ctx, f.c.ID, x, plan.Entries(), People[1].ID); err != nil {
			return err
		}
	}
	return nil
}
