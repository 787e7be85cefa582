package seed

import (
	"os"
	"testing"

	"github.com/sothon/sothon/forms/xlsform"
	"github.com/sothon/sothon/forms/xlsform/xlsx"
	"github.com/sothon/sothon/schema/poverty"
)

// The workbooks of the rule sets are their tables: an official opens the one, a reviewer compares the other.
func TestWorkbook_RuleSetsEqualTheirTables(t *testing.T) {
	for name, text := range map[string]string{"nd07-2021": ruleSet07, "nd351-2025": ruleSet351, "b1-mau": samplePoints} {
		want := xlsform.ParseMarkdown(text)
		file := "rules/" + name + ".xlsx"
		if *rewrite {
			b, err := xlsx.Write(want)
			if err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(file, b, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		b, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		got, diags := xlsx.ReadAll(b, xlsx.Limits{})
		if got == nil {
			t.Fatalf("%s: %+v", name, diags)
		}
		if a, b := trimmed(got), trimmed(want); a != b {
			t.Errorf("%s.xlsx is not its table: run go test ./schema/seed -run Workbook -rewrite", name)
		}
	}
}

// trimmed writes a workbook without the empty cells at the end of rows.
func trimmed(w *xlsform.Workbook) (out string) {
	for _, s := range w.Sheets {
		out += "# " + s.Name + "\n"
		for _, row := range s.Rows {
			for len(row) > 0 && row[len(row)-1] == "" {
				row = row[:len(row)-1]
			}
			for _, c := range row {
				out += c + "|"
			}
			out += "\n"
		}
	}
	return out
}

func TestRuleSets_ReadWithoutAnyRemark(t *testing.T) {
	for name, text := range map[string]string{"nd07": ruleSet07, "nd351": ruleSet351} {
		rs, diags := poverty.Read(xlsform.ParseMarkdown(text))
		for _, d := range diags {
			t.Errorf("%s %s %d %s: %s | %s", name, d.Sheet, d.Row, d.Column, d.Why.En, d.Found)
		}
		if rs == nil || len(rs.Indicators) != 12 || rs.Points != nil {
			t.Fatalf("%s: %+v", name, rs)
		}
	}
	if p := SamplePoints(); !p.Sample || len(p.Rows) != 95 {
		t.Errorf("sample points: %v, %d rows", p.Sample, len(p.Rows))
	}
}
