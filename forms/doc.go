// Package forms is the compiled form: what an XLSForm workbook becomes once it has been read, resolved and checked.
//
// A Form is immutable. Its canonical bytes (Encode) are what is hashed, stored, sent to tablets and opened there by the
// same engine compiled to WebAssembly. Nodes are numbered in document order from 0 (the root element): that number is
// the node number of sync.md 1.1, stable within one form version and meaningless across versions (a register is named
// by its path of names instead).
//
// Packages below: minijson (the small JSON reader and writer shared with the tablet), xpath (expressions), instance (the
// answer tree), engine (a session over a form), xlsform (workbook to Form), xform (ODK XForm XML), formtest (scenario
// texts). Nothing here imports schema, sync or server.
package forms
