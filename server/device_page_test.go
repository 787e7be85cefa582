package server

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/sync/wire"
)

// TestDevices_StatesInWords: what asks most of the reader stands first and says whom to call; an order to wipe waits, is
// taken back, and its receipt says what was lost.
func TestDevices_StatesInWords(t *testing.T) {
	w := newWorld(t)
	admin := w.signIn("quantri")
	fine, away := w.enrolled("khue"), w.enrolled("thom")
	w.now = w.now.Add(-6 * 24 * time.Hour)
	w.srv.Store.Seen(w.ws, away.id, schema.Status{App: "1.3.2", Clock: w.now.UnixMilli(), Unsent: 11, Blobs: 4, FreeMiB: 2150})
	w.now = w.now.Add(6 * 24 * time.Hour)
	w.srv.Store.Seen(w.ws, fine.id, schema.Status{App: "1.4.0", Clock: w.now.Add(14 * time.Minute).UnixMilli(), FreeMiB: 900})
	p := admin.get("/devices")
	must(t, p, 200, "chưa liên lạc 6 ngày, đang giữ ít nhất 11 lần lưu và 4 ảnh", "Lương Thị Thơm, Thôn Đông, Thôn Đoài", "2,1 GB", "nhanh 14 phút", "Giờ máy sai", "1.3.2")
	if strings.Index(p.body, "máy của thom</b>") > strings.Index(p.body, "máy của khue</b>") {
		t.Error("the gravest does not stand first")
	}
	page := "/devices/" + away.id.String()
	must(t, admin.get(page), 200, "11 lần lưu, 4 ảnh chỉ có trên máy", "Mọi ảnh mà phiếu nhắc đến đã về xã", "trình duyệt đã hứa giữ")

	must(t, admin.post(page+"/wipe", url.Values{}), 422, "Nhờ ghi lý do")
	must(t, admin.post(page+"/wipe/cancel", url.Values{}), 409, "không có lệnh xoá nào")
	must(t, admin.post(page+"/wipe", url.Values{"reason": {"mất ở chợ"}}), 303)
	must(t, admin.get(page), 200, "Chưa có biên nhận", "mất ở chợ", "Quách Đình Hưởng", "Bỏ lệnh xoá", "không xoá từ xa được")
	must(t, admin.post(page+"/wipe/cancel", url.Values{}), 303)
	must(t, admin.get("/devices"), 200, "Đã thu hồi")
	must(t, admin.post(page+"/wipe", url.Values{"reason": {"vẫn mất"}}), 303)
	order, err := w.srv.Store.WipeOrder(t.Context(), w.ws, away.id)
	w.ok(err)
	opened, err := order.Open(w.ownerVerify())
	w.ok(err)
	body, head := away.receipt(opened.ID, 3)
	if status, out := w.send("POST", "/api/v1/wiped", body, head); status != 200 {
		t.Fatalf("receipt: %d %s", status, problemOf(out))
	}
	must(t, admin.get(page), 200, "Có biên nhận", "đã xoá 3 lần lưu và 0 ảnh chưa kịp về xã")
	must(t, admin.get("/devices"), 200, "Đã xoá sạch")
	must(t, admin.get("/audit?what=device"), 200, "Ra lệnh xoá máy", "Bỏ lệnh xoá máy", "Máy báo đã xoá")
	must(t, admin.get("/devices/"+wire.WriterID(w.keys.Public()).String()), 404)
	must(t, w.signIn("dong").get(page), 404)
}
