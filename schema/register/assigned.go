package register

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/schema/answers"
	"github.com/sothon/sothon/schema/store"
	"github.com/sothon/sothon/sync/wire"
)

// The lists of who visits whom, for screens only: no form names them, so that giving a household to somebody else changes
// no evaluation. giao: a household of the area that somebody visits, with the users' ids and what the one before wants the
// next to know. nhac: the last word of the office to a user about the round.
var (
	assignedColumns = []string{"name", "label", "nguoi", "ghi_chu"}
	reminderColumns = []string{"name", "label", "luc"}
)

// Assigned makes the list giao of one area. Rows stand by the household's id, so that equal input gives equal bytes.
func Assigned(area wire.ID, cases []*Case, given map[wire.ID][]schema.Assignment) *answers.List {
	l := Table("giao", area, assignedColumns)
	own := slices.DeleteFunc(slices.Clone(cases), func(c *Case) bool { return c.Area != area || len(given[c.ID]) == 0 })
	slices.SortFunc(own, func(a, b *Case) int { return a.ID.Compare(b.ID) })
	for _, c := range own {
		var users, notes []string
		for _, a := range given[c.ID] {
			users = append(users, a.User.UUID())
			if a.Note != "" && !slices.Contains(notes, a.Note) {
				notes = append(notes, a.Note)
			}
		}
		Append(l, c.ID.UUID(), c.Values["chu_ho"], strings.Join(users, " "), strings.Join(notes, "; "))
	}
	return l
}

// Reminded makes the list nhac of one area: of users who collect there.
func Reminded(area wire.ID, users []schema.User, said map[wire.ID]schema.Reminder) *answers.List {
	l := Table("nhac", area, reminderColumns)
	own := map[wire.ID]string{}
	for i := range users {
		if r, ok := said[users[i].ID]; ok && schema.Authorize(&users[i], schema.PermAnswer, area) {
			own[r.User] = r.Note
		}
	}
	for _, id := range sortedIDs(own) {
		Append(l, id.UUID(), own[id], strconv.FormatInt(said[id].At.UnixMilli(), 10))
	}
	return l
}

// refreshAssigned puts the lists giao and nhac of every area into the store: of the open round that is held there.
func refreshAssigned(ctx context.Context, s *store.Store, ws wire.ID, areas []schema.Area, rounds []schema.Round) error {
	users, err := s.Users(ctx, ws)
	if err != nil {
		return err
	}
	visits := map[wire.ID]map[wire.ID][]schema.Assignment{}
	words := map[wire.ID]map[wire.ID]schema.Reminder{}
	for i := range rounds {
		if r := rounds[i].ID; rounds[i].Open {
			if visits[r], err = s.Assignments(ctx, ws, r); err != nil {
				return err
			}
			if words[r], err = s.Reminders(ctx, ws, r); err != nil {
				return err
			}
		}
	}
	for _, a := range areas {
		var given map[wire.ID][]schema.Assignment
		var said map[wire.ID]schema.Reminder
		for i := range rounds {
			if rounds[i].Open && rounds[i].Covers(a.ID) {
				given, said = visits[rounds[i].ID], words[rounds[i].ID]
			}
		}
		var cases []*Case
		if len(given) > 0 {
			if cases, err = headsOf(ctx, s, ws, a.ID); err != nil {
				return err
			}
		}
		for _, l := range []*answers.List{Assigned(a.ID, cases, given), Reminded(a.ID, users, said)} {
			if _, _, err := s.PutList(ctx, ws, a.ID, l.Name, answers.EncodeList(l)); err != nil {
				return err
			}
		}
	}
	return nil
}

// headsOf gives the households of an area with their heads only.
func headsOf(ctx context.Context, s *store.Store, ws, area wire.ID) ([]*Case, error) {
	var out []*Case
	for {
		rows, n, err := s.Households(ctx, ws, store.HouseholdQuery{Scope: schema.Scope{All: true}, Area: area, Limit: 10_000, Offset: len(out)})
		if err != nil {
			return nil, err
		}
		for i := range rows {
			out = append(out, &Case{ID: rows[i].Case, Area: area, Values: map[string]string{"chu_ho": rows[i].Head}})
		}
		if len(rows) == 0 || len(out) >= n.Households {
			return out, nil
		}
	}
}
