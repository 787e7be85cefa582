package wire

import "sort"

// Sort orders a list in place by compare, equal ones staying as they were: the same result on every machine. Lists that
// are in order already, the usual ones here, cost one pass. It stands in for slices.SortFunc in what a tablet loads: that
// is compiled anew for each type, about 5 kB packed each (docs/decisions/0001-go-in-wasm.md).
func Sort[T any](list []T, compare func(a, b T) int) {
	for i := 1; i < len(list); i++ {
		if compare(list[i-1], list[i]) > 0 {
			sort.Stable(&sorting{len(list),
				func(i, j int) bool { return compare(list[i], list[j]) < 0 },
				func(i, j int) { list[i], list[j] = list[j], list[i] }})
			return
		}
	}
}

type sorting struct {
	n    int
	less func(i, j int) bool
	swap func(i, j int)
}

func (s *sorting) Len() int           { return s.n }
func (s *sorting) Less(i, j int) bool { return s.less(i, j) }
func (s *sorting) Swap(i, j int)      { s.swap(i, j) }
