package replica_test

import (
	"testing"

	"github.com/sothon/sothon/schema/answers"
	"github.com/sothon/sothon/sync/replica"
	"github.com/sothon/sothon/sync/wire"
)

// TestAddCase: a household that no list has is begun on one tablet, survives a restart, and another tablet of the village
// sees it once its record has come.
func TestAddCase(t *testing.T) {
	w := newWorld(t)
	a, b := w.tablet("Khuê"), w.tablet("Thơm")
	for _, bad := range []replica.NewCase{{Area: area}, {Area: area, Name: "  "}, {Name: "Vi Thị Sáu"}, {Area: id("another"), Name: "Vi Thị Sáu"}} {
		if _, _, err := a.r.AddCase(bad); err == nil {
			t.Errorf("%+v is taken", bad)
		}
	}
	c, writes, err := a.r.AddCase(replica.NewCase{Area: area, Name: " VI THỊ SÁU ", Address: "Ngõ 9", Phone: "0988 777 666"})
	if err != nil {
		t.Fatal(err)
	}
	a.store(writes)
	a.load()
	check := func(tb *tablet, name, state string) {
		t.Helper()
		s := tb.r.Summary(c)
		if s.Name != name || s.State != state || !s.Unlisted || s.Area != area || len(tb.r.Home().Households) != 3 {
			t.Fatalf("%+v of %d", s, len(tb.r.Home().Households))
		}
	}
	check(a, "VI THỊ SÁU", "new")
	if hits := a.r.Search("988777"); len(hits) != 1 || hits[0].Case != c {
		t.Fatalf("search: %+v", hits)
	}
	a.open(c)
	a.set("ho/chu_ho", "VI THỊ SÁU")
	a.set("ho/nuoc", "1")
	a.finish()
	a.sync()
	b.sync()
	check(b, "VI THỊ SÁU", "received")
	if got := visible(t, b, c)[answers.Place{Path: "/ho/chu_ho"}]; got != "VI THỊ SÁU" {
		t.Fatalf("name %q", got)
	}
}

func TestLookAlikes(t *testing.T) {
	a := newWorld(t).tablet("Khuê")
	for _, c := range []struct{ name, phone, kind string }{
		{"lò văn an", "", "name"}, {"Lò Văn Ẩn", "0900000000", "name"}, {"Lò Văn Ân", "", "name"}, {"Nông Văn Tới", "0912 345 678", "phone"},
		{"lò thị bé", "", "member"}, {"Hà Thị Bười", "", "name"}, {"Hà Thị Bươi", "", "name"}, {"Há Thi Bưới", "", "name"}, {"Hà Thị Bươu", "", "near"},
		{"Hoàng Văn Thụ", "", ""}, {"", "0912345678", ""}, {"Hà", "", ""}, {"Hà Thị Loan", "", ""},
	} {
		got := a.r.LookAlikes(c.name, c.phone)
		if c.kind == "" && len(got) > 0 || c.kind != "" && (len(got) != 1 || got[0].Kind != c.kind) {
			t.Errorf("%s %s: %+v, want %q", c.name, c.phone, got, c.kind)
		}
	}
}

// TestSearch: by every way that people name a household.
func TestSearch(t *testing.T) {
	w := newWorld(t)
	for _, l := range w.lists {
		if l.Name == "thanh_vien" {
			l.Columns = append(l.Columns, "m_cccd")
			l.Cells = append(l.Cells, []string{"001080012345", "001181099999"})
		}
		if l.Name == "ho" {
			l.Columns = append(l.Columns, "ma")
			l.Cells = append(l.Cells, []string{"Đ-017", "Đ-018"})
		}
	}
	a := w.tablet("Khuê")
	for text, want := range map[string]struct {
		c   wire.ID
		why string
	}{
		"lo an": {caseA, ""}, "ẩn lò": {caseA, ""}, "AN VAN LO": {caseA, ""}, "bé": {caseA, "Lò Thị Bé"}, "ngo 2": {caseB, "Ngõ 2"}, "buoi ngo": {caseB, "Ngõ 2"},
		"345678": {caseA, "0912345678"}, "0912 345 678": {caseA, "0912345678"}, "12345": {caseA, "0912345678"}, "080012345": {caseA, "Lò Văn Ẩn …2345"},
		"99999": {caseA, "Lò Thị Bé …9999"}, "d-018": {caseB, "Đ-018"}, "dong buoi": {caseB, "Ngõ 2"},
	} {
		if got := a.r.Search(text); len(got) != 1 || got[0].Case != want.c || got[0].Why != want.why {
			t.Errorf("%q: %+v, want %v", text, got, want)
		}
	}
	for _, text := range []string{"", "  ", "khong co", "999", "o an"} {
		if got := a.r.Search(text); len(got) != 0 {
			t.Errorf("%q: %+v", text, got)
		}
	}
}
