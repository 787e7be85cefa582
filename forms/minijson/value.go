package minijson

import "strconv"

// Kind says what a Value is.
type Kind uint8

// The kinds of value. Missing is what accessors give for something that is not there.
const (
	Missing Kind = iota
	Null
	Bool
	Number
	String
	Array
	Object
)

// Value is one node of a parsed text. Accessors of the wrong kind give the zero of their type, never a panic, so that a
// chain like v.Get("a").At(3).Str() is safe on any input; look at Kind where the difference matters.
type Value struct {
	kind  Kind
	key   string // name within the enclosing object
	text  string // String: decoded; Number: as written; Bool: "true" or ""
	items []Value
}

// Kind of the value.
func (v Value) Kind() Kind { return v.kind }

// Exists tells whether the value was in the text at all (null is).
func (v Value) Exists() bool { return v.kind != Missing }

// Str is the text of a string, "" for anything else.
func (v Value) Str() string {
	if v.kind != String {
		return ""
	}
	return v.text
}

// Bool is the truth of a boolean, false for anything else.
func (v Value) Bool() bool { return v.kind == Bool && v.text != "" }

// Int is a whole number in the range of int64, 0 for anything else; see IntOK.
func (v Value) Int() int64 {
	n, _ := v.IntOK()
	return n
}

// IntOK is a whole number written without fraction or exponent; ok is false for anything else or out of range.
func (v Value) IntOK() (n int64, ok bool) {
	if v.kind != Number {
		return 0, false
	}
	n, err := strconv.ParseInt(v.text, 10, 64)
	if err != nil {
		return 0, false
	}
	return n, true
}

// Uint is a whole number in the range of uint64, 0 for anything else.
func (v Value) Uint() uint64 {
	if v.kind != Number {
		return 0
	}
	n, err := strconv.ParseUint(v.text, 10, 64)
	if err != nil {
		return 0
	}
	return n
}

// Float is a number as float64, 0 for anything else.
func (v Value) Float() float64 {
	if v.kind != Number {
		return 0
	}
	f, err := strconv.ParseFloat(v.text, 64)
	if err != nil {
		return 0
	}
	return f
}

// Num is a number as it was written, "" for anything else.
func (v Value) Num() string {
	if v.kind != Number {
		return ""
	}
	return v.text
}

// Arr is the elements of an array, nil for anything else. Do not modify it.
func (v Value) Arr() []Value {
	if v.kind != Array {
		return nil
	}
	return v.items
}

// At is the element i of an array, Missing when there is none.
func (v Value) At(i int) Value {
	if v.kind != Array || i < 0 || i >= len(v.items) {
		return Value{}
	}
	return v.items[i]
}

// Len is the number of elements of an array or of fields of an object.
func (v Value) Len() int { return len(v.items) }

// Get is the field named key of an object, Missing when there is none.
func (v Value) Get(key string) Value {
	if v.kind != Object {
		return Value{}
	}
	for i := range v.items {
		if v.items[i].key == key {
			return v.items[i]
		}
	}
	return Value{}
}

// Fields is the values of an object in the order written, nil for anything else; each knows its Key.
func (v Value) Fields() []Value {
	if v.kind != Object {
		return nil
	}
	return v.items
}

// Key is the name of the value within its object, "" outside objects.
func (v Value) Key() string { return v.key }
