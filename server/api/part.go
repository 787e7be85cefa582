package api

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"io"
	"io/fs"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/sothon/sothon/sync/wire"
)

// Photos above one part come in parts: each is checked against the digest that the device signed, appended and flushed
// before it counts, so that a cut line, a killed tablet or server costs at most one part. What is whole is checked against
// its name before anybody can see it.
const (
	// MaxPart is the largest part, and the largest photo that is sent at once.
	MaxPart = 1 << 20
	// partAge is after how long without a new part an upload is taken to be abandoned.
	partAge = 7 * 24 * time.Hour
	// maxParts bounds the uploads that one device has under way: the oldest goes.
	maxParts = 8
)

// errOffset says that a part does not begin where the stored ones end.
var errOffset = errors.New("part does not follow what is stored")

func partPath(writer wire.ID, h wire.Hash) string {
	return "new/" + writer.String() + "-" + h.String() + ".part"
}

// Held gives how many bytes of an upload of a writer are here.
func (b *Blobs) Held(writer wire.ID, h wire.Hash) uint64 {
	info, err := b.root.Stat(partPath(writer, h))
	if err != nil || !info.Mode().IsRegular() {
		return 0
	}
	return uint64(info.Size())
}

// Append adds a part at an offset and flushes it; held is how far the upload is. When the last byte has come the whole is
// checked, flushed and given its name: done. errMismatch: the whole is not what its name promises; it begins again at 0.
func (b *Blobs) Append(writer wire.ID, h wire.Hash, size, offset uint64, part []byte) (held uint64, done bool, err error) {
	lock := &b.locks[h[0]%uint8(len(b.locks))]
	lock.Lock()
	defer lock.Unlock()
	if _, have := b.Has(h); have {
		return size, true, nil
	}
	path := partPath(writer, h)
	held = b.Held(writer, h)
	if held > size { // named by another size before
		_ = b.root.Remove(path)
		held = 0
	}
	if offset != held || len(part) == 0 || offset+uint64(len(part)) > size {
		return held, false, errOffset
	}
	if held == 0 {
		if err := b.sweep(time.Now(), writer); err != nil {
			return held, false, err
		}
	}
	f, err := b.root.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_APPEND, 0o600)
	if err != nil {
		return held, false, err
	}
	defer f.Close()
	if _, err = f.Write(part); err == nil {
		err = f.Sync()
	}
	if err != nil { // what came of it is cut off again, so that the offset stays true
		_ = f.Truncate(int64(held))
		return held, false, err
	}
	if held += uint64(len(part)); held < size {
		return held, false, nil
	}
	if err := b.whole(f, path, h); err != nil {
		return 0, false, err
	}
	return size, true, nil
}

// whole checks a complete upload against its name and makes it visible.
func (b *Blobs) whole(f *os.File, path string, h wire.Hash) error {
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return err
	}
	sum := sha256.New()
	if _, err := io.Copy(sum, f); err != nil {
		return err
	}
	if !bytes.Equal(sum.Sum(nil), h[:]) {
		_ = b.root.Remove(path)
		return errMismatch
	}
	return b.publish(path, h)
}

// sweep removes abandoned uploads, and the oldest ones of a writer that has too many.
func (b *Blobs) sweep(now time.Time, writer wire.ID) error {
	all, err := fs.ReadDir(b.root.FS(), "new")
	if err != nil {
		return err
	}
	var own []fs.FileInfo
	for _, f := range all {
		info, err := f.Info()
		if err != nil || !strings.HasSuffix(f.Name(), ".part") {
			continue
		}
		if now.Sub(info.ModTime()) > partAge {
			_ = b.root.Remove("new/" + f.Name())
			continue
		}
		if !writer.IsZero() && strings.HasPrefix(f.Name(), writer.String()+"-") {
			own = append(own, info)
		}
	}
	slices.SortFunc(own, func(x, y fs.FileInfo) int { return x.ModTime().Compare(y.ModTime()) })
	for len(own) >= maxParts {
		_ = b.root.Remove("new/" + own[0].Name())
		own = own[1:]
	}
	return nil
}

// wantedEvery is how often a device that calls all its photos sent is held against what is here.
const wantedEvery = time.Hour

// wanted gives photos of a device that are not here though it calls all of them sent: this server was restored from a
// backup older than they are. At most 64 at a time.
func (a *API) wanted(ctx context.Context, req *wire.SyncRequest, now time.Time) ([]wire.Hash, error) {
	if req.Status.Blobs > 0 {
		return nil, nil
	}
	a.lookMu.Lock()
	last, looked := a.looked[req.Writer]
	due := !looked || now.Sub(last) >= wantedEvery || now.Before(last)
	if due {
		a.looked[req.Writer] = now
	}
	a.lookMu.Unlock()
	if !due {
		return nil, nil
	}
	missing, err := a.Store.MissingBlobs(ctx, a.Workspace, req.Writer)
	var out []wire.Hash
	for i := range missing {
		if len(out) == 64 {
			break
		}
		if !slices.Contains(out, missing[i].Hash) {
			out = append(out, missing[i].Hash)
		}
	}
	return out, err
}
