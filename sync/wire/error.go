package wire

import (
	"errors"
	"strconv"
)

// Kinds of refusal; match with errors.Is.
var (
	// ErrMalformed: the bytes are not the one encoding of such a structure. They are refused, nothing of them is kept.
	ErrMalformed = errors.New("malformed")
	// ErrTooLarge: a limit of limits.go is passed.
	ErrTooLarge = errors.New("too large")
	// ErrVersion: the layout version is not one that this program knows; a newer program is needed.
	ErrVersion = errors.New("unknown layout version")
	// ErrSignature: a signature does not match.
	ErrSignature = errors.New("wrong signature")
)

// Error says what was refused and where: At is the offset in the bytes, -1 when it has none.
type Error struct {
	Kind error
	What string
	At   int
}

// Error gives one line in English for logs.
func (e *Error) Error() string {
	s := "wire: " + e.Kind.Error() + ": " + e.What
	if e.At >= 0 {
		s += " at byte " + strconv.Itoa(e.At)
	}
	return s
}

// Unwrap gives the kind, for errors.Is.
func (e *Error) Unwrap() error { return e.Kind }

func refuse(kind error, what string) error { return &Error{Kind: kind, What: what, At: -1} }
