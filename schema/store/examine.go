package store

import (
	"context"
	"database/sql"
	"io/fs"
	"strconv"
	"time"

	"github.com/sothon/sothon/schema"
)

// Examined is what can be said of a database without changing it.
type Examined struct {
	Engine   string    // "SQLite 3.54.1", "PostgreSQL 15.8"
	Schema   int64     // migration it stands at; 0: empty
	Known    int64     // newest migration this program knows
	Refused  error     // why the server would not start on it; nil: it would
	Damage   []string  // what the database says is broken, at most 20 lines
	Records  int       // records kept
	Waiting  int       // records that wait for their evaluation
	Latest   time.Time // when the last change was received; zero: none yet
	Clocks   []int64   // ms by which the clocks of devices seen in the last 30 days are ahead of ours
	NoPhotos int       // photos that changes name and that have not arrived
	Backup   time.Time // when the last backup that was restored and checked was made; zero: none
	Failed   string    // why the last try of a backup came to nothing; "" it did not
}

// Examine looks at a database, read-only: it migrates nothing and works beside a running server. The error says that it
// can not be opened at all.
func Examine(ctx context.Context, url string, now time.Time) (Examined, error) {
	var x Examined
	d, err := dialectOf(url)
	if err != nil {
		return x, err
	}
	db, err := d.open(url, false)
	if err != nil {
		return x, err
	}
	defer func() { _ = db.Close() }()
	version := "SELECT sqlite_version()"
	if d.name == "postgres" {
		version = "SELECT current_setting('server_version')"
	}
	if err := db.QueryRowContext(ctx, version).Scan(&x.Engine); err != nil {
		return x, mapError(err)
	}
	x.Engine = map[string]string{"sqlite": "SQLite ", "postgres": "PostgreSQL "}[d.name] + x.Engine
	if x.Known, err = newestMigration(d); err != nil {
		return x, err
	}
	x.Refused = d.check(ctx, db)
	if err := db.QueryRowContext(ctx, "SELECT MAX(version_id) FROM goose_db_version").Scan(&x.Schema); err != nil {
		x.Schema = 0 // no table of migrations: nothing was ever made
		return x, nil
	}
	if x.Schema > x.Known {
		return x, nil
	}
	if d.name == "sqlite" {
		if x.Damage, err = quickCheck(ctx, db); err != nil {
			return x, mapError(err)
		}
	}
	return x, mapError(x.count(ctx, db, now))
}

// newestMigration is the number of the last migration that the program holds.
func newestMigration(d dialect) (int64, error) {
	entries, err := fs.Glob(d.files, "*.sql")
	if err != nil || len(entries) == 0 {
		return 0, err
	}
	last := entries[len(entries)-1]
	return strconv.ParseInt(last[:5], 10, 64)
}

// quickCheck gives what SQLite finds broken.
func quickCheck(ctx context.Context, db *sql.DB) ([]string, error) {
	rows, err := db.QueryContext(ctx, "PRAGMA quick_check(20)")
	if err != nil {
		return []string{err.Error()}, nil
	}
	defer func() { _ = rows.Close() }()
	var out []string
	for rows.Next() {
		var line string
		if err := rows.Scan(&line); err != nil {
			return nil, err
		}
		if line != "ok" {
			out = append(out, line)
		}
	}
	return out, rows.Err()
}

func (x *Examined) count(ctx context.Context, db *sql.DB, now time.Time) error {
	if err := db.QueryRowContext(ctx, "SELECT COUNT(*), COALESCE(SUM(1 - evaluated), 0) FROM record").Scan(&x.Records, &x.Waiting); err != nil {
		return err
	}
	var latest int64
	if err := db.QueryRowContext(ctx, "SELECT COALESCE(MAX(updated_at), 0) FROM record").Scan(&latest); err != nil {
		return err
	}
	x.Latest = at(latest)
	if err := db.QueryRowContext(ctx, "SELECT COUNT(*) FROM blob_ref r WHERE NOT EXISTS (SELECT 1 FROM blob b WHERE b.ws = r.ws AND b.hash = r.hash)").Scan(&x.NoPhotos); err != nil {
		return err
	}
	var made int64
	if err := db.QueryRowContext(ctx, "SELECT COALESCE(MAX(at), 0) FROM backup WHERE checked > 0").Scan(&made); err != nil {
		return err
	}
	x.Backup = at(made)
	if err := db.QueryRowContext(ctx, "SELECT COALESCE(MAX(error), '') FROM backup WHERE at = (SELECT MAX(at) FROM backup)").Scan(&x.Failed); err != nil {
		return err
	}
	rows, err := db.QueryContext(ctx, "SELECT clock FROM device WHERE owner = 0 AND seen > $1", ms(now.AddDate(0, 0, -30)))
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var c int64
		if err := rows.Scan(&c); err != nil {
			return err
		}
		x.Clocks = append(x.Clocks, c)
	}
	return rows.Err()
}

// ErrNewer says that data were opened by a newer program.
func (x *Examined) ErrNewer() error {
	if x.Schema <= x.Known {
		return nil
	}
	return &schema.Error{Code: schema.CodeUnavailable, Field: "database",
		Vi: "Dữ liệu đã được một bản mới hơn của chương trình mở. Dùng bản mới, hoặc phục hồi bản sao lưu cũ.",
		En: "The data were opened by a newer version of the program. Use the newer version, or restore an older backup."}
}
