package api

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/sothon/sothon/sync/wire"
)

// Any photo sent in any parts, with repeats, wrong offsets and the folder opened anew in between, arrives whole, and is
// never visible before.
func TestBlobs_PartsInAnyCut(t *testing.T) {
	root := t.TempDir()
	n := 0
	rapid.Check(t, func(t *rapid.T) {
		n++
		dir := filepath.Join(root, string(rune('a'+n%26)), time.Duration(n).String())
		b, err := OpenBlobs(dir)
		if err != nil {
			t.Fatal(err)
		}
		defer func() { b.Close() }()
		data := rapid.SliceOfN(rapid.Byte(), 1, 4000).Draw(t, "photo")
		h, writer := wire.Sum(data), wire.ID{1}
		size := uint64(len(data))
		for steps := 0; ; steps++ {
			held := b.Held(writer, h)
			if _, have := b.Has(h); have {
				t.Fatal("visible before it was whole")
			}
			at := held
			if steps < 60 {
				switch rapid.IntRange(0, 5).Draw(t, "what") {
				case 0: // the server ends and begins again
					b.Close()
					if b, err = OpenBlobs(dir); err != nil {
						t.Fatal(err)
					}
					if b.Held(writer, h) != held {
						t.Fatal("a restart lost a part")
					}
					continue
				case 1: // a part whose answer was lost, or one from nowhere
					at = uint64(rapid.IntRange(0, int(size)).Draw(t, "offset"))
				}
			}
			end := min(size, at+uint64(rapid.IntRange(1, 1500).Draw(t, "length")))
			now, done, err := b.Append(writer, h, size, at, data[at:end])
			if at != held || at == end {
				if !errors.Is(err, errOffset) || now != held {
					t.Fatalf("offset %d of %d: %v, held %d", at, held, err, now)
				}
				continue
			}
			if err != nil || now != end || done != (end == size) {
				t.Fatalf("%d: %d %v %v", end, now, done, err)
			}
			if done {
				break
			}
		}
		f, err := b.Open(h)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		var got bytes.Buffer
		if _, err := got.ReadFrom(f); err != nil || !bytes.Equal(got.Bytes(), data) {
			t.Fatal("other bytes")
		}
	})
}

// What is whole and wrong is thrown away, another device's upload is not touched, abandoned ones go.
func TestBlobs_PartsWrongAbandonedTooMany(t *testing.T) {
	dir := t.TempDir()
	b, err := OpenBlobs(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	good := []byte("một ảnh")
	h, a, c := wire.Sum(good), wire.ID{1}, wire.ID{2}
	if _, _, err := b.Append(c, h, uint64(len(good)), 0, good[:3]); err != nil {
		t.Fatal(err)
	}
	if _, done, err := b.Append(a, h, uint64(len(good)), 0, []byte("hỏng ản")[:len(good)]); !errors.Is(err, errMismatch) || done || b.Held(a, h) != 0 {
		t.Fatalf("wrong bytes: %v, held %d", err, b.Held(a, h))
	}
	if b.Held(c, h) != 3 {
		t.Fatal("another device's upload is gone")
	}
	old := filepath.Join(dir, partPath(c, h))
	if err := os.Chtimes(old, time.Now().Add(-8*24*time.Hour), time.Now().Add(-8*24*time.Hour)); err != nil {
		t.Fatal(err)
	}
	for i := range maxParts + 3 {
		if _, _, err := b.Append(a, wire.Hash{byte(i)}, 100, 0, []byte("x")); err != nil {
			t.Fatal(err)
		}
	}
	left, err := os.ReadDir(filepath.Join(dir, "new"))
	if err != nil || len(left) != maxParts {
		t.Fatalf("%d uploads under way, %v", len(left), err)
	}
	if b.Held(c, h) != 0 {
		t.Error("an abandoned upload is still here")
	}
}
