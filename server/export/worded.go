package export

import (
	"context"
	"strings"

	"github.com/sothon/sothon/forms"
	"github.com/sothon/sothon/schema/answers"
	"github.com/sothon/sothon/sync/wire"
)

// versionKey names a form version as records do.
type versionKey struct {
	number uint64
	hash   [8]byte
}

// version is a form version with where its values go and what its choices are called.
type version struct {
	form   *forms.Form
	at     []place             // by node
	labels []map[string]string // by node: labels of a list in the form
}

// newVersion prepares a version; labels only where words are asked for.
func newVersion(f *forms.Form, at []place, words bool, lang string) *version {
	v := &version{form: f, at: at, labels: make([]map[string]string, len(f.Nodes))}
	if !words {
		return v
	}
	byList := map[string]map[string]string{}
	for n := range f.Nodes {
		name := f.Nodes[n].List
		l := f.List(name)
		if l == nil {
			continue
		}
		if byList[name] == nil {
			m := make(map[string]string, len(l.Choices))
			for i := len(l.Choices) - 1; i >= 0; i-- { // the first of two with one name counts
				m[l.Choices[i].Name] = l.Choices[i].Label.In(f.Lang(lang)).Plain()
			}
			byList[name] = m
		}
		v.labels[n] = byList[name]
	}
	return v
}

// worder turns the values of one record into cells.
type worder struct {
	ctx   context.Context
	s     *Set
	form  *version
	refs  []wire.ListRef
	lists []answers.NumberedList // of refs, read when the first is needed
	err   error                  // why they could not be read
}

// cells fills one row; with a nil row it only reads on.
func (w *worder) cells(u *unpacker, row []string, table int) error {
	for {
		k := u.uint()
		if k == 0 || u.bad {
			return w.err
		}
		node, how := int(k>>2)-1, k&3
		v, label := u.text(), ""
		if how == cellLabelled {
			label = u.text()
		}
		if node < 0 || node >= len(w.form.at) || w.form.at[node].table != table {
			return errPacked
		}
		if row == nil {
			continue
		}
		n := &w.form.form.Nodes[node]
		switch {
		case w.s.q.Codes || how == cellVerbatim:
		case how == cellLabelled:
			if label != "" {
				v = label
			}
		case n.List != "":
			v = w.words(node, n, v)
		}
		row[w.form.at[node].column] = v
	}
}

// words gives the labels of what a select holds, "; " between several; a value without label stays as it is.
func (w *worder) words(node int, n *forms.Node, v string) string {
	if n.Control != "select_multiple" && n.Control != "rank" {
		return w.word(node, n, v)
	}
	values := strings.Fields(v)
	for i, x := range values {
		values[i] = w.word(node, n, x)
	}
	return strings.Join(values, "; ")
}

func (w *worder) word(node int, n *forms.Node, v string) string {
	if m := w.form.labels[node]; m != nil {
		if l := m[v]; l != "" {
			return l
		}
		return v
	}
	value, label := n.ListValue, n.ListLabel
	if value == "" {
		value = "name"
	}
	if label == "" {
		label = "label"
	}
	if w.lists == nil && w.err == nil {
		w.lists, w.err = w.s.eval.Lists(w.ctx, w.refs)
	}
	for _, l := range w.lists {
		if l.List != nil && l.Name == n.List {
			if t := w.s.labels.of(l, value, label)[v]; t != "" {
				return t
			}
		}
	}
	return v
}
