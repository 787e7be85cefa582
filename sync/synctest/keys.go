package synctest

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/sha256"
	"encoding/asn1"
	"errors"
	"math/big"
	"strconv"
	"sync"

	"github.com/sothon/sothon/sync/wire"
)

// key is a P-256 key that is the same at every run. It signs deterministically (RFC 6979).
type key struct {
	priv *ecdsa.PrivateKey
	pub  []byte
	id   wire.ID
}

var (
	keyMu sync.Mutex
	keys  = map[string]*key{}
)

// keyOf makes the key of a name: the name's digest is the secret number.
func keyOf(name string) *key {
	keyMu.Lock()
	defer keyMu.Unlock()
	if k := keys[name]; k != nil {
		return k
	}
	for i := 0; ; i++ {
		secret := sha256.Sum256([]byte("synctest key " + name + strconv.Itoa(i)))
		priv, err := ecdsa.ParseRawPrivateKey(elliptic.P256(), secret[:])
		if err != nil {
			continue // not below the order of the curve: one in 2^32
		}
		pub, err := priv.PublicKey.Bytes()
		if err != nil {
			continue
		}
		k := &key{priv, pub, wire.WriterID(pub)}
		keys[name] = k
		return k
	}
}

// Public gives the 65-byte point.
func (k *key) Public() []byte { return k.pub }

// Sign gives raw r‖s over SHA-256 of the message.
func (k *key) Sign(msg []byte) ([]byte, error) {
	h := sha256.Sum256(msg)
	der, err := k.priv.Sign(nil, h[:], crypto.SHA256)
	if err != nil {
		return nil, err
	}
	var rs struct{ R, S *big.Int }
	if rest, err := asn1.Unmarshal(der, &rs); err != nil || len(rest) > 0 {
		return nil, errors.New("synctest: signature can not be read")
	}
	return append(rs.R.FillBytes(make([]byte, 32)), rs.S.FillBytes(make([]byte, 32))...), nil
}

// nameID is an id that a name always gives.
func nameID(s string) wire.ID {
	h := sha256.Sum256([]byte("synctest id " + s))
	return wire.ID(h[:16])
}
