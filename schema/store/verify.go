package store

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/sha256"
	"math/big"

	"github.com/sothon/sothon/sync/wire"
)

// Verifier checks ECDSA P-256 signatures (raw r‖s, 64 bytes, over SHA-256 of the message) of the holder of a public key
// (65 bytes, uncompressed). False when the bytes are no point of the curve.
func Verifier(pub []byte) (wire.Verifier, bool) {
	key, err := ecdsa.ParseUncompressedPublicKey(elliptic.P256(), pub)
	if err != nil {
		return nil, false
	}
	return func(msg, sig []byte) bool {
		if len(sig) != wire.SignatureSize {
			return false
		}
		h := sha256.Sum256(msg)
		return ecdsa.Verify(key, h[:], new(big.Int).SetBytes(sig[:32]), new(big.Int).SetBytes(sig[32:]))
	}, true
}
