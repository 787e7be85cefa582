package source

import (
	"os"
	"strings"
	"testing"

	"github.com/sothon/sothon/forms/xform"
	"github.com/sothon/sothon/forms/xlsform"
	"github.com/sothon/sothon/forms/xlsform/xlsx"
)

const tables = `| survey |
| | type | name | label |
| | text | ten | Họ, "tên" |
| | select_one gt | gt | Giới tính |
| choices |
| | list_name | name | label |
| | gt | nam | Nam |
`

// TestRead: one form in each kind of file is the same form.
func TestRead(t *testing.T) {
	t.Parallel()
	book := xlsform.ParseMarkdown(tables)
	sheet, err := xlsx.Write(book)
	if err != nil {
		t.Fatal(err)
	}
	want := Read([]byte(tables), "thu.md")
	if want.Form == nil || want.Kind != Markdown {
		t.Fatal(want.Diags)
	}
	csv := "survey,,,\n,type,name,label\n,text,ten,\"Họ, \"\"tên\"\"\"\n,select_one gt,gt,Giới tính\nchoices,,,\n,list_name,name,label\n,gt,nam,Nam\n"
	for name, b := range map[string][]byte{"thu.xlsx": sheet, "thu.csv": []byte("\ufeff" + csv), "THU/thu.CSV": []byte(strings.ReplaceAll(strings.ReplaceAll(csv, "Họ, ", "Họ~ "), ",", ";"))} {
		got := Read(b, name)
		if got.Form == nil {
			t.Errorf("%s: %+v", name, got.Diags)
			continue
		}
		a, b := string(got.Form.Encode()), string(want.Form.Encode())
		if strings.ReplaceAll(a, "~", ",") != b {
			t.Errorf("%s: %s\nwant %s", name, a, b)
		}
	}
	if x := Read(xform.Write(want.Form), "khac.tep"); x.Kind != XForm || x.Form == nil || x.Form.ID != want.Form.ID {
		t.Errorf("an XForm: %+v", x)
	}
	old, err := os.ReadFile("../xlsform/xlsx/testdata/cu.xls")
	if err != nil {
		t.Fatal(err)
	}
	if x := Read(old, "cu.xls"); x.Kind != XLS || x.Book == nil || x.Book.Sheets[0].Name != "survey" {
		t.Errorf("a workbook of the old kind: %v %v", x.Kind, x.Diags)
	}
	if x := Read([]byte("survey,\n,\"a\nb"), "x.csv"); x.Form != nil || len(x.Diags) == 0 {
		t.Errorf("a cut CSV: %+v", x)
	}
}

// FuzzRead: whatever the bytes and the name, there is a form or a reason.
func FuzzRead(f *testing.F) {
	f.Add([]byte(tables), "a.md")
	f.Add([]byte("survey,,\n,type,name\n,text,a\n"), "a.csv")
	f.Add([]byte("<h:html/>"), "a.xml")
	f.Fuzz(func(t *testing.T, b []byte, name string) {
		if len(b) > 1<<16 {
			return
		}
		x := Read(b, name)
		if x.Form == nil && len(x.Diags) == 0 {
			t.Fatal("neither a form nor a reason")
		}
	})
}
