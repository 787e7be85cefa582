package xpath

import (
	"encoding/base64"
	"math"
	"strings"
	"unicode/utf8"

	"github.com/sothon/sothon/forms/digest"
)

var odkFuncs = []libraryEntry{
	{"pulldata", function{min: 4, max: 4, run: fnPulldata}},
	{"property", function{min: 1, max: 1, run: fnProperty}},
	{"version", function{run: func(s *scope, _ []expr) (Value, error) { return String(s.env.host.Property("version")), nil }}},
	{"uuid", function{min: 0, max: 1, volatile: true, run: fnUUID}},
	{"digest", function{min: 2, max: 3, run: fnDigest}},
	{"base64-decode", function{min: 1, max: 1, run: fnBase64Decode}},
	{"extract-signed", function{min: 2, max: 2, run: fnExtractSigned}},
}

// fnPulldata is instance(id)/root/item[keyColumn = key]/column of the first such item, "" when there is none.
func fnPulldata(s *scope, args []expr) (Value, error) {
	var t [4]string
	for i, a := range args {
		v, err := str(s, a)
		if err != nil {
			return Value{}, err
		}
		t[i] = v
	}
	id, column, keyColumn, key := trim(t[0]), trim(t[1]), trim(t[2]), t[3]
	id = strings.TrimSuffix(id, ".csv")
	items, ok := s.env.host.Lookup(id, keyColumn, key)
	if !ok {
		root, found := s.env.host.Instance(id)
		if !found || root == nil {
			return Value{}, evalError("biểu mẫu không có danh sách «"+id+"»", "the form has no instance «"+id+"»")
		}
		if items = root.Children(); len(items) == 1 {
			items = items[0].Children()
		}
		if err := s.env.spend(len(items)); err != nil {
			return Value{}, err
		}
		for i, n := range items {
			if childText(n, keyColumn) == key && n.Kind() == KindElement {
				return String(childText(items[i], column)), nil
			}
		}
		return Value{}, nil
	}
	if len(items) == 0 {
		return Value{}, nil
	}
	return String(childText(items[0], column)), nil
}

// childText is the text of the first child of that name, "" when there is none.
func childText(n Node, name string) string {
	if by, ok := n.(Named); ok {
		if c, ok := by.Child(name); ok {
			if c == nil {
				return ""
			}
			return c.Value()
		}
	}
	for _, c := range n.Children() {
		if _, local := c.Name(); local == name && c.Kind() == KindElement {
			return c.Value()
		}
	}
	return ""
}

func fnProperty(s *scope, args []expr) (Value, error) {
	name, err := str(s, args[0])
	return String(s.env.host.Property(name)), err
}

// maxRandomText bounds uuid(n).
const maxRandomText = 10_000

// fnUUID is a version 4 UUID, or with an argument that many random letters and digits.
func fnUUID(s *scope, args []expr) (Value, error) {
	if len(args) == 0 {
		return String(s.env.host.UUID()), nil
	}
	f, err := number(s, args[0])
	if err != nil {
		return Value{}, err
	}
	if math.IsNaN(f) {
		return Value{}, evalError("uuid(): độ dài phải là số", "uuid(): the length must be a number")
	}
	if f > maxRandomText {
		return Value{}, evalError("uuid(): dài quá 10 000 ký tự", "uuid(): more than 10,000 characters")
	}
	if !(f >= 1) {
		return Value{}, nil
	}
	const letters = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
	out := make([]byte, int(f))
	for i := range out {
		k := int(s.env.host.Random() * float64(len(letters)))
		out[i] = letters[max(0, min(k, len(letters)-1))]
	}
	return String(string(out)), nil
}

func fnBase64Decode(s *scope, args []expr) (Value, error) {
	t, err := str(s, args[0])
	if err != nil {
		return Value{}, err
	}
	t = trim(t)
	out, bad := base64.StdEncoding.DecodeString(t)
	if bad != nil { // written without its padding
		out, bad = base64.RawStdEncoding.DecodeString(t)
	}
	if bad != nil || !utf8.Valid(out) {
		return Value{}, nil
	}
	return String(string(out)), nil
}

func fnExtractSigned(*scope, []expr) (Value, error) {
	return Value{}, evalError("extract-signed() chưa dùng được", "extract-signed() is not available yet")
}

// fnRandomize puts the nodes of a path in a random order, the same for the same seed. Without a seed the order is drawn
// from the host at each call; hosts that need it stable keep the result.
func fnRandomize(s *scope, args []expr) (Value, error) {
	v, err := nodeset(s, "randomize", args[0])
	if err != nil {
		return v, err
	}
	seed := int64(s.env.host.Random() * (parkMillerModulus - 1))
	if len(args) == 2 {
		w, err := args[1].eval(s)
		if err != nil {
			return v, err
		}
		seed = seedOf(w)
	}
	nodes := append([]Node(nil), v.Nodes()...)
	if err := s.env.spend(len(nodes)); err != nil {
		return v, err
	}
	shuffle(nodes, seed)
	return Nodeset(nodes...), nil
}

// seedOf makes a seed: numbers without their fraction (kept within 64 bits), "" and NaN 0, other texts the first eight
// bytes of their SHA-256 as a big-endian number (JavaRosa, XPathFuncExpr.toLongHash).
func seedOf(v Value) int64 {
	f := v.num
	if v.kind != kindNumber && v.kind != kindDate {
		t := v.Str()
		if f = ParseNumber(t); math.IsNaN(f) && t != "" {
			h := digest.Sum256([]byte(t))
			return int64(bigEndian(h[:8]))
		}
	}
	switch {
	case math.IsNaN(f):
		return 0
	case f >= math.MaxInt64:
		return math.MaxInt64
	case f <= math.MinInt64:
		return math.MinInt64
	}
	return int64(f)
}

const parkMillerModulus = 2147483647

// shuffle is Fisher and Yates from the inside out over Park and Miller's generator, as all ODK engines have it, so that
// the same seed gives the same order everywhere.
func shuffle(nodes []Node, seed int64) {
	state := seed % parkMillerModulus
	if state <= 0 {
		state += parkMillerModulus - 1
	}
	for i := range nodes {
		state = state * 16807 % parkMillerModulus
		k := int(float64(state-1) / (parkMillerModulus - 1) * float64(i+1))
		n := nodes[i]
		nodes[i] = nodes[k]
		nodes[k] = n
	}
}

func bigEndian(b []byte) uint64 {
	var u uint64
	for _, c := range b {
		u = u<<8 | uint64(c)
	}
	return u
}
