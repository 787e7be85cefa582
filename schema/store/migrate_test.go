package store

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/pressly/goose/v3"

	"github.com/sothon/sothon/schema/store/keytest"
	"github.com/sothon/sothon/sync/wire"
)

// older is the schema that the large database was made under: every migration behind it has rows to move, fill or index.
const older = 2

// makeOlder fills a database of that schema with n changes, rulings, records and places in the feed.
func makeOlder(t testing.TB, url string, pub []byte, n int) {
	t.Helper()
	d, err := dialectOf(url)
	ok(t, err)
	db, err := d.open(url, true)
	ok(t, err)
	defer db.Close()
	p, err := goose.NewProvider(d.goose, db, d.files)
	ok(t, err)
	_, err = p.UpTo(context.Background(), older)
	ok(t, err)
	name, none, typ := `CAST(printf('%016d', i) AS BLOB)`, `x'00000000000000000000000000000000'`, "BLOB"
	if d.name == "postgres" {
		name, none, typ = `convert_to(lpad(CAST(i AS TEXT), 16, '0'), 'UTF8')`, `'\x00000000000000000000000000000000'::BYTEA`, "BYTEA"
	}
	ws, writer := wire.ID{7}, wire.WriterID(pub)
	for _, q := range []struct {
		sql  string
		args []any
	}{
		{`INSERT INTO workspace (ws, name, owner, created) VALUES ($1, 'Xã Mẫu', $2, 0)`, args(ws[:], pub)},
		{`INSERT INTO counter (ws, name, n) VALUES ($1, 'srv', $2), ($1, 'list', 0), ($1, 'audit', 0)`, args(ws[:], n)},
		{`INSERT INTO branch (ws, writer, branch, from_seq, seq, h) VALUES ($1, $2, 0, 1, 0, $3)`, args(ws[:], writer[:], hashOf(pub))},
		{fill(n) + `INSERT INTO change (ws, writer, seq, branch, record, srv, at, c, h, status, reason, body)
			SELECT CAST($1 AS ` + typ + `), NAME, 1, 0, NAME, i, 0, NAME, NAME, 0, '', NAME FROM n`, args(ws[:])},
		{fill(n) + `INSERT INTO ruling (ws, seq, op, srv, at, kind, writer, from_seq, to_seq, h_to, reason, note)
			SELECT CAST($1 AS ` + typ + `), i, 0, i, 0, 23, NAME, 1, 1, NAME, 'area', '' FROM n`, args(ws[:])},
		{fill(n) + `INSERT INTO feed (ws, area, srv, ord, kind, writer, from_seq, to_seq, branch, h_prev, h)
			SELECT CAST($1 AS ` + typ + `), NONE, i, 0, 1, NAME, 1, 1, 0, NAME, NAME FROM n`, args(ws[:])},
		{fill(n) + `INSERT INTO record (ws, record, case_, round, area, form_id, form_version, form_hash, label, search, state, queue,
				conflicts, violations, held, parked, comments, finished, finished_at, updated_srv, updated_at, account, writer, state_hash,
				values_hash, approved, changed, approved_by, approved_at, approved_w, approved_seq, approved_val, deleted, evaluated)
			SELECT CAST($1 AS ` + typ + `), NAME, NAME, NONE, NONE, 'ho', 1, NAME, 'Lò Văn An', 'lo van an', 'received', 'new',
				0, 0, 0, 0, 0, 1, 0, i, 0, NONE, NAME, NAME, NAME, 0, 0, NONE, 0, NONE, 0, NAME, 0, 1 FROM n`, args(ws[:])},
		{`INSERT INTO device (ws, writer, pub, owner, name, app, account, enrolled, seen, revoked, stopped, clock, unsent, blobs, free_mib)
			VALUES ($1, $2, $3, 1, 'sothon', '', $4, 0, 0, 0, 0, 0, 0, 0, 0)`, args(ws[:], writer[:], pub, zeroID)},
	} {
		if _, err := db.Exec(strings.ReplaceAll(strings.ReplaceAll(q.sql, "NAME", name), "NONE", none), q.args...); err != nil {
			t.Fatalf("%v\n%s", err, q.sql)
		}
	}
}

func hashOf(pub []byte) []byte { h := wire.ChainStart(pub); return h[:] }

func fill(n int) string {
	return fmt.Sprintf(`WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %d) `, n)
}

// figures are what a migrated database must have: its schema, and how many rows each table holds.
func figures(t testing.TB, url string) (out []string) {
	t.Helper()
	d, err := dialectOf(url)
	ok(t, err)
	db, err := d.open(url, false)
	ok(t, err)
	defer db.Close()
	q := `SELECT name FROM sqlite_master WHERE type IN ('table', 'index', 'trigger') AND name NOT LIKE 'sqlite_%'`
	if d.name == "postgres" {
		q = `SELECT tablename FROM pg_tables WHERE schemaname = 'public' UNION ALL SELECT indexname FROM pg_indexes WHERE schemaname = 'public'`
	}
	rows, err := db.Query(q)
	ok(t, err)
	defer rows.Close()
	var names []string
	for rows.Next() {
		var s string
		ok(t, rows.Scan(&s))
		names = append(names, s)
	}
	ok(t, rows.Err())
	slices.Sort(names)
	for _, name := range names {
		var n int
		if err := db.QueryRow(`SELECT COUNT(*) FROM ` + name).Scan(&n); err == nil {
			out = append(out, fmt.Sprintf("%s %d", name, n))
		} else {
			out = append(out, name)
		}
	}
	if d.name == "sqlite" {
		var said string
		ok(t, db.QueryRow(`PRAGMA integrity_check`).Scan(&said))
		out = append(out, said)
	}
	return out
}

func reached(url string) (n int) {
	d, err := dialectOf(url)
	if err != nil {
		return 0
	}
	db, err := d.open(url, false)
	if err != nil {
		return 0
	}
	defer db.Close()
	_ = db.QueryRow(`SELECT MAX(version_id) FROM goose_db_version`).Scan(&n)
	return n
}

// A large database of an older version, the server killed in the middle of bringing it up to date: the next start goes on
// from the migration that was under way, and everything is there. SOTHON_PROVE=1 makes it 200,000 records and 20 kills.
func TestMigration_Killed(t *testing.T) {
	if child := os.Getenv(childVariable); child != "" {
		f := strings.Fields(child)
		der, err := hex.DecodeString(f[1])
		ok(t, err)
		key, err := x509.ParseECPrivateKey(der)
		ok(t, err)
		fmt.Println("begins")
		s, err := Open(context.Background(), Config{URL: f[0], Owner: &keytest.Key{PrivateKey: key}})
		ok(t, err)
		ok(t, s.Close())
		return
	}
	n, kills := 4000, 6
	if os.Getenv("SOTHON_PROVE") != "" {
		n, kills = 200_000, 20
	}
	k, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	ok(t, err)
	key := &keytest.Key{PrivateKey: k}
	der, err := x509.MarshalECPrivateKey(k)
	ok(t, err)
	dir := t.TempDir()
	old := filepath.Join(dir, "older.db")
	makeOlder(t, "file:"+old, key.Public(), n)

	whole := copied(t, old)
	began := time.Now()
	s, err := Open(context.Background(), Config{URL: whole, Owner: key})
	ok(t, err)
	took := time.Since(began)
	ok(t, s.Close())
	want, newest := figures(t, whole), reached(whole)

	fired, between := 0, map[int]int{}
	for i := range kills {
		url := copied(t, old)
		cmd := inChild(t, url, hex.EncodeToString(der))
		out, err := cmd.StdoutPipe()
		ok(t, err)
		ok(t, cmd.Start())
		_, err = io.ReadFull(out, make([]byte, len("begins\n")))
		ok(t, err)
		time.Sleep(took * time.Duration(i) / time.Duration(kills)) // the moment is what differs
		_ = cmd.Process.Kill()
		if cmd.Wait() != nil {
			fired++
		}
		between[reached(url)]++
		s, err := Open(context.Background(), Config{URL: url, Owner: key})
		if err != nil {
			t.Fatalf("killed after %v it does not open: %v", took*time.Duration(i)/time.Duration(kills), err)
		}
		ok(t, s.Close())
		if got := figures(t, url); !slices.Equal(got, want) {
			t.Fatalf("killed after %v: %v, undisturbed %v", took*time.Duration(i)/time.Duration(kills), got, want)
		}
		ok(t, os.RemoveAll(filepath.Dir(strings.TrimPrefix(url, "file:"))))
	}
	t.Logf("%d records, %d kills, %d of them in the middle, by the schema reached: %v of %d, undisturbed %v", n, kills, fired, between, newest, took)
	if fired < kills/2 {
		t.Errorf("only %d of %d kills came before the end: the test does nothing", fired, kills)
	}
}

func copied(t testing.TB, file string) string {
	t.Helper()
	to := filepath.Join(t.TempDir(), "sothon.db")
	b, err := os.ReadFile(file)
	ok(t, err)
	ok(t, os.WriteFile(to, b, 0o600))
	return "file:" + to
}
