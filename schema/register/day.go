package register

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Day is a date as exactly as it is known: ISO, and "" the day, "2" the month, "3" only the year (list ns_dochinhxac).
type Day struct{ ISO, Precision string }

// ParseDay reads a date as people write it: 14/10/2025, 14-10-2025, 2025-10-14, 10/2025, 2025; and
// the number by which a workbook counts days.
func ParseDay(text string) (Day, bool) {
	text = strings.TrimSpace(text)
	if i := strings.IndexAny(text, "T "); i == 10 { // a clock behind the day
		text = text[:10]
	}
	parts := strings.FieldsFunc(text, func(r rune) bool { return r == '/' || r == '-' || r == '.' })
	if strings.HasPrefix(text, "-") || strings.HasPrefix(text, "/") {
		return Day{}, false
	}
	n := make([]int, len(parts))
	for i, p := range parts {
		v, err := strconv.Atoi(strings.TrimSpace(p))
		if err != nil || v < 0 {
			return Day{}, false
		}
		n[i] = v
	}
	make := func(y, m, d int, precision string) (Day, bool) {
		t := time.Date(y, time.Month(m), d, 0, 0, 0, 0, time.UTC)
		if y < 1850 || y > 2200 || t.Day() != d || int(t.Month()) != m {
			return Day{}, false
		}
		return Day{fmt.Sprintf("%04d-%02d-%02d", y, m, d), precision}, true
	}
	switch {
	case len(n) == 3 && len(strings.TrimSpace(parts[0])) == 4:
		return make(n[0], n[1], n[2], "")
	case len(n) == 3 && len(strings.TrimSpace(parts[2])) == 4:
		return make(n[2], n[1], n[0], "")
	case len(n) == 2 && len(strings.TrimSpace(parts[1])) == 4:
		return make(n[1], n[0], 1, "2")
	case len(n) == 1 && len(text) == 4:
		return make(n[0], 1, 1, "3")
	case len(n) == 1 && len(text) == 5: // days since the end of 1899
		t := time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC).AddDate(0, 0, n[0])
		return make(t.Year(), int(t.Month()), t.Day(), "")
	}
	return Day{}, false
}
