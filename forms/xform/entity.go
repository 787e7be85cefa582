package xform

import "github.com/sothon/sothon/forms"

// entitiesVersion is the version of the entities specification that the form uses: the newer one where a list stands in
// a repeat or there are several.
func (w *writer) entitiesVersion() string {
	switch e := w.x.Entities; {
	case len(e) == 0:
		return ""
	case len(e) > 1 || e[0].Repeat >= 0:
		return "2025.1.0"
	}
	return "2024.1.0"
}

// entities puts the meta of the entities of a group or repeat at its end.
func (w *writer) entities(parent *element, container int) {
	m := el("meta")
	for i := range w.x.Entities {
		if w.x.Entities[i].Container == container {
			m.add(w.entity(&w.x.Entities[i]))
		}
	}
	if len(m.kids) > 0 {
		parent.add(m)
	}
}

// creates and updates: an entity without an id is made, with one it is changed; both conditions together do either.
func creates(e *forms.Entity) bool { return e.CreateIf != "" || e.ID == "" }
func updates(e *forms.Entity) bool { return e.UpdateIf != "" || e.ID != "" }

func (w *writer) entity(e *forms.Entity) *element {
	x := el("entity", "dataset", e.List)
	if creates(e) {
		x.attr("create", "1")
	}
	x.attr("id", "")
	if updates(e) {
		x.attr("update", "1").attr("baseVersion", "").attr("trunkVersion", "").attr("branchId", "")
	}
	if e.Label != "" {
		x.add(el("label"))
	}
	return x
}

func (w *writer) entityBinds(e *forms.Entity) []*element {
	at := w.f.XPathOf(e.Container) + "/meta/entity"
	var out []*element
	bind := func(name, calculate string) *element {
		b := el("bind", "nodeset", at+name)
		b.given("calculate", calculate).attr("type", "string").attr("readonly", "true()")
		out = append(out, b)
		return b
	}
	if e.CreateIf != "" {
		out = append(out, el("bind", "nodeset", at+"/@create", "calculate", e.CreateIf, "type", "string", "readonly", "true()"))
	}
	if e.UpdateIf != "" {
		bind("/@update", e.UpdateIf)
	}
	bind("/@id", e.ID)
	if !updates(e) {
		out = append(out, el("setvalue", "ref", at+"/@id", "event", "odk-instance-first-load", "value", "uuid()"))
	}
	if updates(e) {
		item := e.Item + "/"
		bind("/@baseVersion", item+"__version")
		bind("/@trunkVersion", item+"__trunkVersion")
		bind("/@branchId", item+"__branchId")
	}
	if e.Label != "" {
		bind("/label", e.Label)
	}
	return out
}
