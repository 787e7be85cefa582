package main

import (
	"encoding/json"
	"errors"
	"fmt"

	"github.com/sothon/sothon/schema/credit"
)

type loanCase struct {
	Survey map[string]json.RawMessage `json:"survey"`
	Bank   map[string]json.RawMessage `json:"bank"`
	Kept   json.RawMessage            `json:"kept"`
}

type loanAnswer struct {
	Purpose   credit.Truth `json:"purpose"`
	Interest  credit.Truth `json:"interest"`
	Principal credit.Truth `json:"principal"`
	Effective credit.Truth `json:"effective"`
	All       credit.Truth `json:"all"`
	Active    credit.Truth `json:"active"`
	Disagree  []string     `json:"disagree"`
}

// classifyLoans puts the loans of a household to the four tests.
func classifyLoans(line []byte) (any, error) {
	var c struct {
		Loans []loanCase `json:"loans"`
	}
	if err := json.Unmarshal(line, &c); err != nil {
		return nil, fmt.Errorf("case: %w", err)
	}
	answers, tests := make([]loanAnswer, 0, len(c.Loans)), make([]credit.Tests, 0, len(c.Loans))
	for i := range c.Loans {
		l, err := c.Loans[i].loan()
		if err != nil {
			return nil, fmt.Errorf("loans[%d]: %w", i, err)
		}
		t := credit.Judge(l)
		tests = append(tests, t)
		a := loanAnswer{t.Purpose.Result, t.Interest.Result, t.Principal.Result, t.Effective.Result, t.All, t.Active, t.Disagree}
		if a.Disagree == nil {
			a.Disagree = []string{}
		}
		answers = append(answers, a)
	}
	out := struct {
		Loans     []loanAnswer `json:"loans"`
		Household any          `json:"household"`
	}{Loans: answers}
	all, none := credit.Household(tests)
	if out.Household = all; none {
		out.Household = "no_loan"
	}
	return out, nil
}

// object reads the fields of a JSON object and keeps the first error.
type object struct {
	fields map[string]json.RawMessage
	err    error
}

func (o *object) text(name string) string {
	s, err := text(o.fields[name])
	if err != nil && o.err == nil {
		o.err = fmt.Errorf("%s: %w", name, err)
	}
	return s
}

func (o *object) whole(name string) *int64 {
	n, err := whole(name, o.fields[name])
	if err != nil && o.err == nil {
		o.err = err
	}
	return n
}

func (o *object) truth(name string) credit.Truth {
	t, err := truth(name, o.fields[name])
	if err != nil && o.err == nil {
		o.err = err
	}
	return t
}

func truth(name string, raw json.RawMessage) (credit.Truth, error) {
	if isNull(raw) {
		return credit.Unknown, nil
	}
	var b bool
	if json.Unmarshal(raw, &b) != nil {
		return credit.Unknown, errors.New(name + " phải là true, false hoặc null. " + name + " must be true, false or null")
	}
	return credit.Of(b), nil
}

func (c *loanCase) loan() (*credit.Loan, error) {
	l := &credit.Loan{}
	var err error
	if l.Kept, err = truth("kept", c.Kept); err != nil {
		return nil, err
	}
	if c.Survey != nil {
		o := &object{fields: c.Survey}
		l.Survey = &credit.Survey{Program: o.text("v_ct"), Contract: o.text("v_ma"), Borrower: o.text("v_nguoi"), Amount: o.whole("v_sotien"),
			Paid: o.text("v_ngay"), Due: o.text("v_denhan"), Outstanding: o.whole("v_duno"), Declared: o.text("v_md_dangky"), Actual: o.text("v_md_thucte"),
			Use: o.text("v_dung"), Late: o.whole("v_lai_cham"), State: credit.SurveyState(o.text("v_no")), Added: o.whole("v_tn_them"),
			Kept: credit.YesNo(o.text("v_con_taisan")), Effect: o.text("v_hieuqua")}
		if o.err != nil {
			return nil, fmt.Errorf("survey: %w", o.err)
		}
	}
	if c.Bank != nil {
		o := &object{fields: c.Bank}
		l.Bank = &credit.Bank{Day: o.text("as_of"), Outstanding: o.whole("outstanding"), Status: bankStatus(o.text("status")), Late: o.whole("months_interest_late"),
			Due: o.whole("principal_due_to_date"), Repaid: o.whole("principal_paid_to_date"), DaysPast: o.whole("days_past_due"), Extensions: o.whole("extension_count"), WrongUse: o.truth("wrong_use")}
		if o.err != nil {
			return nil, fmt.Errorf("bank: %w", o.err)
		}
	}
	return l, nil
}

// bankStatus reads a status by its name; any other is not known.
func bankStatus(s string) credit.Status {
	switch st := credit.Status(s); st {
	case credit.InTerm, credit.Extended, credit.Overdue, credit.Frozen, credit.DueNow, credit.RolledOver, credit.WrittenOff:
		return st
	}
	return ""
}
