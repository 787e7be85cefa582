package answers

import (
	"testing"

	"github.com/sothon/sothon/sync/merge"
	"github.com/sothon/sothon/sync/wire"
)

// Answers that equal last year's at the same place are counted; seeds, conflicts, gone rows, and what last year did not
// say are not.
func TestConfirmed(t *testing.T) {
	row := wire.ID{1}
	reg := func(row wire.ID, path string, values ...string) merge.Register {
		r := merge.Register{Row: row, Path: path, Conflict: len(values) > 1}
		for _, v := range values {
			r.Values = append(r.Values, merge.Val{Value: wire.TextValue(v)})
		}
		return r
	}
	seed := reg(wire.ID{}, "/seed", "x")
	seed.Values[0].Seed = true
	gone := reg(wire.ID{2}, "/tv/ten", "x")
	gone.Gone = true
	earlier := &merge.Record{Registers: []merge.Register{reg(wire.ID{}, "/a", "1"), reg(wire.ID{}, "/b", "1"), reg(wire.ID{}, "/f", "1"),
		reg(wire.ID{}, "/seed", "x"), reg(row, "/tv/ten", "Ẩn"), reg(wire.ID{2}, "/tv/ten", "x")}}
	now := &merge.Record{Registers: []merge.Register{reg(wire.ID{}, "/a", "1"), reg(wire.ID{}, "/b", "2"), reg(wire.ID{}, "/f", "1", "2"),
		reg(wire.ID{}, "/new", "1"), seed, reg(row, "/tv/ten", "Ẩn"), gone}}
	if same, answered := Confirmed(now, earlier); same != 2 || answered != 3 {
		t.Fatalf("%d of %d", same, answered)
	}
	if same, answered := Confirmed(now, nil); same != 0 || answered != 0 {
		t.Fatalf("%d of %d without an earlier record", same, answered)
	}
}
