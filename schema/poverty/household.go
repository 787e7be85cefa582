package poverty

import (
	"strconv"
	"strings"
	"time"

	"github.com/sothon/sothon/forms/xpath"
)

// MaxMembers is the largest household that can be judged; more is a mistake of the data.
const MaxMembers = 200

// Household is what is known of a household: the answers of its record under the names of the survey. Codes are texts,
// several codes are separated by spaces, dates are ISO. Not answered is absent or "".
type Household struct {
	Answers   map[string]string
	Members   []map[string]string // nil = nobody was asked who lives here; empty = nobody does
	Residence Residence           // of its village on the day of the visit
	Region    string              // column of the point table beside the residence, "" = none
	B1        *int                // income points as stated; nil = count them by the table of the rule set
	Income    *int64              // official finding, đồng a person a month; nil = none
}

// person is one member as the rules see it: its answers, each given, missing or not asked at this age.
type person struct {
	given  []string // by slot of the question (and of …_dat); "" = not given
	lo, hi int      // age in whole months: the youngest and oldest it can be; lo == hi when known
	counts seen     // whether it is counted, once that is known for certain; 0 before
	name   string
	open   []bool // by slot: asked but not answered
}

// birthRange gives the ages in months that a birth date allows on a day. Precision "2" is known to the month, "3" to the
// year, as is a date written no further than that; any age when the date or the day can not be read.
func birthRange(birth, precision string, visit time.Time) (lo, hi int) {
	b, err := parseDay(birth)
	if err != nil { // written as far as it is known
		if b, err = time.Parse("2006-01", birth); err == nil {
			precision = "2"
		} else if b, err = time.Parse("2006", birth); err == nil {
			precision = "3"
		}
	}
	if err != nil || visit.IsZero() {
		return 0, maxAge*12 + 12
	}
	first, last := b, b
	switch precision {
	case "2":
		first = time.Date(b.Year(), b.Month(), 1, 0, 0, 0, 0, time.UTC)
		last = first.AddDate(0, 1, -1)
	case "3":
		first = time.Date(b.Year(), 1, 1, 0, 0, 0, 0, time.UTC)
		last = time.Date(b.Year(), 12, 31, 0, 0, 0, 0, time.UTC)
	}
	return months(last, visit), months(first, visit)
}

// months counts whole months from a birth to a day; 0 for a birth in the future.
func months(birth, day time.Time) int {
	n := (day.Year()-birth.Year())*12 + int(day.Month()) - int(birth.Month())
	if day.Day() < birth.Day() {
		n--
	}
	return max(n, 0)
}

func parseDay(s string) (time.Time, error) {
	if len(s) > 10 && (s[10] == 'T' || s[10] == ' ') {
		s = s[:10]
	}
	return time.Parse(time.DateOnly, s)
}

// read normalises an answer: "" when it is missing, not one of the choices, no number, or says "not known".
func (q *question) read(raw string) string {
	raw = strings.TrimSpace(raw)
	if raw == "" {
		return ""
	}
	switch q.Kind {
	case KindCode:
		if c, ok := q.codes[raw]; len(q.codes) > 0 && (!ok || c.Unknown) {
			return ""
		}
	case KindCodes:
		if len(q.codes) == 0 {
			return raw
		}
		out := ""
		for _, f := range strings.Fields(raw) {
			if c, ok := q.codes[f]; ok && !c.Unknown {
				out += " " + f
			}
		}
		return strings.TrimPrefix(out, " ")
	case KindNumber:
		if f := xpath.ParseNumber(raw); f != f {
			return ""
		}
	case KindDate:
		if _, err := parseDay(raw); err != nil {
			return ""
		}
	}
	return raw
}

// at says whether the question is asked at an age in whole years.
func (q *question) at(years int) bool { return years >= q.From && (q.To < 0 || years <= q.To) }

// ever says whether it is asked at any age of a range in months.
func (q *question) ever(lo, hi int) bool { return hi/12 >= q.From && (q.To < 0 || lo/12 <= q.To) }

// mark gives what an answer counts as (…_dat), "" when that is not settled.
func (q *question) mark(answer string) string {
	if c, ok := q.codes[answer]; ok {
		return c.Passes
	}
	return ""
}

func (p *plan) person(m map[string]string, visit time.Time, at int) person {
	out := person{given: make([]string, p.memberSlots), open: make([]bool, p.memberSlots), name: strings.TrimSpace(m[codeName])}
	if out.name == "" {
		out.name = strconv.Itoa(at + 1)
	}
	out.lo, out.hi = birthRange(strings.TrimSpace(m[codeBirth]), strings.TrimSpace(m[codePrecision]), visit)
	for _, q := range p.members {
		if !q.ever(out.lo, out.hi) {
			continue
		}
		v := q.read(m[q.Code])
		if v == "" {
			out.open[q.slot] = true
			continue
		}
		out.given[q.slot] = v
		if q.passes >= 0 {
			if k := q.mark(v); k != "" {
				out.given[q.passes] = k
			}
		}
	}
	return out
}
