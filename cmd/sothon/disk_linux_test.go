package main

import (
	"fmt"
	"net"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/sothon/sothon/sync/wire"
)

// TestFullDisk: on a disk without room a push is refused in words with nothing lost, pages go on, and the server takes
// changes again by itself when there is room. The disk is a small one of memory, in a namespace of the test's own.
func TestFullDisk(t *testing.T) {
	src, printed := demo(t)
	dir := t.TempDir()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	addr := ln.Addr().String()
	ln.Close()
	inside := func(script string) *exec.Cmd {
		cmd := exec.Command("sh", "-c", "mount -t tmpfs -o size=64m tmpfs "+dir+" && "+script)
		cmd.SysProcAttr = &syscall.SysProcAttr{Cloneflags: syscall.CLONE_NEWUSER | syscall.CLONE_NEWNS,
			UidMappings: []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getuid(), Size: 1}}, GidMappings: []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getgid(), Size: 1}}}
		return cmd
	}
	if out, err := inside("true").CombinedOutput(); err != nil {
		t.Fatalf("this system lets a test mount no disk of its own: %v %s (schema/store has the same proof on the store)", err, out)
	}
	p := launch(t, addr, inside(fmt.Sprintf("cp -r %s/. %s && exec %s serve --data %s --addr %s", src, dir, binary, dir, addr)))
	b := newTablet(t, p.base, regexp.MustCompile(`[0-9A-Z]{4}-[0-9A-Z]{4}`).FindString(printed))
	push := func() error {
		s, keep := b.segment(int(b.seq), strings.Repeat("đầy ", 200))
		rep, err := b.push([]*wire.Segment{s})
		if err == nil {
			if rep.Acked != b.seq+1 || rep.Fork {
				t.Fatalf("push: %+v", rep)
			}
			keep()
		}
		return err
	}
	if err := push(); err != nil {
		t.Fatal(err)
	}
	filler := filepath.Join("/proc", fmt.Sprint(p.cmd.Process.Pid), "root", dir, "filler")
	f, err := os.Create(filler)
	if err != nil {
		t.Fatal(err)
	}
	for block := make([]byte, 64<<10); err == nil; {
		_, err = f.Write(block)
	}
	f.Close()
	for n := 0; err == nil || n == 0; n++ { // the log of the database may have room left
		if err = push(); n > 2000 {
			t.Fatal("the disk is never full")
		}
		if err != nil {
			break
		}
	}
	if !strings.Contains(err.Error(), "507 full") {
		t.Errorf("on a full disk: %v", err)
	}
	c := desk(t)
	if status, _ := p.do(c, "GET", "/login", nil); status != 200 {
		t.Errorf("the sign-in page: %d", status)
	}
	if status, body := p.do(c, "POST", "/login", url.Values{"login": {"thamdinh"}, "password": {"xa-mau-tham-dinh-2026"}}); status >= 500 && status != 507 {
		t.Errorf("sign-in: %d %s", status, body)
	}
	if rep, err := b.push(nil); err != nil || rep.Acked != b.seq {
		t.Errorf("reading on a full disk: %v %+v", err, rep)
	}
	if err := os.Remove(filler); err != nil {
		t.Fatal(err)
	}
	for end := time.Now().Add(30 * time.Second); ; time.Sleep(100 * time.Millisecond) {
		if err = push(); err == nil {
			break
		}
		if time.Now().After(end) {
			t.Fatalf("with room again: %v\n%s", err, p.printed())
		}
	}
	if status, _ := p.do(c, "GET", "/healthz", nil); status != 200 {
		t.Errorf("healthz: %d", status)
	}
}
