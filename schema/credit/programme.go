package credit

import (
	"slices"
	"time"
)

// Certainty says how far a figure of law is known.
type Certainty string

// The marks, the surest first. A figure that is not Verified is shown with its mark.
const (
	Verified  Certainty = "V"  // read in the document or on the bank's page
	Secondary Certainty = "R"  // read in another's data
	Believed  Certainty = "B+" // known, not read again
	Doubtful  Certainty = "B?" // to be checked before it is relied on
)

// Programme is what a VBSP programme allows in a span of time. Days are ISO dates, money dong.
type Programme struct {
	Code, Name  string
	From, Until string   // in force from, until and with; Until "" = to this day
	Limit       int64    // most that one borrower may owe; 0 = no fixed limit
	Rate        string   // percent a year as people write it: "6,6"; "" = not known
	OverdueRate string   // percent a year for what is overdue
	Months      int      // longest term; 0 = not fixed
	Classes     []string // the household's class on the day of the loan must be one of these; none = any household
	After       int      // months after leaving the list during which a household may still borrow; 0 = none
	Document    string
	Certainty   Certainty
	Note        string
}

// Programmes are rows of the workbook, by code and then by day.
type Programmes []Programme

// On gives the programme of this code in force on a day.
func (p Programmes) On(code, day string) (Programme, bool) {
	for i := range p {
		if p[i].Code == code && p[i].From <= day && (p[i].Until == "" || day <= p[i].Until) {
			return p[i], true
		}
	}
	return Programme{}, false
}

// Name is what a programme is called on a day, else what it was called at any time, else its code.
func (p Programmes) Name(code, day string) string {
	if x, ok := p.On(code, day); ok {
		return x.Name
	}
	for i := range p {
		if p[i].Code == code {
			return p[i].Name
		}
	}
	return code
}

// Codes lists the programmes in the order of the workbook.
func (p Programmes) Codes() []string {
	var out []string
	for i := range p {
		if !slices.Contains(out, p[i].Code) {
			out = append(out, p[i].Code)
		}
	}
	return out
}

// Standing is a household's class at a moment, as eligibility asks for it: Class "" = not known.
type Standing struct {
	Class string
	Left  int // months since the household left the list of the poor or near-poor; -1 = it never was on it, or not known
}

// Eligible says whether a household in this standing on the day of the loan may borrow under the programme.
func (p *Programme) Eligible(at Standing) Truth {
	switch {
	case len(p.Classes) == 0:
		return True
	case at.Class == "":
		return Unknown
	case slices.Contains(p.Classes, at.Class):
		return True
	case p.After > 0 && at.Left >= 0 && at.Left <= p.After && at.Class != "HN" && at.Class != "HCN":
		return True
	}
	return False
}

// Over gives by how much an amount is above the programme's limit; 0 when it is within, or there is no limit.
func (p *Programme) Over(amount int64) int64 {
	if p.Limit == 0 || amount <= p.Limit {
		return 0
	}
	return amount - p.Limit
}

// Months counts the months from one ISO day to another, a part of one as a whole; 0 when either is no day.
func Months(from, to string) int {
	a, err := time.Parse(time.DateOnly, from)
	b, err2 := time.Parse(time.DateOnly, to)
	if err != nil || err2 != nil || !b.After(a) {
		return 0
	}
	n := 0
	for a.AddDate(0, n, 0).Before(b) {
		n++
	}
	return n
}
