package server

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"strings"
	"testing"

	"github.com/sothon/sothon/sync/wire"
)

// visible says whether a text is an answer that anybody sees.
func (w *world) visible(text string) bool {
	w.t.Helper()
	w.ok(w.srv.Flush(w.t.Context()))
	return strings.Contains(w.signIn("quantri").get("/inbox?queue=all").body, text)
}

// TestForgedRequests: every byte of a request and of the segment in it, every header and every field is covered by a
// signature: with any one of them changed the request is refused in words, and nothing of it is seen.
func TestForgedRequests(t *testing.T) {
	w := newWorld(t)
	a, other := w.enrolled("khue"), w.enrolled("thom")
	a.sync()
	seg := a.segment(a.set(a.change(id(0x77), 0), "ho/chu_ho", "Giả mạo"))
	body := wire.EncodeSyncRequest(&wire.SyncRequest{Workspace: w.ws, Writer: a.id, HeadN: a.seq, HeadH: a.h, Cursor: a.cur, Nonce: a.nonce, Segments: []*wire.Segment{seg}, Have: a.have})
	before, tried := w.tables("session", "counter"), 0
	refused := func(what string, status int, out []byte) {
		t.Helper()
		tried++
		if status == 200 {
			t.Errorf("%s was taken", what)
		}
		if e, err := wire.DecodeErrorReply(out); status != 409 && (err != nil || e.Vi == "" || e.En == "") {
			t.Errorf("%s: %d without words", what, status)
		}
	}
	// a byte of the body changed on the way, under the true signature
	for i := 0; i < len(body); i += 1 + len(body)/300 {
		forged := bytes.Clone(body)
		forged[i] ^= 0x01
		status, out := w.send("POST", "/api/v1/sync", forged, a.signed(body))
		refused(fmt.Sprintf("byte %d", i), status, out)
	}
	// a byte of the segment changed by somebody who can sign the request (a stolen, then revoked session has no device key, a
	// broken tablet has): the segment's own signature holds
	from := bytes.Index(body, seg.Items[0].Body)
	if from < 0 {
		t.Fatal("the change is not in the body as it is")
	}
	for i := from; i < from+len(seg.Items[0].Body); i += 3 {
		forged := bytes.Clone(body)
		forged[i] ^= 0x01
		status, out := w.send("POST", "/api/v1/sync", forged, a.signed(forged))
		refused(fmt.Sprintf("byte %d of the change", i-from), status, out)
	}
	for what, forge := range map[string]func(s *wire.Segment, r *wire.SyncRequest){
		"the writer of the segment": func(s *wire.Segment, _ *wire.SyncRequest) { s.Writer = other.id },
		"the writer of the request": func(_ *wire.Segment, r *wire.SyncRequest) { r.Writer = other.id },
		"the workspace":             func(_ *wire.Segment, r *wire.SyncRequest) { r.Workspace = id(2) },
		"the first number":          func(s *wire.Segment, _ *wire.SyncRequest) { s.From++ },
		"the head before":           func(s *wire.Segment, _ *wire.SyncRequest) { s.HPrev[0] ^= 1 },
		"the signature":             func(s *wire.Segment, _ *wire.SyncRequest) { s.Sig = other.sign(wire.HeadMessage(a.id, a.seq, a.h)) },
		"no signature":              func(s *wire.Segment, _ *wire.SyncRequest) { s.Sig = make([]byte, 64) },
		"the order":                 func(s *wire.Segment, _ *wire.SyncRequest) { s.Items = append(s.Items, s.Items[0]) },
		"a nonce of another device": func(_ *wire.Segment, r *wire.SyncRequest) { r.Nonce = w.srv.api.Nonce(other.id) },
		"no nonce":                  func(_ *wire.Segment, r *wire.SyncRequest) { r.Nonce = nil },
		"a nonce of nobody":         func(_ *wire.Segment, r *wire.SyncRequest) { r.Nonce = bytes.Repeat([]byte{7}, 24) },
	} {
		s, items := *seg, append([]wire.Item(nil), seg.Items...)
		s.Items = items
		r := &wire.SyncRequest{Workspace: w.ws, Writer: a.id, HeadN: a.seq, HeadH: a.h, Cursor: a.cur, Nonce: a.nonce, Segments: []*wire.Segment{&s}, Have: a.have}
		forge(&s, r)
		b := wire.EncodeSyncRequest(r)
		sig := a.sign(wire.RequestMessage(r.Nonce, wire.Sum(b)))
		status, out := w.send("POST", "/api/v1/sync", b, map[string]string{"Sothon-Writer": a.id.String(), "Sothon-Signature": base64.StdEncoding.EncodeToString(sig)})
		if what == "the first number" && status == 200 { // a gap: told, not stored
			tried++
			continue
		}
		refused(what, status, out)
	}
	for what, head := range map[string]map[string]string{
		"another's name":             {"Sothon-Writer": other.id.String(), "Sothon-Signature": a.signed(body)["Sothon-Signature"]},
		"another's signature":        {"Sothon-Writer": a.id.String(), "Sothon-Signature": other.signed(body)["Sothon-Signature"]},
		"no signature in the header": {"Sothon-Writer": a.id.String()},
		"no writer":                  {"Sothon-Signature": a.signed(body)["Sothon-Signature"]},
		"the owner's name":           {"Sothon-Writer": w.srv.Store.Owner().String(), "Sothon-Signature": a.signed(body)["Sothon-Signature"]},
	} {
		status, out := w.send("POST", "/api/v1/sync", body, head)
		refused(what, status, out)
	}
	if w.visible("Giả mạo") {
		t.Error("something forged is seen")
	}
	for _, d := range differ(before, w.tables("session", "counter")) {
		if !strings.HasPrefix(d, "device:") { // when it was seen last
			t.Error("changed:", d)
		}
	}
	if tried < 350 {
		t.Errorf("only %d forgeries", tried)
	}
	// The true request is taken; sent again, word for word, it adds nothing.
	for range 2 {
		if status, out := w.send("POST", "/api/v1/sync", body, a.signed(body)); status != 200 {
			t.Fatalf("the true one: %d %s", status, problemOf(out))
		}
	}
	m, _, err := w.srv.Store.Record(t.Context(), w.ws, wire.RecordID(id(0x77), w.round.ID, w.form.ID))
	w.ok(err)
	if len(m.Changes) != 1 || !w.visible("Giả mạo") {
		t.Errorf("%d changes", len(m.Changes))
	}
}
