package store

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/json"

	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/sync/wire"
)

// Twins gives other cases that a record looks like: of each its newest record, with what both are recognised by. At most
// 50.
func (s *Store) Twins(ctx context.Context, ws, rec wire.ID) ([]schema.Twin, error) {
	var out []schema.Twin
	at := map[wire.ID]int{}
	err := each(ctx, pool{s}, `SELECT k2.case_, k2.record, k2.key, r.label, r.code, r.area, r.round
		FROM record_key k1
		CROSS JOIN record_key k2
		CROSS JOIN record r
		WHERE k1.ws = $1 AND k1.record = $2 AND k2.ws = k1.ws AND k2.key = k1.key AND k2.case_ <> k1.case_
			AND r.ws = k2.ws AND r.record = k2.record AND NOT EXISTS (SELECT 1
			FROM not_twins n
			WHERE n.ws = k1.ws AND n.a = k1.case_ AND n.b = k2.case_)
			AND NOT EXISTS (SELECT 1
			FROM not_twins n
			WHERE n.ws = k1.ws AND n.a = k2.case_ AND n.b = k1.case_)
		ORDER BY r.updated_srv DESC, k2.key
		LIMIT 200`, args(ws[:], rec[:]), func(r *sql.Rows) error {
		var t schema.Twin
		var key string
		if err := r.Scan((*id)(&t.Case), (*id)(&t.Record), &key, &t.Label, &t.Code, (*id)(&t.Area), (*id)(&t.Round)); err != nil {
			return err
		}
		i, ok := at[t.Case]
		if !ok {
			if len(out) == 50 {
				return nil
			}
			i, at[t.Case] = len(out), len(out)
			out = append(out, t)
		}
		for _, k := range out[i].Keys {
			if k == key {
				return nil
			}
		}
		out[i].Keys = append(out[i].Keys, key)
		return nil
	})
	return out, err
}

// NotTwins keeps that two cases that look alike are two, with the reason; they no longer count as each other's likeness.
func (s *Store) NotTwins(ctx context.Context, ws, x, y, by wire.ID, reason string) error {
	if x == y {
		return schema.Invalid("case", "Hai hộ phải khác nhau.", "The two cases must differ.")
	}
	if bytes.Compare(x[:], y[:]) > 0 {
		x, y = y, x
	}
	detail, err := json.Marshal(map[string]string{"other": y.String()})
	if err != nil {
		return err
	}
	return s.write(ctx, func(t *tx) error {
		if err := t.exec(`INSERT INTO not_twins (ws, a, b, account, at, reason)
			VALUES ($1, $2, $3, $4, $5, $6)
			ON CONFLICT (ws, a, b) DO NOTHING`, ws[:], x[:], y[:], by[:], ms(t.at), reason); err != nil {
			return err
		}
		var touched []wire.ID
		if err := each(ctx, t, `SELECT DISTINCT record
			FROM record_key
			WHERE ws = $1 AND case_ IN ($2, $3)`, args(ws[:], x[:], y[:]), func(r *sql.Rows) error {
			var rec wire.ID
			err := r.Scan((*id)(&rec))
			touched = append(touched, rec)
			return err
		}); err != nil {
			return err
		}
		if err := t.countTwins(ws, touched); err != nil {
			return err
		}
		return t.audit(ws, by, "twins.not", x.String(), string(detail))
	})
}
