package synctest

import (
	"bytes"
	"os"
)

// image is what the disk holds: the database and its write-ahead log. With synchronous=FULL both are flushed when a
// commit returns.
type image struct{ db, wal []byte }

func (w *world) image() image {
	db, err := os.ReadFile(w.path())
	w.must("read the database", err)
	wal, err := os.ReadFile(w.path() + "-wal")
	if err != nil && !os.IsNotExist(err) {
		w.must("read the log", err)
	}
	return image{db, wal}
}

// torn gives what may be left when the machine dies while after is being written over before: the log ends anywhere in
// what was added, and the sector in which it ends is rubbish.
func torn(before, after image, r uint64) image {
	if !bytes.Equal(before.db, after.db) || !bytes.HasPrefix(after.wal, before.wal) || len(after.wal) <= len(before.wal) {
		return before // the log was begun anew: take it that nothing of it arrived
	}
	cut := len(before.wal) + int(r%uint64(len(after.wal)-len(before.wal)))
	wal := bytes.Clone(after.wal[:cut])
	for i := max(len(before.wal), cut-512); i < cut && r&1 == 1; i++ {
		wal[i] ^= 0xa5
	}
	return image{before.db, wal}
}

// crash ends the server as it is and starts another over an image.
func (w *world) crash(from image) {
	old, dir := w.store, w.lifeDir()
	w.life++
	w.must("make a directory", os.MkdirAll(w.lifeDir(), 0o700))
	w.must("write the database", os.WriteFile(w.path(), from.db, 0o600))
	if len(from.wal) > 0 {
		w.must("write the log", os.WriteFile(w.path()+"-wal", from.wal, 0o600))
	}
	w.store = nil
	_ = old.Close()
	_ = os.RemoveAll(dir)
	w.must("open after a crash", w.open())
	w.sometimes("server crashed")
	if w.store != nil {
		w.checkAcked()
	}
}
