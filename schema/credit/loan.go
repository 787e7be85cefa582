package credit

// Status is where a loan stands with its principal.
type Status string

// The states a bank's list knows, and those only a survey tells apart. The zero value is not known.
const (
	InTerm     Status = "in_term"
	Extended   Status = "extended"
	Overdue    Status = "overdue"
	Frozen     Status = "frozen"
	DueNow     Status = "due_now"     // falls due in this period
	RolledOver Status = "rolled_over" // lent on for the next crop
	WrittenOff Status = "written_off"
)

// Survey is what the household said and the collector saw. Money is dong, days are ISO dates; nil and "" are not answered.
type Survey struct {
	Day         string // of the visit
	Program     string // v_ct
	Contract    string // v_ma
	Borrower    string // v_nguoi
	Group       string // to_tkvv: code of the savings and credit group
	Amount      *int64 // v_sotien
	Paid        string // v_ngay: paid out on
	Due         string // v_denhan: last due date
	Outstanding *int64 // v_duno
	Declared    string // v_md_dangky: purpose in the papers, code of list mucdichvay
	Actual      string // v_md_thucte: what it was used for
	Use         string // v_dung: 1 right, 2 partly, 3 wrong, 9 not clear
	Late        *int64 // v_lai_cham: months of interest in arrears
	State       Status // v_no
	Added       *int64 // v_tn_them: added income a month
	Kept        Truth  // v_con_taisan: the asset or the job is still there
	Effect      string // v_hieuqua: the household's own view; shown, judges nothing
}

// Bank is what the bank's list says of the loan. Money is dong; nil and "" are not in the list.
type Bank struct {
	Day         string // the list's date
	Program     string // code, "" = not told
	Contract    string
	Borrower    string
	Group       string // savings and credit group, as the list writes it
	Association string // that answers for the group
	Amount      *int64
	Paid        string // paid out on
	Ends        string // last due date
	Outstanding *int64
	Status      Status
	Late        *int64 // months of interest in arrears
	Arrears     *int64 // interest in arrears in dong, for lists that give no months
	Due         *int64 // principal that fell due to date
	Repaid      *int64 // principal paid to date
	DaysPast    *int64 // days past due
	Extensions  *int64
	WrongUse    Truth // the bank found the loan used wrongly
}

// Loan is one loan in its two columns; either may be missing.
type Loan struct {
	Survey *Survey
	Bank   *Bank
	// Kept is known when somebody confirmed apart from both that the asset or job is still there; it beats Survey.Kept. It is
	// "kept" of the protocol of sothon classify, which asks for active = something owed.
	Kept Truth
	// PaidOff says that the loan was paid off in the year that is looked at: for awards it then counts as active.
	PaidOff bool
}

// SurveyState reads a code of the form's list trangthai_no.
func SurveyState(code string) Status {
	switch code {
	case "1":
		return InTerm
	case "2":
		return Extended
	case "3":
		return Overdue
	case "4":
		return Frozen
	case "5":
		return DueNow
	case "6":
		return RolledOver
	case "7":
		return WrittenOff
	}
	return ""
}

// YesNo reads a code of the form's list cokhong; anything but 1 and 0 is unknown.
func YesNo(code string) Truth {
	switch code {
	case "1":
		return True
	case "0":
		return False
	}
	return Unknown
}

// Outstanding is the principal still owed: the bank's figure, else the household's; nil when neither is known.
func (l *Loan) Outstanding() (amount *int64, from Source) {
	if l.Bank != nil && l.Bank.Outstanding != nil {
		return l.Bank.Outstanding, FromBank
	}
	if l.Survey != nil && l.Survey.Outstanding != nil {
		return l.Survey.Outstanding, FromSurvey
	}
	return nil, ""
}

// Active says whether the loan counts: something is owed, or it was paid off in the year that is looked at.
func (l *Loan) Active() Truth {
	if l.PaidOff {
		return True
	}
	owed, _ := l.Outstanding()
	if owed == nil {
		return Unknown
	}
	return Of(*owed > 0)
}
