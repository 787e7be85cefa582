package admin

import (
	"io/fs"
	"os"
	"regexp"
	"strings"
	"testing"
)

var used = regexp.MustCompile(`(?:\.T|\$v\.T|\$\.T) "([a-z_.-]+)"|\.T\("([a-z_.-]+)"|say\([a-zA-Z.()]+, "([a-z_.-]+)"|again\(c, [a-zA-Z.]+, "([a-z_.-]+)"|"((?:flash|title)\.[a-z_]+)"`)

// TestTexts: both languages have the same keys, with the same arguments, and every key that is used is there.
func TestTexts(t *testing.T) {
	p, err := loadPages()
	if err != nil {
		t.Fatal(err)
	}
	verbs := regexp.MustCompile(`%[sd]`)
	for k, vi := range p.texts["vi"] {
		en, ok := p.texts["en"][k]
		if !ok || strings.Join(verbs.FindAllString(vi, -1), "") != strings.Join(verbs.FindAllString(en, -1), "") {
			t.Errorf("%s: %q and %q", k, vi, en)
		}
	}
	if len(p.texts["vi"]) != len(p.texts["en"]) {
		t.Errorf("%d and %d texts", len(p.texts["vi"]), len(p.texts["en"]))
	}
	n := 0
	check := func(name string, b []byte) {
		for _, m := range used.FindAllStringSubmatch(string(b), -1) {
			key := strings.Join(m[1:], "")
			n++
			if _, ok := p.texts["vi"][key]; !ok && !strings.HasSuffix(key, ".") {
				t.Errorf("%s uses %q, which is not in the catalogue", name, key)
			}
		}
	}
	names, err := fs.Glob(files, "templates/*.html")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		b, err := files.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(b), " style=") || regexp.MustCompile(` on[a-z]+=`).Match(b) || strings.Contains(string(b), "<script>") {
			t.Errorf("%s has something inline", name)
		}
		check(name, b)
	}
	sources, err := fs.Glob(os.DirFS("."), "*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range sources {
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		check(name, b)
	}
	if n < 200 {
		t.Errorf("only %d uses found", n)
	}
}

func TestGroupDigits(t *testing.T) {
	for in, want := range map[string]string{"1500000": "1.500.000", "-1234": "-1.234", "12": "12", "1234.5": "1.234,5", "123": "123"} {
		if got := groupDigits(in); got != want {
			t.Errorf("%s: %s, want %s", in, got, want)
		}
	}
}

func TestSafeNext(t *testing.T) {
	for in, want := range map[string]string{"/records/1?x=y": "/records/1?x=y", "//evil.example": "/", "https://evil.example": "/",
		"/\\evil.example": "/", "": "/", "/a\r\nb": "/"} {
		if got := safeNext(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}
