package engine

import (
	"math"
	"strings"

	"github.com/sothon/sothon/forms"
	"github.com/sothon/sothon/forms/digest"
	"github.com/sothon/sothon/forms/instance"
	"github.com/sothon/sothon/forms/xpath"
)

// evalSteps bounds one evaluation: about a tenth of a second.
const evalSteps = 3_000_000

// eval evaluates an expression bound to an element.
func (s *Session) eval(x *xpath.Expr, e *instance.Elem) (xpath.Value, error) {
	s.steps = evalSteps
	s.ctx.Node, s.ctx.Current, s.ctx.Steps = e, nil, &s.steps
	outer, drawn := s.host.elem, s.host.drawn
	s.host.elem, s.host.drawn = e, 0
	v, err := x.Eval(&s.ctx)
	s.host.elem, s.host.drawn = outer, drawn
	return v, err
}

func (s *Session) str(x *xpath.Expr, e *instance.Elem) string {
	v, err := s.eval(x, e)
	if err != nil {
		return ""
	}
	if v.IsNumber() && math.IsNaN(v.Num()) {
		return ""
	}
	return v.Str()
}

// render is a text in the session's language with its expressions evaluated.
func (s *Session) render(t text, static forms.Text, e *instance.Elem) string {
	lang := s.lang
	if lang >= len(static) || len(static[lang]) == 0 {
		lang = 0
		for lang < len(static) && len(static[lang]) == 0 {
			lang++
		}
	}
	if lang < len(t) && t[lang] != nil {
		var b strings.Builder
		for _, p := range t[lang] {
			if p.expr == nil {
				b.WriteString(p.lit)
			} else {
				b.WriteString(s.str(p.expr, e))
			}
		}
		return b.String()
	}
	if lang < len(static) && len(static[lang]) == 1 {
		return static[lang][0].Lit
	}
	return instance.Literal(static, lang)
}

// host answers what expressions ask of the session.
type host struct {
	xpath.BaseHost
	s     *Session
	elem  *instance.Elem // the element the expression is bound to
	drawn uint32         // random numbers taken by this evaluation
}

var _ xpath.Host = (*host)(nil)

func (h *host) Root() xpath.Node  { return h.s.tree.Document() }
func (h *host) Now() (int64, int) { return h.s.env.Now, h.s.env.Zone }
func (h *host) Lang() string      { return h.s.env.Lang }
func (h *host) Random() float64   { return fraction(h.draw()) }
func (h *host) UUID() string      { return uuid(h.draw()) }

// Itext is a text of the list that keeps those which expressions ask for by id.
func (h *host) Itext(id string) (string, bool) {
	t := h.s.tables[forms.ItextList]
	if t == nil {
		return "", false
	}
	text, found := "", false
	t.Find(0, id, func(row int) bool {
		text, found = h.s.rowLabel(&forms.Node{List: forms.ItextList}, t, row, h.s.tree.Root), true
		return false
	})
	return text, found
}

// draw gives 16 bytes that depend on the seed, the place and how many were drawn there: the order in which expressions
// are evaluated does not matter.
func (h *host) draw() []byte {
	b := make([]byte, 0, 48)
	b = append(b, "sothon.random.1"...)
	b = appendUint(b, h.s.env.Seed, 8)
	if h.elem != nil {
		row := h.elem.RowOf()
		b = append(b, row[:]...)
		b = appendUint(b, uint64(h.elem.Node), 4)
	}
	b = appendUint(b, uint64(h.drawn), 4)
	h.drawn++
	sum := digest.Sum256(b)
	return sum[:16]
}

// fraction makes a number in [0, 1) of 53 bits.
func fraction(b []byte) float64 {
	n := uint64(0)
	for _, x := range b[:7] {
		n = n<<8 | uint64(x)
	}
	return float64(n>>3) / (1 << 53)
}

func uuid(b []byte) string {
	b[6], b[8] = b[6]&0x0f|0x40, b[8]&0x3f|0x80
	return dashed(b)
}

func dashed(id []byte) string {
	const digits = "0123456789abcdef"
	b := make([]byte, 0, 36)
	for i, x := range id {
		if i == 4 || i == 6 || i == 8 || i == 10 {
			b = append(b, '-')
		}
		b = append(b, digits[x>>4], digits[x&15])
	}
	return string(b)
}

func (h *host) Instance(id string) (xpath.Node, bool) {
	if t := h.s.tables[id]; t != nil {
		return t.Document(), true
	}
	return nil, false
}

func (h *host) Lookup(id, column, value string) ([]xpath.Node, bool) {
	if t := h.s.tables[id]; t != nil {
		return t.Lookup(column, value)
	}
	return nil, false
}

// Property answers from Env: names of Property first, then those of the device and user.
func (h *host) Property(name string) string {
	env := &h.s.env
	if v, ok := env.Property[name]; ok {
		return v
	}
	switch name {
	case "deviceid":
		return env.Device
	case "username":
		return env.User
	case "version":
		return h.s.f.VersionName
	}
	return ""
}

// ChoiceName is the label of a value of the select that a path names.
func (h *host) ChoiceName(value, path string, ctx xpath.Node) (string, bool) {
	at := 0
	if e := instance.ElemOf(ctx); e != nil {
		at = e.Node
	} else if h.elem != nil {
		at = h.elem.Node
	}
	node := h.s.question(at, path)
	if node < 0 {
		return "", false
	}
	return h.s.choiceLabel(node, value)
}

// question finds the node that a path in the text of an expression names, seen from another; -1 when there is none.
func (s *Session) question(from int, path string) int {
	path = strings.TrimPrefix(strings.TrimSpace(path), "current()/")
	lay := s.p.lay
	at := from
	steps := strings.Split(path, "/")
	if steps[0] == "" && len(steps) > 1 {
		if steps[1] != lay.Name(0) {
			return -1
		}
		at, steps = 0, steps[2:]
	}
	for _, st := range steps {
		if i := strings.IndexByte(st, '['); i >= 0 {
			st = st[:i]
		}
		switch st = strings.TrimSpace(st); st {
		case ".", "current()":
		case "..":
			at = lay.Parent(at)
		default:
			at = lay.Child(at, st)
		}
		if at < 0 {
			return -1
		}
	}
	return at
}
