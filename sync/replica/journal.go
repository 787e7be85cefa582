package replica

import (
	"github.com/sothon/sothon/forms/engine"
	"github.com/sothon/sothon/schema/answers"
	"github.com/sothon/sothon/sync/wire"
)

// add puts entries into the journal: in memory and as Writes.
func (r *Replica) add(s *session, entries ...answers.Entry) []Write {
	var w []Write
	if !s.written {
		w = append(w, Write{StoreDraft, draftKey(s.open.Record, 0), encodeOpening(&s.open)})
		s.written = true
		r.drafts[s.open.Record] = &draft{open: s.open}
	}
	for i := range entries {
		s.last++
		s.entries, s.numbers = append(s.entries, entries[i]), append(s.numbers, s.last)
		w = append(w, Write{StoreDraft, draftKey(s.open.Record, s.last), encodeEntry(&entries[i])})
	}
	d := r.drafts[s.open.Record]
	d.entries, d.numbers, d.last = s.entries, s.numbers, s.last
	return r.out(w)
}

// begin gives the open session, brought up to what has arrived. fresh is not empty when it had to be: the screen must
// show it before anything new is answered.
func (r *Replica) begin() (*session, error) {
	r.Confirm()
	if r.session == nil {
		return nil, errNotOpen
	}
	return r.session, nil
}

// refresh brings a session up to what arrived since it was opened. It comes after the answer that was under way: that
// one was given before the screen showed anything of it.
func (r *Replica) refresh(s *session) (Patch, bool) {
	if !s.stale {
		return Patch{}, false
	}
	if err := r.start(s); err != nil {
		s.stale = true
		return Patch{}, false
	}
	return r.whole(s), true
}

// Set answers a question; value "" clears it. how says whether the answer was typed or taken over ("as-before"). The
// entry names exactly the stored values that the widget showed. On an error nothing has changed.
func (r *Replica) Set(ref engine.Ref, value, how string, at int64, zone int) (Patch, []Write, error) {
	s, err := r.answering()
	if err != nil {
		return Patch{}, nil, err
	}
	now := s.eng.SetNow(at, zone)
	p, err := s.eng.Set(ref, value)
	if err != nil {
		s.look(now)
		return Patch{}, nil, said("invalid", err)
	}
	canonical := value
	if st, ok := s.eng.State(ref); ok {
		canonical = st.Value
	}
	list := []answers.Entry{{Action: answers.Set, Ref: ref, Value: canonical, How: how, Sees: s.shown[ref], At: at, Zone: zone}}
	for _, a := range s.eng.Written() {
		list = append(list, answers.Entry{Action: answers.Set, Ref: a.Ref, Value: a.Value, How: "action", Sees: s.shown[a.Ref], At: at, Zone: zone})
	}
	w := r.add(s, list...)
	if fresh, ok := r.refresh(s); ok {
		return fresh, w, nil
	}
	return r.patch(s, now, p), w, nil
}

// said turns a refusal of the engine, which has its reason in both languages, into an Error.
func said(code string, err error) error {
	switch e := err.(type) {
	case *engine.Refusal:
		return fail(code, e.Vi, e.En)
	case *Error:
		return e
	}
	return fail(code, err.Error(), err.Error())
}

// AddRow adds a row by hand under a repeat, within the row parent (zero at the top). Its id is random.
func (r *Replica) AddRow(repeat int, parent engine.RowID, at int64, zone int) (engine.RowID, Patch, []Write, error) {
	s, err := r.answering()
	if err != nil {
		return engine.RowID{}, Patch{}, nil, err
	}
	var id engine.RowID
	r.random(id[:])
	id[6], id[8] = id[6]&0x0f|0x40, id[8]&0x3f|0x80
	now := s.eng.SetNow(at, zone)
	p, err := s.eng.AddRow(repeat, parent, id)
	if err != nil {
		s.look(now)
		return engine.RowID{}, Patch{}, nil, said("invalid", err)
	}
	w := r.add(s, r.withWritten(s, answers.Entry{Action: answers.AddRow, Ref: engine.Ref{Row: id, Node: repeat}, Parent: parent, At: at, Zone: zone})...)
	if fresh, ok := r.refresh(s); ok {
		return id, fresh, w, nil
	}
	return id, r.patch(s, now, p), w, nil
}

// withWritten adds what the engine set by itself in its last call.
func (r *Replica) withWritten(s *session, e answers.Entry) []answers.Entry {
	list := []answers.Entry{e}
	for _, a := range s.eng.Written() {
		list = append(list, answers.Entry{Action: answers.Set, Ref: a.Ref, Value: a.Value, How: "action", Sees: s.shown[a.Ref], At: e.At, Zone: e.Zone})
	}
	return list
}

// RemoveRow takes a row away. What it removes is the record as this person had it: the frontier of what was shown.
func (r *Replica) RemoveRow(row engine.RowID, at int64, zone int) (Patch, []Write, error) {
	s, err := r.answering()
	if err != nil {
		return Patch{}, nil, err
	}
	node, parent, ok := s.rowPlace(row)
	if !ok {
		return Patch{}, nil, fail("not-found", "Không có dòng này trong phiếu.", "No such row in the record.")
	}
	now := s.eng.SetNow(at, zone)
	p, err := s.eng.RemoveRow(row)
	if err != nil {
		s.look(now)
		return Patch{}, nil, said("invalid", err)
	}
	var frontier []wire.Dot
	if s.base != nil {
		frontier = s.base.Shown() // not what is held or parked: the screen did not show it
	}
	w := r.add(s, r.withWritten(s, answers.Entry{Action: answers.RemoveRow, Ref: engine.Ref{Row: row, Node: node}, Parent: parent,
		Sees: wire.SortDots(frontier), At: at, Zone: zone})...)
	if fresh, ok := r.refresh(s); ok {
		return fresh, w, nil
	}
	return r.patch(s, now, p), w, nil
}

// rowPlace finds the repeat and parent of a row that stands.
func (s *session) rowPlace(row engine.RowID) (node int, parent engine.RowID, ok bool) {
	for _, x := range s.eng.Rows() {
		if x.ID == row {
			return x.Node, x.Parent, true
		}
	}
	return 0, engine.RowID{}, false
}

// RestoreRow brings back a row that was removed, in this journal or stored as gone, or keeps one that stands against a
// remove; stored removes are named.
func (r *Replica) RestoreRow(row engine.RowID, at int64, zone int) (Patch, []Write, error) {
	s, err := r.answering()
	if err != nil {
		return Patch{}, nil, err
	}
	e := answers.Entry{Action: answers.RestoreRow, Ref: engine.Ref{Row: row}, At: at, Zone: zone}
	here := false
	for i := range s.entries {
		if x := &s.entries[i]; x.Action == answers.RemoveRow && x.Ref.Row == row {
			e.Ref.Node, e.Parent, here = x.Ref.Node, x.Parent, true
		}
	}
	now := s.eng.SetNow(at, zone)
	if here {
		p, err := s.eng.RestoreRow(row)
		if err != nil {
			s.look(now)
			return Patch{}, nil, said("invalid", err)
		}
		w := r.add(s, r.withWritten(s, e)...)
		if fresh, ok := r.refresh(s); ok {
			return fresh, w, nil
		}
		return r.patch(s, now, p), w, nil
	}
	if s.base == nil {
		return Patch{}, nil, fail("not-found", "Không có dòng này trong phiếu.", "No such row in the record.")
	}
	for i := range s.base.Rows {
		x := &s.base.Rows[i]
		if x.ID != wire.ID(row) || !x.Gone && !x.Flagged {
			continue
		}
		node, ok := answers.Node(s.form, x.Path)
		if !ok {
			break
		}
		e.Ref.Node, e.Parent = node, engine.RowID(x.Parent)
		for _, rem := range x.Removes {
			e.Sees = append(e.Sees, rem.Dot)
		}
		w := r.add(s, e)
		// The stored answers of the row show again: the engine opens over them.
		if err := r.start(s); err != nil {
			return Patch{}, nil, err
		}
		return r.whole(s), w, nil
	}
	return Patch{}, nil, fail("not-found", "Không có dòng này trong phiếu.", "No such row in the record.")
}

// Comment says something about a question, a row (a repeat's place) or the record (node 0). replyTo names what it
// answers.
func (r *Replica) Comment(ref engine.Ref, text string, replyTo []wire.Dot, at int64, zone int) ([]Comment, []Write, error) {
	s, err := r.begin()
	if err != nil {
		return nil, nil, err
	}
	if ref.Node < 0 || ref.Node >= len(s.form.Nodes) || text == "" {
		return nil, nil, fail("invalid", "Lời ghi còn trống.", "The comment is empty.")
	}
	var w []Write
	if s.talksAt(ref, answers.Resolve) { // a change says or closes at one place, not both
		if w, err = r.turn(s, at, zone); err != nil {
			return nil, nil, err
		}
	}
	w = append(w, r.add(s, answers.Entry{Action: answers.Comment, Ref: ref, Value: text, Sees: wire.SortDots(replyTo), At: at, Zone: zone})...)
	return r.comments(s), w, nil
}

// Position keeps where in the form a person is.
func (r *Replica) Position(place string) ([]Write, error) {
	s, err := r.begin()
	if err != nil {
		return nil, err
	}
	if r.pos[s.open.Record] == place {
		return nil, nil
	}
	r.pos[s.open.Record] = place
	return r.out([]Write{{StoreMeta, keyPos + s.open.Record.String(), []byte(place)}}), nil
}
