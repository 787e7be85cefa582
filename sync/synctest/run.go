package synctest

import (
	"context"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"sync"

	"github.com/sothon/sothon/sync/wire"
)

// Options of a run.
type Options struct {
	Seeds   int    // how many histories; 0: one
	Seed    uint64 // the first seed; the others follow
	Workers int    // histories at a time; 0: two
	Dir     string // where databases lie while they are played; "": in memory where the system has it, else TMPDIR
	Log     io.Writer
	Quiet   bool // no report of rare branches
}

// Run plays histories and says how many held and how many did not. Failures, with the shortest history found, and how
// often rare branches were reached go to Options.Log.
func Run(ctx context.Context, o Options) (passed, failed int) {
	if o.Seeds <= 0 {
		o.Seeds = 1
	}
	if o.Workers <= 0 {
		o.Workers = 2
	}
	if o.Log == nil {
		o.Log = io.Discard
	}
	if o.Dir == "" {
		o.Dir = memoryDir()
	}
	t, err := theTemplate(o.Dir)
	if err != nil {
		fmt.Fprintln(o.Log, err)
		return 0, o.Seeds
	}
	some := map[string]int{}
	seeds := make(chan uint64)
	var mu sync.Mutex
	var wait sync.WaitGroup
	for range o.Workers {
		wait.Go(func() {
			for seed := range seeds {
				got := playSeed(ctx, t, o.Dir, seed)
				report := ""
				if len(got.bad) > 0 {
					report = failure(ctx, t, o.Dir, seed, got)
				}
				mu.Lock()
				for what, n := range got.some {
					some[what] += n
				}
				if report == "" {
					passed++
				} else {
					failed++
					fmt.Fprint(o.Log, report)
				}
				mu.Unlock()
			}
		})
	}
	for i := range o.Seeds {
		if ctx.Err() != nil {
			break
		}
		seeds <- o.Seed + uint64(i)
	}
	close(seeds)
	wait.Wait()
	if !o.Quiet {
		reportSometimes(o.Log, some)
	}
	return passed, failed
}

func reportSometimes(log io.Writer, some map[string]int) {
	names := make([]string, 0, len(some))
	for what := range some {
		names = append(names, what)
	}
	slices.Sort(names)
	fmt.Fprintln(log, "sometimes:")
	for _, what := range names {
		fmt.Fprintf(log, "  %7d  %s\n", some[what], what)
	}
}

// memoryDir gives a directory that lies in memory, where the system has one: fsync costs nothing there, and what was
// given to the operating system is what a copy has.
func memoryDir() string {
	if dir := os.Getenv("TMPDIR"); dir != "" {
		return dir
	}
	const shm = "/dev/shm"
	if f, err := os.CreateTemp(shm, "sothon-sim-"); err == nil {
		_ = f.Close()
		_ = os.Remove(f.Name())
		return shm
	}
	return os.TempDir()
}

// outcome is what a history came to.
type outcome struct {
	bad     []violation
	trace   []string
	hash    wire.Hash
	some    map[string]int
	visible map[string]string // values that stand at the end, by place
}

// playSeed plays the history of a seed, and every eighth once more with other clocks: what is visible stays (I11).
func playSeed(ctx context.Context, t *template, dir string, seed uint64) *outcome {
	got := playScript(ctx, t, dir, seed, script(seed), 1)
	if len(got.bad) == 0 && seed%8 == 0 {
		other := playScript(ctx, t, dir, seed, script(seed), -1)
		got.bad = append(got.bad, other.bad...)
		for place, v := range got.visible {
			if other.visible[place] != v {
				got.bad = append(got.bad, violation{"I11", fmt.Sprintf("%s is %s, with other clocks %s", place, v, other.visible[place])})
			}
		}
		if len(got.visible) != len(other.visible) {
			got.bad = append(got.bad, violation{"I11", "with other clocks other registers have values"})
		}
	}
	return got
}

// playScript plays events in a fresh world and checks the end.
func playScript(ctx context.Context, t *template, dir string, seed uint64, events []Event, skew int64) (out *outcome) {
	w, err := newWorld(ctx, t, dir, seed, skew)
	if err != nil {
		return &outcome{bad: []violation{{"error", err.Error()}}}
	}
	defer w.close()
	out = &outcome{some: w.some}
	defer func() {
		if p := recover(); p != nil {
			w.broken("panic", "%v", p)
			if os.Getenv("SYNCTEST_PANIC") != "" {
				panic(p)
			}
		}
		out.bad, out.trace, out.hash = w.bad, w.trace, w.hash
	}()
	w.begin(seed)
	for i, e := range events {
		if len(w.bad) > 0 {
			return out
		}
		w.event = i + 1
		w.say("%d %s", i, e)
		w.play(e)
	}
	if len(w.bad) == 0 {
		w.event++
		w.settleDown()
	}
	w.finalChecks(seed)
	if len(w.bad) == 0 {
		out.visible = w.visible()
	}
	return out
}

// begin enrols the devices.
func (w *world) begin(seed uint64) {
	n := 2 + int(seed%2)
	for i := range n {
		t := w.newTablet(fmt.Sprint("tablet ", i), i, seed)
		if t == nil || t.r == nil {
			return
		}
		w.tablets = append(w.tablets, t)
		t.offset = int64(i) * 3_600_000
	}
	w.hostile = w.newHostile(seed)
	for _, t := range w.tablets {
		t.syncTablet(faultNone, 0, 512<<10)
	}
}

// visible gives the answers that stand at the office, by place: each value once, since of two copies that wrote the same it
// depends on the bytes of their changes, clocks included, which branch is held.
func (w *world) visible() map[string]string {
	out := map[string]string{}
	for _, v := range w.everyRecord() {
		for i := range v.Record.Registers {
			reg := &v.Record.Registers[i]
			text := ""
			for _, x := range reg.Values {
				if v := fmt.Sprintf(" %x", []byte(x.Value)); !x.Seed && !strings.HasSuffix(text, v) {
					text += v
				}
			}
			if text != "" {
				out[short(v.Row.ID)+" "+short(reg.Row)+" "+reg.Path] = text
			}
		}
	}
	return out
}
