package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"strings"

	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/schema/credit"
	"github.com/sothon/sothon/sync/wire"
)

// LoanQuery chooses loans. Empty fields choose all of the scope.
type LoanQuery struct {
	Scope schema.Scope
	Case  wire.ID
	Loan  wire.ID
	Day   string // ISO: what was said and listed until then; "" = everything
}

// Loans gives each loan of the scope as it stands on a day, ordered by household and contract, to yield.
func (s *Store) Loans(ctx context.Context, ws wire.ID, q LoanQuery, yield func(*schema.Loan) error) error {
	day := q.Day
	if day == "" {
		day = "9999-12-31"
	}
	if !q.Scope.All && len(q.Scope.Areas) == 0 {
		return nil
	}
	var all []*schema.Loan
	err := s.inSnapshot(ctx, func(on snapshot) error {
		byID := map[wire.ID]*schema.Loan{}
		where, a := "", args(ws[:])
		if !q.Scope.All {
			where = " AND h.area IN (" + marks(2, len(q.Scope.Areas)) + ")"
			for i := range q.Scope.Areas {
				a = append(a, q.Scope.Areas[i][:])
			}
		}
		if !q.Case.IsZero() {
			a = append(a, q.Case[:])
			where += " AND l.case_ = " + marks(len(a), 1)
		}
		if !q.Loan.IsZero() {
			a = append(a, q.Loan[:])
			where += " AND l.loan = " + marks(len(a), 1)
		}
		if err := each(ctx, on, `SELECT l.loan, l.case_, l.contract, h.area, h.code, h.head
			FROM loan l
			JOIN household h ON h.ws = l.ws AND h.case_ = l.case_
			WHERE l.ws = $1`+where+`
			ORDER BY h.code, l.case_, l.contract, l.loan`, a, func(r *sql.Rows) error {
			x := &schema.Loan{}
			if err := r.Scan((*id)(&x.ID), (*id)(&x.Case), &x.Contract, (*id)(&x.Area), &x.Code, &x.Head); err != nil {
				return err
			}
			all = append(all, x)
			byID[x.ID] = x
			return nil
		}); err != nil || len(all) == 0 {
			return err
		}
		one, a := "", args(ws[:], day)
		switch {
		case !q.Loan.IsZero():
			one, a = " AND loan = $3", append(a, q.Loan[:])
		case !q.Case.IsZero():
			one, a = " AND loan IN (SELECT loan FROM loan WHERE ws = $1 AND case_ = $3)", append(a, q.Case[:])
		}
		if err := each(ctx, on, `SELECT m.loan, x.record, x.day, x.body
			FROM (SELECT ws, loan, MAX(day) AS day
				FROM loan_said
				WHERE ws = $1 AND day <= $2`+one+`
				GROUP BY ws, loan) m
			JOIN loan_said x ON x.ws = m.ws AND x.loan = m.loan AND x.day = m.day
			ORDER BY x.record`, a, func(r *sql.Rows) error {
			var loan, record wire.ID
			var v credit.Survey
			var body string
			if err := r.Scan((*id)(&loan), (*id)(&record), &v.Day, &body); err != nil {
				return err
			}
			x := byID[loan]
			if x == nil {
				return nil
			}
			x.Survey, x.Record = &v, record
			return json.Unmarshal([]byte(body), &v)
		}); err != nil {
			return err
		}
		return each(ctx, on, `SELECT m.loan, x.intake, x.line, x.how, x.body
			FROM (SELECT ws, loan, MAX(day) AS day
				FROM loan_bank
				WHERE ws = $1 AND day <= $2`+one+`
				GROUP BY ws, loan) m
			JOIN loan_bank x ON x.ws = m.ws AND x.loan = m.loan AND x.day = m.day
			ORDER BY x.intake, x.line`, a, func(r *sql.Rows) error {
			var loan, list wire.ID
			var v credit.Bank
			var line int
			var how, body string
			if err := r.Scan((*id)(&loan), (*id)(&list), &line, &how, &body); err != nil {
				return err
			}
			x := byID[loan]
			if x == nil {
				return nil
			}
			x.Bank, x.List, x.Line, x.How = &v, list, line, schema.LoanMatch(how)
			return json.Unmarshal([]byte(body), &v)
		})
	})
	if err != nil {
		return err
	}
	for _, x := range all {
		if x.Survey == nil && x.Bank == nil {
			continue // not known yet on that day
		}
		if err := yield(x); err != nil {
			return err
		}
	}
	return nil
}

// LoanHistory gives every survey and every list that tells of a loan, the newest day first.
func (s *Store) LoanHistory(ctx context.Context, ws, loan wire.ID) ([]schema.LoanDay, error) {
	var out []schema.LoanDay
	if err := each(ctx, pool{s}, `SELECT record, day, body
		FROM loan_said
		WHERE ws = $1 AND loan = $2
		ORDER BY day DESC, record`, args(ws[:], loan[:]), func(r *sql.Rows) error {
		x := schema.LoanDay{Survey: &credit.Survey{}}
		var body string
		if err := r.Scan((*id)(&x.Record), &x.Day, &body); err != nil {
			return err
		}
		out = append(out, x)
		return json.Unmarshal([]byte(body), x.Survey)
	}); err != nil {
		return nil, err
	}
	err := each(ctx, pool{s}, `SELECT intake, line, day, body
		FROM loan_bank
		WHERE ws = $1 AND loan = $2
		ORDER BY day DESC, intake`, args(ws[:], loan[:]), func(r *sql.Rows) error {
		x := schema.LoanDay{Bank: &credit.Bank{}}
		var body string
		if err := r.Scan((*id)(&x.List), &x.Line, &x.Day, &body); err != nil {
			return err
		}
		out = append(out, x)
		return json.Unmarshal([]byte(body), x.Bank)
	})
	return out, err
}

// PutLoansSaid keeps what a record says of its loans in place of what it said before; no loans: it says nothing any more.
func (s *Store) PutLoansSaid(ctx context.Context, ws, record, caseID wire.ID, said []schema.LoanSaid) error {
	return s.write(ctx, func(t *tx) error {
		if len(said) == 0 {
			var n int
			if _, err := one(ctx, t, `SELECT COUNT(*)
				FROM loan_said
				WHERE ws = $1 AND record = $2`, args(ws[:], record[:]), &n); err != nil || n == 0 {
				return err
			}
		}
		if err := t.exec(`DELETE FROM loan_said
			WHERE ws = $1 AND record = $2`, ws[:], record[:]); err != nil {
			return err
		}
		for i := range said {
			v := &said[i]
			loan, err := t.loanOf(ctx, ws, caseID, v.Row, v.Survey.Contract)
			if err != nil {
				return err
			}
			body, err := json.Marshal(&v.Survey)
			if err != nil {
				return err
			}
			if err := t.exec(`INSERT INTO loan_said (ws, record, row_, loan, day, body)
				VALUES ($1, $2, $3, $4, $5, $6)`, ws[:], record[:], v.Row[:], loan[:], v.Survey.Day, string(body)); err != nil {
				return err
			}
		}
		return t.dropEmptyLoans(ws, caseID)
	})
}

// loanOf finds the loan of a household by its id, else by its contract, else makes it.
func (t *tx) loanOf(ctx context.Context, ws, caseID, loan wire.ID, contract string) (wire.ID, error) {
	contract = schema.SameContract(contract)
	var known wire.ID
	found, err := one(ctx, t, `SELECT loan
		FROM loan
		WHERE ws = $1 AND loan = $2`, args(ws[:], loan[:]), (*id)(&known))
	if err != nil {
		return loan, err
	}
	if !found && contract != "" {
		if found, err = one(ctx, t, `SELECT loan
			FROM loan
			WHERE ws = $1 AND contract = $2 AND case_ = $3
			ORDER BY loan`, args(ws[:], contract, caseID[:]), (*id)(&known)); err != nil {
			return loan, err
		}
	}
	if !found {
		return loan, t.exec(`INSERT INTO loan (ws, loan, case_, contract)
			VALUES ($1, $2, $3, $4)`, ws[:], loan[:], caseID[:], contract)
	}
	if contract == "" {
		return known, t.exec(`UPDATE loan
			SET case_ = $1
			WHERE ws = $2 AND loan = $3`, caseID[:], ws[:], known[:])
	}
	return known, t.exec(`UPDATE loan
		SET case_ = $1, contract = $2
		WHERE ws = $3 AND loan = $4`, caseID[:], contract, ws[:], known[:])
}

// dropEmptyLoans takes out loans of a household of which nothing is said any more.
func (t *tx) dropEmptyLoans(ws, caseID wire.ID) error {
	return t.exec(`DELETE FROM loan
		WHERE ws = $1 AND case_ = $2 AND NOT EXISTS (SELECT 1
			FROM loan_said s
			WHERE s.ws = loan.ws AND s.loan = loan.loan) AND NOT EXISTS (SELECT 1
			FROM loan_bank b
			WHERE b.ws = loan.ws AND b.loan = loan.loan)`, ws[:], caseID[:])
}

// EnterLoanList enters the lines of the bank's list, all in one transaction; the list is then done. Each line names its
// household; a loan that nobody knew is made.
func (s *Store) EnterLoanList(ctx context.Context, ws wire.ID, v *schema.Intake, lines []schema.LoanLine, by wire.ID) error {
	return s.write(ctx, func(t *tx) error {
		done := *v
		done.State = schema.IntakeDone
		if err := t.intakeDone(ws, &done); err != nil {
			return err
		}
		for i := range lines {
			l := lines[i]
			if l.Loan.IsZero() {
				l.Loan = wire.RowID(v.ID, "loan", uint64(l.Line))
			}
			loan, err := t.loanOf(ctx, ws, l.Case, l.Loan, l.Bank.Contract)
			if err != nil {
				return err
			}
			body, err := json.Marshal(&l.Bank)
			if err != nil {
				return err
			}
			if err := t.exec(`INSERT INTO loan_bank (ws, intake, line, loan, day, how, body)
				VALUES ($1, $2, $3, $4, $5, $6, $7)`, ws[:], v.ID[:], l.Line, loan[:], l.Bank.Day, string(l.How), string(body)); err != nil {
				return err
			}
		}
		return t.audit(ws, by, "loan.enter", v.ID.String(), "")
	})
}

// UndoLoanList takes a list of the bank back: its lines are no longer there, loans known only from it neither.
func (s *Store) UndoLoanList(ctx context.Context, ws wire.ID, v *schema.Intake, reason string, by wire.ID) error {
	if strings.TrimSpace(reason) == "" {
		return schema.Invalid("reason", "Nhờ ghi lý do hủy lần nhập này.", "Write why the list is taken back.")
	}
	return s.write(ctx, func(t *tx) error {
		undone := *v
		undone.State = schema.IntakeUndone
		if err := t.intakeDone(ws, &undone); err != nil {
			return err
		}
		var cases []wire.ID
		if err := each(ctx, t, `SELECT DISTINCT l.case_
			FROM loan_bank b
			JOIN loan l ON l.ws = b.ws AND l.loan = b.loan
			WHERE b.ws = $1 AND b.intake = $2`, args(ws[:], v.ID[:]), func(r *sql.Rows) error {
			var x wire.ID
			err := r.Scan((*id)(&x))
			cases = append(cases, x)
			return err
		}); err != nil {
			return err
		}
		if err := t.exec(`DELETE FROM loan_bank
			WHERE ws = $1 AND intake = $2`, ws[:], v.ID[:]); err != nil {
			return err
		}
		for _, c := range cases {
			if err := t.dropEmptyLoans(ws, c); err != nil {
				return err
			}
		}
		return t.audit(ws, by, "loan.undo", v.ID.String(), note(reason))
	})
}

// ClassDays gives the classes of a household by day, the earliest first: for its standing on the day of a loan.
func (s *Store) ClassDays(ctx context.Context, ws, caseID wire.ID) ([]schema.HouseholdClass, error) {
	var out []schema.HouseholdClass
	err := each(ctx, pool{s}, `SELECT day, class
		FROM household_class
		WHERE ws = $1 AND case_ = $2
		ORDER BY day`, args(ws[:], caseID[:]), func(r *sql.Rows) error {
		var x schema.HouseholdClass
		err := r.Scan(&x.Day, &x.Class)
		out = append(out, x)
		return err
	})
	return out, err
}
