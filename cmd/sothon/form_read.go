package main

import (
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/alecthomas/kong"

	"github.com/sothon/sothon/forms"
	"github.com/sothon/sothon/forms/engine"
	"github.com/sothon/sothon/forms/instance"
	"github.com/sothon/sothon/forms/submission"
)

type formReadCmd struct {
	File   string `arg:"" type:"existingfile" help:"Biểu mẫu: .xlsx, .xls, .csv, bảng markdown .md, hoặc XForm .xml. The form."`
	Record string `arg:"" type:"existingfile" help:"Phiếu đã điền, XML của OpenRosa. The filled record."`
	XML    string `name:"xml" help:"Viết lại phiếu thành tệp này. Write the record out again to this file."`
}

var errRecordHasMistakes = errors.New("phiếu có chỗ chưa đúng. There is something wrong with the record")

// Run prints the answers and everything wrong with them.
func (c formReadCmd) Run(k *kong.Context) error {
	form, diags, err := compileFile(c.File)
	if err != nil {
		return err
	}
	if form == nil {
		for _, d := range diags {
			printDiagnostic(k.Stderr, d)
		}
		return errFormHasMistakes
	}
	text, err := os.ReadFile(c.Record)
	if err != nil {
		return err
	}
	rec, diags := submission.Read(form, string(text))
	wrong := rec == nil
	for _, d := range diags {
		wrong = wrong || d.Severity == forms.Error
		printDiagnostic(k.Stdout, d)
	}
	if rec == nil {
		return errRecordHasMistakes
	}
	s, _, err := engine.Open(form, engine.Start{Mode: engine.Reconcile, Rows: rec.Rows, Answers: rec.Answers})
	if err != nil {
		return err
	}
	place := func(ref engine.Ref) string {
		if e := s.Tree().Find(instance.RowID(ref.Row), ref.Node); e != nil {
			return e.Ref()
		}
		return form.XPathOf(ref.Node)
	}
	for _, a := range s.Values() {
		if a.Value != "" {
			fmt.Fprintf(k.Stdout, "%s = %s\n", place(a.Ref), strings.ReplaceAll(a.Value, "\n", "\n    "))
		}
	}
	for _, f := range rec.Files {
		fmt.Fprintf(k.Stdout, "%s: tệp %s. File.\n", place(f.Ref), f.Name)
	}
	given := map[engine.Ref]bool{} // an attachment is an answer, though the file is not here
	for _, f := range rec.Files {
		given[f.Ref] = true
	}
	for _, v := range s.Validate() {
		if v.Kind == "required" && given[v.Ref] {
			continue
		}
		wrong = true
		fmt.Fprintf(k.Stdout, "LỖI  %s: %s %s\n", place(v.Ref), v.Kind, v.Message)
	}
	if c.XML != "" {
		names := map[engine.Ref]string{}
		for _, f := range rec.Files {
			names[f.Ref] = f.Name
		}
		b := s.Tree().XML(instance.Submission{Version: rec.Version, InstanceID: rec.InstanceID, InstanceName: rec.InstanceName, DeprecatedID: rec.DeprecatedID,
			Text: func(e *instance.Elem) string {
				if name := names[engine.Ref{Row: engine.RowID(e.RowOf()), Node: e.Node}]; name != "" {
					return name
				}
				return e.Value()
			}})
		if err := os.WriteFile(c.XML, b, 0o600); err != nil {
			return err
		}
	}
	if wrong {
		return errRecordHasMistakes
	}
	return nil
}
