package export

import (
	"bytes"
	"context"
	"testing"
)

func TestExport_ACommune(t *testing.T) {
	w, c := commune(t)
	tables, stats := w.csv(w.q)
	t.Log(stats)
	for n, x := range tables {
		t.Log(n, len(x.rows), x.head)
	}
	t.Log(tables["ho_gia_dinh"].rows[0])
	t.Log(tables["tv"].rows[0])
	r := w.q
	r.Codes, r.Titles = false, true
	tables, _ = w.csv(r)
	t.Log(tables["ho_gia_dinh"].rows[0])
	t.Log(tables["tv"].rows[0])
	t.Log(w.xlsx(w.q)["tv"].rows[0])
	_ = c
}

func BenchmarkCSV(b *testing.B) {
	w, _ := commune(b)
	b.ResetTimer()
	for b.Loop() {
		var out bytes.Buffer
		s, err := Read(context.Background(), w.ev, w.q)
		ok(b, err)
		ok(b, s.Zip(context.Background(), &out))
	}
}
