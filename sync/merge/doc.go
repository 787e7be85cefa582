// Package merge turns a set of changes about one record into the record as it stands: a pure function, whose result
// does not depend on the order of the input, on repetitions, or on any clock.
//
// A register is (row id, path of names) and holds every value that no accepted change has reached through sees; more
// than one with different bytes is a conflict. Nothing that arrived is lost: a value is visible, or an accepted change
// whose author saw it names it, or its change is listed in Record.Changes as held or parked with the reason.
//
//	rec := merge.Merge(inputs, merge.Resolver{Forms: forms, Rows: rows})
//	for _, reg := range rec.Registers { … reg.Values … reg.Conflict … }
//
// Callers: schema/store (after a write, and to rebuild an approved version), sync/replica, schema/answers. The rules
// are docs/sync.md §1.2-1.5; ◆D numbers in comments are theirs.
package merge
