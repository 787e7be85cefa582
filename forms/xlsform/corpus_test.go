package xlsform

import (
	"bufio"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/sothon/sothon/forms"
)

// TestCorpus holds Build against the verdicts of pyxform over a conformance corpus that is not part of the project: set
// SOTHON_CORPUS to its folder. Forms that use what is not supported yet are counted apart. SOTHON_CORPUS_SHOW prints the
// differences.
func TestCorpus(t *testing.T) {
	dir := os.Getenv("SOTHON_CORPUS")
	if dir == "" {
		t.Skip("SOTHON_CORPUS is not set")
	}
	show := os.Getenv("SOTHON_CORPUS_SHOW") != ""
	for _, name := range []string{"md-valid", "md-invalid"} {
		file, err := os.Open(filepath.Join(dir, "forms", name+".jsonl"))
		if err != nil {
			t.Fatal(err)
		}
		defer file.Close()
		var same, later, wrong int
		lines := bufio.NewScanner(file)
		lines.Buffer(nil, 16<<20)
		for lines.Scan() {
			var c struct {
				ID       string `json:"id"`
				Md       string `json:"md"`
				FormName string `json:"form_name"`
				Valid    bool   `json:"valid"`
				Asserts  struct {
					Error string `json:"error"`
				} `json:"asserts"`
			}
			if err := json.Unmarshal(lines.Bytes(), &c); err != nil {
				t.Fatal(err)
			}
			f, diags := CompileMarkdown(c.Md, Options{FileStem: c.FormName, Root: c.FormName})
			checkDiagnostics(t, diags)
			if f != nil {
				if back, err := forms.Decode(f.Encode()); err != nil || back.Hash() != f.Hash() {
					t.Errorf("%s: the form does not survive Encode and Decode: %v", c.ID, err)
				}
			}
			switch {
			case (f != nil) == c.Valid:
				same++
			case hasCode(diags, "not-supported-yet"):
				later++
			default:
				wrong++
				if show {
					t.Logf("## %s: valid=%v, ours: %s\n%s\n=> %s", c.ID, c.Valid, codes(diags), c.Md, c.Asserts.Error)
				}
			}
		}
		t.Logf("%s: %d as pyxform, %d not supported yet, %d otherwise", name, same, later, wrong)
	}
}

func hasCode(diags []forms.Diagnostic, code string) bool {
	for _, d := range diags {
		if d.Code == code {
			return true
		}
	}
	return false
}

func codes(diags []forms.Diagnostic) string {
	var out []string
	for _, d := range diags {
		sev := "E"
		if d.Severity == forms.Warning {
			sev = "W"
		}
		out = append(out, sev+":"+d.Code+"@"+d.Sheet+"!"+d.Cell+"["+d.Found+"] "+d.Why.En)
	}
	return strings.Join(out, "\n     ")
}

// checkDiagnostics holds what every diagnostic must have.
func checkDiagnostics(t *testing.T, diags []forms.Diagnostic) {
	t.Helper()
	for _, d := range diags {
		if d.Code == "" || d.Why.Vi == "" || d.Why.En == "" || d.Fix.Vi == "" || d.Fix.En == "" {
			t.Errorf("incomplete diagnostic: %+v", d)
		}
	}
}
