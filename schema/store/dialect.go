package store

import (
	"context"
	"database/sql"
	"errors"
	"io/fs"
	"slices"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/mattn/go-sqlite3"
	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"

	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/schema/migrations"
)

// dialect is every difference between the two databases.
type dialect struct {
	name    string
	driver  string
	begin   string // opens the writing transaction
	goose   goose.Dialect
	files   fs.FS
	readers int
	locker  bool
}

var (
	sqliteDialect = dialect{name: "sqlite", driver: "sqlite3", begin: "BEGIN IMMEDIATE", goose: goose.DialectSQLite3,
		files: migrations.SQLite(), readers: 8}
	postgresDialect = dialect{name: "postgres", driver: "pgx", begin: "BEGIN", goose: goose.DialectPostgres,
		files: migrations.Postgres(), readers: 16, locker: true}
)

func dialectOf(url string) (dialect, error) {
	switch {
	case strings.HasPrefix(url, "file:") && !strings.Contains(url, ":memory:") && !strings.Contains(url, "mode=memory"):
		return sqliteDialect, nil
	case strings.HasPrefix(url, "postgres://"), strings.HasPrefix(url, "postgresql://"):
		return postgresDialect, nil
	}
	return dialect{}, &schema.Error{Code: schema.CodeInvalid, Field: "database",
		Vi: "Địa chỉ cơ sở dữ liệu phải là file:/đường/dẫn/sothon.db hoặc postgres://…",
		En: "The database URL must be file:/path/sothon.db or postgres://…"}
}

// sqlitePragmas are set on every connection by the DSN, never by a statement, so that no pooled connection lacks them.
const sqlitePragmas = "_busy_timeout=10000&_journal_mode=WAL&_synchronous=FULL&_foreign_keys=on&_stmt_cache_size=64"

func (d dialect) open(url string, writer bool) (*sql.DB, error) {
	if d.name == "sqlite" {
		sep := "?"
		if strings.Contains(url, "?") {
			sep = "&"
		}
		url += sep + sqlitePragmas
		if writer {
			url += "&_txlock=immediate"
		} else {
			url += "&_query_only=on"
		}
	}
	if !slices.Contains(sql.Drivers(), d.driver) {
		return nil, &schema.Error{Code: schema.CodeUnavailable, Field: "database",
			Vi: "Chương trình này được dựng không kèm " + d.name + ". Dùng bản đầy đủ, hoặc SQLite.",
			En: "This program was built without " + d.name + ". Use the full build, or SQLite."}
	}
	db, err := sql.Open(d.driver, url)
	if err != nil {
		return nil, err
	}
	n := d.readers
	if writer {
		n = 1
		if d.name == "postgres" {
			n = 2 // migrations hold a session lock on a connection of their own
		}
	}
	db.SetMaxOpenConns(n)
	db.SetMaxIdleConns(n)
	return db, nil
}

// check refuses a database program with known ways to lose data.
func (d dialect) check(ctx context.Context, db *sql.DB) error {
	if d.name == "postgres" {
		return checkPostgres(ctx, db)
	}
	var version, journal string
	if err := db.QueryRowContext(ctx, "SELECT sqlite_version()").Scan(&version); err != nil {
		return mapError(err)
	}
	if versionBefore(version, 3, 51, 3) {
		return &schema.Error{Code: schema.CodeUnavailable, Field: "database",
			Vi: "SQLite " + version + " có lỗi có thể làm hỏng dữ liệu. Cần bản 3.51.3 trở lên; nhờ dựng lại chương trình.",
			En: "SQLite " + version + " has a bug that can corrupt data (WAL reset). Build the program with 3.51.3 or newer."}
	}
	if err := db.QueryRowContext(ctx, "PRAGMA journal_mode").Scan(&journal); err != nil {
		return mapError(err)
	}
	if journal != "wal" {
		return &schema.Error{Code: schema.CodeUnavailable, Field: "database",
			Vi: "Ổ đĩa này không dùng được cho cơ sở dữ liệu (không mở được chế độ WAL). Đặt thư mục dữ liệu trên ổ đĩa của máy.",
			En: "This disk can not hold the database (no WAL mode, found " + journal + "). Put the data folder on a local disk."}
	}
	return nil
}

// checkPostgres refuses a server that acknowledges commits before they are on disk.
func checkPostgres(ctx context.Context, db *sql.DB) error {
	for _, setting := range []string{"fsync", "synchronous_commit", "full_page_writes"} {
		var v string
		if err := db.QueryRowContext(ctx, "SELECT current_setting($1)", setting).Scan(&v); err != nil {
			return mapError(err)
		}
		if v == "off" || setting == "synchronous_commit" && v == "local" {
			return &schema.Error{Code: schema.CodeUnavailable, Field: "database",
				Vi: "PostgreSQL đang đặt " + setting + "=" + v + ": mất điện là mất dữ liệu. Đặt lại thành on.",
				En: "PostgreSQL runs with " + setting + "=" + v + ": a power cut would lose data. Set it to on."}
		}
	}
	return nil
}

func versionBefore(v string, want ...int) bool {
	parts := strings.Split(v, ".")
	for i, w := range want {
		n := 0
		if i < len(parts) {
			n, _ = strconv.Atoi(parts[i])
		}
		if n != w {
			return n < w
		}
	}
	return false
}

// snapshot is the isolation of a read that needs one state of the whole database.
func (d dialect) snapshot() *sql.TxOptions {
	if d.name == "postgres" {
		return &sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true}
	}
	return &sql.TxOptions{ReadOnly: true}
}

// migrate brings the schema up to date, or refuses one that is newer than this program.
func migrate(ctx context.Context, d dialect, db *sql.DB) error {
	var opts []goose.ProviderOption
	if d.locker {
		locker, err := lock.NewPostgresSessionLocker()
		if err != nil {
			return err
		}
		opts = append(opts, goose.WithSessionLocker(locker))
	}
	p, err := goose.NewProvider(d.goose, db, d.files, opts...)
	if err != nil {
		return err
	}
	have, err := p.GetDBVersion(ctx)
	if err != nil {
		return mapError(err)
	}
	sources := p.ListSources()
	if newest := sources[len(sources)-1].Version; have > newest {
		return &schema.Error{Code: schema.CodeUnavailable, Field: "database",
			Vi: "Dữ liệu này đã được một bản mới hơn của chương trình mở (lược đồ " + strconv.FormatInt(have, 10) +
				", bản này biết đến " + strconv.FormatInt(newest, 10) + "). Dùng bản mới, hoặc phục hồi bản sao lưu cũ.",
			En: "This data was opened by a newer version of the program (schema " + strconv.FormatInt(have, 10) +
				", this one knows up to " + strconv.FormatInt(newest, 10) + "). Use the newer version, or restore an older backup."}
	}
	if _, err := p.Up(ctx); err != nil {
		return mapError(err)
	}
	return nil
}

// mapError turns what a driver says into a schema.Error where callers need to tell it apart: a full or failing disk
// (SQLite 13, 10 with its extended codes such as 778; PostgreSQL 53100, 58030) and a broken unique key.
func mapError(err error) error {
	if err == nil {
		return nil
	}
	var known *schema.Error
	if errors.As(err, &known) {
		return err
	}
	full, unique := false, false
	var le sqlite3.Error
	var pe *pgconn.PgError
	switch {
	case errors.As(err, &le):
		full = le.Code == sqlite3.ErrFull || le.Code == sqlite3.ErrIoErr
		unique = le.ExtendedCode == sqlite3.ErrConstraintUnique || le.ExtendedCode == sqlite3.ErrConstraintPrimaryKey
	case errors.As(err, &pe):
		full = pe.Code == "53100" || pe.Code == "58030"
		unique = pe.Code == "23505"
	}
	switch {
	case full:
		return &schema.Error{Code: schema.CodeFull, Vi: "Ổ đĩa của máy chủ đầy hoặc hỏng: chưa lưu được gì. Giải phóng chỗ rồi thử lại.",
			En: "The server's disk is full or failing: nothing was stored. Make room and try again.", Err: err}
	case unique:
		return &schema.Error{Code: schema.CodeConflict, Vi: "Đã có rồi.", En: "It exists already.", Err: err}
	case errors.Is(err, sql.ErrNoRows):
		return &schema.Error{Code: schema.CodeNotFound, Vi: "Không tìm thấy.", En: "Not found.", Err: err}
	}
	return err
}

// flushFailed says that the disk took data and then failed to keep them (SQLite IOERR_FSYNC, IOERR_DIR_FSYNC): the one
// failure after which going on would acknowledge what is not there.
func flushFailed(err error) bool {
	var le sqlite3.Error
	return errors.As(err, &le) && (le.ExtendedCode == sqlite3.ErrIoErrFsync || le.ExtendedCode == sqlite3.ErrIoErrDirFsync)
}

// retryable says that PostgreSQL gave up a transaction only because of others beside it.
func retryable(err error) bool {
	var pe *pgconn.PgError
	return errors.As(err, &pe) && (pe.Code == "40001" || pe.Code == "40P01")
}
