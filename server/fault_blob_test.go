package server

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"image"
	"image/jpeg"
	"strings"
	"testing"

	"github.com/sothon/sothon/sync/wire"
)

// TestOddAttachments: what a tablet sends under a change is kept as it is, byte for byte, whatever it is; a page shows as a
// picture only what is one, all else is a file to save, with words about it.
func TestOddAttachments(t *testing.T) {
	w := newWorld(t)
	a, desk := w.enrolled("khue"), w.signIn("dong")
	var b bytes.Buffer
	w.ok(jpeg.Encode(&b, image.NewGray(image.Rect(0, 0, 40, 30)), nil))
	photo := b.Bytes()
	large := bytes.Clone(photo)
	copy(large[bytes.Index(large, []byte{0xff, 0xc0})+5:], []byte{0xff, 0x00, 0xff, 0x00})
	const notOne, tooLarge, cut = "không phải ảnh", "Ảnh quá lớn", "thiếu phần cuối"
	for i, c := range []struct {
		name, mime string
		file       []byte
		shown      bool
		words      string
	}{
		{"a photo", "image/jpeg", photo, true, ""},
		{"a photo cut off", "image/jpeg", photo[:len(photo)-7], true, cut},
		{"a photo with a script behind it", "image/jpeg", append(bytes.Clone(photo), "<script>alert(1)</script>"...), true, ""},
		{"no photo", "image/jpeg", []byte("không phải ảnh, chỉ là chữ dài hơn ba mươi hai byte"), false, notOne},
		{"a page", "image/jpeg", []byte("<!doctype html><html><script>alert(1)</script></html>"), false, notOne},
		{"a drawing with a script", "image/svg+xml", []byte(`<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>`), false, notOne},
		{"a drawing under another name", "image/png", []byte(`<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"></svg>`), false, notOne},
		{"a photo under another name", "image/png", append(bytes.Clone(photo), ' '), false, notOne},
		{"a page as a page", "text/html", []byte("<script>alert(2)</script>"), false, ""},
		{"65280 × 65280", "image/jpeg", large, false, tooLarge},
		{"one byte", "image/webp", []byte{'R'}, false, notOne},
	} {
		hash, house := wire.Sum(c.file), id(byte(0x80+i))
		ch := a.change(house, 0)
		n, _ := w.form.NodeByPath("ho/anh")
		a.set(ch, "ho/chu_ho", c.name)
		ch.Ops = append(ch.Ops, wire.Op{Kind: wire.KindSet, Node: uint32(n), Value: wire.MediaValue(wire.Media{SHA256: hash, Size: uint64(len(c.file)), Mime: c.mime})})
		if rep, _ := a.sync(ch); len(rep.Held) > 0 {
			t.Errorf("%s: held %v", c.name, rep.Held)
			continue
		}
		nonce := w.srv.api.Nonce(a.id)
		if status, out := w.send("PUT", "/api/v1/blobs/"+hash.String(), c.file, map[string]string{"Sothon-Writer": a.id.String(), "Content-Type": c.mime, "Sothon-Nonce": hex.EncodeToString(nonce),
			"Sothon-Signature": base64.StdEncoding.EncodeToString(a.sign(wire.BlobMessage(nonce, "PUT", hash)))}); status != 201 {
			t.Errorf("%s: not kept: %d %s", c.name, status, problemOf(out))
		}
		w.ok(w.srv.Flush(t.Context()))
		p := desk.get("/blobs/" + hash.String())
		kind, kept := p.head.Get("Content-Type"), p.head.Get("Content-Disposition")
		switch {
		case p.status != 200 || p.body != string(c.file):
			t.Errorf("%s: not given back: %d", c.name, p.status)
		case p.head.Get("X-Content-Type-Options") != "nosniff" || p.head.Get("Content-Security-Policy") != "default-src 'none'; sandbox":
			t.Errorf("%s: %v", c.name, p.head)
		case c.shown && (kind != c.mime || kept != ""), !c.shown && (kind != "application/octet-stream" || !strings.HasPrefix(kept, "attachment; ")):
			t.Errorf("%s: given as %q, %q", c.name, kind, kept)
		}
		page := desk.get("/records/" + wire.RecordID(house, w.round.ID, w.form.ID).String() + "?show=all")
		if got := strings.Contains(page.body, `src="/blobs/`); page.status != 200 || got != c.shown {
			t.Errorf("%s: shown as a picture: %v", c.name, got)
		}
		if !strings.Contains(page.body, `href="/blobs/`+hash.String()) {
			t.Errorf("%s: the page has no link to it", c.name)
		}
		for _, word := range []string{notOne, tooLarge, cut} {
			if got := strings.Contains(page.body, word); got != (word == c.words) {
				t.Errorf("%s: says %q: %v", c.name, word, got)
			}
		}
	}
}
