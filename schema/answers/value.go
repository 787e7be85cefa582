package answers

import (
	"strconv"
	"strings"

	"github.com/sothon/sothon/forms"
	"github.com/sothon/sothon/sync/merge"
	"github.com/sothon/sothon/sync/wire"
)

// ToWire gives the wire value of an answer's canonical text: null for "", [sha256, size, mime] for a media node, else the
// text. False when a media text is not "<sha256 hex>/<size>/<mime>".
func ToWire(n *forms.Node, text string) (wire.Value, bool) {
	switch {
	case text == "":
		return wire.NullValue(), true
	case n.Type == "binary":
		m, ok := ParseMedia(text)
		if !ok {
			return nil, false
		}
		return wire.MediaValue(m), true
	}
	return wire.TextValue(text), true
}

// FromWire gives the text of a value: "" for null, media as "<sha256 hex>/<size>/<mime>". False when the value is neither
// (it came from a version that this program does not know).
func FromWire(v wire.Value) (string, bool) {
	if v.IsNull() {
		return "", true
	}
	if s, ok := v.Text(); ok {
		return s, true
	}
	if m, ok := v.Media(); ok {
		return MediaText(m), true
	}
	return "", false
}

// MediaText is the engine's text of a media value.
func MediaText(m wire.Media) string {
	return m.SHA256.String() + "/" + strconv.FormatUint(m.Size, 10) + "/" + m.Mime
}

// ParseMedia reads MediaText; only its one form is taken.
func ParseMedia(text string) (wire.Media, bool) {
	var m wire.Media
	sum, rest, ok := strings.Cut(text, "/")
	hash, err := wire.ParseHash(sum)
	if !ok || err != nil || hash.String() != sum {
		return m, false
	}
	m.SHA256 = hash
	size, mime, ok := strings.Cut(rest, "/")
	if !ok || mime == "" || len(mime) > 255 {
		return m, false
	}
	n, err := strconv.ParseUint(size, 10, 63)
	if err != nil || strconv.FormatUint(n, 10) != size {
		return m, false
	}
	m.Size, m.Mime = n, mime
	return m, true
}

// Path is the register path of a node, "/tv/m_ten"; "" is the record itself. Versions of a form number a question
// differently, the path is what they share: of what bind::st:was says was renamed, and of all beneath it, the path of
// the first version, so that its register stays one. docs/sync.md §1.5.
func Path(f *forms.Form, node int) string {
	if node <= 0 || node >= len(f.Nodes) {
		return ""
	}
	n := &f.Nodes[node]
	if was := strings.Trim(n.Was, "/"); was != "" {
		return "/" + was
	}
	return Path(f, n.Parent) + "/" + n.Name
}

// Node finds the node of a register path, also one that bind::st:was says it was renamed from. The path that such a
// node has in this version finds it too.
func Node(f *forms.Form, path string) (int, bool) {
	if path == "" {
		return 0, true
	}
	named, ok := f.NodeByPath(strings.TrimPrefix(path, "/"))
	if ok && Path(f, named) == path {
		return named, true
	}
	for i := range f.Nodes {
		if i > 0 && Path(f, i) == path {
			return i, true
		}
	}
	return named, ok
}

// MergeForm is what merge needs to know of a form version.
func MergeForm(f *forms.Form) *merge.Form {
	out := &merge.Form{Nodes: make([]merge.Node, len(f.Nodes))}
	for i := range f.Nodes {
		n := &f.Nodes[i]
		m := merge.Node{Path: Path(f, i), Each: n.Merge == "each"}
		switch n.Kind {
		case forms.KindRoot, forms.KindGroup:
			m.Kind = merge.Group
		case forms.KindRepeat:
			m.Kind = merge.Repeat
		default:
			m.Kind = merge.Answer
		}
		if r := f.RepeatOf(i); r > 0 {
			m.Within = Path(f, r)
		}
		out.Nodes[i] = m
	}
	return out
}
