package wire

import (
	"cmp"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// TestSort holds Sort to the stable sort of the standard library, on lists with many equal keys.
func TestSort(t *testing.T) {
	type item struct{ key, place int }
	rapid.Check(t, func(t *rapid.T) {
		var list []item
		for i, k := range rapid.SliceOfN(rapid.IntRange(0, 9), 0, 80).Draw(t, "keys") {
			list = append(list, item{k, i})
		}
		byKey := func(a, b item) int { return cmp.Compare(a.key, b.key) }
		want := slices.Clone(list)
		slices.SortStableFunc(want, byKey)
		Sort(list, byKey)
		if !slices.Equal(list, want) {
			t.Fatalf("%v, want %v", list, want)
		}
	})
}
