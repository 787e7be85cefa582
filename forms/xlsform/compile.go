package xlsform

import (
	"github.com/sothon/sothon/forms"
	"github.com/sothon/sothon/forms/engine"
)

// Compile is Build and then the checks of the engine: cycles and whatever else only the whole form shows.
func Compile(w *Workbook, opts Options) (*forms.Form, []forms.Diagnostic) {
	b := &builder{opts: opts, form: &forms.Form{}}
	b.build(w)
	if b.report.errors == 0 && !b.hugeCircles() {
		b.engineChecks(engine.Check(b.form))
	}
	diags := b.report.sorted()
	if hasError(diags) {
		return nil, diags
	}
	return b.form, diags
}

// CompileMarkdown is Compile of ParseMarkdown.
func CompileMarkdown(md string, opts Options) (*forms.Form, []forms.Diagnostic) {
	return Compile(ParseMarkdown(md), opts)
}

// engineChecks puts the engine's diagnostics, which know rows and columns by their usual names, at the cells of the
// workbook.
func (b *builder) engineChecks(diags []forms.Diagnostic) {
	for _, d := range diags {
		if d.Severity == forms.Error {
			b.report.errors++
		}
		at, found := b.locate(d)
		if found == "" {
			found = d.Found
		}
		b.report.add(d.Severity, d.Code, at, found, d.Why, d.Fix)
	}
}

// locate finds the cell of a diagnostic and the text the author wrote there.
func (b *builder) locate(d forms.Diagnostic) (place, string) {
	t := b.survey
	if d.Sheet == "settings" && b.settings != nil {
		r := &b.settings.rows[0]
		return b.settings.place(r, d.Column), b.settings.get(r, d.Column)
	}
	for i := range t.rows {
		if t.rows[i].num == d.Row {
			return t.place(&t.rows[i], d.Column), t.get(&t.rows[i], d.Column)
		}
	}
	p := t.at
	p.row, p.header = d.Row, d.Column
	return p, ""
}
