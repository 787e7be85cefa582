package replica

import (
	"strconv"
	"strings"
	"time"

	"github.com/sothon/sothon/forms/engine"
	"github.com/sothon/sothon/schema/answers"
	"github.com/sothon/sothon/sync/wire"
)

// names finds the names of people and devices: those that grants here tell, then those of the list nguoi.
type names struct {
	users   map[wire.ID]person
	devices map[wire.ID]string
}

type person struct{ name, kin string }

func (r *Replica) people() *names {
	if r.names != nil {
		return r.names
	}
	n := &names{users: map[wire.ID]person{r.id.User.ID: {r.id.User.Name, r.id.User.Kin}}, devices: map[wire.ID]string{}}
	for _, g := range r.granted {
		n.devices[g.Writer] = g.Device
		for _, u := range g.Users {
			n.users[u.ID] = person{u.Name, u.Kin}
		}
	}
	if n.devices[r.id.Writer()] == "" {
		n.devices[r.id.Writer()] = r.id.Device
	}
	for _, area := range r.Areas() {
		for _, l := range r.current(area) {
			if l.Name == listPeople {
				n.read(l.List)
			}
		}
	}
	r.names = n
	return n
}

// read takes the names of the list nguoi that no grant here has told.
func (n *names) read(l *answers.List) {
	for i := 0; i < l.Rows(); i++ {
		id, label := l.ID(i), l.At(i, "label")
		switch l.At(i, "kind") {
		case "user":
			if _, known := n.users[id]; !known {
				n.users[id] = person{label, l.At(i, "kin")}
			}
		case "writer":
			if n.devices[id] == "" {
				n.devices[id] = label
			}
		}
	}
}

// user is a person's name, "" of one that is not known here.
func (n *names) user(id wire.ID) string { return n.users[id].name }

// called is a person as people of the village speak of it: kin term and given name ("bác Khuê"), else the whole name.
func (n *names) called(id wire.ID) string {
	p := n.users[id]
	name := p.name
	if open := strings.IndexByte(name, '('); open > 0 {
		name = name[:open]
	}
	parts := strings.Fields(name)
	if p.kin == "" || len(parts) == 0 {
		return p.name
	}
	return p.kin + " " + parts[len(parts)-1]
}

// device is what people call a tablet, "" of one that is not known here.
func (n *names) device(id wire.ID) string { return n.devices[id] }

// author is who wrote something and on which tablet: "bác Khuê · Máy bác Khuê". Of the office only who.
func (r *Replica) author(user, writer wire.ID) string {
	n := r.people()
	who, device := n.called(user), n.device(writer)
	r.allRulings()
	_, office := r.epoch(writer)
	switch {
	case device == "" || office && who != "":
		return who
	case who == "":
		return device
	}
	return who + " · " + device
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
