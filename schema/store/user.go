package store

import (
	"context"
	"database/sql"

	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/sync/wire"
)

const userColumns = `account, login, name, kin, role, areas, all_areas, password, active, created`

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
// get a new grant when what they may do has changed, and the old one ends.
func (s *Store) UpdateUser(ctx context.Context, ws wire.ID, u *schema.User, by wire.ID) error {
	if err := u.Validate(); err != nil {
		return err
	}
	v := *u
	return s.write(ctx, func(t *tx) error {
		n, err := t.count(`UPDATE account
			SET name = $1, kin = $2, role = $3, areas = $4, all_areas = $5, active = $6
			WHERE ws = $7 AND account = $8`,
			v.Name, v.Kin, string(v.Role), packIDs(v.Areas), flag(v.AllAreas), flag(v.Active), ws[:], v.ID[:])
		if err != nil {
			return err
		}
		if n == 0 {
			return noUser()
		}
		if err := t.regrant(ctx, ws, &v); err != nil {
			return err
		}
		return t.audit(ws, by, "user.update", v.ID.String(), `{"role":"`+string(v.Role)+`"}`)
	})
}

// SetPassword stores a PHC string of argon2id.
func (s *Store) SetPassword(ctx context.Context, ws, user wire.ID, phc string, by wire.ID) error {
	return s.write(ctx, func(t *tx) error {
		n, err := t.count(`UPDATE account
			SET password = $1
			WHERE ws = $2 AND account = $3`, phc, ws[:], user[:])
		if err != nil {
			return err
		}
		if n == 0 {
			return noUser()
		}
		return t.audit(ws, by, "user.password", user.String(), "")
	})
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
		var all, active, created int64
		if err := r.Scan((*id)(&u.ID), &u.Login, &u.Name, &u.Kin, &role, &areas, &all, &u.Password, &active, &created); err != nil {
			return err
		}
		u.Role, u.Areas, u.AllAreas, u.Active, u.Created = schema.Role(role), unpackIDs(areas), all != 0, active != 0, at(created)
		out = append(out, u)
		return nil
	})
	return out, err
}
