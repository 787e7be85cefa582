package admin

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestStyles_OneRoomAName: all rooms' styles stand on every page, so a class belongs to one file; two that lay out the same
// name break each other's pages.
func TestStyles_OneRoomAName(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("static/*.css")
	if err != nil || len(files) < 5 {
		t.Fatal(files, err)
	}
	media := regexp.MustCompile(`@[a-z-]+[^{}]*\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}`)
	rule := regexp.MustCompile(`([^{}]+)\{`)
	class := regexp.MustCompile(`^\.[A-Za-z0-9_-]+$`)
	owner := map[string]string{}
	for _, f := range files {
		b, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		if strings.HasSuffix(f, "admin.css") {
			continue // the parts that all rooms share
		}
		for _, m := range rule.FindAllStringSubmatch(media.ReplaceAllString(string(b), ""), -1) {
			for _, s := range strings.Split(m[1], ",") {
				s = strings.TrimSpace(s)
				if o := owner[s]; class.MatchString(s) && o != "" && o != f {
					t.Errorf("%s stands in %s and in %s", s, o, f)
				} else if class.MatchString(s) {
					owner[s] = f
				}
			}
		}
	}
	if len(owner) < 50 {
		t.Errorf("only %d classes were found", len(owner))
	}
}
