package server

import (
	"context"
	"net/url"
	"testing"

	"github.com/sothon/sothon/schema/register"
	"github.com/sothon/sothon/schema/store"
	"github.com/sothon/sothon/sync/wire"
)

// TestAnApprovalUpdatesTheRegister: what the reviewer approved is in the register, in the reviewer's name and with what
// stood before in its history; the next list has it; approving again changes nothing.
func TestAnApprovalUpdatesTheRegister(t *testing.T) {
	w := newWorld(t)
	ctx := context.Background()
	house, old, born := id(0x77), id(0x78), id(0x79)
	version, err := w.srv.Store.PublishForm(ctx, w.ws, register.Form(), nil, wire.ID{})
	w.ok(err)
	_, err = w.srv.Store.Author(ctx, store.Authored{Workspace: w.ws, Changes: []*wire.Change{register.Change(&register.Case{ID: house, Area: w.areas[0],
		Values:  map[string]string{"ma": "M-001", "chu_ho": "Đoàn Thị Nguyệt", "dien_thoai": "0900000001"},
		Members: []register.Row{{ID: old, Values: map[string]string{"m_ten": "Đoàn Thị Nguyệt", "m_gioitinh": "2"}}}}, version)}})
	w.ok(err)

	a := w.enrolled("khue")
	c := a.change(house, 0)
	a.set(c, "ho/chu_ho", "Đoàn Thị Nguyệt")
	a.set(c, "ho/nuoc", "2")
	a.set(c, "ho/dien_thoai", "0900000002")
	tv, _ := w.form.NodeByPath("tv")
	name, _ := w.form.NodeByPath("tv/m_ten")
	c.Rows = []wire.Row{{ID: born}}
	c.Ops = append(c.Ops, wire.Op{Kind: wire.KindAdd, Row: 1, Node: uint32(tv), Value: wire.NullValue()},
		wire.Op{Kind: wire.KindSet, Row: 1, Node: uint32(name), Value: wire.TextValue("Đoàn Gia Bảo")})
	if rep, _ := a.sync(a.finish(c)); rep.Acked != 1 || len(rep.Held) > 0 {
		t.Fatalf("acked %d, held %v", rep.Acked, rep.Held)
	}
	w.ok(w.srv.Flush(ctx))
	record := wire.RecordID(house, w.round.ID, w.form.ID)
	desk := w.signIn("dong")
	p := desk.get("/records/" + record.String())
	must(t, desk.post("/records/"+record.String()+"/approve", url.Values{"frontier": {p.field(t, "frontier", 0)}}), 303)
	w.ok(w.srv.Flush(ctx))

	held, _, err := w.srv.Store.Record(ctx, w.ws, wire.RecordID(house, wire.ID{}, register.FormID))
	w.ok(err)
	got := register.Read(held)
	if got.Values["dien_thoai"] != "0900000002" || got.Values["ma"] != "M-001" || held.Conflicts > 0 {
		t.Errorf("household: %v, %d conflicts", got.Values, held.Conflicts)
	}
	if len(got.Members) != 2 || got.Members[1].ID != born || got.Members[1].Values["m_ten"] != "Đoàn Gia Bảo" || got.Members[0].Values["m_gioitinh"] != "2" {
		t.Errorf("members: %+v", got.Members)
	}
	if len(held.Changes) != 2 || held.Changes[1].User != w.users["dong"].ID || held.Changes[1].Ops != 7 {
		t.Errorf("history: %+v", held.Changes)
	}
	for _, g := range held.Registers {
		if g.Path == "/dien_thoai" && (len(g.Earlier) != 1 || !g.Earlier[0].Value.Equal(wire.TextValue("0900000001"))) {
			t.Errorf("what stood before: %+v", g.Earlier)
		}
	}
	if got := w.cells("ho", "dien_thoai"); got != "0900000002" {
		t.Errorf("telephones of the next list: %q", got)
	}
	if got := w.cells("thanh_vien", "m_ten"); got != "Đoàn Thị Nguyệt, Đoàn Gia Bảo" {
		t.Errorf("members of the next list: %q", got)
	}

	p = desk.get("/records/" + record.String())
	must(t, desk.post("/records/"+record.String()+"/approve", url.Values{"frontier": {p.field(t, "frontier", 0)}}), 303)
	again, _, err := w.srv.Store.Record(ctx, w.ws, held.ID)
	w.ok(err)
	if len(again.Changes) != 2 {
		t.Errorf("approving again wrote into the register: %+v", again.Changes)
	}
}
