package seed

import (
	_ "embed"

	"github.com/sothon/sothon/forms/xlsform"
)

//go:embed credit/chuong-trinh-vay.md
var programmeTable string

// CreditProgrammes are the rows of the table of VBSP programmes that ships; the first names the columns.
func CreditProgrammes() [][]string { return xlsform.ParseMarkdown(programmeTable).Sheets[0].Rows }
