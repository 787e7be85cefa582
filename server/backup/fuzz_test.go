package backup

import (
	"archive/tar"
	"bytes"
	"testing"
)

// FuzzManifest: the head of an archive is a manifest that names only what a data folder has, or it is refused.
func FuzzManifest(f *testing.F) {
	for _, m := range []string{`{}`, `{"layout":1,"files":[{"name":"sothon.db"},{"name":"owner.key"}]}`, `{"layout":1,"files":[{"name":"../x"}]}`, `{"layout":9}`, `[`} {
		var b bytes.Buffer
		w := tar.NewWriter(&b)
		_ = w.WriteHeader(&tar.Header{Name: manifestName, Size: int64(len(m)), Mode: 0o600})
		_, _ = w.Write([]byte(m))
		_ = w.Close()
		f.Add(b.Bytes())
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		m, err := readManifest(tar.NewReader(bytes.NewReader(b)))
		if err != nil || !m.whole() {
			return
		}
		for _, e := range m.Files {
			if e.Name != databaseName && !blobName.MatchString(e.Name) && !bytes.Contains([]byte("owner.key epoch.key nonce.key recovery.txt"), []byte(e.Name)) {
				t.Errorf("a manifest names %q", e.Name)
			}
		}
	})
}
