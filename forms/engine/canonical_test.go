package engine

import (
	"errors"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/sothon/sothon/forms"
)

var typesForm = &forms.Form{Root: "data", Languages: []string{""}, Lists: []forms.ChoiceList{{Name: "l", Choices: []forms.Choice{{Name: "z"}, {Name: "a"}, {Name: "m"}}}},
	Nodes: []forms.Node{
		{Parent: -1, Kind: forms.KindRoot, Name: "data"},
		{Kind: forms.KindQuestion, Name: "int", Type: "int"},
		{Kind: forms.KindQuestion, Name: "decimal", Type: "decimal"},
		{Kind: forms.KindQuestion, Name: "date", Type: "date"},
		{Kind: forms.KindQuestion, Name: "time", Type: "time"},
		{Kind: forms.KindQuestion, Name: "dateTime", Type: "dateTime"},
		{Kind: forms.KindQuestion, Name: "geopoint", Type: "geopoint"},
		{Kind: forms.KindQuestion, Name: "geotrace", Type: "geotrace"},
		{Kind: forms.KindQuestion, Name: "media", Type: "binary"},
		{Kind: forms.KindQuestion, Name: "text", Type: "string", Control: "text"},
		{Kind: forms.KindQuestion, Name: "many", Type: "string", Control: "select_multiple", List: "l"},
		{Kind: forms.KindQuestion, Name: "file", Type: "string", Control: "select_multiple", List: "elsewhere"},
		{Kind: forms.KindQuestion, Name: "rank", Type: "odk:rank", Control: "rank", List: "l"},
		{Kind: forms.KindQuestion, Name: "ordered", Type: "string", Control: "select_multiple", List: "l", Appearance: "columns st-ordered"},
		{Kind: forms.KindGroup, Name: "group"},
	}}

func nodeNamed(name string) int {
	for i, n := range typesForm.Nodes {
		if n.Name == name {
			return i
		}
	}
	return -1
}

// TestCanonical: sync.md §1.2, one canonical form of each type; "!" = refused.
func TestCanonical(t *testing.T) {
	t.Parallel()
	hash := strings.Repeat("0123456789abcdef", 4)
	for _, c := range [][3]string{
		{"int", "7", "7"}, {"int", "007", "7"}, {"int", "-0", "0"}, {"int", "+12", "12"}, {"int", " 5 ", "5"}, {"int", "2.0", "2"},
		{"int", "2.5", "!"}, {"int", "abc", "!"}, {"int", "1e3", "!"}, {"int", "", ""}, {"int", "999999999999999999", "999999999999999999"},
		{"int", "1000000000000000000", "!"}, {"int", "--1", "!"}, {"int", "-", "!"}, {"int", ".", "!"},
		{"decimal", "1.50", "1.5"}, {"decimal", ".5", "0.5"}, {"decimal", "5.", "5"}, {"decimal", "-0.0", "0"}, {"decimal", "4,6", "4.6"},
		{"decimal", "-00.10", "-0.1"}, {"decimal", "1.2.3", "!"}, {"decimal", "0.1234567890123456789", "0.1234567890123456789"}, {"decimal", "NaN", "!"},
		{"date", "2026-11-23", "2026-11-23"}, {"date", "2026-1-5", "2026-01-05"}, {"date", "2026-02-29", "!"}, {"date", "2024-02-29", "2024-02-29"},
		{"date", "1900-02-29", "!"}, {"date", "2026-11-23T08:00:00+07:00", "2026-11-23"}, {"date", "23/11/2026", "!"}, {"date", "2026-13-01", "!"}, {"date", "2026-04-31", "!"},
		{"time", "8:30", "08:30:00"}, {"time", "08:30:15.5+07:00", "08:30:15.500+07:00"}, {"time", "24:00", "!"}, {"time", "8", "!"}, {"time", "08:30Z", "08:30:00Z"},
		{"dateTime", "2026-11-23T08:30:00+07:00", "2026-11-23T08:30:00+07:00"}, {"dateTime", "2026-11-23 08:30:00.1234+0700", "2026-11-23T08:30:00.123+07:00"},
		{"dateTime", "2026-11-23T08:30:00+07", "2026-11-23T08:30:00+07:00"}, {"dateTime", "2026-11-23T08:30:00-00:00", "2026-11-23T08:30:00Z"},
		{"dateTime", "2026-11-23T08:30:00", "!"}, {"dateTime", "2026-11-23", "!"}, {"dateTime", "2026-11-23T08:30:00+15:00", "!"},
		{"geopoint", "20.97 106.42", "20.97 106.42 0 0"}, {"geopoint", "20.123456789 106.5 -3.25 4.0", "20.1234568 106.5 -3.25 4"}, {"geopoint", "91 0", "!"},
		{"geopoint", "0 181", "!"}, {"geopoint", "1 2 3 -4", "!"}, {"geopoint", "1", "!"}, {"geopoint", "NaN 1", "!"}, {"geopoint", "-0.00000001 0", "0 0 0 0"}, {"geopoint", "0x1 1", "!"},
		{"geotrace", "1 2; 3 4 5 6;", "1 2 0 0;3 4 5 6"}, {"geotrace", ";", "!"}, {"geotrace", "1 2;x", "!"},
		{"media", strings.ToUpper(hash) + "/0012/Image/JPEG", hash + "/12/image/jpeg"}, {"media", "anh.jpg", "!"}, {"media", hash + "/x/image/png", "!"}, {"media", hash + "/1/image", "!"}, {"media", hash + "/1/", "!"},
		{"text", "  hai  dòng\r\nmột ", "hai  dòng\nmột"}, {"text", "a\xffb", "a\uFFFDb"},
		{"many", "m z z", "z m"}, {"many", "lạ a", "a lạ"}, {"file", "m a z", "a m z"}, {"rank", "m z m a", "m z a"}, {"ordered", "m z m", "m z"},
		{"group", "x", "!"},
	} {
		got, err := Canonical(typesForm, nodeNamed(c[0]), c[1])
		var typed *TypeError
		if err != nil {
			if !errors.As(err, &typed) || typed.Vi == "" || typed.En == "" {
				t.Errorf("%s %q: error %v does not say what is expected", c[0], c[1], err)
			}
			got = "!"
		}
		if got != c[2] {
			t.Errorf("%s %q: got %q, want %q", c[0], c[1], got, c[2])
		}
	}
	if _, err := Canonical(typesForm, 99, "x"); err == nil {
		t.Error("a node that does not exist takes a value")
	}
}

// FuzzCanonical: a canonical text is valid UTF-8 and stays as it is.
func FuzzCanonical(f *testing.F) {
	for _, v := range []string{"", "1", "-0.50", "2026-1-1T1:2:3.4+7", "20 106 0 0;1 1", "b a", "é\r\n"} {
		f.Add(1, v)
	}
	f.Fuzz(func(t *testing.T, node int, v string) {
		for n := range typesForm.Nodes {
			one, err := Canonical(typesForm, n, v)
			if err != nil {
				continue
			}
			two, err := Canonical(typesForm, n, one)
			if err != nil || one != two || !utf8.ValidString(one) {
				t.Fatalf("%s: %q → %q → %q, %v", typesForm.Nodes[n].Name, v, one, two, err)
			}
		}
		_, _ = Canonical(typesForm, node, v)
	})
}

// FuzzSet: any value at any place of an interview gives a patch or an error, and what was accepted is kept.
func FuzzSet(f *testing.F) {
	form, err := parseForm(`type | name | label | relevant | constraint | calculation | choice_filter
integer | n | Số ${n} | | . < 10
select_multiple l | m | | ${n} > 1 | | | p = ${n}
begin_repeat | r
text | x | | ${n} > 2 | regex(., '^[a-z]+$')
calculate | c | | | | concat(${x}, position(..), ${n} * 2)
end_repeat
dateTime | d
calculate | s | | | | sum(/data/r/c) + count-selected(${m}) + number(${d})
list l p
- a | A | 1
- b | B | 2`)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(1, "5", "x", "2026-01-01T00:00:00")
	f.Add(2, "a b", "<&>", "\x00")
	f.Fuzz(func(t *testing.T, node int, a, b, c string) {
		s, _, err := Open(form, Start{New: true})
		if err != nil {
			t.Fatal(err)
		}
		row := RowID{1}
		if _, err := s.AddRow(3, RowID{}, row); err != nil {
			t.Fatal(err)
		}
		for _, v := range []string{a, b, c} {
			for _, ref := range []Ref{{Node: node}, {row, node}, {Node: 1}, {row, 4}, {Node: 6}, {Node: 2}} {
				if _, err := s.Set(ref, v); err == nil {
					if st, ok := s.State(ref); !ok || (st.Value == "") != (strings.TrimSpace(strings.ToValidUTF8(v, "\uFFFD")) == "") {
						t.Fatalf("%v accepted %q and holds %q", ref, v, st.Value)
					}
				}
			}
		}
		s.Validate()
		s.Finish()
	})
}
