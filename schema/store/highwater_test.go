package store

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/schema/store/keytest"
	"github.com/sothon/sothon/sync/wire"
)

// An older database put back beside a HIGHWATER that is ahead of it is refused; with a new key a new epoch begins, behind
// every number that was ever given. What was rolled back does not count, nor does a file that a power failure cut.
func TestHighWater(t *testing.T) {
	ctx, dir := context.Background(), t.TempDir()
	path, high := filepath.Join(dir, "sothon.db"), filepath.Join(dir, HighWater)
	owner := keytest.New(t)
	open := func(writer OwnerKey, epoch bool) (*Store, error) {
		return Open(ctx, Config{URL: "file:" + path, Owner: owner, Writer: writer, NewEpoch: epoch, HighWater: high})
	}
	s, err := open(nil, false)
	ok(t, err)
	ws := wire.ID{7}
	ok(t, s.CreateWorkspace(ctx, &schema.Workspace{ID: ws, Name: "Xã Mẫu"}))
	take := func(s *Store, n int, fail error) {
		t.Helper()
		for range n {
			err := s.write(ctx, func(x *tx) error {
				if _, err := x.take(ws, "srv", 1); err != nil {
					return err
				}
				return fail
			})
			if !errors.Is(err, fail) {
				t.Fatal(err)
			}
		}
	}
	take(s, 3, nil)
	take(s, 5, errors.New("rolled back"))
	ok(t, s.Close())
	older, err := os.ReadFile(path)
	ok(t, err)
	s, err = open(nil, false)
	ok(t, err) // what was rolled back is not behind
	take(s, 4, nil)
	if behind, err := s.Behind(ctx, ws, 7); behind || err != nil {
		t.Fatalf("7 of 7 is behind: %v %v", behind, err)
	}
	ok(t, s.Close())

	put := func() {
		t.Helper()
		for _, f := range []string{path + "-wal", path + "-shm"} {
			_ = os.Remove(f)
		}
		ok(t, os.WriteFile(path, older, 0o600))
	}
	put()
	if _, err := open(nil, false); !errors.Is(err, ErrBehind) {
		t.Fatalf("an older database opens: %v", err)
	}
	if _, err := open(nil, true); !errors.Is(err, ErrBehind) { // the same name again
		t.Fatalf("an older database opens under the same key: %v", err)
	}
	s, err = open(keytest.New(t), true)
	ok(t, err)
	if e := s.Epochs(ws); len(e) != 2 || e[1].Number != 2 {
		t.Fatalf("epochs %+v", e)
	}
	ok(t, s.Close())
	put() // the same older database once more: the number is never given twice
	s, err = open(keytest.New(t), true)
	ok(t, err)
	if e := s.Epochs(ws); len(e) != 2 || e[1].Number != 3 {
		t.Fatalf("epochs after a second loss %+v", e)
	}
	ok(t, s.Close())

	whole, err := os.ReadFile(high)
	ok(t, err)
	for n := range whole {
		ok(t, os.WriteFile(high, whole[:n], 0o600))
		h := highWater{path: high}
		ok(t, h.load())
		if len(h.was) > 0 {
			t.Fatalf("%d of %d bytes are read as %v", n, len(whole), h.was)
		}
	}
}

// A cursor ahead of the database ends the process, and the next start finds it.
func TestHighWater_ByATablet(t *testing.T) {
	ctx, dir := context.Background(), t.TempDir()
	var fatal error
	c := Config{URL: "file:" + filepath.Join(dir, "sothon.db"), Owner: keytest.New(t), HighWater: filepath.Join(dir, HighWater), Fatal: func(err error) { fatal = err }}
	s, err := Open(ctx, c)
	ok(t, err)
	ws := wire.ID{7}
	ok(t, s.CreateWorkspace(ctx, &schema.Workspace{ID: ws, Name: "Xã Mẫu"}))
	behind, err := s.Behind(ctx, ws, 99)
	if ok(t, err); !behind || !errors.Is(fatal, ErrBehind) {
		t.Fatalf("a cursor ahead of the database goes by: %v, fatal %v", behind, fatal)
	}
	ok(t, s.Close())
	if _, err := Open(ctx, c); !errors.Is(err, ErrBehind) {
		t.Fatalf("the next start does not know: %v", err)
	}
}
