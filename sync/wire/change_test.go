package wire

import (
	"bytes"
	"errors"
	"reflect"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

func drawID(t *rapid.T, label string) ID {
	return ID(rapid.SliceOfN(rapid.Byte(), 16, 16).Draw(t, label))
}

func drawHash(t *rapid.T, label string) Hash {
	return Hash(rapid.SliceOfN(rapid.Byte(), 32, 32).Draw(t, label))
}

// drawChange makes any change that the rules allow.
func drawChange(t *rapid.T) *Change {
	c := &Change{Header: Header{V: 1, Record: drawID(t, "record"), Case: drawID(t, "case"), Round: drawID(t, "round"), Area: drawID(t, "area"),
		FormID: rapid.String().Draw(t, "form"), FormVersion: rapid.Uint64().Draw(t, "version"), Grant: drawID(t, "grant"), User: drawID(t, "user"),
		At: rapid.Int64Min(0).Draw(t, "at"), Zone: rapid.Uint64Range(0, maxZone).Draw(t, "zone")}}
	copy(c.FormHash[:], rapid.SliceOfN(rapid.Byte(), 8, 8).Draw(t, "form hash"))
	copy(c.Salt[:], rapid.SliceOfN(rapid.Byte(), 16, 16).Draw(t, "salt"))
	numbers := rapid.SliceOfNDistinct(rapid.Uint64Min(1), 0, 4, rapid.ID[uint64]).Draw(t, "lists")
	slices.Sort(numbers)
	for _, n := range numbers {
		c.Env = append(c.Env, ListRef{n, drawHash(t, "list")})
	}
	if rapid.Bool().Draw(t, "was") {
		h := drawHash(t, "was")
		c.Was = &h
	}
	for n := rapid.IntRange(0, 4).Draw(t, "rows"); n > 0; n-- {
		if len(numbers) > 0 && rapid.Bool().Draw(t, "by place") {
			c.Rows = append(c.Rows, Row{List: rapid.SampledFrom(numbers).Draw(t, "list"), Pos: rapid.Uint64().Draw(t, "pos")})
		} else if x := drawID(t, "row"); !x.IsZero() {
			c.Rows = append(c.Rows, Row{ID: x})
		}
	}
	drawOps(t, c)
	if named := c.Named(); len(named) > 0 {
		c.Seen16 = &[16]byte{}
		copy(c.Seen16[:], rapid.SliceOfN(rapid.Byte(), 16, 16).Draw(t, "seen16"))
	}
	return c
}

func drawOps(t *rapid.T, c *Change) {
	writers := []ID{id("A"), id("B"), id("C")}
	used := map[uint64]bool{}
	var removes []Op
	for n := rapid.IntRange(1, 20).Draw(t, "ops"); n > 0; n-- {
		op := Op{Kind: Kind(rapid.IntRange(1, int(lastKind)).Draw(t, "kind")), Row: uint32(rapid.IntRange(0, len(c.Rows)).Draw(t, "row")),
			Node: uint32(rapid.IntRange(0, maxNode).Draw(t, "node")), Value: drawValue(t)}
		if key := opKey(&op); used[key] {
			continue
		} else {
			used[key] = true
		}
		for k := rapid.IntRange(0, 3).Draw(t, "sees"); k > 0; k-- {
			op.Sees = append(op.Sees, Dot{rapid.SampledFrom(writers).Draw(t, "writer"), rapid.Uint64Min(1).Draw(t, "seq")})
		}
		op.Sees = SortDots(op.Sees)
		if op.Kind == KindRemove {
			removes = append(removes, op)
		} else {
			c.Ops = append(c.Ops, op)
		}
	}
	c.Ops = append(c.Ops, removes...)
}

func drawValue(t *rapid.T) Value {
	switch rapid.IntRange(0, 3).Draw(t, "value") {
	case 0:
		return NullValue()
	case 1:
		return IDValue(ID{1, byte(rapid.IntRange(0, 255).Draw(t, "id"))})
	case 2:
		return MediaValue(Media{drawHash(t, "sha"), rapid.Uint64().Draw(t, "size"), "image/jpeg"})
	}
	return TextValue(rapid.String().Draw(t, "text"))
}

// TestChange_EncodeDecode: decoding gives what was encoded, erasing keeps c and everything but the values.
func TestChange_EncodeDecode(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := drawChange(t)
		body, err := EncodeChange(c)
		if err != nil {
			t.Fatal(err)
		}
		got, err := DecodeChange(body)
		if err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(normal(got), normal(c)) {
			t.Fatalf("got %+v\nwant %+v", got, c)
		}
		before, err := Digest(body)
		if err != nil {
			t.Fatal(err)
		}
		erased, err := EraseBody(body)
		if err != nil {
			t.Fatal(err)
		}
		if after, err := Digest(erased); err != nil || after != before {
			t.Fatalf("erasing changes c: %v", err)
		}
		x, err := DecodeChange(erased)
		if err != nil {
			t.Fatal(err)
		}
		if x.Erased == nil || !reflect.DeepEqual(x.Header, got.Header) || len(x.Ops) != len(got.Ops) || !reflect.DeepEqual(x.Named(), got.Named()) {
			t.Fatal("erasing loses part of the skeleton")
		}
	})
}

// normal makes empty and nil the same.
func normal(c *Change) *Change {
	x := *c
	x.Ops = slices.Clone(c.Ops)
	for i := range x.Ops {
		if len(x.Ops[i].Sees) == 0 {
			x.Ops[i].Sees = nil
		}
	}
	if len(x.Rows) == 0 {
		x.Rows = nil
	}
	return &x
}

// TestChange_EveryBitCounts: no bit of a body can be turned without changing c, or making the body unreadable.
func TestChange_EveryBitCounts(t *testing.T) {
	for _, body := range [][]byte{mustEncode(t, sampleChange()), func() []byte { b, _ := EraseBody(mustEncode(t, sampleChange())); return b }()} {
		want, err := Digest(body)
		if err != nil {
			t.Fatal(err)
		}
		for bit := range 8 * len(body) {
			turned := bytes.Clone(body)
			turned[bit/8] ^= 1 << (bit % 8)
			if got, err := Digest(turned); err == nil && got == want {
				t.Fatalf("bit %d of byte %d can be turned unseen", bit%8, bit/8)
			}
		}
	}
}

// TestChange_CutShort: every prefix is refused.
func TestChange_CutShort(t *testing.T) {
	body := mustEncode(t, sampleChange())
	for n := range body {
		if _, err := DecodeChange(body[:n]); !errors.Is(err, ErrMalformed) {
			t.Fatalf("%d bytes of %d: %v", n, len(body), err)
		}
	}
	if _, err := DecodeChange(append(bytes.Clone(body), 0)); !errors.Is(err, ErrMalformed) {
		t.Fatal("a byte behind the end is taken")
	}
}

func TestEncodeChange_Refuses(t *testing.T) {
	for _, x := range []struct {
		name string
		make func(*Change)
		want error
	}{
		{"no ops", func(c *Change) { c.Ops, c.Seen16 = nil, nil }, ErrMalformed},
		{"newer layout", func(c *Change) { c.V = 2 }, ErrVersion},
		{"before 1970", func(c *Change) { c.At = -1 }, ErrMalformed},
		{"zone", func(c *Change) { c.Zone = 5000 }, ErrMalformed},
		{"lists not rising", func(c *Change) { c.Env[1].Number = 3 }, ErrMalformed},
		{"row of a list not read", func(c *Change) { c.Rows[0].List = 8 }, ErrMalformed},
		{"row that is not in the table", func(c *Change) { c.Ops[3].Row = 3 }, ErrMalformed},
		{"unknown kind", func(c *Change) { c.Ops[0].Kind = 99 }, ErrMalformed},
		{"remove not last", func(c *Change) { c.Ops[0].Kind = KindRemove }, ErrMalformed},
		{"two ops of a family on one register", func(c *Change) { c.Ops[1].Node = 4 }, ErrMalformed},
		{"sees not sorted", func(c *Change) { slices.Reverse(c.Ops[0].Sees) }, ErrMalformed},
		{"seq 0", func(c *Change) { c.Ops[1].Sees[0].Seq = 0 }, ErrMalformed},
		{"no seen16", func(c *Change) { c.Seen16 = nil }, ErrMalformed},
		{"too many ops", func(c *Change) { c.Ops = make([]Op, MaxOps+1) }, ErrTooLarge},
		{"too large", func(c *Change) { c.Ops[0].Value = TextValue(string(make([]byte, MaxChangeBytes))) }, ErrTooLarge},
		{"value in an erased change", func(c *Change) { c.Erased = &Hash{} }, ErrMalformed},
	} {
		c := sampleChange()
		x.make(c)
		if _, err := EncodeChange(c); !errors.Is(err, x.want) {
			t.Errorf("%s: got %v, want %v", x.name, err, x.want)
		}
	}
}

// TestDecoder_Strict: one encoding only.
func TestDecoder_Strict(t *testing.T) {
	for _, x := range []struct {
		name  string
		bytes []byte
	}{
		{"24 in one byte too many", []byte{0x18, 0x17}},
		{"255 in two bytes", []byte{0x19, 0x00, 0xff}},
		{"65535 in four bytes", []byte{0x1a, 0, 0, 0xff, 0xff}},
		{"2^32-1 in eight bytes", []byte{0x1b, 0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff}},
		{"negative", []byte{0x20}},
		{"map", []byte{0xa0}},
		{"tag", []byte{0xc0, 0x00}},
		{"true", []byte{0xf5}},
		{"float", []byte{0xf9, 0, 0}},
		{"endless array", []byte{0x9f, 0xff}},
		{"text that is not UTF-8", []byte{0x61, 0xff}},
		{"array longer than the bytes", []byte{0x9a, 0xff, 0xff, 0xff, 0xff}},
		{"nesting", bytes.Repeat([]byte{0x81}, 40)},
		{"nothing", nil},
	} {
		d := NewDecoder(x.bytes)
		d.Raw()
		if d.Done() == nil {
			t.Errorf("%s is taken", x.name)
		}
	}
}

// TestTags_NoneIsAPrefix: a tag stands without its length before a digest's input, so none may begin another.
func TestTags_NoneIsAPrefix(t *testing.T) {
	tags := []string{"sothon.record.1", "sothon.row.1", "sothon.change.1", "sothon.chain.0", "sothon.chain.1", "sothon.seen.1", "sothon.head.1",
		"sothon.request.1", "sothon.reply.1", "sothon.grant.1", "sothon.enrol.1", "sothon.blob.1"}
	for i, a := range tags {
		for k, b := range tags {
			if i != k && len(a) <= len(b) && b[:len(a)] == a {
				t.Errorf("%s begins %s", a, b)
			}
		}
	}
}

func TestID_Parse(t *testing.T) {
	want := RecordID(id("ho-12"), id("dot"), "f")
	for _, s := range []string{want.String(), want.UUID()} {
		if got, err := ParseID(s); err != nil || got != want {
			t.Errorf("%s: %v %v", s, got, err)
		}
	}
	if want[6]>>4 != 8 || want[8]>>6 != 2 {
		t.Errorf("%s is no UUIDv8", want.UUID())
	}
	for _, s := range []string{"", "zz", want.String()[1:], want.UUID() + "0"} {
		if _, err := ParseID(s); err == nil {
			t.Errorf("%q is taken", s)
		}
	}
}

// TestDecodeChange_OneEncoding: other spellings of the same columns are refused.
func TestDecodeChange_OneEncoding(t *testing.T) {
	c := &Change{Header: Header{V: 1, Record: id("r"), FormID: "f"}, Seen16: &[16]byte{},
		Ops: []Op{{Kind: KindSet, Node: 1, Value: TextValue("x"), Sees: []Dot{dot("A", 1)}}, {Kind: KindSet, Node: 2, Value: TextValue("y")}}}
	body := mustEncode(t, c)
	a, b := append([]byte{0x50}, id("A").bytes()...), append([]byte{0x50}, id("B").bytes()...)
	for _, x := range []struct {
		name      string
		from, to  []byte
		wantsBody bool
	}{
		{"as it is", nil, nil, true},
		{"a run in two", []byte{0x82, 2, 2}, []byte{0x84, 2, 1, 2, 1}, false},
		{"half a run", []byte{0x82, 2, 2}, []byte{0x81, 2}, false},
		{"an empty run", []byte{0x82, 2, 2}, []byte{0x84, 2, 2, 3, 0}, false},
		{"a run too long", []byte{0x82, 0, 2}, []byte{0x82, 0, 3}, false},
		{"a run too short", []byte{0x82, 0, 2}, []byte{0x82, 0, 1}, false},
		{"a writer nobody names", append([]byte{0x81}, a...), append(append([]byte{0x82}, a...), b...), false},
		{"writers not sorted", append([]byte{0x81}, a...), append(append([]byte{0x82}, b...), a...), false},
		{"a group without a dot", []byte{0x81, 0x83, 0, 0, 1}, []byte{0x81, 0x81, 0}, false},
		{"a group behind the ops", []byte{0x81, 0x83, 0, 0, 1}, []byte{0x81, 0x83, 5, 0, 1}, false},
		{"a dot of no writer", []byte{0x81, 0x83, 0, 0, 1}, []byte{0x81, 0x83, 0, 1, 1}, false},
		{"a node before the first", []byte{0x82, 2, 2, 0x81}, []byte{0x82, 1, 2, 0x81}, false},
	} {
		if n := bytes.Count(body, x.from); x.from != nil && n == 0 {
			t.Fatalf("%s: nothing to replace", x.name)
		}
		changed := bytes.Replace(body, x.from, x.to, 1)
		_, err := DecodeChange(changed)
		if (err == nil) != x.wantsBody {
			t.Errorf("%s: %v", x.name, err)
		}
	}
}

func (id ID) bytes() []byte { return id[:] }
