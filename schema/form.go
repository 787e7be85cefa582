package schema

import (
	"time"

	"github.com/sothon/sothon/sync/wire"
)

// FormVersion is one compiled version of a form: a draft until published, then immutable.
type FormVersion struct {
	Hash      wire.Hash // of Bytes
	FormID    string
	Version   uint64 // from 1 in the order of publication; 0: a draft
	Title     string
	Uploaded  time.Time
	By        wire.ID // who uploaded
	Published time.Time
	PublBy    wire.ID   // who published
	Note      string    // what the version changes, in the words of who published it
	Retired   time.Time // of the form id: no new records since; zero: in use
	Bytes     []byte    // canonical bytes; nil in lists
	Source    []byte    // the workbook; nil in lists
	HasSource bool      // the workbook is kept; said in lists
}
