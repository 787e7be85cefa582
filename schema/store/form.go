package store

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"strconv"

	"github.com/sothon/sothon/forms"
	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/sync/wire"
)

const formColumns = `hash, form_id, version, title, uploaded, by_, published, published_by, note`

// PutDraft keeps a compiled form that is not published yet. The same form again changes nothing.
func (s *Store) PutDraft(ctx context.Context, ws wire.ID, form *forms.Form, source []byte, by wire.ID) (wire.Hash, error) {
	b := form.Encode()
	h := wire.Hash(sha256.Sum256(b))
	err := s.write(ctx, func(t *tx) error { return t.putDraft(ws, form, b, h, source, by) })
	return h, err
}

func (t *tx) putDraft(ws wire.ID, form *forms.Form, b []byte, h wire.Hash, source []byte, by wire.ID) error {
	if source == nil {
		source = []byte{}
	}
	n, err := t.count(`INSERT INTO form (ws, hash, form_id, version, title, bytes, source, uploaded, by_, published)
		VALUES ($1, $2, $3, 0, $4, $5, $6, $7, $8, 0)
		ON CONFLICT (ws, hash) DO NOTHING`,
		ws[:], h[:], form.ID, schema.Clean(form.Title.In(0).Plain()), b, source, ms(t.at), by[:])
	if err != nil || n == 0 {
		return err
	}
	return t.audit(ws, by, "form.upload", h.String(), "")
}

// PublishForm publishes a compiled form as the next version of its form id, and gives the version. A form that is the
// same as a published version gives that one. docs/sync.md §1.5.
func (s *Store) PublishForm(ctx context.Context, ws wire.ID, form *forms.Form, source []byte, by wire.ID) (uint64, error) {
	h, err := s.PutDraft(ctx, ws, form, source, by)
	if err != nil {
		return 0, err
	}
	return s.PublishDraft(ctx, ws, h, "", by)
}

// PublishDraft publishes a draft, with a sentence of what it changes ("" for none). It is refused when a path has another type than in an earlier version: changes made
// under both could not be merged; a question that changes its type takes another name, with st:was when it is the same.
func (s *Store) PublishDraft(ctx context.Context, ws wire.ID, h wire.Hash, changes string, by wire.ID) (uint64, error) {
	if len([]rune(changes)) > maxFormNote {
		return 0, schema.Invalid("note", "Câu ghi thay đổi dài quá 500 chữ.", "The sentence about what changes is longer than 500 characters.")
	}
	var version uint64
	err := s.write(ctx, func(t *tx) error {
		f, v, err := formByHash(ctx, t, ws, h)
		if err != nil {
			return err
		}
		if version = v.Version; version > 0 {
			return nil
		}
		var earlier []wire.Hash
		if err := each(ctx, t, `SELECT hash
			FROM form
			WHERE ws = $1 AND form_id = $2 AND version > 0
			ORDER BY version DESC`, args(ws[:], v.FormID), func(r *sql.Rows) error {
			var x wire.Hash
			err := r.Scan((*hash)(&x))
			earlier = append(earlier, x)
			return err
		}); err != nil {
			return err
		}
		for _, x := range earlier {
			old, ov, err := formByHash(ctx, t, ws, x)
			if err != nil {
				return err
			}
			if err := sameTypes(old, f, ov.Version); err != nil {
				return err
			}
		}
		version = uint64(len(earlier)) + 1
		if err := t.exec(`UPDATE form
			SET version = $1, published = $2, published_by = $3, note = $4
			WHERE ws = $5 AND hash = $6`, int64(version), ms(t.at), by[:], changes, ws[:], h[:]); err != nil {
			return err
		}
		return t.audit(ws, by, "form.publish", h.String(), `{"version":`+strconv.FormatUint(version, 10)+`}`)
	})
	if err != nil {
		return 0, err
	}
	return version, nil
}

// maxFormNote is the longest sentence about what a version changes, in characters.
const maxFormNote = 500

// sameTypes refuses a path that holds something else than it did.
func sameTypes(old, next *forms.Form, version uint64) error {
	for i := 1; i < len(next.Nodes); i++ {
		path := next.PathOf(i)
		k, ok := old.NodeByPath(path)
		if !ok || next.Nodes[i].Was != "" {
			continue
		}
		a, b := shapeOf(old, k), shapeOf(next, i)
		if a != b {
			return schema.Conflict(path, "Câu “"+path+"” đổi kiểu so với bản "+strconv.FormatUint(version, 10)+
				" ("+a+" → "+b+"). Đặt tên khác cho câu này, ghi tên cũ vào cột bind::st:was nếu vẫn là câu ấy.",
				"The question "+path+" has another type than in version "+strconv.FormatUint(version, 10)+" ("+a+" → "+b+
					"). Give it another name, and the old one in the column bind::st:was when it is the same question.")
		}
	}
	return nil
}

// shapeOf says what a node's values are.
func shapeOf(f *forms.Form, i int) string {
	n := &f.Nodes[i]
	s := ""
	switch n.Kind {
	case forms.KindGroup, forms.KindRoot:
		return "group"
	case forms.KindRepeat:
		s = "repeat"
	default:
		s = n.Type
		if n.Control == "select_multiple" || n.Control == "rank" {
			s = n.Control
		}
		if s == "" {
			s = "string"
		}
	}
	if r := f.RepeatOf(i); r > 0 {
		s += " in " + f.PathOf(r)
	}
	return s
}

func formByHash(ctx context.Context, on querier, ws wire.ID, h wire.Hash) (*forms.Form, schema.FormVersion, error) {
	v := schema.FormVersion{Hash: h}
	var version, uploaded, published int64
	found, err := one(ctx, on, `SELECT form_id, version, title, uploaded, by_, published, published_by, note, bytes, source
		FROM form
		WHERE ws = $1 AND hash = $2`, args(ws[:], h[:]),
		&v.FormID, &version, &v.Title, &uploaded, (*id)(&v.By), &published, (*id)(&v.PublBy), &v.Note, &v.Bytes, &v.Source)
	if err != nil {
		return nil, v, err
	}
	if !found {
		return nil, v, schema.NotFound("Không có bản biểu mẫu này.", "There is no such form version.")
	}
	v.Version, v.Uploaded, v.Published = uint64(version), at(uploaded), at(published)
	f, err := forms.Decode(v.Bytes)
	if err != nil {
		return nil, v, &schema.Error{Code: schema.CodeInternal, Vi: "Biểu mẫu lưu trong dữ liệu không đọc được.", En: "A stored form can not be read.", Err: err}
	}
	return f, v, nil
}

// Form gives a form version, published or draft, by its hash, with its bytes and workbook.
func (s *Store) Form(ctx context.Context, ws wire.ID, h wire.Hash) (*forms.Form, schema.FormVersion, error) {
	return formByHash(ctx, pool{s}, ws, h)
}

// FormVersion gives a published version by form id and number.
func (s *Store) FormVersion(ctx context.Context, ws wire.ID, formID string, version uint64) (*forms.Form, schema.FormVersion, error) {
	var h wire.Hash
	found, err := one(ctx, pool{s}, `SELECT hash
		FROM form
		WHERE ws = $1 AND form_id = $2 AND version = $3 AND version > 0`, args(ws[:], formID, int64(version)), (*hash)(&h))
	if err != nil {
		return nil, schema.FormVersion{}, err
	}
	if !found {
		return nil, schema.FormVersion{}, schema.NotFound("Không có bản biểu mẫu này.", "There is no such form version.")
	}
	return s.Form(ctx, ws, h)
}

// CompiledForm gives a published version as a change names it, from a cache; nil when it is not here. Do not modify it.
func (s *Store) CompiledForm(ctx context.Context, ws wire.ID, formID string, version uint64, hash8 [8]byte) (*forms.Form, error) {
	e, err := s.form(ctx, pool{s}, formKey{ws, formID, version, hash8})
	if e == nil {
		return nil, err
	}
	return e.form, err
}
