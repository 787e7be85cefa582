package store

import (
	"context"
	"fmt"
	"testing"

	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/sync/wire"
)

// BenchmarkHouseholds searches a register of 20,000 households as the office does: the page of 50 with its counts, in the
// budget of 50 ms.
func BenchmarkHouseholds(b *testing.B) {
	c := newCommune(b, databases[0].fresh(b))
	ctx := context.Background()
	families, given := []string{"Nguyễn", "Trần", "Lê", "Vũ", "Đoàn"}, []string{"Hường", "Khuê", "Thơm", "Phượng", "Bích", "Quỳnh", "Đạt"}
	var list []schema.Household
	for n := range 20_000 {
		head := fmt.Sprintf("%s Văn %s", families[n%5], given[n%7])
		h := schema.Household{Case: wire.ID{0: 1, 13: byte(n >> 16), 14: byte(n >> 8), 15: byte(n)}, Area: c.areas[n%len(c.areas)], Code: fmt.Sprintf("H%05d", n), Head: head, Phone: fmt.Sprintf("09%08d", n),
			Lane: "Xóm Chúc", Class: []string{"HN", "KN"}[n%2], People: 4, Since: "2020-01-01", Srv: uint64(n + 1), Body: make([]byte, 1500), Classes: []schema.HouseholdClass{{Day: "2020-01-01", Class: "HN"}}}
		h.Search = schema.Fold(fmt.Sprintf("%s %s %s Xóm Chúc Bùi Thị %s Vũ Văn %s Lê Thị %s 0330600%05d 0331620%05d", h.Code, head, h.Phone, given[n%3], given[n%4], given[n%6], n, n))
		list = append(list, h)
	}
	for from := 0; from < len(list); from += 1000 {
		ok(b, c.s.PutHouseholds(ctx, c.ws, "bench", uint64(from), uint64(from+1000), list[from:from+1000]))
	}
	for name, q := range map[string]HouseholdQuery{"all": {}, "two words": {Text: "khue doan"}, "digits": {Text: "5678"}, "class of a day": {Class: "HN", Day: "2021-01-01"}, "by name": {Sort: HouseholdsByName, Text: "thom"}, "last page": {Offset: 19_950}} {
		b.Run(name, func(b *testing.B) {
			q.Scope = schema.Scope{All: true}
			for b.Loop() {
				if _, n, err := c.s.Households(ctx, c.ws, q); err != nil || n.Households == 0 {
					b.Fatal(n, err)
				}
			}
		})
	}
}
