package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/sync/wire"
)

// entryBody is the part of a line of a register that no query looks into, as JSON. It is written in one way only, so that
// two equal lines have equal bytes (encoding/json orders the keys of a map).
type entryBody struct {
	Values     map[string]string `json:"values,omitempty"`
	Households []string          `json:"households,omitempty"`
	Files      []entryFile       `json:"files,omitempty"`
}

type entryFile struct {
	Hash string `json:"hash"`
	Name string `json:"name"`
	Mime string `json:"mime"`
	Size uint64 `json:"size"`
}

func bodyOf(e *schema.Entry) (string, error) {
	b := entryBody{Values: e.Values}
	for _, h := range e.Households {
		b.Households = append(b.Households, h.String())
	}
	for _, f := range e.Files {
		b.Files = append(b.Files, entryFile{f.Hash.String(), f.Name, f.Mime, f.Size})
	}
	out, err := json.Marshal(b)
	return string(out), err
}

func readBody(text string, e *schema.Entry) error {
	var b entryBody
	if err := json.Unmarshal([]byte(text), &b); err != nil {
		return err
	}
	if e.Values = b.Values; e.Values == nil {
		e.Values = map[string]string{}
	}
	e.Households, e.Files = nil, nil
	for _, s := range b.Households {
		x, err := wire.ParseID(s)
		if err != nil {
			return err
		}
		e.Households = append(e.Households, x)
	}
	for _, f := range b.Files {
		h, err := wire.ParseHash(f.Hash)
		if err != nil {
			return err
		}
		e.Files = append(e.Files, schema.EntryFile{Hash: h, Name: f.Name, Mime: f.Mime, Size: f.Size})
	}
	return nil
}

// PutEntry writes the next version of a line of a register; base is the version that the person saw, 0 for a new line.
// CodeConflict when somebody else was faster. A change needs a reason. The versions before stay.
func (s *Store) PutEntry(ctx context.Context, ws wire.ID, e *schema.Entry, base int, reason string, by wire.ID) error {
	if err := e.Validate(); err != nil {
		return err
	}
	reason = schema.Clean(reason)
	if base > 0 && reason == "" {
		return schema.Invalid("reason", "Nhờ ghi lý do sửa. Bản trước vẫn được giữ.", "Write why it is changed. The version before is kept.")
	}
	v := *e
	v.Households = slices.Clone(e.Households)
	slices.SortFunc(v.Households, func(a, b wire.ID) int { return slices.Compare(a[:], b[:]) })
	v.Households = slices.Compact(v.Households)
	err := s.write(ctx, func(t *tx) error {
		v.Version = base + 1
		return t.putEntry(ctx, ws, &v, base, reason, by)
	})
	if err == nil {
		e.Version = v.Version
	}
	return err
}

func (t *tx) putEntry(ctx context.Context, ws wire.ID, v *schema.Entry, base int, reason string, by wire.ID) error {
	var had int64
	var kind string
	found, err := one(ctx, t, `SELECT version, kind
		FROM entry
		WHERE ws = $1 AND entry = $2`, args(ws[:], v.ID[:]), &had, &kind)
	if err != nil {
		return err
	}
	if int(had) != base || found && kind != v.Kind {
		return schema.Conflict("version", "Dòng này vừa có người khác sửa. Nhờ xem lại bản mới rồi sửa tiếp.", "Somebody changed this entry meanwhile. Look at the new version first.")
	}
	body, err := bodyOf(v)
	if err != nil {
		return err
	}
	if err := t.exec(`INSERT INTO entry_version (ws, entry, version, area, year, removed, body, reason, account, at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
		ws[:], v.ID[:], v.Version, v.Area[:], v.Year, flag(v.Removed), body, reason, by[:], ms(t.at)); err != nil {
		return err
	}
	var words []string
	for _, x := range v.Values {
		if len(x) <= 200 {
			words = append(words, x)
		}
	}
	slices.Sort(words)
	if err := t.exec(`INSERT INTO entry (ws, entry, kind, area, year, day, due, done, title, removed, version, body, search, account, at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
		ON CONFLICT (ws, entry) DO UPDATE
		SET area = excluded.area, year = excluded.year, day = excluded.day, due = excluded.due, done = excluded.done, title = excluded.title,
			removed = excluded.removed, version = excluded.version, body = excluded.body, search = excluded.search, account = excluded.account, at = excluded.at`,
		ws[:], v.ID[:], v.Kind, v.Area[:], v.Year, v.Day, v.Due, v.Done, v.Title, flag(v.Removed), v.Version, body, searchText(v.Title, "", strings.Join(words, " ")), by[:], ms(t.at)); err != nil {
		return err
	}
	if err := t.exec(`DELETE FROM entry_household
		WHERE ws = $1 AND entry = $2`, ws[:], v.ID[:]); err != nil {
		return err
	}
	for _, h := range v.Households {
		if err := t.exec(`INSERT INTO entry_household (ws, entry, case_)
			VALUES ($1, $2, $3)`, ws[:], v.ID[:], h[:]); err != nil {
			return err
		}
	}
	for _, f := range v.Files {
		if err := t.keepFile(ws, f.Hash, f.Size, f.Mime); err != nil {
			return err
		}
		if err := t.exec(`INSERT INTO entry_file (ws, entry, hash)
			VALUES ($1, $2, $3)
			ON CONFLICT (ws, entry, hash) DO NOTHING`, ws[:], v.ID[:], f.Hash[:]); err != nil {
			return err
		}
	}
	action := "entry.put"
	switch {
	case v.Removed:
		action = "entry.remove"
	case base == 0:
		action = "entry.new"
	}
	detail, err := json.Marshal(map[string]any{"register": v.Kind, "version": v.Version})
	if err != nil {
		return err
	}
	return t.audit(ws, by, action, v.ID.String(), string(detail))
}

// keepFile notes that the office stored a file, so that backups check it like a photo.
func (t *tx) keepFile(ws wire.ID, h wire.Hash, size uint64, mime string) error {
	return t.exec(`INSERT INTO blob (ws, hash, size, mime, stored, writer)
		VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT (ws, hash) DO NOTHING`, ws[:], h[:], int64(size), mime, ms(t.at), t.s.owner[:])
}

// EntryQuery chooses lines of registers. Empty fields choose all of the scope.
type EntryQuery struct {
	Scope   schema.Scope
	Kind    string
	Area    wire.ID
	Commune bool // only what is of the whole commune
	Year    int
	Text    string // words of title and values, in any order, without marks
	Open    bool   // due, and not done
	DueTill string // due on this ISO day or before
	Case    wire.ID
	Removed bool // those taken out, and only those
	Limit   int  // at most 10,000; 0: 200
	Offset  int
}

func (q *EntryQuery) where(ws wire.ID) (string, []any) {
	w := newWhere(ws)
	w.scope("area", q.Scope, q.Area)
	if q.Commune {
		w.and("area = ", zeroID)
	}
	if q.Kind != "" {
		w.and("kind = ", q.Kind)
	}
	if q.Year != 0 {
		w.and("year = ", q.Year)
	}
	if q.Open {
		w.b.WriteString(" AND due <> '' AND done = ''")
	}
	if q.DueTill != "" {
		w.b.WriteString(" AND due <> ''")
		w.and("due <= ", q.DueTill)
	}
	if !q.Case.IsZero() {
		w.b.WriteString(" AND EXISTS (SELECT 1 FROM entry_household h WHERE h.ws = entry.ws AND h.entry = entry.entry AND h.case_ = " + w.next(q.Case[:]) + ")")
	}
	w.and("removed = ", flag(q.Removed))
	w.words("search", q.Text)
	return w.b.String(), w.a
}

const entryColumns = `entry, kind, area, year, day, due, done, title, removed, version, body, account, at`

func scanEntry(r *sql.Rows) (schema.Entry, error) {
	var e schema.Entry
	var removed, made int64
	var body string
	if err := r.Scan((*id)(&e.ID), &e.Kind, (*id)(&e.Area), &e.Year, &e.Day, &e.Due, &e.Done, &e.Title, &removed, &e.Version, &body, (*id)(&e.By), &made); err != nil {
		return e, err
	}
	e.Removed, e.At = removed != 0, at(made)
	return e, readBody(body, &e)
}

// Entries lists lines of registers by day, the newest first, and counts all that the query chooses. What is due is listed
// by its day, the longest waiting first.
func (s *Store) Entries(ctx context.Context, ws wire.ID, q EntryQuery) ([]schema.Entry, int, error) {
	where, a := q.where(ws)
	order := "day DESC, title, entry"
	if q.Open || q.DueTill != "" {
		order = "due, title, entry"
	}
	var out []schema.Entry
	n := 0
	err := s.inSnapshot(ctx, func(on snapshot) error {
		if _, err := one(ctx, on, `SELECT COUNT(*)
			FROM entry
			WHERE `+where, a, &n); err != nil {
			return err
		}
		return each(ctx, on, `SELECT `+entryColumns+`
			FROM entry
			WHERE `+where+`
			ORDER BY `+order+`
			LIMIT `+strconv.Itoa(clamp(q.Limit, 200, 10_000))+` OFFSET `+strconv.Itoa(max(q.Offset, 0)), a, func(r *sql.Rows) error {
			e, err := scanEntry(r)
			out = append(out, e)
			return err
		})
	})
	return out, n, err
}

// Entry gives one line of a register as it stands.
func (s *Store) Entry(ctx context.Context, ws, entry wire.ID) (schema.Entry, error) {
	var e schema.Entry
	found := false
	err := each(ctx, pool{s}, `SELECT `+entryColumns+`
		FROM entry
		WHERE ws = $1 AND entry = $2`, args(ws[:], entry[:]), func(r *sql.Rows) error {
		found = true
		var err error
		e, err = scanEntry(r)
		return err
	})
	if err == nil && !found {
		err = schema.NotFound("Không có dòng này.", "There is no such entry.")
	}
	return e, err
}

// EntryVersions gives the history of a line, the newest version first.
func (s *Store) EntryVersions(ctx context.Context, ws, entry wire.ID) ([]schema.Entry, error) {
	var out []schema.Entry
	err := each(ctx, pool{s}, `SELECT version, area, year, removed, body, reason, account, at
		FROM entry_version
		WHERE ws = $1 AND entry = $2
		ORDER BY version DESC
		LIMIT 1000`, args(ws[:], entry[:]), func(r *sql.Rows) error {
		e := schema.Entry{ID: entry}
		var removed, made int64
		var body string
		if err := r.Scan(&e.Version, (*id)(&e.Area), &e.Year, &removed, &body, &e.Reason, (*id)(&e.By), &made); err != nil {
			return err
		}
		e.Removed, e.At = removed != 0, at(made)
		if err := readBody(body, &e); err != nil {
			return err
		}
		out = append(out, e)
		return nil
	})
	return out, err
}

// EntryCounts counts the lines of each register in a year, and how many of them are late on a day.
func (s *Store) EntryCounts(ctx context.Context, ws wire.ID, scope schema.Scope, year int, today string) (all, late map[string]int, err error) {
	count := func(late bool) (map[string]int, error) {
		out := map[string]int{}
		w := newWhere(ws)
		w.scope("area", scope, wire.ID{})
		w.and("year = ", year)
		w.b.WriteString(" AND removed = 0")
		if late {
			w.b.WriteString(" AND due <> '' AND done = ''")
			w.and("due < ", today)
		}
		err := each(ctx, pool{s}, `SELECT kind, COUNT(*)
			FROM entry
			WHERE `+w.b.String()+`
			GROUP BY kind
			ORDER BY kind`, w.a, func(r *sql.Rows) error {
			var kind string
			var n int
			err := r.Scan(&kind, &n)
			out[kind] = n
			return err
		})
		return out, err
	}
	if all, err = count(false); err != nil {
		return nil, nil, err
	}
	late, err = count(true)
	return all, late, err
}
