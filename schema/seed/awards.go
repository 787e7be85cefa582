package seed

import (
	_ "embed"

	"github.com/sothon/sothon/forms/xlsform"
)

//go:embed awards/khen-thuong.md
var awardTables string

// AwardTable gives the rows of a table of law of awards that ships (emulation.LadderSheet, SumSheet, VoteSheet); the first
// names the columns. nil: there is none of this name.
func AwardTable(sheet string) [][]string {
	for _, s := range xlsform.ParseMarkdown(awardTables).Sheets {
		if s.Name == sheet {
			return s.Rows
		}
	}
	return nil
}
