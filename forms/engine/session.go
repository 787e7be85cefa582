package engine

import (
	"strings"
	"sync"

	"github.com/sothon/sothon/forms"
	"github.com/sothon/sothon/forms/instance"
	"github.com/sothon/sothon/forms/xpath"
)

// Session is one open record. It is not safe for concurrent use.
type Session struct {
	p      *Program
	f      *forms.Form
	tree   *instance.Tree
	mode   Mode
	env    Env
	lang   int
	host   host
	ctx    xpath.Context
	steps  int
	tables map[string]*instance.Table
	frozen map[Ref]string
	given  map[RowID]int // rows of Form.Given by the ids that they have in this record
	strays []Answer

	pending   [][]*instance.Elem // by job: elements it is due for
	due       []uint64           // bit set of the jobs that have any
	running   int                // job being run, -1 = none
	opening   bool               // stored values are being loaded: no choice is dropped
	fresh     []*instance.Elem   // rows whose first actions have not run
	touched   []*cell
	changes   []Change
	written   []Answer
	loading   bool // stored rows are being loaded: they have had their first actions
	repeating bool // everything is evaluated again: what a person put over a calculate stands
	spare     []cell
}

// cell is what the engine knows of one element.
type cell struct {
	elem           *instance.Elem
	dirty          uint16 // jobs it is queued for, by kind
	touched        bool
	shown          bool // last has been given out
	last           NodeState
	irrelevant     bool // its own condition is false
	required       bool
	locked         bool // its own readonly
	readOnly       bool // own or an ancestor's
	valid          Validity
	message        string
	label, hint    string
	seed, answered bool
	wrong          bool // the stored text is not of the node's type
	misfit         bool // the value is not among the choices
	cut            bool // a row taken away by repeat_count
	count          int  // of a repeat's prototype: rows that repeat_count asks for
	choices        *choices
	choicesChanged bool
	list           *instance.Table // of a known row: the list and item it came from
	item           int
}

func cellOf(e *instance.Elem) *cell { return e.State.(*cell) }

var opened struct {
	sync.Mutex
	programs [4]*Program
	next     int
}

// compiled is Compile with a memory of the last few forms.
func compiled(f *forms.Form) (*Program, error) {
	opened.Lock()
	defer opened.Unlock()
	for _, p := range opened.programs {
		if p != nil && p.form == f {
			return p, nil
		}
	}
	p, err := Compile(f)
	if err != nil {
		return nil, err
	}
	opened.programs[opened.next] = p
	opened.next = (opened.next + 1) % len(opened.programs)
	return p, nil
}

// Open starts a session over a form. The Patch is the first screen: every row and every node. The error is a located
// text for people: the form has faults (see Check).
func Open(f *forms.Form, start Start) (*Session, Patch, error) {
	p, err := compiled(f)
	if err != nil {
		return nil, Patch{}, err
	}
	return p.Open(start)
}

// Open is the package's Open over a form compiled before.
func (p *Program) Open(start Start) (*Session, Patch, error) {
	if p.refused {
		for _, d := range p.faults {
			if d.Severity == forms.Error {
				return nil, Patch{}, &FormError{d}
			}
		}
	}
	s := &Session{p: p, f: p.form, mode: start.Mode, env: start.Env, running: -1, lang: p.form.Lang(start.Env.Lang),
		pending: make([][]*instance.Elem, len(p.jobs)), due: make([]uint64, (len(p.jobs)+63)/64)}
	s.host.s = s
	s.ctx.Host = &s.host
	s.tree = instance.NewTree(p.lay, s.made)
	s.lists(start.Lists)
	s.load(start)
	return s, s.patch(), nil
}

// made gives a new element its cell.
func (s *Session) made(e *instance.Elem) {
	if len(s.spare) == 0 {
		s.spare = make([]cell, 64)
	}
	c := &s.spare[0]
	s.spare = s.spare[1:]
	c.elem = e
	e.State = c
	if up := e.Up; up != nil {
		e.Hidden = up.Hidden
		c.readOnly = cellOf(up).readOnly
	}
	s.touch(c)
}

func (s *Session) touch(c *cell) {
	if !c.touched {
		c.touched = true
		s.touched = append(s.touched, c)
	}
}

// refOf names an element; a repeat without rows is named by the row around it.
func refOf(e *instance.Elem) Ref {
	if e.IsProto() {
		return Ref{RowID(e.Up.RowOf()), e.Node}
	}
	return Ref{RowID(e.RowOf()), e.Node}
}

// find is the live element of a reference, nil when there is none. A repeat in the row around it is its prototype.
func (s *Session) find(ref Ref) *instance.Elem {
	if ref.Node < 0 || ref.Node >= len(s.f.Nodes) {
		return nil
	}
	e := s.tree.Find(instance.RowID(ref.Row), ref.Node)
	if e == nil && s.p.lay.IsRepeat(ref.Node) {
		if up := s.tree.Find(instance.RowID(ref.Row), s.p.lay.Parent(ref.Node)); up != nil {
			e = up.Range(ref.Node).Proto
			if up.Gone {
				return nil
			}
		}
	}
	if e == nil || e.Gone || !e.IsProto() && RowID(e.RowOf()) != ref.Row {
		return nil
	}
	return e
}

// Refusal says why a call was not carried out; nothing has changed.
type Refusal struct{ Vi, En string }

// Error gives the reason in both languages.
func (r *Refusal) Error() string { return r.Vi + " / " + r.En }

// Set answers a question: value is brought into its canonical form, "" clears. An answer that equals a seed confirms it.
// The error is a *TypeError when the value is not of the question's type, else a *Refusal: no such place, not a question,
// read-only, or (in an interview) not one of its choices or no order of all of them.
func (s *Session) Set(ref Ref, value string) (Patch, error) {
	e := s.find(ref)
	if e == nil {
		return Patch{}, &Refusal{"không có câu hỏi này trong phiếu (dòng có thể đã bị bỏ)", "no such question in the record (its row may be gone)"}
	}
	n := &s.f.Nodes[e.Node]
	if n.Kind != forms.KindQuestion && n.Kind != forms.KindValue && n.Kind != forms.KindMeta || n.Kind == forms.KindValue && n.Calculate != "" {
		return Patch{}, &Refusal{"«" + n.Name + "» không phải câu hỏi để trả lời", n.Name + " is not a question to answer"}
	}
	c := cellOf(e)
	if c.readOnly && s.mode == Interview && n.Kind == forms.KindQuestion {
		return Patch{}, &Refusal{"«" + n.Name + "» chỉ để xem, không sửa được", n.Name + " is read-only"}
	}
	text, err := Canonical(s.f, e.Node, s.withZone(n, value))
	if err != nil {
		return Patch{}, err
	}
	if s.mode == Interview && text != "" && !s.offered(e, text) {
		return Patch{}, &Refusal{"«" + n.Name + "»: «" + cut(text) + "» không có trong danh sách lựa chọn", n.Name + ": \"" + cut(text) + "\" is not one of the choices"}
	}
	if n.Control == "rank" && s.mode == Interview && text != "" && len(strings.Fields(text)) != s.offers(e) {
		return Patch{}, &Refusal{"«" + n.Name + "»: phải xếp thứ tự mọi lựa chọn, mỗi lựa chọn một lần", n.Name + ": every choice has to be ranked, each once"}
	}
	s.written = nil
	c.seed, c.answered = false, true
	s.touch(c)
	if s.write(e, text) {
		if len(s.p.nodes[e.Node].fires) > 0 || len(s.p.occasions) > 0 {
			s.drain() // actions read what follows from the answer
		}
		s.fire(e, 0)
	}
	s.settle()
	return s.patch(), nil
}

// withZone adds the session's offset to an instant typed without one.
func (s *Session) withZone(n *forms.Node, v string) string {
	if n.Type != "dateTime" || v == "" {
		return v
	}
	if _, ok := canonicalDateTime(v); !ok {
		if zoned := v + offset(s.env.Zone); len(v) > 10 {
			if _, ok := canonicalDateTime(zoned); ok {
				return zoned
			}
		}
	}
	return v
}

func offset(zone int) string {
	sign := byte('+')
	if zone < 0 {
		sign, zone = '-', -zone
	}
	b := appendPadded([]byte{sign}, zone/60, 2)
	return string(appendPadded(append(b, ':'), zone%60, 2))
}

// Written lists the answers that the last call changed by itself besides the one it was asked to: choices that dropped
// out of their list ("" = cleared) and values set by triggers. They are answers and become ops of their own.
func (s *Session) Written() []Answer { return s.written }

// Strays are the rows' and answers' values that Open was given and for which the form has no place.
func (s *Session) Strays() []Answer { return s.strays }

// SetLang changes the language of labels, hints, messages and choices.
func (s *Session) SetLang(lang string) Patch {
	s.written = nil
	s.env.Lang = lang
	s.lang = s.f.Lang(lang)
	s.relabel()
	s.tree.Root.Walk(func(e *instance.Elem) {
		s.touch(cellOf(e))
		s.eachProto(e, func(p *instance.Elem) { s.touch(cellOf(p)) })
	})
	s.again()
	return s.patch()
}

// SetNow tells an interview the time; whatever reads it is evaluated again. A reconcile session keeps its own.
func (s *Session) SetNow(ms int64, zone int) Patch {
	s.written = nil
	if s.mode == Reconcile {
		return Patch{}
	}
	s.env.Now, s.env.Zone = ms, zone
	for j := range s.p.jobs {
		if s.p.jobs[j].clock {
			s.markAll(j, s.tree.Root)
		}
	}
	s.settle()
	return s.patch()
}

// InstanceName evaluates the name that the form's settings give a record, "" when they give none.
func (s *Session) InstanceName() string {
	if s.p.name == nil {
		return ""
	}
	return s.str(s.p.name, s.tree.Root)
}

// Tree is the answer tree, to be read only: for submissions and scenario files.
func (s *Session) Tree() *instance.Tree { return s.tree }
