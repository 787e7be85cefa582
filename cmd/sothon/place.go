package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"

	"github.com/sothon/sothon/forms"
	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/schema/answers"
	"github.com/sothon/sothon/schema/store"
	"github.com/sothon/sothon/server"
	"github.com/sothon/sothon/sync/wire"
)

// place is where the data are: a folder, and a database that is in it unless another is named.
type place struct {
	Data     string `default:"data" type:"path" help:"Thư mục dữ liệu. Folder with the database, keys and photos."`
	Database string `help:"postgres://… thay cho SQLite trong thư mục. PostgreSQL instead of the folder's SQLite."`
}

func (p place) url() string {
	if p.Database != "" {
		return p.Database
	}
	return "file:" + filepath.Join(p.Data, "sothon.db")
}

// open opens the store with the folder's keys. fatal is called when the disk failed to flush.
func (p place) open(ctx context.Context, log *slog.Logger, fatal func(error)) (*store.Store, *server.Keys, error) {
	keys, err := server.LoadOrCreate(p.Data)
	if err != nil {
		return nil, nil, err
	}
	config := store.Config{URL: p.url(), Owner: keys, Writer: keys.Log(), Log: log, Fatal: fatal, Check: check,
		HighWater: filepath.Join(p.Data, store.HighWater)}
	s, err := store.Open(ctx, config)
	if errors.Is(err, store.ErrBehind) { // an older database was put back: the owner goes on under a new name (◆D14)
		log.Warn("the database is older than HIGHWATER: a new epoch begins")
		if err := keys.NewLog(p.Data); err != nil {
			return nil, nil, err
		}
		config.Writer, config.NewEpoch = keys.Log(), true
		s, err = store.Open(ctx, config)
	}
	var told *schema.Error
	if err != nil && !errors.As(err, &told) {
		where := p.Database
		if where == "" {
			where = filepath.Join(p.Data, "sothon.db")
		} else if u, e := url.Parse(where); e == nil {
			where = u.Redacted()
		}
		err = fmt.Errorf("không mở được cơ sở dữ liệu %s; nếu tệp hỏng, phục hồi bản sao lưu. Can not open the database; if it is damaged, restore a backup: %w", where, err)
	}
	return s, keys, err
}

// check holds a change against its form version: the one check that store.Apply makes of values.
func check(f *forms.Form, c *wire.Change, _ wire.RowResolver) error {
	if m := answers.Check(f, c); m != nil {
		return m
	}
	return nil
}

// with opens the store of an existing folder for one command and closes it.
func (p place) with(ctx context.Context, do func(*store.Store, wire.ID) error) error {
	if _, err := os.Stat(p.Data); err != nil && p.Database == "" {
		return errors.New("chưa có thư mục dữ liệu " + p.Data + "; chạy sothon demo hoặc sothon serve trước. No data folder yet")
	}
	s, _, err := p.open(ctx, slog.New(slog.NewTextHandler(io.Discard, nil)), nil)
	if err != nil {
		return said(err)
	}
	defer s.Close()
	all, err := s.Workspaces(ctx)
	if err != nil {
		return err
	}
	if len(all) == 0 {
		return errors.New("chưa có đơn vị nào trong dữ liệu; chạy sothon demo hoặc sothon serve trước. No workspace yet")
	}
	return do(s, all[0].ID)
}
