package instance

import (
	"strconv"
	"strings"
)

// Ref is the reference of an element, "/data/tv[2]/m_ten": a row carries its position, counted from 1.
func (e *Elem) Ref() string {
	var parts []string
	for x := e; x != nil; x = x.Up {
		name := x.tree.Name(x.Node)
		if x.IsRow() {
			name += "[" + strconv.Itoa(x.Index+1) + "]"
		}
		parts = append(parts, name)
	}
	n := 0
	for _, p := range parts {
		n += 1 + len(p)
	}
	b := make([]byte, 0, n)
	for i := len(parts) - 1; i >= 0; i-- {
		b = append(append(b, '/'), parts[i]...)
	}
	return string(b)
}

// Resolve finds the element of a reference; a repeat without a position means its first row. It answers nil where
// nothing stands, whatever the text.
func (t *Tree) Resolve(ref string) *Elem {
	e, r := t.resolve(ref)
	if r != nil {
		if len(r.Rows) == 0 {
			return nil
		}
		return r.Rows[0]
	}
	return e
}

// ResolveRange finds the rows of a repeat by a reference without a position at its end, "/data/tv" or "/data/tv[2]/con";
// nil when the reference names something else.
func (t *Tree) ResolveRange(ref string) *Range {
	_, r := t.resolve(ref)
	return r
}

func (t *Tree) resolve(ref string) (*Elem, *Range) {
	if t.Root == nil || !strings.HasPrefix(ref, "/") {
		return nil, nil
	}
	steps := strings.Split(ref[1:], "/")
	if name, at := step(steps[0]); name != t.Name(0) || at > 1 || at < 0 {
		return nil, nil
	}
	e := t.Root
	for i, s := range steps[1:] {
		name, at := step(s)
		c := t.Child(e.Node, name)
		if c < 0 || at < 0 {
			return nil, nil
		}
		r := e.Range(c)
		if r == nil {
			if at > 1 {
				return nil, nil
			}
			e = e.Kid(c)
		} else {
			if at == 0 && i == len(steps)-2 {
				return nil, r
			}
			if at = max(at, 1); at > len(r.Rows) {
				return nil, nil
			}
			e = r.Rows[at-1]
		}
	}
	return e, nil
}

// step splits "tv[2]" into name and position: 0 = none given, -1 = not a position.
func step(s string) (string, int) {
	open := strings.IndexByte(s, '[')
	if open < 0 {
		return s, 0
	}
	if !strings.HasSuffix(s, "]") {
		return s, -1
	}
	n, err := strconv.Atoi(s[open+1 : len(s)-1])
	if err != nil || n < 1 {
		return s, -1
	}
	return s[:open], n
}
