package replica_test

import (
	"testing"

	"github.com/sothon/sothon/schema/answers"
	"github.com/sothon/sothon/schema/seed"
	"github.com/sothon/sothon/sync/wire"
)

// shipped is a world with the household form that the program ships, and n households.
func shipped(t testing.TB, n int) *world {
	w := newWorld(t)
	form, diags := seed.HouseholdForm("2026")
	if form == nil {
		t.Fatalf("form: %+v", diags)
	}
	w.form, w.formBytes = form, form.Encode()
	ho, tv := w.lists[2], w.lists[3]
	for i := range n {
		house := wire.Sum([]byte{1, byte(i), byte(i >> 8)})
		for c, v := range []string{wire.ID(house[:16]).UUID(), "HỘ", "HÀ VĂN", "Ngõ 3", ""} {
			ho.Cells[c] = append(ho.Cells[c], v)
		}
		for k := range 4 {
			m := wire.Sum([]byte{2, byte(i), byte(i >> 8), byte(k)})
			for c, v := range []string{wire.ID(m[:16]).UUID(), "Người", wire.ID(house[:16]).UUID(), "Hà Văn Người"} {
				tv.Cells[c] = append(tv.Cells[c], v)
			}
		}
	}
	return w
}

func houses(w *world) []wire.ID {
	l := &answers.List{Columns: w.lists[2].Columns, Cells: w.lists[2].Cells}
	var out []wire.ID
	for i := range l.Rows() {
		out = append(out, l.ID(i))
	}
	return out
}

// BenchmarkHome is the first screen over 200 households of which half have a record.
func BenchmarkHome(b *testing.B) {
	w := shipped(b, 200)
	a := w.tablet("Khuê")
	for i, c := range houses(w) {
		if i%2 == 0 {
			a.open(c)
			a.set("mo_dau/lydo_tham", "1")
			a.close()
		}
	}
	b.Run("cold", func(b *testing.B) {
		for b.Loop() {
			a.load()
			a.r.Home()
		}
	})
	b.Run("warm", func(b *testing.B) {
		for b.Loop() {
			a.r.Home()
		}
	})
}

// BenchmarkForm opens the shipped form and answers in it.
func BenchmarkForm(b *testing.B) {
	w := shipped(b, 200)
	a := w.tablet("Khuê")
	c := houses(w)[5]
	b.Run("open", func(b *testing.B) {
		for b.Loop() {
			a.open(c)
		}
	})
	a.open(c)
	b.Run("answer", func(b *testing.B) {
		for i := 0; b.Loop(); i++ {
			a.set("mo_dau/ketqua_tham", string(rune('1'+i%2)))
			if i%50 == 49 {
				a.close()
				a.open(c)
			}
		}
	})
}
