package replica_test

import (
	"testing"

	"github.com/sothon/sothon/schema/answers"
	"github.com/sothon/sothon/sync/merge"
)

// The household form that the program ships: pre-filled, answered, killed, sent; every change fits its form version, and
// both tablets evaluate the record to the same.
func TestShippedForm(t *testing.T) {
	w := shipped(t, 3)
	a, b := w.tablet("Khuê"), w.tablet("Thơm")
	c := houses(w)[3]
	o := a.open(c)
	if o.Patch.Rows == nil {
		t.Fatal("the known members are not there")
	}
	members := 0
	for _, r := range o.Patch.Rows {
		if r.Row.Node == w.node("thanh_vien/tv") {
			members++
		}
	}
	if members != 4 {
		t.Fatalf("%d known members", members)
	}
	a.set("mo_dau/ngay_tham", "2023-11-10")
	a.set("mo_dau/lydo_tham", "1")
	a.set("mo_dau/ketqua_tham", "1")
	row := a.add("thanh_vien/tv")
	a.load()
	o = a.open(c)
	if !o.Resumed {
		t.Fatal("not resumed")
	}
	_ = row
	check, err := a.r.Problems()
	if err != nil || len(check.Problems) == 0 || len(check.Groups) < 5 {
		t.Fatalf("%v: %+v", err, check)
	}
	for _, p := range check.Problems {
		if p.Label == "" {
			t.Errorf("a problem without a label: %+v", p)
		}
	}
	a.close()
	b.open(c)
	b.set("mo_dau/lydo_tham", "1")
	b.set("mo_dau/ketqua_tham", "2")
	b.close()
	a.sync()
	b.sync()
	a.sync()
	ra, rb := a.r.Merged(a.record(c)), b.r.Merged(b.record(c))
	if merge.StateHash(ra) != merge.StateHash(rb) || ra.Unapplied != 0 || ra.Conflicts != 1 {
		t.Fatalf("conflicts %d, unapplied %d", ra.Conflicts, ra.Unapplied)
	}
	ea, err := answers.Evaluate(w.form, ra, w.numbered(), answers.Names{})
	if err != nil {
		t.Fatal(err)
	}
	eb, _ := answers.Evaluate(w.form, rb, w.numbered(), answers.Names{})
	if len(ea.Values) == 0 || len(ea.Values) != len(eb.Values) || ea.ValuesHash != eb.ValuesHash || !ea.Provisional {
		t.Fatalf("evaluations differ: %d and %d values", len(ea.Values), len(eb.Values))
	}
}
