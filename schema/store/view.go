package store

import (
	"context"
	"database/sql"

	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/sync/wire"
)

// maxViews bounds how many views one person keeps.
const maxViews = 100

// SavedViews lists the views that a person sees: the person's own and those shared, by name.
func (s *Store) SavedViews(ctx context.Context, ws, user wire.ID) ([]schema.SavedView, error) {
	var out []schema.SavedView
	err := each(ctx, pool{s}, `SELECT view, account, name, query, shared, made
		FROM saved_view
		WHERE ws = $1 AND (account = $2 OR shared = 1)
		ORDER BY name, view
		LIMIT 300`, args(ws[:], user[:]), func(r *sql.Rows) error {
		v, err := scanView(r)
		out = append(out, v)
		return err
	})
	return out, err
}

func scanView(r *sql.Rows) (schema.SavedView, error) {
	var v schema.SavedView
	var shared, made int64
	err := r.Scan((*id)(&v.ID), (*id)(&v.User), &v.Name, &v.Query, &shared, &made)
	v.Shared, v.Made = shared != 0, at(made)
	return v, err
}

// SaveView keeps a view; a zero ID is filled in. One of the same person and name is replaced.
func (s *Store) SaveView(ctx context.Context, ws wire.ID, v *schema.SavedView) error {
	if err := v.Validate(); err != nil {
		return err
	}
	if v.ID.IsZero() {
		x, err := s.newID()
		if err != nil {
			return err
		}
		v.ID = x
	}
	n := *v
	return s.write(ctx, func(t *tx) error {
		if err := t.exec(`DELETE FROM saved_view
			WHERE ws = $1 AND account = $2 AND name = $3`, ws[:], n.User[:], n.Name); err != nil {
			return err
		}
		have := 0
		if _, err := one(ctx, t, `SELECT COUNT(*)
			FROM saved_view
			WHERE ws = $1 AND account = $2`, args(ws[:], n.User[:]), &have); err != nil {
			return err
		}
		if have >= maxViews {
			return schema.Invalid("name", "Đã có 100 bộ lọc. Xoá bớt rồi lưu lại.", "There are 100 saved views. Delete some first.")
		}
		if err := t.exec(`INSERT INTO saved_view (ws, view, account, name, query, shared, made)
			VALUES ($1, $2, $3, $4, $5, $6, $7)`, ws[:], n.ID[:], n.User[:], n.Name, n.Query, flag(n.Shared), ms(t.at)); err != nil {
			return err
		}
		return t.audit(ws, n.User, "view.save", n.ID.String(), "")
	})
}

// DeleteView deletes a view of the person's own; with any, one of anybody that is shared too.
func (s *Store) DeleteView(ctx context.Context, ws, view, by wire.ID, any bool) error {
	return s.write(ctx, func(t *tx) error {
		var v schema.SavedView
		found := false
		if err := each(ctx, t, `SELECT view, account, name, query, shared, made
			FROM saved_view
			WHERE ws = $1 AND view = $2`, args(ws[:], view[:]), func(r *sql.Rows) (err error) {
			found = true
			v, err = scanView(r)
			return err
		}); err != nil {
			return err
		}
		if !found || v.User != by && !(any && v.Shared) {
			return schema.NotFound("Không có bộ lọc này.", "There is no such view.")
		}
		if err := t.exec(`DELETE FROM saved_view
			WHERE ws = $1 AND view = $2`, ws[:], view[:]); err != nil {
			return err
		}
		return t.audit(ws, by, "view.delete", view.String(), "")
	})
}
