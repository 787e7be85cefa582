package store

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"sync"

	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/sync/wire"
)

// HighWater is the name of the file beside a database that says how far its feed came. When the database is behind it,
// somebody put an older file in its place: the owner must not go on under the same names (◆D14).
const HighWater = "HIGHWATER"

// ErrBehind is what Open gives then, when Config.NewEpoch is not set; and what Config.Fatal is called with when a tablet
// shows that the database is older than what it was told.
var ErrBehind = &schema.Error{Code: schema.CodeInvalid, Field: "highwater",
	Vi: "Cơ sở dữ liệu cũ hơn lần chạy trước: có người đã chép lại một tệp cũ. Khởi động lại máy chủ; máy chủ sẽ bắt đầu một kỳ ghi mới và các máy tính bảng gửi lại phần thiếu.",
	En: "The database is older than it was: somebody put back an old file. Start the server again; it will begin a new epoch, and tablets send what is missing."}

// mark is how far a workspace came.
type mark struct{ epoch, srv uint64 }

func (m mark) ahead(of mark) bool { return m.epoch > of.epoch || m.epoch == of.epoch && m.srv > of.srv }

// highWater keeps the file. It is written after each commit and not flushed: after a power cut it may be behind the
// database, never ahead of it.
type highWater struct {
	path string // "": none is kept
	mu   sync.Mutex
	file *os.File
	at   map[wire.ID]mark // by workspace
	was  map[wire.ID]mark // as found at the start
}

const (
	highWaterHead = "sothon highwater 1\n"
	highWaterLine = "%s %020d %020d\n"
	highWaterEnd  = "end\n"
)

// load reads the file. One that is missing, or was cut by a power failure, says nothing.
func (h *highWater) load() error {
	h.at, h.was = map[wire.ID]mark{}, map[wire.ID]mark{}
	if h.path == "" {
		return nil
	}
	b, err := os.ReadFile(h.path)
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("%s: %w", h.path, err)
	}
	body, whole := bytes.CutSuffix(b, []byte(highWaterEnd))
	body, ours := bytes.CutPrefix(body, []byte(highWaterHead))
	if !whole || !ours {
		return nil
	}
	for line := range bytes.Lines(body) {
		var ws string
		var m mark
		if _, err := fmt.Sscanf(string(line), highWaterLine, &ws, &m.epoch, &m.srv); err != nil {
			return nil //nolint:nilerr // as above
		}
		if x, err := wire.ParseID(ws); err == nil {
			h.at[x], h.was[x] = m, m
		}
	}
	return nil
}

// raise notes where workspaces stand after a commit, and writes the file when one is further.
func (h *highWater) raise(to map[wire.ID]mark) {
	if h.path == "" || len(to) == 0 {
		return
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	further := false
	for ws, m := range to {
		if m.ahead(h.at[ws]) {
			h.at[ws], further = m, true
		}
	}
	if !further {
		return
	}
	if h.file == nil {
		f, err := os.OpenFile(h.path, os.O_RDWR|os.O_CREATE, 0o600)
		if err != nil {
			return // a full disk or the like: the database says so, and without the file there is only one guard less
		}
		h.file = f
	}
	b := []byte(highWaterHead)
	for ws, m := range h.at {
		b = fmt.Appendf(b, highWaterLine, ws, m.epoch, m.srv)
	}
	_, _ = h.file.WriteAt(append(b, highWaterEnd...), 0)
}

func (h *highWater) close() {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.file != nil {
		_ = h.file.Close()
	}
}

// standing gives how far a workspace is known to have come.
func (h *highWater) standing(ws wire.ID) mark {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.at[ws]
}

// mark gives where a workspace stands in the database.
func (s *Store) mark(ctx context.Context, ws wire.ID) (m mark, err error) {
	var srv int64
	epochs := s.Epochs(ws)
	m.epoch = epochs[len(epochs)-1].Number
	_, err = one(ctx, pool{s}, `SELECT n
		FROM counter
		WHERE ws = $1 AND name = 'srv'`, args(ws[:]), &srv)
	m.srv = uint64(srv)
	return m, err
}

// Behind looks whether a tablet's cursor of the owner's present epoch, sealed by the owner, is ahead of the database: then
// the database is an older copy. It is written down for the next start, and the process must end.
func (s *Store) Behind(ctx context.Context, ws wire.ID, srv uint64) (bool, error) {
	if s.high.path == "" || srv <= s.high.standing(ws).srv {
		return false, nil
	}
	now, err := s.mark(ctx, ws)
	if err != nil || srv <= now.srv {
		return false, err
	}
	s.log.Error("the database is older than what a tablet has seen", "srv", srv)
	s.high.raise(map[wire.ID]mark{ws: {now.epoch, srv}})
	if s.cfg.Fatal != nil {
		s.cfg.Fatal(ErrBehind)
	}
	return true, nil
}
