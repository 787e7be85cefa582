package synctest

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/sothon/sothon/schema/answers"
	"github.com/sothon/sothon/schema/store"
	"github.com/sothon/sothon/sync/merge"
	"github.com/sothon/sothon/sync/wire"
)

// world is one history while it runs.
type world struct {
	ctx    context.Context
	t      *template
	dir    string
	store  *store.Store
	life   int // of the server: how often it was opened
	random *randomBytes
	now    time.Time
	skew   int64 // what the devices' clocks are off in this run: history and ids do not depend on it

	published int // newest form version
	renewal   int
	lists     map[wire.Hash]*answers.List
	tablets   []*tablet
	hostile   *hostile
	areasOf   map[wire.ID][]int // by writer, as granted now; none when revoked
	usersOf   map[wire.ID][]int // by writer, collectors
	moved     map[wire.ID]int   // records whose household moved: the area
	wiping    wire.ID           // the writer that was ordered to erase itself
	revoked   map[wire.ID]bool
	backup    *backup
	before    map[wire.Head]bool // changes admitted before a restore, of which that came back
	epochs    int                // how often the office was restored
	epochKey  *key               // of its log; nil: its own
	known     map[wire.Hash]bool // lists that the office has
	pushed    []pushed
	pages     []page
	approvals []page
	forbidden map[wire.Hash]string // c of changes that no grant covers: never visible
	admitted  map[wire.Hash]bool
	tooLate   map[wire.Hash]bool // c of changes that came after their device was revoked: held, unless admitted

	event int // number of the event that is played
	trace []string
	hash  wire.Hash
	bad   []violation
	some  map[string]int
}

// violation is one invariant broken.
type violation struct{ rule, what string }

func (v violation) String() string { return v.rule + ": " + v.what }

// pushed is what a device once sent, for sending it again.
type pushed struct {
	writer   wire.ID
	segments []*wire.Segment
}

func newWorld(ctx context.Context, t *template, dir string, seed uint64, skew int64) (*world, error) {
	w := &world{ctx: ctx, t: t, now: started, skew: skew, published: 1, lists: map[wire.Hash]*answers.List{},
		areasOf: map[wire.ID][]int{}, usersOf: map[wire.ID][]int{}, known: map[wire.Hash]bool{}, moved: map[wire.ID]int{}, revoked: map[wire.ID]bool{}, forbidden: map[wire.Hash]string{}, admitted: map[wire.Hash]bool{}, tooLate: map[wire.Hash]bool{},
		before: map[wire.Head]bool{}, some: map[string]int{}, random: &randomBytes{rand.New(rand.NewPCG(seed, 0x5052494d45))}}
	var err error
	if w.dir, err = os.MkdirTemp(dir, "sothon-sim-"); err != nil {
		return nil, err
	}
	for _, l := range listsAt(0) {
		w.knowList(l)
	}
	if err := os.MkdirAll(w.lifeDir(), 0o700); err != nil {
		return nil, err
	}
	if err := os.WriteFile(w.path(), t.db, 0o600); err != nil {
		return nil, err
	}
	return w, w.open()
}

func (w *world) lifeDir() string { return filepath.Join(w.dir, fmt.Sprint(w.life)) }

func (w *world) path() string { return filepath.Join(w.lifeDir(), "sothon.db") }

func (w *world) clock() time.Time { return w.now }

func (w *world) open() (err error) {
	c := storeConfig(w.path(), w.random, w.clock)
	if w.epochKey != nil {
		c.Writer, c.NewEpoch = w.epochKey, true
	}
	w.store, err = store.Open(w.ctx, c)
	return err
}

func (w *world) close() {
	if w.store != nil {
		_ = w.store.Close()
	}
	_ = os.RemoveAll(w.dir)
}

func (w *world) knowList(l *answers.List) {
	b := answers.EncodeList(l)
	if l, err := answers.DecodeList(b); err == nil {
		w.lists[wire.Sum(b)], w.known[wire.Sum(b)] = l, true
	}
}

// say adds a line to the trace.
func (w *world) say(format string, args ...any) {
	line := fmt.Sprintf(format, args...)
	w.trace = append(w.trace, line)
	w.hash = sha256.Sum256(append(w.hash[:], line...))
}

// sometimes counts a branch that a good simulator must reach.
func (w *world) sometimes(what string) { w.some[what]++ }

// broken notes a violation; a handful is enough.
func (w *world) broken(rule, format string, args ...any) {
	if len(w.bad) < 8 {
		w.bad = append(w.bad, violation{rule, fmt.Sprintf(format, args...)})
		w.say("  !! %s", w.bad[len(w.bad)-1])
	}
}

// must notes an error that has no business to be.
func (w *world) must(what string, err error) bool {
	if err != nil {
		w.broken("error", "%s: %v", what, err)
	}
	return err == nil
}

// resolver reads forms and lists for merging and checking outside the code under test.
func (w *world) resolver() merge.Resolver {
	return merge.Resolver{
		Forms: func(id string, n uint64, hash [8]byte) (*merge.Form, bool) {
			if id != formID || n == 0 || n > uint64(w.published) || wire.Sum(w.t.versions[n-1].bytes).Short() != hash {
				return nil, false
			}
			return w.t.versions[n-1].merge, true
		},
		Rows: func(ref wire.ListRef, pos uint64) (wire.ID, bool) {
			if !w.known[ref.Hash] {
				return wire.ID{}, false
			}
			return w.row(ref, pos)
		},
		Epoch: w.epochOf,
	}
}

func (w *world) row(ref wire.ListRef, pos uint64) (wire.ID, bool) {
	l := w.lists[ref.Hash]
	if l == nil || pos >= uint64(l.Rows()) {
		return wire.ID{}, false
	}
	return l.ID(int(pos)), true
}

// place names a register: the row and the path that all versions share.
type place struct {
	row  wire.ID
	path string
}

// placeOf gives the register of an op.
func (w *world) placeOf(c *wire.Change, op *wire.Op) place {
	p := place{}
	if id, ok := c.RowID(op.Row, w.row); ok {
		p.row = id
	}
	if n := c.FormVersion; n > 0 && n <= uint64(len(w.t.versions)) && int(op.Node) < len(w.t.versions[n-1].merge.Nodes) {
		p.path = w.t.versions[n-1].merge.Nodes[op.Node].Path
	}
	return p
}

func short(id wire.ID) string { return hex.EncodeToString(id[:3]) }

func contains[T comparable](list []T, x T) bool { return slices.Contains(list, x) }
