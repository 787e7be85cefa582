package store

import (
	"context"
	"database/sql"
	"strings"

	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/sync/wire"
)

const verdictColumns = `record, code, n, rules, points_table, case_, round, class, low, high, points, lacking, unknown, sample, state_hash, at, ended, detail`

func verdictColumnsOf(table string) string {
	return table + "." + strings.ReplaceAll(verdictColumns, ", ", ", "+table+".")
}

func scanVerdict(r *sql.Rows, more ...any) (schema.Verdict, error) {
	var v schema.Verdict
	var lacking, unknown string
	var sample, made, ended int64
	var table []byte
	err := r.Scan(append([]any{(*id)(&v.Record), &v.Code, &v.N, (*hash)(&v.Rules), &table, (*id)(&v.Case), (*id)(&v.Round), &v.Class, &v.Low, &v.High, &v.Points,
		&lacking, &unknown, &sample, (*hash)(&v.StateHash), &made, &ended, &v.Detail}, more...)...)
	copy(v.Table[:], table)
	v.Lacking, v.Unknown, v.Sample, v.At, v.Ended = strings.Fields(lacking), strings.Fields(unknown), sample != 0, at(made), at(ended)
	return v, err
}

// spaced writes codes so that each can be found with a space on either side.
func spaced(codes []string) string {
	if len(codes) == 0 {
		return ""
	}
	return " " + strings.Join(codes, " ") + " "
}

// PutVerdicts keeps what rule sets say of records, all or none. One that says the same as the line that stands adds
// nothing but the note that the record is classified; else the line that stands is ended and a new one added.
func (s *Store) PutVerdicts(ctx context.Context, ws wire.ID, all []schema.Verdict) error {
	if len(all) == 0 {
		return nil
	}
	return s.write(ctx, func(t *tx) error {
		for i := range all {
			if err := t.putVerdict(ctx, ws, &all[i]); err != nil {
				return err
			}
		}
		return nil
	})
}

func (t *tx) putVerdict(ctx context.Context, ws wire.ID, v *schema.Verdict) error {
	var n, low, high, points, sample int64
	var class, lacking, unknown string
	var rules, table wire.Hash
	var tabled []byte
	found, err := one(ctx, t, `SELECT n, rules, points_table, class, low, high, points, lacking, unknown, sample
		FROM verdict
		WHERE ws = $1 AND record = $2 AND code = $3 AND ended = 0`, args(ws[:], v.Record[:], v.Code),
		&n, (*hash)(&rules), &tabled, &class, &low, &high, &points, &lacking, &unknown, &sample)
	if err != nil {
		return err
	}
	copy(table[:], tabled)
	same := found && rules == v.Rules && table == v.Table && class == v.Class && low == int64(v.Low) && high == int64(v.High) && points == int64(v.Points) &&
		lacking == spaced(v.Lacking) && unknown == spaced(v.Unknown) && sample == flag(v.Sample)
	if !same {
		if found {
			if err := t.exec(`UPDATE verdict
				SET ended = $1
				WHERE ws = $2 AND record = $3 AND code = $4 AND ended = 0`, ms(t.at), ws[:], v.Record[:], v.Code); err != nil {
				return err
			}
		} else if _, err := one(ctx, t, `SELECT COALESCE(MAX(n), 0)
			FROM verdict
			WHERE ws = $1 AND record = $2 AND code = $3`, args(ws[:], v.Record[:], v.Code), &n); err != nil {
			return err
		}
		if err := t.exec(`INSERT INTO verdict (ws, record, code, n, rules, points_table, case_, round, class, low, high, points, lacking, unknown, sample, state_hash, at, ended, detail)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, 0, $18)`,
			ws[:], v.Record[:], v.Code, n+1, v.Rules[:], v.Table[:], v.Case[:], v.Round[:], v.Class, v.Low, v.High, v.Points, spaced(v.Lacking), spaced(v.Unknown),
			flag(v.Sample), v.StateHash[:], ms(t.at), v.Detail); err != nil {
			return err
		}
	}
	return t.exec(`INSERT INTO classified (ws, record, code, rules, state_hash)
		VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (ws, record, code) DO UPDATE
		SET rules = excluded.rules, state_hash = excluded.state_hash`, ws[:], v.Record[:], v.Code, v.Basis[:], v.StateHash[:])
}

// Sheet is the answers of a record as rule sets read them.
type Sheet struct {
	Record    wire.ID
	Case      wire.ID
	Round     wire.ID
	Area      wire.ID
	StateHash wire.Hash
	Data      []byte // JSON (server/jobs)
}

const sheetColumns = `r.record, r.case_, r.round, r.area, r.state_hash, s.data`

func eachSheet(ctx context.Context, on querier, q string, a []any, take func(Sheet) error) error {
	return each(ctx, on, q, a, func(r *sql.Rows) error {
		var v Sheet
		if err := r.Scan((*id)(&v.Record), (*id)(&v.Case), (*id)(&v.Round), (*id)(&v.Area), (*hash)(&v.StateHash), &v.Data); err != nil {
			return err
		}
		return take(v)
	})
}

// Unclassified gives records of a round that a rule set has not judged as they stand and on this basis, with their answers: at
// most limit. A record that is not evaluated yet comes when it is.
func (s *Store) Unclassified(ctx context.Context, ws, round wire.ID, code string, basis wire.Hash, limit int) ([]Sheet, error) {
	var out []Sheet
	return out, eachSheet(ctx, pool{s}, `SELECT `+sheetColumns+`
		FROM record r
		JOIN sheet s ON s.ws = r.ws AND s.record = r.record AND s.state_hash = r.state_hash
		WHERE r.ws = $1 AND r.round = $2 AND r.deleted = 0 AND r.evaluated = 1
			AND NOT EXISTS (SELECT 1
				FROM classified c
				WHERE c.ws = r.ws AND c.record = r.record AND c.code = $3 AND c.rules = $4 AND c.state_hash = r.state_hash)
		ORDER BY r.record
		LIMIT $5`, args(ws[:], round[:], code, basis[:], limit), func(v Sheet) error { out = append(out, v); return nil })
}

// Sheets hands the answers of the records of a round, as evaluated last, to take.
func (s *Store) Sheets(ctx context.Context, ws, round wire.ID, scope schema.Scope, take func(Sheet) error) error {
	where, areas := scopeWhere("r.area", scope, 3)
	return eachSheet(ctx, pool{s}, `SELECT `+sheetColumns+`
		FROM record r
		JOIN sheet s ON s.ws = r.ws AND s.record = r.record
		WHERE r.ws = $1 AND r.round = $2 AND r.deleted = 0 AND `+where+`
		ORDER BY r.record`, append(args(ws[:], round[:]), areas...), take)
}

// RoundVerdict is a verdict with where its record stands.
type RoundVerdict struct {
	schema.Verdict
	Area     wire.ID
	Approved bool // the record as it stands is approved
}

// Verdicts hands the verdicts that stand for a round by a rule set to take, ordered by case, without explanations.
func (s *Store) Verdicts(ctx context.Context, ws, round wire.ID, code string, scope schema.Scope, take func(RoundVerdict) error) error {
	return verdictsOf(ctx, pool{s}, ws, round, code, scope, take)
}

func verdictsOf(ctx context.Context, on querier, ws, round wire.ID, code string, scope schema.Scope, take func(RoundVerdict) error) error {
	where, areas := scopeWhere("r.area", scope, 4)
	return each(ctx, on, `SELECT `+strings.Replace(verdictColumnsOf("v"), "v.detail", "''", 1)+`, r.area, r.state
		FROM verdict v
		JOIN record r ON r.ws = v.ws AND r.record = v.record
		WHERE v.ws = $1 AND v.round = $2 AND v.code = $3 AND v.ended = 0 AND r.deleted = 0 AND `+where+`
		ORDER BY v.case_, v.record`, append(args(ws[:], round[:], code), areas...), func(r *sql.Rows) error {
		var x RoundVerdict
		var state string
		v, err := scanVerdict(r, (*id)(&x.Area), &state)
		if err != nil {
			return err
		}
		x.Verdict, x.Approved = v, schema.State(state) == schema.StateApproved
		return take(x)
	})
}

// VerdictsOf gives every verdict of a record, those that stand first, then by rule set and the newest first.
func (s *Store) VerdictsOf(ctx context.Context, ws, record wire.ID) ([]schema.Verdict, error) {
	return s.verdicts(ctx, `record = $2`, args(ws[:], record[:]))
}

// VerdictsOfCase gives the verdicts that stand for the records of a household.
func (s *Store) VerdictsOfCase(ctx context.Context, ws, caseID wire.ID) ([]schema.Verdict, error) {
	return s.verdicts(ctx, `case_ = $2 AND ended = 0`, args(ws[:], caseID[:]))
}

func (s *Store) verdicts(ctx context.Context, where string, a []any) ([]schema.Verdict, error) {
	var out []schema.Verdict
	return out, each(ctx, pool{s}, `SELECT `+verdictColumns+`
		FROM verdict
		WHERE ws = $1 AND `+where+`
		ORDER BY CASE WHEN ended = 0 THEN 0 ELSE 1 END, round, code, n DESC
		LIMIT 1000`, a, func(r *sql.Rows) error {
		v, err := scanVerdict(r)
		out = append(out, v)
		return err
	})
}
