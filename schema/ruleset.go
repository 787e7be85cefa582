package schema

import (
	"time"

	"github.com/sothon/sothon/sync/wire"
)

// RuleSetKind tells rules from a table of income points that rules count by.
type RuleSetKind string

// The kinds of workbooks.
const (
	KindRules  RuleSetKind = "luat"
	KindPoints RuleSetKind = "diem"
)

// RuleSet is a workbook of rules by which records are classified, or a table of income points for them, as it was loaded:
// a draft until published, then immutable. The rules themselves are read by schema/poverty.
type RuleSet struct {
	Kind        RuleSetKind
	Hash        wire.Hash // SHA-256 of Source
	Code        string    // "nd07_2021": versions of one rule set have one code; the newest published counts
	Name        string
	ValidFrom   string // ISO days; "" open
	ValidTo     string
	Document    string // number of the legal document
	Certainty   string
	Sample      bool   // rests on a table that is not official: every figure carries the mark
	File        string // name of the workbook
	Source      []byte // nil in lists
	Uploaded    time.Time
	By          wire.ID
	Published   time.Time // zero: a draft
	PublishedBy wire.ID
	Reason      string // why it was published
	Retired     time.Time
	RetiredBy   wire.ID
	RetiredFor  string
}

// InForce says that records are classified by it: published and not retired.
func (r *RuleSet) InForce() bool { return !r.Published.IsZero() && r.Retired.IsZero() }

// The classes of households. Codes of decided classes stand in the register too.
const (
	ClassPoor      = "HN"
	ClassNearPoor  = "HCN"
	ClassEscaped   = "MTN" // newly escaped: recognised, never computed
	ClassNotPoor   = "KN"
	ClassNoTable   = "CHUA_CO_BANG_DIEM" // no table of points is loaded
	ClassUnknown   = "unknown"           // not enough is known
	ClassUndecided = "undetermined"      // the rules do not decide
	ClassNone      = "none"              // nobody was reviewed
)

// Decided says that a class is one that a decision can recognise.
func Decided(class string) bool {
	return class == ClassPoor || class == ClassNearPoor || class == ClassNotPoor || class == ClassEscaped
}

// Verdict is what a rule set says of one state of a record. History keeps those that were superseded.
type Verdict struct {
	Record    wire.ID
	Case      wire.ID
	Round     wire.ID
	Code      string    // of the rule set
	Rules     wire.Hash // the version of the rule set
	Table     wire.Hash // the table of points; zero: none was loaded
	Basis     wire.Hash // names both: a record is classified anew when it changes
	N         int       // from 1
	Class     string
	Low, High int      // points B, the least and the most; -1: none
	Points    int      // points A; -1: none
	Lacking   []string // codes of indicators of which the household is deprived
	Unknown   []string // codes of indicators that are not known
	Sample    bool
	StateHash wire.Hash // of the record
	At        time.Time
	Ended     time.Time // when it was superseded; zero: it stands
	Detail    []byte    // JSON: the explanation
}

// ClassOn is the class of a household on a day.
type ClassOn struct {
	Class    string // "" when the register names none
	From     string // ISO day since when
	RuleSet  string // code of the rule set on which the decision rests; "" where the register alone says it
	Sample   bool   // the decision was a trial on a sample
	Decision string // number of the decision; ""
	Computed []Verdict
}

// Recognition is a decision that recognises the result of a round.
type Recognition struct {
	ID     wire.ID
	Round  wire.ID
	Code   string // of the rule set
	Number string // of the decision
	Day    string // ISO
	Signer string
	Trial  bool // rests on a sample: for trying out only
	Note   string
	By     wire.ID
	At     time.Time
	Cases  []Recognised
}

// Recognised is a household in a recognition.
type Recognised struct {
	Case     wire.ID
	Area     wire.ID
	Before   string // class before
	Class    string
	Computed string // what the rule set said; "" nothing
}
