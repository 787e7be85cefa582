package server

import (
	"encoding/base64"
	"encoding/json"
	"strings"
	"testing"

	"github.com/sothon/sothon/sync/replica"
	"github.com/sothon/sothon/sync/wire"
)

// TestPreview: what the preview's page gives is a tablet that opens the form, draft or published, over an empty household or
// a real one; nothing of it can be sent, and only who may see forms gets it.
func TestPreview(t *testing.T) {
	w := newWorld(t)
	ids := w.settled(placed{0, "Đoàn Thị Nguyệt"})
	admin := w.signIn("quantri")
	good := admin.upload("tot.xlsx", workbook(t, "\n| survey |\n| | type | name | label |\n| | text | ten | Tên |\n| settings |\n| | form_id | form_title |\n| | thu | Phiếu thử |\n"))
	_, rest, _ := strings.Cut(good.body, `action="/forms/`)
	draft, _, _ := strings.Cut(rest, "/")
	published := wire.Hash(w.form.Hash()).String()
	for name, x := range map[string]struct{ path, household string }{
		"a draft, empty":             {"/forms/" + draft + "/preview/data", "Hộ mẫu"},
		"published, of the register": {"/forms/" + published + "/preview/data?case=" + ids[0].String(), "Đoàn Thị Nguyệt"},
	} {
		p := admin.get(x.path)
		must(t, p, 200)
		var got struct {
			Case    string
			Entries []struct{ S, K, V string }
		}
		if err := json.Unmarshal([]byte(p.body), &got); err != nil {
			t.Fatal(err)
		}
		var entries []replica.Write
		for _, e := range got.Entries {
			b, err := base64.StdEncoding.DecodeString(e.V)
			w.ok(err)
			entries = append(entries, replica.Write{Store: e.S, Key: e.K, Value: b})
		}
		r, err := replica.Load(entries, func([]byte) {})
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		id, err := wire.ParseID(got.Case)
		w.ok(err)
		if _, err := r.Open(id, w.now.UnixMilli(), 420, "vi"); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if home := r.Home(); len(home.Households) == 0 || home.Households[0].Name != x.household {
			t.Errorf("%s: %+v", name, home.Households)
		}
	}
	frame := admin.get("/forms/" + published + "/preview?size=phone")
	must(t, frame, 200, `<iframe src="/app/preview.html#/forms/`+published)
	if csp := frame.head.Get("Content-Security-Policy"); !strings.Contains(csp, "frame-src 'self'") || strings.Contains(csp, "unsafe") {
		t.Errorf("policy of the page: %s", csp)
	}
	must(t, admin.get("/forms/"+published+"/preview/data?case="+id(0x55).String()), 404)
	must(t, w.signIn("dong").get("/forms/"+published+"/preview/data"), 404)
	if csp := w.browser().get("/login").head.Get("Content-Security-Policy"); strings.Contains(csp, "frame-src") {
		t.Errorf("another page may hold frames: %s", csp)
	}
}
