package seed

import (
	"os"
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
	if len(file.Scenarios) < 25 {
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
