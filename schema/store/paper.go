package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"strconv"
	"strings"

	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/sync/wire"
)

// officeBody is what an office's line keeps as JSON.
type officeBody struct {
	Agency     []string `json:"agency"`
	Commune    string   `json:"commune"`
	Province   string   `json:"province,omitempty"`
	Place      string   `json:"place"`
	Short      string   `json:"short"`
	Recipients []string `json:"recipients,omitempty"`
	Archive    string   `json:"archive"`
}

// PutOffice says how papers name the commune from a day on; what was said before stays for the days before.
func (s *Store) PutOffice(ctx context.Context, ws wire.ID, o *schema.Office, by wire.ID) error {
	if err := o.Validate(); err != nil {
		return err
	}
	body, err := json.Marshal(officeBody{o.Agency, o.Commune, o.Province, o.Place, o.Short, o.Recipients, o.Archive})
	if err != nil {
		return err
	}
	return s.write(ctx, func(t *tx) error {
		if err := t.exec(`INSERT INTO office (ws, n, day, body, account, at)
			SELECT $1, COALESCE(MAX(n), 0) + 1, CAST($2 AS TEXT), CAST($3 AS TEXT), $4, CAST($5 AS BIGINT)
			FROM office
			WHERE ws = $1`, ws[:], o.Day, string(body), by[:], ms(t.at)); err != nil {
			return err
		}
		return t.audit(ws, by, "paper.office", o.Day, "")
	})
}

// OfficeOn gives how papers of an ISO day name the commune; false when nothing is said of that day.
func (s *Store) OfficeOn(ctx context.Context, ws wire.ID, day string) (schema.Office, bool, error) {
	var o schema.Office
	var text string
	var made int64
	found, err := one(ctx, pool{s}, `SELECT day, body, account, at
		FROM office
		WHERE ws = $1 AND day <= $2
		ORDER BY day DESC, n DESC
		LIMIT 1`, args(ws[:], day), &o.Day, &text, (*id)(&o.By), &made)
	if err != nil || !found {
		return o, false, err
	}
	var b officeBody
	if err := json.Unmarshal([]byte(text), &b); err != nil {
		return o, false, err
	}
	o.Agency, o.Commune, o.Province, o.Place, o.Short, o.Recipients, o.Archive = b.Agency, b.Commune, b.Province, b.Place, b.Short, b.Recipients, b.Archive
	o.At = at(made)
	return o, true, nil
}

// PutSigner adds a person who signs papers, or changes one.
func (s *Store) PutSigner(ctx context.Context, ws wire.ID, v *schema.Signer, by wire.ID) error {
	if err := v.Validate(); err != nil {
		return err
	}
	return s.write(ctx, func(t *tx) error {
		if err := t.exec(`INSERT INTO signer (ws, signer, name, power, since, until_)
			VALUES ($1, $2, $3, $4, $5, $6)
			ON CONFLICT (ws, signer) DO UPDATE
			SET name = excluded.name, power = excluded.power, since = excluded.since, until_ = excluded.until_`,
			ws[:], v.ID[:], v.Name, strings.Join(v.Power, "\n"), v.Since, v.Until); err != nil {
			return err
		}
		return t.audit(ws, by, "paper.signer", v.ID.String(), "")
	})
}

// Signers lists those who sign or signed papers.
func (s *Store) Signers(ctx context.Context, ws wire.ID) ([]schema.Signer, error) {
	var out []schema.Signer
	return out, each(ctx, pool{s}, `SELECT signer, name, power, since, until_
		FROM signer
		WHERE ws = $1
		ORDER BY since DESC, name, signer
		LIMIT 1000`, args(ws[:]), func(r *sql.Rows) error {
		var v schema.Signer
		var power string
		err := r.Scan((*id)(&v.ID), &v.Name, &power, &v.Since, &v.Until)
		v.Power = lines(power)
		out = append(out, v)
		return err
	})
}

// AddPaperTemplate keeps the next version of a paper's template; the caller has checked the file. It fills N and Hash.
func (s *Store) AddPaperTemplate(ctx context.Context, ws wire.ID, v *schema.PaperTemplate, by wire.ID) error {
	if !schema.IsDay(v.Day) {
		return schema.Invalid("day", "Ngày áp dụng chưa đúng: ghi như 14/10/2025.", "The date is not right: write it as 14/10/2025.")
	}
	h := wire.Sum(v.Bytes)
	n := int64(0)
	err := s.write(ctx, func(t *tx) error {
		if _, err := one(ctx, t, `SELECT COALESCE(MAX(n), 0)
			FROM paper_template
			WHERE ws = $1 AND paper = $2`, args(ws[:], v.Paper), &n); err != nil {
			return err
		}
		n++
		if err := t.exec(`INSERT INTO paper_template (ws, paper, n, day, file, hash, bytes, note, withdrawn, account, at)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0, $9, $10)`, ws[:], v.Paper, n, v.Day, v.File, h[:], v.Bytes, v.Note, by[:], ms(t.at)); err != nil {
			return err
		}
		return t.audit(ws, by, "paper.template", v.Paper, `{"version":`+jsonText(strconv.FormatInt(n, 10))+`}`)
	})
	v.N, v.Hash = int(n), h
	return err
}

// WithdrawPaperTemplate takes a version out of force: the one before it counts again. The file stays.
func (s *Store) WithdrawPaperTemplate(ctx context.Context, ws wire.ID, paper string, n int, by wire.ID) error {
	return s.write(ctx, func(t *tx) error {
		done, err := t.count(`UPDATE paper_template
			SET withdrawn = $1
			WHERE ws = $2 AND paper = $3 AND n = $4 AND withdrawn = 0`, ms(t.at), ws[:], paper, n)
		if err != nil {
			return err
		}
		if done == 0 {
			return schema.NotFound("Không có bản mẫu này, hoặc đã thôi dùng.", "There is no such version, or it was withdrawn.")
		}
		return t.audit(ws, by, "paper.withdraw", paper, `{"version":`+jsonText(strconv.Itoa(n))+`}`)
	})
}

const templateColumns = `paper, n, day, file, hash, note, withdrawn, account, at`

func scanTemplate(r *sql.Rows, more ...any) (schema.PaperTemplate, error) {
	var v schema.PaperTemplate
	var withdrawn, made int64
	err := r.Scan(append([]any{&v.Paper, &v.N, &v.Day, &v.File, (*hash)(&v.Hash), &v.Note, &withdrawn, (*id)(&v.By), &made}, more...)...)
	v.Withdrawn, v.At = at(withdrawn), at(made)
	return v, err
}

// PaperTemplates lists every version of every template, by paper, the newest first, without the files.
func (s *Store) PaperTemplates(ctx context.Context, ws wire.ID) ([]schema.PaperTemplate, error) {
	var out []schema.PaperTemplate
	return out, each(ctx, pool{s}, `SELECT `+templateColumns+`
		FROM paper_template
		WHERE ws = $1
		ORDER BY paper, n DESC
		LIMIT 1000`, args(ws[:]), func(r *sql.Rows) error {
		v, err := scanTemplate(r)
		out = append(out, v)
		return err
	})
}

// PaperTemplate gives one version with its file; n 0: the one in force on an ISO day, false when none is.
func (s *Store) PaperTemplate(ctx context.Context, ws wire.ID, paper string, n int, day string) (schema.PaperTemplate, bool, error) {
	where, a := `n = $3`, args(ws[:], paper, n)
	if n == 0 {
		where, a = `withdrawn = 0 AND day <= $3`, args(ws[:], paper, day)
	}
	var out schema.PaperTemplate
	found := false
	err := each(ctx, pool{s}, `SELECT `+templateColumns+`, bytes
		FROM paper_template
		WHERE ws = $1 AND paper = $2 AND `+where+`
		ORDER BY day DESC, n DESC
		LIMIT 1`, a, func(r *sql.Rows) error {
		found = true
		var bytes []byte
		v, err := scanTemplate(r, &bytes)
		out, out.Bytes = v, bytes
		return err
	})
	return out, found, err
}
