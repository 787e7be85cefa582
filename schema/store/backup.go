package store

import (
	"context"
	"database/sql"
	"time"

	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/sync/wire"
)

// Backup is a backup that was made, or tried.
type Backup struct {
	At      time.Time
	Name    string // of the file
	Size    int64
	Checked time.Time // when it was restored and checked; zero: not
	Error   string    // why there is none
}

// CopyTo writes a whole copy of the database, as of one moment, to a file that must not be there yet. Writing goes on
// meanwhile. Only SQLite: a PostgreSQL is copied by its own tools.
func (s *Store) CopyTo(ctx context.Context, path string) error {
	if s.d.name != "sqlite" {
		return &schema.Error{Code: schema.CodeUnavailable, Field: "backup", Vi: "PostgreSQL cần sao lưu bằng pg_dump, cùng thư mục dữ liệu (khoá và ảnh).",
			En: "A PostgreSQL is backed up by pg_dump, with the data folder (keys and photos) beside it."}
	}
	db, err := s.d.open(s.cfg.URL, true)
	if err != nil {
		return err
	}
	defer db.Close()
	_, err = db.ExecContext(ctx, `VACUUM INTO ?`, path)
	return mapError(err)
}

// PutBackup notes a backup, and with heads, what of each writer's log it holds: only given when it was checked.
func (s *Store) PutBackup(ctx context.Context, b Backup, heads map[wire.ID][]wire.Head) error {
	return s.write(ctx, func(t *tx) error {
		if err := t.exec(`INSERT INTO backup (at, name, size, checked, error)
			VALUES ($1, $2, $3, $4, $5)
			ON CONFLICT (at, name) DO UPDATE
			SET size = excluded.size, checked = excluded.checked, error = excluded.error`,
			ms(b.At), b.Name, b.Size, ms(b.Checked), b.Error); err != nil {
			return err
		}
		for ws, list := range heads {
			for _, h := range list {
				if err := t.exec(`INSERT INTO replicated (ws, writer, seq, at)
					VALUES ($1, $2, $3, $4)
					ON CONFLICT (ws, writer) DO UPDATE
					SET seq = excluded.seq, at = excluded.at`, ws[:], h.Writer[:], int64(h.Seq), ms(b.At)); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

// LastBackup gives the last backup that was restored and checked, and the last try; zero values when there is none.
func (s *Store) LastBackup(ctx context.Context) (good, last Backup, err error) {
	err = each(ctx, pool{s}, `SELECT at, name, size, checked, error
		FROM backup
		ORDER BY at DESC, name
		LIMIT 1000`, nil, func(r *sql.Rows) error {
		var b Backup
		var made, checked int64
		if err := r.Scan(&made, &b.Name, &b.Size, &checked, &b.Error); err != nil {
			return err
		}
		b.At, b.Checked = at(made), at(checked)
		if last.At.IsZero() {
			last = b
		}
		if good.At.IsZero() && !b.Checked.IsZero() {
			good = b
		}
		return nil
	})
	return good, last, err
}

// StoredBlobs calls visit for every photo that the database says is stored.
func (s *Store) StoredBlobs(ctx context.Context, visit func(h wire.Hash, size uint64) error) error {
	return each(ctx, pool{s}, `SELECT DISTINCT hash, size
		FROM blob
		ORDER BY hash`, nil, func(r *sql.Rows) error {
		var h wire.Hash
		var size int64
		if err := r.Scan((*hash)(&h), &size); err != nil {
			return err
		}
		return visit(h, uint64(size))
	})
}
