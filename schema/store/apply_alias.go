package store

import (
	"context"
	"database/sql"
	"slices"
	"time"

	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/sync/merge"
	"github.com/sothon/sothon/sync/wire"
)

// Alias is an edge as a page shows it.
type Alias struct {
	merge.AliasAt
	At     time.Time
	By     wire.ID
	Reason string
}

// ended marks, in the kind of a row of table alias, the change that ended an edge.
const ended = 16

// Alias says that two ids are one: a household entered twice, a person in two households. It joins nothing: pages and
// tablets list what both have together, and a reviewer copies what is wanted by set. Said again, nothing changes. Both
// households' areas are told. docs/sync.md ◆D1.
func (s *Store) Alias(ctx context.Context, ws wire.ID, a wire.Alias, by wire.ID, reason string) error {
	reason = schema.Clean(reason)
	if a.What == wire.AliasCase {
		a.CaseA, a.CaseB = a.A, a.B
	}
	if a.A.Compare(a.B) > 0 {
		a.A, a.B, a.CaseA, a.CaseB = a.B, a.A, a.CaseB, a.CaseA
	}
	if _, err := wire.AliasValue(a).Alias(); err != nil || a.A.IsZero() || a.CaseA.IsZero() || a.CaseB.IsZero() {
		return schema.Invalid("alias", "Hai mã phải khác nhau và thuộc hai hộ đã biết.", "The two ids must differ and belong to known households.")
	}
	return s.write(ctx, func(t *tx) error {
		have, err := aliasesOf(ctx, t, ws)
		if err != nil {
			return err
		}
		if slices.ContainsFunc(have, func(x Alias) bool { return x.What == a.What && x.A == a.A && x.B == a.B }) {
			return nil
		}
		w, err := t.begin(ctx, ws)
		if err != nil {
			return err
		}
		u, err := w.alias(wire.Op{Kind: wire.KindAlias, Value: wire.AliasValue(a)}, a, by)
		if err != nil {
			return err
		}
		if err := w.insertAlias(u, a, uint8(a.What), by, reason); err != nil {
			return err
		}
		return t.audit(ws, by, "alias", a.A.String(), a.B.String())
	})
}

// Unalias ends an edge; dot names the change that made it.
func (s *Store) Unalias(ctx context.Context, ws wire.ID, dot wire.Dot, by wire.ID, reason string) error {
	return s.write(ctx, func(t *tx) error {
		have, err := aliasesOf(ctx, t, ws)
		if err != nil {
			return err
		}
		k := slices.IndexFunc(have, func(x Alias) bool { return x.Dot == dot })
		if k < 0 {
			return schema.Conflict("alias", "Mối ghép này không còn.", "This alias is no longer in force.")
		}
		a := have[k].Alias
		w, err := t.begin(ctx, ws)
		if err != nil {
			return err
		}
		u, err := w.alias(wire.Op{Kind: wire.KindUnalias, Value: wire.AliasValue(a), Sees: []wire.Dot{dot}}, a, by)
		if err != nil {
			return err
		}
		if err := w.insertAlias(u, a, uint8(a.What)+ended, by, schema.Clean(reason)); err != nil {
			return err
		}
		if err := t.exec(`UPDATE alias
			SET ended = $1
			WHERE ws = $2 AND writer = $3 AND seq = $4`, ms(t.at), ws[:], dot.Writer[:], int64(dot.Seq)); err != nil {
			return err
		}
		return t.audit(ws, by, "alias.end", a.A.String(), a.B.String())
	})
}

// alias stores a change of the owner about an edge and feeds it to every area in which one of the households has a
// record.
func (w *work) alias(op wire.Op, a wire.Alias, by wire.ID) (*unit, error) {
	c := w.office(op)
	c.User = by
	var err error
	if c.Grant, err = w.officeGrant(by); err != nil {
		return nil, err
	}
	u, err := w.own([]*wire.Change{c})
	if err != nil {
		return nil, err
	}
	areas, err := w.areasOfAlias(a)
	if err != nil {
		return nil, err
	}
	if len(areas) == 0 {
		return nil, schema.NotFound("Không có hộ này.", "There is no such household.")
	}
	u.kind = wire.FeedRuling // with its body, to whoever has the area
	for i, area := range areas {
		if area.IsZero() {
			continue
		}
		if err := w.feedPiece(area, u, 0, 0, u.srv, i); err != nil {
			return nil, err
		}
	}
	return u, nil
}

// areasOfAlias gives the areas in which the two households of an edge have records.
func (w *work) areasOfAlias(a wire.Alias) (areas []wire.ID, err error) {
	return areas, each(w.ctx, w.t, `SELECT DISTINCT area
		FROM record
		WHERE ws = $1 AND (case_ = $2 OR case_ = $3)
		ORDER BY area`, args(w.ws[:], a.CaseA[:], a.CaseB[:]), func(r *sql.Rows) error {
		var x wire.ID
		err := r.Scan((*id)(&x))
		areas = append(areas, x)
		return err
	})
}

func (w *work) insertAlias(u *unit, a wire.Alias, kind uint8, by wire.ID, reason string) error {
	return w.t.exec(`INSERT INTO alias (ws, writer, seq, kind, a, b, case_a, case_b, at, by_, reason, ended)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 0)`,
		w.ws[:], u.writer[:], int64(u.from), int64(kind), a.A[:], a.B[:], a.CaseA[:], a.CaseB[:], ms(w.t.at), by[:], reason)
}

// Aliases lists the edges in force, in the order in which they were made.
func (s *Store) Aliases(ctx context.Context, ws wire.ID) ([]Alias, error) {
	return aliasesOf(ctx, pool{s}, ws)
}

func aliasesOf(ctx context.Context, on querier, ws wire.ID) ([]Alias, error) {
	var out []Alias
	return out, each(ctx, on, `SELECT writer, seq, kind, a, b, case_a, case_b, at, by_, reason
		FROM alias
		WHERE ws = $1 AND ended = 0 AND kind < $2
		ORDER BY at, writer, seq
		LIMIT 100000`, args(ws[:], ended), func(r *sql.Rows) error {
		var x Alias
		var seq, kind, made int64
		if err := r.Scan((*id)(&x.Dot.Writer), &seq, &kind, (*id)(&x.A), (*id)(&x.B), (*id)(&x.CaseA), (*id)(&x.CaseB), &made, (*id)(&x.By), &x.Reason); err != nil {
			return err
		}
		x.Dot.Seq, x.What, x.At = uint64(seq), wire.Aliased(kind), at(made)
		out = append(out, x)
		return nil
	})
}

// Component gives every id that is one with an id by the edges in force, itself first.
func (s *Store) Component(ctx context.Context, ws wire.ID, what wire.Aliased, id wire.ID) ([]wire.ID, error) {
	all, err := s.Aliases(ctx, ws)
	edges := make([]merge.AliasAt, len(all))
	for i := range all {
		edges[i] = all[i].AliasAt
	}
	return merge.Component(edges, what, id), err
}
