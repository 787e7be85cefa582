package xform

import (
	"strings"

	"github.com/sothon/sothon/forms"
)

// controls writes what people see of the children of a node.
func (w *writer) controls(parent *element, node int) {
	for _, c := range w.f.Children(node) {
		n := &w.f.Nodes[c]
		switch n.Kind {
		case forms.KindGroup:
			if n.Name == "meta" && n.Parent == 0 {
				continue
			}
			g := el("group", "ref", w.f.XPathOf(c))
			g.given("appearance", n.Appearance)
			w.attrs(g, c, "body")
			g.add(w.label("label", c, n.Label, n.Media, nil))
			w.controls(g, c)
			parent.add(g)
		case forms.KindRepeat:
			w.repeat(parent, c)
		case forms.KindQuestion, forms.KindNote:
			parent.add(w.control(c))
		}
	}
}

func (w *writer) repeat(parent *element, c int) {
	n := &w.f.Nodes[c]
	ref := w.f.XPathOf(c)
	r := el("repeat", "nodeset", ref)
	r.given("jr:count", n.RepeatCount)
	r.given("appearance", n.Appearance)
	w.attrs(r, c, "body")
	g := el("group", "ref", ref)
	label := w.label("label", c, n.Label, n.Media, nil)
	if label == nil {
		label = el("label")
	}
	g.add(label, r)
	w.controls(r, c)
	r.add(w.actions[c]...)
	parent.add(g)
}

// element names of the controls; whatever is not here is an input.
var controlNames = map[string]string{"select_one": "select1", "select_multiple": "select", "rank": "odk:rank", "range": "range",
	"image": "upload", "audio": "upload", "video": "upload", "file": "upload", "osm": "upload", "acknowledge": "trigger"}

var mediaTypes = map[string]string{"image": "image/*", "audio": "audio/*", "video": "video/*", "file": "application/*", "osm": "osm/*"}

func (w *writer) control(c int) *element {
	n := &w.f.Nodes[c]
	name := controlNames[n.Control]
	if name == "" {
		name = "input"
	}
	e := el(name, "ref", w.f.XPathOf(c))
	e.given("appearance", n.Appearance)
	e.given("mediatype", mediaTypes[n.Control])
	w.parameters(e, n)
	w.attrs(e, c, "body")
	if w.x.Query[c] {
		e.name = "input"
		e.attr("query", "instance('"+n.List+"')/root/item"+predicate(n.ChoiceFilter))
	}
	e.add(w.label("label", c, n.Label, n.Media, nil), w.label("hint", c, n.Hint, nil, n.Guidance))
	if n.Control == "osm" {
		for _, t := range w.x.Tags[w.x.TagList[c]] {
			e.add(el("tag", "key", t.Key).add(fill(el("label"), plain(t.Label))))
		}
	} else if !w.x.Query[c] {
		e.add(w.choices(c)...)
	}
	return e.add(w.fires[c]...)
}

// parameters become attributes of the control where pyxform puts them there.
func (w *writer) parameters(e *element, n *forms.Node) {
	switch n.Control {
	case "range":
		for _, k := range [][2]string{{"start", "0"}, {"end", "10"}, {"step", "1"}} {
			v := param(n, k[0])
			if v == "" {
				v = k[1]
			}
			e.attr(k[0], v)
		}
		e.given("odk:tick-interval", param(n, "tick_interval")).given("odk:placeholder", param(n, "placeholder"))
	case "text":
		e.given("rows", param(n, "rows"))
	case "image":
		if n.Appearance == "" || n.Appearance == "annotate" {
			e.given("intent", param(n, "app"))
		}
	case "geopoint":
		e.given("accuracyThreshold", param(n, "capture-accuracy")).given("unacceptableAccuracyThreshold", param(n, "warning-accuracy"))
	case "geotrace", "geoshape":
		e.given("incremental", param(n, "incremental"))
	}
}

func predicate(filter string) string {
	if filter == "" {
		return ""
	}
	return "[" + filter + "]"
}

// choices is the itemset of a select, or its items where search() replaces them.
func (w *writer) choices(c int) []*element {
	n := w.f.Nodes[c]
	if n.List == "" && n.ListPath == "" {
		n.List, n.ListPath = param(&n, "tick_labelset"), w.x.Nodeset[c]
	}
	if n.List == "" && n.ListPath == "" {
		return nil
	}
	if l := w.f.List(w.x.Inline[c]); l != nil {
		return w.inline(l)
	}
	l := w.f.List(n.List)
	nodeset := n.ListPath
	if nodeset == "" {
		nodeset = "instance('" + n.List + "')/root/item"
	}
	nodeset += predicate(n.ChoiceFilter)
	if yes(param(&n, "randomize")) {
		if seed := param(&n, "seed"); seed != "" {
			nodeset += ", " + strings.TrimSpace(seed)
		}
		nodeset = "randomize(" + nodeset + ")"
	}
	value, label := n.ListValue, n.ListLabel
	if g := w.x.Nodeset[c]; g != "" && !strings.HasPrefix(g, "instance(") {
		value, label = "geometry", "geometry"
	} else if l == nil && g != "" {
		list, _, _ := strings.Cut(strings.TrimPrefix(g, "instance('"), "'")
		l = w.f.List(list)
	}
	if value == "" {
		value = "name"
	}
	if label == "" {
		label = "label"
	}
	if l != nil && label == "label" && w.itemsTranslated(l) {
		label = "jr:itext(itextId)"
	}
	return []*element{el("itemset", "nodeset", nodeset).add(el("value", "ref", value), el("label", "ref", label))}
}

func (w *writer) inline(l *forms.ChoiceList) []*element {
	var out []*element
	translated := w.itemsTranslated(l)
	for i := range l.Choices {
		ch := &l.Choices[i]
		it := el("item")
		if translated {
			id := l.Name + "-" + ch.Name
			w.texts.put(id, "", ch.Label)
			w.texts.putMedia(id, ch.Media)
			it.add(el("label", "ref", "jr:itext('"+id+"')"))
		} else {
			it.add(fill(el("label"), plain(ch.Label)))
		}
		out = append(out, it.add(el("value").say(ch.Name)))
	}
	return out
}
