package schema

import "github.com/sothon/sothon/sync/wire"

// Area is an opaque work area, usually a village, that grants and feeds go by.
type Area struct {
	ID       wire.ID
	Label    string // "Thôn Đông"
	Position int    // order on pages, from 0
}

// Validate says what is wrong with a.
func (a *Area) Validate() error {
	if a.ID.IsZero() {
		return Invalid("id", "Địa bàn chưa có mã.", "The area has no id.")
	}
	return named("label", a.Label)
}
