package xpath

import (
	"regexp"
	"strings"
	"testing"
)

func matchRegex(t *testing.T, pattern, text string) (bool, error) {
	t.Helper()
	re, err := compileRegex(pattern)
	if err != nil {
		return false, err
	}
	steps := defaultSteps
	return re.match(text, &env{steps: &steps})
}

func TestRegex_WholeText(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		pattern, text string
		want          bool
	}{
		{"[0-9]+", "12345", true},
		{"[0-9]+", "a12345", false},
		{"^[0-9]{10}$", "0912345678", true},
		{"[0-9]{10}", "09123456789", false},
		{"a|ab", "ab", true}, // the whole text decides, not the first alternative
		{"(a|ab)(c|bcd)", "abcd", true},
		{"a|b|", "", true},
		{"x*", "", true},
		{"(a*)*", "aaab", false},
		{"(a*)*b", "aaab", true},
		{"(|a)+", "aaa", true},
		{"a{2,3}", "aaaa", false},
		{"a{2,}", "aaaa", true},
		{"a{,3}", "a{,3}", true}, // no count: plain characters
		{"(?i)nguyễn", "NGUYỄN", true},
		{"(?i:a)b", "Ab", true},
		{"(?i:a)b", "AB", false},
		{`\p{Lu}\p{L}+( \p{Lu}\p{L}*)*`, "Lò Văn Ơn", true},
		{`\p{Lu}\p{L}+`, "lò", false},
		{`[\p{L} ]+`, "Hà Giang", true},
		{`[^\d]+`, "abc", true},
		{`[a\-z]+`, "a-z", true},
		{`[a-]+`, "a-", true},
		{`[]a]+`, "]a", true},
		{`\d{3}-\d{4}`, "123-4567", true},
		{`\x41\u0042\x{43}`, "ABC", true},
		{`\Qa.b\E`, "a.b", true},
		{`\Qa.b\E`, "axb", false},
		{".", "\n", false},
		{"(?s).", "\n", true},
		{"(?m)a$\n^b", "a\nb", true},
		{`\bab\b`, "ab", true},
		{`a\Bb`, "ab", true},
		{`(?=.*\d)(?=.*[a-z])\w{6,}`, "abc123", true},
		{`(?=.*\d)(?=.*[a-z])\w{6,}`, "abcdef", false},
		{`(?!0)\d+`, "012", false},
		{`.*(?<=kg)`, "12 kg", true},
		{`.*(?<!kg)`, "12 kg", false},
		{`(\w)\1`, "aa", true},
		{`(\w)\1`, "ab", false},
		{`(?<q>['"]).*\k<q>`, `"a"`, true},
		{`(a+)+\1`, "aaaa", true},
		{`a++a`, "aaa", false},
		{`(?>a|ab)c`, "abc", false},
		{`(?:ab)?+c`, "abc", true},
		{`(-?\d{1,3}\.\d+ ?){2}`, "21.0 105.8", true},
		{`(([a-z])+.)+[A-Z]([a-z])+`, "aBc", false},
		{"[a[b-d]]+", "ad", true}, // as in Java: a union of sets
	} {
		got, err := matchRegex(t, c.pattern, c.text)
		if err != nil || got != c.want {
			t.Errorf("%s on %q: %v %v, want %v", c.pattern, c.text, got, err, c.want)
		}
	}
}

func TestRegex_BadPatterns(t *testing.T) {
	t.Parallel()
	for _, p := range []string{
		"(", ")", "a)", "[", "[a", "*a", "a{3,1}", `\`, `\y`, `\p{Klingon}`, "(?z)", "(?<", "[z-a]", `\1`, `(a)\2`,
		"[a-z&&[b]]", "(((a{99}){99}){99}){99}", strings.Repeat("(", 500) + strings.Repeat(")", 500), `\k<x>`, `[\`,
		strings.Repeat("a", maxPattern+1), `\u12`, `\x{12`,
	} {
		if _, err := compileRegex(p); err == nil {
			t.Errorf("%.40s: no error", p)
		}
	}
}

func TestRegex_WorkIsBounded(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("a", 3000) + "!"
	for _, p := range []string{"(a+)+", "(a|aa)+", "(a*)*$", "(.*)*x", "(a|a|a)*b"} {
		steps := 5_000_000
		re, err := compileRegex(p)
		if err != nil {
			t.Fatal(err)
		}
		if ok, err := re.match(long, &env{steps: &steps}); ok || err != nil {
			t.Errorf("%s: %v %v", p, ok, err)
		}
	}
	for _, p := range []string{`(a+)+\1$`, `(?=(a+)+$)x`} { // no memory here: the budget ends it
		steps := 500_000
		re, err := compileRegex(p)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := re.match(long, &env{steps: &steps}); !IsBudget(err) {
			t.Errorf("%s: %v, want the budget error", p, err)
		}
	}
}

// FuzzRegex compares with the standard library where both know the pattern.
func FuzzRegex(f *testing.F) {
	for _, s := range [][2]string{{"a|ab", "ab"}, {"(a*)*b", "aab"}, {"[^a-c]+x?", "dx"}, {`\bx\b.`, "x "}, {"a{2,3}?", "aaa"}, {"(?i)[a-c]É", "Bé"}} {
		f.Add(s[0], s[1])
	}
	f.Fuzz(func(t *testing.T, pattern, text string) {
		re, err := compileRegex(pattern)
		if err != nil {
			return
		}
		steps := 2_000_000
		got, err := re.match(text, &env{steps: &steps})
		if err != nil || !isPlainPattern(pattern) || strings.ContainsAny(text, "\r\u2028\u2029\u0085") {
			return
		}
		std, err := regexp.Compile(`^(?:` + pattern + `)$`)
		if err == nil && got != std.MatchString(text) {
			t.Errorf("%q on %q: %v", pattern, text, got)
		}
	})
}

// isPlainPattern keeps to what means the same in Go and Java.
func isPlainPattern(p string) bool {
	for _, r := range p {
		if !(r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || strings.ContainsRune(" |()*?.", r)) {
			return false
		}
	}
	return !strings.Contains(p, "(?") && !strings.Contains(p, "*?") && !strings.Contains(p, "**") &&
		!strings.Contains(p, "??") && !strings.Contains(p, "?*")
}
