package xform

import "strings"

// element is an element to be written. A child whose name is empty is text.
type element struct {
	name  string
	attrs [][2]string
	kids  []*element
	text  string
}

func el(name string, attrs ...string) *element {
	e := &element{name: name}
	for i := 0; i+1 < len(attrs); i += 2 {
		e.attr(attrs[i], attrs[i+1])
	}
	return e
}

// attr sets an attribute; an empty name is passed over, a name given before is replaced.
func (e *element) attr(name, value string) *element {
	if name == "" {
		return e
	}
	for i := range e.attrs {
		if e.attrs[i][0] == name {
			e.attrs[i][1] = value
			return e
		}
	}
	e.attrs = append(e.attrs, [2]string{name, value})
	return e
}

// given is attr where the value is not empty.
func (e *element) given(name, value string) *element {
	if value != "" {
		e.attr(name, value)
	}
	return e
}

func (e *element) add(kids ...*element) *element {
	for _, k := range kids {
		if k != nil {
			e.kids = append(e.kids, k)
		}
	}
	return e
}

func (e *element) say(text string) *element {
	if text != "" {
		e.kids = append(e.kids, &element{text: text})
	}
	return e
}

var (
	textEscaper = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", "\r", "&#13;")
	attrEscaper = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;", "\n", "&#10;", "\r", "&#13;", "\t", "&#9;")
)

// valid takes out what XML can not hold.
func valid(s string) string {
	s = strings.ToValidUTF8(s, "\uFFFD")
	return strings.Map(func(r rune) rune {
		if r < 0x20 && r != '\n' && r != '\t' && r != '\r' || r == 0xFFFE || r == 0xFFFF {
			return -1
		}
		return r
	}, s)
}

// write puts elements on lines of their own, except within text.
func (e *element) write(b *strings.Builder, indent string, inline bool) {
	if e.name == "" {
		b.WriteString(textEscaper.Replace(valid(e.text)))
		return
	}
	if !inline {
		b.WriteString(indent)
	}
	b.WriteString("<" + e.name)
	for _, a := range e.attrs {
		b.WriteString(" " + a[0] + `="` + attrEscaper.Replace(valid(a[1])) + `"`)
	}
	if len(e.kids) == 0 {
		b.WriteString("/>")
	} else {
		b.WriteByte('>')
		mixed := inline
		for _, k := range e.kids {
			mixed = mixed || k.name == ""
		}
		if !mixed {
			b.WriteByte('\n')
		}
		for _, k := range e.kids {
			k.write(b, indent+"  ", mixed)
		}
		if !mixed {
			b.WriteString(indent)
		}
		b.WriteString("</" + e.name + ">")
	}
	if !inline {
		b.WriteByte('\n')
	}
}
