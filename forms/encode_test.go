package forms

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"reflect"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

var rewrite = flag.Bool("rewrite", false, "write the golden files anew")

// sample has every field of every struct set at least once.
func sample() *Form {
	two := func(a, b string) Text { return Text{lit(a), lit(b)} }
	return &Form{
		ID: "ho_gia_dinh", Title: two("Hộ gia đình", "Household"), VersionName: "2026.1", Root: "data",
		Languages: []string{"Tiếng Việt (vi)", "English (en)"}, InstanceName: "concat('Hộ ', /data/chu_ho)",
		Visits: "many", Style: "pages",
		Nodes: []Node{
			{Parent: -1, Kind: KindRoot, Name: "data"},
			{Parent: 0, Kind: KindMeta, Name: "start", Type: "dateTime", Control: "start", Preload: "timestamp", PreloadParams: "start", Row: 2},
			{Parent: 0, Kind: KindQuestion, Name: "chu_ho", Type: "string", Control: "text", Label: two("Chủ hộ \"A\"", "Head"),
				Hint: two("họ tên", ""), Guidance: two("g", "g"), Required: "true()", RequiredMsg: two("cần", "needed"),
				Constraint: "regex(., '^[^0-9]+$')", ConstraintMsg: two("không số", "no digits"), Default: "Sùng", Was: "ten_chu",
				Merge: "one", Register: "chu_ho", Appearance: "multiline", Params: []Param{{"rows", "3"}}, Attrs: []Param{{"orx:muc", "a"}}, Row: 3,
				Media: []Media{{Kind: "image", File: []string{"a.jpg", ""}}}},
			{Parent: 0, Kind: KindRepeat, Name: "tv", RepeatCount: " /data/n ", RowsExpr: "instance('nguoi')/root/item", Relevant: "true()", Row: 4},
			{Parent: 3, Kind: KindQuestion, Name: "m_qh", Type: "string", Control: "select_one", List: "qh", ChoiceFilter: "x = current()/../m",
				ListValue: "ma", ListLabel: "ten", ListPath: "/data/tv[./m_ten != '']", ReadOnly: "true()", DynDefault: "today()",
				Label: Text{{{Lit: "Của "}, {Expr: "../m_ten"}, {Lit: "?"}}, nil}, Row: 5},
			{Parent: 0, Kind: KindValue, Name: "tong", Type: "string", Control: "calculate", Calculate: "count(/data/tv)", Trigger: []int{2, 4}, Row: 7},
		},
		Lists: []ChoiceList{{Name: "qh", Columns: []string{"x", "y"}, Choices: []Choice{
			{Name: "01", Label: two("Chủ hộ", "Head"), Extra: []string{"1", ""}, Media: []Media{{Kind: "audio", File: []string{"", "h.mp3"}}}},
			{Name: "02", Extra: []string{"", ""}}}}},
		Externals: []External{{ID: "thon", File: "thon.csv"}},
		Given:     []GivenRow{{Node: 3, In: -1, Values: []GivenValue{{4, "01"}}}},
		Actions:   []Action{{Event: "value-changed", On: 2, Ref: "/data/tv[position() = 1]/m_qh", Value: "'02'"}},
	}
}

func lit(s string) Template {
	if s == "" {
		return nil
	}
	return Template{{Lit: s}}
}

func TestEncodeGolden(t *testing.T) {
	got := sample().Encode()
	var lines bytes.Buffer
	if err := json.Indent(&lines, got, "", " "); err != nil {
		t.Fatalf("encoding/json can not read it: %v", err)
	}
	const file = "testdata/sample.json"
	if *rewrite {
		if err := os.WriteFile(file, lines.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(lines.Bytes(), want) {
		t.Errorf("the canonical bytes changed: every published form would get another hash. Got\n%s", lines.Bytes())
	}
}

// TestEncodeEveryField fails when a field is added to Form and forgotten in Encode or Decode.
func TestEncodeEveryField(t *testing.T) {
	f := sample()
	for _, v := range []reflect.Value{reflect.ValueOf(*f), reflect.ValueOf(f.Lists[0]), reflect.ValueOf(f.Lists[0].Choices[0]), reflect.ValueOf(f.Externals[0])} {
		for i := range v.NumField() {
			if v.Field(i).IsZero() && v.Type().Field(i).Name != "Extras" { // what only an XForm shows is not encoded
				t.Errorf("the sample leaves %s.%s zero", v.Type(), v.Type().Field(i).Name)
			}
		}
	}
	node := reflect.TypeFor[Node]()
	for i := range node.NumField() {
		set := false
		for _, n := range f.Nodes {
			set = set || !reflect.ValueOf(n).Field(i).IsZero()
		}
		if !set {
			t.Errorf("the sample leaves Node.%s zero", node.Field(i).Name)
		}
	}
	back, err := Decode(f.Encode())
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(back, f) {
		t.Errorf("got  %+v\nwant %+v", back, f)
	}
	if back.Hash() != f.Hash() {
		t.Error("the hash changed on the way")
	}
}

func TestDecodeRefuses(t *testing.T) {
	const head = `{"v":1,"langs":[""],"nodes":[{"p":-1,"k":"root","n":"data"}`
	for _, tc := range []struct{ in, why string }{
		{`{"v":2,"nodes":[]}`, "form: v:"},
		{`[]`, "form: top"},
		{`{"v":1}`, "form: nodes: a form has"},
		{`{"v":1,"neu":1,"nodes":[]}`, "form: neu: unknown key"},
		{`{"v":1,"nodes":[{"p":0,"k":"root"}]}`, "form: nodes[0]: the first"},
		{`{"v":1,"nodes":[{"k":"root"}]}`, "form: nodes[0].p: missing"},
		{head + `,{"p":7,"k":"question"}]}`, "form: nodes[1].p: not an open"},
		{head + `,{"p":0,"k":"question"},{"p":1,"k":"note"}]}`, "form: nodes[2].p: the parent"},
		{head + `,{"p":0,"k":"group"},{"p":0,"k":"note"},{"p":1,"k":"note"}]}`, "form: nodes[3].p: not an open"},
		{head + `,{"p":0,"k":"what"}]}`, "form: nodes[1].k: unknown kind"},
		{head + `],"given":[{"n":0,"in":-1,"v":[]}]}`, "form: given[0].n: no such repeat"},
		{head + `,{"p":0,"k":"repeat"}],"given":[{"n":1,"in":0,"v":[]}]}`, "form: given[0].in: the row around"},
		{head + `,{"p":0,"k":"repeat"}],"given":[{"n":1,"in":-1,"v":[[9,"x"]]}]}`, "form: given[0].v: no such node"},
		{head + `,{"p":0,"k":"repeat"}],"given":[{"n":1,"in":-1,"v":[[1]]}]}`, "form: given[0].v[0]: a node and a text"},
		{head + `],"actions":[{"e":"new-row","on":3,"ref":"a","x":"b"}]}`, "form: actions[0].on: no such node"},
		{head + `,{"p":0,"k":"note","label":["a","b"]}]}`, "form: nodes[1].label: not one"},
		{head + `,{"p":0,"k":"note","label":[[{"x":""}]]}]}`, "form: nodes[1].label[0][0]: an expr"},
		{head + `,{"p":0,"k":"note","label":[3]}]}`, "form: nodes[1].label[0]: wrong kind"},
		{head + `,{"p":0,"k":"value","trigger":[2]}]}`, "form: nodes[1].trigger[0]: no such"},
		{head + `,{"p":0,"k":"value","zz":"x"}]}`, "form: nodes[1].zz: unknown key"},
		{head + `],"lists":[{"n":"a","cols":["x"],"items":[{"n":"1"}]}]}`, "form: lists[0].items[0].x: not one"},
		{`{"v":1`, "json: "},
	} {
		if _, err := Decode([]byte(tc.in)); err == nil || !strings.HasPrefix(err.Error(), tc.why) {
			t.Errorf("%s:\n got %v, want %s…", tc.in, err, tc.why)
		}
	}
}

// anyForm draws a form in canonical shape: no empty literals, parts of a template alternate, texts have all languages.
func anyForm(t *rapid.T) *Form {
	str := rapid.String()
	some := rapid.StringN(1, 8, 40)
	langs := rapid.IntRange(1, 3).Draw(t, "langs")
	f := &Form{Languages: rapid.SliceOfN(str, langs, langs).Draw(t, "lang")}
	text := func() Text {
		if rapid.Bool().Draw(t, "no text") {
			return nil
		}
		out := make(Text, langs)
		for i := range out {
			out[i] = rapid.SampledFrom([]Template{nil, {{Lit: some.Draw(t, "lit")}}, {{Expr: some.Draw(t, "x")}},
				{{Lit: some.Draw(t, "lit")}, {Expr: some.Draw(t, "x")}, {Lit: some.Draw(t, "lit")}}}).Draw(t, "tpl")
		}
		return out
	}
	f.ID, f.Title, f.InstanceName = str.Draw(t, "id"), text(), str.Draw(t, "iname")
	count := rapid.IntRange(1, 12).Draw(t, "nodes")
	open := []int{0}
	for i := range count {
		n := Node{Parent: -1, Kind: KindRoot}
		if i > 0 {
			open = open[:rapid.IntRange(1, len(open)).Draw(t, "close")]
			n = Node{Parent: open[len(open)-1], Kind: Kind(rapid.IntRange(int(KindGroup), int(KindMeta)).Draw(t, "kind"))}
			if n.Kind <= KindRepeat {
				open = append(open, i)
			}
		}
		n.Name, n.Relevant, n.Default, n.Label, n.ConstraintMsg = str.Draw(t, "n"), str.Draw(t, "rel"), str.Draw(t, "def"), text(), text()
		n.Row = rapid.IntRange(0, 9).Draw(t, "row")
		f.Nodes = append(f.Nodes, n)
	}
	return f
}

func TestEncodeRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := anyForm(t)
		b := f.Encode()
		back, err := Decode(b)
		if err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(f, back) {
			t.Fatalf("got  %+v\nwant %+v", back, f)
		}
		if !bytes.Equal(b, back.Encode()) {
			t.Fatal("encoding again gives other bytes")
		}
	})
}

// FuzzDecodeForm: whatever decodes can be walked and encodes to bytes that decode to the same form.
func FuzzDecodeForm(f *testing.F) {
	f.Add(sample().Encode())
	f.Add([]byte(`{"v":1,"nodes":[{"p":-1,"k":"root"}]}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		form, err := Decode(b)
		if err != nil {
			return
		}
		for i := range form.Nodes {
			if n, ok := form.NodeByPath(form.PathOf(i)); form.PathOf(i) != "" && !ok && n > i {
				t.Fatalf("path of node %d leads to %d", i, n)
			}
			form.RepeatOf(i)
			form.Label(i, "vi")
		}
		again := form.Encode()
		back, err := Decode(again)
		if err != nil {
			t.Fatalf("our own bytes: %v", err)
		}
		if !bytes.Equal(again, back.Encode()) {
			t.Fatal("encoding is not stable")
		}
	})
}

func TestLookup(t *testing.T) {
	f := sample()
	if p := f.PathOf(4); p != "tv/m_qh" {
		t.Errorf("PathOf = %q", p)
	}
	for path, want := range map[string]int{"": 0, "/data": 0, "tv": 3, "/data/tv/m_qh": 4, "tv/m_qh": 4, "tong": 5} {
		if n, ok := f.NodeByPath(path); !ok || n != want {
			t.Errorf("NodeByPath(%q) = %d, %v", path, n, ok)
		}
	}
	for _, path := range []string{"m_qh", "/datax/tv", "/other/tv", "tv/", "tv//m_qh", "/data/tv[1]"} {
		if n, ok := f.NodeByPath(path); ok {
			t.Errorf("NodeByPath(%q) = %d", path, n)
		}
	}
	if f.RepeatOf(4) != 3 || f.RepeatOf(3) != -1 || f.RepeatOf(99) != -1 || f.End(3) != 5 || f.End(0) != 6 {
		t.Error("RepeatOf or End")
	}
	if got := f.Children(0); !reflect.DeepEqual(got, []int{1, 2, 3, 5}) {
		t.Errorf("Children = %v", got)
	}
	if f.Lang("en") != 1 || f.Lang("Tiếng Việt (vi)") != 0 || f.Lang("fr") != 0 {
		t.Error("Lang")
	}
	if f.Label(2, "en") != "Head" || f.Label(4, "en") != "Của …?" || f.Label(5, "vi") != "tong" {
		t.Error("Label")
	}
	if f.ChoiceLabel(4, "01", "vi") != "Chủ hộ" || f.ChoiceLabel(4, "02", "vi") != "02" || f.ChoiceLabel(4, "9", "vi") != "9" {
		t.Error("ChoiceLabel")
	}
	if f.List("qh") == nil || f.List("no") != nil || f.External("thon") == nil || f.External("x") != nil || f.Nodes[2].Param("rows") != "3" {
		t.Error("List, External or Param")
	}
}
