package xpath

import (
	"strings"
	"sync"
	"testing"

	"pgregory.net/rapid"
)

// indexed fills the host's index from the items of its instances; a missing column counts as "".
func (h *testHost) indexed(columns ...string) *testHost {
	h.index, h.columns = map[string][]Node{}, map[string]bool{}
	for _, c := range columns {
		h.columns[c] = true
	}
	var walk func(n *xmlNode)
	walk = func(n *xmlNode) {
		if n.local == "instance" && n.attribute("id") != "" {
			for _, item := range n.children[0].Children() {
				for _, c := range columns {
					key := n.attribute("id") + " " + c + " " + childText(item, c)
					h.index[key] = append(h.index[key], item)
				}
			}
			return
		}
		for _, c := range n.children {
			walk(c.(*xmlNode))
		}
	}
	walk(h.doc)
	return h
}

// With and without the index of the host an expression has the same value.
func TestLookup_SameAsWalk(t *testing.T) {
	t.Parallel()
	word := rapid.SampledFrom([]string{"", "a", "b", "c", "1", "01", "2"})
	test := rapid.SampledFrom([]string{
		"k = 'a'", "'b' = k", "k = current()/../q", "k = /data/q", "k = 1", "k = ''", "k != 'a'", "k = 'a' and v = 'b'",
		"v = 'b' and k = current()/../q", "k = 'a' and position() = 1", "k = 'a' or v = 'a'", "k = v", "k = ../item/v",
		"k = 'a' and v", "v > 0 and k = 'a'", "k = concat(/data/q, '')", "missing = ''", "k = string(2)", "k = /data/m/x",
		"k = 'a' and 2", "k = true()", "k = 'a'] [2", "k = 'a'][v = 'b'", "k = instance('l')/root/item[v = 'a']/k",
	})
	rapid.Check(t, func(t *rapid.T) {
		var x strings.Builder
		x.WriteString("<w><data><q>" + word.Draw(t, "q") + "</q><m><x>a</x></m><m><x>b</x></m></data><instance id=\"l\"><root>")
		for range rapid.IntRange(0, 6).Draw(t, "items") {
			x.WriteString("<item><k>" + word.Draw(t, "k") + "</k>")
			if rapid.Bool().Draw(t, "has v") {
				x.WriteString("<v>" + word.Draw(t, "v") + "</v>")
			}
			x.WriteString("</item>")
		}
		x.WriteString("</root></instance></w>")
		doc := parseXML(t, x.String())
		data := doc.children[0].(*xmlNode).children[0].(*xmlNode)
		root := &xmlNode{kind: KindRoot, children: []Node{data}}
		data.parent = root
		at := data.children[rapid.IntRange(0, 2).Draw(t, "at")]
		src := "instance('l')/root/item[" + test.Draw(t, "test") + "]" + rapid.SampledFrom([]string{"", "/k", "[1]/v", "[last()]/k"}).Draw(t, "tail")
		plain := &testHost{doc: doc, root: root}
		quick := (&testHost{doc: doc, root: root}).indexed("k", "v")
		e := MustParse(src)
		for _, c := range []string{src, "count(" + src + ")", "/data/m[" + src + " = x]/x"} {
			e = MustParse(c)
			a, errA := e.Eval(&Context{Node: at, Host: plain})
			b, errB := e.Eval(&Context{Node: at, Host: quick})
			if (errA == nil) != (errB == nil) || a.Str() != b.Str() || a.Len() != b.Len() {
				t.Fatalf("%s over %s: %q (%v), with an index %q (%v)", c, x.String(), a.Str(), errA, b.Str(), errB)
			}
			for i, n := range a.Nodes() {
				if b.Nodes()[i] != n {
					t.Fatalf("%s over %s: another node at %d", c, x.String(), i)
				}
			}
		}
	})
}

// The shapes that choice filters and pulldata have must ask the index and never walk.
func TestLookup_IsUsed(t *testing.T) {
	t.Parallel()
	doc := parseXML(t, `<w><q>a</q><instance id="l"><root><item><k>a</k><v>1</v></item><item><k>b</k><v>2</v></item></root></instance></w>`)
	for _, src := range []string{
		"instance('l')/root/item[k = 'a']/v", "instance('l')/root/item[k = current()/../q]/v", "instance('l')/root/item[k = ../../q]/v",
		"instance('l')/root/item[v != '7' and k = /w/q]", "pulldata('l', 'v', 'k', 'a')", "count(instance('l')/root/item[/w/q = k]) = 1",
	} {
		h := (&testHost{doc: doc, root: doc}).indexed("k")
		v, err := MustParse(src).Eval(&Context{Node: doc.children[0].Children()[0], Host: h})
		if want := strings.Contains(src, "../../q"); err != nil || (h.lookups == 0) != want || !want && !v.Bool() {
			t.Errorf("%s: %d look-ups, %q, %v", src, h.lookups, v.Str(), err)
		}
	}
}

// One Expr serves many goroutines.
func TestEval_Concurrent(t *testing.T) {
	t.Parallel()
	doc := parseXML(t, "<a><b>1</b><b>2</b><b>3</b></a>")
	e := MustParse("sum(/a/b[. > 1]) + count(//b) + number(regex(/a/b, '[0-9]'))")
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range 200 {
				if v, err := e.Eval(&Context{Node: doc, Host: &testHost{doc: doc, root: doc}}); err != nil || v.Num() != 9 {
					t.Errorf("%v %v", v.Num(), err)
					return
				}
			}
		})
	}
	wg.Wait()
}

// A path stays in the repeat of the context only where it may: nested repeats, groups between, other branches.
func TestEval_NestedRepeats(t *testing.T) {
	t.Parallel()
	doc := parseXML(t, `<d><r><g><s><x>11</x></s><s><x>12</x></s></g><y>1</y></r><r><g><s><x>21</x></s><s><x>22</x></s></g><y>2</y></r></d>`)
	h := &testHost{doc: doc, root: doc}
	at := findNode(t, doc, h, "/d/r[2]/g/s[2]/x")
	for src, want := range map[string]string{
		"/d/r/y": "2", "/d/r/g/s/x": "22", "count(/d/r/g/s)": "2", "count(/d/r)": "2", "sum(/d/r/y)": "2",
		"count(/d/r[y > 0])": "2", "sum(//y)": "3", "indexed-repeat(/d/r/g/s/x, /d/r, 1, /d/r/g/s, 2)": "12",
		"indexed-repeat(/d/r/g/s/x, /d/r/g/s, 1)": "21", "indexed-repeat(/d/r/y, /d/r, 1)": "1",
		"/d/r[1]/g/s[1]/x": "11", "count(/d/r[2]/g/s/x)": "2", "position(../../..)": "2", "position(..)": "2",
	} {
		v, err := MustParse(src).EvalString(&Context{Node: at, Host: h})
		if err != nil || v != want {
			t.Errorf("%s: %q %v, want %q", src, v, err, want)
		}
	}
}

// staff is a node that finds a child by name itself.
type staff struct {
	*xmlNode
	asked *int
}

func (s staff) Child(local string) (Node, bool) {
	*s.asked++
	if local == "several" {
		return nil, false
	}
	for _, c := range s.children {
		if _, l := c.Name(); l == local {
			return c, true
		}
	}
	return nil, true
}

func TestEval_ChildByName(t *testing.T) {
	t.Parallel()
	doc := parseXML(t, `<d><a>1</a><several>2</several><several>3</several><h hidden="true">4</h></d>`)
	asked := 0
	n := staff{doc.children[0].(*xmlNode), &asked}
	for src, want := range map[string]string{"a + 1": "2", "sum(several)": "5", "no = ''": "true", "count(h)": "0", "count(a[. = 1])": "1"} {
		v, err := MustParse(src).EvalString(&Context{Node: n})
		if err != nil || v != want {
			t.Errorf("%s: %q %v, want %q", src, v, err, want)
		}
	}
	if asked != 5 {
		t.Errorf("asked %d times", asked)
	}
}

// caller adds a function double() to the library.
type caller struct{ BaseHost }

func (*caller) Call(name string, args []Value, _ Node) (Value, bool, error) {
	if name != "double" || len(args) != 1 {
		return Value{}, false, nil
	}
	return Number(2 * args[0].Num()), true, nil
}

func TestEval_HostFunction(t *testing.T) {
	t.Parallel()
	c := &Context{Host: &caller{}}
	if v, err := MustParse("double('21')").EvalNumber(c); err != nil || v != 42 {
		t.Errorf("%v %v", v, err)
	}
	for _, src := range []string{"triple(1)", "double()", "double(count(1))"} {
		if _, err := MustParse(src).Eval(c); err == nil {
			t.Errorf("%s: no error", src)
		}
	}
}
