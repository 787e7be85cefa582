package seed

import (
	"flag"
	"os"
	"testing"

	"github.com/sothon/sothon/forms/xlsform"
	"github.com/sothon/sothon/forms/xlsform/xlsx"
)

var rewrite = flag.Bool("rewrite", false, "write forms/ho-gia-dinh.xlsx anew from the table beside it")

// The workbook that ships is the table that people read and compare: the two compile to the same bytes.
func TestWorkbook_EqualsItsTable(t *testing.T) {
	const file = "forms/ho-gia-dinh.xlsx"
	if *rewrite {
		b, err := xlsx.Write(xlsform.ParseMarkdown(householdForm))
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
	w, diags := xlsx.Read(b, xlsx.Limits{})
	if w == nil {
		t.Fatalf("%+v", diags)
	}
	got, diags := xlsform.Compile(w, xlsform.Options{FileStem: "ho-gia-dinh"})
	if got == nil || len(diags) > 0 {
		t.Fatalf("%+v", diags)
	}
	want, _ := HouseholdForm("2026")
	if got.Hash() != want.Hash() {
		t.Fatal("the workbook and the table are different forms: run go test ./schema/seed -run Workbook -rewrite")
	}
}
