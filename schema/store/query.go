package store

import (
	"context"
	"crypto/rand"
	"database/sql"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/sothon/sothon/sync/wire"
)

var randReader io.Reader = rand.Reader

// querier is what reads: the writing transaction, the reader pool, or a snapshot of it.
type querier interface {
	query(ctx context.Context, q string, args ...any) (*sql.Rows, error)
}

// pool reads from the reader pool, each statement by itself.
type pool struct{ s *Store }

func (p pool) query(ctx context.Context, q string, args ...any) (*sql.Rows, error) {
	return p.s.r.QueryContext(ctx, q, args...)
}

// snapshot reads one state of the whole database.
type snapshot struct {
	s  *Store
	tx *sql.Tx
}

func (v snapshot) query(ctx context.Context, q string, args ...any) (*sql.Rows, error) {
	return v.tx.QueryContext(ctx, q, args...)
}

// inSnapshot runs f over one state of the database, without any lock.
func (s *Store) inSnapshot(ctx context.Context, f func(snapshot) error) error {
	tx, err := s.r.BeginTx(ctx, s.d.snapshot())
	if err != nil {
		return mapError(err)
	}
	defer func() { _ = tx.Rollback() }()
	return mapError(f(snapshot{s: s, tx: tx}))
}

// each calls scan for every row of a query.
func each(ctx context.Context, on querier, q string, args []any, scan func(*sql.Rows) error) error {
	rows, err := on.query(ctx, q, args...)
	if err != nil {
		return mapError(err)
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		if err := scan(rows); err != nil {
			return err
		}
	}
	return mapError(rows.Err())
}

// one scans the first row of a query into dest; false when there is none.
func one(ctx context.Context, on querier, q string, args []any, dest ...any) (bool, error) {
	found := false
	err := each(ctx, on, q, args, func(r *sql.Rows) error {
		if found {
			return nil
		}
		found = true
		return r.Scan(dest...)
	})
	return found, err
}

// args keeps calls short.
func args(a ...any) []any { return a }

// id scans 16 bytes, hash 32.
type id wire.ID

// Scan reads a column.
func (x *id) Scan(v any) error { return fixed((*x)[:], v) }

type hash wire.Hash

// Scan reads a column.
func (x *hash) Scan(v any) error { return fixed((*x)[:], v) }

func fixed(out []byte, v any) error {
	b, ok := v.([]byte)
	if !ok || len(b) != len(out) {
		return fmt.Errorf("column of %T where %d bytes should be", v, len(out))
	}
	copy(out, b)
	return nil
}

// ids packs ids one after another: the form in which a row keeps a short set of them.
func packIDs(ids []wire.ID) []byte {
	out := make([]byte, 0, 16*len(ids))
	for _, x := range ids {
		out = append(out, x[:]...)
	}
	return out
}

func unpackIDs(b []byte) []wire.ID {
	out := make([]wire.ID, 0, len(b)/16)
	for ; len(b) >= 16; b = b[16:] {
		out = append(out, wire.ID(b[:16]))
	}
	return out
}

// ms is a time as it is stored: milliseconds UTC, 0 for the zero time.
func ms(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}

func at(n int64) time.Time {
	if n == 0 {
		return time.Time{}
	}
	return time.UnixMilli(n).UTC()
}

func flag(b bool) int64 {
	if b {
		return 1
	}
	return 0
}

// marks gives "$from, $from+1, …": n of them, for a list of values.
func marks(from, n int) string {
	var b strings.Builder
	for i := range n {
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteByte('$')
		b.WriteString(strconv.Itoa(from + i))
	}
	return b.String()
}

func (s *Store) newID() (wire.ID, error) {
	var x wire.ID
	if _, err := io.ReadFull(s.cfg.Rand, x[:]); err != nil {
		return x, fmt.Errorf("random id: %w", err)
	}
	x[6] = x[6]&0x0f | 0x40
	x[8] = x[8]&0x3f | 0x80
	return x, nil
}
