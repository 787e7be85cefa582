package store

import (
	"bytes"
	"testing"
)

// A list comes from an import: whatever its bytes, reading it ends with an error or with ids, never with a panic.
func FuzzListColumn(f *testing.F) {
	area := nameID("a")
	f.Add(encodeList("ho", area, nameID("x").UUID(), "no id"))
	f.Add(encodeList("ho", area))
	f.Add([]byte{0x85, 1, 0x62, 'h', 'o', 0x50})
	f.Add(bytes.Repeat([]byte{0x9b, 0xff}, 20))
	f.Fuzz(func(t *testing.T, b []byte) {
		ids, err := listColumn(b, area, "ho")
		if err == nil && len(ids) > len(b) {
			t.Fatalf("%d ids in %d bytes", len(ids), len(b))
		}
		if back := unpackIDs(packIDs(ids)); len(back) != len(ids) {
			t.Fatal("packing lost an id")
		}
	})
}
