// Package jobs is the work after a commit: every record that changed is evaluated again in reconcile mode and what
// follows (its name, its violations) is kept beside it; the scoped lists are made again after the register changed.
//
// The shape: an Evaluator opens a merged record in the form engine, with the form version and the lists it was filled in
// under; a Runner has one goroutine that empties the store's queue of records without an evaluation whenever it is
// woken. Nothing of it is the truth: all of it can be thrown away and made again.
//
// Invariants: a failure of one record is logged and does not stop the others; a record is evaluated under its own
// form version and environment, so the same record gives the same result years later.
//
// Called by server (Runner), server/admin and server/export (Evaluator). Rules: docs/sync.md §1.5.
package jobs
