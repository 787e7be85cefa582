package web

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/fstest"
)

func get(t *testing.T, h http.Handler, method, path, encoding string) *http.Response {
	t.Helper()
	r := httptest.NewRequest(method, path, nil)
	if encoding != "" {
		r.Header.Set("Accept-Encoding", encoding)
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w.Result()
}

func built() fstest.MapFS {
	return fstest.MapFS{
		"missing.html":                 {Data: []byte("missing")},
		"app/index.html":               {Data: []byte("<!doctype html>")},
		"app/sw.js":                    {Data: []byte("self")},
		"app/manifest.webmanifest":     {Data: []byte("{}")},
		"app/assets/main-abc.js":       {Data: []byte("1+1")},
		"app/assets/main-abc.js.gz":    {Data: []byte("zipped")},
		"app/assets/sothon-abc.wasm":   {Data: []byte("\x00asm")},
		"app/fonts/be-vietnam-x.woff2": {Data: []byte("wOF2")},
		"app/assets/_shared-abc.css":   {Data: []byte("a{}")},
	}
}

func TestServesTheApp(t *testing.T) {
	h := Handler(built())
	const forever = "public, max-age=31536000, immutable"
	for _, c := range []struct{ path, kind, cache string }{
		{"/app/", "text/html; charset=utf-8", "no-cache"},
		{"/app/index.html", "text/html; charset=utf-8", "no-cache"},
		{"/app/sw.js", "text/javascript; charset=utf-8", "no-cache"},
		{"/app/manifest.webmanifest", "application/manifest+json", "no-cache"},
		{"/app/assets/main-abc.js", "text/javascript; charset=utf-8", forever},
		{"/app/assets/_shared-abc.css", "text/css; charset=utf-8", forever},
		{"/app/assets/sothon-abc.wasm", "application/wasm", forever},
		{"/app/fonts/be-vietnam-x.woff2", "font/woff2", forever},
	} {
		res := get(t, h, "GET", c.path, "")
		if res.StatusCode != 200 || res.Header.Get("Content-Type") != c.kind || res.Header.Get("Cache-Control") != c.cache {
			t.Errorf("%s: %d %q %q", c.path, res.StatusCode, res.Header.Get("Content-Type"), res.Header.Get("Cache-Control"))
		}
		if csp := res.Header.Get("Content-Security-Policy"); strings.Contains(csp, "unsafe-inline") || !strings.Contains(csp, "'wasm-unsafe-eval'") {
			t.Errorf("%s: policy %q", c.path, csp)
		}
	}
}

func TestGzipTwin(t *testing.T) {
	h := Handler(built())
	for _, c := range []struct {
		accept string
		want   string
	}{{"gzip, br", "gzip"}, {"br", ""}, {"gzip;q=0", ""}, {"", ""}} {
		res := get(t, h, "GET", "/app/assets/main-abc.js", c.accept)
		if got := res.Header.Get("Content-Encoding"); got != c.want {
			t.Errorf("Accept-Encoding %q: Content-Encoding %q, want %q", c.accept, got, c.want)
		}
		if res.Header.Get("Vary") != "Accept-Encoding" {
			t.Errorf("Accept-Encoding %q: no Vary", c.accept)
		}
	}
}

func TestRefusals(t *testing.T) {
	h := Handler(built())
	for _, c := range []struct {
		method, path string
		status       int
	}{
		{"POST", "/app/", 405}, {"GET", "/app/nothing.js", 404}, {"GET", "/app/../missing.html", 404},
		{"GET", "/app/assets", 404}, {"GET", "/app", 301}, {"HEAD", "/app/", 200},
	} {
		if res := get(t, h, c.method, c.path, ""); res.StatusCode != c.status {
			t.Errorf("%s %s: %d, want %d", c.method, c.path, res.StatusCode, c.status)
		}
	}
}

func TestNotBuilt(t *testing.T) {
	only := fstest.MapFS{"missing.html": built()["missing.html"]}
	res := get(t, Handler(only), "GET", "/app/", "")
	if res.StatusCode != 503 || res.Header.Get("Content-Type") != "text/html; charset=utf-8" {
		t.Fatalf("%d %q", res.StatusCode, res.Header.Get("Content-Type"))
	}
}

func TestEmbeddedPageIsThere(t *testing.T) {
	res := get(t, Handler(Files()), "GET", "/app/", "")
	if want := map[bool]int{true: 200, false: 503}[Built(Files())]; res.StatusCode != want {
		t.Fatalf("%d, want %d", res.StatusCode, want)
	}
}
