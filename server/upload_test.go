package server

import (
	"bytes"
	"fmt"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/sothon/sothon/forms/xlsform"
	"github.com/sothon/sothon/forms/xlsform/xlsx"
	"github.com/sothon/sothon/sync/wire"
)

func (b *browser) upload(name string, file []byte) page { return b.uploadTo("/forms", name, file) }

func (b *browser) uploadTo(path, name string, file []byte) page {
	return b.uploadWith(path, name, file, nil)
}

// uploadWith sends a file together with what else the form asks.
func (b *browser) uploadWith(path, name string, file []byte, fields map[string]string) page {
	b.w.t.Helper()
	var body bytes.Buffer
	m := multipart.NewWriter(&body)
	f, err := m.CreateFormFile("file", name)
	b.w.ok(err)
	_, _ = f.Write(file)
	for k, v := range fields {
		b.w.ok(m.WriteField(k, v))
	}
	b.w.ok(m.Close())
	req, err := http.NewRequest("POST", b.w.http.URL+path, &body)
	b.w.ok(err)
	req.Header.Set("Content-Type", m.FormDataContentType())
	req.Header.Set("Sec-Fetch-Site", "same-origin")
	return b.do(req)
}

func workbook(t *testing.T, md string) []byte {
	t.Helper()
	b, err := xlsx.Write(xlsform.ParseMarkdown(md))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestUpload(t *testing.T) {
	w := newWorld(t)
	b := w.signIn("quantri")
	bad := workbook(t, `
| survey |
| | type | name | label | relevant |
| | text | ten | Tên | |
| | select_one khongco | chon | Chọn | |
| | integer | tuoi | Tuổi | ${nggay} > 1 |
| | text | ten | Tên lần hai | |
| settings |
| | form_id |
| | thu |
`)
	p := b.upload("hong.xlsx", bad)
	must(t, p, 422, "hong.xlsx", "khongco", "nggay", "Cách sửa:", "Thấy:")
	_, diags := xlsform.CompileMarkdown("", xlsform.Options{})
	if len(diags) == 0 {
		t.Fatal("an empty workbook has no problem")
	}
	book, _ := xlsx.Read(bad, xlsx.Limits{})
	_, diags = xlsform.Compile(book, xlsform.Options{FileStem: "hong"})
	if got := strings.Count(p.body, `class="cd"`); got != len(diags) || got < 3 {
		t.Errorf("%d problems on the page, %d found", got, len(diags))
	}
	for _, d := range diags {
		if d.Cell != "" && !strings.Contains(p.body, fmt.Sprintf("%s!%s", d.Sheet, d.Cell)) {
			t.Errorf("no place %s!%s on the page", d.Sheet, d.Cell)
		}
	}
	for name, file := range map[string][]byte{"rac.xlsx": []byte("không phải Excel"), "rong.xlsx": {}} {
		if p := b.upload(name, file); p.status != 422 || !strings.Contains(p.body, `class="cd"`) {
			t.Errorf("%s: %d", name, p.status)
		}
	}
	if p := b.upload("lon.xlsx", make([]byte, 12<<20)); p.status != 413 {
		t.Errorf("too large: %d", p.status)
	}
	good := b.upload("tot.xlsx", workbook(t, "\n| survey |\n| | type | name | label |\n| | text | ten | Tên |\n| settings |\n| | form_id | form_title |\n| | thu | Phiếu thử |\n"))
	must(t, good, 200, "Dùng được", "Ban hành bản 1")
	_, rest, _ := strings.Cut(good.body, `action="/forms/`)
	hash, _, _ := strings.Cut(rest, "/")
	must(t, b.post("/forms/"+hash+"/publish", nil), 303)
	must(t, b.get("/forms"), 200, "Phiếu thử", "Đang dùng")

	// The next version says what it changes; every version can be compared, downloaded and looked at; a retired form is marked.
	next := b.upload("tot.xlsx", workbook(t, "\n| survey |\n| | type | name | label |\n| | text | ten | Họ và tên |\n| | integer | tuoi | Tuổi |\n| settings |\n| | form_id | form_title |\n| | thu | Phiếu thử |\n| tests |\n| | ## Một |\n| | set tuoi = 5 |\n| | expect tuoi = 6 |\n"))
	must(t, next, 200, "Ban hành bản 2", "Khác gì bản 1", "Thêm 1", "<ins>Họ và tên</ins>", "0 trên 1 bài đạt", "expect tuoi = 6")
	_, rest, _ = strings.Cut(next.body, `action="/forms/`)
	second, _, _ := strings.Cut(rest, "/")
	must(t, b.post("/forms/"+second+"/publish", nil), 422, "Nhờ ghi một câu")
	must(t, b.post("/forms/"+second+"/publish", url.Values{"note": {"Hỏi thêm tuổi"}}), 303)
	must(t, b.get("/forms"), 200, "Bản 2", "Hỏi thêm tuổi", "Bản cũ", "/forms/"+second+"/diff?from="+hash)
	must(t, b.get("/forms/"+hash+"/diff?from="+second), 200, "Bỏ 1", "tuoi", "<del>Họ và tên</del>")
	must(t, b.get("/forms/"+hash+"/diff?from="+wire.Hash(w.form.Hash()).String()), 404)
	if p := b.get("/forms/" + second + "/source"); p.status != 200 || !strings.HasPrefix(p.body, "PK") || !strings.Contains(p.head.Get("Content-Disposition"), "thu-ban-2.xlsx") {
		t.Errorf("source: %d %v", p.status, p.head)
	}
	must(t, b.post("/forms/"+second+"/retire", url.Values{"reason": {"thay bằng mẫu khác"}}), 303)
	must(t, b.get("/forms"), 200, "Ngừng dùng từ", "Dùng lại")
	must(t, b.post("/forms/"+second+"/unretire", nil), 303)
	if p := b.get("/forms"); strings.Contains(p.body, "Ngừng dùng từ") {
		t.Error("still retired")
	}
	md := b.upload("bang.md", []byte("| survey |\n| | type | name | label |\n| | text | ten | Tên |\n| settings |\n| | form_id |\n| | bang |\n\n## Thử\nset ten = An\nexpect ten = An\n"))
	must(t, md, 200, "Dùng được", "1 trên 1 bài đạt")
}
