package wasmtest

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/sothon/sothon/forms/formtest"
	"github.com/sothon/sothon/forms/xlsform"
)

// catastrophic are patterns on which a matcher that only backtracks runs for longer than anybody lives; % stands for the
// text's letter.
var catastrophic = []string{
	"(%+)+", "(%*)*", "(%|%%)+", "(%|%|%)*b", "(.*)*x", "(%+%+)+b", "(%*%*)*b", "((%+)+)+b", "(%{1,})+b", "(%+){2,}b",
	"(%?){50}%{50}b", "(.%*)*b", "(%.*)*b", "([%x]+)*b", "([^x]+)+x", "(%+b?)+c", "(b?%+)+c", "(%%+)+b", "(%+|%+)+b", "(?:%+)+b",
	"(%+)*(%+)*b", "(%+)*%*(%+)*b", "^(%+)+$b", "(.+)+(.+)+b", "(.|%)*b", "(%|.)+b", `(\w+)+b`, `(\w*)*\d`, `(\w+\s?)+\d`, `(\S+)+ `,
	"(?=(%+)+$)x", "(?=(%*)*b)%", "(?!(%+)+$).*x", "(?<=(%+)+)b", `(%+)+\1b`, `(%+)\1+b`, `(%*)\1\1\1b`, `(.*)\1(.*)\2b`, `((%+)\2)+b`, `(%+?)+?\1$b`,
	"(%+?)+b", "(%*?)*?b", "(%{2,5}){2,9}b", "(%{1,9}){1,9}b", "((%{1,9}){1,9}){1,9}b",
	"(%|%%|%%%)+b", "(%|%?)+b", "(%?%?)+b", "(%*|b)*c", "(%+|b+)*c",
}

// TestRegex: a hundred of them (each on two texts) are answered by the engine on a tablet, true, false or not at all, and
// the next form works. The work is bounded in steps; the times are only printed.
func TestRegex(t *testing.T) {
	node, err := exec.LookPath("node")
	if err != nil {
		t.Fatal("Node is missing: install Node 20 or newer and try again")
	}
	root, err := exec.Command("go", "env", "GOROOT").Output()
	must(t, err)
	dir := t.TempDir()
	n := 0
	for _, pattern := range catastrophic {
		for _, letter := range []string{"a", "ấ"} {
			p := strings.ReplaceAll(pattern, "%", letter)
			form, diags := xlsform.CompileMarkdown("| survey |\n| | type | name | label | constraint | calculation |\n| | text | t | T | | |\n"+
				"| | calculate | hit | | | regex(${t}, '"+strings.ReplaceAll(p, "|", `\|`)+"') |\n| | calculate | alive | | | concat(${t}, '') != '' |\n", xlsform.Options{FileStem: "f"})
			if form == nil {
				t.Fatalf("%s: %+v", p, diags)
			}
			name := filepath.Join(dir, fmt.Sprintf("%03d", n))
			must(t, os.WriteFile(name+".json", form.Encode(), 0o600))
			must(t, os.WriteFile(name+".md", []byte("form: f.xlsx\n## "+letter+"\nset t = "+strings.Repeat(letter, 3000)+"!\nexpect alive = true\n"), 0o600))
			n++
		}
	}
	if n < 100 {
		t.Fatalf("%d patterns", n)
	}
	wasm := filepath.Join(dir, "scenarios.wasm")
	if out, err := build("./cmd/internal/scenariowasm", wasm); err != nil {
		t.Fatalf("the program can not be built: %v\n%s", err, out)
	}
	cmd := exec.Command(node, "regex.mjs", wasm, filepath.Join(strings.TrimSpace(string(root)), "lib", "wasm", "wasm_exec.js"), dir)
	var stderr strings.Builder
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v\n%s", err, stderr.String())
	}
	type line struct {
		Name   string
		MS     float64
		Answer struct {
			Error     string
			Scenarios []struct {
				Steps  int
				Failed []formtest.Result
			}
		}
	}
	var times []float64
	for s := bufio.NewScanner(bytes.NewReader(out)); s.Scan(); {
		var l line
		must(t, json.Unmarshal(s.Bytes(), &l))
		if l.Answer.Error != "" || len(l.Answer.Scenarios) != 1 || l.Answer.Scenarios[0].Steps != 2 || len(l.Answer.Scenarios[0].Failed) > 0 {
			t.Errorf("%s: %s", l.Name, s.Text())
		}
		times = append(times, l.MS)
		if l.MS > 100 {
			t.Logf("%s: %.0f ms", l.Name, l.MS)
		}
	}
	if len(times) != n {
		t.Fatalf("%d answers of %d", len(times), n)
	}
	slices.Sort(times)
	t.Logf("%d patterns: median %.1f ms, slowest %.1f ms", n, times[n/2], times[n-1])
}
