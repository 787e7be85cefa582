package store

import (
	"context"
	"database/sql"

	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/sync/wire"
)

// PutIncome enters what the commune found to be the income of a household by a document. What stood for the same day stays
// in the history. Its records are classified anew.
func (s *Store) PutIncome(ctx context.Context, ws wire.ID, f schema.IncomeFinding, by wire.ID) error {
	f.Document = schema.Clean(f.Document)
	if err := f.Validate(); err != nil {
		return err
	}
	return s.write(ctx, func(t *tx) error {
		if err := t.exec(`INSERT INTO income_finding (ws, case_, day, n, amount, document, by_, at)
			SELECT $1, $2, $3, COALESCE(MAX(n), 0) + 1, CAST($4 AS BIGINT), CAST($5 AS TEXT), $6, CAST($7 AS BIGINT)
			FROM income_finding
			WHERE ws = $1 AND case_ = $2 AND day = $3`,
			ws[:], f.Case[:], f.Day, f.Amount, f.Document, by[:], ms(t.at)); err != nil {
			return err
		}
		if err := t.exec(`DELETE FROM classified
			WHERE ws = $1 AND record IN (SELECT record
				FROM record
				WHERE ws = $1 AND case_ = $2)`, ws[:], f.Case[:]); err != nil {
			return err
		}
		return t.audit(ws, by, "income.put", f.Case.String(), note(f.Day))
	})
}

// Incomes gives the findings of every household, by day as entered last.
func (s *Store) Incomes(ctx context.Context, ws wire.ID) (map[wire.ID][]schema.IncomeFinding, error) {
	out := map[wire.ID][]schema.IncomeFinding{}
	return out, each(ctx, pool{s}, `SELECT case_, day, amount, document, by_, at
		FROM income_finding
		WHERE ws = $1
		ORDER BY case_, day, n`, args(ws[:]), func(r *sql.Rows) error {
		var f schema.IncomeFinding
		var when int64
		err := r.Scan((*id)(&f.Case), &f.Day, &f.Amount, &f.Document, (*id)(&f.By), &when)
		f.At = at(when)
		out[f.Case] = append(out[f.Case], f)
		return err
	})
}
