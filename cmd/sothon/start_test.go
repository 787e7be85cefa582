package main

import (
	"database/sql"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

// TestKilledFirstStart: a first start that is killed again and again, at every moment of it, goes on with the next: in the
// end there is one commune, its administrator, and the newest schema.
func TestKilledFirstStart(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	for k := range 20 {
		ln, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		addr := ln.Addr().String()
		ln.Close()
		cmd := exec.Command(binary, "serve", "--data", dir, "--addr", addr)
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Duration(5+k*12) * time.Millisecond) // the moment is what differs
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	}
	p := start(t, "", "serve", "--data", dir)
	says(t, 0, "", []string{"user", "list", "--data", dir}, "quantri")
	p.stop()
	fresh := filepath.Join(t.TempDir(), "fresh")
	q := start(t, "", "serve", "--data", fresh)
	q.stop()
	for _, query := range []string{`SELECT MAX(version_id), COUNT(*) FROM goose_db_version`, `SELECT COUNT(*), 0 FROM workspace`, `SELECT COUNT(*), 0 FROM account`,
		`SELECT COUNT(*) - COUNT(DISTINCT name), 0 FROM list`, `SELECT COUNT(*), 0 FROM form`, `SELECT COUNT(*), 0 FROM sqlite_master`} {
		if a, b := two(t, dir, query), two(t, fresh, query); a != b {
			t.Errorf("%s: %v, undisturbed %v", query, a, b)
		}
	}
}

// two reads two figures from the database of a folder.
func two(t *testing.T, dir, query string) (out [2]int) {
	t.Helper()
	db, err := sql.Open("sqlite3", "file:"+filepath.Join(dir, "sothon.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if err := db.QueryRow(query).Scan(&out[0], &out[1]); err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	return out
}

// TestDataOfAnother: a database of a newer program, of another commune, or beside another's key is refused in words, by every
// command, and is not changed.
func TestDataOfAnother(t *testing.T) {
	for what, c := range map[string]struct {
		do    func(dir string)
		words []string
	}{
		"newer schema": {func(dir string) {
			db, err := sql.Open("sqlite3", "file:"+filepath.Join(dir, "sothon.db"))
			if err != nil {
				t.Fatal(err)
			}
			defer db.Close()
			if _, err := db.Exec(`INSERT INTO goose_db_version (version_id, is_applied) VALUES (99999, 1)`); err != nil {
				t.Fatal(err)
			}
		}, []string{"mới hơn", "newer"}},
		"another's key": {func(dir string) {
			other := filepath.Join(t.TempDir(), "other")
			start(t, "", "serve", "--data", other).stop()
			b, err := os.ReadFile(filepath.Join(other, "owner.key"))
			if err == nil {
				err = os.WriteFile(filepath.Join(dir, "owner.key"), b, 0o600)
			}
			if err != nil {
				t.Fatal(err)
			}
		}, []string{"owner.key", "khoá"}},
		"a broken key": {func(dir string) {
			if err := os.WriteFile(filepath.Join(dir, "owner.key"), []byte("không phải khoá"), 0o600); err != nil {
				t.Fatal(err)
			}
		}, []string{"owner.key"}},
	} {
		dir, _ := demo(t)
		c.do(dir)
		for _, args := range [][]string{{"serve", "--addr", "127.0.0.1:0"}, {"user", "list"}, {"backup", t.TempDir()}} {
			out := says(t, 1, "", append(args, "--data", dir))
			for _, w := range c.words {
				if !strings.Contains(out, w) {
					t.Errorf("%s: %v does not say %q:\n%s", what, args, w, out)
				}
			}
			if strings.Contains(out, "goroutine ") || !regexp.MustCompile(`\p{L}`).MatchString(out) {
				t.Errorf("%s: %v: %s", what, args, out)
			}
		}
	}
}
