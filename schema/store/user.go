package store

import (
	"context"
	"database/sql"

	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/sync/wire"
)

const userColumns = `account, login, name, kin, role, areas, all_areas, password, active, created, epoch`

// CreateUser makes a user; a zero ID is filled in. A login name is used once in a workspace.
func (s *Store) CreateUser(ctx context.Context, ws wire.ID, u *schema.User, by wire.ID) error {
	if u.ID.IsZero() {
		x, err := s.newID()
		if err != nil {
			return err
		}
		u.ID = x
	}
	if u.Created.IsZero() {
		u.Created = s.now()
	}
	if err := u.Validate(); err != nil {
		return err
	}
	v := *u
	return s.write(ctx, func(t *tx) error {
		found, err := one(ctx, t, `SELECT 1
			FROM account
			WHERE ws = $1 AND login = $2`, args(ws[:], v.Login), new(int64))
		if err != nil {
			return err
		}
		if found {
			return schema.Conflict("login", "Tên đăng nhập này đã có người dùng.", "This login name is taken.")
		}
		if err := t.exec(`INSERT INTO account (ws, account, login, name, kin, role, areas, all_areas, password, active, created)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
			ws[:], v.ID[:], v.Login, v.Name, v.Kin, string(v.Role), packIDs(v.Areas), flag(v.AllAreas), v.Password,
			flag(v.Active), ms(v.Created)); err != nil {
			return err
		}
		return t.audit(ws, by, "user.create", v.ID.String(), `{"role":"`+string(v.Role)+`"}`)
	})
}

// UpdateUser changes a user's name, role, areas and whether it is active; login and password stay. Devices of the user
// get a new grant when what they may do has changed, and the old one ends. Whoever is locked or gets another role is
// signed out everywhere. The last administrator who can sign in is neither locked nor given another role.
func (s *Store) UpdateUser(ctx context.Context, ws wire.ID, u *schema.User, by wire.ID) error {
	if err := u.Validate(); err != nil {
		return err
	}
	v := *u
	return s.write(ctx, func(t *tx) error {
		old, err := userOf(ctx, t, ws, v.ID)
		if err != nil {
			return err
		}
		epoch := old.Epoch
		if old.Active && !v.Active || old.Role != v.Role {
			epoch++
		}
		if old.Active && old.Role == schema.RoleAdmin && (!v.Active || v.Role != schema.RoleAdmin) {
			if err := t.otherAdmin(ctx, ws, v.ID); err != nil {
				return err
			}
		}
		if err := t.exec(`UPDATE account
			SET name = $1, kin = $2, role = $3, areas = $4, all_areas = $5, active = $6, epoch = $7
			WHERE ws = $8 AND account = $9`,
			v.Name, v.Kin, string(v.Role), packIDs(v.Areas), flag(v.AllAreas), flag(v.Active), int64(epoch), ws[:], v.ID[:]); err != nil {
			return err
		}
		if err := t.regrant(ctx, ws, &v); err != nil {
			return err
		}
		action := "user.update"
		switch {
		case old.Active && !v.Active:
			action = "user.lock"
		case !old.Active && v.Active:
			action = "user.unlock"
		}
		return t.audit(ws, by, action, v.ID.String(), `{"role":"`+string(v.Role)+`"}`)
	})
}

// otherAdmin refuses when nobody but this user could sign in as administrator.
func (t *tx) otherAdmin(ctx context.Context, ws, user wire.ID) error {
	var n int64
	if _, err := one(ctx, t, `SELECT COUNT(*)
		FROM account
		WHERE ws = $1 AND role = $2 AND active = 1 AND password <> '' AND account <> $3`,
		args(ws[:], string(schema.RoleAdmin), user[:]), &n); err != nil {
		return err
	}
	if n == 0 {
		return schema.Conflict("role", "Đây là người quản trị cuối cùng còn vào được. Giao quyền quản trị cho người khác trước.",
			"This is the last administrator who can sign in. Make another one first.")
	}
	return nil
}

// SignOutUser ends every session of a user on the office pages; tablets go on.
func (s *Store) SignOutUser(ctx context.Context, ws, user, by wire.ID) error {
	return s.write(ctx, func(t *tx) error {
		n, err := t.count(`UPDATE account
			SET epoch = epoch + 1
			WHERE ws = $1 AND account = $2`, ws[:], user[:])
		if err != nil {
			return err
		}
		if n == 0 {
			return noUser()
		}
		return t.audit(ws, by, "user.signout", user.String(), "")
	})
}

// SetPassword stores a PHC string of argon2id. The user is signed out everywhere, and links to set a password end.
func (s *Store) SetPassword(ctx context.Context, ws, user wire.ID, phc string, by wire.ID) error {
	return s.write(ctx, func(t *tx) error { return t.setPassword(ws, user, phc, by, "user.password") })
}

func (t *tx) setPassword(ws, user wire.ID, phc string, by wire.ID, action string) error {
	n, err := t.count(`UPDATE account
		SET password = $1, epoch = epoch + 1
		WHERE ws = $2 AND account = $3`, phc, ws[:], user[:])
	if err != nil {
		return err
	}
	if n == 0 {
		return noUser()
	}
	if err := t.exec(`UPDATE invite
		SET used = $1
		WHERE ws = $2 AND account = $3 AND used = 0`, ms(t.at), ws[:], user[:]); err != nil {
		return err
	}
	return t.audit(ws, by, action, user.String(), "")
}

// User gives one user.
func (s *Store) User(ctx context.Context, ws, user wire.ID) (schema.User, error) {
	return userOf(ctx, pool{s}, ws, user)
}

func userOf(ctx context.Context, on querier, ws, user wire.ID) (schema.User, error) {
	return firstUser(ctx, on, `SELECT `+userColumns+`
		FROM account
		WHERE ws = $1 AND account = $2`, args(ws[:], user[:]))
}

// UserByLogin gives the user with a login name.
func (s *Store) UserByLogin(ctx context.Context, ws wire.ID, login string) (schema.User, error) {
	return firstUser(ctx, pool{s}, `SELECT `+userColumns+`
		FROM account
		WHERE ws = $1 AND login = $2`, args(ws[:], login))
}

// Users lists the users by login name.
func (s *Store) Users(ctx context.Context, ws wire.ID) ([]schema.User, error) {
	return usersOf(ctx, pool{s}, `SELECT `+userColumns+`
		FROM account
		WHERE ws = $1
		ORDER BY login
		LIMIT 10000`, args(ws[:]))
}

func firstUser(ctx context.Context, on querier, q string, a []any) (schema.User, error) {
	all, err := usersOf(ctx, on, q, a)
	if err != nil {
		return schema.User{}, err
	}
	if len(all) == 0 {
		return schema.User{}, noUser()
	}
	return all[0], nil
}

func noUser() error {
	return schema.NotFound("Không có người dùng này.", "There is no such user.")
}

func usersOf(ctx context.Context, on querier, q string, a []any) ([]schema.User, error) {
	var out []schema.User
	err := each(ctx, on, q, a, func(r *sql.Rows) error {
		var u schema.User
		var role string
		var areas []byte
		var all, active, created, epoch int64
		if err := r.Scan((*id)(&u.ID), &u.Login, &u.Name, &u.Kin, &role, &areas, &all, &u.Password, &active, &created, &epoch); err != nil {
			return err
		}
		u.Epoch = uint64(epoch)
		u.Role, u.Areas, u.AllAreas, u.Active, u.Created = schema.Role(role), unpackIDs(areas), all != 0, active != 0, at(created)
		out = append(out, u)
		return nil
	})
	return out, err
}
