package admin

import (
	"fmt"
	"strings"
	"testing"

	"github.com/sothon/sothon/forms"
	"github.com/sothon/sothon/forms/xlsform"
)

func compiled(t *testing.T, md string) *forms.Form {
	t.Helper()
	f, diags := xlsform.CompileMarkdown(md, xlsform.Options{FileStem: "x"})
	if f == nil {
		t.Fatalf("%+v", diags)
	}
	return f
}

const before = `
| survey |
| | type | name | label | relevant | constraint | required |
| | text | ten | Họ tên | | | yes |
| | integer | tuoi | Tuổi | | . < 150 | |
| | select_one nuoc | nuoc | Nước | | | |
| | text | cu | Câu cũ | | | |
| choices |
| | list_name | name | label |
| | nuoc | 1 | Mưa |
| | nuoc | 2 | Giếng |
| settings |
| | form_id |
| | x |
`

func TestDiffForms(t *testing.T) {
	after := strings.NewReplacer("Họ tên", "Họ và tên", ". < 150", ". < 120", "| | text | cu | Câu cũ | | | |", "| | date | ngay | Ngày | | | |",
		"| | nuoc | 2 | Giếng |", "| | nuoc | 2 | Giếng khoan |\n| | nuoc | 3 | Máy |", "| | nuoc | 1 | Mưa |\n", "").Replace(before)
	d := diffForms(compiled(t, before), compiled(t, after), "vi")
	said := func(list []diffNode) string {
		out := ""
		for _, n := range list {
			out += n.Path + ":" + n.Type
			for _, p := range n.Parts {
				out += " " + p.Key + "=" + p.Before + "→" + p.After
			}
			out += "; "
		}
		return out
	}
	for what, x := range map[string][2]string{
		"added":   {said(d.Added), "ngay:date; "},
		"gone":    {said(d.Gone), "cu:text; "},
		"changed": {said(d.Changed), "ten:text diff.label=Họ tên→Họ và tên; tuoi:integer diff.constraint=. < 150→. < 120; "},
		"lists":   {fmt.Sprint(d.Lists), "[{nuoc [3 · Máy] [1 · Mưa] [{2 Giếng Giếng khoan}]}]"},
	} {
		if x[0] != x[1] {
			t.Errorf("%s: %s, want %s", what, x[0], x[1])
		}
	}
	same := diffForms(compiled(t, before), compiled(t, before), "vi")
	if !same.Empty() {
		t.Errorf("a form differs from itself: %+v", same)
	}
	renamed := strings.Replace(strings.Replace(before, "| required |", "| required | bind::st:was |", 1), "| | text | cu | Câu cũ | | | |", "| | text | moi | Câu cũ | | | | cu |", 1)
	d = diffForms(compiled(t, before), compiled(t, renamed), "vi")
	if len(d.Added)+len(d.Gone) > 0 || len(d.Changed) != 1 || d.Changed[0].Was != "cu" {
		t.Errorf("a renamed question: %+v", d)
	}
}

func TestReadSource_Tests(t *testing.T) {
	for name, x := range map[string]struct {
		text   string
		passed string
	}{
		"passes":           {before + "\n## Một\nset ten = An\nexpect ten = An\n", "1/1 0 0"},
		"fails":            {before + "\n## Một\nset ten = An\nexpect ten = Bình\n## Hai\nset tuoi = 5\n", "1/2 1 0"},
		"is not readable":  {before + "\n## Một\nlàm gì đó\n", "0/0 0 1"},
		"has no scenarios": {before, ""},
	} {
		r := readSource([]byte(x.text), "x.md")
		if r.Form == nil {
			t.Fatalf("%s: %+v", name, r.Diags)
		}
		got := ""
		if r.Tests != nil {
			got = fmt.Sprintf("%d/%d %d %d", r.Tests.Passed, r.Tests.Scenarios, len(r.Tests.Failed), len(r.Tests.Mistakes))
		}
		if got != x.passed {
			t.Errorf("%s: %q, want %q", name, got, x.passed)
		}
	}
}

func FuzzReadSource(f *testing.F) {
	f.Add(before, "x.md")
	f.Add("PK\x03\x04", "x.xlsx")
	f.Add(before+"\n## Một\nset ten = An\n", "x.MD")
	f.Fuzz(func(t *testing.T, text, name string) {
		if r := readSource([]byte(text), name); r.Form == nil && len(r.Diags) == 0 {
			t.Error("neither a form nor a problem")
		}
	})
}
