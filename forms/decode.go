package forms

import (
	"errors"
	"strconv"

	"github.com/sothon/sothon/forms/minijson"
)

// Decode reads the bytes of Encode. It refuses unknown keys (a newer form on an older tablet must not lose a rule in
// silence), wrong kinds of value and anything that would make a node number, a language or a column point nowhere, so
// that a decoded form can be walked without checks. Errors name the place: "form: nodes[3].k: unknown kind".
func Decode(b []byte) (*Form, error) {
	v, err := minijson.Parse(b)
	if err != nil {
		return nil, err
	}
	d := &decoder{}
	f := d.form(v)
	if d.err != nil {
		return nil, d.err
	}
	return f, nil
}

// decoder keeps the first error; after it every read gives zero values.
type decoder struct {
	err   error
	langs int
}

func (d *decoder) fail(at, why string) {
	if d.err == nil {
		d.err = errors.New("form: " + at + ": " + why)
	}
}

func (d *decoder) want(v minijson.Value, k minijson.Kind, at string) bool {
	if d.err == nil && v.Kind() != k {
		d.fail(at, "wrong kind of value")
	}
	return d.err == nil
}

func (d *decoder) str(v minijson.Value, at string) string {
	d.want(v, minijson.String, at)
	return v.Str()
}

func (d *decoder) int(v minijson.Value, at string) int {
	n, ok := v.IntOK()
	if !ok || n < -1 || n > 1<<30 {
		d.fail(at, "a node or row number was expected")
		return 0
	}
	return int(n)
}

func (d *decoder) form(v minijson.Value) *Form {
	f := &Form{}
	if !d.want(v, minijson.Object, "top") {
		return f
	}
	if v.Get("v").Int() != encodingVersion {
		d.fail("v", "this encoding is not known here: the program that wrote it is newer")
		return f
	}
	f.Languages = d.strings(v.Get("langs"), "langs")
	d.langs = len(f.Languages)
	for _, e := range v.Fields() {
		switch k := e.Key(); k {
		case "v", "langs":
		case "id":
			f.ID = d.str(e, k)
		case "root":
			f.Root = d.str(e, k)
		case "title":
			f.Title = d.text(e, k)
		case "version":
			f.VersionName = d.str(e, k)
		case "iname":
			f.InstanceName = d.str(e, k)
		case "visits":
			f.Visits = d.str(e, k)
		case "style":
			f.Style = d.str(e, k)
		case "nodes":
			f.Nodes = d.nodes(e)
		case "lists":
			f.Lists = d.lists(e)
		case "ext":
			for i, x := range d.array(e, k) {
				at := place("ext", i)
				d.known(x, at, "id", "file")
				f.Externals = append(f.Externals, External{d.optional(x, "id", at), d.optional(x, "file", at)})
			}
		case "given":
			f.Given = d.given(e)
		case "actions":
			f.Actions = d.actions(e)
		default:
			d.fail(k, "unknown key")
		}
	}
	d.checkBeginning(f)
	if d.err == nil && len(f.Nodes) == 0 {
		d.fail("nodes", "a form has at least its root")
	}
	return f
}

func place(of string, i int) string { return of + "[" + strconv.Itoa(i) + "]" }

func (d *decoder) array(v minijson.Value, at string) []minijson.Value {
	d.want(v, minijson.Array, at)
	if d.err != nil {
		return nil
	}
	return v.Arr()
}

func (d *decoder) known(v minijson.Value, at string, keys ...string) {
	if !d.want(v, minijson.Object, at) {
		return
	}
next:
	for _, e := range v.Fields() {
		for _, k := range keys {
			if e.Key() == k {
				continue next
			}
		}
		d.fail(at+"."+e.Key(), "unknown key")
	}
}

func (d *decoder) optional(v minijson.Value, key, at string) string {
	e := v.Get(key)
	if !e.Exists() {
		return ""
	}
	return d.str(e, at+"."+key)
}

func (d *decoder) strings(v minijson.Value, at string) []string {
	if !v.Exists() {
		return nil
	}
	var out []string
	for i, e := range d.array(v, at) {
		out = append(out, d.str(e, place(at, i)))
	}
	return out
}

func (d *decoder) text(v minijson.Value, at string) Text {
	items := d.array(v, at)
	if d.err == nil && len(items) != d.langs {
		d.fail(at, "not one text for each language")
	}
	if d.err != nil {
		return nil
	}
	t := make(Text, len(items))
	for i, e := range items {
		at := place(at, i)
		if e.Kind() == minijson.String {
			if s := e.Str(); s != "" {
				t[i] = Template{{Lit: s}}
			}
			continue
		}
		for j, p := range d.array(e, at) {
			switch p.Kind() {
			case minijson.String:
				t[i] = append(t[i], Part{Lit: p.Str()})
			default:
				d.known(p, place(at, j), "x")
				x := d.optional(p, "x", place(at, j))
				if x == "" {
					d.fail(place(at, j), "an expression was expected")
				}
				t[i] = append(t[i], Part{Expr: x})
			}
		}
	}
	return t
}

func (d *decoder) media(v minijson.Value, at string) []Media {
	var out []Media
	for i, e := range d.array(v, at) {
		at := place(at, i)
		d.known(e, at, "k", "f")
		m := Media{d.optional(e, "k", at), d.strings(e.Get("f"), at+".f")}
		if d.err == nil && len(m.File) != d.langs {
			d.fail(at+".f", "not one file for each language")
		}
		out = append(out, m)
	}
	return out
}

func (d *decoder) lists(v minijson.Value) []ChoiceList {
	var out []ChoiceList
	for i, e := range d.array(v, "lists") {
		at := place("lists", i)
		d.known(e, at, "n", "cols", "items")
		l := ChoiceList{Name: d.optional(e, "n", at), Columns: d.strings(e.Get("cols"), at+".cols")}
		if items := e.Get("items"); items.Exists() {
			for j, c := range d.array(items, at+".items") {
				l.Choices = append(l.Choices, d.choice(c, place(at+".items", j), len(l.Columns)))
			}
		}
		out = append(out, l)
	}
	return out
}

func (d *decoder) choice(v minijson.Value, at string, columns int) Choice {
	d.known(v, at, "n", "label", "media", "x")
	c := Choice{Name: d.optional(v, "n", at), Extra: d.strings(v.Get("x"), at+".x")}
	if e := v.Get("label"); e.Exists() {
		c.Label = d.text(e, at+".label")
	}
	if e := v.Get("media"); e.Exists() {
		c.Media = d.media(e, at+".media")
	}
	if d.err == nil && len(c.Extra) != columns {
		d.fail(at+".x", "not one text for each extra column")
	}
	return c
}
