package replica

import (
	"slices"
	"strconv"
	"strings"

	"github.com/sothon/sothon/sync/wire"
)

// formChoice is a form of a round, at one version or (0) at the newest.
type formChoice struct {
	formID  string
	version uint64
}

// formChoices reads the column forms of the list dot: "id" or "id=3", with spaces between.
func formChoices(s string) []formChoice {
	var out []formChoice
	for _, word := range strings.Fields(s) {
		form, number, pinned := strings.Cut(word, "=")
		c := formChoice{formID: form}
		if n, err := strconv.ParseUint(number, 10, 63); pinned && err == nil {
			c.version = n
		}
		out = append(out, c)
	}
	return out
}

// fills says that a form version is filled in the round.
func (r Round) fills(f wire.FormRef) bool {
	return len(r.forms) == 0 || slices.ContainsFunc(r.forms, func(c formChoice) bool {
		return c.formID == f.FormID && (c.version == 0 || c.version == f.Version)
	})
}

// held says that a round whose column areas is s is held in one of some areas: none named means everywhere.
func held(s string, areas []wire.ID) bool {
	words := strings.Fields(s)
	return len(words) == 0 || slices.ContainsFunc(words, func(w string) bool {
		x, err := wire.ParseID(w)
		return err == nil && slices.Contains(areas, x)
	})
}

var errRetired = &Error{"retired", "Đợt đã đóng, hoặc xã đã ngừng dùng biểu mẫu này: không bắt đầu phiếu mới. Phiếu đang dở vẫn làm tiếp và gửi được.",
	"The round is closed, or the commune has retired this form: no new record is begun. What was begun can be finished and sent."}

// begins refuses to begin a record of a retired form: one of which nothing is here yet.
func (r *Replica) begins(formID string, record wire.ID) error {
	if slices.Contains(r.round().retired, formID) && r.drafts[record] == nil && r.records[record] == nil {
		return errRetired
	}
	return nil
}
