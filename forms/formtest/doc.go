// Package formtest is a test language for forms: a markdown text with a form, the lists it reads, and scenarios that
// answer questions and say what must then hold. Form authors and we ourselves use the same files; the same parser and
// runner work on the server, in `sothon form test` and, compiled to WebAssembly, in the browser.
//
// Parse reads a File; File.Run plays its scenarios against a compiled form and gives one Result a step. Compiling the
// form of the File is the caller's business (package suite does it from disk), because reading workbooks does not belong
// in WebAssembly.
//
// A file looks like this:
//
//	# Any heading or text of one # is a comment; so is a line that begins with >
//
//	form: ho-gia-dinh.xlsx            (a workbook beside the file, or tables instead:)
//
//	| survey |              |       |           |
//	|        | type         | name  | label     |
//	|        | begin_repeat | tv    | Member    |
//	|        | integer      | tuoi  | Age?      |
//	|        | end_repeat   |       |           |
//	|        | calculate    | lon   | | count(${tv}[tuoi >= 15]) |
//
//	list thanh_vien
//	| name | label | ho |
//	| p1   | Khuê  | h1 |
//
//	env now = 2026-11-23T08:00:00+07:00
//	env user = khue
//	env st:case = h1
//
//	## Two adults and a child
//	add tv
//	set tv[1]/tuoi = 40
//	- add tv                          (a step may be written as an item)
//	- set /data/tv[2]/tuoi = 8
//	expect lon = 1
//	expect-count tv = 2
//	finish
//
// Paths are written from the root ("/data/tv[1]/tuoi") or below it ("tv[1]/tuoi"); every repeat that encloses the place
// carries the position of the row, counted from 1. A value runs to the end of the line; in double quotes it keeps its
// spaces, and \n \t \" \\ stand for themselves.
//
// Steps that many scenarios share stand before the first of them under a name, and are taken over with use, also by
// steps further down; a result names the line where the step stands:
//
//	steps begun
//	set reason = 1
//
//	## A visit
//	use begun
//	expect reason = 1
//
// Environment, before the first scenario for all or in a scenario before its first step: env now (RFC 3339, the offset is
// the zone), lang, user, device, seed, and any property("name").
//
// Lists, in a scenario before its first step:
//
//	without LIST                   the list has no rows
//	cell LIST ROW COLUMN = VALUE   one cell is another; ROW is what the first column says
//
// Steps:
//
//	set PATH = VALUE            answer; it must be taken          refuse PATH = VALUE    answer; it must not be taken
//	clear PATH                  take the answer back
//	add PATH                    a new last row of a repeat        remove PATH[n]         remove a row
//	restore                     the row removed last              lang L, now TIME       as env, in the middle
//	expect PATH = VALUE         the value that expressions see ("" where it is not relevant)
//	expect-stored PATH = VALUE  the stored answer, relevant or not
//	expect-seed PATH = yes|no   filled in by the form and not answered yet
//	expect-relevant PATH, expect-required PATH, expect-readonly PATH      each with = no for the contrary
//	expect-count PATH = N       rows of a repeat
//	expect-choices PATH = a b c                                           the values offered, in order
//	expect-label PATH = TEXT, expect-hint PATH = TEXT, expect-name = TEXT (the record's name)
//	expect-problem PATH = KIND  required, constraint, type, choice, outside-flow, row-outside-flow; "KIND: message" also
//	                            compares the message; "none" = the place has no problem
//	expect-problems = N         how many the whole record has
//	finish                      finishing must be possible;  finish blocked = it must not be
//	expect-clears PATH PATH…    exactly the answers that the last finish would clear; "none"
//	expect-removes PATH…        exactly the rows that it would remove; "none"
//	reopen interview|reconcile  open the stored answers and rows again (with what the last finish froze)
package formtest
