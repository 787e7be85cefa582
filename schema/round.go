package schema

import (
	"slices"
	"strings"
	"time"

	"github.com/sothon/sothon/sync/wire"
)

// Round is a survey campaign.
type Round struct {
	ID       wire.ID
	Label    string  // "Rà soát 2026"
	Previous wire.ID // the round whose records are "last year"; zero: none
	Starts   time.Time
	Ends     time.Time // zero: no end named
	FormIDs  []string  // forms filled in this round
	Open     bool      // tablets work in it
	Areas    []wire.ID // areas that it covers; none: every one
	Pins     []Pin     // forms that stay at one version; the others go on with the newest
	Rules    []string  // names of the rule sets that results are computed by, for the head of pages
	Closed   time.Time // zero: never closed, or opened again
}

// Pin keeps a form of a round at one published version.
type Pin struct {
	FormID  string
	Version uint64
}

// Pinned gives the version at which the round keeps a form, 0 for the newest.
func (r *Round) Pinned(formID string) uint64 {
	for _, p := range r.Pins {
		if p.FormID == formID {
			return p.Version
		}
	}
	return 0
}

// Covers says that the round is held in an area.
func (r *Round) Covers(area wire.ID) bool { return len(r.Areas) == 0 || slices.Contains(r.Areas, area) }

// Overlaps says that two rounds are held in one area.
func (r *Round) Overlaps(o *Round) bool {
	return len(r.Areas) == 0 || len(o.Areas) == 0 || slices.ContainsFunc(r.Areas, o.Covers)
}

// Assignment says that a collector visits a household in a round.
type Assignment struct {
	Case wire.ID
	User wire.ID
	At   time.Time
	By   wire.ID
	Note string // what the one before wants the next to know; "" none
}

// Reminder is the last word that the office sent a collector about a round.
type Reminder struct {
	User wire.ID
	At   time.Time
	By   wire.ID
	Note string
}

// maxRules and maxRule bound the rule sets of a round.
const (
	maxRules = 10
	maxRule  = 120
)

// Validate says what is wrong with r.
func (r *Round) Validate() error {
	switch {
	case r.ID.IsZero():
		return Invalid("id", "Đợt chưa có mã.", "The round has no id.")
	case r.Previous == r.ID:
		return Invalid("previous", "Đợt trước không thể là chính đợt này.", "A round can not follow itself.")
	case !r.Ends.IsZero() && r.Ends.Before(r.Starts):
		return Invalid("ends", "Ngày kết thúc trước ngày bắt đầu.", "The round ends before it starts.")
	}
	if len(r.Rules) > maxRules || slices.ContainsFunc(r.Rules, func(s string) bool {
		return s == "" || len([]rune(s)) > maxRule || Clean(s) != s || strings.Contains(s, "\n")
	}) {
		return Invalid("rules", "Tên bộ quy tắc dài quá 120 chữ, hoặc quá 10 bộ.", "At most 10 rule sets of 120 characters.")
	}
	if slices.ContainsFunc(r.Areas, wire.ID.IsZero) {
		return Invalid("areas", "Địa bàn chưa đúng.", "An area has no id.")
	}
	return named("label", r.Label)
}
