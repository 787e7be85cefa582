package xpath

import (
	"math"
	"strings"
	"unicode/utf8"
)

var stringFuncs = []libraryEntry{
	{"string", function{min: 0, max: 1, context: true, run: fnString}},
	{"concat", function{min: 0, max: -1, run: fnConcat}},
	{"join", function{min: 1, max: -1, run: fnJoin}},
	{"substr", function{min: 2, max: 3, run: fnSubstr}},
	{"substring", function{min: 2, max: 3, run: fnSubstring}},
	{"substring-before", function{min: 2, max: 2, run: fnBefore}},
	{"substring-after", function{min: 2, max: 2, run: fnAfter}},
	{"contains", function{min: 2, max: 2, run: test2(strings.Contains)}},
	{"starts-with", function{min: 2, max: 2, run: test2(strings.HasPrefix)}},
	{"ends-with", function{min: 2, max: 2, run: test2(strings.HasSuffix)}},
	{"translate", function{min: 3, max: 3, run: fnTranslate}},
	{"normalize-space", function{min: 0, max: 1, context: true, run: fnNormalize}},
	{"string-length", function{min: 0, max: 1, context: true, run: fnLength}},
	{"regex", function{min: 2, max: 2, run: fnRegex}},
}

func fnString(s *scope, args []expr) (Value, error) {
	v, err := orContext(s, args)
	return String(v.Str()), err
}

func fnConcat(s *scope, args []expr) (Value, error) {
	var b strings.Builder
	err := texts(s, args, func(t string) { b.WriteString(t) })
	return String(b.String()), err
}

func fnJoin(s *scope, args []expr) (Value, error) {
	sep, err := str(s, args[0])
	if err != nil {
		return Value{}, err
	}
	var b strings.Builder
	first := true
	err = texts(s, args[1:], func(t string) {
		if !first {
			b.WriteString(sep)
		}
		first = false
		b.WriteString(t)
	})
	return String(b.String()), err
}

// fnSubstr: characters from start (0-based) up to end; negative numbers count from the end of the text.
func fnSubstr(s *scope, args []expr) (Value, error) {
	t, err := str(s, args[0])
	if err != nil {
		return Value{}, err
	}
	runes := []rune(t)
	place := func(x expr) (int, error) {
		f, err := number(s, x)
		if err != nil || math.IsNaN(f) {
			return 0, err
		}
		f = math.Trunc(f)
		if f < 0 {
			f += float64(len(runes))
		}
		return int(math.Max(0, math.Min(f, float64(len(runes))))), nil
	}
	from, err := place(args[1])
	to := len(runes)
	if err == nil && len(args) == 3 {
		to, err = place(args[2])
	}
	if err != nil || from >= to {
		return Value{}, err
	}
	return String(string(runes[from:to])), nil
}

// fnSubstring is XPath 1.0 §4.2: the characters whose 1-based position p has round(start) <= p < round(start)+round(len).
func fnSubstring(s *scope, args []expr) (Value, error) {
	t, err := str(s, args[0])
	if err != nil {
		return Value{}, err
	}
	from, err := number(s, args[1])
	if err != nil {
		return Value{}, err
	}
	from = math.Floor(from + 0.5)
	to := math.Inf(1)
	if len(args) == 3 {
		n, err := number(s, args[2])
		if err != nil {
			return Value{}, err
		}
		to = from + math.Floor(n+0.5)
	}
	start, end, p := -1, len(t), 0.0
	for i := range t {
		p++
		if start < 0 && p >= from && p < to {
			start = i
		}
		if start >= 0 && !(p < to) {
			end = i
			break
		}
	}
	if start < 0 {
		return Value{}, nil
	}
	return String(t[start:end]), nil
}

func fnBefore(s *scope, args []expr) (Value, error) {
	a, b, err := two(s, args)
	if i := strings.Index(a, b); i >= 0 {
		return String(a[:i]), err
	}
	return Value{}, err
}

func fnAfter(s *scope, args []expr) (Value, error) {
	a, b, err := two(s, args)
	if i := strings.Index(a, b); i >= 0 {
		return String(a[i+len(b):]), err
	}
	return Value{}, err
}

func test2(holds func(a, b string) bool) func(*scope, []expr) (Value, error) {
	return func(s *scope, args []expr) (Value, error) {
		a, b, err := two(s, args)
		return Boolean(holds(a, b)), err
	}
}

func fnTranslate(s *scope, args []expr) (Value, error) {
	t, from, err := two(s, args)
	if err != nil {
		return Value{}, err
	}
	to, err := str(s, args[2])
	if err != nil {
		return Value{}, err
	}
	with := []rune(to)
	table := make(map[rune]rune, len(from))
	i := 0
	for _, r := range from {
		if _, ok := table[r]; !ok {
			table[r] = -1
			if i < len(with) {
				table[r] = with[i]
			}
		}
		i++
	}
	return String(strings.Map(func(r rune) rune {
		if to, ok := table[r]; ok {
			return to
		}
		return r
	}, t)), nil
}

// xmlSpace are the white characters of XML; others, such as the no-break space, are kept.
const xmlSpace = " \t\r\n"

func fnNormalize(s *scope, args []expr) (Value, error) {
	v, err := orContext(s, args)
	if err != nil {
		return v, err
	}
	return String(strings.Join(tokens(v.Str()), " ")), nil
}

// tokens splits at XML white space.
func tokens(t string) []string {
	return strings.FieldsFunc(t, func(r rune) bool { return r == ' ' || r == '\t' || r == '\r' || r == '\n' })
}

func fnLength(s *scope, args []expr) (Value, error) {
	v, err := orContext(s, args)
	return Number(float64(utf8.RuneCountInString(v.Str()))), err
}
