// Package export writes approved records as tables: one for the form, one for each repeat (members, loans), as CSV with
// a byte-order mark or as XLSX with text cells.
//
// The shape: Read finds the records and the columns; XLSX, CSV and Zip go through the records one after another and
// write as they go, so that memory does not grow with their number.
//
// Invariants: what is written is the approved version, rebuilt from the approval's own frontier, whatever came later; no
// cell can act as a formula; a row of a repeat names its record by the column phieu.
//
// Called by server/admin and cmd/sothon.
package export
