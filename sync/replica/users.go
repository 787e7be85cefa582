package replica

import (
	"slices"

	"github.com/sothon/sothon/sync/wire"
)

// Users gives who may work on this device under the grants in force, the one it was enrolled for first.
func (r *Replica) Users() []wire.User {
	var out []wire.User
	for _, g := range r.granted {
		if g.Writer != r.id.Writer() || !r.inForce(g.ID) {
			continue
		}
		for _, u := range g.Users {
			if k := slices.IndexFunc(out, func(o wire.User) bool { return o.ID == u.ID }); k >= 0 {
				out[k] = u // a later grant knows the name better
			} else {
				out = append(out, u)
			}
		}
	}
	ordered(out, func(a, b wire.User) int {
		if (a.ID == r.id.User.ID) != (b.ID == r.id.User.ID) {
			if a.ID == r.id.User.ID {
				return -1
			}
			return 1
		}
		return a.ID.Compare(b.ID)
	})
	return out
}

// User gives who works now: what is saved from now on is theirs.
func (r *Replica) User() wire.User { return r.user }

// SetUser says who works now, after the shell has checked the PIN. Journals that somebody else left become changes of
// theirs, so that nobody answers in another's name: the Writes must be stored first. Somebody without a grant may still
// work as the one that the device was enrolled for; else code "no-grant".
func (r *Replica) SetUser(user wire.ID) ([]Write, error) {
	r.Confirm()
	all := r.Users()
	k := slices.IndexFunc(all, func(u wire.User) bool { return u.ID == user })
	switch {
	case k >= 0:
		r.user = all[k]
	case user == r.id.User.ID:
		r.user = r.id.User
	default:
		return nil, fail("no-grant", "Xã chưa cho (hoặc đã thôi cho) người này dùng máy. Hỏi cán bộ xã.", "The office does not let this person use this device.")
	}
	r.session, r.names, r.homes = nil, nil, nil
	return r.out(r.squashOf(func(d *draft) bool { return d.open.User != user })), nil
}

// inForce says that a grant has not ended, as far as the owner has told.
func (r *Replica) inForce(grant wire.ID) bool {
	return r.sync.InForce == nil || slices.Contains(r.sync.InForce, grant)
}

// grant gives the grant under which the user at work writes: of those in force the one that begins last, else the last
// that there was. With one that has ended the tablet goes on writing: the owner judges.
func (r *Replica) grant() (wire.Grant, bool) {
	var best wire.Grant
	found, holds := false, false
	for _, g := range r.granted {
		if g.Writer != r.id.Writer() || !slices.ContainsFunc(g.Users, func(u wire.User) bool { return u.ID == r.user.ID }) {
			continue
		}
		in := r.inForce(g.ID)
		if !found || in && !holds || in == holds && g.From >= best.From {
			best, found, holds = g, true, in
		}
	}
	return best, found
}

// Ended says that the grant under which the user at work writes has ended, as far as the owner has told or by its own last
// day (now: ms UTC). Work goes on: the owner keeps what comes apart until it is renewed.
func (r *Replica) Ended(now int64) bool {
	g, ok := r.grant()
	return ok && (!r.inForce(g.ID) || g.To > 0 && uint64(max(now, 0)) >= g.To)
}

// Areas gives the areas in which the user at work works.
func (r *Replica) Areas() []wire.ID {
	g, _ := r.grant()
	return g.Areas
}

// AllAreas gives the areas of everybody who may work here: what the feed brings.
func (r *Replica) AllAreas() []wire.ID {
	var out []wire.ID
	for _, g := range r.granted {
		if g.Writer == r.id.Writer() && r.inForce(g.ID) {
			out = append(out, g.Areas...)
		}
	}
	return out
}
