package seed

import (
	"context"
	_ "embed"
	"fmt"
	"sync"
	"time"

	"github.com/sothon/sothon/forms/xlsform"
	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/schema/poverty"
	"github.com/sothon/sothon/schema/store"
	"github.com/sothon/sothon/sync/wire"
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

// The same as workbooks, as they are loaded into a commune.
var (
	//go:embed rules/nd07-2021.xlsx
	workbook07 []byte
	//go:embed rules/nd351-2025.xlsx
	workbook351 []byte
	//go:embed rules/b1-mau.xlsx
	workbookB1 []byte
)

// LoadRules puts the rule sets that ship into a commune and in force, with the sample of income points where it is asked
// for. What is there already stays.
func LoadRules(ctx context.Context, s *store.Store, ws wire.ID, withSample bool, by wire.ID) error {
	books := []schema.RuleSet{Describe(shipped()[0], "nd07-2021.xlsx", workbook07), Describe(shipped()[1], "nd351-2025.xlsx", workbook351)}
	if withSample {
		books = append(books, DescribePoints(SamplePoints(), "b1-mau.xlsx", workbookB1))
	}
	for _, b := range books {
		b.By = by
		h, err := s.PutRuleSet(ctx, ws, &b)
		if err != nil {
			return err
		}
		err = s.PublishRuleSet(ctx, ws, h, "Đi cùng phần mềm", by)
		if err != nil && schema.CodeOf(err) != schema.CodeConflict { // in force already
			return err
		}
	}
	return nil
}

// Describe gives a rule set with what it says of itself, to be kept with its workbook.
func Describe(rs *poverty.RuleSet, file string, source []byte) schema.RuleSet {
	day := func(t time.Time) string {
		if t.IsZero() {
			return ""
		}
		return t.Format(time.DateOnly)
	}
	return schema.RuleSet{Kind: schema.KindRules, Code: rs.Code, Name: rs.Name.Vi, ValidFrom: day(rs.ValidFrom), ValidTo: day(rs.ValidTo),
		Document: rs.Document, Certainty: string(rs.Certainty), Sample: rs.Sample, File: file, Source: source}
}

// DescribePoints is Describe for a table of income points.
func DescribePoints(t *poverty.PointTable, file string, source []byte) schema.RuleSet {
	return schema.RuleSet{Kind: schema.KindPoints, Code: t.Code, Name: t.Name.Vi, Document: t.Document, Sample: t.Sample, File: file, Source: source}
}

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
