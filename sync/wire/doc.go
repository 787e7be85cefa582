// Package wire holds the structures that travel between replicas, and their bytes: changes, segments under a signed
// head, the bodies of a sync exchange and of an enrolment.
//
// Bytes are deterministic CBOR of a small own subset: unsigned integers, byte strings, UTF-8 texts, arrays and null,
// each in its shortest form. There are no maps, floats, negative numbers or tags, so every structure is an array with
// fixed places and has exactly one encoding. What is sent is what is hashed: a decoder accepts only that encoding.
//
//	body = [ skeleton, salt16, values ]      erased: [ skeleton, digest32 ]
//	c_n  = SHA-256("sothon.change.1" ‖ SHA-256(skeleton) ‖ SHA-256(salt16 ‖ values))
//	h_n  = SHA-256("sothon.chain.1" ‖ h_{n-1} ‖ c_n),  h_0 = SHA-256("sothon.chain.0" ‖ public key)
//
// Invariants: Decode(Encode(x)) = x and Encode(Decode(b)) = b; every decoder is bounded by the limits in limits.go and
// never panics; no function reads a clock, a random source or a key. Signing and verifying come in as functions
// (Signer, Verifier), since the tablet's key lives in the browser.
//
// In digest inputs that are not CBOR the tag ("sothon.change.1") stands as its bare bytes, a text has its length as
// uint32 big-endian before it, an unsigned integer is 8 bytes big-endian, ids and hashes are raw.
//
// Callers: sync/merge, sync/replica, schema/answers, schema/store, server/api. The rules are in docs/sync.md §1.
package wire
