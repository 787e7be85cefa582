package export

import (
	"context"
	"strings"
	"time"

	"github.com/sothon/sothon/forms"
	"github.com/sothon/sothon/forms/engine"
	"github.com/sothon/sothon/forms/instance"
	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/schema/answers"
	"github.com/sothon/sothon/server/jobs"
	"github.com/sothon/sothon/sync/merge"
	"github.com/sothon/sothon/sync/wire"
)

// output is what one record adds: rows by table, cells as canonical text.
type output [][][]string

// pack opens one record in the engine and packs what an export writes of it, and says in it which approval or state that
// is; nil when there is nothing any more to write: no approval in force, or outside the areas asked for.
func (s *Set) pack(ctx context.Context, it *item) ([]byte, error) {
	rec, h, label, err := s.version(ctx, it)
	if err != nil || rec == nil {
		return nil, located(err, it.record, label)
	}
	o, err := s.eval.Open(ctx, rec, "")
	if err != nil {
		return nil, located(err, it.record, label)
	}
	h.formVersion, h.formHash, h.lists = rec.FormVersion, rec.FormHash, rec.Env.Lists
	h.user, h.caseID, h.round = rec.Env.User, rec.Case, rec.Round
	w := &walker{o: o, each: several(rec)}
	w.walk(o.Session.Tree().Root, w.p.row(0, wire.ID{}, wire.ID{}))
	return w.p.bytes(h), nil
}

// fillMain fills the columns that stand before the questions.
func (s *Set) fillMain(row []string, it *item, record string, h *packedHead) {
	row[0], row[1], row[2] = record, h.caseID.UUID(), it.code
	row[3], row[4], row[5] = s.areas[it.area], s.rounds[h.round], s.users[h.user]
	if s.q.Every {
		row[6] = s.word("state." + string(it.state))
	}
	if h.approved {
		n := len(row[:6])
		if s.q.Every {
			n++
		}
		row[n], row[n+1] = time.UnixMilli(int64(h.at)).In(s.q.Zone).Format("2006-01-02"), s.users[h.by]
	}
}

var errDecidedAgain = &schema.Error{Code: schema.CodeUnavailable, Vi: "Một phiếu vừa được quyết định lại trong khi xuất. Xuất lại lần nữa.",
	En: "A record was decided again during the export. Export again."}

var errNewVersion = &schema.Error{Code: schema.CodeUnavailable, Vi: "Biểu mẫu vừa có bản mới trong khi xuất. Xuất lại lần nữa.",
	En: "A new version of the form was published during the export. Export again."}

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

// walker packs the rows of one record.
type walker struct {
	o    *jobs.Opened
	p    packer
	each map[answers.Place]string // of registers that keep several values
}

// walk visits an element's children in document order; cells go into row.
func (w *walker) walk(e *instance.Elem, row int) {
	e.Each(func(k *instance.Elem) bool {
		n := &w.o.Form.Nodes[k.Node]
		switch {
		case k.IsRow():
			if k.Relevant() {
				w.walk(k, w.p.row(k.Node, wire.ID(k.ID), wire.ID(k.Up.RowOf())))
			}
		case holdsValue(n):
			if v := k.Value(); v != "" {
				w.cell(row, k, n, v)
			}
		default:
			w.walk(k, row)
		}
		return true
	})
}

// cell packs a value: media by their file name, choices that only the engine knows with their label.
func (w *walker) cell(row int, k *instance.Elem, n *forms.Node, v string) {
	if w.each != nil {
		if all, ok := w.each[answers.Place{Row: wire.ID(k.RowOf()), Path: answers.Path(w.o.Form, k.Node)}]; ok {
			w.p.cell(row, k.Node, cellVerbatim, all)
			return
		}
	}
	switch {
	case n.Type == "binary":
		if m, ok := answers.ParseMedia(v); ok {
			w.p.cell(row, k.Node, cellVerbatim, mediaName(m))
			return
		}
	case n.ListPath != "":
		w.p.cell(row, k.Node, cellLabelled, v, w.chosen(k, n, v))
		return
	}
	w.p.cell(row, k.Node, cellPlain, v)
}

// chosen gives the labels of choices that are rows of the record itself.
func (w *walker) chosen(k *instance.Elem, n *forms.Node, v string) string {
	st, _ := w.o.Session.State(engine.Ref{Row: engine.RowID(k.RowOf()), Node: k.Node})
	values := []string{v}
	if n.Control == "select_multiple" || n.Control == "rank" {
		values = strings.Fields(v)
	}
	for i, x := range values {
		for _, c := range st.Choices {
			if c.Value == x && c.Label != "" {
				values[i] = c.Label
			}
		}
	}
	return strings.Join(values, "; ")
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
