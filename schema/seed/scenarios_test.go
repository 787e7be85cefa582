package seed

import (
	"os"
	"slices"
	"testing"

	"github.com/sothon/sothon/forms/formtest"
)

func TestHouseholdForm_Scenarios(t *testing.T) {
	text, err := os.ReadFile("forms/ho-gia-dinh.scenarios.md")
	if err != nil {
		t.Fatal(err)
	}
	file, errs := formtest.Parse(string(text))
	for _, e := range errs {
		t.Error(e)
	}
	form, _ := HouseholdForm("2026")
	if len(file.Scenarios) < 50 {
		t.Fatalf("only %d scenarios", len(file.Scenarios))
	}
	for i := range file.Scenarios {
		t.Run(file.Scenarios[i].Title, func(t *testing.T) {
			steps := file.RunOne(form, i)
			if len(steps) == 0 {
				t.Fatal("no step ran")
			}
			for _, r := range formtest.Failed(steps) {
				t.Errorf("line %d: %s: got %q, want %q", r.Line, r.Step, r.Got, r.Want)
			}
		})
	}
}

// The scenarios play the rule set that ships, with one point more in the table of A.
func TestHouseholdForm_ScenariosUseTheShippedTables(t *testing.T) {
	text, err := os.ReadFile("forms/ho-gia-dinh.scenarios.md")
	if err != nil {
		t.Fatal(err)
	}
	file, _ := formtest.Parse(string(text))
	for _, want := range ruleTables() {
		at := slices.IndexFunc(file.Lists, func(l formtest.List) bool { return l.ID == want.Name })
		if at < 0 {
			t.Fatalf("no list %s", want.Name)
		}
		got := file.Lists[at]
		if !slices.Equal(got.Columns, want.Columns) {
			t.Fatalf("%s has columns %v", want.Name, got.Columns)
		}
		extra := map[string]int{"bang_diem_a": 1}[want.Name]
		if len(got.Rows) != len(want.Cells[0])+extra {
			t.Fatalf("%s has %d rows, %d ship", want.Name, len(got.Rows), len(want.Cells[0]))
		}
		for row := range want.Cells[0] {
			for col := range want.Columns {
				if got.Rows[row][col] != want.Cells[col][row] {
					t.Errorf("%s row %d: %q, %q ships", want.Name, row+1, got.Rows[row][col], want.Cells[col][row])
				}
			}
		}
	}
}
