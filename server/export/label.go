package export

import (
	"sync"

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
