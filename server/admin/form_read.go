package admin

import (
	"strings"

	"github.com/sothon/sothon/forms"
	"github.com/sothon/sothon/forms/formtest"
	"github.com/sothon/sothon/forms/source"
	"github.com/sothon/sothon/forms/xlsform"
)

// readForm is a workbook as it was read: its sheets, the form when it has no error, the problems, and what the author's own
// tests gave.
type readForm struct {
	Book  *xlsform.Workbook // nil: not even a workbook
	Form  *forms.Form       // nil: there are errors
	Diags []forms.Diagnostic
	Tests *testsView // nil: the file has none
}

// testsView is what the author's tests gave.
type testsView struct {
	Scenarios int
	Passed    int // scenarios of which every step held
	Failed    []failedStep
	Mistakes  []failedStep // lines that are no test
}

type failedStep struct {
	Scenario  string
	Line      int
	Step      string
	Got, Want string
}

// maxFailed is how many failed steps a page shows.
const maxFailed = 50

// readSource reads a form of any kind (forms/source) with its author's tests: the sheet tests of a workbook, or the scenarios
// in a text.
func readSource(b []byte, name string) readForm {
	if source.KindOf(b, name) == source.Markdown {
		return readTables(string(b), source.Stem(name))
	}
	f := source.Read(b, name)
	out := readForm{Book: f.Book, Form: f.Form, Diags: f.Diags}
	if f.Book != nil {
		if text, ok := f.Book.Tests(); ok {
			out.Tests = runTests("form: book.xlsx\n"+text, f.Form, 1)
		}
	}
	return out
}

func readTables(text, stem string) readForm {
	tables := text
	file, _ := formtest.Parse(text)
	scenarios := strings.Contains("\n"+text, "\n## ")
	if file != nil && file.Form != "" {
		tables = file.Form
	}
	out := readForm{Book: xlsform.ParseMarkdown(tables)}
	out.Form, out.Diags = xlsform.Compile(out.Book, xlsform.Options{FileStem: stem})
	if scenarios {
		out.Tests = runTests(text, out.Form, 0)
	}
	return out
}

// runTests plays scenarios over a form; lines are counted without the first skip ones. Without a form only the mistakes of
// the text are told.
func runTests(text string, form *forms.Form, skip int) *testsView {
	file, mistakes := formtest.Parse(text)
	v := &testsView{}
	for _, m := range mistakes {
		if len(v.Mistakes) < maxFailed {
			v.Mistakes = append(v.Mistakes, failedStep{Line: m.Line - skip, Got: m.Vi, Want: m.En})
		}
	}
	if file == nil || form == nil {
		return v
	}
	v.Scenarios = len(file.Scenarios)
	for i := range file.Scenarios {
		bad := formtest.Failed(file.RunOne(form, i))
		if len(bad) == 0 {
			v.Passed++
		}
		for _, r := range bad {
			if len(v.Failed) < maxFailed {
				v.Failed = append(v.Failed, failedStep{r.Scenario, r.Line - skip, r.Step, r.Got, r.Want})
			}
		}
	}
	return v
}
