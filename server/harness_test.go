package server

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"github.com/sothon/sothon/forms"
	"github.com/sothon/sothon/forms/xlsform"
	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/schema/answers"
	"github.com/sothon/sothon/schema/register"
	"github.com/sothon/sothon/schema/store"
	"github.com/sothon/sothon/server/auth"
	"github.com/sothon/sothon/server/jobs"
	"github.com/sothon/sothon/sync/wire"
)

const formMarkdown = `
| survey |
| | type | name | label::Tiếng Việt (vi) | label::English (en) | required | relevant | constraint | constraint_message::Tiếng Việt (vi) | bind::st:register |
| | begin_group | ho | Thông tin hộ | Household | | | | | |
| | text | chu_ho | Họ và tên chủ hộ | Head | yes | | | | chu_ho |
| | select_one nuoc | nuoc | Nguồn nước chính | Main water | yes | | | | |
| | integer | dien_tich | Diện tích nhà (m²) | Area | | | . < 500 | Diện tích phải dưới 500 m². | |
| | image | anh | Ảnh nhà | Photo | | | | | |
| | text | dien_thoai | Số điện thoại | Telephone | | | | | dien_thoai |
| | end_group | ho | | | | | | | |
| | begin_repeat | tv | Thành viên | Member | | | | | |
| | text | m_ten | Họ và tên | Name | yes | | | | m_ten |
| | end_repeat | tv | | | | | | | |
| choices |
| | list_name | name | label::Tiếng Việt (vi) | label::English (en) |
| | nuoc | 1 | Nước mưa | Rain |
| | nuoc | 2 | Giếng khoan | Borehole |
| | nuoc | 3 | Giếng đào | Dug well |
| settings |
| | form_id | form_title | default_language | instance_name |
| | ho_gia_dinh | Phiếu hộ | Tiếng Việt (vi) | \${chu_ho} |
`

// world is a server on a real store with two villages, an admin, two reviewers (one of each village) and two collectors.
type world struct {
	t        testing.TB
	srv      *Server
	http     *httptest.Server
	keys     *Keys
	ws       wire.ID
	areas    [2]wire.ID
	round    schema.Round
	form     *forms.Form
	version  uint64
	users    map[string]*schema.User
	now      time.Time
	password string
	url      string // of the database
	log      *logged
}

// logged is the server's log, as journald would have it.
type logged struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *logged) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *logged) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// database gives a test its empty database; the build tag "postgres" gives another.
var database = func(_ testing.TB, dir string) string { return "file:" + filepath.Join(dir, "sothon.db") }

func id(b byte) (x wire.ID) {
	for i := range x {
		x[i] = b
	}
	x[6], x[8] = 0x40, 0x80
	return x
}

func newWorld(t testing.TB) *world { t.Helper(); return newCommune(t, "Xã Mẫu") }

// newCommune is newWorld under a name.
func newCommune(t testing.TB, name string) *world {
	t.Helper()
	ctx, dir := context.Background(), t.TempDir()
	w := &world{t: t, ws: id(1), areas: [2]wire.ID{id(0x11), id(0x12)}, users: map[string]*schema.User{}, password: "con trâu đi trước",
		now: time.Date(2026, 11, 23, 3, 0, 0, 0, time.UTC)}
	var err error
	w.keys, err = LoadOrCreate(dir)
	w.ok(err)
	clock := func() time.Time { return w.now }
	w.url, w.log = database(t, dir), &logged{}
	log := NewLog(w.log, slog.LevelDebug)
	st, err := store.Open(ctx, store.Config{URL: w.url, Owner: w.keys, Clock: clock, Log: log,
		Check: func(f *forms.Form, c *wire.Change, _ wire.RowResolver) error {
			if m := answers.Check(f, c); m != nil {
				return m
			}
			return nil
		}})
	w.ok(err)
	t.Cleanup(func() { _ = st.Close() })
	w.ok(st.CreateWorkspace(ctx, &schema.Workspace{ID: w.ws, Name: name}))
	for i, label := range []string{"Thôn Đông", "Thôn Đoài"} {
		w.ok(st.PutArea(ctx, w.ws, &schema.Area{ID: w.areas[i], Label: label, Position: i}, wire.ID{}))
	}
	w.round = schema.Round{ID: id(0x21), Label: "Rà soát 2026", FormIDs: []string{"ho_gia_dinh"}, Open: true, Starts: w.now.Add(-time.Hour)}
	w.ok(st.PutRound(ctx, w.ws, &w.round, wire.ID{}))
	phc, err := auth.HashPassword(ctx, w.password)
	w.ok(err)
	for i, u := range []schema.User{{Login: "quantri", Name: "Quách Đình Hưởng", Role: schema.RoleAdmin, AllAreas: true},
		{Login: "dong", Name: "Trịnh Thu Hằng", Role: schema.RoleReviewer, Areas: w.areas[:1]},
		{Login: "doai", Name: "Lê Thị Diễm", Role: schema.RoleReviewer, Areas: w.areas[1:]},
		{Login: "khue", Name: "Vũ Văn Khuê", Kin: "bác", Role: schema.RoleCollector, Areas: w.areas[:1]},
		{Login: "thom", Name: "Lương Thị Thơm", Kin: "chị", Role: schema.RoleCollector, Areas: w.areas[:]}} {
		u.ID, u.Active, u.Password = id(byte(0x31+i)), true, phc
		w.ok(st.CreateUser(ctx, w.ws, &u, wire.ID{}))
		w.users[u.Login] = &u
	}
	form, diags := xlsform.CompileMarkdown(strings.ReplaceAll(formMarkdown, `\$`, "$"), xlsform.Options{})
	if form == nil {
		t.Fatalf("the test's form: %+v", diags)
	}
	w.form = form
	w.version, err = st.PublishForm(ctx, w.ws, form, nil, w.users["quantri"].ID)
	w.ok(err)
	w.srv, err = New(Config{Store: st, Log: log, Data: dir, Keys: w.keys, Clock: clock, Lists: register.Refresh,
		Approved: func(ctx context.Context, ws, record wire.ID) error {
			return register.Follow(ctx, st, jobs.NewEvaluator(st, ws).Values, ws, record)
		}, App: fstest.MapFS{"missing.html": {Data: []byte("chưa có ứng dụng")}}})
	w.ok(err)
	t.Cleanup(func() { _ = w.srv.Close() })
	w.http = httptest.NewTLSServer(w.srv)
	t.Cleanup(w.http.Close)
	return w
}

func (w *world) ok(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

// browser is a person at a desk.
type browser struct {
	w *world
	c *http.Client
}

func (w *world) browser() *browser {
	jar, err := cookiejar.New(nil)
	w.ok(err)
	c := *w.http.Client()
	c.Jar = jar
	c.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &browser{w, &c}
}

type page struct {
	status int
	head   http.Header
	body   string
}

func (b *browser) do(req *http.Request) page {
	b.w.t.Helper()
	res, err := b.c.Do(req)
	b.w.ok(err)
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	b.w.ok(err)
	return page{res.StatusCode, res.Header, string(body)}
}

func (b *browser) get(path string) page {
	b.w.t.Helper()
	req, err := http.NewRequest("GET", b.w.http.URL+path, nil)
	b.w.ok(err)
	return b.do(req)
}

func (b *browser) post(path string, form url.Values) page {
	b.w.t.Helper()
	req, err := http.NewRequest("POST", b.w.http.URL+path, strings.NewReader(form.Encode()))
	b.w.ok(err)
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.Header.Set("Sec-Fetch-Site", "same-origin")
	return b.do(req)
}

func (w *world) signIn(login string) *browser {
	w.t.Helper()
	b := w.browser()
	if p := b.post("/login", url.Values{"login": {login}, "password": {w.password}}); p.status != 303 {
		w.t.Fatalf("sign-in of %s: %d %s", login, p.status, p.body)
	}
	return b
}

// tablet is a device made of package wire.
type tablet struct {
	w     *world
	key   *ecdsa.PrivateKey
	pub   []byte
	id    wire.ID
	user  *schema.User
	grant wire.ID
	nonce []byte
	seq   uint64
	h     wire.Hash
	cur   []byte
	have  wire.Have
	last  *wire.SyncReply
}

func (t *tablet) sign(msg []byte) []byte {
	sum := sha256.Sum256(msg)
	r, s, err := ecdsa.Sign(rand.Reader, t.key, sum[:])
	t.w.ok(err)
	out := make([]byte, 64)
	r.FillBytes(out[:32])
	s.FillBytes(out[32:])
	return out
}

func (w *world) newTablet(login string) *tablet {
	w.t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	w.ok(err)
	point, err := key.PublicKey.ECDH()
	w.ok(err)
	t := &tablet{w: w, key: key, pub: point.Bytes(), user: w.users[login]}
	t.id, t.h = wire.WriterID(t.pub), wire.ChainStart(t.pub)
	return t
}

func (t *tablet) enrol(code string) (int, []byte) {
	t.w.t.Helper()
	body := wire.EncodeEnrolRequest(&wire.EnrolRequest{Code: code, Pub: t.pub, Proof: t.sign(wire.EnrolMessage(code, t.pub)), Device: "máy của " + t.user.Login, App: "1"})
	status, out := t.w.send("POST", "/api/v1/enrol", body, nil)
	if status == 200 {
		payload, err := wire.Unseal(out, nil, t.w.ownerVerify())
		t.w.ok(err)
		rep, err := wire.DecodeEnrolReply(payload)
		t.w.ok(err)
		g, err := rep.Grant.Open(t.w.ownerVerify())
		t.w.ok(err)
		t.grant, t.nonce = g.ID, rep.Nonce
	}
	return status, out
}

func (w *world) ownerVerify() wire.Verifier { v, _ := store.Verifier(w.keys.Public()); return v }

func (w *world) enrolled(login string) *tablet {
	w.t.Helper()
	code, err := w.srv.Store.CreateCode(context.Background(), w.ws, w.users[login].ID, w.users["quantri"].ID)
	w.ok(err)
	t := w.newTablet(login)
	if status, body := t.enrol(code.Code); status != 200 {
		w.t.Fatalf("enrol: %d %s", status, problemOf(body))
	}
	w.ok(w.srv.Flush(context.Background())) // the list of names follows
	return t
}

func problemOf(b []byte) string {
	if e, err := wire.DecodeErrorReply(b); err == nil {
		return e.Code + ": " + e.En
	}
	return string(b)
}

func (w *world) send(method, path string, body []byte, head map[string]string) (int, []byte) {
	w.t.Helper()
	req, err := http.NewRequest(method, w.http.URL+path, bytes.NewReader(body))
	w.ok(err)
	req.Header.Set("Content-Type", "application/cbor")
	for k, v := range head {
		req.Header.Set(k, v)
	}
	res, err := w.http.Client().Do(req)
	w.ok(err)
	defer res.Body.Close()
	out, err := io.ReadAll(res.Body)
	w.ok(err)
	return res.StatusCode, out
}

// segment signs changes as the next part of the tablet's log.
func (t *tablet) segment(changes ...*wire.Change) *wire.Segment {
	t.w.t.Helper()
	s := &wire.Segment{Writer: t.id, From: t.seq + 1, HPrev: t.h}
	for _, c := range changes {
		c.Grant, c.User = t.grant, t.user.ID
		body, err := wire.EncodeChange(c)
		t.w.ok(err)
		s.Items = append(s.Items, wire.Item{Body: body})
	}
	hs, err := s.Chain()
	t.w.ok(err)
	t.seq += uint64(len(changes))
	t.h = hs[len(hs)-1]
	s.Sig = t.sign(wire.HeadMessage(t.id, t.seq, t.h))
	return s
}

func (t *tablet) request(segments ...*wire.Segment) (int, []byte) {
	t.w.t.Helper()
	body := wire.EncodeSyncRequest(&wire.SyncRequest{Workspace: t.w.ws, Writer: t.id, HeadN: t.seq, HeadH: t.h, Cursor: t.cur, Nonce: t.nonce,
		Segments: segments, Have: t.have, Status: wire.Status{App: "1", Clock: t.w.now.UnixMilli()}})
	return t.w.send("POST", "/api/v1/sync", body, t.signed(body))
}

func (t *tablet) signed(body []byte) map[string]string {
	sig := t.sign(wire.RequestMessage(t.nonce, wire.Sum(body)))
	return map[string]string{"Sothon-Writer": t.id.String(), "Sothon-Signature": base64.StdEncoding.EncodeToString(sig)}
}

// sync pushes changes and pulls until there is no more; it gives the last reply and every item.
func (t *tablet) sync(changes ...*wire.Change) (*wire.SyncReply, []wire.FeedItem) {
	t.w.t.Helper()
	var segments []*wire.Segment
	if len(changes) > 0 {
		segments = []*wire.Segment{t.segment(changes...)}
	}
	var items []wire.FeedItem
	for {
		sent := t.nonce
		status, out := t.request(segments...)
		if status != 200 {
			t.w.t.Fatalf("sync: %d %s", status, problemOf(out))
		}
		payload, err := wire.Unseal(out, sent, t.w.ownerVerify())
		t.w.ok(err)
		rep, err := wire.DecodeSyncReply(payload)
		t.w.ok(err)
		t.nonce, t.cur, t.last = rep.Nonce, rep.Cursor, rep
		items = append(items, rep.Items...)
		if rep.Forms != nil {
			t.have.Forms = nil
			for _, f := range rep.Forms {
				t.have.Forms = append(t.have.Forms, wire.FormHave{FormID: f.FormID, Version: f.Version, Hash: f.Hash.Short()})
			}
		}
		if rep.Lists != nil {
			t.have.Lists = nil
			for _, l := range rep.Lists {
				t.have.Lists = append(t.have.Lists, wire.ListHave{Number: l.Number, Hash: l.Hash.Short()})
			}
		}
		segments = nil
		if !rep.More {
			return rep, items
		}
	}
}

// change begins a change about a household of an area.
func (t *tablet) change(caseID wire.ID, area int) *wire.Change {
	f := t.w.form
	c := &wire.Change{Header: wire.Header{V: 1, Record: wire.RecordID(caseID, t.w.round.ID, f.ID), Case: caseID, Round: t.w.round.ID,
		Area: t.w.areas[area], FormID: f.ID, FormVersion: t.w.version, At: t.w.now.UnixMilli(), Zone: 1440 + 420}}
	h := wire.Hash(f.Hash())
	c.FormHash = h.Short()
	_, _ = rand.Read(c.Salt[:])
	return c
}

func (t *tablet) set(c *wire.Change, path, value string) *wire.Change {
	n, ok := t.w.form.NodeByPath(path)
	if !ok {
		t.w.t.Fatalf("no node %s", path)
	}
	c.Ops = append(c.Ops, wire.Op{Kind: wire.KindSet, Node: uint32(n), Value: wire.TextValue(value)})
	return c
}

func (t *tablet) finish(c *wire.Change) *wire.Change {
	c.Ops = append(c.Ops, wire.Op{Kind: wire.KindFinish, Value: wire.FinishValue(wire.Finish{})})
	return c
}

var hidden = regexp.MustCompile(`name="(frontier|seen|ref|pick)" value="([^"]*)"`)

// field finds the n-th value of a hidden field or radio of a page.
func (p page) field(t testing.TB, name string, n int) string {
	t.Helper()
	for _, m := range hidden.FindAllStringSubmatch(p.body, -1) {
		if m[1] == name {
			if n == 0 {
				return m[2]
			}
			n--
		}
	}
	t.Fatalf("page has no field %s", name)
	return ""
}
