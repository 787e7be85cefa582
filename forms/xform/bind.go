package xform

import (
	"strings"

	"github.com/sothon/sothon/forms"
)

// binds are the binds in the order of the nodes, each followed by the actions of its node; then those of meta.
func (w *writer) binds() []*element {
	var out []*element
	for i := 1; i < len(w.f.Nodes); i++ {
		n := &w.f.Nodes[i]
		if n.Parent == 0 && n.Name == "meta" || n.Control == "audit" || w.ownMeta(i) {
			continue
		}
		if b := w.bind(i); len(b.attrs) > 1 {
			out = append(out, b)
		}
		out = append(out, w.after[i]...)
		if n.Kind == forms.KindRepeat || n.Kind == forms.KindGroup {
			for k := range w.x.Entities {
				if w.x.Entities[k].Container == i {
					out = append(out, w.entityBinds(&w.x.Entities[k])...)
				}
			}
		}
	}
	meta := "/" + w.f.Root + "/meta/"
	if a := w.audit(); a >= 0 {
		b := el("bind", "nodeset", meta+"audit", "type", "binary")
		for _, p := range w.f.Nodes[a].Params {
			b.attr("odk:"+p.Key, p.Value)
		}
		out = append(out, b)
	}
	if !yes(w.f.Setting("omit_instanceid")) {
		b := el("bind", "nodeset", meta+"instanceID", "type", "string", "readonly", "true()")
		if id := w.f.Setting("instance_id"); id != "" {
			b.attr("calculate", id)
		} else {
			b.attr("jr:preload", "uid")
		}
		out = append(out, b)
	}
	if w.f.InstanceName != "" {
		out = append(out, el("bind", "nodeset", meta+"instanceName", "type", "string", "calculate", w.f.InstanceName))
	}
	for k := range w.x.Entities {
		if w.x.Entities[k].Container == 0 {
			out = append(out, w.entityBinds(&w.x.Entities[k])...)
		}
	}
	return out
}

// ownMeta tells whether a node is a field of meta that Write makes itself.
func (w *writer) ownMeta(i int) bool {
	p := w.f.Nodes[i].Parent
	if p <= 0 || w.f.Nodes[p].Name != "meta" || w.f.Nodes[p].Parent != 0 {
		return false
	}
	name := w.f.Nodes[i].Name
	return name == "instanceID" || name == "instanceName"
}

// propertyOf is the name in an expression of a node, its calculation or dynamic default, that is property('name') and
// nothing else.
func propertyOf(n *forms.Node, expr string) (string, bool) {
	rest, begins := strings.CutPrefix(expr, "property('")
	name, ends := strings.CutSuffix(rest, "')")
	return name, begins && ends && !strings.Contains(name, "'") && n.Preload == "" && len(n.Trigger) == 0
}

func (w *writer) bind(i int) *element {
	n := &w.f.Nodes[i]
	b := el("bind", "nodeset", w.f.XPathOf(i))
	b.given("type", n.Type)
	b.given("readonly", n.ReadOnly).given("required", n.Required).given("relevant", n.Relevant).given("constraint", n.Constraint)
	preload, params := n.Preload, n.PreloadParams
	if name, ok := propertyOf(n, n.DynDefault); ok && n.Calculate == "" && w.f.RepeatOf(i) < 0 {
		preload, params = "property", name
	} else if name, ok := propertyOf(n, n.Calculate); ok { // other engines have no function property(), all know the preload
		preload, params = "property", name
	} else if len(n.Trigger) == 0 {
		b.given("calculate", n.Calculate)
	}
	b.given("jr:constraintMsg", w.message("jr:constraintMsg", i, n.ConstraintMsg))
	b.given("jr:requiredMsg", w.message("jr:requiredMsg", i, n.RequiredMsg))
	b.given("jr:noAppErrorString", w.message("jr:noAppErrorString", i, w.x.Messages[i]))
	b.given("jr:preload", preload).given("jr:preloadParams", params)
	switch n.Control {
	case "image":
		b.given("orx:max-pixels", param(n, "max-pixels"))
	case "audio":
		b.given("odk:quality", param(n, "quality"))
	case "geopoint", "geotrace", "geoshape":
		b.given("odk:allow-mock-accuracy", param(n, "allow-mock-accuracy"))
	}
	if s := w.x.SaveTo[i]; s != "" {
		b.attr("entities:saveto", s)
	}
	w.attrs(b, i, "bind")
	return b
}
