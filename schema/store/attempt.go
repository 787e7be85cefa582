package store

import (
	"context"
	"time"

	"github.com/sothon/sothon/sync/wire"
)

// Attempts counts the failures noted for a subject (an address, a login name) within a time up to now.
func (s *Store) Attempts(ctx context.Context, ws wire.ID, kind, subject string, within time.Duration) (int, error) {
	n := 0
	_, err := one(ctx, pool{s}, `SELECT COUNT(*)
		FROM attempt
		WHERE ws = $1 AND kind = $2 AND subject = $3 AND at > $4`, args(ws[:], kind, subject, ms(s.now().Add(-within))), &n)
	return n, err
}

// Attempt notes a failure. Those older than a day are dropped.
func (s *Store) Attempt(ctx context.Context, ws wire.ID, kind, subject string) error {
	return s.write(ctx, func(t *tx) error { return t.attempt(ws, kind, subject) })
}

func (t *tx) attempt(ws wire.ID, kind, subject string) error {
	if err := t.exec(`DELETE FROM attempt
		WHERE ws = $1 AND at < $2`, ws[:], ms(t.at.Add(-24*time.Hour))); err != nil {
		return err
	}
	return t.exec(`INSERT INTO attempt (ws, kind, subject, n, at)
		SELECT $1, $2, $3, COALESCE(MAX(n), 0) + 1, $4
		FROM attempt
		WHERE ws = $1 AND kind = $2 AND subject = $3`, ws[:], kind, subject, ms(t.at))
}

// ForgetAttempts drops the failures noted for a subject, after a success.
func (s *Store) ForgetAttempts(ctx context.Context, ws wire.ID, kind, subject string) error {
	return s.write(ctx, func(t *tx) error {
		return t.exec(`DELETE FROM attempt
			WHERE ws = $1 AND kind = $2 AND subject = $3`, ws[:], kind, subject)
	})
}
