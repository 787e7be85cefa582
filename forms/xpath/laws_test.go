package xpath

import (
	"math"
	"math/big"
	"strconv"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// drawTree writes a random element tree.
func drawTree(t *rapid.T, depth int, b *strings.Builder) {
	name := rapid.SampledFrom([]string{"a", "b", "c"}).Draw(t, "name")
	b.WriteString("<" + name + ">")
	if depth > 0 {
		for range rapid.IntRange(0, 3).Draw(t, "children") {
			drawTree(t, depth-1, b)
		}
	}
	b.WriteString("</" + name + ">")
}

// XPath 1.0 §2.2: ancestor, descendant, following, preceding and self share no node and hold them all.
func TestAxes_PartitionTheDocument(t *testing.T) {
	t.Parallel()
	all := MustParse("//node() | /")
	five := MustParse("ancestor::node() | descendant::node() | following::node() | preceding::node() | self::node()")
	parts := []*Expr{MustParse("ancestor::node()"), MustParse("descendant::node()"), MustParse("following::node()"), MustParse("preceding::node()"), MustParse("self::node()")}
	rapid.Check(t, func(t *rapid.T) {
		var b strings.Builder
		drawTree(t, 3, &b)
		doc := parseXML(t, b.String())
		nodes, err := all.Eval(&Context{Node: doc})
		if err != nil {
			t.Fatal(err)
		}
		list := nodes.Nodes()
		at := list[rapid.IntRange(0, len(list)-1).Draw(t, "at")]
		sum := 0
		for _, p := range parts {
			v, err := p.Eval(&Context{Node: at})
			if err != nil {
				t.Fatal(err)
			}
			sum += v.Len()
		}
		union, err := five.Eval(&Context{Node: at})
		if err != nil || sum != len(list) || union.Len() != len(list) {
			t.Fatalf("%s: %d nodes, %d in the parts, %d in the union (%v)", b.String(), len(list), sum, union.Len(), err)
		}
		for i, n := range union.Nodes() {
			if n != list[i] {
				t.Fatalf("%s: order differs at %d", b.String(), i)
			}
		}
	})
}

// Both ways of walking give the same nodes: a simple path, and the same path with a predicate that always holds.
func TestPaths_SimpleWalkEqualsSetWalk(t *testing.T) {
	t.Parallel()
	step := rapid.SampledFrom([]string{"a", "b", "c", "*", "..", ".", "node()", "a/..", "self::a", "parent::b"})
	rapid.Check(t, func(t *rapid.T) {
		var b strings.Builder
		drawTree(t, 3, &b)
		doc := parseXML(t, b.String())
		var simple, general []string
		for range rapid.IntRange(1, 4).Draw(t, "steps") {
			s := step.Draw(t, "step")
			simple = append(simple, s)
			switch s {
			case "..":
				s = "parent::node()"
			case ".":
				s = "self::node()"
			case "a/..":
				s = "a/parent::node()"
			}
			general = append(general, s+"[true()]")
		}
		for _, start := range []string{"", "/"} {
			x, err := MustParse(start + strings.Join(simple, "/")).Eval(&Context{Node: doc, Plain: true})
			y, err2 := MustParse(start + strings.Join(general, "/")).Eval(&Context{Node: doc, Plain: true})
			if err != nil || err2 != nil || x.Len() != y.Len() {
				t.Fatalf("%v in %s: %d and %d (%v %v)", simple, b.String(), x.Len(), y.Len(), err, err2)
			}
			for i, n := range x.Nodes() {
				if y.Nodes()[i] != n {
					t.Fatalf("%v in %s: order differs", simple, b.String())
				}
			}
		}
	})
}

// Rounding is that of the decimal number as written, half away from zero.
func TestRound_IsDecimal(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		f := float64(rapid.Int64Range(-1e12, 1e12).Draw(t, "n")) / math.Pow(10, float64(rapid.IntRange(0, 9).Draw(t, "scale")))
		places := rapid.IntRange(-6, 9).Draw(t, "places")
		x, _ := new(big.Rat).SetString(strconv.FormatFloat(math.Abs(f), 'f', -1, 64))
		ten := new(big.Rat).SetInt(new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(max(places, -places))), nil))
		if places < 0 {
			ten.Inv(ten)
		}
		x.Mul(x, ten).Add(x, big.NewRat(1, 2))
		whole := new(big.Rat).SetInt(new(big.Int).Quo(x.Num(), x.Denom()))
		want, _ := whole.Quo(whole, ten).Float64()
		if got := math.Abs(roundTo(f, places)); got != want {
			t.Fatalf("round(%v, %d) = %v, want %v", f, places, got, want)
		}
	})
}

// Dates agree with the calendar of the standard library, and what is written is read again.
func TestDates_AgreeWithTime(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		at := instant{ms: rapid.Int64Range(-62_000_000_000_000, 253_000_000_000_000).Draw(t, "ms")}
		zone := rapid.IntRange(-14*60, 14*60).Draw(t, "zone")
		std := time.UnixMilli(at.ms).In(time.FixedZone("", zone*60))
		if want, got := std.Format("2006-01-02T15:04:05.000-07:00"), at.iso(zone, true); got != want {
			t.Fatalf("%s, want %s", got, want)
		}
		if c := at.local(zone); c.weekday != int(std.Weekday()) {
			t.Fatalf("weekday %d of %s", c.weekday, std)
		}
		back, ok := parseDateTime(at.iso(zone, true), rapid.IntRange(-60, 60).Draw(t, "other zone"))
		if !ok || back.ms != at.ms {
			t.Fatalf("%s is read as %d", at.iso(zone, true), back.ms)
		}
	})
}

func TestDates_BadTexts(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"", "2026", "2026-13-01", "2026-00-01", "2026-02-29", "2026-04-31", "26-01-01", "2026-01-01T", "2026-01-01T24:00",
		"2026-01-01T10", "2026-01-01T10:60", "2026-01-01T10:00:60", "2026-01-01T10:00:00+19:00", "2026-01-01T10:00:00Zx",
		"2026-01-01 10:00", "2026-01-01x", "2026-1-", "+2026-01-01", "2026-01-01T10:00:00+7:0", "2026-001-01",
	} {
		if at, ok := parseDateTime(text, 0); ok {
			t.Errorf("%q is read as %s", text, at.iso(0, true))
		}
	}
	for _, text := range []string{"2026-01-01T10:00:00+07", "2026-01-01T10:00:00+0700", " 2026-01-01 ", "2026-01-01T10:00:00.1234567Z", "2024-02-29"} {
		if _, ok := parseDateTime(text, 0); !ok {
			t.Errorf("%q is not read", text)
		}
	}
}
