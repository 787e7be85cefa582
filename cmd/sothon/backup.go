package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"strings"
	"time"

	"github.com/alecthomas/kong"

	"github.com/sothon/sothon/server/backup"
)

// backupCmd writes a backup beside a running server, and checks it by restoring it.
type backupCmd struct {
	place
	To        string   `arg:"" help:"Thư mục chứa bản sao lưu, nên ở ổ đĩa khác. Folder for the file, best on another disk."`
	Recipient []string `help:"Thêm khoá age được mở tệp (age1…). Another age recipient who may open it."`
}

func (c backupCmd) Run(ctx context.Context, k *kong.Context) error {
	if _, err := os.Stat(c.Data); err != nil {
		return errors.New("chưa có thư mục dữ liệu " + c.Data + ". No data folder")
	}
	s, keys, err := c.open(ctx, slog.New(slog.DiscardHandler), nil)
	if err != nil {
		return said(err)
	}
	defer s.Close()
	made, err := backup.Make(ctx, backup.Source{Store: s, Data: c.Data, To: append([]string{keys.Recovery()}, c.Recipient...)}, c.To)
	if err != nil {
		return said(err)
	}
	fmt.Fprintf(k.Stdout, "Đã sao lưu, phục hồi thử và kiểm tra: %s (%.1f MB)\nBacked up, restored and checked: %s\n", made.Path, float64(made.Size)/1e6, counts(made.Report))
	return nil
}

// restoreCmd puts a backup into an empty folder.
type restoreCmd struct {
	File string `arg:"" type:"existingfile" help:"Tệp sao lưu. The backup."`
	Data string `required:"" type:"path" help:"Thư mục mới, còn trống. A new, empty folder."`
	Key  string `default:"-" help:"Tệp chứa khoá phục hồi (AGE-SECRET-KEY-1…); - là gõ vào. File with the recovery key; - reads it from standard input."`
}

func (c restoreCmd) Run(ctx context.Context, k *kong.Context) error {
	key, err := c.key()
	if err != nil {
		return err
	}
	r, err := backup.Restore(ctx, c.File, key, c.Data)
	if err != nil {
		return said(err)
	}
	fmt.Fprintf(k.Stdout, "Đã phục hồi bản lúc %s vào %s và kiểm tra.\nRestored and checked: %s; epoch %d.\n"+
		"Việc tiếp: chạy sothon serve --data %s, rồi bấm Gửi và nhận trên từng máy tính bảng: máy gửi lại những gì xã còn thiếu.\n"+
		"Next: start the server and sync every tablet; they send again what is missing.\n",
		r.Made.In(time.Local).Format("15:04 02/01/2006"), abs(c.Data), counts(r), r.Epoch, c.Data)
	return nil
}

// key reads the recovery key: the first line that looks like one, comments left out.
func (c restoreCmd) key() (string, error) {
	var in io.Reader = os.Stdin
	if c.Key != "-" {
		f, err := os.Open(c.Key)
		if err != nil {
			return "", err
		}
		defer f.Close()
		in = f
	} else {
		fmt.Fprintln(os.Stderr, "Khoá phục hồi / recovery key (AGE-SECRET-KEY-1…):")
	}
	lines := bufio.NewScanner(io.LimitReader(in, 1<<16))
	for lines.Scan() {
		if l := strings.ToUpper(strings.TrimSpace(lines.Text())); strings.HasPrefix(l, "AGE-SECRET-KEY-1") {
			return l, nil
		}
	}
	return "", errors.New("không thấy khoá phục hồi (AGE-SECRET-KEY-1…). No recovery key given")
}

func counts(r backup.Report) string {
	return fmt.Sprintf("%d writers, %d changes, %d signed heads, %d audit lines, %d photos", r.Writers, r.Changes, r.Signed, r.Audit, r.Blobs)
}
