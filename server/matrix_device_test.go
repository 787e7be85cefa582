package server

import (
	"encoding/base64"
	"encoding/hex"
	"strings"
	"testing"

	"github.com/sothon/sothon/sync/wire"
)

// blob asks for a photo with the device's signature.
func (t *tablet) blob(method, hash string) (int, []byte) {
	t.w.t.Helper()
	h, err := wire.ParseHash(hash)
	t.w.ok(err)
	sig := t.sign(wire.BlobMessage(t.nonce, method, h))
	return t.w.send(method, "/api/v1/blobs/"+hash, nil, map[string]string{"Sothon-Writer": t.id.String(), "Sothon-Nonce": hex.EncodeToString(t.nonce),
		"Sothon-Signature": base64.StdEncoding.EncodeToString(sig)})
}

// TestMatrix_Devices: what a tablet is sent, lists, names and photos included, is of its villages and of nobody else's,
// and what it writes about another village is kept apart.
func TestMatrix_Devices(t *testing.T) {
	m := newMatrix(t)
	for _, c := range []struct {
		login string
		mine  [3]bool
	}{{"khue", [3]bool{true, false, false}}, {"thom", [3]bool{true, true, false}}} {
		tab := m.enrolled(c.login)
		_, items := tab.sync()
		var all strings.Builder
		for _, it := range items {
			all.Write(it.Payload)
		}
		for k, word := range m.secret {
			if got := strings.Contains(all.String(), word); got != c.mine[k] {
				t.Errorf("%s is sent %s: %v, want %v", c.login, whoseNames[k], got, c.mine[k])
			}
			for _, method := range []string{"GET", "HEAD"} {
				status, body := tab.blob(method, m.things["blob"][k])
				if (status == 200) != c.mine[k] || !c.mine[k] && strings.Contains(string(body), word) {
					t.Errorf("%s %s the photo of %s: %d", c.login, method, whoseNames[k], status)
				}
			}
		}
	}
	tab := m.enrolled("khue")
	tab.sync()
	foreign, err := wire.ParseID(m.things["case"][sibling])
	m.ok(err)
	for _, area := range []int{0, 1} { // under its own name, and under the village's it has not
		rep, _ := tab.sync(tab.set(tab.change(foreign, area), "ho/chu_ho", "Viết sang thôn khác"))
		if len(rep.Held) != 1 || rep.Acked != tab.seq {
			t.Errorf("a change about a household of another village, named as of %d: acked %d, held %v", area, rep.Acked, rep.Held)
		}
	}
	record, err := wire.ParseID(m.things["id"][sibling])
	m.ok(err)
	rec, _, err := m.srv.Store.Record(t.Context(), m.ws, record)
	m.ok(err)
	for _, r := range rec.Registers {
		for _, v := range r.Values {
			if v.Value.Equal(wire.TextValue("Viết sang thôn khác")) {
				t.Error("what is held is shown as an answer")
			}
		}
	}
	ws := tab.w.ws
	tab.w.ws = id(2)
	if status, body := tab.request(); status == 200 {
		t.Errorf("another workspace answered: %d %s", status, problemOf(body))
	}
	tab.w.ws = ws
	stranger := m.newTablet("khue")
	stranger.nonce = tab.nonce
	if status, _ := stranger.request(); status == 200 {
		t.Error("a device that was never enrolled is answered")
	}
	if status, _ := stranger.blob("GET", m.things["blob"][own]); status == 200 {
		t.Error("a device that was never enrolled is given a photo")
	}
}
