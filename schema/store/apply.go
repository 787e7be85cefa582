package store

import (
	"context"
	"errors"
	"time"

	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/sync/merge"
	"github.com/sothon/sothon/sync/wire"
)

// Apply stores what a writer pushed: the one way in for answers, with Author. It returns after the durable commit that
// it shares with the callers waiting beside it. A push that is not authentic or malformed is Refused and leaves
// nothing; what is authentic and may not count is stored and held by a ruling. Repeating a push changes nothing.
// docs/sync.md §1.3-1.6.
func (s *Store) Apply(ctx context.Context, p Push) (Pushed, error) {
	run, refused, err := s.verifyPush(ctx, &p)
	if err != nil {
		return Pushed{}, err
	}
	if refused != nil {
		return Pushed{Refused: refused}, nil
	}
	if len(p.Segments) == 0 { // nothing to write: no lock is taken
		return s.standing(ctx, &p)
	}
	var out Pushed
	err = s.write(ctx, func(t *tx) error {
		w, err := t.begin(ctx, p.Workspace)
		if err != nil {
			return err
		}
		d, err := deviceOf(ctx, t, p.Workspace, p.Writer)
		if err != nil {
			return err
		}
		w.device = &d
		w.out = Pushed{Fork: d.Stopped, Revoked: !d.Revoked.IsZero(), Replicated: d.Replicated}
		if err := w.push(run); err != nil {
			return err
		}
		if err := w.finish(); err != nil {
			return err
		}
		out = w.out
		return nil
	})
	if err != nil { // the writer may still be at work on out when ctx has ended
		return Pushed{}, err
	}
	return out, nil
}

// standing answers a push without segments.
func (s *Store) standing(ctx context.Context, p *Push) (Pushed, error) {
	d, err := deviceOf(ctx, pool{s}, p.Workspace, p.Writer)
	return Pushed{Acked: d.Acked, Replicated: d.Replicated, Fork: d.Stopped, Revoked: !d.Revoked.IsZero()}, err
}

// verified is a segment whose chain and head hold.
type verified struct {
	seg     *wire.Segment
	h       []wire.Hash // after each item
	changes []*wire.Change
}

// head gives h after seq, which is From-1 or an item's.
func (v *verified) head(seq uint64) wire.Hash {
	if seq < v.seg.From {
		return v.seg.HPrev
	}
	return v.h[seq-v.seg.From]
}

// verifyPush checks all that needs no lock: signatures, chains, and that every body is a change. It runs on the caller's
// goroutine, beside the writer.
func (s *Store) verifyPush(ctx context.Context, p *Push) ([]verified, *schema.Error, error) {
	pub, err := s.pubOf(ctx, pool{s}, p.Workspace, p.Writer)
	if err != nil {
		return nil, nil, err
	}
	if pub == nil {
		return nil, &schema.Error{Code: schema.CodeUnauthorized, Field: "writer", Vi: "Máy này chưa đăng ký với xã. Đăng ký lại máy.",
			En: "This device is not enrolled here. Enrol it again."}, nil
	}
	verify, ok := Verifier(pub)
	if !ok {
		return nil, nil, errors.New("stored public key is no point of the curve")
	}
	run := make([]verified, len(p.Segments))
	for i, seg := range p.Segments {
		run[i].seg = seg
		if _, own := s.epoch(p.Writer); own || seg.Writer != p.Writer {
			return nil, &schema.Error{Code: schema.CodeForbidden, Field: "segment", Vi: "Máy chỉ được gửi phiếu của chính mình.",
				En: "A device may only push its own changes."}, nil
		}
		if run[i].h, err = seg.Verify(verify); err != nil {
			return nil, refusal(err), nil
		}
		if seg.From == 1 && seg.HPrev != wire.ChainStart(pub) {
			return nil, refusal(&wire.Error{Kind: wire.ErrSignature, What: "start of the chain", At: -1}), nil
		}
		run[i].changes = make([]*wire.Change, len(seg.Items))
		for k := range seg.Items {
			if seg.Items[k].Body == nil {
				return nil, refusal(&wire.Error{Kind: wire.ErrMalformed, What: "change without its body", At: -1}), nil
			}
			if run[i].changes[k], err = wire.DecodeChange(seg.Items[k].Body); err != nil {
				return nil, refusal(err), nil
			}
			if run[i].changes[k].Erased != nil {
				return nil, refusal(&wire.Error{Kind: wire.ErrMalformed, What: "erased change in a push", At: -1}), nil
			}
		}
	}
	return run, nil, nil
}

// refusal says in words why nothing of a push was stored.
func refusal(err error) *schema.Error {
	e := &schema.Error{Code: schema.CodeInvalid, Field: "segment", Err: err}
	switch {
	case errors.Is(err, wire.ErrTooLarge):
		e.Code = schema.CodeTooLarge
		e.Vi, e.En = "Gói gửi lên lớn quá. Phiếu vẫn còn trên máy.", "The push is over a limit. Nothing was stored."
	case errors.Is(err, wire.ErrVersion):
		e.Vi, e.En = "Ứng dụng trên máy mới hơn máy chủ. Nhờ xã nâng cấp máy chủ; phiếu vẫn còn trên máy.",
			"The app is newer than the server. Upgrade the server. Nothing was stored."
	case errors.Is(err, wire.ErrSignature):
		e.Vi, e.En = "Chữ ký của máy không khớp: xã không nhận được gì. Phiếu vẫn còn trên máy; mang máy lên xã.",
			"The device's signature does not match. Nothing was stored."
	default:
		e.Vi, e.En = "Gói gửi lên bị hỏng: xã không nhận được gì. Phiếu vẫn còn trên máy; thử gửi lại.",
			"The push is malformed. Nothing was stored."
	}
	return e
}

// work is what one caller writes about answers, inside its SAVEPOINT.
type work struct {
	t      *tx
	s      *Store
	ctx    context.Context
	ws     wire.ID
	res    *resolver
	device *schema.Device // the writer that pushes
	out    Pushed

	ownSeq  uint64 // head of the owner's log
	ownHead wire.Hash
	grants  map[wire.ID]*schema.Grant
	pages   map[wire.ID]wire.ID // user → grant for the server's writer
	touched map[wire.ID]*touched
	order   []*touched
	decided []decided // decisions that have no step yet
}

// touched is a record whose changes or rulings are more than they were.
type touched struct {
	id     wire.ID
	row    schema.RecordRow // as stored
	stored wire.ID          // area as stored
	known  bool             // stored before
	placed bool             // an accepted change has said where it lies (◆D2): row.Area
	fed    []wire.ID        // areas into which this work fed its changes
	fresh  []merge.Input    // what this work added
	reload bool             // rulings changed what is stored: read all again
	at     time.Time        // when its last change came; zero: now
	astray *wire.Header     // its household has left the area that its first change names: where it must go
}

type decided struct {
	header wire.Header
	dot    wire.Dot
}

// begin takes the workspace's counter row, so that nobody else applies to this workspace until the commit.
func (t *tx) begin(ctx context.Context, ws wire.ID) (*work, error) {
	if _, err := t.take(ws, "srv", 0); err != nil {
		return nil, err
	}
	w := &work{t: t, s: t.s, ctx: ctx, ws: ws, grants: map[wire.ID]*schema.Grant{}, pages: map[wire.ID]wire.ID{},
		touched: map[wire.ID]*touched{}}
	w.res = t.s.resolver(ctx, t, ws)
	var seq int64
	found, err := one(ctx, t, `SELECT seq, h
		FROM branch
		WHERE ws = $1 AND writer = $2 AND branch = 0`, args(ws[:], t.s.owner[:]), &seq, (*hash)(&w.ownHead))
	if err == nil && !found {
		err = schema.NotFound("Không có đơn vị này.", "There is no such workspace.")
	}
	w.ownSeq = uint64(seq)
	return w, err
}

// finish orders the decisions taken, moves what follows its household, then merges every record touched and writes what lists show of it.
func (w *work) finish() error {
	if err := w.step(); err != nil {
		return err
	}
	if err := w.follow(); err != nil {
		return err
	}
	for _, r := range w.order {
		if err := w.mergeRecord(r); err != nil {
			return err
		}
		w.out.Touched = append(w.out.Touched, r.id)
	}
	return nil
}

// touch gives the record of a change, read from the store once.
func (w *work) touch(rec wire.ID) (*touched, error) {
	if r := w.touched[rec]; r != nil {
		return r, nil
	}
	r := &touched{id: rec}
	var err error
	if r.row, r.known, err = recordRow(w.ctx, w.t, w.ws, rec); err != nil {
		return nil, err
	}
	r.stored = r.row.Area
	if r.placed = r.known; r.known && r.row.Held+r.row.Parked > 0 {
		n := 0
		if _, err := one(w.ctx, w.t, `SELECT COUNT(*)
			FROM change
			WHERE ws = $1 AND record = $2`, args(w.ws[:], rec[:]), &n); err != nil {
			return nil, err
		}
		r.placed = n > r.row.Held+r.row.Parked
	}
	w.touched[rec] = r
	w.order = append(w.order, r)
	return r, nil
}

// area gives where a change of this record belongs (◆D2): where the record lies, or, before any change of it is
// accepted, where the change says.
func (r *touched) area(c *wire.Change) wire.ID {
	if r.placed {
		return r.row.Area
	}
	return c.Area
}

// accept notes that a change of the record counts: the first one places it.
func (r *touched) accept(c *wire.Change) {
	if !r.placed && !c.Area.IsZero() {
		r.placed = true
		r.row.Area = c.Area
	}
}
