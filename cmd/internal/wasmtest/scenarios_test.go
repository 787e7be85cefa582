package wasmtest

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/sothon/sothon/forms/formtest"
	"github.com/sothon/sothon/schema/seed"
)

// TestScenarios plays the household form's worked cases with the engine compiled to WebAssembly, in Node. Each must run
// as many steps as in Go on this machine: a scenario that stops early has not passed.
func TestScenarios(t *testing.T) {
	node, err := exec.LookPath("node")
	if err != nil {
		t.Fatal("Node is missing: install Node 20 or newer and try again")
	}
	root, err := exec.Command("go", "env", "GOROOT").Output()
	must(t, err)
	path := filepath.Join("..", "..", "..", "schema", "seed", "forms", "ho-gia-dinh.scenarios.md")
	text, err := os.ReadFile(path)
	must(t, err)
	file, mistakes := formtest.Parse(string(text))
	for _, m := range mistakes {
		t.Fatal(m)
	}
	form, diags := seed.HouseholdForm("2026")
	if form == nil {
		t.Fatalf("form: %+v", diags)
	}
	dir := t.TempDir()
	bytes := filepath.Join(dir, "form.json")
	must(t, os.WriteFile(bytes, form.Encode(), 0o600))
	wasm := filepath.Join(dir, "scenarios.wasm")
	if out, err := build("./cmd/internal/scenariowasm", wasm); err != nil {
		t.Fatalf("the program can not be built: %v\n%s", err, out)
	}

	cmd := exec.Command(node, "scenarios.mjs", wasm, filepath.Join(strings.TrimSpace(string(root)), "lib", "wasm", "wasm_exec.js"), bytes, path)
	var stderr strings.Builder
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v\n%s%s", err, out, stderr.String())
	}
	var got struct {
		Error     string
		Scenarios []struct {
			Title  string
			Steps  int
			Failed []struct {
				Line            int
				Step, Got, Want string
			}
		}
	}
	if err := json.Unmarshal(out, &got); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	if got.Error != "" {
		t.Fatal(got.Error)
	}
	if len(got.Scenarios) != len(file.Scenarios) || len(got.Scenarios) < 25 {
		t.Fatalf("%d scenarios, in Go %d; at least 25 are expected", len(got.Scenarios), len(file.Scenarios))
	}
	for i, s := range got.Scenarios {
		t.Run(s.Title, func(t *testing.T) {
			native := file.RunOne(form, i)
			if s.Title != file.Scenarios[i].Title || s.Steps != len(native) || s.Steps == 0 {
				t.Errorf("%q ran %d steps; in Go %q ran %d", s.Title, s.Steps, file.Scenarios[i].Title, len(native))
			}
			for _, f := range s.Failed {
				t.Errorf("line %d: %s: got %q, want %q", f.Line, f.Step, f.Got, f.Want)
			}
		})
	}
}
