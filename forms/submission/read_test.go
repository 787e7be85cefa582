package submission_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/sothon/sothon/forms"
	"github.com/sothon/sothon/forms/engine"
	"github.com/sothon/sothon/forms/instance"
	"github.com/sothon/sothon/forms/submission"
	"github.com/sothon/sothon/forms/xlsform"
)

const workbook = `
| survey |
| | type            | name | label | relevant | calculation |
| | start           | start |     |          |             |
| | text            | ten  | T     |          |             |
| | select_multiple l | m  | M     |          |             |
| | begin_group     | g    | G     |          |             |
| | integer         | n    | N     |          |             |
| | geopoint        | p    | P     | ${n} > 1 |             |
| | image           | anh  | A     |          |             |
| | end_group       |      |       |          |             |
| | begin_repeat    | r    | R     |          |             |
| | integer         | x    | X     |          |             |
| | begin_repeat    | k    | K     |          |             |
| | text            | y    | Y     |          |             |
| | end_repeat      |      |       |          |             |
| | end_repeat      |      |       |          |             |
| | calculate       | tong |       |          | sum(${x})   |
| choices |
| | list_name | name | label |
| | l         | a    | A     |
| | l         | b    | B     |
`

func form(t testing.TB) *forms.Form {
	f, diags := xlsform.CompileMarkdown(workbook, xlsform.Options{FileStem: "thu"})
	if f == nil {
		t.Fatalf("%+v", diags)
	}
	return f
}

// TestRoundTrip: what is written out is read in: the same rows in the same places, the same answers and the same
// submission again.
func TestRoundTrip(t *testing.T) {
	t.Parallel()
	f := form(t)
	s, _, err := engine.Open(f, engine.Start{New: true, Env: engine.Env{Now: 1764000000000, Zone: 420}})
	if err != nil {
		t.Fatal(err)
	}
	at := func(path string) int { n, _ := f.NodeByPath(path); return n }
	set := func(row engine.RowID, path, v string) {
		if _, err := s.Set(engine.Ref{Row: row, Node: at(path)}, v); err != nil {
			t.Fatal(err)
		}
	}
	r1, r2, k1 := engine.RowID{1}, engine.RowID{2}, engine.RowID{3}
	for _, r := range []engine.Row{{ID: r1, Node: at("/data/r")}, {ID: r2, Node: at("/data/r")}, {ID: k1, Node: at("/data/r/k"), Parent: r2}} {
		if _, err := s.AddRow(r.Node, r.Parent, r.ID); err != nil {
			t.Fatal(err)
		}
	}
	set(engine.RowID{}, "/data/ten", "Lò & <Văn> \"Ơn\"\nhai dòng")
	set(engine.RowID{}, "/data/m", "b a")
	set(engine.RowID{}, "/data/g/n", "2")
	set(engine.RowID{}, "/data/g/p", "22.5 105.25 0 5")
	set(r1, "/data/r/x", "4")
	set(r2, "/data/r/x", "5")
	set(k1, "/data/r/k/y", "sâu")
	sub := instance.Submission{Version: "3", InstanceID: "uuid:1", InstanceName: "tên", DeprecatedID: "uuid:0"}
	out := string(s.Tree().XML(sub))

	rec, diags := submission.Read(f, out)
	if rec == nil || len(diags) != 0 {
		t.Fatalf("%+v\n%s", diags, out)
	}
	if rec.InstanceID != "uuid:1" || rec.InstanceName != "tên" || rec.DeprecatedID != "uuid:0" || rec.Version != "3" || len(rec.Rows) != 3 || rec.Rows[2].Parent != rec.Rows[1].ID {
		t.Errorf("%+v", rec)
	}
	again, _, err := engine.Open(f, engine.Start{Mode: engine.Reconcile, Rows: rec.Rows, Answers: rec.Answers})
	if err != nil {
		t.Fatal(err)
	}
	if back := string(again.Tree().XML(sub)); back != out {
		t.Errorf("%s\nbecame\n%s", out, back)
	}
	if twice, _ := submission.Read(f, out); !slices.Equal(twice.Rows, rec.Rows) {
		t.Error("other rows the second time")
	}
}

// TestMistakes: each is told at its line; what can be kept is kept.
func TestMistakes(t *testing.T) {
	t.Parallel()
	f := form(t)
	in := func(s string) string {
		return "<data id=\"thu\">\n" + s + "\n<meta><instanceID>uuid:1</instanceID></meta></data>"
	}
	for _, c := range []struct{ text, want, answers string }{
		{"<data", "bad-xml 1", ""},
		{"<data id='khac'/>", "other-form 1", ""},
		{"<dat id='thu'/>", "other-root 1", ""},
		{"<data id='thu' encrypted='yes'/>", "encrypted 1", ""},
		{"<data id='thu'><ten>a</ten></data>", "no-instance-id 1", "ten=a"},
		{in("<ten>a</ten>\n<ten>b</ten>"), "twice 3", "ten=a"},
		{in("<g>\n<n>hai</n></g>"), "bad-value 3", "n=hai"},
		{in("<g>\n<n>hai</n>\n<p>x</p></g>"), "bad-value 3, bad-value 4", "n=hai p=x"},
		{in("<la>1</la><lo/>"), "unknown-element 2", ""},
		{in("<ten><b>1</b></ten>"), "not-a-group 2", ""},
		{in("<g><anh>a.jpg</anh></g>"), "", ""},
		{in("<r xmlns:jr='http://openrosa.org/javarosa' jr:template=''><x>1</x></r><r><x>007</x></r>"), "", "x=7"},
	} {
		rec, diags := submission.Read(f, c.text)
		var got, answers []string
		for _, d := range diags {
			got = append(got, fmt.Sprint(d.Code, " ", d.Row))
			if d.Why.Vi == "" || d.Why.En == "" || d.Fix.Vi == "" || d.Fix.En == "" {
				t.Errorf("%s: %+v", c.text, d)
			}
		}
		if rec != nil {
			for _, a := range rec.Answers {
				answers = append(answers, f.Nodes[a.Ref.Node].Name+"="+a.Value)
			}
		}
		if strings.Join(got, ", ") != c.want || strings.Join(answers, " ") != c.answers {
			t.Errorf("%s: %v %v, want %s, %s", c.text, got, answers, c.want, c.answers)
		}
	}
	if rec, _ := submission.Read(f, in("<g><anh>a.jpg</anh></g>")); len(rec.Files) != 1 || rec.Files[0].Name != "a.jpg" {
		t.Errorf("%+v", rec)
	}
}

// FuzzRead: any text gives a record that opens and is written out, or a reason.
func FuzzRead(f *testing.F) {
	fm := form(f)
	f.Add(`<data id="thu" version="1"><ten>a</ten><m>a b</m><g><n>2</n><p>1 2 3 4</p></g><r><x>1</x><k><y>z</y></k></r><meta><instanceID>uuid:1</instanceID></meta></data>`)
	f.Add(`<data id="thu"><r><r/></r><orx:meta xmlns:orx="http://openrosa.org/xforms"><orx:instanceID/></orx:meta></data>`)
	f.Fuzz(func(t *testing.T, text string) {
		rec, diags := submission.Read(fm, text)
		if rec == nil {
			if len(diags) == 0 {
				t.Fatal("no record and no reason")
			}
			return
		}
		for _, mode := range []engine.Mode{engine.Interview, engine.Reconcile} {
			s, _, err := engine.Open(fm, engine.Start{Mode: mode, Rows: rec.Rows, Answers: rec.Answers})
			if err != nil {
				t.Fatal(err)
			}
			s.Finish()
			back, _ := submission.Read(fm, string(s.Tree().XML(instance.Submission{InstanceID: "uuid:2"})))
			if back == nil {
				t.Fatal("not read again")
			}
		}
	})
}
