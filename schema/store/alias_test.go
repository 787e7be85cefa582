package store

import (
	"context"
	"testing"

	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/sync/merge"
	"github.com/sothon/sothon/sync/wire"
)

func (r *reader) aliases() int {
	return len(merge.ReadAliases(r.office, r.c.s.epoch))
}

// ◆D1: both areas are told of an alias and of its end, also an area into which a household moves later; nothing is joined.
func TestAlias_BothAreasAndWhoComesLater(t *testing.T) {
	onEach(t, func(t *testing.T, url string) {
		ctx := context.Background()
		c := newCommune(t, url)
		third := nameID("area 3")
		ok(t, c.s.PutArea(ctx, c.ws, &schema.Area{ID: third, Label: "Thôn 3"}, c.admin.ID))
		one, two := nameID("1"), nameID("2")
		c.register("1", c.areas[0])
		c.register("2", c.areas[1])
		before, _ := c.states()
		x := wire.Alias{What: wire.AliasCase, A: two, B: one}
		ok(t, c.s.Alias(ctx, c.ws, x, c.admin.ID, "một hộ nhập hai lần"))
		ok(t, c.s.Alias(ctx, c.ws, x, c.admin.ID, "again"))
		code(t, c.s.Alias(ctx, c.ws, wire.Alias{What: wire.AliasCase, A: one, B: one}, c.admin.ID, ""), schema.CodeInvalid)
		code(t, c.s.Alias(ctx, c.ws, wire.Alias{What: wire.AliasCase, A: one, B: nameID("nobody"), CaseA: one}, c.admin.ID, "only one is known"), "")
		all, err := c.s.Aliases(ctx, c.ws)
		ok(t, err)
		equal(t, "edges", len(all), 2)
		ok(t, c.s.Unalias(ctx, c.ws, all[1].Dot, c.admin.ID, ""))
		same, err := c.s.Component(ctx, c.ws, wire.AliasCase, one)
		ok(t, err)
		equal(t, "component", len(same), 2)
		equal(t, "the other", same[1], two)
		after, _ := c.states()
		for k, h := range before {
			equal(t, "no register joined", after[k], h)
		}
		readers := []*reader{newReader(c, nameID("r1"), c.areas[0]), newReader(c, nameID("r2"), c.areas[1]), newReader(c, nameID("r3"), third)}
		for i, want := range []int{1, 1, 0} {
			readers[i].all()
			equal(t, "told", readers[i].aliases(), want)
		}
		ok(t, c.s.MoveCase(ctx, c.ws, two, third, c.admin.ID))
		readers[2].all()
		equal(t, "told where it moved", readers[2].aliases(), 1)
		ok(t, c.s.Unalias(ctx, c.ws, all[0].Dot, c.admin.ID, "nhầm"))
		code(t, c.s.Unalias(ctx, c.ws, all[0].Dot, c.admin.ID, ""), schema.CodeConflict)
		for _, i := range []int{0, 2} {
			readers[i].all()
			equal(t, "ended", readers[i].aliases(), 0)
		}
	})
}

func TestComponent(t *testing.T) {
	edge := func(what wire.Aliased, a, b string) merge.AliasAt {
		return merge.AliasAt{Alias: wire.Alias{What: what, A: nameID(a), B: nameID(b)}}
	}
	edges := []merge.AliasAt{edge(1, "a", "b"), edge(1, "c", "b"), edge(1, "c", "a"), edge(2, "a", "d"), edge(1, "e", "f")}
	got := merge.Component(edges, 1, nameID("a"))
	equal(t, "size", len(got), 3)
	equal(t, "itself first", got[0], nameID("a"))
	equal(t, "alone", len(merge.Component(edges, 1, nameID("d"))), 1)
}
