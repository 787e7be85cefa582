package store

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/binary"
	"strconv"
	"strings"
	"time"

	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/sync/wire"
)

// AddAudit writes a line about office work that has no write of its own (a file read, an export made). Detail is JSON
// without personal data, "" for none.
func (s *Store) AddAudit(ctx context.Context, ws, user wire.ID, action, subject, detail string) error {
	return s.write(ctx, func(t *tx) error { return t.audit(ws, user, action, subject, detail) })
}

// audit writes a line in the transaction of what it is about.
func (t *tx) audit(ws, user wire.ID, action, subject, detail string) error {
	n, err := t.take(ws, "audit", 1)
	if err != nil {
		return err
	}
	var prev wire.Hash
	if n > 1 {
		found, err := one(context.Background(), t, `SELECT hash
			FROM audit
			WHERE ws = $1 AND n = $2`, args(ws[:], int64(n-1)), (*hash)(&prev))
		if err != nil {
			return err
		}
		if !found {
			return &schema.Error{Code: schema.CodeInternal, Vi: "Nhật ký bị thiếu dòng cuối.", En: "The last row of the audit log is missing."}
		}
	}
	row := schema.AuditRow{N: n, At: t.at, User: user, Action: action, Subject: subject, Detail: detail}
	row.Hash = auditHash(ws, prev, &row)
	return t.exec(`INSERT INTO audit (ws, n, at, account, action, subject, detail, hash)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
		ws[:], int64(n), ms(t.at), user[:], action, subject, detail, row.Hash[:])
}

// auditHash is SHA-256("sothon.audit.1" ‖ hash of the row before ‖ workspace ‖ n ‖ at ‖ user ‖ action ‖ subject ‖ detail),
// numbers as 8 bytes big-endian, texts with their length as uint32 before them.
func auditHash(ws wire.ID, prev wire.Hash, r *schema.AuditRow) wire.Hash {
	b := append([]byte("sothon.audit.1"), prev[:]...)
	b = append(b, ws[:]...)
	b = binary.BigEndian.AppendUint64(b, r.N)
	b = binary.BigEndian.AppendUint64(b, uint64(ms(r.At)))
	b = append(b, r.User[:]...)
	for _, s := range []string{r.Action, r.Subject, r.Detail} {
		b = binary.BigEndian.AppendUint32(b, uint32(len(s)))
		b = append(b, s...)
	}
	return sha256.Sum256(b)
}

// AuditQuery chooses lines of the log, newest first. Zero values choose all.
type AuditQuery struct {
	Before  uint64    // lines before this one; 0: from the end
	User    wire.ID   // who did it
	Action  string    // an action, or what actions begin with: "user."
	Subject string    // what it was done to
	From    time.Time // not before
	To      time.Time // before
	Limit   int
}

// Audit lists lines of the log.
func (s *Store) Audit(ctx context.Context, ws wire.ID, q AuditQuery) ([]schema.AuditRow, error) {
	if q.Before == 0 {
		q.Before = 1 << 62
	}
	where, a := "ws = $1 AND n < $2", args(ws[:], int64(q.Before))
	and := func(column, op string, v any) {
		a = append(a, v)
		where += " AND " + column + " " + op + " $" + strconv.Itoa(len(a))
	}
	if !q.User.IsZero() {
		and("account", "=", q.User[:])
	}
	switch {
	case strings.HasSuffix(q.Action, "."):
		and("action", "LIKE", escapeLike(q.Action)+"%")
	case q.Action != "":
		and("action", "=", q.Action)
	}
	if q.Subject != "" {
		and("subject", "=", q.Subject)
	}
	if !q.From.IsZero() {
		and("at", ">=", ms(q.From))
	}
	if !q.To.IsZero() {
		and("at", "<", ms(q.To))
	}
	var out []schema.AuditRow
	err := auditRows(ctx, pool{s}, `SELECT n, at, account, action, subject, detail, hash
		FROM audit
		WHERE `+where+`
		ORDER BY n DESC
		LIMIT `+strconv.Itoa(clamp(q.Limit, 100, 1000)), a, func(r schema.AuditRow) { out = append(out, r) })
	return out, err
}

func auditRows(ctx context.Context, on querier, q string, a []any, f func(schema.AuditRow)) error {
	return each(ctx, on, q, a, func(r *sql.Rows) error {
		var v schema.AuditRow
		var n, t int64
		if err := r.Scan(&n, &t, (*id)(&v.User), &v.Action, &v.Subject, &v.Detail, (*hash)(&v.Hash)); err != nil {
			return err
		}
		v.N, v.At = uint64(n), at(t)
		f(v)
		return nil
	})
}

// VerifyAudit walks the whole chain. It gives the number of rows, and the first row that was changed, is missing or does
// not follow from the one before: 0 when all is well. The counter tells whether rows were cut off the end.
func (s *Store) VerifyAudit(ctx context.Context, ws wire.ID) (rows, bad uint64, err error) {
	err = s.inSnapshot(ctx, func(v snapshot) error {
		rows, bad, err = verifyAudit(ctx, v, ws)
		return err
	})
	return rows, bad, err
}

func verifyAudit(ctx context.Context, on querier, ws wire.ID) (rows, bad uint64, err error) {
	var prev wire.Hash
	if err := auditRows(ctx, on, `SELECT n, at, account, action, subject, detail, hash
		FROM audit
		WHERE ws = $1
		ORDER BY n`, args(ws[:]), func(r schema.AuditRow) {
		rows++
		if bad == 0 && (r.N != rows || auditHash(ws, prev, &r) != r.Hash) {
			bad = rows
		}
		prev = r.Hash
	}); err != nil {
		return 0, 0, err
	}
	var last int64
	if _, err := one(ctx, on, `SELECT n
		FROM counter
		WHERE ws = $1 AND name = 'audit'`, args(ws[:]), &last); err != nil {
		return 0, 0, err
	}
	if bad == 0 && uint64(last) != rows {
		bad = rows + 1
	}
	return rows, bad, nil
}

// clamp keeps a limit between 1 and most; 0 is usual.
func clamp(n, usual, most int) int {
	if n <= 0 {
		return usual
	}
	return min(n, most)
}
