package server

import (
	"context"
	"fmt"
	"net/url"
	"strings"
	"testing"

	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/schema/register"
	"github.com/sothon/sothon/schema/store"
	"github.com/sothon/sothon/sync/wire"
)

// settled enters households into the register: each {area, head}; the lists then have them.
func (w *world) settled(houses ...struct {
	area int
	head string
}) []wire.ID {
	w.t.Helper()
	ctx := context.Background()
	version, err := w.srv.Store.PublishForm(ctx, w.ws, register.Form(), nil, wire.ID{})
	w.ok(err)
	var ids []wire.ID
	var changes []*wire.Change
	for i, h := range houses {
		ids = append(ids, id(byte(0x80+i)))
		changes = append(changes, register.Change(&register.Case{ID: ids[i], Area: w.areas[h.area],
			Values: map[string]string{"ma": fmt.Sprintf("M-%03d", i+1), "chu_ho": h.head, "dia_chi": fmt.Sprintf("Xóm %d, số nhà %d", i%2+1, i)}}, version))
	}
	_, err = w.srv.Store.Author(ctx, store.Authored{Workspace: w.ws, Changes: changes})
	w.ok(err)
	w.srv.jobs.RegisterChanged()
	w.ok(w.srv.Flush(ctx))
	return ids
}

type placed = struct {
	area int
	head string
}

// supervisor adds a user who may see and change nothing, of the first village.
func (w *world) supervisor() *browser {
	w.t.Helper()
	u := schema.User{ID: id(0x41), Login: "giamsat", Name: "Ngô Giám Sát", Role: schema.RoleSupervisor, Areas: w.areas[:1], Active: true,
		Password: w.users["dong"].Password}
	w.ok(w.srv.Store.CreateUser(context.Background(), w.ws, &u, wire.ID{}))
	w.users[u.Login] = &u
	return w.signIn(u.Login)
}

func TestRounds_ProgressAndWhoSeesWhat(t *testing.T) {
	w := newWorld(t)
	ids := w.settled(placed{0, "Đoàn Thị Nguyệt"}, placed{0, "Lò Văn Bình"}, placed{1, "Vi Thị Ánh"})
	a := w.enrolled("khue")
	c := a.change(ids[0], 0)
	a.set(c, "ho/chu_ho", "Đoàn Thị Nguyệt")
	a.set(c, "ho/nuoc", "2")
	a.sync(a.finish(c))
	w.ok(w.srv.Flush(context.Background()))
	round := "/rounds/" + w.round.ID.String()

	admin := w.signIn("quantri")
	must(t, admin.get("/rounds"), 200, "Rà soát 2026", "1 trên 3 hộ", "Đang mở")
	p := admin.get(round)
	must(t, p, 200, "Thôn Đông", "Thôn Đoài", "đã thăm 1 trên 3 hộ (33 %)", "3 hộ chưa giao cho ai", "Vũ Văn Khuê")
	must(t, admin.get(round+"/households?show=unvisited"), 200, "Lò Văn Bình", "Vi Thị Ánh", "2 hộ, 2 chưa giao")
	for _, b := range []*browser{w.signIn("dong"), w.supervisor()} {
		p := b.get(round)
		must(t, p, 200, "Thôn Đông", "đã thăm 1 trên 2 hộ (50 %)")
		list := b.get(round + "/households?show=all&village=" + w.areas[1].String())
		for _, secret := range []string{"Thôn Đoài", "Vi Thị Ánh"} {
			if strings.Contains(p.body+list.body, secret) {
				t.Errorf("another village's %s shows", secret)
			}
		}
		must(t, b.get(round+"/edit"), 404)
		must(t, b.post(round+"/assign", url.Values{}), 404)
		must(t, b.post(round+"/close", url.Values{}), 404)
	}
	must(t, w.signIn("khue").get(round), 404)
	must(t, admin.get("/rounds/"+id(0x55).String()), 404)
}

func TestRounds_AssignRemindClose(t *testing.T) {
	w := newWorld(t)
	ctx := context.Background()
	ids := w.settled(placed{0, "Đoàn Thị Nguyệt"}, placed{0, "Lò Văn Bình"}, placed{1, "Vi Thị Ánh"})
	round := "/rounds/" + w.round.ID.String()
	admin := w.signIn("quantri")
	khue, thom := w.users["khue"].ID.String(), w.users["thom"].ID.String()
	must(t, admin.post(round+"/assign", url.Values{"which": {"ticked"}}), 422, "Chưa chọn hộ nào")
	must(t, admin.post(round+"/assign", url.Values{"which": {"ticked"}, "case": {ids[2].String()}, "user": {khue}}), 422, "không được giao địa bàn")
	must(t, admin.post(round+"/assign", url.Values{"which": {"ticked"}, "case": {ids[0].String()}, "user": {khue}, "note": {"Hẹn buổi tối"}}), 303)
	must(t, admin.post(round+"/assign?village="+w.areas[0].String()+"&lane="+url.QueryEscape("Xóm 2"), url.Values{"which": {"filter"}, "user": {thom}}), 303)
	must(t, admin.get(round+"/households?village="+w.areas[0].String()+"&who=none"), 200, `assign?village=`+w.areas[0].String()+`&amp;who=none"`)
	must(t, admin.get(round+"/households?who="+thom), 200, "Lò Văn Bình", "1 hộ, 0 chưa giao")
	if p := admin.get(round + "/households?who=none"); strings.Contains(p.body, "Lò Văn Bình") || !strings.Contains(p.body, "Vi Thị Ánh") {
		t.Errorf("nobody's: %.3000s", p.body)
	}
	must(t, admin.post(round+"/remind", url.Values{"user": {khue}, "text": {"Nhờ bác gửi phiếu tối nay."}}), 303)
	must(t, admin.get(round), 200, "đã nhắc: Nhờ bác gửi phiếu tối nay.")

	// What the tablets of the village get.
	w.ok(w.srv.Flush(ctx))
	if got := w.cells("giao", "nguoi"); got != w.users["khue"].ID.UUID()+", "+w.users["thom"].ID.UUID() {
		t.Errorf("who visits: %q", got)
	}
	if got := w.cells("giao", "ghi_chu"); got != "Hẹn buổi tối, " {
		t.Errorf("handover: %q", got)
	}
	if got := w.cells("nhac", "label"); got != "Nhờ bác gửi phiếu tối nay." {
		t.Errorf("reminders: %q", got)
	}

	// A round with a record that waits stays open; without one a reason is asked for households that were not visited.
	a := w.enrolled("khue")
	c := a.change(ids[0], 0)
	a.set(c, "ho/chu_ho", "Đoàn Thị Nguyệt")
	a.set(c, "ho/nuoc", "2")
	a.sync(a.finish(c))
	w.ok(w.srv.Flush(ctx))
	must(t, admin.get(round+"/edit"), 200, "Chưa đóng được. Còn:", "1 phiếu chờ thẩm định", "2 hộ chưa thăm")
	must(t, admin.post(round+"/close", url.Values{"reason": {"hết hạn"}}), 422, "Đợt chưa đóng được")
	record := "/records/" + wire.RecordID(ids[0], w.round.ID, w.form.ID).String()
	must(t, admin.post(record+"/approve", url.Values{"frontier": {admin.get(record).field(t, "frontier", 0)}}), 303)
	must(t, admin.post(round+"/close", url.Values{}), 422, "nhờ ghi vì sao vẫn đóng")
	must(t, admin.post(round+"/close", url.Values{"reason": {"hai hộ đi làm xa"}}), 303)
	must(t, admin.get(round), 200, "Đã đóng")
	must(t, admin.post(round+"/assign", url.Values{"which": {"ticked"}, "case": {ids[2].String()}, "user": {thom}}), 422, "Đợt đã đóng")
	must(t, admin.post(round+"/open", url.Values{}), 303)

	// A new round of one village, staying at a version; the villages of two open rounds may not meet.
	form := url.Values{"label": {"Đợt hai"}, "starts": {"2026-12-01"}, "ends": {"2026-12-31"}, "previous": {w.round.ID.String()}, "form": {"ho_gia_dinh"},
		"version-ho_gia_dinh": {"1"}, "area": {w.areas[1].String()}, "rules": {"Nghị định 07/2021\nNghị định 351/2025"}, "open": {"1"}}
	must(t, admin.post("/rounds/new", form), 422, "đang mở ở cùng địa bàn")
	form.Del("open")
	must(t, admin.post("/rounds/new", form), 303)
	must(t, admin.get("/rounds"), 200, "Đợt hai", "0 trên 1 hộ")
	form.Set("starts", "2027-01-01")
	must(t, admin.post("/rounds/new", form), 422, "Ngày kết thúc trước ngày bắt đầu")
	form.Set("starts", "01/12/2026")
	must(t, admin.post("/rounds/new", form), 422, "Ngày chưa đúng")
	form.Del("form")
	form.Set("starts", "")
	must(t, admin.post("/rounds/new", form), 422, "Chọn ít nhất một biểu mẫu")
}
