package store

import (
	"fmt"
	"io"

	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/sync/wire"
)

// office makes a change of the workspace by the owner.
func (w *work) office(ops ...wire.Op) *wire.Change {
	return &wire.Change{Header: wire.Header{Record: w.ws}, Ops: ops}
}

// own stores changes of the server's writer as one unit under one signature. All are about records, or all about the
// workspace; those are fed only when they rule.
func (w *work) own(changes []*wire.Change) (*unit, error) { return w.ownAt(changes, 0) }

func (w *work) ownAt(changes []*wire.Change, srv uint64) (*unit, error) {
	u := &unit{writer: w.s.owner, branchFrom: 1, from: w.ownSeq + 1, hPrev: w.ownHead, srv: srv, kind: wire.FeedChange}
	for _, c := range changes {
		it := item{change: c}
		if err := w.complete(c); err != nil {
			return nil, err
		}
		var err error
		if it.body, err = wire.EncodeChange(c); err != nil {
			return nil, &schema.Error{Code: schema.CodeInvalid, Field: "change", Vi: "Việc vừa làm không ghi được: dữ liệu chưa đúng.",
				En: "What was done can not be written: " + err.Error(), Err: err}
		}
		if it.c, err = wire.Digest(it.body); err != nil {
			return nil, err
		}
		w.ownSeq, w.ownHead = w.ownSeq+1, wire.NextHead(w.ownHead, it.c)
		it.h = w.ownHead
		if c.Record == w.ws {
			u.kind = wire.FeedGrant
			if isRuling(c) {
				u.kind = wire.FeedRuling
			}
		} else {
			if it.rec, err = w.touch(c.Record); err != nil {
				return nil, err
			}
			it.rec.accept(c)
			it.area = it.rec.area(c)
		}
		u.items = append(u.items, it)
	}
	sig, err := w.s.signLog(wire.HeadMessage(u.writer, u.last(), w.ownHead))
	if err != nil {
		return nil, fmt.Errorf("sign: %w", err)
	}
	u.sig = sig
	return u, w.store(u)
}

func isRuling(c *wire.Change) bool {
	for i := range c.Ops {
		if k := c.Ops[i].Kind; k == wire.KindHold || k == wire.KindAdmit {
			return true
		}
	}
	return false
}

// complete fills in what the caller of Author leaves to the store.
func (w *work) complete(c *wire.Change) error {
	c.V = wire.LayoutVersion
	if c.At == 0 {
		c.At = ms(w.t.at)
	}
	if c.Zone == 0 {
		c.Zone = 1440
	}
	if _, err := io.ReadFull(w.s.cfg.Rand, c.Salt[:]); err != nil {
		return fmt.Errorf("random salt: %w", err)
	}
	if c.Env == nil && c.FormID != "" {
		if err := w.fillEnv(c); err != nil {
			return err
		}
	}
	var fail error
	seen, ok := wire.SeenDigest(c.Named(), func(d wire.Dot) (wire.Hash, bool) {
		var h wire.Hash
		found, err := one(w.ctx, w.t, `SELECT c
			FROM change
			WHERE ws = $1 AND writer = $2 AND seq = $3
			ORDER BY status, branch
			LIMIT 1`, args(w.ws[:], d.Writer[:], int64(d.Seq)), (*hash)(&h))
		if err != nil {
			fail = err
		}
		return h, found && err == nil
	})
	if fail != nil {
		return fail
	}
	if !ok {
		return schema.Conflict("sees", "Trang này nói đến một lần lưu mà xã không có. Mở lại trang rồi làm lại.",
			"The page names a change that is not here. Open it again.")
	}
	c.Seen16 = seen
	return nil
}

// fillEnv names the lists in force that the change's form reads, of its area and of the whole workspace.
func (w *work) fillEnv(c *wire.Change) error {
	form, err := w.s.form(w.ctx, w.t, formKey{w.ws, c.FormID, c.FormVersion, c.FormHash})
	if err != nil || form == nil || len(form.form.Externals) == 0 {
		return err
	}
	lists, err := listsOf(w.ctx, w.t, w.ws, []wire.ID{c.Area})
	if err != nil {
		return err
	}
	for _, l := range lists { // by number
		if form.form.External(l.Name) != nil && len(c.Env) < 256 {
			c.Env = append(c.Env, wire.ListRef{Number: l.Number, Hash: l.Hash})
		}
	}
	return nil
}

// noteDecision remembers a review decision that the owner has to order.
func (w *work) noteDecision(c *wire.Change, dot wire.Dot) {
	for i := range c.Ops {
		if c.Ops[i].Kind.Family() == wire.FamilyDecision {
			w.decided = append(w.decided, decided{header: c.Header, dot: dot})
			return
		}
	}
}

// step writes the owner's order of the decisions that came, each in a change on its record.
func (w *work) step() error {
	if len(w.decided) == 0 {
		return nil
	}
	var changes []*wire.Change
	for _, d := range w.decided {
		c := &wire.Change{Header: d.header, Ops: []wire.Op{{Kind: wire.KindStep, Value: wire.StepValue(wire.Step{Names: []wire.Dot{d.dot}})}}}
		c.User, c.Grant, c.Was, c.At, c.Zone = wire.ID{}, wire.ID{}, nil, 0, 0
		changes = append(changes, c)
	}
	w.decided = nil
	_, err := w.own(changes)
	return err
}
