package answers_test

import (
	"testing"

	"github.com/sothon/sothon/forms"
	"github.com/sothon/sothon/schema/answers"
)

// A renamed question, repeat or group keeps its register; what stands beneath moves with it.
func TestPath_Renamed(t *testing.T) {
	f := &forms.Form{ID: "f", Root: "data", Nodes: []forms.Node{
		{Parent: -1, Kind: forms.KindRoot, Name: "data"},
		{Parent: 0, Kind: forms.KindQuestion, Name: "ten_moi", Was: "ten_cu"},
		{Parent: 0, Kind: forms.KindRepeat, Name: "nguoi", Was: "/ho/tv"},
		{Parent: 2, Kind: forms.KindQuestion, Name: "ten"},
		{Parent: 2, Kind: forms.KindQuestion, Name: "tuoi_moi", Was: "ho/tv/tuoi"},
		{Parent: 0, Kind: forms.KindQuestion, Name: "ten_cu", Was: "khac"}, // took a name that was free
	}}
	merged := answers.MergeForm(f)
	for i, want := range []string{"", "/ten_cu", "/ho/tv", "/ho/tv/ten", "/ho/tv/tuoi", "/khac"} {
		if got := answers.Path(f, i); got != want {
			t.Errorf("path of %d: %q, want %q", i, got, want)
		}
		if got := merged.Nodes[i].Path; got != want {
			t.Errorf("merge path of %d: %q, want %q", i, got, want)
		}
		if n, ok := answers.Node(f, want); !ok || n != i {
			t.Errorf("node of %q: %d %v, want %d", want, n, ok, i)
		}
	}
	if merged.Nodes[3].Within != "/ho/tv" || merged.Nodes[4].Within != "/ho/tv" {
		t.Errorf("within: %q, %q", merged.Nodes[3].Within, merged.Nodes[4].Within)
	}
	if n, ok := answers.Node(f, "/nguoi/ten"); !ok || n != 3 {
		t.Errorf("by its path in this version: %d %v", n, ok)
	}
	if _, ok := answers.Node(f, "/nothing"); ok {
		t.Error("a path that nothing has")
	}
}
