package store

import (
	"context"
	"database/sql"

	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/sync/wire"
)

// StageIntake keeps a list that was uploaded; nothing of it is in the register yet.
func (s *Store) StageIntake(ctx context.Context, ws wire.ID, v *schema.Intake) error {
	x := *v
	return s.write(ctx, func(t *tx) error {
		x.Made = ms(t.at)
		if err := t.exec(`INSERT INTO intake (ws, intake, name, made, account, state, reading, counts, event, done, file, kind)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 0, $10, $11)`,
			ws[:], x.ID[:], x.Name, x.Made, x.User[:], string(schema.IntakeStaged), x.Reading, x.Counts, x.Event[:], x.File, string(x.Kind)); err != nil {
			return err
		}
		return t.audit(ws, x.User, "intake.stage", x.ID.String(), "")
	})
}

// ReadIntake changes how a staged list is read and what its last check counted; the reading is remembered for lists with
// the same headings.
func (s *Store) ReadIntake(ctx context.Context, ws, intake wire.ID, reading, counts, signature string, by wire.ID) error {
	return s.write(ctx, func(t *tx) error {
		n, err := t.count(`UPDATE intake
			SET reading = $1, counts = $2
			WHERE ws = $3 AND intake = $4 AND state = 'staged'`, reading, counts, ws[:], intake[:])
		if err != nil {
			return err
		}
		if n == 0 {
			return schema.Conflict("intake", "Danh sách này đã nhập hoặc đã hủy.", "This list was entered or taken back already.")
		}
		if err := t.exec(`INSERT INTO intake_reading (ws, signature, reading)
			VALUES ($1, $2, $3)
			ON CONFLICT (ws, signature) DO UPDATE
			SET reading = excluded.reading`, ws[:], signature, reading); err != nil {
			return err
		}
		return t.audit(ws, by, "intake.read", intake.String(), "")
	})
}

// Reading gives how a list with such headings was read the last time; "" when none was.
func (s *Store) Reading(ctx context.Context, ws wire.ID, signature string) (string, error) {
	var out string
	_, err := one(ctx, pool{s}, `SELECT reading
		FROM intake_reading
		WHERE ws = $1 AND signature = $2`, args(ws[:], signature), &out)
	return out, err
}

// intakeDone notes in the transaction of the changes that a list was entered or taken back. Who comes second is refused.
func (t *tx) intakeDone(ws wire.ID, v *schema.Intake) error {
	from := schema.IntakeStaged
	if v.State == schema.IntakeUndone {
		from = schema.IntakeDone
	}
	n, err := t.count(`UPDATE intake
		SET state = $1, counts = $2, event = $3, done = $4
		WHERE ws = $5 AND intake = $6 AND state = $7`,
		string(v.State), v.Counts, v.Event[:], ms(t.at), ws[:], v.ID[:], string(from))
	if err == nil && n == 0 {
		err = schema.Conflict("intake", "Danh sách này vừa được nhập hoặc hủy ở nơi khác. Tải lại trang.", "The list was entered or taken back meanwhile. Reload.")
	}
	return err
}

const intakeColumns = `intake, name, made, account, state, reading, counts, event, done, kind`

// Intakes lists the imports of a kind, the newest first, without their files.
func (s *Store) Intakes(ctx context.Context, ws wire.ID, kind schema.IntakeKind) ([]schema.Intake, error) {
	var out []schema.Intake
	err := each(ctx, pool{s}, `SELECT `+intakeColumns+`
		FROM intake
		WHERE ws = $1 AND kind = $2
		ORDER BY made DESC, intake
		LIMIT 200`, args(ws[:], string(kind)), func(r *sql.Rows) error {
		v, err := scanIntake(r)
		out = append(out, v)
		return err
	})
	return out, err
}

// Intake gives one import with its file.
func (s *Store) Intake(ctx context.Context, ws, intake wire.ID) (schema.Intake, error) {
	var v schema.Intake
	found := false
	err := each(ctx, pool{s}, `SELECT `+intakeColumns+`, file
		FROM intake
		WHERE ws = $1 AND intake = $2`, args(ws[:], intake[:]), func(r *sql.Rows) error {
		found = true
		var file []byte
		var err error
		v, err = scanIntake(r, &file)
		v.File = file
		return err
	})
	if err == nil && !found {
		err = schema.NotFound("Không có lần nhập này.", "There is no such import.")
	}
	return v, err
}

func scanIntake(r *sql.Rows, more ...any) (schema.Intake, error) {
	var v schema.Intake
	var state, kind string
	err := r.Scan(append([]any{(*id)(&v.ID), &v.Name, &v.Made, (*id)(&v.User), &state, &v.Reading, &v.Counts, (*id)(&v.Event), &v.Done, &kind}, more...)...)
	v.State, v.Kind = schema.IntakeState(state), schema.IntakeKind(kind)
	return v, err
}
