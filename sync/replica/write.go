package replica

import (
	"strconv"
	"strings"

	"github.com/sothon/sothon/sync/wire"
)

// The stores, by the names of the caller's object stores.
const (
	StoreMeta   = "meta"
	StoreChange = "change"
	StoreDraft  = "draft"
	StoreForm   = "form"
	StoreList   = "list"
	StoreBlobQ  = "blobq"
)

// Keys of the store meta.
const (
	keyIdentity = "identity"
	keyHead     = "head"
	keySync     = "sync"
	keyGrants   = "grants"
	keyPos      = "pos/"
	keyRead     = "read/"
	keyCase     = "case/"
)

// keyIDs begins the keys of id columns in the store list.
const keyIDs = "ids/"

// layout is the first place of every stored value.
const layout = 1

// Write puts a value, or deletes it when Value is nil.
type Write struct {
	Store, Key string
	Value      []byte
}

// Random fills p with random bytes.
type Random func(p []byte)

// Error tells a person what went wrong and what to do, in Vietnamese and English; Code is one word for programs.
type Error struct{ Code, Vi, En string }

// Error gives the English text.
func (e *Error) Error() string { return "replica: " + e.Code + ": " + e.En }

func fail(code, vi, en string) error { return &Error{code, vi, en} }

func hex8(n uint64) string {
	s := strconv.FormatUint(n, 16)
	if len(s) < 8 {
		s = "00000000"[len(s):] + s
	}
	return s
}

func changeKey(d wire.Dot, c wire.Hash) string {
	return d.Writer.String() + "/" + hex8(d.Seq) + "/" + c.String()
}

func parseChangeKey(k string) (d wire.Dot, c wire.Hash, ok bool) {
	p := strings.Split(k, "/")
	if len(p) != 3 {
		return d, c, false
	}
	w, err := wire.ParseID(p[0])
	seq, err2 := strconv.ParseUint(p[1], 16, 64)
	c, err3 := wire.ParseHash(p[2])
	return wire.Dot{Writer: w, Seq: seq}, c, err == nil && err2 == nil && err3 == nil
}

func draftKey(record wire.ID, n int) string { return record.String() + "/" + hex8(uint64(n)) }

func parseDraftKey(k string) (record wire.ID, n int, ok bool) {
	a, b, found := strings.Cut(k, "/")
	if !found {
		return record, 0, false
	}
	record, err := wire.ParseID(a)
	i, err2 := strconv.ParseUint(b, 16, 31)
	return record, int(i), err == nil && err2 == nil
}

func listKey(number uint64) string { return strconv.FormatUint(number, 10) }
