package xpath

import (
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"sort"
	"strings"
	"testing"
	"time"
)

// corpusCase is one case of the conformance data that SOTHON_CORPUS points to.
type corpusCase struct {
	ID, Engine, XML, Context, Root, Expr, Type string
	Expected                                   any
	NS                                         map[string]string
	Lang, Now, TZ, Flags                       string
	Round, Tolerance                           float64
	First, Unordered                           bool
	Disputed                                   any
}

// TestCorpus runs the cases below $SOTHON_CORPUS/xpath and prints the share that passes in each file; it needs at least
// 95 % of those not disputed. Without the variable it is not run.
func TestCorpus(t *testing.T) {
	dir := os.Getenv("SOTHON_CORPUS")
	if dir == "" {
		t.Skip("SOTHON_CORPUS is not set")
	}
	files, _ := filepath.Glob(filepath.Join(dir, "xpath", "*.json"))
	if len(files) == 0 {
		t.Fatalf("no cases below %s", dir)
	}
	sort.Strings(files)
	passed, total, disputed, agreed := 0, 0, 0, 0
	for _, f := range files {
		data, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		var cases []corpusCase
		if err := json.Unmarshal(data, &cases); err != nil {
			t.Fatal(err)
		}
		good, all := 0, 0
		for _, c := range cases {
			ok, got := c.run(t)
			if c.Disputed != nil {
				disputed++
				if ok {
					agreed++
				}
				continue
			}
			all++
			if ok {
				good++
			} else {
				want, _ := json.Marshal(c.Expected)
				t.Logf("%s [%s] %s\n  context %s, want %s %s, got %s", c.ID, c.Engine, c.Expr, c.Context, c.Type, cut(string(want)), cut(got))
			}
		}
		passed, total = passed+good, total+all
		if good < all {
			t.Logf("%4d/%-4d %s", good, all, filepath.Base(f))
		}
	}
	share := 100 * float64(passed) / float64(total)
	t.Logf("%d of %d (%.2f %%); disputed, not counted: %d of %d", passed, total, share, agreed, disputed)
	if share < 95 {
		t.Errorf("%.2f %% of %d cases pass, 95 %% are needed", share, total)
	}
}

func cut(s string) string {
	if len(s) > 200 {
		return s[:200] + "…"
	}
	return s
}

func (c *corpusCase) run(t *testing.T) (bool, string) {
	doc := parseXML(t, c.XML)
	h := &testHost{doc: doc, root: doc, lang: c.Lang, spaces: c.NS}
	h.now = time.Date(2026, 11, 23, 18, 0, 0, 0, time.UTC).UnixMilli()
	if c.Now != "" {
		at, err := time.Parse(time.RFC3339Nano, c.Now)
		if err != nil {
			t.Fatal(err)
		}
		h.now = at.UnixMilli()
	}
	name := c.TZ
	if name == "" {
		name = "America/Phoenix"
	}
	zone, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	_, seconds := time.UnixMilli(h.now).In(zone).Zone()
	h.zone = seconds / 60

	at := findNode(t, doc, h, c.Context)
	if c.Root != "" {
		h.root = findNode(t, doc, h, c.Root).(*xmlNode)
	}
	e, err := Parse(c.Expr)
	if err != nil {
		return c.Type == "error", err.Error()
	}
	v, err := e.Eval(&Context{Node: at, Host: h, Plain: c.Engine == "xpath1"})
	if err != nil {
		return c.Type == "error", err.Error()
	}
	switch c.Type {
	case "boolean":
		want, _ := c.Expected.(bool)
		return v.Bool() == want, Boolean(v.Bool()).Str()
	case "number":
		return c.sameNumber(v.Num()), v.Str()
	case "string":
		return v.Str() == c.Expected, v.Str()
	case "string-length":
		n, _ := c.Expected.(float64)
		return len([]rune(v.Str())) == int(n), v.Str()
	case "string-match":
		p, _ := c.Expected.(string)
		if c.Flags != "" {
			p = "(?" + c.Flags + ")" + p
		}
		return regexp.MustCompile(p).MatchString(v.Str()), v.Str()
	case "nodeset":
		var got, want []string
		if v.IsNodeset() {
			for _, n := range v.Nodes() {
				got = append(got, n.Value())
			}
		} else {
			got = []string{v.Str()}
		}
		list, _ := c.Expected.([]any)
		for _, w := range list {
			want = append(want, w.(string))
		}
		if c.First {
			got, want = got[:min(1, len(got))], want[:min(1, len(want))]
		}
		if c.Unordered {
			sort.Strings(got)
			sort.Strings(want)
		}
		return strings.Join(got, "\x00") == strings.Join(want, "\x00") && len(got) == len(want), strings.Join(got, "|")
	}
	return false, v.Str()
}

func findNode(t *testing.T, doc *xmlNode, h Host, path string) Node {
	e, err := Parse(path)
	if err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	v, err := e.Eval(&Context{Node: doc, Host: h, Plain: true})
	if err != nil || v.First() == nil {
		t.Fatalf("no node %s: %v", path, err)
	}
	return v.First()
}

func (c *corpusCase) sameNumber(got float64) bool {
	var want float64
	switch w := c.Expected.(type) {
	case float64:
		want = w
	case string:
		switch w {
		case "NaN":
			return math.IsNaN(got)
		case "Infinity":
			want = math.Inf(1)
		case "-Infinity":
			want = math.Inf(-1)
		}
	}
	if c.Round != 0 && !math.IsInf(got, 0) {
		got = math.Floor(got*c.Round+0.5) / c.Round
	}
	return want == got || math.Abs(want-got) <= max(c.Tolerance, 1e-13)*max(1, math.Abs(want))
}
