package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"maps"
	"time"

	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/sync/wire"
)

// job is one caller's writing, run inside a SAVEPOINT of a transaction that it shares with others.
type job struct {
	run  func(*tx) error
	done chan error // buffered: the writer never waits for a caller that has gone
}

// maxBatch is the number of callers that share one transaction.
const maxBatch = 64

// write runs f in the writing transaction and returns after the durable commit. f may run on another goroutine and after
// ctx has ended; it must only use what it was given. When f fails, nothing that it wrote is kept.
func (s *Store) write(ctx context.Context, f func(*tx) error) error {
	j := &job{run: f, done: make(chan error, 1)}
	select {
	case s.jobs <- j:
	case <-s.quit:
		return errClosed()
	case <-ctx.Done():
		return ctx.Err()
	}
	select {
	case err := <-j.done:
		return err
	case <-ctx.Done():
		return ctx.Err() // what f wrote may be committed all the same; callers repeat, and every write may be repeated
	case <-s.closed:
		select {
		case err := <-j.done:
			return err
		default:
			return errClosed()
		}
	}
}

func errClosed() error {
	return &schema.Error{Code: schema.CodeUnavailable, Vi: "Máy chủ đang tắt. Thử lại sau.", En: "The server is shutting down. Try again."}
}

// tx is the writing transaction as a job sees it. Statements are prepared once for the life of the connection.
type tx struct {
	s     *Store
	conn  *sql.Conn
	stmts map[string]*sql.Stmt
	at    time.Time        // of the batch
	srvs  map[wire.ID]mark // where the feeds stand when it commits
}

func (t *tx) tookSrv(ws wire.ID, srv uint64) {
	epochs := t.s.Epochs(ws)
	t.srvs[ws] = mark{epochs[len(epochs)-1].Number, srv}
}

// writer is the one goroutine that writes.
func (s *Store) writer() {
	defer close(s.closed)
	t := &tx{s: s}
	defer t.drop()
	batch := make([]*job, 0, maxBatch)
	for {
		batch = batch[:0]
		select {
		case j := <-s.jobs:
			batch = append(batch, j)
		case <-s.quit:
			select {
			case j := <-s.jobs:
				batch = append(batch, j)
			default:
				return
			}
		}
	more:
		for len(batch) < maxBatch {
			select {
			case j := <-s.jobs:
				batch = append(batch, j)
			default:
				break more
			}
		}
		s.runBatch(t, batch)
	}
}

// runBatch answers every job of the batch exactly once, after the commit or its failure.
func (s *Store) runBatch(t *tx, batch []*job) {
	results := make([]error, len(batch))
	err := s.tryBatch(t, batch, results)
	for again := 0; again < 3 && retryable(err); again++ { // two servers on one database waited for each other
		t.drop()
		err = s.tryBatch(t, batch, results)
	}
	if err != nil {
		err = s.batchFailed(err)
		t.drop() // the connection's state is in doubt
	}
	for i, j := range batch {
		if err != nil {
			results[i] = err
		}
		j.done <- results[i]
	}
}

func (s *Store) batchFailed(err error) error {
	if flushFailed(err) {
		s.log.Error("the disk failed to flush", "err", err)
		if s.cfg.Fatal != nil {
			s.cfg.Fatal(err)
		}
	}
	if err = mapError(err); schema.CodeOf(err) != schema.CodeFull {
		return fmt.Errorf("write: %w", err)
	}
	if !s.full.Swap(true) {
		s.log.Error("the disk is full or failing: reading only", "err", err)
	}
	return err
}

// tryBatch gives an error when the whole transaction failed; a job's own failure goes to results.
func (s *Store) tryBatch(t *tx, batch []*job, results []error) error {
	if err := t.open(); err != nil {
		return err
	}
	t.at, t.srvs = s.now(), map[wire.ID]mark{}
	if s.full.Load() {
		if err := t.probe(); err != nil {
			return err
		}
	}
	if err := t.raw(s.d.begin); err != nil {
		// The connection may have been cut by the server since the last batch: once more with a new one.
		t.drop()
		if err := t.open(); err != nil {
			return err
		}
		if err := t.raw(s.d.begin); err != nil {
			return err
		}
	}
	for i, j := range batch {
		if err := t.raw("SAVEPOINT job"); err != nil {
			return err
		}
		results[i] = nil
		srvs := maps.Clone(t.srvs)
		if err := mapError(runJob(t, j)); err != nil {
			if schema.CodeOf(err) == schema.CodeFull || retryable(err) || errors.Is(err, sql.ErrConnDone) || errors.Is(err, driver.ErrBadConn) {
				return err // nothing of the transaction can be kept
			}
			results[i], t.srvs = err, srvs
			if err := t.raw("ROLLBACK TO SAVEPOINT job"); err != nil {
				return err
			}
		}
		if err := t.raw("RELEASE SAVEPOINT job"); err != nil {
			return err
		}
	}
	if err := t.raw("COMMIT"); err != nil {
		return err
	}
	s.high.raise(t.srvs)
	if s.full.Swap(false) {
		s.log.Info("the disk takes writes again")
	}
	return nil
}

// runJob turns a panic into an error, so that one caller's bug does not end the writer.
func runJob(t *tx, j *job) (err error) {
	defer func() {
		if p := recover(); p != nil {
			t.s.log.Error("panic in a write", "panic", p)
			err = fmt.Errorf("panic in a write: %v", p)
		}
	}()
	return j.run(t)
}

// probe writes one row durably, to see whether the disk takes writes again.
func (t *tx) probe() error {
	if err := t.raw(t.s.d.begin); err != nil {
		return err
	}
	err := t.exec("UPDATE probe SET n = n + 1, filler = $1", make([]byte, 64<<10))
	if err == nil {
		err = t.exec("UPDATE probe SET filler = $1", []byte{})
	}
	if err == nil {
		err = t.raw("COMMIT")
	}
	if err != nil {
		_ = t.raw("ROLLBACK")
	}
	return err
}

func (t *tx) open() error {
	if t.conn != nil {
		return nil
	}
	conn, err := t.s.w.Conn(context.Background())
	if err != nil {
		return err
	}
	t.conn, t.stmts = conn, map[string]*sql.Stmt{}
	return nil
}

// drop gives up the connection with all that it had prepared, and whatever transaction was open on it.
func (t *tx) drop() {
	if t.conn == nil {
		return
	}
	for _, st := range t.stmts {
		_ = st.Close()
	}
	_ = t.raw("ROLLBACK")
	_ = t.conn.Raw(func(any) error { return driver.ErrBadConn }) // makes database/sql close it
	_ = t.conn.Close()
	t.conn, t.stmts = nil, nil
}

func (t *tx) raw(q string) error {
	_, err := t.conn.ExecContext(context.Background(), q)
	return err
}

func (t *tx) stmt(q string) (*sql.Stmt, error) {
	if st := t.stmts[q]; st != nil {
		return st, nil
	}
	st, err := t.conn.PrepareContext(context.Background(), q)
	if err != nil {
		return nil, fmt.Errorf("prepare %q: %w", q, err)
	}
	t.stmts[q] = st
	return st, nil
}

// exec runs a statement that gives no rows. The context is the background one on purpose: a caller that goes away must
// not break a transaction that it shares with others.
func (t *tx) exec(q string, args ...any) error {
	_, err := t.count(q, args...)
	return err
}

// count is exec, and gives the number of rows changed.
func (t *tx) count(q string, args ...any) (int64, error) {
	st, err := t.stmt(q)
	if err != nil {
		return 0, err
	}
	res, err := st.ExecContext(context.Background(), args...)
	if err != nil {
		return 0, err
	}
	return res.RowsAffected()
}

func (t *tx) query(_ context.Context, q string, args ...any) (*sql.Rows, error) {
	st, err := t.stmt(q)
	if err != nil {
		return nil, err
	}
	return st.QueryContext(context.Background(), args...)
}
