package formtest

import "strconv"

// File is a parsed scenario file.
type File struct {
	Workbook  string // name of the workbook, "" when the form stands in the file
	Form      string // the tables of the form; FormLine tells where they begin
	FormLine  int    // 1-based
	Lists     []List
	Env       []Setting // for every scenario
	Scenarios []Scenario
}

// List is a table that the form reads from outside: a scoped list or an attachment.
type List struct {
	ID      string
	Line    int
	Columns []string
	Rows    [][]string
}

// Setting is one env line.
type Setting struct {
	Name, Value string
	Line        int
}

// Scenario is one run over a new record.
type Scenario struct {
	Title string
	Line  int
	Env   []Setting
	Cells []Cell // what its lists have instead
	Steps []Step
}

// Cell is one cell of a list that is another in a scenario. Row "" = the list has no rows at all.
type Cell struct {
	List, Row, Column, Value string
	Line                     int
}

// Step is one line of a scenario.
type Step struct {
	Line  int
	Verb  string // "set", "expect", "expect-choices" …
	Path  string // as written; several, with spaces between, for expect-clears and expect-removes
	Value string
	Given bool // there was a "="
}

// Text is the step as it would be written.
func (s Step) Text() string {
	t := s.Verb
	if s.Path != "" {
		t += " " + s.Path
	}
	if s.Given {
		t += " = " + s.Value
	}
	return t
}

// Error is a mistake in a scenario file.
type Error struct {
	Line   int
	Vi, En string
}

// Error gives the line and the reason in both languages.
func (e *Error) Error() string {
	return "dòng " + strconv.Itoa(e.Line) + ": " + e.Vi + " / line " + strconv.Itoa(e.Line) + ": " + e.En
}

// Result is what one step gave. A step that could not be carried out has its reason in Got.
type Result struct {
	Scenario  string
	Line      int
	Step      string
	OK        bool
	Got, Want string
}

// Failed are the results that are not OK.
func Failed(results []Result) []Result {
	var out []Result
	for _, r := range results {
		if !r.OK {
			out = append(out, r)
		}
	}
	return out
}
