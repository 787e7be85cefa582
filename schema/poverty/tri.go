package poverty

// Tri is a truth value with a third one. The zero value is Unknown.
type Tri uint8

// The truth values.
const (
	Unknown Tri = iota
	No
	Yes
)

// String is "unknown", "no" or "yes".
func (t Tri) String() string {
	switch t {
	case No:
		return "no"
	case Yes:
		return "yes"
	}
	return "unknown"
}

// ParseTri reads what String wrote; everything else is Unknown.
func ParseTri(s string) Tri {
	switch s {
	case "no":
		return No
	case "yes":
		return Yes
	}
	return Unknown
}

// MarshalJSON writes true, false or "unknown".
func (t Tri) MarshalJSON() ([]byte, error) {
	switch t {
	case No:
		return []byte("false"), nil
	case Yes:
		return []byte("true"), nil
	}
	return []byte(`"unknown"`), nil
}

// seen is a set of truth values: what an expression gave in the worlds tried so far.
type seen uint8

const (
	sawNo seen = 1 << iota
	sawYes
	sawBoth = sawNo | sawYes
)

func saw(b bool) seen {
	if b {
		return sawYes
	}
	return sawNo
}

func (s seen) tri() Tri {
	switch s {
	case sawNo:
		return No
	case sawYes:
		return Yes
	}
	return Unknown
}
