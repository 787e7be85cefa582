package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"strings"

	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/sync/wire"
)

// AwardQuery chooses nominations. Empty fields choose all of the scope; those of the whole commune need a scope of all.
type AwardQuery struct {
	Scope   schema.Scope
	Year    int
	List    schema.AwardList
	State   schema.AwardState
	Subject wire.ID
}

const awardColumns = `award, year, number, list, subject, area, name, form, state, steps, body`

func scanAward(r *sql.Rows) (schema.Award, error) {
	var v schema.Award
	var list, state, body string
	if err := r.Scan((*id)(&v.ID), &v.Year, &v.Number, &list, (*id)(&v.Subject), (*id)(&v.Area), &v.Name, &v.Form, &state, &v.Steps, &body); err != nil {
		return v, err
	}
	v.List, v.State = schema.AwardList(list), schema.AwardState(state)
	return v, json.Unmarshal([]byte(body), &v.Body)
}

// Awards lists nominations by year and number, the newest year first: never by points.
func (s *Store) Awards(ctx context.Context, ws wire.ID, q AwardQuery) ([]schema.Award, error) {
	return awardsOf(ctx, pool{s}, ws, q)
}

func awardsOf(ctx context.Context, on querier, ws wire.ID, q AwardQuery) ([]schema.Award, error) {
	where, a := "ws = $1", args(ws[:])
	and := func(column string, v any) {
		a = append(a, v)
		where += " AND " + column + " = " + marks(len(a), 1)
	}
	switch {
	case q.Scope.All:
	case len(q.Scope.Areas) == 0:
		return nil, nil
	default:
		where += " AND area IN (" + marks(2, len(q.Scope.Areas)) + ")"
		for i := range q.Scope.Areas {
			a = append(a, q.Scope.Areas[i][:])
		}
	}
	if q.Year != 0 {
		and("year", q.Year)
	}
	if q.List != "" {
		and("list", string(q.List))
	}
	if q.State != "" {
		and("state", string(q.State))
	}
	if !q.Subject.IsZero() {
		and("subject", q.Subject[:])
	}
	var out []schema.Award
	err := each(ctx, on, `SELECT `+awardColumns+`
		FROM award
		WHERE `+where+`
		ORDER BY year DESC, number
		LIMIT 10000`, a, func(r *sql.Rows) error {
		v, err := scanAward(r)
		out = append(out, v)
		return err
	})
	return out, err
}

// Award gives one nomination with its steps, the first first.
func (s *Store) Award(ctx context.Context, ws, award wire.ID) (schema.Award, []schema.AwardStep, error) {
	v, err := awardOf(ctx, pool{s}, ws, award)
	if err != nil {
		return v, nil, err
	}
	var steps []schema.AwardStep
	err = each(ctx, pool{s}, `SELECT n, at, by_, action, note
		FROM award_step
		WHERE ws = $1 AND award = $2
		ORDER BY n`, args(ws[:], award[:]), func(r *sql.Rows) error {
		var x schema.AwardStep
		err := r.Scan(&x.N, &x.At, (*id)(&x.By), &x.Action, &x.Note)
		steps = append(steps, x)
		return err
	})
	return v, steps, err
}

func awardOf(ctx context.Context, on querier, ws, award wire.ID) (schema.Award, error) {
	var v schema.Award
	found := false
	err := each(ctx, on, `SELECT `+awardColumns+`
		FROM award
		WHERE ws = $1 AND award = $2`, args(ws[:], award[:]), func(r *sql.Rows) error {
		found = true
		var err error
		v, err = scanAward(r)
		return err
	})
	if err == nil && !found {
		err = schema.NotFound("Không có hồ sơ này.", "There is no such nomination.")
	}
	return v, err
}

// Nominate makes a nomination with the next number of its year. check sees the others of the same year first and may refuse
// it, in the same transaction.
func (s *Store) Nominate(ctx context.Context, ws wire.ID, v *schema.Award, by wire.ID, check func(others []schema.Award) error) error {
	if strings.TrimSpace(v.Name) == "" || strings.TrimSpace(v.Body.Merit) == "" {
		return schema.Invalid("name", "Ghi tên người, hộ, tập thể được đề nghị và thành tích.", "Write who is nominated and for what.")
	}
	x := *v
	return s.write(ctx, func(t *tx) error {
		others, err := awardsOf(ctx, t, ws, AwardQuery{Scope: schema.Scope{All: true}, Year: x.Year})
		if err != nil {
			return err
		}
		if err := check(others); err != nil {
			return err
		}
		x.Number, x.State, x.Steps = 1, schema.AwardDraft, 1
		for _, o := range others {
			x.Number = max(x.Number, o.Number+1)
		}
		body, err := json.Marshal(&x.Body)
		if err != nil {
			return err
		}
		if err := t.exec(`INSERT INTO award (ws, award, year, number, list, subject, area, name, form, state, steps, body)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
			ws[:], x.ID[:], x.Year, x.Number, string(x.List), x.Subject[:], x.Area[:], x.Name, x.Form, string(x.State), x.Steps, string(body)); err != nil {
			return err
		}
		return t.awardStep(ws, &x, by, "nominate", "", string(body))
	})
}

// StepAward writes what an action made of a nomination. v holds it whole, with the number of steps that the person had seen:
// when another was taken meanwhile nothing is written. check, which may be nil, sees the others of its year and may refuse.
func (s *Store) StepAward(ctx context.Context, ws wire.ID, v *schema.Award, action, reason string, by wire.ID, check func(others []schema.Award) error) error {
	x := *v
	return s.write(ctx, func(t *tx) error {
		have, err := awardOf(ctx, t, ws, x.ID)
		if err != nil {
			return err
		}
		if have.Steps != x.Steps {
			return schema.Conflict("steps", "Hồ sơ vừa được người khác thay đổi. Tải lại trang rồi làm lại.", "Somebody changed the nomination meanwhile. Reload and try again.")
		}
		if check != nil {
			others, err := awardsOf(ctx, t, ws, AwardQuery{Scope: schema.Scope{All: true}, Year: x.Year})
			if err != nil {
				return err
			}
			if err := check(others); err != nil {
				return err
			}
		}
		y := x
		y.Steps++
		body, err := json.Marshal(&y.Body)
		if err != nil {
			return err
		}
		if err := t.exec(`UPDATE award
			SET form = $1, state = $2, steps = $3, body = $4
			WHERE ws = $5 AND award = $6`, y.Form, string(y.State), y.Steps, string(body), ws[:], y.ID[:]); err != nil {
			return err
		}
		return t.awardStep(ws, &y, by, action, reason, string(body))
	})
}

func (t *tx) awardStep(ws wire.ID, v *schema.Award, by wire.ID, action, reason, body string) error {
	if err := t.exec(`INSERT INTO award_step (ws, award, n, at, by_, action, note, body)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`, ws[:], v.ID[:], v.Steps, ms(t.at), by[:], action, reason, body); err != nil {
		return err
	}
	return t.audit(ws, by, "award."+action, v.ID.String(), note(reason))
}
