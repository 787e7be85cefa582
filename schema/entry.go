package schema

import (
	"time"

	"github.com/sothon/sothon/sync/wire"
)

// Entry is one line of a register of the movement (schema/emulation says which registers there are and what columns each
// has): dated, of an area, with the households that take part and the files that prove it. Every change is a version of its
// own; none is overwritten.
type Entry struct {
	ID         wire.ID
	Kind       string  // of schema/emulation
	Area       wire.ID // zero: the whole commune's
	Year       int     // of the movement that it counts for
	Title      string  // what lists call it
	Day        string  // ISO day by which it is listed
	Due, Done  string  // ISO days; "" none
	Values     map[string]string
	Households []wire.ID
	Files      []EntryFile
	Removed    bool // taken out of the register, with a reason; its versions stay
	Version    int  // from 1
	Reason     string
	By         wire.ID
	At         time.Time
}

// EntryFile is a paper or picture that proves an entry.
type EntryFile struct {
	Hash wire.Hash
	Name string
	Mime string
	Size uint64
}

// maxEntryFiles bounds the files of one entry, maxEntryHouseholds its households.
const (
	maxEntryFiles      = 40
	maxEntryHouseholds = 2000
)

// Validate says what is wrong with e; what its columns may hold is the business of its kind (schema/emulation).
func (e *Entry) Validate() error {
	switch {
	case e.ID.IsZero() || e.Kind == "":
		return Invalid("id", "Dòng sổ chưa có mã hoặc loại.", "The entry has no id or kind.")
	case e.Year < 2000 || e.Year > 2100:
		return Invalid("year", "Năm phải từ 2000 đến 2100.", "The year must be between 2000 and 2100.")
	case len(e.Files) > maxEntryFiles:
		return Invalid("files", "Mỗi dòng có tối đa 40 tệp.", "An entry has at most 40 files.")
	case len(e.Households) > maxEntryHouseholds:
		return Invalid("households", "Mỗi dòng có tối đa 2.000 hộ.", "An entry has at most 2,000 households.")
	}
	for _, d := range []string{e.Day, e.Due, e.Done} {
		if d != "" && !IsDay(d) {
			return Invalid("day", "Ngày chưa đúng.", "A day is not a date.")
		}
	}
	return named("title", e.Title)
}

// IsDay says that a text is a day of the calendar, written 2026-11-15.
func IsDay(s string) bool {
	_, err := time.Parse(time.DateOnly, s)
	return err == nil
}
