package admin

import (
	"testing"
	"time"
)

func TestForecast(t *testing.T) {
	now := time.Date(2026, 11, 23, 22, 0, 0, 0, time.UTC)
	end := time.Date(2026, 12, 14, 0, 0, 0, 0, time.UTC)
	for _, x := range []struct {
		name       string
		rest, week int
		ends       time.Time
		day        string
		late       int
		ok         bool
		perDay     int
	}{
		{"in time", 20, 14, end, "2026-12-03", 0, true, 1},
		{"on the last day", 42, 14, end, "2026-12-14", 0, true, 2},
		{"four days late", 50, 14, end, "2026-12-18", 4, true, 3},
		{"no pace", 50, 0, end, "", 0, false, 3},
		{"no end", 50, 7, time.Time{}, "2027-01-12", 0, true, 0},
		{"past the end", 7, 7, end.AddDate(0, -1, 0), "2026-11-30", 16, true, 0},
		{"nothing left", 0, 7, end, "2026-11-23", 0, true, 0},
		{"the last day itself", 9, 7, now.Truncate(24 * time.Hour), "2026-12-02", 9, true, 9},
	} {
		day, late, ok := forecast(now, x.ends, x.rest, x.week)
		if ok != x.ok || ok && day.Format(time.DateOnly) != x.day || late != x.late {
			t.Errorf("%s: %s, %d days late, %v", x.name, day.Format(time.DateOnly), late, ok)
		}
		if got := perDay(now, x.ends, x.rest); got != x.perDay {
			t.Errorf("%s: %d a day, want %d", x.name, got, x.perDay)
		}
	}
}

func TestLastWord(t *testing.T) {
	for in, want := range map[string]string{"Trần Thị Thơm (mẫu)": "Thơm", "Khuê": "Khuê", "": ""} {
		if got := lastWord(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}
