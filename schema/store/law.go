package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"strings"

	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/sync/wire"
)

// PutLaw puts a new version of a table of law in force. The rows were read by the package that they are of.
func (s *Store) PutLaw(ctx context.Context, ws wire.ID, name string, rows [][]string, reason string, by wire.ID) error {
	if strings.TrimSpace(reason) == "" {
		return schema.Invalid("reason", "Nhờ ghi vì sao thay bảng: văn bản nào, ngày nào.", "Write why the table is replaced: which document, which day.")
	}
	body, err := json.Marshal(rows)
	if err != nil {
		return err
	}
	return s.write(ctx, func(t *tx) error {
		var n int64
		if _, err := one(ctx, t, `SELECT COALESCE(MAX(number), 0) + 1
			FROM law_table
			WHERE ws = $1 AND name = $2`, args(ws[:], name), &n); err != nil {
			return err
		}
		if err := t.exec(`INSERT INTO law_table (ws, name, number, at, by_, note, rows_)
			VALUES ($1, $2, $3, $4, $5, $6, $7)`, ws[:], name, n, ms(t.at), by[:], reason, string(body)); err != nil {
			return err
		}
		return t.audit(ws, by, "law.put", name, note(reason))
	})
}

// Law gives the table in force; Number 0: none was put in.
func (s *Store) Law(ctx context.Context, ws wire.ID, name string) (schema.LawTable, error) {
	all, err := s.lawTables(ctx, ws, name, 1)
	if err != nil || len(all) == 0 {
		return schema.LawTable{Name: name}, err
	}
	return all[0], nil
}

// Laws gives the versions of a table, the newest first.
func (s *Store) Laws(ctx context.Context, ws wire.ID, name string) ([]schema.LawTable, error) {
	return s.lawTables(ctx, ws, name, 100)
}

func (s *Store) lawTables(ctx context.Context, ws wire.ID, name string, limit int) ([]schema.LawTable, error) {
	var out []schema.LawTable
	err := each(ctx, pool{s}, `SELECT number, at, by_, note, rows_
		FROM law_table
		WHERE ws = $1 AND name = $2
		ORDER BY number DESC
		LIMIT $3`, args(ws[:], name, limit), func(r *sql.Rows) error {
		x := schema.LawTable{Name: name}
		var body string
		if err := r.Scan(&x.Number, &x.At, (*id)(&x.By), &x.Note, &body); err != nil {
			return err
		}
		if err := json.Unmarshal([]byte(body), &x.Rows); err != nil {
			return err
		}
		out = append(out, x)
		return nil
	})
	return out, err
}
