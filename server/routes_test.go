package server

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/sothon/sothon/schema"
)

func concrete(path string) string {
	x := id(0x55).String()
	return strings.NewReplacer(":sha256", strings.Repeat("ab", 32), ":hash", strings.Repeat("ab", 32), ":id", x, ":writer", x, "*file", "index.html",
		":file", "x.xlsx", ":case", x, ":person", x, ":intake", x).Replace(path)
}

// TestRouterIsTheTable: nothing answers that is not in the table, and every line has a permission.
func TestRouterIsTheTable(t *testing.T) {
	w := newWorld(t)
	var table, router []string
	for _, r := range w.srv.Routes() {
		if r.Permission == "" || r.Handler == nil {
			t.Errorf("%s %s has no permission or handler", r.Method, r.Path)
		}
		table = append(table, r.Method+" "+r.Path)
		if strings.Contains(r.Path, ":id") && !r.Record {
			t.Errorf("%s %s names a record and does not check its area", r.Method, r.Path)
		}
	}
	for _, r := range w.srv.engine.Routes() {
		router = append(router, r.Method+" "+r.Path)
	}
	slices.Sort(table)
	slices.Sort(router)
	if !slices.Equal(table, router) {
		t.Errorf("table %v\nrouter %v", table, router)
	}
}

// TestPermissions goes through the table as nobody and as each role: nobody is sent to sign in, a role without the
// permission gets the page that does not exist, and a role with it does not.
func TestPermissions(t *testing.T) {
	w := newWorld(t)
	nowhere := w.signIn("quantri").get("/no/such/page")
	if nowhere.status != 404 {
		t.Fatalf("unknown page: %d", nowhere.status)
	}
	people := map[string]*browser{"": w.browser(), "quantri": w.signIn("quantri"), "dong": w.signIn("dong"), "khue": w.signIn("khue")}
	checked := 0
	for _, r := range w.srv.Routes() {
		if r.Permission == schema.PermPublic || r.Permission == schema.PermDevice || r.Path == "/logout" {
			continue
		}
		for who, b := range people {
			var p page
			if r.Method == "POST" {
				p = b.post(concrete(r.Path), url.Values{})
			} else {
				p = b.get(concrete(r.Path))
			}
			checked++
			name := fmt.Sprintf("%s %s as %q: %d", r.Method, r.Path, who, p.status)
			switch {
			case who == "":
				if p.status != 303 || !strings.HasPrefix(p.head.Get("Location"), "/login") {
					t.Error(name, "want the sign-in page")
				}
			case !schema.Can(w.users[who].Role, r.Permission):
				if p.status != 404 || !strings.Contains(p.body, "Không có trang này") {
					t.Error(name, "want 404")
				}
			case strings.ContainsAny(r.Path, ":"): // no such record, device or form: 404 or a refusal, never an error of ours
				if p.status >= 500 {
					t.Error(name, p.body)
				}
			case p.status == 404 || p.status >= 500:
				t.Error(name, "want the page")
			}
			if p.head.Get("Content-Security-Policy") == "" || strings.Contains(p.head.Get("Content-Security-Policy"), "unsafe-inline") ||
				p.head.Get("X-Content-Type-Options") != "nosniff" || p.head.Get("Cache-Control") != "no-store" {
				t.Error(name, "headers", p.head)
			}
		}
	}
	if checked < 60 {
		t.Errorf("only %d checks", checked)
	}
}

func TestSignIn(t *testing.T) {
	w := newWorld(t)
	b := w.browser()
	p := b.post("/login", url.Values{"login": {"dong"}, "password": {"sai mật khẩu"}})
	q := b.post("/login", url.Values{"login": {"khongco"}, "password": {"sai mật khẩu"}})
	if p.status != 401 || strings.ReplaceAll(p.body, `"dong"`, "") != strings.ReplaceAll(q.body, `"khongco"`, "") {
		t.Error("the answer tells whether the account exists", p.status, q.status)
	}
	// Fixation: a session id that was there before sign-in is worth nothing after it.
	u, err := url.Parse(w.http.URL)
	w.ok(err)
	b.c.Jar.SetCookies(u, []*http.Cookie{{Name: "__Host-sid", Value: "planted-by-another", Path: "/", Secure: true}})
	must(t, b.post("/login", url.Values{"login": {"dong"}, "password": {w.password}, "next": {"//evil.example"}}), 303)
	c := b.c.Jar.Cookies(u)
	if len(c) != 1 || c[0].Value == "planted-by-another" {
		t.Fatalf("cookies %v", c)
	}
	must(t, b.get("/inbox"), 200, "Trịnh Thu Hằng")
	thief := w.browser()
	thief.c.Jar.SetCookies(u, []*http.Cookie{{Name: "__Host-sid", Value: "planted-by-another", Path: "/", Secure: true}})
	if p := thief.get("/inbox"); p.status != 303 {
		t.Error("the planted session is signed in")
	}
	must(t, b.post("/logout", nil), 303)
	if p := b.get("/inbox"); p.status != 303 {
		t.Error("still signed in after signing out")
	}
	// The brake: ten wrong tries for one account, then even the right password waits.
	for range 12 {
		p = b.post("/login", url.Values{"login": {"doai"}, "password": {"sai mật khẩu"}})
	}
	if p.status != 429 {
		t.Errorf("after 12 tries: %d", p.status)
	}
	if p := b.post("/login", url.Values{"login": {"doai"}, "password": {w.password}}); p.status != 429 {
		t.Errorf("the right password during the pause: %d", p.status)
	}
}

// TestCrossSite: a form of another site is refused before anything of it is looked at.
func TestCrossSite(t *testing.T) {
	w := newWorld(t)
	b := w.signIn("quantri")
	for _, head := range []map[string]string{{"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}} {
		req, err := http.NewRequest("POST", w.http.URL+"/users", strings.NewReader("name=x"))
		w.ok(err)
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		for k, v := range head {
			req.Header.Set(k, v)
		}
		if p := b.do(req); p.status != 403 {
			t.Errorf("%v: %d", head, p.status)
		}
	}
	users, err := w.srv.Store.Users(t.Context(), w.ws)
	w.ok(err)
	if len(users) != 5 {
		t.Errorf("%d users", len(users))
	}
}

func TestUsersAndDevices(t *testing.T) {
	w := newWorld(t)
	b := w.signIn("quantri")
	form := url.Values{"login": {"nguyet"}, "name": {"Cù Thị Nguyệt"}, "role": {"collector"}, "area": {w.areas[1].String()}}
	form.Set("password", "1234567890")
	must(t, b.post("/users", form), 422, "quá dễ đoán")
	form.Del("password")
	must(t, b.post("/users", form), 303)
	must(t, b.post("/users", form), 422, "đã có người dùng")
	must(t, b.get("/users"), 200, "Cù Thị Nguyệt", "Thôn Đoài")
	must(t, b.post("/devices/code", url.Values{"user": {w.users["khue"].ID.String()}}), 303)
	p := b.get("/devices")
	must(t, p, 200, "Mã đăng ký cho Vũ Văn Khuê", "data:image/png;base64,")
	if strings.Contains(b.get("/devices").body, "Mã đăng ký cho") {
		t.Error("the code is shown twice")
	}
	tab := w.enrolled("khue")
	must(t, b.get("/devices"), 200, "máy của khue")
	must(t, b.post("/devices/"+tab.id.String()+"/revoke", url.Values{"reason": {"Máy hỏng"}}), 303)
	must(t, b.get("/devices"), 200, "Đã thu hồi")
	rep, _ := tab.sync(tab.set(tab.change(id(0x78), 0), "ho/chu_ho", "Sau khi thu hồi"))
	if !rep.Revoked || rep.Acked != 1 || len(rep.Held) != 1 || rep.Held[0].Reason != "revoked" {
		t.Errorf("a revoked device: %+v", rep)
	}
}

func TestEnglishPages(t *testing.T) {
	w := newWorld(t)
	b := w.signIn("quantri")
	for _, path := range []string{"/inbox", "/forms", "/devices", "/users", "/exports", "/install"} {
		must(t, b.get(path+"?lang=en"), 200, `<html lang="en">`, "<h1")
		if strings.Count(b.get(path).body, "<h1") != 1 {
			t.Errorf("%s has not one h1", path)
		}
	}
}
