package server

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/sothon/sothon/server/auth"
)

// TestGuessing: a thousand guesses at a password cost the server ten hashes, whatever address the requests name, and the
// same for a name that does not exist; a thousand guesses at an invitation cost none.
func TestGuessing(t *testing.T) {
	w := newWorld(t)
	b := w.browser()
	guess := func(path string, i int, form url.Values) int {
		req, err := http.NewRequest("POST", w.http.URL+path, strings.NewReader(form.Encode()))
		w.ok(err)
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		req.Header.Set("Sec-Fetch-Site", "same-origin")
		for _, h := range []string{"X-Forwarded-For", "X-Real-IP", "True-Client-IP", "CF-Connecting-IP"} {
			req.Header.Set(h, fmt.Sprintf("10.1.%d.%d", i/250, i%250))
		}
		req.Header.Set("Forwarded", fmt.Sprintf("for=10.2.0.%d", i%250))
		return b.do(req).status
	}
	for _, login := range []string{"dong", "khongco", " DONG "} {
		before := auth.Hashed()
		for i := range 1000 {
			guess("/login", i, url.Values{"login": {login}, "password": {fmt.Sprintf("đoán lần %d", i)}})
		}
		want := int64(10)
		if login == " DONG " { // the same account, written otherwise: nothing is left
			want = 0
		}
		if got := auth.Hashed() - before; got != want {
			t.Errorf("1000 guesses for %q: %d hashes, want %d", login, got, want)
		}
	}
	w.now = w.now.Add(16 * time.Minute)
	if status := guess("/login", 0, url.Values{"login": {"dong"}, "password": {w.password}}); status != 303 {
		t.Errorf("the right password after the pause: %d", status)
	}
	before := auth.Hashed()
	for i := range 1000 {
		if status := guess(fmt.Sprintf("/invite/%026d", i), i, url.Values{"password": {"con trâu đi trước"}, "again": {"con trâu đi trước"}}); status != 404 {
			t.Fatalf("a guessed invitation: %d", status)
		}
	}
	if got := auth.Hashed() - before; got != 0 {
		t.Errorf("1000 guessed invitations: %d hashes", got)
	}
}

// TestSessionsEnd: a new password, by the own page or by an invitation, makes every older session worth nothing.
func TestSessionsEnd(t *testing.T) {
	w := newWorld(t)
	here, there := w.signIn("dong"), w.signIn("dong")
	u, err := url.Parse(w.http.URL)
	w.ok(err)
	old := here.c.Jar.Cookies(u)[0].Value
	must(t, here.post("/me/password", url.Values{"current": {w.password}, "password": {"cái cày đi sau"}, "again": {"cái cày đi sau"}}), 303)
	if here.c.Jar.Cookies(u)[0].Value == old {
		t.Error("the session id is the one of before")
	}
	must(t, here.get("/inbox"), 200)
	if p := there.get("/inbox"); p.status != 303 {
		t.Errorf("another session after the password changed: %d", p.status)
	}
	token, _, err := w.srv.Store.Invite(t.Context(), w.ws, w.users["dong"].ID, w.users["quantri"].ID)
	w.ok(err)
	must(t, w.browser().post("/invite/"+token, url.Values{"password": {"bừa theo sau nữa"}, "again": {"bừa theo sau nữa"}}), 303)
	if p := here.get("/inbox"); p.status != 303 {
		t.Errorf("a session after the invitation was taken: %d", p.status)
	}
	if p := w.browser().get("/invite/" + token); p.status != 404 {
		t.Errorf("an invitation twice: %d", p.status)
	}
}
