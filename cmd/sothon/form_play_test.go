package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/sothon/sothon/forms/formtest"
	"github.com/sothon/sothon/forms/xlsform"
	"github.com/sothon/sothon/forms/xlsform/xlsx"
)

// TestFormTest: the tests sheet of a workbook is played, and a step that does not hold is told with its row.
func TestFormTest(t *testing.T) {
	t.Parallel()
	w := &xlsform.Workbook{Sheets: []xlsform.Sheet{
		{Name: "survey", Rows: [][]string{{"type", "name", "label", "calculation"}, {"integer", "a", "A", ""}, {"calculate", "b", "", "${a} * 2"}}},
		{Name: "tests", Rows: [][]string{{"## Nhân đôi"}, {"set a = 2"}, {"expect b = 4"}, {"expect b = 5"}}},
	}}
	file := filepath.Join(t.TempDir(), "thu.xlsx")
	b, err := xlsx.Write(w)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, b, 0o600); err != nil {
		t.Fatal(err)
	}
	r, err := formTestCmd{File: file}.play()
	if err != nil || r.Form == nil || len(r.Mistakes) > 0 {
		t.Fatalf("%v %+v", err, r)
	}
	failed := formtest.Failed(r.Results)
	if len(r.Results) != 3 || len(failed) != 1 || failed[0].Line != 4 || failed[0].Got != "4" || r.OK() {
		t.Errorf("%+v", r.Results)
	}
}
