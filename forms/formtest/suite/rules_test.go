package suite

import (
	"io/fs"
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/sothon/sothon/forms"
	"github.com/sothon/sothon/forms/formtest"
)

// TestRules plays testdata/rules: what the ODK XForms specification and XLSForm ask for, each scenario named after the
// rule it holds, in a file named after the part of the language.
func TestRules(t *testing.T) {
	t.Parallel()
	names, err := fs.Glob(os.DirFS("testdata/rules"), "*.md")
	if err != nil || len(names) == 0 {
		t.Fatalf("no rules: %v", err)
	}
	cases := 0
	for _, name := range names {
		r, err := Run(os.DirFS("testdata/rules"), name)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range r.Mistakes {
			t.Errorf("%s: %v", name, m)
		}
		for _, d := range r.Diagnostics {
			if d.Severity == forms.Error {
				t.Errorf("%s: %s!%s %s: %s", name, d.Sheet, d.Cell, d.Found, d.Why.En)
			}
		}
		for _, f := range formtest.Failed(r.Results) {
			t.Errorf("%s: %+v", name, f)
		}
		if r.File != nil {
			cases += len(r.File.Scenarios)
		}
	}
	t.Logf("%d scenarios in %d files", cases, len(names))
}

// TestRules_Expressions: testdata/expressions holds tables of rule, expression and the text that a calculate then has.
// The expressions of a file are calculates of one form, which begins with the survey rows of the file's first table; the
// steps of its scenario come first. "error" as the value: the form is refused.
func TestRules_Expressions(t *testing.T) {
	t.Parallel()
	dir := os.DirFS("testdata/expressions")
	names, err := fs.Glob(dir, "*.md")
	if err != nil || len(names) == 0 {
		t.Fatalf("no expressions: %v", err)
	}
	cases := 0
	for _, name := range names {
		text, err := fs.ReadFile(dir, name)
		if err != nil {
			t.Fatal(err)
		}
		before, table, found := strings.Cut(string(text), "\n# Cases\n")
		if !found {
			t.Fatalf("%s: no line «# Cases»", name)
		}
		var rows, steps strings.Builder
		for _, line := range strings.Split(strings.TrimSpace(table), "\n")[2:] {
			cells := strings.Split(strings.ReplaceAll(line, `\|`, "\x00"), "|")
			if len(cells) != 5 {
				t.Fatalf("%s: %d cells in %s", name, len(cells), line)
			}
			rule, expr, want := strings.TrimSpace(cells[1]), strings.ReplaceAll(strings.TrimSpace(cells[2]), "\x00", `\|`), strings.TrimSpace(cells[3])
			cases++
			row := "| | calculate | case_" + letters(cases) + " | | " + expr + " |\n"
			if want == "error" {
				r := play(t, before, row, "")
				if r.Form != nil {
					t.Errorf("%s: %s: %s is taken", name, rule, expr)
				}
				continue
			}
			rows.WriteString(row)
			steps.WriteString("expect case_" + letters(cases) + " = " + want + "\n")
		}
		r := play(t, before, rows.String(), steps.String())
		for _, m := range r.Mistakes {
			t.Errorf("%s: %v", name, m)
		}
		for _, d := range r.Diagnostics {
			if d.Severity == forms.Error {
				t.Errorf("%s: %s: %s", name, d.Found, d.Why.En)
			}
		}
		lines := strings.Split(rows.String(), "\n")
		for _, f := range formtest.Failed(r.Results) {
			at := ""
			for _, l := range lines {
				if words := strings.Fields(f.Step); len(words) > 1 && strings.Contains(l, " "+words[1]+" ") {
					at = l
				}
			}
			t.Errorf("%s: %+v\n%s", name, f, at)
		}
	}
	t.Logf("%d expressions in %d files", cases, len(names))
}

func letters(n int) string {
	return string(rune('a'+n/26%26)) + string(rune('a'+n%26)) + string(rune('a'+n/676))
}

func play(t *testing.T, before, rows, steps string) *Report {
	t.Helper()
	text := strings.Replace(before, "@cases\n", rows, 1) + "\n" + steps
	r, err := Run(fstest.MapFS{"x.md": {Data: []byte(text)}}, "x.md")
	if err != nil {
		t.Fatal(err)
	}
	return r
}
