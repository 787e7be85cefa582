// Package replica is the tablet as a state machine without I/O: what it has stored, what a person does in a form, what it
// sends and what it receives. No clock, no random source, no goroutine and no disk: time, randomness and signatures come
// in as arguments; what must be stored goes out as Writes.
//
//	r, err := replica.Load(entries, random)              // everything in the stores
//	opened, writes, err := r.Open(caseID, at, zone, lang) // one form at a time
//	patch, writes, err := r.Set(ref, "3", "typed", at, zone)
//	done, problems, writes, err := r.Finish(at, zone)
//	msg := r.Begin(app, now); body, msg := r.Body(sig)   // a sync request
//	sum, writes, err := r.Receive(payload, now)          // its reply
//
// # Writes
//
// The Writes that one call gives are ONE atomic transaction of the caller's store. The Replica takes a call's Writes to
// be stored as soon as the next call is made (or Confirm is called). When the store failed, the caller has two ways:
// call Abort before anything else, and the Replica stands as before the failed call; or keep the Writes in line and
// store them before (or together with) the next ones. It must not send a request while Writes are in line.
//
// # Stores
//
// meta: identity, head, sync, grants, pos/<record>. change: <writer hex>/<seq, 8 hex>/<c hex>. draft: <record hex>/<n, 8
// hex>. form: <hash hex>. list: <number>. blobq: <sha256 hex>. Values are CBOR of package wire, each with a layout
// version first; the caller encrypts them. Keys are opaque ids only.
//
// # Invariants
//
// An answer is a journal entry before it counts as saved, and stays one until the transaction that puts the change it
// became. Own changes are never deleted here. A change is made once: its bytes, its place in the chain and the head are
// put together. What an op names is exactly what the widget showed.
//
// Callers: cmd/formswasm, the simulator. Rules: docs/sync.md §1.6, §1.7.
package replica
