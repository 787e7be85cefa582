package xlsx

import (
	"archive/zip"
	"bytes"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"
	"pgregory.net/rapid"

	"github.com/sothon/sothon/forms"
	"github.com/sothon/sothon/forms/xlsform"
)

func TestCells(t *testing.T) {
	f := excelize.NewFile()
	f.SetSheetName("Sheet1", "Survey")
	f.NewSheet("ghi chú")
	f.SetCellStr("ghi chú", "A1", "not read")
	style := func(id int, custom string) int {
		s := &excelize.Style{NumFmt: id}
		if custom != "" {
			s.CustomNumFmt = &custom
		}
		n, err := f.NewStyle(s)
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	day, dmy, both, clock := style(14, ""), style(0, `dd/mm/yyyy`), style(22, ""), style(20, "")
	money, text := style(0, `#,##0 "đồng m";[Red]d`), style(49, "")
	when := time.Date(2026, 11, 23, 8, 30, 15, 0, time.UTC)
	for i, c := range []struct {
		value any
		style int
		want  string
	}{
		{"chữ", 0, "chữ"}, {12, 0, "12"}, {12.0, 0, "12"}, {0.1 + 0.2, 0, "0.3"}, {-1.5, 0, "-1.5"}, {1e14, 0, "100000000000000"},
		{true, 0, "TRUE"}, {false, 0, "FALSE"}, {46349, day, "2026-11-23"}, {46349, dmy, "2026-11-23"}, {46349.25, dmy, "2026-11-23"},
		{when, both, "2026-11-23T08:30:15"}, {0.5, clock, "12:00:00"}, {46349, money, "46349"}, {"01", text, "01"},
		{1, day, "1900-01-01"}, {59, day, "1900-02-28"}, {61, day, "1900-03-01"}, {" hai dòng\nnữa ", 0, " hai dòng\nnữa "},
		{1.0 / 3, 0, "0.333333333333333"},
	} {
		at := columnName(i+1) + "1"
		if err := f.SetCellValue("Survey", at, c.value); err != nil {
			t.Fatal(err)
		}
		if c.style != 0 {
			f.SetCellStyle("Survey", at, at, c.style)
		}
		defer func() {
			w, diags := readFile(t, f)
			if w == nil {
				t.Fatalf("%+v", diags)
			}
			if got := w.Sheets[0].Rows[0][i]; got != c.want {
				t.Errorf("%v: got %q, want %q", c.value, got, c.want)
			}
			if w.Sheets[1].Name != "ghi chú" || w.Sheets[1].Rows != nil {
				t.Errorf("the second sheet: %+v", w.Sheets[1])
			}
		}()
	}
}

func readFile(t *testing.T, f *excelize.File) (*xlsform.Workbook, []forms.Diagnostic) {
	t.Helper()
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	return Read(b.Bytes(), Limits{})
}

func TestRoundTrip(t *testing.T) {
	cell := rapid.OneOf(rapid.Just(""), rapid.StringMatching(`[a-zà-ỹ0-9 <>&"'_]{0,12}`), rapid.SampledFrom([]string{"${a}", "=1+1", "01", "Sùng A Chớ", "_x000D_"}))
	rapid.Check(t, func(t *rapid.T) {
		w := &xlsform.Workbook{}
		for _, name := range []string{"survey", "choices", "settings"}[:rapid.IntRange(1, 3).Draw(t, "sheets")] {
			w.Sheets = append(w.Sheets, xlsform.Sheet{Name: name, Rows: rapid.SliceOfN(rapid.SliceOfN(cell, 0, 5), 0, 6).Draw(t, "rows")})
		}
		b, err := Write(w)
		if err != nil {
			t.Fatal(err)
		}
		again, _ := Write(w)
		if !bytes.Equal(b, again) {
			t.Fatal("two writings differ")
		}
		got, diags := Read(b, Limits{})
		if got == nil {
			t.Fatalf("%+v", diags)
		}
		for i, s := range w.Sheets {
			if want := trim(s.Rows); !reflect.DeepEqual(trim(got.Sheets[i].Rows), want) {
				t.Fatalf("got %q\nwant %q", got.Sheets[i].Rows, want)
			}
		}
	})
}

// trim drops empty cells at the end of rows and empty rows at the end.
func trim(rows [][]string) [][]string {
	out := [][]string{}
	for _, row := range rows {
		for len(row) > 0 && row[len(row)-1] == "" {
			row = row[:len(row)-1]
		}
		out = append(out, append([]string{}, row...))
	}
	for len(out) > 0 && len(out[len(out)-1]) == 0 {
		out = out[:len(out)-1]
	}
	return out
}

// pack makes an archive of parts, in order of name and text.
func pack(parts ...string) []byte {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for i := 0; i+1 < len(parts); i += 2 {
		w, _ := z.Create(parts[i])
		w.Write([]byte(parts[i+1]))
	}
	z.Close()
	return b.Bytes()
}

const (
	relsPart = `<Relationships><Relationship Id="r1" Type="x/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`
	bookPart = `<workbook xmlns:r="r"><sheets><sheet name="survey" r:id="r1"/></sheets></workbook>`
)

func oneSheet(xml string, more ...string) []byte {
	return pack(append([]string{"xl/workbook.xml", bookPart, "xl/_rels/workbook.xml.rels", relsPart, "xl/worksheets/sheet1.xml", xml}, more...)...)
}

func TestPlainParts(t *testing.T) {
	w, diags := Read(oneSheet(`<worksheet><sheetData>
		<row><c t="inlineStr"><is><t>a</t><rPh><t>x</t></rPh><r><t>b</t></r></is></c><c t="str"><f>1</f><v>c</v></c><c><v>7</v></c></row>
		<row r="3"><c r="B3" t="s"><v>0</v></c><c r="C3" t="s"><v>99</v></c><c r="D3" t="d"><v>2026-01-02T00:00:00</v></c></row>
		<row r="4"><c r="A4"><f>1+1</f></c><c r="B4" t="e"><v>#REF!</v></c></row>
	</sheetData></worksheet>`, "xl/sharedStrings.xml", `<sst><si><r><t>x </t></r><r><t>y</t></r></si></sst>`, "xl/vbaProject.bin", "macro"), Limits{})
	var codes []string
	for _, d := range diags {
		codes = append(codes, d.Code+"@"+d.Cell)
	}
	if got := strings.Join(codes, " "); got != "macros-ignored@ formula-without-value@A4 excel-error@B4" || w != nil {
		t.Errorf("diagnostics %s, workbook %v", got, w)
	}
	w, _ = Read(oneSheet(`<worksheet><sheetData><row><c t="inlineStr"><is><t>a</t><rPh><t>x</t></rPh><r><t>b</t></r></is></c></row>
		<row r="3"><c r="B3" t="b"><v>1</v></c></row></sheetData></worksheet>`), Limits{})
	if w == nil || !reflect.DeepEqual(w.Sheets[0].Rows, [][]string{{"ab"}, nil, {"", "TRUE"}}) {
		t.Errorf("%+v", w)
	}
}
