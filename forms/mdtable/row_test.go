package mdtable

import (
	"slices"
	"testing"
)

func TestRow(t *testing.T) {
	for _, tc := range []struct {
		line  string
		want  []string
		ruler bool
	}{
		{`| a | b |`, []string{"a", "b"}, false},
		{`  |a|b`, []string{"a", "b"}, false},
		{`| x \| y |  |`, []string{"x | y", ""}, false},
		{`|`, []string{""}, false},
		{`| - | ---: |`, []string{"-", "---:"}, true},
		{`| - | - |`, []string{"-", "-"}, false},
		{`| a\b |`, []string{`a\b`}, false},
	} {
		got, ok := Row(tc.line)
		if !ok || !slices.Equal(got, tc.want) || IsRuler(got) != tc.ruler {
			t.Errorf("%q: %q %v ruler %v", tc.line, got, ok, IsRuler(got))
		}
	}
	if _, ok := Row("text | with bar"); ok {
		t.Error("a line without a leading bar is no row")
	}
	if !Blank([]string{"", " "}) || Blank([]string{"", "x"}) {
		t.Error("Blank")
	}
}
