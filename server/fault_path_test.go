package server

import (
	"fmt"
	"io/fs"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/sothon/sothon/sync/wire"
)

// oddNames are names that lead elsewhere where a name of a file is put together from them, as they stand in an address.
var oddNames = []string{"..", ".", "../owner.key", "../../owner.key", "..%2fowner.key", "%2e%2e/owner.key", "%2e%2e%2fowner.key", "..%5cowner.key", "..\\owner.key", "%252e%252e%252fowner.key",
	"....//owner.key", "..;/owner.key", "%c0%ae%c0%ae/owner.key", "..%c0%afowner.key", "..%ef%bc%8fowner.key", "/owner.key", "//owner.key", "%2fowner.key", "/etc/passwd", "%2fetc%2fpasswd",
	"../../../../../../etc/passwd", "..%2f..%2f..%2f..%2f..%2fetc%2fpasswd", "file:%2f%2f%2fetc%2fpasswd", "C:%5cWindows%5cwin.ini", "%5c%5chost%5cshare", "CON", "NUL.csv", "owner.key%00.csv", "a%00b", "a%0d%0aX-Evil:%201",
	"a%22%3b%20x=%22b", "%e2%80%aegnp.exe", ".git/config", ".env", "sothon.db", "blobs/../owner.key", "app/../../owner.key", "fonts/..%2f..%2fowner.key", "ho_gia_dinh.csv%2f..%2f..%2fowner.key", "ho_gia_dinh.csv/../../owner.key",
	strings.Repeat("a", 4000), strings.Repeat("../", 300) + "owner.key", "nonce.key", "recovery.txt", "%F0%9F%92%A9", "~root", "$HOME", "*", "?.csv"}

// everything lists the files under a folder with their contents.
func everything(t *testing.T, dir string) map[string]string {
	t.Helper()
	out := map[string]string{}
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || strings.Contains(path, "sothon.db") {
			return err
		}
		b, err := os.ReadFile(path)
		out[path] = string(b)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// TestOddNames: no name of a file, in an address or of an upload, reaches anything but what is meant to be reached.
func TestOddNames(t *testing.T) {
	w := newWorld(t)
	desk := w.signIn("quantri")
	w.srv.App = fstest.MapFS{"app/index.html": {Data: []byte("<h1>Sổ Thôn</h1>")}, "missing.html": {}, "owner.key": {Data: []byte("hx7 beside the app")}}
	up := filepath.Dir(w.srv.Data)
	w.ok(os.WriteFile(filepath.Join(up, "owner.key"), []byte("hx7 beside the folder"), 0o600))
	before := everything(t, up)
	var secrets []string
	for _, name := range []string{"owner.key", "nonce.key", "recovery.txt"} {
		b, err := os.ReadFile(filepath.Join(w.srv.Data, name))
		w.ok(err)
		secrets = append(secrets, strings.TrimSpace(string(b)))
	}
	secrets = append(secrets, "root:x:", "hx7 beside", "PRIVATE KEY")
	asked := 0
	for _, at := range []string{"/static/", "/static/fonts/", "/app/", "/app/fonts/", "/exports/", "/blobs/", "/api/v1/blobs/", "/forms/", "/records/", "/households/", "/households/import/", "/devices/", "/invite/", "/"} {
		for _, name := range oddNames {
			req, err := http.NewRequest("GET", w.http.URL, nil)
			w.ok(err)
			req.URL.Opaque = "//" + req.URL.Host + at + name // as it stands, not made tidy by the client
			p := desk.do(req)
			asked++
			if p.status >= 500 {
				t.Errorf("%s%.80s: %d", at, name, p.status)
			}
			for _, s := range secrets {
				if strings.Contains(p.body, s) {
					t.Errorf("%s%.80s gives %.20s…", at, name, s)
				}
			}
			if p.head.Get("X-Evil") != "" || strings.ContainsAny(p.head.Get("Content-Disposition"), "\r\n/\\") {
				t.Errorf("%s%.80s: %v", at, name, p.head)
			}
		}
	}
	form := workbook(t, "\n| survey |\n| | type | name | label |\n| | text | ten | Tên |\n| settings |\n| | form_id |\n| | thu |\n")
	for _, name := range oddNames {
		plain, err := url.PathUnescape(name)
		if err != nil {
			plain = name
		}
		plain = strings.NewReplacer("\x00", "", "\r", "", "\n", "", `"`, "").Replace(plain)
		for path, file := range map[string][]byte{"/forms": form, "/households/import": []byte("Chủ hộ;Thôn\nVũ Văn Một;Đông\n")} {
			asked++
			if p := desk.uploadTo(path, plain+".csv", file); p.status >= 500 || p.head.Get("X-Evil") != "" {
				t.Errorf("upload of %.80q to %s: %d", plain, path, p.status)
			}
		}
	}
	if asked < 40*14 {
		t.Errorf("only %d requests", asked)
	}
	after := everything(t, up)
	if fmt.Sprint(before) != fmt.Sprint(after) {
		t.Errorf("files before %d, after %d", len(before), len(after))
	}
}

// TestLinksAmongPhotos: a link that stands where a photo should is not followed.
func TestLinksAmongPhotos(t *testing.T) {
	w := newWorld(t)
	a := w.enrolled("khue")
	h := wire.Sum([]byte("x"))
	n, _ := w.form.NodeByPath("ho/anh")
	c := a.change(id(0x77), 0)
	c.Ops = []wire.Op{{Kind: wire.KindSet, Node: uint32(n), Value: wire.MediaValue(wire.Media{SHA256: h, Size: 1, Mime: "image/jpeg"})}}
	a.sync(c)
	dir := filepath.Join(w.srv.Data, "blobs", h.String()[:2])
	w.ok(os.MkdirAll(dir, 0o700))
	desk := w.signIn("quantri")
	for _, to := range []string{"../../owner.key", filepath.Join(w.srv.Data, "owner.key"), "/etc/passwd", "."} {
		link := filepath.Join(dir, h.String()[2:])
		w.ok(os.Symlink(to, link))
		w.ok(w.srv.Store.PutBlob(t.Context(), w.ws, a.id, h, 1))
		if p := desk.get("/blobs/" + h.String()); p.status != 404 || strings.Contains(p.body, "PRIVATE KEY") {
			t.Errorf("a link to %s: %d", to, p.status)
		}
		w.ok(os.Remove(link))
	}
}
