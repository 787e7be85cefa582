//go:build !js

package digest

import (
	"crypto/sha256"
	"hash"
)

// Sum256 is the SHA-256 digest of b.
func Sum256(b []byte) [Size]byte { return sha256.Sum256(b) }

// Hash computes a SHA-256 digest piece by piece.
type Hash struct{ h hash.Hash }

// New begins a digest of nothing.
func New() *Hash { return &Hash{sha256.New()} }

// Write adds bytes; it never fails.
func (d *Hash) Write(b []byte) (int, error) { return d.h.Write(b) }

// Sum appends the digest of everything written so far to b.
func (d *Hash) Sum(b []byte) []byte { return d.h.Sum(b) }
