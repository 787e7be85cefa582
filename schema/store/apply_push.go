package store

import (
	"context"
	"database/sql"
	"slices"

	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/sync/merge"
	"github.com/sothon/sothon/sync/wire"
)

// branch is one branch of a writer's log: 0 as first known, others after a fork. From is where it leaves branch 0.
type branch struct {
	number uint32
	from   uint64
	seq    uint64 // its last change
	h      wire.Hash
}

// push stores what is new in each segment, in their order, until one does not follow from what is stored.
func (w *work) push(run []verified) error {
	branches, err := w.branches(w.device.Writer)
	if err != nil {
		return err
	}
	for i := range run {
		goOn, err := w.pushSegment(&run[i], &branches)
		if err != nil {
			return err
		}
		if !goOn {
			break
		}
	}
	w.out.Acked = branches[0].seq
	return nil
}

func (w *work) branches(writer wire.ID) ([]branch, error) {
	var out []branch
	err := each(w.ctx, w.t, `SELECT branch, from_seq, seq, h
		FROM branch
		WHERE ws = $1 AND writer = $2
		ORDER BY branch
		LIMIT 1000`, args(w.ws[:], writer[:]), func(r *sql.Rows) error {
		var b branch
		var number, from, seq int64
		if err := r.Scan(&number, &from, &seq, (*hash)(&b.h)); err != nil {
			return err
		}
		b.number, b.from, b.seq = uint32(number), uint64(from), uint64(seq)
		out = append(out, b)
		return nil
	})
	if err == nil && len(out) == 0 {
		err = schema.NotFound("Không có máy này.", "There is no such device.")
	}
	return out, err
}

// pushSegment finds where the segment leaves what is stored, and stores the rest: at the end of a branch, or as a new
// branch (a fork). False: the segments behind it can not be stored either.
func (w *work) pushSegment(v *verified, branches *[]branch) (bool, error) {
	all := *branches
	first, last := v.seg.From, v.seg.Last()
	if first > all[0].seq+1 && !slices.ContainsFunc(all, func(b branch) bool { return first <= b.seq+1 }) {
		w.out.GapFrom = all[0].seq + 1
		return false, nil
	}
	// The longest common part with any branch: common is the last seq at which a stored chain agrees with the segment's.
	on, common, found := 0, uint64(0), false
	for i := range all {
		k, ok, err := w.agrees(v, &all[i])
		if err != nil {
			return false, err
		}
		if ok && (!found || k > common || k == common && k == all[i].seq && common != all[on].seq) {
			on, common, found = i, k, true
		}
	}
	b := &all[on]
	switch {
	case !found && first > all[0].seq+1:
		w.out.GapFrom = all[0].seq + 1
		return false, nil
	case !found:
		// A fork below the segment: the part where it begins is needed first.
		w.out.GapFrom, w.out.Fork = 1, true
		return false, w.stop()
	case common == last:
		w.out.Fork = w.out.Fork || b.number > 0
		return true, nil // all of it is here
	case common == b.seq:
		return true, w.extend(v, b, common+1)
	}
	fork := branch{number: all[len(all)-1].number + 1, from: common + 1, seq: common, h: v.head(common)}
	*branches = append(all, fork)
	w.out.Fork = true
	if err := w.stop(); err != nil {
		return false, err
	}
	return true, w.extend(v, &(*branches)[len(*branches)-1], common+1)
}

// agrees gives the last seq, from the one before the segment on, at which the chain of a branch is the segment's; false
// when there is none.
func (w *work) agrees(v *verified, b *branch) (uint64, bool, error) {
	low, high := v.seg.From-1, min(v.seg.Last(), b.seq)
	if high < low {
		return 0, false, nil
	}
	if high == b.seq && v.head(high) == b.h { // the usual case: the segment follows
		return high, true, nil
	}
	stored, err := w.chain(w.device.Writer, w.device.Pub, b, low, high)
	if err != nil {
		return 0, false, err
	}
	for k := high; ; k-- {
		if h, ok := stored[k]; ok && h == v.head(k) {
			return k, true, nil
		}
		if k == low {
			return 0, false, nil
		}
	}
}

// chain reads h after each seq of a branch; below its start those of branch 0.
func (w *work) chain(writer wire.ID, pub []byte, b *branch, from, to uint64) (map[uint64]wire.Hash, error) {
	out := map[uint64]wire.Hash{}
	if from == 0 {
		out[0] = wire.ChainStart(pub)
	}
	err := each(w.ctx, w.t, `SELECT seq, branch, h
		FROM change
		WHERE ws = $1 AND writer = $2 AND seq >= $3 AND seq <= $4
		ORDER BY seq, branch`, args(w.ws[:], writer[:], int64(from), int64(to)), func(r *sql.Rows) error {
		var seq, number int64
		var h wire.Hash
		if err := r.Scan(&seq, &number, (*hash)(&h)); err != nil {
			return err
		}
		if uint32(number) == b.number || number == 0 && uint64(seq) < b.from {
			out[uint64(seq)] = h
		}
		return nil
	})
	return out, err
}

// stop marks the writer: it must push no more until a person has looked.
func (w *work) stop() error {
	if w.device.Stopped {
		return nil
	}
	w.device.Stopped = true
	return w.t.stopDevice(w.ws, w.device.Writer)
}

func (t *tx) stopDevice(ws, writer wire.ID) error {
	n, err := t.count(`UPDATE device
		SET stopped = 1, forked = $1
		WHERE ws = $2 AND writer = $3 AND stopped = 0`, ms(t.at), ws[:], writer[:])
	if err != nil || n == 0 {
		return err
	}
	return t.audit(ws, wire.ID{}, "device.fork", writer.String(), "")
}

// CheckHead holds the head that a device tells of its own log against what is stored of it, so that a second copy of the
// device is found even when it sends nothing new. Told: the device itself says that it has met another copy. True: there
// is a fork; the device is marked, as by a push. docs/sync.md §1.6, ◆D12.
func (s *Store) CheckHead(ctx context.Context, ws wire.ID, d *schema.Device, n uint64, h wire.Hash, told bool) (bool, error) {
	if d.Stopped {
		return true, nil
	}
	if !told {
		same, err := s.sameHead(ctx, ws, d, n, h)
		if err != nil || same {
			return false, err
		}
	}
	return true, s.write(ctx, func(t *tx) error { return t.stopDevice(ws, d.Writer) })
}

func (s *Store) sameHead(ctx context.Context, ws wire.ID, d *schema.Device, n uint64, h wire.Hash) (bool, error) {
	switch {
	case n > d.Acked: // what it has beyond is judged when it comes
		return true, nil
	case n == d.Acked:
		return h == d.Head, nil
	case n == 0:
		return h == wire.ChainStart(d.Pub), nil
	}
	var stored wire.Hash
	found, err := one(ctx, pool{s}, `SELECT h
		FROM change
		WHERE ws = $1 AND writer = $2 AND seq = $3 AND branch = 0`, args(ws[:], d.Writer[:], int64(n)), (*hash)(&stored))
	return found && stored == h, err
}

// extend stores the segment from seq on at the end of a branch.
func (w *work) extend(v *verified, b *branch, seq uint64) error {
	k := seq - v.seg.From
	u := &unit{writer: w.device.Writer, branch: b.number, branchFrom: b.from, from: seq, hPrev: b.h, sig: v.seg.Sig,
		kind: wire.FeedChange, items: make([]item, 0, len(v.changes)-int(k))}
	for ; k < uint64(len(v.changes)); k++ {
		u.items = append(u.items, item{change: v.changes[k], body: v.seg.Items[k].Body, c: v.seg.Items[k].C, h: v.h[k]})
	}
	before, err := w.ruledBefore(u)
	if err != nil {
		return err
	}
	for i := range u.items {
		it := &u.items[i]
		reason, note, err := w.judge(u, it)
		if err != nil {
			return err
		}
		switch status, why := w.standing(u, i, before); {
		case status == merge.Admitted:
			reason, it.status = "", status
		case status == merge.Held && reason == "":
			reason = why
		}
		if reason != "" {
			it.status, it.reason, it.note = merge.Held, reason, note
		} else {
			it.rec.accept(it.change)
		}
	}
	if err := w.store(u); err != nil {
		return err
	}
	b.seq, b.h = v.seg.Last(), v.h[len(v.h)-1]
	return nil
}

// ruledBefore gives the rulings about a unit's changes that came back before they did (Heal): none until the owner was
// restored.
func (w *work) ruledBefore(u *unit) ([]merge.RulingAt, error) {
	if len(w.s.Epochs(w.ws)) < 2 {
		return nil, nil
	}
	in := make([]merge.Input, len(u.items))
	for i := range in {
		in[i] = w.inputOf(u, i)
	}
	return w.s.rulingsOf(w.ctx, w.t, w.ws, in)
}

func (w *work) inputOf(u *unit, i int) merge.Input {
	return merge.Input{Writer: u.writer, Seq: u.from + uint64(i), C: u.items[i].c, H: u.items[i].h,
		Branch: merge.Branch{Number: u.branch, From: branchStart(u)}}
}

// standing gives what earlier rulings make of a change that is about to be stored. Those over several changes name a head
// that may not be here yet: they are about the log as first known.
func (w *work) standing(u *unit, i int, before []merge.RulingAt) (merge.Status, string) {
	if len(before) == 0 {
		return merge.Accepted, ""
	}
	in := w.inputOf(u, i)
	return merge.StatusOf(&in, before, func(in *merge.Input, seq uint64, h wire.Hash) bool {
		k := seq - u.from
		if seq >= u.from && k < uint64(len(u.items)) {
			return u.items[k].h == h
		}
		return u.branch == 0
	})
}
