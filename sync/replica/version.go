package replica

import (
	"strings"

	"github.com/sothon/sothon/forms"
	"github.com/sothon/sothon/forms/engine"
	"github.com/sothon/sothon/schema/answers"
	"github.com/sothon/sothon/sync/wire"
)

// Newer is what moving the open form to a newer version of it would mean.
type Newer struct {
	From, To       wire.FormRef
	Added, Removed []string // labels of questions
	Misfits        []Left   // answers that the newer version does not take: kept with the old one, asked again
}

// versionOf gives the form version that a record is answered under: its own while it is here, else the newest.
func (r *Replica) versionOf(record wire.ID, newest wire.FormRef) wire.FormRef {
	m := r.Merged(record)
	if m == nil || len(m.Registers) == 0 || m.FormID != newest.FormID {
		return newest
	}
	for _, f := range r.forms {
		if f.FormID == m.FormID && f.Version == m.FormVersion && f.Hash.Short() == m.FormHash && f.decoded() != nil {
			return f.ref()
		}
	}
	return newest
}

func (f *formVersion) ref() wire.FormRef {
	return wire.FormRef{FormID: f.FormID, Version: f.Version, Hash: f.Hash, Title: f.Title}
}

// Newer says what would change if the open form moved to the newest version; nil when it is the newest.
func (r *Replica) Newer() (*Newer, error) {
	s, err := r.begin()
	if err != nil {
		return nil, err
	}
	to := r.newer(s)
	if to == nil {
		return nil, nil
	}
	out := &Newer{From: s.version.ref(), To: to.ref()}
	next := to.decoded()
	have := map[string]bool{}
	for n := range s.form.Nodes {
		have[answers.Path(s.form, n)] = true
	}
	for n := range next.Nodes {
		if asked(next, n) && !have[answers.Path(next, n)] && !have["/"+next.PathOf(n)] {
			out.Added = append(out.Added, literal(next.Nodes[n].Label.In(next.Lang(s.lang))))
		}
	}
	for n := range s.form.Nodes {
		if _, still := answers.Node(next, answers.Path(s.form, n)); asked(s.form, n) && !still {
			out.Removed = append(out.Removed, s.place(engine.Ref{Node: n}))
		}
	}
	for _, ref := range s.inside(Within{}) {
		v := s.view[ref]
		if v.Value == "" || s.prefilled(ref, v) {
			continue
		}
		if why := misfit(next, answers.Path(s.form, ref.Node), v.Value); why != "" {
			out.Misfits = append(out.Misfits, Left{Ref: ref, Label: s.place(ref), Value: s.text(ref, v.Value), Why: why})
		}
	}
	return out, nil
}

func asked(f *forms.Form, n int) bool { return f.Nodes[n].Kind == forms.KindQuestion }

// misfit says why a form version does not take a value: "removed", "type" or "choice"; "" when it does.
func misfit(f *forms.Form, path, value string) string {
	n, ok := answers.Node(f, path)
	if !ok || !asked(f, n) {
		return "removed"
	}
	text, err := engine.Canonical(f, n, value)
	if err != nil {
		return "type"
	}
	l := f.List(f.Nodes[n].List)
	if l == nil || f.Nodes[n].ListPath != "" {
		return ""
	}
	picked := []string{text}
	if c := f.Nodes[n].Control; c == "select_multiple" || c == "rank" {
		picked = strings.Fields(text)
	}
	for _, p := range picked {
		there := false
		for i := range l.Choices {
			there = there || l.Choices[i].Name == p
		}
		if !there {
			return "choice"
		}
	}
	return ""
}

// newer gives the newest version of the open form, nil when that is open.
func (r *Replica) newer(s *session) *formVersion {
	ref, ok := r.currentForm()
	if !ok || ref.FormID != s.version.FormID || ref.Version <= s.version.Version {
		return nil
	}
	if f := r.forms[ref.Hash]; f != nil && f.decoded() != nil {
		return f
	}
	return nil
}

// Move takes the open form to the newest version of it: what was answered so far becomes a change under the version it
// was answered under, and the form opens anew over it. Nothing is dropped: what the newer version has no place for stays
// in the record.
func (r *Replica) Move(at int64, zone int) (*Opened, []Write, error) {
	s, err := r.answering()
	if err != nil {
		return nil, nil, err
	}
	to := r.newer(s)
	if to == nil {
		return nil, nil, fail("newest", "Phiếu đang dùng bản biểu mẫu mới nhất.", "The record is on the newest version of the form.")
	}
	w, err := r.squash(s, at, zone, nil)
	if err != nil {
		return nil, nil, err
	}
	o := s.open
	o.FormHash, o.At, o.Zone, o.Lists = to.Hash, at, zone, r.listsFor(to, o.Area)
	// The opening is stored at once: after a kill the form opens under the version it was moved to.
	r.drafts[o.Record] = &draft{open: o}
	w = append(w, r.out([]Write{{StoreDraft, draftKey(o.Record, 0), encodeOpening(&o)}})...)
	opened, err := r.open(o, s.lang)
	if err != nil {
		return nil, nil, err
	}
	return opened, w, nil
}

// listsFor gives the lists of an area that a form version reads.
func (r *Replica) listsFor(f *formVersion, area wire.ID) []wire.ListRef {
	var out []wire.ListRef
	for _, l := range r.current(area) {
		if f.form.External(l.Name) != nil {
			out = append(out, l.Ref())
		}
	}
	return out
}

// turn makes the journal a change and goes on with an empty one: for what can not stand in the same change.
func (r *Replica) turn(s *session, at int64, zone int) ([]Write, error) {
	if len(s.entries) == 0 {
		return nil, nil
	}
	w, err := r.squash(s, at, zone, nil)
	if err != nil {
		return nil, err
	}
	s.entries, s.numbers, s.last, s.written = nil, nil, 0, false
	return w, r.start(s)
}
