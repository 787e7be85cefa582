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
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"time"

	"filippo.io/age"
	"github.com/klauspost/compress/gzip"

	"github.com/sothon/sothon/schema/store"
	"github.com/sothon/sothon/server"
	"github.com/sothon/sothon/sync/wire"
)

// Report is what a restored backup was found to hold.
type Report struct {
	Made                                   time.Time
	Writers, Changes, Signed, Audit, Blobs int
	Heads                                  map[wire.ID][]wire.Head // by workspace: the end of each writer's log
	Epoch                                  uint64                  // the one that Restore began
}

// maxManifest bounds the manifest: about 100 bytes a photo.
const maxManifest = 256 << 20

// Restore puts a backup into an empty folder, checks all of it and begins a new epoch of the owner. identity is the
// commune's recovery key ("AGE-SECRET-KEY-1…") or another that the file was made for. Of a folder that could not be
// filled nothing is left.
func Restore(ctx context.Context, file, identity, into string) (r Report, err error) {
	key, err := age.ParseX25519Identity(identity)
	if err != nil {
		return r, fmt.Errorf("khoá phục hồi không đúng dạng (AGE-SECRET-KEY-1…). The recovery key is malformed: %w", err)
	}
	left, err := os.ReadDir(into)
	if err == nil && len(left) > 0 {
		return r, fmt.Errorf("thư mục %s không trống; phục hồi vào thư mục mới. The folder is not empty", into)
	}
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return r, err
	}
	defer func() {
		if err != nil {
			_ = os.RemoveAll(into)
		}
	}()
	if r, err = unpack(ctx, file, into, key); err != nil {
		return r, err
	}
	if r.Heads, err = check(ctx, into, &r); err != nil {
		return r, err
	}
	keys, err := server.LoadOrCreate(into)
	if err != nil {
		return r, err
	}
	if err := keys.NewLog(into); err != nil {
		return r, err
	}
	s, err := open(ctx, into, keys, true)
	if err != nil {
		return r, err
	}
	defer s.Close()
	for ws := range r.Heads {
		all := s.Epochs(ws)
		r.Epoch = all[len(all)-1].Number
	}
	return r, syncDir(into)
}

func open(ctx context.Context, dir string, keys *server.Keys, epoch bool) (*store.Store, error) {
	return store.Open(ctx, store.Config{URL: "file:" + filepath.Join(dir, databaseName), Owner: keys, Writer: keys.Log(), NewEpoch: epoch})
}

// unpack opens a file and writes what is in it into a folder, each file checked against the manifest.
func unpack(ctx context.Context, file, into string, key age.Identity) (r Report, err error) {
	f, err := os.Open(file)
	if err != nil {
		return r, err
	}
	defer f.Close()
	plain, err := age.Decrypt(f, key)
	if err != nil {
		return r, fmt.Errorf("khoá này không mở được bản sao lưu, hoặc tệp hỏng. This key does not open the backup, or the file is damaged: %w", err)
	}
	packed, err := gzip.NewReader(plain)
	if err != nil {
		return r, damaged(err)
	}
	archive := tar.NewReader(packed)
	m, err := readManifest(archive)
	if err != nil {
		return r, damaged(err)
	}
	r.Made = m.Made
	if !m.whole() {
		return r, damaged(errOrder)
	}
	if err := os.MkdirAll(into, 0o700); err != nil {
		return r, err
	}
	root, err := os.OpenRoot(into)
	if err != nil {
		return r, err
	}
	defer root.Close()
	for _, e := range m.Files {
		if err := ctx.Err(); err != nil {
			return r, err
		}
		h, err := archive.Next()
		if err != nil || h.Name != e.Name || h.Size != e.Size || h.Typeflag != tar.TypeReg {
			return r, damaged(fmt.Errorf("%s: %w", e.Name, errors.Join(errOrder, err)))
		}
		if err := takeFile(root, archive, e); err != nil {
			return r, err
		}
	}
	if _, err := archive.Next(); err != io.EOF {
		return r, damaged(errOrder)
	}
	return r, nil
}

var errOrder = errors.New("not what the manifest says")

func damaged(err error) error {
	return fmt.Errorf("bản sao lưu hỏng; thử bản khác. The backup is damaged: %w", err)
}

func readManifest(archive *tar.Reader) (m manifest, err error) {
	h, err := archive.Next()
	if err != nil {
		return m, err
	}
	if h.Name != manifestName || h.Size > maxManifest {
		return m, errOrder
	}
	if err := json.NewDecoder(io.LimitReader(archive, h.Size)).Decode(&m); err != nil {
		return m, err
	}
	if m.Layout != layout {
		return m, fmt.Errorf("bản sao lưu của phiên bản mới hơn. Layout %d", m.Layout)
	}
	return m, nil
}

// whole says that a manifest names the database and the owner's key, and nothing that a data folder does not have.
func (m *manifest) whole() bool {
	need := map[string]bool{databaseName: false, keyFiles[0]: false}
	for _, e := range m.Files {
		if slices.Contains(keyFiles, e.Name) || e.Name == databaseName {
			need[e.Name] = true
		} else if !blobName.MatchString(e.Name) {
			return false
		}
	}
	return need[databaseName] && need[keyFiles[0]]
}

var blobName = regexp.MustCompile(`^blobs/[0-9a-f]{2}/[^/\\]+$`)

func takeFile(root *os.Root, archive io.Reader, e entry) error {
	if !filepath.IsLocal(e.Name) {
		return damaged(errOrder)
	}
	if dir := filepath.Dir(e.Name); dir != "." {
		if err := root.MkdirAll(dir, 0o700); err != nil {
			return err
		}
	}
	f, err := root.OpenFile(e.Name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	sum := sha256.New()
	n, err := io.Copy(io.MultiWriter(f, sum), io.LimitReader(archive, e.Size))
	if err == nil && (n != e.Size || hex.EncodeToString(sum.Sum(nil)) != e.SHA256) {
		err = damaged(fmt.Errorf("%s: %w", e.Name, errOrder))
	}
	if err == nil {
		err = f.Sync()
	}
	if e := f.Close(); err == nil {
		err = e
	}
	return err
}

// check opens a restored folder as it is and walks all of it.
func check(ctx context.Context, dir string, r *Report) (map[wire.ID][]wire.Head, error) {
	keys, err := server.LoadOrCreate(dir)
	if err != nil {
		return nil, err
	}
	s, err := open(ctx, dir, keys, false)
	if err != nil {
		return nil, err
	}
	defer s.Close()
	return Walk(ctx, s, dir, r)
}

// Walk checks all that a server has: the database's own structure, every change, chain and signed head, the audit logs, every
// photo in the folder dir against its hash. It counts into r; the error names the first thing that is wrong.
func Walk(ctx context.Context, s *store.Store, dir string, r *Report) (map[wire.ID][]wire.Head, error) {
	all, err := s.Workspaces(ctx)
	if err != nil {
		return nil, err
	}
	heads := map[wire.ID][]wire.Head{}
	for _, w := range all {
		v, err := s.VerifyLogs(ctx, w.ID)
		if err != nil {
			return nil, err
		}
		r.Writers, r.Changes, r.Signed, r.Audit = r.Writers+v.Writers, r.Changes+v.Changes, r.Signed+v.Heads, r.Audit+v.Audit
		heads[w.ID] = v.Logs
	}
	return heads, s.StoredBlobs(ctx, func(h wire.Hash, size uint64) error {
		name := h.String()
		e, err := describe(name, filepath.Join(dir, "blobs", name[:2], name[2:]))
		if err == nil && (e.SHA256 != name || uint64(e.Size) != size) {
			err = errOrder
		}
		if err != nil {
			return fmt.Errorf("ảnh %s thiếu hoặc hỏng. A photo is missing or damaged: %w", name[:12], err)
		}
		r.Blobs++
		return nil
	})
}
