// Package instance is the answer tree of one record and the lists its expressions can read.
//
// A Layout is computed once per form: children, ancestors and names of every node. A Tree is one record: one Elem per
// node of the form in each row, rows of a repeat under a Range with stable 16-byte ids. An Elem keeps its raw value even
// while it is not relevant; read through XPath it is then the empty string (XForms 1.1 §4.3.4, docs/forms.md). Elements
// that have children read as the empty string, as in ODK Collect: a group has no answer of its own.
//
// A Table is a secondary instance, instance('ID')/root/item/column: a choice list of the form or a list that came with
// the session. Nodes of a table are made while they are looked at and hold no memory; equality look-ups on a column use an
// index made on first use. Packed holds the cells of a large list in a few flat byte blocks.
//
// The package is compiled to WebAssembly and so avoids fmt, reflect and the encoders of the standard library. The engine
// package is the caller; it decides relevance and values, this package only keeps them.
package instance
