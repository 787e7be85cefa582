package server

import (
	"context"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/sothon/sothon/schema/register"
	"github.com/sothon/sothon/schema/store"
	"github.com/sothon/sothon/sync/wire"
)

// undoField reads the item that a page offers to take back; "" when it offers none.
func (p page) undoField() string {
	_, rest, ok := strings.Cut(p.body, `action="/inbox/undo"><input type="hidden" name="item" value="`)
	if !ok {
		return ""
	}
	item, _, _ := strings.Cut(rest, `"`)
	return item
}

// TestReview_UndoADecision: who decided takes it back within ten minutes, and the record, the register and the queue are as
// before; nobody else can, nor later, nor when something was written since.
func TestReview_UndoADecision(t *testing.T) {
	w := newWorld(t)
	ctx := context.Background()
	house := id(0x77)
	version, err := w.srv.Store.PublishForm(ctx, w.ws, register.Form(), nil, wire.ID{})
	w.ok(err)
	_, err = w.srv.Store.Author(ctx, store.Authored{Workspace: w.ws, Changes: []*wire.Change{register.Change(&register.Case{ID: house, Area: w.areas[0],
		Values: map[string]string{"ma": "M-001", "chu_ho": "Đoàn Thị Nguyệt", "dien_thoai": "0900000001"}}, version)}})
	w.ok(err)
	a := w.enrolled("khue")
	c := a.change(house, 0)
	a.set(c, "ho/chu_ho", "Đoàn Thị Nguyệt")
	a.set(c, "ho/nuoc", "2")
	a.set(c, "ho/dien_thoai", "0900000002")
	if rep, _ := a.sync(a.finish(c)); len(rep.Held) > 0 {
		t.Fatal(rep.Held)
	}
	w.ok(w.srv.Flush(ctx))
	desk, record := w.signIn("dong"), "/records/"+c.Record.String()
	phone := func() string {
		held, _, err := w.srv.Store.Record(ctx, w.ws, wire.RecordID(house, wire.ID{}, register.FormID))
		w.ok(err)
		return register.Read(held).Values["dien_thoai"]
	}
	state := func() string {
		m, err := w.srv.Store.View(ctx, w.ws, c.Record)
		w.ok(err)
		if m.Row.Held != 0 {
			t.Errorf("held: %d", m.Row.Held)
		}
		return string(m.Row.State) + "/" + string(m.Row.Queue)
	}
	for _, do := range []string{"approve", "return", "reject"} {
		p := desk.get(record)
		must(t, desk.post(record+"/"+do, url.Values{"frontier": {p.field(t, "frontier", 0)}, "reason": {"lý do"}}), 303)
		w.ok(w.srv.Flush(ctx))
		if do == "approve" && phone() != "0900000002" {
			t.Errorf("the register did not follow: %s", phone())
		}
		p = desk.get(record)
		item := p.undoField()
		must(t, p, 200, "Hoàn tác")
		if got := w.signIn("quantri").post("/inbox/undo", url.Values{"item": {item}}); got.status != 409 {
			t.Errorf("%s: another person: %d", do, got.status)
		}
		if got := w.signIn("doai").post("/inbox/undo", url.Values{"item": {item}}); got.status != 404 {
			t.Errorf("%s: another village: %d", do, got.status)
		}
		must(t, desk.post("/inbox/undo", url.Values{"item": {item}}), 303)
		w.ok(w.srv.Flush(ctx))
		if got := state(); got != "received/new" {
			t.Errorf("%s undone: %s", do, got)
		}
		if got := phone(); got != "0900000001" {
			t.Errorf("%s undone: the register has %s", do, got)
		}
		must(t, desk.get(record), 200, "Đã hoàn tác", "đã hoàn tác", "Duyệt được")
		must(t, desk.post("/inbox/undo", url.Values{"item": {item}}), 409, "Không hoàn tác được nữa")
	}
	p := desk.get(record)
	must(t, desk.post(record+"/approve", url.Values{"frontier": {p.field(t, "frontier", 0)}}), 303)
	item := desk.get(record).undoField()
	w.now = w.now.Add(11 * time.Minute)
	must(t, desk.post("/inbox/undo", url.Values{"item": {item}}), 409, "Không hoàn tác được nữa")
	must(t, desk.post(record+"/return", url.Values{"frontier": {desk.get(record).field(t, "frontier", 0)}, "reason": {"lý do"}}), 303)
	item = desk.get(record).undoField()
	must(t, desk.post(record+"/comment", url.Values{"text": {"thêm"}}), 303)
	must(t, desk.post("/inbox/undo", url.Values{"item": {item}}), 409, "đã có việc khác ghi vào phiếu")
	must(t, desk.post("/inbox/undo", url.Values{"item": {"xx"}}), 422)
	must(t, desk.post("/inbox/undo", url.Values{}), 422)
}

// TestReview_SetAsideByHand: a save of a tablet stops counting with a reason and counts again when it is let in.
func TestReview_SetAsideByHand(t *testing.T) {
	w := newWorld(t)
	a, b := w.enrolled("khue"), w.enrolled("thom")
	house := id(0x78)
	c1, c2 := a.change(house, 0), b.change(house, 0)
	a.set(c1, "ho/chu_ho", "Đoàn Thị Mận")
	a.set(c1, "ho/nuoc", "1")
	b.set(c2, "ho/nuoc", "3")
	a.sync(a.finish(c1))
	b.sync(c2)
	w.ok(w.srv.Flush(context.Background()))
	desk, record := w.signIn("dong"), "/records/"+c1.Record.String()
	must(t, desk.get(record), 200, "Mâu thuẫn", "Để riêng…")
	dot := b.id.String() + "-1"
	must(t, desk.post(record+"/hold", url.Values{"dot": {dot}}), 422, "nhờ ghi lý do")
	must(t, desk.post(record+"/hold", url.Values{"dot": {"x"}, "reason": {"y"}}), 422)
	must(t, desk.post(record+"/hold", url.Values{"dot": {id(0x99).String() + "-1"}, "reason": {"y"}}), 409)
	must(t, desk.post(record+"/hold", url.Values{"dot": {dot}, "reason": {"Máy đang ở nhà người khác"}}), 303)
	must(t, desk.get(record), 200, "xã để riêng", "Máy đang ở nhà người khác", "1 lần lưu đang để riêng", "Cho vào phiếu")
	if got := w.shownValue(c1.Record.String())["/ho/nuoc"]; got != "1" {
		t.Errorf("set aside: %q", got)
	}
	must(t, desk.get("/inbox?queue=held"), 200, "Đoàn Thị Mận")
	must(t, desk.post(record+"/hold", url.Values{"dot": {dot}, "reason": {"nữa"}}), 409)
	must(t, desk.post(record+"/admit", url.Values{"writer": {b.id.String()}, "dot": {dot}, "reason": {"Đã hỏi"}}), 303)
	must(t, desk.get(record), 200, "Mâu thuẫn")
}

// TestReview_OneHouseholdTwice: the record of a household that is the same one stands beside this one, and an answer is
// copied over; of a village that the reader may not see nothing shows.
func TestReview_OneHouseholdTwice(t *testing.T) {
	w := newWorld(t)
	ctx := context.Background()
	a, b := w.enrolled("khue"), w.enrolled("thom")
	here, there := id(0x7a), id(0x7b)
	c1, c2 := a.change(here, 0), b.change(there, 1)
	a.set(c1, "ho/chu_ho", "Mai Thị Hoa")
	a.set(c1, "ho/nuoc", "1")
	b.set(c2, "ho/chu_ho", "Mai Thị Hoa")
	b.set(c2, "ho/nuoc", "3")
	b.set(c2, "ho/dien_thoai", "0912000000")
	a.sync(a.finish(c1))
	b.sync(b.finish(c2))
	w.ok(w.srv.Store.Alias(ctx, w.ws, wire.Alias{What: wire.AliasCase, A: here, B: there, CaseA: here, CaseB: there}, w.users["quantri"].ID, "một hộ"))
	w.ok(w.srv.Flush(ctx))
	record := "/records/" + c1.Record.String()
	if p := w.signIn("dong").get(record); strings.Contains(p.body, "ghi hai lần") {
		t.Error("a record of another village shows")
	}
	desk := w.signIn("quantri")
	must(t, desk.get(record), 200, "Cùng một hộ, ghi hai lần", "0912000000", "/records/"+c2.Record.String())
	must(t, desk.post(record+"/copy", url.Values{"from": {there.String()}, "ref": {":/ho/dien_thoai"}}), 303)
	must(t, desk.post(record+"/copy", url.Values{"from": {there.String()}, "ref": {":/ho/nuoc"}}), 303)
	got := w.shownValue(c1.Record.String())
	if got["/ho/dien_thoai"] != "0912000000" || got["/ho/nuoc"] != "3" {
		t.Errorf("copied: %v", got)
	}
	must(t, desk.get(record+"?show=comments"), 200, "Chép từ phiếu của hộ")
	must(t, desk.post(record+"/copy", url.Values{"from": {id(0x7c).String()}, "ref": {":/ho/nuoc"}}), 409)
	must(t, w.signIn("dong").post(record+"/copy", url.Values{"from": {there.String()}, "ref": {":/ho/nuoc"}}), 409)
}
