package engine

import (
	"time"

	"github.com/sothon/sothon/forms"
	"github.com/sothon/sothon/forms/instance"
)

// load puts what is stored into the tree and evaluates everything (XForms lifecycle, docs/forms.md): preloads and static
// defaults of a new record, all expressions in order, then the first-load actions, known rows and their first actions.
func (s *Session) load(start Start) {
	s.opening, s.loading = true, true
	s.putRows(start.Rows)
	s.putAnswers(start.Answers)
	s.putFrozen(start.Frozen)
	fresh := start.New && s.mode == Interview
	if fresh {
		s.putGiven()
	}
	s.eachElem(func(e *instance.Elem) { s.preload(e, fresh) })
	s.loading = false
	if fresh {
		s.eachElem(func(e *instance.Elem) {
			if n := &s.f.Nodes[e.Node]; n.Default != "" && s.blank(e) && !s.isGiven(e.Row()) {
				s.seedAs(e, n.Default, true)
			}
		})
	}
	s.markEverything()
	s.drain()
	if fresh {
		rows := s.fresh // of repeat_count: they come after the actions of the record
		s.fresh = nil
		s.dynamicDefaults(s.tree.Root)
		s.happened("first-load", s.tree.Root, s.tree.Root, nil, 0)
		s.happened("load", s.tree.Root, s.tree.Root, nil, 0)
		s.innerRows(s.tree.Root)
		s.fresh = append(rows, s.fresh...)
	}
	s.settle()
	s.opening = false
	s.written = nil
	if !fresh && s.mode == Interview && s.p.occasions != nil {
		s.happened("load", s.tree.Root, s.tree.Root, nil, 0)
		s.settle()
	}
}

// eachElem calls f for every leaf of the record.
func (s *Session) eachElem(f func(*instance.Elem)) {
	s.tree.Root.Walk(func(e *instance.Elem) {
		if s.p.lay.Leaf(e.Node) {
			f(e)
		}
	})
}

// putRows adds the stored rows; a row may stand before the row around it.
func (s *Session) putRows(rows []Row) {
	left := rows
	for len(left) > 0 {
		var next []Row
		for _, r := range left {
			if !s.putRow(r) {
				next = append(next, r)
			}
		}
		if len(next) == len(left) {
			for _, r := range left {
				s.strays = append(s.strays, Answer{Ref: Ref{r.ID, r.Node}})
			}
			return
		}
		left = next
	}
}

func (s *Session) putRow(r Row) bool {
	if r.Node < 0 || r.Node >= len(s.f.Nodes) || !s.p.lay.IsRepeat(r.Node) {
		return false
	}
	up := s.tree.Find(instance.RowID(r.Parent), s.p.lay.Parent(r.Node))
	if up == nil || RowID(up.RowOf()) != r.Parent {
		return false
	}
	return s.insert(up.Range(r.Node), instance.RowID(r.ID)) != nil
}

// putAnswers stores answers as they are: what is not of its type is kept and marked.
func (s *Session) putAnswers(answers []Answer) {
	for _, a := range answers {
		e := s.find(a.Ref)
		if e == nil || !s.p.lay.Leaf(e.Node) {
			s.strays = append(s.strays, a)
			continue
		}
		c := cellOf(e)
		text, err := Canonical(s.f, e.Node, a.Value)
		if err != nil || a.Seed && asWritten(s.f.Nodes[e.Node].Type) {
			text = a.Value
		}
		if o := &s.p.nodes[e.Node]; o.calc != nil && !o.action && !s.holdsAnswer(e.Node) {
			if o.once {
				e.Raw = text
			} else {
				s.strays = append(s.strays, a) // this version computes it
			}
			continue
		}
		e.Raw, c.wrong, c.seed, c.answered = text, err != nil, a.Seed, !a.Seed
	}
}

// putFrozen remembers what volatile calculates gave at the last finish. An interview takes from it only what once()
// keeps.
func (s *Session) putFrozen(frozen []Answer) {
	s.frozen = make(map[Ref]string, len(frozen))
	for _, a := range frozen {
		s.frozen[a.Ref] = a.Value
		if e := s.find(a.Ref); e != nil && s.p.lay.Leaf(e.Node) && !cellOf(e).answered {
			if o := &s.p.nodes[e.Node]; o.once || s.f.Nodes[e.Node].Kind == forms.KindMeta {
				e.Raw = a.Value
			}
		}
	}
}

// blank tells whether nothing was stored for an element.
func (s *Session) blank(e *instance.Elem) bool { return e.Raw == "" && !cellOf(e).answered }

// preload fills what jr:preload asks for: of a new record everything, of another one only what belongs to the session.
func (s *Session) preload(e *instance.Elem, fresh bool) {
	o := &s.p.nodes[e.Node]
	if o.preload == "" || !s.blank(e) {
		return
	}
	n := &s.f.Nodes[e.Node]
	v := ""
	switch {
	case o.preload == "property":
		if fresh || n.Kind == forms.KindMeta {
			v = s.host.Property(o.preloadBy)
		}
	case !fresh && n.Kind != forms.KindMeta || s.mode == Reconcile && !fresh && o.preload == "timestamp":
	case o.preload == "uid":
		if fresh {
			s.host.elem, s.host.drawn = e, 0
			v = "uuid:" + s.host.UUID()
			s.host.elem = nil
		}
	case o.preload == "date" && o.preloadBy == "today":
		v = s.now(n, "date")
	case o.preload == "timestamp" && o.preloadBy == "start":
		if fresh {
			v = s.now(n, "dateTime")
		}
	}
	if v == "" {
		return
	}
	e.Raw = v
	cellOf(e).seed = fresh && n.Kind != forms.KindMeta
}

// now is the session's time as a node of that type stores it.
func (s *Session) now(n *forms.Node, def string) string {
	t := time.UnixMilli(s.env.Now).UTC().Add(time.Duration(s.env.Zone) * time.Minute)
	if or(n.Type, def) == "date" {
		return t.Format("2006-01-02")
	}
	zone := offset(s.env.Zone)
	if s.env.Zone == 0 {
		zone = "Z"
	}
	text, _ := canonicalDateTime(t.Format("2006-01-02T15:04:05.000") + zone)
	return text
}

// seed stores a value that the form itself brings, unless a person has answered.
func (s *Session) seed(e *instance.Elem, value string) bool { return s.seedAs(e, value, false) }

// asWritten tells whether a default of the form stays as its author wrote it: points and times have more digits than an
// answer keeps.
func asWritten(bind string) bool {
	switch bind {
	case "geopoint", "geotrace", "geoshape", "time", "dateTime":
		return true
	}
	return false
}

// seedAs is seed; written says that the text stands in the form itself.
func (s *Session) seedAs(e *instance.Elem, value string, written bool) bool {
	c := cellOf(e)
	if c.answered {
		return false
	}
	n := &s.f.Nodes[e.Node]
	text, err := Canonical(s.f, e.Node, s.withZone(n, value))
	if err != nil || written && asWritten(n.Type) {
		text = value
	}
	if text != "" {
		c.seed = true
		s.touch(c)
	}
	changed := s.write(e, text)
	c.wrong = err != nil
	return changed
}

// dynamicDefaults runs the first-load actions outside repeats and in given rows, in document order.
func (s *Session) dynamicDefaults(e *instance.Elem) {
	e.Each(func(k *instance.Elem) bool {
		if s.p.lay.Leaf(k.Node) {
			s.dynamicDefault(k)
		} else if !k.IsRow() || s.isGiven(k) {
			s.dynamicDefaults(k)
		}
		return true
	})
}

func (s *Session) dynamicDefault(e *instance.Elem) {
	o := &s.p.nodes[e.Node]
	if o.dynDefault == nil || cellOf(e).answered {
		return
	}
	s.drain()
	v, err := s.eval(o.dynDefault, e)
	if err != nil {
		return
	}
	if s.seed(e, convert(&s.f.Nodes[e.Node], v)) {
		s.fire(e, 0)
	}
}

// fire runs the actions that wait for a change of this value by a person or by another action (xforms-value-changed),
// each in the row that it shares with the trigger. An action that changes something fires in turn.
func (s *Session) fire(e *instance.Elem, depth int) {
	if s.mode == Reconcile || depth > 50 {
		return
	}
	for _, node := range s.p.nodes[e.Node].fires {
		apex := s.tree.Root
		for _, a := range s.p.lay.Chain[e.Node] {
			if s.p.lay.IsRepeat(a) && s.p.lay.Beneath(node, a) {
				apex = e.Ancestor(a)
			}
		}
		var targets []*instance.Elem
		s.tree.Instances(apex, node, func(t *instance.Elem) { targets = append(targets, t) })
		for _, t := range targets {
			s.act(t, depth)
		}
	}
	s.happened("value-changed", e, e, nil, depth)
}

func (s *Session) act(t *instance.Elem, depth int) {
	value := ""
	if x := s.p.nodes[t.Node].calc; x != nil {
		v, err := s.eval(x, t)
		if err != nil {
			return
		}
		value = convert(&s.f.Nodes[t.Node], v)
	}
	s.put(t, value, depth)
}

// put stores what an action sets.
func (s *Session) put(t *instance.Elem, value string, depth int) {
	c := cellOf(t)
	if !s.write(t, value) {
		return
	}
	if s.opening {
		c.seed = true
	} else {
		c.seed, c.answered = false, true
		s.written = append(s.written, Answer{Ref: refOf(t), Value: value})
	}
	s.fire(t, depth+1)
}
