package main

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/alecthomas/kong"
)

// TestFormRead: a record is read with its form; what is wrong stands at its line, and the record is written out again.
func TestFormRead(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	write := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	form := write("thu.md", "| survey |\n| | type | name | label | required |\n| | integer | a | A | yes |\n| | image | b | B | yes |\n| | begin_repeat | r | R | |\n| | text | c | C | |\n| | end_repeat | | | |\n")
	for _, c := range []struct {
		record, want string
		bad          bool
	}{
		{"<data id=\"thu\"><a>4</a><b>x.jpg</b><r><c>m</c></r><r><c>n</c></r><meta><instanceID>uuid:1</instanceID></meta></data>", "/data/r[2]/c = n", false},
		{"<data id=\"thu\">\n<a>bốn</a><b>x.jpg</b><meta><instanceID>uuid:1</instanceID></meta></data>", "dòng 2 cột a", true},
		{"<data id=\"thu\"><b>x.jpg</b><meta><instanceID>uuid:1</instanceID></meta></data>", "LỖI  /data/a: required", true},
		{"<other/>", "other-root", true},
	} {
		var out strings.Builder
		again := filepath.Join(dir, "again.xml")
		err := formReadCmd{File: form, Record: write("r.xml", c.record), XML: again}.Run(&kong.Context{Kong: &kong.Kong{Stdout: &out, Stderr: &out}})
		if errors.Is(err, errRecordHasMistakes) != c.bad || err != nil && !c.bad || !strings.Contains(out.String(), c.want) {
			t.Errorf("%s: %v\n%s", c.record, err, out.String())
		}
		if !c.bad {
			b, err := os.ReadFile(again)
			if err != nil || !strings.Contains(string(b), "<b>x.jpg</b>") || !strings.Contains(string(b), "<r><c>n</c></r>") {
				t.Errorf("%v %s", err, b)
			}
		}
	}
}
