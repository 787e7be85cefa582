//go:build postgres

package store

import (
	"context"
	"github.com/sothon/sothon/schema/store/keytest"
	"slices"
	"syscall"
	"testing"
	"time"
)

// The same on PostgreSQL, whose own process dies in the middle: it recovers by itself, and the next start goes on.
func TestMigration_PostgresDies(t *testing.T) {
	key := keytest.New(t)
	d := databases[slices.IndexFunc(databases, func(d database) bool { return d.name == "postgres" })]
	whole := d.fresh(t)
	makeOlder(t, whole, key.Public(), 4000)
	began := time.Now()
	s, err := Open(context.Background(), Config{URL: whole, Owner: key})
	ok(t, err)
	took := time.Since(began)
	ok(t, s.Close())
	want := figures(t, whole)

	fired := 0
	for i := 1; i <= 3; i++ {
		url := d.fresh(t)
		makeOlder(t, url, key.Public(), 4000)
		done := make(chan error, 1)
		go func() {
			s, err := Open(context.Background(), Config{URL: url, Owner: key})
			if err == nil {
				err = s.Close()
			}
			done <- err
		}()
		time.Sleep(took * time.Duration(i) / 5)
		killBackends(t, url)
		if err := <-done; err != nil {
			fired++
			t.Logf("killed at %d/5, schema %d: %v", i, reached(url), err)
		}
		for deadline := time.Now().Add(time.Minute); ; time.Sleep(50 * time.Millisecond) {
			s, err := Open(context.Background(), Config{URL: url, Owner: key})
			if err == nil {
				ok(t, s.Close())
				break
			}
			if time.Now().After(deadline) {
				t.Fatalf("it does not open again: %v", err)
			}
		}
		if got := figures(t, url); !slices.Equal(got, want) {
			t.Fatalf("%v, undisturbed %v", got, want)
		}
	}
	if fired == 0 {
		t.Error("no kill came before the end: the test does nothing")
	}
}

// killBackends kills PostgreSQL's processes that serve a database; the rest of it then restarts and recovers.
func killBackends(t *testing.T, url string) {
	t.Helper()
	db, err := postgresDialect.open(url, false)
	ok(t, err)
	defer db.Close()
	rows, err := db.Query(`SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()`)
	ok(t, err)
	defer rows.Close()
	for rows.Next() {
		var pid int
		ok(t, rows.Scan(&pid))
		_ = syscall.Kill(pid, syscall.SIGKILL)
	}
}
