package api

import (
	"testing"

	"github.com/sothon/sothon/sync/wire"
)

// Whatever a stranger sends as a request is refused or read, and what is read is a whole request.
func FuzzDecodePinRequest(f *testing.F) {
	var e wire.Encoder
	e.Array(5)
	e.Uint(wire.LayoutVersion)
	e.ID(wire.ID{1})
	e.ID(wire.ID{2})
	e.Bytes(append([]byte{4}, make([]byte, 64)...))
	e.Bytes([]byte("age-encryption.org/v1"))
	f.Add(e.B)
	f.Add(e.B[:60])
	f.Add([]byte{0x85, 1})
	f.Fuzz(func(t *testing.T, b []byte) {
		r, err := DecodePinRequest(b)
		if err != nil {
			return
		}
		if len(r.Pub) != wire.PublicKeySize || len(r.Wrap) == 0 || len(r.Wrap) > maxPinWrap || len(r.Check) != 7 {
			t.Errorf("%+v", r)
		}
	})
}
