//go:build !(js && wasm)

package xpath

import "testing"

// Examples of RFC 1321 and FIPS 180-4.
func TestDigest_Algorithms(t *testing.T) {
	t.Parallel()
	for src, want := range map[string]string{
		"digest('abc', 'MD5', 'hex')":     "900150983cd24fb0d6963f7d28e17f72",
		"digest('abc', 'SHA-1', 'hex')":   "a9993e364706816aba3e25717850c26c9cd0d89d",
		"digest('abc', 'SHA-256', 'hex')": "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
		"digest('abc', 'SHA-384', 'hex')": "cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed8086072ba1e7cc2358baeca134c825a7",
		"digest('abc', 'SHA-512', 'hex')": "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f",
		"digest('abc', 'SHA-1')":          "qZk+NkcGgWq6PiVxeFDCbJzQ2J0=",
	} {
		if got, err := MustParse(src).EvalString(nil); err != nil || got != want {
			t.Errorf("%s: %s %v", src, got, err)
		}
	}
}
