package wire

import "bytes"

// Value is one item of the CBOR subset, encoded: a text (an answer in the canonical form of its type), null (empty),
// a byte string (a row above, an area), or a small array (Media, Comment, Decision …). Merge compares these bytes. nil
// encodes as null.
type Value []byte

// TextValue is an answer; the text must be NFC, trimmed, in the canonical form of its type.
func TextValue(s string) Value {
	var e Encoder
	e.B = make([]byte, 0, len(s)+3)
	e.Text(s)
	return e.B
}

// NullValue is "empty".
func NullValue() Value { return Value{cborNull} }

// IDValue is the row above an added row, or the area of a move; the zero ID is null.
func IDValue(id ID) Value {
	if id.IsZero() {
		return NullValue()
	}
	var e Encoder
	e.ID(id)
	return e.B
}

// IsNull says that the value is "empty".
func (v Value) IsNull() bool { return len(v) == 0 || v[0] == cborNull }

// Text gives the text; false when the value is something else.
func (v Value) Text() (string, bool) {
	if len(v) == 0 || v[0]>>5 != majorText {
		return "", false
	}
	d := NewDecoder(v)
	s := d.Text(len(v))
	return s, d.Done() == nil
}

// ID gives 16 bytes; null gives the zero ID; false when the value is something else.
func (v Value) ID() (ID, bool) {
	if v.IsNull() {
		return ID{}, true
	}
	d := NewDecoder(v)
	id := d.ID()
	return id, d.Done() == nil
}

// Equal says that both are the same bytes; nil equals null.
func (v Value) Equal(o Value) bool {
	return bytes.Equal(v, o) || v.IsNull() && o.IsNull()
}

// Compare orders values by their bytes.
func (v Value) Compare(o Value) int {
	if v.IsNull() && o.IsNull() {
		return 0
	}
	return bytes.Compare(v, o)
}

// Media is the value of a photo, sound or file: the final bytes by their hash.
type Media struct {
	SHA256 Hash
	Size   uint64
	Mime   string
}

// MediaValue encodes a Media: [sha256, size, mime].
func MediaValue(m Media) Value {
	var e Encoder
	e.Array(3)
	e.Hash(m.SHA256)
	e.Uint(m.Size)
	e.Text(m.Mime)
	return e.B
}

// Media gives the media; false when the value is something else.
func (v Value) Media() (Media, bool) {
	var m Media
	d := NewDecoder(v)
	if !d.Places(3) {
		return m, false
	}
	m.SHA256 = d.Hash()
	m.Size = d.Uint()
	m.Mime = d.Text(255)
	if d.Done() != nil {
		return Media{}, false
	}
	return m, true
}
