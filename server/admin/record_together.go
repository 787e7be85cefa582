package admin

import (
	"context"
	"net/http"

	"github.com/gin-gonic/gin"

	"github.com/sothon/sothon/forms"
	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/schema/answers"
	"github.com/sothon/sothon/sync/merge"
	"github.com/sothon/sothon/sync/wire"
)

// Households that were said to be one keep a record each (docs/sync.md ◆D1): nothing is joined. Their records of a round
// stand beside each other on the page, and a reviewer copies an answer over by an ordinary set.

const (
	maxTogether  = 5  // other records
	maxDiffering = 12 // answers of one that are listed
)

// togetherView is the record of another household that is the same one, with the answers that differ.
type togetherView struct {
	Label, Code, Place, Href string
	State, Tag, Icon         string
	Case                     string
	Lines                    []togetherLine
	More                     int
}

type togetherLine struct {
	Number int
	Label  string
	Ref    string
	Here   shown
	There  shown
}

// others gives the records, in the round and form of rec, of the households that are one with its own and that scope
// covers.
func (a *Admin) others(ctx context.Context, rec *merge.Record, scope schema.Scope) (out []merge.Record, rows []schema.RecordRow, err error) {
	cases, err := a.Store.Component(ctx, a.Workspace, wire.AliasCase, rec.Case)
	if err != nil {
		return nil, nil, err
	}
	for _, x := range cases {
		if x == rec.Case || len(out) == maxTogether {
			continue
		}
		m, err := a.Store.View(ctx, a.Workspace, wire.RecordID(x, rec.Round, rec.FormID))
		if schema.CodeOf(err) == schema.CodeNotFound || err == nil && (!scope.Covers(m.Row.Area) || m.Record.Deleted) {
			continue
		}
		if err != nil {
			return nil, nil, err
		}
		out, rows = append(out, *m.Record), append(rows, m.Row)
	}
	return out, rows, nil
}

// together fills the panel of the other records of the same household.
func (a *Admin) together(ctx context.Context, s *sheet, w *walk, scope schema.Scope) ([]togetherView, error) {
	recs, rows, err := a.others(ctx, s.rec, scope)
	if err != nil || len(recs) == 0 {
		return nil, err
	}
	here := answers.Visible(s.rec)
	var out []togetherView
	for i := range recs {
		row := &rows[i]
		v := togetherView{Label: row.Label, Code: row.Code, Place: s.names.area(row.Area), Href: "/records/" + row.ID.String(), Case: row.Case.String()}
		v.State, v.Tag, v.Icon = stateWords(s.v, row.State)
		there := answers.Visible(&recs[i])
		for n := range w.f.Nodes {
			p := answers.Place{Path: answers.Path(w.f, n)}
			if w.f.Nodes[n].Kind != forms.KindQuestion || w.repeatOf(n) >= 0 || there[p] == "" || there[p] == here[p] {
				continue
			}
			if len(v.Lines) == maxDiffering {
				v.More++
				continue
			}
			choices := w.choices(n, wire.ID{})
			v.Lines = append(v.Lines, togetherLine{w.numbers[n], w.f.Label(n, s.v.Lang), refKey(wire.ID{}, p.Path), w.show(n, here[p], choices), show(w.f, n, there[p], s.v.Lang, choices)})
		}
		out = append(out, v)
	}
	return out, nil
}

// CopyAnswer copies one answer from the record of another household that is the same one: a set that names the values here,
// with where it came from as a comment.
func (a *Admin) CopyAnswer(c *gin.Context) {
	ctx, m := c.Request.Context(), recordOf(c)
	from, err := wire.ParseID(c.PostForm("from"))
	if err != nil {
		a.Fail(c, badField("from"))
		return
	}
	f, node, row, err := a.place(ctx, m.Record, c.PostForm("ref"))
	if err == nil && !row.IsZero() {
		err = badField("ref")
	}
	if err != nil {
		a.Fail(c, err)
		return
	}
	recs, rows, err := a.others(ctx, m.Record, UserOf(c).Scope())
	if err != nil {
		a.Fail(c, err)
		return
	}
	path := answers.Path(f, node)
	for i := range recs {
		if rows[i].Case != from {
			continue
		}
		text := answers.Visible(&recs[i])[answers.Place{Path: path}]
		value, ok := answers.ToWire(&f.Nodes[node], text)
		if !ok || text == "" {
			break
		}
		ch := &wire.Change{Header: a.header(m.Record)}
		set := wire.Op{Kind: wire.KindSet, Node: uint32(node), Value: value}
		for k := range m.Record.Registers {
			if r := &m.Record.Registers[k]; r.Row.IsZero() && r.Path == path {
				set.Sees = r.Dots()
			}
		}
		ch.Ops = []wire.Op{set, {Kind: wire.KindComment, Node: uint32(node), Value: wire.CommentValue(wire.Comment{
			Text: a.pages.say("vi", "together.copied", rows[i].Code, rows[i].Label)})}}
		if _, err := a.author(c, ch); err != nil {
			a.Fail(c, err)
			return
		}
		a.back(c, a.recordPath(c), "flash.copied")
		return
	}
	a.again(c, http.StatusConflict, "together.gone")
}
