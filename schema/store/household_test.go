package store

import (
	"context"
	"testing"

	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/sync/wire"
)

// The register's tables on both databases: what is put is found, filtered, ordered and counted; where another process was
// faster nothing is written; an area goes stale with its households.
func TestHouseholds_PutFindStale(t *testing.T) {
	onEach(t, func(t *testing.T, url string) {
		c := newCommune(t, url)
		ctx, all := context.Background(), schema.Scope{All: true}
		east, west := c.areas[0], c.areas[1]
		h := func(n byte, area wire.ID, code, head, state string, loans int) schema.Household {
			return schema.Household{Case: wire.ID{0: 1, 15: n}, Area: area, Code: code, Head: head, State: state, Loans: loans, People: int(n), Class: "HN", Since: "2020-01-01", Srv: uint64(n), Body: []byte("{}"),
				Search: schema.Fold(code + " " + head + " 033060001234 50%_"), Classes: []schema.HouseholdClass{{Day: "2020-01-01", Class: "HCN"}, {Day: "2024-06-01", Class: "HN"}},
				Stays:  []schema.HouseholdStay{{Person: wire.ID{0: 2, 15: n}, Case: wire.ID{0: 1, 15: n}, Name: head, Key: schema.Fold(head), Card: "03306000000" + string('0'+rune(n)), From: "2020-01-01"}},
				Events: []schema.HouseholdEvent{{Event: wire.ID{0: 3}, Day: "2020-01-01", Kind: "moi", Dot: wire.Dot{Writer: c.s.Owner(), Seq: uint64(n)}}}}
		}
		list := []schema.Household{h(1, east, "H1", "Vũ Văn An", "", 0), h(2, west, "H2", "Lê Thị Bé", "", 1), h(3, east, "H3", "Đỗ An", "nhap", 0), h(4, east, "H4", "Bùi Văn An", "", 0)}
		ok(t, c.s.PutHouseholds(ctx, c.ws, "L", 0, 10, list))
		late := h(9, east, "H9", "Muộn", "", 0)
		ok(t, c.s.PutHouseholds(ctx, c.ws, "L", 0, 11, []schema.Household{late}))
		for name, want := range map[string]struct {
			q HouseholdQuery
			n int
		}{
			"here": {HouseholdQuery{}, 3}, "all": {HouseholdQuery{State: HouseholdsAll}, 4}, "ended": {HouseholdQuery{State: HouseholdsEnded}, 1}, "gone": {HouseholdQuery{State: HouseholdsGone}, 0},
			"area": {HouseholdQuery{Area: west}, 1}, "words": {HouseholdQuery{Text: "AN  vũ"}, 1}, "digits": {HouseholdQuery{Text: "1234"}, 3}, "no pattern": {HouseholdQuery{Text: "50%_"}, 3}, "no pattern of one": {HouseholdQuery{Text: "5_%"}, 0},
			"loan": {HouseholdQuery{Loan: true}, 1}, "class": {HouseholdQuery{Class: "HN"}, 3}, "class then": {HouseholdQuery{Class: "HCN", Day: "2024-05-31"}, 3}, "class on the day": {HouseholdQuery{Class: "HN", Day: "2024-06-01"}, 3}, "class before": {HouseholdQuery{Class: "HN", Day: "2019-01-01"}, 0},
		} {
			want.q.Scope = all
			rows, n, err := c.s.Households(ctx, c.ws, want.q)
			ok(t, err)
			if n.Households != want.n || len(rows) != want.n {
				t.Errorf("%s: %d and %d rows, want %d", name, n.Households, len(rows), want.n)
			}
		}
		if _, n, err := c.s.Households(ctx, c.ws, HouseholdQuery{}); err != nil || n.Households != 0 {
			t.Errorf("without a scope: %d %v", n.Households, err)
		}
		if _, n, err := c.s.Households(ctx, c.ws, HouseholdQuery{Scope: schema.Scope{Areas: []wire.ID{west}}, Area: east}); err != nil || n.Households != 0 {
			t.Errorf("another's village: %d %v", n.Households, err)
		}
		rows, _, err := c.s.Households(ctx, c.ws, HouseholdQuery{Scope: all, Sort: HouseholdsByName, State: HouseholdsAll})
		ok(t, err)
		if rows[0].Head != "Bùi Văn An" || rows[1].Head != "Đỗ An" || rows[2].Head != "Vũ Văn An" || rows[3].Head != "Lê Thị Bé" {
			t.Errorf("by given name: %v", rows)
		}
		alike, err := c.s.LookAlikes(ctx, c.ws, wire.ID{0: 8}, east, "VU VAN AN", []string{"033060000002"})
		ok(t, err)
		if len(alike) != 2 || alike[0].Code != "H2" || alike[1].Code != "H1" {
			t.Errorf("look-alikes: %v", alike)
		}
		cases, err := c.s.EventCases(ctx, c.ws, wire.ID{0: 3})
		ok(t, err)
		if len(cases) != 4 {
			t.Errorf("%d cases of the event", len(cases))
		}
		stale, err := c.s.StaleAreas(ctx, c.ws, "L")
		ok(t, err)
		for _, a := range stale {
			ok(t, c.s.AreaListed(ctx, c.ws, a, "L"))
		}
		moved := h(1, west, "H1", "Vũ Văn An", "", 0)
		moved.Srv = 20
		ok(t, c.s.PutHouseholds(ctx, c.ws, "L", 10, 20, []schema.Household{moved}))
		if stale, err = c.s.StaleAreas(ctx, c.ws, "L"); err != nil || len(stale) != 2 {
			t.Errorf("a move makes both areas stale: %v %v", stale, err)
		}
	})
}

// An import is entered once and taken back once, with its changes or not at all.
func TestIntake_OnceWithItsChanges(t *testing.T) {
	onEach(t, func(t *testing.T, url string) {
		c := newCommune(t, url)
		ctx := context.Background()
		x := &schema.Intake{ID: wire.ID{0: 7}, Name: "ds.xlsx", User: c.admin.ID, Reading: "{}", File: []byte("PK")}
		ok(t, c.s.StageIntake(ctx, c.ws, x))
		ok(t, c.s.ReadIntake(ctx, c.ws, x.ID, `{"a":1}`, "", "sig", c.admin.ID))
		if r, err := c.s.Reading(ctx, c.ws, "sig"); err != nil || r != `{"a":1}` {
			t.Errorf("reading %q %v", r, err)
		}
		done := *x
		done.State = schema.IntakeUndone
		if _, err := c.s.Author(ctx, Authored{Workspace: c.ws, User: c.admin.ID, Intake: &done}); schema.CodeOf(err) != schema.CodeConflict {
			t.Errorf("taken back before it was entered: %v", err)
		}
		done.State = schema.IntakeDone
		_, err := c.s.Author(ctx, Authored{Workspace: c.ws, User: c.admin.ID, Intake: &done, Action: "intake.enter", Subject: x.ID.String()})
		ok(t, err)
		if _, err := c.s.Author(ctx, Authored{Workspace: c.ws, User: c.admin.ID, Intake: &done}); schema.CodeOf(err) != schema.CodeConflict {
			t.Errorf("entered twice: %v", err)
		}
		if err := c.s.ReadIntake(ctx, c.ws, x.ID, "{}", "", "sig", c.admin.ID); schema.CodeOf(err) != schema.CodeConflict {
			t.Errorf("read after it was entered: %v", err)
		}
		got, err := c.s.Intake(ctx, c.ws, x.ID)
		ok(t, err)
		if got.State != schema.IntakeDone || string(got.File) != "PK" || got.Done == 0 {
			t.Errorf("%+v", got)
		}
	})
}
