package forms

import "github.com/sothon/sothon/forms/minijson"

// nodes reads the tree and checks that it is in document order: a parent is an open group, repeat or root.
func (d *decoder) nodes(v minijson.Value) []Node {
	items := d.array(v, "nodes")
	out := make([]Node, 0, len(items))
	for i, e := range items {
		at := place("nodes", i)
		n := d.node(e, at, len(items))
		if d.err != nil {
			return nil
		}
		if i == 0 {
			if n.Parent != -1 || n.Kind != KindRoot {
				d.fail(at, "the first node is the root")
			}
		} else {
			open := i - 1 // the parent must be an ancestor-or-self of the node before
			for open >= 0 && open != n.Parent {
				open = out[open].Parent
			}
			if n.Parent < 0 || open < 0 || n.Kind == KindRoot {
				d.fail(at+".p", "not an open group, repeat or root")
			} else if k := out[n.Parent].Kind; k != KindRoot && k != KindGroup && k != KindRepeat {
				d.fail(at+".p", "the parent can hold no children")
			}
		}
		out = append(out, n)
	}
	return out
}

// node reads one node; the switch follows the order of writeNode.
func (d *decoder) node(v minijson.Value, at string, count int) Node {
	n := Node{Parent: -2}
	if !d.want(v, minijson.Object, at) {
		return n
	}
	kind := false
	for _, e := range v.Fields() {
		k := e.Key()
		here := at + "." + k
		if s := n.stringField(k); s != nil {
			*s = d.str(e, here)
			continue
		}
		if t := n.textField(k); t != nil {
			*t = d.text(e, here)
			continue
		}
		switch k {
		case "p":
			n.Parent = d.int(e, here)
		case "k":
			for i, name := range kindNames {
				if name == e.Str() {
					n.Kind, kind = Kind(i), true
				}
			}
		case "media":
			n.Media = d.media(e, here)
		case "trigger":
			for i, t := range d.array(e, here) {
				ref := d.int(t, place(here, i))
				if ref < 0 || ref >= count {
					d.fail(place(here, i), "no such node")
				}
				n.Trigger = append(n.Trigger, ref)
			}
		case "params":
			n.Params = d.params(e, here)
		case "attrs":
			n.Attrs = d.params(e, here)
		case "row":
			n.Row = d.int(e, here)
		default:
			d.fail(here, "unknown key")
		}
	}
	if n.Parent == -2 {
		d.fail(at+".p", "missing")
	}
	if !kind {
		d.fail(at+".k", "unknown kind")
	}
	return n
}

func (d *decoder) params(v minijson.Value, at string) []Param {
	var out []Param
	for i, p := range d.array(v, at) {
		if p.Len() != 2 {
			d.fail(place(at, i), "a key and a value were expected")
		}
		out = append(out, Param{d.str(p.At(0), place(at, i)), d.str(p.At(1), place(at, i))})
	}
	return out
}

// stringField is the plain text field of a node that stands under key, nil when there is none.
func (n *Node) stringField(key string) *string {
	switch key {
	case "n":
		return &n.Name
	case "t":
		return &n.Type
	case "c":
		return &n.Control
	case "app":
		return &n.Appearance
	case "relevant":
		return &n.Relevant
	case "required":
		return &n.Required
	case "readonly":
		return &n.ReadOnly
	case "constraint":
		return &n.Constraint
	case "calc":
		return &n.Calculate
	case "def":
		return &n.Default
	case "dyn":
		return &n.DynDefault
	case "list":
		return &n.List
	case "lpath":
		return &n.ListPath
	case "lvalue":
		return &n.ListValue
	case "llabel":
		return &n.ListLabel
	case "filter":
		return &n.ChoiceFilter
	case "count":
		return &n.RepeatCount
	case "preload":
		return &n.Preload
	case "prepar":
		return &n.PreloadParams
	case "merge":
		return &n.Merge
	case "was":
		return &n.Was
	case "rows":
		return &n.RowsExpr
	case "register":
		return &n.Register
	}
	return nil
}

func (n *Node) textField(key string) *Text {
	switch key {
	case "label":
		return &n.Label
	case "hint":
		return &n.Hint
	case "guidance":
		return &n.Guidance
	case "reqmsg":
		return &n.RequiredMsg
	case "conmsg":
		return &n.ConstraintMsg
	}
	return nil
}
