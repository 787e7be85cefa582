// Package schema holds the nouns that the server keeps: workspace, area, round, user, device, grant, form version,
// scoped list, record, blob, audit row. They are plain values with Validate methods; access.go says who may do what, and
// error.go is the one error type that callers match on.
//
// Nothing here reads a clock, a disk or a database. Package store keeps these nouns; server shows them; answers turns an
// answer tree into changes. Ids are wire.ID (16 bytes, the zero id means "none"), hashes are wire.Hash, times are UTC.
//
// Invariants: texts are NFC and trimmed; every noun belongs to one workspace, whose id stands first in every stored key;
// what a person answered is never one of these nouns: answers are changes (package wire), and RecordRow is only what a
// list shows about a record, derived from them.
package schema
