package emulation

import (
	"slices"
	"strconv"
	"strings"

	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/schema/credit"
	"github.com/sothon/sothon/sync/wire"
)

// Material is everything that the scorecards of a year are counted from: read once, by whoever has the store.
type Material struct {
	Year     int
	Today    string // ISO; what is due later is not counted yet
	Set      *Criteria
	Areas    []schema.Area
	Homes    []*Home // of the register, by number
	Entries  map[string][]schema.Entry
	Fund     []schema.FundLine // of the year, without lines that were taken back and their reversals
	Loans    []Loan
	HasLoans bool // loans are known at all
	People   map[wire.ID]schema.Population
	Round    string            // label of the year's survey; "" none
	Work     map[string]Worked // by login name: what people did with records this year
	Settled  bool              // the result of the year's round is recognised; until then nobody has escaped or become poor
	Trial    bool              // a recognition that it rests on was a trial on sample rules
	byCase   map[wire.ID]*Home
	named    map[string][]schema.Entry // entries by register and the household that a column names
}

// Home is a household with its classes and what was said at its visits.
type Home struct {
	schema.Household
	Class  [4]string // at the end of the year (or today), and of the three years before; "" not known
	Now    *Visit    // of this year's round
	Before *Visit    // of the round before
}

// Visit is the answers of a record with what the rules say of it.
type Visit struct {
	Record  wire.ID
	Answers map[string]string
	Members []map[string]string
	Done    bool // finished
	InTime  bool // finished while the round went on
	Verdict *schema.Verdict
}

// Loan is a loan with its tests.
type Loan struct {
	ID, Case, Area wire.ID
	Text           string
	Tests          credit.Tests
	Left           *int64 // still owed; nil not known
	Overdue        credit.Truth
}

// Worked is what a person did with records.
type Worked struct {
	Records  int // made or approved
	NotBack  int // of them not sent back
	Evidence []Evidence
}

// Index makes the material ready for counting.
func (m *Material) Index() {
	m.byCase = map[wire.ID]*Home{}
	for _, h := range m.Homes {
		m.byCase[h.Case] = h
	}
	m.named = map[string][]schema.Entry{}
	for kind, column := range map[string]string{"dang_ky": "ho", "mo_hinh": "chu_ho", "giup_do": "ben_giup"} {
		for _, e := range m.Entries[kind] {
			if hex := e.Values[column]; hex != "" && !e.Removed {
				m.named[kind+hex] = append(m.named[kind+hex], e)
			}
		}
	}
	for i := range m.Fund {
		if l := &m.Fund[i]; l.Side == schema.FundIn && !l.Case.IsZero() {
			m.named["fund"+l.Case.String()] = append(m.named["fund"+l.Case.String()], schema.Entry{ID: l.ID})
		}
	}
}

// entriesOf gives the entries of a register that name a household.
func (m *Material) entriesOf(kind string, h *Home) []schema.Entry {
	return m.named[kind+h.Case.String()]
}

// Home finds a household; nil when it is not in the register.
func (m *Material) Home(id wire.ID) *Home { return m.byCase[id] }

// of gives the entries of a register that count for the year.
func (m *Material) of(kind string) []schema.Entry {
	var out []schema.Entry
	for _, e := range m.Entries[kind] {
		if e.Year == m.Year && !e.Removed {
			out = append(out, e)
		}
	}
	return out
}

// evidence of the things that figures are counted from
func entryEvidence(e *schema.Entry) Evidence {
	return Evidence{Kind: EvidenceEntry, ID: e.ID, Of: e.Kind, Text: e.Title}
}
func homeEvidence(h *Home) Evidence {
	return Evidence{Kind: EvidenceHousehold, ID: h.Case, Text: h.Code + " " + h.Head}
}
func visitEvidence(h *Home, v *Visit) Evidence {
	return Evidence{Kind: EvidenceRecord, ID: v.Record, Text: h.Code + " " + h.Head}
}
func fundEvidence(l *schema.FundLine) Evidence {
	return Evidence{Kind: EvidenceFund, ID: l.ID, Text: l.Number}
}

// counter collects the facts of one subject.
type counter struct {
	m   *Material
	out map[string]Fact
}

func (c *counter) know(code string, value float64, ev ...Evidence) {
	c.out[code] = Fact{Code: code, Value: value, Known: true, Evidence: ev}
}

// list knows a figure that is the number of its evidence.
func (c *counter) list(code string, ev []Evidence) { c.know(code, float64(len(ev)), ev...) }

func (c *counter) lack(code, vi, en string) {
	c.out[code] = Fact{Code: code, Why: Text{vi, en}}
}

// sample marks figures that rest on sample rules.
func (c *counter) sample(codes ...string) {
	for _, code := range codes {
		f := c.out[code]
		f.Sample = true
		c.out[code] = f
	}
}

// kept says that a register was kept in the year at all: an empty one says nothing. Figures that would follow are told as
// not known.
func (c *counter) kept(kind string, codes ...string) bool {
	if len(c.m.of(kind)) > 0 {
		return true
	}
	label := Text{kind, kind}
	if k, ok := KindOf(kind); ok {
		label = k.Label
	}
	for _, code := range codes {
		c.lack(code, "sổ “"+label.Vi+"” năm "+strconv.Itoa(c.m.Year)+" chưa có dòng nào", "the register “"+label.En+"” of "+strconv.Itoa(c.m.Year)+" is empty")
	}
	return false
}

// unsettled says that the year's result is not recognised yet, and tells figures that follow from it as not known.
func (c *counter) unsettled(codes ...string) bool {
	if c.m.Settled {
		return false
	}
	for _, code := range codes {
		c.lack(code, "kết quả rà soát năm "+strconv.Itoa(c.m.Year)+" chưa được công nhận", "the result of "+strconv.Itoa(c.m.Year)+" is not recognised yet")
	}
	return true
}

// FactsOf counts the facts about one subject: a village, household, official or enterprise by its id, the commune by the
// zero id. What the program can not know is not there, or not known with the reason.
func FactsOf(s Subject, id wire.ID, m *Material) map[string]Fact {
	c := &counter{m, map[string]Fact{}}
	switch s {
	case SubjectCommune:
		c.commune()
	case SubjectVillage:
		c.village(id)
	case SubjectRising:
		if h := m.Home(id); h != nil {
			c.rising(h)
		}
	case SubjectHelping:
		if h := m.Home(id); h != nil {
			c.helping(h)
		}
	case SubjectOfficial:
		c.official(id)
	case SubjectEnterprise:
		c.enterprise(id)
	}
	if m.Trial {
		for code, f := range c.out {
			if k, ok := factOf(code); ok && k.Class && strings.Contains(k.Source, "H") {
				f.Sample = true
				c.out[code] = f
			}
		}
	}
	return c.out
}

// Candidate is one who is scored.
type Candidate struct {
	ID   wire.ID
	Name string
	Area wire.ID
}

// Candidates lists who is scored as a subject: every village; the households that were poor or near-poor in one of the three
// years before; those that say or whose books say that they helped; officials and enterprises of the registers. Officials
// come by name.
func (m *Material) Candidates(s Subject) []Candidate {
	var out []Candidate
	switch s {
	case SubjectCommune:
		out = append(out, Candidate{})
	case SubjectVillage:
		for _, a := range m.Areas {
			out = append(out, Candidate{a.ID, a.Label, a.ID})
		}
	case SubjectRising:
		for _, h := range m.Homes {
			if h.State == "" && slices.ContainsFunc(h.Class[1:], listed) {
				out = append(out, Candidate{h.Case, h.Code + " " + h.Head, h.Area})
			}
		}
	case SubjectHelping:
		for _, h := range m.Homes {
			if h.State == "" && m.helps(h) {
				out = append(out, Candidate{h.Case, h.Code + " " + h.Head, h.Area})
			}
		}
	case SubjectOfficial, SubjectEnterprise:
		for _, e := range m.Entries[string(s)] {
			if !e.Removed && e.Day <= strconv.Itoa(m.Year)+"-12-31" {
				out = append(out, Candidate{e.ID, e.Title, e.Area})
			}
		}
		slices.SortStableFunc(out, func(a, b Candidate) int {
			return slices.Compare([]string{schema.Fold(a.Name)}, []string{schema.Fold(b.Name)})
		})
	}
	return out
}

// listed says that a class is one of those that the movement is for.
func listed(class string) bool { return class == schema.ClassPoor || class == schema.ClassNearPoor }

// helps says that a household says, or the books say, that it helped others this year.
func (m *Material) helps(h *Home) bool {
	if h.Now != nil && h.Now.Done && h.Now.Answers["dg_co"] == "1" {
		return true
	}
	if len(m.entriesOf("fund", h)) > 0 {
		return true
	}
	return slices.ContainsFunc(m.entriesOf("giup_do", h), func(e schema.Entry) bool { return e.Year == m.Year })
}

// escaped says that a household was poor (or near-poor, where near is set) when the year began and is not now. ok is false
// when a class is not known.
func (h *Home) escaped(near bool) (yes, ok bool) {
	if h.Class[0] == "" || h.Class[1] == "" {
		return false, false
	}
	if near && h.Class[1] == schema.ClassNearPoor {
		return !listed(h.Class[0]), true
	}
	return h.Class[1] == schema.ClassPoor && h.Class[0] != schema.ClassPoor, true
}

func sum(v string) float64 {
	n, _ := Whole(v)
	return float64(n)
}
