package store

import (
	"context"
	"database/sql"
	"strconv"

	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/sync/wire"
)

// IssueReport keeps a numbered paper with its files for good. CodeConflict when the number of the year and symbol is used,
// by a paper that was cancelled too, or when the paper rests on sample rules.
func (s *Store) IssueReport(ctx context.Context, ws wire.ID, r *schema.Report, by wire.ID) error {
	if err := r.Validate(); err != nil {
		return err
	}
	return s.write(ctx, func(t *tx) error {
		var taken int64
		if _, err := one(ctx, t, `SELECT COUNT(*)
			FROM report
			WHERE ws = $1 AND year = $2 AND symbol = $3 AND number = $4`, args(ws[:], r.Year, r.Symbol, r.Number), &taken); err != nil {
			return err
		}
		if taken > 0 {
			n := strconv.Itoa(r.Number) + "/" + r.Symbol
			return schema.Conflict("number", "Số "+n+" của năm "+strconv.Itoa(r.Year)+" đã dùng. Chọn số khác.", "The number "+n+" of "+strconv.Itoa(r.Year)+" is used. Choose another.")
		}
		if err := t.exec(`INSERT INTO report (ws, report, paper, year, symbol, number, day, title, asof, round, area, units, signer, cancelled, cancelled_for, account, at)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, 0, '', $14, $15)`,
			ws[:], r.ID[:], r.Paper, r.Year, r.Symbol, r.Number, r.Day, r.Title, r.Asof, r.Round[:], r.Area[:], r.Units, r.Signer, by[:], ms(t.at)); err != nil {
			return err
		}
		for i := range r.Files {
			f := &r.Files[i]
			h := wire.Sum(f.Bytes)
			if err := t.exec(`INSERT INTO report_file (ws, report, kind, hash, bytes)
				VALUES ($1, $2, $3, $4, $5)`, ws[:], r.ID[:], f.Kind, h[:], f.Bytes); err != nil {
				return err
			}
		}
		return t.audit(ws, by, "report.issue", r.ID.String(), `{"number":`+jsonText(strconv.Itoa(r.Number)+"/"+r.Symbol)+`}`)
	})
}

// CancelReport takes a numbered paper back with a reason: its number stays used, its files stay.
func (s *Store) CancelReport(ctx context.Context, ws, report wire.ID, reason string, by wire.ID) error {
	if reason = schema.Clean(reason); reason == "" {
		return schema.Invalid("reason", "Nhờ ghi vì sao thu hồi văn bản.", "Write why the paper is taken back.")
	}
	return s.write(ctx, func(t *tx) error {
		n, err := t.count(`UPDATE report
			SET cancelled = $1, cancelled_for = $2
			WHERE ws = $3 AND report = $4 AND cancelled = 0`, ms(t.at), reason, ws[:], report[:])
		if err != nil {
			return err
		}
		if n == 0 {
			return schema.NotFound("Không có văn bản này, hoặc đã thu hồi.", "There is no such paper, or it was taken back.")
		}
		return t.audit(ws, by, "report.cancel", report.String(), note(reason))
	})
}

// NextReportNumber is the number after the highest that a year and symbol have used.
func (s *Store) NextReportNumber(ctx context.Context, ws wire.ID, year int, symbol string) (int, error) {
	var n int64
	_, err := one(ctx, pool{s}, `SELECT COALESCE(MAX(number), 0)
		FROM report
		WHERE ws = $1 AND year = $2 AND symbol = $3`, args(ws[:], year, symbol), &n)
	return int(n) + 1, err
}

// Reports lists the numbered papers of a year that the scope may see, the newest first; 0 lists every year. Papers of the
// whole commune are for a scope of every area.
func (s *Store) Reports(ctx context.Context, ws wire.ID, year int, scope schema.Scope) ([]schema.Report, error) {
	w := newWhere(ws)
	w.scope("area", scope, wire.ID{})
	if year > 0 {
		w.and("year = ", year)
	}
	return s.reports(ctx, w)
}

// Report gives a numbered paper with its files' names and hashes.
func (s *Store) Report(ctx context.Context, ws, report wire.ID) (schema.Report, error) {
	w := newWhere(ws)
	w.and("report = ", report[:])
	all, err := s.reports(ctx, w)
	if err != nil || len(all) == 0 {
		if err == nil {
			err = schema.NotFound("Không có văn bản này.", "There is no such paper.")
		}
		return schema.Report{}, err
	}
	v := all[0]
	return v, each(ctx, pool{s}, `SELECT kind, hash
		FROM report_file
		WHERE ws = $1 AND report = $2
		ORDER BY kind`, args(ws[:], report[:]), func(r *sql.Rows) error {
		var f schema.ReportFile
		err := r.Scan(&f.Kind, (*hash)(&f.Hash))
		v.Files = append(v.Files, f)
		return err
	})
}

// ReportFile gives a file of a numbered paper as it was issued.
func (s *Store) ReportFile(ctx context.Context, ws, report wire.ID, kind string) (schema.ReportFile, error) {
	f := schema.ReportFile{Kind: kind}
	found, err := one(ctx, pool{s}, `SELECT hash, bytes
		FROM report_file
		WHERE ws = $1 AND report = $2 AND kind = $3`, args(ws[:], report[:], kind), (*hash)(&f.Hash), &f.Bytes)
	if err == nil && !found {
		err = schema.NotFound("Không có tệp này.", "There is no such file.")
	}
	return f, err
}

func (s *Store) reports(ctx context.Context, w *where) ([]schema.Report, error) {
	var out []schema.Report
	return out, each(ctx, pool{s}, `SELECT report, paper, year, symbol, number, day, title, asof, round, area, units, signer, cancelled, cancelled_for, account, at
		FROM report
		WHERE `+w.b.String()+`
		ORDER BY year DESC, day DESC, symbol, number DESC
		LIMIT 5000`, w.a, func(r *sql.Rows) error {
		var v schema.Report
		var cancelled, made int64
		err := r.Scan((*id)(&v.ID), &v.Paper, &v.Year, &v.Symbol, &v.Number, &v.Day, &v.Title, &v.Asof, (*id)(&v.Round), (*id)(&v.Area), &v.Units, &v.Signer,
			&cancelled, &v.CancelledFor, (*id)(&v.By), &made)
		v.Cancelled, v.At = at(cancelled), at(made)
		out = append(out, v)
		return err
	})
}
