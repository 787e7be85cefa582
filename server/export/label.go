package export

import (
	"strings"
	"sync"

	"github.com/sothon/sothon/forms"
	"github.com/sothon/sothon/forms/engine"
	"github.com/sothon/sothon/forms/instance"
	"github.com/sothon/sothon/schema/answers"
	"github.com/sothon/sothon/sync/wire"
)

// labelKey names a reading of a list: which column is the value and which the label.
type labelKey struct {
	list         wire.ListRef
	value, label string
}

// labelCache keeps label by value of lists that come from outside the form; a list never changes under its number.
type labelCache struct {
	mu sync.Mutex
	m  map[labelKey]map[string]string
}

const keepLabels = 256

// of gives label by value of a list.
func (c *labelCache) of(l answers.NumberedList, value, label string) map[string]string {
	k := labelKey{l.Ref(), value, label}
	c.mu.Lock()
	defer c.mu.Unlock()
	if m, ok := c.m[k]; ok {
		return m
	}
	if c.m == nil || len(c.m) >= keepLabels {
		c.m = map[labelKey]map[string]string{}
	}
	m := map[string]string{}
	v, t := l.Column(value), l.Column(label)
	if v >= 0 && t >= 0 {
		for r := range l.Rows() {
			m[l.Cells[v][r]] = l.Cells[t][r]
		}
	}
	c.m[k] = m
	return m
}

// choice gives the labels of what a select holds, "; " between several; a value without label stays as it is.
func (w *walker) choice(k *instance.Elem, n *forms.Node, v string) string {
	values := []string{v}
	if n.Control == "select_multiple" || n.Control == "rank" {
		values = strings.Fields(v)
	}
	for i, x := range values {
		if l := w.choiceLabel(k, n, x); l != "" {
			values[i] = l
		}
	}
	return strings.Join(values, "; ")
}

func (w *walker) choiceLabel(k *instance.Elem, n *forms.Node, v string) string {
	if n.ListPath != "" {
		st, _ := w.o.Session.State(engine.Ref{Row: engine.RowID(k.RowOf()), Node: k.Node})
		for _, c := range st.Choices {
			if c.Value == v {
				return c.Label
			}
		}
		return ""
	}
	if w.o.Form.List(n.List) != nil {
		return w.o.Form.ChoiceLabel(k.Node, v, w.s.q.Lang)
	}
	value, label := n.ListValue, n.ListLabel
	if value == "" {
		value = "name"
	}
	if label == "" {
		label = "label"
	}
	for _, l := range w.lists {
		if l.List != nil && l.Name == n.List {
			if t := w.s.labels.of(l, value, label)[v]; t != "" {
				return t
			}
		}
	}
	return ""
}
