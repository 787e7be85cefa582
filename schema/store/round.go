package store

import (
	"context"
	"database/sql"
	"strconv"
	"strings"

	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/sync/wire"
)

// PutRound makes a round or changes it. Two rounds that are open are not held in one area: a tablet works in one.
func (s *Store) PutRound(ctx context.Context, ws wire.ID, r *schema.Round, by wire.ID) error {
	if err := r.Validate(); err != nil {
		return err
	}
	v := *r
	return s.write(ctx, func(t *tx) error {
		all, err := roundsOf(ctx, t, ws)
		if err != nil {
			return err
		}
		for i := range all {
			if o := &all[i]; v.Open && o.Open && o.ID != v.ID && o.Overlaps(&v) {
				return schema.Conflict("open", "Đợt “"+o.Label+"” đang mở ở cùng địa bàn. Đóng đợt ấy trước, hoặc chọn địa bàn khác.",
					"The round “"+o.Label+"” is open in the same area. Close it first, or choose other areas.")
			}
		}
		if err := t.putRound(ws, &v); err != nil {
			return err
		}
		return t.audit(ws, by, "round.put", v.ID.String(), "")
	})
}

func (t *tx) putRound(ws wire.ID, v *schema.Round) error {
	var pins []string
	for _, p := range v.Pins {
		pins = append(pins, p.FormID+"="+strconv.FormatUint(p.Version, 10))
	}
	return t.exec(`INSERT INTO round (ws, round, label, previous, starts, ends, form_ids, open, areas, pins, rules, closed)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
		ON CONFLICT (ws, round) DO UPDATE
		SET label = excluded.label, previous = excluded.previous, starts = excluded.starts,
			ends = excluded.ends, form_ids = excluded.form_ids, open = excluded.open, areas = excluded.areas,
			pins = excluded.pins, rules = excluded.rules, closed = excluded.closed`,
		ws[:], v.ID[:], v.Label, v.Previous[:], ms(v.Starts), ms(v.Ends), strings.Join(v.FormIDs, "\n"), flag(v.Open),
		packIDs(v.Areas), strings.Join(pins, "\n"), strings.Join(v.Rules, "\n"), ms(v.Closed))
}

// SetRoundOpen closes a round, with what was said about what is missing, or opens it again. What must be done before is
// counted in the same transaction: a round with RoundOpen.Blocks stays open.
func (s *Store) SetRoundOpen(ctx context.Context, ws, round wire.ID, open bool, reason string, by wire.ID) error {
	return s.write(ctx, func(t *tx) error {
		all, err := roundsOf(ctx, t, ws)
		if err != nil {
			return err
		}
		r, err := roundIn(all, round)
		if err != nil {
			return err
		}
		if r.Open == open {
			return nil
		}
		if open {
			for i := range all {
				if o := &all[i]; o.Open && o.ID != r.ID && o.Overlaps(&r) {
					return schema.Conflict("open", "Đợt “"+o.Label+"” đang mở ở cùng địa bàn. Đóng đợt ấy trước.",
						"The round “"+o.Label+"” is open in the same area. Close it first.")
				}
			}
		} else {
			left, err := roundLeft(ctx, t, ws, &r)
			if err != nil {
				return err
			}
			if left.Blocks() {
				return schema.Conflict("open", "Đợt chưa đóng được: còn phiếu chờ thẩm định, phiếu trả lại hoặc phiếu chưa về. Xem các mục còn thiếu.",
					"The round can not be closed yet: records wait for review, were returned or are still on tablets. See what is missing.")
			}
			if left.Unvisited > 0 && reason == "" {
				return schema.Invalid("reason", "Còn hộ chưa thăm: nhờ ghi vì sao vẫn đóng đợt.", "Households are not visited: write why the round is closed all the same.")
			}
		}
		r.Open, r.Closed = open, t.at
		action := "round.close"
		if open {
			r.Closed, action = at(0), "round.open"
		}
		if err := t.putRound(ws, &r); err != nil {
			return err
		}
		return t.audit(ws, by, action, r.ID.String(), note(reason))
	})
}

// note is a person's reason as the audit log keeps it: JSON with one text.
func note(s string) string {
	if s == "" {
		return ""
	}
	return `{"note":` + jsonText(s) + `}`
}

func jsonText(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r < 0x20:
			b.WriteByte(' ')
		default:
			b.WriteRune(r)
		}
	}
	b.WriteByte('"')
	return b.String()
}

// Rounds lists the rounds, the newest first.
func (s *Store) Rounds(ctx context.Context, ws wire.ID) ([]schema.Round, error) {
	return roundsOf(ctx, pool{s}, ws)
}

func roundsOf(ctx context.Context, on querier, ws wire.ID) ([]schema.Round, error) {
	var out []schema.Round
	err := each(ctx, on, `SELECT round, label, previous, starts, ends, form_ids, open, areas, pins, rules, closed
		FROM round
		WHERE ws = $1
		ORDER BY starts DESC, round
		LIMIT 1000`, args(ws[:]), func(r *sql.Rows) error {
		var v schema.Round
		var starts, ends, open, closed int64
		var forms, pins, rules string
		var areas []byte
		if err := r.Scan((*id)(&v.ID), &v.Label, (*id)(&v.Previous), &starts, &ends, &forms, &open, &areas, &pins, &rules, &closed); err != nil {
			return err
		}
		v.Starts, v.Ends, v.Closed, v.Open, v.Areas = at(starts), at(ends), at(closed), open != 0, unpackIDs(areas)
		v.FormIDs, v.Rules = lines(forms), lines(rules)
		for _, p := range lines(pins) {
			form, number, _ := strings.Cut(p, "=")
			n, err := strconv.ParseUint(number, 10, 63)
			if err != nil {
				return err
			}
			v.Pins = append(v.Pins, schema.Pin{FormID: form, Version: n})
		}
		out = append(out, v)
		return nil
	})
	return out, err
}

func lines(s string) []string {
	if s == "" {
		return nil
	}
	return strings.Split(s, "\n")
}

// Round gives one round.
func (s *Store) Round(ctx context.Context, ws, round wire.ID) (schema.Round, error) {
	all, err := s.Rounds(ctx, ws)
	if err != nil {
		return schema.Round{}, err
	}
	return roundIn(all, round)
}

func roundIn(all []schema.Round, round wire.ID) (schema.Round, error) {
	for _, r := range all {
		if r.ID == round {
			return r, nil
		}
	}
	return schema.Round{}, schema.NotFound("Không có đợt này.", "There is no such round.")
}
