package store

import (
	"context"
	"database/sql"

	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/sync/wire"
)

// PutEvaluation keeps what the engine computed for one state of a record, and shows it in the lists. When the record has
// moved on meanwhile nothing is kept, and false is returned.
func (s *Store) PutEvaluation(ctx context.Context, ws, rec wire.ID, stateHash wire.Hash, e schema.Evaluation) (bool, error) {
	label, search := schema.Clean(e.Label), schema.Fold(e.Label+" "+e.Search)
	kept := false
	err := s.write(ctx, func(t *tx) error {
		kept = false
		row, found, err := recordRow(ctx, t, ws, rec)
		if err != nil || !found || row.StateHash != stateHash {
			return err
		}
		row.Violations = e.Violations
		if err := t.exec(`UPDATE record
			SET label = $1, search = $2, violations = $3, queue = $4, evaluated = 1
			WHERE ws = $5 AND record = $6`,
			label, search, e.Violations, string(schema.QueueOf(&row)), ws[:], rec[:]); err != nil {
			return err
		}
		kept = true
		detail := e.Detail
		if detail == nil {
			detail = []byte{}
		}
		return t.exec(`INSERT INTO evaluation (ws, record, state_hash, label, violations, detail, at)
			VALUES ($1, $2, $3, $4, $5, $6, $7)
			ON CONFLICT (ws, record) DO UPDATE
			SET state_hash = excluded.state_hash, label = excluded.label, violations = excluded.violations,
				detail = excluded.detail, at = excluded.at`,
			ws[:], rec[:], stateHash[:], label, e.Violations, detail, ms(t.at))
	})
	if err != nil {
		return false, err
	}
	return kept, nil
}

// Evaluation gives what the engine computed last, and the state that it is of; it may be behind the record.
func (s *Store) Evaluation(ctx context.Context, ws, rec wire.ID) (schema.Evaluation, wire.Hash, error) {
	var e schema.Evaluation
	var h wire.Hash
	var made int64
	found, err := one(ctx, pool{s}, `SELECT state_hash, label, violations, detail, at
		FROM evaluation
		WHERE ws = $1 AND record = $2`, args(ws[:], rec[:]), (*hash)(&h), &e.Label, &e.Violations, &e.Detail, &made)
	e.At = at(made)
	if err == nil && !found {
		err = schema.NotFound("Phiếu chưa được tính.", "The record has not been evaluated.")
	}
	return e, h, err
}

// Unevaluated gives records whose last state has no evaluation, the longest waiting first.
func (s *Store) Unevaluated(ctx context.Context, ws wire.ID, limit int) ([]wire.ID, error) {
	var out []wire.ID
	err := each(ctx, pool{s}, `SELECT record
		FROM record
		WHERE ws = $1 AND evaluated = 0
		ORDER BY updated_srv
		LIMIT $2`, args(ws[:], clamp(limit, 100, 10000)), func(r *sql.Rows) error {
		var x wire.ID
		err := r.Scan((*id)(&x))
		out = append(out, x)
		return err
	})
	return out, err
}
