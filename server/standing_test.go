package server

import (
	"bytes"
	"encoding/base64"
	"net/url"
	"strings"
	"testing"

	"github.com/sothon/sothon/server/api"
	"github.com/sothon/sothon/sync/wire"
)

// standing is what a locked tablet asks with.
func (t *tablet) standing(at uint64) (body []byte, head map[string]string) {
	var e wire.Encoder
	e.Array(3)
	e.Uint(wire.LayoutVersion)
	e.ID(t.id)
	e.Uint(at)
	return e.B, map[string]string{"Sothon-Signature": base64.StdEncoding.EncodeToString(t.sign(api.StandingMessage(e.B)))}
}

// A locked tablet learns whom to call and that it is to be erased, of itself only.
func TestStanding_PhoneAndOrder(t *testing.T) {
	w := newWorld(t)
	a, b := w.enrolled("khue"), w.enrolled("thom")
	ask := func(tab *tablet) []byte {
		t.Helper()
		body, head := tab.standing(1790000000000)
		status, out := w.send("POST", "/api/v1/standing", body, head)
		if status != 200 {
			t.Fatalf("%d %s", status, problemOf(out))
		}
		return out
	}
	if got := ask(a); !bytes.Equal(got, []byte{0x83, 0x01, 0xf6, 0x60}) {
		t.Errorf("nothing to tell: %x", got)
	}
	office := w.signIn("quantri")
	for _, bad := range []string{"12", "0221 3862 111 gọi chị Hằng", strings.Repeat("1", 31)} {
		if p := office.post("/devices/phone", url.Values{"phone": {bad}}); p.status == 303 {
			t.Errorf("%q was taken", bad)
		}
	}
	if p := office.post("/devices/phone", url.Values{"phone": {" 0221 3862 111 "}}); p.status != 303 {
		t.Fatalf("%d %s", p.status, p.body)
	}
	if p := office.get("/devices"); !strings.Contains(p.body, `value="0221 3862 111"`) {
		t.Error("the page does not show the number")
	}
	if p := w.signIn("dong").post("/devices/phone", url.Values{"phone": {"0221 3862 112"}}); p.status == 303 {
		t.Error("a reviewer sets the number")
	}
	w.ok(w.srv.Store.OrderWipe(t.Context(), w.ws, a.id, w.users["quantri"].ID, "mất máy"))
	d := wire.NewDecoder(ask(a))
	d.Places(3)
	d.Uint()
	d.Places(2)
	signed := &wire.SignedWipe{Order: d.Bytes(4096), Sig: d.Bytes(wire.SignatureSize)}
	phone := d.Text(100)
	w.ok(d.Done())
	if order, err := signed.Open(w.ownerVerify()); err != nil || order.Writer != a.id || order.Reason != "mất máy" || phone != "0221 3862 111" {
		t.Errorf("%v %+v %q", err, order, phone)
	}
	if got := ask(b); !bytes.Contains(got, []byte("0221 3862 111")) || bytes.Contains(got, []byte("mất máy")) {
		t.Errorf("another tablet: %x", got)
	}
	body, head := a.standing(1790000000001)
	other, otherHead := b.standing(1790000000001)
	for what, x := range map[string]struct {
		body []byte
		head map[string]string
		want int
	}{
		"no signature":            {body, nil, 401},
		"another's signature":     {body, otherHead, 401},
		"a byte more":             {append(bytes.Clone(other), 0), otherHead, 400},
		"nobody's writer":         {append([]byte{0x83, 0x01, 0x50}, append(make([]byte, 16), 0)...), head, 401},
		"more than it ever takes": {make([]byte, api.MaxStanding+1), head, 413},
	} {
		if status, out := w.send("POST", "/api/v1/standing", x.body, x.head); status != x.want {
			t.Errorf("%s: %d %s, want %d", what, status, problemOf(out), x.want)
		}
	}
}
