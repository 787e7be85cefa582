package credit

import "time"

// Risk is why a loan needs to be looked at before it goes bad.
type Risk string

// The risks, the gravest first.
const (
	RiskOverdue  Risk = "overdue"  // overdue or frozen
	RiskPastEnd  Risk = "past_end" // its last day is past and something is owed
	RiskShort    Risk = "short"    // less principal paid than fell due
	RiskLate     Risk = "late"     // interest in arrears
	RiskDays     Risk = "days"     // days past due, although not called overdue
	RiskWrongUse Risk = "wrong_use"
	RiskGone     Risk = "gone" // the asset or job is not there any more and nothing is earned by it
	RiskExtended Risk = "extended"
	RiskEndsSoon Risk = "ends_soon" // its last day is within soonDays
)

// soonDays is how long before its last day a loan is looked at.
const soonDays = 60

// Risks lists what is wrong with a loan, or may soon be, on a day (ISO); none for a loan that is paid off.
func Risks(l *Loan, t *Tests, today string) []Risk {
	if t.Active == False {
		return nil
	}
	var out []Risk
	add := func(is bool, r Risk) {
		if is {
			out = append(out, r)
		}
	}
	state := l.State()
	ends := l.Ends()
	add(l.Overdue(), RiskOverdue)
	add(ends != "" && ends < today, RiskPastEnd)
	add(t.Principal.Why == SumsShort, RiskShort)
	add(t.Interest.Result == False, RiskLate)
	add(l.Bank != nil && l.Bank.DaysPast != nil && *l.Bank.DaysPast > 0 && !l.Overdue(), RiskDays)
	add(t.Purpose.Result == False, RiskWrongUse)
	add(t.Effective.Result == False, RiskGone)
	add(state == Extended, RiskExtended)
	if now, err := time.Parse(time.DateOnly, today); err == nil && ends >= today {
		add(ends <= now.AddDate(0, 0, soonDays).Format(time.DateOnly), RiskEndsSoon)
	}
	return out
}

// State is where the loan stands: as the bank's list says, else the household.
func (l *Loan) State() Status {
	if l.Bank != nil && l.Bank.Status != "" {
		return l.Bank.Status
	}
	if l.Survey != nil {
		return l.Survey.State
	}
	return ""
}

// Overdue says that the loan is overdue or frozen.
func (l *Loan) Overdue() bool { s := l.State(); return s == Overdue || s == Frozen }

// Ends is the last due date, as the bank's list says, else the household; "" not known.
func (l *Loan) Ends() string {
	if l.Bank != nil && l.Bank.Ends != "" {
		return l.Bank.Ends
	}
	if l.Survey != nil {
		return l.Survey.Due
	}
	return ""
}

// Paid is the day on which it was paid out, as the bank's list says, else the household.
func (l *Loan) Paid() string {
	if l.Bank != nil && l.Bank.Paid != "" {
		return l.Bank.Paid
	}
	if l.Survey != nil {
		return l.Survey.Paid
	}
	return ""
}

// Amount is what was lent, as the bank's list says, else the household; nil not known.
func (l *Loan) Amount() *int64 {
	if l.Bank != nil && l.Bank.Amount != nil {
		return l.Bank.Amount
	}
	if l.Survey != nil {
		return l.Survey.Amount
	}
	return nil
}

// Program is the programme's code, as the bank's list says, else the household.
func (l *Loan) Program() string {
	if l.Bank != nil && l.Bank.Program != "" {
		return l.Bank.Program
	}
	if l.Survey != nil {
		return l.Survey.Program
	}
	return ""
}

// Borrower is who borrowed, as the bank's list says, else the household.
func (l *Loan) Borrower() string {
	if l.Bank != nil && l.Bank.Borrower != "" {
		return l.Bank.Borrower
	}
	if l.Survey != nil {
		return l.Survey.Borrower
	}
	return ""
}
