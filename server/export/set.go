package export

import (
	"context"
	"strings"
	"time"

	"github.com/sothon/sothon/forms"
	"github.com/sothon/sothon/forms/engine"
	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/schema/store"
	"github.com/sothon/sothon/server/jobs"
	"github.com/sothon/sothon/sync/merge"
	"github.com/sothon/sothon/sync/wire"
)

// Query chooses what is exported.
type Query struct {
	FormID string
	Round  wire.ID
	All    bool // every area; else Areas
	Areas  []wire.ID
	Codes  bool   // values as codes; else as labels of Lang
	Lang   string // "" = the form's default
	Zone   *time.Location
}

// table is the form itself or one repeat.
type table struct {
	name  string
	node  int // the repeat; 0: the form
	nodes []int
	heads []string
}

// Set is a form's approved records, ready to be written.
type Set struct {
	q      Query
	eval   *jobs.Evaluator
	form   *forms.Form
	tables []table
	rows   []schema.RecordRow
	areas  map[wire.ID]string
	users  map[wire.ID]string
}

// FormID is the form's id.
func (s *Set) FormID() string { return s.form.ID }

// Tables is how many tables there are.
func (s *Set) Tables() int { return len(s.tables) }

// Records is how many records there are.
func (s *Set) Records() int { return len(s.rows) }

// Read finds the newest version of the form, whose questions are the columns, and the records with an approval that
// stands.
func Read(ctx context.Context, e *jobs.Evaluator, q Query) (*Set, error) {
	refs, err := e.Store.FormsInForce(ctx, e.Workspace)
	if err != nil {
		return nil, err
	}
	if q.Zone == nil {
		q.Zone = time.UTC
	}
	s := &Set{q: q, eval: e, areas: map[wire.ID]string{}, users: map[wire.ID]string{}}
	for _, r := range refs {
		if r.FormID == q.FormID {
			if s.form, _, err = e.Store.Form(ctx, e.Workspace, r.Hash); err != nil {
				return nil, err
			}
		}
	}
	if s.form == nil {
		return nil, schema.NotFound("Không có biểu mẫu này.", "There is no such form.")
	}
	for _, st := range []schema.State{schema.StateApproved, schema.StateChanged, schema.StateConflict} {
		for from := 0; ; from += 1000 {
			rows, total, err := e.Store.Records(ctx, e.Workspace, store.RecordQuery{All: q.All, Areas: q.Areas, Round: q.Round, FormID: q.FormID,
				State: st, Sort: store.SortLabel, Limit: 1000, Offset: from})
			if err != nil {
				return nil, err
			}
			for _, r := range rows {
				if r.Approved {
					s.rows = append(s.rows, r)
				}
			}
			if from+len(rows) >= total || len(rows) == 0 {
				break
			}
		}
	}
	areas, err := e.Store.Areas(ctx, e.Workspace)
	if err != nil {
		return nil, err
	}
	for _, a := range areas {
		s.areas[a.ID] = a.Label
	}
	users, err := e.Store.Users(ctx, e.Workspace)
	if err != nil {
		return nil, err
	}
	for _, u := range users {
		s.users[u.ID] = u.Name
	}
	s.columns()
	return s, nil
}

// columns lays out the tables: the form's own questions and computed values, then each repeat's.
func (s *Set) columns() {
	s.tables = []table{{name: s.form.ID, heads: []string{"phieu", "ho", "thon", "nguoi_ghi", "ngay_duyet", "nguoi_duyet"}}}
	at := map[int]int{-1: 0}
	for i := range s.form.Nodes {
		n := &s.form.Nodes[i]
		switch n.Kind {
		case forms.KindRepeat:
			at[i] = len(s.tables)
			s.tables = append(s.tables, table{name: n.Name, node: i, heads: []string{"phieu", "dong", "stt", "dong_tren"}})
		case forms.KindQuestion, forms.KindValue:
			t := &s.tables[at[s.form.RepeatOf(i)]]
			t.nodes = append(t.nodes, i)
			t.heads = append(t.heads, strings.TrimPrefix(s.form.PathOf(i), prefixOf(s.form, t.node)))
		}
	}
}

func prefixOf(f *forms.Form, repeat int) string {
	if repeat == 0 {
		return ""
	}
	return f.PathOf(repeat) + "/"
}

// each opens the approved version of every record, in order, and gives its rows of one table.
func (s *Set) each(ctx context.Context, t *table, emit func([]string) error) error {
	for i := range s.rows {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := s.record(ctx, &s.rows[i], t, emit); err != nil {
			return err
		}
	}
	return nil
}

func (s *Set) record(ctx context.Context, row *schema.RecordRow, t *table, emit func([]string) error) error {
	now, _, err := s.eval.Store.Record(ctx, s.eval.Workspace, row.ID)
	if err != nil {
		return err
	}
	d := merge.Approval(now)
	if d == nil {
		return nil
	}
	rec, err := s.eval.Store.RecordAt(ctx, s.eval.Workspace, row.ID, d.Payload.Frontier)
	if err != nil {
		return err
	}
	o, err := s.eval.Open(ctx, rec, s.q.Lang)
	if err != nil {
		return err
	}
	if t.node == 0 {
		cells := []string{row.ID.UUID(), row.Case.UUID(), s.areas[row.Area], s.users[rec.Env.User],
			time.UnixMilli(d.At).In(s.q.Zone).Format("2006-01-02"), s.users[d.User]}
		return emit(s.cells(cells, o, t, engine.RowID{}))
	}
	number := 0
	for _, r := range o.Session.Rows() {
		if s.place(o, r.Node) != t.node {
			continue
		}
		number++
		above := ""
		if id := wire.ID(r.Parent); !id.IsZero() {
			above = id.UUID()
		}
		cells := []string{row.ID.UUID(), wire.ID(r.ID).UUID(), itoa(number), above}
		if err := emit(s.cells(cells, o, t, r.ID)); err != nil {
			return err
		}
	}
	return nil
}

// place finds a node of the record's form version in the version that makes the columns; -1 when it has none.
func (s *Set) place(o *jobs.Opened, node int) int {
	if n, ok := s.form.NodeByPath(o.Form.PathOf(node)); ok {
		return n
	}
	return -1
}

func (s *Set) cells(cells []string, o *jobs.Opened, t *table, row engine.RowID) []string {
	for _, n := range t.nodes {
		in, ok := o.Form.NodeByPath(s.form.PathOf(n))
		if !ok {
			cells = append(cells, "")
			continue
		}
		st, ok := o.Session.State(engine.Ref{Row: row, Node: in})
		if !ok || !st.Relevant {
			cells = append(cells, "")
			continue
		}
		cells = append(cells, s.value(o.Form, in, &st))
	}
	return cells
}

func (s *Set) value(f *forms.Form, node int, st *engine.NodeState) string {
	n := &f.Nodes[node]
	if s.q.Codes || st.Value == "" || n.List == "" && n.ListPath == "" {
		return st.Value
	}
	values := []string{st.Value}
	if n.Control != "select_one" {
		values = strings.Fields(st.Value)
	}
	for i, v := range values {
		values[i] = f.ChoiceLabel(node, v, s.q.Lang)
		for _, c := range st.Choices {
			if c.Value == v && c.Label != "" {
				values[i] = c.Label
			}
		}
	}
	return strings.Join(values, "; ")
}
