package store

import (
	"context"
	"database/sql"
	"slices"
	"strings"

	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/sync/wire"
)

// maxSearch bounds the text that a record is found by, in bytes: it stands in an index.
const maxSearch = 1500

// searchText gives the text that a record is found by: label first, so that it orders lists too.
func searchText(label, code, more string) string {
	s := schema.Fold(label + " " + code + " " + more)
	if len(s) > maxSearch {
		s = strings.ToValidUTF8(s[:maxSearch], "")
	}
	return s
}

// PutEvaluation keeps what the engine computed for one state of a record, and shows it in the lists. When the record has
// moved on meanwhile nothing is kept, and false is returned.
func (s *Store) PutEvaluation(ctx context.Context, ws, rec wire.ID, stateHash wire.Hash, e schema.Evaluation) (bool, error) {
	label := schema.Clean(e.Label)
	kinds := ""
	if len(e.Kinds) > 0 {
		kinds = " " + strings.Join(e.Kinds, " ") + " "
	}
	kept := false
	err := s.write(ctx, func(t *tx) error {
		kept = false
		row, found, err := recordRow(ctx, t, ws, rec)
		if err != nil || !found || row.StateHash != stateHash {
			return err
		}
		code, err := t.caseCode(ctx, ws, &row, schema.Clean(e.Code))
		if err != nil {
			return err
		}
		row.Violations = e.Violations
		if err := t.exec(`UPDATE record
			SET label = $1, search = $2, violations = $3, queue = $4, evaluated = 1, code = $5, result = $6, before = $7,
				kinds = $8, differs = $9, confirmed = $10, lat = $11, lng = $12
			WHERE ws = $13 AND record = $14`,
			label, searchText(label, code, e.Search), e.Violations, string(schema.QueueOf(&row)), code, e.Result, e.Before,
			kinds, e.Differs, e.Confirmed, e.Lat, e.Lng, ws[:], rec[:]); err != nil {
			return err
		}
		if err := t.putKeys(ctx, ws, rec, row.Case, e.Keys); err != nil {
			return err
		}
		kept = true
		if e.Sheet != nil {
			if err := t.exec(`INSERT INTO sheet (ws, record, state_hash, data)
				VALUES ($1, $2, $3, $4)
				ON CONFLICT (ws, record) DO UPDATE
				SET state_hash = excluded.state_hash, data = excluded.data`, ws[:], rec[:], stateHash[:], e.Sheet); err != nil {
				return err
			}
		}
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

// caseCode gives the number of a record's household. A record of the register (of no round) says it itself, and the other
// records of its case are evaluated again when it is another; those take it from there.
func (t *tx) caseCode(ctx context.Context, ws wire.ID, row *schema.RecordRow, own string) (string, error) {
	if row.Round.IsZero() {
		if own == row.Code {
			return own, nil
		}
		return own, t.exec(`UPDATE record
			SET evaluated = 0
			WHERE ws = $1 AND case_ = $2 AND code <> $3 AND record <> $4`, ws[:], row.Case[:], own, row.ID[:])
	}
	code := ""
	_, err := one(ctx, t, `SELECT COALESCE(MAX(code), '')
		FROM record
		WHERE ws = $1 AND case_ = $2 AND round = $3`, args(ws[:], row.Case[:], zeroID), &code)
	return code, err
}

// maxAlike bounds how many records one evaluation compares anew.
const maxAlike = 200

// putKeys keeps what a record is recognised by, and counts anew the cases that it and those with the same keys look like.
func (t *tx) putKeys(ctx context.Context, ws, rec, caseID wire.ID, keys []string) error {
	keys = slices.Clone(keys)
	slices.Sort(keys)
	keys = slices.Compact(keys)
	var had []string
	if err := each(ctx, t, `SELECT key
		FROM record_key
		WHERE ws = $1 AND record = $2
		ORDER BY key`, args(ws[:], rec[:]), func(r *sql.Rows) error {
		var k string
		err := r.Scan(&k)
		had = append(had, k)
		return err
	}); err != nil {
		return err
	}
	slices.Sort(had)
	if slices.Equal(had, keys) {
		return nil
	}
	touched := []wire.ID{rec}
	for _, k := range append(slices.Clone(had), keys...) {
		if slices.Contains(had, k) && slices.Contains(keys, k) {
			continue
		}
		if err := each(ctx, t, `SELECT record
			FROM record_key
			WHERE ws = $1 AND key = $2 AND case_ <> $3
			LIMIT $4`, args(ws[:], k, caseID[:], maxAlike), func(r *sql.Rows) error {
			var x wire.ID
			err := r.Scan((*id)(&x))
			if len(touched) < maxAlike && !slices.Contains(touched, x) {
				touched = append(touched, x)
			}
			return err
		}); err != nil {
			return err
		}
	}
	if err := t.exec(`DELETE FROM record_key
		WHERE ws = $1 AND record = $2`, ws[:], rec[:]); err != nil {
		return err
	}
	for _, k := range keys {
		if err := t.exec(`INSERT INTO record_key (ws, record, key, case_)
			VALUES ($1, $2, $3, $4)`, ws[:], rec[:], k, caseID[:]); err != nil {
			return err
		}
	}
	return t.countTwins(ws, touched)
}

// countTwins counts for each record the other cases that share a key with it and that nobody has said to be another one.
// CROSS JOIN keeps SQLite from beginning at the other end.
func (t *tx) countTwins(ws wire.ID, records []wire.ID) error {
	for _, rec := range records {
		if err := t.exec(`UPDATE record
			SET twins = (SELECT COUNT(DISTINCT k2.case_)
				FROM record_key k1
				CROSS JOIN record_key k2
				WHERE k1.ws = $1 AND k1.record = $2 AND k2.ws = k1.ws AND k2.key = k1.key AND k2.case_ <> k1.case_ AND NOT EXISTS (SELECT 1
					FROM not_twins n
					WHERE n.ws = k1.ws AND n.a = k1.case_ AND n.b = k2.case_)
					AND NOT EXISTS (SELECT 1
					FROM not_twins n
					WHERE n.ws = k1.ws AND n.a = k2.case_ AND n.b = k1.case_))
			WHERE ws = $1 AND record = $2`, ws[:], rec[:]); err != nil {
			return err
		}
	}
	return nil
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
