package server

import (
	"encoding/base64"
	"testing"

	"github.com/sothon/sothon/sync/wire"
)

func (t *tablet) receipt(order wire.ID, unsent uint64) (body []byte, head map[string]string) {
	body = wire.EncodeWipeReceipt(&wire.WipeReceipt{Workspace: t.w.ws, Writer: t.id, Order: order, At: 1790000000000, HeadN: t.seq, HeadH: t.h, Unsent: unsent})
	sig := t.sign(wire.WipedMessage(wire.Sum(body)))
	return body, map[string]string{"Sothon-Writer": t.id.String(), "Sothon-Signature": base64.StdEncoding.EncodeToString(sig)}
}

// An order to wipe revokes; the device still pushes, all of it held; its receipt counts once and can not be made up.
func TestWipe_OrderedPushedAndReceipted(t *testing.T) {
	w := newWorld(t)
	ctx := t.Context()
	a := w.enrolled("khue")
	admin := w.users["quantri"].ID
	a.sync(a.set(a.change(id(0x71), 0), "ho/chu_ho", "Bà Hường"))
	w.ok(w.srv.Store.OrderWipe(ctx, w.ws, a.id, admin, "mất máy"))
	w.ok(w.srv.Store.OrderWipe(ctx, w.ws, a.id, admin, "mất máy")) // once more: nothing new
	rep, _ := a.sync(a.set(a.change(id(0x72), 0), "ho/chu_ho", "Ông Tư"))
	if !rep.Revoked || rep.Wipe == nil || rep.Acked != 2 || len(rep.Held) != 1 || rep.Held[0].Reason != "revoked" {
		t.Fatalf("reply: %+v", rep)
	}
	order, err := rep.Wipe.Open(w.ownerVerify())
	w.ok(err)
	if order.Writer != a.id || order.Workspace != w.ws || order.Reason != "mất máy" {
		t.Fatalf("order: %+v", order)
	}
	body, head := a.receipt(order.ID, 3)
	forged := map[string]string{"Sothon-Writer": a.id.String(), "Sothon-Signature": base64.StdEncoding.EncodeToString(make([]byte, 64))}
	if status, out := w.send("POST", "/api/v1/wiped", body, forged); status != 401 {
		t.Errorf("without the device's signature: %d %s", status, problemOf(out))
	}
	b := w.enrolled("khue")
	other, otherHead := b.receipt(order.ID, 0)
	if status, out := w.send("POST", "/api/v1/wiped", other, otherHead); status != 404 {
		t.Errorf("another device's receipt: %d %s", status, problemOf(out))
	}
	for range 2 {
		if status, out := w.send("POST", "/api/v1/wiped", body, head); status != 200 {
			t.Fatalf("receipt: %d %s", status, problemOf(out))
		}
	}
	lie, lieHead := a.receipt(order.ID, 0) // the first stands
	if status, _ := w.send("POST", "/api/v1/wiped", lie, lieHead); status != 200 {
		t.Errorf("again: %d", status)
	}
	d, err := w.srv.Store.Device(ctx, w.ws, a.id)
	w.ok(err)
	if d.Wipe == nil || d.Wipe.Received.IsZero() || d.Wipe.Unsent != 3 || d.Wipe.By != admin || d.Revoked.IsZero() {
		t.Fatalf("device: %+v %+v", d, d.Wipe)
	}
	if rep, _ := a.sync(); rep.Wipe != nil {
		t.Error("an order with a receipt is told again")
	}
}

func TestWipe_Cancelled(t *testing.T) {
	w := newWorld(t)
	ctx := t.Context()
	a := w.enrolled("khue")
	admin := w.users["quantri"].ID
	w.ok(w.srv.Store.OrderWipe(ctx, w.ws, a.id, admin, "nhầm"))
	rep, _ := a.sync()
	order, err := rep.Wipe.Open(w.ownerVerify())
	w.ok(err)
	w.ok(w.srv.Store.CancelWipe(ctx, w.ws, a.id, admin))
	if rep, _ := a.sync(); rep.Wipe != nil || !rep.Revoked {
		t.Errorf("after it was taken back: %+v", rep)
	}
	if err := w.srv.Store.CancelWipe(ctx, w.ws, a.id, admin); err == nil {
		t.Error("taken back twice")
	}
	body, head := a.receipt(order.ID, 0) // it had read the order before
	if status, _ := w.send("POST", "/api/v1/wiped", body, head); status != 200 {
		t.Error("a receipt that crossed with the cancel is not stored")
	}
}

// A copy of a tablet that sends nothing new is found by the head that it tells, or by what it says itself.
func TestSync_CopyWithNothingNew(t *testing.T) {
	w := newWorld(t)
	a := w.enrolled("khue")
	c := *a // a copy of the tablet, made before its first change
	a.sync(a.set(a.change(id(0x73), 0), "ho/chu_ho", "Bà Hường"))
	one := *a
	c.segment(c.set(c.change(id(0x74), 0), "ho/chu_ho", "Ông Tư")) // made, never sent
	if status, out := c.request(); status != 200 {
		t.Fatal(problemOf(out))
	}
	d, err := w.srv.Store.Device(t.Context(), w.ws, a.id)
	w.ok(err)
	if !d.Stopped || d.Forked.IsZero() {
		t.Fatalf("not found: %+v", d)
	}
	b := w.enrolled("khue")
	b.sync(b.set(b.change(id(0x75), 0), "ho/chu_ho", "Bà Hường"))
	b.seq, b.h = 0, wire.ChainStart(b.pub) // behind: may be a request that was late
	if rep, _ := b.sync(); rep.Fork {
		t.Error("a head behind is a fork")
	}
	if rep, _ := one.sync(); !rep.Fork {
		t.Error("a stopped device is not told")
	}
}

// Two users of one tablet: each has a grant, and each change is judged by its own.
func TestDeviceUsers(t *testing.T) {
	w := newWorld(t)
	ctx := t.Context()
	a := w.enrolled("khue")
	khue, admin := w.users["khue"], w.users["quantri"]
	w.ok(w.srv.Store.SetDeviceUsers(ctx, w.ws, a.id, []wire.ID{khue.ID, admin.ID}, admin.ID))
	rep, _ := a.sync()
	if len(rep.Grants) != 2 || len(rep.InForce) != 2 {
		t.Fatalf("grants: %d, in force: %d", len(rep.Grants), len(rep.InForce))
	}
	var second wire.Grant
	for _, s := range rep.Grants {
		g, err := s.Open(w.ownerVerify())
		w.ok(err)
		if g.Users[0].ID == admin.ID {
			second = g
		}
	}
	mine := a.grant
	a.grant = second.ID // khue in the other's name: not under that grant
	rep, _ = a.sync(a.set(a.change(id(0x76), 0), "ho/chu_ho", "Bà Hường"))
	if len(rep.Held) != 1 || rep.Held[0].Reason != "person" {
		t.Fatalf("held: %+v", rep.Held)
	}
	a.user = admin
	rep, _ = a.sync(a.set(a.change(id(0x77), 0), "ho/chu_ho", "Bà Hường"))
	if len(rep.Held) != 0 {
		t.Fatalf("the second user's change is held: %+v", rep.Held)
	}
	w.ok(w.srv.Store.SetDeviceUsers(ctx, w.ws, a.id, []wire.ID{khue.ID}, admin.ID))
	rep, _ = a.sync()
	if len(rep.InForce) != 1 || rep.InForce[0] != mine {
		t.Fatalf("in force after removing: %v", rep.InForce)
	}
	d, err := w.srv.Store.Device(ctx, w.ws, a.id)
	w.ok(err)
	if len(d.Users) != 1 || d.Users[0] != khue.ID {
		t.Fatalf("users: %v", d.Users)
	}
	if err := w.srv.Store.SetDeviceUsers(ctx, w.ws, a.id, nil, admin.ID); err == nil {
		t.Error("a device without users")
	}
}
