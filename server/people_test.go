package server

import (
	"context"
	"net/url"
	"strings"
	"testing"

	"github.com/sothon/sothon/schema/answers"
	"github.com/sothon/sothon/sync/wire"
)

// cells gives a column of a scoped list in force of the first village, by commas.
func (w *world) cells(name, column string) string { return listCells(w, w.areas[0], name, column) }

func listCells(w *world, area wire.ID, name, column string) string {
	w.t.Helper()
	ctx := context.Background()
	w.ok(w.srv.Flush(ctx))
	infos, err := w.srv.Store.Lists(ctx, w.ws, []wire.ID{area})
	w.ok(err)
	for _, info := range infos {
		if info.Name != name || info.Area != area {
			continue
		}
		l, err := w.srv.Store.List(ctx, w.ws, info.Number)
		w.ok(err)
		x, err := answers.DecodeList(l.Bytes)
		w.ok(err)
		return strings.Join(x.Cells[x.Column(column)], ", ")
	}
	return ""
}

// TestPeople_ReachTheTablets: the list of names follows enrolment, users and revocation, and a tablet gets it.
func TestPeople_ReachTheTablets(t *testing.T) {
	w := newWorld(t)
	if got := w.cells("nguoi", "label"); got != "Quách Đình Hưởng, Trịnh Thu Hằng, Máy chủ của xã" {
		t.Fatalf("before any tablet: %q", got)
	}
	a := w.enrolled("khue")
	got := w.cells("nguoi", "label")
	for _, name := range []string{"Vũ Văn Khuê", "máy của khue"} {
		if !strings.Contains(got, name) {
			t.Errorf("after enrolment %q is missing in %q", name, got)
		}
	}
	if strings.Contains(got, "Lê Thị Diễm") || strings.Contains(got, "Lương Thị Thơm") {
		t.Errorf("names of who does not work here: %q", got)
	}
	_, items := a.sync()
	sent := false
	for _, it := range items {
		if it.Kind == wire.FeedList {
			l, err := wire.DecodeListItem(it.Payload)
			w.ok(err)
			sent = sent || l.Name == "nguoi" && l.Area == w.areas[0]
		}
	}
	if !sent {
		t.Error("the tablet was not sent the names")
	}
	admin := w.signIn("quantri")
	u := w.users["khue"]
	must(t, admin.post("/users", url.Values{"id": {u.ID.String()}, "name": {"Vũ Đình Khuê"}, "kin": {"bác"}, "role": {"collector"},
		"active": {"1"}, "area": {w.areas[0].String()}}), 303)
	if got := w.cells("nguoi", "label"); !strings.Contains(got, "Vũ Đình Khuê") || strings.Contains(got, "Vũ Văn Khuê") {
		t.Errorf("after the name changed: %q", got)
	}
	must(t, admin.post("/devices/"+a.id.String()+"/revoke", url.Values{"reason": {"mất máy"}}), 303)
	if got := w.cells("nguoi", "label"); !strings.Contains(got, "máy của khue") {
		t.Errorf("what a revoked tablet wrote stays, and so does its name: %q", got)
	}
}
