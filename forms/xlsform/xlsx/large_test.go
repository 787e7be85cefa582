package xlsx

import (
	"fmt"
	"strings"
	"testing"

	"github.com/sothon/sothon/forms"
	"github.com/sothon/sothon/forms/xlsform"
)

// TestLargest: a workbook near the limits, 90,000 choices of 4 cells, is read and compiled within the budget of memory.
func TestLargest(t *testing.T) {
	var survey, choices, sst strings.Builder
	texts := 0
	cell := func(b *strings.Builder, s string) {
		fmt.Fprintf(&sst, "<si><t>%s</t></si>", s)
		fmt.Fprintf(b, `<c t="s"><v>%d</v></c>`, texts)
		texts++
	}
	row := func(b *strings.Builder, cells ...string) {
		b.WriteString("<row>")
		for _, c := range cells {
			cell(b, c)
		}
		b.WriteString("</row>")
	}
	row(&survey, "type", "name", "label")
	row(&survey, "select_one thon", "a", "Thôn")
	row(&choices, "list_name", "name", "label", "xa")
	for i := range 90_000 {
		row(&choices, "thon", fmt.Sprint("t", i), fmt.Sprint("Thôn số ", i), "x1")
	}
	file := pack("xl/workbook.xml", `<workbook xmlns:r="r"><sheets><sheet name="survey" r:id="r1"/><sheet name="choices" r:id="r2"/></sheets></workbook>`,
		"xl/_rels/workbook.xml.rels", `<Relationships><Relationship Id="r1" Target="worksheets/1.xml"/><Relationship Id="r2" Target="worksheets/2.xml"/></Relationships>`,
		"xl/worksheets/1.xml", "<worksheet><sheetData>"+survey.String()+"</sheetData></worksheet>",
		"xl/worksheets/2.xml", "<worksheet><sheetData>"+choices.String()+"</sheetData></worksheet>",
		"xl/sharedStrings.xml", "<sst>"+sst.String()+"</sst>")
	var f *forms.Form
	var diags []forms.Diagnostic
	took, peak := measure(func() {
		w, d := Read(file, Limits{})
		if diags = d; w != nil {
			f, diags = xlsform.Compile(w, xlsform.Options{FileStem: "f"})
		}
	})
	t.Logf("%v, %d MB, file %d kB", took, peak>>20, len(file)>>10)
	if f == nil || len(f.Lists[0].Choices) != 90_000 {
		t.Fatalf("%+v", diags)
	}
	if peak > 100<<20 {
		t.Errorf("%d MB at the peak", peak>>20)
	}
}
