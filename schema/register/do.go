package register

import (
	"context"

	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/schema/store"
	"github.com/sothon/sothon/sync/merge"
	"github.com/sothon/sothon/sync/wire"
)

// Do enters an act into the register in a user's name: all of its changes or none. today is the ISO day of the office.
func Do(ctx context.Context, s *store.Store, ws, user wire.ID, a Act, today string) error {
	held := map[wire.ID]*merge.Record{}
	for _, x := range []wire.ID{a.Case, a.Other} {
		if x.IsZero() {
			continue
		}
		rec, _, err := s.Record(ctx, ws, wire.RecordID(x, wire.ID{}, FormID))
		if schema.CodeOf(err) == schema.CodeNotFound {
			continue
		}
		if err != nil {
			return err
		}
		held[x] = rec
	}
	version, err := Published(ctx, s, ws)
	if err != nil {
		return err
	}
	changes, err := Plan(a, held, version, today)
	if err != nil {
		return err
	}
	as := store.Authored{Workspace: ws, User: user, Changes: changes, Action: "household." + string(a.Kind), Subject: a.Case.String()}
	if a.Kind == KindVillage {
		as.MoveTo, as.MoveDay = a.Area, a.Day
	}
	if _, err := s.Author(ctx, as); err != nil {
		return err
	}
	return CatchUp(ctx, s, ws)
}

// Reverse undoes an event in every case that it changed: all or none.
func Reverse(ctx context.Context, s *store.Store, ws, user, event wire.ID, undo Event) error {
	changes, err := reversal(ctx, s, ws, event, undo)
	if err != nil {
		return err
	}
	if _, err := s.Author(ctx, store.Authored{Workspace: ws, User: user, Changes: changes, Action: "household.huy", Subject: event.String()}); err != nil {
		return err
	}
	return CatchUp(ctx, s, ws)
}

// ReverseIntake undoes an import: what it entered is taken out, what it changed is as before. v is the import as it stands.
func ReverseIntake(ctx context.Context, s *store.Store, ws, user wire.ID, v schema.Intake, undo Event) error {
	changes, err := reversal(ctx, s, ws, v.Event, undo)
	if err != nil {
		return err
	}
	v.State = schema.IntakeUndone
	if _, err := s.Author(ctx, store.Authored{Workspace: ws, User: user, Changes: changes, Action: "intake.undo", Subject: v.ID.String(), Intake: &v}); err != nil {
		return err
	}
	return CatchUp(ctx, s, ws)
}

func reversal(ctx context.Context, s *store.Store, ws, event wire.ID, undo Event) ([]*wire.Change, error) {
	if err := CatchUp(ctx, s, ws); err != nil {
		return nil, err
	}
	cases, err := s.EventCases(ctx, ws, event)
	if err != nil {
		return nil, err
	}
	if len(cases) == 0 {
		return nil, schema.NotFound("Không có biến động này.", "There is no such event.")
	}
	version, err := Published(ctx, s, ws)
	if err != nil {
		return nil, err
	}
	if undo.Day == "" {
		undo.Day = cases[0].Day
	}
	var changes []*wire.Change
	for _, e := range cases {
		v, err := s.View(ctx, ws, wire.RecordID(e.Case, wire.ID{}, FormID))
		if err != nil {
			return nil, err
		}
		history, err := HistoryOf(ctx, s, ws, &v)
		if err != nil {
			return nil, err
		}
		ch, err := Undo(v.Record, history, event, undo, version)
		if err != nil {
			return nil, err
		}
		if ch != nil {
			changes = append(changes, ch)
		}
	}
	return changes, nil
}
