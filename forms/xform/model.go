package xform

import (
	"strconv"
	"strings"

	"github.com/sothon/sothon/forms"
)

func (w *writer) model() *element {
	m := el("model", "odk:xforms-version", "1.0.0")
	if v := w.entitiesVersion(); v != "" {
		m.attr("entities:entities-version", v)
	}
	binds := w.binds()
	items := w.lists()
	m.add(w.submission(), w.texts.itext(w.f.Setting("default_language")), el("instance").add(w.primary()))
	m.add(items...)
	m.add(w.externals()...)
	return m.add(binds...)
}

// submission says how a client sends; nil when the settings say nothing of it.
func (w *writer) submission() *element {
	s := el("submission")
	if url := w.f.Setting("submission_url"); url != "" {
		s.attr("action", url).attr("method", "post")
	}
	s.given("base64RsaPublicKey", w.f.Setting("public_key"))
	s.given("orx:auto-send", w.f.Setting("auto_send"))
	s.given("orx:auto-delete", w.f.Setting("auto_delete"))
	if yes(w.f.Setting("client_editable")) {
		s.attr("odk:client-editable", "true")
	}
	if len(s.attrs) == 0 {
		return nil
	}
	return s
}

func (w *writer) primary() *element {
	f := w.f
	root := el(f.Root)
	if f.Extras != nil {
		for _, p := range f.Extras.Settings {
			if name, ok := strings.CutPrefix(p.Key, "attribute::"); ok {
				root.attr(name, p.Value)
			}
		}
	}
	root.given("xmlns", f.Setting("instance_xmlns"))
	root.attr("id", f.ID)
	root.given("version", f.VersionName)
	root.given("odk:prefix", f.Setting("prefix"))
	root.given("odk:delimiter", f.Setting("delimiter"))
	w.attrs(root, 0, "instance")
	w.instance(root, 0, both, -1)
	return root
}

func yes(s string) bool {
	switch strings.ToLower(s) {
	case "yes", "true", "true()":
		return true
	}
	return false
}

// copies says how repeats are written.
type copies uint8

const (
	both     copies = iota // a template, and a first row
	template               // directly within a template
	row                    // within a first row
)

// instance writes the nodes below one; repeats stand twice, as a template and as the first row. Collect takes the rows of
// a new row from its template. in is the number of the given row that is written, -1 = none.
func (w *writer) instance(parent *element, node int, how copies, in int) {
	for _, c := range w.f.Children(node) {
		n := &w.f.Nodes[c]
		if n.Control == "audit" || n.Parent == 0 && n.Name == "meta" {
			continue
		}
		e := el(n.Name)
		w.attrs(e, c, "instance")
		switch n.Kind {
		case forms.KindRepeat:
			t := el(n.Name, "jr:template", "")
			t.attrs = append(t.attrs, e.attrs...)
			w.instance(t, c, template, -1)
			w.entities(t, c)
			if how != row {
				parent.add(t)
			}
			if how == template {
				continue
			}
			if given := w.given(parent, c, in); given || len(w.f.Given) > 0 {
				continue
			}
			w.instance(e, c, row, -1)
			w.entities(e, c)
			parent.add(e)
			continue
		case forms.KindGroup:
			inner := how
			if how == template {
				inner = both
			}
			w.instance(e, c, inner, in)
			w.entities(e, c)
		default:
			def := n.Default
			if in >= 0 {
				def = w.f.Given[in].Text(c)
			}
			if n.Control == "image" && def != "" && !strings.Contains(def, "://") {
				def = "jr://images/" + def
			}
			e.say(def)
		}
		parent.add(e)
	}
	if node == 0 {
		w.meta(parent)
	}
}

// given writes the rows that a new record has of a repeat, within the given row in; false when there are none.
func (w *writer) given(parent *element, repeat, in int) bool {
	found := false
	for i, g := range w.f.Given {
		if g.Node == repeat && g.In == in {
			found = true
			e := el(w.f.Nodes[repeat].Name)
			w.attrs(e, repeat, "instance")
			w.instance(e, repeat, row, i)
			w.entities(e, repeat)
			parent.add(e)
		}
	}
	return found
}

// meta is the part of the record that clients fill in themselves.
func (w *writer) meta(root *element) {
	m := el("meta")
	if a := w.audit(); a >= 0 {
		m.add(el("audit"))
	}
	if !yes(w.f.Setting("omit_instanceid")) {
		m.add(el("instanceID"))
	}
	if w.f.InstanceName != "" {
		m.add(el("instanceName"))
	}
	for _, e := range w.x.Entities {
		if e.Container == 0 {
			m.add(w.entity(&e))
		}
	}
	if i, ok := w.f.NodeByPath("meta"); ok { // the form's own fields of meta
		for _, c := range w.f.Children(i) {
			if n := &w.f.Nodes[c]; n.Name != "instanceID" && n.Name != "instanceName" && n.Name != "audit" {
				m.add(el(n.Name).say(n.Default))
			}
		}
	}
	if len(m.kids) > 0 {
		root.add(m)
	}
}

func (w *writer) audit() int {
	for i := range w.f.Nodes {
		if w.f.Nodes[i].Control == "audit" {
			return i
		}
	}
	return -1
}

// lists are the choice lists as secondary instances.
func (w *writer) lists() []*element {
	var out []*element
	for i := range w.f.Lists {
		l := &w.f.Lists[i]
		if l.Name == forms.ItextList {
			for _, c := range l.Choices {
				w.texts.put(c.Name, "", c.Label)
			}
			continue
		}
		if w.hidden(l.Name) {
			continue
		}
		root := el("root")
		translated := w.itemsTranslated(l)
		for j := range l.Choices {
			root.add(w.item(l, j, translated))
		}
		out = append(out, el("instance", "id", l.Name).add(root))
	}
	return out
}

// hidden tells whether a list is no secondary instance: it stands in controls, or in itemsets.csv.
func (w *writer) hidden(list string) bool {
	for _, l := range w.x.Inline {
		if l == list {
			return true
		}
	}
	return w.x.Outside[list]
}

// itemsTranslated tells whether the labels of a list are texts of itext: one differs between languages, has media, or
// shows an answer.
func (w *writer) itemsTranslated(l *forms.ChoiceList) bool {
	for i := range l.Choices {
		c := &l.Choices[i]
		if c.Media != nil || !w.x.BareList[l.Name] && w.texts.translated(c.Label) {
			return true
		}
		for _, t := range c.Label {
			if _, literal := t.Literal(); !literal {
				return true
			}
		}
	}
	return false
}

func (w *writer) item(l *forms.ChoiceList, number int, translated bool) *element {
	c := &l.Choices[number]
	it := el("item")
	if translated {
		id := l.Name + "-" + strconv.Itoa(number)
		it.add(el("itextId").say(id))
		w.texts.put(id, "", c.Label)
		w.texts.putMedia(id, c.Media)
	}
	it.add(el("name").say(c.Name))
	if s, _ := plain(c.Label).Literal(); !translated && c.Label != nil {
		it.add(el("label").say(s))
	}
	for i, col := range l.Columns {
		switch {
		case i >= len(c.Extra) || c.Extra[i] == "":
		case col == "":
			it.name = c.Extra[i]
		case col[0] == '@':
			it.attr(col[1:], c.Extra[i])
		default:
			it.add(el(col).say(c.Extra[i]))
		}
	}
	return it
}

// externals are the lists that come from files.
func (w *writer) externals() []*element {
	var out []*element
	for _, x := range w.f.Externals {
		src := "jr://file/"
		switch {
		case x.ID == "__last-saved":
			out = append(out, el("instance", "id", x.ID, "src", "jr://instance/last-saved"))
			continue
		case strings.HasSuffix(x.File, ".csv"):
			src = "jr://file-csv/"
		}
		out = append(out, el("instance", "id", x.ID, "src", src+x.File))
	}
	return out
}
