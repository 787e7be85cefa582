package xform

import (
	"strings"

	"github.com/sothon/sothon/forms"
	"github.com/sothon/sothon/forms/xmldoc"
)

var bindTypes = map[string]string{"string": "string", "int": "int", "integer": "int", "decimal": "decimal", "date": "date", "time": "time",
	"dateTime": "dateTime", "geopoint": "geopoint", "geotrace": "geotrace", "geoshape": "geoshape", "barcode": "barcode", "binary": "binary",
	"rank": "odk:rank", "long": "int", "float": "decimal", "double": "decimal"}

// binds reads the binds of the model. Those of nodes that are not there are passed over, as Collect does.
func (r *reader) binds() {
	for _, b := range r.model.All("bind") {
		id, ok := r.byPath[absolute(b.Attr("nodeset"), "/"+r.f.Root)]
		if !ok {
			continue
		}
		n := &r.f.Nodes[id]
		_, typ, colon := strings.Cut(b.Attr("type"), ":")
		if !colon {
			typ = b.Attr("type")
		}
		if t := bindTypes[typ]; t != "" && n.Kind == forms.KindValue {
			n.Type = t
		}
		n.Relevant, n.ReadOnly = b.Attr("relevant"), constant(b.Attr("readonly"))
		if strings.TrimSpace(n.Relevant) == "true()" {
			n.Relevant = ""
		}
		if n.Kind == forms.KindGroup || n.Kind == forms.KindRepeat {
			continue
		}
		n.Required, n.Constraint, n.Calculate = constant(b.Attr("required")), b.Attr("constraint"), b.Attr("calculate")
		n.Preload, n.PreloadParams = b.Attr("preload"), b.Attr("preloadParams")
		if n.Preload == "property" && strings.HasPrefix(n.PreloadParams, "st:") { // ours: it may change, a preload does not
			n.Calculate, n.Preload, n.PreloadParams = "property('"+n.PreloadParams+"')", "", ""
		}
		n.ConstraintMsg, n.RequiredMsg = r.message(b.Attr("constraintMsg")), r.message(b.Attr("requiredMsg"))
		if n.Calculate != "" {
			n.Control = "calculate"
		}
		if n.Preload == "uid" || n.Preload == "timestamp" {
			n.Kind = forms.KindMeta
		}
	}
}

// constant takes the words that old tools write for truth values.
func constant(s string) string {
	switch strings.TrimSpace(s) {
	case "true", "yes", "1":
		return "true()"
	case "false", "no", "0", "false()":
		return ""
	}
	return s
}

func (r *reader) message(s string) forms.Text {
	if id, ok := itextID(s); ok {
		return r.itext[id][""]
	}
	return r.everywhere(s)
}

// controls reads the body below a group; at is the node that relative references begin at.
func (r *reader) controls(n *xmldoc.Node, at int) {
	for _, c := range n.Elements() {
		id, found := at, true
		ref := c.Attr("ref")
		if ref == "" {
			ref = c.Attr("nodeset")
		}
		if ref == "" && c.Attr("bind") != "" {
			for _, b := range r.model.All("bind") {
				if b.Attr("id") == c.Attr("bind") {
					ref = b.Attr("nodeset")
				}
			}
		}
		if ref != "" {
			id, found = r.byPath[absolute(ref, r.f.XPathOf(at))]
		}
		switch c.Local() {
		case "group", "repeat":
			if !found {
				r.fail(c, "unknown-ref", "Nhóm trỏ tới chỗ không có: «"+ref+"».", "The group refers to what is not there: "+ref+".")
				continue
			}
			g := &r.f.Nodes[id]
			if label := c.Child("label"); label != nil && ref != "" {
				g.Label, _, g.Media = r.textOf(label)
			}
			if a := c.Attr("appearance"); a != "" && ref != "" {
				g.Appearance = a
			}
			r.controls(c, id)
			r.actions(c, id)
		case "input", "select", "select1", "rank", "upload", "trigger", "range", "secret", "textarea":
			if !found || ref == "" || r.f.Nodes[id].Kind == forms.KindGroup || r.f.Nodes[id].Kind == forms.KindRepeat {
				r.fail(c, "unknown-ref", "Câu hỏi trỏ tới chỗ không có: «"+ref+"».", "The control refers to what is not there: "+ref+".")
				continue
			}
			r.control(id, c)
			r.actions(c, id)
		}
	}
}

func (r *reader) control(id int, c *xmldoc.Node) {
	n := &r.f.Nodes[id]
	if n.Kind == forms.KindValue {
		n.Kind, n.Merge = forms.KindQuestion, "one"
	}
	n.Appearance = c.Attr("appearance")
	label, guidanceOfLabel, media := r.textOf(c.Child("label"))
	n.Label, n.Media = label, media
	hint, guidance, _ := r.textOf(c.Child("hint"))
	n.Hint, n.Guidance = hint, guidance
	if guidance == nil {
		n.Guidance = guidanceOfLabel
	}
	switch c.Local() {
	case "select", "select1", "rank":
		n.Control = map[string]string{"select": "select_multiple", "select1": "select_one", "rank": "rank"}[c.Local()]
		if set := c.Child("itemset"); set != nil {
			r.itemset(id, set)
		} else {
			n.List, n.ListValue, n.ListLabel = r.inline(id, c), "name", "label"
		}
	case "upload":
		n.Control, n.Type, n.Merge = "file", "binary", "each"
		for control, media := range mediaTypes {
			if c.Attr("mediatype") == media {
				n.Control = control
			}
		}
	case "trigger":
		n.Control = "acknowledge"
	case "range":
		n.Control = "range"
		for _, k := range []string{"start", "end", "step"} {
			if v := c.Attr(k); v != "" {
				n.Params = append(n.Params, forms.Param{Key: k, Value: v})
			}
		}
	default:
		n.Control = map[string]string{"int": "integer", "dateTime": "datetime", "string": "text", "": "text", "binary": "text", "odk:rank": "rank"}[n.Type]
		if n.Control == "" {
			n.Control = n.Type
		}
		if rows := c.Attr("rows"); rows != "" {
			n.Params = append(n.Params, forms.Param{Key: "rows", Value: rows})
		}
	}
}

// quoted is a text as an XPath literal.
func quoted(s string) string {
	if !strings.Contains(s, "'") {
		return "'" + s + "'"
	}
	return `"` + strings.ReplaceAll(s, `"`, "") + `"`
}
