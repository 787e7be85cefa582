package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"math"
	"strconv"

	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/sync/wire"
)

// PutCriteria keeps a set of criteria for a year on. What was loaded before stays.
func (s *Store) PutCriteria(ctx context.Context, ws wire.ID, v *schema.CriteriaSet, by wire.ID) error {
	if v.Reason = schema.Clean(v.Reason); v.Reason == "" {
		return schema.Invalid("reason", "Nhờ ghi lý do nạp bộ tiêu chí.", "Write why the criteria are loaded.")
	}
	c := *v
	return s.write(ctx, func(t *tx) error {
		n := 0
		if _, err := one(ctx, t, `SELECT COALESCE(MAX(n), 0)
			FROM criteria
			WHERE ws = $1 AND year = $2`, args(ws[:], c.Year), &n); err != nil {
			return err
		}
		if err := t.exec(`INSERT INTO criteria (ws, year, n, name, sample, file, source, reason, account, at)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
			ws[:], c.Year, n+1, c.Name, flag(c.Sample), c.File, c.Source, c.Reason, by[:], ms(t.at)); err != nil {
			return err
		}
		return t.audit(ws, by, "criteria.put", strconv.Itoa(c.Year), note(c.Reason))
	})
}

// CriteriaSets lists every set that was loaded, the newest of the latest year first, without its workbook.
func (s *Store) CriteriaSets(ctx context.Context, ws wire.ID) ([]schema.CriteriaSet, error) {
	return s.criteria(ctx, `year, n, name, sample, file, '', reason, account, at`, `ws = $1`, args(ws[:]), 1000)
}

// CriteriaFor gives the set that counts in a year, with its workbook; false when the commune has loaded none for it or for a
// year before.
func (s *Store) CriteriaFor(ctx context.Context, ws wire.ID, year int) (schema.CriteriaSet, bool, error) {
	all, err := s.criteria(ctx, `year, n, name, sample, file, source, reason, account, at`, `ws = $1 AND year <= $2`, args(ws[:], year), 1)
	if err != nil || len(all) == 0 {
		return schema.CriteriaSet{}, false, err
	}
	return all[0], true, nil
}

func (s *Store) criteria(ctx context.Context, columns, where string, a []any, limit int) ([]schema.CriteriaSet, error) {
	var out []schema.CriteriaSet
	err := each(ctx, pool{s}, `SELECT `+columns+`
		FROM criteria
		WHERE `+where+`
		ORDER BY year DESC, n DESC
		LIMIT `+strconv.Itoa(limit), a, func(r *sql.Rows) error {
		var v schema.CriteriaSet
		var sample, made int64
		err := r.Scan(&v.Year, &v.N, &v.Name, &sample, &v.File, &v.Source, &v.Reason, (*id)(&v.By), &made)
		v.Sample, v.At = sample != 0, at(made)
		out = append(out, v)
		return err
	})
	return out, err
}

// PutTypedFact keeps a figure that a person typed and signs. What was typed before stays.
func (s *Store) PutTypedFact(ctx context.Context, ws wire.ID, f *schema.TypedFact, by wire.ID) error {
	if err := f.Validate(); err != nil {
		return err
	}
	v := *f
	return s.write(ctx, func(t *tx) error {
		file := ""
		if v.File != nil {
			b, err := json.Marshal(entryFile{v.File.Hash.String(), v.File.Name, v.File.Mime, v.File.Size})
			if err != nil {
				return err
			}
			file = string(b)
			if err := t.keepFile(ws, v.File.Hash, v.File.Size, v.File.Mime); err != nil {
				return err
			}
		}
		n := 0
		if _, err := one(ctx, t, `SELECT COALESCE(MAX(n), 0)
			FROM typed_fact
			WHERE ws = $1 AND year = $2 AND subject = $3 AND who = $4 AND code = $5`, args(ws[:], v.Year, v.Subject, v.Who[:], v.Code), &n); err != nil {
			return err
		}
		if err := t.exec(`INSERT INTO typed_fact (ws, year, subject, who, code, n, value, note, file, account, at)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
			ws[:], v.Year, v.Subject, v.Who[:], v.Code, n+1, v.Value, schema.Clean(v.Note), file, by[:], ms(t.at)); err != nil {
			return err
		}
		return t.audit(ws, by, "score.typed", v.Who.String(), `{"figure":`+jsonText(v.Code)+`,"year":`+strconv.Itoa(v.Year)+`}`)
	})
}

// TypedFacts lists every figure typed for a year, of one subject and one of its own unless who is nil; the newest of each
// comes last.
func (s *Store) TypedFacts(ctx context.Context, ws wire.ID, year int, subject string, who *wire.ID) ([]schema.TypedFact, error) {
	w := newWhere(ws)
	w.and("year = ", year)
	w.and("subject = ", subject)
	if who != nil {
		w.and("who = ", who[:])
	}
	var out []schema.TypedFact
	err := each(ctx, pool{s}, `SELECT year, subject, who, code, n, value, note, file, account, at
		FROM typed_fact
		WHERE `+w.b.String()+`
		ORDER BY who, code, n`, w.a, func(r *sql.Rows) error {
		var f schema.TypedFact
		var file string
		var made int64
		if err := r.Scan(&f.Year, &f.Subject, (*id)(&f.Who), &f.Code, &f.N, &f.Value, &f.Note, &file, (*id)(&f.By), &made); err != nil {
			return err
		}
		f.At = at(made)
		if file != "" {
			var x entryFile
			if err := json.Unmarshal([]byte(file), &x); err != nil {
				return err
			}
			h, err := wire.ParseHash(x.Hash)
			if err != nil {
				return err
			}
			f.File = &schema.EntryFile{Hash: h, Name: x.Name, Mime: x.Mime, Size: x.Size}
		}
		out = append(out, f)
		return nil
	})
	return out, err
}

// SettleScores keeps scorecards as they stand on a day for the council: all or none. Those settled before stay.
func (s *Store) SettleScores(ctx context.Context, ws wire.ID, all []schema.SettledScore, reason string, by wire.ID) error {
	if len(all) == 0 {
		return schema.Invalid("subject", "Không có bảng điểm nào để chốt.", "There is no scorecard to settle.")
	}
	reason = schema.Clean(reason)
	return s.write(ctx, func(t *tx) error {
		for i := range all {
			v := &all[i]
			n := 0
			if _, err := one(ctx, t, `SELECT COALESCE(MAX(n), 0)
				FROM scorecard
				WHERE ws = $1 AND year = $2 AND subject = $3 AND who = $4`, args(ws[:], v.Year, v.Subject, v.Who[:]), &n); err != nil {
				return err
			}
			if err := t.exec(`INSERT INTO scorecard (ws, year, subject, who, n, area, name, total, missing, sample, body, note, account, at)
				VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`,
				ws[:], v.Year, v.Subject, v.Who[:], n+1, v.Area[:], v.Name, int64(math.Round(v.Total*10)), int64(math.Round(v.Missing*10)), flag(v.Sample), string(v.Body), reason, by[:], ms(t.at)); err != nil {
				return err
			}
		}
		return t.audit(ws, by, "score.settle", all[0].Subject, `{"year":`+strconv.Itoa(all[0].Year)+`,"count":`+strconv.Itoa(len(all))+`}`)
	})
}

// Scores gives the scorecards that were settled last of every one of a subject ("thon", "ho_vuon_len", …) in a year, ordered
// by name: a list of work, not a ranking.
func (s *Store) Scores(ctx context.Context, ws wire.ID, year int, subject string) ([]schema.SettledScore, error) {
	var out []schema.SettledScore
	err := each(ctx, pool{s}, `SELECT year, subject, who, n, area, name, total, missing, sample, body, note, account, at
		FROM scorecard c
		WHERE ws = $1 AND year = $2 AND subject = $3 AND n = (SELECT MAX(x.n)
			FROM scorecard x
			WHERE x.ws = c.ws AND x.year = c.year AND x.subject = c.subject AND x.who = c.who)
		ORDER BY name, who
		LIMIT 100000`, args(ws[:], year, subject), func(r *sql.Rows) error {
		var v schema.SettledScore
		var total, missing, sample, made int64
		var body string
		err := r.Scan(&v.Year, &v.Subject, (*id)(&v.Who), &v.N, (*id)(&v.Area), &v.Name, &total, &missing, &sample, &body, &v.Note, (*id)(&v.By), &made)
		v.Total, v.Missing, v.Sample, v.Body, v.At = float64(total)/10, float64(missing)/10, sample != 0, []byte(body), at(made)
		out = append(out, v)
		return err
	})
	return out, err
}
