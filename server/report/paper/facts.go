package paper

import (
	"slices"
	"time"

	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/schema/poverty"
	"github.com/sothon/sothon/sync/wire"
)

// Facts is what papers say of a commune, or of one of its villages, on a day.
type Facts struct {
	Office   schema.Office
	Year     int
	Asof     string // ISO day of the figures
	Units    string // schema.UnitsNew, schema.UnitsOld
	Round    string // label of the round
	RoundID  wire.ID
	Rules    string // name of the rule set that the classes rest on
	Sample   bool   // it, or the decision, is a sample: every figure of classes carries the mark
	Whole    bool   // every village of the commune
	Villages []Village

	Indicators []Indicator
	Households []Household        // those of a list at the opening or the closing, by village and number
	Lines      []poverty.MoveLine // Household and Area are ids in words
	Balance    map[string]map[string]poverty.Cell

	Causes        []Choice // of the survey's question, for the columns of tables
	Ethnics       []Choice
	Registrations []Registration // nil: the register is not kept
	Fund          []schema.FundLine
	Links         []Link
	Models        []Model
	Loans         []Loan
	Awards        []Award
	News          []News
	Meetings      []Meeting // of the villages, the newest first
	Documents     int       // plans and documents signed in the year
	Activities    int
	Attendance    int64
	Kept          map[string]bool // which of the registers above are kept at all: "loans", "awards" …
}

// Village is a village with what somebody said of all its households.
type Village struct {
	ID         wire.ID
	Name       string
	Households int // of all who live there; 0 = not entered
	People     int
	Source     string
}

// Indicator is one of the twelve.
type Indicator struct{ Code, Name string }

// Choice is a code with its word.
type Choice struct{ Code, Label string }

// Household is one that is, or was, poor or near-poor.
type Household struct {
	Case     wire.ID
	Village  int // in Facts.Villages
	Number   string
	Head     string
	Sex      string // 1 man, 2 woman, "" not known
	Birth    string // year
	Ethnic   string // code
	People   int
	Before   string // class at the opening
	Class    string // class at the closing; "" not settled
	Points   int    // A; -1 none
	Low      int    // B, the least; -1 none
	High     int
	Lacking  []string // indicators of which it is deprived
	Causes   []string
	Answered bool // its record of the round is there: what follows is known

	NoLabour, Allowance, Merit, Minority bool
	Children                             []Child
}

// Child is a member under 16.
type Child struct{ NoInsurance, Malnourished, NotAtSchool bool }

// Registration is a household's petition to leave poverty.
type Registration struct {
	Case   wire.ID
	Day    string
	Target string // year
}

// Link is a link of an enterprise with households.
type Link struct {
	Enterprise, What string
	Cases            []wire.ID
	Workers, Value   int64
}

// Model is a model or initiative.
type Model struct {
	Name, Kind, Recognised string
	Cases                  []wire.ID
	Profit                 int64
}

// Loan is a loan of the bank for social policies.
type Loan struct {
	Case                 wire.ID
	Village              int
	Program, Association string
	Outstanding, Overdue int64
	WrongUse             bool
}

// Award is a proposal or an award.
type Award struct {
	Form, Subject string
	Given         bool
}

// News is a news item or broadcast.
type News struct {
	Kind  string
	Times int64
}

// Meeting is a meeting of a village.
type Meeting struct {
	Village                    int
	Day, About, Minutes        string
	Invited, Present, InFavour int64
}

// Half says that at least half of those present agreed (QĐ 24/2021/QĐ-TTg, Điều 4).
func (m *Meeting) Half() bool { return m.Present > 0 && 2*m.InFavour >= m.Present }

// classes are those of the lists, in the order of papers.
var classes = []string{schema.ClassPoor, schema.ClassNearPoor}

// className is the word of a class within a sentence.
func className(class string) string {
	switch class {
	case schema.ClassPoor:
		return "hộ nghèo"
	case schema.ClassNearPoor:
		return "hộ cận nghèo"
	}
	return "hộ không nghèo"
}

// village is the place of a village by its id in words, -1 when it is none of these.
func (f *Facts) village(id string) int {
	return slices.IndexFunc(f.Villages, func(v Village) bool { return v.ID.String() == id })
}

// of picks the households that a question says yes to.
func (f *Facts) of(yes func(*Household) bool) []wire.ID {
	out := []wire.ID{}
	for i := range f.Households {
		if yes(&f.Households[i]) {
			out = append(out, f.Households[i].Case)
		}
	}
	return out
}

// people counts those who live in the households that a question says yes to.
func (f *Facts) people(yes func(*Household) bool) int64 {
	n := 0
	for i := range f.Households {
		if yes(&f.Households[i]) {
			n += f.Households[i].People
		}
	}
	return int64(n)
}

// day is the day of the figures as a time.
func (f *Facts) day() time.Time {
	t, _ := time.Parse(time.DateOnly, f.Asof)
	return t
}
