package store

import (
	"context"
	"database/sql"

	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/sync/wire"
)

// Workspaces lists the workspaces, oldest first.
func (s *Store) Workspaces(ctx context.Context) ([]schema.Workspace, error) {
	var out []schema.Workspace
	err := each(ctx, pool{s}, `SELECT ws, name, owner, created, phone
		FROM workspace
		ORDER BY created, ws
		LIMIT 1000`, nil, func(r *sql.Rows) error {
		var w schema.Workspace
		var created int64
		if err := r.Scan((*id)(&w.ID), &w.Name, &w.OwnerPub, &created, &w.Phone); err != nil {
			return err
		}
		w.Created = at(created)
		out = append(out, w)
		return nil
	})
	return out, err
}

// Workspace gives one workspace.
func (s *Store) Workspace(ctx context.Context, ws wire.ID) (schema.Workspace, error) {
	return workspaceOf(ctx, pool{s}, ws)
}

func workspaceOf(ctx context.Context, on querier, ws wire.ID) (schema.Workspace, error) {
	w := schema.Workspace{ID: ws}
	var created int64
	found, err := one(ctx, on, `SELECT name, owner, created, phone
		FROM workspace
		WHERE ws = $1`, args(ws[:]), &w.Name, &w.OwnerPub, &created, &w.Phone)
	w.Created = at(created)
	if err == nil && !found {
		err = schema.NotFound("Không có đơn vị này.", "There is no such workspace.")
	}
	return w, err
}

// CreateWorkspace makes a workspace owned by this server, with its counters and the server's own writer.
func (s *Store) CreateWorkspace(ctx context.Context, w *schema.Workspace) error {
	w.OwnerPub = s.OwnerPub()
	if w.Created.IsZero() {
		w.Created = s.now()
	}
	if err := w.Validate(); err != nil {
		return err
	}
	v := *w
	if err := s.write(ctx, func(t *tx) error {
		if err := t.exec(`INSERT INTO workspace (ws, name, owner, created)
			VALUES ($1, $2, $3, $4)`, v.ID[:], v.Name, v.OwnerPub, ms(v.Created)); err != nil {
			return err
		}
		for _, name := range []string{"srv", "list", "audit"} {
			if err := t.exec(`INSERT INTO counter (ws, name, n)
				VALUES ($1, $2, 0)`, v.ID[:], name); err != nil {
				return err
			}
		}
		d := schema.Device{Writer: s.owner, Pub: v.OwnerPub, Owner: true, Name: "sothon", Enrolled: v.Created}
		if err := t.insertDevice(v.ID, &d); err != nil {
			return err
		}
		return t.audit(v.ID, wire.ID{}, "workspace.create", v.ID.String(), "")
	}); err != nil {
		return err
	}
	return s.loadEpochs(ctx)
}

// SetPhone sets the number that tablets show where somebody needs help; "" takes it away.
func (s *Store) SetPhone(ctx context.Context, ws, by wire.ID, phone string) error {
	phone = schema.Clean(phone)
	if err := schema.ValidPhone(phone); err != nil {
		return err
	}
	return s.write(ctx, func(t *tx) error {
		n, err := t.count(`UPDATE workspace
			SET phone = $1
			WHERE ws = $2`, phone, ws[:])
		if err == nil && n == 0 {
			err = schema.NotFound("Không có đơn vị này.", "There is no such workspace.")
		}
		if err != nil {
			return err
		}
		return t.audit(ws, by, "workspace.phone", ws.String(), phone)
	})
}

// take adds n to a counter and gives the last number taken. The row is locked until the commit, on both databases, so
// that numbers become visible in their order.
func (t *tx) take(ws wire.ID, name string, n uint64) (uint64, error) {
	var last int64
	found, err := one(context.Background(), t, `UPDATE counter
		SET n = n + $1
		WHERE ws = $2 AND name = $3
		RETURNING n`, args(int64(n), ws[:], name), &last)
	if err == nil && !found {
		err = schema.NotFound("Không có đơn vị này.", "There is no such workspace.")
	}
	if err == nil && name == "srv" {
		t.tookSrv(ws, uint64(last))
	}
	return uint64(last), err
}
