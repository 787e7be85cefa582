package schema

import (
	"time"

	"github.com/sothon/sothon/sync/wire"
)

// AuditRow is one line of the audit log of office work. Each row's hash covers the row before, so that an edited, removed
// or swapped row is found.
type AuditRow struct {
	N       uint64 // from 1, without gaps
	At      time.Time
	User    wire.ID // zero: the program itself
	Action  string  // "user.create", "device.revoke", "form.publish" …
	Subject string  // id of what it was done to
	Detail  string  // JSON without personal data
	Hash    wire.Hash
}
