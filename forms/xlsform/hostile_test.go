package xlsform

import (
	"fmt"
	"runtime"
	"runtime/metrics"
	"strings"
	"testing"
	"time"

	"github.com/sothon/sothon/forms"
)

// TestHostileWorkbooks: workbooks made to take long or much are refused with a located reason, or compiled. The budget of
// one upload is 2 s and 100 MB: memory is held to it, time is printed.
func TestHostileWorkbooks(t *testing.T) {
	survey := func(rows ...[]string) *Workbook {
		return &Workbook{Sheets: []Sheet{{Name: "survey", Rows: append([][]string{{"type", "name", "label", "calculation", "relevant"}}, rows...)}}}
	}
	repeat := func(n int, row func(i int) []string) (rows [][]string) {
		for i := range n {
			rows = append(rows, row(i))
		}
		return rows
	}
	for _, tc := range []struct {
		name string
		book *Workbook
		code string // "" = it compiles
		at   string // cell or row of the first error
	}{
		{"a million rows", survey(make([][]string, 1_000_000)...), "too-large", ""},
		{"a million choices", &Workbook{Sheets: []Sheet{{Name: "choices", Rows: make([][]string, 1_000_000)}}}, "too-large", ""},
		{"9,999 groups deep", survey(repeat(9_999, func(i int) []string { return []string{"begin_group", fmt.Sprint("g", i)} })...), "too-deep", "A42"},
		{"a cell of 5 MB", survey([]string{"text", "a", strings.Repeat("a", 5<<20)}), "too-large", "C2"},
		{"a hundred cells of 5 MB", survey(repeat(100, func(int) []string { return []string{"text", "a", strings.Repeat("a", 5<<20)} })...), "too-large", ""},
		{"a row of 10,000 cells", survey(make([]string, 10_000)), "too-large", ""},
		{"300 sheets", &Workbook{Sheets: make([]Sheet, 300)}, "too-large", ""},
		{"5,000 unknown names", survey(repeat(5000, func(i int) []string {
			return []string{"calculate", fmt.Sprint("q", i), "", "${unknown_" + fmt.Sprint(i) + "}"}
		})...), "unknown-name", "D2"},
		{"a circle of 5,000", survey(repeat(5000, func(i int) []string {
			return []string{"calculate", fmt.Sprint("q", i), "", fmt.Sprintf("${q%d} + 1", (i+1)%5000)}
		})...), "cycle", ""},
		{"9,000 questions", survey(repeat(9_000, func(i int) []string { return []string{"text", fmt.Sprint("q", i), "Câu", "", relevantOf(i)} })...), "", ""},
		{"a chain of 9,000", survey(repeat(9000, func(i int) []string { // its graph once took 80 million comparisons of names
			return []string{"calculate", fmt.Sprint("q", i), "", []string{fmt.Sprintf("${q%d} + 1", i+1), "1"}[i/8999]}
		})...), "", ""},
		{"450,000 references", survey(repeat(1500, func(i int) []string {
			return []string{"calculate", fmt.Sprint("q", i), "", "1" + strings.Repeat(fmt.Sprintf("+${q%d}", i+1), 300)}
		})...), "too-large", ""},
		{"one name 5,000 times", survey(repeat(5000, func(int) []string { return []string{"text", "a", "${a}"} })...), "duplicate-name", ""},
		{"brackets", survey([]string{"calculate", "a", "", strings.Repeat("(", 100_000)}), "bad-expression", "D2"},
		{"predicates", survey([]string{"calculate", "a", "", strings.Repeat("a[", 50_000)}), "bad-expression", "D2"},
		{"references", survey([]string{"text", "a", "A"}, []string{"note", "b", strings.Repeat("${a}", 30_000)}), "", ""},
		{"open references", survey([]string{"note", "a", strings.Repeat("${", 60_000)}), "bad-reference", "C2"},
		{"instances in a label", survey([]string{"note", "a", strings.Repeat("instance(", 14_000)}), "", ""},
		{"parameters", &Workbook{Sheets: []Sheet{{Name: "survey", Rows: [][]string{{"type", "name", "label", "parameters"}, {"range", "a", "A", strings.Repeat("a=1 ", 30_000)}}}}}, "unknown-parameter", "D2"},
		{"triggers", &Workbook{Sheets: []Sheet{{Name: "survey", Rows: [][]string{{"type", "name", "label", "trigger"}, {"text", "a", "A", ""}, {"text", "b", "B", strings.Repeat("${a},", 20_000)}}}}}, "", ""},
		{"lists", &Workbook{Sheets: []Sheet{{Name: "survey", Rows: [][]string{{"type", "name", "label"}, {"text", "a", "A"}}}, {Name: "choices", Rows: append([][]string{{"list_name", "name", "label"}},
			repeat(90_000, func(i int) []string { return []string{fmt.Sprint("l", i), "1", "x"} })...)}}}, "too-large", "A5002"},
		{"used lists", &Workbook{Sheets: []Sheet{{Name: "survey", Rows: append([][]string{{"type", "name", "label"}}, repeat(4_900, func(i int) []string { return []string{fmt.Sprint("select_one l", i), fmt.Sprint("q", i), "x"} })...)},
			{Name: "choices", Rows: append([][]string{{"list_name", "name", "label"}}, repeat(4_900, func(i int) []string { return []string{fmt.Sprint("l", i), "1", "x"} })...)}}}, "", ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			var f *forms.Form
			var diags []forms.Diagnostic
			took, peak := measure(func() { f, diags = Compile(tc.book, Options{FileStem: "f"}) })
			checkDiagnostics(t, diags)
			t.Logf("%v, %d MB, %d diagnostics", took.Round(time.Millisecond), peak>>20, len(diags))
			if peak > 100<<20 {
				t.Errorf("%d MB at the peak", peak>>20)
			}
			if tc.code == "" {
				if f == nil {
					t.Fatalf("refused: %s", printDiagnostics(diags, false))
				}
				return
			}
			var first *forms.Diagnostic
			for i := range diags {
				if diags[i].Severity == forms.Error && diags[i].Code == tc.code {
					first = &diags[i]
					break
				}
			}
			if f != nil || first == nil || tc.at != "" && first.Cell != tc.at {
				t.Fatalf("form %v, want %s at %s, got:\n%.2000s", f != nil, tc.code, tc.at, printDiagnostics(diags, false))
			}
			if len(diags) > maxDiagnostics+maxWarnings+1 {
				t.Errorf("%d diagnostics", len(diags))
			}
		})
	}
}

// relevantOf makes question i depend on question 0, which depends on nothing.
func relevantOf(i int) string {
	if i == 0 {
		return ""
	}
	return "${q0} != ''"
}

// TestManySmallCircles: circles that the engine can tell are left to it, and what waits behind one is no circle.
func TestManySmallCircles(t *testing.T) {
	rows := [][]string{{"type", "name", "calculation"}, {"calculate", "a", "${b}"}, {"calculate", "b", "${a}"}}
	for i := range 400 {
		rows = append(rows, []string{"calculate", fmt.Sprint("q", i), "${a} + 1"})
	}
	_, diags := Compile(&Workbook{Sheets: []Sheet{{Name: "survey", Rows: rows}}}, Options{FileStem: "f"})
	if got := printDiagnostics(diags, true); !strings.Contains(got, "a → b → a") || strings.Contains(got, "402") {
		t.Errorf("%.1000s", got)
	}
}

// measure runs f and samples the heap that comes on top of what was there.
func measure(f func()) (took time.Duration, peak uint64) {
	sample := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}}
	heap := func() uint64 {
		metrics.Read(sample)
		return sample[0].Value.Uint64()
	}
	runtime.GC()
	before := heap()
	stop, done := make(chan struct{}), make(chan uint64)
	go func() {
		tick := time.NewTicker(2 * time.Millisecond)
		defer tick.Stop()
		var most uint64
		for {
			most = max(most, heap())
			select {
			case <-stop:
				done <- most
				return
			case <-tick.C:
			}
		}
	}()
	start := time.Now()
	f()
	took = time.Since(start)
	close(stop)
	if most := <-done; most > before {
		peak = most - before
	}
	return took, peak
}
