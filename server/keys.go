package server

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"filippo.io/age"
)

// Names of the files in the data folder.
const (
	ownerFile    = "owner.key"    // PKCS #8, PEM, 0600
	epochFile    = "epoch.key"    // the same; only after a restore
	nonceFile    = "nonce.key"    // 32 random bytes, 0600
	recoveryFile = "recovery.txt" // the public half of the recovery key
)

// Keys are the server's secrets: the owner's key that signs rulings, grants and replies, the secret that nonces are
// made with, and the public half of the commune's recovery key.
type Keys struct {
	owner    *ecdsa.PrivateKey
	public   []byte
	nonce    []byte
	recovery string
	log      *Keys // of the owner's log in this epoch; nil: the owner's own key

	// RecoverySecret is the private half of the recovery key ("AGE-SECRET-KEY-1…"). It is set only when this call made
	// the pair: show it once, to be printed; it is kept nowhere.
	RecoverySecret string
}

// LoadOrCreate reads the keys of a data folder, and makes those that are missing. A key file that is there and can not
// be read is an error, never replaced: with a new owner key the old data could not be signed for.
func LoadOrCreate(dir string) (*Keys, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("không tạo được thư mục dữ liệu / can not make the data folder %s: %w", dir, err)
	}
	k := &Keys{}
	if err := k.loadOwner(filepath.Join(dir, ownerFile)); err != nil {
		return nil, err
	}
	if _, err := os.Stat(filepath.Join(dir, epochFile)); err == nil {
		k.log = &Keys{}
		if err := k.log.loadOwner(filepath.Join(dir, epochFile)); err != nil {
			return nil, err
		}
	}
	if err := k.loadNonce(filepath.Join(dir, nonceFile)); err != nil {
		return nil, err
	}
	if err := k.loadRecovery(filepath.Join(dir, recoveryFile)); err != nil {
		return nil, err
	}
	return k, nil
}

// CheckKeys says what is wrong with the key files that are in a data folder. It makes none.
func CheckKeys(dir string) error {
	k := &Keys{}
	for name, load := range map[string]func(string) error{ownerFile: k.loadOwner, epochFile: k.loadOwner, nonceFile: k.loadNonce, recoveryFile: k.loadRecovery} {
		path := filepath.Join(dir, name)
		if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err := load(path); err != nil {
			return err
		}
	}
	return nil
}

// Public gives the owner's public key: the 65-byte uncompressed point.
func (k *Keys) Public() []byte { return append([]byte(nil), k.public...) }

// Sign gives raw r‖s, 64 bytes, over SHA-256(msg).
func (k *Keys) Sign(msg []byte) ([]byte, error) {
	sum := sha256.Sum256(msg)
	r, s, err := ecdsa.Sign(rand.Reader, k.owner, sum[:])
	if err != nil {
		return nil, err
	}
	out := make([]byte, 64)
	r.FillBytes(out[:32])
	s.FillBytes(out[32:])
	return out, nil
}

// LogKey signs the owner's log.
type LogKey interface {
	Public() []byte
	Sign(msg []byte) ([]byte, error)
}

// Log is the key of the owner's log in this epoch: the owner's own until a restore.
func (k *Keys) Log() LogKey {
	if k.log != nil {
		return k.log
	}
	return k
}

// NewLog makes a new key for the owner's log, for a folder that was just restored (docs/sync.md ◆D14).
func (k *Keys) NewLog(dir string) error {
	path := filepath.Join(dir, epochFile)
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	k.log = &Keys{}
	return k.log.loadOwner(path)
}

// NonceSecret is the secret of the nonces; 32 bytes.
func (k *Keys) NonceSecret() []byte { return k.nonce }

// Recovery is the age recipient of the commune's recovery key ("age1…"), which stands in every grant.
func (k *Keys) Recovery() string { return k.recovery }

func (k *Keys) loadOwner(path string) error {
	b, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
		if err != nil {
			return err
		}
		der, err := x509.MarshalPKCS8PrivateKey(key)
		if err != nil {
			return err
		}
		if err := writeNew(path, pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}), 0o600); err != nil {
			return err
		}
		return k.setOwner(key)
	}
	if err != nil {
		return fmt.Errorf("không đọc được khoá của máy chủ / can not read the server's key %s: %w", path, err)
	}
	block, _ := pem.Decode(b)
	if block == nil {
		return fmt.Errorf("%s: không phải tệp PEM; chép lại từ bản sao lưu / not a PEM file; put back that of the backup", path)
	}
	parsed, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	if err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	key, ok := parsed.(*ecdsa.PrivateKey)
	if !ok || key.Curve != elliptic.P256() {
		return fmt.Errorf("%s: không phải khoá ECDSA P-256 / not an ECDSA P-256 key", path)
	}
	return k.setOwner(key)
}

func (k *Keys) setOwner(key *ecdsa.PrivateKey) error {
	pub, err := key.PublicKey.ECDH()
	if err != nil {
		return err
	}
	k.owner, k.public = key, pub.Bytes()
	return nil
}

func (k *Keys) loadNonce(path string) error {
	b, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		b = make([]byte, 32)
		if _, err := io.ReadFull(rand.Reader, b); err != nil {
			return err
		}
		err = writeNew(path, b, 0o600)
	}
	if err != nil {
		return err
	}
	if len(b) != 32 {
		return fmt.Errorf("%s: phải có đúng 32 byte; xoá tệp này để tạo lại / want 32 bytes; delete the file to make it again", path)
	}
	k.nonce = b
	return nil
}

func (k *Keys) loadRecovery(path string) error {
	b, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		pair, err := age.GenerateX25519Identity()
		if err != nil {
			return err
		}
		if err := writeNew(path, []byte(pair.Recipient().String()+"\n"), 0o644); err != nil {
			return err
		}
		k.recovery, k.RecoverySecret = pair.Recipient().String(), pair.String()
		return nil
	}
	if err != nil {
		return err
	}
	to, err := age.ParseX25519Recipient(strings.TrimSpace(string(b)))
	if err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	k.recovery = to.String()
	return nil
}

// writeNew writes a file that must not be there yet and does not come back before it is on the disk.
func writeNew(path string, b []byte, mode fs.FileMode) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode)
	if err != nil {
		return err
	}
	_, err = f.Write(b)
	if err == nil {
		err = f.Sync()
	}
	if e := f.Close(); err == nil {
		err = e
	}
	if err != nil {
		_ = os.Remove(path)
		return err
	}
	return syncDir(filepath.Dir(path))
}

func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer d.Close()
	return d.Sync()
}
