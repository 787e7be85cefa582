package server

import (
	"bytes"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"time"
)

// TestSlowBodiesDoNotBlockTablets: whoever sends a body and never ends it holds no place among the requests that are
// worked on; a tablet syncs meanwhile.
func TestSlowBodiesDoNotBlockTablets(t *testing.T) {
	w := newWorld(t)
	tab := w.enrolled("khue")
	for _, who := range []string{tab.id.String(), strings.Repeat("ab", 16)} {
		for range 30 {
			r, hold := io.Pipe()
			t.Cleanup(func() { _ = hold.CloseWithError(io.ErrUnexpectedEOF) })
			req, err := http.NewRequest("POST", w.http.URL+"/api/v1/sync", r)
			w.ok(err)
			req.Header.Set("Content-Type", "application/cbor")
			req.Header.Set("Sothon-Writer", who)
			go func() {
				if res, err := w.http.Client().Do(req); err == nil {
					res.Body.Close()
				}
			}()
			_, _ = fmt.Fprint(hold, "abc") // it has reached the socket
		}
	}
	if status, out := tab.request(); status != 200 {
		t.Fatalf("sync beside slow bodies: %d %s", status, problemOf(out))
	}
}

// TestLargeBodies: a body beyond its limit is answered in words, also to somebody who sends all of it.
func TestLargeBodies(t *testing.T) {
	w := newWorld(t)
	if p := w.signIn("quantri").upload("lon.xlsx", make([]byte, 25<<20)); p.status != 413 || !strings.Contains(p.body, "lớn quá") {
		t.Errorf("a workbook of 25 MB: %d", p.status)
	}
	if status, out := w.send("POST", "/api/v1/enrol", bytes.Repeat([]byte{0x81}, 20<<10), nil); status != 413 {
		t.Errorf("a large enrolment: %d %s", status, problemOf(out))
	}
}

// TestHTTP_Limits: no phase of a connection may last without end, and heads are bounded.
func TestHTTP_Limits(t *testing.T) {
	srv := HTTP("", http.NotFoundHandler(), slog.New(slog.DiscardHandler))
	for what, d := range map[string]time.Duration{"head": srv.ReadHeaderTimeout, "body": srv.ReadTimeout, "answer": srv.WriteTimeout, "idle": srv.IdleTimeout} {
		if d <= 0 || d > 2*time.Minute {
			t.Errorf("%s: %v", what, d)
		}
	}
	if n := srv.MaxHeaderBytes; n <= 0 || n > 64<<10 {
		t.Errorf("heads of %d bytes", n)
	}
}
