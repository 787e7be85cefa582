package server

import (
	"context"
	"io"
	"log/slog"
	"slices"
)

// logKeys are the only keys that reach the log: ids, numbers and words of the program, never names or values.
var logKeys = []string{slog.TimeKey, slog.LevelKey, slog.MessageKey, "method", "route", "status", "ms", "bytes", "user", "writer",
	"record", "workspace", "form", "version", "code", "err", "addr", "count", "srv", "area", "hash", "job", "seq", "stack", "held", "strange",
	"reason", "list", "number", "dir", "url"}

// NewLog gives a logger that writes text lines and drops every attribute whose key is not on the list.
func NewLog(w io.Writer, level slog.Leveler) *slog.Logger {
	return slog.New(allowed{slog.NewTextHandler(w, &slog.HandlerOptions{Level: level, ReplaceAttr: onlyAllowed})})
}

func onlyAllowed(_ []string, a slog.Attr) slog.Attr {
	if !slices.Contains(logKeys, a.Key) {
		return slog.Attr{}
	}
	return a
}

// allowed keeps groups from smuggling attributes past the list: a group's attributes are written flat.
type allowed struct{ slog.Handler }

// WithGroup ignores the group.
func (a allowed) WithGroup(string) slog.Handler { return a }

// WithAttrs keeps the wrapper.
func (a allowed) WithAttrs(attrs []slog.Attr) slog.Handler {
	return allowed{a.Handler.WithAttrs(attrs)}
}

// Handle writes one line.
func (a allowed) Handle(ctx context.Context, r slog.Record) error { return a.Handler.Handle(ctx, r) }
