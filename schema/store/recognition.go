package store

import (
	"context"
	"database/sql"

	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/sync/wire"
)

// putRecognition keeps a decision with its households in the transaction of the changes that write it into the register.
// One that rests on a sample rule set must be marked a trial.
func (t *tx) putRecognition(ctx context.Context, ws wire.ID, r *schema.Recognition) error {
	all, err := ruleSetsOf(ctx, t, ws)
	if err != nil {
		return err
	}
	if r.Code != "" {
		rules, ok := inForce(all)[r.Code]
		if !ok {
			return schema.Conflict("code", "Bộ quy tắc này chưa ban hành hoặc đã thôi dùng.", "This rule set is not in force.")
		}
		sampled, err := one(ctx, t, `SELECT 1
			FROM verdict
			WHERE ws = $1 AND round = $2 AND code = $3 AND ended = 0 AND sample = 1
			LIMIT 1`, args(ws[:], r.Round[:], r.Code), new(int64))
		if err != nil {
			return err
		}
		if (rules.Sample || sampled) && !r.Trial {
			return schema.Conflict("trial", "Kết quả này tính theo bảng điểm MẪU, chưa chính thức: không ký quyết định công nhận được. Chỉ ghi thử được, có đánh dấu.",
				"This result rests on a SAMPLE: no decision can be signed on it. It can only be recorded as a trial, plainly marked.")
		}
	}
	if err := t.exec(`INSERT INTO recognition (ws, recognition, round, code, number, day, signer, trial, note, by_, at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
		ws[:], r.ID[:], r.Round[:], r.Code, r.Number, r.Day, r.Signer, flag(r.Trial), r.Note, r.By[:], ms(t.at)); err != nil {
		return err
	}
	for i := range r.Cases {
		c := &r.Cases[i]
		if err := t.exec(`INSERT INTO recognised (ws, recognition, case_, round, area, before, class, computed)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
			ws[:], r.ID[:], c.Case[:], r.Round[:], c.Area[:], c.Before, c.Class, c.Computed); err != nil {
			return err
		}
	}
	return nil
}

const recognitionColumns = `recognition, round, code, number, day, signer, trial, note, by_, at`

func (s *Store) recognitions(ctx context.Context, where string, a []any) ([]schema.Recognition, error) {
	var out []schema.Recognition
	return out, each(ctx, pool{s}, `SELECT `+recognitionColumns+`
		FROM recognition
		WHERE ws = $1 AND `+where+` AND NOT EXISTS (SELECT 1
			FROM household_event e
			WHERE e.ws = recognition.ws AND e.event = recognition.recognition AND e.undone = 1)
		ORDER BY day DESC, at DESC, recognition
		LIMIT 1000`, a, func(r *sql.Rows) error {
		var v schema.Recognition
		var trial, when int64
		err := r.Scan((*id)(&v.ID), (*id)(&v.Round), &v.Code, &v.Number, &v.Day, &v.Signer, &trial, &v.Note, (*id)(&v.By), &when)
		v.Trial, v.At = trial != 0, at(when)
		out = append(out, v)
		return err
	})
}

// Recognitions lists the decisions about a round that were not taken back, the newest first, without their households.
func (s *Store) Recognitions(ctx context.Context, ws, round wire.ID) ([]schema.Recognition, error) {
	return s.recognitions(ctx, `round = $2`, args(ws[:], round[:]))
}

// RecognitionsOf lists the decisions that name a household, the newest first.
func (s *Store) RecognitionsOf(ctx context.Context, ws, caseID wire.ID) ([]schema.Recognition, error) {
	out, err := s.recognitions(ctx, `recognition IN (SELECT recognition
		FROM recognised
		WHERE ws = $1 AND case_ = $2)`, args(ws[:], caseID[:]))
	for i := range out {
		if err != nil {
			break
		}
		err = s.recognised(ctx, `recognition = $2 AND case_ = $3`, args(ws[:], out[i].ID[:], caseID[:]), func(_ wire.ID, c schema.Recognised) { out[i].Cases = append(out[i].Cases, c) })
	}
	return out, err
}

// Recognised gives the class of every household that a round's decisions name, the newest decision's.
func (s *Store) Recognised(ctx context.Context, ws, round wire.ID) (map[wire.ID]schema.Recognised, error) {
	out := map[wire.ID]schema.Recognised{}
	all, err := s.Recognitions(ctx, ws, round)
	for i := len(all) - 1; i >= 0 && err == nil; i-- {
		err = s.recognised(ctx, `recognition = $2`, args(ws[:], all[i].ID[:]), func(x wire.ID, c schema.Recognised) { out[x] = c })
	}
	return out, err
}

func (s *Store) recognised(ctx context.Context, where string, a []any, take func(wire.ID, schema.Recognised)) error {
	return each(ctx, pool{s}, `SELECT case_, area, before, class, computed
		FROM recognised
		WHERE ws = $1 AND `+where+`
		ORDER BY case_`, a, func(r *sql.Rows) error {
		var c schema.Recognised
		err := r.Scan((*id)(&c.Case), (*id)(&c.Area), &c.Before, &c.Class, &c.Computed)
		take(c.Case, c)
		return err
	})
}

// ClassOn gives the class of a household on an ISO day: what the commune recognised, as the register has it, with what
// rule sets computed for its records beside it. A household that the register does not name has none.
func (s *Store) ClassOn(ctx context.Context, ws, caseID wire.ID, day string) (schema.ClassOn, error) {
	var out schema.ClassOn
	if _, err := one(ctx, pool{s}, `SELECT class, day
		FROM household_class
		WHERE ws = $1 AND case_ = $2 AND day <= $3
		ORDER BY day DESC
		LIMIT 1`, args(ws[:], caseID[:], day), &out.Class, &out.From); err != nil {
		return out, err
	}
	decisions, err := s.RecognitionsOf(ctx, ws, caseID)
	if err != nil {
		return out, err
	}
	for _, d := range decisions {
		if d.Day <= day && len(d.Cases) == 1 && d.Cases[0].Class == out.Class && d.Day >= out.From {
			out.RuleSet, out.Sample, out.Decision = d.Code, d.Trial, d.Number
			break
		}
	}
	out.Computed, err = s.VerdictsOfCase(ctx, ws, caseID)
	return out, err
}

// ClassesOn gives the class of every household that has one on an ISO day, within a scope of areas as they are now.
func (s *Store) ClassesOn(ctx context.Context, ws wire.ID, day string) (map[wire.ID]string, error) {
	out := map[wire.ID]string{}
	return out, each(ctx, pool{s}, `SELECT case_, class
		FROM household_class
		WHERE ws = $1 AND day <= $2
		ORDER BY case_, day`, args(ws[:], day), func(r *sql.Rows) error {
		var x wire.ID
		var class string
		err := r.Scan((*id)(&x), &class)
		out[x] = class
		return err
	})
}
