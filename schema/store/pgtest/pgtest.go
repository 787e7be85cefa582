// Package pgtest runs a PostgreSQL for tests: its own server in its own folder, no service of the machine touched. Tests
// behind the build tag "postgres" start one in TestMain and give every test a database of its own. Only tests import it.
package pgtest

import (
	"context"
	"database/sql"
	"fmt"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib" // the driver "pgx"
)

const install = "the suite needs PostgreSQL 15 or newer: install it with \"apt-get install postgresql\" (no server need run)"

// Main runs a package's tests with a PostgreSQL beside them, and ends the process. use is told of it before the first test.
// The server starts with the first Fresh: a test that runs its own binary again, to be killed, would leave one behind.
func Main(m *testing.M, use func(*Server)) {
	if _, err := postgresBin(); err != nil {
		fmt.Fprintln(os.Stderr, "postgres:", err)
		os.Exit(1)
	}
	p := &Server{}
	use(p)
	status := m.Run()
	p.Stop()
	os.Exit(status)
}

// Server is a PostgreSQL of its own, running from Start or from the first Fresh.
type Server struct {
	begun sync.Once
	err   error // of begin
	cmd   *exec.Cmd
	dir   string
	port  int
	n     atomic.Int64
}

// Start makes a PostgreSQL in a folder of its own, on a free port of loopback. It fails in words where none is installed.
func Start() (*Server, error) {
	p := &Server{}
	return p, p.start()
}

func (p *Server) start() error {
	p.begun.Do(func() {
		if p.err = p.begin(); p.err != nil {
			p.Stop()
		}
	})
	return p.err
}

func (p *Server) begin() error {
	bin, err := postgresBin()
	if err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", "sothon-pg-")
	if err != nil {
		return err
	}
	p.dir = dir
	cred, err := credential(dir)
	if err != nil {
		return err
	}
	run := func(name string, args ...string) *exec.Cmd {
		cmd := exec.Command(filepath.Join(bin, name), args...)
		cmd.Dir = dir
		cmd.SysProcAttr = &syscall.SysProcAttr{Credential: cred}
		cmd.Env = append(os.Environ(), "LC_ALL=C.UTF-8")
		return cmd
	}
	data := filepath.Join(dir, "data")
	if out, err := run("initdb", "-D", data, "-U", "sothon", "-A", "trust", "-E", "UTF8", "--no-sync").CombinedOutput(); err != nil {
		return fmt.Errorf("initdb: %w\n%s", err, out)
	}
	if p.port, err = freePort(); err != nil {
		return err
	}
	p.cmd = run("postgres", "-D", data, "-h", "127.0.0.1", "-p", strconv.Itoa(p.port), "-k", dir, "-c", "max_connections=200")
	log, err := os.Create(filepath.Join(dir, "log"))
	if err != nil {
		return err
	}
	defer func() { _ = log.Close() }()
	p.cmd.Stdout, p.cmd.Stderr = log, log
	if err := p.cmd.Start(); err != nil {
		return err
	}
	if err := p.wait(); err != nil {
		out, _ := os.ReadFile(filepath.Join(dir, "log"))
		return fmt.Errorf("%w\n%s", err, out)
	}
	return nil
}

// postgresBin finds initdb and postgres of the newest version installed.
func postgresBin() (string, error) {
	found, _ := filepath.Glob("/usr/lib/postgresql/*/bin/initdb")
	best, version := "", 0
	for _, f := range found {
		if n, _ := strconv.Atoi(filepath.Base(filepath.Dir(filepath.Dir(f)))); n > version {
			best, version = filepath.Dir(f), n
		}
	}
	if best != "" && version >= 15 {
		return best, nil
	}
	if f, err := exec.LookPath("initdb"); err == nil {
		return filepath.Dir(f), nil
	}
	return "", fmt.Errorf("%s", install)
}

// credential is that of user postgres when the tests run as root, which PostgreSQL refuses.
func credential(dir string) (*syscall.Credential, error) {
	if os.Getuid() != 0 {
		return nil, nil
	}
	u, err := user.Lookup("postgres")
	if err != nil {
		return nil, fmt.Errorf("%s: %w", install, err)
	}
	uid, _ := strconv.Atoi(u.Uid)
	gid, _ := strconv.Atoi(u.Gid)
	return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}, os.Chown(dir, uid, gid)
}

func freePort() (int, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	defer func() { _ = l.Close() }()
	return l.Addr().(*net.TCPAddr).Port, nil
}

func (p *Server) url(db string) string {
	return fmt.Sprintf("postgres://sothon@127.0.0.1:%d/%s?sslmode=disable", p.port, db)
}

func (p *Server) wait() error {
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	db, err := sql.Open("pgx", p.url("postgres"))
	if err != nil {
		return err
	}
	defer func() { _ = db.Close() }()
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for {
		if err = db.PingContext(ctx); err == nil {
			return nil
		}
		select {
		case <-ctx.Done():
			return err
		case <-tick.C:
		}
	}
}

// Fresh makes an empty database and gives its address. The first call starts the server.
func (p *Server) Fresh(t testing.TB) string {
	t.Helper()
	if err := p.start(); err != nil {
		t.Fatal("postgres: ", err)
	}
	name := "t" + strconv.FormatInt(p.n.Add(1), 10)
	db, err := sql.Open("pgx", p.url("postgres"))
	if err == nil {
		_, err = db.Exec("CREATE DATABASE " + name + " TEMPLATE template0")
		_ = db.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	return p.url(name)
}

// Resume starts the server again after Halt, with its databases.
func (p *Server) Resume() error {
	cmd := exec.Command(p.cmd.Path, p.cmd.Args[1:]...)
	cmd.Dir, cmd.SysProcAttr, cmd.Env = p.cmd.Dir, p.cmd.SysProcAttr, p.cmd.Env
	p.cmd = cmd
	if err := cmd.Start(); err != nil {
		return err
	}
	return p.wait()
}

// Stop ends the server and removes its folder.
func (p *Server) Stop() {
	p.Halt()
	if p.dir != "" {
		_ = os.RemoveAll(p.dir)
	}
}

// Halt ends the server and keeps its databases.
func (p *Server) Halt() {
	if p.cmd != nil && p.cmd.Process != nil && p.cmd.ProcessState == nil {
		_ = p.cmd.Process.Signal(syscall.SIGINT) // fast shutdown
		done := make(chan struct{})
		go func() { _ = p.cmd.Wait(); close(done) }()
		select {
		case <-done:
		case <-time.After(20 * time.Second):
			_ = p.cmd.Process.Kill()
			<-done
		}
	}
}
