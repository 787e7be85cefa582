package server

import (
	"log/slog"
	"net/http"
	"time"
)

// HTTP gives the http.Server for a handler, with the limits that keep a slow or hostile client from holding it: see
// docs/running.md. Log receives the server's own complaints (bad TLS handshakes), one line each.
func HTTP(addr string, h http.Handler, log *slog.Logger) *http.Server {
	return &http.Server{
		Addr:              addr,
		Handler:           h,
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       60 * time.Second,
		WriteTimeout:      120 * time.Second,
		IdleTimeout:       60 * time.Second,
		MaxHeaderBytes:    32 << 10,
		ErrorLog:          slog.NewLogLogger(log.Handler(), slog.LevelDebug),
	}
}

// ShutdownGrace is how long requests in flight may go on when the program ends.
const ShutdownGrace = 20 * time.Second
