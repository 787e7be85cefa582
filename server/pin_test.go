package server

import (
	"bytes"
	"encoding/base64"
	"net/url"
	"strings"
	"testing"

	"github.com/sothon/sothon/schema/store"
	"github.com/sothon/sothon/server/api"
	"github.com/sothon/sothon/sync/wire"
)

// pinRequest is what a locked tablet asks with; fill makes the fresh public key.
func (t *tablet) pinRequest(user wire.ID, fill byte) (body []byte, head map[string]string) {
	pub := append([]byte{4}, bytes.Repeat([]byte{fill}, 64)...)
	var e wire.Encoder
	e.Array(5)
	e.Uint(wire.LayoutVersion)
	e.ID(t.id)
	e.ID(user)
	e.Bytes(pub)
	e.Bytes([]byte("age-encryption.org/v1 …"))
	sig := t.sign(api.PinMessage(e.B))
	return e.B, map[string]string{"Sothon-Writer": t.id.String(), "Sothon-Signature": base64.StdEncoding.EncodeToString(sig)}
}

var noPinAnswer = []byte{0x82, 0x01, 0xf6}

// The tablet asks until the office has answered; the answer is for this request only, and is on record.
func TestPin_AskedComparedAnswered(t *testing.T) {
	w := newWorld(t)
	a := w.enrolled("khue")
	office, path := w.signIn("quantri"), "/devices/"+a.id.String()+"/pin"
	if p := office.get(path); p.status != 200 || !strings.Contains(p.body, "data-pin-wait") {
		t.Fatalf("before it asks: %d", p.status)
	}
	body, head := a.pinRequest(w.users["khue"].ID, 7)
	for range 2 {
		if status, out := w.send("POST", "/api/v1/pin", body, head); status != 200 || !bytes.Equal(out, noPinAnswer) {
			t.Fatalf("asks: %d %s", status, problemOf(out))
		}
	}
	r, err := api.DecodePinRequest(body)
	w.ok(err)
	p := office.get(path)
	if !strings.Contains(p.body, ">"+r.Check+"<") || !strings.Contains(p.body, base64.StdEncoding.EncodeToString(r.Pub)) {
		t.Fatalf("page: %d %s", p.status, p.body)
	}
	if strings.Contains(p.body, `name="key"`) || strings.Contains(p.body, `id="khoa" name`) {
		t.Error("the field of the recovery key could be sent")
	}
	answer := bytes.Repeat([]byte{9}, 125)
	form := url.Values{"check": {r.Check}, "answer": {base64.StdEncoding.EncodeToString(answer)}}
	if p := office.post(path, url.Values{"check": {"000 000"}, "answer": form["answer"]}); p.status != 409 {
		t.Errorf("other digits: %d", p.status)
	}
	if p := office.post(path, form); p.status != 303 {
		t.Fatalf("answer: %d %s", p.status, p.body)
	}
	want := append([]byte{0x82, 0x01, 0x58, 125}, answer...)
	if status, out := w.send("POST", "/api/v1/pin", body, head); status != 200 || !bytes.Equal(out, want) {
		t.Errorf("the answer: %d %x", status, out)
	}
	next, nextHead := a.pinRequest(w.users["khue"].ID, 8)
	if status, out := w.send("POST", "/api/v1/pin", next, nextHead); status != 200 || !bytes.Equal(out, noPinAnswer) {
		t.Errorf("another request gets the answer of the first: %d %x", status, out)
	}
	if p := office.post(path, form); p.status != 409 {
		t.Errorf("an answer to a request that is no more: %d", p.status)
	}
	rows, err := w.srv.Store.Audit(t.Context(), w.ws, store.AuditQuery{Limit: 20})
	w.ok(err)
	if rows[0].Action != "device.pin" || rows[0].Subject != a.id.String() || rows[0].Detail != w.users["khue"].ID.String() {
		t.Errorf("audit: %+v", rows[0])
	}
}

func TestPin_Refused(t *testing.T) {
	w := newWorld(t)
	a, b := w.enrolled("khue"), w.enrolled("khue")
	khue := w.users["khue"].ID
	good, head := a.pinRequest(khue, 7)
	_, otherHead := b.pinRequest(khue, 7)
	stranger, strangerHead := a.pinRequest(w.users["quantri"].ID, 7)
	foreign := w.newTablet("khue")
	unknown, unknownHead := foreign.pinRequest(khue, 7)
	for _, x := range []struct {
		what   string
		body   []byte
		head   map[string]string
		status int
	}{
		{"another device's signature", good, otherHead, 401},
		{"a bent request", append(good[:len(good)-1:len(good)-1], 'x'), head, 401},
		{"not enrolled", unknown, unknownHead, 401},
		{"a person who does not use it", stranger, strangerHead, 403},
		{"no request", []byte("x"), head, 400},
		{"a cut request", good[:40], head, 400},
		{"a long age file", append(good[:len(good):len(good)], make([]byte, 9000)...), head, 413},
	} {
		if status, out := w.send("POST", "/api/v1/pin", x.body, x.head); status != x.status {
			t.Errorf("%s: %d %s", x.what, status, problemOf(out))
		}
	}
	if _, waits := w.srv.admin.Pins.Waiting(a.id); waits {
		t.Error("a refused request waits")
	}
	w.ok(w.srv.Store.Revoke(t.Context(), w.ws, a.id, w.users["quantri"].ID, "mất"))
	if status, _ := w.send("POST", "/api/v1/pin", good, head); status != 403 {
		t.Errorf("revoked: %d", status)
	}
	if p := w.signIn("quantri").get("/devices/" + a.id.String() + "/pin"); p.status != 404 {
		t.Errorf("page of a revoked device: %d", p.status)
	}
	if p := w.signIn("dong").get("/devices/" + b.id.String() + "/pin"); p.status != 404 {
		t.Errorf("a reviewer's look: %d", p.status)
	}
}

// A request carried by hand is the same request; one that was cut or is another tablet's is refused in words.
func TestPin_ByHand(t *testing.T) {
	w := newWorld(t)
	a, b := w.enrolled("khue"), w.enrolled("khue")
	office, path := w.signIn("quantri"), "/devices/"+a.id.String()+"/pin"
	text := func(x *tablet) string {
		body, head := x.pinRequest(w.users["khue"].ID, 5)
		sig, err := base64.StdEncoding.DecodeString(head["Sothon-Signature"])
		w.ok(err)
		return base64.RawURLEncoding.EncodeToString(append(body, sig...))
	}
	for what, bad := range map[string]string{"cut": text(a)[:90], "another tablet's": text(b), "no base64": "ă", "short": "AAAA"} {
		if p := office.post(path, url.Values{"request": {bad}}); p.status != 422 {
			t.Errorf("%s: %d", what, p.status)
		}
	}
	whole := text(a)
	if p := office.post(path, url.Values{"request": {whole[:50] + "\n  " + whole[50:]}}); p.status != 303 {
		t.Fatalf("by hand: %d %s", p.status, p.body)
	}
	if p := office.get(path); !strings.Contains(p.body, "data-pin ") {
		t.Error("the request is not shown")
	}
}
