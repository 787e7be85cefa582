package register

import (
	_ "embed"
	"github.com/sothon/sothon/schema"
	"sync"

	"github.com/sothon/sothon/forms"
	"github.com/sothon/sothon/forms/xlsform"
)

// FormID is the id of the built-in form of the register. Its records belong to no round.
const FormID = schema.RegisterForm

// Paths of the repeats of the form.
const (
	Members = "tv"
	Loans   = "r_vay"
	Events  = "sk"
)

//go:embed st_case.md
var source string

// Form gives the built-in form.
var Form = sync.OnceValue(func() *forms.Form {
	f, diags := xlsform.CompileMarkdown(source, xlsform.Options{FileStem: FormID})
	if f == nil {
		panic("register: the built-in form does not compile: " + diags[0].Why.En) // a test compiles it
	}
	return f
})
