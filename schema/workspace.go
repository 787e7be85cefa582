package schema

import (
	"time"

	"github.com/sothon/sothon/sync/wire"
)

// Workspace is one commune's data. Owner is the server's writer, the only one that makes rulings.
type Workspace struct {
	ID       wire.ID
	Name     string // "Xã Mẫu"
	OwnerPub []byte // 65 bytes; empty before the workspace is stored: the store fills it from its own key
	Created  time.Time
	Phone    string // that tablets show where help is needed: "0221 3862 111"; "" none
}

// Owner is the id of the owner's writer.
func (w *Workspace) Owner() wire.ID { return wire.WriterID(w.OwnerPub) }

// Validate says what is wrong with w.
func (w *Workspace) Validate() error {
	if w.ID.IsZero() {
		return Invalid("id", "Đơn vị chưa có mã.", "The workspace has no id.")
	}
	return named("name", w.Name)
}

// ValidPhone says what is wrong with a telephone number as people write it: "0221 3862 111", "+84 912.345.678"; "" is none.
func ValidPhone(s string) error {
	digits := 0
	for _, c := range s {
		switch {
		case c >= '0' && c <= '9':
			digits++
		case c != ' ' && c != '.' && c != '-' && c != '+':
			digits = 100
		}
	}
	if s != "" && (digits < 8 || digits > 15 || len(s) > 30) {
		return Invalid("phone", "Số điện thoại gồm 8 đến 15 chữ số, như 0221 3862 111.", "A telephone number has 8 to 15 digits, as 0221 3862 111.")
	}
	return nil
}
