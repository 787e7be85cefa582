package minijson

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"
)

func TestWriter(t *testing.T) {
	var w Writer
	w.BeginObject().Key("a").BeginArray().Int(-1).Str("x\"\\\n\x01é").Null().Bool(true).Uint(9).EndArray()
	w.Key("o").BeginObject().EndObject().StrField("no", "").StrField("s", "v").IntField("z", 0).IntField("n", 3)
	w.BoolField("f", false).BoolField("t", true).Key("raw").Raw([]byte(`[1]`)).EndObject()
	want := `{"a":[-1,"x\"\\\n\u0001é",null,true,9],"o":{},"s":"v","n":3,"t":true,"raw":[1]}`
	if got := string(w.Bytes()); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestAccessors(t *testing.T) {
	v, err := Parse([]byte(` {"s":"a\u00e9\ud83d\ude00\/","n":-12,"f":1.5e3,"b":true,"x":null,"a":[1,[2]]} `))
	if err != nil {
		t.Fatal(err)
	}
	if v.Get("s").Str() != "aé😀/" || v.Get("n").Int() != -12 || v.Get("f").Float() != 1500 || !v.Get("b").Bool() ||
		v.Get("x").Kind() != Null || v.Get("a").At(1).At(0).Int() != 2 || v.Get("a").Len() != 2 || v.Len() != 6 {
		t.Errorf("wrong values: %+v", v)
	}
	if v.Get("none").Exists() || v.Get("s").At(0).Get("x").Int() != 0 || v.Get("n").Str() != "" || v.At(-1).Exists() {
		t.Error("a missing value must be the zero value")
	}
	if _, ok := v.Get("f").IntOK(); ok {
		t.Error("a fraction is not a whole number")
	}
	if v.Fields()[1].Key() != "n" {
		t.Error("fields keep their order and keys")
	}
}

func TestParseRefuses(t *testing.T) {
	for _, tc := range []struct {
		in, why string
		at      int
	}{
		{``, "ends too early", 0},
		{`{"a":1,"a":2}`, "repeated", 7},
		{`[1,]`, "expected", 3},
		{`[1 2]`, "expected", 3},
		{`01`, "after the value", 1},
		{`-`, "digit", 1},
		{`1.`, "digit", 2},
		{`"\ud800"`, "surrogate", 7},
		{`"\ud800\u0041"`, "surrogate", 13},
		{`"\x"`, "escape", 2},
		{"\"a\nb\"", "control", 2},
		{"\"\xff\"", "UTF-8", 1},
		{`"abc`, "does not end", 4},
		{`"abc\`, "does not end", 4},
		{`"\u12`, "hexadecimal", 3},
		{`nul`, "value", 0},
		{`{1:2}`, "key", 1},
		{`{"a" 2}`, "':'", 5},
		{strings.Repeat("[", 65), "deeply", 64},
		{`[] []`, "after", 3},
	} {
		_, err := Parse([]byte(tc.in))
		e, ok := err.(*SyntaxError)
		if !ok || !strings.Contains(e.Why, tc.why) || e.Offset != tc.at {
			t.Errorf("%.20q: got %v, want %q at byte %d", tc.in, err, tc.why, tc.at)
		}
	}
}

func TestLimits(t *testing.T) {
	if _, err := ParseLimits([]byte(`[1,2,3]`), Limits{Bytes: 100, Depth: 5, Values: 3}); err == nil {
		t.Error("four values must pass a limit of three")
	}
	if _, err := ParseLimits([]byte(`[1,2,3]`), Limits{Bytes: 6, Depth: 5, Values: 30}); err == nil {
		t.Error("seven bytes must not pass a limit of six")
	}
	var many Writer // enough keys to change to the map
	many.BeginObject()
	for i := range 200 {
		many.Key(strings.Repeat("k", i+1)).Int(int64(i))
	}
	v, err := Parse(many.EndObject().Bytes())
	if err != nil || v.Get(strings.Repeat("k", 150)).Int() != 149 {
		t.Errorf("200 keys: %v", err)
	}
}

// plain turns a Value into what encoding/json gives with UseNumber.
func plain(v Value) any {
	switch v.Kind() {
	case Bool:
		return v.Bool()
	case Number:
		return json.Number(v.Num())
	case String:
		return v.Str()
	case Array:
		out := []any{}
		for _, e := range v.Arr() {
			out = append(out, plain(e))
		}
		return out
	case Object:
		out := map[string]any{}
		for _, e := range v.Fields() {
			out[e.Key()] = plain(e)
		}
		return out
	}
	return nil
}

func TestStringsRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.String().Draw(t, "s")
		var back string
		b := AppendString(nil, s)
		if err := json.Unmarshal(b, &back); err != nil || back != s {
			t.Fatalf("encoding/json reads %q as %q (%v)", b, back, err)
		}
		v, err := Parse(b)
		if err != nil || v.Str() != s {
			t.Fatalf("Parse reads %q as %q (%v)", b, v.Str(), err)
		}
	})
}

// FuzzMiniJSON holds Parse against encoding/json: what we take it takes too and reads alike; what it takes and we refuse
// is one of the things we refuse on purpose.
func FuzzMiniJSON(f *testing.F) {
	for _, s := range []string{`{"a":[1,-2.5e3,true,null,"x\u00e9\ud83d\ude00"]}`, `[[],{}]`, `"\ud800"`, `01`, `{"a":1,"a":2}`, "\"\xff\""} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		v, err := ParseLimits(text, Limits{Bytes: 1 << 20, Depth: 64, Values: 1 << 16})
		dec := json.NewDecoder(bytes.NewReader(text))
		dec.UseNumber()
		var ref any
		valid := json.Valid(text)
		if err != nil {
			if valid && utf8.Valid(text) && !ours(err) {
				t.Fatalf("refused valid %q: %v", text, err)
			}
			return
		}
		if !valid {
			t.Fatalf("took invalid %q", text)
		}
		if err := dec.Decode(&ref); err != nil {
			t.Fatalf("encoding/json: %v", err)
		}
		a, _ := json.Marshal(plain(v))
		b, _ := json.Marshal(ref)
		if !bytes.Equal(a, b) {
			t.Fatalf("%q: got %s, want %s", text, a, b)
		}
	})
}

func ours(err error) bool {
	e, ok := err.(*SyntaxError)
	if !ok {
		return false
	}
	for _, why := range []string{"surrogate", "repeated", "deeply", "too many", "too long"} {
		if strings.Contains(e.Why, why) {
			return true
		}
	}
	return false
}
