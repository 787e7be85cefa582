package server

import (
	"slices"
	"strings"
	"testing"

	"github.com/sothon/sothon/schema"
)

// What anybody may open, and what every signed-in person may: written here by hand, so that a route whose permission was
// made wider by mistake is found. The matrix holds the pages against the table; this holds the table against its purpose.
var (
	openToAll = []string{"/login", "/healthz", "/favicon.ico", "/install", "/install/ca.crt", "/invite/:token", "/app", "/app/*file", "/static/:file",
		"/static/fonts/:file", "/api/v1/enrol"}
	openToPeople = []string{"/", "/me", "/me/password", "/logout"}
	// a supervisor only reads; reading an identity number is told the audit log, so it is a POST
	readingPosts = []string{"/households/:case/card", "/logout", "/me/password"}
	adminOnly    = []string{"/audit", "/devices", "/forms", "/users"}
	noSupervisor = []string{"/exports", "/loans"} // whole tables of persons, and what they owe
)

func under(path string, list []string) bool {
	return slices.ContainsFunc(list, func(p string) bool { return path == p || strings.HasPrefix(path, p+"/") })
}

// TestWhoMayWhat: collectors have no page of the office, supervisors change nothing, users, devices, forms and the audit log
// are the admin's, tables of persons are not for reading only; devices speak to the API and nobody else does.
func TestWhoMayWhat(t *testing.T) {
	w := newWorld(t)
	count := 0
	for _, r := range w.srv.Routes() {
		name := r.Method + " " + r.Path + " needs " + string(r.Permission)
		may := func(role schema.Role) bool { return schema.Can(role, r.Permission) }
		public, people := slices.Contains(openToAll, r.Path), slices.Contains(openToPeople, r.Path)
		count++
		switch api := strings.HasPrefix(r.Path, "/api/"); {
		case public != (r.Permission == schema.PermPublic):
			t.Error(name, "open to all:", public)
		case api && !public && r.Permission != schema.PermDevice, !api && r.Permission == schema.PermDevice:
			t.Error(name, "by a device's signature:", api)
		case public || api:
		case people != may(schema.RoleCollector):
			t.Error(name, "open to a collector:", people)
		case r.Method != "GET" && may(schema.RoleSupervisor) && !slices.Contains(readingPosts, r.Path):
			t.Error(name, "and a supervisor would change something")
		case under(r.Path, adminOnly) && may(schema.RoleReviewer), under(r.Path, adminOnly) && may(schema.RoleSupervisor):
			t.Error(name, "which is more than the admin")
		case under(r.Path, noSupervisor) && may(schema.RoleSupervisor):
			t.Error(name, "and a supervisor would take tables of persons")
		}
	}
	if count < 90 {
		t.Errorf("only %d routes", count)
	}
}
