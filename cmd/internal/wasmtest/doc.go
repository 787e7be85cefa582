// Package wasmtest holds the tests of cmd/formswasm: they build the program as it is shipped, measure it, and run it in
// Node against an owner in memory; and they play the household form's scenarios in Node with cmd/internal/scenariowasm,
// which is the same engine built the same way. The package itself is empty.
//
// Building needs the Go tool and running needs Node; a missing one fails the test and never skips it. The size test
// prints how far the program is from its aim.
package wasmtest
