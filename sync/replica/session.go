package replica

import (
	"slices"
	"sort"

	"github.com/sothon/sothon/forms"
	"github.com/sothon/sothon/forms/engine"
	"github.com/sothon/sothon/schema/answers"
	"github.com/sothon/sothon/sync/merge"
	"github.com/sothon/sothon/sync/wire"
)

// session is the form that is open.
type session struct {
	open    opening
	form    *forms.Form
	version *formVersion
	lists   []answers.NumberedList
	lang    string
	eng     *engine.Session
	base    *merge.Record // what the engine was opened over; nil: nothing stored
	entries []answers.Entry
	numbers []int // of the entries, as stored
	last    int   // number of the last journal entry stored
	written bool  // the opening is stored
	resumed bool
	stale   bool // something of this record arrived since base

	view   map[engine.Ref]*engine.NodeState // what was given out last, with choices
	shown  map[engine.Ref][]wire.Dot        // stored values that the widget shows
	lastYr map[engine.Ref]string
	words  map[string][]int // nodes by a word of their appearance, as asked for
}

// Opened is what a screen begins with.
type Opened struct {
	Record   wire.ID
	Case     wire.ID
	Form     wire.FormRef
	State    string
	ReadOnly bool
	Patch    Patch
	LastYear *LastYear
	Comments []Comment
	Decision *Decision
	Resumed  bool
	Position string
	Newer    *wire.FormRef // a newer version of the form is here: see Newer and Move; nil: none
}

// Patch is what the screen must change.
type Patch struct {
	Whole bool // everything there is: what is not in it is gone
	Rows  []RowChange
	Nodes []Node
}

// RowChange is a row that came, stays or went, and what merge knows of it.
type RowChange struct {
	engine.Change
	Added   bool    // by hand, in this visit: nothing was known of it before
	AddedBy string  // who added it by hand on another tablet; "" nobody
	Against *Remove // it stands although somebody removed it; nil: nothing is against it
}

// Remove is what stands against a row: docs/sync.md ◆D7.
type Remove struct {
	By string
	At int64
}

// Node is the state of one answer place, and what merge knows of it.
type Node struct {
	engine.NodeState
	ChoicesSet bool      // Choices is to replace what the screen has
	LastSame   bool      // the answer equals last year's
	Warn       *Reminder // worth a second look; nil: nothing is
	Conflict   []Sibling // values that stand against each other; empty: none do
}

// Sibling is one value of a conflict.
type Sibling struct {
	Value, Text string
	By          string
	At          int64
	Device      string
	Mine        bool
}

var errNoForm = &Error{"no-form", "Máy chưa nhận biểu mẫu của đợt này. Bấm Gửi và nhận khi có mạng.", "The form of this round has not been received. Send and receive when there is a network."}
var errNotOpen = &Error{"not-open", "Chưa mở phiếu nào.", "No record is open."}

// Open opens the record of a case in the round at hand, or goes on with its journal. Nothing is written: the journal
// begins with the first answer. A form that was open before is left as it is; Close it first.
func (r *Replica) Open(caseID wire.ID, at int64, zone int, lang string) (*Opened, error) {
	r.Confirm()
	o, err := r.openingOf(caseID, at, zone)
	if err != nil {
		return nil, err
	}
	return r.open(o, lang)
}

// openingOf gives the opening of the case's journal, or a new one.
func (r *Replica) openingOf(caseID wire.ID, at int64, zone int) (opening, error) {
	round := r.round()
	ref, ok := r.currentForm()
	if !ok {
		return opening{}, errNoForm
	}
	record := wire.RecordID(caseID, round.ID, ref.FormID)
	if d := r.drafts[record]; d != nil {
		return d.open, nil
	}
	if round.ID.IsZero() {
		return opening{}, errNoForm
	}
	if err := r.begins(ref.FormID, record); err != nil {
		return opening{}, err
	}
	ref = r.versionOf(record, ref)
	g, ok := r.grant()
	if !ok {
		return opening{}, fail("no-grant", "Máy này chưa được giao địa bàn nào. Hỏi cán bộ xã.", "This device has been given no area. Ask at the office.")
	}
	o := opening{Record: record, Case: caseID, Round: round.ID, FormHash: ref.Hash, At: at, Zone: zone, Grant: g.ID, User: r.user.ID}
	o.Area = r.areaOf(caseID)
	if o.Area.IsZero() {
		return opening{}, fail("not-found", "Hộ này không có trong danh sách của máy.", "This household is not in the lists of this device.")
	}
	f := r.forms[ref.Hash]
	if f == nil || f.decoded() == nil {
		return opening{}, errNoForm
	}
	o.Lists = r.listsFor(f, o.Area)
	return o, nil
}

// resume makes a session under an opening and plays its journal.
func (r *Replica) resume(o opening, lang string) (*session, error) {
	s := &session{open: o, lang: lang, view: map[engine.Ref]*engine.NodeState{}, shown: map[engine.Ref][]wire.Dot{},
		words: map[string][]int{}}
	s.version = r.forms[o.FormHash]
	if s.version == nil || s.version.decoded() == nil {
		return nil, errNoForm
	}
	s.form = s.version.form
	for _, ref := range o.Lists {
		if l, ok := r.listByRef(ref); ok {
			s.lists = append(s.lists, l)
		}
	}
	if d := r.drafts[o.Record]; d != nil {
		s.entries, s.numbers, s.last = slices.Clone(d.entries), slices.Clone(d.numbers), d.last
		s.written, s.resumed = true, true
	}
	return s, r.start(s)
}

// open opens under an opening and goes on with its journal.
func (r *Replica) open(o opening, lang string) (*Opened, error) {
	s, err := r.resume(o, lang)
	if err != nil {
		return nil, err
	}
	r.session = s
	out := &Opened{Record: o.Record, Case: o.Case, State: r.stateOf(o.Record), Resumed: s.resumed, Position: r.pos[o.Record]}
	out.Form = wire.FormRef{FormID: s.version.FormID, Version: s.version.Version, Hash: s.version.Hash, Title: s.version.Title}
	out.LastYear = r.lastYear(s)
	out.Comments = r.comments(s)
	out.Decision = r.decision(s.base)
	out.ReadOnly = r.readOnly(s)
	if f := r.newer(s); f != nil && !out.ReadOnly {
		ref := f.ref()
		out.Newer = &ref
	}
	out.Patch = r.whole(s)
	return out, nil
}

// start opens the engine over the record as it stands and plays the journal.
func (r *Replica) start(s *session) error {
	s.base = r.Merged(s.open.Record)
	env := r.interviewEnv(s)
	eng, patch, err := engine.Open(s.form, answers.Start(s.form, standing(s.base, s.entries), s.lists, env, engine.Interview))
	if err != nil {
		return fail("form", "Không mở được biểu mẫu này: "+err.Error(), "This form can not be opened: "+err.Error())
	}
	s.eng, s.stale = eng, false
	clear(s.view)
	s.look(patch)
	for i := range s.entries {
		s.play(&s.entries[i])
	}
	clear(s.shown)
	if s.base != nil {
		for i := range s.base.Registers {
			reg := &s.base.Registers[i]
			if n, ok := answers.Node(s.form, reg.Path); ok && n > 0 {
				ref := engine.Ref{Row: engine.RowID(reg.Row), Node: n}
				s.shown[ref] = append(s.shown[ref], shownOf(reg)...)
			}
		}
	}
	return nil
}

// shownOf gives the stored values that a widget shows: of a register that keeps each value only the one it stands for.
func shownOf(reg *merge.Register) []wire.Dot {
	if reg.Each {
		return []wire.Dot{answers.Chosen(reg).Dot}
	}
	return reg.Dots()
}

// play does a journal entry again. What the form now refuses stays in the journal: it is an answer.
func (s *session) play(e *answers.Entry) {
	if e.Action != answers.Comment && e.Action != answers.Resolve {
		s.look(s.eng.SetNow(e.At, e.Zone))
	}
	var p engine.Patch
	switch e.Action {
	case answers.Set:
		p, _ = s.eng.Set(e.Ref, e.Value)
	case answers.AddRow:
		p, _ = s.eng.AddRow(e.Ref.Node, e.Parent, e.Ref.Row)
	case answers.RemoveRow:
		p, _ = s.eng.RemoveRow(e.Ref.Row)
	case answers.RestoreRow:
		p, _ = s.eng.RestoreRow(e.Ref.Row)
	}
	s.look(p)
}

// look keeps what a patch says.
func (s *session) look(p engine.Patch) {
	changed := make(map[engine.Ref]bool, len(p.ChoicesChanged))
	for _, ref := range p.ChoicesChanged {
		changed[ref] = true
	}
	for i := range p.Rows {
		if c := &p.Rows[i]; c.Gone {
			for ref := range s.view {
				if ref.Row == c.Row.ID {
					delete(s.view, ref)
				}
			}
		}
	}
	for i := range p.Nodes {
		n := p.Nodes[i]
		if old := s.view[n.Ref]; old != nil && n.Choices == nil && !changed[n.Ref] {
			n.Choices = old.Choices
		}
		s.view[n.Ref] = &n
	}
}

// whole gives everything as one patch: a screen's beginning.
func (r *Replica) whole(s *session) Patch {
	p := Patch{Whole: true}
	index := map[engine.Ref]int{}
	for _, row := range s.eng.Rows() {
		k := engine.Ref{Row: row.Parent, Node: row.Node}
		p.Rows = append(p.Rows, r.row(s, engine.Change{Row: row, Index: index[k]}))
		index[k]++
	}
	refs := make([]engine.Ref, 0, len(s.view))
	for ref := range s.view {
		refs = append(refs, ref)
	}
	ordered(refs, func(a, b engine.Ref) int {
		if a.Node != b.Node {
			return a.Node - b.Node
		}
		return wire.ID(a.Row).Compare(wire.ID(b.Row))
	})
	for _, ref := range refs {
		n := r.node(s, *s.view[ref])
		n.ChoicesSet = n.Choices != nil
		p.Nodes = append(p.Nodes, n)
	}
	return p
}

// patch turns patches of the engine into the screen's, newest state of each place once.
func (r *Replica) patch(s *session, parts ...engine.Patch) Patch {
	var out Patch
	at := map[engine.Ref]int{}
	for _, p := range parts {
		s.look(p)
		for i := range p.Rows {
			out.Rows = append(out.Rows, r.row(s, p.Rows[i]))
		}
		changed := make(map[engine.Ref]bool, len(p.ChoicesChanged))
		for _, ref := range p.ChoicesChanged {
			changed[ref] = true
		}
		for i := range p.Nodes {
			n := r.node(s, p.Nodes[i])
			n.ChoicesSet = changed[n.Ref] || p.Nodes[i].Choices != nil
			if k, there := at[n.Ref]; there {
				n.ChoicesSet = n.ChoicesSet || out.Nodes[k].ChoicesSet
				out.Nodes[k] = n
				continue
			}
			at[n.Ref] = len(out.Nodes)
			out.Nodes = append(out.Nodes, n)
		}
	}
	for _, ref := range s.numbersBeside(out.Nodes) { // their reminders read the answers around them
		if _, there := at[ref]; !there {
			out.Nodes = append(out.Nodes, r.node(s, *s.view[ref]))
		}
	}
	for i := range out.Nodes {
		if v := s.view[out.Nodes[i].Ref]; v != nil && out.Nodes[i].ChoicesSet {
			out.Nodes[i].Choices = v.Choices
		}
	}
	return out
}

// node adds to an engine's state what merge and last year know.
func (r *Replica) node(s *session, st engine.NodeState) Node {
	n := Node{NodeState: st}
	if v, ok := s.lastYr[st.Ref]; ok && v != "" && v == st.Value {
		n.LastSame = true
	}
	n.Conflict = r.siblings(s, st.Ref, st.Value)
	n.Seed = n.Seed || s.onlySeeded(st.Ref)
	n.Warn = r.reminder(s, &n.NodeState)
	return n
}

// row adds to a row what merge knows of it.
func (r *Replica) row(s *session, c engine.Change) RowChange {
	out := RowChange{Change: c}
	for i := range s.entries {
		out.Added = out.Added || s.entries[i].Action == answers.AddRow && s.entries[i].Ref.Row == c.Row.ID
	}
	if s.base == nil || c.Gone {
		return out
	}
	for i := range s.base.Rows {
		x := &s.base.Rows[i]
		if x.ID != wire.ID(c.Row.ID) || x.Path != answers.Path(s.form, c.Row.Node) {
			continue
		}
		out.Added = out.Added || !x.Seeded && !x.Implied
		if w := x.Origin.Dot.Writer; !x.Seeded && !x.Implied && w != r.id.Writer() {
			out.AddedBy = first(r.people().called(x.Origin.User), r.people().device(w))
		}
		if x.Flagged && len(x.Removes) > 0 && !s.decided(c.Row.ID) {
			rem := x.Removes[len(x.Removes)-1]
			out.Against = &Remove{first(r.people().called(rem.User), r.people().device(rem.Dot.Writer)), rem.At}
		}
	}
	return out
}

// decided says that the journal keeps a row that stands against a remove.
func (s *session) decided(row engine.RowID) bool {
	kept := false
	for i := range s.entries {
		if e := &s.entries[i]; e.Ref.Row == row && (e.Action == answers.RestoreRow || e.Action == answers.RemoveRow) {
			kept = e.Action == answers.RestoreRow
		}
	}
	return kept
}

// onlySeeded says that what stands at a place was pre-filled and nobody has answered.
func (s *session) onlySeeded(ref engine.Ref) bool {
	if s.base == nil {
		return false
	}
	reg := register(s.base, wire.ID(ref.Row), answers.Path(s.form, ref.Node))
	if reg == nil || !reg.Values[0].Seed {
		return false
	}
	for i := range s.entries {
		if e := &s.entries[i]; e.Action == answers.Set && e.Ref == ref {
			return false
		}
	}
	return true
}

// siblings gives the values that stand against each other at a place: those stored and not named by the journal, and
// the journal's own answer.
func (r *Replica) siblings(s *session, ref engine.Ref, value string) []Sibling {
	if s.base == nil {
		return nil
	}
	reg := register(s.base, wire.ID(ref.Row), answers.Path(s.form, ref.Node))
	if reg == nil || reg.Each {
		return nil
	}
	named, own, at := map[wire.Dot]bool{}, false, int64(0)
	for i := range s.entries {
		if e := &s.entries[i]; e.Action == answers.Set && e.Ref == ref {
			own, at, value = true, e.At, e.Value
			for _, d := range e.Sees {
				named[d] = true
			}
		}
	}
	var out []Sibling
	seen := map[string]bool{}
	if own {
		out = append(out, Sibling{Value: value, Text: s.text(ref, value), By: r.people().called(r.user.ID), At: at, Device: r.id.Device, Mine: true})
		seen[value] = true
	}
	for i := range reg.Values {
		v := &reg.Values[i]
		text, ok := answers.FromWire(v.Value)
		if named[v.Dot] || !ok || v.Seed && own || seen[text] {
			continue
		}
		seen[text] = true
		out = append(out, Sibling{Value: text, Text: s.text(ref, text), By: r.people().called(v.User), At: v.At,
			Device: r.people().device(v.Dot.Writer), Mine: v.Dot.Writer == r.id.Writer()})
	}
	if len(out) < 2 {
		return nil
	}
	return out
}

// register finds a register of a record, nil when it has no visible value.
func register(rec *merge.Record, row wire.ID, path string) *merge.Register {
	i := sort.Search(len(rec.Registers), func(i int) bool {
		reg := &rec.Registers[i]
		if c := reg.Row.Compare(row); c != 0 {
			return c > 0
		}
		return reg.Path >= path
	})
	if i < len(rec.Registers) && rec.Registers[i].Row == row && rec.Registers[i].Path == path {
		return &rec.Registers[i]
	}
	return nil
}

// text is an answer as a person reads it: labels of choices in place of their values.
func (s *session) text(ref engine.Ref, value string) string {
	if v := s.view[ref]; v != nil {
		return s.label(ref.Node, value, v.Choices)
	}
	return s.label(ref.Node, value, nil)
}
