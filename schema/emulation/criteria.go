package emulation

import "time"

// Subject is a kind of those who are scored. The two tracks of households are two subjects and never stand in one list.
type Subject string

// The subjects.
const (
	SubjectCommune    Subject = "xa"
	SubjectVillage    Subject = "thon"
	SubjectRising     Subject = "ho_vuon_len" // poor and near-poor households that rise
	SubjectHelping    Subject = "ho_giup_do"  // households that help others
	SubjectOfficial   Subject = "can_bo"
	SubjectEnterprise Subject = "doanh_nghiep"
)

// Subjects lists them in the order of the plan, III.1.
var Subjects = []Subject{SubjectCommune, SubjectVillage, SubjectRising, SubjectHelping, SubjectOfficial, SubjectEnterprise}

// Criteria is a set of criteria, read from a workbook: what each subject is scored by.
type Criteria struct {
	Code      string
	Name      string
	From, To  string // ISO days; To "" = open
	Document  string // decision that made it
	Certainty string
	Sample    bool // not made by the council: every figure says so
	Marks     map[string]Mark
	Reports   []ReportDue
	Sheets    map[Subject]*Sheet
	Typed     map[string]FactKind // figures typed by hand, by code
}

// Mark is a day of the year that the plan names.
type Mark struct {
	Month time.Month
	Day   int
	Name  string
}

// On gives the mark's day in a year, ISO.
func (m Mark) On(year int) string {
	return time.Date(year, m.Month, m.Day, 0, 0, 0, 0, time.UTC).Format(time.DateOnly)
}

// The marks that the program asks for.
const (
	MarkReports  = "han_bao_cao"
	MarkPlan     = "ke_hoach_truoc"
	MarkPeakFrom = "cao_diem_tu"
	MarkPeakTill = "cao_diem_den"
)

// ReportDue is a report that a body owes each year; Body "thon" means every village.
type ReportDue struct{ Body, Name string }

// Sheet is what one subject is scored by: criteria that add up to 100 points, and conditions that carry none.
type Sheet struct {
	Subject  Subject
	Criteria []Criterion
	Gates    []Gate
	set      *Criteria
}

// Criterion is one criterion with the ways in which it is measured.
type Criterion struct {
	Code   string
	Name   Text
	Points float64
	Clause string // of the plan
	Parts  []Part
}

// Part is one measure: its points grow evenly from none at Zero to all at Full with the value of Over, divided by Under
// when it has one. Full below Zero means that less is better.
type Part struct {
	Label       Text
	Points      float64
	Over, Under string // codes of facts; Under "" = none
	Zero, Full  float64
}

// Gate is a condition without points, answered by hand: 1 met, 0 not.
type Gate struct {
	Code string
	Name Text
}

// InForce says that a set counts in a year: on its last day.
func (c *Criteria) InForce(year int) bool {
	day := time.Date(year, 12, 31, 0, 0, 0, 0, time.UTC).Format(time.DateOnly)
	return c.From <= day && (c.To == "" || c.To >= day)
}
