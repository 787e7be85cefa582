package engine

import "github.com/sothon/sothon/forms"

// Check finds what is wrong with the expressions of a form, located at the row and column of the survey sheet: texts that
// can not be read, unknown functions and wrong numbers of arguments, paths that lead nowhere, and circles of
// calculations. A form without errors can be opened.
func Check(f *forms.Form) []forms.Diagnostic {
	if f == nil {
		return nil
	}
	p, _ := Compile(f)
	return p.Faults()
}
