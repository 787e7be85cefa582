package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

var binary string

// TestMain builds the program once; every test runs it as people do.
func TestMain(m *testing.M) {
	dir, err := os.MkdirTemp("", "sothon-test-")
	if err != nil {
		panic(err)
	}
	binary = filepath.Join(dir, "sothon")
	if out, err := exec.Command("go", "build", "-o", binary, ".").CombinedOutput(); err != nil {
		fmt.Fprintf(os.Stderr, "go build: %v\n%s", err, out)
		os.Exit(1)
	}
	code := m.Run()
	_ = os.RemoveAll(dir)
	os.Exit(code)
}

// run runs one command to its end.
func run(t *testing.T, stdin string, args ...string) (out string, code int) {
	t.Helper()
	cmd := exec.Command(binary, args...)
	cmd.Stdin = strings.NewReader(stdin)
	b, err := cmd.CombinedOutput()
	if exit := (*exec.ExitError)(nil); err != nil && !asExit(err, &exit) {
		t.Fatal(err)
	}
	return string(b), cmd.ProcessState.ExitCode()
}

func asExit(err error, to **exec.ExitError) bool {
	e, ok := err.(*exec.ExitError)
	*to = e
	return ok
}

// says runs a command and holds it to an exit code and words.
func says(t *testing.T, want int, stdin string, args []string, words ...string) string {
	t.Helper()
	out, code := run(t, stdin, args...)
	if code != want {
		t.Errorf("%v: exit %d, want %d:\n%s", args, code, want, out)
	}
	for _, w := range words {
		if !strings.Contains(out, w) {
			t.Errorf("%v does not say %q:\n%s", args, w, out)
		}
	}
	return out
}

// program is a running server.
type program struct {
	t    *testing.T
	cmd  *exec.Cmd
	base string
	mu   sync.Mutex
	text bytes.Buffer
	done chan error
}

func (p *program) Write(b []byte) (int, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.text.Write(b)
}

func (p *program) printed() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.text.String()
}

// start runs demo or serve on a folder and waits until it answers.
func start(t *testing.T, addr string, args ...string) *program {
	t.Helper()
	if addr == "" {
		ln, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		addr = ln.Addr().String()
		ln.Close()
	}
	return launch(t, addr, exec.Command(binary, append(args, "--addr", addr)...))
}

func launch(t *testing.T, addr string, cmd *exec.Cmd) *program {
	t.Helper()
	p := &program{t: t, base: "http://" + addr, cmd: cmd, done: make(chan error, 1)}
	p.cmd.Stdout, p.cmd.Stderr = p, p
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() { p.done <- p.cmd.Wait(); close(p.done) }()
	t.Cleanup(func() { p.kill() })
	for end := time.Now().Add(60 * time.Second); ; {
		if res, err := http.Get(p.base + "/healthz"); err == nil {
			res.Body.Close()
			return p
		}
		select {
		case err := <-p.done:
			t.Fatalf("the server ended: %v\n%s", err, p.printed())
		case <-time.After(20 * time.Millisecond):
		}
		if time.Now().After(end) {
			t.Fatalf("no answer:\n%s", p.printed())
		}
	}
}

// kill ends the server at once.
func (p *program) kill() {
	_ = p.cmd.Process.Kill()
	<-p.done
}

// stop asks it to end and holds it to an orderly end.
func (p *program) stop() {
	p.t.Helper()
	_ = p.cmd.Process.Signal(syscall.SIGTERM)
	if err := <-p.done; err != nil {
		p.t.Errorf("the server's end: %v\n%s", err, p.printed())
	}
}

// desk is a browser without a screen.
func desk(t *testing.T) *http.Client {
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &http.Client{Jar: jar}
}

func (p *program) do(c *http.Client, method, path string, form url.Values) (int, string) {
	p.t.Helper()
	req, err := http.NewRequest(method, strings.Replace(p.base, "127.0.0.1", "localhost", 1)+path, strings.NewReader(form.Encode()))
	if err != nil {
		p.t.Fatal(err)
	}
	if method == "POST" {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		req.Header.Set("Sec-Fetch-Site", "same-origin")
	}
	res, err := c.Do(req)
	if err != nil {
		p.t.Fatal(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		p.t.Fatal(err)
	}
	return res.StatusCode, string(b)
}

var (
	seedOnce sync.Once
	seedDir  string
	seedText string
)

// demo gives a copy of a folder that `sothon demo` filled, and what it printed.
func demo(t *testing.T) (dir, printed string) {
	t.Helper()
	seedOnce.Do(func() {
		seedDir = filepath.Join(filepath.Dir(binary), "demo")
		p := start(t, "", "demo", "--data", seedDir)
		p.stop()
		seedText = p.printed()
	})
	dir = filepath.Join(t.TempDir(), "data")
	if err := os.CopyFS(dir, os.DirFS(seedDir)); err != nil {
		t.Fatal(err)
	}
	return dir, seedText
}

func TestDemo_StartsPrintsAndKeepsItsData(t *testing.T) {
	dir, first := demo(t)
	for _, want := range []string{"quantri", "thamdinh", "AGE-SECRET-KEY-", "(mẫu)", "/app/", "400 hộ"} {
		if !strings.Contains(first, want) {
			t.Errorf("the first start does not print %q:\n%s", want, first)
		}
	}
	codes := regexp.MustCompile(`[0-9A-Z]{4}-[0-9A-Z]{4}  `)
	if n := len(codes.FindAllString(first, -1)); n != 2 {
		t.Errorf("%d codes for tablets, want 2:\n%s", n, first)
	}
	p := start(t, "", "demo", "--data", dir)
	if strings.Contains(p.printed(), "AGE-SECRET-KEY-") || strings.Contains(p.printed(), "making the demo") {
		t.Errorf("the second start began anew:\n%s", p.printed())
	}
	c := desk(t)
	if status, body := p.do(c, "POST", "/login", url.Values{"login": {"quantri"}, "password": {"xa-mau-quan-tri-2026"}}); status != 200 || !strings.Contains(body, "Đăng xuất") {
		t.Fatalf("sign-in: %d", status)
	}
	if status, body := p.do(c, "GET", "/forms", nil); status != 200 || !strings.Contains(body, "ho_gia_dinh") {
		t.Errorf("the forms: %d", status)
	}
	// the app answers, built or not
	if status, body := p.do(c, "GET", "/app/", nil); status != 200 && (status != 503 || !strings.Contains(body, "Node.js")) {
		t.Errorf("/app/: %d %s", status, body)
	}
	// a second server on the same address is refused in words and harms nothing
	addr := strings.TrimPrefix(p.base, "http://")
	other := filepath.Join(t.TempDir(), "other")
	says(t, 1, "", []string{"demo", "--data", other, "--addr", addr}, "Can not listen", addr)
	if _, err := os.Stat(other); err == nil {
		t.Error("a start without its address made a data folder: its recovery key would be shown to nobody")
	}
	says(t, 1, "", []string{"serve", "--data", dir, "--addr", "localhost:0"}, "Another server runs on this data folder")
	if status, _ := p.do(c, "GET", "/inbox", nil); status != 200 {
		t.Errorf("the inbox after the second start: %d", status)
	}
	p.stop()
}

func TestFormCheck_JSON(t *testing.T) {
	good := filepath.Join("..", "..", "schema", "seed", "forms", "ho-gia-dinh.xlsx")
	var got struct {
		Valid       bool
		FormID      string `json:"form_id"`
		Hash        string
		Diagnostics []struct {
			Severity, Code, Sheet, Column, Cell, Found string
			Row                                        int
			Why, Fix                                   struct{ Vi, En string }
		}
	}
	check := func(want int, file string) {
		t.Helper()
		cmd := exec.Command(binary, "form", "check", file, "--json")
		out, _ := cmd.Output()
		if cmd.ProcessState.ExitCode() != want {
			t.Errorf("%s: exit %d, want %d", file, cmd.ProcessState.ExitCode(), want)
		}
		got.Diagnostics, got.Valid = nil, false
		if err := json.Unmarshal(out, &got); err != nil {
			t.Fatalf("%s: %v\n%s", file, err, out)
		}
	}
	check(0, good)
	if !got.Valid || got.FormID != "ho_gia_dinh" || len(got.Hash) != 64 {
		t.Errorf("the shipped form: %+v", got)
	}
	dir := t.TempDir()
	bad := filepath.Join(dir, "hong.md")
	md := "| survey |\n| | type | name | label | relevant |\n| | text | a | A | ${khong_co} = 1 |\n| | select_one thieu | b | B | launch(1) |\n"
	if err := os.WriteFile(bad, []byte(md), 0o600); err != nil {
		t.Fatal(err)
	}
	check(1, bad)
	seen := ""
	for _, d := range got.Diagnostics {
		if d.Severity == "error" {
			seen += d.Sheet + "!" + d.Cell + " "
			if d.Why.Vi == "" || d.Why.En == "" || d.Fix.Vi == "" || d.Fix.En == "" || d.Row == 0 {
				t.Errorf("not told whole: %+v", d)
			}
		}
	}
	for _, at := range []string{"survey!D2", "survey!A3", "survey!D3"} {
		if !strings.Contains(seen, at+" ") {
			t.Errorf("no error at %s: %s", at, seen)
		}
	}
	for name, content := range map[string]string{"rac.xlsx": "không phải zip", "rong.xlsx": "", "cu.xlsx": "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + strings.Repeat("\x00", 4000)} {
		file := filepath.Join(dir, name)
		if err := os.WriteFile(file, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		if check(1, file); got.Valid || len(got.Diagnostics) != 1 {
			t.Errorf("%s: %+v", name, got)
		}
	}
	says(t, 1, "", []string{"form", "check", bad}, "LỖI", "sửa:", "survey dòng 2")
}

func TestHelpAndWrongFlags(t *testing.T) {
	says(t, 0, "", []string{"--help"}, "serve", "demo", "form", "user", "export", "sim", "Sổ Thôn")
	says(t, 0, "", []string{"serve", "--help"}, "--data", "--addr", "--tls-cert", "--demo-ca")
	says(t, 0, "", []string{"version"}, "sothon ")
	for _, tc := range []struct {
		args  []string
		words []string
	}{
		{nil, []string{"Usage:", "expected one of"}},
		{[]string{"serv"}, []string{"Usage:", "serv"}},
		{[]string{"serve", "--prot", "80"}, []string{"Usage:", "--prot"}},
		{[]string{"form", "check", "khong-co.xlsx"}, []string{"khong-co.xlsx"}},
		{[]string{"export"}, []string{"Usage:", "--out"}},
		{[]string{"serve", "--tls-cert", "main.go", "--data", filepath.Join(t.TempDir(), "x")}, []string{"--tls-key"}},
		{[]string{"user", "list", "--data", filepath.Join(t.TempDir(), "không có")}, []string{"No data folder"}},
		{[]string{"demo", "--addr", "localhost:đông", "--data", filepath.Join(t.TempDir(), "x")}, []string{"Can not listen"}},
	} {
		out, code := run(t, "", tc.args...)
		if code == 0 || strings.Contains(out, "goroutine ") {
			t.Errorf("%v: exit %d\n%s", tc.args, code, out)
		}
		for _, w := range tc.words {
			if !strings.Contains(out, w) {
				t.Errorf("%v does not say %q:\n%s", tc.args, w, out)
			}
		}
	}
}

// TestDamagedData: what stands in a data folder and is not ours is refused in words.
func TestDamagedData(t *testing.T) {
	dir, _ := demo(t)
	file := filepath.Join(dir, "sothon.db")
	for _, name := range []string{file + "-wal", file + "-shm"} {
		_ = os.Remove(name)
	}
	if err := os.WriteFile(file, bytes.Repeat([]byte("không phải "), 1000), 0o600); err != nil {
		t.Fatal(err)
	}
	says(t, 1, "", []string{"serve", "--data", dir, "--addr", "127.0.0.1:0"}, file, "restore a backup")
	says(t, 1, "", []string{"serve", "--data", file, "--addr", "127.0.0.1:0"}, file, "data folder")
}

func TestUsersAndExport(t *testing.T) {
	dir, _ := demo(t)
	at := []string{"--data", dir}
	says(t, 0, "", append([]string{"user", "list"}, at...), "quantri", "thamdinh", "khue", "thom")
	says(t, 0, "con trâu đi trước\n", append([]string{"user", "add", "hang", "--name", "Trịnh Thu Hằng", "--role", "reviewer"}, at...), "hang")
	says(t, 1, "con trâu đi trước\n", append([]string{"user", "add", "hang", "--name", "Hai", "--role", "reviewer"}, at...))
	says(t, 1, "ngan\n", append([]string{"user", "add", "moi", "--name", "Mới", "--role", "reviewer"}, at...))
	says(t, 1, "", append([]string{"user", "add", "thu", "--name", "Thu", "--role", "collector"}, at...), "--area")
	says(t, 1, "", append([]string{"user", "add", "thu", "--name", "Thu", "--role", "collector", "--area", "Sao Hoả"}, at...), "Sao Hoả")
	says(t, 0, "cái cày đi sau\n", append([]string{"user", "password", "hang"}, at...), "Password set")
	says(t, 1, "cái cày đi sau\n", append([]string{"user", "password", "ai-day"}, at...))
	p := start(t, "", "serve", "--data", dir)
	for password, want := range map[string]int{"con trâu đi trước": 401, "cái cày đi sau": 200} {
		if status, _ := p.do(desk(t), "POST", "/login", url.Values{"login": {"hang"}, "password": {password}}); status != want {
			t.Errorf("sign-in with %q: %d, want %d", password, status, want)
		}
	}
	p.stop()
	out := t.TempDir()
	for _, name := range []string{"a.xlsx", "a.zip"} {
		file := filepath.Join(out, name)
		says(t, 0, "", append([]string{"export", "ho_gia_dinh", "--round", "Rà soát năm 2025", "-o", file}, at...), "Records written")
		if b, err := os.ReadFile(file); err != nil || len(b) < 10_000 || string(b[:2]) != "PK" {
			t.Errorf("%s: %d bytes, %v", name, len(b), err)
		}
	}
	says(t, 1, "", append([]string{"export", "ho_gia_dinh", "--round", "năm kia", "-o", filepath.Join(out, "b.xlsx")}, at...), "No such round", "Rà soát năm 2025")
	says(t, 1, "", append([]string{"export", "ho_gia_dinh", "-o", filepath.Join(out, "b.pdf")}, at...), ".xlsx")
	if _, err := os.Stat(filepath.Join(out, "b.pdf")); err == nil {
		t.Error("a file with the wrong end was made all the same")
	}
}
