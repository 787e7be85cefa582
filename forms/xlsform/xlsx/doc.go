// Package xlsx reads and writes Excel workbooks (ECMA-376) as sheets of strings.
//
// Read takes an uploaded file that may be anything: not a workbook, encrypted, broken, or made to exhaust the server. It
// opens only the parts it needs (the sheets that xlsform knows, shared strings, number formats), each as a stream with a
// budget, and keeps no more than Limits allows; what it refuses it explains in a Diagnostic. Formulas count with the value
// that Excel stored, macros and everything else are never looked at.
//
// Cells become text as an author sees them, but without locale: whole numbers without ".0", truth values TRUE and FALSE,
// dates and times in ISO 8601.
//
// Write makes a workbook of string cells with excelize: the household form that ships with the program, templates and
// exports. The same workbook gives the same bytes. This is the only package that imports excelize.
package xlsx
