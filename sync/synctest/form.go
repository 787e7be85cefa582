package synctest

import (
	"fmt"
	"strings"

	"github.com/sothon/sothon/forms"
	"github.com/sothon/sothon/forms/xlsform"
	"github.com/sothon/sothon/schema/answers"
	"github.com/sothon/sothon/sync/merge"
)

const formID = "ho_gia_dinh"

// formText is the survey. Version 2 puts questions before the others, so that every number after them is another one;
// version 3 adds one in the repeat.
func formText(version int) string {
	var b strings.Builder
	row := func(cells ...string) { b.WriteString("| | " + strings.Join(cells, " | ") + " |\n") }
	b.WriteString("| survey |\n")
	row("type", "name", "label", "relevant", "calculation", "default", "bind::st:rows", "bind::st:merge", "bind::st:was")
	row("csv-external", "thanh_vien", "", "", "", "", "", "")
	row("begin_group", "ho", "Hộ", "", "", "", "", "")
	if version >= 2 {
		row("text", "moi", "Câu mới", "", "", "", "", "")
	}
	row("text", "chu_ho", "Chủ hộ", "", "", "Chưa rõ", "", "")
	row("select_one nuoc", "nuoc", "Nguồn nước", "", "", "", "", "")
	row("text", "nuoc_khac", "Nguồn khác", "${nuoc} = '9'", "", "", "", "")
	row("integer", "dientich", "Diện tích", "", "", "", "", "")
	row("image", "anh", "Ảnh nhà", "", "", "", "", "")
	if version >= 3 {
		row("text", "ghi_chu", "Ghi chú", "", "", "", "", "", "ho/ghichu")
	} else {
		row("text", "ghichu", "Ghi chú", "", "", "", "", "")
	}
	row("text", "nhieu", "Ý kiến", "", "", "", "", "each")
	row("end_group", "", "", "", "", "", "", "")
	row("begin_repeat", "tv", "Thành viên", "", "", "", "instance('thanh_vien')/root/item[ho = property('st:case')]", "")
	if version >= 3 {
		row("text", "m_nghe", "Nghề", "", "", "", "", "")
	}
	row("text", "m_ten", "Họ tên", "", "", "", "", "")
	row("integer", "m_tuoi", "Tuổi", "", "", "", "", "")
	row("end_repeat", "", "", "", "", "", "", "")
	row("calculate", "so_tv", "", "", "count(${tv})", "", "", "")
	row("calculate", "ngay", "", "", "format-date(today(), '%Y-%m-%d')", "", "", "")
	b.WriteString("| choices |\n| | list_name | name | label |\n| | nuoc | 1 | Nước máy |\n| | nuoc | 2 | Giếng |\n| | nuoc | 9 | Khác |\n")
	fmt.Fprintf(&b, "| settings |\n| | form_id | version |\n| | %s | %d |\n", formID, version)
	return b.String()
}

// question is a place that the world's people answer.
type question struct {
	path   string
	values []string
	since  int // form version
	row    bool
}

var questions = []question{
	{path: "ho/chu_ho", values: []string{"LÒ VĂN ẨN", "LÒ VĂN AN", "HÀ THỊ BƯỞI"}},
	{path: "ho/nuoc", values: []string{"1", "2", "9"}},
	{path: "ho/nuoc_khac", values: []string{"suối", "mó nước"}},
	{path: "ho/dientich", values: []string{"40", "52", "120"}},
	{path: "ho/anh", values: []string{photo('a'), photo('b'), photo('c')}},
	{path: "ho/ghichu", values: []string{"nhà cũ", "mới sửa", "xa đường"}},
	{path: "ho/ghi_chu", values: []string{"nhà cũ", "mới tên"}, since: 3},
	{path: "ho/nhieu", values: []string{"một", "hai", "ba"}},
	{path: "ho/moi", values: []string{"x", "y"}, since: 2},
	{path: "tv/m_ten", values: []string{"Lò Văn Bé", "Lò Thị Út", "Lò Văn Cả"}, row: true},
	{path: "tv/m_tuoi", values: []string{"7", "30", "61"}, row: true},
	{path: "tv/m_nghe", values: []string{"làm ruộng", "thợ"}, since: 3, row: true},
}

func photo(c byte) string { return strings.Repeat(string(c), 64) + "/1000/image/jpeg" }

// version is one compiled version of the form.
type version struct {
	form  *forms.Form
	bytes []byte
	merge *merge.Form
}

const maxVersion = 3

func compileForms() ([]version, error) {
	var out []version
	for n := 1; n <= maxVersion; n++ {
		f, diags := xlsform.CompileMarkdown(formText(n), xlsform.Options{FileStem: formID})
		if f == nil {
			return nil, fmt.Errorf("synctest: form version %d: %+v", n, diags)
		}
		out = append(out, version{f, f.Encode(), answers.MergeForm(f)})
	}
	return out, nil
}
