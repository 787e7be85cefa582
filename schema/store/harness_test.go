package store

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"fmt"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/sothon/sothon/forms"
	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/schema/store/keytest"
	"github.com/sothon/sothon/sync/wire"
)

// databases are what the suite runs on. The build tag "postgres" adds PostgreSQL.
var databases = []database{{name: "sqlite", fresh: func(t testing.TB) string {
	return "file:" + filepath.Join(t.TempDir(), "sothon.db")
}}}

type database struct {
	name  string
	fresh func(testing.TB) string // URL of an empty database
}

// onEach runs a test on an empty database of each kind.
func onEach(t *testing.T, f func(t *testing.T, url string)) {
	t.Helper()
	for _, d := range databases {
		t.Run(d.name, func(t *testing.T) { f(t, d.fresh(t)) })
	}
}

func ok(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func equal[T comparable](t testing.TB, what string, got, want T) {
	t.Helper()
	if got != want {
		t.Fatalf("%s: got %v, want %v", what, got, want)
	}
}

func code(t testing.TB, err error, want schema.Code) {
	t.Helper()
	if schema.CodeOf(err) != want {
		t.Fatalf("got %q (%v), want %q", schema.CodeOf(err), err, want)
	}
}

// clock is the owner's clock, moved by hand.
type clock struct {
	mu sync.Mutex
	t  time.Time
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.t
}

func (c *clock) add(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.t = c.t.Add(d)
}

// commune is a workspace with two areas, an admin, a reviewer, a collector of the first area, and a form.
type commune struct {
	t     testing.TB
	s     *Store
	url   string
	owner *keytest.Key
	clock *clock
	check Checker
	ws    wire.ID
	areas []wire.ID
	admin, reviewer,
	collector *schema.User
	round   wire.ID
	form    *forms.Form
	version uint64
	hash    wire.Hash
}

func nameID(s string) wire.ID { h := sha256.Sum256([]byte(s)); return wire.ID(h[:16]) }

func newCommune(t testing.TB, url string) *commune {
	t.Helper()
	c := &commune{t: t, url: url, owner: keytest.New(t), clock: &clock{t: time.Date(2026, 10, 1, 8, 0, 0, 0, time.UTC)},
		ws: nameID("commune"), areas: []wire.ID{nameID("area 1"), nameID("area 2")}, round: nameID("round")}
	c.open()
	ctx := context.Background()
	ok(t, c.s.CreateWorkspace(ctx, &schema.Workspace{ID: c.ws, Name: "Xã Mẫu"}))
	for i, a := range c.areas {
		ok(t, c.s.PutArea(ctx, c.ws, &schema.Area{ID: a, Label: fmt.Sprintf("Thôn %d", i+1), Position: i}, wire.ID{}))
	}
	ok(t, c.s.PutRound(ctx, c.ws, &schema.Round{ID: c.round, Label: "Rà soát 2026", FormIDs: []string{"ho"}, Open: true}, wire.ID{}))
	c.admin = c.user("admin", schema.RoleAdmin)
	c.reviewer = c.user("tham.dinh", schema.RoleReviewer, c.areas...)
	c.collector = c.user("khue", schema.RoleCollector, c.areas[0])
	c.form = testForm()
	v, err := c.s.PublishForm(ctx, c.ws, c.form, []byte("workbook"), c.admin.ID)
	ok(t, err)
	c.version, c.hash = v, sha256.Sum256(c.form.Encode())
	return c
}

// open opens the store, again after close; the test's end closes it.
func (c *commune) open() {
	c.t.Helper()
	s, err := Open(context.Background(), Config{URL: c.url, Owner: c.owner, Clock: c.clock.now, Check: func(f *forms.Form, x *wire.Change, r wire.RowResolver) error {
		if c.check != nil {
			return c.check(f, x, r)
		}
		return nil
	}})
	ok(c.t, err)
	c.s = s
	c.t.Cleanup(func() { _ = s.Close() })
}

func (c *commune) user(login string, role schema.Role, areas ...wire.ID) *schema.User {
	c.t.Helper()
	u := &schema.User{Login: login, Name: "Nguyễn Văn " + login, Kin: "bác", Role: role, Areas: areas, Active: true}
	ok(c.t, c.s.CreateUser(context.Background(), c.ws, u, wire.ID{}))
	return u
}

// Nodes of the test form by number.
const (
	nodeHead   = 1 // chu_ho, text
	nodeNumber = 2 // so_nguoi, int
	nodePhoto  = 3 // anh, binary, each
	nodeMember = 4 // tv, repeat
	nodeName   = 5 // tv/ten, text
)

func testForm() *forms.Form {
	text := func(s string) forms.Text { return forms.Text{forms.Template{{Lit: s}}} }
	return &forms.Form{ID: "ho", Title: text("Phiếu hộ"), Root: "data", Languages: []string{""}, Visits: "one", Nodes: []forms.Node{
		{Parent: -1, Kind: forms.KindRoot, Name: "data"},
		{Parent: 0, Kind: forms.KindQuestion, Name: "chu_ho", Type: "string", Control: "text", Label: text("Chủ hộ"), Merge: "one"},
		{Parent: 0, Kind: forms.KindQuestion, Name: "so_nguoi", Type: "int", Control: "integer", Label: text("Số người"), Merge: "one"},
		{Parent: 0, Kind: forms.KindQuestion, Name: "anh", Type: "binary", Control: "image", Label: text("Ảnh"), Merge: "each"},
		{Parent: 0, Kind: forms.KindRepeat, Name: "tv", Label: text("Thành viên")},
		{Parent: 4, Kind: forms.KindQuestion, Name: "ten", Type: "string", Control: "text", Label: text("Tên"), Merge: "one"},
	}}
}

// header is that of a change about the household h in an area.
func (c *commune) header(h string, area wire.ID) wire.Header {
	return wire.Header{Record: c.record(h), Case: nameID(h), Round: c.round, Area: area, FormID: "ho", FormVersion: c.version,
		FormHash: c.hash.Short(), At: 1_790_000_000_000, Zone: 1440 + 420}
}

func (c *commune) record(h string) wire.ID { return wire.RecordID(nameID(h), c.round, "ho") }

// tablet is an enrolled device with its own log.
type tablet struct {
	c      *commune
	key    *keytest.Key
	user   *schema.User
	writer wire.ID
	grant  wire.Grant
	items  []wire.Item
	heads  []wire.Hash // heads[n]: after n changes
	dots   map[wire.Dot]wire.Hash
}

func (c *commune) enrol(u *schema.User) *tablet {
	c.t.Helper()
	ctx := context.Background()
	x := &tablet{c: c, key: keytest.New(c.t), user: u, dots: map[wire.Dot]wire.Hash{}}
	x.writer = wire.WriterID(x.key.Public())
	ec, err := c.s.CreateCode(ctx, c.ws, u.ID, c.admin.ID)
	ok(c.t, err)
	proof, err := x.key.Sign(wire.EnrolMessage(ec.Code, x.key.Public()))
	ok(c.t, err)
	e, err := c.s.Enrol(ctx, c.ws, schema.Enrolment{Code: ec.Code, Pub: x.key.Public(), Proof: proof, Name: "Máy 1", Recovery: "age1x", Address: "10.0.0.1"})
	ok(c.t, err)
	x.grant, err = wire.Value(e.Grant.Grant).Grant()
	ok(c.t, err)
	x.heads = []wire.Hash{wire.ChainStart(x.key.Public())}
	return x
}

// set makes an op; sees are dots that this tablet knows.
func set(node uint32, text string, sees ...wire.Dot) wire.Op {
	return wire.Op{Kind: wire.KindSet, Node: node, Value: wire.TextValue(text), Sees: wire.SortDots(slices.Clone(sees))}
}

func finish(sees ...wire.Dot) wire.Op {
	return wire.Op{Kind: wire.KindFinish, Value: wire.FinishValue(wire.Finish{}), Sees: wire.SortDots(slices.Clone(sees))}
}

// save appends a change to the log; grant and user are filled in unless set.
func (x *tablet) save(h wire.Header, ops ...wire.Op) wire.Dot {
	x.c.t.Helper()
	c := &wire.Change{Header: h, Ops: ops}
	if c.Grant.IsZero() {
		c.Grant = x.grant.ID
	}
	if c.User.IsZero() {
		c.User = x.user.ID
	}
	return x.add(c)
}

func (x *tablet) add(c *wire.Change) wire.Dot {
	x.c.t.Helper()
	_, _ = rand.Read(c.Salt[:])
	seen, found := wire.SeenDigest(c.Named(), func(d wire.Dot) (wire.Hash, bool) {
		h, ok := x.dots[d]
		if !ok {
			h = wire.Hash{1}
		}
		return h, true
	})
	if !found {
		x.c.t.Fatal("seen digest")
	}
	c.Seen16 = seen
	body, err := wire.EncodeChange(c)
	ok(x.c.t, err)
	digest, err := wire.Digest(body)
	ok(x.c.t, err)
	x.items = append(x.items, wire.Item{Body: body, C: digest})
	x.heads = append(x.heads, wire.NextHead(x.heads[len(x.heads)-1], digest))
	d := wire.Dot{Writer: x.writer, Seq: uint64(len(x.items))}
	x.dots[d] = digest
	return d
}

// segment cuts the log from one seq to another under a fresh signature.
func (x *tablet) segment(from, to int) *wire.Segment {
	x.c.t.Helper()
	sig, err := x.key.Sign(wire.HeadMessage(x.writer, uint64(to), x.heads[to]))
	ok(x.c.t, err)
	return &wire.Segment{Writer: x.writer, From: uint64(from), HPrev: x.heads[from-1], Items: slices.Clone(x.items[from-1 : to]), Sig: sig}
}

// push sends the log from a seq on as one segment.
func (x *tablet) push(from int) Pushed {
	x.c.t.Helper()
	return x.send(x.segment(from, len(x.items)))
}

func (x *tablet) send(segs ...*wire.Segment) Pushed {
	x.c.t.Helper()
	p, err := x.c.s.Apply(context.Background(), Push{Workspace: x.c.ws, Writer: x.writer, Segments: segs})
	ok(x.c.t, err)
	return p
}

// knows lets this tablet name the changes of another.
func (x *tablet) knows(o *tablet) {
	for d, h := range o.dots {
		x.dots[d] = h
	}
}

// fork gives a tablet with the same key and log: a copied profile.
func (x *tablet) fork() *tablet {
	y := *x
	y.items, y.heads = slices.Clone(x.items), slices.Clone(x.heads)
	y.dots = map[wire.Dot]wire.Hash{}
	y.knows(x)
	return &y
}

// states gives the state hash of every record, and the last place in the feed.
func (c *commune) states() (map[wire.ID]wire.Hash, uint64) {
	c.t.Helper()
	rows, _, err := c.s.Records(context.Background(), c.ws, RecordQuery{All: true, Limit: 1000, Deleted: true})
	ok(c.t, err)
	out := map[wire.ID]wire.Hash{}
	for _, r := range rows {
		out[r.ID] = r.StateHash
	}
	return out, c.srv()
}

func (c *commune) srv() uint64 {
	c.t.Helper()
	var n int64
	_, err := one(context.Background(), pool{c.s}, `SELECT n FROM counter WHERE ws = $1 AND name = 'srv'`, args(c.ws[:]), &n)
	ok(c.t, err)
	return uint64(n)
}

// counts gives the number of rows of the answer tables.
func (c *commune) counts() string {
	c.t.Helper()
	var b bytes.Buffer
	for _, table := range []string{"change", "segment", "ruling", "feed", "record", "branch", "blob_ref"} {
		n := 0
		_, err := one(context.Background(), pool{c.s}, `SELECT COUNT(*) FROM `+table, nil, &n)
		ok(c.t, err)
		fmt.Fprintf(&b, "%s %d ", table, n)
	}
	return b.String()
}

func (c *commune) get(h string) Merged {
	c.t.Helper()
	v, err := c.s.View(context.Background(), c.ws, c.record(h))
	ok(c.t, err)
	return v
}

// value gives the visible values of a register, joined.
func (v Merged) value(path string) string {
	for _, r := range v.Record.Registers {
		if r.Path != path {
			continue
		}
		var out []string
		for _, x := range r.Values {
			s, _ := x.Value.Text()
			out = append(out, s)
		}
		slices.Sort(out)
		return fmt.Sprint(out)
	}
	return "[]"
}
