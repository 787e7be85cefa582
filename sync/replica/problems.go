package replica

import (
	"github.com/sothon/sothon/forms"
	"github.com/sothon/sothon/forms/engine"
	"github.com/sothon/sothon/sync/wire"
)

// Problem is one thing that blocks finishing.
type Problem struct {
	Ref          engine.Ref
	Label, Group string
	Kind         string // as engine.Violation
	Message      string // the form's own
}

// Cleared is an answer that finishing would clear, since it lies outside the flow.
type Cleared struct {
	Ref          engine.Ref
	Label, Value string
}

// Group is the progress of one group of the form.
type Group struct {
	Node                      int
	Label                     string
	Answered, Total, Problems int
	State                     string // "empty", "half", "problem", "done", "outside"
}

// Check is what stands between the open form and its finish, all at once, and the progress of each group.
type Check struct {
	Problems  []Problem
	Reminders []Reminder // block nothing
	Clears    []Cleared
	Groups    []Group
}

// Problems checks the open form.
func (r *Replica) Problems() (*Check, error) {
	s, err := r.begin()
	if err != nil {
		return nil, err
	}
	o := s.eng.Finish()
	problems := s.problems(o.Problems)
	var clears []Cleared
	for _, ref := range o.Clears {
		value := ""
		if st, ok := s.eng.State(ref); ok {
			value = s.text(ref, st.Value)
		}
		clears = append(clears, Cleared{ref, s.place(ref), value})
	}
	return &Check{problems, r.reminders(s), clears, s.groups(o.Problems)}, nil
}

func (s *session) problems(list []engine.Violation) []Problem {
	out := make([]Problem, 0, len(list))
	for _, v := range list {
		out = append(out, Problem{v.Ref, s.place(v.Ref), s.groupLabel(v.Ref.Node), v.Kind, v.Message})
	}
	return out
}

// top gives the outermost group or repeat around a node; the node itself when it stands alone.
func (s *session) top(node int) int {
	for node > 0 && s.form.Nodes[node].Parent > 0 {
		node = s.form.Nodes[node].Parent
	}
	return node
}

func (s *session) groupLabel(node int) string {
	if t := s.top(node); t != node {
		return s.place(engine.Ref{Node: t})
	}
	return ""
}

// groups counts the questions of each outermost group: those that the flow reaches now, and of these the answered ones.
func (s *session) groups(problems []engine.Violation) []Group {
	var out []Group
	index := map[int]int{}
	for _, n := range s.form.Children(0) {
		if k := s.form.Nodes[n].Kind; k == forms.KindGroup || k == forms.KindRepeat {
			index[n] = len(out)
			out = append(out, Group{Node: n, Label: s.place(engine.Ref{Node: n})})
		}
	}
	for ref, v := range s.view {
		i, ok := index[s.top(ref.Node)]
		if !ok || s.form.Nodes[ref.Node].Kind != forms.KindQuestion || !v.Relevant || v.ReadOnly {
			continue
		}
		out[i].Total++
		if v.Value != "" {
			out[i].Answered++
		}
	}
	for _, v := range problems {
		if i, ok := index[s.top(v.Ref.Node)]; ok {
			out[i].Problems++
		}
	}
	for i := range out {
		g := &out[i]
		switch {
		case g.Total == 0:
			g.State = "outside"
		case g.Answered == 0:
			g.State = "empty"
		case g.Problems > 0:
			g.State = "problem"
		case g.Answered < g.Total:
			g.State = "half"
		default:
			g.State = "done"
		}
	}
	return out
}

// counts is what the report of a sync adds up.
type counts struct{ received, returned, acked int }

func (c *counts) take(x Received) {
	c.received += x.Arrived.Records
	c.returned += x.Arrived.Returned
	c.acked += x.Acked
}

// Report is the result of syncing, for the screen.
type Report struct {
	SentRecords, TotalRecords  int // own records that the owner has whole, and all own records
	Received, Returned, Unsent int // records; Unsent: of which something is only here, drafts too
	BlobsSent, BlobsTotal      int
	BlobBytes                  uint64 // of those not sent
}

// Report says how much of this tablet's work the owner has.
func (r *Replica) Report() Report {
	var out Report
	for id, rec := range r.records {
		mine := false
		for _, s := range rec.changes {
			mine = mine || s.made
		}
		if !mine || id == (wire.ID{}) {
			continue
		}
		out.TotalRecords++
		if !r.unsent(id) {
			out.SentRecords++
		}
	}
	out.Received, out.Returned, out.Unsent = r.report.received, r.report.returned, r.onlyHere()
	for _, b := range r.blobs {
		out.BlobsTotal++
		if b.sent {
			out.BlobsSent++
		} else {
			out.BlobBytes += b.media.Size
		}
	}
	return out
}

// Unsent counts the records and photos that are only here.
func (r *Replica) Unsent() (records, blobs int) { return r.onlyHere(), r.blobsWaiting() }

// Forms gives the versions that hold and are here.
func (r *Replica) Forms() []wire.FormRef {
	var out []wire.FormRef
	for _, f := range r.sync.Forms {
		if r.forms[f.Hash] != nil {
			out = append(out, f)
		}
	}
	return out
}

// FormBytes gives the canonical bytes of a form version.
func (r *Replica) FormBytes(hash wire.Hash) ([]byte, bool) {
	f := r.forms[hash]
	if f == nil {
		return nil, false
	}
	return f.bytes, true
}
