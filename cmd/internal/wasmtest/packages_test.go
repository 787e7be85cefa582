package wasmtest

import (
	"cmp"
	"encoding/binary"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// TestPackages prints which packages the program's code is made of, from a build that keeps its names, and fails when
// one of those is there that the tablet is built without.
func TestPackages(t *testing.T) {
	path := filepath.Join(t.TempDir(), "named.wasm")
	var args []string
	flags, err := os.ReadFile(filepath.Join("..", "..", "formswasm", "flags.txt"))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range strings.Split(strings.TrimSpace(string(flags)), "\n") {
		if !strings.HasPrefix(f, "-ldflags") {
			args = append(args, f)
		}
	}
	cmd := exec.Command("go", append(append([]string{"build"}, args...), "-o", path, "github.com/sothon/sothon/cmd/formswasm")...)
	cmd.Env = append(os.Environ(), "GOOS=js", "GOARCH=wasm", "CGO_ENABLED=0")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	sizes := map[string]int{}
	sum := 0
	for name, n := range functions(t, raw) {
		sizes[packageOf(name)] += n
		sum += n
	}
	for _, heavy := range []string{"fmt", "reflect", "os", "encoding/json", "crypto/sha256", "net/http"} {
		if n := sizes[strings.ReplaceAll(heavy, "/", "_")]; n > 0 {
			t.Errorf("package %s is in the program with %d bytes of code: see docs/decisions/0001-go-in-wasm.md", heavy, n)
		}
	}
	type row struct {
		name string
		n    int
	}
	var rows []row
	for name, n := range sizes {
		rows = append(rows, row{name, n})
	}
	slices.SortFunc(rows, func(a, b row) int { return cmp.Or(b.n-a.n, strings.Compare(a.name, b.name)) })
	if len(rows) < 20 || sizes["runtime"] == 0 || sizes["forms_engine"] == 0 {
		t.Fatalf("only %d packages found: the names are not read rightly", len(rows))
	}
	t.Logf("%d bytes of code, not packed; the largest packages:", sum)
	for _, r := range rows[:14] {
		t.Logf("%9d  %s", r.n, r.name)
	}
}

// packageOf is the package of a function's name as the linker writes it: everything but letters and digits is "_".
func packageOf(name string) string {
	name = strings.TrimPrefix(name, "github.com_sothon_sothon_")
	name, _, _ = strings.Cut(name, ".")
	return name
}

// functions gives the bytes of code by function name (WebAssembly 1.0 §5.5 sections 2, 10 and the custom section "name").
func functions(t *testing.T, b []byte) map[string]int {
	t.Helper()
	leb := func(p *[]byte) int {
		n, k := binary.Uvarint(*p) // LEB128 without sign
		if k <= 0 {
			t.Fatal("the program is cut short")
		}
		*p = (*p)[k:]
		return int(n)
	}
	text := func(p *[]byte) string {
		n := leb(p)
		s := string((*p)[:n])
		*p = (*p)[n:]
		return s
	}
	var sizes []int
	names := map[int]string{}
	imported := 0
	for p := b[8:]; len(p) > 0; {
		id := p[0]
		p = p[1:]
		n := leb(&p)
		s := p[:n]
		p = p[n:]
		switch id {
		case 2: // imports; Go imports functions only
			for k := leb(&s); k > 0; k-- {
				text(&s)
				text(&s)
				if s[0] != 0 {
					t.Fatal("an import that is no function")
				}
				s = s[1:]
				leb(&s)
				imported++
			}
		case 10: // code
			for k := leb(&s); k > 0; k-- {
				n := leb(&s)
				sizes = append(sizes, n)
				s = s[n:]
			}
		case 0:
			if text(&s) != "name" {
				continue
			}
			for len(s) > 0 {
				kind := s[0]
				s = s[1:]
				n := leb(&s)
				part := s[:n]
				s = s[n:]
				if kind != 1 {
					continue
				}
				for k := leb(&part); k > 0; k-- {
					at := leb(&part)
					names[at] = text(&part)
				}
			}
		}
	}
	out := map[string]int{}
	for i, n := range sizes {
		out[names[imported+i]] += n
	}
	return out
}
