package merge

import (
	"testing"

	"github.com/sothon/sothon/sync/wire"
	"pgregory.net/rapid"
)

// TestMerge_Hostile: whatever decodes may be merged: any op on any node and row, dots of the future, circles of sees,
// missing bodies, many branches. Merge gives the same record in any order and does not panic.
func TestMerge_Hostile(t *testing.T) {
	w := newWorld()
	w.form(1, lawForm+"\n/nhom group")
	rapid.Check(t, func(t *rapid.T) {
		var in []Input
		for n := rapid.IntRange(0, 10).Draw(t, "changes"); n > 0; n-- {
			in = append(in, drawHostile(t))
		}
		var rulings []RulingAt
		for n := rapid.IntRange(0, 3).Draw(t, "rulings"); n > 0; n-- {
			rulings = append(rulings, RulingAt{Ruling: wire.Ruling{Writer: name("A"), From: 1, To: 3}, Kind: wire.KindAdmit, Owner: name("S"), Seq: uint64(n)})
		}
		r := w.resolver()
		rec := Merge(in, r)
		again := Merge(rapid.Permutation(in).Draw(t, "order"), r)
		if StateHash(rec) != StateHash(again) {
			t.Fatalf("another order, another record:\n%s\n%s", show(rec), show(again))
		}
		if then, ok := AtFrontier(in, rulings, FrontierOf(rec, rulings)); ok {
			Merge(then, r)
		}
		ChangedSinceApproval(rec)
		for _, reg := range rec.Registers {
			shown := 0
			for _, p := range History(in, r, reg.Row, reg.Path) {
				if p.Visible {
					shown++
				}
			}
			if shown < len(reg.Values) {
				t.Fatalf("history of %s shows %d of %d values", reg.Path, shown, len(reg.Values))
			}
		}
		listed := map[wire.Dot]bool{}
		for _, c := range rec.Changes {
			listed[c.Dot] = true
		}
		for _, x := range in {
			if !listed[x.Dot()] {
				t.Fatalf("%s is not listed", dotWord(x.Dot()))
			}
		}
	})
}

func drawHostile(t *rapid.T) Input {
	in := Input{Writer: name(rapid.SampledFrom([]string{"A", "B", "S"}).Draw(t, "writer")), Seq: uint64(rapid.IntRange(1, 3).Draw(t, "seq")),
		C: wire.Hash{byte(rapid.IntRange(0, 2).Draw(t, "c"))}, Status: Status(rapid.IntRange(0, 3).Draw(t, "status")),
		Branch: Branch{uint32(rapid.IntRange(0, 2).Draw(t, "branch")), uint64(rapid.IntRange(0, 3).Draw(t, "from"))}}
	in.C = wire.Sum(in.Writer[:], []byte{byte(in.Seq)}, in.C[:])
	// The same dot and c is the same change: everything else follows from c.
	c := &wire.Change{Header: wire.Header{Record: name("record"), FormID: "ho", FormVersion: 1 + uint64(in.C[0])%8/7}}
	c.Rows = []wire.Row{{ID: name("r1")}, {ID: name("k1")}, {ID: name("r1")}}
	for k := range 1 + int(in.C[1])%4 {
		b := in.C[4*k+2:]
		op := wire.Op{Kind: wire.Kind(1 + b[0]%25), Row: uint32(b[1] % 5), Node: uint32(b[2] % 12), Value: wire.TextValue("x")}
		switch b[3] % 4 {
		case 0:
			op.Value = wire.IDValue(name("r1")) // a row in itself, perhaps
		case 1:
			op.Value = wire.StepValue(wire.Step{Names: []wire.Dot{{Writer: name("A"), Seq: 1}}})
		case 2:
			op.Value = nil
		}
		for s := range b[3] % 3 {
			op.Sees = append(op.Sees, wire.Dot{Writer: name(string(rune('A' + b[4]%2))), Seq: uint64(1 + s + b[5]%3)})
		}
		op.Sees = wire.SortDots(op.Sees)
		c.Ops = append(c.Ops, op)
	}
	c.Seen16 = &[16]byte{}
	if in.C[30]%4 > 0 {
		in.Change = c
	}
	return in
}

// TestMerge_CircleOfSees: two changes that an admit lets in although each claims to have seen the other: one of them
// must be false, and neither may vanish.
func TestMerge_CircleOfSees(t *testing.T) {
	w := newWorld()
	w.form(1, "/ten")
	for _, l := range []string{"A1 admitted=1: set /ten=An sees B1", "B1 admitted=1: set /ten=Bình sees A1"} {
		if err := w.change(l); err != nil {
			t.Fatal(err)
		}
	}
	rec := shuffled(t, w.in, w.resolver())
	shown := 0
	for _, r := range rec.Registers {
		shown += len(r.Values)
	}
	if shown == 0 {
		t.Fatalf("both values are hidden:\n%s", show(rec))
	}
}
