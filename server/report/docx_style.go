package report

import (
	"strconv"
	"strings"
)

// runLook is how a run looks, all styles resolved.
type runLook struct {
	bold, italic, underline, caps, hidden bool
	size                                  float64
}

// paraLook is how a paragraph looks.
type paraLook struct {
	align               Align
	left, right, first  float64
	before, after, line float64
	thin, rule          bool
	keep, page, dots    bool
	run                 runLook
}

func (l *runLook) as(s string) Run {
	if l.caps {
		s = strings.ToUpper(s)
	}
	return Run{Text: s, Bold: l.bold, Italic: l.italic, Underline: l.underline, Size: l.size}
}

func (l *paraLook) asParagraph() *Paragraph {
	return &Paragraph{Align: l.align, Indent: l.left, Back: l.right, First: l.first, Before: l.before, After: l.after,
		Line: l.line, Rule: l.rule, Thin: l.thin, KeepNext: l.keep, PageBefore: l.page}
}

// change applies the properties of an element w:rPr.
func (l *runLook) change(n *node) {
	if n == nil {
		return
	}
	for _, k := range n.kids {
		switch k.name {
		case "w:b":
			l.bold = k.on()
		case "w:i":
			l.italic = k.on()
		case "w:u":
			l.underline = k.on()
		case "w:caps":
			l.caps = k.on()
		case "w:vanish":
			l.hidden = k.on()
		case "w:sz":
			if v, err := strconv.ParseFloat(k.val(), 64); err == nil && v >= 2 && v <= 400 {
				l.size = v / 2
			}
		}
	}
}

// change applies the properties of an element w:pPr.
func (l *paraLook) change(n *node) {
	if n == nil {
		return
	}
	for _, k := range n.kids {
		switch k.name {
		case "w:jc":
			l.align = map[string]Align{"center": Center, "right": Right, "end": Right, "both": Justify, "distribute": Justify}[k.val()]
		case "w:ind":
			l.indent(k)
		case "w:spacing":
			l.spacing(k)
		case "w:keepNext":
			l.keep = k.on()
		case "w:pageBreakBefore":
			l.page = k.on()
		case "w:pBdr":
			b := k.kid("w:bottom")
			l.rule = b != nil && b.val() != "nil" && b.val() != "none"
		case "w:tabs":
			for _, t := range k.kids {
				l.dots = l.dots || t.get("leader") == "dot"
			}
		}
	}
}

func (l *paraLook) indent(k *node) {
	for _, a := range k.attr {
		v := points(a.Value)
		switch a.Name.Local {
		case "left", "start":
			l.left = v
		case "right", "end":
			l.right = v
		case "firstLine":
			l.first = v
		case "hanging":
			l.first = -v
		}
	}
}

func (l *paraLook) spacing(k *node) {
	for _, a := range k.attr {
		switch a.Name.Local {
		case "before":
			l.before = points(a.Value)
		case "after":
			l.after = points(a.Value)
		case "line":
			v := points(a.Value)
			switch k.get("lineRule") {
			case "exact":
				if l.thin = v <= 3; !l.thin {
					l.line = v / 16
				}
			case "atLeast":
			default:
				if l.thin, l.line = false, v/12; v == 12 {
					l.line = 0
				}
			}
		}
	}
}

// styleSheet is word/styles.xml.
type styleSheet struct {
	byID     map[string]*node
	defaults *node // w:docDefaults
	normal   string
}

func readStyles(b []byte) *styleSheet {
	s := &styleSheet{byID: map[string]*node{}}
	root, err := parseXML(b)
	if err != nil {
		return s
	}
	all := root.kid("w:styles")
	s.defaults = all.kid("w:docDefaults")
	for _, n := range all.children("w:style") {
		id := n.get("styleId")
		s.byID[id] = n
		if d := n.get("default"); n.get("type") == "paragraph" && (d == "1" || d == "true") {
			s.normal = id
		}
	}
	return s
}

// chain is a style with those that it is based on, the base first.
func (s *styleSheet) chain(id string) (out []*node) {
	for range 20 {
		n := s.byID[id]
		if n == nil {
			break
		}
		out = append([]*node{n}, out...)
		id = n.kid("w:basedOn").val()
	}
	return out
}

// paragraph resolves the look of a paragraph with these properties.
func (s *styleSheet) paragraph(pPr *node) paraLook {
	l := paraLook{run: runLook{size: 10}} // what Word takes when nothing is said
	l.change(s.defaults.kid("w:pPrDefault").kid("w:pPr"))
	l.run.change(s.defaults.kid("w:rPrDefault").kid("w:rPr"))
	id := pPr.kid("w:pStyle").val()
	if id == "" {
		id = s.normal
	}
	for _, n := range s.chain(id) {
		l.change(n.kid("w:pPr"))
		l.run.change(n.kid("w:rPr"))
	}
	l.change(pPr)
	return l
}

// run resolves the look of a run in a paragraph.
func (s *styleSheet) run(l runLook, rPr *node) runLook {
	for _, n := range s.chain(rPr.kid("w:rStyle").val()) {
		l.change(n.kid("w:rPr"))
	}
	l.change(rPr)
	return l
}

// bordered says that a table style draws lines between rows.
func (s *styleSheet) bordered(id string) bool {
	out := false
	for _, n := range s.chain(id) {
		if in := n.kid("w:tblPr").kid("w:tblBorders").kid("w:insideH"); in != nil {
			out = in.val() != "nil" && in.val() != "none"
		}
	}
	return out
}
