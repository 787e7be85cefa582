//go:build postgres

package main

import (
	"net/url"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/sothon/sothon/schema/store/pgtest"
	"github.com/sothon/sothon/sync/wire"
)

// TestPostgres_TheWholeProgram: the program on PostgreSQL: a first start, people and tablets, an export, a second start with
// everything there; and when PostgreSQL goes away in the middle, words, no loss, and work again once it is back.
func TestPostgres_TheWholeProgram(t *testing.T) {
	pg, err := pgtest.Start()
	if err != nil {
		t.Fatal(err)
	}
	defer pg.Stop()
	at := []string{"--data", filepath.Join(t.TempDir(), "data"), "--database", pg.Fresh(t)}
	p := start(t, "", append([]string{"demo"}, at...)...)
	addr := strings.TrimPrefix(p.base, "http://")
	b := newTablet(t, p.base, regexp.MustCompile(`[0-9A-Z]{4}-[0-9A-Z]{4}`).FindString(p.printed()))
	var log []*wire.Segment
	push := func(text string) (*wire.SyncReply, error) {
		s, keep := b.segment(len(log), text)
		keep()
		log = append(log, s)
		return b.push([]*wire.Segment{s})
	}
	if rep, err := push("một"); err != nil || rep.Acked != 1 {
		t.Fatalf("push: %v %+v", err, rep)
	}
	signIn := url.Values{"login": {"quantri"}, "password": {"xa-mau-quan-tri-2026"}}
	c := desk(t)
	if status, _ := p.do(c, "POST", "/login", signIn); status != 200 {
		t.Fatalf("sign-in: %d", status)
	}
	if status, body := p.do(c, "GET", "/exports/ho_gia_dinh.xlsx?state=all", nil); status != 200 || len(body) < 5000 || body[:2] != "PK" {
		t.Errorf("export: %d, %d bytes", status, len(body))
	}
	p.stop()

	p = start(t, addr, append([]string{"serve"}, at...)...)
	if strings.Contains(p.printed(), "AGE-SECRET-KEY-") || strings.Contains(p.printed(), "first sign-in") {
		t.Errorf("the second start began anew:\n%s", p.printed())
	}
	if status, _ := p.do(c, "GET", "/inbox", nil); status != 200 {
		t.Errorf("the session after the second start: %d", status)
	}
	if rep, err := b.push(nil); err != nil || rep.Acked != 1 {
		t.Fatalf("after the second start: %v %+v", err, rep)
	}

	pg.Halt()
	for _, path := range []string{"/inbox", "/healthz", "/households"} {
		status, body := p.do(c, "GET", path, nil)
		if status != 503 {
			t.Errorf("%s without PostgreSQL: %d %.300s", path, status, body)
		}
		if path != "/healthz" && (!strings.Contains(body, "Cơ sở dữ liệu") || !strings.Contains(body, "database") || strings.Contains(body, "goroutine")) {
			t.Errorf("%s without PostgreSQL says %.600s", path, body)
		}
	}
	if rep, err := push("hai"); err == nil {
		t.Errorf("a push without PostgreSQL: %+v", rep)
	} else if !strings.Contains(err.Error(), "unavailable") {
		t.Errorf("a push without PostgreSQL: %v", err)
	}
	if err := pg.Resume(); err != nil {
		t.Fatal(err)
	}
	var rep *wire.SyncReply
	for end := time.Now().Add(30 * time.Second); time.Now().Before(end); {
		if rep, err = b.push(log[1:]); err == nil {
			break
		}
	}
	if err != nil || rep.Acked != 2 || rep.Fork {
		t.Errorf("again: %v %+v", err, rep)
	}
	if status, body := p.do(c, "GET", "/inbox", nil); status != 200 {
		t.Errorf("the inbox after PostgreSQL is back: %d %.300s", status, body)
	}
	p.stop()
}
