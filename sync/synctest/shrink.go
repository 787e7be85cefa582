package synctest

import (
	"context"
	"fmt"
	"strings"
	"time"
)

// shrinkFor bounds the time spent on making one failing history shorter.
const shrinkFor = 10 * time.Second

// failure tells of a seed that failed: what was violated, and the shortest history found that violates the same rule.
func failure(ctx context.Context, t *template, dir string, seed uint64, got *outcome) string {
	var b strings.Builder
	fmt.Fprintf(&b, "seed %d FAILED\n", seed)
	for _, v := range got.bad {
		fmt.Fprintf(&b, "  %s\n", v)
	}
	events := script(seed)
	if short := shrink(ctx, t, dir, seed, events, got.bad[0].rule); short != nil {
		again := playScript(ctx, t, dir, seed, short, 1)
		fmt.Fprintf(&b, "  the shortest history found, %d of %d events:\n", len(short), len(events))
		for _, line := range again.trace {
			fmt.Fprintf(&b, "    %s\n", line)
		}
		return b.String()
	}
	for _, line := range got.trace {
		fmt.Fprintf(&b, "    %s\n", line)
	}
	return b.String()
}

// shrink drops parts of a history, smaller and smaller ones, as long as the same rule stays violated. nil: the rule is
// not violated by the events alone.
func shrink(ctx context.Context, t *template, dir string, seed uint64, events []Event, rule string) []Event {
	until := time.Now().Add(shrinkFor)
	fails := func(e []Event) bool {
		got := playScript(ctx, t, dir, seed, e, 1)
		return len(got.bad) > 0 && got.bad[0].rule == rule
	}
	if !fails(events) {
		return nil
	}
	for size := len(events) / 2; size >= 1; {
		dropped := false
		for from := 0; from+size <= len(events) && time.Now().Before(until); {
			fewer := append(append([]Event{}, events[:from]...), events[from+size:]...)
			if fails(fewer) {
				events, dropped = fewer, true
			} else {
				from += size
			}
		}
		if !dropped || size > len(events) {
			size /= 2
		}
		if time.Now().After(until) {
			break
		}
	}
	return events
}
