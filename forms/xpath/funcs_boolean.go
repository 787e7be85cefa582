package xpath

import (
	"math"
	"strings"
)

var booleanFuncs = []libraryEntry{
	{"true", function{run: func(*scope, []expr) (Value, error) { return Boolean(true), nil }}},
	{"false", function{run: func(*scope, []expr) (Value, error) { return Boolean(false), nil }}},
	{"not", function{min: 1, max: 1, run: fnNot}},
	{"boolean", function{min: 1, max: 1, run: fnBoolean}},
	{"boolean-from-string", function{min: 1, max: 1, run: fnBooleanFromString}},
	{"if", function{min: 3, max: 3, run: fnIf}},
	{"coalesce", function{min: 2, max: -1, run: fnCoalesce}},
	{"once", function{min: 1, max: 1, context: true, volatile: true, run: fnOnce}},
	{"lang", function{min: 1, max: 1, context: true, run: fnLang}},
	{"checklist", function{min: 2, max: -1, run: fnChecklist}},
	{"weighted-checklist", function{min: 2, max: -1, even: true, run: fnWeighted}},
	{"depend", function{min: 1, max: -1, run: func(s *scope, args []expr) (Value, error) { return args[0].eval(s) }}},
}

func fnNot(s *scope, args []expr) (Value, error) {
	b, err := truth(s, args[0])
	return Boolean(!b), err
}

func fnBoolean(s *scope, args []expr) (Value, error) {
	b, err := truth(s, args[0])
	return Boolean(b), err
}

func fnBooleanFromString(s *scope, args []expr) (Value, error) {
	t, err := str(s, args[0])
	return Boolean(t == "1" || t == "true"), err
}

func fnIf(s *scope, args []expr) (Value, error) {
	b, err := truth(s, args[0])
	switch {
	case err != nil:
		return Value{}, err
	case b:
		return args[1].eval(s)
	}
	return args[2].eval(s)
}

// fnCoalesce gives the first value that is neither "" nor NaN, else the last one.
func fnCoalesce(s *scope, args []expr) (Value, error) {
	for i, a := range args {
		v, err := a.eval(s)
		if err != nil || i == len(args)-1 {
			return v, err
		}
		if v.kind == kindNumber && math.IsNaN(v.num) || v.kind != kindNumber && v.Str() == "" {
			continue
		}
		return v, nil
	}
	return Value{}, nil
}

// fnOnce keeps what the context node already holds.
func fnOnce(s *scope, args []expr) (Value, error) {
	if s.node != nil {
		if t := s.node.Value(); t != "" {
			return String(t), nil
		}
	}
	v, err := args[0].eval(s)
	if v.kind == kindNumber && math.IsNaN(v.num) { // stored as empty
		return Value{}, err
	}
	return v, err
}

// fnLang is XPath 1.0 §4.3: xml:lang of the nearest ancestor.
func fnLang(s *scope, args []expr) (Value, error) {
	want, err := str(s, args[0])
	if err != nil {
		return Value{}, err
	}
	for n := s.node; n != nil; n = n.Parent() {
		for _, a := range n.Attributes() {
			if space, local := a.Name(); local == "lang" && (space == "xml" || strings.HasSuffix(space, "/XML/1998/namespace")) {
				have := a.Value()
				return Boolean(strings.EqualFold(have, want) || len(have) > len(want) && have[len(want)] == '-' &&
					strings.EqualFold(have[:len(want)], want)), nil
			}
		}
	}
	return Boolean(false), nil
}

// values evaluates arguments; a node-set gives one text per node.
func values(s *scope, args []expr) ([]Value, error) {
	var out []Value
	for _, a := range args {
		v, err := a.eval(s)
		if err != nil {
			return nil, err
		}
		if !v.IsNodeset() {
			out = append(out, v)
			continue
		}
		for _, n := range v.Nodes() {
			out = append(out, String(n.Value()))
		}
	}
	return out, s.env.spend(len(out))
}

// within says whether x lies between two bounds of which -1 means none.
func within(s *scope, args []expr, x float64) (Value, error) {
	low, err := number(s, args[0])
	if err != nil {
		return Value{}, err
	}
	high, err := number(s, args[1])
	return Boolean((low < 0 || x >= low) && (high < 0 || x <= high)), err
}

// counts says whether a factor of a checklist holds: its number is above 0.
func counts(s *scope, v Value) bool { return s.num(v) > 0 }

func fnChecklist(s *scope, args []expr) (Value, error) {
	factors, err := values(s, args[2:])
	if err != nil {
		return Value{}, err
	}
	n := 0.0
	for _, f := range factors {
		if counts(s, f) {
			n++
		}
	}
	return within(s, args, n)
}

func fnWeighted(s *scope, args []expr) (Value, error) {
	var factors, weights []Value
	for i := 2; i < len(args); i += 2 {
		f, err := values(s, args[i:i+1])
		if err != nil {
			return Value{}, err
		}
		w, err := values(s, args[i+1:i+2])
		if err != nil {
			return Value{}, err
		}
		if len(f) == 0 || len(w) == 0 && len(f) == 1 { // nothing answered counts as not true
			continue
		}
		if len(f) != len(w) {
			return Value{}, evalError("weighted-checklist(): số mục và số trọng số phải bằng nhau", "weighted-checklist(): there must be as many weights as factors")
		}
		factors, weights = append(factors, f...), append(weights, w...)
	}
	sum := 0.0
	for i, f := range factors {
		if w := s.num(weights[i]); counts(s, f) && !math.IsNaN(w) {
			sum += w
		}
	}
	return within(s, args, sum)
}
