package schema

import (
	"time"

	"github.com/sothon/sothon/sync/wire"
)

// MaxBlobBytes is the largest photo or file.
const MaxBlobBytes = 8 << 20

// Blob is a photo, sound or file by the hash of its final bytes.
type Blob struct {
	Hash   wire.Hash
	Size   uint64
	Mime   string
	Stored time.Time // zero: named by a change, not received yet
	By     wire.ID   // the writer that sent it
	Area   wire.ID   // of the record that names it
	Record wire.ID
}
