// Package roll reads a commune's own list of households, an Excel workbook or a CSV file, and plans what it would change
// in the register. It writes nothing.
//
// The shape: Open takes the file apart (File), Guess proposes how a sheet is to be read (Reading: which rows are headings,
// what each column holds, whether a row is a household or a person), Parse reads it by that (List: Entries and every
// Diagnostic with its cell), and Compare holds the list against the register (Plan: what is new, matched, changed,
// doubtful). Plan.Changes makes the changes that enter it, all with one event.
//
// Called by the import pages of the office.
package roll
