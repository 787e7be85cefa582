package emulation

import (
	"strings"
	"testing"

	"github.com/sothon/sothon/schema"
)

func TestKinds_TableReads(t *testing.T) {
	all, err := readKinds(kindsTable)
	if err != nil {
		t.Fatal(err)
	}
	if len(all) < 14 {
		t.Fatalf("only %d registers", len(all))
	}
	for _, k := range all {
		if k.Label.Vi == "" || k.Label.En == "" || k.One.Vi == "" || k.One.En == "" || (k.Due == "") != (k.Done == "") {
			t.Errorf("%s: a text or a day is missing", k.Code)
		}
		seen := map[string]bool{}
		for _, f := range k.Fields {
			if f.Label.Vi == "" || f.Label.En == "" || seen[f.Code] {
				t.Errorf("%s.%s: no label, or twice", k.Code, f.Code)
			}
			seen[f.Code] = true
		}
	}
	for _, bad := range []struct{ from, to, says string }{
		{"| | phong_trao | tu | date |", "| | phong_trao | tu | ngay |", "no type"},
		{"| loai_van_ban | |", "| khong_co | |", "no list"},
		{"| | nhiem_vu | ten |", "| | nhiemvu | ten |", "no kind"},
		{"| ten | han | han | xong |", "| ten | han | han | het |", "is no field"},
	} {
		if !strings.Contains(kindsTable, bad.from) {
			t.Fatalf("the test looks for %q", bad.from)
		}
		if _, err := readKinds(strings.Replace(kindsTable, bad.from, bad.to, 1)); err == nil || !strings.Contains(err.Error(), bad.says) {
			t.Errorf("%s: %v", bad.to, err)
		}
	}
}

func TestKind_Read(t *testing.T) {
	k, _ := KindOf("kinh_phi")
	typed := map[string]string{"ten": " Sửa nhà  ", "nguon": "tinh", "giao": "1.500.000", "ngay_giao": "5/1/2026", "giai_ngan": "1500000 đ", "han_quyet_toan": "2026-12-31"}
	values, wrong := k.Read(func(c string) string { return typed[c] })
	if len(wrong) > 0 || values["giao"] != "1500000" || values["ngay_giao"] != "2026-01-05" || values["giai_ngan"] != "1500000" || values["ten"] != "Sửa nhà" {
		t.Errorf("%v %v", values, wrong)
	}
	e := schema.Entry{Values: values}
	if k.Fill(&e); e.Title != "Sửa nhà" || e.Day != "2026-01-05" || e.Due != "2026-12-31" || e.Done != "" {
		t.Errorf("%+v", e)
	}
	bad := map[string]string{"ten": "a\nb", "nguon": "khong", "giao": "1.50", "ngay_giao": "31/2/2026"}
	values, wrong = k.Read(func(c string) string { return bad[c] })
	if len(values) != 0 || len(wrong) != 4 {
		t.Fatalf("%v %v", values, wrong)
	}
	for _, w := range wrong {
		if w.Field == "" || !strings.Contains(w.Vi, "“") || w.En == "" {
			t.Errorf("%+v", w)
		}
	}
	if _, wrong = k.Read(func(string) string { return "" }); len(wrong) != 4 || wrong[0].Field != "ten" {
		t.Errorf("nothing typed: %v", wrong)
	}
}

func TestWhole(t *testing.T) {
	for in, want := range map[string]int64{"0": 0, "12": 12, "1.500.000": 1500000, "1 500": 1500, "36 đ": 36, "1.5": -1, "": -1, "-3": -1, "1.500,000": -1, ".500": -1,
		"1000000000000001": -1, "12a": -1, "1500.000": -1} {
		if got, ok := Whole(in); ok != (want >= 0) || ok && got != want {
			t.Errorf("%q: %d %v, want %d", in, got, ok, want)
		}
	}
}

func TestStandingOn(t *testing.T) {
	for _, x := range []struct {
		today, due, done, word string
		days                   int
	}{
		{"2026-11-15", "2026-11-15", "", "soon", 0}, {"2026-11-16", "2026-11-15", "", "late", 1}, {"2026-11-01", "2026-11-15", "", "soon", 14},
		{"2026-10-31", "2026-11-15", "", "waiting", 15}, {"2026-12-01", "2026-11-15", "2026-11-15", "done", 0}, {"2026-12-01", "2026-11-15", "2026-11-18", "done_late", 3},
		{"2026-12-01", "", "", "", 0}, {"2026-12-01", "", "2026-01-01", "done", 0},
	} {
		if got := StandingOn(x.today, x.due, x.done); got.Word != x.word || got.Days != x.days {
			t.Errorf("%+v: %+v", x, got)
		}
	}
}

func FuzzWhole(f *testing.F) {
	for _, s := range []string{"1.500.000", "0", "..", "1 2"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if n, ok := Whole(s); ok && (n < 0 || n > most) {
			t.Fatal(s, n)
		}
		if d, ok := Day(s); ok && !schema.IsDay(d) {
			t.Fatal(s, d)
		}
	})
}
