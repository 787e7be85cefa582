package store

import (
	"context"
	"database/sql"
	"strconv"
	"strings"

	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/sync/wire"
)

// Tabulated is what an export writes of one record, packed by server/export: derived, made again at will.
type Tabulated struct {
	Record   wire.ID
	Approved bool   // the approved version; else the record as it stands
	Basis    []byte // which approval or which state it is of: what has another basis is stale
	Data     []byte
}

// PutTabulated keeps packed rows, in place of those that the records had.
func (s *Store) PutTabulated(ctx context.Context, ws wire.ID, all []Tabulated) error {
	return s.write(ctx, func(t *tx) error {
		for i := range all {
			x := &all[i]
			if err := t.exec(`INSERT INTO tabulated (ws, record, approved, basis, data)
				VALUES ($1, $2, $3, $4, $5)
				ON CONFLICT (ws, record, approved) DO UPDATE
				SET basis = excluded.basis, data = excluded.data`,
				ws[:], x.Record[:], flag(x.Approved), x.Basis, x.Data); err != nil {
				return err
			}
		}
		return nil
	})
}

// EachTabulated hands the packed rows of records to take, in no order; at most 500 records a call. Basis and Data are
// take's to keep.
func (s *Store) EachTabulated(ctx context.Context, ws wire.ID, approved bool, records []wire.ID, take func(Tabulated)) error {
	if len(records) == 0 {
		return nil
	}
	a := args(ws[:], flag(approved))
	var in strings.Builder
	for i := range records {
		if i > 0 {
			in.WriteString(", ")
		}
		a = append(a, records[i][:])
		in.WriteString("$" + strconv.Itoa(len(a)))
	}
	return each(ctx, pool{s}, `SELECT record, basis, data
		FROM tabulated
		WHERE ws = $1 AND approved = $2 AND record IN (`+in.String()+`)`, a, func(r *sql.Rows) error {
		x := Tabulated{Approved: approved}
		if err := r.Scan((*id)(&x.Record), &x.Basis, &x.Data); err != nil {
			return err
		}
		take(x)
		return nil
	})
}

// EachRecord hands every record that the query chooses to take, in one pass over one moment; Sort, Limit and Offset of
// the query do not count.
func (s *Store) EachRecord(ctx context.Context, ws wire.ID, q RecordQuery, take func(*schema.RecordRow) error) error {
	where, a, err := q.where(ctx, pool{s}, ws)
	if err != nil {
		return err
	}
	return each(ctx, pool{s}, `SELECT `+recordColumns+`
		FROM record
		WHERE `+where+`
		ORDER BY record`, a, func(r *sql.Rows) error {
		row, err := scanRecord(r)
		if err != nil {
			return err
		}
		return take(&row)
	})
}

// Row gives what lists show about one record.
func (s *Store) Row(ctx context.Context, ws, rec wire.ID) (schema.RecordRow, error) {
	row, found, err := recordRow(ctx, pool{s}, ws, rec)
	if err == nil && !found {
		err = schema.NotFound("Không có phiếu này.", "There is no such record.")
	}
	return row, err
}
