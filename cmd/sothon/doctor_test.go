package main

import (
	"encoding/json"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// look runs the doctor and gives its findings by name.
func look(t *testing.T, want int, args ...string) map[string]finding {
	t.Helper()
	out, code := run(t, "", append([]string{"doctor", "--json"}, args...)...)
	if code != want {
		t.Errorf("doctor %v: exit %d, want %d:\n%s", args, code, want, out)
	}
	at, end := strings.Index(out, "["), strings.LastIndex(out, "]")
	var all []finding
	if at < 0 || end < at || json.Unmarshal([]byte(out[at:end+1]), &all) != nil {
		t.Fatalf("not JSON:\n%s", out)
	}
	found := map[string]finding{}
	for _, f := range all {
		if f.State != well && f.Fix == "" && f.Name != "database" {
			t.Errorf("%s does not say how to mend it: %s", f.Name, f.What)
		}
		if was, ok := found[f.Name]; !ok || was.State == well {
			found[f.Name] = f
		}
	}
	return found
}

func state(t *testing.T, found map[string]finding, name, want string) {
	t.Helper()
	if got := found[name].State; got != want {
		t.Errorf("%s: %q, want %q: %s", name, got, want, found[name].What)
	}
}

func TestDoctor(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	free, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	addr := free.Addr().String()
	at := []string{"--data", dir, "--addr", addr}

	t.Run("another program has the port", func(t *testing.T) {
		found := look(t, 1, at...)
		state(t, found, "ports", ill)
		state(t, found, "folder", concern)
		state(t, found, "database", concern)
	})
	_ = free.Close()
	p := start(t, addr, "serve", "--data", dir)
	t.Run("a running server is well", func(t *testing.T) {
		found := look(t, 0, at...)
		for _, name := range []string{"ports", "folder", "keys", "database"} {
			state(t, found, name, well)
		}
		state(t, found, "backup", concern)
		state(t, found, "address", concern)
		state(t, found, "certificate", concern)
		if _, made := found["disk"]; !made {
			t.Error("nothing about the disk")
		}
	})
	p.stop()
	t.Run("after a backup", func(t *testing.T) {
		says(t, 0, "", []string{"backup", "--data", dir, t.TempDir()})
		state(t, look(t, 0, at...), "backup", well)
	})
	t.Run("in words", func(t *testing.T) {
		says(t, 0, "", append([]string{"doctor"}, at...), "Cổng", "SQLite 3.", "phải sửa", "The port is free")
	})
	t.Run("the key is missing, and open to others", func(t *testing.T) {
		key := filepath.Join(dir, "owner.key")
		if err := os.Chmod(key, 0o644); err != nil {
			t.Fatal(err)
		}
		state(t, look(t, 0, at...), "keys", concern)
		if err := os.Rename(key, key+".away"); err != nil {
			t.Fatal(err)
		}
		state(t, look(t, 1, at...), "keys", ill)
		if err := os.WriteFile(key, []byte("không phải khoá"), 0o600); err != nil {
			t.Fatal(err)
		}
		state(t, look(t, 1, at...), "keys", ill)
		if err := os.Rename(key+".away", key); err != nil {
			t.Fatal(err)
		}
	})
	t.Run("a broken certificate", func(t *testing.T) {
		bad := filepath.Join(t.TempDir(), "bad.pem")
		if err := os.WriteFile(bad, []byte("không phải chứng chỉ"), 0o600); err != nil {
			t.Fatal(err)
		}
		state(t, look(t, 1, append(at, "--tls-cert", bad, "--tls-key", bad)...), "certificate", ill)
	})
	t.Run("a damaged database", func(t *testing.T) {
		db := filepath.Join(dir, "sothon.db")
		b, err := os.ReadFile(db)
		if err != nil {
			t.Fatal(err)
		}
		for i := 8 * 4096; i < len(b)-4096; i += 4096 {
			copy(b[i:], strings.Repeat("\xff", 512))
		}
		if err := os.WriteFile(db, b, 0o600); err != nil {
			t.Fatal(err)
		}
		state(t, look(t, 1, at...), "database", ill)
	})
	t.Run("no such database", func(t *testing.T) {
		found := look(t, 1, append(at, "--database", "postgres://x:secret@127.0.0.1:1/none")...)
		state(t, found, "database", ill)
		if strings.Contains(found["database"].What, "secret") {
			t.Error("the password is shown: " + found["database"].What)
		}
	})
}
