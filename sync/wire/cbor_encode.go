package wire

// Encoder appends items of the CBOR subset to B, each in its shortest form (RFC 8949 §4.2.1). The zero value is ready.
type Encoder struct {
	B []byte
}

const (
	majorUint  = 0
	majorBytes = 2
	majorText  = 3
	majorArray = 4
	cborNull   = 0xf6
)

func (e *Encoder) head(major byte, n uint64) {
	m := major << 5
	switch {
	case n < 24:
		e.B = append(e.B, m|byte(n))
	case n <= 0xff:
		e.B = append(e.B, m|24, byte(n))
	case n <= 0xffff:
		e.B = append(e.B, m|25, byte(n>>8), byte(n))
	case n <= 0xffffffff:
		e.B = appendUint(append(e.B, m|26), n, 4)
	default:
		e.B = appendUint(append(e.B, m|27), n, 8)
	}
}

// appendUint appends the lowest size bytes of n, big-endian. (encoding/binary would bring reflect into the tablet's
// program.)
func appendUint(b []byte, n uint64, size int) []byte {
	for k := size - 1; k >= 0; k-- {
		b = append(b, byte(n>>(8*k)))
	}
	return b
}

// Uint appends an unsigned integer.
func (e *Encoder) Uint(n uint64) { e.head(majorUint, n) }

// Bool appends 1 or 0: the subset has no booleans.
func (e *Encoder) Bool(v bool) {
	if v {
		e.Uint(1)
	} else {
		e.Uint(0)
	}
}

// Bytes appends a byte string.
func (e *Encoder) Bytes(b []byte) {
	e.head(majorBytes, uint64(len(b)))
	e.B = append(e.B, b...)
}

// Text appends a text, which must be UTF-8 in NFC; a decoder refuses bytes that are not UTF-8.
func (e *Encoder) Text(s string) {
	e.head(majorText, uint64(len(s)))
	e.B = append(e.B, s...)
}

// Array opens an array of n items, which the caller appends next.
func (e *Encoder) Array(n int) { e.head(majorArray, uint64(n)) }

// Null appends null.
func (e *Encoder) Null() { e.B = append(e.B, cborNull) }

// Raw appends an item that is encoded already.
func (e *Encoder) Raw(item []byte) { e.B = append(e.B, item...) }

// ID appends 16 bytes.
func (e *Encoder) ID(id ID) { e.Bytes(id[:]) }

// Hash appends 32 bytes.
func (e *Encoder) Hash(h Hash) { e.Bytes(h[:]) }

// OptionalHash appends null for nil.
func (e *Encoder) OptionalHash(h *Hash) {
	if h == nil {
		e.Null()
		return
	}
	e.Hash(*h)
}
