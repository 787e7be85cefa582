package store

import (
	"context"
	"database/sql"
	"slices"
	"strconv"
	"strings"

	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/sync/wire"
)

// HouseholdQuery chooses households of the register. Empty fields choose all of the scope.
type HouseholdQuery struct {
	Scope  schema.Scope
	Area   wire.ID
	Text   string // words of number, name, telephone, lane, people, identification numbers; any order, without marks
	Class  string
	Day    string // ISO: Class is that of this day; "" = today's
	State  HouseholdState
	Loan   bool // with a loan only
	Sort   HouseholdSort
	Cases  []wire.ID // only these
	Limit  int       // at most 10,000; 0: 50
	Offset int
}

// HouseholdState chooses by where a household stands.
type HouseholdState string

// The states that a list is filtered by.
const (
	HouseholdsHere    HouseholdState = ""
	HouseholdsGone    HouseholdState = "di"
	HouseholdsEnded   HouseholdState = "het" // dissolved, or joined another
	HouseholdsRemoved HouseholdState = "huy"
	HouseholdsAll     HouseholdState = "tat"
)

// HouseholdSort orders a list of households.
type HouseholdSort string

// The orders.
const (
	HouseholdsByCode HouseholdSort = ""
	HouseholdsByName HouseholdSort = "ten"
	HouseholdsNewest HouseholdSort = "moi"
)

var householdOrder = map[HouseholdSort]string{
	HouseholdsByCode: "code, case_",
	HouseholdsByName: "given, code, case_",
	HouseholdsNewest: "srv DESC, code, case_",
}

const householdColumns = `case_, area, code, head, phone, lane, class, state, people, loans, since, to_, srv`

func scanHousehold(r *sql.Rows) (schema.Household, error) {
	var h schema.Household
	var srv int64
	err := r.Scan((*id)(&h.Case), (*id)(&h.Area), &h.Code, &h.Head, &h.Phone, &h.Lane, &h.Class, &h.State, &h.People, &h.Loans,
		&h.Since, (*id)(&h.To), &srv)
	h.Srv = uint64(srv)
	return h, err
}

func (q *HouseholdQuery) where(ws wire.ID) (string, []any) {
	var b strings.Builder
	a := args(ws[:])
	next := func(v any) string {
		a = append(a, v)
		return "$" + strconv.Itoa(len(a))
	}
	in := func(column string, ids []wire.ID) {
		b.WriteString(" AND " + column + " IN (")
		for i := range ids {
			if i > 0 {
				b.WriteString(", ")
			}
			b.WriteString(next(ids[i][:]))
		}
		b.WriteString(")")
	}
	b.WriteString("ws = $1")
	switch {
	case !q.Area.IsZero() && q.Scope.Covers(q.Area):
		b.WriteString(" AND area = " + next(q.Area[:]))
	case !q.Area.IsZero() || !q.Scope.All && len(q.Scope.Areas) == 0:
		b.WriteString(" AND 1 = 0")
	case !q.Scope.All:
		in("area", q.Scope.Areas)
	}
	switch q.State {
	case HouseholdsHere:
		b.WriteString(" AND state = ''")
	case HouseholdsEnded:
		b.WriteString(" AND state IN ('tan', 'nhap')")
	case HouseholdsAll:
		b.WriteString(" AND state <> 'huy'")
	default:
		b.WriteString(" AND state = " + next(string(q.State)))
	}
	if len(q.Cases) > 0 {
		in("case_", q.Cases)
	}
	if q.Loan {
		b.WriteString(" AND loans > 0")
	}
	switch {
	case q.Class != "" && q.Day != "":
		b.WriteString(` AND (SELECT k.class
			FROM household_class k
			WHERE k.ws = household.ws AND k.case_ = household.case_ AND k.day <= ` + next(q.Day) + `
			ORDER BY k.day DESC
			LIMIT 1) = ` + next(q.Class))
	case q.Class != "":
		b.WriteString(" AND class = " + next(q.Class))
	}
	for i, word := range strings.Fields(schema.Fold(q.Text)) {
		if i == 8 {
			break
		}
		b.WriteString(" AND search LIKE " + next("%"+escapeLike(word)+"%") + ` ESCAPE '\'`)
	}
	return b.String(), a
}

// HouseholdCounts is what a query chooses altogether.
type HouseholdCounts struct{ Households, People int }

// Households lists households, and counts all that the query chooses.
func (s *Store) Households(ctx context.Context, ws wire.ID, q HouseholdQuery) ([]schema.Household, HouseholdCounts, error) {
	order := householdOrder[q.Sort]
	var n HouseholdCounts
	if order == "" {
		return nil, n, schema.Invalid("sort", "Không có cách sắp xếp này.", "There is no such order.")
	}
	where, a := q.where(ws)
	var out []schema.Household
	err := s.inSnapshot(ctx, func(on snapshot) error {
		if _, err := one(ctx, on, `SELECT COUNT(*), COALESCE(SUM(people), 0)
			FROM household
			WHERE `+where, a, &n.Households, &n.People); err != nil {
			return err
		}
		return each(ctx, on, `SELECT `+householdColumns+`
			FROM household
			WHERE `+where+`
			ORDER BY `+order+`
			LIMIT `+strconv.Itoa(clamp(q.Limit, 50, 10_000))+` OFFSET `+strconv.Itoa(max(q.Offset, 0)), a, func(r *sql.Rows) error {
			h, err := scanHousehold(r)
			out = append(out, h)
			return err
		})
	})
	return out, n, err
}

// Household gives one household of the register.
func (s *Store) Household(ctx context.Context, ws, caseID wire.ID) (schema.Household, error) {
	var h schema.Household
	found := false
	err := each(ctx, pool{s}, `SELECT `+householdColumns+`
		FROM household
		WHERE ws = $1 AND case_ = $2`, args(ws[:], caseID[:]), func(r *sql.Rows) error {
		found = true
		var err error
		h, err = scanHousehold(r)
		return err
	})
	if err == nil && !found {
		err = schema.NotFound("Không có hộ này.", "There is no such household.")
	}
	return h, err
}

// HouseholdBodies calls f with the case and body of every household in some areas, none: of all, ordered by case.
func (s *Store) HouseholdBodies(ctx context.Context, ws wire.ID, areas []wire.ID, f func(caseID wire.ID, body []byte) error) error {
	where, a := "", args(ws[:])
	if len(areas) > 0 {
		where = ` AND area IN (` + marks(2, len(areas)) + `)`
		for i := range areas {
			a = append(a, areas[i][:])
		}
	}
	return each(ctx, pool{s}, `SELECT case_, body
		FROM household_body
		WHERE ws = $1`+where+`
		ORDER BY case_`, a, func(r *sql.Rows) error {
		var x wire.ID
		var body []byte
		if err := r.Scan((*id)(&x), &body); err != nil {
			return err
		}
		return f(x, body)
	})
}

const stayColumns = `case_, person, since, until_, name, key, birth, card`

func (s *Store) stays(ctx context.Context, where string, a []any) ([]schema.HouseholdStay, error) {
	var out []schema.HouseholdStay
	err := each(ctx, pool{s}, `SELECT `+stayColumns+`
		FROM household_person
		WHERE `+where+`
		ORDER BY since, case_, person
		LIMIT 1000`, a, func(r *sql.Rows) error {
		var v schema.HouseholdStay
		err := r.Scan((*id)(&v.Case), (*id)(&v.Person), &v.From, &v.To, &v.Name, &v.Key, &v.Birth, &v.Card)
		out = append(out, v)
		return err
	})
	return out, err
}

// PersonStays gives where a person lived, by date.
func (s *Store) PersonStays(ctx context.Context, ws, person wire.ID) ([]schema.HouseholdStay, error) {
	return s.stays(ctx, `ws = $1 AND person = $2`, args(ws[:], person[:]))
}

// HouseholdStays gives who lived in a household, by date.
func (s *Store) HouseholdStays(ctx context.Context, ws, caseID wire.ID) ([]schema.HouseholdStay, error) {
	return s.stays(ctx, `ws = $1 AND case_ = $2`, args(ws[:], caseID[:]))
}

// PeopleOfCards gives who lives here with one of these identification numbers.
func (s *Store) PeopleOfCards(ctx context.Context, ws wire.ID, cards []string) ([]schema.HouseholdStay, error) {
	if len(cards) == 0 {
		return nil, nil
	}
	a := args(ws[:])
	for _, c := range cards[:min(len(cards), 500)] {
		a = append(a, c)
	}
	return s.stays(ctx, `ws = $1 AND card IN (`+marks(2, len(a)-1)+`) AND until_ = ''`, a)
}

// LookAlikes gives the households that may be the same as one that is described: a person with the same identification
// number anywhere, or a head of the same name (without marks) in the area. At most 20, those of the numbers first.
func (s *Store) LookAlikes(ctx context.Context, ws, not, area wire.ID, head string, cards []string) ([]schema.Household, error) {
	same, err := s.PeopleOfCards(ctx, ws, cards)
	if err != nil {
		return nil, err
	}
	var cases []wire.ID
	for _, p := range same {
		if p.Case != not && !slices.Contains(cases, p.Case) {
			cases = append(cases, p.Case)
		}
	}
	var out []schema.Household
	if len(cases) > 0 {
		if out, _, err = s.Households(ctx, ws, HouseholdQuery{Scope: schema.Scope{All: true}, Cases: cases, Limit: 20}); err != nil {
			return nil, err
		}
	}
	if g := given(head); g != "" {
		err = each(ctx, pool{s}, `SELECT `+householdColumns+`
			FROM household
			WHERE ws = $1 AND given = $2 AND area = $3 AND case_ <> $4 AND state = ''
			ORDER BY code, case_
			LIMIT 20`, args(ws[:], g, area[:], not[:]), func(r *sql.Rows) error {
			h, err := scanHousehold(r)
			if !slices.ContainsFunc(out, func(o schema.Household) bool { return o.Case == h.Case }) {
				out = append(out, h)
			}
			return err
		})
	}
	return out, err
}

// EventCases gives the cases that an event changed, with the change in each.
func (s *Store) EventCases(ctx context.Context, ws, event wire.ID) ([]schema.HouseholdEvent, error) {
	var out []schema.HouseholdEvent
	err := each(ctx, pool{s}, `SELECT case_, writer, seq, event, day, kind, source, undone
		FROM household_event
		WHERE ws = $1 AND event = $2
		ORDER BY seq`, args(ws[:], event[:]), func(r *sql.Rows) error {
		var e schema.HouseholdEvent
		var seq, undone int64
		err := r.Scan((*id)(&e.Case), (*id)(&e.Dot.Writer), &seq, (*id)(&e.Event), &e.Day, &e.Kind, &e.Source, &undone)
		e.Dot.Seq, e.Undone = uint64(seq), undone != 0
		out = append(out, e)
		return err
	})
	return out, err
}
