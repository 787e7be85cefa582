package xpath

import "math"

var selectFuncs = []libraryEntry{
	{"selected", function{min: 2, max: 2, run: fnSelected}},
	{"is-selected", function{min: 2, max: 2, run: fnSelected}},
	{"selected-at", function{min: 2, max: 2, run: fnSelectedAt}},
	{"count-selected", function{min: 1, max: 1, run: fnCountSelected}},
	{"jr:choice-name", function{min: 2, max: 2, context: true, run: fnChoiceName}},
	{"jr:itext", function{min: 1, max: 1, run: fnItext}},
}

// fnSelected says whether one of the white-separated tokens of the first text is the second.
func fnSelected(s *scope, args []expr) (Value, error) {
	list, want, err := two(s, args)
	if err != nil {
		return Value{}, err
	}
	want = trim(want)
	return Boolean(want != "" && hasToken(list, want)), nil
}

func hasToken(list, want string) bool {
	for i := 0; i < len(list); {
		for i < len(list) && isSpace(list[i]) {
			i++
		}
		k := i
		for k < len(list) && !isSpace(list[k]) {
			k++
		}
		if list[i:k] == want {
			return true
		}
		i = k
	}
	return false
}

func trim(t string) string {
	for len(t) > 0 && isSpace(t[0]) {
		t = t[1:]
	}
	for len(t) > 0 && isSpace(t[len(t)-1]) {
		t = t[:len(t)-1]
	}
	return t
}

func fnSelectedAt(s *scope, args []expr) (Value, error) {
	list, err := str(s, args[0])
	if err != nil {
		return Value{}, err
	}
	f, err := number(s, args[1])
	t := tokens(list)
	if f = math.Trunc(f); err != nil || !(f >= 0 && f < float64(len(t))) {
		return Value{}, err
	}
	return String(t[int(f)]), nil
}

func fnCountSelected(s *scope, args []expr) (Value, error) {
	list, err := str(s, args[0])
	return Number(float64(len(tokens(list)))), err
}

// fnChoiceName is the label of a choice. The question is named by a path, in quotes as ODK documents it or bare.
func fnChoiceName(s *scope, args []expr) (Value, error) {
	if err := s.jr(); err != nil {
		return Value{}, err
	}
	value, err := str(s, args[0])
	if err != nil {
		return Value{}, err
	}
	question := ""
	if p, ok := args[1].(*path); ok {
		question = p.src
	} else if question, err = str(s, args[1]); err != nil {
		return Value{}, err
	}
	label, _ := s.env.host.ChoiceName(value, trim(question), s.current)
	return String(label), nil
}

func fnItext(s *scope, args []expr) (Value, error) {
	if err := s.jr(); err != nil {
		return Value{}, err
	}
	id, err := str(s, args[0])
	if err != nil {
		return Value{}, err
	}
	t, ok := s.env.host.Itext(id)
	if !ok {
		t = id
	}
	return String(t), nil
}

// jr refuses the jr: functions where the prefix stands for something else than JavaRosa.
func (s *scope) jr() error {
	if uri, ok := s.env.host.Namespace("jr"); ok && uri != jrSpace {
		return evalError("tiền tố jr: không phải của JavaRosa", "the prefix jr: is not JavaRosa's")
	}
	return nil
}
