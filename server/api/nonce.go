package api

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"slices"
	"time"

	"github.com/sothon/sothon/schema/store"
	"github.com/sothon/sothon/sync/wire"
)

// NonceTime is how long a nonce is good for.
const NonceTime = 15 * time.Minute

// Nonces makes and checks nonces without keeping any: 8 bytes of time (ms UTC) and 16 of a MAC over them and the writer.
// A request repeated within the time is harmless: pushes and blobs are idempotent.
type Nonces struct {
	Secret []byte
	Clock  func() time.Time
}

// New makes a nonce for a writer.
func (n Nonces) New(writer wire.ID) []byte {
	b := binary.BigEndian.AppendUint64(nil, uint64(n.Clock().UnixMilli()))
	return append(b, n.mac("sothon.nonce.1", writer, b)...)
}

// Valid says that a nonce was made here for this writer, and is young enough.
func (n Nonces) Valid(writer wire.ID, nonce []byte) bool {
	if len(nonce) != 24 || !hmac.Equal(nonce[8:], n.mac("sothon.nonce.1", writer, nonce[:8])) {
		return false
	}
	age := n.Clock().UnixMilli() - int64(binary.BigEndian.Uint64(nonce))
	return age >= -NonceTime.Milliseconds() && age <= NonceTime.Milliseconds()
}

func (n Nonces) mac(what string, writer wire.ID, b []byte) []byte {
	h := hmac.New(sha256.New, n.Secret)
	h.Write([]byte(what))
	h.Write(writer[:])
	h.Write(b)
	return h.Sum(nil)[:16]
}

// sealCursor gives a cursor as the tablet keeps it, with a MAC: a tablet can not make one up. The MAC says in which of the
// owner's epochs it was made.
func (n Nonces) sealCursor(writer wire.ID, c store.Cursor, epoch uint64) []byte {
	b := c.Bytes()
	return append(b, n.cursorMAC(writer, b, epoch)...)
}

func (n Nonces) cursorMAC(writer wire.ID, b []byte, epoch uint64) []byte {
	return n.mac("sothon.cursor.1", writer, binary.BigEndian.AppendUint64(slices.Clone(b), epoch))
}

// openCursor reads it; anything else is the beginning of the feed. So is one of an earlier epoch (◆D14), but for the areas
// that it covers: what it says of this server's feed may never have been, and areas lost since must still be told.
func (n Nonces) openCursor(writer wire.ID, b []byte, epoch uint64) (c store.Cursor) {
	if len(b) < 16 {
		return c
	}
	b, seal := b[:len(b)-16], b[len(b)-16:]
	for e := epoch; e > 0; e-- {
		if !hmac.Equal(seal, n.cursorMAC(writer, b, e)) {
			continue
		}
		if c, _ = store.ReadCursor(b); e < epoch {
			c = store.Cursor{AreasDigest: c.AreasDigest}
		}
		break
	}
	return c
}

func sortIDs(ids []wire.ID) []wire.ID {
	slices.SortFunc(ids, wire.ID.Compare)
	return slices.Compact(ids)
}

// Nonce makes a nonce for a writer, as a reply would.
func (a *API) Nonce(writer wire.ID) []byte { return a.nonces.New(writer) }
