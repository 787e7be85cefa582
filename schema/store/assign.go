package store

import (
	"context"
	"database/sql"
	"strconv"

	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/sync/wire"
)

// AssignMode says what becomes of those who visit a household already.
type AssignMode string

// The modes.
const (
	AssignReplace AssignMode = "replace" // only the users named visit
	AssignAdd     AssignMode = "add"     // they visit too
	AssignRemove  AssignMode = "remove"  // they visit no more; without users: nobody does
)

// MaxAssign is the largest number of households of one call.
const MaxAssign = 20_000

// Assign says who visits which households in a round. Each user must be active, answer on tablets and have the area of
// every household. It gives how many households were named.
func (s *Store) Assign(ctx context.Context, ws, round wire.ID, cases, users []wire.ID, mode AssignMode, handover string, by wire.ID) (int, error) {
	switch {
	case len(cases) == 0:
		return 0, schema.Invalid("case", "Chưa chọn hộ nào.", "No household was chosen.")
	case len(cases) > MaxAssign:
		return 0, schema.Invalid("case", "Mỗi lần giao nhiều nhất 20.000 hộ. Lọc bớt rồi giao tiếp.", "At most 20,000 households at once.")
	case len(users) == 0 && mode != AssignRemove:
		return 0, schema.Invalid("user", "Chưa chọn người đi thu thập.", "Choose who visits.")
	case len([]rune(handover)) > 500:
		return 0, schema.Invalid("note", "Lời bàn giao dài quá 500 chữ.", "The handover note is longer than 500 characters.")
	}
	err := s.write(ctx, func(t *tx) error {
		r, people, err := t.assignable(ctx, ws, round, users)
		if err != nil {
			return err
		}
		areas, err := caseAreas(ctx, t, ws)
		if err != nil {
			return err
		}
		for _, c := range cases {
			area, ok := areas[c]
			if !ok || !r.Covers(area) {
				return schema.NotFound("Có hộ không còn trong sổ, hoặc không thuộc đợt này. Tải lại trang rồi chọn lại.",
					"A household is not in the register, or not in this round. Load the page again.")
			}
			for i := range people {
				if mode != AssignRemove && !people[i].Scope().Covers(area) {
					return schema.Invalid("user", people[i].Name+" không được giao địa bàn của hộ này. Thêm địa bàn ở trang Người dùng trước.",
						people[i].Name+" does not have the area of this household. Give the area on the page of users first.")
				}
			}
			if err := t.assignCase(ws, round, c, users, mode, handover, by); err != nil {
				return err
			}
		}
		return t.audit(ws, by, "round.assign", round.String(), assignDetail(len(cases), users, mode))
	})
	if err != nil {
		return 0, err
	}
	return len(cases), nil
}

func assignDetail(n int, users []wire.ID, mode AssignMode) string {
	s := `{"cases":` + strconv.Itoa(n) + `,"mode":"` + string(mode) + `","users":[`
	for i, u := range users {
		if i > 0 {
			s += ","
		}
		s += `"` + u.String() + `"`
	}
	return s + "]}"
}

func (t *tx) assignable(ctx context.Context, ws, round wire.ID, users []wire.ID) (schema.Round, []schema.User, error) {
	all, err := roundsOf(ctx, t, ws)
	if err != nil {
		return schema.Round{}, nil, err
	}
	r, err := roundIn(all, round)
	if err != nil {
		return r, nil, err
	}
	var people []schema.User
	for _, x := range users {
		u, err := userOf(ctx, t, ws, x)
		if err != nil {
			return r, nil, err
		}
		if !u.Active || !schema.Can(u.Role, schema.PermAnswer) {
			return r, nil, schema.Invalid("user", u.Name+" đã khoá, hoặc không đi thu thập được.", u.Name+" is locked, or does not collect.")
		}
		people = append(people, u)
	}
	return r, people, nil
}

func (t *tx) assignCase(ws, round, c wire.ID, users []wire.ID, mode AssignMode, handover string, by wire.ID) error {
	if mode == AssignReplace || mode == AssignRemove && len(users) == 0 {
		if err := t.exec(`DELETE FROM assignment
			WHERE ws = $1 AND round = $2 AND case_ = $3`, ws[:], round[:], c[:]); err != nil {
			return err
		}
	}
	for i := range users {
		if mode == AssignRemove {
			if err := t.exec(`DELETE FROM assignment
				WHERE ws = $1 AND round = $2 AND case_ = $3 AND account = $4`, ws[:], round[:], c[:], users[i][:]); err != nil {
				return err
			}
			continue
		}
		if err := t.exec(`INSERT INTO assignment (ws, round, case_, account, at, by_, note)
			VALUES ($1, $2, $3, $4, $5, $6, $7)
			ON CONFLICT (ws, round, case_, account) DO UPDATE
			SET at = excluded.at, by_ = excluded.by_, note = excluded.note`,
			ws[:], round[:], c[:], users[i][:], ms(t.at), by[:], handover); err != nil {
			return err
		}
	}
	return nil
}

// AssignAsBefore gives each household of some areas that nobody visits yet in a round to who visited it, or was to visit
// it, in the round before: as far as that person still collects and has the area. It gives how many were given and how
// many stay without anybody.
func (s *Store) AssignAsBefore(ctx context.Context, ws, round wire.ID, areas []wire.ID, by wire.ID) (given, left int, err error) {
	err = s.write(ctx, func(t *tx) error {
		r, _, err := t.assignable(ctx, ws, round, nil)
		if err != nil {
			return err
		}
		if r.Previous.IsZero() {
			return schema.Invalid("previous", "Đợt này chưa ghi đợt trước.", "This round names no round before it.")
		}
		before, err := whoVisited(ctx, t, ws, r.Previous)
		if err != nil {
			return err
		}
		now, err := assignmentsOf(ctx, t, ws, round)
		if err != nil {
			return err
		}
		of, err := caseAreas(ctx, t, ws)
		if err != nil {
			return err
		}
		users := map[wire.ID]*schema.User{}
		in := schema.Scope{All: len(areas) == 0, Areas: areas}
		given, left = 0, 0
		for c, area := range of {
			if len(now[c]) > 0 || !r.Covers(area) || !in.Covers(area) {
				continue
			}
			var take []wire.ID
			for _, u := range before[c] {
				if users[u] == nil {
					x, err := userOf(ctx, t, ws, u)
					if err != nil && schema.CodeOf(err) != schema.CodeNotFound {
						return err
					}
					users[u] = &x
				}
				if schema.Authorize(users[u], schema.PermAnswer, area) {
					take = append(take, u)
				}
			}
			if len(take) == 0 {
				left++
				continue
			}
			if err := t.assignCase(ws, round, c, take, AssignAdd, "", by); err != nil {
				return err
			}
			given++
		}
		return t.audit(ws, by, "round.assign", round.String(), `{"cases":`+strconv.Itoa(given)+`,"mode":"before"}`)
	})
	return given, left, err
}

// whoVisited gives who was to visit each household in a round, else who wrote its record last.
func whoVisited(ctx context.Context, on querier, ws, round wire.ID) (map[wire.ID][]wire.ID, error) {
	out := map[wire.ID][]wire.ID{}
	all, err := assignmentsOf(ctx, on, ws, round)
	if err != nil {
		return nil, err
	}
	for c, list := range all {
		for _, a := range list {
			out[c] = append(out[c], a.User)
		}
	}
	wrote := map[wire.ID]wire.ID{}
	err = each(ctx, on, `SELECT case_, account
		FROM record
		WHERE ws = $1 AND round = $2 AND deleted = 0
		ORDER BY updated_srv`, args(ws[:], round[:]), func(r *sql.Rows) error {
		var c, u wire.ID
		err := r.Scan((*id)(&c), (*id)(&u))
		wrote[c] = u
		return err
	})
	for c, u := range wrote {
		if len(out[c]) == 0 && !u.IsZero() {
			out[c] = []wire.ID{u}
		}
	}
	return out, err
}

// caseAreas gives the area of every household of the register.
func caseAreas(ctx context.Context, on querier, ws wire.ID) (map[wire.ID]wire.ID, error) {
	out := map[wire.ID]wire.ID{}
	err := each(ctx, on, `SELECT case_, area
		FROM record
		WHERE ws = $1 AND form_id = $2 AND deleted = 0
		ORDER BY record`, args(ws[:], registerForm), func(r *sql.Rows) error {
		var c, area wire.ID
		err := r.Scan((*id)(&c), (*id)(&area))
		out[c] = area
		return err
	})
	return out, err
}

// Assignments gives who visits each household in a round.
func (s *Store) Assignments(ctx context.Context, ws, round wire.ID) (map[wire.ID][]schema.Assignment, error) {
	return assignmentsOf(ctx, pool{s}, ws, round)
}

func assignmentsOf(ctx context.Context, on querier, ws, round wire.ID) (map[wire.ID][]schema.Assignment, error) {
	out := map[wire.ID][]schema.Assignment{}
	err := each(ctx, on, `SELECT case_, account, at, by_, note
		FROM assignment
		WHERE ws = $1 AND round = $2
		ORDER BY case_, account`, args(ws[:], round[:]), func(r *sql.Rows) error {
		var a schema.Assignment
		var when int64
		if err := r.Scan((*id)(&a.Case), (*id)(&a.User), &when, (*id)(&a.By), &a.Note); err != nil {
			return err
		}
		a.At = at(when)
		out[a.Case] = append(out[a.Case], a)
		return nil
	})
	return out, err
}

// Remind keeps the office's last word to a collector about a round; an empty text takes it back.
func (s *Store) Remind(ctx context.Context, ws, round, user wire.ID, text string, by wire.ID) error {
	if len([]rune(text)) > 300 {
		return schema.Invalid("note", "Lời nhắc dài quá 300 chữ.", "The reminder is longer than 300 characters.")
	}
	return s.write(ctx, func(t *tx) error {
		if _, _, err := t.assignable(ctx, ws, round, []wire.ID{user}); err != nil {
			return err
		}
		if text == "" {
			if err := t.exec(`DELETE FROM reminder
				WHERE ws = $1 AND round = $2 AND account = $3`, ws[:], round[:], user[:]); err != nil {
				return err
			}
		} else if err := t.exec(`INSERT INTO reminder (ws, round, account, at, by_, note)
			VALUES ($1, $2, $3, $4, $5, $6)
			ON CONFLICT (ws, round, account) DO UPDATE
			SET at = excluded.at, by_ = excluded.by_, note = excluded.note`,
			ws[:], round[:], user[:], ms(t.at), by[:], text); err != nil {
			return err
		}
		return t.audit(ws, by, "round.remind", user.String(), `{"round":"`+round.String()+`"}`)
	})
}

// Reminders gives the reminders of a round, by user.
func (s *Store) Reminders(ctx context.Context, ws, round wire.ID) (map[wire.ID]schema.Reminder, error) {
	out := map[wire.ID]schema.Reminder{}
	err := each(ctx, pool{s}, `SELECT account, at, by_, note
		FROM reminder
		WHERE ws = $1 AND round = $2
		ORDER BY account`, args(ws[:], round[:]), func(r *sql.Rows) error {
		var v schema.Reminder
		var when int64
		if err := r.Scan((*id)(&v.User), &when, (*id)(&v.By), &v.Note); err != nil {
			return err
		}
		v.At = at(when)
		out[v.User] = v
		return nil
	})
	return out, err
}
