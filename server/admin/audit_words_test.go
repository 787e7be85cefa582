package admin

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var auditCall = regexp.MustCompile(`(?:\.audit\([^"\n]*|AddAudit\([^"\n]*|Action: *)"((?:[a-z_]+\.)[a-z_.]*[a-z]|alias|epoch|export)"`)

// TestAuditWords: whatever the program writes into the audit log has words for people in both languages.
func TestAuditWords(t *testing.T) {
	p, err := loadPages()
	if err != nil {
		t.Fatal(err)
	}
	seen := 0
	for _, folder := range []string{"../../schema/store", "../../schema/register", "."} {
		files, err := filepath.Glob(folder + "/*.go")
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range files {
			if strings.HasSuffix(f, "_test.go") {
				continue
			}
			source, err := os.ReadFile(f)
			if err != nil {
				t.Fatal(err)
			}
			for _, m := range auditCall.FindAllSubmatch(source, -1) {
				seen++
				key := "audit." + string(m[1])
				if kind, ok := strings.CutPrefix(string(m[1]), "household."); ok && kind != "card" {
					key = "ev." + kind
				}
				for _, lang := range []string{"vi", "en"} {
					if p.say(lang, key) == key {
						t.Errorf("%s: %s has no words in %s", f, m[1], lang)
					}
				}
			}
		}
	}
	if seen < 20 {
		t.Errorf("only %d lines were found", seen)
	}
}
