package store

import (
	"context"
	"database/sql"
	"slices"

	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/sync/wire"
)

// maxDeviceUsers bounds how many people share a tablet.
const maxDeviceUsers = 12

// SetDeviceUsers says who may work on a device, the first being the one it belongs to. Each has a grant of its own with
// its own role and areas: who comes gets one, who goes has it withdrawn, and the device learns of both at its next sync.
// What somebody did before stays theirs. docs/sync.md §1.6.
func (s *Store) SetDeviceUsers(ctx context.Context, ws, writer wire.ID, users []wire.ID, by wire.ID) error {
	users = slices.Clone(users)
	if len(users) == 0 || len(users) > maxDeviceUsers {
		return schema.Invalid("users", "Một máy có từ 1 đến 12 người dùng.", "A device has 1 to 12 users.")
	}
	for i, u := range users {
		if slices.Contains(users[:i], u) {
			return schema.Invalid("users", "Một người được chọn hai lần.", "A user is named twice.")
		}
	}
	return s.write(ctx, func(t *tx) error {
		d, err := deviceOf(ctx, t, ws, writer)
		if err != nil {
			return err
		}
		if d.Owner || !d.Revoked.IsZero() {
			return schema.Conflict("writer", "Máy này đã thu hồi, không thêm người dùng được.", "The device is revoked.")
		}
		before, err := deviceUsers(ctx, t, ws, writer)
		if err != nil {
			return err
		}
		w, err := t.begin(ctx, ws)
		if err != nil {
			return err
		}
		if err := t.exec(`DELETE FROM device_user
			WHERE ws = $1 AND writer = $2`, ws[:], writer[:]); err != nil {
			return err
		}
		for _, x := range users {
			if err := w.shareDevice(&d, x); err != nil {
				return err
			}
		}
		for _, x := range before[writer] {
			if !slices.Contains(users, x) {
				if err := w.unshareDevice(&d, x, by); err != nil {
					return err
				}
			}
		}
		if err := t.exec(`UPDATE device
			SET account = $1
			WHERE ws = $2 AND writer = $3`, users[0][:], ws[:], writer[:]); err != nil {
			return err
		}
		if err := w.finish(); err != nil {
			return err
		}
		return t.audit(ws, by, "device.users", writer.String(), "")
	})
}

func (w *work) shareDevice(d *schema.Device, user wire.ID) error {
	u, err := userOf(w.ctx, w.t, w.ws, user)
	if err != nil {
		return err
	}
	if !u.Active || !schema.Can(u.Role, schema.PermAnswer) {
		return schema.Invalid("users", "Người này đã ngừng hoạt động hoặc không đi phỏng vấn: "+u.Name, "This user is not active, or does not answer forms: "+u.Name)
	}
	if err := w.t.allowUser(w.ws, d.Writer, user); err != nil {
		return err
	}
	return w.regrantDevice(&u, d)
}

func (w *work) unshareDevice(d *schema.Device, user, by wire.ID) error {
	old, err := w.grantsFor(d.Writer, user)
	if err != nil {
		return err
	}
	for i := range old {
		if err := w.withdraw(&old[i], by, "users"); err != nil {
			return err
		}
	}
	return nil
}

// grantsFor gives the grants in force of one user on one writer.
func (w *work) grantsFor(writer, user wire.ID) ([]schema.Grant, error) {
	all, err := grantsOf(w.ctx, w.t, `ws = $1 AND writer = $2 AND ended = 0`, args(w.ws[:], writer[:]))
	return slices.DeleteFunc(all, func(g schema.Grant) bool {
		return !slices.ContainsFunc(g.Users, func(u wire.User) bool { return u.ID == user })
	}), err
}

func (t *tx) allowUser(ws, writer, user wire.ID) error {
	return t.exec(`INSERT INTO device_user (ws, writer, account, since)
		VALUES ($1, $2, $3, $4)
		ON CONFLICT (ws, writer, account) DO NOTHING`, ws[:], writer[:], user[:], ms(t.at))
}

// deviceUsers gives who may work on each device, or on one.
func deviceUsers(ctx context.Context, on querier, ws, writer wire.ID) (map[wire.ID][]wire.ID, error) {
	out := map[wire.ID][]wire.ID{}
	where, a := ``, args(ws[:])
	if !writer.IsZero() {
		where, a = ` AND writer = $2`, append(a, writer[:])
	}
	return out, each(ctx, on, `SELECT writer, account
		FROM device_user
		WHERE ws = $1`+where+`
		ORDER BY writer, since, account
		LIMIT 100000`, a, func(r *sql.Rows) error {
		var w, u wire.ID
		if err := r.Scan((*id)(&w), (*id)(&u)); err != nil {
			return err
		}
		out[w] = append(out[w], u)
		return nil
	})
}
