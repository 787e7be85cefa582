package register

import "testing"

// FuzzParseDay: a day is read or not, and what is read is written and read as the same.
func FuzzParseDay(f *testing.F) {
	for _, s := range []string{"", "14/10/2026", "2026-10-14", "10/2026", "2026", "29/02/2025", "0/0/0", "99999999999999999999"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		d, ok := ParseDay(s)
		if !ok {
			return
		}
		if again, ok := ParseDay(d.ISO); !ok || again.ISO != d.ISO {
			t.Errorf("%q is %v, written again %v %v", s, d, again, ok)
		}
		for _, id := range parseIDs(s) {
			if id.IsZero() {
				t.Errorf("%q names nobody", s)
			}
		}
	})
}
