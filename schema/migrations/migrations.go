// Package migrations holds the goose migrations of the schema, in pairs: sqlite/NNNNN_name.sql and
// postgres/NNNNN_name.sql make the same tables, columns and keys, which a test compares. A released file is never edited;
// there is no way down: an older program refuses a newer schema.
//
// Types: BLOB/BYTEA for ids and hashes, INTEGER/BIGINT for numbers, flags (0, 1) and times (ms UTC), TEXT. No column is
// NULL: a zero id is 16 zero bytes, a time that is not known is 0. Called by schema/store.
package migrations

import (
	"embed"
	"io/fs"
)

//go:embed sqlite/*.sql postgres/*.sql
var files embed.FS

// SQLite gives the migrations for SQLite.
func SQLite() fs.FS { return sub("sqlite") }

// Postgres gives the migrations for PostgreSQL.
func Postgres() fs.FS { return sub("postgres") }

func sub(dir string) fs.FS {
	f, err := fs.Sub(files, dir)
	if err != nil {
		panic(err) // the folder is embedded
	}
	return f
}
