package synctest

import (
	"cmp"
	"errors"
	"maps"
	"math/rand/v2"
	"slices"

	"github.com/sothon/sothon/forms"
	"github.com/sothon/sothon/forms/engine"
	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/schema/answers"
	"github.com/sothon/sothon/sync/merge"
	"github.com/sothon/sothon/sync/replica"
	"github.com/sothon/sothon/sync/wire"
)

// storeMode is what happens at a write of a tablet's store.
type storeMode int

const (
	storeWell  storeMode = iota
	storeFails           // the transaction fails, the app goes on
	killBefore           // the app is killed, nothing of the transaction is stored
	killAfter            // the app is killed when all of it is stored and nobody was told
)

// tablet is a replica, what its store holds, and what the world knows better.
type tablet struct {
	w      *world
	name   string
	key    *key
	user   int
	random *randomBytes
	offset int64 // of its clock, ms
	disk   map[[2]string][]byte
	r      *replica.Replica
	late   []*answered // replies that the network holds back

	failIn int // writes until mode happens; 0: never
	mode   storeMode

	// The form that is open, as the screen has it.
	house  *household // nil: none
	form   *forms.Form
	view   map[engine.Ref]engine.NodeState
	rows   []engine.RowID
	gone   []engine.RowID
	screen map[place][]wire.Dot // stored values that the screen shows
	shown  map[wire.Hash]bool   // accepted changes of the record that the screen was made of
	stale  bool

	drafts  map[wire.ID]*draft
	arrived map[wire.Dot][]wire.Hash // changes here
	made    map[wire.Dot]wire.Hash   // own changes
	madeOf  []wire.ID                // records of the changes of the last write
	acked   uint64                   // own changes acknowledged, in a reply that was stored
	copied  bool                     // another tablet has the same key
	stopped bool
}

// draft is the oracle's book about a form that is not closed: what was confirmed as saved.
type draft struct {
	house    *household
	values   map[place]*saved
	rows     map[wire.ID]*fate
	comments map[place][]string
}

type saved struct {
	value string
	sees  []wire.Dot
}

type fate struct {
	added, removed, restored bool
	shown                    map[wire.Hash]bool // when it was removed
}

// newTablet enrols a tablet, over the store directly.
func (w *world) newTablet(name string, user int, seed uint64) *tablet {
	t := &tablet{w: w, name: name, key: keyOf(name), user: user, disk: map[[2]string][]byte{},
		drafts: map[wire.ID]*draft{}, arrived: map[wire.Dot][]wire.Hash{}, made: map[wire.Dot]wire.Hash{},
		random: &randomBytes{rand.New(rand.NewPCG(seed, uint64(user)))}}
	payload := w.enrol(t.key, user, name)
	if payload == nil {
		return nil
	}
	_, writes, err := replica.Enrolled(payload, t.key.pub, name)
	if !w.must("enrolled", err) {
		return nil
	}
	t.put(writes)
	t.start()
	return t
}

// enrol makes a device of the office and gives the payload of its reply.
func (w *world) enrol(k *key, user int, name string) []byte {
	code, err := w.store.CreateCode(w.ctx, workspace, collectors[user], admin)
	if !w.must("code", err) {
		return nil
	}
	proof, err := k.Sign(wire.EnrolMessage(code.Code, k.pub))
	w.must("proof", err)
	got, err := w.store.Enrol(w.ctx, workspace, schema.Enrolment{Code: code.Code, Pub: k.pub, Proof: proof, Name: name, Address: "10.0.0.1"})
	if !w.must("enrol", err) {
		return nil
	}
	w.usersOf[k.id] = []int{user}
	w.areasOf[k.id] = slices.Clone(w.userAreas(user))
	return wire.EncodeEnrolReply(&wire.EnrolReply{Workspace: workspace, WorkspaceName: "Xã Mẫu", OwnerPub: ownerKey.pub, Grant: got.Grant,
		Nonce: w.nonce(k.id), User: got.User.Wire(), ServerTime: w.now.UnixMilli()})
}

// clone copies a tablet's whole store to another device: the same key twice.
func (t *tablet) clone(name string, seed uint64) *tablet {
	u := &tablet{w: t.w, name: name, key: t.key, user: t.user, offset: t.offset, disk: maps.Clone(t.disk), drafts: map[wire.ID]*draft{},
		arrived: maps.Clone(t.arrived), made: maps.Clone(t.made), acked: t.acked, stopped: t.stopped, copied: true,
		random: &randomBytes{rand.New(rand.NewPCG(seed, 99))}}
	for id, d := range t.drafts {
		u.drafts[id] = d.clone()
	}
	t.copied = true
	u.start()
	return u
}

func (d *draft) clone() *draft {
	out := newDraft(d.house)
	for k, v := range d.values {
		x := *v
		out.values[k] = &x
	}
	for k, v := range d.rows {
		x := *v
		out.rows[k] = &x
	}
	for k, v := range d.comments {
		out.comments[k] = slices.Clone(v)
	}
	return out
}

func newDraft(h *household) *draft {
	return &draft{house: h, values: map[place]*saved{}, rows: map[wire.ID]*fate{}, comments: map[place][]string{}}
}

func (t *tablet) now() int64 { return max(t.w.now.UnixMilli()+t.offset*t.w.skew, 0) }

func (t *tablet) put(writes []replica.Write) {
	for _, x := range writes {
		k := [2]string{x.Store, x.Key}
		if x.Value == nil {
			delete(t.disk, k)
		} else {
			t.disk[k] = slices.Clone(x.Value)
		}
	}
}

func (t *tablet) entries() []replica.Write {
	out := make([]replica.Write, 0, len(t.disk))
	for k, v := range t.disk {
		out = append(out, replica.Write{Store: k[0], Key: k[1], Value: v})
	}
	slices.SortFunc(out, func(a, b replica.Write) int {
		return cmp.Or(cmp.Compare(a.Store, b.Store), cmp.Compare(a.Key, b.Key))
	})
	return out
}

// start loads everything from the store, as after a kill.
func (t *tablet) start() {
	r, err := replica.Load(t.entries(), func(p []byte) { _, _ = t.random.Read(p) })
	if !t.w.must(t.name+" load", err) {
		return
	}
	t.r, t.house = r, nil
}

// kept is what became of a call's writes.
type kept struct{ stored, alive bool }

// store puts a call's writes, as one transaction, and lets what is armed happen.
func (t *tablet) store(writes []replica.Write) kept {
	if len(writes) == 0 {
		return kept{true, true}
	}
	mode := storeWell
	if t.failIn > 0 {
		if t.failIn--; t.failIn == 0 {
			mode = t.mode
		}
	}
	switch mode {
	case storeFails:
		t.w.sometimes("a tablet's store failed")
		t.w.must(t.name+" abort", t.r.Abort())
		t.reread()
		t.w.say("  store fails")
		return kept{false, true}
	case killBefore:
		t.w.sometimes("killed before a write")
		t.w.say("  killed before the write")
		t.start()
		return kept{false, false}
	case killAfter:
		t.w.sometimes("killed after a write")
		t.w.say("  killed after the write")
		t.put(writes)
		t.note(writes)
		t.start()
		return kept{true, false}
	}
	t.put(writes)
	t.note(writes)
	return kept{true, true}
}

// note keeps book of changes that are now stored.
func (t *tablet) note(writes []replica.Write) {
	t.madeOf = nil
	for _, x := range writes {
		if x.Store != replica.StoreChange || x.Value == nil {
			continue
		}
		s, ok := readStored(x.Value)
		if !ok {
			t.w.broken("error", "%s: a stored change can not be read", t.name)
			continue
		}
		c, err := wire.Digest(s.body)
		if !t.w.must("digest", err) {
			continue
		}
		change, err := wire.DecodeChange(s.body)
		if !t.w.must("change", err) {
			continue
		}
		dot := s.dot(x.Key)
		if !contains(t.arrived[dot], c) {
			t.arrived[dot] = append(t.arrived[dot], c)
		}
		if s.made && dot.Writer == t.key.id {
			if _, had := t.made[dot]; !had {
				t.made[dot] = c
				t.madeOf = append(t.madeOf, change.Record)
				t.checkMade(dot, change)
			}
		}
	}
}

// storedChange is a value of the store change.
type storedChange struct {
	record wire.ID
	made   bool
	body   []byte
}

func readStored(b []byte) (s storedChange, ok bool) {
	d := wire.NewDecoder(b)
	d.Places(8)
	d.Uint()
	s.record = d.ID()
	d.Hash()
	d.Hash()
	d.Uint()
	d.ID()
	s.made, s.body = d.Bool(), d.Bytes(wire.MaxChangeBytes)
	return s, d.Done() == nil
}

func (s storedChange) dot(key string) (d wire.Dot) {
	if id, err := wire.ParseID(key[:32]); err == nil {
		d.Writer = id
	}
	for _, c := range key[33:41] {
		n := uint64(c - '0')
		if c >= 'a' {
			n = uint64(c-'a') + 10
		}
		d.Seq = d.Seq<<4 | n
	}
	return d
}

// reread makes the screen's book of the open form anew.
func (t *tablet) reread() {
	t.stale = false
	t.screen, t.shown = map[place][]wire.Dot{}, map[wire.Hash]bool{}
	if t.house == nil {
		return
	}
	t.screen, t.shown = t.look(recordOf(t.house))
}

func (t *tablet) look(rec wire.ID) (map[place][]wire.Dot, map[wire.Hash]bool) {
	screen, shown := map[place][]wire.Dot{}, map[wire.Hash]bool{}
	m := t.r.Merged(rec)
	if m == nil {
		return screen, shown
	}
	for i := range m.Registers {
		reg := &m.Registers[i]
		screen[place{reg.Row, reg.Path}] = reg.Dots()
		if reg.Each { // its widget shows one of them
			screen[place{reg.Row, reg.Path}] = []wire.Dot{answers.Chosen(reg).Dot}
		}
	}
	for i := range m.Changes {
		if m.Changes[i].Status == merge.Accepted {
			shown[m.Changes[i].C] = true
		}
	}
	return screen, shown
}

// draftOf gives the oracle's book of the open form.
func (t *tablet) draftOf() *draft {
	rec := recordOf(t.house)
	if t.drafts[rec] == nil {
		t.drafts[rec] = newDraft(t.house)
	}
	return t.drafts[rec]
}

// after follows a call that answered in the open form: the app may be dead, the screen may be new.
func (t *tablet) after(k kept, p *replica.Patch) {
	if !k.alive {
		return
	}
	if k.stored && p != nil {
		t.apply(p)
		if t.stale {
			t.w.sometimes("something arrived while a form was open")
			t.reread()
		}
	}
}

func (t *tablet) apply(p *replica.Patch) {
	for _, c := range p.Rows {
		id := c.Row.ID
		switch {
		case c.Gone:
			t.rows = slices.DeleteFunc(t.rows, func(x engine.RowID) bool { return x == id })
			if !contains(t.gone, id) {
				t.gone = append(t.gone, id)
			}
		case !contains(t.rows, id):
			t.rows = append(t.rows, id)
			t.gone = slices.DeleteFunc(t.gone, func(x engine.RowID) bool { return x == id })
		}
	}
	for i := range p.Nodes {
		t.view[p.Nodes[i].Ref] = p.Nodes[i].NodeState
	}
}

// code gives the word of an error of the replica.
func code(err error) string {
	var e *replica.Error
	if errors.As(err, &e) {
		return e.Code
	}
	return ""
}
