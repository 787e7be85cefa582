package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/alecthomas/kong"

	"github.com/sothon/sothon/forms"
	"github.com/sothon/sothon/forms/formtest"
	"github.com/sothon/sothon/forms/formtest/suite"
	"github.com/sothon/sothon/forms/xlsform"
	"github.com/sothon/sothon/forms/xlsform/xlsx"
)

type formTestCmd struct {
	File string `arg:"" type:"existingfile" help:"Tệp kịch bản .scenarios.md, hoặc tệp .xlsx có trang tests. A scenario file, or a workbook with a sheet named tests or with NAME.scenarios.md beside it."`
}

var errTestsFailed = errors.New("có bước không đúng. Some steps do not hold")

// Run plays the scenarios of the file and lists the steps that do not hold.
func (c formTestCmd) Run(k *kong.Context) error {
	r, err := c.play()
	if err != nil {
		return err
	}
	for _, m := range r.Mistakes {
		fmt.Fprintln(k.Stdout, m)
	}
	for _, d := range r.Diagnostics {
		if d.Severity == forms.Error {
			printDiagnostic(k.Stdout, d)
		}
	}
	failed := formtest.Failed(r.Results)
	for _, f := range failed {
		fmt.Fprintf(k.Stdout, "SAI  dòng %d (%s): %s\n     có: %s\n     cần: %s\n", f.Line, f.Scenario, f.Step, f.Got, f.Want)
	}
	fmt.Fprintf(k.Stdout, "%d bước đúng, %d sai. %d steps hold, %d do not.\n", len(r.Results)-len(failed), len(failed), len(r.Results)-len(failed), len(failed))
	if !r.OK() {
		return errTestsFailed
	}
	if len(r.Results) == 0 {
		return errors.New("không có bước nào để thử. There is no step to test")
	}
	return nil
}

func (c formTestCmd) play() (*suite.Report, error) {
	dir, name := filepath.Split(c.File)
	if dir == "" {
		dir = "."
	}
	fsys := os.DirFS(dir)
	if !strings.EqualFold(filepath.Ext(name), ".xlsx") {
		return suite.Run(fsys, name)
	}
	b, err := os.ReadFile(c.File)
	if err != nil {
		return nil, err
	}
	w, diags := xlsx.Read(b, xlsx.Limits{})
	text, ok := "", false
	if w != nil {
		text, ok = w.Tests()
	}
	beside := strings.TrimSuffix(name, filepath.Ext(name)) + ".scenarios.md"
	if _, err := os.Stat(filepath.Join(dir, beside)); !ok && err == nil {
		return suite.Run(fsys, beside)
	}
	r := &suite.Report{Diagnostics: diags}
	if w == nil {
		return r, nil
	}
	r.File, r.Mistakes = formtest.Parse("form: " + name + "\n" + text)
	for _, m := range r.Mistakes {
		m.Line-- // the line above is not in the sheet
	}
	r.Form, r.Diagnostics = xlsform.Compile(w, xlsform.Options{FileStem: strings.TrimSuffix(name, filepath.Ext(name))})
	if r.Form != nil && r.File != nil {
		r.Results = r.File.Run(r.Form)
		for i := range r.Results {
			r.Results[i].Line--
		}
	}
	return r, nil
}
