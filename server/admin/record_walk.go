package admin

import (
	"bytes"
	"math"
	"slices"
	"strconv"

	"github.com/sothon/sothon/forms"
	"github.com/sothon/sothon/forms/engine"
	"github.com/sothon/sothon/schema/answers"
	"github.com/sothon/sothon/sync/merge"
	"github.com/sothon/sothon/sync/wire"
)

// walk goes through a record in document order and makes a line of every question, group and row.
type walk struct {
	s         *sheet
	f         *forms.Form
	numbers   map[int]int
	regs      map[answers.Place]*merge.Register
	threads   map[answers.Place]*merge.Thread
	approved  map[answers.Place]string
	problems  map[engine.Ref][]engine.Violation
	rows      []engine.Row
	lines     []lineView
	groups    []groupView
	questions []questionOption

	top           int // index of the current top group; -1 before the first
	outside       int
	settled       int
	broken        int // violations of rules
	firstBroken   string
	firstOutside  string
	firstConflict string
}

func newWalk(s *sheet) *walk {
	w := &walk{s: s, f: s.open.Form, numbers: nodeNumbers(s.open.Form), regs: map[answers.Place]*merge.Register{}, top: -1,
		threads: map[answers.Place]*merge.Thread{}, problems: map[engine.Ref][]engine.Violation{}, rows: s.open.Session.Rows()}
	for i := range s.rec.Registers {
		r := &s.rec.Registers[i]
		w.regs[answers.Place{Row: r.Row, Path: r.Path}] = r
	}
	for i := range s.rec.Threads {
		t := &s.rec.Threads[i]
		w.threads[answers.Place{Row: t.Row, Path: t.Path}] = t
	}
	if s.approved != nil {
		w.approved = answers.Visible(s.approved)
	}
	for _, v := range s.open.Session.Validate() {
		w.problems[v.Ref] = append(w.problems[v.Ref], v)
	}
	return w
}

// children makes the lines of a node's children in one row; depth is how many headings stand above.
func (w *walk) children(node int, row wire.ID, depth int) {
	for _, n := range w.f.Children(node) {
		switch w.f.Nodes[n].Kind {
		case forms.KindGroup:
			w.heading(n, row, depth, w.label(n, row))
			w.children(n, row, depth+1)
		case forms.KindRepeat:
			w.heading(n, row, depth, w.label(n, row))
			w.repeat(n, row, depth+1)
		case forms.KindQuestion:
			w.question(n, row)
		}
	}
}

func (w *walk) label(n int, row wire.ID) string {
	if st, ok := w.s.open.Session.State(engine.Ref{Row: engine.RowID(row), Node: n}); ok && st.Label != "" {
		return st.Label
	}
	return w.f.Label(n, w.s.v.Lang)
}

func (w *walk) heading(n int, row wire.ID, depth int, label string) {
	if depth == 0 {
		w.groups = append(w.groups, groupView{Node: n, Label: label})
		w.top = len(w.groups) - 1
	}
	w.lines = append(w.lines, lineView{Group: label, GroupID: n, Number: depth})
}

func (w *walk) repeat(n int, parent wire.ID, depth int) {
	number := 0
	for _, r := range w.rows {
		if r.Node != n || wire.ID(r.Parent) != parent {
			continue
		}
		number++
		id := wire.ID(r.ID)
		name := w.rowName(n, id)
		line := lineView{Group: w.s.v.T("row.title", w.f.Label(n, w.s.v.Lang), number), GroupID: n, Number: depth}
		if name != "" {
			line.Group += ": " + name
		}
		if line.RowMark, line.Note, line.Save = w.rowMark(id); line.RowMark == "kept" {
			line.RowID = id.String()
		}
		w.lines = append(w.lines, line)
		w.children(n, id, depth+1)
	}
	for i := range w.s.rec.Rows {
		r := &w.s.rec.Rows[i]
		if !r.Gone || r.Parent != parent || r.Path != answers.Path(w.f, n) {
			continue
		}
		note := ""
		if len(r.Removes) > 0 {
			note = w.s.names.user(r.Removes[0].User) + " · " + w.s.at(r.Removes[0])
		}
		w.lines = append(w.lines, lineView{Group: w.s.v.T("row.gone", w.f.Label(n, w.s.v.Lang), w.goneName(n, r.ID)), GroupID: n, Number: depth,
			RowMark: "gone", Note: note, RowID: r.ID.String()})
	}
}

// rowName is the first text answer of a row: a person's name.
func (w *walk) rowName(repeat int, row wire.ID) string {
	for i := repeat + 1; i < w.f.End(repeat); i++ {
		if w.f.Nodes[i].Control != "text" {
			continue
		}
		st, _ := w.s.open.Session.State(engine.Ref{Row: engine.RowID(row), Node: i})
		return st.Value
	}
	return ""
}

func (w *walk) goneName(repeat int, row wire.ID) string {
	for i := repeat + 1; i < w.f.End(repeat); i++ {
		if w.f.Nodes[i].Control != "text" {
			continue
		}
		if reg := w.regs[answers.Place{Row: row, Path: answers.Path(w.f, i)}]; reg != nil {
			text, _ := answers.FromWire(answers.Chosen(reg).Value)
			return text
		}
	}
	return ""
}

func (w *walk) rowMark(id wire.ID) (mark, note, save string) {
	for i := range w.s.rec.Rows {
		r := &w.s.rec.Rows[i]
		if r.ID != id {
			continue
		}
		switch {
		case r.Flagged:
			return "kept", w.s.v.T("row.kept"), ""
		case !r.Seeded && !r.Implied && !(w.s.hasLast && w.known(id)):
			return "new", w.s.names.user(r.Origin.User) + " · " + w.s.names.device(w.s.v, r.Origin.Dot.Writer) + " · " + w.s.at(r.Origin), saveAnchor(r.Origin.Dot)
		}
	}
	return "", "", ""
}

// question makes the line of one question; none when it is outside the flow and nothing was ever said there.
func (w *walk) question(n int, row wire.ID) {
	s, ref := w.s, engine.Ref{Row: engine.RowID(row), Node: n}
	st, ok := s.open.Session.State(ref)
	place := placeOf(w.f, ref)
	reg, thread, problems := w.regs[place], w.threads[place], w.problems[ref]
	last, hadLast := s.last[ref]
	if !ok || !st.Relevant && st.Value == "" && reg == nil && thread == nil && len(problems) == 0 {
		return
	}
	lang := s.v.Lang
	l := lineView{Anchor: anchor(row, n), Number: w.numbers[n], Label: st.Label, Ref: refKey(row, place.Path), NoLast: !s.hasLast,
		Now: w.show(n, st.Value, st.Choices), Last: w.show(n, last, st.Choices)}
	if l.Label == "" {
		l.Label = w.f.Label(n, lang)
	}
	switch w.f.Nodes[n].Type {
	case "binary":
		l.Last = w.show(n, s.lastAll[place], nil)
	case "geopoint":
		l.Map = s.place(st.Value, last)
	}
	w.questions = append(w.questions, questionOption{l.Ref, w.short(l.Number, l.Label)})
	if reg != nil && reg.Conflict {
		l.Mark, l.Fork = "conflict", w.fork(n, reg, st, last)
		if w.firstConflict == "" {
			w.firstConflict = "#" + l.Anchor
		}
	} else if reg != nil {
		if l.Fork = w.settledFork(n, reg, st); l.Fork != nil {
			l.Mark = "settled"
			w.settled++
		}
	}
	for _, p := range problems {
		l.Problems = append(l.Problems, problemView{w.problem(&p), w.behind(&p)})
		if p.Kind == "outside-flow" || p.Kind == "row-outside-flow" {
			w.outside++
			if w.firstOutside == "" {
				w.firstOutside = "#" + l.Anchor
			}
		} else if w.broken++; w.firstBroken == "" {
			w.firstBroken = "#" + l.Anchor
		}
	}
	if reg != nil && len(reg.Values) == 1 && !reg.Values[0].Seed {
		l.Save = saveAnchor(reg.Values[0].Dot)
	}
	l.Same = hadLast && last == st.Value
	l.Asked = l.Same && reg != nil && len(reg.Values) > 0 && !reg.Values[0].Seed
	if hadLast && !l.Same {
		l.Big = w.big(n, last, st.Value)
	}
	switch {
	case l.Fork != nil:
	case len(l.Problems) > 0:
		l.Mark = "problem"
	case s.approved != nil && w.approved[place] != st.Value:
		l.Mark = "approved-changed"
	case s.hasLast && st.Value != last && (hadLast || w.known(row)):
		l.Mark = "changed"
	}
	if s.approved != nil {
		l.Approved = w.show(n, w.approved[place], st.Choices)
		if l.Mark == "approved-changed" && reg != nil && len(reg.Values) > 0 {
			l.Who = s.names.user(reg.Values[0].User) + " · " + s.at(reg.Values[0].Origin)
		}
	}
	if thread != nil {
		for k := range thread.Comments {
			l.Comments = append(l.Comments, s.comment(&thread.Comments[k]))
		}
		l.Ask, l.Open = thread.Ask, openDots(thread)
		if l.Mark == "" {
			l.Mark = "comment"
		}
	}
	w.lines = append(w.lines, l)
	w.count(&l)
}

// known says that a row was there last year: only then does a missing value of last year mean a change.
func (w *walk) known(row wire.ID) bool {
	if row.IsZero() {
		return true
	}
	for ref := range w.s.last {
		if wire.ID(ref.Row) == row {
			return true
		}
	}
	return false
}

func (w *walk) count(l *lineView) {
	if w.top < 0 {
		return
	}
	g := &w.groups[w.top]
	if l.Fork != nil && !l.Fork.Settled {
		g.Conflicts++
	}
	if len(l.Problems) > 0 {
		g.Problems++
	}
	if l.Mark == "changed" && w.s.approved == nil || l.Mark == "approved-changed" {
		g.Changed++
	}
}

func (w *walk) short(number int, label string) string {
	r := []rune(label)
	if len(r) > 70 {
		label = string(r[:69]) + "…"
	}
	return w.s.v.T("question.short", number, label)
}

// problem says a violation in words: the form's own message where it has one.
func (w *walk) problem(p *engine.Violation) string {
	said := w.s.v.T("problem." + p.Kind)
	if p.Message != "" && p.Kind != "outside-flow" {
		return p.Message
	}
	return said
}

// show is an answer as people read it. A picture that is none, or that a page does not show, is a file with words about it.
func (w *walk) show(n int, text string, choices []engine.Choice) shown {
	out := show(w.f, n, text, w.s.v.Lang, choices)
	if out.Photo == "" {
		return out
	}
	if h, err := wire.ParseHash(out.Photo); err == nil && !w.s.blobs[out.Photo] && !w.s.have(h) {
		return shown{Text: w.s.v.T("value.photo_missing")}
	}
	if !w.s.blobs[out.Photo] {
		return out
	}
	m, _ := answers.ParseMedia(text)
	switch p, ok := w.s.picture(m.SHA256); {
	case !ok || p.Mime != m.Mime:
		out.Photo, out.File, out.Odd = "", out.Photo, w.s.v.T("value.no_picture")
	case !p.Fits():
		out.Photo, out.File, out.Odd = "", out.Photo, w.s.v.T("value.large_picture", w.s.v.Number(p.Width), w.s.v.Number(p.Height))
	case p.Cut:
		out.Odd = w.s.v.T("value.cut_picture")
	}
	return out
}

// bigChange is the share by which a number must differ from last year's to be looked at.
const bigChange = 0.5

// big says how much a number differs from last year's, when that is much: "đổi 75 %".
func (w *walk) big(n int, last, now string) string {
	if t := w.f.Nodes[n].Type; t != "int" && t != "decimal" {
		return ""
	}
	a, err := strconv.ParseFloat(last, 64)
	b, err2 := strconv.ParseFloat(now, 64)
	if err != nil || err2 != nil || a == 0 || math.Abs(b-a) <= bigChange*math.Abs(a) {
		return ""
	}
	return w.s.v.T("value.big", int(math.Round(math.Abs(b-a)/math.Abs(a)*100)))
}

// settledFork shows a conflict that the office has settled and no decision has covered yet: what was chosen, what was not,
// and a way to choose anew. Nil for anything else.
func (w *walk) settledFork(n int, reg *merge.Register, st engine.NodeState) *forkView {
	s := w.s
	if len(reg.Values) != 1 || reg.Values[0].Seed || len(reg.Earlier) < 2 || s.rec.State == merge.Approved || s.rec.State == merge.Returned || s.rec.State == merge.Rejected {
		return nil
	}
	v := &reg.Values[0]
	if d, ok := s.names.devices[v.Dot.Writer]; ok && !d.Owner {
		return nil
	}
	before := *reg
	before.Values = slices.Clone(reg.Earlier)
	slices.SortStableFunc(before.Values, func(x, y merge.Val) int { return bytes.Compare(x.Value, y.Value) })
	if before.Values[0].Value.Equal(before.Values[len(before.Values)-1].Value) {
		return nil
	}
	before.Earlier = nil
	f := w.fork(n, &before, st, "")
	f.Settled, f.Seen, f.By = true, encodeDots(reg.Dots()), s.v.T("fork.by", s.names.user(v.User), s.at(v.Origin))
	text, _ := answers.FromWire(v.Value)
	chosen := w.show(n, text, st.Choices)
	for i := range f.Cards {
		f.Cards[i].Taken = f.Cards[i].Value == chosen
	}
	return f
}

// fork makes the cards of a conflict: one for each different value, with everybody who wrote it. Nothing is chosen in
// advance; cards stand by value, never by time.
func (w *walk) fork(n int, reg *merge.Register, st engine.NodeState, last string) *forkView {
	s := w.s
	f := &forkView{Seen: encodeDots(reg.Dots()), Choices: st.Choices}
	for i := range reg.Values {
		v := &reg.Values[i]
		by := authorView{s.names.user(v.User), s.names.device(s.v, v.Dot.Writer), s.at(v.Origin)}
		if i > 0 && reg.Values[i-1].Value.Equal(v.Value) {
			c := &f.Cards[len(f.Cards)-1]
			c.By = append(c.By, by)
			continue
		}
		text, _ := answers.FromWire(v.Value)
		f.Cards = append(f.Cards, cardView{Key: len(f.Cards) + 1, Pick: encodeDots([]wire.Dot{v.Dot}),
			Value: w.show(n, text, st.Choices), Empty: text == "", By: []authorView{by}})
	}
	f.Other = len(f.Cards) + 1
	if len(reg.Earlier) == 1 {
		text, _ := answers.FromWire(reg.Earlier[0].Value)
		f.Saw = w.show(n, text, st.Choices).Text
	}
	if f.Saw == "" && last != "" {
		f.Saw = w.show(n, last, st.Choices).Text
	}
	return f
}
