package schema

import (
	"time"

	"github.com/sothon/sothon/sync/wire"
)

// List is one numbered state of a scoped list: households, members, loans, settings of one area or of the workspace.
type List struct {
	Number uint64 // from 1; one counter numbers all lists of a workspace
	Name   string
	Area   wire.ID // zero: the whole workspace
	Hash   wire.Hash
	Made   time.Time
	Bytes  []byte // nil in lists of lists
}
