package synctest

import (
	"context"
	"flag"
	"os"
	"strings"
	"testing"
)

var (
	seeds = flag.Int("synctest.seeds", 40, "how many histories")
	first = flag.Uint64("synctest.seed", 1, "the first seed")
)

// TestHistories plays seeded histories; every invariant must hold after each.
func TestHistories(t *testing.T) {
	var log strings.Builder
	passed, failed := Run(context.Background(), Options{Seeds: *seeds, Seed: *first, Log: &log})
	t.Log(log.String())
	if failed > 0 || passed != *seeds {
		t.Fatalf("%d passed, %d failed", passed, failed)
	}
	if *seeds < 40 {
		return
	}
	for _, what := range []string{"server crashed", "network: server dies while writing", "fork found", "held: revoked", "held: kind",
		"a conflict at the end", "a row is gone", "approved", "a form was resumed", "killed after a write", "killed before a write",
		"a tablet's store failed", "feed in several pages", "areas were changed", "answered before the screen showed what arrived"} {
		if !strings.Contains(log.String(), "  "+what+"\n") {
			t.Errorf("never reached: %s", what)
		}
	}
}

// TestDeterminism plays some seeds twice: line by line the same.
func TestDeterminism(t *testing.T) {
	dir := memoryDir()
	tpl, err := theTemplate(dir)
	if err != nil {
		t.Fatal(err)
	}
	for seed := uint64(100); seed < 106; seed++ {
		a := playScript(context.Background(), tpl, dir, seed, script(seed), 1)
		b := playScript(context.Background(), tpl, dir, seed, script(seed), 1)
		if a.hash != b.hash {
			for i := range a.trace {
				if i >= len(b.trace) || a.trace[i] != b.trace[i] {
					t.Fatalf("seed %d parts at line %d: %q", seed, i, a.trace[i])
				}
			}
			t.Fatalf("seed %d: traces of %d and %d lines", seed, len(a.trace), len(b.trace))
		}
		if len(a.trace) < 20 {
			t.Fatalf("seed %d: %d lines", seed, len(a.trace))
		}
	}
}

func TestMain(m *testing.M) {
	flag.Parse()
	os.Exit(m.Run())
}
