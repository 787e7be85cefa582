package schema

import (
	"strconv"
	"time"

	"github.com/sothon/sothon/sync/wire"
)

// CriteriaSet is a workbook of criteria that the commune loaded for a year (schema/emulation reads it). It counts for that
// year and those after it, until a newer one.
type CriteriaSet struct {
	Year   int
	N      int // from 1 within the year
	Name   string
	Sample bool
	File   string // name of the workbook
	Source []byte // nil in lists
	Reason string
	By     wire.ID
	At     time.Time
}

// TypedFact is a figure of a scorecard that a person typed and signed.
type TypedFact struct {
	Year    int
	Subject string  // of schema/emulation
	Who     wire.ID // village, household, entry of a register; zero: the commune
	Code    string
	N       int
	Value   string // a decimal with a point; "" = taken back
	Note    string // where the figure comes from
	File    *EntryFile
	By      wire.ID
	At      time.Time
}

// Validate says what is wrong with f.
func (f *TypedFact) Validate() error {
	if f.Year < 2000 || f.Year > 2100 || f.Code == "" || f.Subject == "" {
		return Invalid("code", "Chưa rõ số liệu nào, năm nào.", "It is not clear which figure of which year it is.")
	}
	if f.Value != "" {
		if _, err := strconv.ParseFloat(f.Value, 64); err != nil {
			return Invalid("value", "Số liệu phải là số.", "The figure must be a number.")
		}
	}
	switch {
	case Clean(f.Note) == "":
		return Invalid("note", "Nhờ ghi số liệu lấy từ đâu (văn bản, sao kê, biên bản).", "Write where the figure comes from.")
	case len(f.Note) > 1000:
		return Invalid("note", "Ghi chú dài quá.", "The note is too long.")
	}
	return nil
}

// SettledScore is a scorecard as it was settled on a day for the council.
type SettledScore struct {
	Year    int
	Subject string
	Who     wire.ID
	N       int
	Area    wire.ID
	Name    string
	Total   float64
	Missing float64 // points that could not be counted
	Sample  bool
	Body    []byte // JSON of schema/emulation.Scorecard
	Note    string
	By      wire.ID
	At      time.Time
}
