package schema

import (
	"time"

	"github.com/sothon/sothon/sync/wire"
)

// Round is a survey campaign. It covers every area of the workspace.
type Round struct {
	ID       wire.ID
	Label    string  // "Rà soát 2026"
	Previous wire.ID // the round whose records are "last year"; zero: none
	Starts   time.Time
	Ends     time.Time // zero: no end named
	FormIDs  []string  // forms filled in this round
	Open     bool      // tablets work in it
}

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
	return named("label", r.Label)
}
