package schema

import (
	"time"

	"github.com/sothon/sothon/sync/wire"
)

// SavedView is a filter of the inbox that a person keeps under a name.
type SavedView struct {
	ID     wire.ID
	User   wire.ID // whose it is
	Name   string
	Query  string // of the address, without "?"
	Shared bool   // everybody sees it, within their own areas
	Made   time.Time
}

// Validate refuses a view without a name or with an address that is too long.
func (v *SavedView) Validate() error {
	if err := named("name", v.Name); err != nil {
		return err
	}
	if len(v.Query) > 2000 {
		return Invalid("query", "Bộ lọc dài quá. Bỏ bớt điều kiện.", "The filter is too long. Leave some of it out.")
	}
	return nil
}

// Twin is another case that a record looks like.
type Twin struct {
	Case   wire.ID
	Record wire.ID // its newest record
	Label  string
	Code   string
	Area   wire.ID
	Round  wire.ID
	Keys   []string // what both are recognised by: "id:012…", "born:ten/1960", "lives:ten/area"
}
