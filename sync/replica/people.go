package replica

import (
	"strconv"
	"time"

	"github.com/sothon/sothon/forms/engine"
	"github.com/sothon/sothon/schema/answers"
	"github.com/sothon/sothon/sync/wire"
)

// names finds the names of people and devices, as far as grants here tell them.
type names struct {
	users   map[wire.ID]string
	devices map[wire.ID]string
}

func (r *Replica) people() *names {
	if r.names != nil {
		return r.names
	}
	n := &names{users: map[wire.ID]string{r.id.User.ID: r.id.User.Name}, devices: map[wire.ID]string{}}
	for _, g := range r.granted {
		n.devices[g.Writer] = g.Device
		for _, u := range g.Users {
			n.users[u.ID] = u.Name
		}
	}
	if n.devices[r.id.Writer()] == "" {
		n.devices[r.id.Writer()] = r.id.Device
	}
	r.names = n
	return n
}

// user is a person's name, "" of one that no grant here names.
func (n *names) user(id wire.ID) string { return n.users[id] }

// device is what people call a tablet, "" of one that no grant here names.
func (n *names) device(id wire.ID) string { return n.devices[id] }

// grant gives this writer's grant: the one that begins last.
func (r *Replica) grant() (wire.Grant, bool) {
	var best wire.Grant
	found := false
	for _, g := range r.granted {
		if g.Writer == r.id.Writer() && (!found || g.From >= best.From) {
			best, found = g, true
		}
	}
	return best, found
}

// Areas gives the areas of this writer's grant.
func (r *Replica) Areas() []wire.ID {
	g, _ := r.grant()
	return g.Areas
}

// Identity gives who this installation is.
func (r *Replica) Identity() Identity { return *r.id }

// isoDay is the date of an instant in UTC.
func isoDay(ms int64) string {
	y, m, d := time.UnixMilli(ms).UTC().Date()
	pad := func(n, width int) string {
		s := strconv.Itoa(n)
		for len(s) < width {
			s = "0" + s
		}
		return s
	}
	return pad(y, 4) + "-" + pad(int(m), 2) + "-" + pad(d, 2)
}

// interviewEnv is the environment of an open form: pinned by the opening, so that playing the journal again gives the
// same.
func (r *Replica) interviewEnv(s *session) engine.Env {
	env := engine.Env{Now: s.open.At, Zone: s.open.Zone, Lang: s.lang, User: r.people().user(s.open.User),
		Device: r.id.Writer().String(), Seed: answers.Seed(s.open.Record, r.id.Writer())}
	g, _ := r.grant()
	more := map[string]string{
		"st:area_label":  r.home().areaLabel(s.open.Area),
		"st:round_label": r.roundLabel(s.open.Round),
		"st:grant_from":  isoDay(int64(g.From)),
	}
	env.Property = answers.Properties(s.open.Case, s.open.Round, s.open.Area, env, more)
	return env
}
