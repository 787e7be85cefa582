package store

import (
	"context"
	"database/sql"
	"sync"
	"time"

	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/sync/wire"
)

// Epoch is one life of the owner: a restore ends it, since what the owner had done after the backup may be known outside
// and must never be contradicted under the same names (◆D14). The first has the workspace's own key as its writer.
type Epoch struct {
	Number uint64
	Writer wire.ID
	Srv    uint64 // where it begins in the feed
	At     time.Time
}

type epochCache struct {
	mu      sync.RWMutex
	numbers map[wire.ID]uint64
	all     map[wire.ID][]Epoch // by workspace, oldest first
}

// Epochs lists the owner's epochs of a workspace, oldest first.
func (s *Store) Epochs(ws wire.ID) []Epoch {
	s.epochs.mu.RLock()
	defer s.epochs.mu.RUnlock()
	if all := s.epochs.all[ws]; len(all) > 0 {
		return all
	}
	return []Epoch{{Number: 1, Writer: wire.WriterID(s.pub)}} // made by another server on this database
}

// epoch gives the number of the owner's epoch whose writer this is; false when it is no writer of the owner.
func (s *Store) epoch(writer wire.ID) (uint64, bool) {
	s.epochs.mu.RLock()
	defer s.epochs.mu.RUnlock()
	n, ok := s.epochs.numbers[writer]
	return n, ok
}

// loadEpochs reads the epochs of all workspaces.
func (s *Store) loadEpochs(ctx context.Context) error {
	root := wire.WriterID(s.pub)
	numbers, all := map[wire.ID]uint64{root: 1}, map[wire.ID][]Epoch{}
	list, err := s.Workspaces(ctx)
	if err != nil {
		return err
	}
	for _, w := range list {
		epochs := []Epoch{{Number: 1, Writer: root, At: w.Created}}
		if err := each(ctx, pool{s}, `SELECT number, writer, srv, at
			FROM epoch
			WHERE ws = $1
			ORDER BY number`, args(w.ID[:]), func(r *sql.Rows) error {
			var e Epoch
			var number, srv, began int64
			if err := r.Scan(&number, (*id)(&e.Writer), &srv, &began); err != nil {
				return err
			}
			e.Number, e.Srv, e.At = uint64(number), uint64(srv), at(began)
			epochs = append(epochs, e)
			numbers[e.Writer] = e.Number
			return nil
		}); err != nil {
			return err
		}
		all[w.ID] = epochs
	}
	s.epochs.mu.Lock()
	s.epochs.numbers, s.epochs.all = numbers, all
	s.epochs.mu.Unlock()
	return nil
}

// checkEpoch refuses a log key that is not that of the newest epoch, and a database behind its HIGHWATER (ErrBehind); with
// Config.NewEpoch it begins one under this key.
func (s *Store) checkEpoch(ctx context.Context) error {
	list, err := s.Workspaces(ctx)
	if err != nil {
		return err
	}
	for _, w := range list {
		epochs := s.Epochs(w.ID)
		now, err := s.mark(ctx, w.ID)
		if err != nil {
			return err
		}
		was := s.high.was[w.ID]
		_, known := s.epoch(s.owner)
		if behind := was.ahead(now); behind && (known || !s.cfg.NewEpoch) {
			return ErrBehind
		}
		if epochs[len(epochs)-1].Writer == s.owner {
			continue
		}
		if known || !s.cfg.NewEpoch {
			return &schema.Error{Code: schema.CodeInvalid, Field: "epoch", Vi: "Khoá epoch.key không hợp với dữ liệu này. Chép lại đúng tệp từ thư mục đã phục hồi, hoặc chạy sothon restore.",
				En: "epoch.key is not the key of this data's epoch. Put back that of the restored folder, or run sothon restore."}
		}
		if err := s.write(ctx, func(t *tx) error { return t.beginEpoch(ctx, w.ID, epochs, was.epoch) }); err != nil {
			return err
		}
	}
	if err := s.loadEpochs(ctx); err != nil {
		return err
	}
	for _, w := range list {
		now, err := s.mark(ctx, w.ID)
		if err != nil {
			return err
		}
		s.high.raise(map[wire.ID]mark{w.ID: now})
	}
	return nil
}

// lostLists is how many lists may have been made after the backup that began an epoch.
const lostLists = 10_000

// beginEpoch writes the owner's new writer and its first change: the number, what is here of the earlier writers' logs,
// and where the feed stood. known is the highest number that HIGHWATER tells of.
func (t *tx) beginEpoch(ctx context.Context, ws wire.ID, before []Epoch, known uint64) error {
	d := schema.Device{Writer: t.s.owner, Pub: t.s.logPub, Owner: true, Name: "sothon", Enrolled: t.at}
	if err := t.insertDevice(ws, &d); err != nil {
		return err
	}
	srv, err := t.take(ws, "srv", 0)
	if err != nil {
		return err
	}
	if _, err := t.take(ws, "list", lostLists); err != nil { // lists made after the backup keep their numbers to themselves
		return err
	}
	e := wire.Epoch{Number: max(before[len(before)-1].Number, known) + 1, Srv: srv}
	for _, b := range before {
		h := wire.Head{Writer: b.Writer}
		var seq int64
		if _, err := one(ctx, t, `SELECT seq, h
			FROM branch
			WHERE ws = $1 AND writer = $2 AND branch = 0`, args(ws[:], b.Writer[:]), &seq, (*hash)(&h.H)); err != nil {
			return err
		}
		h.Seq = uint64(seq)
		e.Heads = append(e.Heads, h)
	}
	e.Heads = wire.SortHeads(e.Heads)
	if err := t.exec(`INSERT INTO epoch (ws, number, writer, srv, at)
		VALUES ($1, $2, $3, $4, $5)`, ws[:], int64(e.Number), t.s.owner[:], int64(srv), ms(t.at)); err != nil {
		return err
	}
	w, err := t.begin(ctx, ws)
	if err != nil {
		return err
	}
	u, err := w.own([]*wire.Change{w.office(wire.Op{Kind: wire.KindEpoch, Value: wire.EpochValue(e)})})
	if err != nil {
		return err
	}
	u.kind = wire.FeedRuling // to everybody, with its body
	if err := w.feedPiece(wire.ID{}, u, 0, 0, u.srv, 0); err != nil {
		return err
	}
	return t.audit(ws, wire.ID{}, "epoch", t.s.owner.String(), "")
}
