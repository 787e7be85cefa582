package xpath

import (
	"errors"
	"math"
	"strings"
	"testing"
)

func TestParse_Limits(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		src string
		ok  bool
	}{
		{strings.Repeat("(", 199) + "1" + strings.Repeat(")", 199), true},
		{strings.Repeat("(", 200) + "1" + strings.Repeat(")", 200), false},
		{strings.Repeat("not(", 300) + "1" + strings.Repeat(")", 300), false},
		{strings.Repeat("a[", 300) + "1" + strings.Repeat("]", 300), false},
		{strings.Repeat("-", 9999) + "1", true},
		{strings.Repeat("1+", 9999) + "1", true},
		{strings.Repeat("a/", 9999) + "a", true},
		{strings.Repeat(" ", maxSource) + "1", false},
	} {
		e, err := Parse(c.src)
		var s *SyntaxError
		if c.ok != (err == nil) || err != nil && !errors.As(err, &s) {
			t.Errorf("%.20s… (%d bytes): %v", c.src, len(c.src), err)
		}
		if err == nil {
			if _, err := e.Eval(nil); err != nil && !IsBudget(err) {
				t.Errorf("%.20s…: %v", c.src, err)
			}
		}
	}
}

func TestEval_BudgetEndsWork(t *testing.T) {
	t.Parallel()
	doc := parseXML(t, "<a>"+strings.Repeat("<b><c>1</c></b>", 300)+"</a>")
	for _, src := range []string{
		`regex("` + strings.Repeat("a", 3000) + `b", "(a+)+\1")`, "count(//*[count(//*[count(//*) > 0]) > 0])", "//c = //c[. = //c]/../@x", "//b/following::*/preceding::*",
		"sum(//c[sum(//c) = -1])",
	} {
		steps := 100_000
		_, err := MustParse(src).Eval(&Context{Node: doc, Steps: &steps})
		if !IsBudget(err) {
			t.Errorf("%.60s: %v, want the budget error", src, err)
		}
	}
}

// Putting long texts together costs steps by their length.
func TestEval_LongTextsCost(t *testing.T) {
	t.Parallel()
	doc := parseXML(t, "<a>"+strings.Repeat("x", 1<<20)+"</a>")
	for n, spent := range map[int]bool{3: false, 100: true} {
		steps := 1_000_000
		_, err := MustParse("concat(" + strings.Repeat("/a,", n) + "'')").Eval(&Context{Node: doc, Steps: &steps})
		if IsBudget(err) != spent {
			t.Errorf("%d times: %v", n, err)
		}
	}
}

// A nil context, host and node must not harm any function.
func TestEval_WithoutContext(t *testing.T) {
	t.Parallel()
	for name, f := range functions {
		for n := f.min; n <= f.min+2; n++ {
			if !f.takes(n) {
				continue
			}
			for _, arg := range []string{"'a'", "1", ".", "/x", "true()", "current()/a"} {
				src := name + "(" + strings.TrimSuffix(strings.Repeat(arg+",", n), ",") + ")"
				if _, err := MustParse(src).Eval(nil); err != nil {
					var e *EvalError
					if !errors.As(err, &e) {
						t.Errorf("%s: %v", src, err)
					}
				}
			}
		}
	}
}

func TestNumberText(t *testing.T) {
	t.Parallel()
	tenth := 0.1
	for _, c := range []struct {
		f    float64
		want string
	}{
		{0, "0"}, {math.Copysign(0, -1), "0"}, {1e15, "1000000000000000"}, {-1e21, "-1000000000000000000000"},
		{1.5e-7, "0.00000015"}, {math.NaN(), "NaN"}, {math.Inf(1), "Infinity"}, {math.Inf(-1), "-Infinity"},
		{9007199254740993, "9007199254740992"}, {tenth + 0.2, "0.30000000000000004"},
	} {
		if got := FormatNumber(c.f); got != c.want {
			t.Errorf("%v: %s, want %s", c.f, got, c.want)
		}
	}
	for text, want := range map[string]float64{
		"12": 12, "-12": -12, "-0": 0, ".5": .5, "5.": 5, " 7\n": 7, "0017": 17, "12345678901234567890": 12345678901234567890,
	} {
		if got := ParseNumber(text); got != want {
			t.Errorf("%q: %v", text, got)
		}
	}
	for _, text := range []string{"", ".", "-", "+1", "1e3", "1 2", "--1", "1.2.3", "Infinity", "NaN", "０", "1,5", "\u00a01"} {
		if got := ParseNumber(text); !math.IsNaN(got) {
			t.Errorf("%q: %v, want NaN", text, got)
		}
	}
	if (Value{kind: kindDate, num: math.NaN(), str: "Invalid Date"}).Answer() != "" || Number(math.NaN()).Answer() != "" || Number(2).Answer() != "2" {
		t.Error("Answer")
	}
}
