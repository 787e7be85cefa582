package store

import (
	"context"
	"database/sql"
	"slices"
	"time"

	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/sync/wire"
)

// Grants lists the grants of a writer, in force and ended, in the order in which they were made. Srv tells what is new
// to a tablet.
func (s *Store) Grants(ctx context.Context, ws, writer wire.ID) ([]schema.Grant, error) {
	return grantsOf(ctx, pool{s}, `ws = $1 AND writer = $2`, args(ws[:], writer[:]))
}

func grantsOf(ctx context.Context, on querier, where string, a []any) ([]schema.Grant, error) {
	var out []schema.Grant
	err := each(ctx, on, `SELECT bytes, seq, srv, sig, ended, ended_srv
		FROM grant_
		WHERE `+where+`
		ORDER BY srv, seq
		LIMIT 10000`, a, func(r *sql.Rows) error {
		var g schema.Grant
		var b []byte
		var seq, srv, ended, endedSrv int64
		if err := r.Scan(&b, &seq, &srv, &g.Sig, &ended, &endedSrv); err != nil {
			return err
		}
		x, err := wire.Value(b).Grant()
		if err != nil {
			return &schema.Error{Code: schema.CodeInternal, Vi: "Quyền lưu trong dữ liệu không đọc được.", En: "A stored grant can not be read.", Err: err}
		}
		g.Grant, g.Bytes, g.Seq, g.Srv, g.Ended = x, b, uint64(seq), uint64(srv), at(ended)
		g.EndedSrv = uint64(endedSrv)
		out = append(out, g)
		return nil
	})
	return out, err
}

// grant finds a grant by id, for judging changes; nil when there is none.
func (w *work) grant(x wire.ID) (*schema.Grant, error) {
	if g, ok := w.grants[x]; ok {
		return g, nil
	}
	all, err := grantsOf(w.ctx, w.t, `ws = $1 AND grant_ = $2`, args(w.ws[:], x[:]))
	if err != nil {
		return nil, err
	}
	var g *schema.Grant
	if len(all) > 0 {
		g = &all[0]
	}
	w.grants[x] = g
	return g, nil
}

// makeGrant makes a grant as a change of the owner.
func (w *work) makeGrant(g wire.Grant) (schema.Grant, error) {
	out := schema.Grant{Grant: g}
	out.Bytes = wire.GrantValue(g)
	sig, err := w.t.s.Sign(wire.GrantMessage(out.Bytes))
	if err != nil {
		return out, err
	}
	out.Sig = sig
	c := w.office(wire.Op{Kind: wire.KindGrant, Value: wire.Value(out.Bytes)})
	u, err := w.own([]*wire.Change{c})
	if err != nil {
		return out, err
	}
	out.Seq, out.Srv = u.from, u.srv
	err = w.t.exec(`INSERT INTO grant_ (ws, grant_, writer, seq, srv, bytes, sig, ended)
		VALUES ($1, $2, $3, $4, $5, $6, $7, 0)`,
		w.ws[:], g.ID[:], g.Writer[:], int64(out.Seq), int64(out.Srv), out.Bytes, out.Sig)
	return out, err
}

// withdrawGrants ends every grant of a writer that is in force.
func (w *work) withdrawGrants(writer, by wire.ID, reason string) error {
	all, err := grantsOf(w.ctx, w.t, `ws = $1 AND writer = $2 AND ended = 0`, args(w.ws[:], writer[:]))
	if err != nil {
		return err
	}
	for i := range all {
		if err := w.withdraw(&all[i], by, reason); err != nil {
			return err
		}
	}
	return nil
}

func (w *work) withdraw(g *schema.Grant, by wire.ID, reason string) error {
	c := w.office(wire.Op{Kind: wire.KindWithdraw, Value: wire.WithdrawValue(wire.Withdraw{Grant: g.ID, Reason: reason})})
	c.User = by
	u, err := w.own([]*wire.Change{c})
	if err != nil {
		return err
	}
	delete(w.grants, g.ID)
	return w.t.exec(`UPDATE grant_
		SET ended = $1, ended_srv = $2
		WHERE ws = $3 AND grant_ = $4`, ms(w.t.at), int64(u.srv), w.ws[:], g.ID[:])
}

// userGrant builds what a user may do on a device. A user with every area gets those that there are now; more come with
// a new grant.
func (w *work) userGrant(u *schema.User, d *schema.Device, recovery string) (wire.Grant, error) {
	x, err := w.t.s.newID()
	if err != nil {
		return wire.Grant{}, err
	}
	g := wire.Grant{ID: x, Writer: d.Writer, Pub: d.Pub, Role: string(u.Role), Areas: u.Areas, Users: []wire.User{u.Wire()},
		From: uint64(ms(w.t.at)), Recovery: recovery, Device: d.Name}
	if u.Scope().All {
		g.Areas = nil
		all, err := areasOf(w.ctx, w.t, w.ws)
		if err != nil {
			return g, err
		}
		for _, a := range all {
			g.Areas = append(g.Areas, a.ID)
		}
	}
	g.Areas = slices.Clone(g.Areas)
	slices.SortFunc(g.Areas, wire.ID.Compare)
	g.Areas = slices.Compact(g.Areas)
	return g, nil
}

// regrant gives the devices that a user works on a new grant when the user's role or areas have changed, and ends the old
// one.
func (t *tx) regrant(ctx context.Context, ws wire.ID, u *schema.User) error {
	devices, err := devicesOf(ctx, t, `d.ws = $1 AND d.revoked = 0 AND d.owner = 0 AND EXISTS (SELECT 1
		FROM device_user x
		WHERE x.ws = d.ws AND x.writer = d.writer AND x.account = $2)`, args(ws[:], u.ID[:]))
	if err != nil || len(devices) == 0 {
		return err
	}
	w, err := t.begin(ctx, ws)
	if err != nil {
		return err
	}
	for i := range devices {
		if err := w.regrantDevice(u, &devices[i]); err != nil {
			return err
		}
	}
	return w.finish()
}

// regrantEverywhere gives the devices of users who have every area a grant for an area that is new.
func (t *tx) regrantEverywhere(ctx context.Context, ws wire.ID) error {
	users, err := usersOf(ctx, t, `SELECT `+userColumns+`
		FROM account
		WHERE ws = $1 AND active = 1 AND (all_areas = 1 OR role = $2)
		ORDER BY login
		LIMIT 10000`, args(ws[:], string(schema.RoleAdmin)))
	if err != nil {
		return err
	}
	for i := range users {
		if err := t.regrant(ctx, ws, &users[i]); err != nil {
			return err
		}
	}
	return nil
}

func (w *work) regrantDevice(u *schema.User, d *schema.Device) error {
	all, err := grantsOf(w.ctx, w.t, `ws = $1 AND writer = $2`, args(w.ws[:], d.Writer[:]))
	if err != nil {
		return err
	}
	recovery := ""
	if len(all) > 0 {
		recovery = all[len(all)-1].Recovery
	}
	old, err := w.grantsFor(d.Writer, u.ID)
	if err != nil {
		return err
	}
	next, err := w.userGrant(u, d, recovery)
	if err != nil {
		return err
	}
	if u.Active && len(old) == 1 && sameGrant(&old[0].Grant, &next) {
		return nil
	}
	for i := range old {
		if err := w.withdraw(&old[i], wire.ID{}, "changed"); err != nil {
			return err
		}
	}
	if !u.Active {
		return nil
	}
	_, err = w.makeGrant(next)
	return err
}

func sameGrant(a, b *wire.Grant) bool {
	return a.Role == b.Role && slices.Equal(a.Areas, b.Areas) && slices.Equal(a.Users, b.Users)
}

// officeGrant gives the grant under which a user works on pages, for the server's own writer, and makes it when what the
// user may do has changed.
func (w *work) officeGrant(user wire.ID) (wire.ID, error) {
	if user.IsZero() {
		return wire.ID{}, nil
	}
	if g, ok := w.pages[user]; ok {
		return g, nil
	}
	u, err := userOf(w.ctx, w.t, w.ws, user)
	if err != nil {
		return wire.ID{}, err
	}
	if !u.Active {
		return wire.ID{}, &schema.Error{Code: schema.CodeForbidden, Vi: "Người dùng này đã ngừng hoạt động.", En: "This user is not active."}
	}
	next, err := w.userGrant(&u, &schema.Device{Writer: w.t.s.owner, Pub: w.t.s.logPub, Name: "sothon"}, "")
	if err != nil {
		return wire.ID{}, err
	}
	old, err := grantsOf(w.ctx, w.t, `ws = $1 AND writer = $2 AND ended = 0`, args(w.ws[:], w.t.s.owner[:]))
	if err != nil {
		return wire.ID{}, err
	}
	for i := range old {
		if !slices.ContainsFunc(old[i].Users, func(x wire.User) bool { return x.ID == user }) {
			continue
		}
		if sameGrant(&old[i].Grant, &next) {
			w.pages[user] = old[i].ID
			return old[i].ID, nil
		}
		if err := w.withdraw(&old[i], wire.ID{}, "changed"); err != nil {
			return wire.ID{}, err
		}
	}
	g, err := w.makeGrant(next)
	w.pages[user] = g.ID
	return g.ID, err
}

// late says that a grant ended so long ago that nothing new is taken under it.
func late(g *schema.Grant, now time.Time) bool {
	ended := g.Ended
	if to := at(int64(g.To)); g.To != 0 && (ended.IsZero() || to.Before(ended)) {
		ended = to
	}
	return !ended.IsZero() && now.After(ended.AddDate(0, 0, schema.LateDays))
}
