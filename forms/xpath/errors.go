package xpath

import (
	"errors"
	"strconv"
)

// SyntaxError says why an expression can not be read, or can never be evaluated.
type SyntaxError struct {
	Pos   int    // offset of the place in runes from the start of the expression, 0-based
	Found string // the text found there, "" = the end of the expression
	Why   string // Vietnamese: what is wrong and how to mend it
	En    string // the same in English
}

// Error gives place and reason in both languages.
func (e *SyntaxError) Error() string {
	s := "ký tự " + strconv.Itoa(e.Pos+1) + ": " + e.Why
	if e.Found != "" {
		s += " (gặp «" + e.Found + "»)"
	}
	return s + " / character " + strconv.Itoa(e.Pos+1) + ": " + e.En
}

// EvalError says why an expression that could be read has no value.
type EvalError struct {
	Vi, En string
}

// Error gives the reason in both languages.
func (e *EvalError) Error() string { return e.Vi + " / " + e.En }

// ErrBudget is returned when an evaluation needs more steps than Context.Steps allows.
var ErrBudget error = &EvalError{
	"biểu thức tính quá lâu nên bị dừng; hãy rút gọn biểu thức hoặc danh sách",
	"the expression takes too many steps and was stopped; simplify it or shorten the list",
}

// IsBudget says whether err comes from a spent step budget.
func IsBudget(err error) bool { return errors.Is(err, ErrBudget) }

func evalError(vi, en string) error { return &EvalError{vi, en} }
