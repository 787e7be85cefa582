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
	Bytes     []byte // canonical bytes; nil in lists
	Source    []byte // the workbook; nil in lists
}
