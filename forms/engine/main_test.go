package engine

import (
	"flag"
	"os"
	"testing"
)

// TestMain draws more random forms than rapid's default, unless the command line or -short says otherwise.
func TestMain(m *testing.M) {
	flag.Parse()
	if f := flag.Lookup("rapid.checks"); f != nil && f.Value.String() == f.DefValue && !testing.Short() {
		_ = f.Value.Set("400")
	}
	os.Exit(m.Run())
}
