package admin

import (
	"html/template"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/sothon/sothon/forms"
	"github.com/sothon/sothon/forms/engine"
	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/schema/answers"
	"github.com/sothon/sothon/schema/store"
	"github.com/sothon/sothon/sync/merge"
	"github.com/sothon/sothon/sync/wire"
)

type recordView struct {
	ID         string
	Label      string
	State      schema.State
	StateName  string
	StateTag   string
	StateIcon  string
	Facts      []string
	Groups     []groupView
	Filters    []filterView
	Show       string
	Lines      []lineView
	Four       bool // a third column: the approved version
	LastName   string
	NowName    string
	ApprovedOn string
	Hidden     int // unchanged questions that the filter leaves out
	Threads    []threadView
	History    []historyView
	Saves      int
	Held       []heldView
	Blockers   []blocker
	Frontier   string
	CanReview  bool
	Approved   bool
	Decided    []decisionView
	Asks       int // questions that the village is asked to mend
	Problem    string
	Back       string
	Query      template.URL // of the list the reader came from, without "?"
	Prev, Next string
	Index      int
	Total      int
	Questions  []questionOption
	Result     *resultView
	Verdicts   []verdictView
	Twins      []twinView
	Together   []togetherView
	Class      *classView
	At         *focusView
	Settled    int // conflicts settled since the last decision
	Rejected   bool
}

type groupView struct {
	Node      int
	Label     string
	Conflicts int
	Problems  int
	Changed   int
	Current   bool
}

type filterView struct {
	Key     string
	Name    string
	Count   int
	Current bool
}

type lineView struct {
	Group    string // a heading instead of a question
	GroupID  int
	RowMark  string // of a repeat's row heading: new, gone, kept
	RowID    string // of a row that a person may keep or take out
	Anchor   string
	Number   int
	Label    string
	Note     string
	Mark     string // conflict, problem, changed, approved-changed, comment, ""
	Last     shown
	NoLast   bool
	Now      shown
	Same     bool   // as last year
	Asked    bool   // and a person said so this year
	Big      string // how much larger or smaller than last year, when that is much
	Open     string // dots of the open comments
	Map      *mapView
	Approved shown
	Who      string // who wrote what changed since approval
	Fork     *forkView
	Problems []problemView
	Comments []commentView
	Ask      bool
	Save     string     // anchor of the change in the history that wrote the value
	Fold     []lineView // unchanged lines that stand folded in place of this one
	Ref      string     // "rowhex:path" of the register
	Choices  []engine.Choice
}

// problemView is a broken rule in words, with the answers that the rule reads.
type problemView struct {
	Text   string
	Behind []behindView
}

type forkView struct {
	Settled bool   // decided; the values not chosen still stand here
	By      string // who chose, when

	Cards   []cardView
	Seen    string // dots of the values shown
	Choices []engine.Choice
	Saw     string // the value before, when all its writers saw the same
	Other   int    // number of the key that chooses "another value"
}

type cardView struct {
	Key   int
	Pick  string
	Value shown
	Empty bool
	Taken bool // the value chosen
	By    []authorView
}

type authorView struct{ Who, Device, When string }

type threadView struct {
	Title    string
	Open     string // dots of the open comments
	Comments []commentView
}

type commentView struct {
	Who, When, Text string
	Ask, Closed     bool
	Office          bool
}

type historyView struct {
	Who, When, Device string
	What              string
	Answers           []historyLine
	Status            string // held, parked: with the reason
	Anchor            string
	Dot               string // of a tablet's change that can be set aside; "" else
	Count             int    // answers that go with it
}

// historyLine is one answer of a change.
type historyLine struct{ Label, Value string }

type heldView struct {
	Writer   string
	From, To uint64
	Who      string
	When     string
	Reason   string
	Note     string // what the person who set it aside wrote
	CanAdmit bool
}

type decisionView struct {
	Kind, Who, When, Reason, Despite string
	Undo                             string // the item that takes it back; "" not any more
}

type blocker struct{ Text, Href string }

type questionOption struct{ Ref, Label string }

func (s *sheet) at(o merge.Origin) string {
	return s.v.When(time.UnixMilli(o.At).UTC())
}

// page builds the view. show names a filter; "" is the first that has something.
func (s *sheet) page(showing string) (recordView, error) {
	row := s.m.Row
	b := recordView{ID: s.rec.ID.String(), Label: row.Label, State: row.State, Four: s.approved != nil, LastName: s.lastName, Saves: len(s.rec.Changes)}
	if b.Label == "" {
		b.Label = s.open.Session.InstanceName()
	}
	if b.Label == "" {
		b.Label = s.v.T("record.unnamed", s.rec.Case.String()[:8])
	}
	if strings.HasPrefix(b.Label, "·") { // the form names a record by an answer that is not there
		b.Label = s.head + " " + b.Label
	}
	b.StateName, b.StateTag, b.StateIcon = stateWords(s.v, row.State)
	b.NowName = s.v.T("col.now")
	if !row.FinishedAt.IsZero() {
		b.NowName = row.FinishedAt.In(s.v.zone).Format("02/01/2006")
	}
	b.Facts = s.facts()
	w := newWalk(s)
	s.walked = w
	w.children(0, wire.ID{}, 0)
	b.Groups, b.Questions = w.groups, w.questions
	s.filters(&b, w.lines, showing)
	s.threads(&b)
	s.history(&b)
	b.Frontier = encodeFrontier(merge.FrontierOf(s.rec, s.m.Rulings))
	b.Blockers = s.blockers(w)
	b.Approved, b.Rejected = s.decision != nil, s.rec.State == merge.Rejected
	b.Settled = w.settled
	if s.decision != nil {
		b.ApprovedOn = time.UnixMilli(s.decision.At).In(s.v.zone).Format("02/01")
	}
	for i := range s.rec.Threads {
		if s.rec.Threads[i].Ask {
			b.Asks++
		}
	}
	return b, nil
}

func (s *sheet) facts() (out []string) {
	row := s.m.Row
	if a := s.names.area(row.Area); a != "" {
		out = append(out, a)
	}
	rows := 0
	for _, r := range s.open.Session.Rows() {
		if s.open.Form.Nodes[r.Node].Name == "tv" {
			rows++
		}
	}
	if rows > 0 {
		out = append(out, s.v.T("record.people", rows))
	}
	if !row.FinishedAt.IsZero() {
		out = append(out, s.v.T("record.visited", row.FinishedAt.In(s.v.zone).Format("02/01/2006")))
	}
	if s.hasLast && s.asBefore[1] > 0 {
		out = append(out, s.v.T("record.as_before", s.asBefore[0], s.asBefore[1], s.lastName))
	}
	var writers []string
	var seen []wire.ID
	for _, c := range s.rec.Changes {
		if c.Dot.Writer == (wire.ID{}) || slices.Contains(seen, c.Dot.Writer) {
			continue
		}
		seen = append(seen, c.Dot.Writer)
		if d, ok := s.names.devices[c.Dot.Writer]; !ok || d.Owner {
			continue
		}
		if name := s.names.user(c.User); name != "" {
			writers = append(writers, name+" ("+s.names.device(s.v, c.Dot.Writer)+")")
		}
	}
	if len(writers) > 0 {
		out = append(out, s.v.T("record.writers", len(writers))+": "+join(writers))
	}
	if s.decision != nil {
		out = append(out, s.v.T("record.approved_by", s.at(s.decision.Origin), s.names.user(s.decision.User)))
	}
	return out
}

func join(parts []string) string {
	out := ""
	for i, p := range parts {
		if i > 0 {
			out += ", "
		}
		out += p
	}
	return out
}

// filters keeps the lines that the chosen filter shows, with the headings above them.
func (s *sheet) filters(b *recordView, lines []lineView, showing string) {
	match := map[string]func(*lineView) bool{
		"needs": func(l *lineView) bool {
			return l.Fork != nil || len(l.Problems) > 0 || l.Ask || l.Open != "" || l.Big != "" || l.RowMark == "kept"
		},
		"approved": func(l *lineView) bool { return l.Mark == "approved-changed" },
		"changed":  func(l *lineView) bool { return l.Mark != "" && l.Mark != "comment" && !l.Same || l.RowMark != "" },
		"comments": func(l *lineView) bool { return len(l.Comments) > 0 },
		"all":      func(*lineView) bool { return true },
	}
	keys := []string{"needs", "changed", "comments", "all"}
	if s.approved != nil {
		keys = append([]string{"approved"}, keys...)
	}
	if !slices.Contains(keys, showing) {
		showing = ""
	}
	total := 0
	for _, k := range keys {
		n := 0
		for i := range lines {
			if (lines[i].Group == "" || lines[i].RowMark != "" && k != "all") && match[k](&lines[i]) {
				n++
			}
		}
		name := s.v.T("filter." + k)
		if k == "changed" && s.hasLast {
			name = s.v.T("filter.changed_since", s.lastName)
		}
		b.Filters = append(b.Filters, filterView{Key: k, Name: name, Count: n})
		if showing == "" && (n > 0 || k == "all") {
			showing = k
		}
		total = n
	}
	b.Show = showing
	kept := 0
	for i := range b.Filters {
		if b.Filters[i].Key == showing {
			b.Filters[i].Current = true
			kept = b.Filters[i].Count
		}
	}
	b.Hidden = total - kept
	var heading []lineView
	for _, l := range lines {
		own := l.Group == "" || l.RowMark != "" && showing != "all"
		if l.Group != "" && !(own && match[showing](&l)) {
			for len(heading) > 0 && heading[len(heading)-1].Number >= l.Number {
				heading = heading[:len(heading)-1]
			}
			heading = append(heading, l)
			continue
		}
		if !match[showing](&l) {
			continue
		}
		b.Lines = append(b.Lines, heading...)
		heading = nil
		b.Lines = append(b.Lines, l)
	}
	if showing == "all" {
		b.Lines = folded(b.Lines)
	}
}

func (s *sheet) comment(c *merge.CommentView) commentView {
	text := c.Text
	if c.Erased {
		text = s.v.T("value.erased")
	}
	d, ok := s.names.devices[c.Dot.Writer]
	return commentView{Who: s.names.user(c.User), When: s.at(c.Origin), Text: text, Ask: c.Ask, Closed: c.Closed, Office: !ok || d.Owner}
}

func (s *sheet) threads(b *recordView) {
	for i := range s.rec.Threads {
		t := &s.rec.Threads[i]
		if t.Path != "" {
			continue
		}
		v := threadView{Title: s.v.T("thread.record"), Open: openDots(t)}
		for k := range t.Comments {
			v.Comments = append(v.Comments, s.comment(&t.Comments[k]))
		}
		b.Threads = append(b.Threads, v)
	}
	for i := range s.rec.Decisions {
		d := &s.rec.Decisions[i]
		b.Decided = append(b.Decided, decisionView{Kind: s.v.T("decision." + d.Kind.String()), Who: s.names.user(d.User), When: s.at(d.Origin),
			Reason: d.Payload.Reason, Despite: d.Payload.Despite})
	}
	slices.Reverse(b.Decided)
}

func (s *sheet) history(b *recordView) {
	kinds, said := map[wire.Dot][]wire.Kind{}, map[wire.Dot][]historyLine{}
	for i := range s.m.Inputs {
		if in := &s.m.Inputs[i]; in.Change != nil {
			for k := range in.Change.Ops {
				kinds[in.Dot()] = append(kinds[in.Dot()], in.Change.Ops[k].Kind)
			}
			said[in.Dot()] = s.answersOf(in.Change)
		}
	}
	changes := slices.Clone(s.rec.Changes)
	slices.SortStableFunc(changes, func(x, y merge.ChangeInfo) int { return int(y.Srv) - int(x.Srv) })
	for _, c := range changes {
		h := historyView{Who: s.names.user(c.User), When: s.at(c.Origin), Device: s.names.device(s.v, c.Dot.Writer), What: s.what(kinds[c.Dot]), Answers: said[c.Dot]}
		if h.Who == "" {
			h.Who = s.v.T("history.program")
		}
		h.Anchor, h.Count = saveAnchor(c.Dot), len(h.Answers)
		if d, ok := s.names.devices[c.Dot.Writer]; c.Status == merge.Accepted && ok && !d.Owner {
			h.Dot = encodeDots([]wire.Dot{c.Dot})
		}
		if c.Status != merge.Accepted && c.Reason == store.ReasonUndone {
			h.Status = s.v.T("status.undone")
		} else if c.Status != merge.Accepted {
			reason := s.v.T("held." + c.Reason)
			if reason == "held."+c.Reason {
				reason = c.Reason
			}
			h.Status = s.v.T("status."+c.Status.String(), reason)
			note := s.rulingNote(c.Dot)
			b.Held = append(b.Held, heldView{Note: note, Writer: c.Dot.Writer.String(), From: c.Dot.Seq, To: c.Dot.Seq, Who: h.Who, When: h.When,
				Reason: h.Status, CanAdmit: c.Status == merge.Held && c.Reason != "fork"})
		}
		b.History = append(b.History, h)
	}
}

// maxHistory bounds the answers that are listed of one change.
const maxHistory = 200

// answersOf lists the answers of a change, as the record's form version calls them; a change made under another version
// is counted only.
func (s *sheet) answersOf(c *wire.Change) (out []historyLine) {
	if c.FormHash != s.rec.FormHash {
		return nil
	}
	f := s.open.Form
	for i := range c.Ops {
		op := &c.Ops[i]
		if op.Kind != wire.KindSet && op.Kind != wire.KindClear || int(op.Node) >= len(f.Nodes) || len(out) == maxHistory {
			continue
		}
		text, _ := answers.FromWire(op.Value)
		shown := show(f, int(op.Node), text, s.v.Lang, nil)
		switch {
		case shown.Photo != "" || shown.File != "":
			shown.Text = s.v.T("history.file")
		case shown.Text == "":
			shown.Text = s.v.T("value.empty")
		}
		out = append(out, historyLine{f.Label(int(op.Node), s.v.Lang), shown.Text})
	}
	return out
}

// openDots are the comments of a thread that nobody has closed.
func openDots(t *merge.Thread) string {
	var dots []wire.Dot
	for i := range t.Comments {
		if !t.Comments[i].Closed {
			dots = append(dots, t.Comments[i].Dot)
		}
	}
	return encodeDots(wire.SortDots(dots))
}

// what says in words what a change did.
func (s *sheet) what(kinds []wire.Kind) string {
	count := map[wire.Kind]int{}
	for _, k := range kinds {
		count[k]++
	}
	var out []string
	if n := count[wire.KindSet] + count[wire.KindClear]; n > 0 {
		out = append(out, s.v.T("what.answers", n))
	}
	for _, k := range []wire.Kind{wire.KindAdd, wire.KindRemove, wire.KindComment, wire.KindFinish, wire.KindReopen, wire.KindReturn,
		wire.KindApprove, wire.KindReject, wire.KindDelete} {
		if count[k] > 0 {
			out = append(out, s.v.T("what."+k.String()))
		}
	}
	if len(out) == 0 {
		return s.v.T("what.seed")
	}
	return join(out)
}

// blockers says what an approval would pass over: it needs a stored reason then. docs/sync.md §1.5.
func (s *sheet) blockers(w *walk) (out []blocker) {
	if !s.rec.Finished {
		out = append(out, blocker{s.v.T("block.unfinished"), ""})
	}
	if n := s.rec.Conflicts; n > 0 {
		out = append(out, blocker{s.v.T("block.conflict", n), w.firstConflict})
	}
	if w.outside > 0 {
		out = append(out, blocker{s.v.T("block.outside", w.outside), w.firstOutside})
	}
	if w.broken > 0 {
		out = append(out, blocker{s.v.T("block.violation", w.broken), w.firstBroken})
	}
	if n := unapplied(s.rec); n > 0 {
		out = append(out, blocker{s.v.T("block.held", n), "#de-rieng"})
	}
	if s.missing > 0 {
		out = append(out, blocker{s.v.T("block.photo", s.missing), ""})
	}
	return out
}

// register key of a place, as forms post it.
func refKey(row wire.ID, path string) string {
	if row.IsZero() {
		return ":" + path
	}
	return row.String() + ":" + path
}

func anchor(row wire.ID, node int) string {
	if row.IsZero() {
		return "c" + strconv.Itoa(node)
	}
	return "c" + row.String()[:12] + "-" + strconv.Itoa(node)
}

func placeOf(f *forms.Form, ref engine.Ref) answers.Place {
	return answers.Place{Row: wire.ID(ref.Row), Path: answers.Path(f, ref.Node)}
}
