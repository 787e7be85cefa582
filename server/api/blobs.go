package api

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/sothon/sothon/sync/wire"
)

// Blobs keeps the bytes of photos in a folder, by the hash of their bytes: ab/cdef…. A file that is there is whole and
// was flushed to the disk.
type Blobs struct {
	root  *os.Root
	locks [32]sync.Mutex // of uploads in parts, by the first byte of the hash
}

// OpenBlobs opens the folder, making it when it is missing, and removes what an interrupted upload left; uploads in parts
// go on, unless they are abandoned.
func OpenBlobs(dir string) (*Blobs, error) {
	if err := os.MkdirAll(filepath.Join(dir, "new"), 0o700); err != nil {
		return nil, err
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, err
	}
	left, err := fs.ReadDir(root.FS(), "new")
	if err != nil {
		return nil, err
	}
	for _, f := range left {
		if strings.HasSuffix(f.Name(), ".part") {
			continue
		}
		if err := root.Remove("new/" + f.Name()); err != nil {
			return nil, err
		}
	}
	b := &Blobs{root: root}
	return b, b.sweep(time.Now(), wire.ID{})
}

// Close releases the folder.
func (b *Blobs) Close() error { return b.root.Close() }

func blobPath(h wire.Hash) (dir, path string) {
	s := h.String()
	return s[:2], s[:2] + "/" + s[2:]
}

// Has says that the bytes are here, and how many.
func (b *Blobs) Has(h wire.Hash) (uint64, bool) {
	_, path := blobPath(h)
	info, err := b.root.Stat(path)
	if err != nil || !info.Mode().IsRegular() {
		return 0, false
	}
	return uint64(info.Size()), true
}

// Open opens the bytes for reading.
func (b *Blobs) Open(h wire.Hash) (*os.File, error) {
	_, path := blobPath(h)
	return b.root.Open(path)
}

// errMismatch says that the bytes are not those that the name promises.
var errMismatch = errors.New("bytes do not match the hash or size")

// Put reads size bytes, checks them against the hash, flushes them and only then gives them their name.
func (b *Blobs) Put(h wire.Hash, size uint64, from io.Reader) (err error) {
	var name [12]byte
	if _, err := rand.Read(name[:]); err != nil {
		return err
	}
	tmp := "new/" + hex.EncodeToString(name[:])
	f, err := b.root.OpenFile(tmp, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			_ = b.root.Remove(tmp)
		}
	}()
	sum := sha256.New()
	n, err := io.Copy(io.MultiWriter(f, sum), io.LimitReader(from, int64(size)+1))
	if err == nil && (uint64(n) != size || wire.Hash(sum.Sum(nil)) != h) {
		err = errMismatch
	}
	if err == nil {
		err = f.Sync()
	}
	if e := f.Close(); err == nil {
		err = e
	}
	if err != nil {
		return err
	}
	return b.publish(tmp, h)
}

// publish gives flushed and checked bytes their name.
func (b *Blobs) publish(tmp string, h wire.Hash) error {
	dir, path := blobPath(h)
	if err := b.root.Mkdir(dir, 0o700); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	if err := b.root.Rename(tmp, path); err != nil {
		return err
	}
	for _, d := range []string{dir, "."} {
		if err := b.sync(d); err != nil {
			return fmt.Errorf("flush folder of blobs: %w", err)
		}
	}
	return nil
}

func (b *Blobs) sync(dir string) error {
	d, err := b.root.Open(dir)
	if err != nil {
		return err
	}
	defer d.Close()
	return d.Sync()
}
