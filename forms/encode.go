package forms

import (
	"github.com/sothon/sothon/forms/digest"
	"github.com/sothon/sothon/forms/minijson"
)

// encodingVersion is the "v" of the canonical bytes. Decode refuses any other.
const encodingVersion = 1

var kindNames = [...]string{"root", "group", "repeat", "question", "note", "value", "meta"}

// String is the kind as it stands in the canonical bytes: root, group, repeat, question, note, value or meta.
func (k Kind) String() string {
	if int(k) < len(kindNames) {
		return kindNames[k]
	}
	return "unknown"
}

// Encode gives the canonical bytes of a form: JSON in UTF-8 without spaces, keys in the fixed order below, fields that
// are zero left out. Equal forms have equal bytes. The tablet app reads them directly; docs name the keys here:
//
//	{"v":1,"id":…,"root":"data","title":TEXT,"version":…,"langs":["Tiếng Việt (vi)",…],"iname":XPATH,"visits":"many","style":…,
//	 "nodes":[NODE…],"lists":[LIST…],"ext":[{"id":"thon","file":"thon.csv"}…],
//	 "given":[{"n":repeat,"in":number in given,"v":[[node,"text"]…]}…],
//	 "actions":[{"e":"first-load","on":node,"ref":XPATH,"x":XPATH}…]}
//
// NODE is, in this order: "p" parent (-1 for the root; always there), "k" kind (root, group, repeat, question, note,
// value, meta), "n" name, "t" type, "c" control, "app" appearance, "label" "hint" "guidance" TEXT, "media" MEDIA,
// "relevant" "required" "readonly" "constraint" "calc" XPATH, "trigger" [node…], "def" static default, "dyn" XPATH of the
// dynamic default, "reqmsg" "conmsg" TEXT, "list", "lpath", "lvalue", "llabel", "filter" XPATH, "count" XPATH of
// repeat_count, "params" and "attrs" [["key","value"]…], "preload", "prepar", "merge", "was", "rows" XPATH, "register", "row" of the
// survey sheet.
//
// LIST is {"n":name,"cols":[…],"items":[{"n":name,"label":TEXT,"media":MEDIA,"x":[extra, parallel to cols]}…]}.
// TEXT is an array with one TEMPLATE per language of "langs". TEMPLATE is a plain string when it has no expression,
// otherwise an array of strings and {"x":XPATH}. MEDIA is an array of {"k":"image","f":[file per language]}.
func (f *Form) Encode() []byte {
	w := minijson.NewWriter(make([]byte, 0, 1024+256*len(f.Nodes)))
	w.BeginObject().Key("v").Int(encodingVersion)
	w.StrField("id", f.ID).StrField("root", f.Root)
	writeText(w, "title", f.Title)
	w.StrField("version", f.VersionName)
	writeStrings(w, "langs", f.Languages)
	w.StrField("iname", f.InstanceName).StrField("visits", f.Visits).StrField("style", f.Style)
	w.Key("nodes").BeginArray()
	for i := range f.Nodes {
		writeNode(w, &f.Nodes[i])
	}
	w.EndArray()
	if len(f.Lists) > 0 {
		w.Key("lists").BeginArray()
		for i := range f.Lists {
			writeList(w, &f.Lists[i])
		}
		w.EndArray()
	}
	if len(f.Externals) > 0 {
		w.Key("ext").BeginArray()
		for _, e := range f.Externals {
			w.BeginObject().StrField("id", e.ID).StrField("file", e.File).EndObject()
		}
		w.EndArray()
	}
	writeBeginning(w, f)
	return w.EndObject().Bytes()
}

func writeBeginning(w *minijson.Writer, f *Form) {
	if len(f.Given) > 0 {
		w.Key("given").BeginArray()
		for _, g := range f.Given {
			w.BeginObject().Key("n").Int(int64(g.Node)).Key("in").Int(int64(g.In)).Key("v").BeginArray()
			for _, v := range g.Values {
				w.BeginArray().Int(int64(v.Node)).Str(v.Text).EndArray()
			}
			w.EndArray().EndObject()
		}
		w.EndArray()
	}
	if len(f.Actions) > 0 {
		w.Key("actions").BeginArray()
		for _, a := range f.Actions {
			w.BeginObject().StrField("e", a.Event).Key("on").Int(int64(a.On)).StrField("ref", a.Ref).StrField("x", a.Value).EndObject()
		}
		w.EndArray()
	}
}

// Hash is the SHA-256 of Encode: the name of a form version (architecture.md, Words).
func (f *Form) Hash() [32]byte { return digest.Sum256(f.Encode()) }

func writeNode(w *minijson.Writer, n *Node) {
	w.BeginObject().Key("p").Int(int64(n.Parent)).Key("k").Str(n.Kind.String())
	w.StrField("n", n.Name).StrField("t", n.Type).StrField("c", n.Control).StrField("app", n.Appearance)
	writeText(w, "label", n.Label)
	writeText(w, "hint", n.Hint)
	writeText(w, "guidance", n.Guidance)
	writeMedia(w, n.Media)
	w.StrField("relevant", n.Relevant).StrField("required", n.Required).StrField("readonly", n.ReadOnly)
	w.StrField("constraint", n.Constraint).StrField("calc", n.Calculate)
	if len(n.Trigger) > 0 {
		w.Key("trigger").BeginArray()
		for _, t := range n.Trigger {
			w.Int(int64(t))
		}
		w.EndArray()
	}
	w.StrField("def", n.Default).StrField("dyn", n.DynDefault)
	writeText(w, "reqmsg", n.RequiredMsg)
	writeText(w, "conmsg", n.ConstraintMsg)
	w.StrField("list", n.List).StrField("lpath", n.ListPath).StrField("lvalue", n.ListValue).StrField("llabel", n.ListLabel)
	w.StrField("filter", n.ChoiceFilter).StrField("count", n.RepeatCount)
	if len(n.Params) > 0 {
		w.Key("params").BeginArray()
		for _, p := range n.Params {
			w.BeginArray().Str(p.Key).Str(p.Value).EndArray()
		}
		w.EndArray()
	}
	if len(n.Attrs) > 0 {
		w.Key("attrs").BeginArray()
		for _, p := range n.Attrs {
			w.BeginArray().Str(p.Key).Str(p.Value).EndArray()
		}
		w.EndArray()
	}
	w.StrField("preload", n.Preload).StrField("prepar", n.PreloadParams)
	w.StrField("merge", n.Merge).StrField("was", n.Was).StrField("rows", n.RowsExpr).StrField("register", n.Register)
	w.IntField("row", int64(n.Row)).EndObject()
}

func writeList(w *minijson.Writer, l *ChoiceList) {
	w.BeginObject().StrField("n", l.Name)
	writeStrings(w, "cols", l.Columns)
	if len(l.Choices) > 0 {
		w.Key("items").BeginArray()
		for i := range l.Choices {
			c := &l.Choices[i]
			w.BeginObject().StrField("n", c.Name)
			writeText(w, "label", c.Label)
			writeMedia(w, c.Media)
			writeStrings(w, "x", c.Extra)
			w.EndObject()
		}
		w.EndArray()
	}
	w.EndObject()
}

func writeStrings(w *minijson.Writer, key string, list []string) {
	if len(list) == 0 {
		return
	}
	w.Key(key).BeginArray()
	for _, s := range list {
		w.Str(s)
	}
	w.EndArray()
}

func writeMedia(w *minijson.Writer, media []Media) {
	if len(media) == 0 {
		return
	}
	w.Key("media").BeginArray()
	for _, m := range media {
		w.BeginObject().StrField("k", m.Kind)
		writeStrings(w, "f", m.File)
		w.EndObject()
	}
	w.EndArray()
}

func writeText(w *minijson.Writer, key string, t Text) {
	if len(t) == 0 {
		return
	}
	w.Key(key).BeginArray()
	for _, tpl := range t {
		if s, plain := tpl.Literal(); plain {
			w.Str(s)
			continue
		}
		w.BeginArray()
		for _, p := range tpl {
			if p.Expr != "" {
				w.BeginObject().Key("x").Str(p.Expr).EndObject()
			} else {
				w.Str(p.Lit)
			}
		}
		w.EndArray()
	}
	w.EndArray()
}

// Literal is the text of a template without expressions, and true; with expressions it is "" and false.
func (t Template) Literal() (string, bool) {
	switch {
	case len(t) == 0:
		return "", true
	case len(t) == 1 && t[0].Expr == "":
		return t[0].Lit, true
	}
	for _, p := range t {
		if p.Expr != "" {
			return "", false
		}
	}
	all := ""
	for _, p := range t {
		all += p.Lit
	}
	return all, true
}
