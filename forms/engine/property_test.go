package engine

import (
	"fmt"
	"reflect"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/sothon/sothon/forms"
	"github.com/sothon/sothon/forms/instance"
)

// drawForm makes a random form of groups, repeats, questions, selects and calculates that read each other by every kind
// of path the engine has to follow. Forms with circles are drawn again.
func drawForm(t *rapid.T) *forms.Form {
	for {
		f := drawOnce(t)
		bad := false
		for _, d := range Check(f) {
			bad = bad || d.Severity == forms.Error
			if d.Code == "bad-expression" {
				t.Fatalf("%+v", d)
			}
		}
		if !bad {
			return f
		}
	}
}

func drawOnce(t *rapid.T) *forms.Form {
	var lines []string
	add := func(format string, args ...any) { lines = append(lines, fmt.Sprintf(format, args...)) }
	add("type | name | label | relevant | required | readonly | constraint | constraint_message | calculation | choice_filter | repeat_count | list_path | trigger")
	var names, inR, inK []string
	size := rapid.IntRange(6, 16).Draw(t, "size")
	open, repeat, early := []string{}, "", rapid.Bool().Draw(t, "early repeat")
	for i := 0; i < size; i++ {
		name := fmt.Sprintf("q%d", i)
		switch k := rapid.IntRange(0, 11).Draw(t, "kind"); {
		case k == 0 && len(open) < 3:
			add("begin_group | g%d | | %s", i, "REL")
			open = append(open, "end_group")
			continue
		case (k == 1 || i == 0 && early) && repeat == "" && len(open) < 2:
			add("begin_repeat | r | L ${n} | REL | | | | | | | COUNT")
			open, repeat = append(open, "end_repeat"), "r"
			continue
		case k == 2 && repeat == "r" && open[len(open)-1] == "end_repeat":
			add("begin_repeat | k | | REL")
			open, repeat = append(open, "end_repeat"), "k"
			continue
		case k == 3 && len(open) > 0:
			if open[len(open)-1] == "end_repeat" {
				repeat = map[string]string{"k": "r-done", "r": "done", "r-done": "done"}[repeat]
			}
			add("%s", open[len(open)-1])
			open = open[:len(open)-1]
			continue
		case k == 4:
			add("select_one l | %s | | REL | | | | | | FILTER", name)
		case k == 5:
			add("select_multiple l | %s | | REL | | | | | | FILTER", name)
		case k == 6:
			add("select_one %s | %s | | | | | | | | | | /data/r[./%s != '']", "FROM", name, "FROM")
		case k == 7 || k == 8:
			add("calculate | %s | | REL | | | | | CALC", name)
		case k == 9:
			add("text | %s | | | | | | | CALC | | | | TRIG", name)
		default:
			add("integer | %s | L${n} ${n} | REL | REL | REL | CONS | m ${n} | ", name)
		}
		names = append(names, name)
		switch repeat {
		case "r", "r-done":
			inR = append(inR, name)
		case "k":
			inK = append(inK, name)
		}
	}
	for len(open) > 0 {
		add("%s", open[len(open)-1])
		open = open[:len(open)-1]
	}
	if len(names) == 0 {
		add("integer | q0")
		names = []string{"q0"}
	}
	here := 0 // names above the line at hand: most references go up, so that few forms have circles
	above := func(list []string) []string {
		var up []string
		for _, n := range list {
			for _, m := range names[:here] {
				if n == m {
					up = append(up, n)
				}
			}
		}
		if len(up) == 0 || rapid.IntRange(0, 19).Draw(t, "downwards") == 19 {
			return list
		}
		return up
	}
	one := func() string { return "${" + rapid.SampledFrom(above(names)).Draw(t, "name") + "}" }
	inRow := func() string {
		if len(inK) > 0 && rapid.Bool().Draw(t, "deep") {
			return "/data/r/k/" + rapid.SampledFrom(above(inK)).Draw(t, "k")
		}
		if len(inR) == 0 {
			return "/data/r/none"
		}
		return "/data/r/" + rapid.SampledFrom(above(inR)).Draw(t, "r")
	}
	calc := func() string {
		pick := rapid.IntRange(0, 13).Draw(t, "calc")
		if len(inR) > 0 && rapid.Bool().Draw(t, "across rows") {
			pick = rapid.SampledFrom([]int{4, 8, 9, 9, 10, 10, 13}).Draw(t, "way across")
		}
		switch pick {
		case 0, 1, 2:
			return one() + " + " + one()
		case 3:
			return "concat(" + one() + ", '-', " + one() + ")"
		case 4:
			return "sum(" + inRow() + ")"
		case 5:
			return "count(/data/r)"
		case 6:
			return "position(..)"
		case 7:
			return "if(" + one() + " > 2, " + one() + ", '')"
		case 8:
			return "count(" + inRow() + "[. > 1])"
		case 9:
			return "indexed-repeat(" + inRow() + ", /data/r, 2)"
		case 10:
			return "string(/data/r[2]/" + strings.TrimPrefix(inRow(), "/data/r/") + ")"
		case 11:
			return "count(../preceding-sibling::*) + count(../following-sibling::r)"
		case 12:
			return "count(//" + strings.Trim(one(), "${}") + ") + count(/data/*)"
		}
		return "join(',', " + inRow() + ")"
	}
	cond := func() string {
		switch rapid.IntRange(0, 5).Draw(t, "cond") {
		case 0, 1:
			return one() + " != ''"
		case 2:
			return one() + " > " + one()
		case 3:
			return "count(/data/r) < 2"
		case 4:
			return "selected(" + one() + ", 'a')"
		}
		return ""
	}
	for i, l := range lines {
		c := cells(l)
		for here < len(names) && len(c) > 1 && below(c[1], names[here]) {
			here++
		}
		for k := range c {
			switch {
			case c[k] == "REL":
				c[k] = cond()
			case c[k] == "CONS":
				c[k] = rapid.SampledFrom([]string{"", ". > 3", ". < " + one(), ". != " + one()}).Draw(t, "cons")
			case c[k] == "CALC":
				c[k] = calc()
			case c[k] == "FILTER":
				c[k] = rapid.SampledFrom([]string{"", "", "p = " + one(), "p > " + one(), "name != 'b'"}).Draw(t, "filter")
			case c[k] == "COUNT":
				if c[k] = ""; rapid.Bool().Draw(t, "counted") {
					n := one()
					c[k] = "if(" + n + " < 6, " + n + ", 1)"
				}
			case c[k] == "TRIG":
				c[k] = rapid.SampledFrom(names).Draw(t, "trigger")
			case strings.Contains(c[k], "FROM"):
				from := "none"
				if len(inR) > 0 {
					from = inR[0]
				}
				c[k] = strings.ReplaceAll(c[k], "FROM", from)
			case strings.Contains(c[k], "${n}"):
				for strings.Contains(c[k], "${n}") {
					c[k] = strings.Replace(c[k], "${n}", one(), 1)
				}
			}
		}
		lines[i] = strings.Join(c, " | ")
	}
	lines = append(lines, "list l p", "- a | A | 1", "- b | B // BB | 2", "- c | C | 3")
	f, err := parseForm(strings.Join(lines, "\n"))
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// below tells whether the question or group called name stands after the question other.
func below(name, other string) bool {
	number := func(s string) int { n, _ := strconv.Atoi(strings.TrimLeft(s, "qg")); return n }
	return strings.ContainsAny(name, "qg") && number(name) > number(other)
}

// screen is a client that knows nothing but patches.
type screen struct {
	rows    map[RowID]Row
	nodes   map[Ref]NodeState
	choices map[Ref][]Choice
}

func (c *screen) apply(f *forms.Form, p Patch) {
	for _, ch := range p.Rows {
		if ch.Gone {
			c.drop(ch.Row.ID)
		} else {
			c.rows[ch.Row.ID] = ch.Row
		}
	}
	changed := map[Ref]bool{}
	for _, r := range p.ChoicesChanged {
		changed[r] = true
	}
	for _, n := range p.Nodes {
		if changed[n.Ref] {
			c.choices[n.Ref] = n.Choices
		}
		n.Choices = nil
		c.nodes[n.Ref] = n
	}
}

func (c *screen) drop(id RowID) {
	delete(c.rows, id)
	for ref := range c.nodes {
		if ref.Row == id {
			delete(c.nodes, ref)
			delete(c.choices, ref)
		}
	}
	for _, r := range c.rows {
		if r.Parent == id {
			c.drop(r.ID)
		}
	}
}

func newScreen() *screen {
	return &screen{rows: map[RowID]Row{}, nodes: map[Ref]NodeState{}, choices: map[Ref][]Choice{}}
}

// truth is what a screen should know.
func truth(s *Session) *screen {
	c := newScreen()
	for _, r := range s.Rows() {
		c.rows[r.ID] = r
	}
	see := func(e *instance.Elem) {
		st, ok := s.State(refOf(e))
		if !ok {
			panic("live element without state")
		}
		if cellOf(e).choices != nil {
			c.choices[st.Ref] = st.Choices
		}
		st.Choices = nil
		c.nodes[st.Ref] = st
	}
	s.tree.Root.Walk(func(e *instance.Elem) {
		see(e)
		s.eachProto(e, see)
	})
	return c
}

func (c *screen) differs(o *screen) string {
	for ref, n := range o.nodes {
		if mine, ok := c.nodes[ref]; ok && reflect.DeepEqual(mine, n) {
			continue
		}
		return fmt.Sprintf("%v:\n %+v\n %+v", ref, c.nodes[ref], n)
	}
	for ref, n := range o.choices {
		if len(n) > 0 && !reflect.DeepEqual(c.choices[ref], n) {
			return fmt.Sprintf("choices of %v: %v %v", ref, c.choices[ref], n)
		}
	}
	if len(c.nodes) != len(o.nodes) || !reflect.DeepEqual(c.rows, o.rows) {
		return fmt.Sprintf("%d nodes and %d, rows %v and %v", len(c.nodes), len(o.nodes), c.rows, o.rows)
	}
	return ""
}

func drawRef(t *rapid.T, s *Session) Ref {
	ref := Ref{Node: rapid.IntRange(-1, len(s.f.Nodes)).Draw(t, "node")}
	if rows := s.Rows(); len(rows) > 0 && rapid.Bool().Draw(t, "in a row") {
		r := rapid.SampledFrom(rows).Draw(t, "row")
		ref.Row = r.ID
		if rapid.IntRange(0, 9).Draw(t, "beneath") < 9 {
			ref.Node = rapid.IntRange(r.Node, s.p.lay.End[r.Node]).Draw(t, "place beneath")
		}
	}
	return ref
}

var someValues = rapid.SampledFrom([]string{"", "1", "2", "3", "4", "0", "-1", "a", "b", "c", "a b", "c a", "007", " x ", "2026-01-01"})

// doSomething makes one random call, sensible or not.
func doSomething(t *rapid.T, s *Session, removed *[]RowID) (Patch, string) {
	id := rowID(fmt.Sprint("r", rapid.IntRange(1, 9).Draw(t, "id")))
	switch rapid.IntRange(0, 11).Draw(t, "call") {
	case 0, 1:
		repeat := rapid.IntRange(0, len(s.f.Nodes)).Draw(t, "repeat")
		for i := range s.f.Nodes {
			if s.f.Nodes[i].Kind == forms.KindRepeat && rapid.Bool().Draw(t, "this repeat") {
				repeat = i
			}
		}
		parent := RowID{}
		if rows := s.Rows(); len(rows) > 0 && rapid.Bool().Draw(t, "inner") {
			parent = rapid.SampledFrom(rows).Draw(t, "parent").ID
		}
		p, err := s.AddRow(repeat, parent, id)
		return p, fmt.Sprintf("add %d in %s: %s: %v", repeat, short(parent), short(id), err)
	case 2:
		if rows := s.Rows(); len(rows) > 0 {
			id = rapid.SampledFrom(rows).Draw(t, "gone").ID
		}
		p, err := s.RemoveRow(id)
		*removed = append(*removed, id)
		return p, fmt.Sprintf("remove %s: %v", short(id), err)
	case 3:
		if len(*removed) > 0 {
			id = rapid.SampledFrom(*removed).Draw(t, "back")
		}
		p, err := s.RestoreRow(id)
		return p, fmt.Sprintf("restore %s: %v", short(id), err)
	case 4:
		lang := rapid.SampledFrom([]string{"vi", "en", "xx"}).Draw(t, "lang")
		return s.SetLang(lang), "lang " + lang
	}
	ref, v := drawRef(t, s), someValues.Draw(t, "value")
	p, err := s.Set(ref, v)
	return p, fmt.Sprintf("set %s %d = %q: %v", short(ref.Row), ref.Node, v, err)
}

// TestIncrementalEqualsFull: after any calls, evaluating everything again changes nothing; a screen that only saw patches
// knows all; the record opened from its answers has the same values.
func TestIncrementalEqualsFull(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := drawForm(t)
		s, first, err := Open(f, Start{New: true, Env: Env{Now: 1764000000000, Zone: 420, Seed: 1}})
		if err != nil {
			t.Fatal(err)
		}
		client := newScreen()
		client.apply(f, first)
		var removed []RowID
		var log []string
		for i := range f.Nodes {
			if f.Nodes[i].Kind != forms.KindRepeat {
				continue
			}
			parents := []RowID{{}}
			if s.p.lay.Repeat[i] >= 0 {
				parents = nil
				for _, r := range s.Rows() {
					parents = append(parents, r.ID)
				}
			}
			for k := rapid.IntRange(0, 3).Draw(t, "rows at first"); k > 0 && len(parents) > 0; k-- {
				p, err := s.AddRow(i, rapid.SampledFrom(parents).Draw(t, "under"), rowID(fmt.Sprintf("s%d.%d", i, k)))
				log = append(log, fmt.Sprint("start with a row of ", i, err))
				client.apply(f, p)
			}
		}
		for i := rapid.IntRange(5, 40).Draw(t, "calls"); i > 0; i-- {
			p, what := doSomething(t, s, &removed)
			log = append(log, what)
			client.apply(f, p)
			now := truth(s)
			if d := client.differs(now); d != "" {
				t.Fatalf("the screen does not know %s\nafter %s\n%s", d, strings.Join(log, "\n"), describe(f))
			}
			blame := fmt.Sprint(s.Validate())
			s.again()
			if again := fmt.Sprint(s.Validate()); blame != again {
				t.Fatalf("violations\n%s\n%s\nafter %s\n%s", blame, again, strings.Join(log, "\n"), describe(f))
			}
			if d := now.differs(truth(s)); d != "" {
				t.Fatalf("evaluating everything gives %s\nafter %s\n%s", d, strings.Join(log, "\n"), describe(f))
			}
			s.patch()
		}
		again, _, err := Open(f, Start{Env: s.env, Rows: s.Rows(), Answers: s.Answers()})
		if err != nil {
			t.Fatal(err)
		}
		if a, b := fmt.Sprint(s.Values()), fmt.Sprint(again.Values()); a != b {
			t.Fatalf("opened again:\n%s\n%s\nafter %s\n%s", a, b, strings.Join(log, "\n"), describe(f))
		}
		s.Finish()
		s.Validate()
	})
}

func describe(f *forms.Form) string {
	var b strings.Builder
	for i, n := range f.Nodes {
		fmt.Fprintf(&b, "%d %s in %d kind %d %s rel{%s} req{%s} ro{%s} con{%s} calc{%s} filter{%s} count{%s} list{%s %s %s} trigger %v\n", i, n.Name, n.Parent, n.Kind, n.Control,
			n.Relevant, n.Required, n.ReadOnly, n.Constraint, n.Calculate, n.ChoiceFilter, n.RepeatCount, n.List, n.ListPath, n.ListValue, n.Trigger)
	}
	return b.String()
}

// TestReconcileTakesNothingAway: whatever is stored is still there, value by value and row by row.
func TestReconcileTakesNothingAway(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := drawForm(t)
		start := Start{Mode: Reconcile, New: rapid.Bool().Draw(t, "new")}
		parents := map[int][]RowID{0: {{}}}
		for i := range f.Nodes {
			if f.Nodes[i].Kind != forms.KindRepeat {
				continue
			}
			home := 0
			if up := instance.NewLayout(f).Repeat[i]; up > 0 {
				home = up
			}
			for k := rapid.IntRange(0, 3).Draw(t, "rows"); k > 0 && len(parents[home]) > 0; k-- {
				r := Row{ID: rowID(fmt.Sprintf("r%d.%d", i, k)), Node: i, Parent: rapid.SampledFrom(parents[home]).Draw(t, "parent")}
				start.Rows = append(start.Rows, r)
				parents[i] = append(parents[i], r.ID)
			}
		}
		lay := instance.NewLayout(f)
		for i := range f.Nodes {
			home := max(lay.Repeat[i], 0)
			if !lay.Leaf(i) || f.Nodes[i].Kind == forms.KindValue {
				continue
			}
			for _, row := range parents[home] {
				if v := someValues.Draw(t, "value"); v != "" {
					start.Answers = append(start.Answers, Answer{Ref: Ref{row, i}, Value: v})
				}
			}
		}
		s, _, err := Open(f, start)
		if err != nil {
			t.Fatal(err)
		}
		for round := 0; round < 2; round++ {
			have := map[Ref]string{}
			for _, a := range s.Answers() {
				have[a.Ref] = a.Value
			}
			for _, a := range start.Answers {
				want, err := Canonical(f, a.Ref.Node, a.Value)
				if err != nil {
					want = a.Value
				}
				if have[a.Ref] != want {
					t.Fatalf("%v: stored %q, kept %q\n%s", a.Ref, want, have[a.Ref], describe(f))
				}
			}
			if len(s.Rows()) != len(start.Rows) {
				t.Fatalf("%d rows stored, %d kept", len(start.Rows), len(s.Rows()))
			}
			s.SetLang("en")
			s.SetNow(1, 2)
			if o := s.Finish(); len(o.Clears)+len(o.Removes) > 0 {
				t.Fatalf("reconcile would clear %v, remove %v", o.Clears, o.Removes)
			}
		}
	})
}
