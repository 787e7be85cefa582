package xlsform

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var (
	toldInSource = regexp.MustCompile(`(?:report\.(?:error|warn)|p\.bad|fail)\("([a-z0-9-]+)"`)
	toldInCase   = regexp.MustCompile(`(?m)^(?:error|warning) ([a-z0-9-]+)[ (]`)
)

// TestDiagnostics_EachHasACase: whatever Build can tell is told by a case of testdata, or by a test that names its code.
func TestDiagnostics_EachHasACase(t *testing.T) {
	t.Parallel()
	read := func(pattern string) map[string]string {
		names, err := filepath.Glob(pattern)
		if err != nil || len(names) == 0 {
			t.Fatalf("%s: %v", pattern, err)
		}
		out := map[string]string{}
		for _, name := range names {
			b, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			out[name] = string(b)
		}
		return out
	}
	have := map[string]bool{}
	for _, text := range read("testdata/*.txt") {
		for _, m := range toldInCase.FindAllStringSubmatch(text, -1) {
			have[m[1]] = true
		}
	}
	codes := map[string]string{}
	var tests strings.Builder
	for name, text := range read("*.go") {
		if strings.HasSuffix(name, "_test.go") {
			tests.WriteString(text)
			continue
		}
		for _, m := range toldInSource.FindAllStringSubmatch(text, -1) {
			codes[m[1]] = name
		}
	}
	for code := range aliases {
		codes[code] = "report.go"
	}
	if len(codes) < 90 {
		t.Fatalf("%d codes found in the source", len(codes))
	}
	for code, file := range codes {
		if !have[code] && !strings.Contains(tests.String(), `"`+code+`"`) {
			t.Errorf("%s (%s) has no case", code, file)
		}
	}
}

// TestMissingFormID: a text without a file name and without form_id has no id.
func TestMissingFormID(t *testing.T) {
	t.Parallel()
	f, diags := CompileMarkdown("| survey |\n| | type | name | label |\n| | text | a | A |\n", Options{})
	if f != nil || !hasCode(diags, "missing-form-id") {
		t.Errorf("%s", printDiagnostics(diags, false))
	}
}
