package xpath

import "strconv"

// function is one entry of the library.
type function struct {
	min, max int  // number of arguments; max -1 = any number
	even     bool // the number of arguments must be even
	odd      bool // … odd
	volatile bool // another value at each call or by the clock
	context  bool // reads the context node or position although no path says so
	run      func(s *scope, args []expr) (Value, error)
}

func (f *function) takes(n int) bool {
	return n >= f.min && (f.max < 0 || n <= f.max) && !(f.even && n%2 != 0) && !(f.odd && n%2 == 0)
}

func (f *function) arity() string {
	switch {
	case f.max < 0:
		return strconv.Itoa(f.min) + "+"
	case f.max != f.min:
		return strconv.Itoa(f.min) + "–" + strconv.Itoa(f.max)
	}
	return strconv.Itoa(f.min)
}

func (f *function) arityVi() string { return "cần " + f.arity() + " đối số" }
func (f *function) arityEn() string { return "takes " + f.arity() + " arguments" }

// functions is the library: XPath 1.0 §4, XForms 1.1 §7 and the ODK XForms functions.
var functions = library(stringFuncs, booleanFuncs, numberFuncs, nodeFuncs, dateFuncs, selectFuncs, odkFuncs, geoFuncs)

// libraryEntry is a function with its name. Lists of them lie ready in the program; a map literal would be code that builds it
// entry by entry at every start, most of what this package did at the start of a tablet.
type libraryEntry struct {
	name string
	function
}

func library(parts ...[]libraryEntry) map[string]*function {
	all := make(map[string]*function, 128)
	for _, part := range parts {
		for i := range part {
			all[part[i].name] = &part[i].function
		}
	}
	return all
}

// Known says whether the library has a function of this name.
func Known(name string) bool { return functions[name] != nil }

// str, number, truth evaluate one argument to a type.
func str(s *scope, x expr) (string, error) {
	v, err := x.eval(s)
	return v.Str(), err
}

func number(s *scope, x expr) (float64, error) {
	v, err := x.eval(s)
	if err != nil {
		return 0, err
	}
	return s.num(v), nil
}

func truth(s *scope, x expr) (bool, error) {
	v, err := x.eval(s)
	return s.boolean(v), err
}

// two evaluates two arguments to strings.
func two(s *scope, args []expr) (a, b string, err error) {
	if a, err = str(s, args[0]); err == nil {
		b, err = str(s, args[1])
	}
	return a, b, err
}

// orContext evaluates the optional argument, or gives the context node.
func orContext(s *scope, args []expr) (Value, error) {
	if len(args) > 0 {
		return args[0].eval(s)
	}
	return Value{kind: kindNodes, one: s.node}, nil
}

// texts calls f for the text of each value: all nodes of a node-set, other values once. Long texts cost steps, so that
// what is put together of them stays bounded.
func texts(s *scope, args []expr, f func(string)) error {
	for _, a := range args {
		v, err := a.eval(s)
		if err != nil {
			return err
		}
		n := v.Len()
		if !v.IsNodeset() {
			n = 1
		}
		for i := range n {
			t := ""
			switch {
			case !v.IsNodeset():
				t = v.Str()
			case v.one != nil:
				t = v.one.Value()
			default:
				t = v.many[i].Value()
			}
			if err := s.env.spend(1 + len(t)/16); err != nil {
				return err
			}
			f(t)
		}
	}
	return nil
}

// nodeset evaluates an argument that must be a path.
func nodeset(s *scope, fn string, x expr) (Value, error) {
	v, err := x.eval(s)
	if err == nil && !v.IsNodeset() {
		err = evalError("đối số của "+fn+"() phải là một đường dẫn", "the argument of "+fn+"() must be a path")
	}
	return v, err
}
