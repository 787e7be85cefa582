package archtest

import (
	"bufio"
	"encoding/json"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

const module = "github.com/sothon/sothon/"

// allowed lists, for each folder, the folders of ours that its non-test code may import (itself and deeper levels of the
// same entry included). A folder without an entry fails the test, so that a new room is a decision.
var allowed = map[string][]string{
	"forms/digest":            {},
	"forms":                   {"forms/digest", "forms/minijson"},
	"forms/minijson":          {},
	"forms/xpath":             {"forms/digest"},
	"forms/instance":          {"forms", "forms/xpath"},
	"forms/engine":            {"forms/digest", "forms", "forms/xpath", "forms/instance"},
	"forms/mdtable":           {},
	"forms/xmldoc":            {"forms/xpath"},
	"forms/xform":             {"forms", "forms/xpath", "forms/instance", "forms/engine", "forms/xmldoc"},
	"forms/submission":        {"forms", "forms/digest", "forms/instance", "forms/engine", "forms/xmldoc"},
	"forms/conform":           {"forms", "forms/digest", "forms/xpath", "forms/instance", "forms/engine", "forms/xlsform", "forms/xmldoc", "forms/xform", "forms/source"},
	"forms/fill":              {"forms", "forms/instance", "forms/engine", "forms/xlsform"},
	"forms/source":            {"forms", "forms/xlsform", "forms/xlsform/xlsx", "forms/xform"},
	"forms/formtest/suite":    {"forms", "forms/formtest", "forms/xlsform", "forms/source"},
	"forms/xlsform":           {"forms", "forms/mdtable", "forms/xpath", "forms/instance", "forms/engine"},
	"forms/xlsform/xlsx":      {"forms", "forms/xlsform"},
	"forms/formtest":          {"forms", "forms/mdtable", "forms/xpath", "forms/instance", "forms/engine", "forms/xlsform"},
	"sync/wire":               {"forms/digest"},
	"sync/merge":              {"forms/digest", "sync/wire"},
	"sync/replica":            {"sync/wire", "sync/merge", "forms", "forms/engine", "schema/answers"},
	"sync/synctest":           {"sync/wire", "sync/merge", "sync/replica", "forms", "forms/engine", "forms/xlsform", "schema", "schema/answers", "schema/store"},
	"schema":                  {"forms", "sync/wire", "schema/credit"},
	"schema/answers":          {"forms", "forms/xpath", "forms/instance", "forms/engine", "sync/wire", "sync/merge", "schema"},
	"schema/emulation":        {"forms/mdtable", "forms", "forms/xlsform", "schema", "schema/credit", "sync/wire"},
	"schema/store/pgtest":     {},
	"schema/store/keytest":    {},
	"schema/register":         {"forms", "forms/xlsform", "forms/engine", "sync/wire", "sync/merge", "schema", "schema/answers", "schema/store"},
	"schema/register/roll":    {"forms", "forms/xlsform", "forms/xlsform/xlsx", "sync/wire", "sync/merge", "schema", "schema/register"},
	"schema/store":            {"forms", "forms/engine", "forms/xlsform", "forms/xpath", "sync/wire", "sync/merge", "schema", "schema/answers", "schema/credit", "schema/migrations", "schema/poverty"},
	"schema/migrations":       {},
	"schema/credit":           {"forms"},
	"schema/poverty":          {"forms", "forms/xlsform", "forms/xpath"},
	"schema/credit/banklist":  {"forms", "forms/xlsform", "sync/wire", "schema", "schema/credit", "schema/register", "schema/register/roll"},
	"schema/seed":             {"forms", "forms/engine", "forms/xlsform", "forms/xlsform/xlsx", "schema/credit", "schema/credit/banklist", "schema/register/roll", "sync/wire", "sync/merge", "schema", "schema/answers", "schema/poverty", "schema/register", "schema/store", "schema/emulation"},
	"server":                  {"*"},
	"server/api":              {"*"},
	"server/admin":            {"*"},
	"server/export":           {"*"},
	"server/backup":           {"*"},
	"server/report":           {"sync/wire", "server/export"},
	"server/report/paper":     {"sync/wire", "schema", "schema/credit", "schema/emulation", "schema/poverty", "schema/store", "server/jobs", "server/report"},
	"server/jobs":             {"*"},
	"server/auth":             {"*"},
	"server/score":            {"*"},
	"server/web":              {},
	"cmd/sothon":              {"*"},
	"cmd/formswasm":           {"forms", "forms/minijson", "forms/engine", "forms/formtest", "sync/wire", "sync/merge", "sync/replica", "schema/answers"},
	"cmd/internal/archtest":   {},
	"cmd/internal/testreport": {},
	"cmd/internal/wasmtest":   {"*"},
	"cmd/internal/bench":      {"*"},
	"cmd/internal/visits":     {"*"},

	"cmd/internal/scenariowasm": {"forms", "forms/minijson", "forms/formtest"},
	"cmd/internal/scenarios":    {"forms/formtest", "schema/seed"},
}

// inWASM are the packages compiled into the tablet; forbidden are imports that would swell it (docs/decisions).
var inWASM = []string{"forms/digest", "forms", "forms/minijson", "forms/xpath", "forms/instance", "forms/engine", "sync/wire", "sync/merge", "sync/replica", "schema/answers", "cmd/formswasm"}

var forbidden = []string{"fmt", "encoding/json", "encoding/xml", "encoding/csv", "reflect", "net/http", "os", "log", "log/slog", "text/template", "math/big", "crypto/ecdsa", "golang.org/x/text"}

type pkg struct{ dir, imports []string }

func root(t *testing.T) string {
	t.Helper()
	out, err := exec.Command("go", "env", "GOMOD").Output()
	if err != nil {
		t.Fatal(err)
	}
	return filepath.Dir(strings.TrimSpace(string(out)))
}

// walk calls visit for every Go file of the module, generated and built folders left out.
func walk(t *testing.T, visit func(rel string)) {
	t.Helper()
	top := root(t)
	err := filepath.WalkDir(top, func(p string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name := d.Name()
		if d.IsDir() && (name == "node_modules" || name == ".git" || name == "testdata" || name == "static" || name == "bin" || name == "data") {
			return fs.SkipDir
		}
		if strings.HasSuffix(name, ".go") {
			rel, _ := filepath.Rel(top, p)
			visit(filepath.ToSlash(rel))
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func imports(t *testing.T, rel string) []string {
	t.Helper()
	f, err := parser.ParseFile(token.NewFileSet(), filepath.Join(root(t), rel), nil, parser.ImportsOnly)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, i := range f.Imports {
		out = append(out, strings.Trim(i.Path.Value, `"`))
	}
	return out
}

func TestImportDirections(t *testing.T) {
	seen := 0
	walk(t, func(rel string) {
		if strings.HasSuffix(rel, "_test.go") {
			return
		}
		seen++
		dir := filepath.ToSlash(filepath.Dir(rel))
		may, ok := allowed[dir]
		if !ok {
			t.Errorf("%s: package folder %q has no entry in allowed: decide what it may import", rel, dir)
			return
		}
		for _, imp := range imports(t, rel) {
			ours, found := strings.CutPrefix(imp, module)
			if !found || ours == dir {
				continue
			}
			if strings.HasPrefix(ours, "cmd/") && !strings.HasPrefix(dir, "cmd/") {
				t.Errorf("%s imports %s: nobody imports cmd", rel, ours)
			}
			good := false
			for _, a := range may {
				good = good || a == "*" || a == ours
			}
			if !good {
				t.Errorf("%s imports %s, which %q may not", rel, ours, dir)
			}
		}
	})
	if seen < 100 {
		t.Fatalf("only %d files seen", seen)
	}
}

func TestWASMStaysSmall(t *testing.T) {
	in := map[string]bool{}
	for _, p := range inWASM {
		in[p] = true
	}
	walk(t, func(rel string) {
		dir := filepath.ToSlash(filepath.Dir(rel))
		if !in[dir] || strings.HasSuffix(rel, "_test.go") || strings.HasSuffix(rel, "_native.go") {
			return
		}
		for _, imp := range imports(t, rel) {
			for _, f := range forbidden {
				if imp == f || strings.HasPrefix(imp, f+"/") && f == "golang.org/x/text" {
					t.Errorf("%s imports %s, which does not go into WASM", rel, imp)
				}
			}
		}
	})
}

func TestEveryPackageSaysWhatItIs(t *testing.T) {
	longest := map[string]int{}
	walk(t, func(rel string) {
		if strings.HasSuffix(rel, "_test.go") {
			return
		}
		f, err := parser.ParseFile(token.NewFileSet(), filepath.Join(root(t), rel), nil, parser.PackageClauseOnly|parser.ParseComments)
		if err != nil {
			t.Fatal(err)
		}
		dir := filepath.Dir(rel)
		if n := len(strings.Split(strings.TrimSpace(f.Doc.Text()), "\n")); n > longest[dir] {
			longest[dir] = n
		}
	})
	for dir, n := range longest {
		if n < 2 {
			t.Errorf("%s says too little about itself (%d lines of package comment)", dir, n)
		}
	}
}

func TestFilesHoldOneIdea(t *testing.T) {
	walk(t, func(rel string) {
		f, err := os.Open(filepath.Join(root(t), rel))
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		n := 0
		for s := bufio.NewScanner(f); s.Scan(); {
			n++
		}
		if n > 600 {
			t.Errorf("%s has %d lines: split it by idea (limit 600)", rel, n)
		}
	})
}

// TestNoHeavyDependencyInTablet asks the toolchain what really goes into the WASM program, transitively.
func TestNoHeavyDependencyInTablet(t *testing.T) {
	cmd := exec.Command("go", "list", "-deps", "-json=ImportPath", "./cmd/formswasm")
	cmd.Dir = root(t)
	cmd.Env = append(os.Environ(), "GOOS=js", "GOARCH=wasm", "CGO_ENABLED=0")
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	dec, seen := json.NewDecoder(strings.NewReader(string(out))), 0
	for dec.More() {
		var p struct{ ImportPath string }
		if err := dec.Decode(&p); err != nil {
			t.Fatal(err)
		}
		seen++
		for _, f := range []string{"fmt", "encoding/json", "encoding/xml", "net/http", "crypto/ecdsa", "math/big", "text/template"} {
			if p.ImportPath == f {
				t.Errorf("the tablet's WASM pulls in %s", f)
			}
		}
	}
	if seen < 20 {
		t.Fatalf("only %d packages listed", seen)
	}
}
