package xpath

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"
)

// seeds are the expressions of testdata/eval.
func seeds(f *testing.F) {
	files, _ := filepath.Glob(filepath.Join("testdata", "eval", "*.txt"))
	for _, name := range files {
		data, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		for _, line := range strings.Split(string(data), "\n") {
			f.Add(line)
		}
	}
}

func FuzzParse(f *testing.F) {
	seeds(f)
	f.Fuzz(func(t *testing.T, src string) {
		e, err := Parse(src)
		if err != nil {
			var s *SyntaxError
			if !errors.As(err, &s) {
				t.Fatalf("%q: %v is no SyntaxError", src, err)
			}
			if s.Pos < 0 || s.Pos > utf8.RuneCountInString(src) || s.Why == "" || s.En == "" {
				t.Fatalf("%q: %+v", src, s)
			}
			return
		}
		if e.Source() != src {
			t.Fatalf("source %q of %q", e.Source(), src)
		}
		for _, s := range e.Check(nil) {
			if s.Pos < 0 || s.Pos > utf8.RuneCountInString(src) {
				t.Fatalf("%q: %+v", src, s)
			}
		}
		for _, r := range e.Refs() {
			if r.UsesDot != (len(r.Steps) == 0) {
				t.Fatalf("%q: %+v", src, r)
			}
		}
		e.Volatile()
		e.Functions()
	})
}

// FuzzEval evaluates whatever can be read over a small document, with and without an index, plainly and as ODK. It must
// end within the budget, fail with an EvalError only, and keep node-sets in document order.
func FuzzEval(f *testing.F) {
	seeds(f)
	f.Fuzz(func(t *testing.T, src string) {
		e, err := Parse(src)
		if err != nil {
			return
		}
		doc := parseXML(t, `<a x="1"><b i="1"><c>1</c><c>hai</c></b><b i="2"><c>2026-01-02</c></b><b hidden="true"><c>9</c></b>`+
			`<instance id="l"><root><item><name>n</name><p>1</p></item></root></instance><!--n--><?p i?>t</a>`)
		h := &testHost{doc: doc, root: doc, zone: 420}
		at := doc.find(func(n *xmlNode) bool { return n.local == "c" })
		for _, plain := range []bool{false, true} {
			steps := 200_000
			v, err := e.Eval(&Context{Node: at, Host: h, Steps: &steps, Plain: plain})
			if err != nil {
				var e *EvalError
				if !errors.As(err, &e) {
					t.Fatalf("%q: %v", src, err)
				}
				continue
			}
			v.Str()
			v.Num()
			v.Bool()
			v.Answer()
			seen := map[Node]bool{}
			for _, n := range v.Nodes() {
				if n == nil || seen[n] {
					t.Fatalf("%q: a node twice or nil", src)
				}
				seen[n] = true
			}
			again, err := e.Eval(&Context{Node: at, Host: h, Plain: plain})
			if err == nil && !e.Volatile() && again.Str() != v.Str() {
				t.Fatalf("%q: %q, then %q", src, v.Str(), again.Str())
			}
		}
	})
}
