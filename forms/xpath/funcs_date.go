package xpath

import "math"

var dateFuncs = []libraryEntry{
	{"today", function{volatile: true, run: fnToday}},
	{"now", function{volatile: true, run: fnNow}},
	{"date", function{min: 1, max: 1, run: fnDate}},
	{"date-time", function{min: 1, max: 1, run: fnDate}},
	{"decimal-date-time", function{min: 1, max: 1, run: fnDecimalDateTime}},
	{"decimal-time", function{min: 1, max: 1, run: fnDecimalTime}},
	{"format-date", function{min: 2, max: 2, run: fnFormatDate}},
	{"format-date-time", function{min: 2, max: 2, run: fnFormatDate}},
}

// dateValue makes a date of an instant.
func (s *scope) dateValue(t instant, withTime bool) Value {
	s.env.clock()
	return Value{kind: kindDate, num: t.days(), str: t.iso(s.env.zone, withTime)}
}

// noDate is what date() makes of nonsense: false as a boolean, NaN as a number. Value.Answer makes it empty.
var noDate = Value{kind: kindDate, num: math.NaN(), str: "Invalid Date"}

func fnToday(s *scope, _ []expr) (Value, error) {
	s.env.clock()
	offset := int64(s.env.zone) * 60_000
	midnight := floorDiv(s.env.now+offset, dayMs)*dayMs - offset
	return s.dateValue(instant{midnight, true}, false), nil
}

func fnNow(s *scope, _ []expr) (Value, error) {
	s.env.clock()
	return s.dateValue(instant{s.env.now, false}, true), nil
}

// toInstant converts as date() does: numbers are days since the epoch, texts ISO 8601.
func (s *scope) toInstant(v Value) (instant, bool) {
	s.env.clock()
	switch v.kind {
	case kindNumber, kindDate:
		return instantOf(v.num)
	case kindBool:
		return instant{}, false
	}
	t := v.Str()
	if at, ok := parseDateTime(t, s.env.zone); ok {
		return at, true
	}
	return instantOf(ParseNumber(t))
}

func fnDate(s *scope, args []expr) (Value, error) {
	v, err := args[0].eval(s)
	if err != nil || v.kind == kindDate {
		return v, err
	}
	if v.kind == kindBool || v.kind != kindNumber && v.Str() == "" {
		return Value{}, nil
	}
	t, ok := s.toInstant(v)
	if !ok {
		return noDate, nil
	}
	return s.dateValue(t, false), nil
}

func fnDecimalDateTime(s *scope, args []expr) (Value, error) {
	v, err := args[0].eval(s)
	if err != nil {
		return v, err
	}
	t, ok := s.toInstant(v)
	if !ok {
		return Number(math.NaN()), nil
	}
	return Number(t.days()), nil
}

// fnDecimalTime is the fraction of the local day of a time of day, or of a date with time.
func fnDecimalTime(s *scope, args []expr) (Value, error) {
	v, err := args[0].eval(s)
	if err != nil {
		return v, err
	}
	s.env.clock()
	var ms int64
	if v.kind == kindString || v.kind == kindNodes {
		r := dateReader{s: trim(v.Str())}
		at, zone, ok := r.time(s.env.zone)
		if ok {
			ms = at + int64(s.env.zone-zone)*60_000
			return Number(float64(ms-floorDiv(ms, dayMs)*dayMs) / dayMs), nil
		}
	}
	t, ok := s.toInstant(v)
	if !ok {
		return Number(math.NaN()), nil
	}
	ms = t.ms + int64(s.env.zone)*60_000
	return Number(float64(ms-floorDiv(ms, dayMs)*dayMs) / dayMs), nil
}

// fnFormatDate writes a date by a pattern of ODK XForms (§ format-date). What is no date gives "".
func fnFormatDate(s *scope, args []expr) (Value, error) {
	v, err := args[0].eval(s)
	if err != nil {
		return v, err
	}
	pattern, err := str(s, args[1])
	if err != nil {
		return v, err
	}
	t, ok := s.toInstant(v)
	if !ok {
		return Value{}, nil
	}
	text, err := formatDate(t, s.env.zone, pattern, namesFor(s.env.host.Lang()))
	return String(text), err
}

// formatDate writes an instant by a pattern; a code that does not exist is an error, as in JavaRosa.
func formatDate(t instant, zone int, pattern string, names *calendarNames) (string, error) {
	c := t.local(zone)
	out := make([]byte, 0, len(pattern)+16)
	for i := 0; i < len(pattern); i++ {
		if pattern[i] != '%' {
			out = append(out, pattern[i])
			continue
		}
		if i++; i == len(pattern) {
			return "", evalError("format-date(): mẫu kết thúc bằng %", "format-date(): the pattern ends with %")
		}
		switch pattern[i] {
		case '%':
			out = append(out, '%')
		case 'Y':
			out = pad(out, c.year, 4)
		case 'y':
			out = pad(out, c.year%100, 2)
		case 'm':
			out = pad(out, c.month, 2)
		case 'n':
			out = pad(out, c.month, 1)
		case 'b':
			out = append(out, names.months[c.month-1]...)
		case 'd':
			out = pad(out, c.day, 2)
		case 'e':
			out = pad(out, c.day, 1)
		case 'a':
			out = append(out, names.days[c.weekday]...)
		case 'H':
			out = pad(out, c.hour, 2)
		case 'h':
			out = pad(out, c.hour, 1)
		case 'M':
			out = pad(out, c.minute, 2)
		case 'S':
			out = pad(out, c.second, 2)
		case '3':
			out = pad(out, c.milli, 3)
		default:
			return "", evalError("format-date(): không có mã %"+pattern[i:i+1], "format-date(): there is no code %"+pattern[i:i+1])
		}
	}
	return string(out), nil
}

// calendarNames are the short names that %b and %a give.
type calendarNames struct {
	months [12]string
	days   [7]string // Sunday first
}

var (
	englishNames = calendarNames{
		[12]string{"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"},
		[7]string{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"},
	}
	vietnameseNames = calendarNames{
		[12]string{"Thg 1", "Thg 2", "Thg 3", "Thg 4", "Thg 5", "Thg 6", "Thg 7", "Thg 8", "Thg 9", "Thg 10", "Thg 11", "Thg 12"},
		[7]string{"CN", "Th 2", "Th 3", "Th 4", "Th 5", "Th 6", "Th 7"},
	}
)

// namesFor takes the active language: a name with "(vi)", a code that begins with vi, or a name that begins with Tiếng.
func namesFor(lang string) *calendarNames {
	if lang == "vi" || len(lang) > 2 && (lang[:3] == "vi-" || lang[:3] == "vi_") || hasVietnameseName(lang) {
		return &vietnameseNames
	}
	return &englishNames
}

func hasVietnameseName(lang string) bool {
	const code = "(vi)"
	for i := 0; i+len(code) <= len(lang); i++ {
		if lang[i:i+len(code)] == code {
			return true
		}
	}
	return len(lang) >= len("Tiếng Việt") && lang[:len("Tiếng Việt")] == "Tiếng Việt"
}
