package server

import (
	"context"
	"fmt"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/sothon/sothon/sync/wire"
)

var bulkItem = regexp.MustCompile(`name="item" value="([^"]*)"`)

// visited stores finished records of households by their heads' names; the value of "nuoc" comes after a slash.
func (w *world) visited(t *tablet, area int, heads ...string) []string {
	w.t.Helper()
	var out []string
	var changes []*wire.Change
	for _, head := range heads {
		name, water, _ := strings.Cut(head, "/")
		c := t.change(wire.ID([]byte(fmt.Sprintf("%-16.16s", name))), area)
		t.set(c, "ho/chu_ho", name)
		if water != "" {
			t.set(c, "ho/nuoc", water)
		}
		changes = append(changes, t.finish(c))
		out = append(out, c.Record.String())
	}
	if rep, _ := t.sync(changes...); len(rep.Held) > 0 {
		w.t.Fatalf("held %v", rep.Held)
	}
	w.ok(w.srv.Flush(context.Background()))
	return out
}

// TestInbox_ManyAtOnce: what a preview lists is done to each record exactly as it stood; what is not plain is left out with
// the reason, and so is what changed or was decided between preview and click.
func TestInbox_ManyAtOnce(t *testing.T) {
	w := newWorld(t)
	a, b := w.enrolled("khue"), w.enrolled("thom")
	all := w.visited(a, 0, "An/1", "Bình/2", "Cường", "Dũng/1", "Hoa/3", "Lan/2") // Cường lacks a required answer
	c := b.change(wire.ID([]byte(fmt.Sprintf("%-16.16s", "Bình"))), 0)
	b.sync(b.set(c, "ho/nuoc", "3")) // a conflict
	foreign := w.visited(b, 1, "Người Đoài/1")
	w.ok(w.srv.Flush(context.Background()))

	desk := w.signIn("dong")
	q := url.Values{"do": {"approve"}, "id": append(append([]string{}, all...), foreign[0], "zz", all[0])}
	p := desk.get("/inbox/preview?" + q.Encode())
	must(t, p, 200, "Sẽ duyệt 4 phiếu", "1 mâu thuẫn chưa chọn", "1 lỗi quy tắc", "Chưa làm gì cả")
	if strings.Contains(p.body, "Người Đoài") {
		t.Error("the preview shows a foreign record")
	}
	items := bulkItem.FindAllStringSubmatch(p.body, -1)
	if len(items) != 4 {
		t.Fatalf("%d items", len(items))
	}
	form := url.Values{"do": {"approve"}}
	for _, m := range items {
		form.Add("item", m[1])
	}
	// Meanwhile a tablet adds to Dũng, and somebody returns Hoa.
	late := b.change(wire.ID([]byte(fmt.Sprintf("%-16.16s", "Dũng"))), 0)
	b.sync(b.set(late, "ho/dien_thoai", "0912345678"))
	page := desk.get("/records/" + all[4])
	must(t, desk.post("/records/"+all[4]+"/return", url.Values{"frontier": {page.field(t, "frontier", 0)}, "reason": {"Xem lại"}}), 303)

	must(t, desk.post("/inbox/bulk", form), 200, "Đã duyệt 2 phiếu", "vừa có máy gửi thêm", "Trịnh Thu Hằng vừa quyết định")
	must(t, desk.post("/inbox/bulk", form), 200, "Đã duyệt 0 phiếu")
	states := func() (out string) {
		for _, id := range all {
			x, err := wire.ParseID(id)
			w.ok(err)
			row, err := w.srv.Store.Row(context.Background(), w.ws, x)
			w.ok(err)
			out += string(row.State) + " "
		}
		return out
	}
	if got := states(); got != "approved conflict received received returned approved " {
		t.Errorf("states %s", got)
	}

	// Returning many needs a reason; an approved one is left out.
	p = desk.get("/inbox/preview?" + url.Values{"do": {"return"}, "id": all}.Encode())
	must(t, p, 200, "Sẽ trả lại 2 phiếu", "đã duyệt rồi", "đang chờ thôn")
	form = url.Values{"do": {"return"}}
	for _, m := range bulkItem.FindAllStringSubmatch(p.body, -1) {
		form.Add("item", m[1])
	}
	must(t, desk.post("/inbox/bulk", form), 422, "nhờ ghi lý do")
	form.Set("reason", "Thiếu câu bắt buộc")
	must(t, desk.post("/inbox/bulk", form), 200, "Đã trả lại 2 phiếu")
	if got := states(); got != "approved conflict returned returned returned approved " {
		t.Errorf("states %s", got)
	}

	// Nobody else's records, and no reviewing without the permission.
	foreignForm := url.Values{"do": {"approve"}, "item": {foreign[0] + "|" + strings.SplitN(items[0][1], "|", 2)[1]}}
	must(t, desk.post("/inbox/bulk", foreignForm), 200, "Đã duyệt 0 phiếu")
	must(t, desk.post("/inbox/bulk", url.Values{"item": {"nonsense"}}), 422)
	if p := desk.get("/inbox/preview?do=approve"); p.status != 303 {
		t.Errorf("nothing chosen: %d", p.status)
	}
}

// TestInbox_FiltersAndViews: filters stand in the address and in the links of the page; a view is kept, shared by an admin
// only, and deleted by who may.
func TestInbox_FiltersAndViews(t *testing.T) {
	w := newWorld(t)
	a := w.enrolled("khue")
	w.visited(a, 0, "Đặng Thị Ánh/1", "Vi Văn Bình", "Lò Thị Hoa/2")
	desk := w.signIn("dong")
	for query, want := range map[string]string{
		"q=anh+dang": "Đặng Thị Ánh", "queue=violations": "Vi Văn Bình", "kind=required&queue=all": "Vi Văn Bình", "q=khue+hoa": "Lò Thị Hoa",
		"queue=all&from=2026-11-23&to=2026-11-23&q=anh": "Đặng Thị Ánh", "queue=all&collector=" + w.users["khue"].ID.String() + "&sort=-label&q=vi+van": "Vi Văn Bình",
	} {
		p := desk.get("/inbox?" + query)
		must(t, p, 200, want, "1–1 trên 1")
		for _, name := range []string{"Đặng Thị Ánh", "Vi Văn Bình", "Lò Thị Hoa"} {
			if name != want && strings.Contains(p.body, name) {
				t.Errorf("%s shows %s", query, name)
			}
		}
	}
	must(t, desk.get("/inbox?queue=all&from=2026-11-24"), 200, "Không có phiếu nào khớp")
	must(t, desk.get("/inbox?queue=twins"), 200, "Không có hộ nào giống hộ khác")
	must(t, desk.get("/inbox?queue=all&sort=x%3BDROP"), 200, "1–3 trên 3")
	must(t, desk.get("/inbox?queue=all&sort=-label"), 200, `aria-sort="descending"`, "queue=all&amp;sort=label")

	must(t, desk.post("/inbox/views", url.Values{"name": {"Việc sáng nay"}, "here": {"kind=required&queue=all&page=7&evil=1"}, "shared": {"1"}}), 303)
	p := desk.get("/inbox")
	must(t, p, 200, "Việc sáng nay", `href="/inbox?kind=required&amp;queue=all"`)
	if strings.Contains(p.body, "dùng chung") {
		t.Error("a reviewer shared a view")
	}
	admin := w.signIn("quantri")
	if strings.Contains(admin.get("/inbox").body, "Việc sáng nay") {
		t.Error("somebody else's view shows")
	}
	must(t, admin.post("/inbox/views", url.Values{"name": {"Của xã"}, "here": {"queue=conflict"}, "shared": {"1"}}), 303)
	must(t, desk.get("/inbox"), 200, "Của xã", "dùng chung")
	id := regexp.MustCompile(`/inbox/views/([0-9a-f]{32})/delete`)
	common := id.FindStringSubmatch(admin.get("/inbox").body)
	if p := desk.post("/inbox/views/"+common[1]+"/delete", nil); p.status != 404 {
		t.Errorf("a reviewer deletes what the admin shared: %d", p.status)
	}
	must(t, admin.post("/inbox/views/"+common[1]+"/delete", nil), 303)
	if _, bad, err := w.srv.Store.VerifyAudit(context.Background(), w.ws); err != nil || bad != 0 {
		t.Errorf("audit: %d, %v", bad, err)
	}
}
