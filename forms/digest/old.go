package digest

import (
	"math"
	"math/bits"
)

// The two old digests that forms may still ask for with digest(); nothing of ours rests on them.

// padded is b with its padding, in blocks of 64 or 128 bytes: 0x80, zeros, and the length in bits in the last 8 or 16
// bytes, its highest byte first.
func padded(b []byte, size int) [][]byte {
	all := append(append(make([]byte, 0, len(b)+2*size), b...), 0x80)
	for len(all)%size != size-size/8 {
		all = append(all, 0)
	}
	for len(all)%size != size-8 {
		all = append(all, 0)
	}
	for shift := 56; shift >= 0; shift -= 8 {
		all = append(all, byte(uint64(len(b))*8>>shift))
	}
	blocks := make([][]byte, 0, len(all)/size)
	for ; len(all) > 0; all = all[size:] {
		blocks = append(blocks, all[:size])
	}
	return blocks
}

// MD5 is the MD5 of b (RFC 1321).
func MD5(b []byte) (out [16]byte) {
	blocks := padded(b, 64)
	last := blocks[len(blocks)-1] // here the lowest byte of the length comes first
	for i := range 4 {
		last[56+i], last[63-i] = last[63-i], last[56+i]
	}
	h := [4]uint32{0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476}
	turns := [4][4]int{{7, 12, 17, 22}, {5, 9, 14, 20}, {4, 11, 16, 23}, {6, 10, 15, 21}}
	for _, block := range blocks {
		a, b, c, d := h[0], h[1], h[2], h[3]
		for i := range 64 {
			var f uint32
			var g int
			switch i / 16 {
			case 0:
				f, g = b&c|^b&d, i
			case 1:
				f, g = d&b|^d&c, 5*i+1
			case 2:
				f, g = b^c^d, 3*i+5
			default:
				f, g = c^(b|^d), 7*i
			}
			at := 4 * (g % 16)
			word := uint32(block[at]) | uint32(block[at+1])<<8 | uint32(block[at+2])<<16 | uint32(block[at+3])<<24
			constant := uint32(math.Floor(math.Abs(math.Sin(float64(i+1))) * (1 << 32)))
			a, d, c, b = d, c, b, b+bits.RotateLeft32(a+f+constant+word, turns[i/16][i%4])
		}
		h[0], h[1], h[2], h[3] = h[0]+a, h[1]+b, h[2]+c, h[3]+d
	}
	for i := range out {
		out[i] = byte(h[i/4] >> (8 * (i % 4)))
	}
	return out
}

// SHA1 is the SHA-1 of b (FIPS 180-4).
func SHA1(b []byte) (out [20]byte) {
	h := [5]uint32{0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0}
	var w [80]uint32
	for _, block := range padded(b, 64) {
		for i := range 16 {
			w[i] = uint32(block[4*i])<<24 | uint32(block[4*i+1])<<16 | uint32(block[4*i+2])<<8 | uint32(block[4*i+3])
		}
		for i := 16; i < 80; i++ {
			w[i] = bits.RotateLeft32(w[i-3]^w[i-8]^w[i-14]^w[i-16], 1)
		}
		a, b, c, d, e := h[0], h[1], h[2], h[3], h[4]
		for i := range 80 {
			var f, k uint32
			switch i / 20 {
			case 0:
				f, k = b&c|^b&d, 0x5a827999
			case 1:
				f, k = b^c^d, 0x6ed9eba1
			case 2:
				f, k = b&c|b&d|c&d, 0x8f1bbcdc
			default:
				f, k = b^c^d, 0xca62c1d6
			}
			a, b, c, d, e = bits.RotateLeft32(a, 5)+f+e+k+w[i], a, bits.RotateLeft32(b, 30), c, d
		}
		h[0], h[1], h[2], h[3], h[4] = h[0]+a, h[1]+b, h[2]+c, h[3]+d, h[4]+e
	}
	for i := range out {
		out[i] = byte(h[i/4] >> (24 - 8*(i%4)))
	}
	return out
}
