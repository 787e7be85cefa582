package backup

import (
	"archive/tar"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"filippo.io/age"
	"github.com/klauspost/compress/gzip"
)

// packed writes an archive that has one file under a name, of a kind of entry.
func packed(t *testing.T, path, name string, kind byte, link string) string {
	t.Helper()
	who, err := age.GenerateX25519Identity()
	ok(t, err)
	f, err := os.Create(path)
	ok(t, err)
	defer f.Close()
	sealed, err := age.Encrypt(f, who.Recipient())
	ok(t, err)
	z := gzip.NewWriter(sealed)
	a := tar.NewWriter(z)
	body := []byte("kẻ lạ")
	if kind != tar.TypeReg {
		body = nil
	}
	sum := sha256.Sum256(body)
	m, err := json.Marshal(manifest{Layout: layout, Files: []entry{{Name: name, Size: int64(len(body)), SHA256: hex.EncodeToString(sum[:])}}})
	ok(t, err)
	ok(t, a.WriteHeader(&tar.Header{Name: manifestName, Size: int64(len(m)), Mode: 0o600}))
	_, err = a.Write(m)
	ok(t, err)
	ok(t, a.WriteHeader(&tar.Header{Name: name, Size: int64(len(body)), Mode: 0o600, Typeflag: kind, Linkname: link}))
	_, err = a.Write(body)
	ok(t, err)
	ok(t, a.Close())
	ok(t, z.Close())
	ok(t, sealed.Close())
	return who.String()
}

// TestRestore_OddNames: an archive whose names lead out of the folder, or which holds links, is refused in words and leaves
// nothing anywhere.
func TestRestore_OddNames(t *testing.T) {
	for i, c := range []struct {
		name string
		kind byte
		link string
	}{
		{"../evil", tar.TypeReg, ""}, {"../../evil", tar.TypeReg, ""}, {"/tmp/evil", tar.TypeReg, ""}, {"blobs/../../evil", tar.TypeReg, ""}, {"./../evil", tar.TypeReg, ""},
		{"..", tar.TypeReg, ""}, {"", tar.TypeReg, ""}, {"evil", tar.TypeSymlink, "/etc/passwd"}, {"owner.key", tar.TypeSymlink, "../owner.key"}, {"evil", tar.TypeLink, "../evil"},
		{"evil", tar.TypeDir, ""}, {"evil", tar.TypeFifo, ""}, {"evil", tar.TypeChar, ""}, {"sothon.db", tar.TypeReg, ""}, {strings.Repeat("a/", 300) + "evil", tar.TypeReg, ""}, {strings.Repeat("a", 300), tar.TypeReg, ""},
	} {
		up := t.TempDir()
		file, into := filepath.Join(up, "b.age"), filepath.Join(up, "data")
		key := packed(t, file, c.name, c.kind, c.link)
		_, err := Restore(context.Background(), file, key, into)
		if err == nil {
			t.Errorf("%d %.30q was restored", i, c.name)
		}
		left, e := os.ReadDir(up)
		ok(t, e)
		if len(left) != 1 {
			t.Errorf("%d %.30q left %v", i, c.name, left)
		}
	}
	if _, err := os.Stat("/tmp/evil"); err == nil {
		t.Error("a file was written outside")
	}
}
