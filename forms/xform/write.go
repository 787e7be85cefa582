package xform

import (
	"strings"

	"github.com/sothon/sothon/forms"
)

// Write gives the XForm of a form.
func Write(f *forms.Form) []byte {
	w := &writer{f: f, texts: newTexts(f), actions: map[int][]*element{}, fires: map[int][]*element{}}
	if w.x = f.Extras; w.x == nil {
		w.x = &forms.Extras{}
	}
	w.findActions()
	w.entityActions()
	body := el("h:body")
	body.given("class", f.Style)
	w.controls(body, 0)
	model := w.model()
	html := el("h:html", "xmlns", spaceXForms, "xmlns:h", "http://www.w3.org/1999/xhtml", "xmlns:ev", "http://www.w3.org/2001/xml-events",
		"xmlns:xsd", "http://www.w3.org/2001/XMLSchema", "xmlns:jr", spaceJR, "xmlns:orx", spaceORX, "xmlns:odk", spaceODK)
	if len(w.x.Entities) > 0 {
		html.attr("xmlns:entities", spaceEntities)
	}
	for _, ns := range namespaces(f.Setting("namespaces")) {
		html.attr("xmlns:"+ns[0], ns[1])
	}
	html.add(el("h:head").add(el("h:title").say(title(f)), model), body)
	var b strings.Builder
	b.WriteString("<?xml version=\"1.0\"?>\n")
	html.write(&b, "", false)
	return []byte(b.String())
}

const (
	spaceXForms   = "http://www.w3.org/2002/xforms"
	spaceJR       = "http://openrosa.org/javarosa"
	spaceORX      = "http://openrosa.org/xforms"
	spaceODK      = "http://www.opendatakit.org/xforms"
	spaceEntities = "http://www.opendatakit.org/xforms/entities"
)

type writer struct {
	f       *forms.Form
	x       *forms.Extras
	texts   *texts
	actions map[int][]*element // by repeat: what runs in a new row
	after   map[int][]*element // by node: the same
	fires   map[int][]*element // by trigger: what a change of it runs
}

// namespaces reads the setting: esri="http://…" x="…".
func namespaces(s string) [][2]string {
	var out [][2]string
	for s != "" {
		name, rest, ok := strings.Cut(s, "=")
		name = strings.TrimSpace(name)
		if !ok || rest == "" {
			break
		}
		quote := rest[:1]
		if quote != `"` && quote != "'" {
			break
		}
		uri, more, ok := strings.Cut(rest[1:], quote)
		if !ok {
			break
		}
		if name != "" && !strings.ContainsAny(name, " \t<>&") {
			out = append(out, [2]string{strings.TrimPrefix(name, "xmlns:"), uri})
		}
		s = more
	}
	return out
}

func title(f *forms.Form) string {
	for _, t := range f.Title {
		if s, ok := t.Literal(); ok && s != "" {
			return s
		}
	}
	return f.ID
}

// attrs puts the author's attributes on an element.
func (w *writer) attrs(e *element, node int, at string) {
	if at == "instance" {
		for _, a := range w.f.Nodes[node].Attrs {
			e.attr(a.Key, a.Value)
		}
	}
	for _, a := range w.x.Attrs {
		if a.Node == node && a.At == at {
			e.attr(a.Name, a.Value)
		}
	}
}

func param(n *forms.Node, key string) string {
	for _, p := range n.Params {
		if p.Key == key {
			return p.Value
		}
	}
	return ""
}

// findActions sorts the actions by the event that runs them: dynamic defaults, triggers, and what the device does.
func (w *writer) findActions() {
	w.after = map[int][]*element{}
	for _, a := range w.f.Actions {
		set := func(event string) *element { return el("setvalue", "ref", a.Ref, "event", event, "value", a.Value) }
		switch a.Event {
		case "first-load":
			w.after[len(w.f.Nodes)-1] = append(w.after[len(w.f.Nodes)-1], set("odk-instance-first-load"))
		case "load":
			w.after[len(w.f.Nodes)-1] = append(w.after[len(w.f.Nodes)-1], set("odk-instance-load"))
		case "new-row":
			w.actions[a.On] = append(w.actions[a.On], set("odk-new-repeat"))
		case "value-changed":
			w.fires[a.On] = append(w.fires[a.On], set("xforms-value-changed"))
		}
	}
	for i := range w.f.Nodes {
		n := &w.f.Nodes[i]
		ref := w.f.XPathOf(i)
		repeat := w.f.RepeatOf(i)
		if _, ok := propertyOf(n, n.DynDefault); ok && n.Calculate == "" && repeat < 0 {
			continue // the bind says it
		}
		if n.DynDefault != "" {
			w.firstAndNew(i, repeat, func(event string) *element {
				return el("setvalue", "ref", ref, "event", event, "value", n.DynDefault)
			})
		}
		switch n.Control {
		case "start-geopoint":
			w.after[i] = append(w.after[i], el("odk:setgeopoint", "ref", ref, "event", "odk-instance-first-load"))
		case "background-audio":
			w.after[i] = append(w.after[i], el("odk:recordaudio", "ref", ref, "event", "odk-instance-load").given("odk:quality", param(n, "quality")))
		}
		for _, t := range n.Trigger {
			if n.Control == "background-geopoint" {
				w.fires[t] = append(w.fires[t], el("odk:setgeopoint", "ref", ref, "event", "xforms-value-changed"))
				continue
			}
			w.fires[t] = append(w.fires[t], el("setvalue", "ref", ref, "event", "xforms-value-changed").given("value", n.Calculate))
		}
	}
}

// entityActions gives new entities their ids.
func (w *writer) entityActions() {
	for i := range w.x.Entities {
		e := &w.x.Entities[i]
		if !updates(e) && e.Repeat >= 0 {
			w.actions[e.Repeat] = append(w.actions[e.Repeat], el("setvalue", "ref", w.f.XPathOf(e.Container)+"/meta/entity/@id", "event", "odk-new-repeat", "value", "uuid()"))
		}
	}
}

// firstAndNew makes an action of the model, and where the node is in a repeat the same for each new row.
func (w *writer) firstAndNew(node, repeat int, action func(event string) *element) {
	w.after[node] = append(w.after[node], action("odk-instance-first-load"))
	if repeat >= 0 {
		w.actions[repeat] = append(w.actions[repeat], action("odk-new-repeat"))
	}
}
