package export

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/csv"
	"io"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"github.com/sothon/sothon/forms"
	"github.com/sothon/sothon/schema/answers"
	"github.com/sothon/sothon/schema/seed"
	"github.com/sothon/sothon/schema/store"
	"github.com/sothon/sothon/schema/store/keytest"
	"github.com/sothon/sothon/server/jobs"
	"github.com/sothon/sothon/sync/merge"
	"github.com/sothon/sothon/sync/wire"
)

func ok(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func equal[T comparable](t testing.TB, what string, got, want T) {
	t.Helper()
	if got != want {
		t.Fatalf("%s: got %v, want %v", what, got, want)
	}
}

// world is a store with an evaluator.
type world struct {
	testing.TB
	s  *store.Store
	ev *jobs.Evaluator
	ws wire.ID
	q  Query

	url string // of the database
}

// testKey is an owner's key that is the same in every process.
func testKey(t testing.TB) *keytest.Key { return keytest.Of(t, bytes.Repeat([]byte{7}, 32)) }

// database gives a test its empty database; the build tag "postgres" gives another.
var database = func(_ testing.TB, dir string) string { return "file:" + filepath.Join(dir, "sothon.db") }

func open(t testing.TB, ws wire.ID) *world {
	t.Helper()
	key, url := testKey(t), database(t, t.TempDir())
	s, err := store.Open(context.Background(), store.Config{
		URL: url, Owner: key,
		Check: func(f *forms.Form, c *wire.Change, _ wire.RowResolver) error {
			if m := answers.Check(f, c); m != nil {
				return m
			}
			return nil
		},
	})
	ok(t, err)
	t.Cleanup(func() { s.Close() })
	return &world{TB: t, s: s, ev: jobs.NewEvaluator(s, ws), ws: ws, url: url}
}

// commune is the demo commune: 400 approved records of last year.
func commune(t testing.TB) (*world, *seed.Commune) {
	t.Helper()
	c := seed.Make()
	w := open(t, c.ID)
	_, err := seed.Fill(context.Background(), w.s, func(_ context.Context, p string) (string, error) { return "plain:" + p, nil }, func(string) {})
	ok(t, err)
	w.q = Query{FormID: seed.FormID, Round: c.Rounds[0].ID, All: true, Codes: true}
	return w, c
}

// readTable is what was read back of one table.
type readTable struct {
	head []string
	rows []map[string]string
}

// csv exports as CSV and reads every table back.
func (w *world) csv(q Query) (map[string]readTable, Stats) {
	w.Helper()
	var out bytes.Buffer
	s, err := Read(context.Background(), w.ev, q)
	ok(w, err)
	ok(w, s.Zip(context.Background(), &out))
	z, err := zip.NewReader(bytes.NewReader(out.Bytes()), int64(out.Len()))
	ok(w, err)
	tables := map[string]readTable{}
	for _, f := range z.File {
		in, err := f.Open()
		ok(w, err)
		b, err := io.ReadAll(in)
		ok(w, err)
		text, found := strings.CutPrefix(string(b), "\uFEFF")
		equal(w, "byte order mark", found, true)
		equal(w, "ends of lines", strings.HasSuffix(text, "\r\n"), true)
		all, err := csv.NewReader(strings.NewReader(text)).ReadAll()
		ok(w, err)
		tables[strings.TrimSuffix(f.Name, ".csv")] = read(all)
	}
	return tables, s.Written()
}

// book exports as XLSX and opens it.
func (w *world) book(q Query) *excelize.File {
	w.Helper()
	var out bytes.Buffer
	s, err := Read(context.Background(), w.ev, q)
	ok(w, err)
	ok(w, s.XLSX(context.Background(), &out))
	f, err := excelize.OpenReader(bytes.NewReader(out.Bytes()))
	ok(w, err)
	w.Cleanup(func() { f.Close() })
	return f
}

func (w *world) xlsx(q Query) map[string]readTable {
	w.Helper()
	f := w.book(q)
	tables := map[string]readTable{}
	for _, name := range f.GetSheetList() {
		all, err := f.GetRows(name)
		ok(w, err)
		tables[name] = read(all)
	}
	return tables
}

func read(all [][]string) readTable {
	t := readTable{head: all[0]}
	for _, r := range all[1:] {
		m := map[string]string{}
		for i, v := range r {
			m[t.head[i]] = v
		}
		t.rows = append(t.rows, m)
	}
	return t
}

// row finds the row whose column holds a value.
func (t readTable) row(tb testing.TB, column, value string) map[string]string {
	tb.Helper()
	for _, r := range t.rows {
		if r[column] == value {
			return r
		}
	}
	tb.Fatalf("no row with %s = %q", column, value)
	return nil
}

// author writes changes by the server's own hand.
func (w *world) author(user wire.ID, changes ...*wire.Change) {
	w.Helper()
	_, err := w.s.Author(context.Background(), store.Authored{Workspace: w.ws, User: user, Changes: changes})
	ok(w, err)
}

// edit answers one question of a record anew.
func (w *world) edit(record, row wire.ID, path, value string) {
	w.Helper()
	rec, _, err := w.s.Record(context.Background(), w.ws, record)
	ok(w, err)
	f, _, err := w.ev.Form(context.Background(), rec)
	ok(w, err)
	node, found := answers.Node(f, path)
	equal(w, path, found, true)
	ch := &wire.Change{Header: header1(rec)}
	op := wire.Op{Kind: wire.KindSet, Node: uint32(node), Value: wire.TextValue(value)}
	if !row.IsZero() {
		ch.Rows, op.Row = []wire.Row{{ID: row}}, 1
	}
	for i := range rec.Registers {
		if r := &rec.Registers[i]; r.Row == row && r.Path == path {
			op.Sees = r.Dots()
		}
	}
	ch.Ops = []wire.Op{op}
	w.author(wire.ID{}, ch)
}

func header1(rec *merge.Record) wire.Header {
	return wire.Header{Record: rec.ID, Case: rec.Case, Round: rec.Round, Area: rec.Area, FormID: rec.FormID,
		FormVersion: rec.FormVersion, FormHash: rec.FormHash, At: rec.Env.At + 1000, Zone: rec.Env.Zone, Env: rec.Env.Lists}
}

// decide takes a decision about a record as it stands.
func (w *world) decide(record wire.ID, kind wire.Kind, user wire.ID) {
	w.Helper()
	m, err := w.s.View(context.Background(), w.ws, record)
	ok(w, err)
	rec := m.Record
	h := header1(rec)
	h.At, h.Zone = time.Date(2025, 10, 1, 2, 3, 4, 0, time.UTC).UnixMilli(), 7*60+1440
	w.author(user, &wire.Change{Header: h, Ops: []wire.Op{{Kind: kind, Sees: rec.Shown(), Value: wire.DecisionValue(wire.Decision{
		Reason: "thử", FormVersion: rec.FormVersion, FormHash: rec.FormHash, Env: rec.Env.Lists, Values: merge.ValuesHash(rec),
		Frontier: merge.FrontierOf(rec, m.Rulings)})}}})
}

// path is the register path of a question of the form that is exported.
func (w *world) path(name string) string {
	w.Helper()
	s, err := Read(context.Background(), w.ev, w.q)
	ok(w, err)
	for _, t := range s.tables {
		for _, p := range t.paths {
			if strings.HasSuffix(p, "/"+name) {
				return "/" + p
			}
		}
	}
	w.Fatalf("no question %s", name)
	return ""
}
