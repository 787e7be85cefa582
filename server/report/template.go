package report

import (
	"archive/zip"
	"bytes"
	"io"
	"path"
	"slices"
	"strings"
)

// Limits of an uploaded template.
const (
	MaxTemplate  = 5 << 20  // bytes of the file
	maxUnpacked  = 40 << 20 // of all parts
	maxPartCount = 400
)

// Template is a Word file with fields in double braces: {{ten_xa}} a value, {{bang:B1}} alone in a paragraph a whole table,
// {{ho_ngheo.chu_ho}} in a table's row a column of a list: the row is repeated.
type Template struct {
	parts []part // in the archive's order
}

type part struct {
	name string
	data []byte
}

// Problem is what is wrong with a template, or what its PDF will lack.
type Problem struct {
	Where  string // "Đoạn 12", "Bảng 2, dòng 3, ô 1"
	WhereE string // the same in English
	Vi, En string
	Warns  bool // the template can be used all the same
}

// OpenTemplate reads a Word file. The problems are those of the file as a whole; with one that does not only warn there is
// no template.
func OpenTemplate(data []byte) (*Template, []Problem) {
	refuse := func(vi, en string) (*Template, []Problem) {
		return nil, []Problem{{Where: "Tệp", WhereE: "The file", Vi: vi, En: en}}
	}
	if len(data) > MaxTemplate {
		return refuse("Tệp lớn hơn 5 MB. Bỏ bớt hình trong tệp.", "The file is larger than 5 MB. Remove pictures.")
	}
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil || len(z.File) > maxPartCount {
		return refuse("Không phải tệp Word (.docx). Trong Word chọn Lưu thành → Word Document (*.docx).",
			"This is not a Word file (.docx). In Word choose Save as → Word Document (*.docx).")
	}
	t, left := &Template{}, int64(maxUnpacked)
	for _, f := range z.File {
		if strings.HasSuffix(f.Name, "/") {
			continue
		}
		r, err := f.Open()
		if err != nil {
			return refuse("Tệp hỏng: không mở được «"+f.Name+"».", "The file is damaged: «"+f.Name+"» can not be opened.")
		}
		b, err := io.ReadAll(io.LimitReader(r, left+1))
		r.Close()
		if left -= int64(len(b)); left < 0 {
			return refuse("Tệp bung ra quá lớn.", "The file unpacks to too much.")
		}
		if err != nil {
			return refuse("Tệp hỏng: không đọc được «"+f.Name+"».", "The file is damaged: «"+f.Name+"» can not be read.")
		}
		if strings.Contains(strings.ToLower(f.Name), "vbaproject") {
			return refuse("Tệp có macro. Lưu lại thành Word Document (*.docx), không macro.", "The file has macros. Save it as a Word Document (*.docx) without macros.")
		}
		if strings.HasSuffix(f.Name, ".rels") && external(b) {
			return refuse("Tệp lấy nội dung từ bên ngoài (hình hoặc mẫu liên kết). Chèn hẳn hình vào tệp, bỏ liên kết.",
				"The file takes content from outside (linked pictures or template). Insert the pictures themselves and remove the links.")
		}
		t.parts = append(t.parts, part{f.Name, b})
	}
	body := t.part(mainPart)
	if body == nil {
		return refuse("Không phải văn bản Word: thiếu word/document.xml.", "This is not a Word document: word/document.xml is missing.")
	}
	for _, p := range t.filled() {
		if _, err := parseXML(t.part(p)); err != nil {
			return refuse("Tệp hỏng: «"+p+"» "+err.Error()+". Mở bằng Word và lưu lại.", "The file is damaged: «"+p+"» "+err.Error()+". Open it in Word and save it again.")
		}
	}
	if root, _ := parseXML(body); root.kid("w:document").kid("w:body") == nil {
		return refuse("Không phải văn bản Word thông thường. Mở bằng Word và lưu lại thành .docx.", "This is not an ordinary Word document. Open it in Word and save it as .docx.")
	}
	return t, nil
}

const mainPart = "word/document.xml"

// external says that relations name something outside the file that is fetched when it is opened; links for people to
// follow are none of that.
func external(rels []byte) bool {
	root, err := parseXML(rels)
	if err != nil {
		return true
	}
	bad := false
	root.walk(func(n *node) bool {
		if strings.EqualFold(n.get("TargetMode"), "External") && !strings.HasSuffix(n.get("Type"), "/hyperlink") {
			bad = true
		}
		return true
	})
	return bad
}

func (t *Template) part(name string) []byte {
	for i := range t.parts {
		if t.parts[i].name == name {
			return t.parts[i].data
		}
	}
	return nil
}

func (t *Template) put(name string, data []byte) {
	for i := range t.parts {
		if t.parts[i].name == name {
			t.parts[i].data = data
			return
		}
	}
	t.parts = append(t.parts, part{name, data})
}

// filled names the parts with text for people: the document, its headers and footers.
func (t *Template) filled() []string {
	var out []string
	for i := range t.parts {
		if ok, _ := path.Match("word/header*.xml", t.parts[i].name); ok {
			out = append(out, t.parts[i].name)
		}
		if ok, _ := path.Match("word/footer*.xml", t.parts[i].name); ok {
			out = append(out, t.parts[i].name)
		}
	}
	slices.Sort(out)
	return append([]string{mainPart}, out...)
}

// bytes packs the parts.
func (t *Template) bytes() ([]byte, error) {
	var b bytes.Buffer
	z := newZip(&b)
	for i := range t.parts {
		if err := putPart(z, t.parts[i].name, t.parts[i].data); err != nil {
			return nil, err
		}
	}
	err := z.Close()
	return b.Bytes(), err
}
