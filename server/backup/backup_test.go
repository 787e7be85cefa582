package backup

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/schema/register"
	"github.com/sothon/sothon/schema/store"
	"github.com/sothon/sothon/server"
	"github.com/sothon/sothon/sync/wire"
)

func ok(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// commune is a data folder with one area, an admin, and a tablet that has pushed.
type commune struct {
	t      *testing.T
	dir    string
	keys   *server.Keys
	s      *store.Store
	ws     wire.ID
	area   wire.ID
	admin  *schema.User
	tablet *tablet
}

type tablet struct {
	key    *ecdsa.PrivateKey
	pub    []byte
	writer wire.ID
	grant  wire.Grant
	items  []wire.Item
	heads  []wire.Hash
}

func newCommune(t *testing.T) *commune {
	c := &commune{t: t, dir: t.TempDir(), ws: wire.ID{1}, area: wire.ID{2}}
	keys, err := server.LoadOrCreate(c.dir)
	ok(t, err)
	c.keys = keys
	c.s = c.open(c.dir)
	ctx := context.Background()
	ok(t, c.s.CreateWorkspace(ctx, &schema.Workspace{ID: c.ws, Name: "Xã Mẫu"}))
	ok(t, c.s.PutArea(ctx, c.ws, &schema.Area{ID: c.area, Label: "Thôn 1"}, wire.ID{}))
	c.admin = &schema.User{Login: "quantri", Name: "Quản trị", Role: schema.RoleAdmin, AllAreas: true, Active: true}
	ok(t, c.s.CreateUser(ctx, c.ws, c.admin, wire.ID{}))
	_, err = c.s.PublishForm(ctx, c.ws, register.Form(), nil, wire.ID{})
	ok(t, err)
	c.tablet = c.enrol()
	return c
}

func (c *commune) open(dir string) *store.Store {
	c.t.Helper()
	keys, err := server.LoadOrCreate(dir)
	ok(c.t, err)
	s, err := open(context.Background(), dir, keys, false)
	ok(c.t, err)
	c.t.Cleanup(func() { _ = s.Close() })
	return s
}

func (c *commune) enrol() *tablet {
	c.t.Helper()
	ctx := context.Background()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	ok(c.t, err)
	x := &tablet{key: key}
	x.pub, err = key.PublicKey.Bytes()
	ok(c.t, err)
	x.writer, x.heads = wire.WriterID(x.pub), []wire.Hash{wire.ChainStart(x.pub)}
	code, err := c.s.CreateCode(ctx, c.ws, c.admin.ID, c.admin.ID)
	ok(c.t, err)
	e, err := c.s.Enrol(ctx, c.ws, schema.Enrolment{Code: code.Code, Pub: x.pub, Proof: x.sign(wire.EnrolMessage(code.Code, x.pub)), Name: "Máy 1"})
	ok(c.t, err)
	x.grant, err = wire.Value(e.Grant.Grant).Grant()
	ok(c.t, err)
	return x
}

func (x *tablet) sign(msg []byte) []byte {
	h := sha256.Sum256(msg)
	r, s, err := ecdsa.Sign(rand.Reader, x.key, h[:])
	if err != nil {
		panic(err)
	}
	return append(r.FillBytes(make([]byte, 32)), s.FillBytes(make([]byte, 32))...)
}

// save adds a change; push sends the log from a seq on.
func (c *commune) save(text string, ops ...wire.Op) {
	c.t.Helper()
	x := c.tablet
	h := register.Header(&register.Case{ID: wire.ID{byte(len(x.items) + 10)}, Area: c.area}, 1)
	h.Grant, h.User, h.At = x.grant.ID, c.admin.ID, 1_790_000_000_000
	ch := &wire.Change{Header: h, Ops: append(ops, wire.Op{Kind: wire.KindComment, Value: wire.CommentValue(wire.Comment{Text: text})})}
	body, err := wire.EncodeChange(ch)
	ok(c.t, err)
	digest, err := wire.Digest(body)
	ok(c.t, err)
	x.items = append(x.items, wire.Item{Body: body, C: digest})
	x.heads = append(x.heads, wire.NextHead(x.heads[len(x.heads)-1], digest))
}

func (c *commune) push(s *store.Store, from int) store.Pushed {
	c.t.Helper()
	x := c.tablet
	n := uint64(len(x.items))
	p, err := s.Apply(context.Background(), store.Push{Workspace: c.ws, Writer: x.writer, Segments: []*wire.Segment{{Writer: x.writer, From: uint64(from),
		HPrev: x.heads[from-1], Items: x.items[from-1:], Sig: x.sign(wire.HeadMessage(x.writer, n, x.heads[n]))}}})
	ok(c.t, err)
	return p
}

func (c *commune) photo() wire.Hash {
	c.t.Helper()
	photo := []byte("một tấm ảnh")
	h := wire.Sum(photo)
	dir := filepath.Join(c.dir, "blobs", h.String()[:2])
	ok(c.t, os.MkdirAll(dir, 0o700))
	ok(c.t, os.WriteFile(filepath.Join(dir, h.String()[2:]), photo, 0o600))
	c.save("có ảnh", wire.Op{Kind: wire.KindSet, Node: 1, Value: wire.MediaValue(wire.Media{SHA256: h, Size: uint64(len(photo)), Mime: "image/jpeg"})})
	c.push(c.s, len(c.tablet.items))
	ok(c.t, c.s.PutBlob(context.Background(), c.ws, c.tablet.writer, h, uint64(len(photo))))
	return h
}

// A backup is made, checked and told; after a disaster it is restored, a new epoch begins, and the tablet heals the rest.
func TestBackup_RestoredAndHealed(t *testing.T) {
	c := newCommune(t)
	ctx := context.Background()
	c.save("một")
	c.push(c.s, 1)
	h := c.photo()
	if good, last, err := c.s.LastBackup(ctx); err != nil || !good.At.IsZero() || !last.At.IsZero() {
		t.Fatalf("a backup before the first: %v %v %v", good, last, err)
	}
	out := t.TempDir()
	made, err := Make(ctx, Source{Store: c.s, Data: c.dir, To: []string{c.keys.Recovery()}}, out)
	ok(t, err)
	if made.Changes < 3 || made.Blobs != 1 || made.Writers != 2 || made.Audit == 0 || made.Signed < 3 {
		t.Fatalf("checked: %+v", made.Report)
	}
	good, _, err := c.s.LastBackup(ctx)
	ok(t, err)
	if good.Name != filepath.Base(made.Path) || good.Checked.IsZero() || good.Size != made.Size {
		t.Fatalf("noted: %+v", good)
	}
	d, err := c.s.Standing(ctx, c.ws, c.tablet.writer)
	ok(t, err)
	if d.Replicated != 2 {
		t.Fatalf("replicated: %d", d.Replicated)
	}
	c.save("sau bản sao lưu")
	if p := c.push(c.s, 3); p.Acked != 3 || p.Replicated != 2 {
		t.Fatalf("push: %+v", p)
	}
	left, err := os.ReadDir(c.dir)
	ok(t, err)
	for _, f := range left {
		if strings.HasPrefix(f.Name(), ".backup") {
			t.Errorf("left behind: %s", f.Name())
		}
	}

	into := filepath.Join(t.TempDir(), "moi")
	if _, err := Restore(ctx, made.Path, "AGE-SECRET-KEY-1WRONG", into); err == nil {
		t.Fatal("opened with a word that is no key")
	}
	r, err := Restore(ctx, made.Path, c.keys.RecoverySecret, into)
	ok(t, err)
	if r.Epoch != 2 || r.Changes != made.Changes {
		t.Fatalf("restored: %+v", r)
	}
	if _, err := Restore(ctx, made.Path, c.keys.RecoverySecret, into); err == nil {
		t.Fatal("restored over a folder that is not empty")
	}
	s := c.open(into)
	epochs := s.Epochs(c.ws)
	if len(epochs) != 2 || epochs[1].Writer != s.Owner() || s.Owner() == c.s.Owner() || epochs[1].Srv == 0 {
		t.Fatalf("epochs: %+v", epochs)
	}
	if _, err := os.Stat(filepath.Join(into, "blobs", h.String()[:2], h.String()[2:])); err != nil {
		t.Error(err)
	}
	d, err = s.Standing(ctx, c.ws, c.tablet.writer)
	ok(t, err)
	if d.Acked != 2 {
		t.Fatalf("restored log: %d", d.Acked)
	}
	if p := c.push(s, 3); p.Acked != 3 || p.Fork || len(p.Held) > 0 {
		t.Fatalf("the tablet sends again: %+v", p)
	}
	// What the office does now is the new writer's; the old key alone no longer opens the folder.
	_, err = s.Author(ctx, store.Authored{Workspace: c.ws, User: c.admin.ID, Changes: []*wire.Change{{Header: register.Header(&register.Case{ID: wire.ID{10}, Area: c.area}, 1),
		Ops: []wire.Op{{Kind: wire.KindComment, Value: wire.CommentValue(wire.Comment{Text: "sau phục hồi"})}}}}})
	ok(t, err)
	v, err := s.VerifyLogs(ctx, c.ws)
	ok(t, err)
	if v.Writers != 3 {
		t.Errorf("writers: %d", v.Writers)
	}
	ok(t, s.Close())
	ok(t, os.Remove(filepath.Join(into, "epoch.key")))
	keys, err := server.LoadOrCreate(into)
	ok(t, err)
	if _, err := open(ctx, into, keys, false); schema.CodeOf(err) != schema.CodeInvalid {
		t.Errorf("opened without the epoch's key: %v", err)
	}
}

// A file with a bit turned over, cut short, or for another key is refused and leaves nothing; a source that is damaged gives
// no backup that counts.
func TestBackup_DamageIsFound(t *testing.T) {
	c := newCommune(t)
	ctx := context.Background()
	c.save("một")
	c.push(c.s, 1)
	h := c.photo()
	out := t.TempDir()
	src := Source{Store: c.s, Data: c.dir, To: []string{c.keys.Recovery()}}
	made, err := Make(ctx, src, out)
	ok(t, err)
	whole, err := os.ReadFile(made.Path)
	ok(t, err)
	for name, b := range map[string][]byte{"cut": whole[:len(whole)*2/3], "bit": append(append([]byte{}, whole[:len(whole)/2]...), append([]byte{whole[len(whole)/2] ^ 1}, whole[len(whole)/2+1:]...)...)} {
		file := filepath.Join(t.TempDir(), name)
		ok(t, os.WriteFile(file, b, 0o600))
		into := filepath.Join(t.TempDir(), "into")
		if _, err := Restore(ctx, file, c.keys.RecoverySecret, into); err == nil {
			t.Errorf("%s: restored", name)
		}
		if _, err := os.Stat(into); !os.IsNotExist(err) {
			t.Errorf("%s: something is left: %v", name, err)
		}
	}
	ok(t, os.WriteFile(filepath.Join(c.dir, "blobs", h.String()[:2], h.String()[2:]), []byte("hỏng"), 0o600))
	src.Clock = func() time.Time { return time.Now().Add(time.Hour) }
	if _, err := Make(ctx, src, out); err == nil {
		t.Fatal("a damaged photo passes")
	}
	good, last, err := c.s.LastBackup(ctx)
	ok(t, err)
	if last.Error == "" || !last.Checked.IsZero() || good.Name != filepath.Base(made.Path) {
		t.Fatalf("noted: %+v %+v", good, last)
	}
	files, err := os.ReadDir(out)
	ok(t, err)
	if len(files) != 1 {
		t.Errorf("%d files in the folder", len(files))
	}
}

func TestDue(t *testing.T) {
	zone := time.FixedZone("", 7*3600)
	at := func(s string) time.Time { x, _ := time.ParseInLocation("2006-01-02 15:04", s, zone); return x }
	for _, c := range []struct {
		now, last string
		want      time.Duration
	}{
		{"2026-11-23 10:00", "", 0},
		{"2026-11-23 10:00", "2026-11-23 02:00", 16 * time.Hour},
		{"2026-11-23 01:00", "2026-11-22 02:00", time.Hour},
		{"2026-11-23 10:00", "2026-11-22 02:00", 0},
	} {
		var last time.Time
		if c.last != "" {
			last = at(c.last)
		}
		if got := Due(at(c.now), last, zone); got != c.want {
			t.Errorf("%s after %s: %v, want %v", c.now, c.last, got, c.want)
		}
	}
}
