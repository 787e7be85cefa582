package schema

import (
	"strings"
	"unicode"

	"github.com/sothon/sothon/schema/credit"
	"github.com/sothon/sothon/sync/wire"
)

// Loan is a loan of a household as it stands on a day: the newest survey and the newest list of the bank until then.
type Loan struct {
	ID       wire.ID
	Case     wire.ID
	Area     wire.ID
	Code     string // number of the household
	Head     string // of the household
	Contract string // as SameContract writes it
	credit.Loan
	Record wire.ID // the record that Survey is of
	List   wire.ID // the list that Bank is of
	Line   int     // its row there
	How    LoanMatch
}

// LoanMatch says how a line of the bank's list was given its household.
type LoanMatch string

// The ways, the surest first.
const (
	ByContract LoanMatch = "contract"
	ByCard     LoanMatch = "card" // identification number of the borrower
	ByName     LoanMatch = "name" // borrower and village
	ByHand     LoanMatch = "hand"
)

// LoanSaid is what one record says of one loan.
type LoanSaid struct {
	Row    wire.ID // of the record's repeat; the loan's own id when it came from the register
	Survey credit.Survey
}

// LoanLine is a line of the bank's list that has its household. Loan zero: one that nobody knew.
type LoanLine struct {
	Line int
	Case wire.ID
	Loan wire.ID
	How  LoanMatch
	Bank credit.Bank
}

// LoanDay is a loan on one day, for its history. Record and List say where each column stands.
type LoanDay struct {
	Day    string
	Survey *credit.Survey
	Record wire.ID
	Bank   *credit.Bank
	List   wire.ID
	Line   int
}

// SameContract writes a contract number so that two ways of typing it are one: capitals, no spaces and signs.
func SameContract(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToUpper(r)
		}
		return -1
	}, s)
}

// LawTable is one version of a table of law that an official may replace.
type LawTable struct {
	Name   string
	Number int // from 1; 0: none was put in, the program's own holds
	At     int64
	By     wire.ID
	Note   string
	Rows   [][]string
}
