package conform

import (
	"strings"
	"testing"
)

// TestServe: every line has one answer in order, whatever it holds; what fails is an answer too.
func TestServe(t *testing.T) {
	t.Parallel()
	in := strings.Join([]string{
		`{"id":"1","kind":"xpath","xml":"<d><a>2</a><a>3</a></d>","context":"/d","expr":"sum(a) + 1","type":"number"}`,
		`{"id":"2","kind":"xpath","xml":"<d><a>2</a><a>3</a></d>","context":"/d","expr":"a","type":"nodeset"}`,
		`{"id":"3","kind":"xpath","xml":"<d/>","context":"/d","expr":"0 div 0","type":"number"}`,
		`{"id":"4","kind":"xpath","xml":"<d>","context":"/d","expr":"1","type":"number"}`,
		`{"id":"5","kind":"xpath","xml":"<d/>","context":"/e","expr":"1","type":"number"}`,
		`{"id":"6","kind":"none"}`,
		`not json`,
		``,
		`{"id":"8","kind":"form","form_name":"f","md":"| survey |\n| | type | name |\n| | text | a |"}`,
		`{"id":"9","kind":"form","form_name":"f","md":"| survey |\n| | type | name | label |\n| | text | a | A < B |"}`,
	}, "\n")
	var out strings.Builder
	if err := Serve(strings.NewReader(in), &out); err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(out.String()), "\n")
	wants := []string{`{"got":6,"id":"1"}`, `{"got":["2","3"],"id":"2"}`, `{"got":"NaN","id":"3"}`, `"error":`, `"error":`, `"error":`, `"id":null`,
		`"code":"missing-label"`, `<label>A &lt; B</label>`}
	if len(lines) != len(wants) {
		t.Fatalf("%d answers to %d requests:\n%s", len(lines), len(wants), out.String())
	}
	for i, want := range wants {
		if !strings.Contains(lines[i], want) {
			t.Errorf("answer %d is %s, want %s", i+1, lines[i], want)
		}
	}
}
