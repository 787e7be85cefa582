package xpath

import (
	"strings"
	"testing"
)

func TestRefs(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ src, want string }{
		{"1 + 2", ""},
		{". > 3", "."},
		{"../a + ../b * ../a", "../a ../b"},
		{"/data/rep[a = 1]/b", "/data/rep/a /data/rep/b"},
		{"/data/rep[position() = /data/n]/b", "/data/rep /data/n /data/rep/b"},
		{"instance('x')/root/item[name = current()/../q and v != ../z]/label",
			"instance('x')/root/item/name current()/../q instance('x')/root/item/v instance('x')/root/item/../z instance('x')/root/item/label"},
		{"pulldata('hh', 'name', 'key', /data/id)", "instance('hh')/root/item /data/id"},
		{"once(uuid())", "."},
		{"string-length()", "."},
		{"indexed-repeat(/d/r/x, /d/r, position(..))", "/d/r .. /d/r/x"},
		{"(/a/b | ../c)/d/@e", "/a/b/d/@e ../c/d/@e"},
		{"if(../a = 1, ../b, /c)/x", "../a ../b/x /c/x"},
		{"./x/. = ''", "x"},
		{"/d/r/x + /d/r[1]/x + /d/r/x", "/d/r/x /d/r/x"},
		{"//item", "/descendant-or-self::node()/item"},
	} {
		e, err := Parse(c.src)
		if err != nil {
			t.Errorf("%s: %v", c.src, err)
			continue
		}
		var got []string
		for _, r := range e.Refs() {
			got = append(got, r.String())
		}
		if s := strings.Join(got, " "); s != c.want {
			t.Errorf("%s\n got  %s\n want %s", c.src, s, c.want)
		}
	}
}
