package report

import (
	"bytes"
	"slices"
	"strings"
	"testing"
	"time"
)

// wordFile packs a body as a Word file of ours.
func wordFile(t testing.TB, body string) []byte {
	t.Helper()
	var b bytes.Buffer
	ok(t, DOCX(&b, &Document{Plain: true, NoEnd: true, Body: []Part{P("x")}}))
	tpl, problems := OpenTemplate(b.Bytes())
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	tpl.put(mainPart, []byte(xmlHead+`<w:document `+wordNS+`><w:body>`+body+`</w:body></w:document>`))
	out, err := tpl.bytes()
	ok(t, err)
	return out
}

func open(t testing.TB, data []byte) *Template {
	t.Helper()
	tpl, problems := OpenTemplate(data)
	if tpl == nil {
		t.Fatal(problems)
	}
	return tpl
}

// What is read back from a Word file is what was written into it.
func TestTemplate_PagesAreThoseWritten(t *testing.T) {
	d := sampleReport()
	var b bytes.Buffer
	ok(t, DOCX(&b, d))
	want := Compose(d)
	got, err := open(t, b.Bytes()).Pages(want.Title, want.Made, true)
	ok(t, err)
	a, z := pdfPages(t, want), pdfPages(t, got)
	if !slices.Equal(a, z) {
		for i := range a {
			if i >= len(z) || a[i] != z[i] {
				t.Fatalf("page %d differs of %d/%d:\n%s\n----\n%s", i+1, len(a), len(z), a[i], z[min(i, len(z)-1)])
			}
		}
	}
}

var filledTemplate = `<w:p><w:r><w:t>Xã {{ten</w:t></w:r><w:proofErr w:type="spellEnd"/><w:r><w:rPr><w:b/></w:rPr><w:t>_xa}</w:t></w:r><w:r><w:t>} năm {{ Nam }}, {{khong_co}}</w:t></w:r></w:p>` +
	`<w:p><w:r><w:t>{{bang:B1}}</w:t></w:r></w:p>` +
	`<w:tbl><w:tblPr/><w:tblGrid><w:gridCol w:w="2000"/><w:gridCol w:w="4000"/></w:tblGrid><w:tr><w:tc><w:p><w:r><w:t>TT</w:t></w:r></w:p></w:tc><w:tc><w:p/></w:tc></w:tr>` +
	`<w:tr><w:tc><w:p><w:r><w:t>{{ho.tt}}</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>{{ho.ten}} ({{ten_xa}})</w:t></w:r></w:p></w:tc></w:tr></w:tbl>` +
	`<w:p><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr></w:pPr><w:r><w:t xml:space="preserve">cuối </w:t><w:tab/><w:t>dòng</w:t></w:r></w:p>`

func TestTemplate_Fill(t *testing.T) {
	v := &Values{Fields: map[string]string{"ten_xa": "Tiên <Tiến> & {{nam}}", "nam": "2026\ndòng"},
		Lists:  map[string][]map[string]string{"ho": {{"tt": "1", "ten": "Bà A"}, {"tt": "2", "ten": "Ông B </w:t>"}}},
		Tables: map[string]*Table{"b1": {Code: "B1", Title: "Diễn biến", Columns: []Column{{Label: "Thôn"}}, Rows: []Line{{Cells: []Cell{{Value: "Phù Oanh"}}}}}}}
	tpl := open(t, wordFile(t, filledTemplate))
	out, err := tpl.Fill(v)
	ok(t, err)
	text := plain(docxParts(t, out)[mainPart])
	want := "Xã Tiên <Tiến> & {{nam}} năm 2026dòng, {{khong_co}}\nBảng B1. Diễn biến\nThôn\nPhù Oanh\n\nTT\n\n1\nBà A (Tiên <Tiến> & {{nam}})\n2\nÔng B </w:t> (Tiên <Tiến> & {{nam}})\ncuối dòng\n"
	if text != want {
		t.Errorf("filled:\n%s\nwant:\n%s", text, want)
	}
	again, err := tpl.Fill(v)
	ok(t, err)
	if !bytes.Equal(out, again) {
		t.Error("filled twice, the bytes differ")
	}
	v.Sample = true
	out, err = tpl.Fill(v)
	ok(t, err)
	parts := docxParts(t, out)
	if !strings.Contains(parts[mainPart], "rIdSoThonFirst") || !strings.Contains(parts[sampleNext], SampleWords) || !strings.Contains(parts["[Content_Types].xml"], sampleFirst) ||
		!strings.Contains(parts["word/_rels/document.xml.rels"], "rIdSoThonNext") {
		t.Error("a filled sample has no headers that say MẪU")
	}
	pages, err := open(t, out).Pages("x", time.Time{}, true)
	ok(t, err)
	for i, p := range pdfPages(t, pages) {
		if !strings.Contains(p, SampleWords) {
			t.Errorf("page %d of the PDF has no MẪU", i+1)
		}
	}
}

// Headers of an official's own give way to MẪU in every section, also where a section has none.
func TestTemplate_SampleInEverySection(t *testing.T) {
	body := `<w:p><w:pPr><w:sectPr><w:headerReference w:type="first" r:id="rIdFirst"/><w:pgSz w:w="16838" w:h="11906"/></w:sectPr></w:pPr></w:p><w:p><w:pPr><w:sectPr/></w:pPr></w:p><w:p><w:r><w:t>a</w:t></w:r></w:p>`
	out, err := open(t, wordFile(t, body)).Fill(&Values{Sample: true})
	ok(t, err)
	main := docxParts(t, out)[mainPart]
	if n := strings.Count(main, "rIdSoThonNext"); n != 6 || strings.Contains(main, `"rIdFirst"`) {
		t.Errorf("three sections, two references each: %d\n%s", n, main)
	}
}

func TestTemplate_Problems(t *testing.T) {
	known := &Known{Fields: []string{"ten_xa", "nam"}, Lists: map[string][]string{"ho": {"tt", "ten"}}, Tables: []string{"B1"}}
	p := func(s string) string { return `<w:p><w:r><w:t>` + s + `</w:t></w:r></w:p>` }
	cell := func(s string) string {
		return `<w:tbl><w:tblGrid><w:gridCol w:w="100"/></w:tblGrid><w:tr><w:tc>` + p("a") + `</w:tc></w:tr><w:tr><w:tc>` + s + `</w:tc></w:tr></w:tbl>`
	}
	for _, c := range []struct{ body, where, says string }{
		{p("đầu") + p("Xã {{ten_za}} tôi"), "Đoạn 2 («Xã {{ten_za}} tôi»)", "Không có trường {{ten_za}}. Có phải {{ten_xa}}?"},
		{p("{{nam"), "Đoạn 1", "mà không có }}"},
		{p("x {{bang:B1}}"), "Đoạn 1", "đứng một mình"},
		{p("{{bang:B7}}"), "Đoạn 1", "Có phải {{bang:B1}}?"},
		{cell(p("{{bang:B1}}")), "Bảng 1, dòng 2, ô 1", "không đặt trong ô"},
		{p("{{ho.ten}}"), "Đoạn 1", "dòng của bảng"},
		{cell(p("{{ho.ten_}}")), "Bảng 1, dòng 2, ô 1", "{{ho.ten}}"},
		{cell(p("{{hoo.ten}}")), "Bảng 1, dòng 2, ô 1", "{{ho}}"},
		{p("{{xyzxyzxyz}}"), "Đoạn 1", "trang Mẫu văn bản"},
		{`<w:p><w:r><w:drawing/></w:r></w:p>`, "Bản PDF", "không có hình"},
	} {
		all := open(t, wordFile(t, c.body)).Check(known)
		if len(all) != 1 || !strings.HasPrefix(all[0].Where, c.where) || !strings.Contains(all[0].Vi, c.says) || all[0].En == "" {
			t.Errorf("%s: %+v, want %s: %s", c.body, all, c.where, c.says)
		}
	}
	if all := open(t, wordFile(t, filledTemplate)).Check(&Known{Fields: []string{"ten_xa", "nam", "khong_co"}, Lists: known.Lists, Tables: known.Tables}); len(all) > 0 {
		t.Errorf("a good template: %+v", all)
	}
}

func TestOpenTemplate_Refuses(t *testing.T) {
	zipped := func(name, text string) []byte {
		tpl := open(t, wordFile(t, "<w:p/>"))
		tpl.put(name, []byte(text))
		b, err := tpl.bytes()
		ok(t, err)
		return b
	}
	for name, data := range map[string][]byte{
		"Không phải tệp Word": []byte("PK nonsense"),
		"macro":               zipped("word/vbaProject.bin", "x"),
		"bên ngoài":           zipped("word/_rels/document.xml.rels", packRels+`<Relationship Id="a" Type="x/image" TargetMode="External" Target="http://x/a.png"/></Relationships>`),
		"Tệp hỏng":            zipped(mainPart, `<!DOCTYPE a [<!ENTITY b "c">]><w:document><w:body/></w:document>`),
		"lớn hơn 5 MB":        make([]byte, MaxTemplate+1),
		"bung ra":             zipped("word/a.xml", strings.Repeat(" ", maxUnpacked+1)),
		"thông thường":        zipped(mainPart, `<x:document/>`),
	} {
		tpl, problems := OpenTemplate(data)
		if tpl != nil || len(problems) != 1 || !strings.Contains(problems[0].Vi, name) {
			t.Errorf("%s: %v", name, problems)
		}
	}
}

func FuzzTemplate(f *testing.F) {
	f.Add(filledTemplate)
	f.Add(`<w:p><w:pPr><w:sectPr/></w:pPr></w:p><w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val="9"/><w:vMerge/></w:tcPr></w:tc></w:tr></w:tbl>`)
	f.Fuzz(func(t *testing.T, body string) {
		var b bytes.Buffer
		ok(t, DOCX(&b, &Document{Plain: true, Body: []Part{P("x")}}))
		tpl, _ := OpenTemplate(b.Bytes())
		tpl.put(mainPart, []byte(`<w:document><w:body>`+body+`</w:body></w:document>`))
		data, err := tpl.bytes()
		ok(t, err)
		if tpl, _ = OpenTemplate(data); tpl == nil {
			return
		}
		tpl.Check(&Known{})
		out, err := tpl.Fill(&Values{Fields: map[string]string{"nam": "1"}, Lists: map[string][]map[string]string{"ho": {{"ten": "a"}}}, Sample: true})
		ok(t, err)
		filled, problems := OpenTemplate(out)
		if filled == nil {
			t.Fatalf("what was filled is not a Word file: %v", problems)
		}
		pages, err := filled.Pages("", time.Time{}, true)
		ok(t, err)
		for _, s := range pages.Sections {
			for _, b := range s.Blocks {
				switch x := b.(type) {
				case *Paragraph:
					x.wrap(s.room())
				case *Grid:
					for n := 0; n < len(x.Rows); n += len(x.group(n)) {
					}
				}
			}
		}
	})
}
