package credit

// Source is the column that decided.
type Source string

// The columns. The zero value: neither says anything.
const (
	FromSurvey  Source = "survey"
	FromBank    Source = "bank"
	FromConfirm Source = "confirm" // Loan.Kept
)

// Reason is why a test came out as it did; the office says it in words.
type Reason string

// The reasons. Those with a figure have it in Test.Figure.
const (
	NothingKnown    Reason = "nothing"
	BankWrongUse    Reason = "bank_wrong_use"
	SeenRight       Reason = "seen_right"
	SeenPartly      Reason = "seen_partly"
	SeenWrong       Reason = "seen_wrong"
	SeenUnclear     Reason = "seen_unclear"
	MonthsLate      Reason = "months_late"    // Figure: months, 0 = on time
	ArrearsDue      Reason = "arrears"        // Figure: dong of interest, 0 = none
	SumsShort       Reason = "sums_short"     // Figure: dong short
	SumsPaid        Reason = "sums_paid"      // Figure: dong paid
	StateIs         Reason = "state"          // the status alone decides
	StatePastDue    Reason = "state_past_due" // sums paid, yet overdue or frozen
	DaysPastDue     Reason = "days_past_due"  // Figure: days, 0 = none
	AddedIncome     Reason = "added_income"   // Figure: dong a month
	AssetKept       Reason = "asset_kept"
	NothingLeft     Reason = "nothing_left"
	EffectUncertain Reason = "effect_unknown"
)

// Test is the answer to one of the four tests with what it rests on.
type Test struct {
	Result Truth
	From   Source
	Day    string // of the column that decided; "" = not known
	Why    Reason
	Figure int64
	State  Status // where a status decided
}

// Tests are the four answers for a loan and what follows from them.
type Tests struct {
	Purpose, Interest, Principal, Effective Test
	All                                     Truth
	Active                                  Truth
	// Disagree names the tests (purpose, interest, principal) that the household's column alone and the bank's column alone
	// would answer differently.
	Disagree []string
	// PurposeDiffers warns that the purpose in the papers is not what the money went into.
	PurposeDiffers bool
}

// Judge puts a loan to the four tests.
func Judge(l *Loan) Tests {
	s, b := l.Survey, l.Bank
	if s == nil {
		s = &Survey{}
	}
	if b == nil {
		b = &Bank{}
	}
	saidPurpose, bankPurpose := surveyPurpose(s), bankPurpose(b)
	saidInterest, bankInterest := interest(s.Late, FromSurvey, s.Day), interest(b.Late, FromBank, b.Day)
	if b.Late == nil && b.Arrears != nil {
		bankInterest = interest(b.Arrears, FromBank, b.Day)
		bankInterest.Why = ArrearsDue
	}
	saidPrincipal, bankPrincipal := surveyPrincipal(s), bankPrincipal(b)
	t := Tests{Purpose: saidPurpose, Interest: first(bankInterest, saidInterest), Principal: first(bankPrincipal, saidPrincipal),
		Effective: effective(s, l.Kept), Active: l.Active()}
	if b.WrongUse == True {
		t.Purpose = bankPurpose
	}
	t.All = All(t.Purpose.Result, t.Interest.Result, t.Principal.Result, t.Effective.Result)
	t.PurposeDiffers = s.Declared != "" && s.Actual != "" && s.Declared != s.Actual
	for _, pair := range []struct {
		name       string
		said, bank Test
	}{{"purpose", saidPurpose, bankPurpose}, {"interest", saidInterest, bankInterest}, {"principal", saidPrincipal, bankPrincipal}} {
		if pair.said.Result != Unknown && pair.bank.Result != Unknown && pair.said.Result != pair.bank.Result {
			t.Disagree = append(t.Disagree, pair.name)
		}
	}
	return t
}

// first is the bank's answer when its column says anything, else the household's.
func first(bank, said Test) Test {
	if bank.From != "" {
		return bank
	}
	return said
}

// surveyPurpose: only what the collector saw as right passes; used partly as declared does not.
func surveyPurpose(s *Survey) Test {
	t := Test{From: FromSurvey, Day: s.Day}
	switch s.Use {
	case "1":
		t.Result, t.Why = True, SeenRight
	case "2":
		t.Result, t.Why = False, SeenPartly
	case "3":
		t.Result, t.Why = False, SeenWrong
	case "9":
		t.Why = SeenUnclear
	default:
		return Test{Why: NothingKnown}
	}
	return t
}

// bankPurpose: the bank's finding of wrong use fails the test; that it found none proves nothing by itself.
func bankPurpose(b *Bank) Test {
	switch b.WrongUse {
	case True:
		return Test{Result: False, From: FromBank, Day: b.Day, Why: BankWrongUse}
	case False:
		return Test{Result: True, From: FromBank, Day: b.Day}
	}
	return Test{Why: NothingKnown}
}

func interest(months *int64, from Source, day string) Test {
	if months == nil {
		return Test{Why: NothingKnown}
	}
	return Test{Result: Of(*months == 0), From: from, Day: day, Why: MonthsLate, Figure: *months}
}

// byState: in term, extended and rolled over pass; overdue, frozen and written off fail; due now can not be told.
func byState(s Status) Truth {
	switch s {
	case InTerm, Extended, RolledOver:
		return True
	case Overdue, Frozen, WrittenOff:
		return False
	}
	return Unknown
}

func surveyPrincipal(s *Survey) Test {
	if s.State == "" {
		return Test{Why: NothingKnown}
	}
	return Test{Result: byState(s.State), From: FromSurvey, Day: s.Day, Why: StateIs, State: s.State}
}

// bankPrincipal: the sums due and paid are looked at first, an overdue or frozen loan fails whatever they say; without the
// sums the status decides, without it the days past due.
func bankPrincipal(b *Bank) Test {
	t := Test{From: FromBank, Day: b.Day, State: b.Status}
	sums, state := b.Due != nil && b.Repaid != nil, byState(b.Status)
	switch {
	case sums && *b.Repaid < *b.Due:
		t.Result, t.Why, t.Figure = False, SumsShort, *b.Due-*b.Repaid
	case sums && state == False:
		t.Result, t.Why, t.Figure = False, StatePastDue, *b.Repaid
	case sums:
		t.Result, t.Why, t.Figure = True, SumsPaid, *b.Repaid
	case b.Status != "":
		t.Result, t.Why = state, StateIs
	case b.DaysPast != nil:
		t.Result, t.Why, t.Figure = Of(*b.DaysPast == 0), DaysPastDue, *b.DaysPast
	default:
		return Test{Why: NothingKnown}
	}
	return t
}

// effective: income was added, or the asset or the job is still there.
func effective(s *Survey, confirmed Truth) Test {
	kept, from := s.Kept, FromSurvey
	if confirmed != Unknown {
		kept, from = confirmed, FromConfirm
	}
	t := Test{From: FromSurvey, Day: s.Day}
	switch {
	case s.Added != nil && *s.Added > 0:
		t.Result, t.Why, t.Figure = True, AddedIncome, *s.Added
	case kept == True:
		t.Result, t.Why, t.From = True, AssetKept, from
	case kept == False && s.Added != nil:
		t.Result, t.Why, t.From = False, NothingLeft, from
	case kept == False || s.Added != nil:
		t.Why = EffectUncertain
	default:
		return Test{Why: NothingKnown}
	}
	return t
}

// Household puts the loans of a household together: the four tests over every loan that is active. none says that no loan
// is active. A loan that may or may not be active counts as long as it can not spoil the answer.
func Household(loans []Tests) (all Truth, none bool) {
	all, active, unsure := True, 0, false
	for i := range loans {
		t := &loans[i]
		switch t.Active {
		case True:
			active++
			all = All(all, t.All)
		case Unknown:
			unsure = true
			if t.All != True {
				all = All(all, Unknown)
			}
		}
	}
	switch {
	case active > 0:
		return all, false
	case unsure:
		return Unknown, false
	}
	return Unknown, true
}
