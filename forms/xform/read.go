package xform

import (
	"strconv"
	"strings"

	"golang.org/x/text/unicode/norm"

	"github.com/sothon/sothon/forms"
	"github.com/sothon/sothon/forms/engine"
	"github.com/sothon/sothon/forms/xmldoc"
)

// Document is an XForm as it was read.
type Document struct {
	Form    *forms.Form
	Version string // name of the version attribute: version or orx:version; "" = none
}

// Read makes a form of an XForm. The form is nil when a Diagnostic is an Error; rows are lines of the text.
func Read(text string) (*forms.Form, []forms.Diagnostic) {
	d, diags := ReadDocument(text)
	if d == nil {
		return nil, diags
	}
	return d.Form, diags
}

// ReadDocument is Read with what a form does not keep.
func ReadDocument(text string) (*Document, []forms.Diagnostic) {
	doc, err := xmldoc.Parse(norm.NFC.String(text))
	if err != nil {
		return nil, []forms.Diagnostic{{Code: "bad-xml", Why: forms.Message{Vi: err.Error(), En: err.Error()}, Fix: fixExport}}
	}
	r := &reader{out: &Document{Form: &forms.Form{Visits: "one"}}, byPath: map[string]int{}, elems: map[int]*xmldoc.Node{}, repeats: map[string]*xmldoc.Node{}}
	r.f = r.out.Form
	html := doc.Element()
	head := html.Child("head")
	r.model, r.body = head.Child("model"), html.Child("body")
	if r.model == nil || r.body == nil {
		r.fail(html, "not-an-xform", "Tệp này không phải XForm: thiếu model hoặc body.", "This is no XForm: there is no model or no body.")
		return nil, r.diags
	}
	var primary *xmldoc.Node
	if first := r.model.Child("instance"); first != nil {
		primary = first.Element()
	}
	if primary == nil {
		r.fail(r.model, "no-instance", "Không có dữ liệu mẫu (instance) trong model.", "The model has no primary instance.")
		return nil, r.diags
	}
	r.texts()
	r.f.ID, r.f.Root, r.f.VersionName = primary.Attr("id"), primary.QName(), primary.Attr("version")
	for _, a := range primary.Attrs() {
		if a.Local() == "version" {
			r.out.Version = a.QName()
		}
	}
	if r.f.ID == "" {
		r.f.ID = primary.Space()
	}
	if t := head.Child("title"); t != nil {
		r.f.Title = r.everywhere(strings.TrimSpace(t.Value()))
	}
	r.f.Style = r.body.Attr("class")
	r.lists()
	r.findRepeats(r.body, "/"+r.f.Root)
	r.f.Nodes = append(r.f.Nodes, forms.Node{Parent: -1, Kind: forms.KindRoot, Name: r.f.Root})
	r.byPath["/"+r.f.Root] = 0
	r.nodes(primary, 0, "/"+r.f.Root)
	r.binds()
	r.controls(r.body, 0)
	r.actions(r.model, -1)
	r.sortActions()
	r.instanceName()
	r.itextList()
	r.rows(primary, 0, -1)
	if !r.bad {
		for _, d := range engine.Check(r.f) {
			d.Sheet = ""
			r.bad = r.bad || d.Severity == forms.Error
			r.diags = append(r.diags, d)
		}
	}
	if r.bad {
		return nil, r.diags
	}
	return r.out, r.diags
}

var fixExport = forms.Message{Vi: "Xuất lại tệp XForm từ công cụ đã tạo ra nó, hoặc tải lên tệp Excel của biểu mẫu.", En: "Export the XForm again from the tool that made it, or upload the workbook."}

type reader struct {
	out         *Document
	f           *forms.Form
	model, body *xmldoc.Node
	diags       []forms.Diagnostic
	bad         bool
	itext       map[string]map[string]forms.Text // id → form of the value → text
	byPath      map[string]int
	elems       map[int]*xmldoc.Node
	repeats     map[string]*xmldoc.Node
	sets        []setvalue
}

func (r *reader) fail(n *xmldoc.Node, code, vi, en string) {
	r.bad = true
	r.diags = append(r.diags, forms.Diagnostic{Code: code, Row: n.Line, Column: n.QName(), Why: forms.Message{Vi: vi, En: en}, Fix: fixExport})
}

// everywhere is one text in all languages.
func (r *reader) everywhere(s string) forms.Text {
	if s == "" {
		return nil
	}
	t := make(forms.Text, len(r.f.Languages))
	for i := range t {
		t[i] = forms.Template{{Lit: s}}
	}
	return t
}

// texts reads the translations.
func (r *reader) texts() {
	r.itext = map[string]map[string]forms.Text{}
	translations := r.model.Child("itext").All("translation")
	for i, t := range translations { // the default language comes first
		if _, ok := t.LookAttr("default"); ok && i > 0 {
			translations[0], translations[i] = translations[i], translations[0]
		}
	}
	for _, t := range translations {
		r.f.Languages = append(r.f.Languages, t.Attr("lang"))
	}
	if len(r.f.Languages) == 0 {
		r.f.Languages = []string{""}
	}
	for i, t := range translations {
		for _, x := range t.All("text") {
			id := x.Attr("id")
			if r.itext[id] == nil {
				r.itext[id] = map[string]forms.Text{}
			}
			for _, v := range x.All("value") {
				form := v.Attr("form")
				if r.itext[id][form] == nil {
					r.itext[id][form] = make(forms.Text, len(r.f.Languages))
				}
				r.itext[id][form][i] = mixed(v)
			}
		}
	}
}

// mixed is mixed content: text and <output value="…"/>.
func mixed(n *xmldoc.Node) forms.Template {
	var out forms.Template
	for _, k := range n.Children() {
		c := k.(*xmldoc.Node)
		switch {
		case c.Local() == "output":
			x := c.Attr("value")
			if x == "" {
				x = c.Attr("ref")
			}
			if x = strings.TrimSpace(x); x != "" {
				out = append(out, forms.Part{Expr: x})
			}
		case c.Value() != "" && c.Local() == "":
			out = append(out, forms.Part{Lit: c.Value()})
		}
	}
	return out
}

// textOf is the text of a label or hint: its content, or the translations that its ref names.
func (r *reader) textOf(n *xmldoc.Node) (text forms.Text, guidance forms.Text, media []forms.Media) {
	if n == nil {
		return nil, nil, nil
	}
	if ref := n.Attr("ref"); ref != "" {
		id, ok := itextID(ref)
		if !ok {
			t := make(forms.Text, len(r.f.Languages))
			for i := range t {
				t[i] = forms.Template{{Expr: ref}}
			}
			return t, nil, nil
		}
		for _, kind := range []string{"image", "big-image", "audio", "video"} {
			x := r.itext[id][kind]
			if x == nil {
				continue
			}
			m := forms.Media{Kind: kind, File: make([]string, len(x))}
			for i := range x {
				if s, ok := x[i].Literal(); ok {
					m.File[i] = s[strings.LastIndex(s, "/")+1:]
				}
			}
			media = append(media, m)
		}
		text = r.itext[id][""]
		if text == nil {
			text = r.itext[id]["long"]
		}
		return text, r.itext[id]["guidance"], media
	}
	t := mixed(n)
	if len(t) == 0 {
		return nil, nil, nil
	}
	text = make(forms.Text, len(r.f.Languages))
	for i := range text {
		text[i] = t
	}
	return text, nil, nil
}

// itextID reads jr:itext('id').
func itextID(s string) (string, bool) {
	s = strings.TrimSpace(s)
	rest, ok := strings.CutPrefix(s, "jr:itext(")
	if !ok || !strings.HasSuffix(rest, ")") {
		return "", false
	}
	rest = strings.TrimSpace(strings.TrimSuffix(rest, ")"))
	if len(rest) < 2 || rest[0] != '\'' && rest[0] != '"' || rest[len(rest)-1] != rest[0] {
		return "", false
	}
	return rest[1 : len(rest)-1], true
}

// absolute is a reference seen from a path.
func absolute(ref, from string) string {
	ref = strings.TrimSpace(ref)
	if strings.HasPrefix(ref, "/") {
		return ref
	}
	ref = strings.TrimPrefix(ref, "current()/")
	for step := range strings.SplitSeq(ref, "/") {
		switch step {
		case ".", "":
		case "..":
			from = from[:max(strings.LastIndex(from, "/"), 0)]
		default:
			from += "/" + step
		}
	}
	return from
}

// findRepeats collects the nodesets of the repeats of the body.
func (r *reader) findRepeats(n *xmldoc.Node, at string) {
	for _, c := range n.Elements() {
		inner := at
		switch c.Local() {
		case "group":
			if ref := c.Attr("ref"); ref != "" {
				inner = absolute(ref, at)
			}
		case "repeat":
			inner = absolute(c.Attr("nodeset"), at)
			r.repeats[inner] = c
		default:
			continue
		}
		r.findRepeats(c, inner)
	}
}

// nodes reads the elements of the primary instance below one. Of a repeat the template counts, else the first row.
func (r *reader) nodes(parent *xmldoc.Node, up int, at string) {
	chosen := map[string]*xmldoc.Node{}
	for _, e := range parent.Elements() {
		old := chosen[e.QName()]
		_, template := e.LookAttr("template")
		if old == nil || template {
			chosen[e.QName()] = e
		}
	}
	for _, e := range parent.Elements() {
		if chosen[e.QName()] == nil {
			continue
		}
		e = chosen[e.QName()]
		chosen[e.QName()] = nil
		path := at + "/" + e.QName()
		if _, again := r.byPath[path]; again {
			continue
		}
		n := forms.Node{Parent: up, Name: e.QName(), Kind: forms.KindValue, Type: "string", Control: "hidden", Row: e.Line}
		rep := r.repeats[path]
		switch {
		case rep != nil:
			n.Kind, n.Type, n.Control = forms.KindRepeat, "", ""
			n.RepeatCount = r.count(rep)
		case e.Element() != nil || e.Local() == "meta" && up == 0:
			n.Kind, n.Type, n.Control = forms.KindGroup, "", ""
		default:
			n.Default = strings.TrimSpace(e.Value())
		}
		id := len(r.f.Nodes)
		r.f.Nodes = append(r.f.Nodes, n)
		r.byPath[path], r.elems[id] = id, e
		for _, a := range e.Attrs() {
			if a.Local() != "template" && a.Prefix() == "" {
				own := &r.f.Nodes[id].Attrs
				*own = append(*own, forms.Param{Key: a.Local(), Value: a.Value()})
			}
		}
		if n.Kind != forms.KindValue {
			r.nodes(e, id, path)
		}
	}
}

func (r *reader) count(rep *xmldoc.Node) string {
	if c := rep.Attr("count"); c != "" {
		return c
	}
	if v := rep.Attr("noAddRemove"); v == "true()" || v == "true" || v == "1" {
		n := 0
		if at := rep.Attr("nodeset"); at != "" {
			n = r.standing(at)
		}
		return strconv.Itoa(max(n, 1)) // one row is made where only a template stands
	}
	return ""
}

// standing counts the rows of a repeat that stand in the instance.
func (r *reader) standing(path string) int {
	at := []*xmldoc.Node{r.model.Child("instance")}
	for name := range strings.SplitSeq(strings.Trim(path, "/"), "/") {
		var next []*xmldoc.Node
		for _, n := range at {
			for _, c := range n.Elements() {
				if _, template := c.LookAttr("template"); c.QName() == name && !template {
					next = append(next, c)
				}
			}
		}
		at = next
	}
	return len(at)
}

// rows lists the rows that stand in the instance, with their values; in is the number of the row around them.
func (r *reader) rows(parent *xmldoc.Node, up, in int) {
	for _, e := range parent.Elements() {
		node := r.f.Child(up, e.QName())
		if node < 0 {
			continue
		}
		switch r.f.Nodes[node].Kind {
		case forms.KindRepeat:
			if _, template := e.LookAttr("template"); template || len(r.f.Given) >= 10_000 {
				continue
			}
			r.f.Given = append(r.f.Given, forms.GivenRow{Node: node, In: in})
			r.rows(e, node, len(r.f.Given)-1)
		case forms.KindGroup:
			r.rows(e, node, in)
		default:
			if v := strings.TrimSpace(e.Value()); v != "" && in >= 0 {
				r.f.Given[in].Values = append(r.f.Given[in].Values, forms.GivenValue{Node: node, Text: v})
			}
		}
	}
}

func (r *reader) instanceName() {
	if id, ok := r.byPath["/"+r.f.Root+"/meta/instanceName"]; ok {
		r.f.InstanceName = r.f.Nodes[id].Calculate
	}
}
