package register

import (
	"context"
	"slices"

	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/schema/answers"
	"github.com/sothon/sothon/schema/store"
	"github.com/sothon/sothon/sync/wire"
)

// ServerLabel is what tablets call the server's own writer.
const ServerLabel = "Máy chủ của xã"

// peopleColumns: name is the id of a user or of a writer, label what to call it, kind user or writer.
var peopleColumns = []string{"name", "label", "kin", "kind"}

// People makes the list nguoi of one area: who may have written what a tablet of that area shows. Users and devices of
// grants that cover the area, ended ones too, since what they wrote stays; users of the office who may act there; and
// the server's own writer. Rows stand by kind, then id, so that equal input gives equal bytes. A form that does not name
// this list never sees it: it is for the screen.
func People(area wire.ID, users []schema.User, devices []schema.Device, grants []schema.Grant, owner wire.ID) *answers.List {
	seen, made := map[wire.ID]string{}, map[wire.ID]string{owner: ServerLabel}
	for _, g := range grants {
		if !slices.Contains(g.Areas, area) {
			continue
		}
		for _, u := range g.Users {
			seen[u.ID] = u.Name
		}
		if g.Writer != owner {
			made[g.Writer] = g.Device
		}
	}
	kin := map[wire.ID]string{}
	for i := range users {
		u := &users[i]
		if _, named := seen[u.ID]; named || schema.Authorize(u, schema.PermReview, area) {
			seen[u.ID], kin[u.ID] = u.Name, u.Kin
		}
	}
	for i := range devices {
		if _, named := made[devices[i].Writer]; named && devices[i].Writer != owner {
			made[devices[i].Writer] = devices[i].Name
		}
	}
	l := Table("nguoi", area, peopleColumns)
	for _, id := range sortedIDs(seen) {
		Append(l, id.UUID(), seen[id], kin[id], "user")
	}
	for _, id := range sortedIDs(made) {
		Append(l, id.UUID(), made[id], "", "writer")
	}
	return l
}

func sortedIDs(m map[wire.ID]string) []wire.ID {
	out := make([]wire.ID, 0, len(m))
	for id := range m {
		out = append(out, id)
	}
	slices.SortFunc(out, wire.ID.Compare)
	return out
}

// refreshPeople puts the list nguoi of every area into the store.
func refreshPeople(ctx context.Context, s *store.Store, ws wire.ID, areas []schema.Area) error {
	users, err := s.Users(ctx, ws)
	if err != nil {
		return err
	}
	devices, err := s.Devices(ctx, ws)
	if err != nil {
		return err
	}
	grants, err := s.Grants(ctx, ws, s.Owner())
	if err != nil {
		return err
	}
	for i := range devices {
		own, err := s.Grants(ctx, ws, devices[i].Writer)
		if err != nil {
			return err
		}
		grants = append(grants, own...)
	}
	for _, a := range areas {
		l := People(a.ID, users, devices, grants, s.Owner())
		if _, _, err := s.PutList(ctx, ws, a.ID, l.Name, answers.EncodeList(l)); err != nil {
			return err
		}
	}
	return nil
}
