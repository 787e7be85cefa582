package schema

import "errors"

// Code says what kind of failure an Error is; servers map it to a status, people never see it.
type Code string

// The codes. A failure that is none of them is CodeInternal: logged, never shown.
const (
	CodeConflict     Code = "conflict"     // somebody else was faster, or the thing exists already
	CodeInvalid      Code = "invalid"      // the input can not be: malformed, wrong signature, a field out of range
	CodeNotFound     Code = "not_found"    // absent, or not for this caller to see
	CodeUnauthorized Code = "unauthorized" // who the caller is is not known
	CodeForbidden    Code = "forbidden"    // known, and not allowed
	CodeTooLarge     Code = "too_large"    // over a limit
	CodeUnavailable  Code = "unavailable"  // try again later
	CodeFull         Code = "full"         // the disk is full or can not be written: nothing was stored
	CodeInternal     Code = "internal"
)

// Error is what callers of the store and the server match on. Vi and En are one sentence for a person: what, where, and
// how to mend it. Field names the field of the input at fault, "" when it is not about one. Err is the cause, for logs.
type Error struct {
	Code  Code
	Field string
	Vi    string
	En    string
	Err   error
}

// Error gives the English sentence and the cause.
func (e *Error) Error() string {
	s := string(e.Code)
	if e.Field != "" {
		s += " " + e.Field
	}
	if e.En != "" {
		s += ": " + e.En
	}
	if e.Err != nil {
		s += ": " + e.Err.Error()
	}
	return s
}

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.Err }

// Is lets errors.Is(err, &Error{Code: …}) match by code alone.
func (e *Error) Is(target error) bool {
	t, ok := target.(*Error)
	return ok && t.Code == e.Code && t.En == "" && t.Vi == "" && t.Err == nil && (t.Field == "" || t.Field == e.Field)
}

// CodeOf gives the code of err: "" for nil, CodeInternal for an error that is not an Error.
func CodeOf(err error) Code {
	if err == nil {
		return ""
	}
	var e *Error
	if errors.As(err, &e) {
		return e.Code
	}
	return CodeInternal
}

// Invalid makes an Error about one field of the input.
func Invalid(field, vi, en string) *Error {
	return &Error{Code: CodeInvalid, Field: field, Vi: vi, En: en}
}

// NotFound makes the Error for what is absent or not for the caller to see; the two are never told apart.
func NotFound(vi, en string) *Error { return &Error{Code: CodeNotFound, Vi: vi, En: en} }

// Conflict makes the Error for what exists already or was changed meanwhile.
func Conflict(field, vi, en string) *Error {
	return &Error{Code: CodeConflict, Field: field, Vi: vi, En: en}
}
