package xform_test

import (
	"os"
	"strings"
	"testing"

	"github.com/sothon/sothon/forms"
	"github.com/sothon/sothon/forms/engine"
	"github.com/sothon/sothon/forms/xform"
	"github.com/sothon/sothon/forms/xlsform"
)

const workbook = `
| survey |
| | type              | name | label::Tiếng Việt (vi) | label::English (en) | relevant | calculation  | trigger | default | choice_filter | repeat_count | save_to | bind::x |
| | text              | ten  | Tên                    | Name                |          |              |         |         |               |              | ten     | y       |
| | select_one gt     | gt   | Chào ${ten}            | Hello ${ten}        |          |              |         |         | k = ${ten}    |              |         |         |
| | begin_repeat      | tv   | Thành viên             | Members             |          |              |         |         |               |              |         |         |
| | integer           | tuoi | Tuổi                   | Age                 |          |              |         | 1 + 1   |               |              |         |         |
| | calculate         | gap  |                        |                     |          | ${tuoi} * 2  |         |         |               |              |         |         |
| | end_repeat        |      |                        |                     |          |              |         |         |               |              |         |         |
| | calculate         | tong |                        |                     |          | sum(${gap})  |         |         |               |              |         |         |
| | note              | n    | Ghi chú                | Note                | ${tong} > 9 |           |         |         |               |              |         |         |
| | calculate         | luc  |                        |                     |          | concat('x', ${ten}) | ${ten} |    |               |              |         |         |

| choices |
| | list_name | name | label::Tiếng Việt (vi) | label::English (en) | k |
| | gt        | nam  | Nam                    | Male                | a |
| | gt        | nu   | Nữ                     | Female              | a |

| entities |
| | list_name | label  |
| | ho        | ${ten} |
`

// TestRoundTrip: a form that is written and read again behaves as before, and writing it a second time changes nothing
// that a person sees.
func TestRoundTrip(t *testing.T) {
	t.Parallel()
	f, diags := xlsform.CompileMarkdown(workbook, xlsform.Options{FileStem: "thu"})
	if f == nil {
		t.Fatalf("%+v", diags)
	}
	text := string(xform.Write(f))
	for _, want := range []string{`<text id="/data/ten:label">`, `x="y"`, `entities:saveto="ten"`, `<entity dataset="ho" create="1" id="">`, `event="odk-new-repeat"`,
		`event="xforms-value-changed"`, `<tv jr:template="">`, `<label ref="jr:itext(itextId)"/>`, `Chào <output value=" /data/ten "/>`} {
		if !strings.Contains(text, want) {
			t.Errorf("there is no %s in\n%s", want, text)
		}
	}
	back, diags := xform.ReadDocument(text)
	if back == nil {
		t.Fatalf("%+v", diags)
	}
	if len(back.Form.Given) != 1 {
		t.Errorf("%d rows", len(back.Form.Given))
	}
	if again, _ := xform.Read(string(xform.Write(back.Form))); again == nil || string(again.Encode()) == "" {
		t.Error("what was read can not be written and read again")
	}
	for name, form := range map[string]*forms.Form{"before": f, "after": back.Form} {
		s, _, err := engine.Open(form, engine.Start{New: true})
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		at := func(path string) engine.Ref {
			n, ok := form.NodeByPath(path)
			if !ok {
				t.Fatalf("%s: no %s", name, path)
			}
			return engine.Ref{Node: n}
		}
		set := func(r engine.Ref, v string) {
			if _, err := s.Set(r, v); err != nil {
				t.Errorf("%s: %v", name, err)
			}
		}
		for _, r := range s.Rows() { // an XForm starts with one
			if _, err := s.RemoveRow(r.ID); err != nil || name == "before" {
				t.Fatalf("%s: a row from the start, %v", name, err)
			}
		}
		set(at("ten"), "a")
		set(at("gt"), "nu")
		row := engine.RowID{15: 7}
		if _, err := s.AddRow(at("tv").Node, engine.RowID{}, row); err != nil {
			t.Fatal(err)
		}
		if st, _ := s.State(engine.Ref{Node: at("tv/tuoi").Node, Row: row}); st.Value != "2" {
			t.Errorf("%s: the default of a new row is %q", name, st.Value)
		}
		set(engine.Ref{Node: at("tv/tuoi").Node, Row: row}, "5")
		s.SetLang("English (en)")
		for path, want := range map[string]string{"tong": "10", "luc": "xa"} {
			if st, _ := s.State(at(path)); st.Value != want {
				t.Errorf("%s: %s = %q, want %q", name, path, st.Value, want)
			}
		}
		note, _ := s.State(at("n"))
		ask, _ := s.State(at("gt"))
		if !note.Relevant || ask.Label != "Hello a" || len(ask.Choices) != 2 || ask.Choices[1].Label != "Female" {
			t.Errorf("%s: note %+v, question %+v", name, note, ask)
		}
	}
}

// TestHousehold: the form that ships is written and read again with every question in its place.
func TestHousehold(t *testing.T) {
	t.Parallel()
	md, err := os.ReadFile("../../schema/seed/forms/ho-gia-dinh.md")
	if err != nil {
		t.Fatal(err)
	}
	f, _ := xlsform.CompileMarkdown(string(md), xlsform.Options{FileStem: "ho"})
	back, diags := xform.Read(string(xform.Write(f)))
	if back == nil {
		t.Fatalf("%+v", diags)
	}
	for i := 1; i < len(f.Nodes); i++ {
		if f.Nodes[i].Control == "audit" {
			continue // an XForm has it in meta
		}
		n, ok := back.NodeByPath(f.XPathOf(i))
		if !ok {
			t.Errorf("%s is lost", f.XPathOf(i))
			continue
		}
		a, b := f.Nodes[i], back.Nodes[n]
		if b.Preload == "property" && a.Preload == "" && a.Calculate != "" { // property('…') alone is written so
			b.Calculate = "property('" + b.PreloadParams + "')"
		}
		if a.Relevant != b.Relevant || a.Calculate != b.Calculate || a.Constraint != b.Constraint || a.ChoiceFilter != b.ChoiceFilter || a.Type != b.Type {
			t.Errorf("%s: relevant %q calculate %q constraint %q filter %q type %q became %q %q %q %q %q", f.XPathOf(i), a.Relevant, a.Calculate, a.Constraint, a.ChoiceFilter, a.Type, b.Relevant, b.Calculate, b.Constraint, b.ChoiceFilter, b.Type)
		}
	}
}

// TestRead_Refused: what is no XForm is said, not guessed.
func TestRead_Refused(t *testing.T) {
	t.Parallel()
	model := func(m, b string) string {
		return `<h:html xmlns:h="http://www.w3.org/1999/xhtml" xmlns="http://www.w3.org/2002/xforms"><h:head><model>` + m + `</model></h:head><h:body>` + b + `</h:body></h:html>`
	}
	data := `<instance><data id="d"><a/><b/></data></instance>`
	for code, text := range map[string]string{
		"bad-xml": "<a>", "not-an-xform": "<a/>", "no-instance": model("", ""), "unknown-ref": model(data, `<input ref="/data/c"/>`),
		"unknown-event":  model(data+`<setvalue event="none" ref="/data/a" value="1"/>`, ""),
		"instance-twice": model(data+`<instance id="x"/><instance id="x"/>`, ""),
		"cycle":          model(data+`<bind nodeset="/data/a" calculate="/data/b"/><bind nodeset="/data/b" calculate="/data/a"/>`, ""),
	} {
		f, diags := xform.Read(text)
		found := false
		for _, d := range diags {
			found = found || d.Code == code
		}
		if f != nil || !found {
			t.Errorf("%s: form %v, %+v", code, f != nil, diags)
		}
	}
}

// FuzzRead: any text gives a form that opens, is written and read again, or diagnostics.
func FuzzRead(f *testing.F) {
	form, _ := xlsform.CompileMarkdown(workbook, xlsform.Options{FileStem: "thu"})
	f.Add(string(xform.Write(form)))
	f.Add(`<html><head><model><instance><d id="1"><a/></d></instance><bind nodeset="a" calculate="1"/></model></head><body><input ref="a"/></body></html>`)
	f.Fuzz(func(t *testing.T, text string) {
		form, diags := xform.Read(text)
		if form == nil {
			if len(diags) == 0 {
				t.Fatal("no form and no reason")
			}
			return
		}
		if s, _, err := engine.Open(form, engine.Start{New: true}); err == nil {
			s.Validate()
		}
		xform.Write(form)
	})
}
