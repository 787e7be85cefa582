package synctest

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/sothon/sothon/forms"
	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/schema/answers"
	"github.com/sothon/sothon/schema/store"
	"github.com/sothon/sothon/sync/wire"
)

// The fixed part of every world.
var (
	workspace = nameID("workspace")
	areas     = []wire.ID{nameID("area A"), nameID("area B"), nameID("area C")}
	round     = nameID("round 2026")
	admin     = nameID("admin")
	reviewer  = nameID("reviewer")
	// collectors[i] works on tablet i; the last holds the hostile device.
	collectors = []wire.ID{nameID("collector 0"), nameID("collector 1"), nameID("collector 2"), nameID("collector 3")}
	grantedTo  = [][]int{{0, 1}, {0}, {1, 0}, {2}}
	ownerKey   = keyOf("owner")
	// started is the server's time at the beginning of a history.
	started = time.Date(2026, 10, 1, 8, 0, 0, 0, time.UTC)
)

// household is one case of the register.
type household struct {
	id      wire.ID
	area    int
	members []wire.ID
}

var households = makeHouseholds()

func makeHouseholds() []household {
	var out []household
	for i, area := range []int{0, 0, 1, 1, 2} {
		h := household{id: nameID(fmt.Sprint("case ", i)), area: area}
		for k := range 1 + i%2 {
			h.members = append(h.members, nameID(fmt.Sprint("member ", i, " ", k)))
		}
		out = append(out, h)
	}
	return out
}

func recordOf(h *household) wire.ID { return wire.RecordID(h.id, round, formID) }

// template is a database with the fixed part in it, made once.
type template struct {
	db       []byte
	versions []version
}

var shared struct {
	once sync.Once
	*template
	err error
}

func theTemplate(dir string) (*template, error) {
	shared.once.Do(func() { shared.template, shared.err = makeTemplate(dir) })
	return shared.template, shared.err
}

func makeTemplate(dir string) (*template, error) {
	t := &template{}
	var err error
	if t.versions, err = compileForms(); err != nil {
		return nil, err
	}
	own, err := os.MkdirTemp(dir, "sothon-sim-template-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(own)
	ctx, path := context.Background(), filepath.Join(own, "sothon.db")
	s, err := store.Open(ctx, storeConfig(path, &randomBytes{rand.New(rand.NewPCG(1, 1))}, func() time.Time { return started }))
	if err != nil {
		return nil, err
	}
	if err := fill(ctx, s, t.versions); err != nil {
		_ = s.Close()
		return nil, fmt.Errorf("synctest: template: %w", err)
	}
	if err := s.Close(); err != nil {
		return nil, err
	}
	if _, err := os.Stat(path + "-wal"); err == nil {
		return nil, fmt.Errorf("synctest: the template's log was not folded in")
	}
	t.db, err = os.ReadFile(path)
	return t, err
}

func storeConfig(path string, random *randomBytes, clock func() time.Time) store.Config {
	return store.Config{URL: "file:" + path, Owner: ownerKey, Clock: clock, Rand: random,
		Check: func(f *forms.Form, c *wire.Change, _ wire.RowResolver) error {
			if m := answers.Check(f, c); m != nil {
				return m
			}
			return nil
		}}
}

// randomBytes is a reader of seeded bytes.
type randomBytes struct{ *rand.Rand }

func (r *randomBytes) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = byte(r.Uint32())
	}
	return len(p), nil
}

func fill(ctx context.Context, s *store.Store, versions []version) error {
	if err := s.CreateWorkspace(ctx, &schema.Workspace{ID: workspace, Name: "Xã Mẫu"}); err != nil {
		return err
	}
	for i, a := range areas {
		if err := s.PutArea(ctx, workspace, &schema.Area{ID: a, Label: fmt.Sprintf("Thôn %d", i+1), Position: i}, wire.ID{}); err != nil {
			return err
		}
	}
	users := []schema.User{{ID: admin, Login: "quantri", Name: "Quản trị", Role: schema.RoleAdmin, Active: true},
		{ID: reviewer, Login: "thamdinh", Name: "Thẩm định", Role: schema.RoleReviewer, AllAreas: true, Active: true}}
	for i := range collectors {
		users = append(users, collectorUser(i, grantedTo[i]))
	}
	for i := range users {
		if err := s.CreateUser(ctx, workspace, &users[i], wire.ID{}); err != nil {
			return err
		}
	}
	if err := s.PutRound(ctx, workspace, &schema.Round{ID: round, Label: "Rà soát 2026", FormIDs: []string{formID}, Open: true}, wire.ID{}); err != nil {
		return err
	}
	if _, err := s.PublishForm(ctx, workspace, versions[0].form, nil, admin); err != nil {
		return err
	}
	for _, l := range listsAt(0) {
		if _, _, err := s.PutList(ctx, workspace, l.Area, l.Name, answers.EncodeList(l)); err != nil {
			return err
		}
	}
	return nil
}

func collectorUser(i int, in []int) schema.User {
	u := schema.User{ID: collectors[i], Login: fmt.Sprint("dtv", i), Name: fmt.Sprint("Điều tra viên ", i), Kin: "bác", Role: schema.RoleCollector, Active: true}
	for _, a := range in {
		u.Areas = append(u.Areas, areas[a])
	}
	return u
}

// listsAt gives every scoped list as it stands after so many renewals: a renewal names people anew and brings one more
// member to some household, at the front, so that places in the list shift.
func listsAt(renewal int) []*answers.List {
	out := []*answers.List{
		{Name: "dot", Columns: []string{"name", "label", "open"}, Cells: [][]string{{round.UUID()}, {"Rà soát 2026"}, {"1"}}},
		{Name: "thon", Columns: []string{"name", "label"}, Cells: [][]string{{}, {}}},
	}
	for i, a := range areas {
		out[1].Cells[0] = append(out[1].Cells[0], a.UUID())
		out[1].Cells[1] = append(out[1].Cells[1], fmt.Sprintf("Thôn %d", i+1))
		ho := &answers.List{Name: "ho", Area: a, Columns: []string{"name", "label", "chu_ho"}, Cells: [][]string{{}, {}, {}}}
		tv := &answers.List{Name: "thanh_vien", Area: a, Columns: []string{"name", "label", "ho", "m_ten"}, Cells: [][]string{{}, {}, {}, {}}}
		add := func(l *answers.List, cells ...string) {
			for c := range cells {
				l.Cells[c] = append(l.Cells[c], cells[c])
			}
		}
		for k := range households {
			h := &households[k]
			if h.area != i {
				continue
			}
			add(ho, h.id.UUID(), fmt.Sprint("Hộ ", k), fmt.Sprint("Chủ hộ ", k))
			if renewal > 0 && (renewal+k)%2 == 0 {
				m := nameID(fmt.Sprint("newborn ", k, " ", renewal))
				add(tv, m.UUID(), "Mới", h.id.UUID(), fmt.Sprint("Trẻ ", renewal))
			}
			for n, m := range h.members {
				add(tv, m.UUID(), fmt.Sprint("Người ", n), h.id.UUID(), fmt.Sprintf("Người %d.%d", n, renewal))
			}
		}
		out = append(out, ho, tv)
	}
	return out
}
