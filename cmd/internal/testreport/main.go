// Command testreport reads `go test -json` on standard input and prints one line for the suite: its name, how many tests
// passed and failed, and the seconds it took; the output of what failed comes first. It exits non-zero when a test
// failed, when a package did not build, or when fewer tests ran than -floor: a suite that quietly shrank is a failure.
package main

import (
	"bufio"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"strings"
	"time"
)

// event is one line of test2json.
type event struct {
	Action, Package, Test, Output, ImportPath string
}

func main() {
	name := flag.String("suite", "go", "name to print")
	floor := flag.Int("floor", 1, "fewest passing tests that count as a run")
	flag.Parse()
	start := time.Now()
	passed, failed, skipped := 0, 0, 0
	output := map[string][]string{}
	parents := map[string]bool{}
	done := map[string]string{}
	in := bufio.NewScanner(os.Stdin)
	in.Buffer(make([]byte, 1<<20), 64<<20)
	for in.Scan() {
		var e event
		if err := json.Unmarshal(in.Bytes(), &e); err != nil {
			fmt.Println(in.Text())
			continue
		}
		key := e.Package + " " + e.Test
		switch e.Action {
		case "output", "build-output":
			if e.Action == "build-output" {
				key = e.ImportPath + " "
			}
			output[key] = append(output[key], e.Output)
		case "pass", "fail", "skip":
			if e.Test == "" {
				if e.Action == "fail" {
					fmt.Printf("FAIL %s\n%s", e.Package, strings.Join(output[key], ""))
					done[key] = "fail"
				}
				continue
			}
			done[key] = e.Action
			if i := strings.LastIndexByte(e.Test, '/'); i > 0 {
				parents[e.Package+" "+e.Test[:i]] = true
			}
			if e.Action == "fail" {
				fmt.Printf("--- %s %s\n%s", e.Package, e.Test, strings.Join(output[key], ""))
			}
			delete(output, key)
		case "build-fail":
			fmt.Printf("does not build: %s\n%s", e.ImportPath, strings.Join(output[e.ImportPath+" "], ""))
			failed++
		}
	}
	for key, action := range done {
		if parents[key] && action == "pass" {
			continue // counted by its cases
		}
		switch action {
		case "pass":
			passed++
		case "fail":
			failed++
		case "skip":
			skipped++
		}
	}
	if passed < *floor {
		fmt.Printf("suite %s ran %d tests, its floor is %d\n", *name, passed, *floor)
		failed++
	}
	fmt.Printf("suite %-12s %5d passed %3d failed %3d skipped %6.1f s\n", *name, passed, failed, skipped, time.Since(start).Seconds())
	if failed > 0 {
		os.Exit(1)
	}
}
