package server

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/sothon/sothon/schema/store"
)

func TestKeys(t *testing.T) {
	dir := t.TempDir()
	a, err := LoadOrCreate(dir)
	if err != nil {
		t.Fatal(err)
	}
	b, err := LoadOrCreate(dir)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(a.Public(), b.Public()) || a.Recovery() != b.Recovery() || a.RecoverySecret == "" || b.RecoverySecret != "" {
		t.Error("keys change, or the recovery key's private half is given twice")
	}
	sig, err := b.Sign([]byte("phiếu"))
	verify, ok := store.Verifier(a.Public())
	if err != nil || !ok || !verify([]byte("phiếu"), sig) || verify([]byte("phiếu khác"), sig) {
		t.Error("signature", err)
	}
	files, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		content, err := os.ReadFile(filepath.Join(dir, f.Name()))
		if err != nil {
			t.Fatal(err)
		}
		info, err := f.Info()
		if err != nil {
			t.Fatal(err)
		}
		if strings.HasSuffix(f.Name(), ".key") && info.Mode().Perm() != 0o600 {
			t.Errorf("%s is %v", f.Name(), info.Mode())
		}
		if bytes.Contains(content, []byte(a.RecoverySecret)) {
			t.Errorf("%s holds the recovery key's private half", f.Name())
		}
	}
	if err := os.WriteFile(filepath.Join(dir, ownerFile), []byte("hỏng"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := LoadOrCreate(dir); err == nil {
		t.Error("a broken owner key was replaced")
	}
}

func TestDemoTLS(t *testing.T) {
	dir, now := t.TempDir(), time.Now()
	d, err := DemoTLS(dir, []string{"192.168.1.20"}, now)
	if err != nil {
		t.Fatal(err)
	}
	again, err := DemoTLS(dir, []string{"192.168.1.20"}, now)
	if err != nil || !bytes.Equal(d.CA, again.CA) {
		t.Error("the authority changes", err)
	}
	srv := httptest.NewUnstartedServer(http.NotFoundHandler())
	srv.TLS = again.Config
	srv.StartTLS()
	defer srv.Close()
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(d.CA)
	client := &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: roots}}}
	res, err := client.Get(strings.Replace(srv.URL, "127.0.0.1", "localhost", 1))
	if err != nil {
		t.Fatal(err)
	}
	res.Body.Close()
	ca, key, err := readCA(dir)
	if err != nil {
		t.Fatal(err)
	}
	foreign, err := makeLeaf(ca, key, []string{"bank.example"}, now)
	if err != nil {
		t.Fatal(err)
	}
	leaf, err := x509.ParseCertificate(foreign.Certificate[0])
	if err != nil {
		t.Fatal(err)
	}
	if _, err := leaf.Verify(x509.VerifyOptions{Roots: roots, DNSName: "bank.example"}); err == nil {
		t.Error("the demo authority may speak for any host")
	}
}

func TestLogDropsWhatIsNotAllowed(t *testing.T) {
	var b bytes.Buffer
	log := NewLog(&b, slog.LevelInfo)
	log.Info("x", "name", "Đoàn Thị Hường", "record", "ab", slog.Group("g", "phone", "0912"))
	log.With("label", "Hường").WithGroup("q").Info("y", "text", "Hường")
	if s := b.String(); strings.Contains(s, "Hường") || strings.Contains(s, "0912") || !strings.Contains(s, "record=ab") {
		t.Error(s)
	}
}
