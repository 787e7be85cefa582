package store

import (
	"context"

	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/sync/wire"
)

// Author makes, signs and stores changes of the server's own writer: what is done on pages, by import and by jobs. It
// returns their dots after the commit. Either all are stored or none. A review decision gets its step in the same
// transaction. A change with Record = Workspace holds rulings only (hold, admit).
func (s *Store) Author(ctx context.Context, a Authored) ([]wire.Dot, error) {
	if len(a.Changes) == 0 && a.Intake == nil && a.Recognition == nil {
		return nil, nil
	}
	var dots []wire.Dot
	err := s.write(ctx, func(t *tx) error {
		w, err := t.begin(ctx, a.Workspace)
		if err != nil {
			return err
		}
		if dots, err = w.author(&a); err != nil {
			return err
		}
		if !a.MoveTo.IsZero() {
			if err := t.knownArea(ctx, a.Workspace, a.MoveTo); err != nil {
				return err
			}
			was, err := w.caseArea(a.Changes[0].Case)
			if err != nil {
				return err
			}
			if moved, err := w.moveCase(a.Changes[0].Case, a.MoveTo, a.User); err != nil {
				return err
			} else if moved {
				if err := t.formerArea(a.Workspace, a.Changes[0].Case, was, a.MoveDay); err != nil {
					return err
				}
			}
		}
		if err := w.finish(); err != nil {
			return err
		}
		if a.Intake != nil {
			if err := t.intakeDone(a.Workspace, a.Intake); err != nil {
				return err
			}
		}
		if a.Recognition != nil {
			if err := t.putRecognition(ctx, a.Workspace, a.Recognition); err != nil {
				return err
			}
		}
		if a.Action == "" {
			return nil
		}
		return t.audit(a.Workspace, a.User, a.Action, a.Subject, "")
	})
	if err != nil {
		return nil, err
	}
	return dots, nil
}

func (w *work) author(a *Authored) ([]wire.Dot, error) {
	grant, err := w.officeGrant(a.User)
	if err != nil {
		return nil, err
	}
	var dots []wire.Dot
	var run []*wire.Change
	flush := func() error {
		if len(run) == 0 {
			return nil
		}
		u, err := w.own(run)
		run = nil
		if err != nil {
			return err
		}
		for k := range u.items {
			dots = append(dots, wire.Dot{Writer: u.writer, Seq: u.from + uint64(k)})
		}
		return nil
	}
	for _, given := range a.Changes {
		c := *given
		c.User, c.Grant = a.User, grant
		if c.Record != w.ws {
			if err := w.checkOwn(&c); err != nil {
				return nil, err
			}
			if run = append(run, &c); len(run) >= maxUnit {
				if err := flush(); err != nil {
					return nil, err
				}
			}
			continue
		}
		for i := range c.Ops {
			if k := c.Ops[i].Kind; k != wire.KindHold && k != wire.KindAdmit {
				return nil, schema.Invalid("ops", "Việc này không ghi được ở đây.", "Only rulings may be authored on the workspace.")
			}
		}
		if err := flush(); err != nil {
			return nil, err
		}
		u, err := w.rule(c.Ops, a.User, 0)
		if err != nil {
			return nil, err
		}
		dots = append(dots, wire.Dot{Writer: u.writer, Seq: u.from})
	}
	return dots, flush()
}

// maxUnit keeps a page of the feed small: what is authored at once is cut into units of so many changes.
const maxUnit = 200

// checkOwn refuses what would be held if a tablet sent it.
func (w *work) checkOwn(c *wire.Change) error {
	form, err := w.s.form(w.ctx, w.t, formKey{w.ws, c.FormID, c.FormVersion, c.FormHash})
	if err != nil {
		return err
	}
	if !follows(c, form) {
		return schema.Invalid("record", "Mã phiếu không khớp với hộ, đợt và biểu mẫu.", "The record's id does not follow from its case, round and form.")
	}
	if form == nil && namesNodes(c) {
		return schema.Invalid("form", "Không có bản biểu mẫu này.", "There is no such form version.")
	}
	for i := range c.Ops {
		switch k := c.Ops[i].Kind; k {
		case wire.KindStep, wire.KindEpoch, wire.KindGrant, wire.KindWithdraw, wire.KindHold, wire.KindAdmit, wire.KindErase:
			return schema.Invalid("ops", "Việc này không ghi được trên phiếu.", "A record can not take the op "+k.String()+" from a page.")
		}
	}
	if form != nil && w.s.cfg.Check != nil {
		if bad := w.s.cfg.Check(form.form, c, w.res.Rows); bad != nil {
			return &schema.Error{Code: schema.CodeInvalid, Field: "value", Vi: "Giá trị không hợp với câu hỏi: " + bad.Error(),
				En: "A value does not fit its question: " + bad.Error(), Err: bad}
		}
	}
	return nil
}

func namesNodes(c *wire.Change) bool {
	for i := range c.Ops {
		if c.Ops[i].Node != 0 {
			return true
		}
	}
	return false
}

// Admit applies held or parked changes: an admit ruling in the name of a user. h_to is found from the branch; held.To
// names its last change.
func (s *Store) Admit(ctx context.Context, ws, user wire.ID, held HeldInfo) error {
	return s.ruleBy(ctx, ws, user, wire.KindAdmit, held, "change.admit")
}

// Hold sets changes aside in the name of a user: they stay stored and are not applied, on any replica, until an admit.
// held.Reason says why (ReasonSetAside, ReasonUndone), held.Note in a person's words. The owner's own changes can be held
// too: a decision that is taken back was never in force.
func (s *Store) Hold(ctx context.Context, ws, user wire.ID, held HeldInfo) error {
	return s.ruleBy(ctx, ws, user, wire.KindHold, held, "change.hold")
}

func (s *Store) ruleBy(ctx context.Context, ws, user wire.ID, kind wire.Kind, held HeldInfo, action string) error {
	return s.write(ctx, func(t *tx) error {
		w, err := t.begin(ctx, ws)
		if err != nil {
			return err
		}
		var h wire.Hash
		found, err := one(ctx, t, `SELECT h
			FROM change
			WHERE ws = $1 AND writer = $2 AND seq = $3
			ORDER BY CASE WHEN status = 1 THEN 0 ELSE 1 END, branch
			LIMIT 1`, args(ws[:], held.Writer[:], int64(held.To)), (*hash)(&h))
		if err != nil {
			return err
		}
		if !found {
			return schema.NotFound("Không có lần lưu này.", "There is no such change.")
		}
		if !held.H.IsZero() {
			h = held.H
		}
		r := wire.Ruling{Writer: held.Writer, From: held.From, To: held.To, HTo: h, Reason: held.Reason, Note: held.Note}
		if _, err := w.rule([]wire.Op{{Kind: kind, Value: wire.RulingValue(r)}}, user, 0); err != nil {
			return err
		}
		if err := w.finish(); err != nil {
			return err
		}
		return t.audit(ws, user, action, held.Writer.String(), "")
	})
}
