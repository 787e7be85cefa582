// Package export writes records as tables: one for the form, one for each repeat (members, loans), as CSV with a byte-order
// mark, as XLSX, or the form's own as GeoJSON.
//
// The shape: Read finds the records and the columns; CSV, Zip, XLSX and GeoJSON go through the records, a few at a time and
// in one order (village, household code, record id), and write as they go. What a record says is packed once (packed.go)
// and kept beside it; unpacked it is rows of text by table, which each format writes by the kind of the column. The table
// of a form has who and where, the approval, then every question and calculate outside repeats in document order; that of
// a repeat the record and row, then its own.
//
// Invariants: what is written is the approved version, rebuilt from the approval's own frontier and evaluated in
// reconcile mode under its own form version and lists, whatever came later; a record without an approval in force is
// not there, unless every record as it stands is asked for; answers outside the flow are left out, as the form leaves them
// out. No cell can act as a formula; a row of a repeat names its record by the column phieu. Nothing is written before Read
// has planned everything. Memory holds a few words for a record.
//
// Called by server/admin and cmd/sothon. Rules: docs/sync.md §1.5 (evaluation) and ◆D11 (frontier).
package export
