package replica

import (
	"github.com/sothon/sothon/forms/engine"
	"github.com/sothon/sothon/schema/answers"
	"github.com/sothon/sothon/sync/merge"
	"github.com/sothon/sothon/sync/wire"
)

// News is one thing that arrived for the open record and that its screen does not show yet.
type News struct {
	Ref         engine.Ref // of the question; of a row its repeat and id
	Kind        string     // "value", "row" (somebody added it), "gone" (somebody removed it), "comment", "decision"
	Label       string
	Value, Text string // of a value, as stored and as read; of a comment or decision what was said
	By          string
	At          int64
}

// News says what arrived since the open form was last shown, nothing when nothing did. It changes nothing: the form goes
// on over what it shows until Refresh or the next answer, and no answer names what was not shown.
func (r *Replica) News() ([]News, error) {
	s := r.session
	if s == nil {
		return nil, errNotOpen
	}
	now := r.Merged(s.open.Record)
	if !s.stale || now == nil {
		return nil, nil
	}
	known := map[wire.Dot]bool{}
	before := s.base
	if before == nil {
		before = &merge.Record{}
	}
	for i := range before.Changes {
		if before.Changes[i].Status == merge.Accepted {
			known[before.Changes[i].Dot] = true
		}
	}
	var out []News
	fresh := func(o *merge.Origin) bool { return !known[o.Dot] && o.Dot.Writer != r.id.Writer() }
	add := func(o *merge.Origin, n News) {
		n.By, n.At = first(r.people().called(o.User), r.people().device(o.Dot.Writer)), o.At
		n.Label = s.place(n.Ref)
		out = append(out, n)
	}
	for i := range now.Registers {
		reg := &now.Registers[i]
		node, ok := answers.Node(s.form, reg.Path)
		if !ok || node == 0 || reg.Gone {
			continue
		}
		for k := range reg.Values {
			if v := &reg.Values[k]; fresh(&v.Origin) && !v.Seed {
				text, _ := answers.FromWire(v.Value)
				ref := engine.Ref{Row: engine.RowID(reg.Row), Node: node}
				add(&v.Origin, News{Ref: ref, Kind: "value", Value: text, Text: s.text(ref, text)})
			}
		}
	}
	gone := map[wire.ID]bool{}
	stood := map[wire.ID]bool{}
	for i := range before.Rows {
		stood[before.Rows[i].ID], gone[before.Rows[i].ID] = true, before.Rows[i].Gone
	}
	for i := range now.Rows {
		x := &now.Rows[i]
		node, ok := answers.Node(s.form, x.Path)
		ref := engine.Ref{Row: engine.RowID(x.ID), Node: node}
		switch {
		case !ok:
		case !stood[x.ID] && !x.Gone && !x.Seeded && fresh(&x.Origin):
			add(&x.Origin, News{Ref: ref, Kind: "row"})
		case stood[x.ID] && x.Gone && !gone[x.ID] && len(x.Removes) > 0:
			add(&x.Removes[len(x.Removes)-1], News{Ref: ref, Kind: "gone", Text: s.rowName(engine.RowID(x.ID))})
		}
	}
	for i := range now.Threads {
		t := &now.Threads[i]
		if node, ok := answers.Node(s.form, t.Path); ok {
			for k := range t.Comments {
				if c := &t.Comments[k]; fresh(&c.Origin) {
					add(&c.Origin, News{Ref: engine.Ref{Row: engine.RowID(t.Row), Node: node}, Kind: "comment", Text: c.Text})
				}
			}
		}
	}
	for i := range now.Decisions {
		if d := &now.Decisions[i]; fresh(&d.Origin) {
			add(&d.Origin, News{Kind: "decision", Value: d.Kind.String(), Text: d.Payload.Reason})
		}
	}
	return out, nil
}

// Refreshed is the open form with everything that has arrived.
type Refreshed struct {
	Patch    Patch
	State    string
	ReadOnly bool
	Comments []Comment
	Decision *Decision
}

// Refresh brings the open form up to what has arrived. From here on its answers name what arrived: the screen shows it.
func (r *Replica) Refresh() (*Refreshed, error) {
	s, err := r.begin()
	if err != nil {
		return nil, err
	}
	if s.stale {
		if err := r.start(s); err != nil {
			return nil, err
		}
	}
	return &Refreshed{r.whole(s), r.stateOf(s.open.Record), r.readOnly(s), r.comments(s), r.decision(s.base)}, nil
}

// readOnly says that the record is approved and no answer of it is in the journal: it is to be looked at and talked about.
// The office opens it again with a reopen.
func (r *Replica) readOnly(s *session) bool {
	if s.base == nil || s.base.State != merge.Approved || !s.base.Finished {
		return false
	}
	for i := range s.entries {
		if a := s.entries[i].Action; a != answers.Comment && a != answers.Resolve {
			return false
		}
	}
	return true
}

var errApproved = &Error{"approved", "Phiếu này xã đã duyệt, chỉ xem được. Cần sửa thì nhờ cán bộ xã mở lại phiếu.", "The office has approved this record; it can only be looked at. To change it, ask the office to open it again."}

// answering is begin for what changes answers: an approved record takes none.
func (r *Replica) answering() (*session, error) {
	s, err := r.begin()
	if err == nil && r.readOnly(s) {
		return nil, errApproved
	}
	return s, err
}
