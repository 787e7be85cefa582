package merge

import (
	"fmt"
	"testing"

	"github.com/sothon/sothon/sync/wire"
)

// benchmarkWorld makes a household of 60 answers, 20 of them in four known rows, as one change.
func benchmarkWorld(b *testing.B) *world {
	w := newWorld()
	text := ""
	for i := range 40 {
		text += fmt.Sprintf("/nhom%d/cau_hoi_%d\n", i/10, i)
	}
	text += "/nhankhau repeat\n"
	for i := range 5 {
		text += fmt.Sprintf("/nhankhau/m_%d\n", i)
	}
	w.form(1, text)
	line := "A1: set /nhom0/cau_hoi_0=0"
	for i := 1; i < 40; i++ {
		line += fmt.Sprintf(" ; set /nhom%d/cau_hoi_%d=%d", i/10, i, i)
	}
	for r := range 4 {
		line += fmt.Sprintf(" ; seed p%d/nhankhau", r)
		for i := range 5 {
			line += fmt.Sprintf(" ; set p%d/nhankhau/m_%d=gia_tri_%d", r, i, i)
		}
	}
	if err := w.change(line); err != nil {
		b.Fatal(err)
	}
	return w
}

func BenchmarkMerge_OneChange60(b *testing.B) {
	w := benchmarkWorld(b)
	r := w.resolver()
	b.ReportAllocs()
	for b.Loop() {
		Merge(w.in, r)
	}
}

// BenchmarkMerge_TwoTablets: the same household from a second tablet, a review and a mending.
func BenchmarkMerge_TwoTablets(b *testing.B) {
	w := benchmarkWorld(b)
	second := w.in[0]
	second.Writer = name("B")
	second.C = wire.Hash{7}
	w.in = append(w.in, second)
	for _, l := range []string{
		"C1: set /nhom0/cau_hoi_0=7 sees A1,B1 ; set /nhom1/cau_hoi_12=9 sees A1",
		"S1: return=x sees A1",
		"A2: set /nhom0/cau_hoi_1=7 sees A1 ; finish sees A1",
	} {
		if err := w.change(l); err != nil {
			b.Fatal(err)
		}
	}
	r := w.resolver()
	b.ReportAllocs()
	for b.Loop() {
		Merge(w.in, r)
	}
}

func BenchmarkHashes(b *testing.B) {
	w := benchmarkWorld(b)
	rec := Merge(w.in, w.resolver())
	b.Run("state", func(b *testing.B) {
		for b.Loop() {
			StateHash(rec)
		}
	})
	b.Run("values", func(b *testing.B) {
		for b.Loop() {
			ValuesHash(rec)
		}
	})
}
