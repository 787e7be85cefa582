package export

import (
	"context"
	"strconv"
	"strings"
	"time"

	"github.com/sothon/sothon/forms/instance"
	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/schema/answers"
	"github.com/sothon/sothon/server/jobs"
	"github.com/sothon/sothon/sync/merge"
	"github.com/sothon/sothon/sync/wire"
)

// output is what one record adds: rows by table, cells as canonical text.
type output [][][]string

// record gives the rows of the approved version of one record; nil when no approval is in force any more.
func (s *Set) record(ctx context.Context, it item) (output, error) {
	rec, d, row, err := s.approved(ctx, it.record)
	if err != nil || rec == nil {
		return nil, located(err, it.record, row.Label)
	}
	o, err := s.eval.Open(ctx, rec, s.q.Lang)
	if err != nil {
		return nil, located(err, it.record, row.Label)
	}
	at := s.layout[o.Form]
	if at == nil { // published since Read
		return nil, &schema.Error{Code: schema.CodeUnavailable, Vi: "Biểu mẫu vừa có bản mới trong khi xuất. Xuất lại lần nữa.",
			En: "A new version of the form was published during the export. Export again."}
	}
	w := &walker{s: s, o: o, at: at, out: make(output, len(s.tables)), record: rec.ID.UUID(), each: several(rec)}
	if !s.q.Codes {
		if w.lists, err = s.eval.Lists(ctx, rec.Env.Lists); err != nil {
			return nil, err
		}
	}
	main := w.row(0)
	copy(main, []string{w.record, rec.Case.UUID(), it.code, s.areas[row.Area], s.rounds[rec.Round], s.users[rec.Env.User],
		time.UnixMilli(d.At).In(s.q.Zone).Format("2006-01-02"), s.users[d.User]})
	w.walk(o.Session.Tree().Root, main)
	return w.out, nil
}

// located says at which record an export stopped.
func located(err error, id wire.ID, label string) error {
	if err == nil {
		return nil
	}
	if label == "" {
		label = id.UUID()
	}
	return &schema.Error{Code: schema.CodeOf(err), Vi: "Phiếu «" + label + "» không xuất được. Mở phiếu đó xem, rồi xuất lại.",
		En: "The record \"" + label + "\" can not be exported. Open it, then export again.", Err: err}
}

// several gives the values of registers that keep more than one: two photos of two people both count.
func several(rec *merge.Record) map[answers.Place]string {
	var out map[answers.Place]string
	for i := range rec.Registers {
		r := &rec.Registers[i]
		if !r.Each || len(r.Values) < 2 || r.Gone {
			continue
		}
		var texts []string
		for k := range r.Values {
			text, ok := answers.FromWire(r.Values[k].Value)
			if !ok || text == "" || r.Values[k].Erased {
				continue
			}
			if m, ok := answers.ParseMedia(text); ok {
				text = mediaName(m)
			}
			if len(texts) == 0 || texts[len(texts)-1] != text {
				texts = append(texts, text)
			}
		}
		if len(texts) > 1 {
			if out == nil {
				out = map[answers.Place]string{}
			}
			out[answers.Place{Row: r.Row, Path: r.Path}] = strings.Join(texts, "; ")
		}
	}
	return out
}

// walker fills the rows of one record.
type walker struct {
	s      *Set
	o      *jobs.Opened
	at     []place
	out    output
	record string
	each   map[answers.Place]string // of registers that keep several values
	lists  []answers.NumberedList   // for labels
}

// row adds a row to a table.
func (w *walker) row(table int) []string {
	r := make([]string, len(w.s.tables[table].heads))
	w.out[table] = append(w.out[table], r)
	return r
}

// walk visits an element's children in document order; cells go into row.
func (w *walker) walk(e *instance.Elem, row []string) {
	e.Each(func(k *instance.Elem) bool {
		at := w.at[k.Node]
		switch {
		case k.IsRow():
			if k.Relevant() {
				w.walk(k, w.newRow(k, at.table))
			}
		case at != nowhere:
			if v := k.Value(); v != "" {
				row[at.column] = w.cell(k, v)
			}
		default:
			w.walk(k, row)
		}
		return true
	})
}

func (w *walker) newRow(k *instance.Elem, table int) []string {
	row := w.row(table)
	row[0], row[1], row[2] = w.record, wire.ID(k.ID).UUID(), strconv.Itoa(len(w.out[table]))
	if up := wire.ID(k.Up.RowOf()); !up.IsZero() {
		row[3] = up.UUID()
	}
	return row
}

// cell gives the text of a value: codes or labels of choices, file names of media.
func (w *walker) cell(k *instance.Elem, v string) string {
	n := &w.o.Form.Nodes[k.Node]
	if w.each != nil {
		if all, ok := w.each[answers.Place{Row: wire.ID(k.RowOf()), Path: answers.Path(w.o.Form, k.Node)}]; ok {
			return all
		}
	}
	switch {
	case n.Type == "binary":
		if m, ok := answers.ParseMedia(v); ok {
			return mediaName(m)
		}
	case !w.s.q.Codes && (n.List != "" || n.ListPath != ""):
		return w.choice(k, n, v)
	}
	return v
}

// mediaName is the name that a file has beside the tables: its hash with the extension of its kind.
func mediaName(m wire.Media) string {
	ext, ok := extensions[m.Mime]
	if !ok {
		ext = ".bin"
	}
	return m.SHA256.String() + ext
}

var extensions = map[string]string{"image/jpeg": ".jpg", "image/png": ".png", "image/webp": ".webp", "image/gif": ".gif",
	"image/heic": ".heic", "audio/mpeg": ".mp3", "audio/mp4": ".m4a", "audio/ogg": ".ogg", "audio/wav": ".wav", "audio/webm": ".weba",
	"video/mp4": ".mp4", "video/webm": ".webm", "video/3gpp": ".3gp", "application/pdf": ".pdf", "text/plain": ".txt", "text/csv": ".csv"}
