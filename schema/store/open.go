package store

import (
	"bytes"
	"context"
	"database/sql"
	"fmt"
	"io"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"github.com/sothon/sothon/forms"
	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/sync/wire"
)

// OwnerKey signs for the server that owns the workspaces: ECDSA P-256.
type OwnerKey interface {
	// Public gives the 65-byte uncompressed point.
	Public() []byte
	// Sign gives raw r‖s, 64 bytes, over SHA-256(msg).
	Sign(msg []byte) (sig []byte, err error)
}

// Checker holds a change against the form version that it names: nil when every value fits. An error holds the change
// with reason "value"; its text is the ruling's note. It is called inside the writing transaction and must not block.
type Checker func(form *forms.Form, c *wire.Change, rows wire.RowResolver) error

// Config says where the data are and what the store takes from outside.
type Config struct {
	// URL is "file:/path/sothon.db" (SQLite) or "postgres://…".
	URL   string
	Owner OwnerKey
	// Writer is the key of the owner's log in this epoch; nil: Owner, the first epoch.
	Writer OwnerKey
	// NewEpoch begins an epoch with Writer in workspaces where it is new: after a restore.
	NewEpoch bool
	// Clock gives the server's time; nil is time.Now. It decides only whether a grant or code has ended.
	Clock func() time.Time
	// Rand makes ids, salts and codes; nil is crypto/rand. The simulator gives a seeded reader.
	Rand io.Reader
	Log  *slog.Logger
	// Check is schema/answers' check of values; nil checks nothing.
	Check Checker
	// Fatal is called when the disk failed to flush: what was written before is in doubt and the process must end; and with
	// ErrBehind.
	Fatal func(error)
	// HighWater is the path of the file HIGHWATER; "": none is kept.
	HighWater string
}

// Store is safe for use by many goroutines.
type Store struct {
	cfg    Config
	d      dialect
	w, r   *sql.DB
	owner  wire.ID // id of the owner's writer in this epoch
	pub    []byte  // the owner's key, which signs grants and replies in every epoch
	logPub []byte  // that of the owner's writer in this epoch
	log    *slog.Logger
	jobs   chan *job
	quit   chan struct{}
	closed chan struct{}
	end    sync.Once
	full   atomic.Bool
	forms  formCache
	lists  listCache
	keys   keyCache
	epochs epochCache
	seen   seenMap
	high   highWater
}

// Open opens the database, brings its schema up to date and starts the writer. It refuses a database whose schema is
// newer than this program, one that belongs to another owner's key, and an SQLite older than 3.51.3.
func Open(ctx context.Context, cfg Config) (*Store, error) {
	s, err := prepare(cfg)
	if err != nil {
		return nil, err
	}
	if err := s.start(ctx); err != nil {
		_ = s.w.Close()
		_ = s.r.Close()
		return nil, err
	}
	return s, nil
}

func prepare(cfg Config) (*Store, error) {
	if cfg.Owner == nil || len(cfg.Owner.Public()) != wire.PublicKeySize {
		return nil, &schema.Error{Code: schema.CodeInvalid, Field: "owner", Vi: "Thiếu khoá của máy chủ (owner.key).",
			En: "The server's key (owner.key) is missing."}
	}
	if cfg.Clock == nil {
		cfg.Clock = time.Now
	}
	if cfg.Rand == nil {
		cfg.Rand = randReader
	}
	if cfg.Log == nil {
		cfg.Log = slog.New(slog.DiscardHandler)
	}
	d, err := dialectOf(cfg.URL)
	if err != nil {
		return nil, err
	}
	s := &Store{cfg: cfg, d: d, log: cfg.Log, pub: bytes.Clone(cfg.Owner.Public()),
		jobs: make(chan *job, 256), quit: make(chan struct{}), closed: make(chan struct{})}
	if s.cfg.Writer == nil {
		s.cfg.Writer = cfg.Owner
	}
	s.high.path = cfg.HighWater
	s.logPub = bytes.Clone(s.cfg.Writer.Public())
	s.owner = wire.WriterID(s.logPub)
	if s.w, err = d.open(cfg.URL, true); err != nil {
		return nil, fmt.Errorf("open database: %w", err)
	}
	if s.r, err = d.open(cfg.URL, false); err != nil {
		_ = s.w.Close()
		return nil, fmt.Errorf("open database for reading: %w", err)
	}
	return s, nil
}

func (s *Store) start(ctx context.Context) error {
	if err := s.high.load(); err != nil { // before the database is read: it is written after a commit
		return err
	}
	if err := s.d.check(ctx, s.w); err != nil {
		return err
	}
	if err := migrate(ctx, s.d, s.w); err != nil {
		return err
	}
	if err := s.checkOwner(ctx); err != nil {
		return err
	}
	if err := s.loadEpochs(ctx); err != nil {
		return err
	}
	go s.writer()
	if err := s.checkEpoch(ctx); err != nil {
		s.end.Do(func() { close(s.quit) })
		<-s.closed
		return err
	}
	return nil
}

// checkOwner refuses a database whose workspaces belong to another key: nothing could be signed for them.
func (s *Store) checkOwner(ctx context.Context) error {
	all, err := s.Workspaces(ctx)
	if err != nil {
		return err
	}
	for _, w := range all {
		if !bytes.Equal(w.OwnerPub, s.pub) {
			return &schema.Error{Code: schema.CodeInvalid, Field: "owner",
				Vi: "Khoá owner.key không phải khoá của dữ liệu này (đơn vị " + w.Name + "). Chép lại đúng tệp owner.key từ bản sao lưu.",
				En: "owner.key is not the key of this data (workspace " + w.Name + "). Put back the owner.key of the backup."}
		}
	}
	return nil
}

// Close ends the writer after the jobs it has, and closes the database.
func (s *Store) Close() error {
	s.end.Do(func() { close(s.quit) })
	<-s.closed
	s.high.close()
	err := s.r.Close()
	if e := s.w.Close(); err == nil {
		err = e
	}
	return err
}

// Ping says whether the database answers.
func (s *Store) Ping(ctx context.Context) error { return s.r.PingContext(ctx) }

// ReadOnly says that the disk was full or failed at the last write, and no write has worked since.
func (s *Store) ReadOnly() bool { return s.full.Load() }

// Owner is the id of the owner's writer in this epoch.
func (s *Store) Owner() wire.ID { return s.owner }

// OwnerPub is the owner's public key, 65 bytes.
func (s *Store) OwnerPub() []byte { return bytes.Clone(s.pub) }

// signLog signs heads of the owner's log.
func (s *Store) signLog(msg []byte) ([]byte, error) { return s.cfg.Writer.Sign(msg) }

// Sign signs with the owner's key.
func (s *Store) Sign(msg []byte) ([]byte, error) { return s.cfg.Owner.Sign(msg) }

func (s *Store) now() time.Time { return s.cfg.Clock().UTC().Truncate(time.Millisecond) }
