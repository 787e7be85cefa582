package register

import (
	"context"
	"strings"
	"time"

	"github.com/sothon/sothon/forms"
	"github.com/sothon/sothon/forms/engine"
	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/schema/store"
	"github.com/sothon/sothon/sync/merge"
	"github.com/sothon/sothon/sync/wire"
)

// Evaluate gives a record's form and every relevant value of it, opened in reconcile mode.
type Evaluate func(ctx context.Context, rec *merge.Record) (*forms.Form, []engine.Answer, error)

// Follow lets the register follow the approval in force of a record: the change of Update in the name of who approved.
// Where no approval is in force, or the register says the same already, nothing is written. The error names questions
// whose answers the register could not take; what it could is written.
func Follow(ctx context.Context, s *store.Store, evaluate Evaluate, ws, record wire.ID) error {
	now, _, err := s.Record(ctx, ws, record)
	if err != nil {
		return err
	}
	if len(now.Decisions) == 0 || now.Deleted || now.Case.IsZero() || now.FormID == FormID {
		return nil
	}
	d := &now.Decisions[len(now.Decisions)-1]
	if d.Kind != wire.KindApprove {
		return nil
	}
	a := Approved{}
	if a.Record, err = s.RecordAt(ctx, ws, record, d.Payload.Frontier); err != nil {
		return err
	}
	if a.Form, a.Values, err = evaluate(ctx, a.Record); err != nil {
		return err
	}
	version, err := Published(ctx, s, ws)
	if err != nil {
		return err
	}
	held, _, err := s.Record(ctx, ws, wire.RecordID(now.Case, wire.ID{}, FormID))
	if schema.CodeOf(err) == schema.CodeNotFound {
		held, err = nil, nil
	}
	if err != nil {
		return err
	}
	if a.Elsewhere, err = elsewhere(ctx, s, ws, a.Record); err != nil {
		return err
	}
	ch, misfits := Update(a, held, version)
	if ch != nil {
		if err := withEvent(ch, Event{ID: wire.RowID(record, Events, d.Dot.Seq), Kind: KindApproval, Source: "record:" + record.String(),
			Day: time.UnixMilli(d.At).In(Zone).Format(time.DateOnly)}); err != nil {
			return err
		}
	}
	if ch != nil && (held == nil || !held.Deleted) {
		if _, err := s.Author(ctx, store.Authored{Workspace: ws, User: d.User, Changes: []*wire.Change{ch}}); err != nil {
			return err
		}
	}
	if len(misfits) > 0 {
		list := strings.Join(misfits, ", ")
		return schema.Invalid("bind::st:register", "Sổ hộ không nhận được câu: "+list+". Xem lại cột bind::st:register của biểu mẫu.",
			"The register can not take: "+list+". See the form's column bind::st:register.")
	}
	return nil
}

// elsewhere finds which rows of a record are people who live in another household of the register.
func elsewhere(ctx context.Context, s *store.Store, ws wire.ID, rec *merge.Record) (map[wire.ID]bool, error) {
	if err := CatchUp(ctx, s, ws); err != nil {
		return nil, err
	}
	out := map[wire.ID]bool{}
	for i := range rec.Rows {
		stays, err := s.PersonStays(ctx, ws, rec.Rows[i].ID)
		if err != nil {
			return nil, err
		}
		for _, v := range stays {
			if v.To == "" && v.Case != rec.Case {
				out[v.Person] = true
			}
		}
	}
	return out, nil
}

// withEvent writes an event's row at the end of a change that has none.
func withEvent(ch *wire.Change, v Event) error {
	e := NewEdit(nil, ch.Case, ch.Area, ch.FormVersion)
	e.Event(v)
	more, err := e.Change()
	if err != nil {
		return err
	}
	for _, op := range more.Ops {
		op.Row += uint32(len(ch.Rows))
		ch.Ops = append(ch.Ops, op)
	}
	ch.Rows = append(ch.Rows, more.Rows...)
	return nil
}

// Published gives the number under which the built-in form stands in a workspace; a program that brings a new version of
// it publishes that.
func Published(ctx context.Context, s *store.Store, ws wire.ID) (uint64, error) {
	all, err := s.Forms(ctx, ws)
	if err != nil {
		return 0, err
	}
	for _, v := range all {
		if v.FormID == FormID && v.Version > 0 && v.Hash == wire.Hash(Form().Hash()) {
			return v.Version, nil
		}
	}
	return s.PublishForm(ctx, ws, Form(), nil, wire.ID{})
}
