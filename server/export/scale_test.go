package export

import (
	"context"
	"database/sql"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	_ "github.com/mattn/go-sqlite3"

	"github.com/sothon/sothon/schema/seed"
	"github.com/sothon/sothon/schema/store"
	"github.com/sothon/sothon/server/jobs"
)

// grown is the demo commune with its approved records of last year many times over, packed as after their approval.
func grown(t testing.TB, records int) (*world, string) {
	t.Helper()
	w, _ := commune(t)
	path := w.url
	set, err := Read(context.Background(), w.ev, w.q) // the first export packs
	ok(t, err)
	ok(t, set.Zip(context.Background(), io.Discard))
	db, err := sql.Open("sqlite3", path)
	ok(t, err)
	defer db.Close()
	db.SetMaxOpenConns(1)
	run := func(q string) {
		t.Helper()
		_, err := db.Exec(q)
		ok(t, err)
	}
	run(`CREATE TEMP TABLE copies AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ` + strconv.Itoa(records/set.Records()-1) + `)
		SELECT record AS old, randomblob(16) AS new FROM tabulated, n`)
	for _, table := range []string{"record", "tabulated"} {
		rows, err := db.Query("SELECT name FROM pragma_table_info('" + table + "') WHERE name <> 'record'")
		ok(t, err)
		var names []string
		for rows.Next() {
			var n string
			ok(t, rows.Scan(&n))
			names = append(names, n)
		}
		rows.Close()
		list := strings.Join(names, ", ")
		run("INSERT INTO " + table + " (record, " + list + ") SELECT new, " + list + " FROM copies JOIN " + table + " ON record = old WHERE " +
			map[string]string{"record": "form_id = '" + seed.FormID + "'", "tabulated": "1"}[table])
	}
	return w, path
}

// BenchmarkCSV10000 is 10,000 households to CSV.
func BenchmarkCSV10000(b *testing.B) {
	w, _ := grown(b, 10000)
	for _, x := range []struct {
		name  string
		write func(*Set) error
	}{
		{"csv", func(s *Set) error { return s.CSV(context.Background(), io.Discard, 0) }},
		{"zip", func(s *Set) error { return s.Zip(context.Background(), io.Discard) }},
		{"xlsx", func(s *Set) error { return s.XLSX(context.Background(), io.Discard) }},
		{"words", func(s *Set) error { return s.Zip(context.Background(), io.Discard) }},
	} {
		b.Run(x.name, func(b *testing.B) {
			q := w.q
			q.Codes = x.name != "words"
			for b.Loop() {
				s, err := Read(context.Background(), w.ev, q)
				ok(b, err)
				ok(b, x.write(s))
				if s.Written().Records != 10000 {
					b.Fatal(s.Written())
				}
			}
		})
	}
}

// TestExport_MemoryOf250000Rows: the whole process that writes 250,000 rows as CSV and as XLSX stays under 100 MB.
func TestExport_MemoryOf250000Rows(t *testing.T) {
	if path := os.Getenv("SOTHON_EXPORT_FROM"); path != "" {
		exportAlone(t, path)
		return
	}
	if os.Getenv("SOTHON_PROVE") == "" {
		t.Skip("a longer proof: SOTHON_PROVE=1")
	}
	_, path := grown(t, 70000)
	for _, kind := range []string{"zip", "xlsx"} {
		cmd := exec.Command(os.Args[0], "-test.run", "^TestExport_MemoryOf250000Rows$", "-test.v")
		cmd.Env = append(os.Environ(), "SOTHON_EXPORT_FROM="+path, "SOTHON_EXPORT_KIND="+kind)
		out, err := cmd.CombinedOutput()
		if err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
		text := string(out)
		field := func(name string) int {
			_, rest, _ := strings.Cut(text, name+"=")
			n, err := strconv.Atoi(strings.Fields(rest + " x")[0])
			ok(t, err)
			return n
		}
		t.Logf("%s: %d rows, %d MB", kind, field("rows"), field("kb")/1024)
		if field("rows") < 250000 || field("kb") > 100*1024 {
			t.Errorf("%s: %d rows, %d kB", kind, field("rows"), field("kb"))
		}
	}
}

// exportAlone is the process that is measured.
func exportAlone(t *testing.T, path string) {
	key := testKey(t)
	s, err := store.Open(context.Background(), store.Config{URL: path, Owner: key})
	ok(t, err)
	defer s.Close()
	c := seed.Make()
	set, err := Read(context.Background(), jobs.NewEvaluator(s, c.ID), Query{FormID: seed.FormID, Round: c.Rounds[0].ID, All: true})
	ok(t, err)
	if os.Getenv("SOTHON_EXPORT_KIND") == "xlsx" {
		ok(t, set.XLSX(context.Background(), io.Discard))
	} else {
		ok(t, set.Zip(context.Background(), io.Discard))
	}
	status, err := os.ReadFile(filepath.Join("/proc", "self", "status"))
	ok(t, err)
	_, rest, _ := strings.Cut(string(status), "VmHWM:")
	t.Logf("rows=%d kb=%s ", set.Written().Rows, strings.Fields(rest)[0])
}
