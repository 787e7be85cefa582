package xpath

import (
	"math"
	"strconv"
	"strings"
)

var numberFuncs = []libraryEntry{
	{"number", function{min: 0, max: 1, context: true, run: fnNumber}},
	{"int", function{min: 1, max: 1, run: fnInt}},
	{"round", function{min: 1, max: 2, run: fnRound}},
	{"floor", function{min: 1, max: 1, run: math1(math.Floor)}},
	{"ceiling", function{min: 1, max: 1, run: math1(math.Ceil)}},
	{"abs", function{min: 1, max: 1, run: math1(math.Abs)}},
	{"log", function{min: 1, max: 1, run: math1(math.Log)}},
	{"log10", function{min: 1, max: 1, run: math1(math.Log10)}},
	{"sqrt", function{min: 1, max: 1, run: math1(math.Sqrt)}},
	{"exp", function{min: 1, max: 1, run: math1(math.Exp)}},
	{"exp10", function{min: 1, max: 1, run: math1(func(f float64) float64 { return math.Pow(10, f) })}},
	{"sin", function{min: 1, max: 1, run: math1(math.Sin)}},
	{"cos", function{min: 1, max: 1, run: math1(math.Cos)}},
	{"tan", function{min: 1, max: 1, run: math1(math.Tan)}},
	{"asin", function{min: 1, max: 1, run: math1(math.Asin)}},
	{"acos", function{min: 1, max: 1, run: math1(math.Acos)}},
	{"atan", function{min: 1, max: 1, run: math1(math.Atan)}},
	{"atan2", function{min: 2, max: 2, run: math2(math.Atan2)}},
	{"pow", function{min: 2, max: 2, run: math2(power)}},
	{"pi", function{run: func(*scope, []expr) (Value, error) { return Number(math.Pi), nil }}},
	{"random", function{volatile: true, run: func(s *scope, _ []expr) (Value, error) {
		return Number(s.env.host.Random()), nil
	}}},
	{"sum", function{min: 1, max: 1, run: fnSum}},
	{"max", function{min: 1, max: -1, run: extreme(func(a, b float64) bool { return a > b })}},
	{"min", function{min: 1, max: -1, run: extreme(func(a, b float64) bool { return a < b })}},
}

func math1(f func(float64) float64) func(*scope, []expr) (Value, error) {
	return func(s *scope, args []expr) (Value, error) {
		x, err := number(s, args[0])
		return Number(f(x)), err
	}
}

func math2(f func(a, b float64) float64) func(*scope, []expr) (Value, error) {
	return func(s *scope, args []expr) (Value, error) {
		a, err := number(s, args[0])
		if err != nil {
			return Value{}, err
		}
		b, err := number(s, args[1])
		return Number(f(a, b)), err
	}
}

// power is math.Pow with JavaScript's and Java's NaN for 1 to an infinite power.
func power(a, b float64) float64 {
	if math.IsNaN(b) || math.IsInf(b, 0) && (a == 1 || a == -1) {
		return math.NaN()
	}
	return math.Pow(a, b)
}

// fnNumber converts to a number. A text that is a date stays a date as a number, with the fraction of the local midnight,
// but as a text it is the whole days that JavaRosa counts.
func fnNumber(s *scope, args []expr) (Value, error) {
	v, err := orContext(s, args)
	if err != nil {
		return v, err
	}
	f := s.num(v)
	if math.IsNaN(f) || s.env.plain || v.kind != kindString && v.kind != kindNodes {
		return Number(f), nil
	}
	t, ok := parseDateTime(v.Str(), s.env.zone)
	if !ok {
		return Number(f), nil
	}
	whole := floorDiv(t.ms, dayMs)
	if t.dateOnly {
		whole = floorDiv(t.ms+int64(s.env.zone)*60_000, dayMs)
	}
	return Value{kind: kindDate, num: f, str: strconv.FormatInt(whole, 10)}, nil
}

// fnInt truncates toward zero. Texts may have an exponent here, as very small results of other programs do.
func fnInt(s *scope, args []expr) (Value, error) {
	v, err := args[0].eval(s)
	if err != nil {
		return v, err
	}
	f := s.num(v)
	if math.IsNaN(f) && v.kind != kindNumber {
		if t := strings.Trim(v.Str(), xmlSpace); strings.ContainsAny(t, "eE") && strings.Trim(t, "0123456789+-.eE") == "" {
			if g, err := strconv.ParseFloat(t, 64); err == nil {
				f = g
			}
		}
	}
	return Number(math.Trunc(f)), nil
}

func fnRound(s *scope, args []expr) (Value, error) {
	f, err := number(s, args[0])
	if err != nil {
		return Value{}, err
	}
	if len(args) == 1 {
		return Number(roundTo(f, 0)), nil
	}
	places, err := number(s, args[1])
	if err != nil || math.IsNaN(places) {
		return Number(math.NaN()), err
	}
	return Number(roundTo(f, int(math.Max(-400, math.Min(400, places))))), nil
}

// roundTo rounds half away from zero in decimal digits: it works on the shortest decimal form of the number, so that
// 2.15 to one place is 2.2 although the nearest double lies below 2.15.
func roundTo(f float64, places int) float64 {
	if math.IsNaN(f) || math.IsInf(f, 0) || f == 0 {
		return f
	}
	text := strconv.FormatFloat(math.Abs(f), 'f', -1, 64)
	whole, frac, _ := strings.Cut(text, ".")
	digits := whole + frac
	keep := len(whole) + places // digits that stay
	if keep >= len(digits) {
		return f
	}
	up := keep >= 0 && digits[keep] >= '5'
	kept := []byte{'0'}
	if keep > 0 {
		kept = append(kept, digits[:keep]...)
	}
	if up {
		for i := len(kept) - 1; ; i-- {
			if kept[i]++; kept[i] <= '9' {
				break
			}
			kept[i] = '0'
		}
	}
	out, err := strconv.ParseFloat(string(kept)+"e"+strconv.Itoa(-places), 64)
	if err != nil {
		return f
	}
	return math.Copysign(out, f)
}

// fnSum adds the numbers of a node-set. A node without a text adds nothing, as in JavaRosa; any other text that is no
// number makes the sum NaN.
func fnSum(s *scope, args []expr) (Value, error) {
	v, err := nodeset(s, "sum", args[0])
	if err != nil {
		return v, err
	}
	sum := 0.0
	for _, n := range v.Nodes() {
		t := n.Value()
		if t == "" && !s.env.plain {
			continue
		}
		sum += s.textNum(t)
	}
	return Number(sum), s.env.spend(v.Len())
}

// extreme is max or min over all arguments. Nodes without a text are passed over, as in JavaRosa; NaN when nothing is
// left or something is no number.
func extreme(better func(a, b float64) bool) func(*scope, []expr) (Value, error) {
	return func(s *scope, args []expr) (Value, error) {
		best, any := math.NaN(), false
		list, err := values(s, args)
		if err != nil {
			return Value{}, err
		}
		for _, v := range list {
			if v.kind == kindString && v.str == "" && !s.env.plain {
				continue
			}
			f := s.num(v)
			if math.IsNaN(f) {
				return Number(f), nil
			}
			if !any || better(f, best) {
				best, any = f, true
			}
		}
		return Number(best), nil
	}
}
