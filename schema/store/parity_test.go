//go:build postgres

package store

import (
	"context"
	"fmt"
	"github.com/sothon/sothon/schema/store/keytest"
	"sort"
	"strings"
	"testing"
)

// The two migrations make the same tables: columns by name, type and place, keys, and indexes.
func TestMigrations_SameSchemaOnBoth(t *testing.T) {
	got := map[string]string{}
	for _, d := range databases {
		s, err := Open(context.Background(), Config{URL: d.fresh(t), Owner: keytest.New(t)})
		ok(t, err)
		got[d.name] = tables(t, s)
		ok(t, s.Close())
	}
	if len(got) != 2 || len(got["sqlite"]) < 2000 {
		t.Fatalf("nothing to compare: %d, %d", len(got), len(got["sqlite"]))
	}
	a, b := strings.Split(got["sqlite"], "\n"), strings.Split(got["postgres"], "\n")
	for i := range max(len(a), len(b)) {
		if i >= len(a) || i >= len(b) || a[i] != b[i] {
			t.Fatalf("line %d\nsqlite:   %s\npostgres: %s", i, a[min(i, len(a)-1)], b[min(i, len(b)-1)])
		}
	}
}

func tables(t *testing.T, s *Store) string {
	t.Helper()
	ctx := context.Background()
	columns := `SELECT m.name, p.name, p.type, p."notnull" FROM sqlite_master m, pragma_table_info(m.name) p
		WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%' AND m.name NOT LIKE 'goose%' ORDER BY m.name, p.cid`
	indexes := `SELECT m.name, i.name, i."unique", i.origin, i.partial, x.seqno, x.name
		FROM sqlite_master m, pragma_index_list(m.name) i, pragma_index_info(i.name) x
		WHERE m.type = 'table' AND m.name NOT LIKE 'goose%' ORDER BY m.name, i.name, x.seqno`
	if s.d.name == "postgres" {
		columns = `SELECT table_name, column_name, data_type, CASE is_nullable WHEN 'NO' THEN 1 ELSE 0 END
			FROM information_schema.columns WHERE table_schema = 'public' AND table_name NOT LIKE 'goose%' ORDER BY table_name, ordinal_position`
		indexes = `SELECT t.relname, c.relname, CASE WHEN i.indisunique THEN 1 ELSE 0 END,
				CASE WHEN i.indisprimary THEN 'pk' ELSE 'c' END, CASE WHEN i.indpred IS NULL THEN 0 ELSE 1 END, k.n - 1, a.attname
			FROM pg_index i JOIN pg_class t ON t.oid = i.indrelid JOIN pg_class c ON c.oid = i.indexrelid
			JOIN pg_namespace s ON s.oid = t.relnamespace AND s.nspname = 'public'
			CROSS JOIN LATERAL unnest(i.indkey::smallint[]) WITH ORDINALITY AS k(att, n)
			JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = k.att
			WHERE t.relname NOT LIKE 'goose%' ORDER BY 1, 2, 6`
	}
	types := map[string]string{"BLOB": "bytes", "bytea": "bytes", "INTEGER": "number", "bigint": "number", "TEXT": "text", "text": "text"}
	var lines []string
	rows, err := s.r.QueryContext(ctx, columns)
	ok(t, err)
	for rows.Next() {
		var table, column, kind string
		var notNull int
		ok(t, rows.Scan(&table, &column, &kind, &notNull))
		if table == "probe" && column == "k" {
			notNull = 1 // SQLite does not say so of an integer key
		}
		lines = append(lines, fmt.Sprint("column ", table, " ", len(lines), " ", column, " ", types[kind], " ", notNull))
	}
	ok(t, rows.Err())
	keys := map[string][]string{}
	rows, err = s.r.QueryContext(ctx, indexes)
	ok(t, err)
	for rows.Next() {
		var table, index, origin, column string
		var unique, partial, place int
		ok(t, rows.Scan(&table, &index, &unique, &origin, &partial, &place, &column))
		if origin == "pk" {
			index = table + " key"
		}
		if table != "probe" {
			k := fmt.Sprint("index ", table, " ", index, " unique ", unique, " partial ", partial, ":")
			keys[k] = append(keys[k], column)
		}
	}
	ok(t, rows.Err())
	var more []string
	for k, c := range keys {
		more = append(more, k+" "+strings.Join(c, ", "))
	}
	sort.Strings(more)
	return strings.Join(append(lines, more...), "\n")
}
