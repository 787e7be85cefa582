package server

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"io"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/sothon/sothon/server/api"
	"github.com/sothon/sothon/sync/wire"
)

func wantProblem(t *testing.T, what string, status int, body []byte, wantStatus int, code string) {
	t.Helper()
	e, err := wire.DecodeErrorReply(body)
	if err != nil || status != wantStatus || e.Code != code || e.Vi == "" || e.En == "" {
		t.Errorf("%s: %d %v %+v, want %d %s", what, status, err, e, wantStatus, code)
	}
}

func TestEnrolment(t *testing.T) {
	w := newWorld(t)
	ctx := t.Context()
	code, err := w.srv.Store.CreateCode(ctx, w.ws, w.users["khue"].ID, w.users["quantri"].ID)
	w.ok(err)
	first := w.newTablet("khue")
	if status, body := first.enrol(strings.ToLower(code.Code[:4]) + "-" + code.Code[4:]); status != 200 {
		t.Fatalf("typed with a dash and small letters: %d %s", status, problemOf(body))
	}
	if status, _ := w.newTablet("khue").enrol(code.Code); status < 400 {
		t.Error("a code was used twice")
	}
	late, err := w.srv.Store.CreateCode(ctx, w.ws, w.users["khue"].ID, w.users["quantri"].ID)
	w.ok(err)
	w.now = w.now.Add(16 * time.Minute)
	if status, _ := w.newTablet("khue").enrol(late.Code); status < 400 {
		t.Error("an expired code was taken")
	}
	for range 5 {
		w.newTablet("khue").enrol("AAAAAAAA")
	}
	good, err := w.srv.Store.CreateCode(ctx, w.ws, w.users["khue"].ID, w.users["quantri"].ID)
	w.ok(err)
	if status, body := w.newTablet("khue").enrol(good.Code); status != 403 {
		t.Errorf("after five wrong tries of one address: %d %s", status, problemOf(body))
	}
	forged := w.newTablet("khue")
	body := wire.EncodeEnrolRequest(&wire.EnrolRequest{Code: good.Code, Pub: forged.pub, Proof: make([]byte, 64), Device: "x"})
	if status, _ := w.send("POST", "/api/v1/enrol", body, nil); status != 422 {
		t.Errorf("without proof: %d", status)
	}
}

func TestSyncRefusals(t *testing.T) {
	w := newWorld(t)
	a := w.enrolled("khue")
	a.sync(a.set(a.change(id(0x77), 0), "ho/chu_ho", "Bà Hường"))
	body := wire.EncodeSyncRequest(&wire.SyncRequest{Workspace: w.ws, Writer: a.id, HeadN: a.seq, HeadH: a.h, Nonce: a.nonce})

	head := a.signed(body)
	sig, _ := base64.StdEncoding.DecodeString(head["Sothon-Signature"])
	sig[7] ^= 1
	head["Sothon-Signature"] = base64.StdEncoding.EncodeToString(sig)
	status, out := w.send("POST", "/api/v1/sync", body, head)
	wantProblem(t, "wrong signature", status, out, 401, "signature")

	tampered := bytes.Clone(body)
	tampered[len(tampered)-1] ^= 1
	if status, _ := w.send("POST", "/api/v1/sync", tampered, a.signed(body)); status < 400 {
		t.Error("a tampered body was taken")
	}
	stranger := w.newTablet("khue")
	stranger.nonce = w.srv.api.Nonce(stranger.id)
	b2 := wire.EncodeSyncRequest(&wire.SyncRequest{Workspace: w.ws, Writer: stranger.id, Nonce: stranger.nonce})
	status, out = w.send("POST", "/api/v1/sync", b2, stranger.signed(b2))
	wantProblem(t, "unknown writer", status, out, 401, "unknown_writer")

	status, out = w.send("POST", "/api/v1/sync", []byte("không phải CBOR"), a.signed(nil))
	wantProblem(t, "malformed", status, out, 400, "malformed")
	status, out = w.send("POST", "/api/v1/sync", make([]byte, 5<<20+1), a.signed(nil))
	wantProblem(t, "oversized", status, out, 413, "too_large")

	var bomb bytes.Buffer
	z := gzip.NewWriter(&bomb)
	for range 64 {
		_, _ = z.Write(make([]byte, 1<<20))
	}
	_ = z.Close()
	h := a.signed(nil)
	h["Content-Encoding"] = "gzip"
	status, out = w.send("POST", "/api/v1/sync", bomb.Bytes(), h)
	wantProblem(t, "gzip bomb", status, out, 413, "too_large")
	h["Content-Encoding"] = "br"
	status, out = w.send("POST", "/api/v1/sync", body, h)
	wantProblem(t, "unknown encoding", status, out, 415, "type")

	// An old nonce: 409 with a fresh one, under the owner's signature; with it the same request goes through.
	w.now = w.now.Add(20 * time.Minute)
	sent := a.nonce
	status, out = a.request()
	if status != 409 {
		t.Fatalf("old nonce: %d", status)
	}
	payload, err := wire.Unseal(out, sent, w.ownerVerify())
	w.ok(err)
	rep, err := wire.DecodeSyncReply(payload)
	w.ok(err)
	if rep.Err == nil || rep.Err.Code != "nonce" || rep.ServerTime != w.now.UnixMilli() {
		t.Errorf("reply %+v", rep)
	}
	a.nonce = rep.Nonce
	if got, _ := a.sync(); got.Acked != 1 {
		t.Errorf("acked %d", got.Acked)
	}
	// Another writer's nonce is none.
	other := w.enrolled("thom")
	other.nonce = a.nonce
	if status, _ := other.request(); status != 409 {
		t.Errorf("another writer's nonce: %d", status)
	}
}

// TestSegmentTampering: a segment whose chain or head is wrong is refused, nothing of it is stored.
func TestSegmentTampering(t *testing.T) {
	w := newWorld(t)
	a := w.enrolled("khue")
	seg := a.segment(a.set(a.change(id(0x77), 0), "ho/chu_ho", "Bà Hường"))
	seg.Sig[3] ^= 1
	status, out := a.request(seg)
	if status < 400 || status >= 500 {
		t.Errorf("wrong head: %d %s", status, problemOf(out))
	}
	seg.Sig[3] ^= 1
	a.nonce = w.srv.api.Nonce(a.id)
	if status, out := a.request(seg); status != 200 {
		t.Errorf("the true segment: %d %s", status, problemOf(out))
	}
}

func TestAForeignAreaDoesNotArrive(t *testing.T) {
	w := newWorld(t)
	both, east := w.enrolled("thom"), w.enrolled("khue")
	both.sync(both.set(both.change(id(0x77), 0), "ho/chu_ho", "Hộ Đông"), both.set(both.change(id(0x78), 1), "ho/chu_ho", "Hộ Đoài"))
	_, items := east.sync()
	var seen []byte
	for _, it := range items {
		seen = append(seen, it.Payload...)
	}
	if !bytes.Contains(seen, []byte("Hộ Đông")) || bytes.Contains(seen, []byte("Hộ Đoài")) {
		t.Error("the feed of the eastern village is wrong")
	}
	if _, again := east.sync(); len(again) != 0 {
		t.Errorf("a sync with nothing new brought %d items", len(again))
	}
}

func TestPhotos(t *testing.T) {
	w := newWorld(t)
	a, b := w.enrolled("khue"), w.enrolled("thom")
	photo := []byte("\xff\xd8\xff một tấm ảnh")
	h := wire.Hash(sha256.Sum256(photo))
	put := func(tab *tablet, method string, body []byte) (int, []byte) {
		nonce := w.srv.api.Nonce(tab.id)
		return w.send(method, "/api/v1/blobs/"+h.String(), body, map[string]string{"Sothon-Writer": tab.id.String(), "Content-Type": "image/jpeg",
			"Sothon-Nonce": hex.EncodeToString(nonce), "Sothon-Signature": base64.StdEncoding.EncodeToString(tab.sign(wire.BlobMessage(nonce, method, h)))})
	}
	status, out := put(a, "PUT", photo)
	wantProblem(t, "photo before its change", status, out, 409, "send_changes_first")
	n, _ := w.form.NodeByPath("ho/anh")
	c := a.change(id(0x77), 0)
	c.Ops = []wire.Op{{Kind: wire.KindSet, Node: uint32(n), Value: wire.MediaValue(wire.Media{SHA256: h, Size: uint64(len(photo)), Mime: "image/jpeg"})}}
	if rep, _ := a.sync(c); len(rep.Held) > 0 {
		t.Fatalf("held: %v", rep.Held)
	}
	status, out = put(a, "PUT", photo[:len(photo)-1])
	wantProblem(t, "cut photo", status, out, 422, "mismatch")
	if status, _ := put(a, "HEAD", nil); status != 404 {
		t.Errorf("a photo that was refused is there: %d", status)
	}
	if status, out := put(a, "PUT", photo); status != 201 {
		t.Fatalf("put: %d %s", status, problemOf(out))
	}
	if status, _ := put(a, "PUT", photo); status != 200 {
		t.Errorf("put again: %d", status)
	}
	large := make([]byte, api.MaxPart+1) // in parts only, whatever the change says of its size
	status, out = put(a, "PUT", large)
	wantProblem(t, "more than a part at once", status, out, 413, "too_large")
	for who, tab := range map[string]*tablet{"its writer": a, "another of the village": b} {
		if status, got := put(tab, "GET", nil); status != 200 || !bytes.Equal(got, photo) {
			t.Errorf("%s: %d %q", who, status, got)
		}
	}
	record := wire.RecordID(id(0x77), w.round.ID, w.form.ID).String()
	w.ok(w.srv.Flush(t.Context()))
	if p := w.signIn("dong").get("/blobs/" + h.String()); p.status != 200 || p.body != string(photo) || p.head.Get("X-Content-Type-Options") != "nosniff" ||
		!strings.Contains(p.head.Get("Content-Security-Policy"), "sandbox") {
		t.Errorf("reviewer: %d %v", p.status, p.head)
	}
	if p := w.signIn("doai").get("/blobs/" + h.String()); p.status != 404 {
		t.Errorf("foreign reviewer: %d (record %s)", p.status, record)
	}
}

// A large photo goes in parts: cut anywhere it goes on from where the server stands, and is seen only when whole.
func TestPhotos_InParts(t *testing.T) {
	w := newWorld(t)
	a := w.enrolled("khue")
	photo := bytes.Repeat([]byte("ảnh lớn "), 250_000) // 2.75 MB
	h := wire.Hash(sha256.Sum256(photo))
	n, _ := w.form.NodeByPath("ho/anh")
	named := a.change(id(0x78), 0)
	named.Ops = []wire.Op{{Kind: wire.KindSet, Node: uint32(n), Value: wire.MediaValue(wire.Media{SHA256: h, Size: uint64(len(photo)), Mime: "image/jpeg"})}}
	part := func(offset int, body []byte, signed []byte) (int, string, []byte) {
		nonce := w.srv.api.Nonce(a.id)
		req, err := http.NewRequest("PATCH", w.http.URL+"/api/v1/blobs/"+h.String(), bytes.NewReader(body))
		w.ok(err)
		req.Header.Set("Sothon-Writer", a.id.String())
		req.Header.Set("Sothon-Offset", strconv.Itoa(offset))
		req.Header.Set("Sothon-Nonce", hex.EncodeToString(nonce))
		req.Header.Set("Sothon-Signature", base64.StdEncoding.EncodeToString(a.sign(wire.BlobPartMessage(nonce, h, uint64(offset), wire.Sum(signed)))))
		res, err := w.http.Client().Do(req)
		w.ok(err)
		defer res.Body.Close()
		out, _ := io.ReadAll(res.Body)
		return res.StatusCode, res.Header.Get("Sothon-Offset"), out
	}
	const mib = 1 << 20
	status, _, out := part(0, photo[:mib], photo[:mib])
	wantProblem(t, "a part before its change", status, out, 409, "send_changes_first")
	a.sync(named)
	status, _, out = part(0, photo[:mib-1], photo[:mib])
	wantProblem(t, "a part cut on the way", status, out, 401, "signature")
	status, _, out = part(0, photo[:mib+1], photo[:mib+1])
	wantProblem(t, "a part too large", status, out, 413, "too_large")
	if status, at, out := part(0, photo[:mib], photo[:mib]); status != 202 || at != strconv.Itoa(mib) {
		t.Fatalf("first: %d %s %s", status, at, problemOf(out))
	}
	status, at, out := part(0, photo[:mib], photo[:mib])
	wantProblem(t, "the first again", status, out, 409, "offset")
	if at != strconv.Itoa(mib) {
		t.Fatalf("offset told: %s", at)
	}
	if status, _, _ := part(mib, photo[mib:2*mib], photo[mib:2*mib]); status != 202 {
		t.Fatalf("second: %d", status)
	}
	if status, _, _ := part(2*mib, photo[2*mib:], photo[2*mib:]); status != 201 {
		t.Fatalf("last: %d", status)
	}
	if missing, err := w.srv.Store.MissingBlobs(t.Context(), w.ws, a.id); err != nil || len(missing) != 0 {
		t.Fatalf("missing: %v %v", missing, err)
	}
}
