package formtest_test

import (
	"strings"
	"testing"

	"github.com/sothon/sothon/forms/formtest"
	"github.com/sothon/sothon/forms/xlsform"
)

const household = `
# A small household

| survey |                  |        |                  |            |               |             |                                  |          |
|        | type             | name   | label            | relevant   | constraint    | constraint_message | calculation               | required |
|        | text             | chu_ho | Chủ hộ           |            | . != 'x'      | Không phải x |                                 | yes      |
|        | begin_repeat     | tv     | Thành viên       |            |               |             |                                  |          |
|        | integer          | tuoi   | Tuổi             |            | . < 120       |             |                                  |          |
|        | select_one co    | hoc    | Đi học?          | ${tuoi}<31 |               |             |                                  |          |
|        | end_repeat       |        |                  |            |               |             |                                  |          |
|        | calculate        | lon    |                  |            |               |             | count(${tv}[tuoi >= 15])         |          |
|        | note             | n      | Có ${lon} người lớn |         |               |             |                                  |          |
| choices |
|        | list_name | name | label |
|        | co        | 1    | Có    |
|        | co        | 0    | Không |
| settings |
|        | form_id | instance_name           |
|        | thu     | concat('Hộ ', ${chu_ho}) |

list thon
| name | label |
|------|-------|
| t1   | Thôn 1 |

env now = 2026-11-23T08:00:00+07:00
env user = khue
`

const steps = `
## Adults and a child
> a comment
add tv
set tv[1]/tuoi = 40
- add /data/tv
- set /data/tv[2]/tuoi = 8
expect lon = 1
expect-count tv = 2
expect-relevant tv[1]/hoc = no
expect-relevant tv[2]/hoc
expect-choices tv[2]/hoc = 1 0
expect-label n = Có 1 người lớn
set tv[2]/hoc = 1
refuse tv[2]/hoc = 7
expect-problem tv[1]/tuoi = none
set tv[1]/tuoi = 130
expect-problem tv[1]/tuoi = constraint
expect-required chu_ho
expect-problem chu_ho = required
finish blocked
set tv[1]/tuoi = 30
set chu_ho = "  Sùng A Chớ "
expect-name = "Hộ Sùng A Chớ"
set tv[1]/hoc = 0
set tv[1]/tuoi = 40
expect tv[1]/hoc =
expect-stored tv[1]/hoc = 0
finish
expect-clears tv[1]/hoc
expect-removes none
reopen reconcile
expect-problem tv[1]/hoc = outside-flow
expect-problems = 1
reopen interview
remove tv[1]
expect lon = 0
restore
expect lon = 1

## Own environment
env lang = vi
expect-count tv = 0
`

func TestRun(t *testing.T) {
	file, errs := formtest.Parse(household + steps)
	if errs != nil {
		t.Fatal(errs)
	}
	form, diags := xlsform.CompileMarkdown(file.Form, xlsform.Options{})
	if form == nil {
		t.Fatalf("%+v", diags)
	}
	results := file.Run(form)
	for _, r := range formtest.Failed(results) {
		t.Errorf("line %d %s: got %q, want %q", r.Line, r.Step, r.Got, r.Want)
	}
	if len(results) != 37 {
		t.Errorf("%d results", len(results))
	}
}

// TestFailures: every kind of expectation can fail, and says what it got.
func TestFailures(t *testing.T) {
	for step, got := range map[string]string{
		"expect lon = 7":               "0",
		"expect-count tv = 1":          "0",
		"expect-count lon = 1":         "not a repeat",
		"expect-relevant tv[1]/hoc":    "has only 0 rows",
		"expect nope = 1":              "there is no nope",
		"expect /dada/lon = 1":         "there is no /dada",
		"expect tv/tuoi = 1":           "position of the row is missing",
		"expect tv[x]/tuoi = 1":        "bad position",
		"expect chu_ho[1] = 1":         "is no repeat",
		"expect-required chu_ho = no":  "yes",
		"expect-problem chu_ho = none": "required",
		"expect-problems = 0":          "1: chu_ho required",
		"expect-name = x":              "Hộ ",
		"expect-seed chu_ho":           "no",
		"expect-readonly chu_ho":       "no",
		"expect-hint chu_ho = a":       "",
		"expect-label chu_ho = a":      "Chủ hộ",
		"expect-stored chu_ho = a":     "",
		"refuse chu_ho = a":            "it was taken",
		"set lon = 3":                  "not a question to answer",
		"set tv = 1":                   "not a question to answer",
		"add chu_ho":                   "not a repeat",
		"remove tv[1]":                 "has only 0 rows",
		"restore":                      "no row has been removed",
		"finish":                       "chu_ho required",
		"expect-clears chu_ho":         "there was no finish",
		"reopen x":                     "reopen reconcile",
		"now yesterday":                "write the time",
		"clear lon":                    "not a question",
		"expect-choices chu_ho = a":    "",
		"expect-problem chu_ho = x: y": "required: ",
	} {
		file, errs := formtest.Parse(household + "\n## s\n" + step + "\n")
		if errs != nil {
			t.Errorf("%s: %v", step, errs[0])
			continue
		}
		form, diags := xlsform.CompileMarkdown(file.Form, xlsform.Options{})
		if form == nil {
			t.Fatalf("%+v", diags)
		}
		r := file.Run(form)
		if len(r) != 1 || r[0].OK || !strings.Contains(r[0].Got, got) {
			t.Errorf("%s: %+v, want %q", step, r, got)
		}
	}
}

func TestParseErrors(t *testing.T) {
	for _, tc := range []struct {
		text string
		line int
		why  string
	}{
		{"", 1, "no form"},
		{"form: a.xlsx\nset a = 1", 2, "before the first scenario"},
		{"form: a.xlsx\n## s\nfly a", 3, "no command fly"},
		{"form: a.xlsx\n## s\nset a", 3, "set PATH = VALUE"},
		{"form: a.xlsx\n## s\nset a b = 1", 3, "set PATH = VALUE"},
		{"form: a.xlsx\n## s\nadd = 1", 3, "add PATH"},
		{"form: a.xlsx\n## s\nrestore tv", 3, "write: restore"},
		{"form: a.xlsx\n## s\nexpect-relevant a = maybe", 3, "[= yes|no]"},
		{"form: a.xlsx\n## s\nexpect-name x = 1", 3, "expect-name = VALUE"},
		{"form: a.xlsx\nlist a\n| x |\n| 1 | 2 |", 4, "more cells"},
		{"form: a.xlsx\nenv now", 2, "env name = value"},
		{"form: a.xlsx\n## s\nset a = 1\nenv x = 1", 4, "before the first step"},
		{"form: a.xlsx\n## s\n| a |", 3, "before the first scenario"},
		{"form: a.xlsx\n## s\nform: b.xlsx", 3, "before all scenarios"},
		{"form: a.xlsx\n## s\nset a = \"x\\\"", 3, "end of a quoted"},
		{"form: a.xlsx\nsteps a\nsteps a", 3, "a name once"},
		{"form: a.xlsx\n## s\nsteps a", 3, "before all scenarios"},
		{"form: a.xlsx\n## s\nuse a", 3, "no steps a"},
		{"form: a.xlsx\nsteps a\nuse a", 3, "no steps a"},
		{"form: a.xlsx\nlist l\n| x |\n| 1 |\n## s\nwithout m", 6, "names that stand above"},
		{"form: a.xlsx\nlist l\n| x |\n| 1 |\n## s\ncell l 1 y = 2", 6, "names that stand above"},
		{"form: a.xlsx\nlist l\n| x |\n| 1 |\n## s\nset a = 1\nwithout l", 7, "before the first step"},
	} {
		file, errs := formtest.Parse(tc.text)
		if file != nil || len(errs) != 1 || errs[0].Line != tc.line || !strings.Contains(errs[0].En, tc.why) {
			t.Errorf("%q: %v", tc.text, errs)
		}
	}
}

// TestFrozen: what finish froze stands when the record is opened again on another day to be looked at, not changed.
func TestFrozen(t *testing.T) {
	file, errs := formtest.Parse(`
| survey |
| | type      | name | label | calculation |
| | calculate | ngay |       | today()     |
env now = 2026-11-23T08:00:00+07:00
## frozen
expect ngay = 2026-11-23
finish
now 2027-01-02T08:00:00+07:00
expect ngay = 2027-01-02
reopen reconcile
expect ngay = 2026-11-23
`)
	if errs != nil {
		t.Fatal(errs)
	}
	form, diags := xlsform.CompileMarkdown(file.Form, xlsform.Options{FileStem: "f"})
	if form == nil {
		t.Fatalf("%+v", diags)
	}
	for _, r := range formtest.Failed(file.Run(form)) {
		t.Errorf("line %d %s: got %q, want %q", r.Line, r.Step, r.Got, r.Want)
	}
}

func FuzzScenario(f *testing.F) {
	file, _ := formtest.Parse(household + steps)
	form, diags := xlsform.CompileMarkdown(file.Form, xlsform.Options{})
	if form == nil {
		f.Fatalf("%+v", diags)
	}
	f.Add(steps)
	f.Add("## s\nset tv[9]/x = \"\\")
	f.Fuzz(func(t *testing.T, text string) {
		if file, errs := formtest.Parse("form: a.xlsx\n" + text); errs == nil {
			file.Run(form)
		}
	})
}

func TestListsOfOneScenario(t *testing.T) {
	file, errs := formtest.Parse(`
| survey |
|  | type      | name | calculation |
|  | calculate | n    | count(instance('thon')/root/item) |
|  | calculate | x    | pulldata('thon', 'label', 'name', 't1') |
|  | csv-external | thon | |

list thon
| name | label  |
| t1   | Thôn 1 |

## As it stands
expect n = 1
expect x = Thôn 1

## Empty
without thon
expect n = 0

## Another cell
cell thon t1 label = Thôn Hai
expect n = 1
expect x = Thôn Hai
`)
	if errs != nil {
		t.Fatal(errs[0])
	}
	form, diags := xlsform.CompileMarkdown(file.Form, xlsform.Options{FileStem: "t"})
	if form == nil {
		t.Fatal(diags)
	}
	for _, r := range file.Run(form) {
		if !r.OK {
			t.Errorf("line %d %s: got %q, want %q", r.Line, r.Step, r.Got, r.Want)
		}
	}
}

func TestUse(t *testing.T) {
	file, errs := formtest.Parse(household + `
steps one
add tv
set tv[1]/tuoi = 40

steps two
use one
add tv
set tv[2]/tuoi = 8

## Nobody of the steps runs by itself
expect lon = 0

## Both
use two
expect-count tv = 2
expect lon = 1
`)
	if errs != nil {
		t.Fatal(errs[0])
	}
	form, _ := xlsform.CompileMarkdown(file.Form, xlsform.Options{FileStem: "t"})
	if got := len(file.Scenarios[1].Steps); got != 6 {
		t.Fatalf("%d steps, want 6", got)
	}
	for _, r := range file.Run(form) {
		if !r.OK {
			t.Errorf("line %d %s: got %q, want %q", r.Line, r.Step, r.Got, r.Want)
		}
	}
	doubling := "form: a.xlsx\nsteps s0\nadd tv\n"
	for i := range 40 {
		a, b := string(rune('a'+i%26))+strings.Repeat("x", i), string(rune('a'+(i+1)%26))+strings.Repeat("x", i+1)
		if i == 0 {
			a = "s0"
		}
		doubling += "steps " + b + "\nuse " + a + "\nuse " + a + "\n"
	}
	if _, errs := formtest.Parse(doubling); errs == nil {
		t.Error("steps that double forty times were taken")
	}
}
