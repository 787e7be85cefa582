// Package banklist reads the monthly list of loans of the Bank for Social Policies, an Excel workbook or a CSV file, and
// finds the household of each line. It writes nothing.
//
// The shape: the file is taken apart by schema/register/roll (Open); Guess proposes what each column holds (Reading), Parse
// reads the lines by that (List: Entries and every Diagnostic with its cell), Match gives each line its household: by the
// contract, by the borrower's identification number, by name and village, or by what a person chose by hand; what is left
// is ambiguous or unmatched (Plan). Plan.Lines that have a household are what may be entered.
//
// Called by the loan pages of the office.
package banklist
