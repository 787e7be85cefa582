package instance

import "strings"

// Submission is what stands around the answers in an OpenRosa submission.
type Submission struct {
	Version      string // form version attribute; "" = none
	VersionName  string // name of that attribute: version (the default) or orx:version
	InstanceID   string // "uuid:…"
	InstanceName string // "" = no element
	DeprecatedID string // instanceID of the submission this one replaces; "" = none
	// Text turns a stored value into what the submission shows, for media values "hash/size/mime" that are bare file
	// names there; nil = the stored text.
	Text func(e *Elem) string
}

const orxSpace = "http://openrosa.org/xforms"

// XML writes the record as an OpenRosa submission: nodes in the order of the form, those that are not relevant left out,
// rows as repeated siblings, empty answers as empty elements. When the form has no meta element one is added.
func (t *Tree) XML(s Submission) []byte {
	if t.Root == nil {
		return nil
	}
	w := &xmlWriter{sub: s}
	root := t.Name(0)
	if root == "" {
		root = "data"
	}
	w.put("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<", root, " id=\"")
	w.text(t.Form.ID)
	if s.Version != "" {
		name := s.VersionName
		if name == "" {
			name = "version"
		}
		w.put("\" ", name, "=\"")
		w.text(s.Version)
	}
	w.put("\" xmlns:orx=\"", orxSpace, "\">")
	t.Root.Each(func(k *Elem) bool { w.elem(k); return true })
	if !w.meta {
		w.put("<orx:meta>")
		w.metaFields("orx:", nil)
		w.put("</orx:meta>")
	}
	w.put("</", root, ">\n")
	return w.b
}

type xmlWriter struct {
	b    []byte
	sub  Submission
	meta bool // the form's own meta element was written
}

func (w *xmlWriter) put(parts ...string) {
	for _, p := range parts {
		w.b = append(w.b, p...)
	}
}

// text escapes for content and attributes. Characters that XML can not hold become U+FFFD.
func (w *xmlWriter) text(s string) {
	for _, r := range s {
		switch {
		case r == '&':
			w.put("&amp;")
		case r == '<':
			w.put("&lt;")
		case r == '>':
			w.put("&gt;")
		case r == '"':
			w.put("&quot;")
		case r == '\r':
			w.put("&#13;")
		case r == '\t' || r == '\n' || r >= ' ' && r != 0xFFFE && r != 0xFFFF:
			w.b = append(w.b, string(r)...)
		default:
			w.put("\uFFFD")
		}
	}
}

func (w *xmlWriter) elem(e *Elem) {
	if e.Hidden {
		return
	}
	name := e.tree.Name(e.Node)
	meta := e.Up == e.tree.Root && (name == "meta" || name == "orx:meta")
	prefix := strings.TrimSuffix(name, "meta")
	w.meta = w.meta || meta
	if e.kids == nil && !meta {
		v := e.Value()
		if w.sub.Text != nil {
			v = w.sub.Text(e)
		}
		w.leaf(name, v)
		return
	}
	w.put("<", name, ">")
	have := map[string]bool{}
	e.Each(func(k *Elem) bool {
		n := k.tree.Name(k.Node)
		if v, ours := w.metaField(strings.TrimPrefix(n, prefix)); meta && ours {
			have[strings.TrimPrefix(n, prefix)] = true
			w.leaf(n, v)
		} else {
			w.elem(k)
		}
		return true
	})
	if meta {
		w.metaFields(prefix, have)
	}
	w.put("</", name, ">")
}

func (w *xmlWriter) leaf(name, value string) {
	if value == "" {
		w.put("<", name, "/>")
		return
	}
	w.put("<", name, ">")
	w.text(value)
	w.put("</", name, ">")
}

// metaField is the value of a field of meta that the submission knows and the answers do not.
func (w *xmlWriter) metaField(name string) (string, bool) {
	v := ""
	switch name {
	case "instanceID":
		v = w.sub.InstanceID
	case "instanceName":
		v = w.sub.InstanceName
	case "deprecatedID":
		v = w.sub.DeprecatedID
	}
	return v, v != ""
}

func (w *xmlWriter) metaFields(prefix string, have map[string]bool) {
	for _, name := range []string{"instanceID", "instanceName", "deprecatedID"} {
		if v, ok := w.metaField(name); ok && !have[name] {
			w.leaf(prefix+name, v)
		}
	}
}
