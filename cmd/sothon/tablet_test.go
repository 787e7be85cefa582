package main

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/sothon/sothon/forms"
	"github.com/sothon/sothon/schema/seed"
	"github.com/sothon/sothon/sync/wire"
)

// tablet is a device made of package wire: it enrols and pushes over HTTP as the app does.
type tablet struct {
	t     *testing.T
	base  string
	key   *ecdsa.PrivateKey
	pub   []byte
	id    wire.ID
	user  wire.ID
	ws    wire.ID
	grant wire.ID
	area  wire.ID
	nonce []byte
	seq   uint64
	h     wire.Hash
	form  wire.FormRef
	node  uint32 // a text question
}

func must[T any](t *testing.T) func(T, error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

func (b *tablet) sign(msg []byte) []byte {
	sum := sha256.Sum256(msg)
	r, s, err := ecdsa.Sign(rand.Reader, b.key, sum[:])
	if err != nil {
		b.t.Fatal(err)
	}
	out := make([]byte, 64)
	r.FillBytes(out[:32])
	s.FillBytes(out[32:])
	return out
}

func (b *tablet) post(path string, body []byte, head map[string]string) (int, []byte, error) {
	req, err := http.NewRequest("POST", b.base+path, bytes.NewReader(body))
	if err != nil {
		return 0, nil, err
	}
	req.Header.Set("Content-Type", "application/cbor")
	for k, v := range head {
		req.Header.Set(k, v)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return 0, nil, err
	}
	defer res.Body.Close()
	out, err := io.ReadAll(res.Body)
	return res.StatusCode, out, err
}

// newTablet enrols a device with a printed code and learns the form in force.
func newTablet(t *testing.T, base, code string) *tablet {
	t.Helper()
	key := must[*ecdsa.PrivateKey](t)(ecdsa.GenerateKey(elliptic.P256(), rand.Reader))
	pub := must[interface{ Bytes() []byte }](t)(key.PublicKey.ECDH())
	b := &tablet{t: t, base: base, key: key, pub: pub.Bytes()}
	b.id, b.h = wire.WriterID(b.pub), wire.ChainStart(b.pub)
	code = strings.ReplaceAll(code, "-", "")
	status, out, err := b.post("/api/v1/enrol", wire.EncodeEnrolRequest(&wire.EnrolRequest{Code: code, Pub: b.pub, Proof: b.sign(wire.EnrolMessage(code, b.pub)), Device: "máy thử", App: "1"}), nil)
	if err != nil || status != 200 {
		t.Fatalf("enrol: %d %v %s", status, err, said2(out))
	}
	any := func(msg, sig []byte) bool { return true } // whose seal it is, other tests hold
	reply := must[*wire.EnrolReply](t)(wire.DecodeEnrolReply(must[[]byte](t)(wire.Unseal(out, nil, any))))
	g := must[wire.Grant](t)(reply.Grant.Open(any))
	b.ws, b.user, b.grant, b.area, b.nonce = reply.Workspace, reply.User.ID, g.ID, g.Areas[0], reply.Nonce
	rep, err := b.push(nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range rep.Forms {
		if f.FormID == seed.FormID && f.Version > b.form.Version {
			b.form = f
		}
	}
	form, _ := seed.HouseholdForm("2026")
	for i := range form.Nodes {
		if n := &form.Nodes[i]; n.Kind == forms.KindQuestion && n.Name == "lydo_khong" {
			b.node = uint32(i)
		}
	}
	if b.form.Version == 0 || b.node == 0 {
		t.Fatalf("no form: %+v", rep.Forms)
	}
	return b
}

func said2(b []byte) string {
	if e, err := wire.DecodeErrorReply(b); err == nil {
		return e.Code + ": " + e.Vi
	}
	return string(b)
}

// segment signs one change about the n-th household as the next of the tablet's log; the log goes on only with keep.
func (b *tablet) segment(n int, value string) (s *wire.Segment, keep func()) {
	household := seed.ID("crash", n)
	round := seed.Make().Rounds[1].ID
	c := &wire.Change{Header: wire.Header{V: 1, Record: wire.RecordID(household, round, seed.FormID), Case: household, Round: round, Area: b.area,
		FormID: seed.FormID, FormVersion: b.form.Version, FormHash: b.form.Hash.Short(), At: time.Now().UnixMilli(), Zone: 1440 + 420, Grant: b.grant, User: b.user},
		Ops: []wire.Op{{Kind: wire.KindSet, Node: b.node, Value: wire.TextValue(value)}}}
	_, _ = rand.Read(c.Salt[:])
	body := must[[]byte](b.t)(wire.EncodeChange(c))
	s = &wire.Segment{Writer: b.id, From: b.seq + 1, HPrev: b.h, Items: []wire.Item{{Body: body}}}
	hs := must[[]wire.Hash](b.t)(s.Chain())
	s.Sig = b.sign(wire.HeadMessage(b.id, b.seq+1, hs[0]))
	return s, func() { b.seq, b.h = b.seq+1, hs[0] }
}

// push sends segments and gives the reply; an error is a lost connection or a refusal.
func (b *tablet) push(segments []*wire.Segment) (*wire.SyncReply, error) {
	for range 3 {
		head, h := b.seq, b.h
		body := wire.EncodeSyncRequest(&wire.SyncRequest{Workspace: b.ws, Writer: b.id, HeadN: head, HeadH: h, Nonce: b.nonce, Segments: segments,
			Status: wire.Status{App: "1", Clock: time.Now().UnixMilli()}})
		sent := b.nonce
		status, out, err := b.post("/api/v1/sync", body, map[string]string{"Sothon-Writer": b.id.String(),
			"Sothon-Signature": base64.StdEncoding.EncodeToString(b.sign(wire.RequestMessage(b.nonce, wire.Sum(body))))})
		if err != nil {
			return nil, err
		}
		if status != 200 && status != 409 {
			return nil, fmt.Errorf("sync: %d %s", status, said2(out))
		}
		payload, err := wire.Unseal(out, sent, func(msg, sig []byte) bool { return true })
		if err != nil {
			return nil, err
		}
		rep, err := wire.DecodeSyncReply(payload)
		if err != nil {
			return nil, err
		}
		if b.nonce = rep.Nonce; status == 200 {
			return rep, nil
		}
	}
	return nil, fmt.Errorf("sync: the nonce is never good")
}
