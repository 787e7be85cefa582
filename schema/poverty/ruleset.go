package poverty

import (
	"sync"
	"time"
)

// Text is a sentence or a name in Vietnamese and English.
type Text struct{ Vi, En string }

// Certainty says how sure we are of a row: "V" read in the document named, "R" read in a public repository, "B+" and "B?"
// believed, "NF" not found. Blank rows have the certainty of their rule set.
type Certainty string

// Residence of a household: the lines differ. The zero value is not known.
type Residence string

// The residences, as the register of villages writes them.
const (
	Rural Residence = "nt"
	Urban Residence = "tt"
)

// Names the workbook and the program share; everything else in a rule set is data.
const (
	codePeople     = "so_nk"           // the quantity that decides who is counted
	codeVisit      = "ngay_tham"       // date of the visit
	codeBirth      = "m_ngaysinh"      // date of birth
	codePrecision  = "m_ns_dochinhxac" // 2 = known to the month, 3 = to the year
	codeAge        = "m_tuoi"          // computed: whole years on the day of the visit
	codeMonths     = "m_thang"         // computed: whole months
	codeFlagged    = "dem"             // computed: counted members for whom the expression holds
	codeLargest    = "lon_nhat"        // computed: largest value among the counted members
	codePointsEach = "diem_chi_tieu"   // parameter: points B of one deprived indicator
	codeName       = "m_ten"           // name of a member, for explanations
)

// RuleSet is a standard with its method: what is asked, what makes an indicator deprived, the lines and the classes.
type RuleSet struct {
	Code      string // "nd07_2021"
	Name      Text
	Document  string    // "NĐ 07/2021/NĐ-CP; TT 07/2021/TT-BLĐTBXH"
	Article   string    // "Điều 3"
	ValidFrom time.Time // first day
	ValidTo   time.Time // last day; zero = open
	Certainty Certainty
	Sample    bool // the whole set is a sample or a draft
	Note      Text

	Indicators []Indicator
	Quantities []Quantity
	Questions  []Question
	Codes      []Code
	Parameters []Parameter
	Lines      []Line
	Classes    []Class
	Components []Component // how the income points are counted
	Points     *PointTable // nil = no table loaded: no class that needs one

	plan *plan
}

// Indicator is one deprivation.
type Indicator struct {
	Code      string // "d01"
	Name      Text
	Dimension Text
	Member    string // expression over one person, "" = none
	Household string // expression over the household: deprived when true
	Figure    string // expression of a figure shown in the explanation, "" = none
	Article   string
	Certainty Certainty
	Sample    bool     // rests on a row marked as a sample
	Asked     []string // the questions it reads, in order
	Deprived  Text     // explanations: {ai} {dem} {so_nk} {so} and any question or parameter in braces
	Met       Text
	Open      Text

	row int
}

// Quantity is a number of people: counted members for whom the expression holds. "so_nk" holds for every counted one.
type Quantity struct {
	Code   string
	Name   Text
	Member string

	row int
}

// Kind of an answer.
type Kind string

// The kinds: one code, several codes, a number, a date, free text.
const (
	KindCode   Kind = "ma"
	KindCodes  Kind = "nhieu"
	KindNumber Kind = "so"
	KindDate   Kind = "ngay"
	KindText   Kind = "chu"
)

// Question is a question of the survey that the rules read.
type Question struct {
	Code     string
	Name     Text
	Member   bool // asked of every person
	Kind     Kind
	From, To int     // whole years of age at which it is asked, both included; To < 0 = no upper end
	Min, Max float64 // numbers: the ends; Min > Max = not given
	Step     float64 // numbers: 1 for whole ones
}

// Code is one answer of a question with choices.
type Code struct {
	Question, Code string
	Name           Text
	Passes         string // "1" counts as good (durable, clean, sanitary), "0" as not, "" is not settled
	Unknown        bool   // the answer says "not known": as if it were missing
	Sample         bool
	Source         string
}

// Parameter is a figure of the rules by name; one with a From holds from that day on until the next.
type Parameter struct {
	Code      string
	Value     string
	From      time.Time
	Unit      string
	Name      Text
	Source    string
	Certainty Certainty
	Sample    bool
}

// Line is a threshold of a residence; Residence "" = both.
type Line struct {
	Code      string // "nguong_a"
	Residence Residence
	Value     float64
	Unit      string
	Source    string
	Certainty Certainty
}

// ClassKind says what a class is for.
type ClassKind string

// Main classes are the verdict; draft ones stand beside it, always marked as a sample; open ones have no rule yet; where
// the condition of an unreviewed one holds there is no household to classify.
const (
	UnreviewedClass ClassKind = "khong"
	MainClass       ClassKind = "chinh"
	DraftClass      ClassKind = "nhap"
	OpenClass       ClassKind = "mo"
)

// Class is one class with its condition over diem_a, diem_b, thu_nhap and the lines; the first that holds counts.
type Class struct {
	Code      string
	Name      Text
	Condition string
	Kind      ClassKind
	Article   string
	Note      Text

	row int
}

// Class codes that the program itself gives; those of the rule sets (HN, HCN, KN, MSTB) are data.
const (
	ClassNone         = "none"              // no household was reviewed
	ClassUnknown      = "unknown"           // not enough is known
	ClassNoPoints     = "CHUA_CO_BANG_DIEM" // the class needs income points and no table is loaded
	ClassUndetermined = "undetermined"      // no official income finding
	ClassPoor         = "HN"
	ClassNearPoor     = "HCN"
	ClassNotPoor      = "KN"
)

// Component is one row group of the income points.
type Component struct {
	Code      string
	Name      Text
	Member    string // expression over one person, "" = none
	Largest   bool   // the largest value among the counted members (lon_nhat), else how many (dem)
	Household string // expression of the value that is looked up in the table
	Match     string // "khoang" band, "ma" code, "nhieu" every code chosen

	row int
}

// PointTable is the table of income points (sheet B1), loaded apart from the rules.
type PointTable struct {
	Code     string
	Name     Text
	Document string
	Sample   bool
	Rows     []PointRow
}

// PointRow gives points for a value of a component: From ≤ value < To, or the code Value. Region "" = all.
type PointRow struct {
	Component string
	Region    string
	From      float64
	To        float64 // NaN = no end
	Value     string  // code; "" = a band
	Points    float64
	Name      string
	Source    string
}

// On says whether the rule set is in force on a day.
func (rs *RuleSet) On(day time.Time) bool {
	return !day.Before(rs.ValidFrom) && (rs.ValidTo.IsZero() || !day.After(rs.ValidTo))
}

// WithPoints is the same rule set with another table of income points; nil takes it away.
func (rs *RuleSet) WithPoints(t *PointTable) *RuleSet {
	out := *rs
	out.Points = t
	return &out
}

// Class finds a class of the rule set by its code.
func (rs *RuleSet) Class(code string) (Class, bool) {
	for _, c := range rs.Classes {
		if c.Code == code {
			return c, true
		}
	}
	return Class{}, false
}

// plan is the rule set as it runs: expressions compiled, names numbered.
type plan struct {
	slots       map[string]int
	names       []string
	memberSlots int // the slots below are answers of persons
	age, month  int // slots of m_tuoi and m_thang
	questions   map[string]*question
	members     []*question
	houses      []*question
	counted     *expression
	indicators  []compiledIndicator
	quantities  []compiledQuantity
	components  []compiledComponent
	classes     []*expression
	dated       []datedParameter
	fixed       []pair
	each        float64
	months      []int     // ages in months at which anything may change
	figures     []float64 // every figure of the workbook, ascending
	pool        sync.Pool
	memo        memo
}

// datedParameter is a parameter whose value changes, its rows by date.
type datedParameter struct {
	slot int
	rows []Parameter
}

type pair struct {
	slot  int
	value string
}
