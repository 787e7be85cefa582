package store

import (
	"context"
	"crypto/sha256"
	"encoding/base32"
	"io"
	"time"

	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/sync/wire"
)

// InviteDays is how long a link to set one's password works.
const InviteDays = 3

// Invite makes a one-time link with which a user sets the own password; an earlier link of the user ends. token is 26
// characters; only its digest is stored: the link can be shown once.
func (s *Store) Invite(ctx context.Context, ws, user, by wire.ID) (token string, expires time.Time, err error) {
	raw := make([]byte, 16)
	if _, err := io.ReadFull(s.cfg.Rand, raw); err != nil {
		return "", expires, err
	}
	token = base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(raw)
	digest := sha256.Sum256([]byte(token))
	err = s.write(ctx, func(t *tx) error {
		u, err := userOf(ctx, t, ws, user)
		if err != nil {
			return err
		}
		if !u.Active {
			return schema.Conflict("user", "Người này đang bị khoá. Mở khoá trước rồi mời.", "This user is locked. Unlock first.")
		}
		expires = t.at.AddDate(0, 0, InviteDays)
		if err := t.exec(`UPDATE invite
			SET used = $1
			WHERE ws = $2 AND account = $3 AND used = 0`, ms(t.at), ws[:], user[:]); err != nil {
			return err
		}
		if err := t.exec(`INSERT INTO invite (ws, code, account, made_by, made, expires, used)
			VALUES ($1, $2, $3, $4, $5, $6, 0)`, ws[:], digest[:], user[:], by[:], ms(t.at), ms(expires)); err != nil {
			return err
		}
		return t.audit(ws, by, "user.invite", user.String(), "")
	})
	return token, expires, err
}

var errInvite = &schema.Error{Code: schema.CodeNotFound, Vi: "Liên kết này đã dùng, đã hết hạn hoặc không đúng. Nhờ người quản trị làm liên kết mới.",
	En: "This link was used, has expired or is not right. Ask the administrator for a new one."}

// Invited gives the user of a link that still works.
func (s *Store) Invited(ctx context.Context, ws wire.ID, token string) (schema.User, error) {
	return invited(ctx, pool{s}, ws, token, s.now())
}

func invited(ctx context.Context, on querier, ws wire.ID, token string, now time.Time) (schema.User, error) {
	digest := sha256.Sum256([]byte(token))
	var user wire.ID
	found, err := one(ctx, on, `SELECT account
		FROM invite
		WHERE ws = $1 AND code = $2 AND used = 0 AND expires > $3`, args(ws[:], digest[:], ms(now)), (*id)(&user))
	if err != nil {
		return schema.User{}, err
	}
	if !found {
		return schema.User{}, errInvite
	}
	u, err := userOf(ctx, on, ws, user)
	if err == nil && !u.Active {
		err = errInvite
	}
	return u, err
}

// AcceptInvite sets the password of a link's user, once.
func (s *Store) AcceptInvite(ctx context.Context, ws wire.ID, token, phc string) (schema.User, error) {
	var u schema.User
	err := s.write(ctx, func(t *tx) error {
		var err error
		if u, err = invited(ctx, t, ws, token, t.at); err != nil {
			return err
		}
		if err := t.setPassword(ws, u.ID, phc, u.ID, "user.invited"); err != nil {
			return err
		}
		u, err = userOf(ctx, t, ws, u.ID)
		return err
	})
	return u, err
}
