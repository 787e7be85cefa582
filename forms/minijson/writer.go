package minijson

import (
	"strconv"
	"unicode/utf8"
)

// Writer builds one JSON text. The zero Writer is ready. Calls must nest properly (a Key before each value of an object,
// each Begin with its End); the Writer does not check that, the caller's tests do.
type Writer struct {
	b     []byte
	comma bool // a value has been written at this level: the next one needs a comma
}

// NewWriter gives a Writer that appends to dst.
func NewWriter(dst []byte) *Writer { return &Writer{b: dst} }

// Bytes is everything written so far; it stays valid until the next call.
func (w *Writer) Bytes() []byte { return w.b }

func (w *Writer) sep() {
	if w.comma {
		w.b = append(w.b, ',')
	}
	w.comma = true
}

func (w *Writer) open(c byte) *Writer {
	w.sep()
	w.b = append(w.b, c)
	w.comma = false
	return w
}

func (w *Writer) shut(c byte) *Writer {
	w.b = append(w.b, c)
	w.comma = true
	return w
}

// BeginObject opens an object.
func (w *Writer) BeginObject() *Writer { return w.open('{') }

// EndObject closes an object.
func (w *Writer) EndObject() *Writer { return w.shut('}') }

// BeginArray opens an array.
func (w *Writer) BeginArray() *Writer { return w.open('[') }

// EndArray closes an array.
func (w *Writer) EndArray() *Writer { return w.shut(']') }

// Key writes the name of the next value of an object.
func (w *Writer) Key(k string) *Writer {
	w.sep()
	w.b = AppendString(w.b, k)
	w.b = append(w.b, ':')
	w.comma = false
	return w
}

// Str writes a string; bytes that are not UTF-8 become U+FFFD.
func (w *Writer) Str(s string) *Writer {
	w.sep()
	w.b = AppendString(w.b, s)
	return w
}

// Int writes a whole number.
func (w *Writer) Int(n int64) *Writer {
	w.sep()
	w.b = strconv.AppendInt(w.b, n, 10)
	return w
}

// Uint writes a whole number that is not negative.
func (w *Writer) Uint(n uint64) *Writer {
	w.sep()
	w.b = strconv.AppendUint(w.b, n, 10)
	return w
}

// Bool writes true or false.
func (w *Writer) Bool(v bool) *Writer {
	w.sep()
	w.b = strconv.AppendBool(w.b, v)
	return w
}

// Null writes null.
func (w *Writer) Null() *Writer {
	w.sep()
	w.b = append(w.b, "null"...)
	return w
}

// Raw writes a value that is JSON already.
func (w *Writer) Raw(json []byte) *Writer {
	w.sep()
	w.b = append(w.b, json...)
	return w
}

// StrField is Key(k).Str(v), left out when v is "".
func (w *Writer) StrField(k, v string) *Writer {
	if v == "" {
		return w
	}
	return w.Key(k).Str(v)
}

// IntField is Key(k).Int(v), left out when v is 0.
func (w *Writer) IntField(k string, v int64) *Writer {
	if v == 0 {
		return w
	}
	return w.Key(k).Int(v)
}

// BoolField is Key(k).Bool(true), left out when v is false.
func (w *Writer) BoolField(k string, v bool) *Writer {
	if !v {
		return w
	}
	return w.Key(k).Bool(true)
}

const hex = "0123456789abcdef"

// AppendString appends s as a JSON string with its quotes. Only what JSON demands is escaped (RFC 8259 §7): the quote,
// the backslash and control characters; all else stays UTF-8.
func AppendString(dst []byte, s string) []byte {
	dst = append(dst, '"')
	start := 0
	for i := 0; i < len(s); {
		c := s[i]
		if c < utf8.RuneSelf {
			if c >= 0x20 && c != '"' && c != '\\' {
				i++
				continue
			}
			dst = append(dst, s[start:i]...)
			switch c {
			case '"', '\\':
				dst = append(dst, '\\', c)
			case '\n':
				dst = append(dst, '\\', 'n')
			case '\r':
				dst = append(dst, '\\', 'r')
			case '\t':
				dst = append(dst, '\\', 't')
			default:
				dst = append(dst, '\\', 'u', '0', '0', hex[c>>4], hex[c&15])
			}
			i++
			start = i
			continue
		}
		r, n := utf8.DecodeRuneInString(s[i:])
		if r == utf8.RuneError && n == 1 {
			dst = append(dst, s[start:i]...)
			dst = append(dst, "\ufffd"...)
			start = i + 1
		}
		i += n
	}
	dst = append(dst, s[start:]...)
	return append(dst, '"')
}
