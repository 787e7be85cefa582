package synctest

import (
	"errors"
	"maps"
	"os"
	"slices"
	"strconv"

	"github.com/sothon/sothon/schema/store"
	"github.com/sothon/sothon/sync/merge"
	"github.com/sothon/sothon/sync/wire"
)

// A disaster: the office loses its disk and is restored from an older backup (◆D14). What tablets made comes back from them,
// and so does what the office itself did after the backup, as far as a tablet had it.

// backup is what the office had, and what the world knew of it.
type backup struct {
	image     image
	known     map[wire.Hash]bool
	published int
	renewal   int
	areasOf   map[wire.ID][]int
	usersOf   map[wire.ID][]int
	moved     map[wire.ID]int
	wiping    wire.ID
	revoked   map[wire.ID]bool
	approvals []page
	admitted  map[wire.Hash]bool
	tooLate   map[wire.Hash]bool
}

func (w *world) makeBackup() {
	w.say("  a backup is made")
	w.backup = &backup{image: w.image(), known: maps.Clone(w.known), published: w.published, renewal: w.renewal, areasOf: maps.Clone(w.areasOf),
		usersOf: maps.Clone(w.usersOf), moved: maps.Clone(w.moved), wiping: w.wiping, revoked: maps.Clone(w.revoked),
		approvals: slices.Clone(w.approvals), admitted: maps.Clone(w.admitted), tooLate: maps.Clone(w.tooLate)}
}

func (w *world) restore() {
	b := w.backup
	if b == nil || w.epochs > 2 {
		return
	}
	w.say("  the office is restored")
	w.sometimes("restored from a backup")
	w.epochs++
	w.epochKey = keyOf("epoch " + itoa(uint64(w.epochs)))
	w.known, w.published, w.renewal = maps.Clone(b.known), b.published, b.renewal
	w.areasOf, w.usersOf, w.moved = maps.Clone(b.areasOf), maps.Clone(b.usersOf), maps.Clone(b.moved)
	w.wiping, w.revoked, w.pages, w.approvals = b.wiping, maps.Clone(b.revoked), nil, slices.Clone(b.approvals)
	w.admitted, w.tooLate = maps.Clone(b.admitted), maps.Clone(b.tooLate)
	for _, t := range w.tablets {
		t.acked = 0 // what was acknowledged after the backup is to come again
	}
	w.pushed = nil // sent again, it may be new
	w.hostile.acked = map[wire.Dot]wire.Hash{}
	old, dir := w.store, w.lifeDir()
	w.life++
	w.must("make a directory", os.MkdirAll(w.lifeDir(), 0o700))
	w.must("write the database", os.WriteFile(w.path(), b.image.db, 0o600))
	if len(b.image.wal) > 0 {
		w.must("write the log", os.WriteFile(w.path()+"-wal", b.image.wal, 0o600))
	}
	w.store = nil
	_ = old.Close()
	_ = os.RemoveAll(dir)
	w.must("open after a restore", w.open())
	w.backup = nil
}

// epochOf gives the number of the office's epoch of a writer.
func (w *world) epochOf(writer wire.ID) (uint64, bool) {
	if w.store != nil {
		for _, e := range w.store.Epochs(workspace) {
			if e.Writer == writer {
				return e.Number, true
			}
		}
	}
	return 0, false
}

// waits says that changes of a record wait for what the office had before a restore.
func waits(rec *merge.Record) bool {
	return slices.ContainsFunc(rec.Changes, func(c merge.ChangeInfo) bool { return c.Status == merge.Parked })
}

// healed gives the office what a request brings back of its own earlier logs; own is the rest.
func (w *world) healed(req *wire.SyncRequest) (own []*wire.Segment, ok bool) {
	var back []*wire.Segment
	for _, s := range req.Segments {
		if s.Writer == req.Writer {
			own = append(own, s)
		} else {
			back = append(back, s)
		}
	}
	if len(back) == 0 {
		return own, true
	}
	got, err := w.store.Heal(w.ctx, workspace, back)
	if !w.must("heal", err) {
		return nil, false
	}
	w.say("  %d changes of the office come back, %d pieces strange", got.Changes, got.Strange)
	if got.Strange > 0 {
		w.broken("D14", "%d pieces that the office made are strange to it", got.Strange)
	}
	if got.Changes > 0 {
		w.sometimes("the office's own changes came back")
	}
	w.noteAdmitted(back)
	for _, rec := range got.Touched { // a move may have come back
		row, _, err := w.store.Record(w.ctx, workspace, rec)
		if !w.must("record", err) {
			return nil, false
		}
		for i, a := range areas {
			if a == row.Area && areaOf(rec) >= 0 && w.areaOf(rec) != i {
				w.moved[rec] = i
				w.sometimes("a move came back")
			}
		}
	}
	return own, true
}

// checkHealed: every change of the office on a tablet that could give it back is at the office (D14).
func (w *world) checkHealed() {
	if w.epochs == 0 {
		return
	}
	at := w.stored()
	for _, t := range w.tablets {
		if w.revoked[t.key.id] || t.copied {
			continue
		}
		for k, v := range t.disk {
			if k[0] != "change" {
				continue
			}
			writer, err := wire.ParseID(k[1][:32])
			if _, own := w.epochOf(writer); err != nil || !own {
				continue
			}
			seq, err := strconv.ParseUint(k[1][33:41], 16, 64)
			c, err2 := wire.ParseHash(k[1][42:])
			if !w.must("key", errors.Join(err, err2)) {
				return
			}
			if d := (wire.Dot{Writer: writer, Seq: seq}); !contains(at[d], c) && !t.ofWorkspace(v) {
				w.broken("D14", "%s has %s.%d of the office, which the office has not", t.name, short(writer), seq)
			}
		}
	}
}

// ofWorkspace says that a stored change is no record's: [layout, record, …].
func (t *tablet) ofWorkspace(v []byte) bool {
	d := wire.NewDecoder(v)
	d.Array(16)
	d.Uint()
	return d.ID() == workspace
}

// alone says that a tablet knows a change of a record that nobody is left to give back: another device's, which was at the
// office after the backup and never came again.
func (t *tablet) alone(v *store.Merged) bool {
	m := t.r.Merged(v.Row.ID)
	return m != nil && slices.ContainsFunc(m.Changes, func(c merge.ChangeInfo) bool {
		_, own := t.w.epochOf(c.Dot.Writer)
		return !own && infoOf(v.Record, c.C) == nil
	})
}

// noteAdmitted keeps which changes the office had admitted before it was restored.
func (w *world) noteAdmitted(back []*wire.Segment) {
	for _, s := range back {
		for _, c := range changesIn(wire.EncodeSegment(s)) {
			for k := range c.change.Ops {
				if r, err := c.change.Ops[k].Value.Ruling(); err == nil && c.change.Ops[k].Kind == wire.KindAdmit {
					w.before[wire.Head{Writer: r.Writer, Seq: r.To, H: r.HTo}] = true
				}
			}
		}
	}
}
