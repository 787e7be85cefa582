package digest

import "math/bits"

// Size is the length of a digest in bytes.
const Size = 32

const block = 64

// plain is SHA-256 as FIPS 180-4 §6.2 states it, with no part of the standard library's crypto.
type plain struct {
	h [8]uint32
	x [block]byte
	n int    // bytes waiting in x
	l uint64 // bytes written
}

func begin() plain {
	return plain{h: [8]uint32{0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19}}
}

// roundKeys are the constants K of FIPS 180-4 §4.2.2.
var roundKeys = [64]uint32{
	0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
	0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
	0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
	0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
	0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
	0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
	0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
	0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
}

func (d *plain) write(b []byte) {
	d.l += uint64(len(b))
	if d.n > 0 {
		k := copy(d.x[d.n:], b)
		d.n, b = d.n+k, b[k:]
		if d.n < block {
			return
		}
		d.mix(d.x[:])
		d.n = 0
	}
	for len(b) >= block {
		d.mix(b[:block])
		b = b[block:]
	}
	d.n = copy(d.x[:], b)
}

// sum pads what was written (FIPS 180-4 §5.1.1) and gives the digest; the receiver is spent.
func (d *plain) sum() (out [Size]byte) {
	length := d.l * 8
	var pad [block + 8]byte
	pad[0] = 0x80
	k := block - 8 - d.n
	if k <= 0 {
		k += block
	}
	for i := range 8 {
		pad[k+i] = byte(length >> (56 - 8*i))
	}
	d.write(pad[:k+8])
	for i, h := range d.h {
		out[4*i], out[4*i+1], out[4*i+2], out[4*i+3] = byte(h>>24), byte(h>>16), byte(h>>8), byte(h)
	}
	return out
}

// mix takes one block of 64 bytes into the state.
func (d *plain) mix(p []byte) {
	var w [64]uint32
	for i := range 16 {
		w[i] = uint32(p[4*i])<<24 | uint32(p[4*i+1])<<16 | uint32(p[4*i+2])<<8 | uint32(p[4*i+3])
	}
	for i := 16; i < 64; i++ {
		x, y := w[i-15], w[i-2]
		w[i] = w[i-16] + w[i-7] +
			(bits.RotateLeft32(x, -7) ^ bits.RotateLeft32(x, -18) ^ x>>3) +
			(bits.RotateLeft32(y, -17) ^ bits.RotateLeft32(y, -19) ^ y>>10)
	}
	a, b, c, e, f, g, h, k := d.h[0], d.h[1], d.h[2], d.h[4], d.h[5], d.h[6], d.h[7], d.h[3]
	for i := range 64 {
		t := h + (bits.RotateLeft32(e, -6) ^ bits.RotateLeft32(e, -11) ^ bits.RotateLeft32(e, -25)) + (e&f ^ ^e&g) + roundKeys[i] + w[i]
		u := (bits.RotateLeft32(a, -2) ^ bits.RotateLeft32(a, -13) ^ bits.RotateLeft32(a, -22)) + (a&b ^ a&c ^ b&c)
		h, g, f, e, k, c, b, a = g, f, e, k+t, c, b, a, t+u
	}
	for i, x := range [8]uint32{a, b, c, k, e, f, g, h} {
		d.h[i] += x
	}
}
