// Package keytest gives tests keys of owners and tablets: P-256, signing raw r‖s over SHA-256 as store.Config.Owner and a
// tablet's log ask for.
package keytest

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"testing"
)

// Key is a private key.
type Key struct{ *ecdsa.PrivateKey }

// New makes a key.
func New(t testing.TB) *Key {
	t.Helper()
	k, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return &Key{k}
}

// Of gives the key of a secret number of 32 bytes: the same in every process.
func Of(t testing.TB, secret []byte) *Key {
	t.Helper()
	k, err := ecdsa.ParseRawPrivateKey(elliptic.P256(), secret)
	if err != nil {
		t.Fatal(err)
	}
	return &Key{k}
}

// Public gives the 65-byte point.
func (k *Key) Public() []byte {
	b, err := k.PublicKey.Bytes()
	if err != nil {
		panic(err) // a point of P-256 has an encoding
	}
	return b
}

// Sign gives raw r‖s, 64 bytes.
func (k *Key) Sign(msg []byte) ([]byte, error) {
	h := sha256.Sum256(msg)
	r, s, err := ecdsa.Sign(rand.Reader, k.PrivateKey, h[:])
	if err != nil {
		return nil, err
	}
	return append(r.FillBytes(make([]byte, 32)), s.FillBytes(make([]byte, 32))...), nil
}
