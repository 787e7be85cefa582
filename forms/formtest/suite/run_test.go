package suite

import (
	"testing"
	"testing/fstest"

	"github.com/sothon/sothon/forms/xlsform"
	"github.com/sothon/sothon/forms/xlsform/xlsx"
)

const tables = "| survey |\n| | type | name | label |\n| | integer | a | A |\n| | calculate | b | | \n"

func TestRun(t *testing.T) {
	book, err := xlsx.Write(xlsform.ParseMarkdown("| survey |\n| | type | name | label | calculation |\n| | integer | a | A | |\n| | calculate | b | | ${a} * 2 |\n"))
	if err != nil {
		t.Fatal(err)
	}
	fsys := fstest.MapFS{
		"x/good.md":   {Data: []byte("form: form.xlsx\n## s\nset a = 4\nexpect b = 8\n")},
		"x/bad.md":    {Data: []byte("form: form.xlsx\n## s\nset a = 4\nexpect b = 9\n")},
		"x/wrong.md":  {Data: []byte("form: form.xlsx\n## s\nfly\n")},
		"x/inline.md": {Data: []byte(tables + "## s\nset a = 4\n")},
		"x/none.md":   {Data: []byte("form: none.xlsx\n")},
		"x/form.xlsx": {Data: book},
	}
	for name, want := range map[string]bool{"x/good.md": true, "x/bad.md": false, "x/wrong.md": false, "x/inline.md": false} {
		r, err := Run(fsys, name)
		if err != nil || r.OK() != want {
			t.Errorf("%s: %+v, %v", name, r, err)
		}
	}
	if r, _ := Run(fsys, "x/inline.md"); len(r.Diagnostics) != 1 || r.Diagnostics[0].Code != "missing-calculation" || r.Diagnostics[0].Row != 3 {
		t.Errorf("%+v", r.Diagnostics)
	}
	for _, name := range []string{"x/none.md", "x/nothing.md"} {
		if _, err := Run(fsys, name); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}
