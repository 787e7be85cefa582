package replica

import (
	"slices"
	"strconv"
	"strings"

	"github.com/sothon/sothon/forms/engine"
	"github.com/sothon/sothon/schema/answers"
	"github.com/sothon/sothon/sync/merge"
	"github.com/sothon/sothon/sync/wire"
)

// Comment is one thing said about a question, a row or the record.
type Comment struct {
	ID       string // "<writer hex>.<seq>", or "draft.<n>" while it is in the journal
	Ref      engine.Ref
	Label    string // of the question
	Text     string
	By       string
	At       int64
	Mine     bool
	Ask      bool   // the reviewer asks for this question to be mended
	Answered bool   // it has been changed or replied to since it was asked
	ReplyTo  string // id of the comment that this one answers
	Gone     bool   // closed
	Unread   bool   // written by somebody else and not shown here yet
}

// Decision is the reviewer's last word.
type Decision struct {
	Kind   string // "return", "approve", "reject"
	By     string
	At     int64
	Reason string
}

// decision gives the last decision of a record in the owner's order, nil when there is none.
func (r *Replica) decision(m *merge.Record) *Decision {
	if m == nil || len(m.Decisions) == 0 {
		return nil
	}
	d := &m.Decisions[len(m.Decisions)-1]
	return &Decision{Kind: d.Kind.String(), By: r.author(d.User, d.Dot.Writer), At: d.At, Reason: d.Payload.Reason}
}

// CommentID names a comment for the screen.
func CommentID(d wire.Dot) string { return d.Writer.String() + "." + strconv.FormatUint(d.Seq, 10) }

// ParseCommentID reads CommentID; false for a comment that is still in the journal.
func ParseCommentID(s string) (wire.Dot, bool) {
	a, b, ok := strings.Cut(s, ".")
	if !ok {
		return wire.Dot{}, false
	}
	w, err := wire.ParseID(a)
	n, err2 := strconv.ParseUint(b, 10, 64)
	return wire.Dot{Writer: w, Seq: n}, err == nil && err2 == nil && n > 0
}

// comments gives what is said about the open record: stored threads in their order, then the journal's.
func (r *Replica) comments(s *session) []Comment {
	var out []Comment
	if s.base != nil {
		for i := range s.base.Threads {
			t := &s.base.Threads[i]
			node, ok := answers.Node(s.form, t.Path)
			if !ok {
				continue
			}
			ref := engine.Ref{Row: engine.RowID(t.Row), Node: node}
			for k := range t.Comments {
				c := &t.Comments[k]
				x := Comment{ID: CommentID(c.Dot), Ref: ref, Label: s.place(ref), Text: c.Text, By: r.author(c.User, c.Dot.Writer), At: c.At,
					Mine: c.Dot.Writer == r.id.Writer(), Ask: c.Ask, Gone: c.Closed || s.closes(ref, c.Dot)}
				x.Unread = !x.Mine && !x.Gone && !r.read[s.open.Record][c.Dot]
				if len(c.ReplyTo) > 0 {
					x.ReplyTo = CommentID(c.ReplyTo[0])
				}
				if c.Ask {
					x.Answered = s.answeredSince(t, c)
				}
				out = append(out, x)
			}
		}
	}
	for i := range s.entries {
		if e := &s.entries[i]; e.Action == answers.Comment {
			x := Comment{ID: "draft." + strconv.Itoa(i), Ref: e.Ref, Label: s.place(e.Ref), Text: e.Value, By: r.user.Name, At: e.At, Mine: true}
			if len(e.Sees) > 0 {
				x.ReplyTo = CommentID(e.Sees[0])
			}
			out = append(out, x)
		}
	}
	return out
}

// closes says that the journal closes a comment.
func (s *session) closes(ref engine.Ref, d wire.Dot) bool {
	for i := range s.entries {
		if e := &s.entries[i]; e.Action == answers.Resolve && e.Ref == ref && slices.Contains(e.Sees, d) {
			return true
		}
	}
	return false
}

// talksAt says that the journal has an entry of a kind about a place.
func (s *session) talksAt(ref engine.Ref, kind answers.Action) bool {
	for i := range s.entries {
		if e := &s.entries[i]; e.Action == kind && e.Ref == ref {
			return true
		}
	}
	return false
}

// Resolve closes what is said about a place: it is dealt with. A comment that is still in the journal becomes a change
// of its own first.
func (r *Replica) Resolve(ref engine.Ref, at int64, zone int) ([]Comment, []Write, error) {
	s, err := r.begin()
	if err != nil {
		return nil, nil, err
	}
	var w []Write
	if s.talksAt(ref, answers.Comment) {
		if w, err = r.turn(s, at, zone); err != nil {
			return nil, nil, err
		}
	}
	var dots []wire.Dot
	for _, c := range r.comments(s) {
		if d, ok := ParseCommentID(c.ID); ok && c.Ref == ref && !c.Gone {
			dots = append(dots, d)
		}
	}
	if len(dots) > 0 {
		w = append(w, r.add(s, answers.Entry{Action: answers.Resolve, Ref: ref, Sees: wire.SortDots(dots), At: at, Zone: zone})...)
	}
	return r.comments(s), w, nil
}

// Read keeps that the comments on a place were shown.
func (r *Replica) Read(ref engine.Ref) ([]Comment, []Write, error) {
	s, err := r.begin()
	if err != nil {
		return nil, nil, err
	}
	seen := map[wire.Dot]bool{}
	for d := range r.read[s.open.Record] {
		seen[d] = true
	}
	had := len(seen)
	for _, c := range r.comments(s) {
		if d, ok := ParseCommentID(c.ID); ok && c.Ref == ref && c.Unread {
			seen[d] = true
		}
	}
	if len(seen) == had {
		return r.comments(s), nil, nil
	}
	dots := make([]wire.Dot, 0, len(seen))
	for d := range seen {
		dots = append(dots, d)
	}
	r.read[s.open.Record] = seen
	return r.comments(s), r.out([]Write{{StoreMeta, keyRead + s.open.Record.String(), encodeDots(wire.SortDots(dots))}}), nil
}

func encodeDots(dots []wire.Dot) []byte {
	var e wire.Encoder
	e.Array(2)
	e.Uint(layout)
	e.Array(2 * len(dots))
	for _, d := range dots {
		e.ID(d.Writer)
		e.Uint(d.Seq)
	}
	return e.B
}

func decodeDots(b []byte) (map[wire.Dot]bool, error) {
	d := wire.NewDecoder(b)
	start(d, 2)
	out := map[wire.Dot]bool{}
	for n := d.Array(1 << 17); n > 1 && d.Err() == nil; n -= 2 {
		out[wire.Dot{Writer: d.ID(), Seq: d.Uint()}] = true
	}
	return out, d.Done()
}

// answeredSince says that what a comment asks for has been dealt with: an answer in the journal, a reply, or a stored
// answer by a change that the comment's author could not have seen.
func (s *session) answeredSince(t *merge.Thread, c *merge.CommentView) bool {
	for i := range s.entries {
		e := &s.entries[i]
		if wire.ID(e.Ref.Row) != t.Row || answers.Path(s.form, e.Ref.Node) != t.Path {
			continue
		}
		if e.Action == answers.Set || e.Action == answers.Comment {
			return true
		}
	}
	for i := range t.Comments {
		for _, d := range t.Comments[i].ReplyTo {
			if d == c.Dot {
				return true
			}
		}
	}
	frontier := map[wire.ID]uint64{}
	for i := range s.base.Decisions {
		d := &s.base.Decisions[i]
		if d.Dot == c.Dot {
			for _, h := range d.Payload.Frontier {
				frontier[h.Writer] = max(frontier[h.Writer], h.Seq)
			}
			reg := register(s.base, t.Row, t.Path)
			if reg == nil {
				return false
			}
			for _, v := range reg.Values {
				if v.Dot.Seq > frontier[v.Dot.Writer] {
					return true
				}
			}
		}
	}
	return false
}

// place is the label of a place as the screen has it.
func (s *session) place(ref engine.Ref) string {
	if v := s.view[ref]; v != nil && v.Label != "" {
		return v.Label
	}
	if ref.Node >= 0 && ref.Node < len(s.form.Nodes) {
		return literal(s.form.Nodes[ref.Node].Label.In(s.form.Lang(s.lang)))
	}
	return ""
}
