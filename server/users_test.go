package server

import (
	"context"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/sothon/sothon/schema"
)

// TestSupervisorChangesNothing: no route that writes is open to a supervisor, but those about the own account.
func TestSupervisorChangesNothing(t *testing.T) {
	w := newWorld(t)
	b := w.supervisor()
	writes := 0
	for _, r := range w.srv.Routes() {
		if r.Method == "GET" || r.Method == "HEAD" || r.Permission == schema.PermPublic || r.Permission == schema.PermDevice || r.Path == "/logout" {
			continue
		}
		writes++
		if p := b.post(concrete(r.Path), url.Values{}); p.status != 404 && r.Permission != schema.PermSelf {
			t.Errorf("%s %s: %d, want 404", r.Method, r.Path, p.status)
		}
	}
	if writes < 15 {
		t.Fatalf("only %d routes write: the test looks in the wrong place", writes)
	}
}

var link = regexp.MustCompile(`data-link>https?://[^/]+(/invite/[A-Z2-7]{26})<`)

func TestUsers_InviteLockReset(t *testing.T) {
	w := newWorld(t)
	admin := w.signIn("quantri")
	must(t, admin.post("/users", url.Values{"login": {"moi"}, "name": {"Đỗ Thị Mới"}, "role": {"reviewer"}, "area": {w.areas[0].String()}}), 303)
	u, err := w.srv.Store.UserByLogin(context.Background(), w.ws, "moi")
	w.ok(err)
	path := "/users/" + u.ID.String()
	must(t, admin.get("/users"), 200, "Chưa đặt mật khẩu")
	must(t, admin.post(path+"/invite", url.Values{}), 303)
	m := link.FindStringSubmatch(admin.get("/users").body)
	if m == nil {
		t.Fatal("no link on the page")
	}
	if link.MatchString(admin.get("/users").body) {
		t.Error("the link shows twice")
	}

	person := w.browser()
	must(t, person.get(m[1]), 200, "Đỗ Thị Mới", "Đặt mật khẩu")
	must(t, person.post(m[1], url.Values{"password": {"ngắn"}, "again": {"ngắn"}}), 422, "ít nhất 10 ký tự")
	must(t, person.post(m[1], url.Values{"password": {"gạo nếp cái hoa vàng"}, "again": {"gạo nếp"}}), 422, "không giống nhau")
	must(t, person.post(m[1], url.Values{"password": {"gạo nếp cái hoa vàng"}, "again": {"gạo nếp cái hoa vàng"}}), 303)
	must(t, person.get("/inbox"), 200)
	must(t, person.get(m[1]), 404, "đã dùng, đã hết hạn")
	must(t, person.post(m[1], url.Values{"password": {"kẻ khác đặt lại"}, "again": {"kẻ khác đặt lại"}}), 404)
	must(t, w.browser().get("/invite/"+strings.Repeat("A", 26)), 404)

	// The own password: the present one is asked for; other sessions end, this one goes on.
	other := w.browser()
	must(t, other.post("/login", url.Values{"login": {"moi"}, "password": {"gạo nếp cái hoa vàng"}}), 303)
	next := url.Values{"current": {"không phải"}, "password": {"tám thơm gạo tẻ"}, "again": {"tám thơm gạo tẻ"}}
	must(t, person.post("/me/password", next), 422, "chưa đúng")
	next.Set("current", "gạo nếp cái hoa vàng")
	must(t, person.post("/me/password", next), 303)
	must(t, person.get("/me"), 200, "Đã đổi mật khẩu")
	must(t, other.get("/inbox"), 303)

	// A lock ends the session at once, and no link opens again.
	must(t, admin.post(path+"/invite", url.Values{}), 303)
	m = link.FindStringSubmatch(admin.get("/users").body)
	must(t, admin.post(path+"/lock", url.Values{}), 303)
	must(t, person.get("/inbox"), 303)
	must(t, w.browser().get(m[1]), 404)
	must(t, admin.post(path+"/invite", url.Values{}), 409)
	must(t, person.post("/login", url.Values{"login": {"moi"}, "password": {"tám thơm gạo tẻ"}}), 401)
	must(t, admin.post(path+"/unlock", url.Values{}), 303)
	must(t, person.post("/login", url.Values{"login": {"moi"}, "password": {"tám thơm gạo tẻ"}}), 303)
	must(t, admin.post(path+"/signout", url.Values{}), 303)
	must(t, person.get("/inbox"), 303)

	// Nobody locks the own account; another administrator can not lock the last one that can sign in.
	me := "/users/" + w.users["quantri"].ID.String()
	must(t, admin.post(me+"/lock", url.Values{}), 422, "Không tự bỏ quyền quản trị")
	must(t, admin.post("/users/"+id(0x55).String()+"/lock", url.Values{}), 404)

	log := admin.get("/audit?what=user&who=" + w.users["quantri"].ID.String())
	must(t, log, 200, "Khoá người dùng", "Đỗ Thị Mới", "Làm liên kết đặt mật khẩu", "vai trò: Thẩm định")
	if strings.Contains(log.body, "gạo nếp") || strings.Contains(log.body, "Lưu đợt") {
		t.Error("the log shows what it must not, or what was not asked for")
	}
	must(t, admin.get("/audit?verify=1&from=2026-11-23&to=2026-11-23"), 200, "Nhật ký nguyên vẹn")
	must(t, admin.get("/audit?from=2027-01-01"), 200, "Không có dòng nào như vậy")
	must(t, w.signIn("dong").get("/audit"), 404)
}

func TestAudit_Pages(t *testing.T) {
	w := newWorld(t)
	for range 130 {
		w.ok(w.srv.Store.AddAudit(context.Background(), w.ws, w.users["dong"].ID, "export", w.round.ID.String(), `{"form":"ho_gia_dinh"}`))
	}
	admin := w.signIn("quantri")
	first := admin.get("/audit?what=export")
	must(t, first, 200, "Rà soát 2026", "biểu mẫu: Phiếu hộ", "Cũ hơn")
	next := regexp.MustCompile(`href="(/audit\?before=[^"]+)"`).FindStringSubmatch(first.body)
	if next == nil {
		t.Fatal("no older page")
	}
	second := admin.get(strings.ReplaceAll(next[1], "&amp;", "&"))
	if a, b := strings.Count(first.body, "<tr><td"), strings.Count(second.body, "<tr><td"); a != 100 || b != 30 {
		t.Errorf("%d and %d lines", a, b)
	}
}
