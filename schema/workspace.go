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
