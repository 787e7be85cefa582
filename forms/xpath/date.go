package xpath

import (
	"math"
	"strconv"
)

const dayMs = 86_400_000

// instant is a date or a date with time: milliseconds since 1970-01-01T00:00Z.
type instant struct {
	ms       int64
	dateOnly bool // written without a time
}

func (t instant) days() float64 { return float64(t.ms) / dayMs }

// civil is a broken-down local time.
type civil struct {
	year, month, day     int
	hour, minute, second int
	milli                int
	weekday              int // 0 = Sunday
}

// daysFromCivil counts days since 1970-01-01 in the proleptic Gregorian calendar.
func daysFromCivil(y, m, d int) int64 {
	if m <= 2 {
		y--
	}
	era := floorDiv(int64(y), 400)
	yoe := int64(y) - era*400
	mp := int64(m+9) % 12
	doy := (153*mp+2)/5 + int64(d) - 1
	doe := yoe*365 + yoe/4 - yoe/100 + doy
	return era*146097 + doe - 719468
}

func floorDiv(a, b int64) int64 {
	q := a / b
	if a%b != 0 && (a < 0) != (b < 0) {
		q--
	}
	return q
}

// local breaks an instant down in a zone.
func (t instant) local(zone int) civil {
	ms := t.ms + int64(zone)*60_000
	days := floorDiv(ms, dayMs)
	rest := ms - days*dayMs
	z := days + 719468
	era := floorDiv(z, 146097)
	doe := z - era*146097
	yoe := (doe - doe/1460 + doe/36524 - doe/146096) / 365
	doy := doe - (365*yoe + yoe/4 - yoe/100)
	mp := (5*doy + 2) / 153
	c := civil{day: int(doy - (153*mp+2)/5 + 1), month: int(mp + 3), year: int(yoe + era*400)}
	if c.month > 12 {
		c.month -= 12
	}
	if c.month <= 2 {
		c.year++
	}
	c.hour, c.minute = int(rest/3_600_000), int(rest/60_000%60)
	c.second, c.milli = int(rest/1000%60), int(rest%1000)
	c.weekday = int(((days+4)%7 + 7) % 7)
	return c
}

func daysInMonth(y, m int) int {
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

// parseDateTime reads an ISO 8601 date, or date and time, as ODK writes them; a missing zone is the local one, given in
// minutes east of UTC. Month and day may have one digit.
func parseDateTime(text string, zone int) (instant, bool) {
	r := dateReader{s: trim(text)}
	y, m, d := r.int(4, 4), 0, 0
	r.byte('-')
	m = r.int(1, 2)
	r.byte('-')
	d = r.int(1, 2)
	if r.bad || m < 1 || m > 12 || d < 1 || d > daysInMonth(y, m) {
		return instant{}, false
	}
	days := daysFromCivil(y, m, d)
	if r.s == "" {
		return instant{days*dayMs - int64(zone)*60_000, true}, true
	}
	if !r.byte('T') {
		return instant{}, false
	}
	ms, z, ok := r.time(zone)
	if !ok {
		return instant{}, false
	}
	return instant{days*dayMs + ms - int64(z)*60_000, false}, true
}

// dateReader takes a text apart from the front; bad sticks.
type dateReader struct {
	s   string
	bad bool
}

func (r *dateReader) int(low, high int) int {
	n, v := 0, 0
	for n < high && n < len(r.s) && r.s[n] >= '0' && r.s[n] <= '9' {
		v = v*10 + int(r.s[n]-'0')
		n++
	}
	if n < low {
		r.bad = true
		return 0
	}
	r.s = r.s[n:]
	return v
}

func (r *dateReader) byte(c byte) bool {
	if r.s == "" || r.s[0] != c {
		r.bad = true
		return false
	}
	r.s = r.s[1:]
	return true
}

// time reads HH:MM[:SS[.fff]][Z|±HH[[:]MM]] to the end of the text: milliseconds of the day and the zone.
func (r *dateReader) time(zone int) (ms int64, z int, ok bool) {
	h := r.int(2, 2)
	r.byte(':')
	m := r.int(2, 2)
	sec, milli := 0, int64(0)
	if r.s != "" && r.s[0] == ':' {
		r.byte(':')
		sec = r.int(2, 2)
		if r.s != "" && (r.s[0] == '.' || r.s[0] == ',') {
			r.s = r.s[1:]
			scale := int64(100)
			for n := 0; r.s != "" && r.s[0] >= '0' && r.s[0] <= '9'; n++ {
				milli += int64(r.s[0]-'0') * scale
				scale /= 10
				r.s = r.s[1:]
			}
		}
	}
	if r.bad || h > 23 || m > 59 || sec > 59 {
		return 0, 0, false
	}
	ms = int64(h)*3_600_000 + int64(m)*60_000 + int64(sec)*1000 + milli
	if r.s == "" {
		return ms, zone, true
	}
	sign := 1
	switch r.s[0] {
	case 'Z':
		return ms, 0, len(r.s) == 1
	case '-':
		sign = -1
	case '+':
	default:
		return 0, 0, false
	}
	r.s = r.s[1:]
	zh, zm := r.int(1, 2), 0
	if r.s != "" {
		if r.s[0] == ':' {
			r.s = r.s[1:]
		}
		zm = r.int(2, 2)
	}
	if r.bad || r.s != "" || zh > 18 || zm > 59 {
		return 0, 0, false
	}
	return ms, sign * (zh*60 + zm), true
}

// iso writes an instant in a zone: a date when it is a local midnight and no time is asked for, else with time and offset.
func (t instant) iso(zone int, withTime bool) string {
	c := t.local(zone)
	b := appendDate(make([]byte, 0, 32), c)
	if !withTime && (c.hour|c.minute|c.second|c.milli) == 0 {
		return string(b)
	}
	b = append(b, 'T')
	b = pad(b, c.hour, 2)
	b = append(b, ':')
	b = pad(b, c.minute, 2)
	b = append(b, ':')
	b = pad(b, c.second, 2)
	b = append(b, '.')
	b = pad(b, c.milli, 3)
	return string(appendZone(b, zone))
}

func appendZone(b []byte, zone int) []byte {
	sign := byte('+')
	if zone < 0 {
		sign, zone = '-', -zone
	}
	b = pad(append(b, sign), zone/60, 2)
	return pad(append(b, ':'), zone%60, 2)
}

func appendDate(b []byte, c civil) []byte {
	b = pad(b, c.year, 4)
	b = append(b, '-')
	b = pad(b, c.month, 2)
	b = append(b, '-')
	return pad(b, c.day, 2)
}

func pad(b []byte, n, width int) []byte {
	if n < 0 {
		b = append(b, '-')
		n = -n
	}
	t := strconv.Itoa(n)
	for i := len(t); i < width; i++ {
		b = append(b, '0')
	}
	return append(b, t...)
}

// maxDays bounds dates made of numbers (JavaRosa refuses what does not fit its integers; so that years stay readable,
// ours are the years up to 9999).
const maxDays = 2_932_896

// instantOf makes an instant of days since the epoch; NaN and what lies outside years 1 to 9999 is none.
func instantOf(days float64) (instant, bool) {
	if math.IsNaN(days) || days > maxDays || days < -719_162 {
		return instant{}, false
	}
	return instant{ms: int64(math.Round(days * dayMs))}, true
}
