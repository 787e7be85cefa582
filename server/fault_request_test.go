package server

import (
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/schema/store"
	"github.com/sothon/sothon/sync/wire"
)

// tables gives, of every table of the database but some, its number of rows and a digest of all that stands in them.
func (w *world) tables(but ...string) map[string]string {
	w.t.Helper()
	driver, list := "sqlite3", `SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'`
	if strings.HasPrefix(w.url, "postgres") {
		driver, list = "pgx", `SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'`
	}
	db, err := sql.Open(driver, w.url)
	w.ok(err)
	defer db.Close()
	out := map[string]string{}
	for _, name := range texts(w, db, list) {
		if !slices.Contains(but, name[0]) {
			rows := texts(w, db, `SELECT * FROM "`+name[0]+`"`)
			slices.SortFunc(rows, slices.Compare[[]string])
			sum := sha256.Sum256(fmt.Appendf(nil, "%q", rows))
			out[name[0]] = fmt.Sprintf("%d rows %s", len(rows), hex.EncodeToString(sum[:6]))
		}
	}
	if len(out) < 20 {
		w.t.Fatalf("only %d tables", len(out))
	}
	return out
}

func texts(w *world, db *sql.DB, query string) [][]string {
	w.t.Helper()
	rows, err := db.Query(query)
	w.ok(err)
	defer rows.Close()
	names, err := rows.Columns()
	w.ok(err)
	var out [][]string
	for rows.Next() {
		cells, at := make([]any, len(names)), make([]any, len(names))
		for i := range cells {
			at[i] = &cells[i]
		}
		w.ok(rows.Scan(at...))
		line := make([]string, len(cells))
		for i, c := range cells {
			line[i] = fmt.Sprint(c)
			if b, ok := c.([]byte); ok {
				line[i] = string(b)
			}
		}
		out = append(out, line)
	}
	w.ok(rows.Err())
	return out
}

// differ lists the tables that are not as they were.
func differ(before, after map[string]string) (out []string) {
	for name, was := range before {
		if after[name] != was {
			out = append(out, fmt.Sprintf("%s: %s, then %s", name, was, after[name]))
		}
	}
	return out
}

// TestCrossSite_EveryRoute: no route that changes something takes a request which another site makes in the name of who is
// signed in: 403 in words, nothing changed.
func TestCrossSite_EveryRoute(t *testing.T) {
	m := newMatrix(t)
	b := m.signIn("quantri")
	before, asked := m.tables(), 0
	for _, r := range m.srv.engine.Routes() {
		if r.Method == http.MethodGet || r.Method == http.MethodHead || strings.HasPrefix(r.Path, "/api/") {
			continue // devices have no cookie: their requests are signed (TestSyncRefusals)
		}
		path, _, _ := m.address(strings.Replace(r.Path, ":token", "x", 1), own)
		for _, head := range [][2]string{{"Sec-Fetch-Site", "cross-site"}, {"Sec-Fetch-Site", "same-site"}, {"Origin", "https://xa-khac.example"}, {"Origin", "null"}} {
			req, err := http.NewRequest(r.Method, m.http.URL+path, strings.NewReader(url.Values{"reason": {"x"}, "name": {"x"}, "login": {"x"}}.Encode()))
			m.ok(err)
			req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			req.Header.Set(head[0], head[1])
			asked++
			if p := b.do(req); p.status != 403 || !strings.Contains(p.body, "không được nhận") || !strings.Contains(p.body, "refused") {
				t.Errorf("%s %s with %v: %d %.200s", r.Method, path, head, p.status, p.body)
			}
		}
	}
	if asked < 150 {
		t.Errorf("only %d requests", asked)
	}
	for _, d := range differ(before, m.tables()) {
		t.Error("changed:", d)
	}
	// A cookie is worth nothing to the device API.
	for _, path := range []string{"/api/v1/sync", "/api/v1/enrol", "/api/v1/wiped", "/api/v1/pin", "/api/v1/standing"} {
		req, err := http.NewRequest("POST", m.http.URL+path, strings.NewReader("\x80"))
		m.ok(err)
		req.Header.Set("Content-Type", "application/cbor")
		if p := b.do(req); p.status < 400 || p.status >= 500 {
			t.Errorf("%s with a cookie: %d", path, p.status)
		}
	}
}

// TestReadingChangesNothing: no GET changes a row, whoever asks; that somebody took a file is in the audit log.
func TestReadingChangesNothing(t *testing.T) {
	m := newMatrix(t)
	people := []*browser{m.signIn("quantri"), m.signIn("dong")}
	m.ok(m.srv.Flush(t.Context()))
	before, read := m.tables("session"), 0
	for _, r := range m.srv.engine.Routes() {
		if r.Method != http.MethodGet || strings.HasPrefix(r.Path, "/api/") {
			continue
		}
		path, _, known := m.address(r.Path, own)
		if !known {
			continue
		}
		for _, b := range people {
			p := m.ask(b, "GET", path)
			read++
			after := m.tables("session")
			if p.status == 200 && !strings.HasPrefix(p.head.Get("Content-Type"), "text/html") { // a file was taken
				before["audit"], before["counter"] = after["audit"], after["counter"]
			}
			for _, d := range differ(before, after) {
				t.Errorf("GET %s (%d) changed %s", path, p.status, d)
			}
			before = after
		}
	}
	if read < 80 {
		t.Errorf("only %d pages", read)
	}
}

// injections are texts that would become part of a statement where one is put together from them.
func injections() []string {
	var out []string
	for _, exit := range []string{``, `'`, `"`, `')`, `'))`, `\'`, `%' `, `' /*`, "'\x00", `$1'`} {
		for _, tail := range []string{` OR 1=1--`, ` OR '1'='1`, `; DROP TABLE account;--`, ` UNION SELECT password FROM account--`, ` AND 1=CAST((SELECT password FROM account LIMIT 1) AS INT)--`,
			`||(SELECT hex(randomblob(100000000)))||'`, `; SELECT pg_sleep(30);--`, ` ORDER BY 99--`, ` LIMIT 0--`, `; UPDATE account SET role='admin';--`,
			` HAVING 1=1--`, ` GROUP BY 1--`, `; ATTACH DATABASE 'x' AS y;--`, `; PRAGMA writable_schema=1;--`, ` RETURNING password--`, ` COLLATE NOCASE--`,
			` ESCAPE '\`, ` IN (SELECT id FROM account)`, ` IS NOT NULL--`, ` GLOB '*`} {
			out = append(out, exit+tail)
		}
	}
	return out
}

// TestInjection: 200 texts through every parameter of the pages that search, filter and sort, and through every field of
// every form: no error of ours, nothing found that should not be, nothing changed by looking.
func TestInjection(t *testing.T) {
	m := newMatrix(t)
	b := m.signIn("quantri")
	bad, names := injections(), namesIn(t, askedNames)
	before, asked := m.tables("session", "audit", "counter"), 0
	look := func(at string) page {
		p := b.get(at)
		asked++
		if p.status >= 500 || strings.Contains(p.body, "argon2id") {
			t.Errorf("%s: %d %.300s", at, p.status, p.body)
		}
		return p
	}
	round, _, _ := m.address("/rounds/:round/households", own)
	for i, x := range bad {
		for _, at := range []string{"/inbox", "/households", round, "/audit"} {
			q := url.Values{}
			for j, n := range names {
				if (i+j)%3 == 0 {
					q.Set(n, x)
				}
			}
			look(at + "?" + q.Encode())
		}
		for _, at := range []string{"/inbox?queue=all&q=", "/households?q="} {
			if p := look(at + url.QueryEscape(x)); strings.Contains(p.body, m.secret[own]) || strings.Contains(p.body, m.secret[other]) {
				t.Errorf("%s%q finds something", at, x)
			}
		}
	}
	for i, r := range m.srv.Routes() { // every page, and every name of a thing
		if r.Method != http.MethodGet || r.Permission == schema.PermDevice || strings.HasPrefix(r.Path, "/app") {
			continue
		}
		path, _, known := m.address(r.Path, own)
		for k := range 3 {
			x := bad[(i*13+k*67)%len(bad)]
			if known {
				q := url.Values{}
				for _, n := range names {
					q.Set(n, x)
				}
				look(path + "?" + q.Encode())
			}
			if param := paramOf.FindString(r.Path); param != "" {
				if p := look(strings.Replace(r.Path, param, url.PathEscape(x), 1)); p.status != 404 && r.Path != "/exports/:file" {
					t.Errorf("%s named %q: %d", r.Path, x, p.status)
				}
			}
		}
	}
	m.ok(m.srv.Flush(t.Context()))
	for _, d := range differ(before, m.tables("session", "audit", "counter")) {
		t.Error("looking changed", d)
	}
	told := namesIn(t, toldNames)
	accounts := m.tables()["account"]
	for i, r := range m.srv.Routes() { // forms: what is stored is the text itself; never an error, never another table
		if r.Method != http.MethodPost || strings.HasPrefix(r.Path, "/api/") || r.Path == "/logout" || r.Path == "/users" || strings.HasPrefix(r.Path, "/users/") {
			continue
		}
		path, _, _ := m.address(strings.Replace(r.Path, ":token", "x", 1), own)
		for k := range 4 {
			form := url.Values{}
			for j, n := range told {
				if (j+k)%3 == 0 || k == 3 {
					form.Set(n, bad[(i*7+j*3+k*41)%len(bad)])
				}
			}
			asked++
			if p := b.post(path, form); p.status >= 500 {
				t.Errorf("POST %s %v: %d %.300s", path, form, p.status, p.body)
			}
		}
	}
	if got := m.tables()["account"]; got != accounts {
		t.Errorf("accounts: %s, then %s", accounts, got)
	}
	t.Logf("%d texts, %d requests, %d and %d names", len(bad), asked, len(names), len(told))
	if len(bad) < 200 || asked < 1400 || len(told) < 35 {
		t.Error("too few: the test looks at nothing")
	}
}

// TestWildcardsAreLetters: the signs that stand for anything in a statement stand for themselves in a search.
func TestWildcardsAreLetters(t *testing.T) {
	w := newWorld(t)
	a := w.enrolled("khue")
	var all []*wire.Change
	heads := []string{"Bà Mười 100%", "Ông A_B", `Cô C\D`, "Bác Năm"}
	for i, head := range heads {
		c := a.change(id(byte(0xa0+i)), 0)
		all = append(all, a.set(c, "ho/chu_ho", head))
	}
	a.sync(all...)
	w.ok(w.srv.Flush(t.Context()))
	for q, want := range map[string]string{"%": heads[0], "_": heads[1], `\`: heads[2], "100%": heads[0], "a_b": heads[1], "B%M": "", "b_c": "", "[a-z]": "", "*": "", "?": ""} {
		rows, total, err := w.srv.Store.Records(t.Context(), w.ws, store.RecordQuery{All: true, Text: q})
		w.ok(err)
		var got []string
		for _, r := range rows {
			got = append(got, r.Label)
		}
		if total != len(got) || strings.Join(got, "|") != want {
			t.Errorf("%q finds %q, want %q", q, got, want)
		}
	}
}
