package engine

import (
	"math"
	"math/bits"
	"strconv"

	"github.com/sothon/sothon/forms"
	"github.com/sothon/sothon/forms/instance"
	"github.com/sothon/sothon/forms/xpath"
)

// mark queues a job for one element.
func (s *Session) mark(j int, e *instance.Elem) {
	c := cellOf(e)
	bit := uint16(1) << s.p.jobs[j].kind
	if c.dirty&bit != 0 || e.Gone || j == s.running {
		return
	}
	c.dirty |= bit
	s.pending[j] = append(s.pending[j], e)
	s.due[j>>6] |= 1 << (j & 63)
}

// markKind queues one kind of job of the element's own, if its node has it.
func (s *Session) markKind(e *instance.Elem, k kind) {
	if j := s.p.nodes[e.Node].jobs[k]; j >= 0 {
		s.mark(j, e)
	}
}

// markAll queues a job for all its elements beneath apex.
func (s *Session) markAll(j int, apex *instance.Elem) {
	if apex == nil {
		return
	}
	jb := &s.p.jobs[j]
	if !s.p.lay.IsRepeat(jb.node) || apex.Node == jb.node {
		s.tree.Instances(apex, jb.node, func(e *instance.Elem) { s.mark(j, e) })
		return
	}
	s.tree.Instances(apex, s.p.lay.Parent(jb.node), func(up *instance.Elem) {
		r := up.Range(jb.node)
		s.mark(j, r.Proto)
		if jb.kind != doCount {
			for _, row := range r.Rows {
				s.mark(j, row)
			}
		}
	})
}

// markOwn queues every job of an element and of all beneath it.
func (s *Session) markOwn(top *instance.Elem) {
	top.Walk(func(e *instance.Elem) {
		s.markNode(e)
		s.eachProto(e, s.markNode)
	})
}

func (s *Session) markNode(e *instance.Elem) {
	for k, j := range s.p.nodes[e.Node].jobs {
		if j >= 0 && (kind(k) != doCount || e.IsProto()) {
			s.mark(j, e)
		}
	}
}

func (s *Session) markEverything() { s.markOwn(s.tree.Root) }

// again evaluates everything once more although no answer has changed.
func (s *Session) again() {
	s.repeating = true
	s.markEverything()
	s.settle()
	s.repeating = false
}

// eachProto calls f for the prototypes of the repeats that are children of e.
func (s *Session) eachProto(e *instance.Elem, f func(*instance.Elem)) {
	for _, c := range s.p.lay.Children[e.Node] {
		if r := e.Range(c); r != nil {
			f(r.Proto)
		}
	}
}

// emit queues whatever reads this element.
func (s *Session) emit(e *instance.Elem) { s.follow(s.p.readers[e.Node], e) }

func (s *Session) follow(edges []edge, e *instance.Elem) {
	for _, x := range edges {
		apex := s.tree.Root
		if x.apex >= 0 {
			apex = e.Ancestor(x.apex)
		}
		s.markAll(x.job, apex)
	}
}

// settle runs what is due until nothing is, first actions of new rows included.
func (s *Session) settle() {
	for {
		s.drain()
		if len(s.fresh) == 0 {
			return
		}
		rows := s.fresh
		s.fresh = nil
		for _, row := range rows {
			if !row.Gone {
				s.firstActions(row)
			}
		}
	}
}

// drain runs the queued jobs in order. A job only queues later ones, so each runs at most once for an element.
func (s *Session) drain() {
	for w := 0; w < len(s.due); w++ {
		for s.due[w] != 0 {
			j := w<<6 + bits.TrailingZeros64(s.due[w])
			s.due[w] &^= 1 << (j & 63)
			list := s.pending[j]
			s.pending[j] = nil
			s.running = j
			bit := uint16(1) << s.p.jobs[j].kind
			for _, e := range list {
				cellOf(e).dirty &^= bit
				if !e.Gone {
					s.run(&s.p.jobs[j], e)
				}
			}
			s.running = -1
			if s.pending[j] == nil {
				s.pending[j] = list[:0]
			}
		}
	}
}

func (s *Session) run(j *job, e *instance.Elem) {
	o, c := &s.p.nodes[j.node], cellOf(e)
	switch j.kind {
	case doRelevant:
		v, err := s.eval(o.relevant, e)
		if own := err != nil || v.Bool(); own == c.irrelevant { // what can not be decided is shown
			c.irrelevant = !own
			s.reveal(e)
		}
	case doCount:
		v, err := s.eval(o.count, e)
		if err != nil {
			v = xpath.Number(0)
		}
		if n := v.Num(); !math.IsNaN(n) { // a blank count leaves the rows as they are
			s.runCount(e, n)
		}
	case doCalc:
		s.runCalc(o, e)
	case doChoices:
		s.runChoices(o, e)
	case doRequired:
		v, err := s.eval(o.required, e)
		if is := err == nil && v.Bool(); is != c.required {
			c.required = is
			s.touch(c)
			s.markKind(e, doCheck)
		}
	case doReadOnly:
		v, err := s.eval(o.readonly, e)
		if is := err == nil && v.Bool(); is != c.locked {
			c.locked = is
			s.lock(e)
		}
	case doCheck:
		s.runCheck(o, e)
	case doLabel:
		if t := s.render(o.label, s.f.Nodes[e.Node].Label, e); t != c.label {
			c.label = t
			s.touch(c)
		}
	case doHint:
		if t := s.render(o.hint, s.f.Nodes[e.Node].Hint, e); t != c.hint {
			c.hint = t
			s.touch(c)
		}
	}
}

// reveal brings Hidden of an element and all beneath it up to date and queues what reads any of them.
func (s *Session) reveal(e *instance.Elem) {
	c := cellOf(e)
	hidden := c.irrelevant || e.Up != nil && e.Up.Hidden
	if e.Hidden == hidden {
		return
	}
	e.Hidden = hidden
	s.touch(c)
	s.markKind(e, doCheck)
	s.markKind(e, doChoices)
	if s.p.nodes[e.Node].once {
		s.markKind(e, doCalc)
	}
	if !e.IsProto() {
		s.emit(e)
	}
	e.Each(func(k *instance.Elem) bool { s.reveal(k); return true })
	s.eachProto(e, s.reveal)
}

// lock brings readOnly of an element and all beneath it up to date.
func (s *Session) lock(e *instance.Elem) {
	c := cellOf(e)
	is := c.locked || e.Up != nil && cellOf(e.Up).readOnly
	if c.readOnly == is {
		return
	}
	c.readOnly = is
	s.touch(c)
	e.Each(func(k *instance.Elem) bool { s.lock(k); return true })
	s.eachProto(e, s.lock)
}

// write stores a value and queues what reads it; false when it was there already.
func (s *Session) write(e *instance.Elem, value string) bool {
	if e.Raw == value {
		return false
	}
	e.Raw = value
	c := cellOf(e)
	c.wrong = false
	s.touch(c)
	s.markKind(e, doCheck)
	s.markKind(e, doChoices)
	if !e.Hidden {
		s.emit(e)
	}
	return true
}

// runCalc computes a calculate. A value that a person put over it stands until something it depends on changes, in
// reconcile for good; volatile values come from the finish op when it has them.
func (s *Session) runCalc(o *code, e *instance.Elem) {
	c := cellOf(e)
	if c.answered {
		if s.opening || s.repeating || s.mode == Reconcile {
			return
		}
		c.answered = false
	}
	if o.volatile && s.mode == Reconcile {
		if v, ok := s.frozen[refOf(e)]; ok {
			s.write(e, v)
			return
		}
	}
	if o.once && e.Hidden && e.Raw != "" {
		return
	}
	if o.place {
		s.write(e, strconv.Itoa(placeOf(e.Up)))
		return
	}
	v, err := s.eval(o.calc, e)
	if err != nil {
		v = xpath.Value{}
	}
	s.write(e, convert(&s.f.Nodes[e.Node], v))
}

// placeOf is position() of a row, counted without the evaluator: the most frequent expression of long repeats.
func placeOf(row *instance.Elem) int {
	place := 1
	for _, r := range row.Up.Range(row.Node).Rows[:row.Index] {
		if !r.Hidden {
			place++
		}
	}
	return place
}

// convert turns the result of an expression into the text a node of that type stores (docs/forms.md): a number into an
// int is cut, NaN is empty, what is no value of the type is kept as text.
func convert(n *forms.Node, v xpath.Value) string {
	switch n.Type {
	case "int", "decimal":
		if v.IsBool() {
			return v.Str()
		}
		f := v.Num()
		if v.IsNodeset() || !v.IsNumber() {
			if t := v.Str(); t == "" {
				return ""
			} else if c, ok := canonicalDecimal(t); ok && n.Type == "decimal" {
				return c
			}
		}
		if math.IsNaN(f) || math.IsInf(f, 0) {
			return ""
		}
		if n.Type == "int" {
			f = math.Trunc(f)
		}
		return xpath.FormatNumber(f)
	case "date":
		if t := v.Str(); t != "" {
			if c, ok := canonicalDate(t); ok {
				return c
			}
		}
	case "dateTime":
		if c, ok := canonicalDateTime(v.Str()); ok {
			return c
		}
	}
	if v.IsNumber() && math.IsNaN(v.Num()) {
		return "" // infinity is text as any other
	}
	return v.Str()
}

// runCheck decides validity: required before type before constraint, which is not asked of an empty value.
func (s *Session) runCheck(o *code, e *instance.Elem) {
	c := cellOf(e)
	n := &s.f.Nodes[e.Node]
	valid, message := Valid, ""
	switch {
	case e.Hidden || n.Kind != forms.KindQuestion:
	case e.Raw == "":
		if c.required {
			valid, message = MissingRequired, s.render(o.requiredMsg, n.RequiredMsg, e)
		}
	case c.wrong:
		valid = WrongType
	case o.constraint != nil:
		if v, err := s.eval(o.constraint, e); err == nil && !v.Bool() {
			valid, message = ConstraintFailed, s.render(o.constraintMsg, n.ConstraintMsg, e)
		}
	}
	if valid != c.valid || message != c.message {
		c.valid, c.message = valid, message
		s.touch(c)
	}
}
