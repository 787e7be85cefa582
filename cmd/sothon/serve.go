package main

import (
	"context"
	"crypto/rand"
	"encoding/base32"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/alecthomas/kong"

	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/schema/register"
	"github.com/sothon/sothon/schema/seed"
	"github.com/sothon/sothon/schema/store"
	"github.com/sothon/sothon/server"
	"github.com/sothon/sothon/server/auth"
	"github.com/sothon/sothon/server/backup"
	"github.com/sothon/sothon/server/jobs"
	"github.com/sothon/sothon/sync/wire"
)

// listen is where and how the server answers.
type listen struct {
	Addr    string `default:"localhost:8080" help:"Địa chỉ và cổng. Address and port."`
	TLSCert string `name:"tls-cert" type:"existingfile" help:"Chứng chỉ PEM. Certificate for HTTPS."`
	TLSKey  string `name:"tls-key" type:"existingfile" help:"Khoá của chứng chỉ. Its key."`
	Backup  string `type:"path" help:"Thư mục sao lưu mỗi đêm, nên ở ổ đĩa khác. Folder for a checked backup every night."`
	DemoCA  bool   `name:"demo-ca" help:"Tự làm chứng chỉ để thử; máy tính bảng cài nó ở trang /install. A certificate authority of our own, for trials."`
}

type serveCmd struct {
	place
	listen
	Name string `default:"Xã mới" help:"Tên đơn vị khi thư mục còn trống. Name of the workspace when the folder is empty."`
}

func (c serveCmd) Run(ctx context.Context, k *kong.Context) error {
	return serve(ctx, c.place, c.listen, k.Stdout, false, func(ctx context.Context, s *store.Store, _ *server.Keys) error {
		return firstAdmin(ctx, s, c.Name, k.Stdout)
	})
}

// firstAdmin gives an empty store its workspace and one administrator, whose password is printed once. A first start that
// was cut short goes on here.
func firstAdmin(ctx context.Context, s *store.Store, name string, out io.Writer) error {
	all, err := s.Workspaces(ctx)
	if err != nil {
		return err
	}
	w := &schema.Workspace{Name: schema.Clean(name)}
	if len(all) > 0 {
		w = &all[0]
		if users, err := s.Users(ctx, w.ID); err != nil || len(users) > 0 {
			return err
		}
	}
	u := &schema.User{Login: "quantri", Name: "Quản trị", Role: schema.RoleAdmin, AllAreas: true, Active: true}
	secret := make([]byte, 10)
	fresh := [][]byte{u.ID[:], secret}
	if len(all) == 0 {
		fresh = append(fresh, w.ID[:])
	}
	for _, b := range fresh {
		if _, err := rand.Read(b); err != nil {
			return err
		}
	}
	password := strings.ToLower(base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(secret))
	if u.Password, err = auth.HashPassword(ctx, password); err != nil {
		return err
	}
	if len(all) == 0 {
		if err := s.CreateWorkspace(ctx, w); err != nil {
			return err
		}
	}
	if _, err := s.PublishForm(ctx, w.ID, register.Form(), nil, wire.ID{}); err != nil {
		return err
	}
	if err := seed.PutRules(ctx, s, w.ID); err != nil {
		return err
	}
	if err := s.CreateUser(ctx, w.ID, u, wire.ID{}); err != nil {
		return err
	}
	fmt.Fprintf(out, "\nĐăng nhập lần đầu / first sign-in:\n    quantri   %s\nĐổi mật khẩu: sothon user password quantri\n\n", password)
	return nil
}

// serve opens the folder, prepares it, and answers requests until ctx ends.
func serve(ctx context.Context, p place, l listen, out io.Writer, demo bool, prepare func(context.Context, *store.Store, *server.Keys) error) error {
	if (l.TLSCert == "") != (l.TLSKey == "") {
		return errors.New("cần cả --tls-cert và --tls-key. Both are needed")
	}
	// the address is taken before the folder is made, so that a second start is refused before it does anything
	ln, err := net.Listen("tcp", l.Addr)
	if err != nil {
		return fmt.Errorf("không mở được %s: có chương trình khác đang dùng? Can not listen: %w", l.Addr, err)
	}
	defer ln.Close()
	if err := os.MkdirAll(p.Data, 0o700); err != nil {
		return fmt.Errorf("không tạo được thư mục dữ liệu %s. Can not make the data folder: %w", p.Data, err)
	}
	release, err := hold(p.Data)
	if err != nil {
		return err
	}
	defer release()
	log := server.NewLog(os.Stderr, slog.LevelInfo)
	ctx, fail := context.WithCancelCause(ctx)
	defer fail(nil)
	s, keys, err := p.open(ctx, log, func(err error) {
		fail(fmt.Errorf("đĩa không ghi được, máy chủ dừng lại. The disk failed: %w", err))
	})
	if err != nil {
		return said(err)
	}
	defer s.Close()
	if keys.RecoverySecret != "" {
		fmt.Fprintf(out, "\nKhoá phục hồi của đơn vị, chỉ hiện một lần này: in ra và cất vào két.\nThe commune's recovery key, shown this once: print it and keep it in the safe.\n    %s\n", keys.RecoverySecret)
	}
	if err := prepare(ctx, s, keys); err != nil {
		return said(err)
	}
	all, err := s.Workspaces(ctx)
	if err != nil {
		return err
	}
	secure, scheme, err := l.tls(p.Data)
	if err != nil {
		return err
	}
	eval := jobs.NewEvaluator(s, all[0].ID)
	app, err := server.New(server.Config{
		Store: s, Workspace: all[0].ID, Data: p.Data, Keys: keys, Log: log, Demo: demo, Version: version, TLS: secure,
		PublicURL: scheme + "://" + l.shown(), Lists: register.Refresh,
		Approved: func(ctx context.Context, ws, record wire.ID) error {
			return register.Follow(ctx, s, eval.Values, ws, record)
		},
	})
	if err != nil {
		return err
	}
	defer app.Close()
	if l.Backup != "" {
		go backup.Nightly(ctx, backup.Source{Store: s, Data: p.Data, To: []string{keys.Recovery()}}, l.Backup, time.Local, log)
	}
	srv := server.HTTP(l.Addr, app, log)
	fmt.Fprintf(out, "\nTrang của xã / office pages:      %s://%s/\nỨng dụng máy tính bảng / tablets: %s://%s/app/\nDữ liệu / data:                   %s\nDừng: Ctrl-C\n", scheme, l.shown(), scheme, l.shown(), abs(p.Data))
	done := make(chan error, 1)
	go func() {
		if secure != nil {
			srv.TLSConfig = secure.Config
			done <- srv.ServeTLS(ln, "", "")
			return
		}
		done <- srv.Serve(ln)
	}()
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
	}
	stop, cancel := context.WithTimeout(context.Background(), server.ShutdownGrace)
	defer cancel()
	if err := srv.Shutdown(stop); err != nil && !errors.Is(err, http.ErrServerClosed) {
		log.Warn("shutdown", "err", err)
	}
	if cause := context.Cause(ctx); cause != nil && !errors.Is(cause, context.Canceled) {
		return cause
	}
	return nil
}

// tls gives the certificate to serve with, nil for plain http.
func (l listen) tls(data string) (*server.TLS, string, error) {
	switch {
	case l.TLSCert != "":
		t, err := server.LoadTLS(l.TLSCert, l.TLSKey)
		return t, "https", err
	case l.DemoCA:
		host, _, err := net.SplitHostPort(l.Addr)
		if err != nil {
			return nil, "", err
		}
		t, err := server.DemoTLS(data, append(hostsOf(host), "localhost"), time.Now())
		return t, "https", err
	}
	return nil, "http", nil
}

// shown is the address as others reach it: for 0.0.0.0 the first address of this machine.
func (l listen) shown() string {
	host, port, err := net.SplitHostPort(l.Addr)
	if err != nil {
		return l.Addr
	}
	if hosts := hostsOf(host); len(hosts) > 0 {
		host = hosts[0]
	}
	return net.JoinHostPort(host, port)
}

// hostsOf gives the names under which the server is reached: the host, or every address of this machine for 0.0.0.0.
func hostsOf(host string) []string {
	if ip := net.ParseIP(host); host != "" && (ip == nil || !ip.IsUnspecified()) {
		return []string{host}
	}
	var out []string
	addrs, err := net.InterfaceAddrs()
	if err != nil {
		return nil
	}
	for _, a := range addrs {
		if n, ok := a.(*net.IPNet); ok && n.IP.IsGlobalUnicast() {
			out = append(out, n.IP.String())
		}
	}
	return out
}

func abs(dir string) string {
	if a, err := filepath.Abs(dir); err == nil {
		return a
	}
	return dir
}
