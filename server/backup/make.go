package backup

import (
	"archive/tar"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"filippo.io/age"
	"github.com/klauspost/compress/gzip"

	"github.com/sothon/sothon/schema/store"
	"github.com/sothon/sothon/sync/wire"
)

// Source is what is backed up.
type Source struct {
	Store *store.Store
	Data  string // folder of keys and photos
	// To are age recipients ("age1…"): the commune's recovery key, and others who may open the file.
	To    []string
	Clock func() time.Time // nil: time.Now
}

// Names in the archive.
const (
	manifestName = "manifest.json"
	databaseName = "sothon.db"
	layout       = 1
)

// keyFiles are the files of the data folder without which the database can not be used. Those that are missing are left
// out.
var keyFiles = []string{"owner.key", "epoch.key", "nonce.key", "recovery.txt"}

// manifest stands first in the archive.
type manifest struct {
	Layout int       `json:"layout"`
	Made   time.Time `json:"made"`
	Files  []entry   `json:"files"`
}

type entry struct {
	Name   string `json:"name"`
	Size   int64  `json:"size"`
	SHA256 string `json:"sha256"`
}

// Made is a backup that was written, restored and checked.
type Made struct {
	Path string
	Size int64
	Report
}

// Make writes a backup into a folder and checks it. Whatever happens is noted in the store, with the error; a file that
// did not pass is removed.
func Make(ctx context.Context, src Source, dir string) (Made, error) {
	if src.Clock == nil {
		src.Clock = time.Now
	}
	now := src.Clock().UTC()
	name := "sothon-" + now.Format("20060102-150405") + ".tar.gz.age"
	note := store.Backup{At: now, Name: name}
	made, heads, err := write(ctx, src, dir, name, now)
	if err != nil {
		note.Error = err.Error()
		return Made{}, errors.Join(err, src.Store.PutBackup(ctx, note, nil))
	}
	note.Size, note.Checked = made.Size, src.Clock().UTC()
	return made, src.Store.PutBackup(ctx, note, heads)
}

func write(ctx context.Context, src Source, dir, name string, now time.Time) (made Made, heads map[wire.ID][]wire.Head, err error) {
	// A key for this file alone, never written anywhere: with it the file is opened again to be checked.
	once, err := age.GenerateX25519Identity()
	if err != nil {
		return made, nil, err
	}
	to := []age.Recipient{once.Recipient()}
	for _, s := range src.To {
		r, err := age.ParseX25519Recipient(strings.TrimSpace(s))
		if err != nil {
			return made, nil, fmt.Errorf("%q: không phải khoá age / not an age recipient: %w", s, err)
		}
		to = append(to, r)
	}
	if len(to) == 1 {
		return made, nil, errors.New("chưa có khoá phục hồi để mã hoá. No recovery key to encrypt to")
	}
	work, err := os.MkdirTemp(src.Data, ".backup-")
	if err != nil {
		return made, nil, err
	}
	defer os.RemoveAll(work)
	copied := filepath.Join(work, databaseName)
	if err := src.Store.CopyTo(ctx, copied); err != nil {
		return made, nil, err
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return made, nil, err
	}
	part := filepath.Join(dir, name+".part")
	defer os.Remove(part)
	if err := pack(ctx, src.Data, copied, part, now, to); err != nil {
		return made, nil, err
	}
	if err := os.Remove(copied); err != nil {
		return made, nil, err
	}
	again := filepath.Join(work, "again")
	report, err := unpack(ctx, part, again, once)
	if err != nil {
		return made, nil, fmt.Errorf("bản vừa ghi không phục hồi được. The file just written can not be restored: %w", err)
	}
	if report.Heads, err = check(ctx, again, &report); err != nil {
		return made, nil, fmt.Errorf("bản vừa ghi không đạt kiểm tra. The file just written fails its check: %w", err)
	}
	info, err := os.Stat(part)
	if err != nil {
		return made, nil, err
	}
	made = Made{Path: filepath.Join(dir, name), Size: info.Size(), Report: report}
	if err := os.Rename(part, made.Path); err != nil {
		return made, nil, err
	}
	return made, report.Heads, syncDir(dir)
}

func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer d.Close()
	return d.Sync()
}

// pack writes the archive, flushed.
func pack(ctx context.Context, data, database, to string, now time.Time, who []age.Recipient) (err error) {
	m := manifest{Layout: layout, Made: now}
	sources := map[string]string{}
	add := func(name, path string) error {
		e, err := describe(name, path)
		if err == nil {
			m.Files, sources[name] = append(m.Files, e), path
		}
		return err
	}
	if err := add(databaseName, database); err != nil {
		return err
	}
	for _, k := range keyFiles {
		if err := add(k, filepath.Join(data, k)); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	blobs, err := filepath.Glob(filepath.Join(data, "blobs", "[0-9a-f][0-9a-f]", "*"))
	if err != nil {
		return err
	}
	slices.Sort(blobs)
	for _, b := range blobs {
		if err := add("blobs/"+filepath.Base(filepath.Dir(b))+"/"+filepath.Base(b), b); err != nil {
			return err
		}
	}
	f, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	defer func() {
		if e := f.Close(); err == nil {
			err = e
		}
	}()
	sealed, err := age.Encrypt(f, who...)
	if err != nil {
		return err
	}
	packed := gzip.NewWriter(sealed)
	archive := tar.NewWriter(packed)
	head, err := json.Marshal(m)
	if err != nil {
		return err
	}
	if err := archive.WriteHeader(&tar.Header{Name: manifestName, Mode: 0o600, Size: int64(len(head)), ModTime: now}); err != nil {
		return err
	}
	if _, err := archive.Write(head); err != nil {
		return err
	}
	for _, e := range m.Files {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := putFile(archive, e, sources[e.Name], now); err != nil {
			return err
		}
	}
	for _, c := range []io.Closer{archive, packed, sealed} {
		if err := c.Close(); err != nil {
			return err
		}
	}
	return f.Sync()
}

func describe(name, path string) (entry, error) {
	f, err := os.Open(path)
	if err != nil {
		return entry{}, err
	}
	defer f.Close()
	sum := sha256.New()
	n, err := io.Copy(sum, f)
	return entry{Name: name, Size: n, SHA256: hex.EncodeToString(sum.Sum(nil))}, err
}

func putFile(archive *tar.Writer, e entry, path string, now time.Time) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	if err := archive.WriteHeader(&tar.Header{Name: e.Name, Mode: 0o600, Size: e.Size, ModTime: now}); err != nil {
		return err
	}
	_, err = io.CopyN(archive, f, e.Size)
	return err
}
