package web

import (
	"io/fs"
	"net/http"
	"path"
	"strings"
)

// Policy is the Content-Security-Policy of every page of the app: nothing inline, nothing from another host;
// 'wasm-unsafe-eval' lets the form engine and the PIN's key derivation compile.
const Policy = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' blob: data:; " +
	"connect-src 'self'; worker-src 'self'; media-src 'self' blob:; manifest-src 'self'; font-src 'self'; base-uri 'none'; form-action 'none'; " +
	"frame-ancestors 'none'"

// previewPage shows a form inside a page of the office; only that page may stand in a frame, and only of this server.
const previewPage = "preview.html"

// contentTypes is fixed here so that the answer does not depend on the type tables of the machine.
var contentTypes = map[string]string{
	".html": "text/html; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8",
	".wasm": "application/wasm", ".woff2": "font/woff2", ".png": "image/png", ".svg": "image/svg+xml",
	".webmanifest": "application/manifest+json", ".json": "application/json", ".txt": "text/plain; charset=utf-8",
}

// Handler serves the tablet app of files (see Files) for GET and HEAD below /app/. The path of the request is the whole
// one ("/app/sw.js"). Without a built app every path answers 503 with missing.html.
func Handler(files fs.FS) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			w.Header().Set("Allow", "GET, HEAD")
			http.Error(w, "Chỉ đọc được trang này / read only", http.StatusMethodNotAllowed)
			return
		}
		if r.URL.Path == "/app" {
			http.Redirect(w, r, "/app/", http.StatusMovedPermanently)
			return
		}
		headers(w.Header())
		if !Built(files) {
			serve(w, r, files, "missing.html", http.StatusServiceUnavailable)
			return
		}
		name := strings.TrimPrefix(path.Clean("/"+strings.TrimPrefix(r.URL.Path, "/app/")), "/")
		if name == "" {
			name = "index.html"
		}
		if name == previewPage {
			w.Header().Set("Content-Security-Policy", strings.Replace(Policy, "frame-ancestors 'none'", "frame-ancestors 'self'", 1))
		}
		serve(w, r, files, "app/"+name, http.StatusOK)
	})
}

// headers sets what every answer of the app carries.
func headers(h http.Header) {
	h.Set("Content-Security-Policy", Policy)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Permissions-Policy", "camera=(self), microphone=(self), geolocation=(self), screen-wake-lock=(self)")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
}

// serve sends one file, gzipped when a .gz twin made by the build is there and the client takes it.
func serve(w http.ResponseWriter, r *http.Request, files fs.FS, name string, status int) {
	body, err := fs.ReadFile(files, name)
	if err != nil {
		w.Header().Set("Cache-Control", "no-cache")
		http.Error(w, "Không có tệp này / no such file", http.StatusNotFound)
		return
	}
	h := w.Header()
	kind, ok := contentTypes[path.Ext(name)]
	if !ok {
		kind = "application/octet-stream"
	}
	h.Set("Content-Type", kind)
	h.Set("Cache-Control", cacheControl(name))
	if twin, err := fs.ReadFile(files, name+".gz"); err == nil {
		h.Set("Vary", "Accept-Encoding")
		if acceptsGzip(r.Header.Get("Accept-Encoding")) {
			h.Set("Content-Encoding", "gzip")
			body = twin
		}
	}
	w.WriteHeader(status)
	if r.Method == http.MethodHead {
		return
	}
	_, _ = w.Write(body) // the client may have gone; nothing to mend
}

// cacheControl: names with a content hash never change; all others (the page, the service worker, the manifest, icons)
// are asked for again each time.
func cacheControl(name string) string {
	if strings.HasPrefix(name, "app/assets/") || strings.HasPrefix(name, "app/fonts/") {
		return "public, max-age=31536000, immutable"
	}
	return "no-cache"
}

// acceptsGzip reads an Accept-Encoding header; "gzip;q=0" is a refusal (RFC 9110 §12.5.3).
func acceptsGzip(header string) bool {
	for _, part := range strings.Split(header, ",") {
		coding, params, _ := strings.Cut(strings.TrimSpace(part), ";")
		if !strings.EqualFold(strings.TrimSpace(coding), "gzip") {
			continue
		}
		q := strings.ReplaceAll(strings.ToLower(params), " ", "")
		return q != "q=0" && q != "q=0.0" && q != "q=0.00" && q != "q=0.000"
	}
	return false
}
