package admin

import (
	"bytes"
	"strings"

	"github.com/sothon/sothon/forms"
	"github.com/sothon/sothon/forms/formtest"
	"github.com/sothon/sothon/forms/xlsform"
	"github.com/sothon/sothon/forms/xlsform/xlsx"
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

// isWorkbook says that a file is an Excel workbook (a zip), as opposed to tables in text.
func isWorkbook(b []byte) bool { return bytes.HasPrefix(b, []byte("PK")) }

// readSource reads a workbook (.xlsx), or tables in text (.md) that may carry scenarios; stem is the file's name without
// its extension.
func readSource(b []byte, name, stem string) readForm {
	if strings.HasSuffix(strings.ToLower(name), ".md") {
		return readTables(string(b), stem)
	}
	var out readForm
	out.Book, out.Diags = xlsx.Read(b, xlsx.Limits{})
	if out.Book == nil {
		return out
	}
	form, more := xlsform.Compile(out.Book, xlsform.Options{FileStem: stem})
	out.Form, out.Diags = form, append(out.Diags, more...)
	if text, ok := out.Book.Tests(); ok {
		out.Tests = runTests("form: book.xlsx\n"+text, form, 1)
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
