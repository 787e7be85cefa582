package schema

import "github.com/sothon/sothon/sync/wire"

// Household is what the register's table shows of one case: derived from its record of st_case, never a source.
type Household struct {
	Case    wire.ID
	Area    wire.ID
	Code    string // number of the household
	Head    string
	Phone   string
	Lane    string
	Class   string // today's
	State   string // see the State… of schema/register; "huy": taken out of it
	People  int    // who live here
	Loans   int
	Since   string  // ISO day from which it is in the register
	To      wire.ID // the household that it joined
	Srv     uint64  // place in the feed of its last change
	Search  string  // folded words by which it is found
	Body    []byte  // the case as plain values, for scoped lists (schema/register)
	Stays   []HouseholdStay
	Classes []HouseholdClass
	Events  []HouseholdEvent
}

// HouseholdStay is a person's time in a household.
type HouseholdStay struct {
	Person   wire.ID
	Case     wire.ID
	Name     string
	Key      string // folded name
	Birth    string // ISO, as far as known
	Card     string
	From, To string // ISO days; To "" = still here
}

// HouseholdClass is a class from a day on.
type HouseholdClass struct{ Day, Class string }

// HouseholdEvent is a line of a household's history.
type HouseholdEvent struct {
	Event  wire.ID // zero: a change without an event
	Case   wire.ID
	Day    string
	Kind   string
	Source string // record approved, or import and row
	Undone bool
	Dot    wire.Dot
}

// Intake is one list that was uploaded: for the register, or the bank's of loans.
type Intake struct {
	ID      wire.ID
	Kind    IntakeKind
	Name    string // of the file
	Made    int64  // ms UTC
	User    wire.ID
	State   IntakeState
	Reading string // JSON: sheet, heading rows, columns
	Counts  string // JSON: what the last check counted
	Event   wire.ID
	Done    int64 // ms UTC when it was entered
	File    []byte
}

// IntakeKind is what a list is of.
type IntakeKind string

// The kinds.
const (
	IntakeHouseholds IntakeKind = ""
	IntakeLoans      IntakeKind = "loans"
)

// IntakeState is where an import stands.
type IntakeState string

// The states of an import.
const (
	IntakeStaged IntakeState = "staged" // read, nothing entered
	IntakeDone   IntakeState = "done"
	IntakeUndone IntakeState = "undone"
)
