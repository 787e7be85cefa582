package wasmtest

import (
	"bytes"
	"compress/gzip"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

// Sizes of the packed program in bytes: the aim of docs/performance.md, and what fails the test.
const (
	aimBytes   = 1_000_000
	limitBytes = 1_500_000
)

var built struct {
	sync.Once
	path string
	err  error
	out  []byte
}

// build makes a WebAssembly program of a package of ours, "./cmd/formswasm", with the flags of the shipped program.
func build(pkg, path string) (out []byte, err error) {
	flags, err := os.ReadFile(filepath.Join("..", "..", "formswasm", "flags.txt"))
	if err != nil {
		return nil, err
	}
	args := append([]string{"build"}, strings.Split(strings.TrimSpace(string(flags)), "\n")...)
	cmd := exec.Command("go", append(args, "-o", path, pkg)...)
	cmd.Dir = filepath.Join("..", "..", "..")
	cmd.Env = append(os.Environ(), "GOOS=js", "GOARCH=wasm", "CGO_ENABLED=0")
	return cmd.CombinedOutput()
}

// program builds cmd/formswasm once for all tests, with the flags of the shipped program.
func program(t *testing.T) string {
	t.Helper()
	built.Do(func() {
		dir, err := os.MkdirTemp("", "formswasm")
		if err != nil {
			built.err = err
			return
		}
		built.path = filepath.Join(dir, "sothon.wasm")
		built.out, built.err = build("./cmd/formswasm", built.path)
	})
	if built.err != nil {
		t.Fatalf("the program can not be built: %v\n%s", built.err, built.out)
	}
	return built.path
}

func TestMain(m *testing.M) {
	code := m.Run()
	if built.path != "" {
		os.RemoveAll(filepath.Dir(built.path))
	}
	os.Exit(code)
}

// TestSize measures what a tablet downloads once.
func TestSize(t *testing.T) {
	raw, err := os.ReadFile(program(t))
	if err != nil {
		t.Fatal(err)
	}
	var packed bytes.Buffer
	z, err := gzip.NewWriterLevel(&packed, 9)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := z.Write(raw); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	t.Logf("%d bytes, %d packed: %+d to the aim of %d", len(raw), packed.Len(), packed.Len()-aimBytes, aimBytes)
	if packed.Len() > limitBytes {
		t.Errorf("the program is %d bytes packed, the limit is %d", packed.Len(), limitBytes)
	}
}

// TestSmoke runs the program in Node: enrol, receive, answer, be killed, go on, finish, send.
func TestSmoke(t *testing.T) {
	node, err := exec.LookPath("node")
	if err != nil {
		t.Fatal("Node is missing: install Node 20 or newer and try again")
	}
	root, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		t.Fatal(err)
	}
	o := newOwner(t)
	cmd := exec.Command(node, filepath.Join("..", "..", "formswasm", "smoke.mjs"), program(t),
		filepath.Join(strings.TrimSpace(string(root)), "lib", "wasm", "wasm_exec.js"), o.url, "ABCD2345")
	out, err := cmd.CombinedOutput()
	t.Logf("%s", out)
	if err != nil {
		t.Fatalf("smoke: %v", err)
	}
	o.check(t)
}
