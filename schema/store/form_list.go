package store

import (
	"context"
	"database/sql"
	"time"

	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/sync/wire"
)

// Forms lists every form version, drafts too, without bytes: by form id, the newest first.
func (s *Store) Forms(ctx context.Context, ws wire.ID) ([]schema.FormVersion, error) {
	var out []schema.FormVersion
	err := each(ctx, pool{s}, `SELECT `+formColumns+`, CASE WHEN LENGTH(source) > 0 THEN 1 ELSE 0 END
		FROM form
		WHERE ws = $1
		ORDER BY form_id, version DESC, uploaded DESC, hash
		LIMIT 10000`, args(ws[:]), func(r *sql.Rows) error {
		var v schema.FormVersion
		var version, uploaded, published, source int64
		if err := r.Scan((*hash)(&v.Hash), &v.FormID, &version, &v.Title, &uploaded, (*id)(&v.By), &published, (*id)(&v.PublBy), &v.Note, &source); err != nil {
			return err
		}
		v.Version, v.Uploaded, v.Published, v.HasSource = uint64(version), at(uploaded), at(published), source != 0
		out = append(out, v)
		return nil
	})
	if err != nil {
		return nil, err
	}
	retired, err := s.RetiredForms(ctx, ws)
	for i := range out {
		out[i].Retired = retired[out[i].FormID]
	}
	return out, err
}

// FormsInForce names the newest published version of each form.
func (s *Store) FormsInForce(ctx context.Context, ws wire.ID) ([]wire.FormRef, error) {
	all, err := s.Forms(ctx, ws)
	var out []wire.FormRef
	for _, v := range all {
		if v.Version > 0 && (len(out) == 0 || out[len(out)-1].FormID != v.FormID) {
			out = append(out, wire.FormRef{FormID: v.FormID, Version: v.Version, Hash: v.Hash, Title: v.Title})
		}
	}
	return out, err
}

// RetiredForms gives the form ids that are retired, and since when: tablets begin no new record of them; what was begun is
// finished, and what is stored stays.
func (s *Store) RetiredForms(ctx context.Context, ws wire.ID) (map[string]time.Time, error) {
	out := map[string]time.Time{}
	err := each(ctx, pool{s}, `SELECT form_id, at
		FROM form_retired
		WHERE ws = $1
		ORDER BY form_id`, args(ws[:]), func(r *sql.Rows) error {
		var form string
		var since int64
		err := r.Scan(&form, &since)
		out[form] = at(since)
		return err
	})
	return out, err
}

// RetireForm retires a published form, or takes that back. The built-in form of the register is never retired.
func (s *Store) RetireForm(ctx context.Context, ws wire.ID, formID string, retire bool, why string, by wire.ID) error {
	if formID == registerForm {
		return schema.Invalid("form", "Biểu mẫu của sổ hộ không ngừng dùng được.", "The form of the register can not be retired.")
	}
	if len([]rune(why)) > maxFormNote {
		return schema.Invalid("note", "Lý do dài quá 500 chữ.", "The reason is longer than 500 characters.")
	}
	return s.write(ctx, func(t *tx) error {
		found, err := one(ctx, t, `SELECT 1
			FROM form
			WHERE ws = $1 AND form_id = $2 AND version > 0`, args(ws[:], formID), new(int64))
		if err != nil {
			return err
		}
		if !found {
			return schema.NotFound("Không có biểu mẫu này.", "There is no such form.")
		}
		var n int64
		if retire {
			n, err = t.count(`INSERT INTO form_retired (ws, form_id, at, by_, note)
				VALUES ($1, $2, $3, $4, $5)
				ON CONFLICT (ws, form_id) DO NOTHING`, ws[:], formID, ms(t.at), by[:], why)
		} else {
			n, err = t.count(`DELETE FROM form_retired
				WHERE ws = $1 AND form_id = $2`, ws[:], formID)
		}
		if err != nil || n == 0 {
			return err
		}
		if retire {
			return t.audit(ws, by, "form.retire", formID, note(why))
		}
		return t.audit(ws, by, "form.unretire", formID, "")
	})
}
