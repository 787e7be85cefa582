package seed

import (
	_ "embed"
	"strings"

	"github.com/sothon/sothon/forms"
	"github.com/sothon/sothon/forms/xlsform"
)

// FormID is the id of the household form that ships with the program.
const FormID = "ho_gia_dinh"

//go:embed forms/ho-gia-dinh.md
var householdForm string

// HouseholdForm compiles the shipped household form; year is the version's name: the demo's records of last year were
// made with that year's version.
func HouseholdForm(year string) (*forms.Form, []forms.Diagnostic) {
	md := strings.Replace(householdForm, "| ho_gia_dinh | 2026 |", "| ho_gia_dinh | "+year+" |", 1)
	return xlsform.CompileMarkdown(md, xlsform.Options{FileStem: "ho-gia-dinh"})
}
