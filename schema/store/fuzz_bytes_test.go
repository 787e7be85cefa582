package store

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
)

// FuzzReadCursor: a cursor is read whole or not at all, and written again is the same bytes.
func FuzzReadCursor(f *testing.F) {
	f.Add([]byte{})
	f.Add(Cursor{Srv: 7, AreasDigest: [16]byte{1}}.Bytes())
	f.Add(Cursor{Srv: 1 << 63, Target: [16]byte{2}, Pos: 3}.Bytes())
	f.Fuzz(func(t *testing.T, b []byte) {
		c, ok := ReadCursor(b)
		if !ok {
			return
		}
		if again, ok := ReadCursor(c.Bytes()); !ok || again != c {
			t.Errorf("%x is read as %+v, then as %+v", b, c, again)
		}
	})
}

// FuzzHighWater: whatever became of the file, it is read as one that was written here or says nothing.
func FuzzHighWater(f *testing.F) {
	line := "0102030405060708090a0b0c0d0e0f10 00000000000000000002 00000000000000000041\n"
	f.Add([]byte(highWaterHead + line + highWaterEnd))
	f.Add([]byte(highWaterHead + line + line))
	f.Add([]byte(highWaterHead + "x 1 2\n" + highWaterEnd))
	dir := f.TempDir()
	f.Fuzz(func(t *testing.T, b []byte) {
		path := filepath.Join(dir, HighWater)
		ok(t, os.WriteFile(path, b, 0o600))
		h := highWater{path: path}
		ok(t, h.load())
		if len(h.was) > 0 && (!bytes.HasPrefix(b, []byte(highWaterHead)) || !bytes.HasSuffix(b, []byte(highWaterEnd))) {
			t.Errorf("%q is read as %v", b, h.was)
		}
	})
}
