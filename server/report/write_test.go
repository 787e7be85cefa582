package report

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
	"pgregory.net/rapid"
)

// The key lines of a paper stand in both formats, in the order of the decree.
func TestDocument_KeyLines(t *testing.T) {
	d := sampleReport()
	pages := pdfPages(t, Compose(d))
	var b bytes.Buffer
	ok(t, DOCX(&b, d))
	word := joined(plain(docxParts(t, b.Bytes())["word/document.xml"]))
	pdf := joined(strings.Join(pages, " "))
	last := map[string]int{}
	for _, line := range []string{"ỦY BAN NHÂN DÂN", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc", "Số: 15/BC-UBND",
		"Tiên Tiến, ngày 05 tháng 11 năm 2026", "BÁO CÁO", "Kết quả thực hiện Phong trào", "(Số liệu đến ngày 05/11/2026; theo đơn vị mới)",
		"Căn cứ Kế hoạch số 103/KH-UBND ngày 12/8/2022;", "năm 2026.", "I. CÔNG TÁC LÃNH ĐẠO, CHỈ ĐẠO", "Bảng B1. Diễn biến", "74.040", "90.000.000", "Chưa có số liệu",
		"xã./.", "Nơi nhận:", "- UBND tỉnh;", "- Lưu: VT, VHXH.", "TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH", "Nguyễn Văn A", "Phụ lục I",
		"(Kèm theo Báo cáo số 15/BC-UBND ngày 05 tháng 11 năm 2026 của Ủy ban nhân dân xã Tiên Tiến)"} {
		for name, text := range map[string]string{"pdf": pdf, "docx": word} {
			i := strings.Index(text[last[name]:], line)
			if i < 0 {
				t.Errorf("%s: %q is not there or out of order", name, line)
				continue
			}
			last[name] += i
		}
	}
	for i, want := range []string{"ỦY", "2\n", "3\n", "Phụ", "2\n"} { // an appendix is numbered on its own
		if !strings.HasPrefix(pages[i], "MẪU\n"+SampleWords+"\n"+want) {
			t.Errorf("page %d begins %.80q, want %q", i+1, pages[i], want)
		}
	}
}

// The same paper gives the same bytes.
func TestDocument_SameBytes(t *testing.T) {
	for name, write := range map[string]func(io.Writer) error{
		"docx": func(w io.Writer) error { return DOCX(w, sampleReport()) },
		"pdf":  func(w io.Writer) error { return PDF(w, sampleReport()) },
		"xlsx": func(w io.Writer) error { return XLSX(w, sampleReport().Tables()) },
	} {
		var first bytes.Buffer
		ok(t, write(&first))
		for range 3 {
			var b bytes.Buffer
			ok(t, write(&b))
			if !bytes.Equal(first.Bytes(), b.Bytes()) {
				t.Errorf("%s differs", name)
			}
		}
	}
}

// The word MẪU stands on every page of a sample, and on none of a paper that is not one.
func TestDocument_SampleOnEveryPage(t *testing.T) {
	d := sampleReport()
	d.Sample = false
	check := func(want bool) {
		t.Helper()
		for i, p := range pdfPages(t, Compose(d)) {
			if strings.Contains(p, "MẪU\n"+SampleWords) != want {
				t.Errorf("page %d: MẪU %v", i+1, !want)
			}
		}
		var b bytes.Buffer
		ok(t, DOCX(&b, d))
		parts := docxParts(t, b.Bytes())
		for _, h := range []string{"word/header_first.xml", "word/header_next.xml"} {
			if strings.Contains(parts[h], SampleWords) != want || strings.Contains(parts[h], `string="MẪU"`) != want {
				t.Errorf("%s: MẪU %v", h, !want)
			}
		}
		if n := strings.Count(parts["word/document.xml"], "<w:titlePg/>"); n != 2 || strings.Count(parts["word/document.xml"], `r:id="rIdFirst"`) != 2 {
			t.Errorf("every section has both headers: %d", n)
		}
	}
	check(false)
	d.Appendices[0].Body[0].(*Table).Sample = true // one table is enough
	check(true)
	var b bytes.Buffer
	ok(t, XLSX(&b, d.Tables()))
	f, err := excelize.OpenReader(&b)
	ok(t, err)
	defer f.Close()
	for _, s := range f.GetSheetList() {
		a1, err := f.GetCellValue(s, "A1")
		ok(t, err)
		if strings.Contains(s, "B1") && (!strings.HasPrefix(s, "MẪU") || a1 != SampleWords) {
			t.Errorf("sheet %q begins with %q", s, a1)
		}
	}
}

var hostile = []string{"</w:t></w:r></w:p>", "&amp;<script>alert(1)</script>", "=HYPERLINK(\"http://x\")", "\x00\x01\x1f\ufffe", "{{ten_xa}}", ") Tj ET (", "\\",
	"\u202eabc\u2066", "😀👨‍👩‍👧", "Nguye\u0302\u0303n", strings.Repeat("dài", 400), "a\nb\r\nc\td", "]]>", "_x0041_", string([]byte{0xff, 0xfe, 'a'})}

// No text breaks a file or is lost from it.
func TestDocument_HostileText(t *testing.T) {
	for _, s := range hostile {
		d := sampleReport()
		d.Subject, d.Recipients[0], d.Signers[0].Name, d.Agency[1] = s, s, s, s
		tab := d.Body[7].(*Table)
		tab.Rows, tab.Title = tab.Rows[:1], s
		tab.Rows[0].Cells[1].Value = "đầu " + s + " cuối"
		tab.Rows[0].Cells[2].Value = s
		d.Body = append(d.Body, P(s))
		var b bytes.Buffer
		ok(t, DOCX(&b, d))
		text := joined(plain(docxParts(t, b.Bytes())["word/document.xml"]))
		if !strings.Contains(text, "đầu ") || !strings.Contains(text, " cuối") {
			t.Errorf("%q: the cell is cut", s)
		}
		pages := joined(strings.Join(pdfPages(t, Compose(d)), " "))
		if !strings.Contains(pages, "đầu ") || !strings.Contains(pages, "cuối") {
			t.Errorf("%q: the cell is cut in the PDF", s)
		}
		var x bytes.Buffer
		ok(t, XLSX(&x, d.Tables()))
		f, err := excelize.OpenReader(&x)
		if err != nil {
			t.Fatalf("%q: %v", s, err)
		}
		f.Close()
	}
}

// Every word of a paper is drawn, wherever pages break and however narrow cells are.
func TestPDF_NoWordIsLost(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := 0
		words := func(label string, most int) string {
			var out []string
			for range rapid.IntRange(0, most).Draw(t, label) {
				n++
				out = append(out, fmt.Sprintf("w%d%s", n, strings.Repeat("ộ", rapid.IntRange(0, 6).Draw(t, "long"))))
			}
			return strings.Join(out, " ")
		}
		d := &Document{Type: "BIÊN BẢN", NoEnd: true}
		for range rapid.IntRange(1, 4).Draw(t, "parts") {
			if rapid.Bool().Draw(t, "table") {
				tab := &Table{Bare: true}
				for c := range rapid.IntRange(1, 9).Draw(t, "columns") {
					tab.Columns = append(tab.Columns, Column{Label: words("head", 3), Group: []string{"", "", "nhóm"}[c%3]})
				}
				for range rapid.IntRange(0, 12).Draw(t, "rows") {
					var l Line
					for range tab.Columns {
						l.Cells = append(l.Cells, Cell{Value: words("cell", 4)})
					}
					if rapid.IntRange(0, 30).Draw(t, "huge") == 0 {
						l.Cells[0].Value += " " + words("huge", 600)
					}
					tab.Rows = append(tab.Rows, l)
				}
				d.Body = append(d.Body, tab)
			} else {
				d.Body = append(d.Body, P(words("text", 120)))
			}
		}
		var text strings.Builder
		var b bytes.Buffer
		if err := writePDF(&b, Compose(d), false); err != nil {
			t.Fatal(err)
		}
		for _, s := range strings.Split(b.String(), "\nstream\n")[1:] {
			s, _, _ = strings.Cut(s, "\nendstream")
			text.WriteString(pdfText(s))
		}
		all := strings.ReplaceAll(strings.ReplaceAll(text.String(), "\n", ""), " ", "") // a word wider than its cell is broken
		for i := 1; i <= n; i++ {
			if !strings.Contains(all, fmt.Sprintf("w%d", i)) {
				t.Fatalf("w%d of %d is not drawn", i, n)
			}
		}
	})
}

// The archive carries no times and no parts but those that Word needs.
func TestDOCX_Parts(t *testing.T) {
	var b bytes.Buffer
	ok(t, DOCX(&b, sampleReport()))
	z, err := zip.NewReader(bytes.NewReader(b.Bytes()), int64(b.Len()))
	ok(t, err)
	types := docxParts(t, b.Bytes())["[Content_Types].xml"]
	for _, f := range z.File {
		if f.Modified.Year() > 1980 {
			t.Errorf("%s has a time: %v", f.Name, f.Modified)
		}
		if strings.HasPrefix(f.Name, "word/") && strings.HasSuffix(f.Name, ".xml") && !strings.Contains(types, `"/`+f.Name+`"`) {
			t.Errorf("%s has no type", f.Name)
		}
	}
}
