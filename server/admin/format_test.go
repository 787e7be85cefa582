package admin

import (
	"testing"

	"github.com/sothon/sothon/forms"
)

// TestShow: canonical texts as people read them.
func TestShow(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		typ, control, appearance, text, want string
	}{
		{"date", "date", "", "2026-10-14", "14/10/2026"},
		{"date", "date", "no-calendar", "2026-10-14", "14/10/2026"},
		{"date", "date", "month-year", "2023-07-01", "07/2023"},
		{"date", "date", "year", "1999-01-01", "1999"},
		{"time", "time", "", "08:30:00.000+07:00", "08:30"},
		{"dateTime", "datetime", "", "2026-11-23T18:05:00.000+07:00", "18:05, 23/11/2026"},
		{"int", "integer", "thousands-sep", "1500000", "1.500.000"},
		{"decimal", "decimal", "thousands-sep", "1234.5", "1.234,5"},
		{"geopoint", "geopoint", "", "20.84 106.35 0 8", "20.84, 106.35"},
		{"string", "acknowledge", "", "OK", "✓"},
		{"string", "text", "", "OK", "OK"},
		{"string", "text", "", "", ""},
	} {
		f := &forms.Form{Nodes: []forms.Node{{Parent: -1, Kind: forms.KindRoot}, {Kind: forms.KindQuestion, Type: c.typ, Control: c.control, Appearance: c.appearance}}}
		if got := show(f, 1, c.text, "vi", nil).Text; got != c.want {
			t.Errorf("%s %q %q: got %q, want %q", c.control, c.appearance, c.text, got, c.want)
		}
	}
}
