//go:build js

package digest

// Sum256 is the SHA-256 digest of b.
func Sum256(b []byte) [Size]byte {
	d := begin()
	d.write(b)
	return d.sum()
}

// Hash computes a SHA-256 digest piece by piece.
type Hash struct{ d plain }

// New begins a digest of nothing.
func New() *Hash { return &Hash{begin()} }

// Write adds bytes; it never fails.
func (d *Hash) Write(b []byte) (int, error) {
	d.d.write(b)
	return len(b), nil
}

// Sum appends the digest of everything written so far to b.
func (d *Hash) Sum(b []byte) []byte {
	rest := d.d
	out := rest.sum()
	return append(b, out[:]...)
}
