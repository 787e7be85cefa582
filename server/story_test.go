package server

import (
	"archive/zip"
	"bytes"
	"context"
	"io"
	"net/url"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"github.com/sothon/sothon/sync/wire"
)

func must(t *testing.T, p page, status int, parts ...string) {
	t.Helper()
	if p.status != status {
		t.Fatalf("status %d, want %d: %.2000s", p.status, status, p.body)
	}
	for _, s := range parts {
		if !strings.Contains(p.body, s) {
			t.Errorf("page lacks %q: %.6000s", s, p.body)
		}
	}
}

// TestTheDeskSideOfTheStory: two tablets write the same field; the reviewer settles, comments, returns, approves; a change
// arrives between the page and the click, and the approved version stands; the export is the approved version.
func TestTheDeskSideOfTheStory(t *testing.T) {
	w := newWorld(t)
	ctx := context.Background()
	a, b := w.enrolled("khue"), w.enrolled("thom")
	house := id(0x77)
	c1 := a.change(house, 0)
	a.set(c1, "ho/chu_ho", "Đoàn Thị Nguyệt Hường")
	a.set(c1, "ho/nuoc", "2")
	c2 := b.change(house, 0)
	b.set(c2, "ho/nuoc", "3")
	b.set(c2, "ho/dien_tich", "600")
	if rep, _ := a.sync(a.finish(c1)); rep.Acked != 1 {
		t.Fatalf("acked %d, held %v", rep.Acked, rep.Held)
	}
	if rep, items := b.sync(c2); rep.Acked != 1 || len(items) < 2 {
		t.Fatalf("acked %d, %d items", rep.Acked, len(items))
	}
	w.ok(w.srv.Flush(ctx))

	desk := w.signIn("dong")
	record := "/records/" + wire.RecordID(house, w.round.ID, w.form.ID).String()
	must(t, desk.get("/inbox?q=nguyet+huong"), 200, "Đoàn Thị Nguyệt Hường", "1 mâu thuẫn", "Lương Thị Thơm")
	p := desk.get(record)
	must(t, p, 200, "Giếng khoan", "Giếng đào", "Vũ Văn Khuê", "Lương Thị Thơm", "máy của khue", "Chưa duyệt được", "Diện tích phải dưới 500 m².")

	// No decision without a reason; then the dug well.
	pick := url.Values{"ref": {p.field(t, "ref", 0)}, "seen": {p.field(t, "seen", 0)}, "pick": {p.field(t, "pick", 1)}}
	must(t, desk.post(record+"/settle", pick), 422, "Chưa ghi lý do")
	pick.Set("reason", "Đã hỏi lại chủ hộ")
	must(t, desk.post(record+"/settle", pick), 303)
	must(t, desk.post(record+"/comment", url.Values{"ref": {":/ho/dien_tich"}, "text": {"Đo lại giúp xã"}, "ask": {"1"}}), 303)
	w.ok(w.srv.Flush(ctx))
	p = desk.get(record + "?show=all")
	must(t, p, 200, "Đã hỏi lại chủ hộ", "Đo lại giúp xã")
	if strings.Contains(p.body, "class=\"nga\"") {
		t.Error("the conflict is still there")
	}
	must(t, desk.post(record+"/return", url.Values{"frontier": {p.field(t, "frontier", 0)}}), 422, "Chưa trả lại")
	must(t, desk.post(record+"/return", url.Values{"frontier": {p.field(t, "frontier", 0)}, "reason": {"Diện tích chưa đúng"}}), 303)
	must(t, desk.get(record), 200, "Đã trả lại, chờ thôn", "Diện tích chưa đúng")

	// Fixed in the village.
	_, items := b.sync()
	if len(items) == 0 {
		t.Fatal("the village does not hear of the return")
	}
	fix := b.change(house, 0)
	n, _ := w.form.NodeByPath("ho/dien_tich")
	own := wire.Dot{Writer: b.id, Seq: 1}
	fix.Ops = []wire.Op{{Kind: wire.KindSet, Node: uint32(n), Sees: []wire.Dot{own}, Value: wire.TextValue("60")}}
	b.finish(fix)
	finished := wire.Dot{Writer: a.id, Seq: 1}
	fix.Ops[1].Sees = []wire.Dot{finished}
	fix.Seen16, _ = wire.SeenDigest(wire.SortDots([]wire.Dot{own, finished}), func(d wire.Dot) (wire.Hash, bool) {
		h, err := wire.Digest(mustBody(t, map[wire.Dot]*wire.Change{own: c2, finished: c1}[d]))
		return h, err == nil
	})
	if rep, _ := b.sync(fix); rep.Acked != 2 || len(rep.Held) > 0 {
		t.Fatalf("acked %d, held %v", rep.Acked, rep.Held)
	}
	w.ok(w.srv.Flush(ctx))
	p = desk.get(record)
	must(t, p, 200, "Duyệt được", "Đã sửa, gửi lại")

	// The race: a change arrives between the page and the click.
	late := a.change(house, 0)
	a.set(late, "ho/chu_ho", "Đoàn Thị Nguyệt Hường B")
	seen1, _ := wire.SeenDigest([]wire.Dot{{Writer: a.id, Seq: 1}}, func(wire.Dot) (wire.Hash, bool) { h, _ := wire.Digest(mustBody(t, c1)); return h, true })
	late.Ops[0].Sees, late.Seen16 = []wire.Dot{{Writer: a.id, Seq: 1}}, seen1
	if rep, _ := a.sync(late); rep.Acked != 2 || len(rep.Held) > 0 {
		t.Fatalf("acked %d, held %v", rep.Acked, rep.Held)
	}
	must(t, desk.post(record+"/approve", url.Values{"frontier": {p.field(t, "frontier", 0)}}), 303)
	w.ok(w.srv.Flush(ctx))
	must(t, desk.get(record), 200, "Đã thay đổi sau khi duyệt", "Bản đã duyệt", "Đoàn Thị Nguyệt Hường B", "Bản đã duyệt vẫn đứng trong báo cáo")
	must(t, desk.get("/inbox?queue=changed"), 200, "Đoàn Thị Nguyệt Hường")
	must(t, desk.get(record+"?queue=changed&village="+w.areas[0].String()), 200, "?queue=changed&amp;village="+w.areas[0].String()+"&amp;show=all",
		record+"/approve?queue=changed&amp;village=")
	// The same page again: somebody has decided meanwhile.
	must(t, desk.post(record+"/approve", url.Values{"frontier": {p.field(t, "frontier", 0)}}), 409, "vừa quyết định")

	t.Run("export", func(t *testing.T) {
		got := desk.get("/exports/ho_gia_dinh.xlsx")
		must(t, got, 200)
		book, err := excelize.OpenReader(strings.NewReader(got.body))
		w.ok(err)
		rows, err := book.GetRows("ho_gia_dinh")
		w.ok(err)
		line := strings.Join(rows[1], "|")
		if len(rows) != 2 || !strings.Contains(line, "Đoàn Thị Nguyệt Hường|Giếng đào|60") {
			t.Errorf("approved version: %q", rows)
		}
		if got := book.GetSheetList(); len(got) != 2 || got[1] != "tv" {
			t.Errorf("sheets %v", got)
		}
		zipped := desk.get("/exports/ho_gia_dinh.csv?values=codes")
		must(t, zipped, 200)
		z, err := zip.NewReader(bytes.NewReader([]byte(zipped.body)), int64(len(zipped.body)))
		w.ok(err)
		f, err := z.File[0].Open()
		w.ok(err)
		text, err := io.ReadAll(f)
		w.ok(err)
		if !bytes.HasPrefix(text, []byte("\xef\xbb\xbfphieu,")) || !strings.Contains(string(text), "Đoàn Thị Nguyệt Hường,3,60") {
			t.Errorf("csv: %q", text)
		}
	})
	t.Run("foreign area", func(t *testing.T) {
		other := w.signIn("doai")
		missing := other.get("/records/" + id(0x99).String())
		foreign := other.get(record)
		if missing.status != 404 || foreign.status != 404 || missing.body != foreign.body {
			t.Errorf("foreign %d, missing %d, same body %v", foreign.status, missing.status, missing.body == foreign.body)
		}
		if p := other.post(record+"/approve", url.Values{"frontier": {p.field(t, "frontier", 0)}}); p.status != 404 {
			t.Errorf("foreign approval: %d", p.status)
		}
		if strings.Contains(other.get("/inbox?queue=all").body, "Nguyệt Hường") {
			t.Error("the inbox shows a foreign record")
		}
		x := other.get("/exports/ho_gia_dinh.xlsx")
		book, err := excelize.OpenReader(strings.NewReader(x.body))
		w.ok(err)
		if rows, _ := book.GetRows("ho_gia_dinh"); len(rows) != 1 {
			t.Errorf("export of foreign records: %d rows", len(rows)-1)
		}
	})
	row, _, err := w.srv.Store.Record(ctx, w.ws, wire.RecordID(house, w.round.ID, w.form.ID))
	w.ok(err)
	if len(row.Changes) < 8 {
		t.Errorf("%d changes: something was lost", len(row.Changes))
	}
}

func mustBody(t *testing.T, c *wire.Change) []byte {
	t.Helper()
	b, err := wire.EncodeChange(c)
	if err != nil {
		t.Fatal(err)
	}
	return b
}
