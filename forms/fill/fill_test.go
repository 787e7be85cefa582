package fill

import (
	"strings"
	"testing"

	"github.com/sothon/sothon/forms/engine"
	"github.com/sothon/sothon/forms/xlsform"
)

const workbook = `
| survey |
| | type | name | label | required | constraint | constraint_message | relevant | hint |
| | text | ten | Họ tên | yes | | | | viết đủ dấu |
| | date | ngay | Ngày sinh | | . < date('2026-01-01') | Ngày sinh phải trước 2026 | | |
| | select_one gt | gt | Giới tính của \${ten} | yes | | | | |
| | begin repeat | tv | Thành viên | | | | | |
| | integer | tuoi | Tuổi | yes | | | | |
| | select_multiple v | viec | Việc làm | | | | \${tuoi} > 15 | |
| | end repeat | | | | | | | |
| | note | n | Hộ có \${dem} người | | | | | |
| choices |
| | list_name | name | label |
| | gt | nam | Nam |
| | gt | nu | Nữ |
| | v | 1 | Ruộng |
| | v | 2 | Thợ |
`

// TestRun walks a form as a person would: a mistake is told and asked again, rows are added, what is missing leads back.
func TestRun(t *testing.T) {
	t.Parallel()
	text := strings.Replace(strings.ReplaceAll(workbook, `\$`, "$"), "| | note |", "| | calculate | dem | | | | | | |\n| | note |", 1)
	text = strings.Replace(text, "| relevant | hint |", "| relevant | hint | calculation |", 1)
	text = strings.Replace(text, "| | calculate | dem | | | | | | |", "| | calculate | dem | | | | | | | count(${tv}) |", 1)
	f, diags := xlsform.CompileMarkdown(text, xlsform.Options{FileStem: "thu"})
	if f == nil {
		t.Fatal(diags)
	}
	typed := []string{
		"", // name left out: a person may go on
		"31/12/2026", "31/12/1990",
		"3", "2",
		"x", "+", "9", // a row: nine years old
		"+", "40", "1 2",
		"",  // no further row
		"",  // note
		"1", // the first thing missing
		"Lan", "", "", "", "", "", "", "", "", "", "", "", "",
	}
	var out strings.Builder
	next := byte(0)
	s, done, err := Run(f, strings.NewReader(strings.Join(typed, "\n")), &out, Options{Env: engine.Env{Lang: "vi"}, NewID: func() engine.RowID { next++; return engine.RowID{15: next} }})
	if err != nil || !done {
		t.Fatalf("done %v, %v\n%s", done, err, out.String())
	}
	for ref, want := range map[string]string{"/data/ten": "Lan", "/data/ngay": "1990-12-31", "/data/gt": "nu", "/data/tv[1]/tuoi": "9", "/data/tv[2]/viec": "1 2", "/data/dem": "2"} {
		if e := s.Tree().Resolve(ref); e == nil || e.Value() != want {
			t.Errorf("%s is not %q\n%s", ref, want, out.String())
		}
	}
	for _, want := range []string{"Ngày sinh phải trước 2026", "không có lựa chọn số 3", "gõ + để thêm", "(viết đủ dấu)", "[Thành viên 2] Việc làm",
		"1. Họ tên: chưa trả lời", "Giới tính của Lan", "Đủ rồi"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("nothing says %q:\n%s", want, out.String())
		}
	}
}

// FuzzRun: whatever is typed, the walk ends and never panics.
func FuzzRun(f *testing.F) {
	form, _ := xlsform.CompileMarkdown(strings.ReplaceAll(strings.ReplaceAll(workbook, `\$`, "$"), "${dem}", ""), xlsform.Options{FileStem: "thu"})
	if form == nil {
		f.Fatal("the form does not compile")
	}
	f.Add("a\n<\n-\n!\n+\n+\n5\n<\n<\n?\n\n\n")
	f.Fuzz(func(t *testing.T, typed string) {
		var out strings.Builder
		next := byte(0)
		if _, _, err := Run(form, strings.NewReader(typed), &out, Options{NewID: func() engine.RowID { next++; return engine.RowID{15: next} }}); err != nil {
			t.Fatal(err)
		}
	})
}
