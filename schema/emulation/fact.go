package emulation

import (
	_ "embed"
	"fmt"
	"slices"
	"sync"

	"github.com/sothon/sothon/sync/wire"
)

// FactKind is a figure that a scorecard may use.
type FactKind struct {
	Code     string
	Label    Text
	Unit     string // one of units
	Source   string // letters: S survey, H class history, L ledger, R register, B bank, M typed
	Class    bool   // follows from how households were classified
	Subjects []Subject
}

var units = []string{"count", "money", "days", "percent", "points", "yesno"}

//go:embed facts.md
var factsTable string

var factKinds = sync.OnceValues(func() (map[string]FactKind, error) { return readFacts(factsTable) })

func factOf(code string) (FactKind, bool) {
	all, err := factKinds()
	if err != nil {
		return FactKind{}, false
	}
	f, ok := all[code]
	return f, ok
}

func readFacts(text string) (map[string]FactKind, error) {
	out := map[string]FactKind{}
	for _, r := range tables(text)["facts"] {
		f := FactKind{Code: r["code"], Label: Text{r["label_vi"], r["label_en"]}, Unit: r["unit"], Source: r["source"], Class: r["class"] == "1", Subjects: []Subject{Subject(r["subject"])}}
		if !slices.Contains(units, f.Unit) || f.Code == "" || f.Source == "" || !slices.Contains(Subjects, f.Subjects[0]) {
			return nil, fmt.Errorf("fact %q: unit %q, source %q, subject %q", f.Code, f.Unit, f.Source, r["subject"])
		}
		if _, twice := out[f.Code]; twice {
			return nil, fmt.Errorf("fact %q stands twice", f.Code)
		}
		out[f.Code] = f
	}
	return out, nil
}

// Fact gives what a figure of a set is called and measured in.
func (c *Criteria) Fact(code string) FactKind {
	if f, ok := c.Typed[code]; ok {
		return f
	}
	f, _ := factOf(code)
	return f
}

// EvidenceKind says where a piece of evidence leads.
type EvidenceKind string

// The kinds of evidence.
const (
	EvidenceRecord    EvidenceKind = "record"    // a survey record
	EvidenceHousehold EvidenceKind = "household" // a household of the register
	EvidenceEntry     EvidenceKind = "entry"     // an entry of a register of the movement; Of is its kind
	EvidenceFund      EvidenceKind = "fund"      // a line of the fund
	EvidenceLoan      EvidenceKind = "loan"      // a loan of a household; ID is the household
)

// Evidence is one thing from which a figure was counted.
type Evidence struct {
	Kind EvidenceKind
	ID   wire.ID
	Of   string
	Text string
}

// Fact is a figure about one subject in a year.
type Fact struct {
	Code     string
	Value    float64
	Known    bool
	Why      Text // why it is not known
	Evidence []Evidence
	Sample   bool // rests on sample rules
	Typed    bool
	SignedBy string // who typed and signed it
	SignedAt string // when, as shown
	Note     string // what the person wrote about its source
}
