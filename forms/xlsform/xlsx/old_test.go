package xlsx

import (
	"bytes"
	"os"
	"reflect"
	"testing"

	"github.com/sothon/sothon/forms/xlsform"
)

func file(t testing.TB, name string) []byte {
	b, err := os.ReadFile("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// TestOld: one workbook saved as .xls and as .xlsx by an office program reads the same: texts over several records, dates,
// numbers of each form, formulas, what is wrong in a sheet that is not asked for.
func TestOld(t *testing.T) {
	t.Parallel()
	got, diags := Read(file(t, "cu.xls"), Limits{})
	want, _ := Read(file(t, "cu.xlsx"), Limits{})
	if got == nil || want == nil {
		t.Fatalf("%+v", diags)
	}
	want.Sheets[0].Rows[2][6] = got.Sheets[0].Rows[2][6] // the office program that wrote the .xls had no result of this formula
	for i, s := range want.Sheets {
		if i >= len(got.Sheets) || got.Sheets[i].Name != s.Name {
			t.Fatalf("sheets %d, %q", len(got.Sheets), s.Name)
		}
		for r, row := range s.Rows {
			if r >= len(got.Sheets[i].Rows) || !reflect.DeepEqual(got.Sheets[i].Rows[r], row) {
				t.Errorf("%s row %d: got %.200q, want %.200q", s.Name, r+1, got.Sheets[i].Rows[r], row)
			}
		}
	}
	rows := got.Sheets[0].Rows
	for _, c := range []struct {
		row, col int
		want     string
	}{{1, 1, "họ_tên"}, {1, 2, "Họ và tên 😀 & <b>"}, {1, 3, "12"}, {1, 4, "-7.25"}, {1, 5, "1500000"}, {1, 6, "0.1"}, {1, 7, "1234567890123"},
		{2, 0, "2026-11-23"}, {2, 1, "08:30:00"}, {2, 2, "2026-11-23T08:30:00"}, {2, 3, "2026-11-23"}, {2, 4, "TRUE"}, {2, 5, "24"}, {2, 7, "TRUE"}} {
		if got := rows[c.row][c.col]; got != c.want {
			t.Errorf("row %d column %d: %q, want %q", c.row+1, c.col+1, got, c.want)
		}
	}
	if w, diags := ReadAll(file(t, "cu.xls"), Limits{}); w != nil || len(diags) != 1 || diags[0].Code != "excel-error" || diags[0].Cell != "A1" {
		t.Errorf("an Excel error: %+v", diags)
	}
	if w, diags := Read(file(t, "cu.xls"), Limits{FileBytes: 1 << 20, Files: 9, PartBytes: 1 << 20, AllBytes: 1 << 20, Rows: 99, Columns: 9, Cells: 9999, Strings: 9999}); w != nil || diags[0].Code != "too-large" {
		t.Errorf("too many rows: %+v", diags)
	}
}

func record(kind int, data ...byte) []byte {
	return append([]byte{byte(kind), byte(kind >> 8), byte(len(data)), byte(len(data) >> 8)}, data...)
}

// TestOldFormula: the text of a formula stands in the record after it ([MS-XLS] 2.4.127, 2.5.133).
func TestOldFormula(t *testing.T) {
	t.Parallel()
	var stream []byte
	for _, r := range [][]byte{record(recBOF), record(recFormula, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 0, 0), record(recString, 2, 0, 1, 0xc0, 0x1e, 'b', 0),
		record(recBoolErr, 1, 0, 0, 0, 0, 0, 1, 0), record(recRK, 1, 0, 1, 0, 0, 0, 0x07, 0x30, 0, 0), record(recEOF)} {
		stream = append(stream, r...)
	}
	o := &oldBook{reader: &reader{limits: DefaultLimits, left: 1 << 20}, stream: stream}
	rows, err := o.sheet(oldSheet{name: "s"})
	if err != nil || !reflect.DeepEqual(rows, [][]string{{"", "Ềb"}, {"TRUE", "30.73"}}) {
		t.Errorf("%q %v", rows, err)
	}
}

// TestServeOld: what the process apart says is what is read here.
func TestServeOld(t *testing.T) {
	var out bytes.Buffer
	if err := ServeOld(bytes.NewReader(file(t, "cu.xls")), &out, false); err != nil || !bytes.Contains(out.Bytes(), []byte("Họ và tên 😀")) {
		t.Fatalf("%v %.200s", err, out.String())
	}
	Apart = []string{"/nonexistent/program"}
	defer func() { Apart = nil }()
	if w, diags := Read(file(t, "cu.xls"), Limits{}); w != nil || diags[0].Code != "broken-workbook" {
		t.Errorf("a process that does not start: %+v", diags)
	}
}

// FuzzOld: no bytes of the old kind make a panic, and what is read stays within the limits.
func FuzzOld(f *testing.F) {
	f.Add(file(f, "cu.xls"))
	limits := Limits{FileBytes: 1 << 20, Files: 50, PartBytes: 1 << 20, AllBytes: 1 << 20, Rows: 1000, Columns: 50, Cells: 5000, Strings: 5000}
	f.Fuzz(func(t *testing.T, b []byte) {
		w, diags := ReadAll(b, limits)
		if w == nil && len(diags) == 0 {
			t.Fatal("neither a workbook nor a reason")
		}
		if w != nil {
			checkWithin(t, w, limits)
		}
	})
}

func checkWithin(t *testing.T, w *xlsform.Workbook, l Limits) {
	for _, s := range w.Sheets {
		if len(s.Rows) > l.Rows {
			t.Fatalf("%d rows", len(s.Rows))
		}
		for _, r := range s.Rows {
			if len(r) > l.Columns {
				t.Fatalf("%d columns", len(r))
			}
		}
	}
}

// FuzzOldStream: the records themselves, without the container around them.
func FuzzOldStream(f *testing.F) {
	var stream []byte
	for _, r := range [][]byte{record(recBOF), record(recFormat, 0xa4, 0, 4, 0, 0, 'y', 'y', 'm', 'd'), record(recXF, 0, 0, 0xa4, 0),
		record(recBoundSheet, 76, 0, 0, 0, 0, 0, 1, 0, 's'), record(recSST, 1, 0, 0, 0, 1, 0, 0, 0, 2, 0, 1, 0xc0, 0x1e), record(recContinue, 0, 'b'), record(recEOF),
		record(recBOF), record(recLabelSST, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0), record(recMulRK, 1, 0, 0, 0, 0, 0, 6, 0, 0, 0, 0, 0, 7, 0, 0, 0, 1, 0), record(recEOF)} {
		stream = append(stream, r...)
	}
	o := &oldBook{reader: &reader{limits: DefaultLimits, left: 1 << 20}, stream: stream, formats: map[int]dateKind{}}
	if err := o.globals(); err != nil || len(o.sheets) != 1 || len(o.strings) != 1 || o.strings[0] != "Ềb" {
		f.Fatal(err, o.sheets, o.strings)
	}
	f.Add(stream)
	f.Fuzz(func(t *testing.T, b []byte) {
		r := &reader{limits: Limits{PartBytes: 1 << 20, AllBytes: 1 << 20, Files: 50, Rows: 1000, Columns: 50, Cells: 5000, Strings: 5000}, left: 1 << 20}
		o := &oldBook{reader: r, stream: b, formats: map[int]dateKind{}}
		if o.globals() != nil {
			return
		}
		for _, s := range o.sheets {
			_, _ = o.sheet(s)
		}
	})
}
