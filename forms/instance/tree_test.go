package instance

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/sothon/sothon/forms"
	"github.com/sothon/sothon/forms/xpath"
)

// household has a group, a repeat with a group and a repeat in it, and questions before and after.
func household() *forms.Form {
	return &forms.Form{ID: "ho<1>", Root: "data", Languages: []string{"vi"}, Nodes: []forms.Node{
		{Parent: -1, Kind: forms.KindRoot, Name: "root"},         // 0
		{Parent: 0, Kind: forms.KindQuestion, Name: "a"},         // 1
		{Parent: 0, Kind: forms.KindGroup, Name: "g"},            // 2
		{Parent: 2, Kind: forms.KindQuestion, Name: "b"},         // 3
		{Parent: 0, Kind: forms.KindRepeat, Name: "tv"},          // 4
		{Parent: 4, Kind: forms.KindQuestion, Name: "ten"},       // 5
		{Parent: 4, Kind: forms.KindGroup, Name: "gg"},           // 6
		{Parent: 6, Kind: forms.KindRepeat, Name: "con"},         // 7
		{Parent: 7, Kind: forms.KindQuestion, Name: "ten"},       // 8
		{Parent: 4, Kind: forms.KindQuestion, Name: "tuoi"},      // 9
		{Parent: 0, Kind: forms.KindQuestion, Name: "z", Row: 3}, // 10
	}}
}

func row(n byte) RowID { return RowID{15: n} }

func filled(t testing.TB) *Tree {
	tr := NewTree(NewLayout(household()), nil)
	top := tr.Root.Range(4)
	for i := byte(1); i <= 2; i++ {
		r := tr.AddRow(top, row(i))
		r.Kid(5).Raw = fmt.Sprint("người ", i)
		for k := byte(0); k < i; k++ {
			in := tr.AddRow(r.Kid(6).Range(7), row(10*i+k))
			in.Kid(8).Raw = fmt.Sprint("con ", 10*i+k)
		}
	}
	tr.Root.Kid(1).Raw = "A & <B>"
	return tr
}

func TestLayout(t *testing.T) {
	t.Parallel()
	l := NewLayout(household())
	if got := l.Path(8); got != "/data/tv/gg/con/ten" {
		t.Errorf("path %s", got)
	}
	if l.Repeat[8] != 7 || l.Repeat[7] != 4 || l.Repeat[4] != -1 || l.Home(4) != 4 || l.Home(10) != -1 || l.End[4] != 10 || l.Depth[8] != 4 {
		t.Errorf("repeat %v end %v depth %v", l.Repeat, l.End, l.Depth)
	}
	if l.Child(4, "ten") != 5 || l.Child(4, "none") != -1 || !l.Beneath(8, 4) || l.Beneath(10, 4) {
		t.Error("children are wrong")
	}
	broken := &forms.Form{Nodes: []forms.Node{{Parent: 0, Name: "r"}, {Parent: 5, Name: "x", Kind: forms.KindQuestion}, {Parent: 1, Name: "y", Kind: forms.KindQuestion}}}
	if b := NewLayout(broken); b.Parent(1) != 0 || b.Parent(2) != 0 {
		t.Error("a damaged form is not attached to its root")
	}
}

// TestRefs: every live element is found again by its reference, and nothing else is found.
func TestRefs(t *testing.T) {
	t.Parallel()
	tr := filled(t)
	seen := map[string]bool{}
	tr.Root.Walk(func(e *Elem) {
		ref := e.Ref()
		if seen[ref] || tr.Resolve(ref) != e {
			t.Errorf("%s does not lead back", ref)
		}
		seen[ref] = true
	})
	if !seen["/data/tv[2]/gg/con[2]/ten"] || !seen["/data/g/b"] {
		t.Errorf("references %v", seen)
	}
	if tr.Resolve("/data/tv/ten") != tr.Resolve("/data/tv[1]/ten") || tr.ResolveRange("/data/tv[2]/gg/con") == nil {
		t.Error("a repeat without position is not its first row")
	}
	for _, ref := range []string{"", "/", "data/a", "/data/none", "/other/a", "/data/tv[3]/ten", "/data/tv[0]/ten", "/data/tv[x]/ten", "/data/tv[1/ten", "/data/a[2]", "/data/a/b", "//a", "/data/tv[99999999999999999999]"} {
		if e := tr.Resolve(ref); e != nil {
			t.Errorf("%q leads to %s", ref, e.Ref())
		}
	}
}

// TestRows_RandomCalls: whatever rows come and go, positions, order numbers and look-ups agree with the tree.
func TestRows_RandomCalls(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		tr := NewTree(NewLayout(household()), nil)
		for i := rapid.IntRange(1, 40).Draw(t, "calls"); i > 0; i-- {
			id := row(byte(rapid.IntRange(0, 9).Draw(t, "id")))
			r := tr.RowByID(id)
			switch rapid.IntRange(0, 3).Draw(t, "call") {
			case 0:
				if made := tr.AddRow(tr.Root.Range(4), id); made != nil && (r != nil || id == row(0)) {
					t.Fatal("two rows with one id")
				}
			case 1:
				if up := tr.RowByID(row(byte(rapid.IntRange(0, 9).Draw(t, "up")))); up != nil && up.Node == 4 && !up.Gone {
					tr.AddRow(up.Kid(6).Range(7), id)
				}
			case 2:
				tr.RemoveRow(r)
			case 3:
				tr.PutBack(r)
			}
			last, n := 0, 0
			tr.Root.Walk(func(e *Elem) {
				if e.Gone || e.Order() <= last || tr.Resolve(e.Ref()) != e || tr.Find(e.RowOf(), e.Node) != e {
					t.Fatalf("%s is out of place", e.Ref())
				}
				last = e.Order()
				n++
			})
			count := 0
			for node := range tr.Form.Nodes {
				tr.Instances(tr.Root, node, func(*Elem) { count++ })
			}
			if count != n {
				t.Fatalf("%d elements walked, %d found by node", n, count)
			}
			if kids := tr.Root.Children(); len(kids) != 3+len(tr.Root.Range(4).Rows) {
				t.Fatalf("%d children of the root with %d rows", len(kids), len(tr.Root.Range(4).Rows))
			}
		}
	})
}

// TestXPathNodes: xpath walks the tree; what is not relevant is not there.
func TestXPathNodes(t *testing.T) {
	t.Parallel()
	tr := filled(t)
	for _, c := range []struct{ src, want string }{
		{"count(/data/tv)", "2"}, {"count(//ten)", "5"}, {"/data/tv[2]/ten", "người 2"}, {"string(/data/tv[1]/..)", ""},
		{"count(/data/tv/gg/con)", "3"}, {"join(',', /data/tv/gg/con/ten)", "con 10,con 20,con 21"}, {"count(/data/*)", "5"},
		{"string(/data/a/text())", "A & <B>"}, {"count(/data/g/b/text())", "0"}, {"name(/data/tv[2])", "tv"}, {"count(/data/tv[2]/preceding-sibling::*)", "3"},
		{"count(/data/z/preceding::ten)", "5"},
	} {
		if got := evaluate(t, tr, c.src); got != c.want {
			t.Errorf("%s = %q, want %q", c.src, got, c.want)
		}
	}
	r := tr.Resolve("/data/tv[1]")
	r.Walk(func(e *Elem) { e.Hidden = true })
	for src, want := range map[string]string{"count(/data/tv)": "1", "/data/tv[1]/ten": "người 2", "count(//con)": "2"} {
		if got := evaluate(t, tr, src); got != want {
			t.Errorf("with a row hidden %s = %q, want %q", src, got, want)
		}
	}
}

type rooted struct {
	*xpath.BaseHost
	t *Tree
}

func (r rooted) Root() xpath.Node { return r.t.Document() }

func evaluate(t *testing.T, tr *Tree, src string) string {
	e, err := xpath.Parse(src)
	if err != nil {
		t.Fatal(err)
	}
	v, err := e.Eval(&xpath.Context{Node: tr.Root, Host: rooted{t: tr}})
	if err != nil {
		t.Fatalf("%s: %v", src, err)
	}
	return v.Str()
}

func TestXML(t *testing.T) {
	t.Parallel()
	tr := filled(t)
	tr.Resolve("/data/tv[1]").Walk(func(e *Elem) { e.Hidden = true })
	tr.Resolve("/data/z").Raw = "a\x01b\rc"
	got := string(tr.XML(Submission{Version: "3", InstanceID: "uuid:1", InstanceName: "Hộ \"A\"", Text: func(e *Elem) string { return strings.ToUpper(e.Value()) }}))
	want := `<?xml version="1.0" encoding="UTF-8"?>
<data id="ho&lt;1&gt;" version="3" xmlns:orx="http://openrosa.org/xforms"><a>A &amp; &lt;B&gt;</a><g><b/></g><tv><ten>NGƯỜI 2</ten><gg><con><ten>CON 20</ten></con><con><ten>CON 21</ten></con></gg><tuoi/></tv><z>A` + "\uFFFD" + `B&#13;C</z><orx:meta><orx:instanceID>uuid:1</orx:instanceID><orx:instanceName>Hộ &quot;A&quot;</orx:instanceName></orx:meta></data>
`
	if got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	own := household()
	own.Nodes = append(own.Nodes, forms.Node{Parent: 0, Kind: forms.KindGroup, Name: "meta"}, forms.Node{Parent: 11, Kind: forms.KindMeta, Name: "audit"}, forms.Node{Parent: 11, Kind: forms.KindMeta, Name: "instanceID"})
	got = string(NewTree(NewLayout(own), nil).XML(Submission{InstanceID: "uuid:2", DeprecatedID: "uuid:1"}))
	if !strings.Contains(got, "<meta><audit/><instanceID>uuid:2</instanceID><deprecatedID>uuid:1</deprecatedID></meta></data>") || strings.Contains(got, "orx:meta") {
		t.Errorf("the form's own meta: %s", got)
	}
}
