package schema

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/sothon/sothon/sync/wire"
)

// The whole table, written out: a permission that a role gains or loses shows here.
func TestCan_RoleByPermission(t *testing.T) {
	table := map[Permission]string{ // admin, reviewer, collector, none
		PermPublic: "yyyy", PermSelf: "yyy-", PermDevice: "----", PermRecords: "yy--", PermAnswer: "yyy-", PermSettle: "yy--",
		PermReview: "yy--", PermExport: "yy--", PermForms: "y---", PermDevices: "y---", PermUsers: "y---", PermAudit: "y---",
		"anything else": "----",
	}
	for p, want := range table {
		got := ""
		for _, r := range []Role{RoleAdmin, RoleReviewer, RoleCollector, "king"} {
			if Can(r, p) {
				got += "y"
			} else {
				got += "-"
			}
		}
		if got != want {
			t.Errorf("%s: got %s, want %s", p, got, want)
		}
	}
}

func TestAuthorize_DeniesByDefault(t *testing.T) {
	a, b := wire.ID{1}, wire.ID{2}
	reviewer := &User{Role: RoleReviewer, Areas: []wire.ID{a}, Active: true}
	cases := []struct {
		what string
		u    *User
		p    Permission
		area wire.ID
		want bool
	}{
		{"nobody", nil, PermRecords, a, false},
		{"own area", reviewer, PermReview, a, true},
		{"other area", reviewer, PermReview, b, false},
		{"the whole workspace", reviewer, PermReview, wire.ID{}, false},
		{"not the role's", reviewer, PermUsers, a, false},
		{"not active", &User{Role: RoleReviewer, Areas: []wire.ID{a}}, PermReview, a, false},
		{"every area", &User{Role: RoleReviewer, AllAreas: true, Active: true}, PermReview, b, true},
		{"an admin", &User{Role: RoleAdmin, Active: true}, PermUsers, wire.ID{}, true},
		{"unknown role", &User{Role: "king", AllAreas: true, Active: true}, PermRecords, a, false},
	}
	for _, c := range cases {
		if got := Authorize(c.u, c.p, c.area); got != c.want {
			t.Errorf("%s: %v", c.what, got)
		}
	}
}

func TestAllowsKind(t *testing.T) {
	want := map[Role]string{
		RoleCollector: "seed set clear add remove finish reopen comment uncomment",
		RoleReviewer:  "seed set clear add remove finish reopen comment uncomment return approve reject delete undelete",
		RoleAdmin:     "seed set clear add remove finish reopen comment uncomment return approve reject alias unalias move assign delete undelete",
		"king":        "",
	}
	for r, w := range want {
		var got []string
		for k := wire.Kind(0); k < 40; k++ {
			if AllowsKind(r, k) {
				got = append(got, k.String())
				if k.OwnerOnly() {
					t.Errorf("%s may make %s, which is the owner's", r, k)
				}
			}
		}
		if strings.Join(got, " ") != w {
			t.Errorf("%s: %s", r, strings.Join(got, " "))
		}
	}
}

func TestQueueOf_FirstThatFits(t *testing.T) {
	cases := []struct {
		r    RecordRow
		want Queue
	}{
		{RecordRow{State: StateConflict, Conflicts: 1, Held: 2, Violations: 3}, QueueConflict},
		{RecordRow{State: StateChanged, Held: 2, Violations: 3}, QueueChanged},
		{RecordRow{State: StateFixed, Violations: 3, Held: 1}, QueueFixed},
		{RecordRow{State: StateReceived, Violations: 3, Held: 1}, QueueViolations},
		{RecordRow{State: StateReceived, Held: 1}, QueueHeld},
		{RecordRow{State: StateDraft, Parked: 1}, QueueHeld},
		{RecordRow{State: StateReceived}, QueueNew},
		{RecordRow{State: StateDraft, Violations: 3}, QueueNone},
		{RecordRow{State: StateApproved}, QueueNone},
		{RecordRow{State: StateReturned}, QueueNone},
		{RecordRow{State: StateReceived, Deleted: true, Conflicts: 1}, QueueNone},
	}
	for _, c := range cases {
		if got := QueueOf(&c.r); got != c.want {
			t.Errorf("%+v: got %q, want %q", c.r.State, got, c.want)
		}
	}
}

func TestError_MatchedByCode(t *testing.T) {
	err := fmt.Errorf("while writing: %w", &Error{Code: CodeFull, Field: "x", Vi: "đầy", En: "full", Err: errors.New("13")})
	if !errors.Is(err, &Error{Code: CodeFull}) || errors.Is(err, &Error{Code: CodeConflict}) {
		t.Error("not matched by code")
	}
	if CodeOf(err) != CodeFull || CodeOf(nil) != "" || CodeOf(errors.New("?")) != CodeInternal {
		t.Error("CodeOf")
	}
	if s := err.Error(); !strings.Contains(s, "full") || !strings.Contains(s, "13") {
		t.Error(s)
	}
	for _, e := range []*Error{Invalid("f", "vi", "en"), NotFound("vi", "en"), Conflict("f", "vi", "en")} {
		if e.Vi != "vi" || e.En != "en" {
			t.Error(e)
		}
	}
}

func TestText(t *testing.T) {
	if got := Clean("  Ho\u0323 "); got != "Họ" {
		t.Errorf("not NFC and trimmed: %q", got)
	}
	for in, want := range map[string]string{"  Đặng  Thị ÁNH ": "dang thi anh", "Nguyễn": "nguyen", "quý": "quy", "": "", "Ưu ơ": "uu o"} {
		if got := Fold(in); got != want {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
	}
}

func TestValidate(t *testing.T) {
	id := wire.ID{1}
	now := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	good := User{ID: id, Login: "khue.nv", Name: "Nguyễn Văn Khuê", Kin: "bác", Role: RoleCollector, Areas: []wire.ID{id}}
	with := func(f func(*User)) *User { u := good; f(&u); return &u }
	cases := []struct {
		what  string
		v     interface{ Validate() error }
		field string // "": valid
	}{
		{"workspace", &Workspace{ID: id, Name: "Xã"}, ""},
		{"no id", &Workspace{Name: "Xã"}, "id"},
		{"no name", &Workspace{ID: id}, "name"},
		{"area", &Area{ID: id, Label: "Thôn"}, ""},
		{"untrimmed", &Area{ID: id, Label: " Thôn"}, "label"},
		{"not NFC", &Area{ID: id, Label: "Ho\u0323"}, "label"},
		{"overlong", &Area{ID: id, Label: strings.Repeat("a", 201)}, "label"},
		{"area without id", &Area{Label: "Thôn"}, "id"},
		{"round", &Round{ID: id, Label: "2026", Starts: now, Ends: now.Add(time.Hour)}, ""},
		{"its own past", &Round{ID: id, Label: "2026", Previous: id}, "previous"},
		{"ends early", &Round{ID: id, Label: "2026", Starts: now, Ends: now.Add(-time.Hour)}, "ends"},
		{"round without id", &Round{Label: "2026"}, "id"},
		{"user", &good, ""},
		{"login", with(func(u *User) { u.Login = "Khuê" }), "login"},
		{"short login", with(func(u *User) { u.Login = "k" }), "login"},
		{"role", with(func(u *User) { u.Role = "king" }), "role"},
		{"kin", with(func(u *User) { u.Kin = strings.Repeat("bác ", 9) }), "kin"},
		{"area", with(func(u *User) { u.Areas = []wire.ID{{}} }), "areas"},
		{"user id", with(func(u *User) { u.ID = wire.ID{} }), "id"},
		{"user name", with(func(u *User) { u.Name = "" }), "name"},
	}
	for _, c := range cases {
		err := c.v.Validate()
		var e *Error
		switch {
		case c.field == "" && err != nil:
			t.Errorf("%s: %v", c.what, err)
		case c.field != "" && (!errors.As(err, &e) || e.Code != CodeInvalid || e.Field != c.field || e.Vi == "" || e.En == ""):
			t.Errorf("%s: %v, want field %s", c.what, err, c.field)
		}
	}
}
