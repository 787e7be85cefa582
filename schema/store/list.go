package store

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"slices"

	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/sync/wire"
)

// PutList makes the next number of a scoped list: of an area, or of the whole workspace (zero area). b is the encoding
// [1, name, area, [columns…], [[cells of column 0…]…]]. Bytes equal to the list in force make no new number.
func (s *Store) PutList(ctx context.Context, ws, area wire.ID, name string, b []byte) (uint64, wire.Hash, error) {
	h := wire.Hash(sha256.Sum256(b))
	ids, err := listColumn(b, area, name)
	if err != nil {
		return 0, h, err
	}
	b = slices.Clone(b)
	var number uint64
	err = s.write(ctx, func(t *tx) error {
		number, err = t.putList(ctx, ws, area, name, b, h, ids)
		return err
	})
	if err != nil {
		return 0, h, err
	}
	return number, h, nil
}

func (t *tx) putList(ctx context.Context, ws, area wire.ID, name string, b []byte, h wire.Hash, ids []wire.ID) (uint64, error) {
	var n int64
	var have wire.Hash
	found, err := one(ctx, t, `SELECT number, hash
		FROM list
		WHERE ws = $1 AND area = $2 AND name = $3 AND latest = 1`, args(ws[:], area[:], name), &n, (*hash)(&have))
	if err != nil {
		return 0, err
	}
	if found && have == h {
		return uint64(n), nil
	}
	number, err := t.take(ws, "list", 1)
	if err != nil {
		return 0, err
	}
	if err := t.exec(`UPDATE list
		SET latest = 0
		WHERE ws = $1 AND area = $2 AND name = $3 AND latest = 1`, ws[:], area[:], name); err != nil {
		return 0, err
	}
	if err := t.exec(`INSERT INTO list (ws, number, name, area, hash, made, bytes, latest)
		VALUES ($1, $2, $3, $4, $5, $6, $7, 1)`,
		ws[:], int64(number), name, area[:], h[:], ms(t.at), b); err != nil {
		return 0, err
	}
	return number, t.exec(`INSERT INTO list_ids (ws, hash, ids)
		VALUES ($1, $2, $3)
		ON CONFLICT (ws, hash) DO NOTHING`, ws[:], h[:], packIDs(ids))
}

// listColumn checks a list's encoding and gives its id column: column 0 as ids, zero where a cell is no id.
func listColumn(b []byte, area wire.ID, name string) ([]wire.ID, error) {
	bad := func(err error) error {
		return &schema.Error{Code: schema.CodeInvalid, Field: "list", Vi: "Danh sách theo địa bàn không đúng dạng.",
			En: "The scoped list is malformed.", Err: err}
	}
	d := wire.NewDecoder(b)
	d.Places(5)
	version, gotName, gotArea := d.Uint(), d.Text(wire.MaxTextBytes), d.ID()
	columns := d.Array(1000)
	for range columns {
		d.Text(wire.MaxTextBytes)
	}
	if n := d.Array(1000); d.Err() == nil && n != columns {
		d.Fail("as many columns of cells as names")
	}
	var ids []wire.ID
	if columns > 0 {
		n := d.Array(1 << 24)
		ids = make([]wire.ID, 0, min(n, 1<<16))
		for ; n > 0 && d.Err() == nil; n-- {
			x, err := wire.ParseID(d.Text(wire.MaxTextBytes))
			if err != nil {
				x = wire.ID{}
			}
			ids = append(ids, x)
		}
	}
	for range max(columns-1, 0) {
		n := d.Array(1 << 24)
		if d.Err() == nil && n != len(ids) {
			d.Fail("columns of different lengths")
		}
		for ; n > 0 && d.Err() == nil; n-- {
			d.Text(wire.MaxTextBytes)
		}
	}
	if err := d.Done(); err != nil {
		return nil, bad(err)
	}
	if version != 1 || gotName != name || gotArea != area || name == "" {
		return nil, bad(nil)
	}
	return ids, nil
}

// Lists names the lists in force of some areas and of the whole workspace, by number.
func (s *Store) Lists(ctx context.Context, ws wire.ID, areas []wire.ID) ([]wire.ListInfo, error) {
	return listsOf(ctx, pool{s}, ws, areas)
}

func listsOf(ctx context.Context, on querier, ws wire.ID, areas []wire.ID) ([]wire.ListInfo, error) {
	a := args(ws[:], zeroID)
	for i := range areas {
		a = append(a, areas[i][:])
	}
	var out []wire.ListInfo
	err := each(ctx, on, `SELECT name, area, number, hash
		FROM list
		WHERE ws = $1 AND area IN (`+marks(2, len(areas)+1)+`) AND latest = 1
		ORDER BY number
		LIMIT 10000`, a, func(r *sql.Rows) error {
		var l wire.ListInfo
		var n int64
		if err := r.Scan(&l.Name, (*id)(&l.Area), &n, (*hash)(&l.Hash)); err != nil {
			return err
		}
		l.Number = uint64(n)
		out = append(out, l)
		return nil
	})
	return out, err
}

// List gives a list by its number, with its bytes.
func (s *Store) List(ctx context.Context, ws wire.ID, number uint64) (schema.List, error) {
	return s.oneList(ctx, `ws = $1 AND number = $2`, args(ws[:], int64(number)))
}

// ListByHash gives a list that has these bytes, whatever its number.
func (s *Store) ListByHash(ctx context.Context, ws wire.ID, h wire.Hash) (schema.List, error) {
	return s.oneList(ctx, `ws = $1 AND hash = $2`, args(ws[:], h[:]))
}

func (s *Store) oneList(ctx context.Context, where string, a []any) (schema.List, error) {
	var l schema.List
	var n, made int64
	found, err := one(ctx, pool{s}, `SELECT number, name, area, hash, made, bytes
		FROM list
		WHERE `+where+`
		ORDER BY number
		LIMIT 1`, a, &n, &l.Name, (*id)(&l.Area), (*hash)(&l.Hash), &made, &l.Bytes)
	l.Number, l.Made = uint64(n), at(made)
	if err == nil && !found {
		err = schema.NotFound("Không có danh sách này.", "There is no such list.")
	}
	return l, err
}

// ListIDs gives the id column of any list that was ever in force, by its hash. Zero where a row has no id.
func (s *Store) ListIDs(ctx context.Context, ws wire.ID, h wire.Hash) ([]wire.ID, error) {
	ids, found, err := s.listIDs(ctx, pool{s}, ws, h)
	if err == nil && !found {
		err = schema.NotFound("Không có danh sách này.", "There is no such list.")
	}
	return slices.Clone(ids), err
}
