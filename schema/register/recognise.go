package register

import (
	"context"
	"time"

	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/schema/store"
	"github.com/sothon/sothon/sync/merge"
	"github.com/sothon/sothon/sync/wire"
)

// Recognise enters a decision that recognises the result of a round: the class of each household that it names is that of
// the register from the decision's day on. All of it or nothing; the event has the decision's id, so that it can be taken
// back as one. Households whose class does not change get no line in their history but stand in the decision. today is
// the ISO day of the office.
func Recognise(ctx context.Context, s *store.Store, ws wire.ID, r *schema.Recognition, today string) error {
	r.Number, r.Signer, r.Note = schema.Clean(r.Number), schema.Clean(r.Signer), schema.Clean(r.Note)
	switch _, err := time.Parse(time.DateOnly, r.Day); {
	case r.Number == "":
		return schema.Invalid("number", "Chưa ghi số quyết định.", "Give the number of the decision.")
	case err != nil || r.Day > today:
		return schema.Invalid("day", "Ngày quyết định chưa đúng, hoặc ở tương lai.", "The day of the decision is wrong or in the future.")
	case r.Signer == "":
		return schema.Invalid("signer", "Chưa ghi người ký.", "Say who signed.")
	case len(r.Cases) == 0:
		return schema.Invalid("case", "Chưa chọn hộ nào để công nhận.", "No household was chosen.")
	}
	if err := CatchUp(ctx, s, ws); err != nil {
		return err
	}
	classes, err := s.ClassesOn(ctx, ws, r.Day)
	if err != nil {
		return err
	}
	version, err := Published(ctx, s, ws)
	if err != nil {
		return err
	}
	var changes []*wire.Change
	for i := range r.Cases {
		c := &r.Cases[i]
		if !schema.Decided(c.Class) {
			return schema.Invalid("class", "Có hộ chưa được xếp loại: không công nhận được.", "A household has no class: it can not be recognised.")
		}
		if c.Before = classes[c.Case]; c.Before == c.Class {
			continue
		}
		rec, _, err := s.Record(ctx, ws, wire.RecordID(c.Case, wire.ID{}, FormID))
		if err != nil {
			return err
		}
		more, err := Plan(Act{Event: Event{ID: r.ID, Kind: KindClass, Day: r.Day, Paper: r.Number, Reason: r.Note}, Case: c.Case,
			Values: map[string]string{"phanloai": c.Class}}, map[wire.ID]*merge.Record{c.Case: rec}, version, today)
		if schema.CodeOf(err) == schema.CodeInvalid { // the register says it already, by a later day
			continue
		}
		if err != nil {
			return err
		}
		changes = append(changes, more...)
	}
	if _, err := s.Author(ctx, store.Authored{Workspace: ws, User: r.By, Changes: changes, Action: "class.recognise", Subject: r.ID.String(), Recognition: r}); err != nil {
		return err
	}
	return CatchUp(ctx, s, ws)
}
