package server

import (
	"context"
	"net/url"
	"strings"
	"testing"

	"github.com/sothon/sothon/schema/answers"
	"github.com/sothon/sothon/sync/wire"
)

// shownValue gives the values of a record by path, rows left out.
func (w *world) shownValue(record string) map[string]string {
	w.t.Helper()
	id, err := wire.ParseID(record)
	w.ok(err)
	rec, _, err := w.srv.Store.Record(context.Background(), w.ws, id)
	w.ok(err)
	out := map[string]string{}
	for p, v := range answers.Visible(rec) {
		out[p.Path] = v
	}
	return out
}

// seen fills in what a change names of one earlier change.
func (t *tablet) seeing(c *wire.Change, dots map[wire.Dot]*wire.Change) *wire.Change {
	t.w.t.Helper()
	var err bool
	c.Seen16, err = wire.SeenDigest(c.Named(), func(d wire.Dot) (wire.Hash, bool) {
		x, ok := dots[d]
		if !ok {
			return wire.Hash{}, false
		}
		b, fail := wire.EncodeChange(x)
		t.w.ok(fail)
		h, fail := wire.Digest(b)
		t.w.ok(fail)
		return h, true
	})
	if !err {
		t.w.t.Fatal("seen digest")
	}
	return c
}

// TestReview_KeepTheApproved: what changed after the approval goes back to the approved values, rows too; the record is as
// approved, the new values stay in its log, and a reason is asked.
func TestReview_KeepTheApproved(t *testing.T) {
	w := newWorld(t)
	a := w.enrolled("khue")
	house := id(0x77)
	first := a.change(house, 0)
	a.set(first, "ho/chu_ho", "Phạm Hữu Thưởng")
	a.set(first, "ho/nuoc", "1")
	if rep, _ := a.sync(a.finish(first)); len(rep.Held) > 0 {
		t.Fatal(rep.Held)
	}
	w.ok(w.srv.Flush(context.Background()))
	desk, record := w.signIn("dong"), first.Record.String()
	p := desk.get("/records/" + record)
	must(t, desk.post("/records/"+record+"/keep", url.Values{"frontier": {p.field(t, "frontier", 0)}, "reason": {"x"}}), 409, "không còn thay đổi nào")
	must(t, desk.post("/records/"+record+"/approve", url.Values{"frontier": {p.field(t, "frontier", 0)}}), 303)

	later := a.change(house, 0)
	n, _ := w.form.NodeByPath("ho/nuoc")
	rep, _ := w.form.NodeByPath("tv")
	name, _ := w.form.NodeByPath("tv/m_ten")
	later.Rows = []wire.Row{{ID: id(0x51)}}
	later.Ops = []wire.Op{{Kind: wire.KindSet, Node: uint32(n), Value: wire.TextValue("3"), Sees: []wire.Dot{{Writer: a.id, Seq: 1}}}}
	a.set(later, "ho/dien_tich", "80")
	later.Ops = append(later.Ops, wire.Op{Kind: wire.KindAdd, Row: 1, Node: uint32(rep), Value: wire.NullValue()},
		wire.Op{Kind: wire.KindSet, Row: 1, Node: uint32(name), Value: wire.TextValue("Người mới")})
	if rep, _ := a.sync(a.seeing(later, map[wire.Dot]*wire.Change{{Writer: a.id, Seq: 1}: first})); len(rep.Held) > 0 {
		t.Fatal(rep.Held)
	}
	w.ok(w.srv.Flush(context.Background()))
	p = desk.get("/records/" + record)
	must(t, p, 200, "Đã thay đổi sau khi duyệt", "Giữ bản đã duyệt", "Mở lại cho thôn sửa")
	must(t, desk.post("/records/"+record+"/keep", url.Values{"frontier": {p.field(t, "frontier", 0)}}), 422, "Chưa ghi lý do giữ")
	must(t, desk.post("/records/"+record+"/keep", url.Values{"frontier": {p.field(t, "frontier", 0)}, "reason": {"Nhà chưa sửa"}}), 303)
	must(t, desk.get("/records/"+record), 200, "Đã duyệt", "Nhà chưa sửa")
	got := w.shownValue(record)
	if got["/ho/nuoc"] != "1" || got["/ho/dien_tich"] != "" || got["/tv/m_ten"] != "" || got["/ho/chu_ho"] != "Phạm Hữu Thưởng" {
		t.Errorf("kept: %v", got)
	}
	m, err := w.srv.Store.View(context.Background(), w.ws, first.Record)
	w.ok(err)
	if m.Row.Changed || string(m.Row.State) != "approved" {
		t.Errorf("state %s, changed %v", m.Row.State, m.Row.Changed)
	}

	// A collector's reviewer of another village can do none of it.
	other := w.signIn("doai")
	for _, do := range []string{"keep", "reject", "row", "resolve", "twins"} {
		if p := other.post("/records/"+record+"/"+do, url.Values{"frontier": {p.field(t, "frontier", 0)}, "reason": {"x"}}); p.status != 404 {
			t.Errorf("%s: %d", do, p.status)
		}
	}
}

// TestReview_SettleAnewRejectResolve: a settled conflict shows both values until the decision and can be settled anew; a
// thread is closed; a record is rejected with a reason; a broken rule needs a reason to approve.
func TestReview_SettleAnewRejectResolve(t *testing.T) {
	w := newWorld(t)
	a, b := w.enrolled("khue"), w.enrolled("thom")
	house := id(0x78)
	c1, c2 := a.change(house, 0), b.change(house, 0)
	a.set(c1, "ho/chu_ho", "Đoàn Thị Mận")
	a.set(c1, "ho/nuoc", "2")
	b.set(c2, "ho/nuoc", "3")
	b.set(c2, "ho/dien_tich", "600")
	a.sync(a.finish(c1))
	b.sync(c2)
	w.ok(w.srv.Flush(context.Background()))
	desk, record := w.signIn("dong"), "/records/"+c1.Record.String()
	p := desk.get(record)
	must(t, desk.post(record+"/settle", url.Values{"ref": {p.field(t, "ref", 0)}, "seen": {p.field(t, "seen", 0)}, "pick": {p.field(t, "pick", 0)}, "reason": {"Hỏi lại"}}), 303)
	p = desk.get(record)
	must(t, p, 200, "Giếng khoan", "Giếng đào", "Đã chọn: Trịnh Thu Hằng", "chọn lại", "1 lỗi chưa có lý do", "Hỏi lại")
	if got := w.shownValue(c1.Record.String())["/ho/nuoc"]; got != "2" {
		t.Errorf("settled: %s", got)
	}
	must(t, desk.post(record+"/settle", url.Values{"ref": {p.field(t, "ref", 0)}, "seen": {p.field(t, "seen", 0)}, "pick": {p.field(t, "pick", 0)}, "reason": {"Nhầm"}}), 303)
	if got := w.shownValue(c1.Record.String())["/ho/nuoc"]; got != "3" {
		t.Errorf("settled anew: %s", got)
	}
	must(t, desk.post(record+"/comment", url.Values{"text": {"Nhờ xem lại ảnh"}}), 303)
	p = desk.get(record)
	i := strings.Index(p.body, `name="dots" value="`)
	if i < 0 {
		t.Fatal("no thread to close")
	}
	open := strings.Count(p.body, "Xong, đóng trao đổi")
	dots := p.body[i+len(`name="dots" value="`):]
	dots = dots[:strings.IndexByte(dots, '"')]
	ref := p.body[max(0, i-400):i]
	form := url.Values{"dots": {dots}}
	if k := strings.LastIndex(ref, `name="ref" value="`); k >= 0 && strings.Contains(ref[k:], "resolve") == false {
		v := ref[k+len(`name="ref" value="`):]
		form.Set("ref", v[:strings.IndexByte(v, '"')])
	}
	must(t, desk.post(record+"/resolve", form), 303)
	p = desk.get(record + "?show=all")
	if strings.Count(p.body, "Xong, đóng trao đổi") != open-1 || !strings.Contains(p.body, "đã xong") {
		t.Errorf("threads open: %d before, %d after", open, strings.Count(p.body, "Xong, đóng trao đổi"))
	}
	must(t, desk.post(record+"/approve", url.Values{"frontier": {p.field(t, "frontier", 0)}}), 422, "phải ghi lý do")
	must(t, desk.post(record+"/reject", url.Values{"frontier": {p.field(t, "frontier", 0)}}), 422, "Chưa ghi lý do không duyệt")
	must(t, desk.post(record+"/reject", url.Values{"frontier": {p.field(t, "frontier", 0)}, "reason": {"Hộ đã chuyển đi"}}), 303)
	must(t, desk.get(record), 200, "Không duyệt", "Hộ đã chuyển đi")
	must(t, desk.get("/inbox?queue=state-rejected"), 200, "Đoàn Thị Mận")
}

// TestReview_RowThatOneTookOut: a row removed on one tablet while another wrote in it stands until a person keeps it or
// takes it out; kept, the old answers show again.
func TestReview_RowThatOneTookOut(t *testing.T) {
	for _, do := range []string{"keep", "remove"} {
		w := newWorld(t)
		a, b := w.enrolled("khue"), w.enrolled("thom")
		house, person := id(0x79), id(0x52)
		repeat, _ := w.form.NodeByPath("tv")
		name, _ := w.form.NodeByPath("tv/m_ten")
		c1 := a.change(house, 0)
		a.set(c1, "ho/chu_ho", "Mai Quang Phong")
		a.set(c1, "ho/nuoc", "1")
		c1.Rows = []wire.Row{{ID: person}}
		c1.Ops = append(c1.Ops, wire.Op{Kind: wire.KindAdd, Row: 1, Node: uint32(repeat), Value: wire.NullValue()},
			wire.Op{Kind: wire.KindSet, Row: 1, Node: uint32(name), Value: wire.TextValue("Mai Thị Hoa")})
		a.sync(a.finish(c1))
		c2 := a.change(house, 0)
		c2.Rows = []wire.Row{{ID: person}}
		c2.Ops = []wire.Op{{Kind: wire.KindRemove, Row: 1, Node: uint32(repeat), Sees: []wire.Dot{{Writer: a.id, Seq: 1}}, Value: wire.NullValue()}}
		c3 := b.change(house, 0)
		c3.Rows = []wire.Row{{ID: person}}
		c3.Ops = []wire.Op{{Kind: wire.KindSet, Row: 1, Node: uint32(name), Value: wire.TextValue("Mai Thị Hoà"), Sees: []wire.Dot{{Writer: a.id, Seq: 1}}}}
		known := map[wire.Dot]*wire.Change{{Writer: a.id, Seq: 1}: c1}
		for tablet, c := range map[*tablet]*wire.Change{a: c2, b: c3} {
			if rep, _ := tablet.sync(tablet.seeing(c, known)); len(rep.Held) > 0 {
				t.Fatal(rep.Held)
			}
		}
		w.ok(w.srv.Flush(context.Background()))
		desk, record := w.signIn("dong"), "/records/"+c1.Record.String()
		p := desk.get(record)
		must(t, p, 200, "máy khác đã bỏ", "Giữ dòng này", "Bỏ dòng này")
		form := url.Values{"frontier": {p.field(t, "frontier", 0)}, "row": {person.String()}, "do": {do}}
		must(t, desk.post(record+"/row", form), 303)
		got, want := w.shownValue(c1.Record.String())["/tv/m_ten"], map[string]string{"keep": "Mai Thị Hoà", "remove": ""}[do]
		if got != want {
			t.Errorf("%s: %q, want %q", do, got, want)
		}
		if p := desk.get(record); strings.Contains(p.body, "máy khác đã bỏ") {
			t.Errorf("%s: the row is still flagged", do)
		}
		must(t, desk.post(record+"/row", url.Values{"frontier": {p.field(t, "frontier", 0)}, "row": {id(0x53).String()}, "do": {do}}), 409)
	}
}
