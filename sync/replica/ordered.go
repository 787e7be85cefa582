package replica

import "sort"

// ordered sorts a list in place and stably. One sort serves all types: slices.SortFunc is compiled anew for each, which
// costs the tablet's program 5 kB a type, packed.
func ordered[T any](list []T, compare func(a, b T) int) {
	sort.Stable(&ordering{len(list), func(i, j int) bool { return compare(list[i], list[j]) < 0 },
		func(i, j int) { list[i], list[j] = list[j], list[i] }})
}

type ordering struct {
	n    int
	less func(i, j int) bool
	swap func(i, j int)
}

func (o *ordering) Len() int           { return o.n }
func (o *ordering) Less(i, j int) bool { return o.less(i, j) }
func (o *ordering) Swap(i, j int)      { o.swap(i, j) }
