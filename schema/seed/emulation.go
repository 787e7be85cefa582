package seed

import (
	_ "embed"
	"fmt"
	"sync"

	"github.com/sothon/sothon/forms/xlsform"
	"github.com/sothon/sothon/schema/emulation"
)

//go:embed emulation/tieu-chi.md
var criteriaTable string

// CriteriaWorkbook is the set of criteria that ships, as a workbook; the file beside it is the same as Excel (a test holds
// the two equal). Its points are proposals.
func CriteriaWorkbook() *xlsform.Workbook { return xlsform.ParseMarkdown(criteriaTable) }

// Criteria is the set that ships, for years for which the commune has loaded none of its own. It is read once; the result is
// shared and must not be changed.
var Criteria = sync.OnceValue(func() *emulation.Criteria {
	c, diags := emulation.ReadCriteria(CriteriaWorkbook())
	if c == nil {
		panic(fmt.Sprint(diags)) // embedded: a test reads it
	}
	return c
})
