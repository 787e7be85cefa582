package wire

import (
	"slices"

	"github.com/sothon/sothon/forms/digest"
)

// Parts are the items of an encoded change body; the slices are parts of it.
type Parts struct {
	Skeleton []byte
	Salt     []byte // 16 bytes; nil when erased
	Values   []byte // nil when erased
	Erased   *Hash  // digest in place of salt and values
}

// Split takes a body apart. It checks the outer structure only; DecodeChange checks all.
func Split(body []byte) (Parts, error) {
	var p Parts
	d := NewDecoder(body)
	n := d.Array(3)
	p.Skeleton = d.Raw()
	switch n {
	case 2:
		h := d.Hash()
		p.Erased = &h
	case 3:
		p.Salt = d.Bytes(16)
		if d.err == nil && len(p.Salt) != 16 {
			d.Fail("salt of the wrong length")
		}
		p.Values = d.Raw()
	default:
		d.Fail("wrong number of places")
	}
	if len(body) > MaxChangeBytes {
		d.fail(ErrTooLarge, "change")
	}
	return p, d.Done()
}

// C is c_n of a body taken apart.
func (p Parts) C() Hash {
	inner := p.Erased
	if inner == nil {
		h := digest.New()
		h.Write(p.Salt)
		h.Write(p.Values)
		var v Hash
		h.Sum(v[:0])
		inner = &v
	}
	skeleton := digest.Sum256(p.Skeleton)
	return Sum([]byte("sothon.change.1"), skeleton[:], inner[:])
}

// Digest is c_n = SHA-256("sothon.change.1" ‖ SHA-256(skeleton) ‖ SHA-256(salt16 ‖ values)): the same before and after
// erasing.
func Digest(body []byte) (Hash, error) {
	p, err := Split(body)
	if err != nil {
		return Hash{}, err
	}
	return p.C(), nil
}

// EraseBody gives the body with salt and values replaced by their digest.
func EraseBody(body []byte) ([]byte, error) {
	p, err := Split(body)
	if err != nil || p.Erased != nil {
		return body, err
	}
	inner := Sum(p.Salt, p.Values)
	var e Encoder
	e.Array(2)
	e.Raw(p.Skeleton)
	e.Hash(inner)
	return e.B, nil
}

// ChainStart is h_0 of a writer, from its public key.
func ChainStart(pub []byte) Hash { return Sum([]byte("sothon.chain.0"), pub) }

// NextHead is h_n from h_{n-1} and c_n.
func NextHead(h, c Hash) Hash { return Sum([]byte("sothon.chain.1"), h[:], c[:]) }

// SeenDigest is seen16: the first 16 bytes of SHA-256("sothon.seen.1" ‖ c of each distinct change named, by writer then
// seq). c gives the digest of a change named; false when it is not here, and then SeenDigest gives false too.
func SeenDigest(named []Dot, c func(Dot) (Hash, bool)) (*[16]byte, bool) {
	if len(named) == 0 {
		return nil, true
	}
	if !sortedDots(named) {
		named = SortDots(slices.Clone(named))
	}
	h := digest.New()
	h.Write([]byte("sothon.seen.1"))
	for _, dot := range named {
		x, ok := c(dot)
		if !ok {
			return nil, false
		}
		h.Write(x[:])
	}
	var sum Hash
	h.Sum(sum[:0])
	out := [16]byte(sum[:16])
	return &out, true
}
