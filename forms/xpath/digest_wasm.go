//go:build js && wasm

package xpath

// otherDigests is empty on tablets: digest() has SHA-256 only there.
var otherDigests map[string]func([]byte) []byte
