package server

import (
	"context"
	"testing"
)

// TestHeldRecordOpens: a record of which every change is held, because its tablet was revoked, can be looked at.
func TestHeldRecordOpens(t *testing.T) {
	w := newWorld(t)
	tab := w.enrolled("khue")
	w.ok(w.srv.Store.Revoke(context.Background(), w.ws, tab.id, w.users["quantri"].ID, "mất máy"))
	c := tab.finish(tab.set(tab.change(id(0x77), 0), "ho/chu_ho", "Vũ Văn Sửu"))
	if rep, _ := tab.sync(c); !rep.Revoked || len(rep.Held) != 1 {
		t.Fatalf("a push after revocation: %+v", rep)
	}
	w.ok(w.srv.Flush(context.Background()))
	must(t, w.signIn("dong").get("/records/"+c.Header.Record.String()), 200, "đang để riêng")
}
