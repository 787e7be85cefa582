package seed

import (
	_ "embed"
	"fmt"
	"sync"

	"github.com/sothon/sothon/forms/xlsform"
	"github.com/sothon/sothon/schema/poverty"
)

// The rule sets that ship, as tables that people read and compare; the workbooks beside them are made of them (a test
// holds them equal). docs/rules.md says what every sheet means.
var (
	//go:embed rules/nd07-2021.md
	ruleSet07 string
	//go:embed rules/nd351-2025.md
	ruleSet351 string
	//go:embed rules/b1-mau.md
	samplePoints string
)

// Codes of the rule sets that ship.
const (
	RuleSet07  = "nd07_2021"
	RuleSet351 = "nd351_2025"
)

// RuleSets are the rule sets that ship, without a table of income points: until the commune loads the official one, a
// class that needs it is CHUA_CO_BANG_DIEM. They are read once; the result is shared and must not be changed.
func RuleSets() []*poverty.RuleSet { return shipped() }

// SamplePoints is the table of income points for the demo, plainly a sample.
func SamplePoints() *poverty.PointTable {
	t, diags := poverty.ReadPoints(xlsform.ParseMarkdown(samplePoints), shipped()[0])
	if t == nil {
		panic(fmt.Sprint(diags)) // embedded: a test reads it
	}
	return t
}

var shipped = sync.OnceValue(func() []*poverty.RuleSet {
	var out []*poverty.RuleSet
	for _, text := range []string{ruleSet07, ruleSet351} {
		rs, diags := poverty.Read(xlsform.ParseMarkdown(text))
		if rs == nil {
			panic(fmt.Sprint(diags)) // embedded: a test reads it
		}
		out = append(out, rs)
	}
	return out
})
