// Package api is what tablets talk to: enrolment, the one sync request, and photos.
//
// The shape of a sync: read the body (capped while it unpacks) → decode → is the nonce ours and young, the signature the
// device's → store.Apply → after the commit: a page of the feed, the forms and lists that the tablet lacks → a reply
// sealed with the owner's signature. Every refusal is a wire.ErrorReply with a status of its own.
//
// Invariants: nothing is acknowledged before its commit; a reply names only what the device's grants in force cover; a
// photo becomes visible only after its bytes were checked against its name and flushed to the disk.
//
// Called by package server's route table; it calls store for everything kept. Rules: docs/sync.md §1.6.
package api
