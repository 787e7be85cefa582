package credit

import "errors"

// Truth is an answer with a third value. The zero value is Unknown.
type Truth uint8

// The three answers.
const (
	Unknown Truth = iota
	False
	True
)

// Of is True or False.
func Of(b bool) Truth {
	if b {
		return True
	}
	return False
}

// All is False when one is false, else Unknown when one is unknown, else True; of nothing it is True.
func All(of ...Truth) Truth {
	out := True
	for _, t := range of {
		if t == False {
			return False
		}
		if t == Unknown {
			out = Unknown
		}
	}
	return out
}

// String is "true", "false" or "unknown".
func (t Truth) String() string {
	switch t {
	case True:
		return "true"
	case False:
		return "false"
	}
	return "unknown"
}

// MarshalJSON writes true, false or "unknown", as the protocol of sothon classify has it.
func (t Truth) MarshalJSON() ([]byte, error) {
	if t == Unknown {
		return []byte(`"unknown"`), nil
	}
	return []byte(t.String()), nil
}

// UnmarshalJSON reads what MarshalJSON writes; null is Unknown.
func (t *Truth) UnmarshalJSON(b []byte) error {
	switch string(b) {
	case "true":
		*t = True
	case "false":
		*t = False
	case `"unknown"`, "null":
		*t = Unknown
	default:
		return errors.New("credit: not true, false or \"unknown\": " + string(b))
	}
	return nil
}
