//go:build js && wasm

// Command formswasm is the engine, the merge and the replica for the tablet, compiled to WebAssembly. It offers one
// function to its worker:
//
//	sothonCall(name: string, json: string, bins: Uint8Array[]) => {json: string, bins: Uint8Array[]}
//
// Arguments and answers are JSON with byte arrays beside it; "b" and "bins" number them. It never throws: what went wrong
// comes as {"error": {"code", "vi", "en"}}. What must be stored comes as "writes": [{"s": store, "k": key, "b": index
// into bins, or -1 to delete}], all of one answer in ONE transaction, before the answer counts as saved. Keys stay in the
// browser: messages to sign go out, signatures come in. The calls are listed in calls.go; types on the other side in
// server/web/app/src/engine/calls.ts.
//
//	GOOS=js GOARCH=wasm go build $(flags) -o sothon.wasm ./cmd/formswasm
//
// flags.txt holds the build flags, one a line. Inlining is off for our packages: it costs nothing measurable (an answer
// takes 0.1 ms) and makes the program a tenth smaller.
package main
