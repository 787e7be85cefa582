// Package answers is the only place where answers become ops and ops become answers: the seam between forms, which knows
// nothing of sync, and sync, which knows nothing of forms.
//
// Out: Change makes one wire.Change of a draft journal, of what the session filled in by itself, and of the outcome of
// finishing. In: Start makes of a merged record what the engine opens; Evaluate runs it in reconcile mode. Beside them:
// the two directions of a value (ToWire, FromWire), the check that a change fits its form version (Check), the bytes of
// a scoped list (EncodeList, DecodeList), and the views Visible and LastYear.
//
// Invariants: everything is a pure function of its arguments; ops stand in document order with removes last; a register
// gets at most one op of a family in a change; no value that the engine computes becomes an op; evaluation takes
// nothing away.
//
// Callers: sync/replica and cmd/formswasm on the tablet, schema/store and server on the server. Rules: docs/sync.md §1.1,
// §1.2 and §1.5.
package answers
