package replica_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"math/big"
	"os"
	"slices"
	"testing"

	"github.com/sothon/sothon/forms"
	"github.com/sothon/sothon/forms/engine"
	"github.com/sothon/sothon/forms/xlsform"
	"github.com/sothon/sothon/schema/answers"
	"github.com/sothon/sothon/sync/replica"
	"github.com/sothon/sothon/sync/wire"
)

// key is a P-256 key that is the same at every run.
type key struct {
	priv *ecdsa.PrivateKey
	pub  []byte
}

func newKey(name string) key {
	d := sha256.Sum256([]byte("key " + name))
	k := &ecdsa.PrivateKey{D: new(big.Int).SetBytes(d[:])}
	k.Curve = elliptic.P256()
	k.X, k.Y = k.Curve.ScalarBaseMult(d[:])
	return key{k, elliptic.Marshal(k.Curve, k.X, k.Y)}
}

func (k key) id() wire.ID { return wire.WriterID(k.pub) }

func (k key) sign(msg []byte) []byte {
	h := sha256.Sum256(msg)
	r, s, err := ecdsa.Sign(rand.Reader, k.priv, h[:])
	if err != nil {
		panic(err)
	}
	out := make([]byte, 64)
	r.FillBytes(out[:32])
	s.FillBytes(out[32:])
	return out
}

func verifier(pub []byte) wire.Verifier {
	x, y := elliptic.Unmarshal(elliptic.P256(), pub)
	return func(msg, sig []byte) bool {
		h := sha256.Sum256(msg)
		return len(sig) == 64 && ecdsa.Verify(&ecdsa.PublicKey{Curve: elliptic.P256(), X: x, Y: y}, h[:], new(big.Int).SetBytes(sig[:32]), new(big.Int).SetBytes(sig[32:]))
	}
}

func id(name string) wire.ID { h := sha256.Sum256([]byte(name)); return wire.ID(h[:16]) }

// world is a toy owner with its log in memory, and what it gives to tablets. The real owner is schema/store.
type world struct {
	t         testing.TB
	owner     key
	form      *forms.Form
	formBytes []byte
	next      *forms.Form // version 2, once it is published
	lists     []*answers.List
	log       []item
	heads     map[wire.ID]wire.Head
	known     map[wire.Dot]wire.Hash
	pubs      map[wire.ID][]byte
	ownHead   wire.Head
	fork      map[wire.ID]bool
	revoked   map[wire.ID]bool
}

type item struct {
	seg    *wire.Segment
	ruling bool
}

var (
	area   = id("area")
	round  = id("round 2026")
	round0 = id("round 2025")
	caseA  = id("case A")
	caseB  = id("case B")
	m1, m2 = id("member 1"), id("member 2")
)

func newWorld(t testing.TB) *world {
	md, err := os.ReadFile("testdata/form.md")
	if err != nil {
		t.Fatal(err)
	}
	form, diags := xlsform.BuildMarkdown(string(md), xlsform.Options{FileStem: "ho"})
	if form == nil {
		t.Fatalf("form: %+v", diags)
	}
	w := &world{t: t, owner: newKey("owner"), form: form, formBytes: form.Encode(), heads: map[wire.ID]wire.Head{},
		known: map[wire.Dot]wire.Hash{}, pubs: map[wire.ID][]byte{}, fork: map[wire.ID]bool{}, revoked: map[wire.ID]bool{}}
	w.ownHead = wire.Head{Writer: w.owner.id(), H: wire.ChainStart(w.owner.pub)}
	w.lists = []*answers.List{
		{Name: "dot", Columns: []string{"name", "label"}, Cells: [][]string{{round0.UUID(), round.UUID()}, {"Rà soát 2025", "Rà soát 2026"}}},
		{Name: "thon", Columns: []string{"name", "label"}, Cells: [][]string{{area.UUID()}, {"Thôn Đông"}}},
		{Name: "ho", Area: area, Columns: []string{"name", "label", "chu_ho", "dia_chi", "dien_thoai"}, Cells: [][]string{
			{caseA.UUID(), caseB.UUID()}, {"LÒ VĂN ẨN", "HÀ THỊ BƯỞI"}, {"LÒ VĂN ẨN", "HÀ THỊ BƯỞI"}, {"Ngõ 1", "Ngõ 2"}, {"0912345678", ""}}},
		{Name: "thanh_vien", Area: area, Columns: []string{"name", "label", "ho", "m_ten"}, Cells: [][]string{
			{m1.UUID(), m2.UUID()}, {"Lò Văn Ẩn", "Lò Thị Bé"}, {caseA.UUID(), caseA.UUID()}, {"Lò Văn Ẩn", "Lò Thị Bé"}}},
	}
	return w
}

func (w *world) formRef() wire.FormRef {
	return wire.FormRef{FormID: w.form.ID, Version: 1, Hash: wire.Sum(w.formBytes), Title: "Hộ"}
}

func (w *world) node(path string) int {
	n, ok := w.form.NodeByPath(path)
	if !ok {
		w.t.Fatalf("no node %s", path)
	}
	return n
}

func (w *world) ref(path string) engine.Ref { return engine.Ref{Node: w.node(path)} }

// grant makes the grant of a tablet.
func (w *world) grant(k key, device string, user wire.User) wire.SignedGrant {
	g := wire.GrantValue(wire.Grant{ID: id("grant " + device), Writer: k.id(), Pub: k.pub, Role: "collector", Areas: []wire.ID{area},
		Users: []wire.User{user}, From: 1, Device: device})
	return wire.SignedGrant{Grant: g, Sig: w.owner.sign(wire.GrantMessage(g))}
}

// sync answers one request, as the real owner does: what it refuses, it tells.
func (w *world) sync(k key, body []byte) []byte {
	req, err := wire.DecodeSyncRequest(body)
	if err != nil {
		w.t.Fatalf("request: %v", err)
	}
	if again := wire.EncodeSyncRequest(req); !slices.Equal(again, body) {
		w.t.Fatal("request does not encode to itself")
	}
	rep := &wire.SyncReply{ServerTime: 5_000_000, Nonce: []byte("nonce"), Revoked: w.revoked[k.id()]}
	for _, s := range req.Segments {
		w.take(s, rep)
	}
	rep.Acked = w.heads[k.id()].Seq
	rep.Fork = w.fork[k.id()]
	from := uint64(0)
	if len(req.Cursor) == 8 {
		from = binary.BigEndian.Uint64(req.Cursor)
	}
	for i := from; i < uint64(len(w.log)); i++ {
		it := w.log[i]
		if it.seg.Writer == k.id() {
			continue
		}
		kind := wire.FeedChange
		if it.ruling {
			kind = wire.FeedRuling
		}
		rep.Items = append(rep.Items, wire.FeedItem{Kind: kind, Srv: i + 1, Area: area, Payload: wire.EncodeSegment(it.seg)})
	}
	rep.Cursor = binary.BigEndian.AppendUint64(nil, uint64(len(w.log)))
	if len(req.Have.Forms) == 0 {
		rep.Forms = []wire.FormRef{w.formRef()}
		rep.Items = append(rep.Items, wire.FeedItem{Kind: wire.FeedForm, Payload: wire.EncodeFormItem(&wire.FormItem{FormID: w.form.ID, Version: 1, Title: "Hộ", Bytes: w.formBytes})})
	}
	if w.next != nil && len(req.Have.Forms) < 2 {
		b := w.next.Encode()
		rep.Forms = []wire.FormRef{w.formRef(), {FormID: w.next.ID, Version: 2, Hash: wire.Sum(b), Title: "Hộ, bản 2"}}
		rep.Items = append(rep.Items, wire.FeedItem{Kind: wire.FeedForm, Payload: wire.EncodeFormItem(&wire.FormItem{FormID: w.next.ID, Version: 2, Title: "Hộ, bản 2", Bytes: b})})
	}
	if len(req.Have.Lists) == 0 {
		for i, l := range w.lists {
			b := answers.EncodeList(l)
			rep.Lists = append(rep.Lists, wire.ListInfo{Name: l.Name, Area: l.Area, Number: uint64(i + 1), Hash: wire.Sum(b)})
			rep.Items = append(rep.Items, wire.FeedItem{Kind: wire.FeedList, Area: l.Area, Payload: wire.EncodeListItem(&wire.ListItem{Name: l.Name, Area: l.Area, Number: uint64(i + 1), Bytes: b})})
		}
	}
	reply, err := wire.Seal(wire.EncodeSyncReply(rep), req.Nonce, func(m []byte) ([]byte, error) { return w.owner.sign(m), nil })
	if err != nil {
		w.t.Fatal(err)
	}
	return reply
}

func (w *world) take(s *wire.Segment, rep *wire.SyncReply) {
	hs, err := s.Verify(verifier(w.pubs[s.Writer]))
	if err != nil {
		w.t.Fatalf("segment: %v", err)
	}
	head, ok := w.heads[s.Writer]
	if !ok {
		head = wire.Head{Writer: s.Writer, H: wire.ChainStart(w.pubs[s.Writer])}
	}
	if s.From > head.Seq+1 {
		rep.GapFrom = head.Seq + 1
		return
	}
	for i := range s.Items {
		dot := wire.Dot{Writer: s.Writer, Seq: s.From + uint64(i)}
		if c, known := w.known[dot]; known && c != s.Items[i].C {
			w.fork[s.Writer] = true
			return
		}
		if dot.Seq <= head.Seq {
			continue
		}
		c, err := wire.DecodeChange(s.Items[i].Body)
		if err != nil {
			w.t.Fatalf("change: %v", err)
		}
		if c.FormID != "" {
			form := w.form
			if c.FormVersion == 2 {
				form = w.next
			}
			if m := answers.Check(form, c); m != nil {
				w.t.Fatalf("change does not fit: %v", m)
			}
		}
	}
	rest, err := s.After(head.Seq)
	if err != nil {
		w.t.Fatal(err)
	}
	for i := range s.Items {
		w.known[wire.Dot{Writer: s.Writer, Seq: s.From + uint64(i)}] = s.Items[i].C
	}
	if rest == nil {
		return
	}
	w.heads[s.Writer] = wire.Head{Writer: s.Writer, Seq: s.Last(), H: hs[len(hs)-1]}
	w.log = append(w.log, item{seg: rest})
}

// author makes a change of the owner's own writer.
func (w *world) author(c *wire.Change, ruling bool) wire.Dot {
	body, err := wire.EncodeChange(c)
	if err != nil {
		w.t.Fatal(err)
	}
	d, err := wire.Digest(body)
	if err != nil {
		w.t.Fatal(err)
	}
	h := wire.NextHead(w.ownHead.H, d)
	n := w.ownHead.Seq + 1
	seg := &wire.Segment{Writer: w.owner.id(), From: n, HPrev: w.ownHead.H, Items: []wire.Item{{Body: body}}, Sig: w.owner.sign(wire.HeadMessage(w.owner.id(), n, h))}
	w.ownHead = wire.Head{Writer: w.owner.id(), Seq: n, H: h}
	w.known[wire.Dot{Writer: w.owner.id(), Seq: n}] = d
	w.log = append(w.log, item{seg, ruling})
	return wire.Dot{Writer: w.owner.id(), Seq: n}
}

// tablet is a replica over a store in memory that can be killed at any write.
type tablet struct {
	t     testing.TB
	w     *world
	key   key
	r     *replica.Replica
	disk  map[[2]string][]byte
	count byte
	now   int64
}

func (w *world) tablet(name string) *tablet {
	k := newKey(name)
	w.pubs[k.id()] = k.pub
	user := wire.User{ID: id("user " + name), Name: name, Kin: "bác", Role: "collector"}
	rep := &wire.EnrolReply{Workspace: id("workspace"), WorkspaceName: "Xã Mẫu", OwnerPub: w.owner.pub, Grant: w.grant(k, "Máy "+name, user),
		Nonce: []byte("first"), User: user, ServerTime: 1}
	who, writes, err := replica.Enrolled(wire.EncodeEnrolReply(rep), k.pub, "Máy "+name)
	if err != nil {
		w.t.Fatal(err)
	}
	if who.User.Name != name {
		w.t.Fatalf("user %q", who.User.Name)
	}
	tb := &tablet{t: w.t, w: w, key: k, disk: map[[2]string][]byte{}, now: 1_700_000_000_000}
	tb.store(writes)
	tb.load()
	tb.sync()
	return tb
}

func (tb *tablet) store(writes []replica.Write) {
	for _, x := range writes {
		k := [2]string{x.Store, x.Key}
		if x.Value == nil {
			delete(tb.disk, k)
		} else {
			tb.disk[k] = slices.Clone(x.Value)
		}
	}
}

// load is a start of the browser: everything comes from the disk.
func (tb *tablet) load() {
	tb.t.Helper()
	r, err := replica.Load(tb.entries(), tb.random)
	if err != nil {
		tb.t.Fatal(err)
	}
	tb.r = r
}

func (tb *tablet) entries() []replica.Write {
	var all []replica.Write
	for k, v := range tb.disk {
		all = append(all, replica.Write{Store: k[0], Key: k[1], Value: v})
	}
	return all
}

func (tb *tablet) random(p []byte) {
	for i := range p {
		tb.count++
		h := sha256.Sum256(append([]byte{tb.count}, tb.key.pub...))
		p[i] = h[i%32]
	}
}

func (tb *tablet) tick() int64 { tb.now += 1000; return tb.now }

// sync runs requests until nothing is left to exchange.
func (tb *tablet) sync() (sum replica.Received) {
	tb.t.Helper()
	for range 100 {
		got := tb.exchange(true)
		sum.Acked += got.Acked
		sum.Arrived.Records += got.Arrived.Records
		sum.Arrived.Returned += got.Arrived.Returned
		sum.Arrived.Approved += got.Arrived.Approved
		sum.Arrived.Conflicts += got.Arrived.Conflicts
		sum.Stopped, sum.Revoked = got.Stopped, got.Revoked
		if !got.More {
			return sum
		}
	}
	tb.t.Fatal("sync does not end")
	return sum
}

// exchange makes one request; without delivery the reply is lost.
func (tb *tablet) exchange(deliver bool) (got replica.Received) {
	tb.t.Helper()
	head, _ := tb.r.Begin("test", tb.now)
	var sig []byte
	if head != nil {
		sig = tb.key.sign(head)
	}
	body, msg, err := tb.r.Body(sig)
	if err != nil {
		tb.t.Fatal(err)
	}
	_ = msg
	reply := tb.w.sync(tb.key, body)
	if !deliver {
		return got
	}
	message, sig2, payload, err := tb.r.Unsealed(reply)
	if err != nil || !verifier(tb.w.owner.pub)(message, sig2) {
		tb.t.Fatalf("reply: %v", err)
	}
	got, writes, err := tb.r.Receive(payload, tb.now)
	if err != nil {
		tb.t.Fatal(err)
	}
	tb.store(writes)
	return got
}

func (tb *tablet) open(caseID wire.ID) *replica.Opened {
	tb.t.Helper()
	o, err := tb.r.Open(caseID, tb.tick(), 420, "vi")
	if err != nil {
		tb.t.Fatal(err)
	}
	return o
}

func (tb *tablet) set(path string, value string) replica.Patch {
	tb.t.Helper()
	return tb.setAt(tb.w.ref(path), value)
}

func (tb *tablet) setAt(ref engine.Ref, value string) replica.Patch {
	tb.t.Helper()
	p, writes, err := tb.r.Set(ref, value, "typed", tb.tick(), 420)
	if err != nil {
		tb.t.Fatalf("set %v: %v", ref, err)
	}
	tb.store(writes)
	return p
}

func (tb *tablet) add(path string) engine.RowID {
	tb.t.Helper()
	row, _, writes, err := tb.r.AddRow(tb.w.node(path), engine.RowID{}, tb.tick(), 420)
	if err != nil {
		tb.t.Fatal(err)
	}
	tb.store(writes)
	return row
}

func (tb *tablet) close() {
	tb.t.Helper()
	writes, err := tb.r.Close(tb.tick(), 420)
	if err != nil {
		tb.t.Fatal(err)
	}
	tb.store(writes)
}

func (tb *tablet) finish() {
	tb.t.Helper()
	done, problems, writes, err := tb.r.Finish(tb.tick(), 420)
	if err != nil || !done {
		tb.t.Fatalf("finish: %v %+v", err, problems)
	}
	tb.store(writes)
}

func (tb *tablet) record(caseID wire.ID) wire.ID { return wire.RecordID(caseID, round, "ho_gia_dinh") }
