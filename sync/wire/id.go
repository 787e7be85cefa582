package wire

import (
	"bytes"
	"errors"

	"github.com/sothon/sothon/forms/digest"
)

// ID names a workspace, area, round, case, record, row, writer, grant or user: 16 raw bytes. The zero ID means "none".
type ID [16]byte

// Hash is a SHA-256 digest. The zero Hash means "none".
type Hash [32]byte

// Dot names one change: the seq-th change of a writer, seq counted from 1.
type Dot struct {
	Writer ID
	Seq    uint64
}

// Head is a place in a writer's log: after change Seq the chain stands at H.
type Head struct {
	Writer ID
	Seq    uint64
	H      Hash
}

// PublicKeySize is the length of an uncompressed P-256 point (0x04 ‖ x ‖ y).
const PublicKeySize = 65

// SignatureSize is the length of a raw r‖s signature on P-256.
const SignatureSize = 64

// String gives 32 lower-case hexadecimal digits.
func (id ID) String() string { return toHex(id[:]) }

// UUID gives the 8-4-4-4-12 form.
func (id ID) UUID() string {
	h := toHex(id[:])
	return h[:8] + "-" + h[8:12] + "-" + h[12:16] + "-" + h[16:20] + "-" + h[20:]
}

// IsZero says that the ID names nothing.
func (id ID) IsZero() bool { return id == ID{} }

// Compare orders IDs by their bytes.
func (id ID) Compare(o ID) int { return bytes.Compare(id[:], o[:]) }

// ParseID reads 32 hexadecimal digits, or the 8-4-4-4-12 form, in either case.
func ParseID(s string) (ID, error) {
	var id ID
	if len(s) == 36 && s[8] == '-' && s[13] == '-' && s[18] == '-' && s[23] == '-' {
		s = s[:8] + s[9:13] + s[14:18] + s[19:23] + s[24:]
	}
	if len(s) != 32 {
		return id, errors.New("id: want 32 hexadecimal digits or a UUID")
	}
	if !fromHex(id[:], s) {
		return ID{}, errors.New("id: not hexadecimal")
	}
	return id, nil
}

// String gives 64 lower-case hexadecimal digits.
func (h Hash) String() string { return toHex(h[:]) }

// IsZero says that the Hash is absent.
func (h Hash) IsZero() bool { return h == Hash{} }

// Compare orders Hashes by their bytes.
func (h Hash) Compare(o Hash) int { return bytes.Compare(h[:], o[:]) }

// Short gives the first 8 bytes, enough to tell one version of a form or list from another.
func (h Hash) Short() [8]byte { return [8]byte(h[:8]) }

// ParseHash reads 64 hexadecimal digits.
func ParseHash(s string) (Hash, error) {
	var h Hash
	if len(s) != 64 {
		return h, errors.New("hash: want 64 hexadecimal digits")
	}
	if !fromHex(h[:], s) {
		return Hash{}, errors.New("hash: not hexadecimal")
	}
	return h, nil
}

// Compare orders dots by writer, then seq.
func (d Dot) Compare(o Dot) int {
	if c := bytes.Compare(d.Writer[:], o.Writer[:]); c != 0 {
		return c
	}
	switch {
	case d.Seq < o.Seq:
		return -1
	case d.Seq > o.Seq:
		return 1
	}
	return 0
}

// Sum is SHA-256 over the parts, one after another.
func Sum(parts ...[]byte) Hash {
	h := digest.New()
	for _, p := range parts {
		h.Write(p)
	}
	var out Hash
	h.Sum(out[:0])
	return out
}

// RecordID is the id of the one record of (case, round, form): every tablet derives the same. caseID is the case as
// listed; round is zero for the built-in register form, which has none. docs/sync.md §1.1.
func RecordID(caseID, round ID, formID string) ID {
	return uuid8(Sum([]byte("sothon.record.1"), caseID[:], round[:], lengthThenText(formID)))
}

// WriterID is the id of the installation that holds the key: the first 16 bytes of SHA-256(public key), the key as its
// 65-byte uncompressed point.
func WriterID(pub []byte) ID {
	h := digest.Sum256(pub)
	return ID(h[:16])
}

// RowID is the id of a row that a count made (jr:count): above is the record, or in a repeat within a repeat the row
// above; path the repeat's path of names; ordinal counts from 1.
func RowID(above ID, path string, ordinal uint64) ID {
	return uuid8(Sum([]byte("sothon.row.1"), above[:], lengthThenText(path), bigEndian(ordinal)))
}

func uuid8(h Hash) ID {
	id := ID(h[:16])
	id[6] = id[6]&0x0f | 0x80
	id[8] = id[8]&0x3f | 0x80
	return id
}

func lengthThenText(s string) []byte {
	n := len(s)
	b := append(make([]byte, 0, 4+n), byte(n>>24), byte(n>>16), byte(n>>8), byte(n))
	return append(b, s...)
}

func bigEndian(n uint64) []byte { return appendUint(nil, n, 8) }

const hexDigits = "0123456789abcdef"

// toHex and fromHex stand for encoding/hex, which would bring fmt and reflect into the tablet's program.
func toHex(b []byte) string {
	out := make([]byte, 0, 2*len(b))
	for _, c := range b {
		out = append(out, hexDigits[c>>4], hexDigits[c&15])
	}
	return string(out)
}

func fromHex(out []byte, s string) bool {
	for i := range out {
		hi, lo := hexDigit(s[2*i]), hexDigit(s[2*i+1])
		if hi > 15 || lo > 15 {
			return false
		}
		out[i] = hi<<4 | lo
	}
	return true
}

func hexDigit(c byte) byte {
	switch {
	case '0' <= c && c <= '9':
		return c - '0'
	case 'a' <= c && c <= 'f':
		return c - 'a' + 10
	case 'A' <= c && c <= 'F':
		return c - 'A' + 10
	}
	return 255
}
