package export

import "testing"

func TestSafe(t *testing.T) {
	for in, want := range map[string]string{"": "", "Hường": "Hường", "=1+1": "'=1+1", "+84912": "+84912", "-5": "-5", "-5.25": "-5.25",
		"-cmd": "'-cmd", "@SUM(A1)": "'@SUM(A1)", "\t=1": "'\t=1", "+inf": "'+inf", "-1+2": "'-1+2"} {
		if got := safe(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}

func TestSheetName(t *testing.T) {
	for in, want := range map[string]string{"tv": "tv", "a/b:c": "a_b_c", "": "bang3"} {
		if got := sheetName(in, 3); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}
