package store

import (
	"context"
	"database/sql"
	"strconv"
	"strings"
	"time"

	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/sync/wire"
)

// registerForm is the form id of the register's records: one for each household, in no round.
const registerForm = "st_case"

// AreaProgress is how far one area is with one form of a round. Visited counts records; households without one are
// Unvisited.
type AreaProgress struct {
	Area      wire.ID
	Unvisited int
	States    map[schema.State]int
	Week      int // records finished in the seven days before
}

// Visited is the number of households with a record.
func (p *AreaProgress) Visited() int {
	n := 0
	for _, k := range p.States {
		n += k
	}
	return n
}

// Finished is the number of records that were ever finished.
func (p *AreaProgress) Finished() int { return p.Visited() - p.States[schema.StateDraft] }

// Total is the number of households.
func (p *AreaProgress) Total() int { return p.Unvisited + p.Visited() }

// PersonProgress is how far one collector is in a round: what was assigned, what of it has no record yet, and the records
// that the person wrote last.
type PersonProgress struct {
	User      wire.ID
	Assigned  int
	Unvisited int // of those assigned
	States    map[schema.State]int
	Last      time.Time // last record received
}

// scopeWhere is a condition on an area column; from is the next parameter.
func scopeWhere(column string, scope schema.Scope, from int) (string, []any) {
	if scope.All {
		return "1 = 1", nil
	}
	if len(scope.Areas) == 0 {
		return "1 = 0", nil
	}
	var a []any
	for i := range scope.Areas {
		a = append(a, scope.Areas[i][:])
	}
	return column + " IN (" + marks(from, len(a)) + ")", a
}

// Progress counts a form of a round by area, within a scope. now ends the seven days.
func (s *Store) Progress(ctx context.Context, ws, round wire.ID, formID string, scope schema.Scope, now time.Time) (map[wire.ID]*AreaProgress, error) {
	out := map[wire.ID]*AreaProgress{}
	err := s.inSnapshot(ctx, func(on snapshot) error {
		return progressOf(ctx, on, ws, round, formID, scope, now, out)
	})
	return out, err
}

func progressOf(ctx context.Context, on querier, ws, round wire.ID, formID string, scope schema.Scope, now time.Time, out map[wire.ID]*AreaProgress) error {
	at := func(area wire.ID) *AreaProgress {
		p := out[area]
		if p == nil {
			p = &AreaProgress{Area: area, States: map[schema.State]int{}}
			out[area] = p
		}
		return p
	}
	where, areas := scopeWhere("c.area", scope, 5)
	if err := each(ctx, on, `SELECT c.area, COUNT(*)
		FROM record c
		LEFT JOIN record r ON r.ws = c.ws AND r.case_ = c.case_ AND r.round = $1 AND r.form_id = $2 AND r.deleted = 0
		WHERE c.ws = $3 AND c.form_id = $4 AND c.deleted = 0 AND r.record IS NULL AND `+where+`
		GROUP BY c.area
		ORDER BY c.area`, append(args(round[:], formID, ws[:], registerForm), areas...), func(r *sql.Rows) error {
		var area wire.ID
		var n int
		err := r.Scan((*id)(&area), &n)
		at(area).Unvisited = n
		return err
	}); err != nil {
		return err
	}
	where, areas = scopeWhere("area", scope, 5)
	return each(ctx, on, `SELECT area, state, COUNT(*), SUM(CASE WHEN finished = 1 AND finished_at >= $1 THEN 1 ELSE 0 END)
		FROM record
		WHERE ws = $2 AND round = $3 AND form_id = $4 AND deleted = 0 AND `+where+`
		GROUP BY area, state
		ORDER BY area, state`, append(args(ms(now.AddDate(0, 0, -7)), ws[:], round[:], formID), areas...), func(r *sql.Rows) error {
		var area wire.ID
		var state string
		var n, week int
		err := r.Scan((*id)(&area), &state, &n, &week)
		p := at(area)
		p.States[schema.State(state)] = n
		p.Week += week
		return err
	})
}

// PersonProgresses counts a form of a round by collector, within a scope.
func (s *Store) PersonProgresses(ctx context.Context, ws, round wire.ID, formID string, scope schema.Scope) (map[wire.ID]*PersonProgress, error) {
	out := map[wire.ID]*PersonProgress{}
	at := func(user wire.ID) *PersonProgress {
		p := out[user]
		if p == nil {
			p = &PersonProgress{User: user, States: map[schema.State]int{}}
			out[user] = p
		}
		return p
	}
	err := s.inSnapshot(ctx, func(on snapshot) error {
		where, areas := scopeWhere("c.area", scope, 5)
		if err := each(ctx, on, `SELECT a.account, COUNT(*), SUM(CASE WHEN r.record IS NULL THEN 1 ELSE 0 END)
			FROM assignment a
			JOIN record c ON c.ws = a.ws AND c.case_ = a.case_ AND c.form_id = $1 AND c.deleted = 0
			LEFT JOIN record r ON r.ws = a.ws AND r.case_ = a.case_ AND r.round = a.round AND r.form_id = $2 AND r.deleted = 0
			WHERE a.ws = $3 AND a.round = $4 AND `+where+`
			GROUP BY a.account
			ORDER BY a.account`, append(args(registerForm, formID, ws[:], round[:]), areas...), func(r *sql.Rows) error {
			var user wire.ID
			var n, left int
			err := r.Scan((*id)(&user), &n, &left)
			p := at(user)
			p.Assigned, p.Unvisited = n, left
			return err
		}); err != nil {
			return err
		}
		where, areas = scopeWhere("area", scope, 4)
		return each(ctx, on, `SELECT account, state, COUNT(*), MAX(updated_at)
			FROM record
			WHERE ws = $1 AND round = $2 AND form_id = $3 AND deleted = 0 AND `+where+`
			GROUP BY account, state
			ORDER BY account, state`, append(args(ws[:], round[:], formID), areas...), func(r *sql.Rows) error {
			var user wire.ID
			var state string
			var n int
			var last int64
			if err := r.Scan((*id)(&user), &state, &n, &last); err != nil {
				return err
			}
			p := at(user)
			p.States[schema.State(state)] = n
			if l := time.UnixMilli(last).UTC(); l.After(p.Last) {
				p.Last = l
			}
			return nil
		})
	})
	return out, err
}

// RoundLeft is what is missing before a round can be closed.
type RoundLeft struct {
	Unvisited int // households that lack a record of one of the round's forms
	Waiting   int // records in a queue of the office
	Returned  int
	Drafts    int
	Held      int // records with changes set aside
	Tablets   int // devices in use that last said they hold something unsent
}

// Blocks says that something must be done first. Households that were not visited do not block: they ask for a reason.
func (l *RoundLeft) Blocks() bool { return l.Waiting+l.Returned+l.Drafts+l.Held+l.Tablets > 0 }

// RoundLeft counts what is missing before a round can be closed.
func (s *Store) RoundLeft(ctx context.Context, ws, round wire.ID) (RoundLeft, error) {
	r, err := s.Round(ctx, ws, round)
	if err != nil {
		return RoundLeft{}, err
	}
	var left RoundLeft
	err = s.inSnapshot(ctx, func(on snapshot) error {
		left, err = roundLeft(ctx, on, ws, &r)
		return err
	})
	return left, err
}

func roundLeft(ctx context.Context, on querier, ws wire.ID, r *schema.Round) (RoundLeft, error) {
	var left RoundLeft
	if err := unvisited(ctx, on, ws, r, &left.Unvisited); err != nil {
		return left, err
	}
	count := func(into *int, q string, a ...any) error {
		_, err := one(ctx, on, q, a, into)
		return err
	}
	for _, c := range []struct {
		into  *int
		where string
	}{{&left.Waiting, "queue NOT IN ('', 'held')"}, {&left.Returned, "state IN ('returned', 'rejected')"}, {&left.Drafts, "state = 'draft'"},
		{&left.Held, "held + parked > 0"}} {
		if err := count(c.into, `SELECT COUNT(*)
			FROM record
			WHERE ws = $1 AND round = $2 AND deleted = 0 AND `+c.where, ws[:], r.ID[:]); err != nil {
			return left, err
		}
	}
	return left, count(&left.Tablets, `SELECT COUNT(*)
		FROM device
		WHERE ws = $1 AND owner = 0 AND revoked = 0 AND unsent + blobs > 0`, ws[:])
}

// unvisited counts the households of a round's areas that lack a record of one of its forms.
func unvisited(ctx context.Context, on querier, ws wire.ID, r *schema.Round, into *int) error {
	if len(r.FormIDs) == 0 {
		return nil
	}
	a := args(ws[:], registerForm)
	mark := func(x any) string {
		a = append(a, x)
		return "$" + strconv.Itoa(len(a))
	}
	var lacks []string
	for _, form := range r.FormIDs {
		lacks = append(lacks, `NOT EXISTS (SELECT 1
			FROM record r
			WHERE r.ws = c.ws AND r.case_ = c.case_ AND r.round = `+mark(r.ID[:])+` AND r.form_id = `+mark(form)+` AND r.deleted = 0)`)
	}
	where, areas := scopeWhere("c.area", schema.Scope{All: len(r.Areas) == 0, Areas: r.Areas}, len(a)+1)
	_, err := one(ctx, on, `SELECT COUNT(*)
		FROM record c
		WHERE c.ws = $1 AND c.form_id = $2 AND c.deleted = 0 AND (`+strings.Join(lacks, " OR ")+") AND "+where, append(a, areas...), into)
	return err
}

// VisitRow is where one household stands in a round.
type VisitRow struct {
	Case   wire.ID
	Record wire.ID // zero: no record
	State  schema.State
	User   wire.ID
	At     time.Time
}

// Visits lists the households of one area that have a record of a form in a round.
func (s *Store) Visits(ctx context.Context, ws, round, area wire.ID, formID string) (map[wire.ID]VisitRow, error) {
	out := map[wire.ID]VisitRow{}
	err := each(ctx, pool{s}, `SELECT case_, record, state, account, updated_at
		FROM record
		WHERE ws = $1 AND round = $2 AND area = $3 AND form_id = $4 AND deleted = 0
		ORDER BY record
		LIMIT `+strconv.Itoa(maxVisits), args(ws[:], round[:], area[:], formID), func(r *sql.Rows) error {
		var v VisitRow
		var state string
		var updated int64
		if err := r.Scan((*id)(&v.Case), (*id)(&v.Record), &state, (*id)(&v.User), &updated); err != nil {
			return err
		}
		v.State, v.At = schema.State(state), at(updated)
		out[v.Case] = v
		return nil
	})
	return out, err
}

// maxVisits bounds the households of one area.
const maxVisits = 100_000
