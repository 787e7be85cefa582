package schema

import (
	"strings"
	"time"

	"github.com/sothon/sothon/sync/wire"
)

// User is a person who signs in or works on a tablet.
type User struct {
	ID       wire.ID
	Login    string // 2-40 of a-z 0-9 . _ -
	Name     string // "Nguyễn Văn Khuê"
	Kin      string // how the screen addresses the person: "bác", "chị"; "" = not at all
	Role     Role
	Areas    []wire.ID // of a collector, and of a reviewer who has not all of them
	AllAreas bool      // every area, those made later too
	Password string    // PHC string of argon2id; "" = can not sign in to pages
	Active   bool
	Created  time.Time
	Epoch    uint64 // a session of another epoch has ended
}

// Scope is where the user may act. An admin acts everywhere.
func (u *User) Scope() Scope {
	return Scope{All: u.AllAreas || u.Role == RoleAdmin, Areas: u.Areas}
}

// Wire is the user as grants name it.
func (u *User) Wire() wire.User {
	return wire.User{ID: u.ID, Name: u.Name, Kin: u.Kin, Role: string(u.Role)}
}

// Validate says what is wrong with u.
func (u *User) Validate() error {
	if u.ID.IsZero() {
		return Invalid("id", "Người dùng chưa có mã.", "The user has no id.")
	}
	if !validLogin(u.Login) {
		return Invalid("login", "Tên đăng nhập gồm 2 đến 40 chữ thường không dấu, chữ số, dấu . _ -",
			"A login name is 2 to 40 of a-z, 0-9, '.', '_' and '-'.")
	}
	if !u.Role.Valid() {
		return Invalid("role", "Chưa chọn vai trò.", "The role is none of admin, reviewer, supervisor, collector.")
	}
	if len(u.Kin) > 20 || Clean(u.Kin) != u.Kin {
		return Invalid("kin", "Cách xưng hô dài quá.", "The form of address is too long.")
	}
	for _, a := range u.Areas {
		if a.IsZero() {
			return Invalid("areas", "Địa bàn chưa đúng.", "An area has no id.")
		}
	}
	return named("name", u.Name)
}

func validLogin(s string) bool {
	return len(s) >= 2 && len(s) <= 40 && strings.Trim(s, "abcdefghijklmnopqrstuvwxyz0123456789._-") == ""
}
