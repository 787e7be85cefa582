// Package export writes approved records as tables: one for the form, one for each repeat (members, loans), as CSV with
// a byte-order mark or as XLSX.
//
// The shape: Read finds the records and the columns; XLSX, CSV and Zip go through the records, a few at a time and in one
// order (village, household code, record id), and write as they go. A record becomes rows of text by table (record.go),
// which each format writes by the kind of the column. The table of a form has who and where, the approval, then every
// question and calculate outside repeats in document order; that of a repeat the record and row, then its own.
//
// Invariants: what is written is the approved version, rebuilt from the approval's own frontier and evaluated in
// reconcile mode under its own form version and lists, whatever came later; a record without an approval in force is
// not there; answers outside the flow are left out, as the form leaves them out. No cell can act as a formula; a row of a
// repeat names its record by the column phieu. Nothing is written before Read has planned everything. Memory holds one
// id and code for a record, and the packed rows of the tables that wait for their turn.
//
// Called by server/admin and cmd/sothon. Rules: docs/sync.md §1.5 (evaluation) and ◆D11 (frontier).
package export
