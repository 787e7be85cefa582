package store

import (
	"context"
	"database/sql"
	"slices"
	"sync"
	"time"

	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/sync/wire"
)

const deviceColumns = `d.writer, d.pub, d.owner, d.name, d.app, d.account, d.enrolled, d.seen, d.revoked, d.stopped,
	d.clock, d.unsent, d.blobs, d.free_mib, d.forked, d.excuse, COALESCE(b.seq, 0), b.h, COALESCE(x.seq, 0)`

func (t *tx) insertDevice(ws wire.ID, d *schema.Device) error {
	if err := t.exec(`INSERT INTO device (ws, writer, pub, owner, name, app, account, enrolled, seen, revoked, stopped,
			clock, unsent, blobs, free_mib, excuse)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0, 0, 0, 0, 0, 0, 0, $9)`,
		ws[:], d.Writer[:], d.Pub, flag(d.Owner), d.Name, d.App, d.User[:], ms(d.Enrolled), d.Excuse); err != nil {
		return err
	}
	if !d.Owner {
		if err := t.allowUser(ws, d.Writer, d.User); err != nil {
			return err
		}
	}
	h0 := wire.ChainStart(d.Pub)
	return t.exec(`INSERT INTO branch (ws, writer, branch, from_seq, seq, h)
		VALUES ($1, $2, 0, 1, 0, $3)`, ws[:], d.Writer[:], h0[:])
}

func devicesOf(ctx context.Context, on querier, where string, a []any) ([]schema.Device, error) {
	var out []schema.Device
	err := each(ctx, on, `SELECT `+deviceColumns+`
		FROM device d
		LEFT JOIN branch b ON b.ws = d.ws AND b.writer = d.writer AND b.branch = 0
		LEFT JOIN replicated x ON x.ws = d.ws AND x.writer = d.writer
		WHERE `+where+`
		ORDER BY d.enrolled, d.writer
		LIMIT 10000`, a, func(r *sql.Rows) error {
		var d schema.Device
		var owner, enrolled, seen, revoked, stopped, unsent, blobs, free, forked, acked, replicated int64
		if err := r.Scan((*id)(&d.Writer), &d.Pub, &owner, &d.Name, &d.App, (*id)(&d.User), &enrolled, &seen, &revoked,
			&stopped, &d.Clock, &unsent, &blobs, &free, &forked, &d.Excuse, &acked, (*hash)(&d.Head), &replicated); err != nil {
			return err
		}
		d.Owner, d.Stopped = owner != 0, stopped != 0
		d.Enrolled, d.Seen, d.Revoked, d.Forked = at(enrolled), at(seen), at(revoked), at(forked)
		d.Unsent, d.Blobs, d.FreeMiB, d.Acked = uint64(unsent), uint64(blobs), uint64(free), uint64(acked)
		d.Replicated = min(uint64(replicated), d.Acked)
		out = append(out, d)
		return nil
	})
	return out, err
}

// describe adds who may work on devices and what they were ordered; writer zero: all devices.
func describe(ctx context.Context, on querier, ws, writer wire.ID, all []schema.Device) error {
	users, err := deviceUsers(ctx, on, ws, writer)
	if err != nil {
		return err
	}
	wipes, err := wipesOf(ctx, on, ws)
	for i := range all {
		d := &all[i]
		d.Wipe, d.Users = wipes[d.Writer], users[d.Writer]
		if k := slices.Index(d.Users, d.User); k > 0 {
			d.Users = slices.Insert(slices.Delete(d.Users, k, k+1), 0, d.User)
		}
	}
	return err
}

func deviceOf(ctx context.Context, on querier, ws, writer wire.ID) (schema.Device, error) {
	all, err := devicesOf(ctx, on, `d.ws = $1 AND d.writer = $2`, args(ws[:], writer[:]))
	if err != nil {
		return schema.Device{}, err
	}
	if len(all) == 0 {
		return schema.Device{}, schema.NotFound("Không có máy này.", "There is no such device.")
	}
	return all[0], nil
}

// Device gives one device, the server's own writer too.
func (s *Store) Device(ctx context.Context, ws, writer wire.ID) (schema.Device, error) {
	one := make([]schema.Device, 1)
	var err error
	if one[0], err = s.Standing(ctx, ws, writer); err == nil {
		err = describe(ctx, pool{s}, ws, writer, one)
	}
	return one[0], err
}

// Standing is Device without Users and Wipe: what a request of the device needs to know of it.
func (s *Store) Standing(ctx context.Context, ws, writer wire.ID) (schema.Device, error) {
	d, err := deviceOf(ctx, pool{s}, ws, writer)
	s.seen.overlay(ws, &d)
	return d, err
}

// Devices lists the tablets in the order of their enrolment.
func (s *Store) Devices(ctx context.Context, ws wire.ID) ([]schema.Device, error) {
	all, err := devicesOf(ctx, pool{s}, `d.ws = $1 AND d.owner = 0`, args(ws[:]))
	if err != nil {
		return nil, err
	}
	for i := range all {
		s.seen.overlay(ws, &all[i])
	}
	return all, describe(ctx, pool{s}, ws, wire.ID{}, all)
}

// Revoke ends a device: its grants are withdrawn, and what it sends from now on is stored and held. What it sent before
// stays as it is.
func (s *Store) Revoke(ctx context.Context, ws, writer, by wire.ID, reason string) error {
	return s.write(ctx, func(t *tx) error {
		d, err := deviceOf(ctx, t, ws, writer)
		if err != nil {
			return err
		}
		return t.revoke(ctx, ws, &d, by, reason)
	})
}

func (t *tx) revoke(ctx context.Context, ws wire.ID, d *schema.Device, by wire.ID, reason string) error {
	if d.Owner {
		return schema.Invalid("writer", "Không thể thu hồi chính máy chủ.", "The server itself can not be revoked.")
	}
	if !d.Revoked.IsZero() {
		return nil
	}
	if err := t.exec(`UPDATE device
		SET revoked = $1
		WHERE ws = $2 AND writer = $3`, ms(t.at), ws[:], d.Writer[:]); err != nil {
		return err
	}
	w, err := t.begin(ctx, ws)
	if err != nil {
		return err
	}
	if err := w.withdrawGrants(d.Writer, by, reason); err != nil {
		return err
	}
	if err := w.finish(); err != nil {
		return err
	}
	return t.audit(ws, by, "device.revoke", d.Writer.String(), "")
}

// seenMap keeps what tablets tell about themselves, so that a sync with nothing new writes nothing. It reaches the
// database at most once a minute for each device.
type seenMap struct {
	mu sync.Mutex
	m  map[[32]byte]*seenEntry
}

type seenEntry struct {
	status  schema.Status
	at      time.Time
	written time.Time
}

// seenEvery is how often a device's status is written.
const seenEvery = time.Minute

// Seen notes what a tablet told about itself. It never waits for a write.
func (s *Store) Seen(ws, writer wire.ID, st schema.Status) {
	now := s.now()
	k := pair(ws, writer)
	s.seen.mu.Lock()
	if s.seen.m == nil {
		s.seen.m = map[[32]byte]*seenEntry{}
	}
	e := s.seen.m[k]
	if e == nil {
		e = &seenEntry{}
		s.seen.m[k] = e
	}
	e.status, e.at = st, now
	due := now.Sub(e.written) >= seenEvery || now.Before(e.written)
	if due {
		e.written = now
	}
	s.seen.mu.Unlock()
	if !due || s.ReadOnly() {
		return
	}
	j := &job{done: make(chan error, 1), run: func(t *tx) error {
		return t.exec(`UPDATE device
			SET app = $1, seen = $2, clock = $3, unsent = $4, blobs = $5, free_mib = $6
			WHERE ws = $7 AND writer = $8`, schema.Clean(st.App), ms(now), clockOffset(st, now), int64(st.Unsent&(1<<62-1)),
			int64(st.Blobs&(1<<62-1)), int64(st.FreeMiB&(1<<62-1)), ws[:], writer[:])
	}}
	select {
	case s.jobs <- j:
	default: // the writer is busy: next time
	}
}

func clockOffset(st schema.Status, now time.Time) int64 {
	if st.Clock == 0 {
		return 0
	}
	return st.Clock - ms(now)
}

func (m *seenMap) overlay(ws wire.ID, d *schema.Device) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if e := m.m[pair(ws, d.Writer)]; e != nil && e.at.After(d.Seen) {
		d.App, d.Seen, d.Clock = schema.Clean(e.status.App), e.at, clockOffset(e.status, e.at)
		d.Unsent, d.Blobs, d.FreeMiB = e.status.Unsent, e.status.Blobs, e.status.FreeMiB
	}
}

func pair(a, b wire.ID) (k [32]byte) {
	copy(k[:16], a[:])
	copy(k[16:], b[:])
	return k
}
