package seed

import (
	"testing"

	"github.com/sothon/sothon/forms"
)

func TestHouseholdForm_Compiles(t *testing.T) {
	f, diags := HouseholdForm("2026")
	for _, d := range diags {
		t.Errorf("%v %s row %d column %s (%s): %s; %s | found %s", d.Severity, d.Sheet, d.Row, d.Column, d.Code, d.Why.En, d.Fix.En, d.Found)
	}
	if f == nil {
		t.FailNow()
	}
	questions, calculates := 0, 0
	for _, n := range f.Nodes {
		switch {
		case n.Kind == forms.KindQuestion:
			questions++
		case n.Control == "calculate":
			calculates++
		}
	}
	if f.ID != FormID || f.VersionName != "2026" || questions != 93 || calculates != 42 || len(f.Languages) != 2 {
		t.Errorf("form %s %s: %d questions, %d calculates, languages %v", f.ID, f.VersionName, questions, calculates, f.Languages)
	}
}
