package suite

import (
	"fmt"
	"io/fs"
	"path"

	"github.com/sothon/sothon/forms"
	"github.com/sothon/sothon/forms/formtest"
	"github.com/sothon/sothon/forms/source"
	"github.com/sothon/sothon/forms/xlsform"
)

// Report is what one scenario file gave.
type Report struct {
	File        *formtest.File     // nil when the file has mistakes
	Mistakes    []*formtest.Error  // of the scenario file
	Diagnostics []forms.Diagnostic // of the form; rows are those of the form's sheets
	Form        *forms.Form        // nil when it has errors
	Results     []formtest.Result
}

// OK tells whether the form compiled and every step of every scenario held.
func (r *Report) OK() bool {
	return r.Mistakes == nil && r.Form != nil && len(formtest.Failed(r.Results)) == 0
}

// Run reads and plays one file. The error is of reading files only; all else is in the Report.
func Run(fsys fs.FS, name string) (*Report, error) {
	text, err := fs.ReadFile(fsys, name)
	if err != nil {
		return nil, fmt.Errorf("read scenario: %w", err)
	}
	r := &Report{}
	r.File, r.Mistakes = formtest.Parse(string(text))
	if r.Mistakes != nil {
		return r, nil
	}
	if err := r.compile(fsys, name); err != nil {
		return nil, err
	}
	if r.Form != nil {
		r.Results = r.File.Run(r.Form)
	}
	return r, nil
}

func (r *Report) compile(fsys fs.FS, name string) error {
	if r.File.Workbook == "" {
		r.Form, r.Diagnostics = xlsform.CompileMarkdown(r.File.Form, xlsform.Options{FileStem: source.Stem(name)})
		return nil
	}
	book := path.Join(path.Dir(name), r.File.Workbook)
	data, err := fs.ReadFile(fsys, book)
	if err != nil {
		return fmt.Errorf("read workbook: %w", err)
	}
	f := source.Read(data, book)
	r.Form, r.Diagnostics = f.Form, f.Diags
	return nil
}
