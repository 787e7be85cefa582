package server

import (
	"context"
	"database/sql"
	"fmt"
	"net/http/httptest"
	"net/url"
	"os"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/sothon/sothon/forms"
	"github.com/sothon/sothon/forms/xlsform"
	"github.com/sothon/sothon/forms/xlsform/xlsx"
	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/schema/answers"
	"github.com/sothon/sothon/schema/register"
	"github.com/sothon/sothon/schema/seed"
	"github.com/sothon/sothon/schema/store"
	"github.com/sothon/sothon/server/auth"
	"github.com/sothon/sothon/sync/wire"
)

// demoWorld is a server over the demo commune with both of its years, every record evaluated and classified.
func demoWorld(t *testing.T) *world {
	t.Helper()
	ctx, dir := context.Background(), t.TempDir()
	w := &world{t: t, ws: seed.ID("workspace", 0), now: time.Date(2026, 11, 24, 3, 0, 0, 0, time.UTC), users: map[string]*schema.User{}, password: "con trâu đi trước"}
	var err error
	w.keys, err = LoadOrCreate(dir)
	w.ok(err)
	w.url = database(t, dir)
	clock := func() time.Time { return w.now }
	st, err := store.Open(ctx, store.Config{URL: w.url, Owner: w.keys, Clock: clock,
		Check: func(f *forms.Form, c *wire.Change, _ wire.RowResolver) error {
			if m := answers.Check(f, c); m != nil {
				return m
			}
			return nil
		}})
	w.ok(err)
	t.Cleanup(func() { _ = st.Close() })
	_, err = seed.Demo(ctx, st, func(ctx context.Context, _ string) (string, error) { return auth.HashPassword(ctx, w.password) }, func(string) {})
	w.ok(err)
	w.srv, err = New(Config{Store: st, Data: dir, Keys: w.keys, Clock: clock, Lists: register.Refresh, App: fstest.MapFS{}})
	w.ok(err)
	t.Cleanup(func() { _ = w.srv.Close() })
	w.http = httptest.NewTLSServer(w.srv)
	t.Cleanup(w.http.Close)
	w.ok(w.srv.Flush(ctx))
	return w
}

// TestClasses goes through classification on the demo: figures beside an independent count, a table of points that is
// tried and published, a decision, denominators, the end of the round.
func TestClasses(t *testing.T) {
	w := demoWorld(t)
	ctx, s := context.Background(), w.srv.Store
	admin := w.signIn("quantri")
	round := seed.Make().Rounds[1].ID
	m, err := s.Movements(ctx, w.ws, store.MovementQuery{Round: round, Today: "2026-11-24"})
	w.ok(err)
	for area, cells := range m.Balance {
		for class, c := range cells {
			if !c.Balanced() {
				t.Errorf("%s %s: %+v", area, class, c)
			}
		}
	}
	t.Run("figures are those of a plain count", func(t *testing.T) { w.plainCounts(t, m) })
	p := seen(t, admin.get("/movements"), 200, "Cân đối", "MẪU", "Chưa rà soát xong", "Trưởng thôn khai")
	if strings.Contains(p.body, "không cân đối") {
		t.Error("the page says that it does not balance")
	}
	links := regexp.MustCompile(`<a class="so-lieu" href="(/movements/households[^"]*)">(\d+)</a>`).FindAllStringSubmatch(p.body, -1)
	if len(links) < 10 {
		t.Fatalf("%d figures", len(links))
	}
	for _, l := range links {
		q := seen(t, admin.get(strings.ReplaceAll(l[1], "&amp;", "&")), 200)
		if n := strings.Count(q.body, "<tr>") - 1; fmt.Sprint(n) != l[2] {
			t.Errorf("%s: %d households behind %s", l[1], n, l[2])
		}
	}
	must(t, admin.get("/movements/table/bang.csv?class=HCN"), 200, "MẪU", "hộ cận nghèo", "Cả xã")
	must(t, admin.get("/movements/households/bang.xlsx?cell=open&village=*"), 200, "PK")
	must(t, admin.get("/classes/nguyen-nhan/bang.csv"), 200, "MẪU")
	for _, list := range []string{"theo-loai", "khong-knld", "chi-so", "nhom", "nguyen-nhan", "nhu-cau"} {
		must(t, admin.get("/classes/"+list), 200, "Rà soát năm 2026")
	}
	must(t, admin.get("/classes/khac"), 404)

	t.Run("recognition", func(t *testing.T) { w.recognition(t, admin, round) })
	t.Run("points", func(t *testing.T) { w.points(t, admin, round) })
	t.Run("villages", func(t *testing.T) { w.villages(t, admin) })
	must(t, admin.post("/rounds/"+round.String()+"/close", url.Values{"reason": {"hết năm"}}), 422, "chưa rà soát xong")
}

// plainCounts counts with SQL of its own what the account and the lists say.
func (w *world) plainCounts(t *testing.T, m *store.Movements) {
	path, ok := strings.CutPrefix(w.url, "file:")
	if !ok {
		t.Skip("the count reads the SQLite file")
	}
	db, err := sql.Open("sqlite3", "file:"+path+"?mode=ro")
	w.ok(err)
	defer db.Close()
	count := func(q string, args ...any) (n int) {
		w.ok(db.QueryRow(q, args...).Scan(&n))
		return n
	}
	for _, class := range []string{"HN", "HCN"} {
		open := count(`SELECT COUNT(*) FROM recognised WHERE class = ?`, class)
		if got := m.Balance["*"][class].Open; got != open {
			t.Errorf("opening %s: %d, the decision names %d", class, got, open)
		}
		closed := count(`SELECT COUNT(DISTINCT v.case_) FROM verdict v JOIN record r ON r.record = v.record JOIN round o ON o.round = v.round JOIN household h ON h.case_ = v.case_
			WHERE v.ended = 0 AND v.code = 'nd07_2021' AND v.class = ? AND r.state = 'approved' AND o.open = 1 AND h.state = ''`, class)
		if got := m.Balance["*"][class].Close; got != closed {
			t.Errorf("closing %s: %d, approved verdicts %d", class, got, closed)
		}
	}
	lacking := count(`SELECT COUNT(*) FROM verdict v JOIN round o ON o.round = v.round
		WHERE v.ended = 0 AND v.code = 'nd07_2021' AND v.class IN ('HN', 'HCN') AND o.open = 1 AND v.lacking LIKE '% d09 %'`)
	p := w.signIn("quantri").get("/classes/chi-so")
	want := fmt.Sprintf(`key=d09&amp;round=%s&amp;rules=nd07_2021">%d</a>`, m.Round.ID, lacking)
	if !strings.Contains(p.body, want) {
		t.Errorf("lists lack the sum %s", want)
	}
}

func (w *world) recognition(t *testing.T, admin *browser, round wire.ID) {
	ctx, s := context.Background(), w.srv.Store
	page := seen(t, admin.get("/recognise"), 200, "không ký quyết định chính thức được", "Mới thoát nghèo")
	form := url.Values{"number": {"99/QĐ-UBND"}, "day": {"20/11/2026"}, "signer": {"Chủ tịch"}}
	for _, x := range regexp.MustCompile(`name="case" value="([0-9a-f]+)"`).FindAllStringSubmatch(page.body, -1) {
		form.Add("case", x[1])
	}
	at := "/recognise?round=" + round.String() + "&rules=nd07_2021"
	must(t, admin.post(at, form), 422, "bảng điểm MẪU, chưa chính thức")
	form.Set("trial", "1")
	must(t, admin.post(at, form), 303)
	all, err := s.Recognised(ctx, w.ws, round)
	w.ok(err)
	if len(all) != len(form["case"]) {
		t.Errorf("%d recognised of %d", len(all), len(form["case"]))
	}
	for x, r := range all {
		before, err := s.ClassOn(ctx, w.ws, x, "2026-11-19")
		w.ok(err)
		after, err := s.ClassOn(ctx, w.ws, x, "2026-11-20")
		w.ok(err)
		if before.Class != r.Before || after.Class != r.Class || r.Before != r.Class && (after.From != "2026-11-20" || !after.Sample || after.Decision != "99/QĐ-UBND") {
			t.Errorf("%+v: %+v, then %+v", r, before, after)
		}
		if len(after.Computed) == 0 {
			t.Error("nothing computed stands beside the class")
		}
	}
	m, err := s.Movements(ctx, w.ws, store.MovementQuery{Round: round, Today: "2026-11-24"})
	w.ok(err)
	if !m.Recognised || m.ClosingDay != "2026-11-20" || !m.Balance["*"]["HN"].Balanced() {
		t.Errorf("after the decision: %v %s %+v", m.Recognised, m.ClosingDay, m.Balance["*"])
	}
	must(t, admin.get("/movements"), 200, "đã công nhận", "MẪU")
}

func (w *world) points(t *testing.T, admin *browser, round wire.ID) {
	ctx, s := context.Background(), w.srv.Store
	table, err := os.ReadFile("../schema/seed/rules/b1-mau.md")
	w.ok(err)
	text := strings.ReplaceAll(string(table), "| 40 | Hộ có 1 người", "| 140 | Hộ có 1 người")
	bad := strings.Replace(text, "| 35 | Hộ có 2 người", "| nhiều | Hộ có 2 người", 1)
	must(t, admin.uploadTo("/rules", "bang.xlsx", workbookOf(t, bad)), 422, "chưa dùng được", "bang_diem")
	must(t, admin.uploadTo("/rules", "bang.xlsx", []byte("không phải Excel")), 422, "chưa dùng được")
	to := seen(t, admin.uploadTo("/rules", "bang.xlsx", workbookOf(t, text)), 303).head.Get("Location")
	must(t, admin.get(to), 200, "Bản nháp", "hộ đổi loại", "Nếu ban hành", "MẪU")
	must(t, admin.post(to+"/publish", url.Values{}), 422, "vì sao ban hành")
	before := w.classCounts(round)
	w.now = w.now.Add(time.Minute)
	must(t, admin.post(to+"/publish", url.Values{"reason": {"thử bảng mới"}}), 303)
	w.ok(w.srv.Flush(ctx))
	after := w.classCounts(round)
	if before == after {
		t.Errorf("nothing changed: %s", before)
	}
	kept := 0
	w.ok(s.Verdicts(ctx, w.ws, round, "nd07_2021", schema.Scope{All: true}, func(v store.RoundVerdict) error {
		if v.N > 1 && kept < 3 {
			all, err := s.VerdictsOf(ctx, w.ws, v.Record)
			w.ok(err)
			if len(all) < 2 {
				t.Error("the verdict before is gone")
			}
			kept++
		}
		return nil
	}))
	if kept == 0 {
		t.Error("no verdict has a history")
	}
	must(t, admin.post(to+"/publish", url.Values{"reason": {"lần nữa"}}), 422, "đã ban hành")
	must(t, admin.post(to+"/retire", url.Values{"reason": {"thử xong"}}), 303)
	must(t, w.signIn("thamdinh").post(to+"/retire", url.Values{"reason": {"không được"}}), 404)
	rows, err := s.Audit(ctx, w.ws, store.AuditQuery{Action: "rules."})
	w.ok(err)
	if len(rows) < 3 || rows[0].Action != "rules.retire" || !strings.Contains(rows[1].Detail, "thử bảng mới") {
		t.Errorf("audit: %+v", rows)
	}
}

func (w *world) classCounts(round wire.ID) string {
	n := map[string]int{}
	w.ok(w.srv.Store.Verdicts(context.Background(), w.ws, round, "nd07_2021", schema.Scope{All: true}, func(v store.RoundVerdict) error {
		n[v.Class]++
		return nil
	}))
	return fmt.Sprint(n)
}

func (w *world) villages(t *testing.T, admin *browser) {
	ctx, s := context.Background(), w.srv.Store
	area := seed.ID("area", 0)
	must(t, admin.post("/areas/population", url.Values{"day": {"20/11/2026"}, "ho-" + area.String(): {"210"}, "nk-" + area.String(): {"800"}}), 422, "nguồn số liệu")
	must(t, admin.post("/areas/population", url.Values{"day": {"20/11/2026"}, "source": {"Công an xã"}, "ho-" + area.String(): {"210"}, "nk-" + area.String(): {"800"}}), 303)
	for day, want := range map[string]int{"2026-11-19": 180, "2026-11-20": 210} {
		p, err := s.Populations(ctx, w.ws, day)
		w.ok(err)
		if p[area].Households != want {
			t.Errorf("%s: %+v", day, p[area])
		}
	}
	must(t, admin.post("/areas", url.Values{"area": {area.String()}, "kind": {"kv"}, "place": {"tt"}, "day": {"01/12/2026"}, "document": {"NQ thử"}}), 303)
	must(t, admin.post("/areas", url.Values{"area": {area.String()}, "kind": {"ten"}, "value": {"Thôn Đông Mới"}, "day": {"01/11/2026"}}), 303)
	must(t, admin.post("/areas/link", url.Values{"earlier": {area.String()}, "later": {area.String()}, "day": {"01/11/2026"}}), 422, "phải khác")
	must(t, admin.get("/areas"), 200, "Thôn Đông Mới", "Công an xã", "01/12/2026")
}

// seen is must with the page.
func seen(t *testing.T, p page, status int, parts ...string) page {
	t.Helper()
	must(t, p, status, parts...)
	return p
}

func workbookOf(t *testing.T, text string) []byte {
	t.Helper()
	b, err := xlsx.Write(xlsform.ParseMarkdown(text))
	if err != nil {
		t.Fatal(err)
	}
	return b
}
