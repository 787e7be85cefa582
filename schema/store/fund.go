package store

import (
	"context"
	"database/sql"
	"fmt"
	"strconv"

	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/sync/wire"
)

// AddFundLine writes a line of the fund's ledger and gives it its number. CodeConflict when more would go out than is there
// on that day or on any later day.
func (s *Store) AddFundLine(ctx context.Context, ws wire.ID, l *schema.FundLine, by wire.ID) error {
	if err := l.Validate(); err != nil {
		return err
	}
	if !l.Reverses.IsZero() {
		return schema.Invalid("reverses", "Dùng nút đảo bút toán.", "Reverse a line by its own page.")
	}
	v := *l
	err := s.write(ctx, func(t *tx) error {
		v = *l
		return t.addFundLine(ctx, ws, &v, by)
	})
	if err == nil {
		*l = v
	}
	return err
}

// ReverseFundLine takes a line back: a line with its amount below 0, on the day given, with a reason. The line that was
// wrong stays. CodeConflict when it was taken back already, or when what it brought has been used.
func (s *Store) ReverseFundLine(ctx context.Context, ws, line wire.ID, day, reason string, by wire.ID) (schema.FundLine, error) {
	var v schema.FundLine
	reason = schema.Clean(reason)
	if reason == "" {
		return v, schema.Invalid("reason", "Nhờ ghi lý do đảo bút toán.", "Write why the line is taken back.")
	}
	newID, err := s.newID()
	if err != nil {
		return v, err
	}
	err = s.write(ctx, func(t *tx) error {
		was, err := fundLine(ctx, t, ws, line)
		if err != nil {
			return err
		}
		if !was.Reversed.IsZero() || !was.Reverses.IsZero() {
			return schema.Conflict("reverses", "Dòng này đã được đảo, hoặc chính là dòng đảo.", "The line was taken back already, or is itself such a line.")
		}
		if day < was.Day {
			day = was.Day
		}
		v = was
		v.ID, v.Amount, v.Reverses, v.Reason, v.Day = newID, -was.Amount, was.ID, reason, day
		return t.addFundLine(ctx, ws, &v, by)
	})
	return v, err
}

func (t *tx) addFundLine(ctx context.Context, ws wire.ID, v *schema.FundLine, by wire.ID) error {
	if err := v.Validate(); err != nil {
		return err
	}
	if err := t.exec(`INSERT INTO counter (ws, name, n)
		VALUES ($1, 'fund', 0)
		ON CONFLICT (ws, name) DO NOTHING`, ws[:]); err != nil {
		return err
	}
	n, err := t.take(ws, "fund", 1)
	if err != nil {
		return err
	}
	v.N, v.By, v.At = n, by, t.at
	series := map[schema.FundSide]string{schema.FundIn: "PT", schema.FundOut: "PC"}[v.Side] + "-" + v.Day[:4] + "/"
	var used int64
	if _, err := one(ctx, t, `SELECT COUNT(*)
		FROM fund_line
		WHERE ws = $1 AND number LIKE $2`, args(ws[:], series+"%"), &used); err != nil {
		return err
	}
	v.Number = series + fmt.Sprintf("%03d", used+1)
	if err := t.exec(`INSERT INTO fund_line (ws, n, line, number, side, asset, amount, goods, day, area, giver, name, case_, entry, public, purpose, minutes, reverses, reason, account, at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21)`,
		ws[:], int64(n), v.ID[:], v.Number, string(v.Side), string(v.Asset), v.Amount, v.Goods, v.Day, v.Area[:], v.Giver, v.Name, v.Case[:], v.Entry[:], flag(v.Public),
		v.Purpose, v.Minutes, v.Reverses[:], v.Reason, by[:], ms(t.at)); err != nil {
		return err
	}
	if err := t.fundCovered(ctx, ws, v.Asset); err != nil {
		return err
	}
	action := "fund." + string(v.Side)
	if !v.Reverses.IsZero() {
		action = "fund.reverse"
	}
	return t.audit(ws, by, action, v.ID.String(), `{"number":`+jsonText(v.Number)+`}`)
}

// fundCovered refuses a ledger in which on some day more of an asset had gone out than had come in.
func (t *tx) fundCovered(ctx context.Context, ws wire.ID, asset schema.FundAsset) error {
	left, short := int64(0), ""
	if err := each(ctx, t, `SELECT day, CAST(SUM(CASE WHEN side = 'in' THEN amount ELSE -amount END) AS BIGINT)
		FROM fund_line
		WHERE ws = $1 AND asset = $2
		GROUP BY day
		ORDER BY day`, args(ws[:], string(asset)), func(r *sql.Rows) error {
		var day string
		var moved int64
		if err := r.Scan(&day, &moved); err != nil {
			return err
		}
		if left += moved; left < 0 && short == "" {
			short = day
		}
		return nil
	}); err != nil {
		return err
	}
	if short != "" {
		day := short[8:] + "/" + short[5:7] + "/" + short[:4]
		return schema.Conflict("amount", "Quỹ không đủ: đến ngày "+day+" số chi lớn hơn số đã thu. Xem lại số tiền, ngày, hoặc đảo khoản chi trước.",
			"The fund does not cover it: by "+short+" more would have gone out than came in. Look at the amount and the day, or take back the use first.")
	}
	return nil
}

// FundQuery chooses lines of the ledger. Empty fields choose all of the scope.
type FundQuery struct {
	Scope      schema.Scope
	Area       wire.ID
	Side       schema.FundSide
	Asset      schema.FundAsset
	From, Till string // ISO days, both included
	Case       wire.ID
	Entry      wire.ID
	Text       string
	Limit      int // at most 10,000; 0: 200
	Offset     int
}

func (q *FundQuery) where(ws wire.ID) *where {
	w := newWhere(ws)
	w.scope("area", q.Scope, q.Area)
	if q.Side != "" {
		w.and("side = ", string(q.Side))
	}
	if q.Asset != "" {
		w.and("asset = ", string(q.Asset))
	}
	if q.From != "" {
		w.and("day >= ", q.From)
	}
	if q.Till != "" {
		w.and("day <= ", q.Till)
	}
	if !q.Case.IsZero() {
		w.and("case_ = ", q.Case[:])
	}
	if !q.Entry.IsZero() {
		w.and("entry = ", q.Entry[:])
	}
	if q.Text != "" {
		p := w.next("%" + escapeLike(q.Text) + "%")
		w.b.WriteString(" AND (number LIKE " + p + ` ESCAPE '\' OR name LIKE ` + p + ` ESCAPE '\' OR purpose LIKE ` + p + ` ESCAPE '\')`)
	}
	return w
}

const fundColumns = `n, line, number, side, asset, amount, goods, day, area, giver, name, case_, entry, public, purpose, minutes, reverses, reason, account, at,
	COALESCE((SELECT r.line
		FROM fund_line r
		WHERE r.ws = fund_line.ws AND r.reverses = fund_line.line
		LIMIT 1), fund_line.ws)`

func scanFundLine(r *sql.Rows, ws wire.ID) (schema.FundLine, error) {
	var l schema.FundLine
	var n, public, made int64
	var side, asset string
	err := r.Scan(&n, (*id)(&l.ID), &l.Number, &side, &asset, &l.Amount, &l.Goods, &l.Day, (*id)(&l.Area), &l.Giver, &l.Name, (*id)(&l.Case), (*id)(&l.Entry), &public,
		&l.Purpose, &l.Minutes, (*id)(&l.Reverses), &l.Reason, (*id)(&l.By), &made, (*id)(&l.Reversed))
	l.N, l.Side, l.Asset, l.Public, l.At = uint64(n), schema.FundSide(side), schema.FundAsset(asset), public != 0, at(made)
	if l.Reversed == ws {
		l.Reversed = wire.ID{}
	}
	return l, err
}

// FundEntries lists lines of the ledger, the newest first, and counts all that the query chooses.
func (s *Store) FundEntries(ctx context.Context, ws wire.ID, q FundQuery) ([]schema.FundLine, int, error) {
	w := q.where(ws)
	var out []schema.FundLine
	n := 0
	err := s.inSnapshot(ctx, func(on snapshot) error {
		if _, err := one(ctx, on, `SELECT COUNT(*)
			FROM fund_line
			WHERE `+w.b.String(), w.a, &n); err != nil {
			return err
		}
		return each(ctx, on, `SELECT `+fundColumns+`
			FROM fund_line
			WHERE `+w.b.String()+`
			ORDER BY day DESC, n DESC
			LIMIT `+strconv.Itoa(clamp(q.Limit, 200, 10_000))+` OFFSET `+strconv.Itoa(max(q.Offset, 0)), w.a, func(r *sql.Rows) error {
			l, err := scanFundLine(r, ws)
			out = append(out, l)
			return err
		})
	})
	return out, n, err
}

// FundLine gives one line of the ledger.
func (s *Store) FundLine(ctx context.Context, ws, line wire.ID) (schema.FundLine, error) {
	return fundLine(ctx, pool{s}, ws, line)
}

func fundLine(ctx context.Context, on querier, ws, line wire.ID) (schema.FundLine, error) {
	var l schema.FundLine
	found := false
	err := each(ctx, on, `SELECT `+fundColumns+`
		FROM fund_line
		WHERE ws = $1 AND line = $2`, args(ws[:], line[:]), func(r *sql.Rows) error {
		found = true
		var err error
		l, err = scanFundLine(r, ws)
		return err
	})
	if err == nil && !found {
		err = schema.NotFound("Không có dòng quỹ này.", "There is no such line of the fund.")
	}
	return l, err
}

// FundBalance adds up what a query chooses, reversing lines among them: what came in, went out and is left of each asset.
func (s *Store) FundBalance(ctx context.Context, ws wire.ID, q FundQuery) (schema.FundBalance, error) {
	w := q.where(ws)
	out := schema.FundBalance{}
	err := each(ctx, pool{s}, `SELECT asset, side, CAST(SUM(amount) AS BIGINT)
		FROM fund_line
		WHERE `+w.b.String()+`
		GROUP BY asset, side
		ORDER BY asset, side`, w.a, func(r *sql.Rows) error {
		var asset, side string
		var sum int64
		if err := r.Scan(&asset, &side, &sum); err != nil {
			return err
		}
		out.Add(&schema.FundLine{Asset: schema.FundAsset(asset), Side: schema.FundSide(side), Amount: sum})
		return nil
	})
	return out, err
}
