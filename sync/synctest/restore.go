package synctest

import (
	"maps"
	"os"
	"slices"

	"github.com/sothon/sothon/sync/merge"
	"github.com/sothon/sothon/sync/wire"
)

// A disaster: the office loses its disk and is restored from an older backup (◆D14). What tablets made comes back from them.
// What the office itself did after the backup does not (docs/sync.md §4), so that tablets may know more of it than the
// office: they are not compared after a restore.

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
