package engine_test

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/sothon/sothon/forms"
	"github.com/sothon/sothon/forms/engine"
	"github.com/sothon/sothon/forms/instance"
	"github.com/sothon/sothon/forms/submission"
	"github.com/sothon/sothon/forms/xform"
)

// TestThroughXForm: a random form written as an XForm and read again behaves the same on the same random calls; and what
// a submission of it holds is read back into the same record.
func TestThroughXForm(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := engine.DrawForm(t)
		for strings.Contains(engine.DescribeIt(f), "count(/data/*)") { // an XForm has meta there
			f = engine.DrawForm(t)
		}
		text := string(xform.Write(f))
		g, diags := xform.Read(text)
		if g == nil {
			t.Fatalf("%+v\n%s\n%s", diags, engine.DescribeIt(f), text)
		}
		g.Given = nil // an XForm begins each repeat with a row, a workbook with none
		start := engine.Start{New: true, Env: engine.Env{Now: 1764000000000, Zone: 420, Seed: 1}}
		a, _, err := engine.Open(f, start)
		if err != nil {
			t.Fatal(err)
		}
		b, _, err := engine.Open(g, start)
		if err != nil {
			t.Fatal(err)
		}
		same := map[int]int{}
		for i := range f.Nodes {
			n, ok := g.NodeByPath(f.XPathOf(i))
			if !ok {
				t.Fatalf("%s is lost\n%s", f.XPathOf(i), text)
			}
			same[i] = n
		}
		var log []string
		for i := rapid.IntRange(5, 30).Draw(t, "calls"); i > 0; i-- {
			log = append(log, call(t, f, same, a, b))
			if x, y := seen(f, a), seen(g, b); x != y {
				t.Fatalf("the form\n%s\nafter it was written and read\n%s\nafter %s\n%s\n%s", x, y, strings.Join(log, "\n"), engine.DescribeIt(f), text)
			}
		}
		out := string(a.Tree().XML(instance.Submission{InstanceID: "uuid:1"}))
		rec, told := submission.Read(f, out)
		if rec == nil {
			t.Fatalf("%+v\n%s", told, out)
		}
		back, _, err := engine.Open(f, engine.Start{Mode: engine.Reconcile, Env: start.Env, Rows: rec.Rows, Answers: rec.Answers})
		if err != nil {
			t.Fatal(err)
		}
		back.Validate()
		back.Finish()
	})
}

// call makes the same random call on both.
func call(t *rapid.T, f *forms.Form, same map[int]int, a, b *engine.Session) string {
	id := engine.RowID{byte(rapid.IntRange(1, 9).Draw(t, "id")), 9}
	row := engine.Row{}
	if rows := a.Rows(); len(rows) > 0 {
		row = rapid.SampledFrom(rows).Draw(t, "row")
	}
	switch rapid.IntRange(0, 9).Draw(t, "call") {
	case 0, 1:
		var repeats []int
		for i := range f.Nodes {
			if f.Nodes[i].Kind == forms.KindRepeat {
				repeats = append(repeats, i)
			}
		}
		if len(repeats) == 0 {
			return "nothing"
		}
		r := rapid.SampledFrom(repeats).Draw(t, "repeat")
		parent := engine.RowID{}
		if f.RepeatOf(r) >= 0 && f.RepeatOf(r) != r {
			parent = row.ID
		}
		_, e1 := a.AddRow(r, parent, id)
		_, e2 := b.AddRow(same[r], parent, id)
		if (e1 == nil) != (e2 == nil) {
			t.Fatalf("add: %v, %v", e1, e2)
		}
		return fmt.Sprint("add ", r, parent[:2], id[:2], e1)
	case 2:
		_, e1 := a.RemoveRow(row.ID)
		_, e2 := b.RemoveRow(row.ID)
		if (e1 == nil) != (e2 == nil) {
			t.Fatalf("remove: %v, %v", e1, e2)
		}
		return fmt.Sprint("remove ", row.ID[:2], e1)
	case 3: // the first language only: an XForm has "-" where a translation is missing
		a.SetLang("vi")
		b.SetLang("vi")
		return "lang vi"
	}
	node := rapid.IntRange(1, len(f.Nodes)-1).Draw(t, "node")
	if f.Nodes[node].Kind != forms.KindQuestion {
		return "nothing"
	}
	ref := engine.Ref{Node: node}
	if f.RepeatOf(node) >= 0 {
		ref.Row = row.ID
	}
	v := engine.DrawValue.Draw(t, "value")
	_, e1 := a.Set(ref, v)
	_, e2 := b.Set(engine.Ref{Row: ref.Row, Node: same[node]}, v)
	if (e1 == nil) != (e2 == nil) {
		t.Fatalf("set %s %q: %v, %v", f.XPathOf(node), v, e1, e2)
	}
	return fmt.Sprintf("set %v %s = %q: %v", ref.Row[:2], f.XPathOf(node), v, e1)
}

// seen is every value and every violation, by reference.
func seen(f *forms.Form, s *engine.Session) string {
	var b strings.Builder
	at := func(ref engine.Ref) string {
		if e := s.Tree().Find(instance.RowID(ref.Row), ref.Node); e != nil {
			return e.Ref()
		}
		return "?"
	}
	for _, a := range s.Values() {
		if strings.Contains(at(a.Ref), "/meta/") {
			continue // an XForm has an instanceID
		}
		if a.Value == "" && f.Nodes[a.Ref.Node].Kind != forms.KindQuestion {
			continue // and a group without questions may be anything
		}
		st, _ := s.State(a.Ref)
		var offered []string
		for _, c := range st.Choices {
			offered = append(offered, c.Value+"="+c.Label)
		}
		fmt.Fprintf(&b, "%s = %q %v %v %v %s %v\n", at(a.Ref), a.Value, st.Required, st.ReadOnly, st.Valid, st.Label, offered)
	}
	for _, v := range s.Validate() {
		fmt.Fprintf(&b, "%s %s %s\n", at(v.Ref), v.Kind, v.Message)
	}
	return b.String()
}
