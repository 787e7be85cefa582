package digest

import (
	"crypto/md5"
	"crypto/sha1"
	"crypto/sha512"
	"testing"

	"pgregory.net/rapid"
)

// TestMore: the digests are those of the standard library, whatever the length.
func TestMore(t *testing.T) {
	t.Parallel()
	for n := range 300 {
		compare(t, make([]byte, n))
	}
	rapid.Check(t, func(t *rapid.T) { compare(t, rapid.SliceOfN(rapid.Byte(), 0, 600).Draw(t, "b")) })
}

func compare(t interface{ Errorf(string, ...any) }, b []byte) {
	if MD5(b) != md5.Sum(b) {
		t.Errorf("MD5 of %x", b)
	}
	if SHA1(b) != sha1.Sum(b) {
		t.Errorf("SHA-1 of %x", b)
	}
	if Sum384(b) != sha512.Sum384(b) {
		t.Errorf("SHA-384 of %x", b)
	}
	if Sum512(b) != sha512.Sum512(b) {
		t.Errorf("SHA-512 of %x", b)
	}
}
