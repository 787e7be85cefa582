package store

import (
	"context"
	"crypto/sha256"
	"time"

	"github.com/sothon/sothon/sync/wire"
)

// Sessions keeps the sessions of signed-in people for package scs (scs.Store and scs.CtxStore). Only the SHA-256 of a
// token is stored.
type Sessions struct {
	s  *Store
	ws wire.ID
}

// Sessions gives the session store of a workspace.
func (s *Store) Sessions(ws wire.ID) *Sessions { return &Sessions{s: s, ws: ws} }

// FindCtx gives a session's data; false when there is none, or it has ended.
func (x *Sessions) FindCtx(ctx context.Context, token string) ([]byte, bool, error) {
	h := sha256.Sum256([]byte(token))
	var data []byte
	found, err := one(ctx, pool{x.s}, `SELECT data
		FROM session
		WHERE ws = $1 AND token = $2 AND expiry > $3`, args(x.ws[:], h[:], ms(x.s.now())), &data)
	return data, found, err
}

// CommitCtx stores a session, and drops those that have ended.
func (x *Sessions) CommitCtx(ctx context.Context, token string, data []byte, expiry time.Time) error {
	h := sha256.Sum256([]byte(token))
	return x.s.write(ctx, func(t *tx) error {
		if err := t.exec(`DELETE FROM session
			WHERE ws = $1 AND expiry <= $2`, x.ws[:], ms(t.at)); err != nil {
			return err
		}
		return t.exec(`INSERT INTO session (ws, token, data, expiry)
			VALUES ($1, $2, $3, $4)
			ON CONFLICT (ws, token) DO UPDATE
			SET data = excluded.data, expiry = excluded.expiry`, x.ws[:], h[:], data, ms(expiry))
	})
}

// DeleteCtx ends a session.
func (x *Sessions) DeleteCtx(ctx context.Context, token string) error {
	h := sha256.Sum256([]byte(token))
	return x.s.write(ctx, func(t *tx) error {
		return t.exec(`DELETE FROM session
			WHERE ws = $1 AND token = $2`, x.ws[:], h[:])
	})
}

// Find is FindCtx.
func (x *Sessions) Find(token string) ([]byte, bool, error) {
	return x.FindCtx(context.Background(), token)
}

// Commit is CommitCtx.
func (x *Sessions) Commit(token string, data []byte, expiry time.Time) error {
	return x.CommitCtx(context.Background(), token, data, expiry)
}

// Delete is DeleteCtx.
func (x *Sessions) Delete(token string) error { return x.DeleteCtx(context.Background(), token) }
