package xlsform

import (
	"fmt"
	"strings"
	"testing"

	"github.com/cockroachdb/datadriven"

	"github.com/sothon/sothon/forms"
)

// TestBuild runs testdata/*.txt: "diagnose" prints what is wrong with a workbook, one line each (severity, code, alias,
// sheet, cell, header, found), with "why" also reason and mend; "form" prints the nodes and their expressions.
func TestBuild(t *testing.T) {
	datadriven.Walk(t, "testdata", func(t *testing.T, path string) {
		datadriven.RunTest(t, path, func(t *testing.T, d *datadriven.TestData) string {
			f, diags := CompileMarkdown(d.Input, Options{FileStem: "thu"})
			checkDiagnostics(t, diags)
			switch d.Cmd {
			case "diagnose":
				if f == nil != hasError(diags) {
					t.Errorf("%s: a form and errors do not go together", d.Pos)
				}
				return printDiagnostics(diags, d.HasArg("why"))
			case "form":
				if f == nil {
					return printDiagnostics(diags, false)
				}
				return printForm(f)
			}
			t.Fatalf("%s: unknown command %s", d.Pos, d.Cmd)
			return ""
		})
	})
}

func printDiagnostics(diags []forms.Diagnostic, why bool) string {
	if len(diags) == 0 {
		return "none\n"
	}
	var b strings.Builder
	for _, d := range diags {
		sev := "error"
		if d.Severity == forms.Warning {
			sev = "warning"
		}
		fmt.Fprintf(&b, "%s %s", sev, d.Code)
		if d.Alias != "" {
			fmt.Fprintf(&b, " (%s)", d.Alias)
		}
		fmt.Fprintf(&b, " %s", d.Sheet)
		switch {
		case d.Cell != "":
			fmt.Fprintf(&b, "!%s", d.Cell)
		case d.Row > 0:
			fmt.Fprintf(&b, " row %d", d.Row)
		}
		if d.Column != "" {
			fmt.Fprintf(&b, " %s", d.Column)
		}
		fmt.Fprintf(&b, ": %s\n", strings.ReplaceAll(d.Found, "\n", "⏎"))
		if why {
			fmt.Fprintf(&b, "  %s %s\n  %s %s\n", d.Why.Vi, d.Fix.Vi, d.Why.En, d.Fix.En)
		}
	}
	return b.String()
}

func printText(t forms.Text) string {
	var langs []string
	for _, tpl := range t {
		var s strings.Builder
		for _, p := range tpl {
			if p.Expr != "" {
				s.WriteString("{" + p.Expr + "}")
			} else {
				s.WriteString(p.Lit)
			}
		}
		langs = append(langs, s.String())
	}
	return strings.Join(langs, " / ")
}

func printForm(f *forms.Form) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s root=%s languages=%q title=%q", f.ID, f.Root, f.Languages, printText(f.Title))
	for _, x := range [][2]string{{"version", f.VersionName}, {"name", f.InstanceName}, {"visits", f.Visits}, {"style", f.Style}} {
		if x[1] != "" {
			fmt.Fprintf(&b, " %s=%q", x[0], x[1])
		}
	}
	b.WriteString("\n")
	for i := 1; i < len(f.Nodes); i++ {
		n := &f.Nodes[i]
		fmt.Fprintf(&b, "%s %s %s", f.XPathOf(i), n.Kind, n.Control)
		if n.Type != "" {
			fmt.Fprintf(&b, " (%s)", n.Type)
		}
		b.WriteString("\n")
		for _, x := range [][2]string{{"label", printText(n.Label)}, {"hint", printText(n.Hint)}, {"guidance", printText(n.Guidance)},
			{"appearance", n.Appearance}, {"relevant", n.Relevant}, {"required", n.Required}, {"required_message", printText(n.RequiredMsg)},
			{"readonly", n.ReadOnly}, {"constraint", n.Constraint}, {"constraint_message", printText(n.ConstraintMsg)}, {"calculation", n.Calculate},
			{"default", n.Default}, {"dynamic default", n.DynDefault}, {"list", n.List}, {"list path", n.ListPath}, {"list value", n.ListValue},
			{"filter", n.ChoiceFilter}, {"count", n.RepeatCount}, {"preload", n.Preload}, {"merge", n.Merge}, {"was", n.Was}, {"rows", n.RowsExpr}, {"register", n.Register}} {
			if x[1] != "" && !(x[0] == "merge" && x[1] == "one") && !(x[0] == "list value" && x[1] == "name") {
				fmt.Fprintf(&b, "  %s: %s\n", x[0], x[1])
			}
		}
		for _, t := range n.Trigger {
			fmt.Fprintf(&b, "  trigger: %s\n", f.XPathOf(t))
		}
		for _, p := range n.Params {
			fmt.Fprintf(&b, "  param: %s=%s\n", p.Key, p.Value)
		}
		for _, m := range n.Media {
			fmt.Fprintf(&b, "  %s: %q\n", m.Kind, m.File)
		}
	}
	for _, l := range f.Lists {
		fmt.Fprintf(&b, "list %s %v\n", l.Name, l.Columns)
		for _, c := range l.Choices {
			fmt.Fprintf(&b, "  %s %q %v\n", c.Name, printText(c.Label), c.Extra)
		}
	}
	for _, e := range f.Externals {
		fmt.Fprintf(&b, "external %s %s\n", e.ID, e.File)
	}
	return b.String()
}

// FuzzMarkdown: no text makes the builder panic; a form comes exactly when no diagnostic is an error, and it survives
// Encode and Decode.
func FuzzMarkdown(f *testing.F) {
	f.Add("| survey |\n| | type | name | label | relevant |\n| | begin_repeat | r | R | |\n| | select_one a or_other | q | ${r} | ${q} = 'x |\n| | end repeat |\n| choices |\n| | list_name | name | label |\n| | a | 1 | x |")
	f.Add("| survey |\n| | type | name | label | parameters | trigger | default |\n| | range | q | instance('a')/root/item[x=${q}]/l | start=1;end=9 | ${q}, | ${last-saved#q} |")
	f.Add("| settings |\n| | form_id | name | default_language |\n| | a | b | c |\n| survey |\n| | type | name | label::c | hint::d |\n| | csv-external | x |\n| | select_one ${a} | b | l | h |")
	f.Fuzz(func(t *testing.T, md string) {
		form, diags := CompileMarkdown(md, Options{FileStem: "f"})
		checkDiagnostics(t, diags)
		if (form == nil) != hasError(diags) {
			t.Fatalf("form %v with %s", form != nil, codes(diags))
		}
		if form == nil {
			return
		}
		back, err := forms.Decode(form.Encode())
		if err != nil || back.Hash() != form.Hash() {
			t.Fatalf("the form does not survive: %v", err)
		}
	})
}
