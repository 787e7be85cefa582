package server

import (
	"context"
	"fmt"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/sothon/sothon/schema/register"
	"github.com/sothon/sothon/schema/store"
	"github.com/sothon/sothon/sync/wire"
)

const rollOfTwo = `Số hộ;Họ và tên;Quan hệ với chủ hộ;Giới tính;Ngày sinh;Số CCCD;Thôn;Xóm;Diện hộ;Số điện thoại
H01;Vũ Văn Một;Chủ hộ;Nam;14/10/1960;033060001234;Đông;Xóm Chúc;hộ nghèo;912345678
H01;Bùi Thị Hai;Vợ;Nữ;1962;033162005678;Đông;;;
H01;Vũ Văn Ba;Con;Nam;02/03/1995;;Đông;;;
H02;Lê Thị Tư;Chủ hộ;Nữ;10/1955;;Đông;Xóm Bãi;;
`

// imported uploads a list, checks it and enters it; it gives the address of the import.
func (b *browser) imported(file string) string {
	b.w.t.Helper()
	p := b.uploadTo("/households/import", "ds.csv", []byte(file))
	at := p.head.Get("Location")
	if p.status != 303 || !strings.HasPrefix(at, "/households/import/") {
		b.w.t.Fatalf("upload: %d %s", p.status, p.body)
	}
	if p := b.post(at+"/enter", url.Values{}); p.status != 303 || p.head.Get("Location") != "/households/import" {
		b.w.t.Fatalf("enter: %d %s %s", p.status, p.head.Get("Location"), p.body)
	}
	return at
}

var householdLink = regexp.MustCompile(`<a class="ten" href="(/households/[0-9a-f]{32})">([^<]*)`)

// houses gives the households that a list shows, by name of the head.
func (b *browser) houses(query string) map[string]string {
	b.w.t.Helper()
	p := b.get("/households" + query)
	if p.status != 200 {
		b.w.t.Fatalf("list: %d %s", p.status, p.body)
	}
	out := map[string]string{}
	for _, m := range householdLink.FindAllStringSubmatch(p.body, -1) {
		out[m[2]] = m[1]
	}
	return out
}

func TestImport_DryRunEnterAgainUndo(t *testing.T) {
	w := newWorld(t)
	b := w.signIn("dong")
	p := b.uploadTo("/households/import", "ds.csv", []byte(rollOfTwo))
	at := p.head.Get("Location")
	must(t, b.get(at), 200, "Số CCCD", "Vũ Văn Một", "Bùi Thị Hai (Vợ), 1962", "Hộ nghèo")
	must(t, b.get(at+"/check"), 200, "<b>2</b>hộ mới", "Ghi vào sổ")
	if n := len(b.houses("")); n != 0 {
		t.Fatalf("a dry run entered %d households", n)
	}
	must(t, b.post(at+"/enter", url.Values{}), 303)
	list := b.houses("")
	if len(list) != 2 {
		t.Fatalf("register: %v", list)
	}
	must(t, b.get(list["Vũ Văn Một"]), 200, "3 người đang ở", "•••• •••• 1234", "Nhập từ Excel", "ds.csv, CSV, hàng 2", "0912345678")
	must(t, b.post(at+"/enter", url.Values{}), 303)
	if n := len(b.houses("")); n != 2 {
		t.Fatalf("entered twice: %d", n)
	}

	// The same list again changes nothing; another one changes what differs.
	again := b.uploadTo("/households/import", "ds.csv", []byte(rollOfTwo)).head.Get("Location")
	must(t, b.get(again+"/check"), 200, "<b>0</b>hộ mới", "<b>2</b>hộ như cũ", "<b>0</b>hộ có thay đổi")
	third := b.imported(strings.Replace(rollOfTwo, "912345678", "987654321", 1) + "H03;Đỗ Văn Năm;Chủ hộ;Nam;1980;;Đông;;;\n")
	must(t, b.get(list["Vũ Văn Một"]), 200, "0987654321", "0912345678 → 0987654321")
	if len(b.houses("")) != 3 {
		t.Fatal("the third household is missing")
	}
	// Taken back: the changed field is as before, the new household is out.
	must(t, b.post(third+"/undo", url.Values{"reason": {"nhầm tệp"}}), 303)
	if got := b.houses(""); len(got) != 2 {
		t.Fatalf("undone: %v", got)
	}
	held, _, err := w.srv.Store.Record(context.Background(), w.ws, wire.RecordID(caseOf(t, list["Vũ Văn Một"]), wire.ID{}, register.FormID))
	w.ok(err)
	if got := register.Read(held).Values["dien_thoai"]; got != "0912345678" {
		t.Errorf("telephone %q after the undo", got)
	}
	if p := b.post(third+"/undo", url.Values{}); p.status != 409 {
		t.Errorf("undone twice: %d", p.status)
	}
	// Nothing of a list with an error is entered, and the marks say where.
	bad := b.uploadTo("/households/import", "ds.csv", []byte(rollOfTwo+"H09;Ngô Văn Sáu;Chủ hộ;Nam;31/02/1980;;Đông;;;\nH10;Ngô Văn Bảy;Chủ hộ;Nam;1980;;Đoài;;;\n")).head.Get("Location")
	must(t, b.get(bad+"/check"), 200, "CSV E6", "Ngày sinh không đọc được", "CSV G7", "không phụ trách")
	must(t, b.post(bad+"/enter", url.Values{}), 303)
	if n := len(b.houses("")); n != 2 {
		t.Fatalf("a list with errors entered something: %d", n)
	}
	if p := b.get(bad + "/marks"); p.status != 200 || !strings.HasPrefix(p.body, "PK") {
		t.Errorf("marks: %d", p.status)
	}
	// An import of somebody else, of other villages, is not there.
	if p := w.signIn("doai").get(bad); p.status != 404 {
		t.Errorf("another's import: %d", p.status)
	}
	must(t, b.uploadTo("/households/import", "ds.xls", []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")), 422, "lưu thành tệp .xlsx")
}

func caseOf(t *testing.T, path string) wire.ID {
	x, err := wire.ParseID(path[strings.LastIndexByte(path, '/')+1:])
	if err != nil {
		t.Fatal(err)
	}
	return x
}

func TestHouseholds_EventsAsOfADayAndUndo(t *testing.T) {
	w := newWorld(t)
	b := w.signIn("dong")
	b.imported(rollOfTwo)
	list := b.houses("")
	one, two := list["Vũ Văn Một"], list["Lê Thị Tư"]
	read := func(path string) *register.Case {
		rec, _, err := w.srv.Store.Record(context.Background(), w.ws, wire.RecordID(caseOf(t, path), wire.ID{}, register.FormID))
		w.ok(err)
		return register.Read(rec)
	}
	members := read(one).Members
	husband, wife, son := members[0].ID.String(), members[1].ID.String(), members[2].ID.String()

	// What is missing is said, and what was typed stays.
	p := b.post(one+"/event", url.Values{"kind": {"mat"}, "day": {"20/11/2026"}, "paper": {"12/KT"}, "person": {husband}})
	must(t, p, 422, "Chưa chọn chủ hộ mới", "12/KT", "20/11/2026")
	must(t, b.post(one+"/event", url.Values{"kind": {"mat"}, "day": {"20/11/2026"}, "paper": {"12/KT"}, "person": {husband}, "head": {wife}}), 303)
	must(t, b.get(one), 200, "2 người đang ở", "Bùi Thị Hai", "Giấy tờ số 12/KT", "Người đã đi, đã mất (1)", "Trịnh Thu Hằng")

	// The son founds a household of his own; then his mother moves in with Lê Thị Tư's.
	w.now = w.now.AddDate(0, 0, 1)
	must(t, b.post(one+"/event", url.Values{"kind": {"tach"}, "day": {"24/11/2026"}, "person": {son}, "head": {son}, "ma": {"H03"}, "rel." + son: {"06"}}), 303)
	three := b.houses("?q=H03")["Vũ Văn Ba"]
	must(t, b.get(three), 200, "1 người đang ở", "Tách hộ", "Hộ H01")
	must(t, b.get("/people/"+son), 200, "Hộ H01", "Hộ H03", "24/11/2026")
	must(t, b.post(one+"/event", url.Values{"kind": {"nhap"}, "day": {"24/11/2026"}, "other": {"H02"}}), 303)
	must(t, b.get(one), 200, "Đã nhập hộ khác", "Hộ này đã nhập vào")
	must(t, b.get(two), 200, "2 người đang ở", "Bùi Thị Hai")
	if got := b.houses(""); len(got) != 2 || len(b.houses("?state=het")) != 1 {
		t.Errorf("list after the merge: %v", got)
	}

	// As of the day before the death everybody is there; undone, the merge never was.
	must(t, b.get(one+"?day=19/11/2026"), 200, "0 người đang ở") // the list was entered on 23/11
	event := regexp.MustCompile(`name="event" value="([0-9a-f]{32})"`).FindStringSubmatch(b.get(one).body)
	if event == nil {
		t.Fatal("no event can be undone")
	}
	must(t, b.post(one+"/undo", url.Values{"event": {event[1]}, "reason": {"ghi nhầm hộ"}}), 303)
	must(t, b.get(one), 200, "1 người đang ở", "Hủy biến động", "ghi nhầm hộ")
	if got := read(two).Members; len(got) != 1 {
		t.Errorf("after the undo: %+v", got)
	}

	// A number shows only when it is opened, and the audit log has it.
	if strings.Contains(b.get(one).body, "0331 6200 5678") {
		t.Error("the number shows unasked")
	}
	must(t, b.post(one+"/card", url.Values{"person": {wife}}), 200, "0331 6200 5678", "đã được ghi")
	lines, err := w.srv.Store.Audit(context.Background(), w.ws, store.AuditQuery{Limit: 5})
	w.ok(err)
	if lines[0].Action != "household.card" || !strings.Contains(lines[0].Detail, wife) || strings.Contains(lines[0].Detail, "0331") {
		t.Errorf("audit: %+v", lines[0])
	}

	// Whoever has only the other village does not see it, nor may move anything there.
	other := w.signIn("doai")
	for _, path := range []string{one, "/people/" + son, one + "/event?kind=sua", "/households/labels?case=" + one[len("/households/"):]} {
		if p := other.get(path); p.status != 404 {
			t.Errorf("%s for the other village: %d", path, p.status)
		}
	}
	for path, form := range map[string]url.Values{one + "/card": {"person": {wife}}, one + "/event": {"kind": {"di"}, "day": {"24/11/2026"}}, one + "/undo": {"event": {event[1]}, "reason": {"x"}}} {
		if p := other.post(path, form); p.status != 404 {
			t.Errorf("POST %s for the other village: %d", path, p.status)
		}
	}
	if got := other.houses(""); len(got) != 0 {
		t.Errorf("the other village lists %v", got)
	}
	if p := b.post(one+"/event", url.Values{"kind": {"chuyen_thon"}, "day": {"24/11/2026"}, "village": {w.areas[1].String()}}); p.status == 303 {
		t.Error("moved to a village that is not theirs")
	}

	// To another village: the household, with all its records, belongs there.
	admin := w.signIn("quantri")
	must(t, admin.post(one+"/event", url.Values{"kind": {"chuyen_thon"}, "day": {"24/11/2026"}, "village": {w.areas[1].String()}, "paper": {"5/CT"}}), 303)
	if p := b.get(one); p.status != 404 {
		t.Errorf("the old village still has it: %d", p.status)
	}
	must(t, other.get(one), 200, "Thôn Đoài", "Chuyển thôn", "5/CT")
	w.ok(w.srv.Flush(context.Background()))
	if east, west := w.cells("ho", "label"), listCells(w, w.areas[1], "ho", "label"); strings.Contains(east, "Bùi Thị Hai") || !strings.Contains(west, "Bùi Thị Hai") {
		t.Errorf("lists: %q and %q", east, west)
	}
}

func TestHouseholds_SearchFilterLabels(t *testing.T) {
	w := newWorld(t)
	b := w.signIn("quantri")
	b.imported(rollOfTwo)
	for query, want := range map[string]int{"?q=hai+bui": 1, "?q=5678": 1, "?q=bai": 1, "?q=0912": 1, "?q=h01": 1, "?q=zz": 0, "?class=HN": 1, "?class=HN&day=01/01/2020": 0, "?loan=1": 0,
		"?village=" + w.areas[0].String(): 2, "?village=" + w.areas[1].String(): 0, "?village=x": 0, "?state=di": 0, "?state=tat": 2, "?sort=ten": 2, "?sort=moi": 2, "?page=9": 0} {
		if got := b.houses(query); len(got) != want {
			t.Errorf("%s: %v, want %d", query, got, want)
		}
	}
	must(t, b.get("/households?q=bui+hai"), 200, "có Bùi Thị Hai")
	one := b.houses("?q=h01")["Vũ Văn Một"]
	p := b.get("/households/labels?q=h01")
	must(t, p, 200, "Hộ H01", "data:image/png;base64,", "1 nhãn")
	if strings.Contains(p.body, "Vũ Văn Một") || strings.Contains(p.body, "033060001234") {
		t.Error("the label says who lives there")
	}
	must(t, b.get("/households/labels?names=1&case="+one[len("/households/"):]), 200, "Vũ Văn Một")
	// The tables are what the records say: made again they are the same.
	before := fmt.Sprint(b.houses("?state=tat"), b.get(one).body)
	w.ok(register.Rebuild(context.Background(), w.srv.Store, w.ws))
	if after := fmt.Sprint(b.houses("?state=tat"), b.get(one).body); after != before {
		t.Errorf("rebuilt:\n%s\nbefore:\n%s", after, before)
	}
}

// TestRefresh_OnlyWhatChanged: after a change in one village the lists of the other keep their numbers, and its records are
// not read.
func TestRefresh_OnlyWhatChanged(t *testing.T) {
	w := newWorld(t)
	ctx := context.Background()
	b := w.signIn("quantri")
	b.imported(rollOfTwo + "H03;Đỗ Văn Năm;Chủ hộ;Nam;1980;;Đoài;;;\n")
	w.ok(w.srv.Flush(ctx))
	stale, err := w.srv.Store.StaleAreas(ctx, w.ws, "other layout")
	w.ok(err)
	if len(stale) != 2 {
		t.Errorf("under another layout %d areas are stale", len(stale))
	}
	must(t, b.post(b.houses("?q=h03")["Đỗ Văn Năm"]+"/event", url.Values{"kind": {"sua"}, "day": {"23/11/2026"}, "reason": {"đổi số"}, "ma": {"H03"}, "dien_thoai": {"0900000000"},
		"m_ten." + firstMember(w, b, "?q=h03"): {"Đỗ Văn Năm"}}), 303)
	w.ok(w.srv.Flush(ctx))
	if !strings.Contains(listCells(w, w.areas[1], "ho", "dien_thoai"), "0900000000") {
		t.Error("the list does not follow")
	}
	rows, _, _, err := w.srv.Store.RegisterBehind(ctx, w.ws, register.FormID, "")
	w.ok(err)
	if len(rows) != 3 { // under a layout that is not in force everything is behind
		t.Errorf("%d records", len(rows))
	}
}

func firstMember(w *world, b *browser, query string) string {
	for _, path := range b.houses(query) {
		rec, _, err := w.srv.Store.Record(context.Background(), w.ws, wire.RecordID(caseOf(w.t.(*testing.T), path), wire.ID{}, register.FormID))
		w.ok(err)
		return register.Read(rec).Members[0].ID.String()
	}
	return ""
}
