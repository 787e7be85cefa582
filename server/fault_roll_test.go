package server

import (
	"archive/zip"
	"bytes"
	"strings"
	"testing"
)

// TestHostileRolls: a file that is no list of households, or would take the memory, is refused with words and a remedy, and
// nothing is staged.
func TestHostileRolls(t *testing.T) {
	w := newWorld(t)
	b := w.signIn("quantri")
	w.ok(w.srv.Flush(t.Context()))
	before := w.tables("session", "list", "list_ids", "counter")
	var bomb bytes.Buffer
	z := zip.NewWriter(&bomb)
	for name, part := range map[string]string{"[Content_Types].xml": "<Types/>", "xl/workbook.xml": `<workbook xmlns:r="r"><sheets><sheet name="A" r:id="rId1"/></sheets></workbook>`,
		"xl/_rels/workbook.xml.rels": `<Relationships><Relationship Id="rId1" Type="x/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`,
		"xl/worksheets/sheet1.xml":   "<worksheet><sheetData>" + strings.Repeat(`<row><c t="inlineStr"><is><t>a</t></is></c></row>`, 4<<20)} {
		f, err := z.Create(name)
		w.ok(err)
		_, err = f.Write([]byte(part))
		w.ok(err)
	}
	w.ok(z.Close())
	for name, file := range map[string][]byte{
		"bom.xlsx":   bomb.Bytes(),
		"rac.xlsx":   []byte("không phải Excel"),
		"rong.xlsx":  {},
		"hang.csv":   []byte("Chủ hộ;Thôn\n" + strings.Repeat("a;b\n", 70_000)),
		"chu.csv":    []byte("Ch\xf1 h\xe9;Th\xf4n\n"),
		"trong.csv":  []byte("\n\n;;;\n"),
		"trang.xlsx": []byte("PK\x03\x04" + strings.Repeat("\x00", 100)),
	} {
		if p := b.uploadTo("/households/import", name, file); p.status != 422 && p.status != 413 || !strings.Contains(p.body, `class="bao son`) {
			t.Errorf("%s (%d bytes): %d %.200s", name, len(file), p.status, p.head.Get("Location"))
		}
	}
	for _, d := range differ(before, w.tables("session", "list", "list_ids", "counter")) {
		t.Error("changed:", d)
	}
}
