package engine

import "strings"

// canonicalDate accepts one-digit months and days, and cuts the time of an instant.
func canonicalDate(s string) (string, bool) {
	if i := strings.IndexAny(s, "T "); i > 0 {
		if _, ok := canonicalClock(s[i+1:]); !ok {
			return "", false
		}
		s = s[:i]
	}
	parts := strings.Split(s, "-")
	if len(parts) != 3 || len(parts[0]) != 4 {
		return "", false
	}
	y, ok1 := small(parts[0], 4)
	m, ok2 := small(parts[1], 2)
	d, ok3 := small(parts[2], 2)
	if !ok1 || !ok2 || !ok3 || y < 1 || m < 1 || m > 12 || d < 1 || d > daysIn(y, m) {
		return "", false
	}
	b := appendPadded(nil, y, 4)
	b = appendPadded(append(b, '-'), m, 2)
	return string(appendPadded(append(b, '-'), d, 2)), true
}

func daysIn(y, m int) int {
	switch m {
	case 4, 6, 9, 11:
		return 30
	case 2:
		if y%4 == 0 && (y%100 != 0 || y%400 == 0) {
			return 29
		}
		return 28
	}
	return 31
}

func small(s string, most int) (int, bool) {
	if s == "" || len(s) > most || !digits(s) {
		return 0, false
	}
	n := 0
	for i := 0; i < len(s); i++ {
		n = n*10 + int(s[i]-'0')
	}
	return n, true
}

func appendPadded(b []byte, n, width int) []byte {
	for p := width - 1; p > 0; p-- {
		f := 1
		for i := 0; i < p; i++ {
			f *= 10
		}
		if n < f {
			b = append(b, '0')
		}
	}
	if n == 0 {
		return append(b, '0')
	}
	var d [8]byte
	i := len(d)
	for ; n > 0; n /= 10 {
		i--
		d[i] = byte('0' + n%10)
	}
	return append(b, d[i:]...)
}

// canonicalTime is the time of day; an offset, when there is one, is kept.
func canonicalTime(s string) (string, bool) {
	if i := strings.IndexByte(s, 'T'); i > 0 {
		if _, ok := canonicalDate(s[:i]); !ok {
			return "", false
		}
		s = s[i+1:]
	}
	return canonicalClock(s)
}

func canonicalDateTime(s string) (string, bool) {
	i := strings.IndexAny(s, "T ")
	if i < 0 {
		return "", false
	}
	date, ok1 := canonicalDate(s[:i])
	clock, ok2 := canonicalClock(s[i+1:])
	if !ok1 || !ok2 || !strings.ContainsAny(clock, "Z+-") {
		return "", false
	}
	return date + "T" + clock, true
}

// canonicalClock is hh:mm:ss, with .mmm where parts of a second are given, and the offset as given, Z for none.
func canonicalClock(s string) (string, bool) {
	offset := ""
	switch i := strings.LastIndexAny(s, "+-"); {
	case strings.HasSuffix(s, "Z"):
		s, offset = s[:len(s)-1], "Z"
	case i > 0:
		hm := strings.Replace(s[i+1:], ":", "", 1)
		if len(hm) == 2 {
			hm += "00"
		}
		n, ok := small(hm, 4)
		if !ok || len(hm) != 4 || n/100 > 14 || n%100 > 59 {
			return "", false
		}
		offset = "Z"
		if n != 0 {
			offset = s[i:i+1] + hm[:2] + ":" + hm[2:]
		}
		s = s[:i]
	}
	milli := -1
	if i := strings.IndexAny(s, ".,"); i >= 0 {
		frac := s[i+1:]
		if frac == "" || len(frac) > 12 || !digits(frac) {
			return "", false
		}
		milli, _ = small((frac + "00")[:3], 3)
		s = s[:i]
	}
	parts := strings.Split(s, ":")
	if len(parts) < 2 || len(parts) > 3 {
		return "", false
	}
	h, ok1 := small(parts[0], 2)
	m, ok2 := small(parts[1], 2)
	sec, ok3 := 0, true
	if len(parts) == 3 {
		sec, ok3 = small(parts[2], 2)
	}
	if !ok1 || !ok2 || !ok3 || h > 23 || m > 59 || sec > 59 || len(parts) == 2 && milli >= 0 {
		return "", false
	}
	b := appendPadded(nil, h, 2)
	b = appendPadded(append(b, ':'), m, 2)
	b = appendPadded(append(b, ':'), sec, 2)
	if milli >= 0 {
		b = appendPadded(append(b, '.'), milli, 3)
	}
	return string(append(b, offset...)), true
}
