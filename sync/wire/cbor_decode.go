package wire

import "unicode/utf8"

// Decoder reads items of the CBOR subset and remembers the first error: after one, every read gives a zero value, so a
// caller checks once, with Done. Byte strings that it returns are parts of the input.
type Decoder struct {
	b   []byte
	i   int
	err error
}

// NewDecoder reads b, which the caller must not change while results are in use.
func NewDecoder(b []byte) *Decoder { return &Decoder{b: b} }

// Err gives the first error.
func (d *Decoder) Err() error { return d.err }

// Done gives the first error, or one when bytes are left over.
func (d *Decoder) Done() error {
	if d.err == nil && d.i != len(d.b) {
		d.Fail("bytes after the end")
	}
	return d.err
}

// Fail records that the structure is malformed at this place.
func (d *Decoder) Fail(what string) { d.fail(ErrMalformed, what) }

func (d *Decoder) fail(kind error, what string) {
	if d.err == nil {
		d.err = &Error{Kind: kind, What: what, At: d.i}
	}
}

// head reads the first bytes of an item. It refuses lengths that are not in their shortest form.
func (d *Decoder) head() (major byte, n uint64) {
	if d.err != nil {
		return 0xff, 0
	}
	if d.i >= len(d.b) {
		d.Fail("unexpected end")
		return 0xff, 0
	}
	first := d.b[d.i]
	major, info := first>>5, first&0x1f
	if info < 24 {
		d.i++
		return major, uint64(info)
	}
	if info > 27 {
		d.Fail("item outside the subset")
		return 0xff, 0
	}
	size := 1 << (info - 24)
	if len(d.b)-d.i-1 < size {
		d.Fail("unexpected end")
		return 0xff, 0
	}
	for _, c := range d.b[d.i+1 : d.i+1+size] {
		n = n<<8 | uint64(c)
	}
	low := uint64(24) // the least that needs this size
	if size > 1 {
		low = 1 << (4 * size)
	}
	if n < low {
		d.Fail("length not in its shortest form")
		return 0xff, 0
	}
	d.i += 1 + size
	return major, n
}

func (d *Decoder) want(major byte, what string) uint64 {
	at := d.i
	m, n := d.head()
	if d.err == nil && m != major {
		d.i = at
		d.Fail("want " + what)
		return 0
	}
	return n
}

// Uint reads an unsigned integer.
func (d *Decoder) Uint() uint64 { return d.want(majorUint, "an unsigned integer") }

// UintMax reads an unsigned integer of at most max.
func (d *Decoder) UintMax(max uint64) uint64 {
	n := d.Uint()
	if d.err == nil && n > max {
		d.fail(ErrTooLarge, "number")
		return 0
	}
	return n
}

// Bool reads 0 or 1.
func (d *Decoder) Bool() bool { return d.UintMax(1) == 1 }

// Bytes reads a byte string of at most max bytes.
func (d *Decoder) Bytes(max int) []byte {
	return d.take(d.want(majorBytes, "a byte string"), max)
}

// Text reads a UTF-8 text of at most max bytes.
func (d *Decoder) Text(max int) string {
	b := d.take(d.want(majorText, "a text"), max)
	if !utf8.Valid(b) {
		d.Fail("text is not UTF-8")
		return ""
	}
	return string(b)
}

func (d *Decoder) take(n uint64, max int) []byte {
	if d.err != nil {
		return nil
	}
	if n > uint64(len(d.b)-d.i) {
		d.Fail("unexpected end")
		return nil
	}
	if n > uint64(max) {
		d.fail(ErrTooLarge, "byte string or text")
		return nil
	}
	p := d.b[d.i : d.i+int(n) : d.i+int(n)]
	d.i += int(n)
	return p
}

// Array reads the start of an array of at most max items. Every item takes a byte or more, so no count that it returns
// is larger than the bytes left.
func (d *Decoder) Array(max int) int {
	n := d.want(majorArray, "an array")
	if d.err != nil {
		return 0
	}
	if n > uint64(len(d.b)-d.i) {
		d.Fail("array longer than the bytes left")
		return 0
	}
	if n > uint64(max) {
		d.fail(ErrTooLarge, "array")
		return 0
	}
	return int(n)
}

// Places reads the start of an array that must have exactly n items.
func (d *Decoder) Places(n int) bool {
	if got := d.Array(maxItems); d.err == nil && got != n {
		d.Fail("wrong number of places")
	}
	return d.err == nil
}

// Null reads null if it stands here, and says so.
func (d *Decoder) Null() bool {
	if d.err == nil && d.i < len(d.b) && d.b[d.i] == cborNull {
		d.i++
		return true
	}
	return false
}

// ID reads 16 bytes.
func (d *Decoder) ID() (id ID) {
	d.fixed(id[:])
	return id
}

// Hash reads 32 bytes.
func (d *Decoder) Hash() (h Hash) {
	d.fixed(h[:])
	return h
}

// OptionalHash reads 32 bytes or null.
func (d *Decoder) OptionalHash() *Hash {
	if d.Null() {
		return nil
	}
	h := d.Hash()
	if d.err != nil {
		return nil
	}
	return &h
}

func (d *Decoder) fixed(out []byte) {
	b := d.Bytes(len(d.b))
	if d.err == nil && len(b) != len(out) {
		d.Fail("byte string of the wrong length")
		return
	}
	copy(out, b)
}

// Raw reads one whole item of any kind, checks it, and gives its bytes.
func (d *Decoder) Raw() []byte {
	from := d.i
	d.skip(0)
	if d.err != nil {
		return nil
	}
	return d.b[from:d.i:d.i]
}

func (d *Decoder) skip(depth int) {
	if depth > maxDepth {
		d.fail(ErrTooLarge, "nesting")
		return
	}
	if d.Null() {
		return
	}
	major, n := d.head()
	if d.err != nil {
		return
	}
	switch major {
	case majorUint:
	case majorBytes:
		d.take(n, len(d.b))
	case majorText:
		if !utf8.Valid(d.take(n, len(d.b))) {
			d.Fail("text is not UTF-8")
		}
	case majorArray:
		if n > uint64(len(d.b)-d.i) {
			d.Fail("array longer than the bytes left")
			return
		}
		for ; n > 0 && d.err == nil; n-- {
			d.skip(depth + 1)
		}
	default:
		d.Fail("item outside the subset")
	}
}
