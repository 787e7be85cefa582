// Package poverty turns the answers of a household into a verdict by a dated rule set, and two rounds of verdicts into
// movements. It is pure: no database, no files, no clock; the same code runs behind the pages and `sothon classify`.
//
// A rule set is a workbook that an official can read (docs/rules.md): indicators, lines, classes, parameters and the
// income points, each row with its document, article and certainty. Nothing of the law stands in Go: the expressions of
// the workbook run on forms/xpath and read the answers under the names of the survey.
//
//	rs, diags := poverty.Read(workbook)      // nil when a diagnostic is an error
//	v := poverty.Judge(rs, &poverty.Household{Answers: …, Members: …, Residence: poverty.Rural})
//
// Unknown is a third value. A missing answer never counts as no: every way the missing answers could turn out is tried,
// and an indicator (and the class) is settled only where all of them agree. Indicators are judged one by one, so the
// points B are a range from all that are surely deprived to all that may be.
//
// Invariants: a RuleSet never changes once read and may be used from many goroutines; Read, Judge and Move never panic;
// every figure that rests on a row marked as a sample says so (Sample).
//
// Called by server/jobs and server/admin (classes), schema/store (movements), cmd/sothon (classify).
package poverty
