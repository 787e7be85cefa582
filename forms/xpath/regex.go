package xpath

import "regexp"

func fnRegex(s *scope, args []expr) (Value, error) {
	t, re, err := two(s, args)
	if err != nil {
		return Value{}, err
	}
	r, err := regexp.Compile(re)
	if err != nil {
		return Value{}, evalError("regex sai", err.Error())
	}
	return Boolean(r.MatchString(t)), nil
}
