// Package digest gives SHA-256 (and what else a form may ask for with digest(): MD5, SHA-1, SHA-384, SHA-512) to the parts that run on the tablet as well as on the server.
//
// On a server it is crypto/sha256. In the tablet's program (GOOS=js) it is a plain SHA-256 of its own: crypto/sha256
// brings the standard library's FIPS 140 module with its self-tests, AES, SHA-3, a random generator and package os, for
// which every tablet would have to fetch about 63 kB more, packed (docs/decisions/0001-go-in-wasm.md). A test holds
// the two to the same results.
//
// Callers: forms, forms/xpath, forms/engine, sync/wire, sync/merge. Package digest keeps no secrets and compares none:
// signatures and encryption are the browser's WebCrypto and, on the server, the standard library.
package digest
