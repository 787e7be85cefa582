package admin

import (
	"context"
	"strings"

	"github.com/sothon/sothon/forms"
	"github.com/sothon/sothon/forms/engine"
	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/schema/answers"
	"github.com/sothon/sothon/server/jobs"
	"github.com/sothon/sothon/sync/merge"
	"github.com/sothon/sothon/sync/wire"
)

// resultView is what the form works out of the record: its calculates that have a label.
type resultView struct {
	Main    string // the result in words
	Before  string
	Open    bool // a conflict is open: provisional
	Sample  bool // from a sample table
	Lines   []resultLine
	Depends []dependsView
	Others  []resultLine // of the approved version
}

type resultLine struct{ Label, Value string }

// dependsView says what the result would be for each value of a conflict.
type dependsView struct {
	Question string
	Href     string
	Values   []resultLine
}

// sampleWord marks a figure of a table that is not official.
const sampleWord = "MẪU"

// result reads the calculates of an opened record.
func (s *sheet) result(o *jobs.Opened) (main string, lines []resultLine, sample bool) {
	group := -1 // of the result: only what stands there is shown, when the form has one
	for i := range o.Form.Nodes {
		if o.Form.Nodes[i].Name == jobs.ResultName {
			group = o.Form.Nodes[i].Parent
		}
	}
	for _, v := range o.Session.Values() {
		n := &o.Form.Nodes[v.Ref.Node]
		if n.Kind != forms.KindValue || v.Ref.Row != (engine.RowID{}) {
			continue
		}
		if n.Name == jobs.ResultName {
			main = resultWord(s.v, v.Value)
		}
		sample = sample || strings.Contains(v.Value, sampleWord)
		label := o.Form.Label(v.Ref.Node, s.v.Lang)
		if group > 0 && n.Parent != group || label == "" || n.Name == jobs.ResultName || v.Value == "" {
			continue
		}
		lines = append(lines, resultLine{label, show(o.Form, v.Ref.Node, v.Value, s.v.Lang, nil).Text})
	}
	return main, lines, sample
}

// maxTried bounds the conflicts whose values are tried for the result.
const maxTried = 3

// results fills the panel beside the record; nil when the form works nothing out.
func (a *Admin) results(ctx context.Context, s *sheet, w *walk) (*resultView, error) {
	r := &resultView{Open: s.rec.Conflicts > 0}
	r.Main, r.Lines, r.Sample = s.result(s.open)
	if b := s.m.Row.Before; b != "" {
		r.Before = resultWord(s.v, b)
	}
	if r.Main == "" && len(r.Lines) == 0 {
		return nil, nil
	}
	if s.approved != nil {
		o, err := a.Eval.Open(ctx, s.approved, s.v.Lang)
		if err != nil {
			return nil, err
		}
		main, _, _ := s.result(o)
		r.Others = append(r.Others, resultLine{s.v.T("result.approved"), main}, resultLine{s.v.T("result.newer"), r.Main})
	}
	tried := 0
	for i := range s.rec.Registers {
		reg := &s.rec.Registers[i]
		if !reg.Conflict || reg.Gone || tried == maxTried {
			continue
		}
		node, ok := answers.Node(w.f, reg.Path)
		if !ok {
			continue
		}
		tried++
		d := dependsView{Question: s.v.T("result.question", w.numbers[node]), Href: "#" + anchor(reg.Row, node)}
		differs := false
		for k := range reg.Values {
			if k > 0 && reg.Values[k-1].Value.Equal(reg.Values[k].Value) || len(d.Values) == 4 {
				continue
			}
			o, err := a.Eval.Open(ctx, withValue(s.rec, i, k), s.v.Lang)
			if err != nil {
				return nil, err
			}
			text, _ := answers.FromWire(reg.Values[k].Value)
			value := show(w.f, node, text, s.v.Lang, w.choices(node, reg.Row)).Text
			if value == "" {
				value = s.v.T("value.empty")
			}
			main, _, _ := s.result(o)
			d.Values = append(d.Values, resultLine{value, main})
			differs = differs || main != d.Values[0].Value
		}
		if differs {
			r.Depends = append(r.Depends, d)
		}
	}
	return r, nil
}

// withValue is the record as if only one value of a conflict stood there.
func withValue(rec *merge.Record, register, value int) *merge.Record {
	out := *rec
	out.Registers = append([]merge.Register(nil), rec.Registers...)
	r := &out.Registers[register]
	r.Values, r.Conflict = []merge.Val{r.Values[value]}, false
	return &out
}

// choices are those that the engine offers at a question.
func (w *walk) choices(node int, row wire.ID) []engine.Choice {
	st, _ := w.s.open.Session.State(engine.Ref{Row: engine.RowID(row), Node: node})
	return st.Choices
}

// twinView is another household that this one looks like.
type twinView struct {
	Label, Code, Place, Href, Why, Case string
}

// twins are the look-alikes of the record that the reader may see.
func (a *Admin) twins(ctx context.Context, s *sheet, scope schema.Scope) ([]twinView, error) {
	if s.m.Row.Twins == 0 {
		return nil, nil
	}
	all, err := a.Store.Twins(ctx, a.Workspace, s.rec.ID)
	if err != nil {
		return nil, err
	}
	var out []twinView
	for _, t := range all {
		if !scope.Covers(t.Area) {
			out = append(out, twinView{Label: s.v.T("twins.elsewhere"), Case: t.Case.String(), Why: s.why(t.Keys)})
			continue
		}
		out = append(out, twinView{Label: t.Label, Code: t.Code, Place: s.names.area(t.Area), Href: "/records/" + t.Record.String(), Why: s.why(t.Keys), Case: t.Case.String()})
	}
	return out, nil
}

// why says in words what two households have in common; a number is shown by its last digits only.
func (s *sheet) why(keys []string) string {
	var parts []string
	for _, k := range keys {
		kind, rest, _ := strings.Cut(k, ":")
		switch kind {
		case "id":
			parts = append(parts, s.v.T("twins.id", rest[max(0, len(rest)-4):]))
		case "born":
			_, year, _ := strings.Cut(rest, "/")
			parts = append(parts, s.v.T("twins.born", year))
		default:
			parts = append(parts, s.v.T("twins.lives"))
		}
	}
	return join(parts)
}
