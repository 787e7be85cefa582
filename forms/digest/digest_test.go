package digest

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"testing"

	"pgregory.net/rapid"
)

// The examples of FIPS 180-4 and of NIST's list of test vectors.
func TestKnown(t *testing.T) {
	for text, want := range map[string]string{
		"":    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
		"abc": "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
		"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq": "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1",
	} {
		d := begin()
		d.write([]byte(text))
		if got := d.sum(); hex.EncodeToString(got[:]) != want {
			t.Errorf("plain(%q) = %x", text, got)
		}
		if got := Sum256([]byte(text)); hex.EncodeToString(got[:]) != want {
			t.Errorf("Sum256(%q) = %x", text, got)
		}
	}
}

// TestEveryLength crosses the edges of blocks and of padding.
func TestEveryLength(t *testing.T) {
	b := make([]byte, 4*block+1)
	for i := range b {
		b[i] = byte(i * 7)
	}
	for n := range b {
		d := begin()
		d.write(b[:n])
		if got, want := d.sum(), sha256.Sum256(b[:n]); got != want {
			t.Fatalf("%d bytes: %x, the standard library says %x", n, got, want)
		}
	}
}

// TestLikeTheStandardLibrary writes texts in pieces and asks for the digest between them.
func TestLikeTheStandardLibrary(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		own, both, want := begin(), New(), sha256.New()
		for _, piece := range rapid.SliceOfN(rapid.SliceOfN(rapid.Byte(), 0, 200), 0, 12).Draw(t, "pieces") {
			own.write(piece)
			both.Write(piece)
			want.Write(piece)
			so := own
			if got := so.sum(); !bytes.Equal(got[:], want.Sum(nil)) {
				t.Fatalf("plain: %x, want %x", got, want.Sum(nil))
			}
			if got := both.Sum([]byte("x")); !bytes.Equal(got, want.Sum([]byte("x"))) {
				t.Fatalf("Hash: %x, want %x", got, want.Sum([]byte("x")))
			}
		}
	})
}

func BenchmarkPlain(b *testing.B) {
	data := make([]byte, 1<<16)
	b.SetBytes(int64(len(data)))
	for b.Loop() {
		d := begin()
		d.write(data)
		d.sum()
	}
}
